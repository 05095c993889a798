"""For each request: who is signed in, in which post. Nothing is remembered between requests, so rights end at once."""

from __future__ import annotations

import functools
import hmac
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lantern.access.models import User
from lantern.access.people_acting import ActingPerson, partnerships_of
from lantern.partnership.models import CASE_HOLDING


def user_of(request: HttpRequest) -> User | AnonymousUser:
    """The signed-in user, from what the session's one query brought. A changed password ends the session, as in
    Django.
    """
    session = request.session
    if SESSION_KEY not in session:
        return AnonymousUser()
    facts = getattr(session, "facts", None)
    if facts is None:  # Signed in during this very request: the row was written, not read.
        user = User.objects.filter(pk=session[SESSION_KEY], is_active=True).first()
        return user or AnonymousUser()
    if not facts["user"] or str(facts["user"]["id"]) != str(session[SESSION_KEY]):
        return AnonymousUser()
    user = User(**facts["user"])
    user._state.adding = False
    user._state.db = "default"
    user.backend = session.get(BACKEND_SESSION_KEY) or ""
    if not hmac.compare_digest(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        session.flush()
        return AnonymousUser()
    return user


def person_acting(request: HttpRequest) -> ActingPerson | None:
    """The signed-in person in the post they chose (or their first), or None when nobody is signed in or they hold no
    post today.
    """
    user = request.user
    facts = getattr(request.session, "facts", None)
    if not user.is_authenticated or not facts or not facts["posts"]:
        return None
    chosen = request.session.get("post_id")
    post = next((post for post in facts["posts"] if post["id"] == chosen), facts["posts"][0])
    holds_cases = post["team_kind"] in CASE_HOLDING
    elsewhere = tuple(post["elsewhere"] or ()) if holds_cases else ()
    return ActingPerson(
        user_id=user.pk,
        name=str(user),
        role=post["role"],
        post_id=post["id"],
        post_title=post["title"],
        team_id=post["team_id"],
        team_kind=post["team_kind"],
        team_name=post["team_name"],
        agency_id=post["agency_id"],
        agency_name=post["agency_name"],
        covers=tuple(post["covers"]),
        authorities=(*post["covers"], *elsewhere) if holds_cases else (),
        partnerships=partnerships_of(post["role"], post["agency_id"]),
        elsewhere=elsewhere,
        only_read=tuple(post["only_read"] or ()) if holds_cases else (),
        granted=tuple(uuid.UUID(person) for person in facts["granted"]),
        denied=tuple(uuid.UUID(person) for person in facts["denied"]),
    )


LIVE = "live"
"""What pages that refresh themselves say in ``X-Requested-With``: nobody need be there, so it is not use."""


class AccessMiddleware:
    """Gives each request ``user`` and ``actor``, found only when asked for, and notes that the session is in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]

        async def auser() -> Any:
            return request.user

        request.auser = auser
        request.finds_actor = functools.cache(lambda: person_acting(request))  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(request.finds_actor)  # type: ignore[attr-defined]
        response = self.get_response(request)
        # When the database is away, a session to write would only bring the next failure.
        in_use = response.status_code < 500 and request.headers.get("X-Requested-With") != LIVE
        if in_use and getattr(request.session, "facts", None):
            request.session.touch()  # type: ignore[attr-defined]
        return response
