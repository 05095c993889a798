"""Second factors in a real browser, in production mode: a passkey, an authenticator app, recovery codes (reliability
suite 10.10). Chromium's virtual authenticator stands for the fingerprint reader.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from tests.production.conftest import Worker
from tests.production.site import Installation


@pytest.fixture
def account(installation: Installation) -> tuple[str, str]:
    """A fresh account in a post of the hub: its address and first password."""
    email = f"worker-{uuid.uuid4().hex[:8]}@council.example"
    return email, installation.open_account(email, "Ann Worker", installation.free_post())


def fingerprint_reader(page: Page) -> tuple[Any, str]:
    """Give the browser a fingerprint reader that always recognises its owner."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return tools, made["authenticatorId"]


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def adds_a_passkey(worker: Worker, password: str) -> None:
    worker.page.goto("/account/passkeys/add/")
    worker.proves_with(password)
    worker.page.get_by_label("What do you call it?").fill("Work laptop")
    worker.page.get_by_label("Sign in with this alone, without a password").check()
    worker.presses("Add")
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")


def sets_up_an_app(worker: Worker, password: str) -> str:
    """Returns the app's secret."""
    worker.page.goto("/account/app/")
    worker.proves_with(password)
    secret = worker.page.locator("main code").inner_text()
    expect(worker.page.get_by_role("img", name="A picture to scan")).to_be_visible()
    worker.page.get_by_label("Code in the app").fill(code_now(secret))
    worker.presses("Go on")
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    return secret


def test_a_first_password_opens_nothing_until_a_second_factor_is_set_up(
    worker: Worker, account: tuple[str, str]
) -> None:
    worker.signs_in(*account)
    expect(worker.page.locator("main")).to_contain_text("A password alone does not open")
    assert not worker.is_at_work()


def test_a_passkey_is_added_and_signs_in_without_a_password(worker: Worker, account: tuple[str, str]) -> None:
    tools, reader = fingerprint_reader(worker.page)
    worker.signs_in(*account)
    adds_a_passkey(worker, account[1])
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": reader})["credentials"]) == 1
    worker.signs_out()
    worker.page.goto("/sign-in/")
    worker.presses("Sign in with a passkey")
    worker.page.wait_for_url(lambda url: "/sign-in/" not in url)
    assert worker.is_at_work()
    worker.page.goto("/account/passkeys/")
    expect(worker.page.locator("main")).to_contain_text("Work laptop")
    expect(worker.page.locator("main")).to_contain_text("Last used")


def test_a_passkey_is_the_second_factor_beside_a_password(worker: Worker, account: tuple[str, str]) -> None:
    fingerprint_reader(worker.page)
    worker.signs_in(*account)
    adds_a_passkey(worker, account[1])
    worker.signs_out()
    worker.signs_in(*account)
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("Confirm it is you")
    worker.presses("Use a passkey or security key")
    worker.page.wait_for_url(lambda url: "/sign-in/" not in url)
    assert worker.is_at_work()


def test_a_passkey_that_is_not_recognised_says_so(worker: Worker, account: tuple[str, str]) -> None:
    """Somebody else's finger, or the window closed: the page must not fall silent."""
    tools, reader = fingerprint_reader(worker.page)
    worker.signs_in(*account)
    adds_a_passkey(worker, account[1])
    worker.signs_out()
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": False})
    worker.page.goto("/sign-in/")
    worker.presses("Sign in with a passkey")
    expect(worker.page.get_by_role("alert")).to_contain_text("Your passkey was not used")
    assert worker.page.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_a_removed_passkey_no_longer_signs_in(worker: Worker, account: tuple[str, str]) -> None:
    fingerprint_reader(worker.page)
    worker.signs_in(*account)
    adds_a_passkey(worker, account[1])
    worker.page.goto("/account/passkeys/")
    worker.page.get_by_role("link", name="Remove").click()
    worker.proves_with(account[1])
    worker.presses("Remove")
    expect(worker.page.locator("main")).to_contain_text("You have none.")
    worker.signs_out()
    worker.page.goto("/sign-in/")
    worker.presses("Sign in with a passkey")
    expect(worker.page.locator("body")).to_contain_text("This passkey does not let you in here any more")
    assert not worker.is_at_work()


def test_an_authenticator_app_and_recovery_codes(worker: Worker, account: tuple[str, str]) -> None:
    worker.signs_in(*account)
    secret = sets_up_an_app(worker, account[1])
    codes = worker.page.locator("main ul code").all_inner_texts()
    assert len(codes) == 10
    worker.signs_out()

    worker.signs_in(*account)
    worker.page.get_by_label("Code").fill("000000")
    worker.presses("Sign in")
    expect(worker.page.locator("main")).to_contain_text("The code is not right")
    worker.page.get_by_label("Code").fill(codes[0])
    worker.presses("Sign in")
    worker.page.wait_for_url(lambda url: "/sign-in/" not in url)
    worker.signs_out()

    worker.signs_in(*account)
    worker.page.get_by_label("Code").fill(codes[0])
    worker.presses("Sign in")
    expect(worker.page.locator("main")).to_contain_text("The code is not right")  # each code works once
    worker.page.get_by_label("Code").fill(codes[1])
    worker.presses("Sign in")
    worker.page.wait_for_url(lambda url: "/sign-in/" not in url)
    worker.page.goto("/account/sign-in/")
    expect(worker.page.locator("main")).to_contain_text("8 left")
    assert secret not in worker.page.content()
