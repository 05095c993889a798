"""What the panel does with a return: asks, agrees grades, turns gaps into actions, settles it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lantern.access.act_pages import act_page, kept, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import queries as boards
from lantern.section11 import actions, forms, queries
from lantern.section11 import permissions as may
from lantern.section11.models import Section11Return
from lantern.section11.states import RETURN
from lantern.section11.views.common import asked
from lantern.spine.actors import Answer, refused


def _sent(request: HttpRequest, reference: str) -> Section11Return:
    found = queries.return_for(reference, by=actor_of(request))
    if found.sent_at is None:
        raise Http404
    return found


def _closed(request: HttpRequest, found: Section11Return, move: str) -> Answer | None:
    """Why a move is not open to the reader; None where it is."""
    for each in RETURN.open_moves(found, by=actor_of(request)):
        if each.name == move:
            return None if each.answer.allowed else each.answer
    return refused(_("This is not open now: the return is “%(state)s”.") % {"state": RETURN.states[found.state]})


@page(may=may.CHALLENGE_SECTION_11, shows="section 11 return")
def challenge_section_11(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Ask the agency about one standard."""
    found = _sent(request, reference)
    line, _every = queries.line_for(found, code)
    draft = kept(request, forms.CHALLENGE_DRAFT, record=f"{found.reference}-{code}")
    form = forms.QuestionForm(posted(request), initial=dict(draft.values))
    page_asks = asked(
        found,
        _("Ask about “%(standard)s”") % {"standard": line.standard["title"]},
        _("Ask"),
        line=line,
        answer=_closed(request, found, "challenge"),
        done=_("The agency is asked. It has ten working days to answer."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.challenge(found, code, question=form.cleaned_data["question"], **pressed)

    return act_page(request, page_asks, form, does, draft=draft)


@page(may=may.CHALLENGE_SECTION_11, shows="section 11 return")
def hold_grade(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Agree the grade that holds, or another, with the reason."""
    found = _sent(request, reference)
    line, _every = queries.line_for(found, code)
    given = line.said["grade"]
    initial = {"grade": line.said["held"] or given, "because": line.said["held_because"]}
    form = forms.HoldForm(posted(request), given=given, initial=initial)
    page_asks = asked(
        found,
        _("Which grade holds for “%(standard)s”?") % {"standard": line.standard["title"]},
        _("This grade holds"),
        line=line,
        answer=_closed(request, found, "hold"),
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.hold(found, code, grade=said["grade"], because=said["because"] or "", **pressed)

    return act_page(request, page_asks, form, does, version=line.said["version"])


@page(may=may.CHALLENGE_SECTION_11, shows="section 11 return")
def own_section_11_gap(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """A gap becomes an action of the partnership's one log."""
    found = _sent(request, reference)
    line, _every = queries.line_for(found, code)
    owners = [(each.code, each.name) for each in boards.owners(found.authority_id)]
    form = forms.GapForm(posted(request), owners=owners)
    page_asks = asked(
        found, _("Turn a gap into an action"), _("Log the action"), line=line, answer=_closed(request, found, "promise")
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        owner = boards.owner_named(said["owner"])
        return actions.own_gap(found, code, what=said["what"], owner=owner, by_when=said["by_when"], **pressed)

    return act_page(request, page_asks, form, does)


@page(may=may.CHALLENGE_SECTION_11, shows="section 11 return")
def settle_section_11(request: HttpRequest, reference: str) -> HttpResponse:
    """Settle a return: grades that the panel did not talk about hold as the agency gave them."""
    found = _sent(request, reference)
    form = forms.SettleForm(posted(request))
    page_asks = asked(
        found,
        _("Settle the return"),
        _("Settle it"),
        intro=_("Grades that the panel did not change hold as the agency gave them."),
        answer=_closed(request, found, "settle"),
        done=_("Settled."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.settle(found, says=form.cleaned_data["says"], **pressed)

    return act_page(request, page_asks, form, does, version=found.version)
