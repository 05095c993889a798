"""Walk a running demonstration as its people do, and look at every page: ``python -m tests.look ADDRESS``.

Everybody it offers to sign in as follows every link that leads to a page nobody has looked at yet. Each page is asked
of axe at 1280 and 390 px and must not scroll sideways at 320 px or at 200 % zoom; pictures go to build/screens. Prints
what was found and which pages nobody reached. Changes nothing but the log of who opened what.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import django
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from tests.browser import SCREENS, accessibility_findings, opened_browser

_ACTS = ("save_", "stay_", "account_", "take_contact", "open_contact_link", "leave_contact_link", "report_forget")
"""What the names of routes begin with that do something instead of showing a page."""
_LINKS = "found => found.map(each => new URL(each.getAttribute('href'), document.baseURI).href)"
_FEW = 2
"""Pages of one route that are looked at: a list filled and empty, a record at several stages."""


def posts_of(page: Page, base: str) -> list[str]:
    """Everybody whom the demonstration's sign-in page offers."""
    page.goto(urljoin(base, "/sign-in/as/"))
    return list(page.locator("main input[name=post]").evaluate_all("found => found.map(each => each.value)"))


def name_of(address: str) -> str:
    """The route behind an address; nothing when it is no page of ours."""
    try:
        return str(resolve(urlsplit(address).path).url_name or "")
    except Resolver404:
        return ""


def pages(found: URLResolver | None = None) -> Iterator[str]:
    """Every route that shows a page."""
    for each in (found or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from pages(each)
        elif isinstance(each, URLPattern) and each.name and not each.name.startswith(_ACTS):
            yield each.name


class Walk:
    """One walk through the product."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.looked: dict[str, int] = {}
        self.found: list[str] = []

    def of(self, page: Page, post: str) -> None:
        """Everything this post can reach that was not looked at often enough."""
        page.goto(urljoin(self.base, "/sign-in/as/"))
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        page.locator(f'main form:has(input[name=post][value="{post}"]) button').click()
        waiting, seen = deque([urljoin(self.base, "/")]), set[str]()
        while waiting:
            address = waiting.popleft()
            route = name_of(address)
            if not route or self.looked.get(route, 0) >= _FEW and route != "home":
                continue
            answer = page.goto(address, wait_until="load")
            if answer is None or answer.status >= 400 and not self._gives_a_reason(page):
                if answer is not None and answer.status not in (401, 403, 404):
                    self.found.append(f"{post} {route}: answered {answer.status}")
                continue
            self.looked[route] = self.looked.get(route, 0) + 1
            name = f"{route}-{self.looked[route]}"
            self.found += [f"{post} {name}: {problem}" for problem in accessibility_findings(page, name)]
            print(f"{post} {route}", file=sys.stderr, flush=True)
            links = page.locator("a[href]").evaluate_all(_LINKS)
            for link in links:
                plain = link.partition("#")[0]
                ours = plain.startswith(self.base) and not plain.endswith((".pdf", ".csv", ".docx", ".xlsx", ".ics"))
                if ours and plain not in seen and not name_of(plain).startswith(_ACTS):
                    seen.add(plain)
                    waiting.append(plain)

    def _gives_a_reason(self, page: Page) -> bool:
        """Where the record asks why it is opened: say so, and go on."""
        reason = page.locator("main textarea[name=reason], main input[name=reason]:not([type=radio])")
        if not reason.count():
            return False
        reason.first.fill("Looking at how the page is drawn.")
        page.locator("main form button").last.click()
        page.wait_for_load_state()
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="of a running demonstration")
    base = parser.parse_args().address.rstrip("/") + "/"
    os.environ.update(LANTERN_MODE="test", DJANGO_SETTINGS_MODULE="lantern.project.settings")
    os.environ.setdefault("LANTERN_SCREENSHOTS", str(SCREENS))
    django.setup()  # for the routes; the product that is looked at runs elsewhere
    with opened_browser() as browser:
        walk = Walk(base)
        first = browser.new_page()
        for post in posts_of(first, base):
            context = browser.new_context()
            page = context.new_page()
            page.on("download", lambda download: download.cancel())
            try:
                walk.of(page, post)
            finally:
                context.close()
    print("\n".join(walk.found) or "Nothing found.")
    unreached = sorted(set(pages()) - set(walk.looked))
    print(f"{len(walk.looked)} kinds of page looked at. Not reached: {', '.join(unreached) or 'none'}.")
    raise SystemExit(1 if walk.found else 0)


if __name__ == "__main__":
    main()
