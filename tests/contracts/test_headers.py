"""Headers on every route and every error (suite 10.11): nothing inline, nothing framed, nothing stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from lantern.access.pages import public_page
from lantern.project import urls
from tests.cast import Cast
from tests.contracts.test_routes import routes

pytestmark = pytest.mark.django_db


@public_page(because="a test")
def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("gone")


@public_page(because="a test")
def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("broken")


urlpatterns = [*urls.urlpatterns, path("test/away/", away), path("test/broken/", broken)]
handler400 = handler403 = handler404 = "lantern.access.views.missing"
handler500 = "lantern.access.views.broken"


def wrong_headers(answer: Any) -> list[str]:
    """What is missing or too wide in an answer's headers."""
    found = []
    policy = {
        part.split()[0]: part.split()[1:] for part in answer.get("Content-Security-Policy", "").split("; ") if part
    }
    if "sandbox" not in policy:
        closed = {"default-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "object-src": "'none'"}
        found += [f"CSP {name}" for name, value in closed.items() if policy.get(name) != [value]]
        found += [
            f"CSP {name}" for name in ("script-src", "style-src", "form-action") if policy.get(name) != ["'self'"]
        ]
    if "unsafe" in answer.get("Content-Security-Policy", ""):
        found.append("CSP unsafe")
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    found += [name for name, value in expected.items() if answer.get(name) != value]
    if "no-store" not in answer.get("Cache-Control", ""):
        found.append("Cache-Control")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    found += [name for name in ("Server", "X-Powered-By") if name in answer]
    return found


@pytest.mark.parametrize("signed_in", [True, False])
def test_every_route_has_its_headers(cast: Cast, as_person: Callable, signed_in: bool) -> None:
    client = as_person(cast.manager) if signed_in else Client()
    wrong = {}
    for route in routes():
        values = {name: "7" if f"<int:{name}>" in route.pattern else str(uuid.UUID(int=7)) for name in route.arguments}
        answer = client.get(reverse(route.name, kwargs=values or None))
        if route.name in {"brand"} and answer.status_code == 200:
            continue  # a style sheet of the partnership's colours, which browsers may keep
        if problems := wrong_headers(answer):
            wrong[route.name] = problems
    assert wrong == {}


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(("address", "status"), [("/no/such/", 404), ("/test/away/", 503), ("/test/broken/", 500)])
def test_errors_have_them_too(address: str, status: int) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get(address)
    assert answer.status_code == status
    assert wrong_headers(answer) == []


def test_a_refused_form_has_them_too(cast: Cast, as_person: Callable) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_person(cast.officer).cookies
    answer = client.post("/post/", {"post": "1"})
    assert answer.status_code == 403
    assert wrong_headers(answer) == []


def test_a_foreign_host_is_refused_with_them(cast: Cast) -> None:
    with override_settings(ALLOWED_HOSTS=["lantern.example"]):
        answer = Client(raise_request_exception=False).get("/", headers={"host": "evil.example"})
    assert answer.status_code in {400, 404}
    assert "evil" not in answer.content.decode()


def test_the_check_is_not_blind() -> None:
    """Control."""
    assert len(wrong_headers(HttpResponse("x"))) > 8


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast: Cast, as_person: Callable) -> None:
    client = Client()
    client.get("/")
    client.get("/sign-in/")
    assert client.cookies
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
