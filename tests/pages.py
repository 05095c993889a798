"""Driving pages in tests as somebody in a post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client

from lantern.access.models import User
from lantern.access.people_acting import ActingPerson
from lantern.access.sessions import SessionStore
from lantern.partnership.models import Post
from lantern.spine.actors import somebody


def hold_post(actor: ActingPerson) -> None:
    """Let the actor's user hold the actor's post, as an administrator would. Done as the owner: the web role may not
    change posts.
    """
    with connection.cursor() as cursor:
        cursor.execute("select tests_hold_post(%s, %s)", [actor.post_id, actor.user_id])


def session_for(actor: ActingPerson) -> str:
    """A signed-in session in the actor's post; returns its key."""
    hold_post(actor)
    user = User.objects.get(pk=somebody(actor))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["post_id"] = actor.post_id
    session.create()
    assert session.session_key
    return session.session_key


@pytest.fixture
def as_person(db: None) -> Callable[[ActingPerson], Client]:
    """``as_person(cast.officer)``: a browser-like client signed in as them."""

    def signed_in(actor: ActingPerson) -> Client:
        client = Client()
        client.cookies["sessionid"] = session_for(actor)
        return client

    return signed_in


def posts_named(code: str) -> Post:
    return Post.objects.get(code=code)
