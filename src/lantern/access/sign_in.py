"""How people sign in: the council's identity provider, a passkey, or a password with a second factor.

Nobody signs themselves up, and nobody is sent a password.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantern.access.models import User
from lantern.spine.sealing import seal, unseal

_PLACE = "mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, from the posts of a partnership; there is no sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both and try again."),
        "incorrect_password": _("The password is not right. Try again."),
        "enter_current_password": _("The password is not right. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, or ask your system administrator."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Only words of our own are shown ("message"); the package's notices ("Signed in as …") say nothing people
        need.
        """
        if message:
            super().add_message(request, *args, message=message, **kwargs)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the password of the user who is signed in. Wrong tries count as at sign-in."""
        from allauth.core import context

        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Counted for an account *and* a source: otherwise anybody could lock a hub out by trying its addresses.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class CouncilAccountAdapter(DefaultSocialAccountAdapter):
    """Somebody with a council account signs in as the worker with that address. Unknown addresses are turned away."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect to the worker with the same verified address, once.

        An address the provider does not vouch for connects to nobody: whoever may write their own address there could
        otherwise sign in as anybody.
        """
        if sociallogin.is_existing:
            return
        address = (sociallogin.user.email or "").lower() if _vouched_for(sociallogin) else ""
        user = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        if user is not None:
            sociallogin.connect(request, user)


def _vouched_for(sociallogin: Any) -> bool:
    """Whether the provider says that the address is theirs, or says nothing and is trusted by the settings."""
    told = sociallogin.account.extra_data
    claims = told.get("userinfo") or told.get("id_token") or told
    said = claims.get("email_verified")
    return bool(settings.OIDC_ADDRESSES_VERIFIED) if said is None else str(said).lower() == "true"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors are kept encrypted, and named for this service."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Wait for the next one and try again."),
        "unknown_passkey": _("This passkey does not let you in here any more. Use another way."),
    }

    def validation_error(self, code: str, *args: Any) -> Any:
        """The package calls a refused passkey a wrong code too; nobody who touched a reader typed one."""
        from allauth.core import context

        refused = code == "incorrect_code" and "credential" in context.request.POST
        return super().validation_error("unknown_passkey" if refused else code, *args)

    def encrypt(self, text: str) -> str:
        return seal(text, place=_PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return str(unseal(bytes.fromhex(encrypted_text), place=_PLACE))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Lantern"}


_SET_UP_NOW = "second_factor_set_up"


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session proved who it is in more than one way. A work account's own provider asks for its second
    factor.

    Read from the session alone: it costs no query.
    """
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(_SET_UP_NOW):
        return True
    methods = request.session.get("account_authentication_methods") or []
    return any(each.get("method") in {"mfa", "socialaccount"} for each in methods)


def note_second_factor(request: HttpRequest) -> None:
    """Whoever has just set up a second way in, in this session, has shown it."""
    if get_adapter().is_mfa_enabled(request.user):
        request.session[_SET_UP_NOW] = True


def _begin(sender: Any, request: HttpRequest, **_kwargs: Any) -> None:
    """The longest a session may last counts from signing in, not from the first look at the sign-in page."""
    request.session["began"] = int(time.time())


user_logged_in.connect(_begin)


@dataclass(frozen=True)
class WorkAccount:
    """An identity provider people may sign in with."""

    name: str
    address: str


def work_accounts() -> list[WorkAccount]:
    """The council's identity providers, as configured."""
    configured = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [
        WorkAccount(each["name"], reverse("openid_connect_login", kwargs={"provider_id": each["provider_id"]}))
        for each in configured
    ]
