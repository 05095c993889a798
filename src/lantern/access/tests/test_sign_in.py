"""Signing in: second factor for all, nobody learns who has an account, sessions that end (reliability suite 10.10)."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client, RequestFactory, override_settings
from tests.cast import Cast, counted_queries
from tests.pages import hold_post

from lantern.access.demonstration import unsafe_demonstration
from lantern.access.models import Session, User
from lantern.access.sign_in import AccountAdapter, _vouched_for

pytestmark = pytest.mark.django_db

PASSWORD = "three plain words together"
strict = override_settings(SECOND_FACTOR_REQUIRED=True)


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    cache.clear()


@pytest.fixture
def worker(cast: Cast) -> User:
    hold_post(cast.officer)
    user = User.objects.get(pk=cast.officer.user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"login": user.email, "password": password, **more})


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_the_sign_in_page_is_ours(client: Client) -> None:
    text = client.get("/sign-in/").content.decode()
    assert "Work e-mail address" in text
    assert "Sign in with a passkey" in text
    assert "placeholder" not in text
    assert "sign up" not in text.lower()
    assert not re.search(r"<script(?![^>]*(src|application/json))", text)


def test_a_password_signs_in_and_goes_where_one_was_going(client: Client, worker: User) -> None:
    answer = sign_in(client, worker, next="/privacy/")
    assert answer.status_code == 302
    assert answer["Location"] == "/privacy/"
    assert client.get("/").status_code == 200


def test_never_to_an_address_of_somebody_else(client: Client, worker: User) -> None:
    assert sign_in(client, worker, next="https://evil.example/")["Location"] == "/"


def test_wrong_password_and_unknown_address_say_the_same(client: Client, worker: User) -> None:
    wrong = sign_in(client, worker, password="not this one").content.decode()
    unknown = client.post("/sign-in/", {"login": "nobody@workers.example", "password": "x"}).content.decode()
    words = "The e-mail address or the password is not right"
    assert words in wrong
    assert words in unknown


def test_many_wrong_tries_stop_that_source_only(client: Client, worker: User) -> None:
    """Nobody can lock a hub out: the count is for an account and a source together."""
    for _ in range(5):
        sign_in(client, worker, password="wrong")
    assert "Too many tries" in sign_in(client, worker).content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3"), worker).status_code == 302


def test_an_empty_form_says_what_is_missing(client: Client) -> None:
    text = client.post("/sign-in/", {}).content.decode()
    assert "Enter your work e-mail address" in text
    assert "Enter your password" in text


def test_the_session_id_changes_at_sign_in(client: Client, worker: User) -> None:
    client.get("/sign-in/")
    client.cookies["sessionid"] = "x" * 32
    sign_in(client, worker)
    assert client.cookies["sessionid"].value != "x" * 32


@strict
def test_a_password_alone_opens_nothing(client: Client, worker: User) -> None:
    sign_in(client, worker)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/sign-in/"
    assert "A password alone does not open" in client.get("/account/sign-in/").content.decode()


@strict
def test_setting_up_an_app_opens_the_work(client: Client, worker: User) -> None:
    sign_in(client, worker)
    asked = client.get("/account/app/")["Location"]
    assert "Confirm it is you" in client.get(asked).content.decode()
    assert "not right" in client.post(asked, {"password": "wrong"}).content.decode()
    assert client.post(asked, {"password": PASSWORD})["Location"] == "/account/app/"
    text = client.get("/account/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", text)
    assert secret
    assert '<svg role="img"' in text
    answer = client.post("/account/app/", {"code": code_now(secret[1])})
    assert answer.status_code == 302, answer.content.decode()
    assert client.get("/").status_code == 200
    stored = Authenticator.objects.get(user=worker, type="totp").data["secret"]
    assert secret[1] not in stored
    assert "Your recovery codes" in client.get(answer["Location"]).content.decode()
    assert "Authenticator app" in client.get("/account/sign-in/").content.decode()


@strict
def test_the_second_step_asks_for_the_code(client: Client, worker: User) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(worker, secret)
    answer = sign_in(client, worker)
    assert answer["Location"] == "/sign-in/code/"
    assert "Worried about a child?" in client.get("/").content.decode()
    assert "The code is not right" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 302
    assert client.get("/post/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/account/sign-in/",
        "/account/app/",
        "/account/passkeys/",
        "/account/passkeys/add/",
        "/account/codes/new/",
        "/account/password/",
    ],
)
def test_every_account_page_draws_in_our_layout(client: Client, worker: User, address: str) -> None:
    sign_in(client, worker)
    answer = client.get(address)
    if answer.status_code == 302:
        answer = client.get(answer["Location"])
    assert answer.status_code == 200
    assert 'class="govuk-template' in answer.content.decode()


@pytest.mark.parametrize("name", ["sign-up", "work-sign-up", "work-accounts", "addresses", "password", "address-sent"])
def test_what_we_do_not_offer_is_not_there(client: Client, worker: User, name: str) -> None:
    sign_in(client, worker)
    assert client.get(f"/account/closed/{name}/").status_code == 404


def test_signing_out_clears_the_browser(client: Client, worker: User) -> None:
    sign_in(client, worker)
    assert "Sign out?" in client.get("/sign-out/").content.decode()
    answer = client.post("/sign-out/")
    assert "storage" in answer["Clear-Site-Data"]
    assert client.get("/post/").status_code == 302


def test_a_session_ends_when_it_is_not_used(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.officer)
    row = Session.objects.get(session_key=client.cookies["sessionid"].value)
    left = (row.expire_date - dt.datetime.now(dt.UTC)).total_seconds()
    assert settings.SESSION_IDLE_SECONDS - 60 < left <= settings.SESSION_IDLE_SECONDS
    Session.objects.filter(pk=row.pk).update(expire_date=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    assert client.get("/post/").status_code == 302


def use_later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = time.time() + seconds
    monkeypatch.setattr("lantern.access.sessions.time.time", lambda: now)


def test_use_keeps_a_session_alive_and_costs_one_write_a_minute(
    cast: Cast, as_person: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(cast.officer)
    with counted_queries() as first:
        client.post("/stay-signed-in/")
    assert not [each for each in first if each.startswith("UPDATE")]
    use_later(monkeypatch, 61)
    with counted_queries() as later:
        client.post("/stay-signed-in/")
    assert len([each for each in later if each.startswith("UPDATE")]) == 1


def test_a_page_that_refreshes_itself_is_not_use(
    cast: Cast, as_person: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(cast.officer)
    use_later(monkeypatch, 61)
    with counted_queries() as statements:
        client.get("/post/", headers={"x-requested-with": "live"})
    assert not [each for each in statements if each.startswith("UPDATE")]


def test_no_session_lasts_longer_than_twelve_hours(
    cast: Cast, as_person: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(cast.officer)
    key = client.cookies["sessionid"].value
    from lantern.access.sessions import SessionStore

    store = SessionStore(key)
    store["began"] = int(time.time()) - settings.SESSION_COOKIE_AGE + 30
    store.save()
    left = (Session.objects.get(session_key=key).expire_date - dt.datetime.now(dt.UTC)).total_seconds()
    assert left <= 30


def test_before_a_session_ends_for_good_every_page_says_so(cast: Cast, as_person: Callable) -> None:
    """A night shift is longer than a session: nobody is signed out in the middle of a call without a word."""
    client = as_person(cast.officer)
    from lantern.access.sessions import SessionStore

    store = SessionStore(client.cookies["sessionid"].value)
    for left, said in ((2 * 60 * 60, False), (30 * 60, True)):
        store["began"] = int(time.time()) - settings.SESSION_COOKIE_AGE + left
        store.save()
        assert ("will be signed out at" in client.get("/post/").content.decode()) is said


def test_a_disabled_worker_is_out_at_the_next_request(cast: Cast, as_person: Callable) -> None:
    """A9: rights end at once."""
    client = as_person(cast.officer)
    assert client.get("/post/").status_code == 200
    User.objects.filter(pk=cast.officer.user_id).update(is_active=False)
    assert client.get("/post/").status_code == 302


def test_of_several_posts_one_is_worked_in(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.officer)
    from dataclasses import replace

    hold_post(replace(cast.manager, user_id=cast.officer.user_id))
    assert "Which post are you working in?" in client.get("/post/").content.decode()
    assert client.post("/post/", {"post": str(cast.manager.post_id)}).status_code == 302
    assert f'value="{cast.manager.post_id}" checked' in client.get("/post/").content.decode()


def test_a_post_of_somebody_else_can_not_be_chosen(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.officer)
    assert client.post("/post/", {"post": str(cast.manager.post_id)}).status_code == 200


# ---- the demonstration's own door ---------------------------------------------------------------


def test_outside_a_demonstration_there_is_no_such_page(client: Client, worker: User, cast: Cast) -> None:
    assert client.get("/sign-in/as/").status_code == 404
    assert client.post("/sign-in/as/", {"post": cast.officer.post_id}).status_code == 404
    assert "Sign in as one of them" not in client.get("/sign-in/").content.decode()


@override_settings(DEMONSTRATION=True)
def test_in_a_demonstration_one_signs_in_as_anybody(client: Client, worker: User, cast: Cast) -> None:
    text = client.get("/sign-in/as/").content.decode()
    assert "Hub officer" in text
    assert cast.officer.name in text
    assert client.post("/sign-in/as/", {"post": cast.officer.post_id, "next": "/help/"})["Location"] == "/help/"
    assert cast.officer.name in client.get("/post/").content.decode()
    assert client.post("/sign-in/as/", {"post": "nonsense"}).status_code == 404


@pytest.mark.parametrize(
    "setting",
    [{"MODE": "production"}, {"OIDC_ORIGIN": "https://login.council.example"}, {"SESSION_COOKIE_SECURE": True}],
)
def test_a_demonstration_is_refused_where_a_real_service_stands(setting: dict[str, object]) -> None:
    with override_settings(DEMONSTRATION=True, SECURE_SSL_REDIRECT=False, SECURE_HSTS_SECONDS=0, **setting):
        assert unsafe_demonstration()
        assert "lantern.E001" in [each.id for each in run_checks()]
    with override_settings(DEMONSTRATION=False, **setting):
        assert not unsafe_demonstration()


@pytest.mark.parametrize(
    ("claims", "trusted", "vouched"),
    [
        ({"email_verified": True}, False, True),
        ({"email_verified": "true"}, False, True),
        ({"email_verified": False}, True, False),
        ({}, False, False),
        ({}, True, True),
    ],
)
def test_only_an_address_somebody_vouches_for_connects_an_account(
    claims: dict[str, object], trusted: bool, vouched: bool
) -> None:
    """Where the provider says nothing, the settings must; what it denies, no setting makes good."""
    login = SocialLogin(account=SocialAccount(extra_data={"userinfo": {"email": "ann@council.example", **claims}}))
    with override_settings(OIDC_ADDRESSES_VERIFIED=trusted):
        assert _vouched_for(login) is vouched


def test_behind_the_proxy_tries_are_counted_for_the_address_it_adds() -> None:
    """Otherwise everybody would come from the proxy, and anybody could lock a hub out."""
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.7")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert AccountAdapter(request).get_client_ip(request) == "198.51.100.7"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=0):
        assert AccountAdapter(request).get_client_ip(request) == "127.0.0.1"
