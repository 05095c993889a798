"""A browser for the tests: which one, how it is started, and what is asked of every page in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, sync_playwright

from lantern.interface.tests.browser import chromium as chromium_path

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = Path(os.environ.get("LANTERN_SCREENSHOTS") or ROOT / "build" / "screens")
DESKTOP, PHONE = (1280, 900), (390, 844)
NARROWEST = 320
"""Pixels: WCAG 2.2 criterion 1.4.10, reflow; the same as 400 % zoom on a desktop."""
ZOOMED = 640
"""Pixels: what is left of a 1280 pixel window at 200 % zoom (WCAG 2.2 criterion 1.4.4)."""

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


_playwrights: list[Playwright] = []
"""The one at work, as often as it is in use: a second cannot run in the same thread."""


@contextmanager
def opened_browser(*flags: str) -> Iterator[Browser]:
    """Chromium without a window. A missing one fails, with the command that installs it."""
    _playwrights.append(_playwrights[0] if _playwrights else sync_playwright().start())
    try:
        browser = _playwrights[0].chromium.launch(executable_path=chromium_path(), args=[*_FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()
    finally:
        last = _playwrights.pop()
        if not _playwrights:
            last.stop()


class Watch:
    """Remembers what went wrong on a page: script errors, refused resources, answers nobody expected."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self.expected: set[int] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("response", self._response)
        page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser's own word on a failed request is less than what the response says.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console {message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.status} for {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.problems.append(f"{request.failure} for {request.url}")


@cache
def _axe() -> str:
    return AXE.read_text()


def accessibility_problems(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds on the page as it is now. Looking at contrast takes as long as all the rest."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        "([rules, contrast]) => axe.run(document, {runOnly: {type: 'tag', values: rules},"
        " rules: {'color-contrast': {enabled: contrast}}, resultTypes: ['violations']})",
        [_RULES, contrast],
    )
    return [
        f"{violation['id']}: {node['html'][:200]} – {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .filter(e => !e.closest('.table-scroll, .figure__drawing, svg, dialog'))
    .map(e => e.tagName.toLowerCase() + '.' + e.className).slice(0, 6)
    .concat(['scrollWidth ' + document.documentElement.scrollWidth])"""


def sideways(page: Page, width: int) -> list[str]:
    """What makes the page scroll sideways at this width; nothing when it does not."""
    page.set_viewport_size({"width": width, "height": PHONE[1]})
    found = page.evaluate(_TOO_WIDE)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return [f"at {width} px: {each}" for each in found]


def accessibility_findings(page: Page, name: str = "") -> list[str]:
    """What axe finds at 1280 and 390 px, and what is wider than the screen at 320 px or at 200 % zoom. Colours are
    those of one style sheet at every width: contrast is looked at once.

    With a name it leaves pictures in build/screens of a width at which something was found, or in the folder
    ``LANTERN_SCREENSHOTS`` of both (a picture takes almost as long as looking).
    """
    problems: list[str] = []
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found = accessibility_problems(page, contrast=width == DESKTOP[0])
        if name and (found or "LANTERN_SCREENSHOTS" in os.environ):
            SCREENS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
        problems += [f"{width} px: {each}" for each in found]
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    for narrow in (NARROWEST, ZOOMED):
        problems += sideways(page, narrow)
    return problems
