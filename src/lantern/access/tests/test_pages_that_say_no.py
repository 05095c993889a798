"""Pages that say no: plain words, a way on, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from tests.cast import TUESDAY_NOON, Cast, a_contact

from lantern.access import views
from lantern.access.pages import page, public_page
from lantern.frontdoor import actions
from lantern.project import urls
from lantern.spine.actors import refused
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db

TYPED = "She said: “he shouts at us every night & I'm scared”\nand more"


@page(may="sign_in")
def refuses(request: HttpRequest) -> HttpResponse:
    raise MoveRefused(refused("You decided this.", owner="another manager", next_step="Ask a colleague."))


@page(may="sign_in")
def repeats(request: HttpRequest) -> HttpResponse:
    raise AlreadyDone(None)


@page(may="sign_in")
def finds_changed(request: HttpRequest) -> HttpResponse:
    contact = a_contact(request.actor)
    actions.take(contact, by=request.actor, at=TUESDAY_NOON, version=1)
    since = list(Event.objects.filter(episode_id=contact.pk, kind="contact_taken"))
    raise StaleRecord(contact, since)


@page(may="sign_in")
def loses_the_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@public_page(because="a test")
def loses_the_database_in_public(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@page(may="sign_in")
def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"a fault that quotes {TYPED}")


@page(may="restrict_record")
def for_few(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [
    *urls.urlpatterns,
    path("test/refuses/", refuses),
    path("test/repeats/", repeats),
    path("test/stale/", finds_changed),
    path("test/away/", loses_the_database),
    path("test/away-in-public/", loses_the_database_in_public),
    path("test/breaks/", breaks),
    path("test/for-few/", for_few),
]
handler404 = "lantern.access.views.missing"
handler500 = "lantern.access.views.broken"

here = override_settings(ROOT_URLCONF=__name__)


def posted(client: Client, address: str) -> HttpResponse:
    client.raise_request_exception = False
    return client.post(
        address,
        {"what_happened": TYPED, "act": "0190f0d4-0000-7000-8000-000000000000", "version": "3", "password": "hunter2"},
    )


@here
def test_a_refusal_says_why_whose_decision_it_is_and_keeps_what_was_typed(cast: Cast, as_person: Callable) -> None:
    answer = posted(as_person(cast.officer), "/test/refuses/")
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        "You decided this.",
        "another manager",
        "Ask a colleague.",
        "he shouts at us every night &amp; I",
        "readonly",
    ):
        assert words in text
    assert "hunter2" not in text


@here
def test_a_stale_page_tells_who_did_what_and_keeps_what_was_typed(cast: Cast, as_person: Callable) -> None:
    """Promise P3: nobody overwrites another unseen; P5: nothing typed is lost."""
    text = posted(as_person(cast.officer), "/test/stale/").content.decode()
    assert cast.officer.name in text
    assert "he shouts at us" in text
    assert "Your change was not saved" in text


@here
def test_a_second_press_is_told_it_was_saved_once(cast: Cast, as_person: Callable) -> None:
    answer = posted(as_person(cast.officer), "/test/repeats/")
    assert answer.status_code == 200
    assert "not saved twice" in answer.content.decode()


@here
@pytest.mark.parametrize("address", ["/test/away/", "/test/away-in-public/"])
def test_without_a_database_the_page_says_so_and_sends_everything_again(
    cast: Cast, as_person: Callable, address: str
) -> None:
    """Suite 10.12: 503, word of when to try again, the typed text, no technical words."""
    answer = posted(as_person(cast.officer), address)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert f'action="{address}"' in text
    assert "he shouts at us" in text
    assert 'name="act" value="0190f0d4' in text
    assert 'name="version" value="3"' in text
    assert "connection" not in text
    assert cast.officer.name not in text


@here
def test_a_fault_gives_a_number_and_no_detail(cast: Cast, as_person: Callable) -> None:
    answer = posted(as_person(cast.officer), "/test/breaks/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in text
    assert "a fault that quotes" not in text
    assert "he shouts at us" in text


@here
def test_a_page_of_another_post_explains_itself(cast: Cast, as_person: Callable) -> None:
    answer = as_person(cast.officer).get("/test/for-few/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "secret" not in text
    assert "hub manager" in text


@here
def test_missing_is_a_plain_page(cast: Cast, as_person: Callable) -> None:
    answer = as_person(cast.officer).get("/no/such/page/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


@here
def test_a_form_sent_after_signing_out_keeps_its_text(db: None) -> None:
    answer = posted(Client(), "/test/refuses/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "You have been signed out" in text
    assert "he shouts at us" in text
    assert Client().get("/test/refuses/")["Location"] == "/sign-in/?next=/test/refuses/"
    filtered = Client().get("/test/refuses/?view=overdue&priority=1")
    assert filtered["Location"] == "/sign-in/?next=/test/refuses/%3Fview%3Doverdue%26priority%3D1"


@here
def test_a_form_whose_protection_expired_keeps_its_text(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.officer)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = posted(strict, "/test/refuses/")
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Please send this again" in text
    assert "he shouts at us" in text
    assert "csrfmiddlewaretoken" in text


def test_a_middleware_that_loses_the_database_is_a_page_too() -> None:
    request = RequestFactory().post("/anything/", {"worries": TYPED})
    try:
        raise OperationalError("gone")
    except OperationalError:
        answer = views.broken(request)
    assert answer.status_code == 503
    assert "he shouts at us" in answer.content.decode()
