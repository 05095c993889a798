"""The front page of each role, and the pages everybody may read."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access.pages import Policy, page, public_page
from lantern.access.people_acting import actor_of
from lantern.governance.ahead import steps
from lantern.governance.permissions import KEEP_MINUTES
from lantern.home import queries
from lantern.home.forms import ShortcutsForm
from lantern.law.timescales import timescale
from lantern.partnership.models import ThresholdDocument
from lantern.partnership.queries import authorities
from lantern.spine import drafts, notices

SHORTCUTS_COOKIE = "shortcuts"


def home(request: HttpRequest) -> HttpResponse:
    """The front page: my work for those signed in, two doors for everybody else."""
    return my_work(request) if request.user.is_authenticated else welcome(request)


@page(may="sign_in", shows="own work")
def my_work(request: HttpRequest) -> HttpResponse:
    """What waits for the reader and their team, and the big next steps."""
    by, now = actor_of(request), timezone.now()
    work = queries.my_work(by, now=now)
    ahead = steps(by=by, now=now) if by.may(KEEP_MINUTES) else []
    return render(request, "home/my_work.jinja", {"work": work, "ahead": ahead, "now": now})


@require_POST
@page(may="sign_in", shows="own work")
def told(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """A notice is put away by one reader, or dealt with for the whole team under their name."""
    by = actor_of(request)
    if "done" in request.POST:
        found = notices.deal_with(notice, by=by, at=timezone.now())
    else:
        found = notices.put_away(notice, by=by)
    if not found:
        raise Http404
    return redirect("home")


@require_POST
@page(may="sign_in", shows="own work")
def told_kind(request: HttpRequest, code: str) -> HttpResponse:
    """Every notice of one kind is put away by one reader."""
    notices.put_away_kind(code, by=actor_of(request))
    return redirect("home")


@public_page(because="The front door of the service; it shows nobody's record.")
def welcome(request: HttpRequest) -> HttpResponse:
    """Two doors: worried about a child, and people who work with children."""
    return render(request, "home/welcome.jinja", {"authorities": authorities()})


home.policy = Policy("", "own work", public=True, because="Two pages in one: the second asks for a post.")  # type: ignore[attr-defined]


@public_page(because="Everybody may read how their information is used.")
def privacy(request: HttpRequest) -> HttpResponse:
    """How information is used, in plain words."""
    kept = timescale(drafts.KEPT).value_on(timezone.localdate()).limit
    return render(request, "home/privacy.jinja", {"authorities": authorities(), "draft_kept": str(kept)})


@public_page(because="Everybody may read how far this service is accessible.")
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the service is accessible, and where it is not known."""
    return render(request, "home/accessibility.jinja", {"authorities": authorities()})


@public_page(because="Everybody may read how to get help.")
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ring, and how the service works."""
    return render(request, "home/help.jinja", {"authorities": authorities()})


@public_page(
    because="The partnership publishes its threshold document (Working Together, chapter 2).",
    shows="published document",
)
def threshold(request: HttpRequest) -> HttpResponse:
    """Every version of the threshold document, those in force first."""
    return render(request, "home/threshold.jinja", {"documents": queries.threshold_documents(timezone.localdate())})


@public_page(
    because="The partnership publishes its threshold document (Working Together, chapter 2).",
    shows="published document",
)
def threshold_version(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """One version, as it was or is in force."""
    try:
        published, clauses = queries.threshold_document(code, version, timezone.localdate())
    except ThresholdDocument.DoesNotExist:
        raise Http404 from None
    return render(request, "home/threshold_version.jinja", {"published": published, "clauses": clauses})


@page(may="sign_in")
def keyboard(request: HttpRequest) -> HttpResponse:
    """The keyboard shortcuts, and a switch to turn them off (WCAG 2.1.4). Kept in a cookie of this browser."""
    now = "off" if request.COOKIES.get(SHORTCUTS_COOKIE) == "off" else "on"
    form = ShortcutsForm(request.POST or None, initial={"shortcuts": now})
    if form.is_valid():
        response = redirect("keyboard")
        response.set_cookie(
            SHORTCUTS_COOKIE,
            form.cleaned_data["shortcuts"],
            max_age=365 * 24 * 60 * 60,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response
    return render(request, "home/keyboard.jinja", {"form": form})
