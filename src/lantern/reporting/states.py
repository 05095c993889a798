"""The states of a yearly report and the moves between them."""

from __future__ import annotations

from typing import Any

from lantern.reporting import permissions as may
from lantern.reporting.models import YearlyReport
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

DRAFT, PUBLISHED = "draft", "published"


def _summed_up(report: YearlyReport, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or report.narratives.filter(section="summary").exclude(text="").exists():
        return ALLOWED
    return refused("Nobody has written the summary yet.", next_step="Write it first; it is what most people read.")


REPORT = Lifecycle(
    kind="yearly_report",
    prefix="YR",
    noun="yearly report",
    states={DRAFT: "Being written", PUBLISHED: "Published"},
    moves=(
        Move("open", "Begin a yearly report", (), DRAFT, may=may.WRITE_REPORT, event="yearly_report_begun"),
        Move("write", "Write a section", (DRAFT,), None, may=may.WRITE_REPORT, event="yearly_report_written"),
        Move("cut", "Take the figures anew", (DRAFT,), None, may=may.WRITE_REPORT, event="yearly_report_cut"),
        Move("publish", "Publish", (DRAFT,), PUBLISHED, may=may.PUBLISH_REPORT, event="annual_report_published",
             needs=(_summed_up,), closes=True),
    ),
)  # fmt: skip
