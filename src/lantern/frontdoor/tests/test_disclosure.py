"""What a receiver is told of a birth: no more than somebody told the hub."""

from __future__ import annotations

import datetime as dt

import pytest

from lantern.frontdoor.presenters import day
from lantern.frontdoor.rules import born_as_known


@pytest.mark.parametrize(
    ("known_to", "disclosed", "in_words"),
    [
        ("day", "2015-03-09", "9 March 2015"),
        ("month", "2015-03", "March 2015"),
        ("year", "2015", "2015"),
        ("about", "2015", "2015"),
    ],
)
def test_a_birth_is_disclosed_no_further_than_it_is_known(known_to: str, disclosed: str, in_words: str) -> None:
    """UK GDPR Art. 5(1)(d), accuracy: a year is not turned into a first of January."""
    assert born_as_known(dt.date(2015, 3, 9), known_to) == disclosed
    assert day(disclosed) == in_words


def test_a_birth_nobody_knows_is_not_disclosed() -> None:
    """Nothing known, nothing said."""
    assert born_as_known(None, "unknown") == ""
    assert day("") == ""
