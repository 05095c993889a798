"""An improvement plan: begun or read in from its document, completed, run with evidence, closed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from lantern.improvement.actions import logged
from lantern.improvement.models import Answers, Finding, ImprovementPlan, Inspection, PlanAction, Told
from lantern.improvement.reading import ReadPlan
from lantern.improvement.rules import WORDS, rate
from lantern.improvement.states import PLAN
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def begin(
    *,
    keeper_id: int,
    title: str,
    body: str = "",
    inspection: Inspection | None = None,
    read_from: str = "",
    asked: Iterable[str] = (),
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    number: int = 0,
) -> ImprovementPlan:
    """Begin a plan. Raises MoveRefused or AlreadyDone."""
    made = ImprovementPlan(
        authority_id=keeper_id,
        owner_team=partnership.business_team(keeper_id),
        because_of_id=inspection.pk if inspection else None,
        title=title.strip(),
        inspection=inspection,
        body=body.strip(),
        read_from=read_from,
        asked=list(asked),
    )
    PLAN.begin("open", made, by=by, at=at, key=key, payload={"actions": number})
    return made


@transaction.atomic
def read_in(
    read: ReadPlan,
    *,
    keeper_id: int,
    title: str,
    name: str,
    body: str = "",
    inspection: Inspection | None = None,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> ImprovementPlan:
    """Keep a plan as its document has it, blanks and all, for a person to check. Findings that it names are linked."""
    plan = begin(
        keeper_id=keeper_id, title=title, body=body, inspection=inspection, read_from=name, asked=read.questions,
        by=by, at=at, key=key, number=len(read.actions),
    )  # fmt: skip
    made = PlanAction.objects.bulk_create(
        PlanAction(
            authority_id=keeper_id,
            episode=plan,
            number=each.number,
            area=each.area[:200],
            outcome=each.outcome,
            objective=each.objective,
            action=each.action,
            success=each.success,
            lead=each.lead[:200],
            due_on=each.due_on,
            timescale=each.timescale[:120],
            links=each.links,
            rag_written=each.rag[:40],
        )
        for each in read.actions
    )
    if inspection is not None:
        listed = [each for each in inspection.findings.all() if each.priority]
        Answers.objects.bulk_create(
            Answers(action=action, finding=finding, authority_id=keeper_id)
            for action, said in zip(made, read.actions, strict=True)
            for finding in listed
            if finding.priority in said.answers
        )
    return plan


_COLUMNS = (
    "area", "outcome", "objective", "action", "success", "lead", "due_on", "review_on", "timescale", "links",
    "no_lead_because", "no_date_because", "no_success_because",
)  # fmt: skip


@transaction.atomic
def save_action(
    plan: ImprovementPlan,
    number: int | None,
    *,
    values: dict[str, Any],
    answers: Iterable[int] | None = None,
    **press: Any,
) -> PlanAction:
    """Write an action, or add one (``number`` of None). In a plan that runs, no blank may be made without its reason.

    ``answers`` are the paragraphs of the inspection that it answers. ``press`` is by, at, version and key.
    """
    standing = {each.number: each for each in plan.actions.all()}
    found = standing.get(number) if number else None
    if number and found is None:
        raise MoveRefused(refused("This action is not there any more."))
    which = number or max(standing, default=0) + 1
    PLAN.make("write", plan, payload={"number": which}, about=(), **press)
    action = found or PlanAction(authority_id=plan.authority_id, episode=plan, number=which)
    if action.logged_id and values.get("due_on", action.due_on) != action.due_on:
        raise MoveRefused(
            refused("It stands in the action log, and its day is moved there with the reason.",
                    next_step="Carry it over in the action log.")
        )  # fmt: skip
    for name in _COLUMNS:
        if name in values:
            value = values[name]
            setattr(action, name, value.strip() if isinstance(value, str) else value)
    if plan.state == "running":
        from lantern.improvement.rules import LACKS, gaps

        if lacking := gaps(action):
            raise MoveRefused(
                refused(f"It does not say {' and '.join(LACKS[each] for each in lacking)}.",
                        next_step="Say it, or write down why it is not known.")
            )  # fmt: skip
    action.save(force_insert=found is None)
    if answers is not None and plan.inspection_id:
        _answer(action, plan, set(answers))
    return action


def _answer(action: PlanAction, plan: ImprovementPlan, wanted: set[int]) -> None:
    held = set(Answers.objects.filter(action=action).values_list("finding__number", flat=True))
    Answers.objects.filter(action=action, finding__number__in=held - wanted).delete()
    new = Finding.objects.filter(episode_id=plan.inspection_id, number__in=wanted - held)
    Answers.objects.bulk_create(Answers(action=action, finding=each, authority_id=plan.authority_id) for each in new)


@transaction.atomic
def approve(plan: ImprovementPlan, **press: Any) -> Made:
    """Say that the plan is complete and runs. Refused while a blank is neither filled nor explained."""
    made = PLAN.make("approve", plan, payload={"actions": plan.actions.count()}, about=(), **press)
    began = press["at"].date()
    ImprovementPlan.objects.filter(pk=plan.pk).update(began_on=began)
    plan.began_on = began
    return made


@transaction.atomic
def close(plan: ImprovementPlan, *, note: str, **press: Any) -> Made:
    """Close the plan, with what became of it."""
    return PLAN.make("close", plan, about=(), note=note, payload={}, **press)


_MOVE = {"checked": "check", "reopened": "check", "override": "override"}


@transaction.atomic
def tell(
    plan: ImprovementPlan, number: int, *, what: str, words: str, on: dt.date, rag: str = "", **press: Any
) -> Told:
    """Say how far an action is, with evidence. Nobody checks what they said was done; an override says why. Of an
    action that stands in the action log it is said there, once for both.
    """
    action = plan.actions.select_related("logged").filter(number=number).first()
    if action is None:
        raise MoveRefused(refused("This action is not there any more."))
    if action.logged is not None and what != "override":
        return logged.say(action, what=what, words=words, by=press["by"], at=press["at"], key=press.get("key"))
    by: Actor = press["by"]
    told = list(Told.objects.filter(episode=plan, number=number))
    said_done = next((each for each in reversed(told) if each.what in ("done", "checked", "reopened")), None)
    if what in ("checked", "reopened"):
        if said_done is None or said_done.what == "reopened":
            raise MoveRefused(refused("Nobody has said that it is done, so there is nothing to check."))
        if what == "checked" and said_done.by_id == by.user_id:
            raise MoveRefused(
                refused("You said that it is done, so somebody else must check it.", owner="somebody else of the board")
            )
    payload: dict[str, Any] = {"number": number}
    if what == "override":
        computed = rate(action, [each for each in told if each.what != "override"], today=on, since=_since(plan, on))
        payload |= {"rating": WORDS[rag], "computed": computed.word}
    else:
        payload["what"] = Told.What(what).label
    PLAN.make(_MOVE.get(what, "tell"), plan, payload=payload, about=(), **press)
    made = Told(
        authority_id=plan.authority_id,
        episode=plan,
        number=number,
        what=what,
        words=words.strip(),
        rag=rag if what == "override" else "",
        on=on,
        by_id=by.user_id,
        by_name=by.name,
        recorded_at=press["at"],
    )
    made.save(force_insert=True)
    return made


def _since(plan: ImprovementPlan, today: dt.date) -> dt.date:
    return plan.began_on or today
