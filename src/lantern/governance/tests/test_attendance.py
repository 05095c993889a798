"""The attendance matrix: the adults board's of 2023 as it was printed, and what the promises of its seats give."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from lantern.governance.attendance import (
    BROKEN,
    KEPT,
    LETTERS,
    NOT_ASKED,
    OPEN,
    Held,
    Promise,
    against_its_promise,
    as_printed,
    in_one_sentence,
)
from lantern.governance.models import Attendance

FILE = Path(__file__).resolve().parents[4] / "tests" / "files" / "adults-board-attendance-2023.csv"
FEBRUARY, MARCH = dt.date(2023, 2, 16), dt.date(2023, 3, 7)
HELD, TO_COME = 2, 5
"""Two meetings were held when it was printed; five stood in the calendar."""


def _rows() -> dict[str, dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8") as file:
        return {row["organisation"]: row for row in csv.DictReader(file)}


ROWS = _rows()


def _counted(row: dict[str, str]) -> list[int]:
    return [int(value) for key, value in row.items() if key.startswith("2023-")]


def _honest(row: dict[str, str]) -> Held:
    # A count tells that somebody came, not who. Whoever comes for items only is not known to have been needed when
    # nobody was counted; and the shading of deputies was lost when the paper was made text.
    nobody = "" if row["commitment"] == "specific_items" else "absent"
    came = {day: "full" if number else nobody for day, number in zip((FEBRUARY, MARCH), _counted(row), strict=False)}
    promise = Promise(row["commitment"], int(row["times_a_year"] or 0))
    return against_its_promise(promise, came, held=[FEBRUARY, MARCH], to_come=TO_COME)


@pytest.mark.parametrize("organisation", ROWS)
def test_every_percentage_of_the_printed_matrix_is_reproduced(organisation: str) -> None:
    """Document 004, appendix 1 of the adults board's minutes, 37 rows."""
    row = ROWS[organisation]
    assert as_printed(_counted(row), held=HELD) == int(row["printed"])


def test_what_the_promises_give_instead() -> None:
    """GM3: percentages that ignore commitments, shared seats, and a team of six counted as one hundred per cent."""
    assert len(ROWS) == 37
    regulator = _honest(ROWS["CQC Board Member (Mibro, Redcar, Stockton)"])
    assert (regulator.says, regulator.verdict) == ("0 of 2", OPEN), "printed as 0%; both can still be kept"
    commissioner = _honest(ROWS["Office of Police & Crime Commissioner"])
    assert (commissioner.says, commissioner.verdict, commissioner.rate) == ("2 of 2", KEPT, 100)
    ambulance = _honest(ROWS["North East Ambulance Service"])
    assert (ambulance.verdict, ambulance.rate) == (NOT_ASKED, None), "printed as 0%; no item needed it"
    shared = _honest(ROWS["Catalyst Stockton / Hartlepower"])
    assert (shared.says, shared.verdict) == ("2 of 2", KEPT), "one seat between two, counted as 2 and 1 people"
    unit = _honest(ROWS["TSAB Business Unit"])
    assert unit.says == "2 of 2", "five and six people are one seat"
    fire = _honest(ROWS["Cleveland Fire Brigade"])
    assert (fire.says, fire.verdict, fire.rate) == ("1 of 2", BROKEN, 50)
    every = [_honest(row) for row in ROWS.values()]
    assert in_one_sentence(every) == "16 seats kept their promise, 19 did not, 1 can still keep it."


def test_a_deputy_counts_who_was_briefed_and_a_seat_counts_from_its_first_day() -> None:
    days = [dt.date(2026, month, 10) for month in (1, 3, 5, 7)]
    came = {days[0]: "deputy", days[1]: "unbriefed", days[2]: "part", days[3]: "not_required"}
    assert against_its_promise(Promise(), came, held=days, to_come=0) == Held(2, 3, BROKEN)
    late = Promise(since=dt.date(2026, 4, 1))
    assert against_its_promise(late, came, held=days, to_come=0) == Held(1, 1, KEPT)


def test_a_promise_of_so_many_is_broken_only_when_it_can_not_be_kept_any_more() -> None:
    days = [dt.date(2026, month, 10) for month in (1, 3, 5)]
    twice = Promise("times_a_year", 2)
    assert against_its_promise(twice, {}, held=days, to_come=2).verdict == OPEN
    assert against_its_promise(twice, {}, held=days, to_come=1).verdict == BROKEN
    assert against_its_promise(twice, dict.fromkeys(days, "full"), held=days, to_come=0) == Held(3, 2, KEPT)


def test_what_stands_in_a_cell_is_a_sign_and_a_word() -> None:
    """Never by colour alone."""
    assert set(LETTERS) == {*Attendance.Came.values, ""}
    assert len({sign for sign, _word in LETTERS.values()}) == len(LETTERS)
