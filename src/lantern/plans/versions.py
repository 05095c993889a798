"""What was agreed when: a plan's words as they were, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lantern.interface.display import full_date
from lantern.plans.models import Plan, PlanAsk, PlanItem, PlanRisk

_ITEM = ("need", "action", "owner", "due_on", "measure")
_RISK = ("worry", "contingency")
_ASK = ("who", "what", "checked_by", "checked_how", "check_on")


def content_of(plan: Plan) -> dict[str, Any]:
    """Everything a plan says now, to be kept as it was agreed. What was dropped is not part of it."""
    return {
        "aim": plan.aim,
        "contingency": plan.contingency,
        "items": [
            _words(each, _ITEM) for each in plan.items.order_by("number") if each.state != PlanItem.State.DROPPED
        ],
        "risks": [_words(each, _RISK) for each in plan.risks.order_by("number") if not each.over],
        "asks": [_words(each, _ASK) for each in plan.asks.order_by("number") if not each.over],
    }


def _words(part: PlanItem | PlanRisk | PlanAsk, names: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"number": part.number}
    for name in names:
        value = getattr(part, name)
        found[name] = value.isoformat() if hasattr(value, "isoformat") else value or ""
    return found


@dataclass(frozen=True)
class Difference:
    """One field of one part that two versions say differently. Empty ``before``: it was added; ``after``: it went."""

    part: str
    number: int
    field: str
    before: str
    after: str


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What changed from one version to another, in the order of the page."""
    return list(_differences(before, after))


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for name in ("aim", "contingency"):
        if before.get(name, "") != after.get(name, ""):
            yield Difference("plan", 0, name, before.get(name, ""), after.get(name, ""))
    for part, names in (("items", _ITEM), ("risks", _RISK), ("asks", _ASK)):
        was = {each["number"]: each for each in before.get(part, [])}
        now = {each["number"]: each for each in after.get(part, [])}
        for number in sorted(was.keys() | now.keys()):
            for name in names:
                old, new = (str(side.get(number, {}).get(name, "")) for side in (was, now))
                if old != new:
                    yield Difference(part, number, name, _shown(name, old), _shown(name, new))


def _shown(name: str, value: str) -> str:
    import datetime as dt

    return full_date(dt.date.fromisoformat(value)) if value and name.endswith("_on") else value
