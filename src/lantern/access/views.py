"""Pages of this room: signing in and out, choosing a post, saving drafts, and the pages that say no."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lantern.access import draft_saving
from lantern.access.pages import absent, again, page, public_page, typed_fields, unavailable


@require_POST
@page(may="sign_in", shows="own draft")
def save_draft(request: HttpRequest, form: str) -> HttpResponse:
    """Keep what a form holds so far; see ``draft_saving.keep`` for the answers."""
    return draft_saving.keep(request, form, by=request.actor)  # type: ignore[attr-defined]


@require_POST
@page(may="sign_in")
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """Typing and clicking count as use. Arriving here is all it takes: the session's own clock moves with every request."""
    return HttpResponse(status=204)


@public_page(because="Everybody must be able to sign in.")
def sign_in(request: HttpRequest) -> HttpResponse:
    return redirect("account_login")


# ---- pages that say no ------------------------------------------------------------------------------------------------------------------


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection against forgery did not match, mostly because somebody signed in again elsewhere. Nothing typed is lost."""
    request.database_away = True  # type: ignore[attr-defined] # drawn bare: who this is must not be asked of a doubtful request
    return render(request, "access/form_expired.jinja", again(request), status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page."""
    return absent(request)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. When it is the database that is away, in middleware too, say that instead."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request)
    request.database_away = True  # type: ignore[attr-defined]
    told = {"typed": typed_fields(request), "number": getattr(request, "number", "")}
    return render(request, "access/broken.jinja", told, status=500)
