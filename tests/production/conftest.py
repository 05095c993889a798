"""One installation for the test process, and browsers that trust it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import SCREENS, Watch, opened_browser
from tests.production.site import Installation, an_installation

_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Lantern in production mode, on a server of its own behind TLS."""
    with an_installation() as installed:
        yield installed


@pytest.fixture(scope="session")
def browser(installation: Installation) -> Iterator[Browser]:
    """A browser that takes the proxy's key for trusted: WebAuthn works nowhere else."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with opened_browser(f"--ignore-certificate-errors-spki-list={installation.certificate.fingerprint}") as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


class Worker:
    """Somebody at a browser of their own, with an account or without."""

    def __init__(self, browser: Browser, installation: Installation) -> None:
        self.installation = installation
        self.context: BrowserContext = browser.new_context(base_url=installation.address, locale="en-GB")
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.watch = Watch(self.page)

    def signs_in(self, email: str, password: str) -> None:
        self.page.goto("/sign-in/")
        self.page.locator('[name="login"]').fill(email)
        self.page.locator('[name="password"]').fill(password)
        self.presses("Sign in")

    def signs_out(self) -> None:
        self.page.goto("/sign-out/")
        self.page.locator("main").get_by_role("button", name="Sign out").click()
        self.page.wait_for_url(self.installation.address + "/")

    def presses(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def proves_with(self, password: str) -> None:
        """Confirms who they are, when asked."""
        if "/account/confirm/" in self.page.url:
            self.page.locator('[name="password"]').fill(password)
            self.presses("Confirm")

    def is_at_work(self) -> bool:
        """Whether the pages of their post are open to them now."""
        self.page.goto("/post/")
        return self.page.url == f"{self.installation.address}/post/"


@pytest.fixture
def worker(request: pytest.FixtureRequest, browser: Browser, installation: Installation) -> Iterator[Worker]:
    """Somebody at a browser; afterwards none of their pages may have had errors."""
    somebody = Worker(browser, installation)
    yield somebody
    if request.node.stash.get(_FAILED, False):
        SCREENS.mkdir(parents=True, exist_ok=True)
        somebody.page.screenshot(path=SCREENS / f"failed-{request.node.name}.png", full_page=True)
    problems = somebody.watch.problems
    somebody.context.close()
    assert problems == [], "\n".join([*problems, installation.said()[-2000:]])
