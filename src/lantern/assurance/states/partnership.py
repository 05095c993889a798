"""An audit of the year's plan, a practice standard, and a quarterly report: states, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.assurance import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

PLANNED, RUNNING, DONE, DROPPED = "planned", "running", "done", "dropped"
IN_USE, RETIRED = "in_use", "retired"
OWN = "own"


def _reason_given(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or facts.get("reason", "").strip():
        return ALLOWED
    return refused("Say why.")


def _drawn(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if found.how == OWN:
        return refused("The agency audits by itself: no cases are drawn.")
    if found.area_id not in by.authorities:
        return refused("Somebody who runs audits for that council draws its cases.")
    return ALLOWED


def _own(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if found.how != OWN:
        return refused("Cases are drawn for this audit: what it found comes from its round.")
    if by.agency_id in found.agencies or by.may(may.PLAN_AUDITS):
        return ALLOWED
    return refused("Only an agency that audits tells what it found.")


PLAN = Lifecycle(
    kind="planned_audit",
    prefix="AY",
    noun="planned audit",
    states={PLANNED: "Planned", RUNNING: "Under way", DONE: "Done", DROPPED: "Dropped"},
    moves=(
        Move("plan", "Plan an audit", (), PLANNED, may=may.PLAN_AUDITS, event="audit_planned"),
        Move("begin", "Begin at once", (), RUNNING, may=may.RUN_AUDIT, event="audit_begun_at_once"),
        Move("draw", "Draw the cases and ask", (PLANNED,), RUNNING, may=may.RUN_AUDIT, event="audit_begun_as_planned",
             needs=(_drawn,)),
        Move("tell", "Tell what it found", (PLANNED,), DONE, may=may.TELL_OWN_AUDIT, event="own_audit_told",
             needs=(_own,), under="planned-audit", closes=True),
        Move("postpone", "Move it", (PLANNED, RUNNING), None, may=may.PLAN_AUDITS, event="audit_postponed",
             needs=(_reason_given,)),
        Move("drop", "Drop it", (PLANNED,), DROPPED, may=may.PLAN_AUDITS, event="planned_audit_dropped",
             needs=(_reason_given,), closes=True),
        Move("finish", "Finish", (RUNNING,), DONE, may=may.RUN_AUDIT, event="planned_audit_finished",
             under="planned-audit", closes=True),
        Move("promise", "Turn a gap into an action", (DONE,), None, may=may.PLAN_AUDITS, event="audit_gap_owned"),
    ),
)  # fmt: skip

STANDARD = Lifecycle(
    kind="practice_standard",
    prefix="PS",
    noun="practice standard",
    states={IN_USE: "In use", RETIRED: "Not asked any more"},
    moves=(
        Move("word", "Word a standard", (), IN_USE, may=may.SET_STANDARDS, event="practice_standard_worded"),
        Move("retire_house", "Ask it no more", (), RETIRED, may=may.SET_STANDARDS, event="practice_standard_retired"),
        Move("change", "Change the words", (IN_USE,), None, may=may.SET_STANDARDS, event="practice_standard_changed",
             needs=(_reason_given,)),
        Move("retire", "Ask it no more", (IN_USE,), RETIRED, may=may.SET_STANDARDS, event="practice_standard_retired",
             needs=(_reason_given,)),
        Move("take_up", "Ask it again", (RETIRED,), IN_USE, may=may.SET_STANDARDS, event="practice_standard_taken_up"),
    ),
)  # fmt: skip

REPORT = Lifecycle(
    kind="audit_report",
    prefix="AQ",
    noun="quarterly report of audits",
    states={DONE: "Given"},
    moves=(
        Move("give", "Give it to the partnership", (), DONE, may=may.RUN_AUDIT, event="audit_report_given",
             closes=True),
    ),
)  # fmt: skip
