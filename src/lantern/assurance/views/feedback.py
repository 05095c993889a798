"""What an audit told somebody, for them alone; and telling the people of a case."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.assurance import actions, forms, queries
from lantern.assurance import permissions as may
from lantern.assurance.states import TOLD
from lantern.assurance.views.common import words
from lantern.assurance.views.rounds import asked_of_round
from lantern.interface.environment import url
from lantern.spine.actors import refused


@page(may=may.RUN_AUDIT, shows="audits")
def audit_feedback(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Tell the worker and whoever was worried at first, each in words that nobody else reads."""
    by = actor_of(request)
    found = queries.round_for(reference, by=by)
    here = queries.whole(found, now=timezone.now()).case(record)
    if here is None:
        raise Http404
    case, parts = here
    people = queries.addressees(case, but=by.user_id)
    first = "\n\n".join(each for each in (case.strengths, case.gaps) if each)
    form = forms.FeedbackForm(posted(request), told=people, initial={"worker": first})
    answer = None
    if not case.moderated_at:
        answer = refused(_("No grade is agreed for this case yet."))
    elif case.fed_back_at:
        answer = refused(_("They were told already, by %(who)s.") % {"who": case.fed_back_by_name})
    asked = asked_of_round(
        found,
        _("Case %(number)s: tell the worker and the referrer") % {"number": case.number},
        _("Tell them"),
        answer=answer,
        beside="assurance/beside_parts.jinja",
        words={"given_parts": parts, "case": case, "standards": found.standards, **words(by)},
        done=_("They are told, and only they can read it."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        told = [
            actions.Told(each.to, each.user_id, each.name, each.team, said[each.to])
            for each in people
            if said.get(each.to)
        ]
        return actions.feed_back(found, case, told=told, otherwise=said["otherwise"] or "", **pressed)

    return act_page(request, asked, form, does, version=found.version)


@require_safe
@page(may=may.READ_FEEDBACK, shows="audit feedback")
def audit_feedbacks(request: HttpRequest) -> HttpResponse:
    """What audits told the reader, and what the reader told others, with their answers."""
    by = actor_of(request)
    rows = queries.my_feedback(by=by)
    facts = {
        "mine": [each for each in rows if each.worker_id == by.user_id],
        "written": [each for each in rows if each.worker_id != by.user_id],
    }
    return render(request, "assurance/feedbacks.jinja", facts | words(by))


@page(may=may.READ_FEEDBACK, shows="audit feedback")
def read_audit_feedback(request: HttpRequest, reference: str) -> HttpResponse:
    """What one audit told the reader: they say that they have read it, and something back if they want."""
    by = actor_of(request)
    found = queries.feedback_for(reference, by=by)
    if found.state != TOLD or found.worker_id != by.user_id:
        return render(request, "assurance/feedback.jinja", {"found": found} | words(by))
    form = forms.ReadForm(posted(request))
    asked = Asked(
        heading=_("What an audit says of your work with %(name)s") % {"name": found.about},
        title=_("What an audit says of your work: %(reference)s") % {"reference": found.reference},
        button=_("I have read it"),
        back=url("audit_feedbacks"),
        back_text=_("What audits told me"),
        beside="assurance/beside_feedback.jinja",
        words={"found": found},
        done=_("Thank you. It stays here for you to read again."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.read_feedback(found, reply=form.cleaned_data["reply"] or "", **pressed)

    return act_page(request, asked, form, does, version=found.version)
