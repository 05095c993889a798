"""Screening: who the children are, what is different this time, what is the same worry; and putting right."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import Cast, a_contact
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.frontdoor.tests.staff_pages import a_call, at, fresh, in_state, known_jayden, new_contact, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.people.models import Person
from lantern.spine.models import Clock, Event, Priority

pytestmark = pytest.mark.django_db


def test_screening_offers_the_known_child_with_reasons_and_links_them(cast: Cast, as_person: Any) -> None:
    with acting(cast.officer):
        known = known_jayden(cast)
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call())
    with acting(cast.officer):
        contact = Contact.objects.get()
        told = contact.reported.get()
    page = client.get(reverse("screen_contact", kwargs={"reference": contact.reference}))
    assert known.reference in text(page)
    sent(client, "settle_person", {"use": known.reference}, reference=contact.reference, reported=told.pk)
    with acting(cast.officer):
        told.refresh_from_db()
        assert told.person_id == known.pk
        assert told.match_reasons


def test_a_child_nobody_knows_is_recorded_as_new_once(cast: Cast, as_person: Any) -> None:
    contact, client, key = new_contact(cast), as_person(cast.officer), str(uuid.uuid4())
    with acting(cast.officer):
        told = contact.reported.get()
        before = Person.objects.count()
    for _ in range(2):
        client.post(
            reverse("settle_person", kwargs={"reference": contact.reference, "reported": told.pk}),
            {"act": key, "create": "1"},
        )
    with acting(cast.officer):
        told.refresh_from_db()
        assert told.match == "created"
        assert Person.objects.count() == before + 1


def test_a_wrong_identity_is_taken_back(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.officer)
    with acting(cast.officer):
        told = contact.reported.get()
    sent(client, "settle_person", {"undo": "1"}, reference=contact.reference, reported=told.pk)
    with acting(cast.officer):
        told.refresh_from_db()
        assert (told.match, told.person_id) == ("", None)
        assert Event.objects.filter(episode_id=contact.pk, kind="person_unmatched").exists()


def test_screening_waits_until_every_child_is_settled(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    answer = sent(
        as_person(cast.officer),
        "screen_contact",
        {"version": 1, "priority": "2", "note": "Read it."},
        reference=contact.reference,
    )
    assert answer.status_code == 409
    assert "Each child must first be linked" in text(answer)
    assert "Read it." in text(answer)


def a_repeat(cast: Cast) -> Contact:
    """A second contact within the year about one known child."""
    with acting(cast.social_worker):
        known = known_jayden(cast)
        for days in (100, 0):
            contact = a_contact(cast.social_worker, at=at() - dt.timedelta(days=days))
            actions.identify(
                contact.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
            )
    return contact


def test_what_is_different_this_time_must_be_said_after_earlier_contacts(cast: Cast, as_person: Any) -> None:
    """Inspectors found cumulative risk missed:

    re-contacts within 12 months are screened with an answer to "why is this different?".
    """
    contact, client = a_repeat(cast), as_person(cast.officer)
    fields = {"version": contact.version, "priority": "2", "note": "Read the history."}
    answer = sent(client, "screen_contact", fields, reference=contact.reference)
    assert answer.status_code == 422
    assert "Say what is different this time" in text(answer)
    assert (
        sent(
            client, "screen_contact", {**fields, "why_different": "Now a bruise."}, reference=contact.reference
        ).status_code
        == 302
    )
    screened = fresh(cast, contact)
    assert (screened.state, screened.priority, screened.why_different) == ("screened", Priority.AMBER, "Now a bruise.")


def test_a_late_screening_says_why(cast: Cast, as_person: Any) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=at() - dt.timedelta(hours=30))
        actions.record_reported(contact.reported.get(), by=cast.officer, at=at())
    client, fields = as_person(cast.officer), {"version": contact.version, "priority": "3", "note": "Read it."}
    assert "Say why this is late" in text(sent(client, "screen_contact", fields, reference=contact.reference))
    assert (
        sent(
            client, "screen_contact", {**fields, "late_reason": "System was down"}, reference=contact.reference
        ).status_code
        == 302
    )
    with acting(cast.officer):
        assert Clock.objects.get(episode_id=contact.pk, timescale="contact-screening").late_reason == "System was down"


def test_a_stale_screening_tells_who_did_what_and_keeps_the_words(cast: Cast, as_person: Any) -> None:
    """Two people at once: one wins, the other loses nothing typed."""
    contact, client = a_repeat(cast), as_person(cast.officer)
    with acting(cast.social_worker):
        actions.take(fresh(cast, contact), by=cast.social_worker, at=at(), version=contact.version)
    fields = {"version": contact.version, "priority": "2", "note": "My long note.", "why_different": "Worse."}
    answer = sent(client, "screen_contact", fields, reference=contact.reference)
    page = text(answer)
    assert answer.status_code == 409
    assert cast.social_worker.name in page
    assert "My long note." in page
    assert f'name="version" value="{contact.version + 1}"' in page
    again = sent(client, "screen_contact", {**fields, "version": contact.version + 1}, reference=contact.reference)
    assert again.status_code == 302


def test_the_same_worry_is_found_and_joined(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call())
    client.post(reverse("telephone"), a_call(source="6", what_happened="Called to the address."))
    with acting(cast.officer):
        first, second = Contact.objects.order_by("received_at")
    page = text(client.get(reverse("join_contact", kwargs={"reference": second.reference})))
    assert first.reference in page
    assert "the same surname and birth date" in page
    answer = sent(
        client,
        "join_contact",
        {"version": 1, "other": first.reference.lower(), "reason": "Same call."},
        reference=second.reference,
    )
    assert answer["Location"] == reverse("contact", kwargs={"reference": first.reference})
    assert fresh(cast, second).joined_to_id == first.pk
    assert "Called to the address." in text(client.get(answer["Location"]))


def test_joining_to_a_reference_that_is_not_there_is_said_plainly(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    answer = sent(
        as_person(cast.officer),
        "join_contact",
        {"version": 1, "other": "C-NOPE", "reason": "x"},
        reference=contact.reference,
    )
    assert "No open contact has this reference" in text(answer)


def test_priority_changes_with_a_reason(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    fields = {"version": contact.version, "priority": "1", "reason": "A second call."}
    assert sent(as_person(cast.officer), "reprioritise_contact", fields, reference=contact.reference).status_code == 302
    assert fresh(cast, contact).priority == Priority.RED


def test_a_manager_gives_a_contact_to_somebody(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    as_person(cast.officer)  # holds a post of the team from now on
    fields = {"version": contact.version, "worker": str(cast.officer.user_id)}
    assert sent(as_person(cast.manager), "assign_contact", fields, reference=contact.reference).status_code == 302
    assert fresh(cast, contact).worker_id == cast.officer.user_id
    assert (
        as_person(cast.officer).get(reverse("assign_contact", kwargs={"reference": contact.reference})).status_code
        == 403
    )


def test_a_correction_stands_beside_what_it_corrects(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    with acting(cast.officer):
        event = Event.objects.get(episode_id=contact.pk)
    client = as_person(cast.manager)
    answer = client.post(
        reverse("correct_event", kwargs={"reference": contact.reference, "event": event.pk}),
        {"act": str(uuid.uuid4()), "what": "wrong time", "note": "It came at nine."},
    )
    assert answer.status_code == 302
    page = text(client.get(answer["Location"]))
    assert "It came at nine." in page
    assert "Corrected" in page
