"""Every route declares who may use it, for what. A view without a declaration fails the build; a request without the
right finds nothing.

``@page`` opens the transaction in which the database knows who is acting, renders inside it, and turns the door's
refusals into pages.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from psycopg import errors as pg

from lantern.access import sender_links
from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, public_visitor, settled
from lantern.access.sign_in import has_second_factor
from lantern.access.tries import TooManyTries
from lantern.interface.spoken import reading
from lantern.partnership import queries as partnership
from lantern.spine.kinds import event_kind
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

_ATTEMPTS = 3
VISITOR_COOKIE = "visitor"
LANGUAGE_COOKIE = "language"
LEAVES_TO = "https://www.bbc.co.uk/weather"
"""Where "Exit this page" goes: a page nobody would ask about."""


@dataclass(frozen=True)
class Policy:
    """What a route declares: the permission it needs (empty for public pages), what it shows, and why the public may
    see it.
    """

    permission: str
    shows: str
    public: bool = False
    because: str = ""
    by_link: bool = False
    """Whether a professional without an account, who came by a link to their work address, may open it too."""


def page[**P](
    *, may: str, shows: str = "", by_link: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for signed-in people whose post holds this permission. ``shows`` names the class of record on it, for the
    access matrix. ``by_link``: a professional who came by a link to their work address may open it too.
    """

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                sender = sender_links.sender_of(request) if by_link else None
                if sender is None:
                    came_by_link = by_link and request.COOKIES.get(sender_links.COOKIE)
                    return link_ended(request) if came_by_link else signed_out(request)
                request.actor = sender  # type: ignore[attr-defined]
                return _within(sender, view, request, args, kwargs)
            if not has_second_factor(request):
                return redirect("mfa_index")
            actor = settled(request)
            if not actor:
                return render(request, "access/no_post.jinja", status=403)
            if not actor.may(may):
                # A page whose existence says nothing about anyone may explain itself; a record never gets this far.
                return render(request, "access/not_your_post.jinja", {"answer": actor.may(may)}, status=403)
            return _within(actor, view, request, args, kwargs)

        guarded.policy = Policy(may, shows, by_link=by_link)  # type: ignore[attr-defined]
        return guarded

    return declare


def public_page(
    *, because: str, shows: str = "", returns_by: str = "", translated: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page anybody may open, with the reason why. Its visitor is known only by a secret in a cookie, never by who
    they are.

    ``returns_by`` names a posted field in which somebody may give the secret they wrote down on another device. The
    cookie changes to it only when the view finds something kept under it and sets ``request.remember_visitor``.
    ``translated``: the page is offered in every language of ``settings.LANGUAGES``.
    """

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if translated and (chosen := _chosen_language(request)) is not None:
                return chosen
            request.offers_languages = translated  # type: ignore[attr-defined]
            language = request.COOKIES.get(LANGUAGE_COOKIE, "") if translated else ""
            fresh = VISITOR_COOKIE not in request.COOKIES
            secret = request.COOKIES.get(VISITOR_COOKIE) or new_visitor_secret()
            if returns_by and request.POST.get(returns_by):
                fresh, secret = False, as_visitor_secret(request.POST[returns_by])
            request.visitor = visitor_hash(secret)  # type: ignore[attr-defined]
            request.visitor_secret = secret  # type: ignore[attr-defined]
            request.remember_visitor = fresh  # type: ignore[attr-defined]
            with reading(language):
                response = _within(public_visitor(request.visitor), view, request, args, kwargs)  # type: ignore[attr-defined]
            if request.remember_visitor:  # type: ignore[attr-defined]
                # No age: it goes when the browser closes, so that the next person at a shared computer finds nothing.
                response.set_cookie(
                    VISITOR_COOKIE, secret, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
                )
            return response

        guarded.policy = Policy("", shows, public=True, because=because)  # type: ignore[attr-defined]
        return guarded

    return declare


def _chosen_language(request: HttpRequest) -> HttpResponse | None:
    """Back to the same page in the language that was chosen at its top. The cookie goes when the browser closes."""
    language = request.GET.get("language", "")
    if request.method != "GET" or language not in dict(settings.LANGUAGES):
        return None
    others = request.GET.copy()
    del others["language"]
    response = redirect(f"{request.path}?{others.urlencode()}" if others else request.path)
    response.set_cookie(LANGUAGE_COOKIE, language, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return response


_SECRET_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # noqa: S105 - an alphabet
"""No vowels, nor signs that are mistaken for each other when somebody copies them by hand."""
_SECRET_LENGTH = 16


def new_visitor_secret() -> str:
    """What only this visitor's browser holds, short enough to write down: 28**16 is about 77 bits."""
    return "".join(secrets.choice(_SECRET_SIGNS) for _ in range(_SECRET_LENGTH))


def as_visitor_secret(written: str) -> str:
    """A secret as somebody typed it back: spaces, hyphens and small letters do not matter."""
    return "".join(sign for sign in written.upper() if sign.isalnum())[:64]


def visitor_hash(secret: str) -> str:
    """What the database keeps of a visitor's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def act_key(request: HttpRequest) -> uuid.UUID | None:
    """The key of this press of the button, from the form's hidden field. A form without one is not protected, so forms
    must have one.
    """
    try:
        return uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        return None


def _within(
    actor: ActingPerson, view: Callable[..., HttpResponse], request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse:
    for attempt in range(_ATTEMPTS):
        try:
            with acting(actor):
                response = view(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):
                    response.render()  # inside the transaction: a lazy page would read without a context and look empty
                return response
        except MoveRefused as refusal:
            told = {"answer": refusal.answer, "typed": typed_fields(request), "back": came_from(request)}
            return render(request, "access/refused.jinja", told, status=409)
        except StaleRecord as stale:
            told = {
                "episode": stale.episode,
                "told": told_since(stale),
                "typed": typed_fields(request),
                "back": came_from(request),
            }
            return render(request, "access/stale.jinja", told, status=409)
        except TooManyTries as many:
            return slowed_down(request, many.until)
        except AlreadyDone:
            return render(request, "access/already_done.jinja", {"back": came_from(request)}, status=200)
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
    """The database can not be reached: say so plainly, and give back everything typed. Itself needs no database."""
    request.database_away = True  # type: ignore[attr-defined]
    connection.close_if_unusable_or_obsolete()
    response = render(request, "access/unavailable.jinja", again(request) | _way_out(request), status=503)
    response["Retry-After"] = "10"
    return response


def slowed_down(request: HttpRequest, until: dt.datetime) -> HttpResponse:
    """Too much came from one place: when to try again, whom to ring meanwhile, and everything typed."""
    told = {"until": until, "areas": partnership.authorities()} | again(request) | _way_out(request)
    response = render(request, "access/slowed_down.jinja", told, status=429)
    response["Retry-After"] = str(max(1, round((until - timezone.now()).total_seconds())))
    return response


def _way_out(request: HttpRequest) -> dict[str, str]:
    """A visitor of a public page can leave quickly from every page, also from one that says no."""
    return {"exit_href": LEAVES_TO} if hasattr(request, "visitor") else {}


def signed_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in: to the sign-in page and back again; a form that was being sent keeps everything typed in
    it.
    """
    if request.method == "POST" and (sent := again(request))["again"]:
        return render(request, "access/signed_out.jinja", sent, status=403)
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()}, safe='/')}")


def link_ended(request: HttpRequest) -> HttpResponse:
    """The time of a link is over: a new one goes on where this one stopped, and what was being sent is kept."""
    return render(request, "access/link_ended.jinja", again(request), status=403 if request.method == "POST" else 200)


@dataclass(frozen=True)
class Typed:
    """One thing somebody typed, with words for it. ``long`` is text that deserves a box of its own."""

    name: str
    label: str
    value: str

    @property
    def long(self) -> bool:
        return bool(self.label) and (len(self.value) > 60 or "\n" in self.value)

    @property
    def rows(self) -> int:
        return min(12, 2 + len(self.value) // 70 + self.value.count("\n"))


_NEVER_GIVEN_BACK = frozenset({"csrfmiddlewaretoken", "password", "oldpassword", "code", "credential"})
_BOOKKEEPING = frozenset({"act", "version", "draft_version", "record", "next"})
"""Fields of every form that the page needs and the reader does not."""


def typed_fields(request: HttpRequest) -> list[Typed]:
    """What the person typed, field by field, so that no error page ever loses it."""
    return [each for each in _sent(request) if each.label and each.value]


def _sent(request: HttpRequest) -> list[Typed]:
    if request.method != "POST":
        return []
    return [
        Typed(name, "" if name in _BOOKKEEPING else _label(name), str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in _NEVER_GIVEN_BACK and not name.startswith("password")
    ]


def _label(name: str) -> str:
    """A field's name as words: ``children-0-first_names`` reads "Children 1 first names"."""
    words = [str(int(part) + 1) if part.isdecimal() else part.replace("_", " ") for part in name.split("-")]
    return " ".join(words).capitalize()


def again(request: HttpRequest) -> dict[str, Any]:
    return {"again": _sent(request), "address": request.get_full_path() if request.method == "POST" else request.path}


@dataclass(frozen=True)
class Told:
    """One line about what somebody did meanwhile."""

    who: str
    at: dt.datetime
    sentence: str


def told_since(stale: StaleRecord) -> list[Told]:
    """Who did what since the reader opened the record. For the stale page, or a banner above a form that is drawn
    again.
    """
    return [
        Told(event.actor_name or "Somebody", event.recorded_at, event_kind(event.kind).tell(event.payload))
        for event in stale.since
    ]


def came_from(request: HttpRequest) -> str:
    """The page of ours the reader was on, else this one's address. Never an address of somebody else's."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return urlsplit(before).path
    return request.path


__all__ = [
    "Policy",
    "Told",
    "Typed",
    "absent",
    "act_key",
    "again",
    "came_from",
    "page",
    "public_page",
    "signed_out",
    "told_since",
    "typed_fields",
    "unavailable",
    "visitor_hash",
]
