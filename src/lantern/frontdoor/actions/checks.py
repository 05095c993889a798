"""Questions put to agencies, and their answers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from lantern.frontdoor import rules
from lantern.frontdoor.actions.contact import people_about, write_columns
from lantern.frontdoor.models import (
    Check,
    Contact,
)
from lantern.frontdoor.states import ASKED, CHECK, CONTACT
from lantern.interface.display import LONDON, full_date, london_date
from lantern.partnership.models import Team
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Event


@transaction.atomic
def ask_agencies(
    contact: Contact,
    *,
    desks: Sequence[Team],
    question: str,
    lawful_basis: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    asked_by_phone: str = "",
    parents_aware: str = "",
    parents_why_not: str = "",
    key: uuid.UUID | None = None,
) -> list[Check]:
    """Ask any agencies of the hub in one action. Each sees only its own question: who, why, on what basis, by when.

    ``parents_aware`` settles whether the family knows before anybody is asked; bypassing them needs
    ``parents_why_not``.
    """
    rules.require_desks(desks)
    CONTACT.make(
        "ask",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agencies": ", ".join(sorted(desk.agency.name for desk in desks))},
        note=parents_why_not,
    )
    if parents_aware:
        write_columns(contact, parents_aware=parents_aware, parents_why_not=parents_why_not)
    asked = []
    subjects = rules.disclosed_subjects(contact, on=london_date(at))
    people = people_about(contact)
    already = set(Check.objects.filter(because_of_id=contact.pk, state=ASKED).values_list("asked_team_id", flat=True))
    for desk in desks:
        if desk.pk in already:
            continue
        check = Check(
            authority_id=contact.authority_id,
            partner_agency_id=desk.agency_id,
            owner_team=desk,
            priority=contact.priority,
            because_of_id=contact.pk,
            restricted=contact.restricted,
            asked_team=desk,
            asked_by_name=by.name,
            asked_by_phone=asked_by_phone,
            subjects=subjects,
            question=question,
            lawful_basis=lawful_basis,
            parents_aware=contact.parents_aware,
        )
        made = CHECK.begin("ask", check, by=by, at=at, about=people, payload={"agency": desk.agency.name})
        asked.append(made.episode)
    return asked


@transaction.atomic
def answer_check(
    check: Check,
    *,
    answer: Check.Answer,
    by: Actor,
    at: dt.datetime,
    version: int,
    text: str = "",
    source: str = "",
    handling: str = "",
    may_tell_family: bool | None = None,
    cannot_share_why: str = "",
    onward: str = "",
    open_until: dt.date | None = None,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency answers: relevant information, nothing held, or can not share and why.

    What it says stays marked as its own.
    """
    made = CHECK.make(
        "answer",
        check,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": check.asked_team.agency.name, "answer": Check.Answer(answer).label.lower()},
        late_reason=late_reason,
    )
    Check.objects.filter(pk=check.pk).update(
        answer=answer,
        answer_text=text,
        answer_source=source,
        handling=handling,
        may_tell_family=may_tell_family,
        cannot_share_why=cannot_share_why,
        onward=onward,
        open_until=open_until,
        answered_at=at,
        answered_by_name=by.name,
    )
    return made


def _closed_since(check: Check) -> dt.datetime:
    """From which moment the words were closed: the end of their last day, or when they were closed at once. One
    statement.
    """
    over = dt.datetime.combine(check.open_until or dt.date.min, dt.time(), tzinfo=LONDON) + dt.timedelta(days=1)
    said = Event.objects.filter(episode_id=check.pk, kind="answer_term_changed").order_by("-happened_at").first()
    return max(over, said.happened_at) if said else over


@transaction.atomic
def set_term(
    check: Check,
    *,
    open_until: dt.date | None,
    onward: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Whoever gave information says anew until when it may be read and how far it may go. Earlier than today closes
    it at once; none opens it without end.
    """
    today = london_date(at)
    closed = list(check.closed_before)
    if check.open_until is not None and check.is_closed_on(today) and (open_until is None or open_until >= today):
        closed.append([_closed_since(check).isoformat(), at.isoformat()])
    made = CHECK.make(
        "set_term",
        check,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={
            "agency": check.asked_team.agency.name,
            "until": f"until {full_date(open_until)}" if open_until else "without an end",
        },
    )
    Check.objects.filter(pk=check.pk).update(open_until=open_until, onward=onward, closed_before=closed)
    return made


@transaction.atomic
def remind(check: Check, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Ask an agency again."""
    made = CHECK.make(
        "remind", check, by=by, at=at, version=version, key=key, payload={"agency": check.asked_team.agency.name}
    )
    Check.objects.filter(pk=check.pk).update(reminded_at=at, reminders=check.reminders + 1)
    return made


@transaction.atomic
def escalate(check: Check, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Raise a missing answer with the agency's own manager."""
    made = CHECK.make(
        "escalate", check, by=by, at=at, version=version, key=key, payload={"agency": check.asked_team.agency.name}
    )
    Check.objects.filter(pk=check.pk).update(escalated_at=at)
    return made


def withdraw_check(check: Check, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """The answer is no longer needed."""
    return CHECK.make(
        "withdraw", check, by=by, at=at, version=version, key=key, payload={"agency": check.asked_team.agency.name}
    )
