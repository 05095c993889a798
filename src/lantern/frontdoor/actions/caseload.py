"""Moving what somebody holds, and saying who covers them while they are away."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lantern.access.who_may_open import opening_of
from lantern.frontdoor.models import Away, WorkerTerms
from lantern.frontdoor.permissions import MOVE_CASELOAD, SEE_CASELOADS
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine import acts, held
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused, StaleRecord
from lantern.spine.models import Episode, Involvement, Notice


@dataclass(frozen=True)
class Piece:
    """One piece of a caseload, and who has it from now on: a worker of the team, or the team without a name."""

    reference: str
    version: int
    """The version that whoever moves it was looking at."""
    to: int | None
    to_name: str = ""


@dataclass(frozen=True)
class Follow:
    """Who has what names a worker, under this name, without being work of its own."""

    name: str
    to: int
    to_name: str


class NothingMoved(Exception):
    """One piece of a caseload could not be moved, and so none was. ``problems`` says why, by reference."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{reference}: {why}" for reference, why in problems.items()))
        self.problems = problems


def move_caseload(
    worker_id: int,
    pieces: Sequence[Piece],
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    follow: Follow | None = None,
) -> int:
    """Give each piece of what somebody holds to another, or back to the team: all or nothing. Clocks run on as they
    are, and whoever receives something is told.

    What is held is what rooms declare (``spine.held``). With ``follow``, what names them without being work of its own,
    actions of plans and of meetings, goes to one worker too. Returns how many moved. Raises NothingMoved when somebody
    changed one of them meanwhile, it is no longer theirs, or whoever is to have it may not open it; MoveRefused when
    the mover may not, AlreadyDone when this press of the button was carried out before.
    """
    acts.require(by.may(MOVE_CASELOAD))
    if not pieces and follow is None:
        raise MoveRefused(refused("Choose what moves."))
    with transaction.atomic():
        acts.claim(key, move="caseload.move", by=by)
        theirs = _locked(pieces)
        problems = _closed_to_receivers(theirs, pieces, at=at)
        for piece in pieces:
            episode = theirs.get(piece.reference)
            if episode is None or episode.worker_id != worker_id or episode.owner_team_id != by.team_id:
                problems[piece.reference] = "It is no longer theirs."
            if piece.reference in problems or episode is None:
                continue
            try:
                _move(episode, piece, reason=reason, by=by, at=at)
            except StaleRecord as stale:
                who = stale.since[-1].actor_name if stale.since else "Somebody"
                problems[piece.reference] = f"{who} changed it since you opened the page."
            except MoveRefused as refusal:
                problems[piece.reference] = str(refusal)
        if problems:
            raise NothingMoved(problems)
        _tell(theirs, pieces, by=by, at=at)
        followed = _follow(worker_id, follow, reason=reason, by=by, at=at) if follow else 0
    return len(pieces) + followed


def _follow(worker_id: int, follow: Follow, *, reason: str, by: Actor, at: dt.datetime) -> int:
    return sum(
        each.give(
            worker_id=worker_id, name=follow.name, to_id=follow.to, to_name=follow.to_name, reason=reason, by=by, at=at
        )
        for each in held.all_that_stays()
        if each.give is not None
    )


def _locked(pieces: Sequence[Piece]) -> dict[str, Any]:
    """The work itself, as its own kind, kept for us until we are done. One statement for each kind."""
    kinds = dict(
        Episode.objects.filter(reference__in=[piece.reference for piece in pieces]).values_list("reference", "kind")
    )
    found: dict[str, Any] = {}
    for kind, declared in held.all_held().items():
        named = [reference for reference, of in kinds.items() if of == kind]
        if named:
            rows = declared.model._default_manager.filter(reference__in=named).select_for_update(of=("self",))
            found |= {each.reference: each for each in rows}
    return found


def _closed_to_receivers(theirs: Mapping[str, Any], pieces: Sequence[Piece], *, at: dt.datetime) -> dict[str, str]:
    """Restricted work goes only to somebody who may open it: by reference why not."""
    problems = {}
    for piece in pieces:
        episode = theirs.get(piece.reference)
        if episode is None or not episode.restricted or piece.to is None:
            continue
        people = list(Involvement.objects.filter(episode_id=episode.pk).values_list("person_id", flat=True))
        closed = list(Person.objects.filter(pk__in=people, restricted=True).values_list("pk", flat=True))
        opening = opening_of(closed, about=people, at=at)
        if piece.to not in opening.open_to - opening.closed_to:
            problems[piece.reference] = f"It is restricted, and {piece.to_name} may not open it. Let them in first."
    return problems


def _move(episode: Any, piece: Piece, *, reason: str, by: Actor, at: dt.datetime) -> None:
    declared = held.all_held()[episode.kind]
    if piece.to is not None:
        declared.give(
            episode,
            worker_id=piece.to,
            worker_name=piece.to_name,
            note=reason,
            by=by,
            at=at,
            version=piece.version,
        )
    elif declared.put_back is not None:
        declared.put_back(episode, reason=reason, by=by, at=at, version=piece.version)
    else:
        raise MoveRefused(refused("No queue shows what nobody holds of this kind.", next_step="Choose a worker."))


def _tell(theirs: Mapping[str, Any], pieces: Sequence[Piece], *, by: Actor, at: dt.datetime) -> None:
    """Each receiver reads on their front page what they were given, until they put it away; whoever was given it before
    no longer does. Two statements.
    """
    given = [theirs[piece.reference] for piece in pieces if piece.to is not None]
    before = Notice.objects.filter(episode_id__in=[each.pk for each in theirs.values()], kind=held.GIVEN_NOTICE)
    before.filter(dealt_with_at__isnull=True).update(dealt_with_at=at, dealt_with_by_name=by.name or "Lantern")
    Notice.objects.bulk_create(
        (
            Notice(
                team_id=each.owner_team_id,
                authority_id=each.authority_id,
                partner_agency_id=each.partner_agency_id,
                episode_id=each.pk,
                kind=held.GIVEN_NOTICE,
                created_at=at,
                restricted=each.restricted,
            )
            for each in given
        ),
        ignore_conflicts=True,
    )


def set_terms(worker_id: int, *, half_days: int, newly_qualified: bool, by: Actor, at: dt.datetime) -> WorkerTerms:
    """Say how much of a week somebody of one's team works, and whether they are newly qualified."""
    acts.require(by.may(MOVE_CASELOAD))
    team = _own_team(by)
    terms, _ = WorkerTerms._default_manager.update_or_create(
        team_id=team,
        worker_id=worker_id,
        defaults={
            "authority_id": partnership.teams()[team].covers[0],
            "half_days": half_days,
            "newly_qualified": newly_qualified,
            "set_at": at,
            "set_by_name": by.name[:120],
        },
    )
    return terms


@transaction.atomic
def set_away(
    worker_id: int,
    *,
    covered_by: int,
    from_day: dt.date,
    until_day: dt.date | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Say that somebody is away and who covers them. One's own absence, or as a manager that of anybody in the team.

    What was said before of the same person ends. Why they are away is never asked.
    """
    _may_say(worker_id, by)
    team = _own_team(by)
    Away._default_manager.filter(team_id=team, worker_id=worker_id, ended_at__isnull=True).update(ended_at=at)
    Away._default_manager.bulk_create(
        Away(
            authority_id=authority,
            team_id=team,
            worker_id=worker_id,
            covered_by_id=covered_by,
            from_day=from_day,
            until_day=until_day,
            set_at=at,
            set_by_name=by.name[:120],
        )
        for authority in partnership.teams()[team].covers
    )


def end_away(worker_id: int, *, by: Actor, at: dt.datetime) -> int:
    """Say that somebody is back. Returns how many entries ended: none when they were not away."""
    _may_say(worker_id, by)
    absent = Away._default_manager.filter(team_id=_own_team(by), worker_id=worker_id, ended_at__isnull=True)
    return int(absent.update(ended_at=at))


def _may_say(worker_id: int, by: Actor) -> None:
    acts.require(by.may(SEE_CASELOADS if worker_id == by.user_id else MOVE_CASELOAD))


def _own_team(by: Actor) -> int:
    if by.team_id is None:
        raise MoveRefused(refused("You work in no team."))
    return by.team_id
