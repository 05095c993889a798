"""A plan is sent to a manager, agreed and kept as it was agreed; given to a worker; ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from lantern.access.context import sending_to
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.plans import ending
from lantern.plans.actions.common import kind_of, part_of, said, write
from lantern.plans.models import CoreGroup, Plan, PlanVersion
from lantern.plans.states import PLAN
from lantern.plans.versions import content_of
from lantern.spine import acts
from lantern.spine.lifecycle import Made
from lantern.spine.models import Notice


def _items(plan: Plan) -> int:
    return plan.items.filter(state="open").count()


@transaction.atomic
def submit(plan: Plan, **press: Any) -> Made:
    """Send it to a manager. Raises MoveRefused with the first thing that is missing."""
    made = PLAN.make("submit", plan, payload=said(plan, items=_items(plan)), about=(), **press)
    # Whoever agreed the version before must not look like the one who agrees this one.
    write(
        plan,
        submitted_by_id=press["by"].user_id,
        submitted_by_name=press["by"].name[:120],
        agreed_by_id=None,
        sent_back_why="",
    )
    if plan.partner_agency_id is not None:
        _tell_who_agrees(plan, at=press["at"])
    return made


def _tell_who_agrees(plan: Plan, *, at: dt.datetime) -> None:
    """What a team of another agency wrote is agreed by the authority's own early help."""
    with sending_to(plan.authority_id):
        Notice.objects.bulk_create(
            (
                Notice(
                    team_id=team.pk,
                    authority_id=plan.authority_id,
                    episode_id=plan.pk,
                    kind="plan_to_agree",
                    created_at=at,
                    restricted=plan.restricted,
                )
                for team in partnership.teams_covering(plan.authority_id, TeamKind.EARLY_HELP)
            ),
            ignore_conflicts=True,
        )


def take_back(plan: Plan, **press: Any) -> Made:
    """Take it back before anybody has agreed it, to write on."""
    return PLAN.make("take_back", plan, payload=said(plan), about=(), **press)


@transaction.atomic
def send_back(plan: Plan, *, why: str, **press: Any) -> Made:
    """Send it back to whoever wrote it, with what is to be better."""
    made = PLAN.make("send_back", plan, payload=kind_of(plan), about=(), note=why, **press)
    write(plan, sent_back_why=why.strip())
    return made


@transaction.atomic
def agree(plan: Plan, *, note: str, **press: Any) -> Made:
    """Agree it. What was agreed is kept word for word; nobody agrees what they wrote."""
    by, at = press["by"], press["at"]
    number = plan.agreed_version + 1
    made = PLAN.make("agree", plan, payload=said(plan, version=number, items=_items(plan)), about=None, **press)
    PlanVersion(
        **part_of(plan),
        number=number,
        agreed_at=at,
        written_by_name=plan.submitted_by_name,
        agreed_by_name=by.name[:120],
        note=note.strip(),
        content=content_of(plan),
    ).save(force_insert=True)
    write(plan, agreed_version=number, agreed_at=at, agreed_by_id=by.user_id, agreed_by_name=by.name[:120], editors=[])
    return made


@transaction.atomic
def give(plan: Plan, *, worker_id: int, worker_name: str, note: str = "", **press: Any) -> Made:
    """Give the plan to a worker of the team."""
    return PLAN.make(
        "give",
        plan,
        payload={**kind_of(plan), "worker": worker_name},
        changes={"worker_id": worker_id},
        about=None,
        note=note,
        **press,
    )


@transaction.atomic
def answer_threshold(plan: Plan, *, answer: str, note: str, **press: Any) -> Made:
    """Answer the question that a failed check asks: is this child safe enough without more?"""
    label = Plan.Answer(answer).label.lower()
    made = PLAN.make(
        "answer_threshold", plan, payload={**kind_of(plan), "answer": label}, about=None, note=note, **press
    )
    write(plan, threshold_asked_at=None, threshold_answer=answer, threshold_note=note.strip())
    return made


@transaction.atomic
def end(plan: Plan, *, outcome: str, note: str, **press: Any) -> Made:
    """End the plan, with what became of it and why. Where less is needed it goes through the gate (``ending``): raises
    MoveRefused with what to do.
    """
    acts.require(ending.judge(plan, outcome))
    label = Plan.Outcome(outcome).label.lower()
    made = PLAN.make("end", plan, payload=said(plan, outcome=label), about=None, note=note, **press)
    write(plan, outcome=outcome, outcome_note=note.strip())
    return made


@transaction.atomic
def record_core_group(
    plan: Plan, *, held_at: dt.datetime, who_came: list[str], said_there: str = "", **press: Any
) -> CoreGroup:
    """The core group of a child protection plan met. The next is counted from when it met (``held_at``)."""
    by = press["by"]
    press["at"] = held_at
    PLAN.make("core_group", plan, payload={**kind_of(plan), "came": len(who_came)}, about=None, **press)
    met = CoreGroup(
        **part_of(plan), held_at=held_at, who_came="\n".join(who_came), said=said_there.strip(), by_name=by.name[:120]
    )
    met.save(force_insert=True)
    return met
