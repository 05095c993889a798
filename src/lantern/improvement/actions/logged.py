"""Actions of improvement plans in the one action log: one action, said once, read in both places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.boards import actions as boards
from lantern.boards.models import Action, Seat
from lantern.improvement.models import ImprovementPlan, PlanAction, Told
from lantern.improvement.states import PLAN, RUNNING
from lantern.law.timescales import london_date
from lantern.partnership.models import Post
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused


@transaction.atomic
def put_in_log(
    plan: ImprovementPlan, number: int, *, by: Actor, at: dt.datetime, version: int, owner_seat: Seat | None = None,
    owner_post: Post | None = None, key: uuid.UUID | None = None,
) -> Action:  # fmt: skip
    """Let a seat or a post own an action of a plan that runs: from now on it stands in the action log, is chased there,
    and what is said of it there is told in the plan. Without a day, its next review is the event that it waits for.
    """
    PLAN.make("write", plan, by=by, at=at, version=version, key=key, payload={"number": number}, about=())
    action = plan.actions.filter(number=number).first()
    if action is None or plan.state != RUNNING:
        raise MoveRefused(refused("Only an action of a plan that runs stands in the action log."))
    if action.logged_id:
        raise MoveRefused(refused("It stands in the action log already."))
    event = "" if action.due_on else (action.timescale or action.no_date_because or "its next review")[:200]
    made = boards.log_action(
        keeper=plan.authority_id,
        what=action.action,
        by_when=action.due_on,
        by_event=event,
        because_of=plan,
        source=f"{plan.title}, action {number}",
        owner_seat=owner_seat,
        owner_post=owner_post,
        by=by,
        at=at,
    )
    PlanAction.objects.filter(pk=action.pk).update(logged=made)
    return made


def say(action: PlanAction, *, what: str, words: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Told:
    """Say of an action what became of it, in the action log; and what the plan then tells."""
    found = Action.objects.select_related("owner_seat", "owner_post__team").get(in_plan=action)
    press: dict[str, Any] = {"by": by, "at": at, "version": found.version, "key": key}
    match what:
        case "progress":
            boards.tell(found, words=words, **press)
        case "done":
            late = "" if found.next_due_at is None or found.next_due_at >= at else words
            boards.mark_done(found, evidence=words, late_reason=late, **press)
        case "checked":
            boards.check(found, note=words, **press)
        case "reopened" if found.state == "done":
            boards.send_back(found, reason=words, **press)
        case "reopened":
            boards.reopen(found, reason=words, **press)
        case _:
            boards.withdraw(found, reason=words, **press)
    return Told.objects.filter(episode_id=action.episode_id, number=action.number).latest("recorded_at", "id")


def told_in_log(found: Action, what: str, words: str, by: Actor, at: dt.datetime) -> None:
    """What became of an action in the log is told in the plan that it comes from, and its day is the same in both. One
    statement where it comes from no plan.
    """
    action = PlanAction.objects.filter(logged_id=found.pk).first()
    if action is None:
        return
    if what in ("carried", "reopened") and found.by_when != action.due_on:
        PlanAction.objects.filter(pk=action.pk).update(
            due_on=found.by_when, no_date_because="" if found.by_when else found.by_event
        )
    Told(
        authority_id=action.authority_id,
        episode_id=action.episode_id,
        number=action.number,
        what=what,
        words=words.strip() or "Nothing was written.",
        on=london_date(at),
        by_id=by.user_id,
        by_name=by.name,
        recorded_at=at,
    ).save(force_insert=True)
