"""Asks every page of the partnership's rooms, in process, as the web role: ``python -m bench.partnership.asking
[ROLE …]``. Prints JSON.

Pages are found as people find them: from each role's front page by following links. Of each route some addresses are
asked, among them that of the record with the longest history.
"""

from __future__ import annotations

import json
import logging
import re
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after the settings
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import Resolver404, resolve, reverse  # noqa: E402

from bench.inside import signed_in  # noqa: E402
from bench.partnership.again import ROOMS  # noqa: E402
from lantern.access.context import acting  # noqa: E402
from lantern.access.people_acting import holding  # noqa: E402
from lantern.partnership.models import Post  # noqa: E402

READERS = (
    "partnership_manager", "partnership_officer", "independent_scrutineer", "partnership_member", "agency_lead",
    "service_manager",
)  # fmt: skip
"""Who asks, one of each."""
EACH, ROUNDS = 3, 3
_BOOKKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_LINK = re.compile(rb'href="([^"#]+)')
_LONGEST = """
select distinct on (e.kind, e.closed_at is null) split_part(e.reference, '-', 1), e.reference
from spine_episode e join lateral (select count(*) as n from spine_event v where v.episode_id = e.id) v on true
where e.authority_id = any(%s) order by e.kind, e.closed_at is null, v.n desc, e.id
"""


@dataclass
class Asked:
    """One page as one role: what the server and the database worked for it, in milliseconds, and its statements."""

    route: str
    address: str
    role: str
    statements: int
    processor: float
    """Of this process and of the database's, together; the best of the rounds."""
    wall: float
    """What one waits, drawn and all, the middle of the rounds."""
    kilobytes: int


def post_of(role: str) -> Post:
    """Somebody in this role, of the partnership that was filled."""
    posts = Post.objects.filter(role=role, holder__isnull=False).select_related("holder", "team__agency")
    return posts.filter(team__covers__contains=[808]).order_by("code")[0]


def _place(address: str) -> tuple[str, dict[str, str]] | None:
    """The route of an address within these rooms, or the front page, with its arguments."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    room = found.func.__module__.split(".")[1]
    if room not in (*ROOMS, "home") or not found.url_name:
        return None
    return found.url_name, {name: str(value) for name, value in found.kwargs.items()}


class Walk:
    """One role's way through the pages."""

    def __init__(self, role: str) -> None:
        post = post_of(role)
        self.role = role
        self.client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
        self.client.cookies["sessionid"] = signed_in(post)
        self.wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.longest: dict[str, list[str]] = defaultdict(list)
        by = holding(post)
        with acting(by), connection.cursor() as cursor:
            cursor.execute(_LONGEST, [[*by.partnerships, *by.covers]])
            for prefix, reference in cursor.fetchall():
                self.longest[prefix].append(reference)

    def pages(self) -> list[str]:
        """The addresses of every page that this role is led to, at most some of each route."""
        to_do, seen, found = ["/"], {"/"}, []
        while to_do:
            address = to_do.pop(0)
            answer = self.client.get(address)
            if answer.status_code != 200:
                if answer.status_code >= 500:
                    print(f"{address} answered {answer.status_code}", file=sys.stderr)
                continue
            found.append(address)
            if not answer["Content-Type"].startswith("text/html"):
                continue
            for link in _LINK.findall(answer.content):
                for more in self._worth(urljoin(address, unescape(link.decode()))):
                    if more not in seen:
                        seen.add(more)
                        to_do.append(more)
        return found

    def _worth(self, address: str) -> list[str]:
        """This address, and the longest record's beside it, if few of its route were asked yet."""
        place = _place(address)
        if place is None or urlsplit(address).netloc:
            return []
        route, arguments = place
        asks = " ".join(sorted(name for name, _value in parse_qsl(urlsplit(address).query)))
        kept = self.wanted[route, asks]
        if address in kept or len(kept) >= EACH:
            return []
        found = [address]
        prefix = arguments.get("reference", "").split("-")[0]
        if not kept and set(arguments) == {"reference"}:
            found += [reverse(route, kwargs={"reference": each}) for each in self.longest.get(prefix, ())]
        kept += found
        return found

    def asked(self, address: str, backend: Path) -> Asked:
        """Ask one page some times over."""
        with CaptureQueriesContext(connection) as captured:
            answer = self.client.get(address)
        statements = [query for query in captured.captured_queries if not query["sql"].startswith(_BOOKKEEPING)]
        processor, wall = [], []
        for _round in range(ROUNDS):
            began, own, its = time.perf_counter(), time.process_time_ns(), _worked(backend)
            answer = self.client.get(address)
            wall.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time_ns() - own + _worked(backend) - its) / 1e6)
        place = _place(address)
        return Asked(
            place[0] if place else "", address, self.role, len(statements), min(processor), statistics.median(wall),
            len(answer.content) // 1024,
        )  # fmt: skip


def _worked(process: Path) -> int:
    """Nanoseconds that a process has worked."""
    return int(process.read_text().split()[0])


def main() -> None:
    logging.disable(logging.INFO)  # a line for every request
    call_command("collectstatic", interactive=False, verbosity=0)  # as serving does first
    found: list[Asked] = []
    for role in sys.argv[1:] or READERS:
        walk = Walk(role)
        addresses = walk.pages()
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            backend = Path("/proc") / str(cursor.fetchone()[0]) / "schedstat"
        found += [walk.asked(address, backend) for address in addresses]
        print(f"{role}: {len(addresses)} pages", file=sys.stderr)
    print(json.dumps([asdict(each) for each in found]))


if __name__ == "__main__":
    main()
