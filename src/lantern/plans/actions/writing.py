"""Writing a plan: never blocked by what is still missing, never overwriting what somebody else wrote meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from lantern.partnership import queries as partnership
from lantern.plans.actions.common import kind_of, part_of, said, write
from lantern.plans.models import Plan, PlanAsk, PlanItem, PlanRisk
from lantern.plans.states import AGREED, PLAN
from lantern.spine.actors import refused
from lantern.spine.lifecycle import Made, MoveRefused


def edited(plan: Plan, part: str, **press: Any) -> None:
    """Make the move that stands before every change of what a plan says. An agreed plan begins a change of itself: the
    version that was agreed stands until the next one is.
    """
    if plan.state == AGREED:
        key = press.pop("key", None)
        PLAN.make("change", plan, payload=kind_of(plan), about=(), key=key, **press)
        press["version"] = plan.version
    PLAN.make("edit", plan, payload=said(plan, part=part), about=(), **press)
    writer = press["by"].user_id
    if writer is not None and writer not in plan.editors:
        write(plan, editors=[*plan.editors, writer])


@transaction.atomic
def begin_change(plan: Plan, **press: Any) -> Made:
    """Begin to change an agreed plan. What was agreed stands meanwhile."""
    return PLAN.make("change", plan, payload=kind_of(plan), about=(), **press)


@transaction.atomic
def save_head(plan: Plan, *, aim: str, contingency: str, **press: Any) -> None:
    """What will be better for the child, and what happens if it does not get better."""
    edited(plan, "what it is for", **press)
    write(plan, aim=aim.strip(), contingency=contingency.strip())


_ITEM = ("need", "action", "owner_kind", "owner", "due_on", "measure", "baseline")
_RISK = ("worry", "contingency")
_ASK = ("who", "what", "checked_by", "checked_how", "check_on")


@transaction.atomic
def save_item(plan: Plan, number: int | None, *, values: dict[str, Any], **press: Any) -> PlanItem:
    """Write an action, or add one (``number`` of None). What is missing is no hindrance. ``press`` is by, at, version
    and key. Raises MoveRefused, StaleRecord, AlreadyDone.
    """
    edited(plan, "action", **press)
    here = values.get("owner_kind") == PlanItem.Owner.WORKER
    worker = partnership.worker_named(values.get("owner") or "", plan.authority_id) if here else None
    return _save(plan, PlanItem, number, _ITEM, values | {"worker_id": worker}, at=press["at"])


@transaction.atomic
def save_risk(plan: Plan, number: int | None, *, values: dict[str, Any], over: bool = False, **press: Any) -> PlanRisk:
    """Write what could go wrong and what happens then, or say that it is over."""
    edited(plan, "risk", **press)
    return _save(plan, PlanRisk, number, _RISK, values | {"over": over}, at=press["at"])


@transaction.atomic
def save_ask(plan: Plan, number: int | None, *, values: dict[str, Any], over: bool = False, **press: Any) -> PlanAsk:
    """Write what somebody in the family is asked to do and who checks it, or say that it is over. An ask whose words
    change is untested again: it is another ask.
    """
    edited(plan, "what is asked of the family", **press)
    before = plan.asks.filter(number=number).first() if number else None
    anew = {"tested": PlanAsk.Tested.UNTESTED, "tested_on": None} if before and before.what != values["what"] else {}
    return _save(plan, PlanAsk, number, _ASK, values | {"over": over, **anew}, at=press["at"])


def _save(
    plan: Plan, model: Any, number: int | None, names: tuple[str, ...], values: dict[str, Any], at: dt.datetime
) -> Any:
    manager = model.objects.filter(plan_id=plan.pk)
    if number is None:
        highest = max(manager.values_list("number", flat=True), default=0)
        found = model(**part_of(plan), number=highest + 1)
        if model is PlanItem:
            found.added_at = at
    else:
        found = manager.filter(number=number).first()
        if found is None:
            raise MoveRefused(refused("This part of the plan is not there any more."))
    changed = False
    for name in (*names, *(values.keys() - set(names))):
        if name in values:
            value = values[name].strip() if isinstance(values[name], str) else values[name]
            changed = changed or getattr(found, name) != value
            setattr(found, name, value)
    if model is PlanItem and (changed or number is None):
        found.changed_at = at
    found.save(force_insert=number is None)
    return found


@transaction.atomic
def set_item(plan: Plan, number: int, *, state: str, on: dt.date, **press: Any) -> PlanItem:
    """Say that an action is done, no longer needed, or to be done after all. What was agreed is not changed by it, so
    it needs no new agreement.
    """
    item = plan.items.filter(number=number).first()
    if item is None:
        raise MoveRefused(refused("This action is not there any more."))
    called = PlanItem.State(state).label.lower()
    PLAN.make("mark", plan, payload=said(plan, number=number, how=called), about=None, **press)
    item.state, item.changed_at = state, press["at"]
    item.done_on = on if state == PlanItem.State.DONE else None
    item.save(update_fields=["state", "changed_at", "done_on"])
    return item


@transaction.atomic
def check_ask(
    plan: Plan, number: int, *, held: bool, on: dt.date, note: str, check_on: dt.date | None = None, **press: Any
) -> PlanAsk:
    """Say what a check of an ask found. One that did not hold asks, where everybody sees it until a manager answers:
    is this child safe enough without more?
    """
    ask = plan.asks.filter(number=number, over=False).first()
    if ask is None:
        raise MoveRefused(refused("This is not asked of the family any more."))
    move = "ask_held" if held else "ask_failed"
    PLAN.make(move, plan, payload=kind_of(plan), about=None, note=note, **press)
    ask.tested = PlanAsk.Tested.HELD if held else PlanAsk.Tested.FAILED
    ask.tested_on, ask.tested_by_name, ask.tested_note = on, press["by"].name[:120], note.strip()
    ask.check_on = check_on or ask.check_on
    ask.save(update_fields=["tested", "tested_on", "tested_by_name", "tested_note", "check_on"])
    if not held and plan.threshold_asked_at is None:
        write(plan, threshold_asked_at=press["at"], threshold_answer="", threshold_note="")
    return ask


@transaction.atomic
def word_for_child(plan: Plan, *, words: str, **press: Any) -> None:
    """Put the plan in words for the child. It is no part of what is agreed, and changes nothing of it."""
    PLAN.make("word_for_child", plan, payload=kind_of(plan), about=(), **press)
    write(plan, for_child=words.strip(), for_child_at=press["at"])
