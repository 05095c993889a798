"""Everything that changes supervision: held, followed through; and private notes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine import acts
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.supervision.models import Decision, PrivateNote, Supervision
from lantern.supervision.permissions import HOLD_SUPERVISION
from lantern.supervision.states import CHILD, SUPERVISION


@dataclass(frozen=True)
class ToDo:
    """Something decided: what, who, by when."""

    what: str
    who: str
    by_day: dt.date


@transaction.atomic
def hold(
    child: Person,
    *,
    worker_id: int,
    worker_name: str,
    answers: Sequence[tuple[str, str]],
    decided: Sequence[ToDo],
    by: Actor,
    at: dt.datetime,
    nothing_decided_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Record that a child was talked through: questions and answers, and what was decided or why nothing was.

    Raises MoveRefused for one's own work, or when nothing was decided and nobody says why; AlreadyDone.
    """
    if not decided and not nothing_decided_why.strip():
        raise MoveRefused(refused("Nothing was decided.", next_step="Say what is decided, or why nothing is."))
    supervision = Supervision(
        authority_id=child.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=worker_id,
        worker_name=worker_name[:120],
        restricted=child.restricted,
        child=child,
        by_id=somebody(by),
        by_name=by.name[:120],
        answers=[{"ask": ask, "said": said} for ask, said in answers if said.strip()],
        nothing_decided_why=nothing_decided_why,
    )
    count = len(decided)
    told = "nothing was decided" if not count else "one decision" if count == 1 else f"{count} decisions"

    def beside() -> None:
        Decision.objects.bulk_create(
            Decision(
                episode=supervision, authority_id=child.authority_id, restricted=child.restricted, number=number,
                what=each.what, who=each.who, by_day=each.by_day,
            )
            for number, each in enumerate(decided, 1)
        )  # fmt: skip

    return SUPERVISION.begin(
        "hold" if decided else "hold_only", supervision, by=by, at=at, about=[(child.pk, CHILD)], key=key,
        payload={"decided": told}, beside=beside,
    )  # fmt: skip


@transaction.atomic
def carry_out(
    supervision: Supervision,
    number: int,
    *,
    came_of_it: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Say what came of a decision. With the last one the supervision is followed through."""
    standing = Decision.objects.filter(episode_id=supervision.pk, done_at__isnull=True)
    last = standing.count() == 1
    made = SUPERVISION.make(
        "finish" if last else "carry_out", supervision, by=by, at=at, version=version, key=key, note=came_of_it
    )
    told = {"done_at": at, "done_by_name": by.name[:120], "came_of_it": came_of_it}
    if not standing.filter(number=number).update(**told):
        raise MoveRefused(refused("This was carried out already.", next_step="See it as it is now."))
    return made


def write_note(*, about: int, authority_id: int, text: str, by: Actor, at: dt.datetime) -> PrivateNote:
    """Keep a private note about somebody whom one supervises. Nobody else can read it."""
    acts.require(by.may(HOLD_SUPERVISION))
    note = PrivateNote(user_id=somebody(by), about_id=about, authority_id=authority_id, text=text, written_at=at)
    note.save(force_insert=True)
    return note


def drop_note(note_id: uuid.UUID, *, by: Actor) -> int:
    """Throw one of one's own notes away. Returns 0 when there is none."""
    return int(PrivateNote.objects.filter(pk=note_id, user_id=by.user_id or 0).delete()[0])
