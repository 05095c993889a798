"""What the tests of the staff pages share: the hub open, a contact in a state, a button pressed, a page as text."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import SATURDAY_NIGHT, STOCKTON, Cast, a_contact, walk

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Check, Contact, Outcome
from lantern.partnership import queries as partnership
from lantern.people.actions import record_person
from lantern.people.models import Person

PAGE_BUDGET = 8
"""Statements of a page, the two that every signed-in page makes included."""


@pytest.fixture(autouse=True)
def open_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is open whenever these tests run, except on the one Saturday night that some of them play in."""
    monkeypatch.setattr(partnership, "in_office_hours", lambda authority_id, moment: moment != SATURDAY_NIGHT)


def at() -> dt.datetime:
    return timezone.now()


def new_contact(cast: Cast, **contact: Any) -> Contact:
    with acting(cast.officer):
        return a_contact(cast.officer, at=at(), **contact)


def in_state(cast: Cast, state: str, outcome: Outcome = Outcome.NO_FURTHER_ACTION, **contact: Any) -> Contact:
    return walk(new_contact(cast, **contact), state, cast=cast, at=at(), outcome=outcome)


def fresh(cast: Cast, contact: Contact) -> Contact:
    with acting(cast.officer):
        return Contact.objects.select_related("referrer").get(pk=contact.pk)


def sent(client: Client, route: str, data: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """Press a button: with a key of its own unless the test gives one."""
    return client.post(reverse(route, kwargs=kwargs), {"act": str(uuid.uuid4()), **(data or {})})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def a_call(**fields: Any) -> dict[str, Any]:
    return {
        "act": str(uuid.uuid4()),
        "authority": str(STOCKTON),
        "source": "2A",
        "caller_name": "Ash Head",
        "caller_phone": "01632 960555",
        "answer_by": "phone",
        "what_happened": "A bruise on the arm.",
        "parents_aware": "aware",
        "consent": "not_known",
        "channel": "telephone",
        "urgency": "",
        "reasons": ["neglect"],
        "children-0-first_names": "Jaydn",
        "children-0-last_name": "Smyth",
        "children-0-born-day": "4",
        "children-0-born-month": "5",
        "children-0-born-year": "2018",
        "children-0-sex": "M",
        **fields,
    }


def known_jayden(cast: Cast) -> Person:
    return record_person(
        authority_id=STOCKTON,
        by=cast.officer,
        at=at(),
        is_child=True,
        first_names="Jayden",
        last_name="Smith",
        born_on=dt.date(2018, 5, 4),
        birth_known_to="day",
        sex="M",
    )


def asked(cast: Cast, contact: Contact) -> Check:
    with acting(cast.social_worker):
        (check,) = actions.ask_agencies(
            contact,
            desks=[partnership.teams()[cast.police.team_id]],
            question="What do you know?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=at(),
            version=contact.version,
        )
    return check
