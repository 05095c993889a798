"""Signing in with a council account, against a real identity provider's process (OpenID Connect)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.production.conftest import Worker
from tests.production.server import free_port
from tests.production.site import Installation

NAME = "Example Council account"


class Provider:
    """The council's identity provider: what it says of somebody is what this test tells it to say."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.address}/.well-known/openid-configuration", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the identity provider did not start")

    def knows(self, subject: str, **claims: object) -> None:
        asked = urllib.request.Request(
            f"{self.address}/users/{subject}", json.dumps(claims).encode(), {"Content-Type": "application/json"},
            method="PUT",
        )  # fmt: skip
        urllib.request.urlopen(asked, timeout=10).close()


@pytest.fixture(scope="module")
def provider(installation: Installation) -> Iterator[Provider]:
    """A provider, and the installation set up to use it."""
    started = Provider()
    installation.restart(
        LANTERN_OIDC_SERVER=started.address,
        LANTERN_OIDC_NAME=NAME,
        LANTERN_OIDC_CLIENT="lantern",
        LANTERN_OIDC_SECRET="a-secret-of-one-test",
    )
    yield started
    started.process.terminate()
    started.process.wait(10)


@pytest.fixture(autouse=True)
def only_this_machine(worker: Worker) -> None:
    """The provider's own page asks the internet for its looks: it gets none."""
    worker.context.route("https://cdn.jsdelivr.net/**", lambda asked: asked.fulfill(body="", content_type="text/css"))


def signs_in_as(worker: Worker, subject: str) -> None:
    worker.page.goto("/sign-in/")
    worker.presses(f"Sign in with your {NAME}")
    worker.page.locator("#subject-input").fill(subject)
    worker.page.get_by_role("button", name="Authorize", exact=True).click()
    worker.page.wait_for_url(lambda url: url.startswith(worker.installation.address))


def fresh() -> tuple[str, str]:
    """A worker's subject at the provider, and address."""
    word = uuid.uuid4().hex[:10]
    return f"s-{word}", f"canary-{word}@council.example"


def test_somebody_with_an_account_here_lands_signed_in_without_a_second_second_factor(
    worker: Worker, provider: Provider, installation: Installation
) -> None:
    subject, address = fresh()
    installation.open_account(address, "Ann Worker", installation.free_post(), council_account=True)
    provider.knows(subject, email=address, email_verified=True, name="Ann Worker")
    signs_in_as(worker, subject)
    assert worker.page.url == f"{installation.address}/"
    assert worker.is_at_work()
    worker.signs_out()
    signs_in_as(worker, subject)  # and again, known by subject now
    assert worker.is_at_work()
    assert address not in installation.said()
    assert "canary" not in worker.page.url


def test_somebody_unknown_is_turned_away_and_told_whom_to_ask(
    worker: Worker, provider: Provider, installation: Installation
) -> None:
    subject, address = fresh()
    provider.knows(subject, email=address, email_verified=True)
    signs_in_as(worker, subject)
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("This account can not sign in")
    expect(worker.page.locator("main")).to_contain_text("Ask them, or your manager")
    assert address not in worker.page.content()
    assert not worker.is_at_work()
    assert address not in installation.said()


@pytest.mark.parametrize("vouched", [{"email_verified": False}, {}])
def test_an_address_the_provider_does_not_vouch_for_opens_no_account(
    worker: Worker, provider: Provider, installation: Installation, vouched: dict[str, object]
) -> None:
    """Whoever may write their own address at the provider could otherwise be anybody here."""
    subject, address = fresh()
    installation.open_account(address, "Ann Worker", council_account=True)
    provider.knows(subject, email=address, **vouched)
    signs_in_as(worker, subject)
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("This account can not sign in")
    assert not worker.is_at_work()


def test_a_closed_account_no_longer_opens(worker: Worker, provider: Provider, installation: Installation) -> None:
    subject, address = fresh()
    installation.open_account(address, "Ann Worker", installation.free_post(), council_account=True)
    provider.knows(subject, email=address, email_verified=True)
    signs_in_as(worker, subject)
    assert worker.is_at_work()
    installation.lantern("account", "close", address)
    assert not worker.is_at_work()
    signs_in_as(worker, subject)
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("This account can not sign in")


def test_somebody_who_changes_their_mind_at_the_provider_comes_back_to_words(
    worker: Worker, provider: Provider, installation: Installation
) -> None:
    worker.page.goto("/sign-in/")
    worker.presses(f"Sign in with your {NAME}")
    worker.page.get_by_role("button", name="Deny").first.click()
    worker.page.wait_for_url(lambda url: url.startswith(installation.address))
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("You are not signed in")


def test_a_provider_that_is_away_is_told_and_other_ways_shown(
    worker: Worker, provider: Provider, installation: Installation
) -> None:
    """The last of this file: the provider does not come back."""
    provider.process.terminate()
    provider.process.wait(10)
    worker.watch.expected.add(401)
    worker.page.goto("/sign-in/")
    worker.presses(f"Sign in with your {NAME}")
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("We could not sign you in with your work account")
