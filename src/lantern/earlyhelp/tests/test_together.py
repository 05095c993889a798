"""The team around the family meets, and the family has a plan; consent holds for meetings as for papers (EH7)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import actions
from lantern.earlyhelp.tests import world
from lantern.earlyhelp.tests.test_pages import page, words
from lantern.meetings import actions as meetings
from lantern.meetings.models import Invitation, Meeting
from lantern.plans.models import Plan

pytestmark = pytest.mark.django_db

AsPerson = Callable[[ActingPerson], Client]


def a_member(help_: object, worker: ActingPerson) -> None:
    with acting(worker):
        found = world.again(help_)  # type: ignore[arg-type]
        actions.add_member(
            found, agency=world.agency("riverbank-families"), name="Bea Fox", role="practitioner", by=worker,
            at=timezone.now(), version=found.version,
        )  # fmt: skip


def typed(**more: object) -> dict[str, object]:
    day = timezone.localdate() + dt.timedelta(days=7)
    return {
        "act": str(uuid.uuid4()),
        "on-day": str(day.day),
        "on-month": str(day.month),
        "on-year": str(day.year),
        "at": "3:30pm",
        "place": "Library",
        "purpose": "Agree a plan.",
        "family": ["1", "2"],
        **more,
    }


def test_an_agency_without_consent_is_not_asked_and_its_minutes_stop_with_consent(
    cast: Cast, as_person: AsPerson
) -> None:
    worker, provider = world.worker(), world.provider()
    riverbank = world.agency("riverbank-families")
    help_ = world.begun(worker, at=timezone.now())
    a_member(help_, worker)
    client, address = as_person(worker), page("call_team_around_family", help_)
    assert "Riverbank Families can not be told" in words(client.get(address))
    world.consent(help_, riverbank, worker, at=timezone.now())
    assert "can not be told" not in words(client.get(address))
    assert client.post(address, {"act": str(uuid.uuid4())}).status_code == 422
    assert client.post(address, typed(agencies=[str(riverbank.pk)])).status_code == 302
    assert "Meeting" in words(client.get(page("early_help", help_)))
    with acting(provider):
        assert Invitation.objects.count() == 1
    at = timezone.now()
    with acting(worker):
        meeting = Meeting.objects.get()
        meetings.begin(meeting, by=worker, at=at, version=meeting.version)
        found = world.again(help_)
        actions.withdraw_consent(
            found, agency=riverbank, given_by="mother", how="spoken", by=worker, at=at, version=found.version
        )
        meeting = Meeting.objects.get()
        meetings.end(meeting, by=worker, at=at, version=meeting.version)
        meeting = Meeting.objects.get()
        meetings.send_minutes(meeting, by=worker, at=at, version=meeting.version)
    with acting(provider):
        assert Invitation.objects.get().minutes_at is None, "nothing new after consent was withdrawn"


def test_a_familys_plan_follows_an_agreed_assessment_once(cast: Cast, as_person: AsPerson) -> None:
    worker = world.worker()
    help_ = world.begun(worker, at=timezone.now())
    client = as_person(worker)
    early = client.post(page("begin_family_plan", help_), {"act": str(uuid.uuid4())})
    assert early.status_code == 409
    assert "A plan follows an agreed assessment" in words(early)
    help_ = world.assessed(help_, worker, at=timezone.now())
    assert "Begin the family plan" in words(client.get(page("early_help", help_)))
    begun = client.post(page("begin_family_plan", help_), {"act": str(uuid.uuid4())})
    with acting(worker):
        plan = Plan.objects.get()
        assert (plan.plan_kind, plan.because_of_id) == ("early_help", help_.pk)
    assert begun["Location"] == reverse("plan", kwargs={"reference": plan.reference})
    shown = words(client.get(page("early_help", help_)))
    assert plan.reference in shown
    assert "Begin the family plan" not in shown


def test_the_handoffs_page_leads_to_what_follows(cast: Cast, as_person: AsPerson) -> None:
    provider = world.provider()
    handoff = world.accepted(cast, provider, at=timezone.now())
    client = as_person(provider)
    address = reverse("handoff", kwargs={"reference": handoff.reference})
    assert "Begin early help" in words(client.get(address))
    client.post(
        reverse("begin_early_help", kwargs={"reference": handoff.reference}),
        press_new(need="routines"),
    )
    shown = words(client.get(address))
    assert "Begin early help" not in shown
    assert "Early help E-" in shown or "Early help" in shown


def press_new(**more: str) -> dict[str, str]:
    return {"act": str(uuid.uuid4()), **more}
