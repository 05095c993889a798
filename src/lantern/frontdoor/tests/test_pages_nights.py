"""Out of hours: the night hands over, and the day takes over item by item."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import SATURDAY_NIGHT, Cast, a_contact
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor.tests.staff_pages import fresh, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.spine.models import Handoff

pytestmark = pytest.mark.django_db


def test_the_night_hands_over_and_the_day_takes_over_item_by_item(cast: Cast, as_person: Any) -> None:
    with acting(cast.night_worker):
        contacts = [a_contact(cast.night_worker, at=SATURDAY_NIGHT) for _ in range(2)]
    night, day = as_person(cast.night_worker), as_person(cast.officer)
    page = text(night.get(reverse("handover")))
    assert all(contact.reference in page for contact in contacts)
    chosen = {"contact": [contact.reference for contact in contacts], "note": "The first is worrying."}
    assert sent(night, "handover", chosen).status_code == 302
    assert "not accepted yet" in text(night.get(reverse("handover")))
    page = text(day.get(reverse("handover")))
    assert "The first is worrying." in page
    with acting(cast.officer):
        offered = Handoff.objects.get(because_of_id=contacts[0].pk)
    assert sent(day, "take_over", {"version": offered.version}, reference=offered.reference).status_code == 302
    first, second = (fresh(cast, contact) for contact in contacts)
    assert first.owner_team_id == cast.officer.team_id
    assert second.owner_team_id == cast.night_worker.team_id


def test_handing_over_the_same_contact_twice_offers_it_once(cast: Cast, as_person: Any) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
    client, key = as_person(cast.night_worker), str(uuid.uuid4())
    for _ in range(2):
        client.post(reverse("handover"), {"act": key, "contact": [contact.reference], "note": ""})
    with acting(cast.night_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk).count() == 1


def test_contacts_of_the_night_stand_on_the_hubs_other_tab(cast: Cast, as_person: Any) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
    client = as_person(cast.officer)
    assert contact.reference not in text(client.get(reverse("queue")))
    assert contact.reference in text(client.get(reverse("queue") + "?view=other_shift"))
    assert contact.reference in text(as_person(cast.night_worker).get(reverse("queue")))
