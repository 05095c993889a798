"""A police notice sent again in other words is read beside its contact, and taken on by a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.frontdoor import importing, updates
from lantern.frontdoor.models import Contact, NoticeBatch
from lantern.frontdoor.tests.test_importing import ROW, bring_in, file
from lantern.spine.models import Event, Notice

pytestmark = pytest.mark.django_db

CHANGED = ROW.replace("Shouting", "A fight").replace("Mia", "Mia Rose")


def sent_again(*rows: str) -> NoticeBatch:
    by = clockwork(STOCKTON)
    with acting(by):
        batch = importing.take_in(file(*rows), authority_id=STOCKTON, by=by, at=TUESDAY_NOON)
        importing.import_some(batch, by=by, at=TUESDAY_NOON, at_most=10)
    return batch


def page_of(batch: NoticeBatch, row: int = 2) -> str:
    return reverse("changed_notice", kwargs={"batch": batch.pk, "number": row})


def take_on(client: Any, batch: NoticeBatch, contact: Contact, key: str = "") -> Any:
    press = {"act": key or "6f9c2a0e-6f0f-4b8e-9f2e-0c7a6d2b1a11", "version": str(contact.version)}
    return client.post(page_of(batch), press)


def test_what_changed_stands_side_by_side(cast: Cast, as_person: Any) -> None:
    (contact,) = bring_in(file(ROW))
    batch = sent_again(CHANGED)
    client = as_person(cast.officer)
    assert page_of(batch) in client.get(reverse("notice_batch", kwargs={"batch": batch.pk})).content.decode()
    with counted_queries() as statements:
        text = client.get(page_of(batch)).content.decode()
    assert len(statements) <= 8, statements
    assert "<del>Shouting.</del>" in text
    assert "<ins>A fight.</ins>" in text
    assert re.search(r"Mia\s*<ins>\s*Rose\s*</ins>", text)
    assert contact.reference in text
    assert '<h2 class="govuk-heading-m">Officer</h2>' not in text, "what is the same is left out"


def test_taking_it_on_stands_in_the_contacts_history_with_the_new_words(cast: Cast, as_person: Any) -> None:
    """The contact keeps what was told first: what was known when can be seen later."""
    (contact,) = bring_in(file(ROW))
    batch = sent_again(CHANGED)
    client = as_person(cast.officer)
    assert take_on(client, batch, contact).status_code == 302
    assert take_on(client, batch, contact).status_code in (302, 404)
    with acting(cast.officer):
        event = Event.objects.select_related("note").get(kind="notice_updated", episode_id=contact.pk)
        assert "A fight." in event.note.text
        assert event.payload == {"what": "what happened, children"}
        assert event.actor_name == cast.officer.name
        assert Contact.objects.get(pk=contact.pk).what_happened.startswith("Shouting.")
        told = Notice.objects.get(episode_id=contact.pk, kind="notice_updated")
        assert told.team_id == contact.owner_team_id
        assert NoticeBatch.objects.get(pk=batch.pk).sealed_content is None, "nothing in the file waits any more"
    text = client.get(reverse("contact", kwargs={"reference": contact.reference})).content.decode()
    assert "Updated police notice received: what happened, children." in text
    assert sent_again(CHANGED).pk == batch.pk


def test_the_same_change_in_another_file_is_known(cast: Cast, as_person: Any) -> None:
    (contact,) = bring_in(file(ROW))
    take_on(as_person(cast.officer), sent_again(CHANGED), contact)
    by = clockwork(STOCKTON)
    with acting(by):
        other = importing.take_in(file(CHANGED, ""), authority_id=STOCKTON, by=by, at=TUESDAY_NOON)
        assert importing.import_some(other, by=by, at=TUESDAY_NOON, at_most=10) == 0
        assert NoticeBatch.objects.get(pk=other.pk).sealed_content is None


def test_whoever_is_at_work_on_the_contact_is_told_first(cast: Cast, as_person: Any) -> None:
    (contact,) = bring_in(file(ROW))
    batch = sent_again(CHANGED)
    client = as_person(cast.officer)
    client.post(
        reverse("take_contact", kwargs={"reference": contact.reference}),
        {"act": "0b7b1d0e-6f0f-4b8e-9f2e-0c7a6d2b1a12", "version": str(contact.version)},
    )
    stale = take_on(client, batch, contact)
    assert stale.status_code == 409
    assert "took this contact on" in stale.content.decode()


def test_where_an_address_is_protected_the_update_shows_none(cast: Cast, as_person: Any) -> None:
    """Being found is allowed; being located is not."""
    (contact,) = bring_in(file(ROW))
    with acting(cast.officer):
        contact.reported.update(address_protected=True)
    batch = sent_again(CHANGED.replace("12 Larch Road", "99 Hidden Close"))
    client = as_person(cast.officer)
    text = client.get(page_of(batch)).content.decode()
    assert "Hidden Close" not in text
    assert "Larch Road" not in text
    assert "is protected" in text
    take_on(client, batch, contact)
    with acting(cast.officer):
        assert "Hidden Close" not in Event.objects.get(kind="notice_updated").note.text


def test_nobody_of_another_area_or_agency_finds_it(cast: Cast, as_person: Any) -> None:
    bring_in(file(ROW))
    batch = sent_again(CHANGED)
    assert as_person(cast.elsewhere).get(page_of(batch)).status_code == 404
    assert as_person(cast.police).get(page_of(batch)).status_code in (403, 404)
    assert as_person(cast.officer).get(page_of(batch, row=9)).status_code == 404


def test_words_are_marked_one_by_one_and_never_as_markup() -> None:
    left, right = updates.Difference("What happened", "He said <b>no</b>\ntwice", "He said yes\ntwice").marked()
    assert left == "He said <del>&lt;b&gt;no&lt;/b&gt;</del><br>twice"
    assert right == "He said <ins>yes</ins><br>twice"
