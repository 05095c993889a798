"""The practice standards that audits ask about: as the product brings them, and in the partnership's own words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.assurance import actions, plan_forms, queries
from lantern.assurance import permissions as may
from lantern.assurance.queries.planning import Worded
from lantern.assurance.standards import VERSION
from lantern.assurance.views.common import keeper_or_404, words
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.partnership import queries as partnership
from lantern.spine.actors import refused


@require_safe
@page(may=may.SEE_CALENDAR, shows="practice standards")
def practice_standards(request: HttpRequest) -> HttpResponse:
    """Every standard with what an auditor is asked about it, its edition, and the words before."""
    by = actor_of(request)
    keeper = keeper_or_404(by)
    facts = {
        "rows": queries.standards_of(keeper),
        "house": VERSION,
        "keeper": partnership.every_authority()[keeper].name,
        "may_set": bool(by.may(may.SET_STANDARDS)),
        "here": "practice_standards",
    }
    return render(request, "assurance/standards.jinja", facts | words(by))


def _asked(heading: str, button: str, **more: Any) -> Asked:
    return Asked(
        heading=heading, button=button, back=url("practice_standards"), back_text=_("Practice standards"), **more
    )


def _one(by: ActingPerson, code: str) -> tuple[int, Worded]:
    keeper = keeper_or_404(by)
    found = next((each for each in queries.standards_of(keeper) if each.standard.code == code), None)
    if found is None:
        raise Http404
    return keeper, found


@page(may=may.SET_STANDARDS, shows="practice standards")
def word_standard(request: HttpRequest) -> HttpResponse:
    """A standard of the partnership's own."""
    keeper = keeper_or_404(actor_of(request))
    form = plan_forms.StandardForm(posted(request))
    asked = _asked(_("Add a practice standard"), _("Add it"), done=_("Rounds may ask about it from now on."))
    return act_page(request, asked, form, lambda pressed: actions.word_standard(keeper, **form.cleaned_data, **pressed))


@page(may=may.SET_STANDARDS, shows="practice standards")
def change_standard(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for a standard, from the next round on."""
    keeper, found = _one(actor_of(request), code)
    standing = found.standard
    form = plan_forms.ChangeStandardForm(
        posted(request), initial={"text": standing.text, "asks": standing.asks}
    )  # fmt: skip
    asked = _asked(
        _("Change the words"),
        _("Change the words"),
        intro=_("Rounds that are under way keep the words they were begun with."),
        answer=None if found.in_use else refused(_("Auditors are not asked about it any more. Ask it again first.")),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.change_standard(keeper, standing, **form.cleaned_data, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.SET_STANDARDS, shows="practice standards")
def retire_standard(request: HttpRequest, code: str) -> HttpResponse:
    """Auditors are asked about it no more, with the reason; or again."""
    keeper, found = _one(actor_of(request), code)
    record = found.record
    if record is not None and not found.in_use:
        asked = _asked(_("Ask it again"), _("Ask it again"), intro=found.standard.text)
        return act_page(
            request, asked, Form(posted(request)), lambda pressed: actions.take_up_standard(record, **pressed),
            version=found.version,
        )  # fmt: skip
    form = plan_forms.ReasonForm(posted(request))
    asked = _asked(_("Ask it no more"), _("Ask it no more"), intro=found.standard.text)

    def does(pressed: dict[str, Any]) -> Any:
        return actions.retire_standard(keeper, found.standard, **form.cleaned_data, **pressed)

    return act_page(request, asked, form, does, version=found.version)
