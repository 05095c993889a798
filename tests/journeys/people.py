"""The people of the journeys: what they see and do, in the words of the page."""

from __future__ import annotations

import re
import uuid
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import DESKTOP, Watch
from tests.journeys.site import Site

expect.set_options(timeout=8_000)


class Somebody:
    """Somebody at a browser of their own."""

    def __init__(
        self, browser: Browser, site: Site, *, scripts: bool = True, size: tuple[int, int] = DESKTOP, **options: Any
    ) -> None:
        self.site = site
        self.context = browser.new_context(
            base_url=site.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        self.context.set_default_timeout(8_000)
        self.page: Page = self.context.new_page()
        self.watch = Watch(self.page)

    @property
    def problems(self) -> list[str]:
        return self.watch.problems

    def leaves(self) -> None:
        self.context.close()

    # ---- Going about ------------------------------------------------------------------------------------------------

    def signs_in(self, post: str) -> None:
        """Choose somebody on the demonstration's sign-in page."""
        number = self.site.value("select id from partnership_post where code = %s", post)
        self.page.goto("/sign-in/as/")
        self.page.locator(f'form:has(input[name="post"][value="{number}"]) button').click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def goes(self, path: str) -> None:
        self.page.goto(path)

    def expecting(self, *statuses: int) -> None:
        """From now on an answer with such a status is no fault."""
        self.watch.expected.update(statuses)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site.address)

    @property
    def reference(self) -> str:
        """The reference of the record whose page is open."""
        found = re.search(r"/([A-Z]-\d{2}-[A-Z0-9]+|[A-Z]{1,3}-[A-Z0-9-]+)/", self.path)
        assert found, f"no reference in {self.path}"
        return found.group(1)

    # ---- Seeing -----------------------------------------------------------------------------------------------------

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def sees_heading(self, text: str) -> None:
        expect(self.page.locator("h1").first).to_contain_text(text)

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    # ---- Doing ------------------------------------------------------------------------------------------------------

    def presses(self, text: str, *, within: Locator | None = None) -> None:
        """Press a button, whatever it is drawn as."""
        (within or self.page).get_by_role("button", name=text).first.click()

    def follows(self, text: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("link", name=text).first.click()

    def fills(self, fields: dict[str, str] | None = None, *, within: Locator | None = None, **by_name: str) -> None:
        """Type into fields, by their labels; or by their names."""
        for label, value in (fields or {}).items():
            (within or self.page).get_by_label(label).first.fill(value)
        for name, value in by_name.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def chooses(self, *labels: str, within: Locator | None = None) -> None:
        """Choose radios or tick boxes, by their labels."""
        for label in labels:
            (within or self.page).get_by_label(label, exact=False).first.check()

    def picks(self, name: str, value: str) -> None:
        """Choose a radio, tick a box or select from a list, by name and value."""
        field = self.page.locator(f'[name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.page.locator(f'[name="{name}"][value="{value}"]').check()


def unique(word: str) -> str:
    """A name nobody else of the tests has."""
    letters = "".join("abcdefghijklmnopqrstuvwxyz"[int(digit, 16)] for digit in uuid.uuid4().hex[:6])
    return f"{word}{letters}"
