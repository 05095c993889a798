"""Accounts: who may sign in, and in which posts. Nobody signs themselves up; an administrator of the machine does this
with ``lantern account``, as the role that migrates, because the web role may not give posts.

A first password is shown once, on the terminal, and never sent. It opens nothing by itself: a second factor is set up
at the first sign-in (``settings.SECOND_FACTOR_REQUIRED``). Whoever signs in with a council account needs none.
"""

from __future__ import annotations

import logging
import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from lantern.access.models import Session, User
from lantern.partnership.models import Post

log = logging.getLogger("lantern.accounts")

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and figures nobody takes for one another when they read a password out."""


class AccountError(Exception):
    """What was asked can not be done. The text says why, and what to do."""


@transaction.atomic
def add(email: str, name: str, posts: list[str], *, password: bool = True) -> str:
    """Make an account and put it into these posts, by their codes.

    Returns the first password, or "" without one (``password=False``: they sign in with a council account). Raises
    AccountError for an address that is none or is taken, and for posts that are unknown or held by somebody.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise AccountError(f"“{email}” is not an e-mail address.") from None
    if not name.strip():
        raise AccountError("Say what they are called: --name.")
    if User.objects.filter(email__iexact=email).exists():
        raise AccountError("There is an account with this address already. `lantern account post` gives it a post.")
    user = User(username=email, email=email, display_name=name.strip())
    first = _first_password() if password else ""
    user.set_password(first or None)
    user.save()
    _give(user, posts)
    log.info("account %s opened, posts: %s", user.pk, ", ".join(posts))
    return first


@transaction.atomic
def give_posts(email: str, posts: list[str]) -> None:
    """Put somebody into further posts. Raises AccountError as ``add`` does."""
    user = _known(email)
    _give(user, posts)
    log.info("account %s was given posts: %s", user.pk, ", ".join(posts))


@transaction.atomic
def new_password(email: str) -> str:
    """A new first password for somebody who forgot theirs or lost their second factor, which is taken off as well.

    Their open sessions end.
    """
    from allauth.mfa.models import Authenticator

    user = _known(email)
    first = _first_password()
    user.set_password(first)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    log.info("account %s was given a new password", user.pk)
    return first


@transaction.atomic
def close(email: str) -> list[str]:
    """End an account: its sessions end now, its posts are free, what they did stays in their name. The posts' codes."""
    user = _known(email)
    held = Post.objects.filter(holder=user)
    left = [post.code for post in held]
    held.update(holder=None)
    Session.objects.filter(user=user).delete()
    user.is_active = False
    user.save(update_fields=["is_active"])
    log.info("account %s closed", user.pk)
    return left


def posts() -> list[tuple[str, str, str, str]]:
    """Every post: its code, title and team, and who holds it ("" when it is free). One query."""
    return [
        (post.code, post.title, post.team.name, str(post.holder) if post.holder else "")
        for post in Post.objects.select_related("team", "holder").order_by("team__name", "title", "code")
    ]


def _known(email: str) -> User:
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise AccountError(f"There is no open account with the address “{email.strip()}”.")
    return user


def _give(user: User, codes: list[str]) -> None:
    for code in codes:
        post = Post.objects.select_for_update(of=("self",)).filter(code=code).first()
        if post is None:
            raise AccountError(f"There is no post “{code}”. `lantern account list` shows them all.")
        if post.holder_id not in (None, user.pk):
            raise AccountError(f"The post “{code}” is held by somebody. Close their account, or name another post.")
        post.holder = user
        post.save(update_fields=["holder"])


def _first_password() -> str:
    """Twenty signs in four groups: 98 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
