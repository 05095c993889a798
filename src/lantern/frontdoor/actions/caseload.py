"""Moving what somebody holds, and saying who covers them while they are away."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lantern.frontdoor.actions.contact import assign, put_back
from lantern.frontdoor.models import Away, Contact, WorkerTerms
from lantern.frontdoor.permissions import MOVE_CASELOAD, SEE_CASELOADS
from lantern.partnership import queries as partnership
from lantern.spine import acts
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused, StaleRecord


@dataclass(frozen=True)
class Piece:
    """One contact of a caseload, and who has it from now on: a worker of the team, or the team without a name."""

    reference: str
    version: int
    """The version that whoever moves it was looking at."""
    to: int | None
    to_name: str = ""


class NothingMoved(Exception):
    """One contact of a caseload could not be moved, and so none was. ``problems`` says why, by reference."""

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
) -> int:
    """Give each of somebody's contacts to another, or back to the team: all or nothing. Clocks run on as they are.

    Returns how many moved. Raises NothingMoved when somebody changed one of them meanwhile or it is no longer theirs,
    MoveRefused when the mover may not, AlreadyDone when this press of the button was carried out before.
    """
    acts.require(by.may(MOVE_CASELOAD))
    if not pieces:
        raise MoveRefused(refused("Choose what moves."))
    problems: dict[str, str] = {}
    with transaction.atomic():
        acts.claim(key, move="caseload.move", by=by)
        theirs = {
            each.reference: each
            for each in Contact.objects.filter(reference__in=[piece.reference for piece in pieces]).select_for_update()
        }
        for piece in pieces:
            contact = theirs.get(piece.reference)
            if contact is None or contact.worker_id != worker_id or contact.owner_team_id != by.team_id:
                problems[piece.reference] = "It is no longer theirs."
                continue
            try:
                _move(contact, piece, reason=reason, by=by, at=at)
            except StaleRecord as stale:
                who = stale.since[-1].actor_name if stale.since else "Somebody"
                problems[piece.reference] = f"{who} changed it since you opened the page."
            except MoveRefused as refusal:
                problems[piece.reference] = str(refusal)
        if problems:
            raise NothingMoved(problems)
    return len(pieces)


def _move(contact: Contact, piece: Piece, *, reason: str, by: Actor, at: dt.datetime) -> None:
    if piece.to is None:
        put_back(contact, reason=reason, by=by, at=at, version=piece.version)
    else:
        assign(
            contact,
            worker_id=piece.to,
            worker_name=piece.to_name,
            note=reason,
            by=by,
            at=at,
            version=piece.version,
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
