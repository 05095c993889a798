"""Every route declares who may use it, for what. A view without a declaration fails the build; a request without the right finds nothing.

``@page`` opens the transaction in which the database knows who is acting, renders inside it, and turns the door's refusals into pages.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from psycopg import errors as pg

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, public_visitor
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

_ATTEMPTS = 3
VISITOR_COOKIE = "visitor"


@dataclass(frozen=True)
class Policy:
    """What a route declares: the permission it needs (empty for public pages), what it shows, and why the public may see it."""

    permission: str
    shows: str
    public: bool = False
    because: str = ""


def page[**P](*, may: str, shows: str = "") -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for signed-in people whose post holds this permission. ``shows`` names the class of record on it, for the access matrix."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(f"{settings.LOGIN_URL}?next={request.path}")
            actor: ActingPerson | None = request.actor  # type: ignore[attr-defined]
            if not actor:
                return render(request, "access/no_post.jinja", status=403)
            if not actor.may(may):
                # A page whose existence says nothing about anyone may explain itself; a record never gets this far.
                return render(request, "access/not_your_post.jinja", {"answer": actor.may(may)}, status=403)
            return _within(actor, view, request, args, kwargs)

        guarded.policy = Policy(may, shows)  # type: ignore[attr-defined]
        return guarded

    return declare


def public_page(*, because: str, shows: str = "") -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page anybody may open, with the reason why. Its visitor is known only by a secret in a cookie, never by who they are."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            fresh = VISITOR_COOKIE not in request.COOKIES
            secret = request.COOKIES.get(VISITOR_COOKIE) or secrets.token_urlsafe(32)
            request.visitor = visitor_hash(secret)  # type: ignore[attr-defined]
            response = _within(public_visitor(request.visitor), view, request, args, kwargs)  # type: ignore[attr-defined]
            if fresh:
                response.set_cookie(
                    VISITOR_COOKIE, secret, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax", max_age=60 * 60 * 24
                )
            return response

        guarded.policy = Policy("", shows, public=True, because=because)  # type: ignore[attr-defined]
        return guarded

    return declare


def visitor_hash(secret: str) -> str:
    """What the database keeps of a visitor's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def act_key(request: HttpRequest) -> uuid.UUID | None:
    """The key of this press of the button, from the form's hidden field. A form without one is not protected, so forms must have one."""
    try:
        return uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        return None


def _within(actor: ActingPerson, view: Callable[..., HttpResponse], request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    for attempt in range(_ATTEMPTS):
        try:
            with acting(actor):
                response = view(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):
                    response.render()  # inside the transaction: a lazy page would read without a context and look empty
                return response
        except MoveRefused as refusal:
            return render(request, "access/refused.jinja", {"answer": refusal.answer}, status=409)
        except StaleRecord as stale:
            with acting(actor):
                return render(
                    request, "access/stale.jinja", {"episode": stale.episode, "since": stale.since, "typed": _typed(request)}, status=409
                )
        except AlreadyDone:
            return render(request, "access/already_done.jinja", {"back": request.path}, status=200)
        except (Http404, PermissionDenied):
            return absent(request)
        except OperationalError as error:
            if isinstance(error.__cause__, pg.DeadlockDetected | pg.SerializationFailure) and attempt + 1 < _ATTEMPTS:
                continue
            return unavailable(request)
        except DatabaseError as error:
            if isinstance(error.__cause__, pg.InsufficientPrivilege):
                return absent(request)
            raise
    raise AssertionError("unreachable")


def absent(request: HttpRequest) -> HttpResponse:
    """Missing and forbidden look the same."""
    return render(request, "access/not_found.jinja", status=404)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database can not be reached: say so plainly, and give back everything typed. Must itself need no database."""
    connection.close_if_unusable_or_obsolete()
    response = render(request, "access/unavailable.jinja", {"typed": _typed(request), "bare": True}, status=503)
    response["Retry-After"] = "10"
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, field by field, so that no error page ever loses it."""
    if request.method != "POST":
        return []
    hidden = {"csrfmiddlewaretoken", "act", "version", "draft_version", "password"}
    return [(name, value) for name, values in request.POST.lists() for value in values if name not in hidden and value]


__all__ = ["Policy", "absent", "act_key", "page", "public_page", "unavailable", "visitor_hash"]
