"""The measurements themselves: pages, the floor beside them, and a contact sent from the telephone form."""

from __future__ import annotations

import re
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.client import Answers, Request, ask, get
from bench.world import Served

PEOPLE = 50
ROUNDS = 3


@dataclass
class Measured:
    """One page: processor time of one request in the Python processes, and what 50 people at once wait for."""

    cpu: float  # milliseconds a request, the best of the rounds
    rounds: list[float]
    at_once: Answers
    thinking: Answers


def page(served: Served, path: str, sessions: list[str], *, quick: bool) -> Measured:
    """Measure one page: first its cost, asked by four people one after another, then 50 at once without and with
    pauses."""
    request = get(path, [_opened(served, path, session)[0] for session in sessions] or [""])
    ask(served.port, request, people=8, each=40)  # warm: every connection has prepared what it needs
    rounds = []
    for _ in range(ROUNDS):
        before = served.cpu()
        answers = ask(served.port, request, people=4, each=25 if quick else 75)
        rounds.append((served.cpu() - before) * 1000 / len(answers.milliseconds))
        _all_right(path, answers)
    at_once = ask(served.port, request, people=PEOPLE, each=4 if quick else 20)
    thinking = ask(served.port, request, people=PEOPLE, each=3 if quick else 10, pause=1.0)
    _all_right(path, at_once)
    _all_right(path, thinking)
    return Measured(min(rounds), rounds, at_once, thinking)


def posting(served: Served, sessions: list[str], *, people: int, each: int, pause: float = 0.0) -> Answers:
    """Send the telephone form, filled in as an officer would; answered when it is committed."""
    request = _telephone_form(served, sessions[:people])
    ask(served.port, request, people=people, each=2)  # warm, as the pages are
    answers = ask(served.port, request, people=people, each=each, pause=pause)
    _all_right("/hub/new/", answers)
    return answers


def _telephone_form(served: Served, sessions: list[str]) -> Request:
    opened = [_open_form(served, session) for session in sessions]

    def send(person: int) -> tuple[bytes, int]:
        cookie, token = opened[person % len(opened)]
        body = urlencode({**_FILLED_IN, "csrfmiddlewaretoken": token, "act": str(uuid.uuid4())}).encode()
        head = (
            f"POST /hub/new/ HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nCookie: {cookie}\r\nConnection:"
            " keep-alive\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body, 302

    return send


_FILLED_IN: dict[str, Any] = {
    "what_happened": "Came to school with a bruise on her cheek and would not say how. Third time this term.",
    "worries": "That somebody at home hurts her.",
    "children-0-first_names": "Freya",
    "children-0-last_name": "Exampleson",
    "children-0-born-day": "4",
    "children-0-born-month": "5",
    "children-0-born-year": "2018",
    "children-0-sex": "F",
    "children-0-house": "4",
    "children-0-street": "Example Street",
    "children-0-postcode": "TS18 1AA",
    "adults-0-first_names": "Dana",
    "adults-0-last_name": "Exampleson",
    "adults-0-relation": "mother",
    "authority": "808",
    "source": "2A",
    "caller_name": "Helen Head",
    "caller_phone": "01632 960111",
    "answer_by": "phone",
    "keep_identity_from_family": "on",
    "reasons": "physical_abuse",
    "parents_aware": "not_known",
    "consent": "not_known",
    "lawful_basis": "public_task",
    "urgency": "2",
    "channel": "telephone",
}


def _open_form(served: Served, session: str) -> tuple[str, str]:
    cookies, text = _opened(served, "/hub/new/", session)
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    if found is None:
        raise SystemExit("The telephone form could not be opened.")
    return cookies, found.group(1)


def _opened(served: Served, path: str, session: str) -> tuple[str, str]:
    """A page opened once, as a browser opens it: the cookies it sends from then on, and the page."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{served.port}{path}", headers={"Cookie": f"sessionid={session}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        given = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or []]
        return "; ".join([f"sessionid={session}", *given]), answer.read().decode()


def _all_right(path: str, answers: Answers) -> None:
    if answers.wrong:
        raise SystemExit(f"{path}: {len(answers.wrong)} of {len(answers.milliseconds)} went wrong: {answers.wrong[0]}")
