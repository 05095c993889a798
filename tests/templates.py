"""What tests ask of the product's templates."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment
from jinja2.ext import extract_from_ast


def product_templates() -> Environment:
    """The environment in which the product's pages are made."""
    return cast(Jinja2, engines["jinja2"]).env


def messages(templates: Iterable[Path]) -> set[str]:
    """Every message for which these templates ask a catalogue."""
    environment = product_templates()
    return {
        message
        for template in templates
        for _line, _kind, said in extract_from_ast(environment.parse(template.read_text(encoding="utf-8")))
        for message in (said if isinstance(said, tuple) else (said,))
        if message
    }
