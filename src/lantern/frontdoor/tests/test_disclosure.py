"""What a receiver is told of a birth: no more than somebody told the hub."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import STOCKTON, TUESDAY_NOON, Cast

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.presenters import day
from lantern.frontdoor.rules import disclosed_subjects
from lantern.people.telling import age_as_known, born_as_known


@pytest.mark.parametrize(
    ("known_to", "disclosed", "in_words"),
    [
        ("day", "2015-03-09", "9 March 2015"),
        ("month", "2015-03", "March 2015"),
        ("year", "2015", "2015"),
    ],
)
def test_a_birth_is_disclosed_no_further_than_it_is_known(known_to: str, disclosed: str, in_words: str) -> None:
    """UK GDPR Art. 5(1)(d), accuracy: a year is not turned into a first of January."""
    assert born_as_known(dt.date(2015, 3, 9), known_to) == disclosed
    assert day(disclosed) == in_words


def test_a_birth_known_only_by_an_age_is_told_as_an_age() -> None:
    """UK GDPR Art. 5(1)(d): nobody said a year, so no year is told."""
    born, today = dt.date(2018, 3, 9), dt.date(2026, 11, 22)
    assert born_as_known(born, "about") == ""
    assert age_as_known(born, "about", today) == "about 8 years"
    assert age_as_known(born, "year", today) == ""
    assert age_as_known(None, "unknown", today) == ""


@pytest.mark.django_db
def test_children_are_told_of_before_adults(cast: Cast) -> None:
    """Who it is about comes first, whoever was named first."""
    with acting(cast.officer):
        contact = actions.receive(
            authority_id=STOCKTON,
            contact={"channel": "telephone", "what_happened": "Seen with a bruise."},
            referrer={"source": "2A"},
            people=[
                actions.Reported("adult", {"first_names": "Aaron", "last_name": "Example", "relation": "father"}),
                actions.Reported("child", {"first_names": "Zoe", "last_name": "Example"}),
            ],
            by=cast.officer,
            at=TUESDAY_NOON,
        )
        told = disclosed_subjects(contact, on=dt.date(2026, 11, 22))
    assert [each["name"] for each in told] == ["Zoe Example", "Aaron Example"]


def test_a_birth_nobody_knows_is_not_disclosed() -> None:
    """Nothing known, nothing said."""
    assert born_as_known(None, "unknown") == ""
    assert day("") == ""
