"""Words of pages and forms: no default messages, no personal data in titles, nothing inline, gettext throughout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lantern.interface.forms import all_form_classes, fields_with_default_messages
from lantern.project import documents

TEMPLATES = sorted(documents.ROOMS.rglob("jinja2/**/*.jinja"))
ALLAUTH = {"SignInForm", "ChangePasswordForm"}
"""Forms whose fields are given when they are made; their messages are tested with signing in."""


def named(path: Path) -> str:
    return str(path.relative_to(documents.ROOMS))


def test_no_form_says_only_that_a_field_is_required() -> None:
    import importlib

    for file in documents.ROOMS.rglob("forms*/**/*.py"):
        if "tests" not in file.parts:
            importlib.import_module(
                ".".join(("lantern", *file.relative_to(documents.ROOMS).with_suffix("").parts)).removesuffix(
                    ".__init__"
                )
            )
    ours = [
        each for each in all_form_classes() if each.__module__.startswith("lantern.") and each.__name__ not in ALLAUTH
    ]
    assert len(ours) > 20
    found = {f"{each.__module__}.{each.__name__}": fields_with_default_messages(each) for each in ours}
    visible = {
        name: [field for field in fields if field != "credential"] for name, fields in found.items()
    }  # the browser fills this one
    assert {name: fields for name, fields in visible.items() if fields} == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_holds_nothing_inline(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:", text), (
        "the content security policy would block it"
    )
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script
    if template.parent.name != "documents":  # drawings of our own, already SVG
        assert "|safe" not in text.replace(" ", ""), "escaping is never turned off in a template"


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_title_names_nobody(template: Path) -> None:
    """Titles stand in histories, tabs and window lists: the question first, never a person."""
    for title in re.findall(r"{% block title %}(.*?){% endblock", template.read_text(encoding="utf-8"), re.DOTALL):
        for called in re.findall(r"{{(.*?)}}", title):
            assert not re.search(
                r"\b(child|person|reported|subject|children|family)\w*\.(name|sort_name|line)\b", called
            ), title
            assert not re.search(r"(?<!move)\.names?\b", called) or "document" in called or "team" in called, title


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_text_goes_through_gettext(template: Path) -> None:
    """All text from the first day: headings, paragraphs and buttons are written ``{{ _("…") }}``."""
    text = re.sub(r"{#.*?#}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.findall(r"<(?:h[1-6]|p|li|button|legend|label|th|summary)\b[^>]*>\s*([A-Z][a-z]+ [a-z][^<{]*)<", text)
    assert bare == []


def test_no_page_says_what_the_guide_forbids() -> None:
    forbidden = re.compile(
        r"\b(click here|perpetrator|please note|invalid input|an error has occurred|form is invalid)\b", re.IGNORECASE
    )
    for template in TEMPLATES:
        assert not forbidden.search(template.read_text(encoding="utf-8")), named(template)


def test_no_template_compares_roles() -> None:
    """Templates ask permissions, never compare roles."""
    for template in TEMPLATES:
        assert not re.search(r"\.role\s*(==|!=|in\b)", template.read_text(encoding="utf-8")), named(template)
