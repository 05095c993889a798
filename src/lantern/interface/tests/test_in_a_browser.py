"""The gallery in a real browser: accessibility, the content security policy, width, and life without scripts."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import opened_browser

from lantern.interface.tests.browser import ROOT
from lantern.interface.tests.gallery import EveryField, gallery_environment, public_page, staff_page

STATIC = ROOT / "build" / "static"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


class Site:
    """The gallery served over HTTP, with the policy of production, and a server side that can be told how to answer."""

    def __init__(self) -> None:
        env = gallery_environment()
        wrong = EveryField({"outcome": "visit", "visit_on-day": "3", "visit_on-year": "2026", "email": "x"})
        wrong.is_valid()
        self.pages = {
            "/staff": staff_page(env, EveryField(initial={"born_on": "2017-03"})),
            "/staff-wrong": staff_page(env, wrong),
            "/public": public_page(env, EveryField()),
            "/public-wrong": public_page(env, wrong),
        }
        self.drafts: list[str] = []
        self.draft_answer: tuple[int, dict[str, Any]] = (200, {"version": 3, "saved_at": "9:14am"})
        site = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, status: int, kind: str, body: bytes, wait: int | None = None) -> None:
                self.send_response(status)
                if wait:
                    self.send_header("Retry-After", str(wait))
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", POLICY)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                if self.path in site.pages:
                    return self.answer(200, "text/html; charset=utf-8", site.pages[self.path].encode())
                file = STATIC / self.path.removeprefix("/static/")
                if self.path.startswith("/static/") and file.is_file():
                    return self.answer(200, TYPES.get(file.suffix, "application/octet-stream"), file.read_bytes())
                if self.path == "/live":
                    return self.answer(
                        200, "text/html", b'<div id="queue"><p>Fresh</p><span data-live-announce="1 new"></span></div>'
                    )
                return self.answer(404, "text/plain", b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                if self.path == "/draft":
                    site.drafts.append(body)
                    status, facts = site.draft_answer
                    return self.answer(status, "application/json", json.dumps(facts).encode(), facts.get("wait"))
                if self.path == "/candidates":
                    return self.answer(
                        200,
                        "text/html",
                        f'<p data-candidate class="govuk-body">Found for {len(body)} characters</p>'.encode(),
                    )
                return self.answer(204, "text/plain", b"")

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    assert (STATIC / "app.css").is_file(), "Run `npm ci --ignore-scripts --omit=optional` and `npm run build` first."
    made = Site()
    yield made
    made.server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


class Visit:
    """A page that remembers what went wrong on it."""

    def __init__(
        self, browser: Browser, site: Site, path: str, size: tuple[int, int] = SIZES["desktop"], scripts: bool = True
    ):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(site.address + path)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: Any) -> None:
        self.context.close()


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/staff", "desktop"),
        ("/staff-wrong", "phone"),
        ("/staff-wrong", "desktop"),
        ("/public", "phone"),
        ("/public-wrong", "desktop"),
    ],
)
def test_axe_finds_nothing_on_the_gallery(browser: Browser, site: Site, path: str, size: str) -> None:
    """WCAG 2.2 AA: 0 violations, empty and in error, on desktop and phone, under the strict policy."""
    with Visit(browser, site, path, SIZES[size]) as visit:
        if folder := os.environ.get("LANTERN_SCREENSHOTS"):
            visit.page.screenshot(path=f"{folder}/{path.strip('/')}-{size}.png", full_page=True)
        visit.page.evaluate(AXE.read_text())
        found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        shown = [
            f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert shown == []
        assert visit.problems == []


@pytest.mark.parametrize("path", ["/staff-wrong", "/public-wrong"])
def test_pages_hold_at_320_pixels_without_sideways_scrolling(browser: Browser, site: Site, path: str) -> None:
    """WCAG 2.2 criterion 1.4.10."""
    with Visit(browser, site, path, (320, 700)) as visit:
        wide = visit.page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(
                e => !e.closest('.table-scroll, .figure__drawing, svg, dialog')
                && e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'absolute')
                .map(e => e.tagName + '.' + e.className).slice(0, 5)"""
        )
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320, wide


def test_a_table_wider_than_a_telephone_becomes_cards(browser: Browser, site: Site) -> None:
    """Nobody reads a row by pushing it to and fro; each cell says which column it is of."""
    with Visit(browser, site, "/staff", SIZES["phone"]) as visit:
        table = visit.page.locator(".table-scroll table.table--cards").first
        assert table.evaluate("table => table.scrollWidth <= innerWidth")
        assert table.get_attribute("role") == "table"
        labels = table.locator("td[data-label]").evaluate_all("cells => cells.map(cell => cell.dataset.label)")
        assert {"Time left", "What"} <= set(labels)
        assert "Who" not in labels, "what the row is about stands above it"
    with Visit(browser, site, "/staff") as visit:
        assert visit.page.locator("table.table--cards").count() == 0
    with Visit(browser, site, "/staff", SIZES["phone"], scripts=False) as visit:
        assert visit.page.locator("table.table--cards").count() == 0


def test_everything_is_there_without_scripts(browser: Browser, site: Site) -> None:
    """Scripts improve the pages; nothing depends on them."""
    with Visit(browser, site, "/staff", scripts=False) as visit:
        assert visit.page.get_by_label("Full name").first.is_visible()
        assert visit.page.get_by_label("Day").first.is_visible(), (
            "a revealed question must be reachable without scripts"
        )
        assert visit.page.get_by_role("button", name="Add another number").is_visible()


def test_what_is_typed_is_saved_after_a_pause_and_says_so(browser: Browser, site: Site) -> None:
    """Nothing typed is lost (reliability promise P5)."""
    site.drafts.clear()
    site.draft_answer = (200, {"version": 3, "saved_at": "9:14am"})
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.locator("#every #id_name").fill("Ava Sample")
        visit.page.clock.fast_forward(2100)
        visit.page.get_by_text("Saved 9:14am").nth(1).wait_for()
        assert "name=Ava+Sample" in site.drafts[-1]
        assert "draft_version=2" in site.drafts[-1]
        assert visit.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_an_edit_by_somebody_else_is_shown_beside_ones_own(browser: Browser, site: Site) -> None:
    """An edit on an old version is refused with both texts side by side (reliability rule R2)."""
    site.draft_answer = (409, {"version": 7, "saved_at": "9:12am", "saved_by": "Sam", "fields": {"name": "Eva Sample"}})
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.locator("#every #id_name").fill("Ava Sample")
        visit.page.clock.fast_forward(2100)
        both = visit.page.get_by_role("region", name="Someone else has saved this too")
        both.wait_for()
        assert "Ava Sample" in both.inner_text()
        assert "Eva Sample" in both.inner_text()
        assert visit.page.locator("#every #id_name").input_value() == "Ava Sample"
        site.draft_answer = (200, {"version": 8, "saved_at": "9:15am"})
        both.get_by_role("button", name="Go on with what is in the form").click()
        visit.page.clock.fast_forward(100)
        visit.page.get_by_text("Saved 9:15am").wait_for()
        assert "draft_version=7" in site.drafts[-1]


def test_a_lost_network_is_said_and_tried_again(browser: Browser, site: Site) -> None:
    """A dead network must not look like a saved draft."""
    site.draft_answer = (503, {})
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.locator("#every #id_name").fill("Ava")
        visit.page.clock.fast_forward(2100)
        visit.page.get_by_text("Not saved yet — we will keep trying").wait_for()
        site.draft_answer = (200, {"version": 3, "saved_at": "9:20am"})
        visit.page.clock.fast_forward(5100)
        visit.page.get_by_text("Saved 9:20am").wait_for()


def test_a_form_that_must_wait_says_until_when_and_saves_then(browser: Browser, site: Site) -> None:
    """Slowed down, typing on asks no sooner than the server said, and nothing typed is lost."""
    site.drafts.clear()
    site.draft_answer = (429, {"problem": "Your last changes are saved at 9:30am.", "wait": 60})
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.locator("#every #id_name").fill("Ava")
        visit.page.clock.fast_forward(2100)
        visit.page.get_by_text("Your last changes are saved at 9:30am.").wait_for()
        site.draft_answer = (200, {"version": 3, "saved_at": "9:30am"})
        visit.page.locator("#every #id_name").fill("Ava Sample")
        visit.page.clock.fast_forward(10_000)
        assert len(site.drafts) == 1
        visit.page.clock.fast_forward(51_000)
        visit.page.get_by_text("Saved 9:30am").wait_for()
        assert "name=Ava+Sample" in site.drafts[-1]


def test_shortcuts_move_through_rows_and_stay_out_of_fields(browser: Browser, site: Site) -> None:
    """WCAG 2.2 criterion 2.1.4: single-key shortcuts are off in fields and can be turned off."""
    with Visit(browser, site, "/staff") as visit:
        visit.page.locator("h1").click()
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("j")
        assert visit.page.locator("[data-row].is-current").get_attribute("data-row-href") == "/r/2"
        visit.page.keyboard.press("?")
        assert visit.page.locator("#shortcuts").is_visible()
        visit.page.keyboard.press("Escape")
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("jg?")
        assert visit.page.locator("#site-search").input_value() == "jg?"


def test_rows_are_added_and_removed(browser: Browser, site: Site) -> None:
    """Focus goes to the new part, and its number is right."""
    with Visit(browser, site, "/staff") as visit:
        visit.page.get_by_role("button", name="Add another number").click()
        assert visit.page.locator("#phones-1").is_visible()
        assert visit.page.evaluate("document.activeElement.tagName") == "LEGEND"
        visit.page.get_by_role("button", name="Remove number 1").click()
        assert visit.page.locator("[data-repeat-item]").count() == 1


def test_candidates_appear_while_a_name_is_typed(browser: Browser, site: Site) -> None:
    """Matches come by POST, so that no name stands in an address."""
    with Visit(browser, site, "/staff") as visit:
        visit.page.locator("#every #id_name").fill("Ava")
        visit.page.get_by_text("1 possible match").wait_for()


def test_the_session_warning_extends_and_covers(browser: Browser, site: Site) -> None:
    """Warned at least 2 minutes before; covered when it is over; back to the same place after signing in."""
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.clock.fast_forward((1200 - 170) * 1000)
        dialog = visit.page.get_by_role("dialog")
        dialog.wait_for()
        assert "3 minutes" in dialog.inner_text()
        dialog.get_by_role("button", name="Stay signed in").click()
        dialog.wait_for(state="hidden")
        visit.page.clock.fast_forward(1201 * 1000)
        visit.page.get_by_text("You have been signed out").wait_for()
        assert visit.page.get_by_role("button", name="Sign in again").get_attribute("href") == "/sign-in?next=%2Fstaff"


def test_a_form_that_does_not_save_itself_stays_under_the_cover(browser: Browser, site: Site) -> None:
    """What was typed is never left behind: signing in happens beside the page, and the same person finds it there."""
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.locator("#every").evaluate("form => form.removeAttribute('data-autosave-url')")
        visit.page.locator("#every #id_name").fill("Ava")
        visit.page.clock.fast_forward(1201 * 1000)
        link = visit.page.get_by_role("button", name="Sign in (opens in a new tab)")
        link.wait_for()
        assert link.get_attribute("target") == "_blank"
        assert "What you typed is still on this page" in visit.page.get_by_role("dialog").inner_text()
        site.pages["/"] = site.pages["/staff"]
        other = visit.page.context.new_page()
        other.goto(visit.page.url)
        visit.page.get_by_role("dialog").wait_for(state="hidden")
        assert visit.page.locator("#every #id_name").input_value() == "Ava"


def test_somebody_else_who_signs_in_beside_it_finds_it_covered(browser: Browser, site: Site) -> None:
    with Visit(browser, site, "/staff") as visit:
        visit.page.clock.install()
        visit.page.reload()
        visit.page.clock.fast_forward(1201 * 1000)
        visit.page.get_by_text("You have been signed out").wait_for()
        name = visit.page.locator(".account-menu__name").first.text_content() or ""
        site.pages["/"] = site.pages["/staff"].replace(name, "Somebody Else")
        other = visit.page.context.new_page()
        with visit.page.expect_response(lambda answer: answer.url == site.address + "/"):
            other.goto(visit.page.url)
        visit.page.wait_for_timeout(200)
        assert visit.page.get_by_text("You have been signed out").is_visible()
