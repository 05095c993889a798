"""A document as a part of a page, for reading on a screen or printing from the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, Template
from markupsafe import Markup

from lantern.interface.documents import model
from lantern.interface.environment import environment


def html(document: model.Document) -> Markup:
    """The document's content without page furniture; put it into `print.jinja` or any page. The title is its h1."""
    return Markup(_template().render(document=document, kind_of=lambda block: type(block).__name__))  # noqa: S704 - autoescaped


@cache
def _template() -> Template:
    folder = Path(__file__).parent.parent / "jinja2"
    return environment(loader=FileSystemLoader(folder), auto_reload=False).get_template(
        "interface/documents/document.jinja"
    )
