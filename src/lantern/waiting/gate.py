"""The gate before work with a child is ended or handed to a team that does less.

Children came back for the same reasons where work ended before families had engaged (inspection of 2023, paragraph 6).
Somebody answers, a manager who is somebody else tests. An urgent act is never blocked: it says why, and stands on the
list of those who look a second time.

Rooms that end work ask ``require`` in their action, or put ``need`` into the move, and send people to ``address``.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.urls import reverse

from lantern.access.people_acting import ActingPerson
from lantern.law.timescales import window_opened
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind
from lantern.spine import acts, ledger
from lantern.spine.actors import ALLOWED, Actor, Answer, refused, somebody
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Episode, Notice
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices
from lantern.waiting.models import GateAnswers
from lantern.waiting.permissions import ANSWER_GATE, LOOK_AT_GATES, TEST_GATE

STEP_DOWN, CLOSURE = GateAnswers.Way.STEP_DOWN, GateAnswers.Way.CLOSURE
STEP_UP = GateAnswers.Way.STEP_UP
TO_TEST = "gate_to_test"
RETURNS = "re-referral-window"
"""How long afterwards a new contact stands beside what was answered."""
SHOWN = 100


register_notices(NoticeKind(TO_TEST, "Another agency wants to end its help: a manager tests what it answered"))


@dataclass(frozen=True)
class Answers:
    """What is answered. Of a step up: what is worse, what was tried and what came of it, what the family says, whether
    they know, and what keeps the child safe until somebody answers.
    """

    what_changed: str
    evidence: str
    family_says: str
    met: str
    met_words: str
    if_not: str


def address(episode: Episode, way: str) -> str:
    """The page on which the questions are answered and tested."""
    return reverse("gate", kwargs={"reference": episode.reference, "step": str(way)})


def standing(episode: Episode, way: str) -> GateAnswers | None:
    """What was answered last about ending this work in this way. One statement."""
    return GateAnswers.objects.filter(episode_id=episode.pk, way=way).order_by("-answered_at", "-pk").first()


def judge(episode: Episode, way: str) -> Answer:
    """Whether this work may be ended in this way now. One statement."""
    found = standing(episode, way)
    if found is not None and found.open:
        return ALLOWED
    if found is None:
        return refused(
            "The questions before it have not been answered: what changed, how you know, what the family says, and"
            " what happens if they do not engage.",
            next_step="Answer them first. If it can not wait, say why there.",
        )
    return refused(
        "The answers wait for a manager to test them.",
        owner="a manager of the team",
        next_step="Ask a manager. If it can not wait, say why on the same page.",
    )


def require(episode: Episode, way: str) -> None:
    """Go on only through the gate. Raises MoveRefused, with what to do."""
    answer = judge(episode, way)
    if not answer:
        raise MoveRefused(answer)


def need(way: str) -> Callable[[Any, Actor, dict[str, Any]], Answer]:
    """The gate as a need of a move: open while somebody only looks, so that a page can lead to the questions."""

    def passed(episode: Any, by: Actor, facts: dict[str, Any]) -> Answer:
        return ALLOWED if facts.get("looking") else judge(episode, way)

    return passed


@transaction.atomic
def answer(
    episode: Episode, *, way: str, said: Answers, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> GateAnswers:
    """Answer the questions. A manager tests them. Answered again, the newest stand and the earlier ones are kept."""
    acts.require(by.may(ANSWER_GATE, episode))
    acts.claim(key, move="gate.answer", by=by)
    made = _write(episode, way, "gate_answered", by=by, at=at, **said.__dict__)
    if by.team_id is not None and not partnership.teams()[by.team_id].holds_cases:
        _tell_testers(episode, at=at)
    return made


def _testing_teams(episode: Episode) -> list[Team]:
    return partnership.teams_covering(episode.authority_id, TeamKind.EARLY_HELP)


def _tell_testers(episode: Episode, *, at: dt.datetime) -> None:
    """What another agency answered is tested by the authority's own early help. One statement."""
    Notice.objects.bulk_create(
        (
            Notice(
                team_id=team.pk,
                authority_id=episode.authority_id,
                episode_id=episode.pk,
                kind=TO_TEST,
                created_at=at,
                restricted=episode.restricted,
            )
            for team in _testing_teams(episode)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def ask_for_more(
    episode: Episode, *, said: Answers | None, reason: str = "", by: ActingPerson, at: dt.datetime
) -> GateAnswers:
    """What was answered before a child was handed to a team that does more. Nothing waits for it: where it could not
    be answered, it goes through with its ``reason`` and stands on the list of those who look a second time.
    """
    if said is not None:
        return _write(episode, STEP_UP, "gate_answered_up", by=by, at=at, **said.__dict__)
    return _write(episode, STEP_UP, "gate_overridden", by=by, at=at, override_reason=reason)


@transaction.atomic
def override(
    episode: Episode, *, way: str, reason: str, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> GateAnswers:
    """Go through although the questions are not answered or tested, for this reason. Somebody looks at it again."""
    acts.require(by.may(ANSWER_GATE, episode))
    acts.claim(key, move="gate.override", by=by)
    return _write(episode, way, "gate_overridden", by=by, at=at, override_reason=reason)


def _write(episode: Episode, way: str, event: str, *, by: ActingPerson, at: dt.datetime, **columns: str) -> GateAnswers:
    made = GateAnswers(
        episode_id=episode.pk,
        authority_id=episode.authority_id,
        restricted=episode.restricted,
        way=way,
        answered_at=at,
        answered_by_id=somebody(by),
        answered_by_name=by.name[:120],
        **columns,
    )
    made.save(force_insert=True)
    _tell(event, made, episode, by=by, at=at)
    return made


@transaction.atomic
def agree(answers: GateAnswers, *, words: str, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """A manager who did not answer says what they tested, and agrees. Raises MoveRefused for whoever answered, and when
    newer answers stand.
    """
    acts.require(by.may(TEST_GATE, answers))
    if answers.answered_by_id == by.user_id:
        raise MoveRefused(refused("You answered these questions yourself.", owner="another manager"))
    acts.claim(key, move="gate.test", by=by)
    episode = Episode.objects.get(pk=answers.episode_id)
    newest = standing(episode, answers.way)
    if newest is None or newest.pk != answers.pk or newest.tested_at is not None:
        raise MoveRefused(refused("Somebody changed it meanwhile.", next_step="Read what stands there now."))
    GateAnswers.objects.filter(pk=answers.pk, tested_at__isnull=True).update(
        test=words, tested_at=at, tested_by_name=by.name[:120]
    )
    _tell("gate_tested", answers, episode, by=by, at=at)
    waiting = Notice.objects.filter(episode_id=episode.pk, kind=TO_TEST, dealt_with_at__isnull=True)
    waiting.update(dealt_with_at=at, dealt_with_by_name=by.name[:120])


@transaction.atomic
def look(
    answers: GateAnswers, *, found: str, words: str, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> None:
    """Look a second time at what went through before its questions were answered. Not for whoever did it."""
    acts.require(by.may(LOOK_AT_GATES, answers))
    if answers.answered_by_id == by.user_id:
        raise MoveRefused(refused("You did this yourself.", owner="another manager"))
    acts.claim(key, move="gate.look", by=by)
    changed = GateAnswers.objects.filter(pk=answers.pk, looked_at__isnull=True).update(
        look_found=found, look_words=words, looked_at=at, looked_by_name=by.name[:120]
    )
    if not changed:
        raise MoveRefused(refused("Somebody looked at it meanwhile.", next_step="Read what they found."))
    episode = Episode.objects.get(pk=answers.episode_id)
    label = GateAnswers.Found(found).label
    _tell("gate_looked_at", answers, episode, by=by, at=at, found=label)


def _tell(kind: str, made: GateAnswers, episode: Episode, *, by: ActingPerson, at: dt.datetime, **more: str) -> None:
    ledger.record(
        kind,
        by=by,
        at=at,
        authority_id=episode.authority_id,
        about=None,
        episode=episode,
        payload={"way": GateAnswers.Way(made.way).label, **more},
    )


def to_look_at(*, by: ActingPerson) -> list[GateAnswers]:
    """What went through before its questions were answered and nobody has looked at, the oldest first. One
    statement.
    """
    found = GateAnswers.objects.filter(authority_id__in=by.authorities, looked_at__isnull=True)
    return list(found.exclude(override_reason="").select_related("episode").order_by("answered_at")[:SHOWN])


class Ended(NamedTuple):
    """What was answered about a piece of work, and that work's reference."""

    answers: GateAnswers
    reference: str


_COLUMNS = [field.attname for field in GateAnswers._meta.concrete_fields]
_OF_PEOPLE = """
select {columns}, e.reference
from waiting_gateanswers g join spine_episode e on e.id = g.episode_id
where g.episode_id in (select i.episode_id from spine_involvement i where i.person_id = any(%(people)s))
  and g.answered_at >= %(since)s
order by g.answered_at desc limit %(limit)s
""".replace("{columns}", ", ".join(f"g.{column}" for column in _COLUMNS))
"""Every page of a child pays for it, mostly to hear of nothing, so it is written without a model's help."""


def of_people(people: Iterable[uuid.UUID], *, at: dt.datetime) -> list[Ended]:
    """What was answered when work about these people was last ended or handed down, the newest first: as far back as a
    new referral counts as one again. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_PEOPLE, {"people": list(people), "since": window_opened(RETURNS, at), "limit": SHOWN})
        rows = cursor.fetchall()
    found = [Ended(GateAnswers.from_db("default", _COLUMNS, row[:-1]), row[-1]) for row in rows]
    return [each for each in found if each.answers.open]
