"""What anybody may do with the link of a form: say how it was, one question a page, without a name.

Nothing is kept before it is sent: what was answered travels from page to page in the form itself.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lantern.access import tries
from lantern.access.context import sending_to
from lantern.access.pages import LEAVES_TO, act_key, public_page
from lantern.interface.spoken import read_in
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone
from lantern.voices import actions, queries
from lantern.voices.library import ANSWERS, Kind
from lantern.voices.models import VoiceForm

BECAUSE = "Whoever was helped may say how it was, without an account and without a name."
LONGEST = 4000
"""Signs of one answer."""


def _page(request: HttpRequest, template: str, form: VoiceForm, *, status: int = 200, **facts: Any) -> HttpResponse:
    of = partnership.every_authority()[form.authority_id].partnership_id
    areas = [each for each in partnership.authorities() if each.partnership_id == of]
    known = {"exit_href": LEAVES_TO, "areas": areas, "voice": form}
    return render(request, f"voices/{template}.jinja", known | facts, status=status)


@public_page(translated=True, because=BECAUSE)
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Before it begins: 999 first, what this is, that no name is asked. Then one question a page."""
    form = queries.open_form(code)
    if form.closed_at is not None:
        return _page(request, "closed", form, status=410)
    if request.method != "POST":
        return _page(request, "start", form)
    given = {each["code"]: request.POST.get(f"a-{each['code']}", "")[:LONGEST] for each in form.questions}
    typed = request.POST.get("at", "0")
    at = min(int(typed), len(form.questions) + 1) if typed.isdecimal() and len(typed) < 4 else 0
    if at > len(form.questions):
        return _afraid(request, form, given)
    return _question(request, form, given, at)


def _question(request: HttpRequest, form: VoiceForm, given: dict[str, str], at: int, wrong: str = "") -> HttpResponse:
    status = 422 if wrong else 200
    facts: dict[str, Any] = {"given": given, "at": at, "of": len(form.questions) + 1, "wrong": wrong}
    if at == len(form.questions):
        return _page(request, "afraid", form, status=status, **facts)
    asked = form.questions[at]
    facts |= {"question": gettext(asked["text"]), "code": asked["code"], "pressed": ANSWERS.get(asked["kind"])}
    facts["faces"] = asked["kind"] == Kind.FACES
    return _page(request, "question", form, status=status, **facts)


def _afraid(request: HttpRequest, form: VoiceForm, given: dict[str, str]) -> HttpResponse:
    """The last question decides where it leads: to 999 and the hub at once, or to thanks. Either way it is kept."""
    said = request.POST.get("afraid", "")
    if said not in ("yes", "no"):
        return _question(request, form, given, len(form.questions), gettext("Press one of the two"))
    at = timezone.now()
    tries.require(tries.PUBLIC_REPORT, tries.source(request), at=at)
    try:
        with sending_to(form.authority_id) as sender:
            actions.give(
                form, answers=given, worry=said == "yes", language=read_in(), by=sender, at=at, key=act_key(request)
            )
        tries.count(tries.PUBLIC_REPORT, tries.source(request), at=at)
    except AlreadyDone:
        pass
    return redirect("say_help" if said == "yes" else "say_thanks", code=form.code)


@require_safe
@public_page(translated=True, because=BECAUSE)
def say_help(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody is hurt or afraid: whom to ring now, and the form that reaches the hub."""
    return _page(request, "help_now", queries.open_form(code))


@require_safe
@public_page(translated=True, because=BECAUSE)
def say_thanks(request: HttpRequest, code: str) -> HttpResponse:
    """It has arrived; what becomes of it."""
    form = queries.open_form(code)
    return _page(request, "thanks", form, shown=queries.shown([form.authority_id])[:3])


@require_safe
@public_page(because="Everybody may read what people said and what was done.")
def you_said(request: HttpRequest) -> HttpResponse:
    """You said, we did."""
    facts = {"rows": queries.shown(), "areas": partnership.authorities(), "exit_href": LEAVES_TO}
    return render(request, "voices/you_said.jinja", facts)
