"""Making forms, reading what was said, and showing what was done."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.attempts import attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import themes as library
from lantern.learning.queries.common import keepers_of
from lantern.spine.actors import refused
from lantern.voices import actions, forms, queries
from lantern.voices import permissions as may
from lantern.voices.library import Audience
from lantern.voices.models import Feedback
from lantern.voices.states import GIVEN


@require_safe
@page(may=may.SEE_FEEDBACK, shows="feedback")
def voices(request: HttpRequest) -> HttpResponse:
    """What waits to be read, who is afraid first; the forms; what was shown."""
    by, now = actor_of(request), timezone.now()
    reads, at = bool(by.may(may.READ_FEEDBACK)), page_of(request)
    facts = {
        "reads": reads,
        "unread": queries.unread(at, by=by) if reads else [],
        "at": at,
        "rows": queries.forms(by=by, now=now),
        "shown": queries.shown(list(by.partnerships))[:5],
        "audiences": dict(Audience.choices),
        "now": now,
    }
    return render(request, "voices/voices.jinja", facts)


@page(may=may.READ_FEEDBACK, shows="feedback")
def new_voice_form(request: HttpRequest) -> HttpResponse:
    """Make a form: for whom, about which service, which questions."""
    by = actor_of(request)
    form = forms.NewForm(posted(request), initial={"questions": ["how", "listened", "good", "change"]})
    asked = Asked(
        heading=_("Make a form"), button=_("Make the form"), back=url("voices"), back_text=_("What people say")
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.open_form(
            keeper=keepers_of(by)[0].pk, **(said | {"own_question": said["own_question"] or ""}), **pressed
        )

    return act_page(request, asked, form, does, to=lambda made: url("voice_form", code=made.code))


@require_safe
@page(may=may.SEE_FEEDBACK, shows="feedback")
def voice_form(request: HttpRequest, code: str) -> HttpResponse:
    """One form: its link and QR code, and what was said in it, small numbers kept back."""
    by = actor_of(request)
    found = queries.form_for(code, by=by)
    facts = {
        "voice": found,
        "whole": queries.whole(found, by=by),
        "link": request.build_absolute_uri(url("say", code=found.code)),
        "audiences": dict(Audience.choices),
        "reads": bool(by.may(may.READ_FEEDBACK)),
    }
    return render(request, "voices/voice_form.jinja", facts)


@require_safe
@page(may=may.SEE_FEEDBACK, shows="feedback")
def voice_form_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of a form's link, for a poster or a letter."""
    found = queries.form_for(code, by=actor_of(request))
    drawn = io.BytesIO()
    link = request.build_absolute_uri(url("say", code=found.code))
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", scale=8, border=4, light="#fff", xmldecl=True)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_POST
@page(may=may.READ_FEEDBACK, shows="feedback")
def close_voice_form(request: HttpRequest, code: str) -> HttpResponse:
    """Close a form."""
    found = queries.form_for(code, by=actor_of(request))
    attempt(lambda: actions.close_form(found, by=actor_of(request), at=timezone.now(), key=act_key(request)))
    messages.success(request, _("Closed. Its link says so, and where else to turn."))
    return redirect("voice_form", code=code)


def _asked(found: Feedback, heading: str, button: str, **more: Any) -> Asked:
    return Asked(
        heading=heading,
        button=button,
        caption=f"{found.form.title}, {found.reference}",
        title=f"{heading}: {found.reference}",
        back=url("voices"),
        back_text=_("What people say"),
        beside="voices/beside_feedback.jinja",
        words={"found": found},
        **more,
    )


@page(may=may.READ_FEEDBACK, shows="feedback")
def feedback(request: HttpRequest, reference: str) -> HttpResponse:
    """Read what one person said, and say what it says without names, with its themes."""
    found = queries.feedback_for(reference, by=actor_of(request))
    if found.state != GIVEN:
        return render(request, "voices/feedback.jinja", {"found": found, "themes": library.carried_by(found)})
    known = library.library(found.authority_id)
    late = found.next_due_at is not None and found.next_due_at < timezone.now()
    form = forms.ReadForm(posted(request), themes=known, late=late)
    asked = _asked(found, _("Read what somebody said"), _("It is read"), done=_("Read."))

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        chosen = [each for each in known if str(each.pk) in (said.get("themes") or [])]
        return actions.read(found, says=said["says"], themes=chosen, late_reason=form.why_late, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.READ_FEEDBACK, shows="feedback")
def tell_hub(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down what the hub was told because of what somebody said."""
    found = queries.feedback_for(reference, by=actor_of(request))
    form = forms.HubForm(posted(request), initial={"words": found.told_hub})
    asked = _asked(
        found,
        _("Tell the hub"),
        _("The hub was told"),
        intro=_("Ring the hub now. Who wrote this is not known; what it says may still lead to a child."),
        done=_("Written down. Now say what it says."),
        answer=None if found.state == GIVEN or found.worry else refused(_("It was read already.")),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.tell_hub(found, words=form.cleaned_data["words"], **pressed)

    def to(_made: Any) -> str:
        return url("feedback", reference=found.reference)

    return act_page(request, asked, form, does, version=found.version, to=to)


@page(may=may.READ_FEEDBACK, shows="feedback")
def show_you_said(request: HttpRequest) -> HttpResponse:
    """Show everybody what people said and what was done."""
    by = actor_of(request)
    code = request.GET.get("form", "")
    of = queries.form_for(code, by=by) if code else None
    form = forms.YouSaidForm(posted(request))
    asked = Asked(
        heading=_("You said, we did"),
        button=_("Show it to everybody"),
        back=url("voices"),
        back_text=_("What people say"),
        caption=of.title if of else "",
        intro=_("Everybody can read it, without signing in, and whoever gives feedback is shown the newest three."),
        done=_("Everybody can read it now."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.show(keeper=keepers_of(by)[0].pk, form=of, **form.cleaned_data, **pressed)

    return act_page(request, asked, form, does)
