"""Pages of this room: signing in and out, choosing a post, saving drafts, and the pages that say no."""

from __future__ import annotations

import sys

from django.conf import settings
from django.contrib.auth import login
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lantern.access import draft_saving
from lantern.access.demonstration import invented_people
from lantern.access.forms import PostForm
from lantern.access.pages import absent, again, page, public_page, typed_fields, unavailable
from lantern.access.people_acting import actor_of
from lantern.partnership.models import Post


@require_POST
@page(may="sign_in", shows="own draft")
def save_draft(request: HttpRequest, form: str) -> HttpResponse:
    """Keep what a form holds so far; see ``draft_saving.keep`` for the answers."""
    return draft_saving.keep_now_and_then(request, form, by=actor_of(request))


@require_POST
@page(may="sign_in")
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """Typing and clicking count as use. Arriving here is all it takes: the session's own clock moves with every
    request.
    """
    return HttpResponse(status=204)


@public_page(because="It exists in a demonstration only, where everybody is invented.")
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Choose an invented person and be them. In any other mode there is no such page."""
    if not settings.DEMONSTRATION:
        raise Http404
    if request.method == "POST":
        post = get_object_or_404(
            Post.objects.select_related("holder"), pk=whole(request.POST.get("post")), holder__is_active=True
        )
        login(request, post.holder, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session["post_id"] = post.pk
        return redirect(_next(request))
    return render(request, "access/sign_in_as.jinja", {"roles": invented_people(), "next": request.GET.get("next", "")})


@page(may="sign_in")
def choose_post(request: HttpRequest) -> HttpResponse:
    """Somebody who holds several posts says which one they work in now: what they may see comes from it."""
    posts = request.session.facts["posts"]  # type: ignore[attr-defined]
    form = PostForm(request.POST or None, posts=posts, initial={"post": str(actor_of(request).post_id)})
    if form.is_valid():
        request.session["post_id"] = int(form.cleaned_data["post"])
        request.session.cycle_key()
        return redirect("home")
    return render(request, "access/choose_post.jinja", {"form": form})


def whole(text: str | None) -> int:
    """A number as posted; 0, which is nobody's key, when it is none."""
    return int(text) if text and text.isdecimal() else 0


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


# ---- pages that say no ---------------------------------------------------------------------------------------------


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection against forgery did not match, mostly because somebody signed in again elsewhere. Nothing
    typed is lost.
    """
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
