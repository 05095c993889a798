"""The year of audits in the demonstration: agencies that audited by themselves and one that is late, what is still to
come, a standard in the partnership's own words, feedback that was read and answered, and last quarter's report. Told by
the real actions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.assurance import actions, queries
from lantern.assurance.models import AuditCase, AuditFeedback, AuditRound, PlannedAudit
from lantern.assurance.quarters import quarter_of
from lantern.boards import queries as boards
from lantern.boards.models import Body
from lantern.law.timescales import add_months, london_date
from lantern.learning.actions.recommendations import recommend
from lantern.learning.themes import library
from lantern.partnership.models import Post, Team
from lantern.project.demonstration.partnership_posts import holder
from lantern.project.demonstration.second_looks import in_post

_OWN: tuple[tuple[str, str, int, int, int | None, str, dict[str, int]], ...] = (
    ("Calls to the same house are read together", "Do officers see what came before?", 0, -5, -4,
     "In 14 of 20 calls the earlier ones were read; of calls at night, in 2 of 8. The night desk has a list now.",
     {"good": 12, "improve": 5, "inadequate": 3}),
    ("What school nurses write after a health check", "Can the child be heard in the record?", 1, -3, None, "", {}),
    ("Children out of school", "Does anybody visit when a child is not seen for ten days?", 2, 3, None, "", {}),
)  # fmt: skip
"""Title, question, which agency, month it was due, month it was told, what it found, grades."""

_COMING = (
    ("Moving to an adult service", "Two young people: who knew what when they turned eighteen?", 2, 2),
    ("Are fathers asked?", "In how many records is the father's own word?", 5, 6),
)
"""Title, question, month it is due, cases."""

_SAYS = (
    "Help ends when a place ends, not when a child is safer: three of five cases. Agencies differ most where no child"
    " was seen. We ask the Executive to hold providers to the standard on endings, and to look again next quarter."
)


def give_audit_year(boss: ActingPerson, first: AuditRound, *, area: int, at: dt.datetime) -> None:
    """Tell the year around the rounds that were drawn. ``first`` is the round that is finished."""
    keeper = boss.partnerships[0]
    manager = holder("partnership_manager", keeper)
    with acting(manager):
        _words(keeper, manager, _months(at, -6))
        _own_audits(keeper, manager, area, at)
        _coming(keeper, manager, first, at)
    _reading(boss, first)
    with acting(boss):
        _recommended(boss, first)
        case = AuditCase.objects.filter(episode_id=first.pk, moderated_at__isnull=False).order_by("number")[0]
        assert case.moderated_at is not None
        quarter = quarter_of(london_date(case.moderated_at))
        content = queries.content_of(area, keeper, quarter, by=boss, now=at)
        actions.give_report(keeper, area, quarter, content=content, says=_SAYS, by=boss, at=_before(at, 6))


def _months(at: dt.datetime, number: int) -> dt.datetime:
    return dt.datetime.combine(add_months(at.date(), number), at.timetz())


def _before(at: dt.datetime, days: int) -> dt.datetime:
    return at - dt.timedelta(days)


def _words(keeper: int, by: ActingPerson, at: dt.datetime) -> None:
    standing = next(each.standard for each in queries.standards_of(keeper) if each.standard.code == "ending")
    words: dict[str, Any] = {
        "text": "Help ends or steps down because the child is safer, never because a place ends.",
        "asks": "If your work ended, what was better for the child, and did the family know whom to ring?",
        "reason": "The 2023 inspection found work that ended without a plan.",
    }
    actions.change_standard(keeper, standing, **words, by=by, at=at, version=0)
    own: dict[str, Any] = {"text": "Fathers and other men in the home are asked, not only written about.",
           "asks": "Is the word of the father, or of the man in the home, in your record?"}  # fmt: skip
    actions.word_standard(keeper, **own, by=by, at=at)


def _desks(area: int) -> list[Team]:
    """A desk of the police, of health and of education, as far as the area has them."""
    desks = [team for team in queries.teams_for(area) if not team.holds_cases]
    wanted = ("police", "nhs", "education")
    return [next((team for team in desks if word in team.agency.code), desks[0]) for word in wanted]


def _recommended(boss: ActingPerson, first: AuditRound) -> None:
    """What the round asked of agencies, with its themes, on the day it was finished."""
    found = AuditRound.objects.get(pk=first.pk)
    assert found.finished_at is not None
    keeper = boss.partnerships[0]
    recommend(
        keeper=keeper, text="Whoever ends help says in the record what is better for the child.", origin="audit",
        origin_says=f"Audit “{found.title}”, {found.reference}", lead_agency_id=boss.agency_id or 0,
        changes=["practice"], because_of=found, themes=library(keeper)[:2], by=boss, at=found.finished_at,
    )  # fmt: skip


def _own_audits(keeper: int, by: ActingPerson, area: int, at: dt.datetime) -> None:
    agencies = [team.agency_id for team in _desks(area)]
    for title, question, which, due, told, found, tally in _OWN:
        said = actions.Planned(
            title=title, question=question, area_id=area, how=PlannedAudit.How.OWN,
            agencies=[agencies[which % len(agencies)]],
            due_on=_months(at, due).date(), standards=["history", "child_seen"],
        )  # fmt: skip
        line: PlannedAudit = actions.plan(keeper, said, by=by, at=_months(at, -8)).episode
        if told is None:
            continue
        late = "The analyst was away." if told > due else ""
        actions.tell(
            line, found=found, tally=tally, by=by, at=_months(at, told), version=line.version, late_reason=late
        )
        owner = next((each for each in boards.owners(keeper) if each.code.startswith("seat:")), None)
        if owner is not None:
            done = PlannedAudit.objects.get(pk=line.pk)
            actions.promise(
                done, what="The night desk reads earlier calls before it sends a car.",
                owner=boards.owner_named(owner.code), by_when=_months(at, -1).date(), by=by, at=_months(at, told),
                version=done.version,
            )  # fmt: skip


def _coming(keeper: int, by: ActingPerson, first: AuditRound, at: dt.datetime) -> None:
    agencies = PlannedAudit.objects.get(round_id=first.pk).agencies
    engine = Body.objects.filter(authority_id=keeper, kind="engine_room").first()
    for title, question, due, wanted in _COMING:
        said = actions.Planned(
            title=title, question=question, area_id=first.authority_id, how=PlannedAudit.How.DRAWN, agencies=agencies,
            due_on=_months(at, due).date(), standards=["history", "shared", "child_seen"], body=engine,
            source="step_downs", wanted=wanted,
        )  # fmt: skip
        actions.plan(keeper, said, by=by, at=_months(at, -2))


def _reading(boss: ActingPerson, first: AuditRound) -> None:
    """The first of those who were told has read it, and says something back."""
    with acting(boss):
        told = AuditFeedback.objects.filter(because_of_id=first.pk, to="worker").order_by("opened_at").first()
    if told is None:
        return
    post = Post.objects.select_related("team__agency", "holder").filter(holder_id=told.worker_id).order_by("code")[0]
    reader = in_post(post, first.authority_id)
    reader = reader if post.team.holds_cases else replace(reader, authorities=())
    with acting(reader):
        said: Any = {
            "reply": "Thank you. I rang the school afterwards and did not write it down.",
            "version": told.version,
        }
        actions.read_feedback(told, by=reader, at=told.opened_at + dt.timedelta(days=1), **said)
