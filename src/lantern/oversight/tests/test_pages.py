"""The pages of this room, each as its user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.boards.tests.world import an_action, held_by, seat
from lantern.oversight.actions import agreements, scrutiny
from lantern.oversight.models import Agreement, Arrangements, Matter, Risk
from lantern.oversight.tests.test_oversight import a_matter, a_risk
from lantern.partnership.models import Agency

pytestmark = pytest.mark.django_db


def _day(name: str, *, years: int = 0) -> dict[str, Any]:
    now = timezone.localtime()
    return {f"{name}-day": 28, f"{name}-month": now.month, f"{name}-year": now.year + years}


def _sent(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, {"act": str(a_key()), **typed})


def test_a_risk_from_writing_it_down_to_the_agenda(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.partnership_officer)
    assert "No risk is written down" in client.get(reverse("risks")).content.decode()
    typed: dict[str, Any] = {
        "title": "Families wait unseen", "cause": "Two lists.", "effect": "A child is not seen.",
        "first_likelihood": "5", "first_impact": "4", "controls": "One list.", "likelihood": "2", "impact": "4",
    }  # fmt: skip
    wrong = _sent(client, reverse("new_risk"), **typed)
    assert (wrong.status_code, "Choose the seat that owns it" in wrong.content.decode()) == (422, True)
    assert "Families wait unseen" in wrong.content.decode(), "nothing typed is lost"
    with acting(cast.partnership_officer):
        owner = str(seat().pk)
    assert _sent(client, reverse("new_risk"), **typed, owner_seat=owner).status_code == 302
    with acting(cast.partnership_officer):
        found = Risk.objects.get()
    look = reverse("move_risk", args=[found.reference, "look"])
    again = {"likelihood": "4", "impact": "4", "controls": "One list.", "why": "Nine weeks."}
    assert _sent(client, look, **again, version="1").status_code == 302
    stale = _sent(as_person(cast.partnership_manager), look, **again | {"why": "Ten weeks."}, version="1")
    assert (stale.status_code, "Ten weeks." in stale.content.decode()) == (409, True)
    page = client.get(reverse("risk", args=[found.reference])).content.decode()
    for told in ("16 of 25, high", "It got worse", "8 became 16 at the newest look", "Nine weeks."):
        assert told in page
    assert "got worse" in client.get(reverse("risks")).content.decode()


def test_a_challenge_about_a_record_stands_on_its_page(cast: Cast, as_person: Callable[..., Client]) -> None:
    client, owner = as_person(cast.scrutineer), as_person(cast.director)
    with acting(cast.partnership_officer):
        held_by("executive-stockton", cast.director, by=cast.partnership_officer)
        action, to = an_action(cast), str(seat().pk)
    page = client.get(reverse("board_action", args=[action.reference])).content.decode()
    assert "Put to somebody for an answer" not in page, (
        "who may not escalate and has nothing to read sees no empty part"
    )
    address = reverse("new_challenge")
    typed = {"to_seat": to, "title": "Why so late?", "words": "When?", "about": "AC-NONE-0000"}
    wrong = _sent(client, address, **typed)
    assert (wrong.status_code, "No record of the partnership" in wrong.content.decode()) == (409, True)
    assert _sent(client, address, **typed | {"about": action.reference.lower()}).status_code == 302
    with acting(cast.scrutineer):
        found = Matter.objects.get()
    page = owner.get(reverse("board_action", args=[action.reference])).content.decode()
    assert "Why so late?" in page and "0 days of silence" in page
    answer = reverse("move_matter", args=[found.reference, "answer"])
    now = timezone.localtime()
    said = {"text": "In May.", "answered_by": "Director", "on-day": now.day, "on-month": now.month, "on-year": now.year}
    assert _sent(owner, answer, **said, version="1").status_code == 302
    settle = reverse("move_matter", args=[found.reference, "settle"])
    assert _sent(client, settle, became="changed", version="2").status_code == 422
    assert _sent(client, settle, became="changed", changed="It is done.", version="2").status_code == 302
    assert "It is done." in client.get(reverse("challenges")).content.decode()


def test_escalations_agreements_and_arrangements_are_written_down(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.partnership_manager)
    for address, words in (("escalations", "Nothing was sent"), ("agreements", "No edition is on record")):
        assert words in client.get(reverse(address)).content.decode()
    typed = {"sort": "escalation", "other": "A ministry", "title": "Nobody sees them", "words": "Who does?"}
    assert _sent(client, reverse("new_escalation"), **typed).status_code == 422
    sent = {"sent_on-day": 1, "sent_on-month": 2, "sent_on-year": 2026}
    assert _sent(client, reverse("new_escalation"), **typed, **sent).status_code == 302
    assert "days of silence" in client.get(reverse("escalations")).content.decode()
    with acting(cast.partnership_manager):
        agency = Agency.objects.get(code="cleveland-police")
    held = {"sort": "memorandum", "agency": str(agency.pk), "title": "Memorandum", "promised": "A lead."}
    assert _sent(client, reverse("new_agreement"), **held).status_code == 422
    assert _sent(client, reverse("new_agreement"), **held, **_day("renew_by", years=1)).status_code == 302
    edition = {"title": "First edition", "read_at": "The public page"} | sent
    edition |= {key.replace("sent_on", name): value for key, value in sent.items() for name in _DAYS}
    assert _sent(client, reverse("publish_arrangements"), **edition).status_code == 302
    page = client.get(reverse("agreements")).content.decode()
    for told in ("First edition", "Not sent", "Nobody has signed it", "Review by:"):
        assert told in page


_DAYS = ("published_on", "in_force_on")


def test_pages_are_read_with_few_statements(cast: Cast, as_person: Callable[..., Client]) -> None:
    client, by = as_person(cast.director), cast.partnership_officer
    with acting(by):
        risk, matter = a_risk(by), a_matter(by, to=seat())
        a_matter(by)
        keeper, now = by.partnerships[0], timezone.now()
        told: dict[str, Any] = {"title": "Words", "why": "Audits.", "how": "files", "due_on": now.date()}
        line = scrutiny.plan(keeper=keeper, said=told, by=by, at=now)
        agency = Agency.objects.get(code="cleveland-police")
        said: dict[str, Any] = {"sort": "sharing", "title": "S", "promised": "Answers.", "renew_by": now.date()}
        agreements.record(keeper=keeper, agency=agency, said=said, by=by, at=now)
        published = {"title": "E", "published_on": now.date(), "in_force_on": now.date(), "read_at": "Here"}
        agreements.publish(keeper=keeper, said=published, by=by, at=now)
        held, edition = Agreement.objects.get(), Arrangements.objects.get()
    where = [reverse(name) for name in ("risks", "challenges", "escalations", "agreements")]
    where += [
        reverse("risk", args=[risk.reference]), reverse("matter", args=[matter.reference]),
        reverse("scrutiny_line", args=[line.reference]), reverse("agreement", args=[held.reference]),
        reverse("arrangements", args=[edition.reference]),
    ]  # fmt: skip
    for address in where:
        with counted_queries() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 6, (address, statements)
    stranger = as_person(cast.officer)
    assert stranger.get(reverse("risks")).status_code == 403
