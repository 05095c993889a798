"""Hints while a plan is written: they point, and refuse nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from lantern.plans import hints


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monitor attendance.", "“Monitor”: who looks at what, and how often?"),
        ("Support Mum with routines.", "“Support”: what does somebody do, that one could see?"),
        ("Ongoing.", "“Ongoing”: until which day?"),
        ("Family to engage with services.", "“engage”: come to what, and how often?"),
    ],
)
def test_words_that_hide_who_does_what_are_asked_about(text: str, expected: str) -> None:
    assert expected in hints.hints(text).words


@pytest.mark.parametrize("text", ["A referral will be made.", "Work to be completed.", "Mum is to be told."])
def test_the_passive_is_asked_who_does_it(text: str) -> None:
    assert any("who does it?" in each for each in hints.hints(text).also)


def test_what_says_who_does_what_by_when_has_no_hint() -> None:
    said = "Mum walks Mia to school. The school texts Wren by 9.30."
    assert not hints.hints(said, owner="Mum", due_on=dt.date(2026, 12, 1), asks_day=True, today=dt.date(2026, 11, 17))


def test_no_owner_no_day_and_a_day_that_has_passed_are_pointed_out() -> None:
    today = dt.date(2026, 11, 17)
    missing = hints.hints("Mum rings.", owner="", asks_day=True, today=today).also
    assert missing == ("Nobody is named. Who does it?", "No day is given. By when?")
    past = hints.hints("Mum rings.", owner="Mum", due_on=dt.date(2026, 11, 16), asks_day=True, today=today).also
    assert past == ("The day has passed already.",)


def test_words_for_a_child_are_measured_and_long_ones_named() -> None:
    easy = "Mum walks with you to school. " * 8
    hard = "Professionals will facilitate your participation in appropriate educational provision. " * 4
    young, old = hints.reading_age(easy), hints.reading_age(hard)
    assert young is not None
    assert old is not None
    assert young < 8 < 14 < old
    assert hints.reading_age("Too few words.") is None
    assert any("Professionals" in each for each in hints.for_a_child(hard))
    assert hints.for_a_child(easy) == []
