"""Letters: prepared, read, made, kept (AO4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, walk

from lantern.access.context import acting
from lantern.frontdoor.letters import LetterKind, letter, letterhead, prepared
from lantern.frontdoor.models import Contact, Outcome
from lantern.frontdoor.tests.test_pages_public import words
from lantern.interface.documents import pdf
from lantern.partnership import queries as partnership
from lantern.spine.models import Attachment

pytestmark = pytest.mark.django_db

SAID = {
    "to_name": "Jo Example",
    "to_address": "12 Larch Road\nStockton-on-Tees\nTS18 1AA",
    "words": "We would like to meet.",
}


@pytest.fixture
def contact(cast: Cast) -> Contact:
    with acting(cast.officer):
        return walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.EARLY_HELP)


def test_a_letter_is_written_read_and_kept(
    cast: Cast, contact: Contact, as_person: Callable[..., Client], settings: Any, tmp_path: Any
) -> None:
    settings.ATTACHMENTS = tmp_path
    client, address = as_person(cast.officer), f"/hub/contacts/{contact.reference}/letters/"
    assert "An invitation for the family" in words(client.get(address))
    assert "[day and time]" in client.get(f"{address}invitation/").content.decode()
    read = client.post(f"{address}invitation/", SAID | {"preview": "yes"})
    assert "Read it before it is made" in words(read)
    assert "Dear Jo Example" in words(read)
    act = {"make": "yes", "act": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(f"{address}invitation/", SAID | act)["Location"].endswith("/files/")
    with acting(cast.officer):
        kept = Attachment.objects.get()
        assert kept.content_type == "application/pdf"
        assert kept.name.startswith("letter-invitation-")


def test_what_is_not_filled_in_is_said_and_nothing_is_lost(
    cast: Cast, contact: Contact, as_person: Callable[..., Client]
) -> None:
    page = as_person(cast.officer).post(
        f"/hub/contacts/{contact.reference}/letters/outcome/",
        {"to_name": "Jo", "to_address": "\n".join("1234567"), "words": "Why: [reason]", "preview": "yes"},
    )
    assert page.status_code == 422
    assert "Fill in [reason], or take it out" in words(page)
    assert "Use six lines or fewer" in words(page)
    assert 'value="Jo"' in page.content.decode()


def test_a_family_is_written_to_plainly_and_never_told_who_was_worried(cast: Cast, contact: Contact) -> None:
    with acting(cast.officer):
        for kind in (LetterKind.OUTCOME, LetterKind.INVITATION):
            said = prepared(kind, contact, ["early_help"])
            assert contact.referrer.name not in said
            assert partnership.authority(STOCKTON).hub_phone in said
        assert "A family worker would like to help you." in prepared(LetterKind.OUTCOME, contact, ["early_help"])


def test_hints_stand_beside_a_letter_to_a_family(
    cast: Cast, contact: Contact, as_person: Callable[..., Client]
) -> None:
    said = SAID | {"words": "The referral needs no further action.", "preview": "yes"}
    client, address = as_person(cast.officer), f"/hub/contacts/{contact.reference}/letters"
    assert "what we were told" in words(client.post(f"{address}/outcome/", said))
    assert "Could it be plainer?" in words(client.post(f"{address}/answer/", said)), "a neighbour is no office"
    with acting(cast.officer):
        type(contact.referrer).objects.filter(pk=contact.pk).update(professional=True)
    assert "Could it be plainer?" not in words(client.post(f"{address}/answer/", said))


def test_the_pdf_is_tagged_and_the_address_stands_in_the_window(cast: Cast, contact: Contact) -> None:
    """A DL window shows 20 to 110 mm from the left and 50 to 80 mm from the top of the folded sheet."""
    with acting(cast.officer):
        made = letter(
            LetterKind.OUTCOME,
            contact,
            to=["Jo Example", "12 Larch Road", "Stockton-on-Tees", "TS18 1AA"],
            words="We will ring you.",
            by=cast.officer,
            at=TUESDAY_NOON,
        )
        head = letterhead(partnership.authority(STOCKTON))
    file = pikepdf.open(BytesIO(pdf(made)))
    assert file.Root.MarkInfo.Marked
    assert "Example" not in str(file.docinfo), "no name in what a list of files shows"
    assert head[0] == "Stockton-on-Tees Borough Council"
    window = [(x, y) for x, y in lines_on(file.pages[0]) if x < 110 and 45 < y < 85]
    assert len(window) == 4, window
    assert all(abs(x - 20) < 1 and 50 <= y <= 80 for x, y in window), window


def lines_on(sheet: pikepdf.Page) -> list[tuple[float, float]]:
    """Where each run of text begins: millimetres from the left and the top of the sheet."""
    now, before, found = pikepdf.Matrix(), [], []
    text = pikepdf.Matrix()
    for operands, operator in pikepdf.parse_content_stream(sheet):
        match str(operator):
            case "q":
                before.append(now)
            case "Q":
                now = before.pop()
            case "cm":
                now = pikepdf.Matrix(*[float(each) for each in operands]) @ now
            case "Tm":
                text = pikepdf.Matrix(*[float(each) for each in operands])
            case "Tj" | "TJ":
                at = text @ now
                found.append((at.e / 72 * 25.4, 297 - at.f / 72 * 25.4))
    return sorted({(round(x, 1), round(y, 1)) for x, y in found})


def test_who_gave_no_name_gets_no_letter(cast: Cast, as_person: Callable[..., Client]) -> None:
    with acting(cast.officer):
        found = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        type(found.referrer).objects.filter(pk=found.pk).update(anonymous=True, name="", phone="", email="")
    client = as_person(cast.officer)
    assert "An answer to the person" not in words(client.get(f"/hub/contacts/{found.reference}/letters/"))
    assert client.get(f"/hub/contacts/{found.reference}/letters/answer/").status_code == 404


def test_the_pages_cost_few_statements(cast: Cast, contact: Contact, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.officer)
    client.get(f"/hub/contacts/{contact.reference}/letters/")
    with counted_queries() as asked:
        client.get(f"/hub/contacts/{contact.reference}/letters/outcome/")
    assert len(asked) <= 9, asked
