"""The handoffs of one team, and one handoff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from lantern.interface.partial_dates import PartialDate
from lantern.spine import handoffs
from lantern.spine.actors import Actor
from lantern.spine.models import Episode, Handoff
from lantern.waiting import registry

SHOWN = 100
"""Rows of a list of finished things; open ones are all shown."""

_HANDOFF = (
    "reference", "state", "priority", "purpose", "next_due_at", "next_due", "opened_at", "accepted_at",
    "first_seen_at", "closed_at", "subjects", "from_team_id", "to_team_id", "decline_reason", "decline_code",
)  # fmt: skip


@dataclass(frozen=True)
class TeamHandoffs:
    """The handoffs of one team, each on exactly one list."""

    offered: list[dict[str, Any]]
    accepted: list[dict[str, Any]]
    working: list[dict[str, Any]]
    sent_waiting: list[dict[str, Any]]
    sent_declined: list[dict[str, Any]]


def _handoffs() -> QuerySet[Handoff]:
    """Handoffs of children. Those that have a page of their own are not among them."""
    return Handoff.objects.exclude(purpose__in=registry.apart())


def team_handoffs(*, by: Actor) -> TeamHandoffs:
    """What this team was offered, has taken on, and has asked others to take on. Three statements."""
    nearest = (F("next_due_at").asc(nulls_last=True), "opened_at")
    ours = list(_handoffs().filter(to_team_id=by.team_id, closed_at__isnull=True).order_by(*nearest).values(*_HANDOFF))
    sent = _handoffs().filter(from_team_id=by.team_id)
    waiting = list(sent.filter(state=handoffs.OFFERED, closed_at__isnull=True).order_by(*nearest).values(*_HANDOFF))
    # Read from what is still open, which is little, and not from everything that was ever declined.
    turned_down = Q(state__in=(handoffs.DECLINED, handoffs.WITHDRAWN), because_of__closed_at__isnull=True)
    declined = sent.filter(turned_down, registry.needs_another()).order_by("opened_at")
    return TeamHandoffs(
        offered=[each for each in ours if each["state"] == handoffs.OFFERED],
        accepted=[each for each in ours if each["state"] == handoffs.ACCEPTED],
        working=[each for each in ours if each["state"] == handoffs.SEEN],
        sent_waiting=waiting,
        sent_declined=list(declined.values(*_HANDOFF)),
    )


def finished_handoffs(*, by: Actor) -> list[dict[str, Any]]:
    """What this team finished, declined or sent and saw finished. One statement."""
    either = Q(to_team_id=by.team_id) | Q(from_team_id=by.team_id)
    return list(
        _handoffs().filter(either, closed_at__isnull=False).order_by("-closed_at").values(*_HANDOFF, "outcome")[:SHOWN]
    )


def handoff_for(reference: str, *, by: Actor) -> Handoff:
    """One handoff, for the two teams it concerns and the authority whose child it is. Anybody else finds nothing."""
    found = (
        _handoffs()
        .select_related("from_team__agency", "to_team__agency", "authority", "because_of", "service")
        .filter(reference=reference)
        .first()
    )
    if found is None or not (
        by.team_id in (found.from_team_id, found.to_team_id) or found.authority_id in by.authorities
    ):
        raise Http404
    return found


def followed_by(handoff: Handoff) -> dict[str, str]:
    """What was opened because of a handoff: kind of episode to reference, the newest of each. One statement."""
    found = Episode.objects.filter(because_of_id=handoff.pk).order_by("opened_at").values_list("kind", "reference")
    return dict(found)


def in_words(subjects: list[dict[str, str]]) -> list[dict[str, str]]:
    """Whom a question or handoff is about, with dates as people write them."""

    def day(iso: str) -> str:
        return PartialDate.from_iso(iso).in_words() if iso else ""

    return [
        each
        | {
            "born": day(each.get("born", "")),
            "age": each.get("age", ""),
            "expected": day(each.get("expected", "")),
        }
        for each in subjects
    ]
