"""Lists as agencies send them, and people they may mean. All invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import STOCKTON, TUESDAY_NOON

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.people import actions
from lantern.people.models import Person
from lantern.sources import running
from lantern.sources.models import Run

SYSTEM = clockwork(STOCKTON)

HEADINGS = "Nominal Ref,Forename(s),Surname,DOB,Sex,Address,Post Code,Warning marker"
JAYDEN = 'N/100,Jayden,Thistlewood,04/05/2018,M,"14 Mill Lane, Stockton",TS20 1AB,'
MAISIE = "N/101,Maysie,Quillfeather,12/11/2016,F,3 Elm Row,TS18 2CD,Y"
UNHEARD = "N/102,Nobody,Unheard,01/02/2015,M,,TS1 9ZZ,"


def a_list(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join((headings, *rows, "")).encode("utf-8-sig")


def on_record(first: str, last: str, born: dt.date, *, by: ActingPerson, **facts: Any) -> Person:
    """A child on record, as an officer records one."""
    with acting(by):
        return actions.record_person(
            authority_id=STOCKTON, is_child=True, first_names=first, last_name=last, born_on=born,
            birth_known_to="day", by=by, at=TUESDAY_NOON, **facts,
        )  # fmt: skip


def jayden(by: ActingPerson) -> Person:
    return on_record(
        "Jayden", "Thistlewood", dt.date(2018, 5, 4), by=by,
        sex="M", house="14", street="Mill Lane", postcode="TS20 1AB",
    )  # fmt: skip


def maisie(by: ActingPerson) -> Person:
    return on_record(
        "Maisie", "Quillfeather", dt.date(2016, 11, 12), by=by,
        sex="F", house="3", street="Elm Row", postcode="TS18 2CD",
    )  # fmt: skip


def compared(content: bytes, *, code: str = "police", at: dt.datetime = TUESDAY_NOON, **how: Any) -> Run:
    """Send a list and compare it, as the command does."""
    with acting(SYSTEM):
        source = running.source_for(code, authority_id=STOCKTON, by=SYSTEM)
        run = running.send(content, source, by=SYSTEM, at=at)
        running.start(run, by=SYSTEM, at=at)
    return running.compare(run, by=SYSTEM, at=at, acting=acting, **how)
