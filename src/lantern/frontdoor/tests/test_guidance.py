"""What the threshold document says stands beside the question it helps to answer (FD1)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import STOCKTON, TUESDAY_NOON, Cast

from lantern.frontdoor.forms.professional import WorryForm
from lantern.frontdoor.guidance import guidance_on
from lantern.frontdoor.tests.test_pages_public import WORRY, begin
from lantern.partnership import queries as partnership

pytestmark = pytest.mark.django_db


def shown(page: str) -> list[str]:
    """The clauses that stand open on a page."""
    return re.findall(r'<li data-reasons="[^"]*">.*?<span class="guidance__clause">([\d.]+)</span>', page)


def test_the_clauses_of_a_reason_are_those_of_the_areas_document(cast: Cast) -> None:
    document = partnership.threshold_document(STOCKTON, TUESDAY_NOON.date())
    found = guidance_on(document, ["neglect"])
    assert [(each.number, each.name) for each in found.levels if each.shown] == [
        (2, "Additional"),
        (3, "Complex"),
        (4, "Statutory"),
    ]
    told = {each.clause: each.text for level in found.levels for each in level.clauses if each.shown}
    assert sorted(told) == ["2.4", "3.5", "4.4", "4.5"]
    published = {each.clause: each.text for each in partnership.descriptors(document)}
    assert all(published[clause] == text for clause, text in told.items())
    assert not guidance_on(document, []).any_shown


def test_the_levels_stand_beside_the_reasons_without_scripts(cast: Cast, as_person: Callable[..., Client]) -> None:
    """The page shows what was chosen when it was drawn: with the button, after saving, and after an error."""
    client = as_person(cast.police)
    address = begin(client)
    assert shown(client.get("/contacts/new/").content.decode()) == []
    looked = client.post(address, WORRY | {"show_levels": "yes"}).content.decode()
    assert shown(looked) == ["2.4", "3.5", "4.4", "4.5"]
    assert "Error:" not in looked
    assert shown(client.post(address, WORRY | {"worries": ""}).content.decode()) == ["2.4", "3.5", "4.4", "4.5"]
    client.post(address, WORRY | {"save": "later", "reasons": ["housing"]})
    assert shown(client.get(address).content.decode()) == ["2.9", "3.9", "4.6"]


def test_it_asks_nothing_more(cast: Cast) -> None:
    """Every field costs time (FD1): what must be answered is what must be answered without the levels."""
    form = WorryForm(by=cast.police)
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {
        "authority",
        "what_happened",
        "worries",
        "reasons",
        "parents_aware",
        "not_told_why",
        "parents_why_not",
        "consent",
        "consent_not_sought_why",
        "lawful_basis",
        "role",
        "phone",
    }
