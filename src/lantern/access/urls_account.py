"""Accounts and second factors. The pages are allauth's; each is listed here with the reason it is open, and all others
are closed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from requests import RequestException

from lantern.access.pages import Policy, absent
from lantern.access.sign_in import note_second_factor

type View = Callable[..., Any]


def signing_in(view: View) -> View:
    """Open to everybody: it is a step of signing in, and shows nobody's record."""
    return _declared(view, Policy("", "", public=True, because="A step of signing in."))


def own_account(view: View) -> View:
    """Open to whoever is signed in, for their own account; allauth asks who they are and sends others to sign in."""
    return _declared(view, Policy("sign_in", "own account"))


def _sets_up(view: View) -> View:
    """Setting up a second factor also shows it, for the session it was done in."""

    @functools.wraps(view)
    def setting_up(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            note_second_factor(request)
        return response

    return setting_up


def _elsewhere(view: View) -> View:
    """A step that needs the council's own sign-in service: when that is away, the page says so and shows other ways."""

    @functools.wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except RequestException:
            return redirect("socialaccount_login_error")

    return asking


def _declared(view: View, policy: Policy) -> View:
    @functools.wraps(view)
    def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    declared.policy = policy  # type: ignore[attr-defined]
    return declared


def _closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Signing oneself up and managing addresses do not exist here; allauth needs their names to build its links."""
    return absent(request)


closed = _declared(_closed, Policy("", "", public=True, because="Closed: it answers that there is no such page."))


def _sign_out(request: HttpRequest) -> Any:
    """Also tells the browser to forget everything it kept."""
    response = account.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in(account.login), name="sign_in"),
    path("sign-in/", signing_in(account.login), name="account_login"),
    path("sign-out/", signing_in(_sign_out), name="account_logout"),
    path("sign-in/closed/", signing_in(account.account_inactive), name="account_inactive"),
    path("sign-in/code/", signing_in(second_factor.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", signing_in(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/work/stopped/", signing_in(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("sign-in/work/failed/", signing_in(social.login_error), name="socialaccount_login_error"),
    path("sign-in/work/<slug:provider_id>/", signing_in(_elsewhere(openid.login)), name="openid_connect_login"),
    path(
        "sign-in/work/<slug:provider_id>/back/",
        signing_in(_elsewhere(openid.callback)),
        name="openid_connect_callback",
    ),
    path("account/confirm/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", own_account(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", own_account(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/password/", own_account(account.password_change), name="account_change_password"),
    path("account/sign-in/", own_account(second_factor.index), name="mfa_index"),
    path("account/app/", own_account(_sets_up(totp.activate_totp)), name="mfa_activate_totp"),
    path("account/app/off/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/codes/", own_account(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/codes/new/", own_account(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/passkeys/", own_account(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/passkeys/add/", own_account(_sets_up(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/rename/", own_account(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", own_account(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/closed/sign-up/", closed, name="account_signup"),
    path("account/closed/work-sign-up/", closed, name="socialaccount_signup"),
    path("account/closed/work-accounts/", closed, name="socialaccount_connections"),
    path("account/closed/addresses/", closed, name="account_email"),
    path("account/closed/password/", closed, name="account_set_password"),
    path("account/closed/address-sent/", closed, name="account_email_verification_sent"),
]
