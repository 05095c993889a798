"""Whoever sends too much from one place waits a little: told until when and whom to ring; everything typed is kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from lantern.access import tries
from lantern.frontdoor.tests.test_pages_public import WORRY, fill_in
from lantern.partnership import queries as partnership

pytestmark = pytest.mark.django_db

EXIT = "govuk-exit-this-page"


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.TRIES = {
        "return_code": (3, 15),
        "public_draft": (3, 60),
        "public_report": (2, 60),
        "professional_contact": (1, 60),
    }


def hub_phone() -> str:
    return partnership.authorities()[0].hub_phone


def wrong(client: Client, **more: str) -> Any:
    return client.post("/report/return/", {"code": "BCDF GHJK MNPQ RSTV"} | more)


def saved_report() -> str:
    """A report begun in one browser, and the code to come back with."""
    client = Client(REMOTE_ADDR="192.0.2.99")
    client.post("/report/danger/", {"danger": "no"})
    return str(client.cookies["visitor"].value)


def test_wrong_codes_make_a_guesser_wait_and_nobody_else() -> None:
    code = saved_report()
    guesser = Client()
    for _ in range(3):
        assert wrong(guesser).status_code == 200
    told = wrong(guesser)
    text = told.content.decode()
    assert told.status_code == 429
    assert "Too many wrong codes" in text
    assert "BCDF GHJK MNPQ RSTV" in text
    assert "tel:999" in text
    assert hub_phone() in text
    assert guesser.post("/report/return/", {"code": code}).status_code == 429, "no code is looked up meanwhile"
    assert Client(REMOTE_ADDR="192.0.2.5").post("/report/return/", {"code": code}).status_code == 302


def test_a_right_code_never_counts() -> None:
    code = saved_report()
    for _ in range(6):
        assert Client().post("/report/return/", {"code": code}).status_code == 302


def test_too_many_reports_begun_from_one_place_lose_nothing_and_say_whom_to_ring() -> None:
    for _ in range(3):
        assert Client().post("/report/danger/", {"danger": "no"}).status_code == 302
    told = Client().post("/report/happened/", {"what_happened": "A child was crying at night."})
    text = told.content.decode()
    assert told.status_code == 429
    assert "A child was crying at night." in text
    assert 'action="/report/happened/"' in text
    assert EXIT in text
    assert "ring 999" in text
    assert hub_phone() in text
    assert 0 < int(told["Retry-After"]) <= 3600
    assert Client().post("/report/keep/happened/", {"what_happened": "More."}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.5").post("/report/danger/", {"danger": "no"}).status_code == 302


def test_going_on_with_a_report_is_never_slowed() -> None:
    client = Client()
    for _ in range(8):
        assert client.post("/report/danger/", {"danger": "no"}).status_code == 302


def test_a_professional_over_the_limit_gets_everything_back_and_the_numbers(cast: Cast, as_person: Any) -> None:
    tries.count(tries.PROFESSIONAL_CONTACT, tries.person(cast.police), at=timezone.now())
    told = as_person(cast.police).post(f"/contacts/new/{uuid.uuid4()}/", WORRY)
    text = told.content.decode()
    assert told.status_code == 429, text
    assert WORRY["what_happened"] in text
    assert "ring 999" in text
    assert hub_phone() in text
    assert EXIT not in text


def test_a_report_that_may_not_go_yet_stays_and_goes_later(cast: Cast, settings: Any) -> None:
    client = Client()
    fill_in(client)
    for _ in range(2):
        tries.count(tries.PUBLIC_REPORT, "127.0.0.1", at=timezone.now())
    told = client.post("/report/check/")
    assert told.status_code == 429
    assert "It is saved" in told.content.decode()
    assert client.get("/report/check/").status_code == 200
    settings.TRIES = settings.TRIES | {"public_report": (3, 60)}
    sent = client.post("/report/check/")
    assert sent["Location"].startswith("/report/sent/")
