"""Fixtures of the journeys: a site and a browser for each test process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import opened_browser
from tests.journeys.people import Somebody
from tests.journeys.site import Site, running_site


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
    # Playwright keeps an event loop in this thread; tests of other folders that run after these may use Django's database as before.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def somebody(browser: Browser, site: Site) -> Iterator[Callable[..., Somebody]]:
    """``somebody("childrens-hub-hub-officer-1")``: a browser in which that post's holder is signed in; without a post, nobody is.

    Afterwards each of their pages must have been free of script errors, refused resources and faults of the server.
    """
    present: list[Somebody] = []

    def arrives(post: str = "", **browser_options: object) -> Somebody:
        person = Somebody(browser, site, **browser_options)
        present.append(person)
        if post:
            person.signs_in(post)
        return person

    yield arrives
    problems = [problem for person in present for problem in person.problems]
    for person in present:
        person.leaves()
    assert problems == [], "\n".join([*problems, site.said()])
