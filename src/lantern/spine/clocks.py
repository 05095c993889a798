"""Clocks: events start and stop timescales; what is due, when, and by whom is stored and indexed.

Which event starts and stops a timescale is said in ``law/``; nothing here knows a number.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Case, F, Min, Q, TextField, Value, When
from django.db.models.functions import Now

from lantern.law import timescales as law
from lantern.spine.models import Clock, Episode, Event, Priority

type LocalStandardsOf = Callable[[int], Any]


def _no_local_standards(authority_id: int) -> None:
    return None


_local_standards_of: LocalStandardsOf = _no_local_standards


def use_local_standards(provider: LocalStandardsOf) -> None:
    """Tell the spine where an authority's own standards come from. Called once, by the room that holds them."""
    global _local_standards_of
    _local_standards_of = provider


def due_at(timescale: str, *, started_at: dt.datetime, authority_id: int, variant: str = "") -> dt.datetime | None:
    """The moment by which it must be done, in UTC, under the rule in force when the clock started; None when the rule
    sets no limit.
    """
    declared = law.timescale(timescale)
    local = _local_standards_of(authority_id)
    try:
        return law.due_at(declared, started_at, variant=variant or None, local=local)
    except (law.NoLimitError, law.NotInForceError):
        return None


def outer_due_at(
    timescale: str, *, started_at: dt.datetime, authority_id: int, variant: str = ""
) -> dt.datetime | None:
    """The second, outer moment of a timescale that lies between two; None where the rule has none."""
    try:
        return law.outer_due_at(timescale, started_at, variant or None, _local_standards_of(authority_id))
    except (law.NoLimitError, law.NotInForceError):
        return None


def variant_for(timescale: str, episode: Episode) -> str:
    """Red, amber or green, for a timescale that distinguishes them. Nothing for others, and for an episode nobody has
    rated yet: law says
    how long an unrated one may wait, and it is not long.
    """
    if episode.priority is None or not law.timescale(timescale).variants:
        return ""
    return Priority(episode.priority).variant


def starting(
    timescales: Iterable[str], episode: Episode, *, at: dt.datetime, variants: Mapping[str, str] | None = None
) -> list[Clock]:
    """The clocks that start when something *happened*, never at the keying; not written yet. A rule that sets no limit
    has none. ``variants`` names the case of a limit where what happened decides it.
    """
    found = []
    for timescale in timescales:
        variant = (variants or {}).get(timescale) or variant_for(timescale, episode)
        due = due_at(timescale, started_at=at, authority_id=episode.authority_id, variant=variant)
        if due is not None:
            found.append(
                Clock(
                    timescale=timescale,
                    variant=variant,
                    episode_id=episode.id,  # a contact not yet written has no pk, only the id it will have
                    authority_id=episode.authority_id,
                    partner_agency_id=episode.partner_agency_id,
                    owner_team_id=episode.owner_team_id,
                    started_at=at,
                    due_at=due,
                    restricted=episode.restricted,
                )
            )
    return found


def until_the_day(timescale: str, episode: Episode, day: dt.date, *, at: dt.datetime) -> list[Clock]:
    """A clock that runs until the end of a day that somebody chose; not written yet."""
    return [
        Clock(
            timescale=timescale,
            episode_id=episode.id,
            authority_id=episode.authority_id,
            partner_agency_id=episode.partner_agency_id,
            owner_team_id=episode.owner_team_id,
            started_at=at,
            due_at=law.end_of_london_date(day),
        )
    ]


def start(clocks: Iterable[Clock], *, because_of: Event) -> None:
    """Write clocks that start. Starting a running one again changes nothing: an episode has one of each, and the
    database sees to it.
    """
    started = list(clocks)
    for clock in started:
        clock.started_by = because_of
    Clock.objects.bulk_create(started, ignore_conflicts=True)


def nearest(clocks: Iterable[Clock]) -> tuple[dt.datetime | None, str]:
    """The next thing due of these clocks: when, and which timescale."""
    first = min(clocks, key=lambda clock: clock.due_at, default=None)
    return (first.due_at, first.timescale) if first else (None, "")


def restart_for_priority(episode: Episode) -> None:
    """Judge running clocks by the episode's new priority. They still count from when they started: re-naming a worry
    never buys time.
    """
    for clock in Clock.objects.filter(episode=episode, stopped_at__isnull=True):
        variant = variant_for(clock.timescale, episode)
        if clock.variant == variant:
            continue
        due = due_at(clock.timescale, started_at=clock.started_at, authority_id=episode.authority_id, variant=variant)
        if due is not None:
            Clock.objects.filter(pk=clock.pk).update(variant=variant, due_at=due)


def judge_as(timescale: str, episode: Episode, *, variant: str) -> None:
    """Judge a running clock by another case of its limit, counted from when it started."""
    for clock in Clock.objects.filter(episode_id=episode.pk, timescale=timescale, stopped_at__isnull=True):
        due = due_at(timescale, started_at=clock.started_at, authority_id=episode.authority_id, variant=variant)
        if due is not None:
            Clock.objects.filter(pk=clock.pk).update(variant=variant, due_at=due)
    settle(episode)


def stop(timescales: Iterable[str], episode: Episode, *, because_of: Event, late_reason: str = "") -> None:
    """Stop running clocks at the moment the event happened. A late one keeps the reason given, or stays marked as
    unexplained.
    """
    changes: dict[str, Any] = {"stopped_at": because_of.happened_at, "stopped_by": because_of}
    if late_reason:
        changes["late_reason"] = Case(
            When(due_at__lt=because_of.happened_at, then=Value(late_reason, TextField())), default=F("late_reason")
        )
    Clock.objects.filter(episode=episode, timescale__in=tuple(timescales), stopped_at__isnull=True).update(**changes)


def stop_all(episode: Episode, *, because_of: Event) -> None:
    """Stop whatever still runs: nothing is due on a finished episode."""
    Clock.objects.filter(episode=episode, stopped_at__isnull=True).update(
        stopped_at=because_of.happened_at, stopped_by=because_of
    )


def move_due(timescale: str, episode: Episode, *, due_at: dt.datetime) -> None:
    """Set when a running clock is due, where the law counts something besides its start: a pause, an extension.

    The caller has the moment from ``law``. A clock that does not run is left alone.
    """
    Clock.objects.filter(episode_id=episode.pk, timescale=timescale, stopped_at__isnull=True).update(due_at=due_at)
    settle(episode)


def count_from_day(timescale: str, episode: Episode, day: dt.date) -> None:
    """Let a running clock count from the end of a day on which something was done, however much later it was written
    down.
    """
    due = due_at(timescale, started_at=law.end_of_london_date(day), authority_id=episode.authority_id)
    if due is not None:
        move_due(timescale, episode, due_at=due)


def is_late(episode_id: uuid.UUID, timescales: Iterable[str], *, at: dt.datetime) -> bool:
    """Whether one of these clocks runs past its time: then the page asks why. One statement."""
    return Clock.objects.filter(
        episode_id=episode_id, timescale__in=list(timescales), stopped_at__isnull=True, due_at__lt=at
    ).exists()


def overdue(clocks: Any) -> Any:
    """Of these clocks, the ones past their time and still running."""
    return clocks.filter(stopped_at__isnull=True, due_at__lt=Now())


def lateness(clocks: Any) -> Any:
    """For each owning team: how many clocks ran, how many were kept, how many were late, the earliest still open. One
    query.
    """
    from django.db.models import Count

    kept = Q(stopped_at__lte=F("due_at"))
    return (
        clocks.values("owner_team_id", "owner_team__name", "timescale")
        .annotate(
            ran=Count("id"),
            kept=Count("id", filter=kept),
            late=Count("id", filter=Q(stopped_at__gt=F("due_at")) | Q(stopped_at__isnull=True, due_at__lt=Now())),
            waiting_since=Min("started_at", filter=Q(stopped_at__isnull=True)),
        )
        .order_by("owner_team__name", "timescale")
    )


_SETTLE = """
update spine_episode set (next_due_at, next_due) = (
    select c.due_at, coalesce(c.timescale, '') from (values (true)) one (row) left join lateral (
        select due_at, timescale from spine_clock
        where episode_id = %(episode)s and stopped_at is null order by due_at limit 1) c on true)
where id = %(episode)s and closed_at is null
returning next_due_at, next_due
"""


def settle(episode: Episode) -> None:
    """Write an episode's nearest clock on it again: the next thing due, and which timescale. Queues sort by it."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"episode": episode.pk})
        episode.next_due_at, episode.next_due = cursor.fetchone() or (None, "")
