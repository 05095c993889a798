"""Everything that changes a round of audits and its parts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lantern.assurance.actions.planning import Planned, begin_at_once, finish_line
from lantern.assurance.drawing import Rule, draw
from lantern.assurance.models import AuditCase, AuditPart, AuditRound, PlannedAudit
from lantern.assurance.standards import Standard, version_of
from lantern.assurance.states import ASKED, AUDIT, PART, PLAN
from lantern.boards.actions import log_action
from lantern.boards.models import Action
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.people.telling import subjects_of
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def begin(
    rule: Rule,
    *,
    title: str,
    question: str,
    teams: Sequence[Team],
    standards: Sequence[Standard],
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Made:
    """Draw cases by the rule, log it, and ask each team for its part of every case, standard by standard. One team
    alone is a single-agency audit. A round that nobody had planned is put into the year's plan.
    """
    made = _drawn(rule, title, question, teams, standards, by=by, at=at, key=key)
    keeper = partnership.keeper_of(partnership.authority(rule.authority_id).partnership_id).pk
    if keeper in by.partnerships:
        due_at = clocks.due_at("audit-part", started_at=at, authority_id=rule.authority_id)
        said = Planned(
            title=title,
            question=question,
            area_id=rule.authority_id,
            how=PlannedAudit.How.DRAWN,
            agencies=list(dict.fromkeys(team.agency_id for team in teams)),
            due_on=london_date(due_at or at),
            standards=[each.code for each in standards],
            source=rule.source,
            wanted=rule.wanted,
        )
        begin_at_once(keeper, said, made.episode, by=by, at=at)
    return made


@transaction.atomic
def draw_planned(
    line: PlannedAudit,
    rule: Rule,
    *,
    teams: Sequence[Team],
    standards: Sequence[Standard],
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """A planned audit becomes a round: the cases are drawn, and each team is asked. What it gives back is the round."""
    made = _drawn(rule, line.title, line.question, teams, standards, by=by, at=at, key=key)
    found: AuditRound = made.episode
    PLAN.make("draw", line, by=by, at=at, version=version, payload={"round": found.reference})
    PlannedAudit.objects.filter(pk=line.pk).update(round_id=found.pk, round_reference=found.reference)
    return made


def _drawn(
    rule: Rule, title: str, question: str, teams: Sequence[Team], standards: Sequence[Standard], *, by: Actor,
    at: dt.datetime, key: uuid.UUID | None,
) -> Made:  # fmt: skip
    drawn = draw(rule)
    if not drawn.cases:
        raise MoveRefused(
            refused("The rule finds no case.", next_step="Choose a longer time, or another kind of work.")
        )
    found = AuditRound(
        authority_id=rule.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        title=title,
        question=question,
        source=rule.source,
        since=rule.since,
        until=rule.until,
        wanted=rule.wanted,
        seed=rule.seed,
        drawn_from=drawn.of,
        standards=[each.stored() for each in standards],
        standards_version=version_of(standards),
        begun_by_name=by.name[:120],
    )
    payload = {"drawn": str(len(drawn.cases)), "of": str(drawn.of), "rule": rule.in_words}
    made = AUDIT.begin("draw", found, by=by, at=at, key=key, payload=payload)
    for number, (person, episode) in enumerate(drawn.cases, start=1):
        case = AuditCase(
            authority_id=rule.authority_id, episode_id=found.pk, number=number, person_id=person, drawn_id=episode
        )
        case.save(force_insert=True)
        subjects = subjects_of([person], on=london_date(at))
        for team in teams:
            _ask(found, case, team, subjects, by=by, at=at)
    return made


def _ask(
    found: AuditRound, case: AuditCase, team: Team, subjects: list[dict[str, str]], *, by: Actor, at: dt.datetime
) -> None:
    part = AuditPart(
        authority_id=found.authority_id,
        partner_agency_id=None if team.holds_cases else team.agency_id,
        owner_team=team,
        because_of_id=found.pk,
        case=case,
        asked_team=team,
        title=found.title,
        question=found.question,
        case_number=case.number,
        subjects=subjects,
        standards=found.standards,
    )
    about = [(case.person_id, "child")]
    PART.begin("ask", part, by=by, at=at, about=about, payload={"agency": team.agency.name})


@transaction.atomic
def answer(
    part: AuditPart,
    *,
    answers: Sequence[Mapping[str, str]],
    grade: str,
    strengths: str,
    gaps: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An auditor gives the part of their agency: each standard, a grade, what worked and what did not."""
    made = PART.make(
        "answer",
        part,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": part.asked_team.agency.name},
        late_reason=late_reason,
        about=None,
    )
    AuditPart.objects.filter(pk=part.pk).update(
        answers=[dict(each) for each in answers],
        grade=grade,
        strengths=strengths,
        gaps=gaps,
        auditor_name=by.name[:120],
        answered_at=at,
    )
    return made


@transaction.atomic
def moderate(
    found: AuditRound,
    case: AuditCase,
    *,
    grade: str,
    strengths: str,
    gaps: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Agree the grade that holds for a case. What each auditor gave stays beside it."""
    made = AUDIT.make("moderate", found, by=by, at=at, version=version, key=key)
    AuditCase.objects.filter(pk=case.pk, episode_id=found.pk).update(
        grade=grade, strengths=strengths, gaps=gaps, moderated_by_name=by.name[:120], moderated_at=at
    )
    return made


@transaction.atomic
def own_gap(
    found: AuditRound,
    *,
    what: str,
    owner: Mapping[str, Any],
    by_when: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Action:
    """A gap becomes an action in the partnership's one log, with a seat or a post and a day. It names no child."""
    AUDIT.make("promise", found, by=by, at=at, version=version, key=key)
    keeper = partnership.keeper_of(partnership.authority(found.authority_id).partnership_id).pk
    source = f"Audit {found.reference}: {found.title}"
    return log_action(keeper=keeper, what=what, by_when=by_when, because_of=found, source=source, by=by, at=at, **owner)


@transaction.atomic
def finish(
    found: AuditRound, *, learned: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Finish, with what was learned. Parts that nobody answered end, and are counted as not answered."""
    left = AuditCase.objects.filter(episode_id=found.pk, moderated_at__isnull=True).count()
    made = AUDIT.make("finish", found, by=by, at=at, version=version, key=key, facts={"left": left})
    AuditRound.objects.filter(pk=found.pk).update(learned=learned, finished_at=at)
    held = AuditCase.objects.filter(episode_id=found.pk).values_list("grade", flat=True)
    finish_line(found, learned=learned, tally=Counter(held), by=by, at=at)
    waiting = AuditPart.objects.filter(because_of_id=found.pk, state=ASKED).select_related("asked_team__agency")
    for part in waiting:
        payload = {"agency": part.asked_team.agency.name}
        PART.make("end", part, by=by, at=at, version=part.version, payload=payload)
    return made
