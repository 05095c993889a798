"""What people outside the hub may read: their own receipts, and the questions put to their agency.

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
from django.db.models import F, QuerySet
from django.http import Http404

from lantern.access.models import Look
from lantern.frontdoor.models import Check, NoticeBatch, ReadingAid, SentContact
from lantern.frontdoor.states import ASKED
from lantern.spine import clocks, drafts
from lantern.spine.actors import Actor
from lantern.spine.models import Draft

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
