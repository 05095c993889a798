"""One contact: what a page shows of it, what became of it, and when it is late."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.models import Check, ChildDecision, Contact, ReportedPerson
from lantern.frontdoor.states import STILL_WITH_US
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine.kinds import event_kind
from lantern.spine.models import Attachment, Clock, Episode, Event, Handoff


def contact_for(by: ActingPerson, reference: str, *, with_routing: bool = False) -> Contact:
    """A contact to act on, fetched plainly and once. Missing and forbidden are the same Http404. One statement.

    ``with_routing``: with what the rule by which it came said, in ``contact.routing``.
    """
    wanted: Any = Contact.objects.visible_to(by).filter(reference=reference).select_related("referrer")
    if with_routing:
        told = Event.objects.filter(episode_id=OuterRef("pk"), kind__in=("contact_routed", "contact_not_routed"))
        wanted = wanted.annotate(routing=Subquery(told.values("payload")[:1]))
    found: Contact | None = wanted.first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class PastEvent:
    """One thing that happened to a contact, as its timeline tells it."""

    id: uuid.UUID
    sentence: str
    kind: str
    at: dt.datetime
    recorded_at: dt.datetime
    who: str
    note: str
    significance: int
    corrected_by: str


def contact_in_view(by: ActingPerson, reference: str) -> Contact:
    """A contact with all that its page shows: people, what it led to, decisions, and events.

    Four statements, however long its story. Its events stand in ``contact.told`` (read them with ``events_of``),
    contacts that were joined to it in ``contact.joined_here``.
    """
    told = (
        Event.objects.filter(episode_id=OuterRef("pk"))
        .order_by("-happened_at", "-id")
        .values(
            line=JSONObject(
                id="id",
                kind="kind",
                at="happened_at",
                recorded="recorded_at",
                who="actor_name",
                payload="payload",
                note="note__text",
                significance="significance",
                corrects="corrects_id",
            )
        )
    )
    joined = Contact.objects.filter(joined_to_id=OuterRef("pk")).values(
        line=JSONObject(reference="reference", at="received_at", words="what_happened")
    )
    found = (
        Contact.objects.visible_to(by)
        .filter(reference=reference)
        .select_related("referrer__agency", "worker", "taken_by", "decided_by", "signed_off_by", "joined_to")
        .annotate(told=ArraySubquery(told), joined_here=ArraySubquery(joined))
        .prefetch_related(
            Prefetch("reported", ReportedPerson.objects.select_related("person")),
            Prefetch("led_to", Episode.objects.select_related("as_check", "handoff").order_by("opened_at", "id")),
            Prefetch(
                "decisions",
                ChildDecision.objects.select_related("handoff", "decided_by", "person", "reported").order_by(
                    "-current", "reported__order"
                ),
            ),
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def events_of(contact: Any) -> list[PastEvent]:
    """The events that ``contact_in_view`` brought, newest first, each with what corrects it. No statement."""
    corrections = {
        line["corrects"]: line["note"] or "Corrected." for line in reversed(contact.told) if line["corrects"]
    }
    return [
        PastEvent(
            id=uuid.UUID(line["id"]),
            sentence=event_kind(line["kind"]).tell(line["payload"]),
            kind=line["kind"],
            at=dt.datetime.fromisoformat(line["at"]),
            recorded_at=dt.datetime.fromisoformat(line["recorded"]),
            who=line["who"],
            note=line["note"] or "",
            significance=line["significance"],
            corrected_by=corrections.get(line["id"], ""),
        )
        for line in contact.told
    ]


def files_of(contact: Contact) -> list[Attachment]:
    """The files that were sent with a contact, newest first. One statement."""
    return list(Attachment.objects.filter(episode_id=contact.pk).select_related("added_by").order_by("-added_at"))


def checks_of(contact: Contact) -> list[Check]:
    """The questions asked of agencies, in the order of asking.

    The words of an answer whose time is over are left out: that it was given stays, and whom to ask (IS3). No
    statement when the contact came from ``contact_in_view``.
    """
    found = [each.as_check for each in contact.led_to.all() if each.kind == "check"]
    today = timezone.localdate()
    for check in found:
        if check.is_closed_on(today):
            check.closed, check.answer_text, check.answer_source = True, "", ""
            check.asked_team = partnership.teams()[check.asked_team_id]
    return found


def handoffs_of(contact: Contact) -> list[Handoff]:
    """What left, or was offered, because of this contact."""
    return [each.handoff for each in contact.led_to.all() if each.kind == "handoff"]


def late_for(contact: Contact, timescale: str, at: dt.datetime) -> dt.datetime | None:
    """When this should have been done, if that moment has passed and the clock still runs. One statement."""
    return (
        Clock.objects.filter(episode_id=contact.pk, timescale=timescale, stopped_at__isnull=True, due_at__lt=at)
        .values_list("due_at", flat=True)
        .first()
    )


def person_for(by: ActingPerson, reference: str) -> Person | None:
    """A known person by reference, as far as the reader may see them. One statement."""
    return Person.objects.visible_to(by).filter(reference=reference).first()


def open_contact_for(by: ActingPerson, reference: str) -> Contact | None:
    """An open contact to join to, or none. One statement."""
    return Contact.objects.visible_to(by).filter(reference=reference.strip().upper(), state__in=STILL_WITH_US).first()
