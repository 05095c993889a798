"""The partnership's own work in the demonstration, about no child: its boards, money, improvement plans, registers
and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from lantern.partnership import queries as partnership
from lantern.project.demonstration.board_year import give_board_year
from lantern.project.demonstration.declaring import give_interests
from lantern.project.demonstration.improvement import give_improvement
from lantern.project.demonstration.money import give_money
from lantern.project.demonstration.overseeing import give_oversight
from lantern.project.demonstration.reporting import give_yearly_report
from lantern.project.demonstration.section_11 import give_section_11
from lantern.project.demonstration.seeing import seeing_rows
from lantern.project.demonstration.voices import give_voices


def give_partnership_work(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """Tell it for the partnerships of these authorities."""
    with seeing_rows():
        for keeper in _keepers(authorities):
            give_board_year(keeper, at=at)
            give_interests(keeper, at=at)
            give_money(keeper, at=at)
            give_improvement(keeper, at=at)
            give_section_11(keeper, at=at)
            give_oversight(keeper, at=at)


def give_voices_of_people(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """What people said, when there are themes that it can carry."""
    with seeing_rows():
        for keeper in _keepers(authorities):
            give_voices(keeper, at=at)


def give_yearly_reports(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """Begin the report of the running year, when everything that it tells of is on record."""
    with seeing_rows():
        for keeper in _keepers(authorities):
            give_yearly_report(keeper, at=at)


def _keepers(authorities: tuple[int, ...]) -> Iterator[int]:
    known = partnership.every_authority()
    for partnership_id in sorted({known[code].partnership_id for code in authorities}):
        yield partnership.keeper_of(partnership_id).pk
