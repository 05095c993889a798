"""What whoever was worried hears from us, and how they ask again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.urls import reverse

from lantern.access import waiting_mail
from lantern.access.models import WaitingMail
from lantern.frontdoor import rules
from lantern.frontdoor.actions.contact import write_columns
from lantern.frontdoor.models import (
    Contact,
    Referrer,
    SentContact,
)
from lantern.frontdoor.states import CONTACT
from lantern.law.timescales import window_opened
from lantern.partnership import queries as partnership
from lantern.spine import ledger
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Notice

ANSWER_MAIL_FOR = dt.timedelta(days=3)
"""For how long a message that there is an answer is tried when the mail server is away."""


def tell_sender(contact: Contact, **columns: Any) -> None:
    SentContact.objects.filter(episode_id=contact.pk).update(**columns)


def say_there_is_an_answer(contact_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Write to a professional who has no account that there is an answer, and nothing of what it says."""
    referrer = Referrer.objects.filter(contact_id=contact_id, verified_by=Referrer.Verified.EMAIL_DOMAIN).first()
    if referrer is not None and referrer.email:
        waiting_mail.put(
            WaitingMail.Kind.ANSWER,
            to=referrer.email,
            page=reverse("contact_link"),
            at=at,
            until=at + ANSWER_MAIL_FOR,
        )


@transaction.atomic
def chase(sent: SentContact, *, by: Actor, at: dt.datetime) -> None:
    """Somebody who sent a contact has heard nothing and asks again: the hub is told, not more often than the standard
    says, and the contact's history says so.

    The caller acts for the contact's authority (``access.context.sending_to``).
    """
    asked = (
        SentContact.objects.filter(pk=sent.pk, told_at__isnull=True)
        .exclude(chased_at__gt=window_opened("referrer-ask-again", at, partnership.local_standards(sent.authority_id)))
        .update(chased_at=at)
    )
    if not asked:
        return
    contact = Contact.objects.get(pk=sent.episode_id)
    ledger.record("referrer_chased", by=by, at=at, authority_id=contact.authority_id, episode=contact)
    tell_team = {
        "team_id": contact.owner_team_id,
        "authority_id": contact.authority_id,
        "restricted": contact.restricted,
    }
    Notice.objects.bulk_create(
        [Notice(episode_id=contact.pk, kind="referrer_chased", created_at=at, **tell_team)], ignore_conflicts=True
    )


@transaction.atomic
def tell_referrer(
    contact: Contact,
    *,
    how: str,
    words: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
    quality: Mapping[str, str] = MappingProxyType({}),
    quality_words: str = "",
) -> Made:
    """Tell whoever was worried what was decided, with no more than they may know.

    ``quality``: code of ``contact_quality`` -> "good" or "better", for a professional, with words if there are any.
    """
    made = CONTACT.make(
        "tell_referrer",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"how": rules.TOLD_HOW[how]},
        late_reason=late_reason,
    )
    learnt = {"quality": dict(quality), "quality_words": quality_words}
    write_columns(contact, told_at=at, told_how=how, told_words=words, **learnt)
    tell_sender(contact, stage=SentContact.Stage.ANSWERED, told_at=at, told_words=words, **learnt)
    say_there_is_an_answer(contact.pk, at=at)
    return made


@transaction.atomic
def can_not_tell_referrer(
    contact: Contact,
    *,
    why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Record why nobody can be told: anonymous, no way to reach them, or not safe."""
    made = CONTACT.make(
        "can_not_tell_referrer",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"why": rules.CAN_NOT_TELL[why]},
        late_reason=late_reason,
    )
    write_columns(contact, told_at=at, told_how=why)
    tell_sender(contact, stage=SentContact.Stage.NOT_ANSWERED)
    say_there_is_an_answer(contact.pk, at=at)
    return made
