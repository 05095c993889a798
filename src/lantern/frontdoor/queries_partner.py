"""What people outside the hub may read: their own receipts, the questions put to their agency, the handoffs of their
team.

Each is a stated small number of SQL statements. Row-level security limits the rows; the team and the person limit
them further.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from lantern.access.models import Look
from lantern.frontdoor.models import Check, ChildDecision, NoticeBatch, ReadingAid, SentContact
from lantern.frontdoor.rules import HANDOVER
from lantern.frontdoor.states import ASKED
from lantern.interface.partial_dates import PartialDate
from lantern.spine import clocks, drafts, handoffs
from lantern.spine.actors import Actor
from lantern.spine.models import Clock, Draft, Handoff

SHOWN = 100
"""Rows of a list of finished things; open ones are all shown."""


# ---- What somebody sent --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promised:
    """By when a sender can expect what. The numbers are the authority's standards, from law/."""

    first_look: dt.datetime | None
    decision: dt.datetime | None
    ask_again: dt.datetime | None


def promised(authority_id: int, sent_at: dt.datetime) -> Promised:
    """What is promised to whoever sent a contact at this moment. No SQL beyond the remembered local standards."""

    def due(timescale: str) -> dt.datetime | None:
        return clocks.due_at(timescale, started_at=sent_at, authority_id=authority_id)

    return Promised(due("contact-screening"), due("contact-decision"), due("referrer-chase"))


def _own(by: Actor) -> QuerySet[SentContact]:
    if by.user_id is not None:
        return SentContact.objects.filter(user_id=by.user_id)
    return SentContact.objects.filter(user__isnull=True, visitor=getattr(by, "visitor", ""))


def sent_contact(reference: str, *, by: Actor) -> SentContact:
    """The sender's own receipt. Somebody else's looks the same as none."""
    found = _own(by).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def sent_as(episode_id: uuid.UUID | None, *, by: Actor) -> SentContact:
    """The receipt of what was sent by an earlier press of the same button."""
    found = _own(by).filter(episode_id=episode_id).first() if episode_id else None
    if found is None:
        raise Http404
    return found


def last_sent(*, by: Actor) -> SentContact | None:
    return _own(by).order_by("-sent_at").first()


def sent_contacts(*, by: Actor) -> list[SentContact]:
    """Everything this person sent, newest first. One statement."""
    return list(_own(by).select_related("authority").order_by("-sent_at")[:SHOWN])


def reading_aids() -> list[ReadingAid]:
    """What areas publish in Easy Read and in sign language. One statement."""
    return list(ReadingAid.objects.select_related("authority").order_by("authority__name", "kind"))


# ---- Questions to an agency ----------------------------------------------------------------------------------------

_LISTED = (
    "reference",
    "state",
    "priority",
    "next_due_at",
    "asked_by_name",
    "subjects",
    "opened_at",
    "authority_id",
    "owner_team_id",
    "answer",
    "answered_at",
)


def checks_to_answer(*, by: Actor) -> list[dict[str, Any]]:
    """The open questions to the reader's agency, nearest clock first, their own team's marked. One statement."""
    found = Check.objects.filter(partner_agency_id=by.agency_id, state=ASKED)
    return list(found.order_by(F("next_due_at").asc(nulls_last=True), "opened_at").values(*_LISTED))


def checks_answered(*, by: Actor) -> list[dict[str, Any]]:
    """What the reader's agency answered last. One statement."""
    return list(
        Check.objects.filter(partner_agency_id=by.agency_id)
        .exclude(state=ASKED)
        .order_by("-closed_at")
        .values(*_LISTED)[:SHOWN]
    )


def check_for_agency(reference: str, *, by: Actor) -> Check:
    """One question, for the agency it was put to. Another agency's looks the same as none."""
    found = (
        Check.objects.select_related("asked_team__agency", "authority")
        .filter(reference=reference, partner_agency_id=by.agency_id)
        .first()
    )
    if found is None or by.agency_id is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Read:
    """That somebody opened a page with the words an agency gave."""

    at: dt.datetime
    who: str
    post: str
    team: str
    why: str
    where: str


_WHERE = {
    "contact": "the contact",
    "decide_contact": "the decision",
    "sign_off_contact": "the sign-off",
    "second_look": "a second look at the decision",
    "child_told": "who was told what",
    "child_told_print": "who was told what, printed",
    "access_bundle": "the answer to a subject access request",
    "access_item": "the answer to a subject access request",
}
"""Pages on which an agency's words are shown, in words for the agency: none tells anything of the child."""


def reads_of(check: Check) -> list[Read]:
    """Everybody who opened a page with what the reader's agency gave, newest first: who, in which post, on what
    footing, where. Nothing of the reason they wrote, which may tell of the child. One statement, from the log of looks.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from access.reads_of_answer(%s, %s)", [check.pk, list(_WHERE)])
        rows = cursor.fetchall()
    why = dict(Look.Why.choices)
    return [
        Read(at, who, post, team, str(why.get(footing, footing)), _WHERE.get(page, page))
        for at, who, post, team, footing, page in rows
    ]


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


# ---- Handoffs ------------------------------------------------------------------------------------------------------

_HANDOFF = (
    "reference", "state", "priority", "purpose", "next_due_at", "next_due", "opened_at", "accepted_at",
    "first_seen_at", "closed_at", "subjects", "from_team_id", "to_team_id",
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
    """Handoffs of children. The morning handover of a whole shift has its own page."""
    return Handoff.objects.exclude(purpose=HANDOVER)


def team_handoffs(*, by: Actor) -> TeamHandoffs:
    """What this team was offered, has taken on, and has asked others to take on. Two statements."""
    nearest = (F("next_due_at").asc(nulls_last=True), "opened_at")
    ours = list(_handoffs().filter(to_team_id=by.team_id, closed_at__isnull=True).order_by(*nearest).values(*_HANDOFF))
    still_ours = Exists(
        ChildDecision.objects.filter(handoff_id=OuterRef("pk"), current=True, contact__closed_at__isnull=True)
    )
    sent = Q(state=handoffs.OFFERED) | (Q(state=handoffs.DECLINED) & still_ours)
    theirs = list(_handoffs().filter(from_team_id=by.team_id).filter(sent).order_by(*nearest).values(*_HANDOFF))
    return TeamHandoffs(
        offered=[each for each in ours if each["state"] == handoffs.OFFERED],
        accepted=[each for each in ours if each["state"] == handoffs.ACCEPTED],
        working=[each for each in ours if each["state"] == handoffs.SEEN],
        sent_waiting=[each for each in theirs if each["state"] == handoffs.OFFERED],
        sent_declined=[each for each in theirs if each["state"] == handoffs.DECLINED],
    )


def finished_handoffs(*, by: Actor) -> list[dict[str, Any]]:
    """What this team finished, declined or sent and saw finished. One statement."""
    either = Q(to_team_id=by.team_id) | Q(from_team_id=by.team_id)
    return list(
        _handoffs()
        .filter(either, closed_at__isnull=False)
        .order_by("-closed_at")
        .values(*_HANDOFF, "outcome", "decline_reason")[:SHOWN]
    )


def handoff_for(reference: str, *, by: Actor) -> Handoff:
    """One handoff, for the two teams it concerns and the authority whose child it is. Anybody else finds nothing."""
    found = (
        _handoffs()
        .select_related("from_team__agency", "to_team__agency", "authority")
        .filter(reference=reference)
        .first()
    )
    if found is None or not (
        by.team_id in (found.from_team_id, found.to_team_id) or found.authority_id in by.authorities
    ):
        raise Http404
    return found


def decision_behind(handoff: Handoff) -> ChildDecision | None:
    """The decision this handoff carries out, as far as the reader may see it."""
    return (
        ChildDecision.objects.select_related("contact", "reported").filter(handoff_id=handoff.pk, current=True).first()
    )


def is_late(episode_id: uuid.UUID, timescales: Iterable[str], *, at: dt.datetime) -> bool:
    """Whether one of these clocks runs past its time: then the page asks why. One statement."""
    return Clock.objects.filter(
        episode_id=episode_id, timescale__in=list(timescales), stopped_at__isnull=True, due_at__lt=at
    ).exists()


# ---- Police notices ------------------------------------------------------------------------------------------------


_BATCH = ("id", "authority_id", "uploaded_at", "rows", "refused", "repeated", "imported", "imported_at")


def notice_batches(*, by: Actor) -> list[dict[str, Any]]:
    """The last files brought in for the reader's authorities. One statement."""
    found = NoticeBatch.objects.filter(authority_id__in=by.authorities).order_by("-uploaded_at")
    rows: Iterable[Any] = found.values(*_BATCH)[:20]
    return list(rows)


def notice_batch(batch_id: uuid.UUID, *, by: Actor) -> NoticeBatch:
    """One file, for the authority it was brought in for. Locked while it is worked on, so that two people never
    import it at once.
    """
    found = (
        NoticeBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id, authority_id__in=by.authorities).first()
    )
    if found is None:
        raise Http404
    return found


def own_drafts(form: str, *, by: Actor) -> list[Draft]:
    """The reader's own drafts of one form, newest first. One statement; what is in them stays sealed."""
    return [draft for draft in drafts.mine(by=by) if draft.form == form]
