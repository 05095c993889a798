"""Files that were sent with a contact: added, listed, opened, and by whom not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import Cast, a_contact, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.models import Contact
from lantern.spine.models import Event

type SignedIn = Callable[[ActingPerson], Client]


@pytest.fixture
def contact(cast: Cast, settings: Any, tmp_path: Path) -> Contact:
    settings.ATTACHMENTS = tmp_path
    with acting(cast.officer):
        return a_contact(cast.officer)


def a_letter(name: str = "Letter about Zoë.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Dear hub, she told me today.", "text/plain")


def test_a_file_is_added_listed_and_in_the_history_without_its_name(
    contact: Contact, cast: Cast, as_person: SignedIn
) -> None:
    client, at = as_person(cast.officer), f"/hub/contacts/{contact.reference}/files/"
    assert "No files yet" in client.get(at).text
    assert client.post(at, {"file": a_letter(), "act": str(uuid.uuid4())}).status_code == 302
    with counted_queries() as statements:
        page = client.get(at).text
    assert len(statements) <= 6
    assert "Letter about Zoë.txt" in page and cast.officer.name in page
    assert at in client.get(f"/hub/contacts/{contact.reference}/").text, "one click from the contact"
    with acting(cast.officer):
        (event,) = Event.objects.filter(episode_id=contact.pk, kind="file_added")
    assert event.payload == {"kind": "plain text"}


def test_twice_is_once(contact: Contact, cast: Cast, as_person: SignedIn) -> None:
    client, at, act = as_person(cast.officer), f"/hub/contacts/{contact.reference}/files/", str(uuid.uuid4())
    client.post(at, {"file": a_letter(), "act": act})
    client.post(at, {"file": a_letter(), "act": act})
    with acting(cast.officer):
        assert contact.attachments.count() == 1


@pytest.mark.parametrize(
    ("name", "said"), [("", "Choose a file"), ("letter.exe", "must be one of these"), ("letter.pdf", "Save it again")]
)
def test_what_is_not_taken_is_refused_beside_the_field(
    contact: Contact, cast: Cast, as_person: SignedIn, name: str, said: str
) -> None:
    sent = {"file": a_letter(name)} if name else {}
    answer = as_person(cast.officer).post(f"/hub/contacts/{contact.reference}/files/", sent)
    assert answer.status_code == 422 and said in answer.text
    with acting(cast.officer):
        assert not contact.attachments.exists()


def test_who_only_reads_adds_nothing_and_another_authority_finds_nothing(
    contact: Contact, cast: Cast, as_person: SignedIn
) -> None:
    at = f"/hub/contacts/{contact.reference}/files/"
    reader = as_person(cast.assessment_manager)
    assert "Add a file" not in reader.get(at).text
    refused = reader.post(at, {"file": a_letter()})
    assert refused.status_code == 409 and "may not do this" in refused.text
    assert as_person(cast.elsewhere).get(at).status_code == 404
