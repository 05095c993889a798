"""Logs hold a number, a route and a time: never a name, an address, a body or a database's complaint with a value in
it (P7).
"""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from lantern.access.context import acting
from lantern.access.pages import page
from lantern.people.models import Person
from lantern.project import urls
from lantern.project.logs import Line, Scrub
from lantern.project.server.embedded import EmbeddedServer
from tests.cast import Cast

pytestmark = pytest.mark.django_db

CANARY = "Zyxwvu Canarybird"


@page(may="sign_in")
def fails(request: HttpRequest, reference: str) -> HttpResponse:
    Person(authority_id=808, name=CANARY, sort_name=CANARY, life="expected", born_on="2018-01-01").save(
        force_insert=True
    )
    return HttpResponse("unreachable")


@page(may="sign_in")
def breaks(request: HttpRequest, reference: str) -> HttpResponse:
    raise ValueError(f"could not read {CANARY}")


urlpatterns = [
    *urls.urlpatterns,
    path("test/fails/<str:reference>/", fails, name="fails"),
    path("test/breaks/<str:reference>/", breaks, name="breaks"),
]
handler500 = "lantern.access.views.broken"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything the product's own log handler would write, from every logger."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line())
    handler.addFilter(Scrub())
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["fails", "breaks"])
def test_a_fault_is_logged_without_what_was_typed(
    cast: Cast, as_person: Callable, written: io.StringIO, address: str
) -> None:
    client: Client = as_person(cast.officer)
    client.raise_request_exception = False
    answer = client.post(f"/test/{address}/P-SECRET1/?q=Canarybird", {"name": CANARY})
    assert answer.status_code == 500
    text = written.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line.get("error", {}).get("kind") in {"IntegrityError", "ValueError"} for line in lines)
    assert any(line.get("route") == address for line in lines)
    for forbidden in ("Zyxwvu", "Canarybird", "P-SECRET1", "?q=", cast.officer.name):
        assert forbidden not in text


def test_an_ordinary_request_is_one_line_with_its_route(cast: Cast, as_person: Callable, written: io.StringIO) -> None:
    answer = as_person(cast.officer).get("/children/P-0000000/?name=Canarybird")
    (line,) = [json.loads(each) for each in written.getvalue().splitlines() if '"request"' in each]
    assert line["route"] == "child"
    assert line["status"] == 404
    assert line["request"] == answer["X-Request-Id"]
    assert set(line) <= {"at", "level", "from", "message", "request", "method", "route", "status", "ms"}


def test_the_check_would_see_a_leak(written: io.StringIO) -> None:
    """Control: a careless log line does reach what is searched."""
    logging.getLogger("lantern.careless").warning("saved %s", CANARY)
    assert "Canarybird" in written.getvalue()


def test_a_failed_insert_leaves_no_value_in_the_servers_log(cast: Cast, database_server: EmbeddedServer) -> None:
    before = {log: log.stat().st_size for log in _server_logs(database_server)}
    with acting(cast.officer), pytest.raises(IntegrityError), transaction.atomic():
        Person(authority_id=808, name=CANARY, sort_name=CANARY, life="expected", born_on="2018-01-01").save(
            force_insert=True
        )
    with (
        acting(cast.officer),
        pytest.raises(Exception, match="syntax"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"select '{CANARY}' frmo nowhere where")
    # The server's collector writes after the client has been answered.
    patience = time.monotonic() + 20
    while "syntax error" not in _grown(database_server, before):
        assert time.monotonic() < patience, "the server logs nothing: this check would be blind"
        time.sleep(0.05)
    assert "Canarybird" not in _grown(database_server, before)


def _server_logs(server: EmbeddedServer) -> list[Path]:
    return list((server.place.data / "log").glob("*.log"))


def _grown(server: EmbeddedServer, before: dict[Path, int]) -> str:
    """What every log gained: at midnight the server goes on in the file of the next weekday."""
    return "".join(log.read_bytes()[before.get(log, 0) :].decode(errors="replace") for log in _server_logs(server))
