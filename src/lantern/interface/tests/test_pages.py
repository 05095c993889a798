"""Layouts, components of our own, and the rules that the whole look must keep."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from lantern.interface.brand import BrandColourError, brand_css, contrast
from lantern.interface.environment import html_attributes, paragraphs
from lantern.interface.shell import NavigationItem, NavigationMenu, Shell
from lantern.interface.tests.gallery import NOW, SHELL, EveryField, gallery_environment, public_page, staff_page

ROOM = Path(__file__).resolve().parent.parent
CSS = ROOM.parents[2] / "build" / "static" / "app.css"
ENV = gallery_environment()
UI: Any = ENV.get_template("interface/components.jinja").module


def test_a_misspelt_name_is_an_error_and_not_a_blank() -> None:
    """A blank where a risk should stand is a danger."""
    with pytest.raises(UndefinedError):
        ENV.from_string("{{ record.rsik }}").render(record={})


def test_the_title_says_first_that_there_is_an_error() -> None:
    wrong = EveryField({})
    assert "<title>Error: What has happened? – Lantern</title>" in public_page(ENV, wrong)
    assert "<title>What has happened? – Lantern</title>" in public_page(ENV, EveryField())


@pytest.mark.parametrize("page", [staff_page, public_page])
def test_nothing_is_inline(page: Any) -> None:
    """The content security policy allows no inline script and no style attribute."""
    html = page(ENV, EveryField({"outcome": "visit"}))
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert "<style" not in html


@pytest.mark.parametrize("page", [staff_page, public_page])
def test_ids_are_unique(page: Any) -> None:
    """WCAG 4.1.1 is gone, but a label that points at the wrong control is not."""
    ids = re.findall(r'\sid="([^"]+)"', page(ENV, EveryField({"outcome": "visit"})))
    assert sorted(ids) == sorted(set(ids))


def test_help_stands_in_the_same_place_on_every_page() -> None:
    """WCAG 2.2 criterion 3.2.6."""
    for html in (staff_page(ENV, EveryField()), public_page(ENV, EveryField())):
        assert html.index("<footer") < html.index("01632 960 001") < html.index("</footer>")


def test_a_page_stands_with_a_service_name_alone() -> None:
    page = (
        "{% extends 'interface/layouts/staff.jinja' %}"
        "{% block title %}T{% endblock %}{% block content %}Words{% endblock %}"
    )
    html = ENV.from_string(page).render(shell=Shell("Lantern"))
    assert "Words" in html
    assert "<aside" not in html


def test_the_printed_sheet_says_whose_copy_it_is() -> None:
    """Each page carries recipient, reference and marking (reliability.md section 3)."""
    html = ENV.get_template("print").render(
        shell=SHELL,
        document="The record",
        printed={
            "recipient": "Noor Example",
            "reference": "R-1024",
            "marking": "Official sensitive",
            "at": NOW,
            "by": "Sam Example",
        },
    )
    for words in ("Noor Example", "R-1024", "Official sensitive", "20 November 2026 at 9:14am", "Sam Example"):
        assert words in html


def test_late_is_said_in_words() -> None:
    """Colour is never the only sign (WCAG 1.4.1)."""
    html = str(UI.due(datetime(2026, 11, 20, 7, 5, tzinfo=UTC), NOW))
    assert "due--late" in html
    assert "2 hours late" in html
    assert "Red" in str(UI.rag("red", "Red"))


def test_text_is_escaped_and_markup_is_not() -> None:
    assert "&lt;b&gt;" in str(UI.inset_text("<b>"))
    assert "<b>" in str(UI.inset_text(Markup("<b>bold</b>")))
    assert paragraphs("<i>one</i>\n\ntwo\nthree") == Markup(
        '<p class="govuk-body">&lt;i&gt;one&lt;/i&gt;</p><p class="govuk-body">two<br>three</p>'
    )


def test_attributes_the_policy_would_block_are_refused() -> None:
    assert html_attributes({"data-x": 'a"b', "hidden": True, "open": False, "id": None}) == ' data-x="a&#34;b" hidden'
    for name in ("style", "onclick"):
        with pytest.raises(ValueError, match="content security policy"):
            html_attributes({name: "x"})


def test_the_style_sheet_holds_nothing_we_may_not_use() -> None:
    """The typeface GDS Transport, the crown and the crests are licensed to GOV.UK and the Ministry of Justice."""
    css = CSS.read_text()
    assert "GDS Transport" not in css
    assert not re.search(r"url\([^)]*(crest|crown)", css, re.IGNORECASE)


def test_pictures_the_style_sheet_names_are_there() -> None:
    for name in re.findall(r"url\(([^)]+)\)", CSS.read_text()):
        assert (CSS.parent / name.strip("'\"")).is_file(), name


def test_a_brand_colour_is_dark_enough_or_refused() -> None:
    assert "--govuk-brand-colour: #173f5a" in brand_css("#173F5A")
    with pytest.raises(BrandColourError, match="too pale"):
        brand_css("#ffcc00")
    with pytest.raises(BrandColourError, match="six digits"):
        brand_css("red;}body{display:none")
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_room_knows_no_domain_words() -> None:
    """interface holds no domain words: templates, components and Python alike."""
    domain = re.compile(
        r"\b(child|children|contact|referral|safeguarding|social worker|police|strategy discussion)\b", re.IGNORECASE
    )
    found = []
    for file in [*ROOM.glob("*.py"), *ROOM.glob("documents/*"), *ROOM.glob("jinja2/**/*.jinja")]:
        if file.is_file() and file.suffix in {".py", ".jinja", ".typ"}:
            found += [f"{file.name}: {match.group()}" for match in domain.finditer(file.read_text())]
    assert found == []


def _places(*groups: str) -> Shell:
    items = tuple(NavigationItem(f"Place {number}", f"/{number}/", group=group) for number, group in enumerate(groups))
    return Shell("Lantern", navigation=items)


def test_few_places_stand_in_a_line_whatever_their_groups() -> None:
    few = _places("", "Shift", "Shift", "Quality")
    assert few.places == list(few.navigation)


def test_many_places_stand_in_menus_after_those_that_belong_to_none() -> None:
    many = _places(*["Shift", "", "Quality", "Shift", "Records"], *[""] * 6)
    assert [place.text for place in many.places] == [
        "Place 1", "Place 2", "Place 4", *(f"Place {number}" for number in range(5, 11)), "Shift",
    ]  # fmt: skip
    menu = many.places[-1]
    assert isinstance(menu, NavigationMenu)
    assert [item.text for item in menu.items] == ["Place 0", "Place 3"]


def test_whoever_works_in_one_group_has_its_places_in_the_line() -> None:
    many = _places("", *["Partnership"] * 9, "Quality", "")
    assert [place.text for place in many.places] == ["Place 0", *(f"Place {number}" for number in range(1, 7)), "More"]
    menu = many.places[-1]
    assert isinstance(menu, NavigationMenu)
    assert [item.text for item in menu.items] == ["Place 7", "Place 8", "Place 9", "Place 10", "Place 11"]


def test_a_menu_says_that_the_reader_is_in_it() -> None:
    here = NavigationItem("Demand", "/demand/", active=True, group="Quality")
    assert NavigationMenu("Quality", [NavigationItem("Lateness", "/late/"), here]).here == "Demand"
    assert NavigationMenu("Quality", [NavigationItem("Lateness", "/late/")]).here == ""
