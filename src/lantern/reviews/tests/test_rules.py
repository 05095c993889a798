"""When the Panel is notified, and by when: worked examples."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from lantern.law import timescales as law
from lantern.reviews.dated_lines import DatedLinesField
from lantern.reviews.rules import MAY, MUST, NOT, duty


@pytest.mark.parametrize(
    ("harm", "abuse", "where", "care", "force"),
    [
        ("died", "known", "here", {}, MUST),
        ("serious", "suspected", "here", {}, MUST),
        ("serious", "suspected", "outside_england", {}, MUST),
        ("serious", "not_yet", "here", {}, MAY),
        ("serious", "no", "here", {}, NOT),
        ("harmed", "known", "here", {}, NOT),
        ("died", "known", "elsewhere", {}, NOT),
        ("died", "no", "here", {"looked_after": True}, MUST),
        ("died", "no", "here", {"care_leaver": True}, MAY),
    ],
)
def test_the_duty_to_notify(harm: str, abuse: str, where: str, care: dict[str, bool], force: str) -> None:
    """Children Act 2004, s. 16C(1); Working Together 2023, ch. 5: a looked-after child's death always, a care
    leaver's should be.
    """
    assert duty(harm, abuse, where, **care).force == force


def _due(timescale: str, on: str) -> str:
    due = law.due_at(law.timescale(timescale), dt.datetime.fromisoformat(f"{on}T12:00:00+00:00"))
    return str(due.date()) if due else ""


@pytest.mark.parametrize(
    ("timescale", "began", "due"),
    [
        ("sin", "2026-12-11", "2026-12-18"),
        ("sin", "2026-12-22", "2026-12-31"),  # Christmas Day and 28 December are no working days
        ("rapid-review", "2026-12-18", "2027-01-13"),  # New Year's Day too
        ("rapid-review", "2026-12-14", "2027-01-07"),  # notified early, due early
        ("incident-return", "2026-12-22", "2026-12-31"),
        ("panel-reply", "2027-03-12", "2027-04-13"),  # 26 and 29 March are Good Friday and Easter Monday
        ("lcspr", "2027-01-13", "2027-07-13"),
        ("lcspr-send", "2027-01-06", "2026-12-23"),  # counted back over Christmas and New Year
    ],
)
def test_clocks_across_bank_holidays(timescale: str, began: str, due: str) -> None:
    """The notification in 5 working days, the rapid review in 15 of its own; 6 months for a practice review."""
    assert _due(timescale, began) == due


def test_a_chronology_is_typed_one_line_for_each_event() -> None:
    lines = DatedLinesField("").clean("2026: moved here\n14/03/2026: seen in hospital\n\nMarch 2025: first call")
    assert lines == [
        {"on": "2025-03", "what": "first call"},
        {"on": "2026", "what": "moved here"},
        {"on": "2026-03-14", "what": "seen in hospital"},
    ]


def test_a_line_that_can_not_be_read_is_named() -> None:
    with pytest.raises(ValidationError, match="Line 2, 3"):
        DatedLinesField("").clean("1 May 2026: seen\nlast summer: fell\n31 February 2026: x")
