"""Walk a running demonstration as its people do, and look at every page: ``python -m tests.look ADDRESS``.

Of every role somebody whose work the demonstration tells, and somebody of an authority where all is empty, follows
every link. Of each kind of page a few are asked of axe at 1280 and 390 px, and must not scroll sideways at 320 px or at
200 % zoom; a link that leads nowhere is a finding too. With ``--wrong`` every form is also sent empty, and what comes
back is looked at: only where nobody minds what is pressed. Goes on where it was broken off, unless told ``--afresh``.
``LANTERN_SCREENSHOTS=folder`` keeps pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import django
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page

from tests.browser import ROOT, accessibility_findings, opened_browser

KEPT = ROOT / "build" / "looked.json"
"""What was looked at so far, and what was found."""

_ACTS = re.compile(r"(save|stay|account)_|logout|take_contact|open_contact_link|leave_contact_link|report_forget$")
"""Names of routes that do something, where others show a page."""
_FILES = (".pdf", ".csv", ".docx", ".xlsx", ".ics", ".zip")
_SECTION = re.compile(r'<section class="sign-in-as".*?</section>', re.DOTALL)
_POST = re.compile(r'name="post" value="(\d+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"', re.DOTALL)
_REFUSED = (403, 404, 410)

_EMPTIED = """form => {
  for (const each of form.elements) {
    if (each.type === 'checkbox' || each.type === 'radio') each.checked = false;
    else if (each.tagName === 'TEXTAREA' || ['text', 'email', 'tel', 'number', 'search'].includes(each.type)) each.value = '';
  }
}"""  # noqa: E501 - one line of script
_ASKS = (
    "main form[method=post]:has(input[type=text]:visible, input[type=radio], input[type=checkbox], textarea:visible)"
)


def everybody(page: Page, base: str) -> Iterator[tuple[str, bool]]:
    """Of each role that the sign-in page offers, the first post, and the last, who is of another authority and has
    nothing before them yet. Whoever is chosen, and whether all is empty there.
    """
    for section in _SECTION.findall(page.request.get(urljoin(base, "/sign-in/as/")).text()):
        posts = _POST.findall(section)
        yield posts[0], False
        if len(posts) > 1:
            yield posts[-1], True


def kind_of(address: str) -> str:
    """The kind of page behind an address: its route, and which of its questions the address asks. Nothing when it is no
    page of ours.
    """
    parts = urlsplit(address)
    try:
        route = str(resolve(parts.path).url_name or "")
    except Resolver404:
        return ""
    asked = sorted({name for name, _ in parse_qsl(parts.query)} - {"after", "before", "page", "next", "back"})
    return "?".join((route, ",".join(asked))) if route and asked else route


def pages(found: URLResolver | None = None) -> Iterator[str]:
    """Every route that shows a page."""
    for each in (found or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from pages(each)
        elif isinstance(each, URLPattern) and each.name and not _ACTS.match(each.name):
            yield each.name


@dataclass
class Walk:
    """One walk through the product."""

    base: str
    few: int = 2
    """Pages of one kind that are looked at: a list filled and empty, a record at several stages."""
    wrong: bool = False
    looked: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    walked: list[str] = field(default_factory=list)

    def keep(self) -> None:
        """So that the next walk goes on here."""
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps({"looked": self.looked, "found": self.found, "walked": self.walked}, indent=1))

    def go_on(self) -> None:
        """What an earlier walk kept."""
        if KEPT.is_file():
            kept = json.loads(KEPT.read_text())
            self.looked, self.found, self.walked = kept["looked"], kept["found"], kept["walked"]

    def of_everybody(self, browser: Browser) -> None:
        """Nobody signed in, then each role."""
        nobody = browser.new_page()
        people = list(everybody(nobody, self.base))
        self.of(nobody, "nobody", empty=False)
        for post, empty in people:
            if post not in self.walked:
                context = browser.new_context()
                page = context.new_page()
                self.signs_in(page, post)
                self.of(page, post, empty=empty)
                context.close()

    def signs_in(self, page: Page, post: str) -> None:
        """By the demonstration's own page, without drawing it."""
        address = urljoin(self.base, "/sign-in/as/")
        token = _TOKEN.search(page.request.get(address).text())
        page.request.post(address, form={"csrfmiddlewaretoken": token[1] if token else "", "post": post})

    def of(self, page: Page, post: str, *, empty: bool) -> None:
        """Everything that can be reached from the front page, a few pages of each kind."""
        page.on("download", lambda download: download.cancel())
        waiting, seen = deque([(urljoin(self.base, "/"), "")]), {urljoin(self.base, "/")}
        opened: dict[str, int] = {}
        while waiting:
            address, origin = waiting.popleft()
            kind = kind_of(address)
            if not kind or _ACTS.match(kind) or opened.get(kind, 0) >= self.few:
                continue
            opened[kind] = opened.get(kind, 0) + 1
            answer = page.request.get(address)
            if answer.status >= 400:
                self.found.append(
                    f"{post} {kind}: {urlsplit(address).path} answered {answer.status}, linked on {origin}"
                )
                if answer.status not in _REFUSED:
                    continue
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            if answer.status < 400:
                self.look(page, answer.url, kind, post, empty=empty)
            for link in _LINK.findall(answer.text()):
                plain = urljoin(answer.url, unescape(link)).partition("#")[0]
                if plain.startswith(self.base) and not urlsplit(plain).path.endswith(_FILES) and plain not in seen:
                    seen.add(plain)
                    waiting.append((plain, kind))
        self.walked.append(post)
        self.keep()
        print(f"{post}: {sum(opened.values())} pages opened, {len(self.found)} findings", file=sys.stderr, flush=True)

    def look(self, page: Page, address: str, kind: str, post: str, *, empty: bool) -> None:
        """At this page, when too few of its kind were looked at, and at what it says of a form sent empty."""
        name = f"{kind} elsewhere" if empty else kind
        if self.looked.get(name, 0) >= (1 if empty else self.few):
            return
        page.goto(address, wait_until="load")
        self.looked[name] = self.looked.get(name, 0) + 1
        picture = re.sub(r"\W+", "-", f"{name}-{self.looked[name]}")
        self.found += [f"{post} {name}: {problem}" for problem in accessibility_findings(page, picture)]
        if self.wrong and not self.looked.get(f"{kind} wrong") and page.locator(_ASKS).count():
            self._look_wrong(page, kind, post)
        self.keep()

    def _look_wrong(self, page: Page, kind: str, post: str) -> None:
        form = page.locator(_ASKS).last
        form.evaluate(_EMPTIED)
        button = form.locator("button:visible:not([type=button])")
        if not button.count():
            return
        answers: list[int] = []
        page.on(
            "response", lambda answer: answers.append(answer.status) if answer.request.is_navigation_request() else 0
        )
        button.last.click(timeout=5_000)
        page.wait_for_load_state()
        self.looked[f"{kind} wrong"] = 1
        if any(status >= 500 for status in answers):
            self.found.append(f"{post} {kind} wrong: answered {answers}")
        picture = re.sub(r"\W+", "-", f"{kind}-wrong")
        self.found += [f"{post} {kind} wrong: {problem}" for problem in accessibility_findings(page, picture)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="of a running demonstration")
    parser.add_argument("--few", type=int, default=2, help="pages of each kind that are looked at (default: 2)")
    parser.add_argument("--wrong", action="store_true", help="send every form empty, too: this presses buttons")
    parser.add_argument("--afresh", action="store_true", help="forget what was looked at before")
    arguments = parser.parse_args()
    os.environ.update(LANTERN_MODE="test", DJANGO_SETTINGS_MODULE="lantern.project.settings")
    django.setup()  # for the routes; the product that is looked at runs elsewhere
    walk = Walk(arguments.address.rstrip("/") + "/", few=arguments.few, wrong=arguments.wrong)
    if not arguments.afresh:
        walk.go_on()
    with opened_browser() as browser:
        walk.of_everybody(browser)
    print("\n".join(walk.found) or "Nothing found.")
    reached = {kind.partition(" ")[0].partition("?")[0] for kind in walk.looked}
    unreached = sorted(set(pages()) - reached)
    print(f"{len(reached)} kinds of page looked at. Not reached: {', '.join(unreached) or 'none'}.")
    raise SystemExit(1 if walk.found else 0)


if __name__ == "__main__":
    main()
