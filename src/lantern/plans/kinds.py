"""What kinds of plan there are. Rooms above may declare more; a code once stored is for ever."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from lantern.plans.permissions import (
    HOLD_FAMILY_PLAN,
    HOLD_STATUTORY_PLAN,
    REVIEW_PLAN,
    REVIEW_PROTECTION_PLAN,
)


@dataclass(frozen=True)
class PlanKind:
    """One kind of plan: what it is called, who works with it, and the timescales of ``law`` that stand for its visits,
    its reviews and a plan of this kind that runs for long (``long`` with its case). Which event starts and stops them
    is said in ``law/clock_events.toml`` by the kind's code.
    """

    code: str
    label: str
    may: str
    visits: str = ""
    reviews: tuple[str, ...] = ()
    long: tuple[str, str] = ("", "")
    asks_of_family: bool = False
    """Whether it stands or falls with what the family is asked to do: a safety plan."""
    review_called: str = "Review"
    reviewed_by: str = REVIEW_PLAN
    """The permission to record its review."""
    order: int = 50


_KINDS: dict[str, PlanKind] = {}


def declare(*kinds: PlanKind) -> None:
    """Declare kinds of plan. Two rooms can not claim one code."""
    for kind in kinds:
        if _KINDS.setdefault(kind.code, kind) != kind:
            raise ImproperlyConfigured(f"The kind of plan {kind.code} is declared twice.")


def plan_kind(code: str) -> PlanKind:
    """The kind with this code. Raises LookupError for one that no room declares."""
    try:
        return _KINDS[code]
    except KeyError:
        raise LookupError(f"No room declares the kind of plan {code}.") from None


def all_kinds() -> list[PlanKind]:
    """Every kind, the lightest first."""
    return sorted(_KINDS.values(), key=lambda kind: kind.order)


EARLY_HELP, CHILD_IN_NEED, CHILD_PROTECTION, SAFETY = "early_help", "child_in_need", "child_protection", "safety"

declare(
    PlanKind(
        EARLY_HELP, "Early help plan", HOLD_FAMILY_PLAN, reviews=("eh-review",), long=("plan-too-long", EARLY_HELP),
        review_called="Team around the family review", order=10,
    ),
    PlanKind(
        CHILD_IN_NEED, "Child in need plan", HOLD_STATUTORY_PLAN, visits="cin-visit", reviews=("cin-review",),
        long=("plan-too-long", CHILD_IN_NEED), review_called="Child in need review", order=20,
    ),
    PlanKind(
        CHILD_PROTECTION, "Child protection plan", HOLD_STATUTORY_PLAN, visits="cp-visit",
        reviews=("rcpc-first", "rcpc-next"), long=("cpp-two-years", "eighteen_months"),
        review_called="Review conference",
        reviewed_by=REVIEW_PROTECTION_PLAN, order=30,
    ),
    PlanKind(
        SAFETY, "Safety plan", HOLD_STATUTORY_PLAN, reviews=(), long=("plan-too-long", SAFETY), asks_of_family=True,
        order=40,
    ),
)  # fmt: skip
