"""Fixtures of the journeys: a site and a browser for each test process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import SCREENS, opened_browser
from tests.journeys.people import HubWorker, Partner, Somebody, Visitor
from tests.journeys.site import Site, running_site

_FAILED = pytest.StashKey[bool]()

type Arrive = Callable[..., Somebody]


@pytest.fixture(scope="session")
def _one_site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(_one_site: Site) -> Site:
    """A running product, on an ordinary working morning."""
    _one_site.clock.to_office_hours()
    return _one_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the test process."""
    # Playwright keeps an event loop in this thread; tests of other folders that run after these use Django's database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with opened_browser() as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture
def arrives(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Arrive]:
    """``arrives(HubWorker, OFFICER)``: a browser in which that post's holder is signed in; without a post, nobody is.

    Afterwards each of their pages must have been free of script errors, refused resources and faults of the server.
    """
    present: list[Somebody] = []

    def arrive(kind: type[Somebody] = Somebody, post: str = "", **browser_options: object) -> Somebody:
        person = kind(browser, site, **browser_options)
        present.append(person)
        if post:
            person.signs_in(post)
        return person

    yield arrive
    problems = [problem for person in present for problem in person.problems]
    for number, person in enumerate(present):
        if request.node.stash.get(_FAILED, False):
            SCREENS.mkdir(parents=True, exist_ok=True)
            person.page.screenshot(path=SCREENS / f"failed-{request.node.name}-{number}.png", full_page=True)
        person.leaves()
    assert problems == [], "\n".join([*problems, site.said()])


@pytest.fixture
def hub_worker(arrives: Arrive) -> Arrive:
    """``hub_worker(OFFICER)``: somebody of the hub, signed in."""
    return lambda post, **options: arrives(HubWorker, post, **options)


@pytest.fixture
def visitor(arrives: Arrive) -> Arrive:
    """``visitor()``: a member of the public."""
    return lambda **options: arrives(Visitor, **options)


@pytest.fixture
def partner(arrives: Arrive) -> Arrive:
    """``partner(POLICE)``: somebody of an agency or a receiving team, signed in."""
    return lambda post, **options: arrives(Partner, post, **options)
