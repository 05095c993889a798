"""The practised path from ringing telephone to signed-off decision, walked in a browser and counted.

A keystroke is a character typed, or a key or click that chooses, presses or moves on. Moving between fields by Tab
is not counted: a
practised hand jumps with the mouse or knows the way. Waiting is the time from a press to the next page being there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from bench.world import World
from lantern.interface.tests.browser import chromium


@dataclass
class Step:
    """One part of the path, by one person."""

    name: str
    typed: int = 0
    pressed: int = 0
    pages: int = 0
    waited: float = 0.0


@dataclass
class Path:
    """The whole path."""

    steps: list[Step] = field(default_factory=list)

    def total(self) -> Step:
        return Step(
            "Together",
            sum(step.typed for step in self.steps),
            sum(step.pressed for step in self.steps),
            sum(step.pages for step in self.steps),
            sum(step.waited for step in self.steps),
        )


class Hand:
    """Somebody at a keyboard, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.step = Step("")

    def types(self, name: str, words: str) -> None:
        self.page.locator(f'[name="{name}"]').first.fill(words)
        self.step.typed += len(words)

    def chooses(self, name: str, value: str) -> None:
        """One radio, box or entry of a list; one press."""
        field_ = self.page.locator(f'[name="{name}"]').first
        if field_.evaluate("field => field.tagName") == "SELECT":
            field_.select_option(value)
        else:
            self.page.locator(f'[name="{name}"][value="{value}"]').first.check(force=True)
        self.step.pressed += 1

    def presses(self, words: str | re.Pattern[str]) -> None:
        """A button or link that brings the next page."""
        wanted = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        with self._waiting():
            wanted.last.click()

    def goes(self, path: str) -> None:
        """A page by its link, one press away from where one is."""
        with self._waiting():
            self.page.goto(path)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        began = time.perf_counter()
        with self.page.expect_event("load", timeout=20_000):
            yield
        self.step.waited += time.perf_counter() - began
        self.step.pressed += 1
        self.step.pages += 1


def walk(address: str, world: World) -> Path:
    """Walk the path once to warm everything, and once to count."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            _walk(browser, address, world)
            return _walk(browser, address, world)
        finally:
            browser.close()


def _walk(browser: Browser, address: str, world: World) -> Path:
    path = Path()
    worker, manager = (_signed_in(browser, address, world, role) for role in ("hub_social_worker", "hub_manager"))
    reference = _takes_the_call(worker, path)
    _screens(worker, path, reference)
    _decides(worker, path, reference)
    _signs_off(manager, path, reference)
    for hand in (worker, manager):
        hand.page.context.close()
    return path


@contextmanager
def _counting(path: Path, name: str, hand: Hand) -> Iterator[None]:
    hand.step = Step(name)
    path.steps.append(hand.step)
    yield


def _takes_the_call(hand: Hand, path: Path) -> str:
    with _counting(path, "Takes the call", hand):
        hand.goes("/hub/new/")
        hand.types(
            "what_happened", "Came to school with a bruise on her cheek, would not say how. Third time this term."
        )
        hand.types("children-0-first_names", "Freya")
        hand.types("children-0-last_name", "Exampleson")
        hand.types("children-0-born-year", "2018")
        if hand.page.locator('[name="authority"]').count():
            hand.chooses("authority", "808")
        hand.chooses("source", "2A")
        hand.types("caller_name", "Helen Head")
        hand.types("caller_phone", "01632 960111")
        hand.chooses("urgency", "2")
        hand.presses("Save the contact")
    found = re.search(r"/hub/contacts/([^/]+)/", hand.page.url)
    if found is None:
        raise SystemExit(f"The contact was not saved: {_problems(hand.page)}")
    return found.group(1)


def _screens(hand: Hand, path: Path, reference: str) -> None:
    with _counting(path, "Screens: who it is, how urgent", hand):
        hand.goes(f"/hub/contacts/{reference}/screening/")
        for _ in range(5):
            if not hand.page.get_by_role("button", name=re.compile("^Record as new")).count():
                break
            hand.presses(re.compile("^Record as new"))
        hand.chooses("priority", "2")
        hand.types("note", "Read what was told; nobody of this name is known.")
        hand.presses("Save the screening")
    _arrived(hand, reference)


def _decides(hand: Hand, path: Path, reference: str) -> None:
    with _counting(path, "Decides: assessment", hand):
        hand.goes(f"/hub/contacts/{reference}/decide/")
        hand.chooses("child-0-outcome", "assessment")
        team = hand.page.locator('select[name="child-0-team_assessment"]')
        if team.count():
            hand.chooses(
                "child-0-team_assessment",
                team.locator("option", has_text="Stockton").first.get_attribute("value") or "",
            )
        hand.chooses("child-0-level", "4")
        hand.types("child-0-rationale", "Third unexplained bruise in a term, on the face, and she is afraid to talk.")
        hand.chooses("child-0-evidence", "reported")
        hand.chooses("child-0-consent", "yes")
        hand.types("child-0-need_to_know", "Bruises seen three times; school expects your call.")
        hand.presses("Look it over")
        hand.presses("Send to a manager")
    _arrived(hand, reference)


def _signs_off(hand: Hand, path: Path, reference: str) -> None:
    with _counting(path, "Manager reads and signs off", hand):
        hand.goes(f"/hub/contacts/{reference}/sign-off/")
        hand.chooses("verdict", "sign_off")
        hand.types("tested", "Read the report and the history.")
        hand.presses(re.compile("^Save$"))
    if not hand.page.url.endswith("/hub/sign-off/"):
        raise SystemExit(f"The decision was not signed off: {_problems(hand.page)}")


def _arrived(hand: Hand, reference: str) -> None:
    if not hand.page.url.rstrip("/").endswith(reference):
        raise SystemExit(f"{hand.step.name}: {_problems(hand.page)}")


def _problems(page: Page) -> str:
    summary = page.locator(".govuk-error-summary")
    shown = summary.first.inner_text() if summary.count() else page.locator("h1").first.inner_text()
    return re.sub(r"\s+", " ", shown)


def _signed_in(browser: Browser, address: str, world: World, role: str) -> Hand:
    """Somebody of the hub, on the shift page: where they are when the telephone rings."""
    with psycopg.connect(world.dsn()) as connection:
        row = connection.execute(
            "select p.id from partnership_post p join partnership_team t on t.id = p.team_id"
            " where p.role = %s and t.kind = 'hub' and 808 = any (t.covers) order by p.code limit 1",
            [role],
        ).fetchone()
    if row is None:
        raise SystemExit(f"Nobody of the hub is a {role}.")
    page = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/sign-in/as/")
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    page.locator(f'form:has(input[name="post"][value="{row[0]}"]) button').click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/hub/")
    return Hand(page)
