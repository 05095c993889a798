"""Everything that changes a round of section 11 returns, and a return."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lantern.boards.actions import log_action
from lantern.boards.models import Action
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.section11.models import Evidence, PanelQuestion, Section11Return, Section11Round, StandardAnswer
from lantern.section11.standards import STANDARDS, VERSION, Grade
from lantern.section11.states import ASKED, RETURN, ROUND, SENT, SETTLED
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused, StaleRecord
from lantern.spine.models import Event

CLOCK = "section-11-return"


@transaction.atomic
def open_round(
    *,
    keeper: int,
    title: str,
    variant: str,
    due_on: dt.date,
    teams: Sequence[Team],
    panel_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Made:
    """Ask each agency, by way of the team that answers for it, for its return by a day. What the agency said last is
    carried forward, and stands as last year's until somebody has looked at it.
    """
    found = Section11Round(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        worker_id=by.user_id,
        title=title.strip(),
        variant=variant,
        due_on=due_on,
        panel_on=panel_on,
        standards=[each.stored() for each in STANDARDS],
        standards_version=VERSION,
        opened_by_name=by.name[:120],
    )
    payload = {"agencies": str(len(teams)), "due": due_on.isoformat()}
    made = ROUND.begin("open", found, by=by, at=at, key=key, payload=payload)
    settled = Section11Return.objects.filter(authority_id=keeper, state=SETTLED).order_by("settled_at")
    last = {each.agency_id: each for each in settled}
    for team in teams:
        _ask(found, team, last.get(team.agency_id), by=by, at=at)
    return made


def _ask(
    found: Section11Round, team: Team, last: Section11Return | None, *, by: Actor, at: dt.datetime
) -> Section11Return:
    one = Section11Return(
        authority_id=found.authority_id,
        partner_agency_id=team.agency_id,
        owner_team=team,
        because_of_id=found.pk,
        round=found,
        agency=team.agency,
        previous=last,
    )
    running = clocks.until_the_day(CLOCK, one, found.due_on, at=at)
    RETURN.begin("ask", one, by=by, at=at, payload={"agency": team.agency.name}, besides=running)
    _carry_forward(one, found.standards, last)
    return one


def _carry_forward(one: Section11Return, standards: Sequence[Mapping[str, str]], last: Section11Return | None) -> None:
    before = {each.code: each for each in last.answers.all()} if last else {}
    StandardAnswer.objects.bulk_create(
        StandardAnswer(
            authority_id=one.authority_id,
            episode=one,
            code=each["code"],
            number=number,
            grade=(before[each["code"]].held or before[each["code"]].grade) if each["code"] in before else "",
            words=before[each["code"]].words if each["code"] in before else "",
            equivalent=before[each["code"]].equivalent if each["code"] in before else "",
        )
        for number, each in enumerate(standards, start=1)
    )
    standing = {each["code"] for each in standards}
    if last:
        Evidence.objects.bulk_create(
            Evidence(
                authority_id=one.authority_id,
                episode=one,
                code=each.code,
                title=each.title,
                lies=each.lies,
                marking=each.marking,
                consent=each.consent,
                carried=True,
                added_by_name=each.added_by_name,
                added_at=each.added_at,
            )
            for each in last.evidence.filter(withdrawn_at__isnull=True)
            if each.code in standing
        )


def _now(found: Section11Return) -> Section11Return:
    """The return as it is, held until the transaction ends: colleagues write different standards at one time."""
    return Section11Return.objects.select_for_update(of=("self",)).select_related("agency", "round").get(pk=found.pk)


def _title(found: Section11Return, code: str) -> str:
    return next(each["title"] for each in found.round.standards if each["code"] == code)


def _answer_of(found: Section11Return, code: str, version: int | None = None) -> StandardAnswer:
    """One standard's answer; with ``version``, the one that was on the page. Raises StaleRecord where a colleague was
    quicker with this very standard; its ``episode`` then bears the version of the answer.
    """
    answer = StandardAnswer.objects.get(episode=found, code=code)
    if version is not None and answer.version != version:
        told = Event.objects.filter(episode_id=found.pk, payload__standard=_title(found, code))
        since = list(told.select_related("actor", "note").order_by("-recorded_at")[: max(answer.version - version, 1)])
        found.version = answer.version
        raise StaleRecord(found, since[::-1])
    return answer


@transaction.atomic
def write_answer(
    found: Section11Return,
    code: str,
    *,
    grade: str,
    words: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    changed: str = "",
    equivalent: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Say of one standard how far it is met and how that can be seen. ``version`` is the answer's own."""
    now = _now(found)
    answer = _answer_of(now, code, version)
    if now.previous_id and not changed.strip():
        raise MoveRefused(refused("Say what changed since the last return, or that nothing did."))
    payload = {"standard": _title(now, code), "what": str(Grade(grade).label)}
    made = RETURN.make("write", now, by=by, at=at, version=now.version, key=key, payload=payload)
    StandardAnswer.objects.filter(pk=answer.pk).update(
        grade=grade,
        words=words.strip(),
        changed=changed.strip(),
        equivalent=equivalent.strip(),
        answered_by_name=by.name[:120],
        answered_at=at,
        version=version + 1,
    )
    return made


@transaction.atomic
def add_evidence(
    found: Section11Return,
    code: str,
    *,
    title: str,
    lies: str,
    marking: str,
    by: Actor,
    at: dt.datetime,
    consent: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Name something by which it can be seen, where it lies, how it may be handled and who agreed that it is shared."""
    now = _now(found)
    payload = {"standard": _title(now, code), "what": "Evidence added"}
    made = RETURN.make("write", now, by=by, at=at, version=now.version, key=key, payload=payload)
    Evidence(
        authority_id=now.authority_id,
        episode=now,
        code=code,
        title=title.strip(),
        lies=lies.strip(),
        marking=marking,
        consent=consent.strip(),
        added_by_name=by.name[:120],
        added_at=at,
    ).save(force_insert=True)
    return made


@transaction.atomic
def withdraw_evidence(
    found: Section11Return, piece: uuid.UUID, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Made | None:
    """Take a piece of evidence out of the return. One that is out already stays out: None."""
    now = _now(found)
    held = Evidence.objects.filter(episode=now, pk=piece, withdrawn_at__isnull=True).first()
    if held is None:
        return None
    payload = {"standard": _title(now, held.code), "what": "Evidence taken out"}
    made = RETURN.make("write", now, by=by, at=at, version=now.version, key=key, payload=payload)
    Evidence.objects.filter(pk=piece).update(withdrawn_at=at)
    return made


@transaction.atomic
def send(
    found: Section11Return,
    *,
    matters_most: str,
    agreed_within: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Send the return to the panel. Every standard must have been looked at in this round."""
    left = found.answers.filter(answered_at__isnull=True)
    titles = ", ".join(_title(found, each.code) for each in left)
    made = RETURN.make(
        "send", found, by=by, at=at, version=version, key=key, payload={"agency": found.agency.name},
        late_reason=late_reason, facts={"left": titles},
    )  # fmt: skip
    Section11Return.objects.filter(pk=found.pk).update(
        matters_most=matters_most.strip(),
        agreed_within=agreed_within.strip(),
        sent_at=at,
        sent_by_name=by.name[:120],
    )
    return made


@transaction.atomic
def challenge(
    found: Section11Return, code: str, *, question: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Made:
    """The panel asks about one standard. Others of the panel may ask at the same time."""
    now = _now(found)
    payload = {"standard": _title(now, code)}
    made = RETURN.make("challenge", now, by=by, at=at, version=now.version, key=key, payload=payload)
    PanelQuestion(
        authority_id=now.authority_id,
        episode=now,
        code=code,
        question=question.strip(),
        asked_by_id=by.user_id,
        asked_by_name=by.name[:120],
        asked_at=at,
    ).save(force_insert=True)
    return made


@transaction.atomic
def reply(
    found: Section11Return,
    question: uuid.UUID,
    *,
    answer: str,
    by: Actor,
    at: dt.datetime,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """The agency answers a question of the panel. One answer each: a second person is told that it is answered."""
    now = _now(found)
    asked = {each.pk: each for each in now.questions.filter(answered_at__isnull=True)}
    if question not in asked:
        given = now.questions.filter(pk=question).first()
        said = f"{given.answered_by_name}: {given.answer}" if given else ""
        raise MoveRefused(refused(f"This question is answered already. {said}".strip()))
    payload = {"standard": _title(now, asked[question].code)}
    made = RETURN.make(
        "reply" if len(asked) > 1 else "reply_last", now, by=by, at=at, version=now.version, key=key, payload=payload,
        late_reason=late_reason,
    )  # fmt: skip
    PanelQuestion.objects.filter(pk=question).update(
        answer=answer.strip(), answered_by_name=by.name[:120], answered_at=at
    )
    return made


@transaction.atomic
def hold(
    found: Section11Return,
    code: str,
    *,
    grade: str,
    because: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The panel agrees a grade, or another than the agency gave, with the reason. ``version`` is the answer's own."""
    now = _now(found)
    answer = _answer_of(now, code, version)
    if grade != answer.grade and not because.strip():
        raise MoveRefused(refused("Say why another grade holds than the agency gave."))
    waiting = now.questions.filter(code=code, answered_at__isnull=True).exists()
    payload = {"standard": _title(now, code), "grade": str(Grade(grade).label)}
    made = RETURN.make(
        "hold", now, by=by, at=at, version=now.version, key=key, payload=payload, facts={"open_questions": waiting}
    )
    StandardAnswer.objects.filter(pk=answer.pk).update(
        held=grade, held_because=because.strip(), held_by_name=by.name[:120], version=version + 1
    )
    return made


@transaction.atomic
def own_gap(
    found: Section11Return,
    code: str,
    *,
    what: str,
    owner: Mapping[str, Any],
    by_when: dt.date,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Action:
    """A gap becomes an action in the partnership's one log; the agency's next return shows what came of it."""
    now = _now(found)
    standard = _title(now, code)
    RETURN.make("promise", now, by=by, at=at, version=now.version, key=key, payload={"standard": standard})
    source = f"Section 11, {now.agency.name}: {standard}"
    return log_action(
        keeper=now.authority_id, what=what, by_when=by_when, because_of=now, source=source, by=by, at=at, **owner
    )


@transaction.atomic
def settle(
    found: Section11Return, *, says: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """The panel is done. Grades that it did not talk about hold as the agency gave them."""
    waiting = found.questions.filter(answered_at__isnull=True).exists()
    made = RETURN.make(
        "settle", found, by=by, at=at, version=version, key=key, payload={"agency": found.agency.name},
        facts={"open_questions": waiting},
    )  # fmt: skip
    for grade in Grade:
        StandardAnswer.objects.filter(episode=found, held="", grade=grade).update(
            held=grade, held_by_name=by.name[:120]
        )
    Section11Return.objects.filter(pk=found.pk).update(
        panel_says=says.strip(), settled_at=at, settled_by_name=by.name[:120]
    )
    return made


@transaction.atomic
def finish(
    found: Section11Round, *, learned: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Finish the round, with what it taught. Returns that never came end, and are counted as never sent."""
    with_panel = found.returns.filter(state=SENT).count()
    made = ROUND.make("finish", found, by=by, at=at, version=version, key=key, facts={"with_panel": with_panel})
    Section11Round.objects.filter(pk=found.pk).update(learned=learned.strip(), finished_at=at)
    for one in found.returns.filter(state=ASKED).select_related("agency"):
        RETURN.make("end", one, by=by, at=at, version=one.version, payload={"agency": one.agency.name})
    return made
