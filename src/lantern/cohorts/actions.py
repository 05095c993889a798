"""Everything that changes a child's place in a cohort. Keyword-only, ``by=`` and ``at=``; a change also takes
``version`` and ``key``.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from lantern.cohorts.definitions import Cohort
from lantern.cohorts.models import Belonging, Sighting
from lantern.cohorts.states import BELONGING, CHILD
from lantern.law import timescales as law
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import AlreadyDone, Made, MoveRefused
from lantern.spine.models import Act


def _facts(cohort: Cohort, **more: str) -> dict[str, str]:
    return {"cohort": cohort.code, "called": cohort.one, **more}


@transaction.atomic
def join(
    child: Person,
    cohort: Cohort,
    *,
    answers: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Made:
    """A child belongs to a cohort since ``at``, when the council came to know. Visits are counted from then.

    Raises MoveRefused where the child is in it already or an answer is missing; AlreadyDone.
    """
    missing = [each.ask for each in cohort.facts if each.required and not answers.get(each.code, "").strip()]
    if missing:
        raise MoveRefused(refused(f"Not answered yet: {missing[0]}"))
    if key and (done := Act.objects.filter(key=key).first()):
        raise AlreadyDone(done.episode_id)
    standing = Belonging.objects.filter(child=child, cohort=cohort.code, left_on__isnull=True).first()
    if standing is not None:
        raise MoveRefused(
            refused(f"{child.name} is on this list already: {standing.reference}.", next_step="Open that entry.")
        )
    belonging = Belonging(
        authority_id=child.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        restricted=child.restricted,
        cohort=cohort.code,
        child=child,
        answers=[
            {"code": each.code, "ask": each.ask, "said": answers.get(each.code, "").strip()} for each in cohort.facts
        ],
        put_by_name=by.name[:120],
    )

    try:
        with transaction.atomic():
            return BELONGING.begin(
                "join", belonging, by=by, at=at, about=[(child.pk, CHILD)], key=key, payload=_facts(cohort)
            )
    except IntegrityError as error:
        if "cohort_child_once" not in str(error):
            raise
        raise MoveRefused(
            refused(f"Somebody put {child.name} on this list meanwhile.", next_step="Open that entry.")
        ) from error


def _keep(belonging: Belonging, **columns: Any) -> None:
    Belonging.objects.filter(pk=belonging.pk).update(**columns)
    for name, value in columns.items():
        setattr(belonging, name, value)


def _look(
    belonging: Belonging, kind: str, *, on: dt.date, by: Actor, recorded_at: dt.datetime, **more: str
) -> Sighting:
    made = Sighting(
        authority_id=belonging.authority_id,
        restricted=belonging.restricted,
        episode=belonging,
        kind=kind,
        on=on,
        by_name=by.name[:120],
        recorded_at=recorded_at,
        **more,
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def record_look(
    belonging: Belonging,
    *,
    kind: str,
    seen_at: dt.datetime,
    words: str,
    found: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Sighting:
    """Somebody saw the child at that moment, or could not. Only a child who was seen stops the clock; one that is
    written down after a later one changes no clock.
    """
    cohort, day = belonging.definition, law.london_date(seen_at)
    if kind == Sighting.Kind.NOT_SEEN:
        move, more = "not_seen", {"why": "as it is written there"}
    else:
        last = belonging.last_seen_on
        later = cohort.later_after and seen_at > law.due_at(cohort.later_after, belonging.opened_at)
        move = "seen_earlier" if last is not None and day < last else "seen_later" if later else "seen"
        more = {"alone": "alone" if kind == Sighting.Kind.ALONE else "not alone"}
    BELONGING.make(
        move, belonging, by=by, at=seen_at, version=version, key=key, payload=_facts(cohort, **more), about=None
    )
    made = _look(belonging, kind, on=day, by=by, recorded_at=at, words=words, found=found.strip())
    if kind != Sighting.Kind.NOT_SEEN and move != "seen_earlier":
        _keep(belonging, last_seen_on=day)
    return made


@transaction.atomic
def review(
    belonging: Belonging,
    *,
    decision: str,
    why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Sighting:
    """A manager looks at how it is for the child, and says what follows and why."""
    label = Sighting.Decision(decision).label.partition(":")[0].lower()
    facts = _facts(belonging.definition, decision=label)
    BELONGING.make("review", belonging, by=by, at=at, version=version, key=key, payload=facts, about=None)
    _keep(belonging, reviewed_at=at)
    return _look(
        belonging,
        Sighting.Kind.REVIEW,
        on=law.london_date(at),
        by=by,
        recorded_at=at,
        found=why.strip(),
        decision=decision,
    )


@transaction.atomic
def leave(
    belonging: Belonging,
    *,
    ended: str,
    words: str,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """It ended, so and on that day, and how that is known. The entry stays on the child's record."""
    cohort = belonging.definition
    facts = _facts(cohort, how=cohort.end(ended).lower())
    made = BELONGING.make(
        "leave", belonging, by=by, at=at, version=version, key=key, payload=facts, about=None, note=words
    )
    _keep(belonging, left_on=on, ended=ended, end_words=words.strip())
    return made
