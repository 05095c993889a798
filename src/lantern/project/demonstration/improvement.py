"""Improvement in the demonstration: the inspection of 2023 with its 47 findings, the plan that answers it as it stands
today (late, silent, overridden, done and unchecked ones among it), and a plan just read in whose blanks wait for
somebody. Told by the real actions.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Seat
from lantern.improvement import actions, reading
from lantern.improvement.models import Finding, ImprovementPlan, Inspection, Told
from lantern.interface.display import LONDON
from lantern.project.demonstration.partnership_posts import holder

_DATES = (
    "The cabinet’s paper says 27 February to 14 March; the inspectors’ report says 6 to 17 March. The report holds."
    " 27 February is taken as the day of the notice."
)
_KINDS = {"s": "strength", "w": "weakness", "m": "mixed"}

_DRAFT = """| Objective | Action | Success criteria | Lead | By when | RAG |
|---|---|---|---|---|---|
| Priority 1: Parental mental health | | | | | |
| Parents are heard | Ask about mental health at every first visit | Asked in 9 of 10 | Early help manager | Mar 27 | |
| | Named adult mental health worker for each team | | | Ongoing | |
| | Joint visits after hospital | Held within a week | Team managers, ward managers and crisis team | TBC | |
| Workers know what to do | Half-day course | Asked three months later | Training co-ordinator | 12 February 2027 | |
"""


def give_improvement(keeper_id: int, *, at: dt.datetime) -> None:
    """Tell it for one partnership."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    officer, manager = holder("partnership_officer", keeper_id), holder("partnership_manager", keeper_id)
    with acting(officer):
        inspection = _inspection(keeper_id, told, officer)
        plan = _Plan(keeper_id, inspection, told["action"], at=at)
        plan.write(officer)
    with acting(manager):
        actions.approve(plan.made, by=manager, at=_before(at, 300), version=plan.made.version)
    with acting(officer):
        plan.tell(officer, ("progress", "done"))
    with acting(manager):
        plan.tell(manager, ("checked", "reopened", "override"))
        _owned(plan.made, manager, at=_before(at, 4))
    with acting(officer):
        read = reading.read(_DRAFT.encode(), "parental-mental-health.md")
        title = "Parental mental health: what the priority group will do"
        actions.read_in(
            read, keeper_id=keeper_id, title=title, name="parental-mental-health.md", body="Engine Room", by=officer,
            at=_before(at, 1),
        )  # fmt: skip


def _before(at: dt.datetime, days: int) -> dt.datetime:
    day = dt.date.fromordinal(at.astimezone(LONDON).date().toordinal() - days)
    return min(at, dt.datetime.combine(day, dt.time(11), tzinfo=LONDON))


def _inspection(keeper_id: int, told: dict[str, Any], by: ActingPerson) -> Inspection:
    noon = dt.datetime(2023, 5, 9, 12, tzinfo=LONDON)
    inspection = actions.record_inspection(
        keeper_id=keeper_id,
        values={
            "framework": "ilacs",
            "title": "Stockton-on-Tees children’s services, 2023",
            "notice_on": dt.date(2023, 2, 27),
            "fieldwork_from": dt.date(2023, 3, 6),
            "fieldwork_to": dt.date(2023, 3, 17),
            "about_dates": _DATES,
            "self_evaluation": "Workforce, assessments and plans, foster homes, children’s voice: much as found.",
        },
        by=by,
        at=noon,
    )
    Finding.objects.bulk_create(
        Finding(
            authority_id=keeper_id,
            episode=inspection,
            number=number,
            kind=_KINDS[kind],
            words=words,
            strand=next(name for first, name in reversed(told["strands"]) if first <= number),
            priority=priority or None,
        )
        for number, kind, words, priority in told["findings"]
    )
    actions.receive_report(
        inspection, on=dt.date(2023, 5, 9), grade="Requires improvement to be good", by=by, at=noon,
        version=inspection.version,
    )  # fmt: skip
    sent = dt.datetime(2023, 8, 14, 15, tzinfo=LONDON)
    actions.answer(inspection, on=sent.date(), by=by, at=sent, version=inspection.version)
    return inspection


def _owned(plan: ImprovementPlan, by: ActingPerson, *, at: dt.datetime) -> None:
    """Three actions that go on are owned by seats of the Executive, and chased with everything else that is promised;
    the others are still owned by nobody in the log.
    """
    seats = list(Seat.objects.filter(body__kind="executive", authority_id=plan.authority_id, chairs=False)[:3])
    over = Told.objects.filter(episode=plan, what__in=("done", "checked", "dropped")).values_list("number", flat=True)
    going_on = plan.actions.filter(due_on__isnull=False).exclude(number__in=list(over))
    for number, seat in zip(list(going_on.values_list("number", flat=True)), seats, strict=False):
        now = ImprovementPlan.objects.get(pk=plan.pk)
        actions.put_in_log(now, number, owner_seat=seat, by=by, at=at, version=now.version)


@dataclass
class _Plan:
    keeper_id: int
    inspection: Inspection
    said: list[dict[str, Any]]
    at: dt.datetime

    def write(self, by: ActingPerson) -> None:
        """Begin it and write every action."""
        began = _before(self.at, 320)
        self.made: ImprovementPlan = actions.begin(
            keeper_id=self.keeper_id, title="Our improvement plan, third year", body="Good and Beyond Board",
            inspection=self.inspection, by=by, at=began, number=len(self.said),
        )  # fmt: skip
        for each in self.said:
            values = {
                "area": each["area"],
                "action": each["action"],
                "success": each["success"],
                "lead": each["lead"],
                "no_lead_because": each.get("no_lead", ""),
                "no_date_because": each.get("no_date", ""),
                "due_on": self._day(each.get("due", 0)),
                "review_on": self._day(each.get("review", 0)),
                "timescale": each.get("timescale", ""),
            }
            actions.save_action(
                self.made, None, values=values, answers=each["answers"], by=by, at=began, version=self.made.version
            )

    def _day(self, days: int) -> dt.date | None:
        return dt.date.fromordinal(self.at.date().toordinal() + days) if days else None

    def tell(self, by: ActingPerson, kinds: tuple[str, ...]) -> None:
        """Tell what was told by this person, in its order."""
        for number, each in enumerate(self.said, 1):
            for days, what, words, *rag in each["told"]:
                if what in kinds:
                    at = _before(self.at, days)
                    actions.tell(
                        self.made, number, what=what, words=words, on=at.date(), rag=rag[0] if rag else "", by=by,
                        at=at, version=self.made.version,
                    )  # fmt: skip
