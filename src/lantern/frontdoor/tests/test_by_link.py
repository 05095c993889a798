"""A professional without an account: a link to their work address, their own contacts, and nothing else (FD1)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.cast import Cast, a_contact, counted_queries, walk

from lantern.access import sender_links, waiting_mail
from lantern.access.context import acting
from lantern.access.models import SenderLink, WaitingMail
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, Outcome, SentContact
from lantern.frontdoor.tests.test_pages_public import WORRY, begin, words

pytestmark = pytest.mark.django_db

TEACHER, OTHER = "j.teacher@oakfield.schools808.example", "k.other@oakfield.schools808.example"
SENDS = WORRY | {"name": "Jo Teacher", "role": "Teacher"}


@pytest.fixture(autouse=True)
def mail_in_memory(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    mail.outbox = []


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def ask(client: Client, address: str, capture: Any) -> Any:
    with capture(execute=True):
        return client.post("/contacts/link/", {"email": address})


def link_in(message: Any) -> str:
    found = re.search(r"/contacts/link/open/[\w-]+/", message.body)
    assert found
    return found[0]


def come(address: str, capture: Any) -> Client:
    """A browser that asked for a link, opened it and pressed the button."""
    client = Client()
    assert ask(client, address, capture)["Location"] == "/contacts/link/sent/"
    assert client.post(link_in(mail.outbox[-1]))["Location"] == "/contacts/mine/"
    return client


def sent_by(client: Client) -> str:
    """Send a contact; its receipt's address."""
    answer = client.post(begin(client), SENDS)
    assert answer.status_code == 302, words(answer)
    return str(answer["Location"])


def test_a_teacher_without_an_account_sends_a_contact(cast: Cast, capture: Any) -> None:
    """FD1: the agency is known by the address; the hub reads how it knows; a receipt with what comes next."""
    client = come(TEACHER, capture)
    receipt = words(client.get(sent_by(client)))
    assert "The hub decides by" in receipt
    with acting(cast.officer):
        contact = Contact.objects.get()
        who = contact.referrer
        assert (who.name, who.email, who.source, who.professional) == ("Jo Teacher", TEACHER, "2A", True)
        assert who.agency is not None
        assert who.agency.code == "colleges-schools-early-years"
        assert who.verified_by == "email_domain"
        assert contact.sent_by_id is None
    assert "Sam Example" in words(client.get("/contacts/mine/"))


def test_a_message_names_nobody_and_so_does_the_address_in_it(cast: Cast, capture: Any) -> None:
    """P7: mail may be read by others; it holds a link and no more, and the link holds nobody."""
    client = Client()
    ask(client, TEACHER, capture)
    message = mail.outbox[0]
    assert message.to == [TEACHER]
    assert not re.search(r"teacher|oakfield|example", message.subject + message.body, re.IGNORECASE)
    assert WaitingMail.objects.count() == 0
    link = SenderLink.objects.get()
    assert TEACHER.encode() not in bytes(link.sealed_address)
    assert link_in(message).split("/")[-2] not in (link.token, link.sender), "a copy of the table opens nothing"


def test_a_link_is_used_by_the_button_and_once(cast: Cast, capture: Any) -> None:
    """Programs that open every link of a message use none up."""
    ask(Client(), TEACHER, capture)
    address = link_in(mail.outbox[0])
    for _ in range(3):
        page = Client().get(address)
        assert page.status_code == 200
        assert "sender" not in page.cookies
        assert Client().head(address).status_code == 200
    assert Client().post(address)["Location"] == "/contacts/mine/"
    again = Client().post(address)
    assert again.status_code == 410
    assert "This link no longer works" in words(again)
    assert Client().get(address).status_code == 410


def test_an_old_link_and_an_invented_one_answer_alike(cast: Cast, capture: Any, settings: Any) -> None:
    ask(Client(), TEACHER, capture)
    address = link_in(mail.outbox[0])
    SenderLink.objects.update(expires_at=timezone.now())
    old, invented = Client().post(address), Client().post("/contacts/link/open/" + "x" * 43 + "/")
    assert old.status_code == invented.status_code == 410
    assert words(old) == words(invented)


def test_saved_and_gone_on_with_through_a_new_link(cast: Cast, capture: Any) -> None:
    first = come(TEACHER, capture)
    address = begin(first)
    first.post(address, SENDS | {"save": "later"})
    first.post("/contacts/link/leave/")
    assert first.get(address)["Location"].startswith("/sign-in/")
    second = come(TEACHER.upper(), capture)
    assert "Begun and not sent" in words(second.get("/contacts/mine/"))
    assert 'value="Jo Teacher"' in second.get(address).content.decode()
    assert second.post(address, SENDS).status_code == 302
    assert "Sam Example" in words(second.get("/contacts/mine/"))


def test_typing_saves_itself(cast: Cast, capture: Any) -> None:
    client = come(TEACHER, capture)
    record = begin(client).split("/")[-2]
    kept = client.post(
        "/contacts/new/keep/", {"record": record, "draft_version": "0", "what_happened": "Began to type"}
    )
    assert kept.json()["version"] == 1
    assert "Began to type" in client.get(f"/contacts/new/{record}/").content.decode()
    assert Client().post("/contacts/new/keep/", {"record": record}).status_code == 403


def test_a_link_opens_ones_own_contacts_and_nothing_else(cast: Cast, capture: Any) -> None:
    """Row-level security: the session sees what its address sent. Not a colleague's, not what its agency is asked,
    no child, no queue.
    """
    mine, theirs = come(TEACHER, capture), come(OTHER, capture)
    receipt = sent_by(mine)
    assert theirs.get(receipt).status_code == 404
    assert "Sam Example" not in words(theirs.get("/contacts/mine/"))
    for address in ("/hub/", "/find/", "/checks/", "/handoffs/", "/hub/demand/", "/hub/telephone/"):
        answer = mine.get(address)
        assert answer.status_code in (302, 404), address
        assert answer.status_code == 404 or answer["Location"].startswith("/sign-in/"), address
    with acting(sender_links.linked_sender(sender_links.sender_key(OTHER), _nobody())):
        assert not SentContact.objects.exists()
    with acting(sender_links.linked_sender(sender_links.sender_key(TEACHER), _nobody())):
        assert SentContact.objects.count() == 1
        assert not Contact.objects.exists(), "the contact itself is the hub's"


def _nobody() -> Any:
    return sender_links.ByLink("", 1, "", "school")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("somebody@gmail.com", "Anybody can have an address there"),
        ("somebody@unheard-of.example", "We do not know this organisation"),
    ],
)
def test_an_address_we_do_not_know_is_told_what_to_do_instead(
    cast: Cast, capture: Any, address: str, says: str
) -> None:
    page = ask(Client(), address, capture)
    assert page.status_code == 200
    told = words(page)
    assert says in told
    assert "use the form for everybody" in told
    assert "01632 960121" in told
    assert f'value="{address}"' in page.content.decode()
    assert mail.outbox == []


def test_nothing_is_said_about_whether_an_address_is_known(cast: Cast, capture: Any) -> None:
    """The same answer for somebody who has sent a contact, somebody with an account and somebody who has neither."""
    sent_by(come(TEACHER, capture))
    answers = [ask(Client(), each, capture) for each in (TEACHER, OTHER, "nobody-at-all@oakfield.schools808.example")]
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, "/contacts/link/sent/")}


def test_asking_is_slowed_down_for_an_address_and_for_a_place(cast: Cast, capture: Any, settings: Any) -> None:
    settings.TRIES = settings.TRIES | {"link_to": (2, 15), "link_from": (3, 15)}
    client = Client()
    for _ in range(2):
        ask(client, TEACHER, capture)
    full = ask(client, TEACHER, capture)
    assert full.status_code == 429
    assert "Use the newest, or wait 15 minutes" in words(full)
    ask(client, OTHER, capture)
    assert ask(client, "third@oakfield.schools808.example", capture).status_code == 429
    assert len(mail.outbox) == 3


def test_a_mail_server_that_is_away_loses_nothing(cast: Cast, capture: Any, settings: Any) -> None:
    """R4: it waits in a row and is sent when the server is back; too late, it is forgotten."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9},
        }
    }
    assert ask(Client(), TEACHER, capture).status_code == 302
    assert WaitingMail.objects.count() == 1
    assert waiting_mail.send_waiting(timezone.now()) == 0
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert waiting_mail.send_waiting(timezone.now()) == 1
    assert WaitingMail.objects.count() == 0
    WaitingMail(kind="answer", sealed=b"", created_at=timezone.now(), until=timezone.now()).save()
    assert waiting_mail.send_waiting(timezone.now() + dt.timedelta(seconds=1)) == 0
    assert WaitingMail.objects.count() == 0


def test_when_the_time_is_over_what_was_typed_is_given_back(cast: Cast, capture: Any) -> None:
    client = come(TEACHER, capture)
    address = begin(client)
    SenderLink.objects.update(ends_at=timezone.now())
    answer = client.post(address, SENDS)
    assert answer.status_code == 403
    assert "Your link has ended" in words(answer)
    assert "Came to school with no lunch" in answer.content.decode()
    assert "Get a new link" in words(client.get("/contacts/mine/"))
    assert sender_links.purge(timezone.now() + dt.timedelta(hours=1)) == 1


def test_the_answer_is_announced_and_read_through_a_link(cast: Cast, capture: Any) -> None:
    """FD8: the message says that there is an answer, and not what it is or whom it is about."""
    client = come(TEACHER, capture)
    receipt = sent_by(client)
    mail.outbox = []
    with acting(cast.officer):
        contact = walk(Contact.objects.get(), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        actions.tell_referrer(
            contact, how="online", words="We gave advice.", by=cast.officer, at=timezone.now(), version=contact.version
        )
    assert waiting_mail.send_waiting(timezone.now()) == 1
    message = mail.outbox[0]
    assert message.to == [TEACHER]
    assert "/contacts/link/" in message.body
    assert not re.search(r"advice|sam|example|C-", message.subject + message.body, re.IGNORECASE)
    assert "We gave advice." in words(come(TEACHER, capture).get(receipt))


def test_whoever_has_an_account_gets_no_such_message(cast: Cast) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        actions.tell_referrer(
            contact, how="phone", words="Said.", by=cast.officer, at=timezone.now(), version=contact.version
        )
    assert not WaitingMail.objects.exists()


def test_the_pages_cost_few_statements(cast: Cast, capture: Any) -> None:
    client = come(TEACHER, capture)
    client.get("/contacts/mine/")
    with counted_queries() as asked:
        client.get("/contacts/mine/")
    assert len(asked) <= 5, asked
