"""The database stops, hangs or is killed under somebody's hands: they are told within 15 seconds, and lose nothing
typed (P5)."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest

from lantern.project.server.processes import servers_in
from tests.crash.scene import Scene, a_scene, wait_for

ANSWERED_WITHIN, HEALTHY_WITHIN = 15.0, 10.0  # seconds
TYPED = "Came to school with a bruise on her cheek, and her brother said “it was the stairs”."
TECHNICAL = re.compile(r"postgres|psycopg|sql|traceback|exception|operationalerror|socket|server closed|timeout", re.I)


@dataclass(frozen=True)
class Answer:
    """What a browser was answered."""

    status: int
    headers: HTTPMessage
    text: str


@dataclass
class Browser:
    """Somebody signed in, in front of real web processes. Gives up after the time in which everybody must be
    answered."""

    port: int
    cookies: dict[str, str]

    def get(self, path: str) -> Answer:
        return self._asks("GET", path, "")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._asks("POST", path, urlencode(fields))

    def _asks(self, method: str, path: str, body: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWERED_WITHIN)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.headers, text)
        finally:
            connection.close()


class Form(HTMLParser):
    """The fields of the one form of a page that sends to an address."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.address, self.inside, self.area = address, False, ""
        self.fields: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = facts.get("action", self.address) in (self.address, "")
        elif self.inside and tag == "input" and facts.get("name") and facts.get("type") not in ("checkbox", "radio"):
            self.fields.append((facts["name"], facts.get("value", "")))
        elif self.inside and tag == "textarea":
            self.area = facts.get("name", "")
            self.fields.append((self.area, ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            name, value = self.fields[-1]
            self.fields[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            name, value = self.fields[-1]
            self.fields[-1] = (name, value.removeprefix("\n"))  # browsers take away the first line break, and so do we
            self.area = ""
        elif tag == "form":
            self.inside = False


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with a_scene(os.environ["LANTERN_TEST_PASSWORD"]) as built:
        yield built


@pytest.fixture(scope="module")
def officer(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A hub officer at a browser, in front of real web processes."""
    session = scene.run("tests.outage.signing_in").strip().splitlines()[-1]
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        port = attempt.getsockname()[1]
    log = (tmp_path_factory.mktemp("web") / "web.log").open("wb")
    web = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "lantern.project.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "60", "--no-control-socket",
        ],
        env=scene.environment(), cwd=Path(__file__).parents[2], stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        browser = Browser(port, {"sessionid": session})
        wait_for("the web server answering", lambda: _status(browser, "/privacy/") == 200, within=60, every=0.2)
        assert _status(browser, "/hub/new/") == 200
        yield browser
    finally:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        log.close()


def _status(browser: Browser, path: str) -> int:
    try:
        return browser.get(path).status
    except (OSError, HTTPException):
        return 0


def _filled_in(browser: Browser, words: str) -> dict[str, str]:
    """The telephone form as an officer has filled it in while somebody speaks."""
    page = browser.get("/hub/new/").text
    token, act = (re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("csrfmiddlewaretoken", "act"))
    assert token and act
    return {
        "csrfmiddlewaretoken": token.group(1), "act": act.group(1), "what_happened": words, "authority": "808",
        "source": "2A", "children-0-first_names": "Freya", "children-0-last_name": "Exampleson",
        "caller_name": "Helen Head", "caller_phone": "01632 960111", "answer_by": "phone", "parents_aware": "not_known",
        "consent": "not_known", "lawful_basis": "public_task", "urgency": "2", "channel": "telephone",
    }  # fmt: skip


def _sends(browser: Browser, fields: dict[str, str]) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = browser.post("/hub/new/", fields)
    return answer, time.monotonic() - began


def _stored(scene: Scene, words: str) -> int:
    with scene.looking() as looking:
        row = looking.execute("select count(*) from frontdoor_contact where what_happened = %s", [words]).fetchone()
    return row[0] if row else 0


def _stop(scene: Scene) -> None:
    scene.server.stop("immediate")


def _start(scene: Scene) -> None:
    scene.server.start()


def _freeze(scene: Scene) -> None:
    for process in servers_in(scene.data):
        process.signal(signal.SIGSTOP)


def _thaw(scene: Scene) -> None:
    for process in servers_in(scene.data):
        process.signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("strike", "mend"), [(_stop, _start), (_freeze, _thaw)], ids=["the database is stopped", "the database hangs"]
)
def test_a_form_sent_while_the_database_is_away_comes_back_whole_and_can_be_sent_again(
    scene: Scene, officer: Browser, strike: Callable[[Scene], None], mend: Callable[[Scene], None]
) -> None:
    """10.12: answered within 15 seconds with 503, when to try again and everything typed; healthy 10 seconds after
    return."""
    words = f"{TYPED} {uuid.uuid4()}"
    typed = _filled_in(officer, words)
    strike(scene)
    try:
        answer, took = _sends(officer, typed)
        pages = [officer.get("/hub/"), officer.get("/hub/new/")]
    finally:
        mend(scene)
    back = time.monotonic()
    assert answer.status == 503
    assert took <= ANSWERED_WITHIN
    assert int(answer.headers["Retry-After"]) > 0
    assert "999" in answer.text, "whoever has a child in danger now must not wait for us"
    returned = dict(Form(answer.text, "/hub/new/").fields)
    for name in typed.keys() - {"csrfmiddlewaretoken"}:
        assert returned.get(name) == typed[name], f"{name} was lost"
    for page in [answer, *pages]:
        assert page.status == 503
        shown = re.sub(r"<[^>]+>", " ", unescape(page.text)).replace(words, "")
        assert not TECHNICAL.search(shown), TECHNICAL.search(shown)
    wait_for("pages answering again", lambda: _status(officer, "/hub/new/") == 200, within=HEALTHY_WITHIN, every=0.2)
    # What came back is sent as it came back, as pressing “Try again” does: every process must be well by then.
    wait_for("the form taken", lambda: _sends(officer, returned)[0].status == 302, within=HEALTHY_WITHIN, every=0.2)
    assert time.monotonic() - back <= HEALTHY_WITHIN
    assert _stored(scene, words) == 1
    again, _ = _sends(officer, returned)
    assert again.status in (200, 302, 409)
    assert _stored(scene, words) == 1


def test_the_next_request_after_every_database_process_was_killed_is_answered_in_time(
    scene: Scene, officer: Browser
) -> None:
    """Connections of the pool are all dead at once: nobody meets one of them as an error page without their words."""
    words = f"{TYPED} {uuid.uuid4()}"
    typed = _filled_in(officer, words)
    scene.kill_everything()
    answer, took = _sends(officer, typed)
    assert took <= ANSWERED_WITHIN
    assert answer.status in (302, 503)
    if answer.status == 503:
        assert dict(Form(answer.text, "/hub/new/").fields)["what_happened"] == words
        wait_for(
            "pages answering again", lambda: _status(officer, "/hub/new/") == 200, within=HEALTHY_WITHIN, every=0.2
        )
        wait_for("the form taken", lambda: _sends(officer, typed)[0].status == 302, within=HEALTHY_WITHIN, every=0.2)
    assert _stored(scene, words) == 1


def test_a_database_away_for_longer_than_anybody_waits_is_found_again_at_once(scene: Scene, officer: Browser) -> None:
    """A pool that doubles its pause with every failed attempt would sleep on for as long as the outage was."""
    _stop(scene)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            assert _status(officer, "/hub/new/") == 503
    finally:
        _start(scene)
    well = lambda: all(_status(officer, "/hub/new/") == 200 for _ in range(8))  # noqa: E731
    wait_for("eight pages in a row", well, within=HEALTHY_WITHIN, every=0.2)


def test_eight_people_at_once_are_each_answered_in_time_while_the_database_hangs(
    scene: Scene, officer: Browser
) -> None:
    """A waiting request must not hold the next one's place for so long that neither is answered."""
    from concurrent.futures import ThreadPoolExecutor

    forms = [_filled_in(officer, f"{TYPED} {uuid.uuid4()}") for _ in range(8)]
    _freeze(scene)
    try:
        with ThreadPoolExecutor(8) as people:
            answers = list(people.map(lambda form: _sends(officer, form), forms))
    finally:
        _thaw(scene)
    assert {answer.status for answer, _ in answers} == {503}
    assert max(took for _, took in answers) <= ANSWERED_WITHIN
    wait_for("pages answering again", lambda: _status(officer, "/hub/new/") == 200, within=HEALTHY_WITHIN, every=0.2)
