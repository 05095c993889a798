"""The one door: a lifecycle is a table of moves, and ``make`` is the only way a record changes its state.

One call asks three questions (may this *person*, does this *record* allow it, is what they saw still *true*), then
writes state, event,
clocks and the act itself in one transaction, or nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from lantern.law.clock_events import started_by, stopped_by, variants_after
from lantern.spine import clocks, ledger, notices
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.identity import new_reference
from lantern.spine.models import Act, Clock, Episode, Event, Involvement, Notice

type Need = Callable[[Any, Actor, dict[str, Any]], Answer]
"""A condition a record must meet: given the episode, the actor and the facts of the act, allowed or refused with a
reason.
"""


class MoveRefused(Exception):
    """The person may not, or the record does not allow it. ``answer`` explains itself."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


class StaleRecord(Exception):
    """Somebody else changed the record after it was read. ``since`` holds what happened in between, ``moves`` what may
    be done with the record as it is now.
    """

    def __init__(
        self, episode: Episode, since: list[Event], *, tried: str = "", moves: Iterable[OpenMove] = ()
    ) -> None:
        super().__init__(f"{episode.reference} has changed")
        self.episode = episode
        self.since = since
        self.tried = tried
        self.moves = tuple(moves)

    @property
    def still_open(self) -> bool:
        """Whether the same could be tried again; True for what is not a move of a lifecycle."""
        return not self.tried or any(move.name == self.tried and move.answer.allowed for move in self.moves)


class AlreadyDone(Exception):
    """This very act (same key) was carried out before; ``episode_id`` is what it was done to."""

    def __init__(self, episode_id: uuid.UUID | None) -> None:
        super().__init__("This was already recorded.")
        self.episode_id = episode_id


@dataclass(frozen=True)
class Move:
    """A named change: from which states, to which, who may, what must be true, and the event it records.

    ``to`` of None leaves the state as it is (the act is still versioned and recorded). ``under`` names the timescale
    or duty in law
    by which it is done.
    """

    name: str
    label: str
    from_states: tuple[str, ...]
    to: str | None
    may: str
    event: str
    needs: tuple[Need, ...] = ()
    under: str = ""
    closes: bool = False


@dataclass(frozen=True)
class Made:
    """What the door wrote."""

    episode: Any
    event: Event


@dataclass(frozen=True)
class OpenMove:
    """A move as a page sees it: whether it is open to this reader now, and if not, why not."""

    move: Move
    answer: Answer

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def label(self) -> str:
        return self.move.label


@dataclass
class Lifecycle:
    """The states of one kind of episode, and the moves between them."""

    kind: str
    prefix: str
    noun: str
    states: dict[str, str]
    moves: tuple[Move, ...]
    notifies: dict[str, str] = field(default_factory=dict)
    """Move name -> notice kind, for moves after which the owning team must be told."""

    def __post_init__(self) -> None:
        self._by_name = {move.name: move for move in self.moves}
        for move in self.moves:
            for state in (*move.from_states, *([move.to] if move.to else [])):
                if state not in self.states:
                    raise ValueError(f"{self.kind}: move {move.name} names the unknown state {state}")
            if not move.from_states and move.to is None:
                raise ValueError(f"{self.kind}: move {move.name} begins nothing")
        LIFECYCLES[self.kind] = self

    def move(self, name: str) -> Move:
        try:
            return self._by_name[name]
        except KeyError:
            raise LookupError(f"{self.kind} has no move called {name}") from None

    def begin(
        self,
        name: str,
        episode: Episode,
        *,
        by: Actor,
        at: dt.datetime,
        about: Iterable[tuple[uuid.UUID, str]] = (),
        key: uuid.UUID | None = None,
        payload: dict[str, Any] | None = None,
        note: str = "",
        beside: Callable[[], None] = lambda: None,
        besides: Iterable[Clock] = (),
    ) -> Made:
        """Begin an episode: insert it, say who it is about (person id, part), record the event and start its clocks.

        ``beside`` writes what belongs to the episode and stands or falls with it; ``besides`` are clocks that run from
        its beginning for a reason of its own, due when somebody chose.
        Raises MoveRefused, or AlreadyDone when this key was used before.
        """
        move = self.move(name)
        if move.from_states or move.to is None:
            raise ValueError(f"{name} does not begin a {self.noun}")
        _require(by.may(move.may, episode))
        for need in move.needs:
            _require(need(episode, by, {}))
        with transaction.atomic():
            episode.kind = self.kind
            episode.state = move.to
            episode.version = 1
            episode.opened_at = at
            if move.closes:
                episode.closed_at = at
            if not episode.reference:
                episode.reference = new_reference(self.prefix)
            running = [] if move.closes else [*_starting(move.event, payload, episode, at=at), *besides]
            episode.next_due_at, episode.next_due = clocks.nearest(running)
            # The foreign key is checked at commit, so the act may name an episode that is written a moment later.
            _claim(key, move=f"{self.kind}.{name}", by=by, episode_id=episode.id)
            people = list(about)
            _write(episode, people)
            event = ledger.record(
                move.event,
                by=by,
                at=at,
                authority_id=episode.authority_id,
                about=[person_id for person_id, _ in people],
                episode=episode,
                payload=payload,
                note=note,
            )
            clocks.start(running, because_of=event)
            beside()
            self._tell(move, episode, at=at)
        return Made(episode, event)

    def make(
        self,
        name: str,
        episode: Any,
        *,
        by: Actor,
        at: dt.datetime,
        version: int,
        key: uuid.UUID | None = None,
        changes: dict[str, Any] | None = None,
        facts: dict[str, Any] | None = None,
        payload: dict[str, Any] | None = None,
        note: str = "",
        late_reason: str = "",
        about: Iterable[uuid.UUID] | None = None,
    ) -> Made:
        """Make a move: the only way a record changes its state.

        ``version`` is the version the person was looking at. ``changes`` are columns of the episode that change with
        the move; ``facts``
        are handed to the move's needs. Raises MoveRefused (explains itself), StaleRecord (someone was quicker; says
        what they did) or
        AlreadyDone (this press of the button was carried out before).
        """
        move = self.move(name)
        if not move.from_states:
            raise ValueError(f"{name} begins a {self.noun}; it can not be made on one")
        with transaction.atomic():
            _claim(key, move=f"{self.kind}.{name}", by=by, episode_id=episode.pk)
            _require(by.may(move.may, episode))
            self._check_state(move, episode, version, by)
            for need in move.needs:
                _require(need(episode, by, facts or {}))
            written: dict[str, Any] = dict(changes or {})
            if move.to is not None:
                written["state"] = move.to
            if move.closes:
                written |= {"closed_at": at, "next_due_at": None, "next_due": ""}
            # The guard and the write are one statement: of two people acting at once, the database lets one through.
            changed = Episode.objects.filter(pk=episode.pk, version=version, state__in=move.from_states).update(
                version=F("version") + 1, **written
            )
            if not changed:
                raise self._stale(move, episode, version, by)
            for column, value in written.items():
                setattr(episode, column, value)
            episode.version = version + 1
            event = ledger.record(
                move.event,
                by=by,
                at=at,
                authority_id=episode.authority_id,
                about=about,
                episode=episode,
                payload=payload,
                note=note,
            )
            self._run_clocks(move, episode, event, late_reason=late_reason, reprioritised="priority" in written)
            notices.clear(episode.pk, episode=self.kind, state=episode.state, move=name, by=by, at=at)
            self._tell(move, episode, at=at)
        return Made(episode, event)

    def open_moves(self, episode: Any, *, by: Actor) -> list[OpenMove]:
        """Every move from this state, each open to the reader or with the reason why not. Moves for other states are
        left out.
        """
        found = []
        for move in self.moves:
            if episode.state not in move.from_states:
                continue
            answer = by.may(move.may, episode)
            for need in move.needs:
                if not answer:
                    break
                answer = need(episode, by, {"looking": True})
            found.append(OpenMove(move, answer))
        return found

    def is_open(self, name: str, episode: Any, *, by: Actor) -> bool:
        """Whether this move could be made now by this reader, as far as can be known before they fill anything in."""
        return any(found.name == name and found.answer.allowed for found in self.open_moves(episode, by=by))

    def _check_state(self, move: Move, episode: Any, version: int, by: Actor) -> None:
        if episode.version != version:
            raise self._stale(move, episode, version, by)
        if episode.state not in move.from_states:
            now = self.states.get(episode.state, episode.state).lower()
            _require(refused(f"This {self.noun} is {now}, so “{move.label.lower()}” is not open."))

    def _stale(self, move: Move, episode: Any, version: int, by: Actor) -> StaleRecord:
        current = type(episode)._default_manager.get(pk=episode.pk)
        since = list(
            Event.objects.filter(episode_id=episode.pk, episode_version__gt=version)
            .order_by("recorded_at")
            .select_related("actor", "note")
        )
        return StaleRecord(current, since, tried=move.name, moves=self.open_moves(current, by=by))

    def _run_clocks(
        self, move: Move, episode: Any, event: Event, *, late_reason: str = "", reprioritised: bool = False
    ) -> None:
        stops, starts = stopped_by(event.kind, event.payload), started_by(event.kind, event.payload)
        if move.closes:
            if late_reason:
                clocks.stop(stops, episode, because_of=event, late_reason=late_reason)
            clocks.stop_all(episode, because_of=event)
            return
        if stops:
            clocks.stop(stops, episode, because_of=event, late_reason=late_reason)
        if reprioritised:
            clocks.restart_for_priority(episode)
        if starts:
            clocks.start(_starting(event.kind, event.payload, episode, at=event.happened_at), because_of=event)
        if stops or starts or reprioritised:
            clocks.settle(episode)

    def _tell(self, move: Move, episode: Any, *, at: dt.datetime) -> None:
        kind = self.notifies.get(move.name)
        if kind:
            Notice.objects.bulk_create(
                [
                    Notice(
                        team_id=episode.owner_team_id,
                        authority_id=episode.authority_id,
                        partner_agency_id=episode.partner_agency_id,
                        episode_id=episode.pk,
                        kind=kind,
                        created_at=at,
                        restricted=episode.restricted,
                    )
                ],
                ignore_conflicts=True,
            )


LIFECYCLES: dict[str, Lifecycle] = {}


def _starting(event: str, facts: dict[str, Any] | None, episode: Any, *, at: dt.datetime) -> list[Clock]:
    return clocks.starting(started_by(event, facts or {}), episode, at=at, variants=variants_after(event))


def _require(answer: Answer) -> None:
    if not answer:
        raise MoveRefused(answer)


def _write(episode: Episode, people: list[tuple[uuid.UUID, str]]) -> None:
    """The episode's own row, whom it is about, and then what its kind adds: that row is closed to whoever may not see
    the episode, and whether they may is known only by the people in it.
    """
    if type(episode) is not Episode:
        episode.episode_ptr_id = episode.id  # type: ignore[attr-defined]
    columns = {field.attname: getattr(episode, field.attname) for field in Episode._meta.concrete_fields}
    Episode(**columns).save(force_insert=True)
    Involvement.objects.bulk_create(
        Involvement(
            episode_id=episode.pk,
            person_id=person_id,
            authority_id=episode.authority_id,
            part=part,
            kind=episode.kind,
            opened_at=episode.opened_at,
            restricted=episode.restricted,
        )
        for person_id, part in people
    )
    if type(episode) is not Episode:
        episode.save_base(raw=True, force_insert=True)  # raw: this table only, the parent's row is written


def _claim(key: uuid.UUID | None, *, move: str, by: Actor, episode_id: uuid.UUID | None) -> None:
    """Take this act for ourselves. A second press waits here for the first, then finds its answer."""
    if key is None:
        return
    with connection.cursor() as cursor:
        visitor = getattr(by, "visitor", "")
        cursor.execute(_CLAIM, [key, by.user_id, visitor, move, episode_id, timezone.now()])
        if not cursor.rowcount:
            done = Act.objects.filter(key=key).first()
            raise AlreadyDone(done.episode_id if done else None)


_CLAIM = """
insert into spine_act (key, user_id, visitor, move, episode_id, made_at) values (%s, %s, %s, %s, %s, %s)
on conflict do nothing
"""
"""One statement and no savepoint: what somebody else claims in this instant is waited for, then seen."""


__all__ = [
    "ALLOWED",
    "AlreadyDone",
    "Answer",
    "Lifecycle",
    "Made",
    "Move",
    "MoveRefused",
    "Need",
    "OpenMove",
    "StaleRecord",
    "refused",
]
