"""Routes are found by the first step of an address, and are those that the rooms declared."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from lantern.project.routes import by_first_step


def here(_request: HttpRequest, **_facts: str) -> HttpResponse:
    """A page."""
    return HttpResponse()


def rooms(monkeypatch: pytest.MonkeyPatch, *tables: list[str]) -> list[str]:
    names = []
    for number, routes in enumerate(tables):
        made = ModuleType(f"room_{number}")
        made.__dict__["urlpatterns"] = [path(route, here, name=f"{number}:{route}") for route in routes]
        monkeypatch.setitem(sys.modules, made.__name__, made)
        names.append(made.__name__)
    return names


def test_routes_of_all_rooms_that_begin_alike_stand_together(monkeypatch: pytest.MonkeyPatch) -> None:
    table = by_first_step(rooms(monkeypatch, ["", "hub/", "children/new/"], ["children/<str:who>/", "hub/<str:what>/"]))
    found = URLResolver(RegexPattern(r"^/"), table)
    assert [str(each.pattern) for each in table] == ["", "hub/", "children/"]
    for address, name, route in (
        ("/", "0:", ""),
        ("/hub/", "0:hub/", "hub/"),
        ("/hub/C-1/", "1:hub/<str:what>/", "hub/<str:what>/"),
        ("/children/new/", "0:children/new/", "children/new/"),
        ("/children/P-1/", "1:children/<str:who>/", "children/<str:who>/"),
    ):
        match = found.resolve(address)
        assert (match.url_name, match.route) == (name, route)
    with pytest.raises(Http404):
        found.resolve("/children/P-1/more/")


def test_a_route_that_could_hide_those_of_another_room_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="must be written out"):
        by_first_step(rooms(monkeypatch, ["<str:anything>/"]))
