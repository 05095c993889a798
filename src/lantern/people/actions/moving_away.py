"""A child whose work is open has moved to another authority: its front door is told, and the telling is on somebody's
list until it is taken on there. Until then the work stays where it is.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.people.actions.soundness import require_sound
from lantern.people.models import Person
from lantern.people.telling import subject_of
from lantern.spine import handoffs
from lantern.spine.actors import Actor
from lantern.spine.models import Episode, Handoff

MOVED_AWAY = "moved_away"
"""The purpose of the handoff."""

_NOT_TO_HAND_OVER = ("handoff", "check")
"""Kinds of episode that are themselves a question to somebody else."""


def is_handed_over(kind: str) -> bool:
    """Whether work of this kind is what another authority must know of when the child moves there."""
    return kind not in _NOT_TO_HAND_OVER


@transaction.atomic
def tell_other_authority(
    person: Person, *, to_team: int | None, because_of: str, need_to_know: str, by: Actor, at: dt.datetime
) -> Handoff:
    """Offer a child who moved away, with open work, to the front door of the authority they live in now.

    ``because_of`` is the reference of the open work. Raises UnsoundFact, and nothing is written, when the front door,
    the work or what they must know is missing.
    """
    doors = {team.pk: team for team in partnership.other_front_doors(person.authority_id)}
    work = (
        Episode.objects.visible_to(by)
        .open()
        .filter(reference=because_of, involvements__person=person)
        .exclude(kind__in=_NOT_TO_HAND_OVER)
        .first()
    )
    problems = {}
    if to_team not in doors:
        problems["front_door"] = "Choose the front door of the authority they live in now."
    if work is None:
        problems["because_of"] = "This work is no longer open. Choose another, or leave this to whoever has it now."
    if not need_to_know.strip():
        problems["need_to_know"] = "Say what they must know."
    require_sound(problems)
    if work is None or to_team is None:
        raise AssertionError("Unreachable: refused above.")
    made = handoffs.offer(
        to_team=doors[to_team],
        from_team=partnership.teams()[by.team_id or 0],
        because_of=work,
        purpose=MOVED_AWAY,
        about=[(person.pk, "child" if person.is_child else "adult")],
        subjects=[subject_of(person, on=london_date(at))],
        need_to_know=need_to_know,
        by=by,
        at=at,
        restricted=work.restricted or person.restricted,
    )
    handoff: Handoff = made.episode
    return handoff
