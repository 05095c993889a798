"""Accounts are opened, given posts and closed by an administrator of the machine, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from tests.database import connect_as

from lantern.access import accounts
from lantern.access.models import Session, User
from lantern.partnership.models import Post
from lantern.project.server.embedded import EmbeddedServer

ADDRESS = "new.worker@council.example"


@pytest.fixture
def administrator(database_server: EmbeddedServer, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Connected as the role that `lantern account` works as; what it wrote is taken away again."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        connect_as("migrate", database_server, name)
        yield
        Post.objects.filter(holder__email__endswith="@council.example").update(holder=None)
        Session.objects.filter(user__email__endswith="@council.example").delete()
        User.objects.filter(email__endswith="@council.example").delete()
        connect_as("app", database_server, name)


def a_free_post() -> str:
    return next(code for code, _, _, holder in accounts.posts() if not holder)


def test_an_account_is_opened_in_a_post_with_a_first_password(administrator: None) -> None:
    post = a_free_post()
    first = accounts.add(f" {ADDRESS.upper()} ", "New Worker", [post])
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(first)
    assert len(first) == 23
    assert Post.objects.get(code=post).holder_id == user.pk


def test_with_a_council_account_there_is_no_password_at_all(administrator: None) -> None:
    assert accounts.add(ADDRESS, "New Worker", [], password=False) == ""
    assert not User.objects.get(email=ADDRESS).has_usable_password()


def test_what_can_not_be_done_is_told_and_leaves_nothing_behind(administrator: None) -> None:
    post = a_free_post()
    accounts.add(ADDRESS, "New Worker", [post])
    for email, posts, words in (
        ("no address", [], "is not an e-mail address"),
        (ADDRESS, [], "already"),
        ("other@council.example", [post], "is held by somebody"),
        ("other@council.example", ["no-such-post"], "There is no post"),
    ):
        with pytest.raises(accounts.AccountError, match=words):
            accounts.add(email, "Other Worker", posts)
    assert not User.objects.filter(email="other@council.example").exists()
    with pytest.raises(accounts.AccountError, match="no open account"):
        accounts.close("nobody@council.example")


def test_a_new_password_ends_the_old_one_and_every_session(administrator: None) -> None:
    first = accounts.add(ADDRESS, "New Worker", [])
    user = User.objects.get(email=ADDRESS)
    Session.objects.create(session_key="k" * 32, session_data="", expire_date="2099-01-01T00:00:00Z", user=user)
    second = accounts.new_password(ADDRESS)
    user.refresh_from_db()
    assert user.check_password(second)
    assert not user.check_password(first)
    assert not Session.objects.filter(user=user).exists()


def test_closing_frees_the_posts_and_ends_sessions_and_keeps_the_name(administrator: None) -> None:
    post = a_free_post()
    accounts.add(ADDRESS, "New Worker", [post])
    user = User.objects.get(email=ADDRESS)
    Session.objects.create(session_key="c" * 32, session_data="", expire_date="2099-01-01T00:00:00Z", user=user)
    assert accounts.close(ADDRESS) == [post]
    user.refresh_from_db()
    assert (user.is_active, user.display_name) == (False, "New Worker")
    assert Post.objects.get(code=post).holder is None
    assert not Session.objects.filter(user=user).exists()


def test_the_web_role_may_not_give_posts(administrator: None, database_server: EmbeddedServer) -> None:
    post = a_free_post()
    accounts.add(ADDRESS, "New Worker", [])
    connect_as("app", database_server, settings.DATABASES["default"]["NAME"])
    try:
        with pytest.raises(Exception, match="permission denied"):
            accounts.give_posts(ADDRESS, [post])
    finally:
        connect_as("migrate", database_server, settings.DATABASES["default"]["NAME"])
