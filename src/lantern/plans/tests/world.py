"""Workers and children that plans are tested with. All invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import LONDON, STOCKTON, a_child, a_key, in_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.plans import actions
from lantern.plans.models import Plan

MONDAY = dt.datetime(2026, 9, 7, 10, 0, tzinfo=LONDON)
"""An ordinary working day."""


def of_role(role: str, name: str, number: int = 0, **team: Any) -> ActingPerson:
    posts = Post.objects.filter(role=role, team__covers__contains=[STOCKTON], **team).order_by("code")
    return in_post(posts[number].code, name)


def worker() -> ActingPerson:
    return of_role("social_worker", "Wren Adeyemi")


def manager() -> ActingPerson:
    return of_role("team_manager", "Alex Moreno")


def family_worker() -> ActingPerson:
    return of_role("early_help_worker", "Fay Linton")


def family_manager() -> ActingPerson:
    return of_role("early_help_manager", "Gus Hale")


def reviewer() -> ActingPerson:
    return of_role("reviewing_officer", "Rowan Pike")


WHOLE = {
    "need": "Mia needs to be at school every day and on time.",
    "action": "Mum walks Mia to school; school texts Wren if she is not there by 9am.",
    "owner_kind": "family",
    "owner": "Mum",
    "due_on": dt.date(2026, 10, 5),
    "measure": "Mia is in school 19 days of 20; her register shows it.",
    "baseline": "In school 11 days of 20 in July.",
}


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def press(plan: Plan, by: ActingPerson, at: dt.datetime = MONDAY) -> dict[str, Any]:
    return {"by": by, "at": at, "version": fresh(plan).version, "key": a_key()}


def a_plan(
    by: ActingPerson, *, kind: str = "child_in_need", child: Person | None = None, at: dt.datetime = MONDAY
) -> Plan:
    """A plan that was just begun, written as whoever acts now."""
    child = child or a_child(name="Mia Example", born=dt.date(2017, 3, 2))
    return actions.open_plan(kind=kind, children=[child], by=by, at=at)[0]


def agreed(by: ActingPerson, agrees: ActingPerson, *, at: dt.datetime = MONDAY, **facts: Any) -> Plan:
    """A plan with one whole action, agreed by a manager."""
    with acting(by):
        plan = a_plan(by, at=at, **facts)
        actions.save_item(plan, None, values=WHOLE, **press(plan, by, at))
        if plan.of_kind.asks_of_family:
            actions.save_ask(plan, None, values=an_ask(), **press(plan, by, at))
        actions.submit(fresh(plan), **press(plan, by, at))
    with acting(agrees):
        actions.agree(fresh(plan), note="Clear.", **press(plan, agrees, at))
        return fresh(plan)


def an_ask() -> dict[str, Any]:
    return {
        "who": "Dad",
        "what": "Does not come to the house while Mia is there.",
        "checked_by": "Wren Adeyemi",
        "checked_how": "An unannounced visit after school; asks Mia and the neighbour.",
        "check_on": dt.date(2026, 9, 11),
    }
