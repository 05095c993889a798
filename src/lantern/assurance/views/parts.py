"""What an auditor sees: the part of their own agency or team, and nothing of the others'."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, kept, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.assurance import actions, forms, queries
from lantern.assurance import permissions as may
from lantern.assurance.states import ASKED
from lantern.assurance.views.common import words
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.partnership import queries as partnership
from lantern.people.telling import in_words
from lantern.spine.actors import refused


@require_safe
@page(may=may.SEE_AUDIT_PARTS, shows="audit part")
def audit_parts(request: HttpRequest) -> HttpResponse:
    """What this agency or team is asked to audit: what waits first."""
    by, at = actor_of(request), page_of(request)
    facts = {"rows": queries.parts(at, by=by), "at": at, "areas": partnership.every_authority()}
    return render(request, "assurance/audit_parts.jinja", facts | words(by))


@page(may=may.SEE_AUDIT_PARTS, shows="audit part")
def audit_part(request: HttpRequest, reference: str) -> HttpResponse:
    """One part: each standard with its question, a grade, what worked and what did not. It saves itself."""
    by = actor_of(request)
    found = queries.part_for(reference, by=by)
    if found.state != ASKED and request.method == "GET":
        asked = {each["code"]: each for each in found.standards}
        answers = [(asked[each["code"]], each) for each in found.answers]
        facts = {"part": found, "answers": answers, "subjects": in_words(found.subjects)}
        return render(request, "assurance/audit_part.jinja", facts | words(by))
    saved = kept(request, forms.PART_DRAFT, record=found.reference)
    late = found.next_due_at is not None and found.next_due_at < timezone.now()
    form = forms.PartForm(posted(request), standards=found.standards, late=late, initial=dict(saved.values))
    names = ", ".join(each["name"] for each in found.subjects)
    page_asks = Asked(
        heading=_("Your part: %(names)s") % {"names": names},
        title=_("Your part of an audit: %(reference)s") % {"reference": found.reference},
        caption=_("%(title)s, case %(number)s") % {"title": found.title, "number": found.case_number},
        intro=found.question,
        button=_("Give your part"),
        done=_("Your part is with those who moderate."),
        back=url("audit_parts"),
        back_text=_("Audit parts"),
        answer=found_open(found.state),
        beside="assurance/beside_subject.jinja",
        words={"subjects": in_words(found.subjects), "part": found, "now": timezone.now()},
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        graded = {name: said[name] for name in ("grade", "strengths", "gaps")}
        return actions.answer(found, answers=form.answers, late_reason=form.why_late, **graded, **pressed)

    return act_page(request, page_asks, form, does, version=found.version, draft=saved)


def found_open(state: str) -> Any:
    """Whether a part may still be answered."""
    return None if state == ASKED else refused(_("This part can not be answered any more."))
