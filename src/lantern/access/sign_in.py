"""How people sign in: the council's identity provider, a passkey, or a password with a second factor. Nobody signs themselves up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from lantern.access.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, from the posts of a partnership; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class CouncilAccountAdapter(DefaultSocialAccountAdapter):
    """Somebody with a council account signs in as the worker with that address. Unknown addresses are turned away."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect to the worker with the same verified address, once."""
        if sociallogin.is_existing:
            return
        address = (sociallogin.user.email or "").lower()
        user = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        if user is not None:
            sociallogin.connect(request, user)
