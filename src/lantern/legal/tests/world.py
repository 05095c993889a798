"""Workers and children on the way to court that the room is tested with. All invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tests.cast import LONDON, a_child, a_key

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.legal import actions
from lantern.legal.models import LegalPlanning
from lantern.meetings import actions as meetings
from lantern.meetings.actions import Asked, ForChild
from lantern.meetings.models import Meeting, Seat
from lantern.people.models import Person
from lantern.plans.tests.world import of_role

MONDAY = dt.datetime(2026, 9, 7, 10, 0, tzinfo=LONDON)
"""An ordinary working day."""
TABLE = [Asked("Alex Moreno", "social_care"), Asked("Ira Bloom", "legal", "Lawyer")]


def worker() -> ActingPerson:
    return of_role("social_worker", "Wren Adeyemi")


def manager() -> ActingPerson:
    return of_role("team_manager", "Alex Moreno")


def senior() -> ActingPerson:
    return of_role("service_manager", "Sol Okafor")


def fresh(planning: LegalPlanning) -> LegalPlanning:
    return LegalPlanning.objects.select_related("child").get(pk=planning.pk)


def press(planning: LegalPlanning, by: ActingPerson, at: dt.datetime = MONDAY) -> dict[str, Any]:
    return {"by": by, "at": at, "version": fresh(planning).version, "key": a_key()}


def asked(by: ActingPerson, *children: Person, at: dt.datetime = MONDAY) -> list[LegalPlanning]:
    """Asked for about these children, or about one. Within ``acting``."""
    about = children or (a_child(name="Mia Example", born=dt.date(2019, 3, 2)),)
    made = actions.ask(about, why="Left alone at night again.", tried="A family worker since May.", by=by, at=at)
    return [each.episode for each in made]


def a_meeting(
    by: ActingPerson, children: Sequence[Person], at: dt.datetime, outcomes: Sequence[str], **details: Any
) -> Meeting:
    """A legal planning meeting with a lawyer, decided so for each child. Within ``acting``."""
    meeting: Meeting = meetings.call(
        "legal_planning_meeting", children=children, starts_at=at, purpose="Nothing has changed.", asked=TABLE, by=by,
        at=at,
    ).episode  # fmt: skip
    meetings.begin(meeting, by=by, at=at, version=meeting.version)
    there = {seat.pk: ("", "joined") for seat in Seat.objects.filter(episode_id=meeting.pk)}
    meetings.take_roll(meeting, found=there, by=by, at=at)
    decisions = [
        ForChild(child.pk, outcome, "Three agencies tell the same.", dict(details))
        for child, outcome in zip(children, outcomes, strict=True)
    ]
    meetings.decide(meeting, decisions=decisions, by=by, at=at, version=meeting.version)
    return meeting


HEAD = {
    "to": "Ms A Example\nMr B Example",
    "worries": "On 3 and on 17 August Mia was alone from six in the evening until morning.",
    "helped": "A family worker came twice a week from May to August.",
    "what_next": "We will ask the family court to decide where Mia lives.",
    "meeting": "Thursday 24 September at 10am at the council.",
}
CHANGE = {
    "what": "An adult whom we have met is in the house with Mia every night.",
    "by_when": dt.date(2026, 10, 5),
    "checked_by": "Wren Adeyemi",
    "checked_how": "Rings at seven, comes unannounced twice a week, and asks Mia at school.",
    "help_offered": "The grandmother stays when mother works nights; we pay her bus.",
}


def with_letter(planning: LegalPlanning, by: ActingPerson, at: dt.datetime = MONDAY) -> None:
    """The letter is written and with a manager. Within ``acting``."""
    actions.write_head(planning, values=HEAD, **press(planning, by, at))
    actions.write_change(fresh(planning), None, values=CHANGE, **press(planning, by, at))
    actions.letter_ready(fresh(planning), **press(planning, by, at))


def in_pre_proceedings(at: dt.datetime = MONDAY) -> LegalPlanning:
    """Asked for, decided on, the letter written, agreed and sent, all on one day."""
    by, boss = worker(), manager()
    with acting(by):
        [planning] = asked(by, at=at)
    with acting(boss):
        a_meeting(boss, [planning.child], at, ["pre_proceedings"])
    with acting(by):
        with_letter(fresh(planning), by, at)
    with acting(boss):
        actions.send_letter(fresh(planning), how="By hand", **press(planning, boss, at))
        return fresh(planning)
