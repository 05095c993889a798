"""The one register of recommendations, and each from its birth to its proof."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import queries as boards
from lantern.boards.forms import ActionForm
from lantern.boards.states import ACTION
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import actions, following
from lantern.learning import permissions as may
from lantern.learning.forms.common import NothingAsked, WhyForm
from lantern.learning.forms.recommendations import (
    AnswerForm,
    CheckForm,
    DoneForm,
    RecommendationForm,
    RegisterFilter,
)
from lantern.learning.models import Recommendation, Theme
from lantern.learning.queries import recommendations as queries
from lantern.learning.queries.common import agencies_of, agency_names, keepers_of
from lantern.learning.states import RECOMMENDATION
from lantern.learning.views.common import Asked, ask, begins, keeper_said, not_open, posted, press
from lantern.learning.views.drawing import drawn

COLOURS = {
    "made": "yellow",
    "accepted": "blue",
    "in_part": "blue",
    "declined": "grey",
    "done": "purple",
    "checked": "turquoise",
    "closed": "green",
}


@require_safe
@page(may=may.SEE_LEARNING, shows="recommendations")
def recommendations(request: HttpRequest) -> HttpResponse:
    """The register: what waits for an answer, what is late, what nobody can prove."""
    by, now = actor_of(request), timezone.now()
    form = RegisterFilter(request.GET or None, agencies=agencies_of(*by.partnerships))
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    at = page_of(request)
    found, counts = queries.register(wanted, at), queries.counts(now, timezone.localdate())
    shows = wanted.get("shows", "open")

    def card(code: str, label: str, note: str = "", tone: str = "") -> dict[str, Any]:
        href = f"?{urlencode({'shows': code})}"
        return {
            "number": counts[code],
            "label": label,
            "href": href,
            "note": note,
            "tone": tone,
            "active": shows == code,
        }

    facts = {
        "rows": found,
        "at": at,
        "form": form,
        "wanted": wanted,
        "states": RECOMMENDATION.states,
        "colours": COLOURS,
        "origins": dict(Recommendation.Origin.choices),
        "changes": dict(Recommendation.Change.choices),
        "cards": [
            card("made", _("wait for an answer"), _late(counts["made_late"]), "red" if counts["made_late"] else ""),
            card("worked", _("being done"), _late(counts["worked_late"]), "red" if counts["worked_late"] else ""),
            card("done", _("to be checked")),
            card("checked", _("impact to be read")),
            card("closed", _("closed, impact read")),
            card("reopened", _("opened again"), tone="amber" if counts["reopened"] else ""),
            card("unmeasured", _("name no measure"), tone="amber" if counts["unmeasured"] else ""),
        ],
        "now_at": now,
        "today": timezone.localdate(),
        "runs": bool(by.may(may.RUN_LEARNING)),
    }
    return render(request, "learning/recommendations.jinja", facts)


def _late(number: int) -> str:
    return _("%(number)s late") % {"number": number} if number else ""


@require_safe
@page(may=may.SEE_LEARNING, shows="recommendations")
def recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """One recommendation: what it asks, who acts, how far it is, and whether the figure moved."""
    by = actor_of(request)
    found = queries.recommendation_for(reference, by=by)
    around = queries.around(found)
    facts = {
        "found": found,
        "around": around,
        "charts": {each.number: drawn(each) for each in around.tests},
        "moves": {each.name: each for each in RECOMMENDATION.open_moves(found, by=by)},
        "state": {"text": RECOMMENDATION.states[found.state], "colour": COLOURS[found.state]},
        "others": agency_names(*found.others),
        "changes": [str(Recommendation.Change(each).label) for each in found.changes],
        "origin": following.way_to(found.because_of),
        "action_states": ACTION.states,
        "beneath": following.beneath(found, around.beneath, by=by),
        "now_at": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "learning/recommendation.jinja", facts)


@page(may=may.RUN_LEARNING, shows="recommendations")
def new_recommendation(request: HttpRequest) -> HttpResponse:
    """Register a recommendation of an inspection, a board, a review: whatever is not in the product itself."""
    by = actor_of(request)
    known = list(Theme.objects.filter(authority_id__in=by.partnerships, retired_at__isnull=True).order_by("name"))
    form = RecommendationForm(
        posted(request), agencies=agencies_of(*by.partnerships), themes=known, keepers=keepers_of(by)
    )
    asked = Asked(
        _("Register a recommendation"), _("Register it"), url("recommendations"), _("Recommendations"),
        done=_("Registered. The agency that leads answers it."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        form,
        lambda said: actions.recommend(
            keeper=keeper_said(said, by), **said_of(said, known), origin=said["origin"],
            origin_says=said["origin_says"], **begins(request),
        ),
        to=lambda made: url("recommendation", reference=made.reference),
    )  # fmt: skip


def said_of(said: dict[str, Any], known: list[Theme]) -> dict[str, Any]:
    """What the form says, as ``actions.recommend`` takes it."""
    return {
        "text": said["text"],
        "rests_on": said["rests_on"],
        "changes": said["changes"],
        "lead_agency_id": int(said["lead"]),
        "reach": said["reach"],
        "others": [int(each) for each in said["others"] or []],
        "by_when": said["by_when"],
        "themes": [each for each in known if str(each.pk) in (said.get("themes") or [])],
    }


@page(may=may.SEE_LEARNING, shows="recommendations")
def move_recommendation(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """One step of a recommendation, with what it asks."""
    by = actor_of(request)
    found = queries.recommendation_for(reference, by=by)
    steps = {"answer": "accept", "edit": "edit", "done": "done", "check": "check", "reopen": "reopen", "close": "close"}
    if move not in steps:
        raise Http404
    here = url("recommendation", reference=reference)
    titles = {
        "answer": (_("Answer this recommendation"), _("Send the answer"), _("Answered.")),
        "done": (_("Say that it is done"), _("It is done"), _("Said. Somebody else looks at the evidence.")),
        "check": (_("Is it done?"), _("Save"), _("Saved.")),
        "reopen": (_("Open it again"), _("Open it again"), _("It is worked on again.")),
        "close": (_("Close it"), _("Close it"), _("Closed.")),
        "edit": (_("Change its words"), _("Save"), _("Saved.")),
    }
    title, button, done = titles[move]
    told = [(_("Recommended:"), found.text)]
    if move == "check":
        told += [(_("Said to be done since:"), f"{found.done_on:%-d %B %Y}" if found.done_on else ""),
                 (_("Evidence:"), found.evidence)]  # fmt: skip
    asked = Asked(
        title, button, here, _("The recommendation"), caption=found.reference, facts=told, done=done,
        answer=not_open(RECOMMENDATION, steps[move], found, by=by),
    )  # fmt: skip
    forms: dict[str, Any] = {"answer": AnswerForm, "done": DoneForm, "check": CheckForm, "close": NothingAsked}
    if move == "edit":
        form = WhyForm(posted(request), label=_("What should change?"), initial={"why": found.text})
    elif move == "reopen":
        form = WhyForm(posted(request), label=_("What got worse, or did not last?"))
    else:
        form = forms[move](posted(request))
    return ask(request, asked, form, lambda said: _make(found, move, said, press(request)), to=here, record=found)


@page(may=may.ANSWER_RECOMMENDATION, shows="recommendations")
def add_action(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down in the one action log who does what by when because of a recommendation."""
    by = actor_of(request)
    found = queries.recommendation_for(reference, by=by)
    form = ActionForm(posted(request), owners=boards.owners(found.authority_id))
    del form.fields["source"]
    here = url("recommendation", reference=reference)
    asked = Asked(
        _("Add an action"), _("Write it down"), here, _("The recommendation"), caption=found.reference,
        facts=[(_("Recommended:"), found.text)], answer=not_open(RECOMMENDATION, "act", found, by=by),
        done=_("Written down. It stands in the action log until somebody else has checked it."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        form,
        lambda said: actions.add_action(
            found,
            promise={"what": said["what"], **boards.owner_named(said["owner"]), **form.promised},
            **press(request),
        ),
        to=f"{here}#actions",
        record=found,
    )


def _make(found: Recommendation, move: str, said: dict[str, Any], facts: dict[str, Any]) -> object:
    match move:
        case "answer":
            return actions.answer(found, how=said["how"], why=said["why"], by_when=said["by_when"], **facts)
        case "done":
            return actions.mark_done(found, since=said["since"], evidence=said["evidence"], **facts)
        case "check":
            act = actions.check if said["holds"] == "yes" else actions.send_back
            return act(found, note=said["note"], **facts)
        case "reopen":
            return actions.reopen(found, why=said["why"], **facts)
        case "edit":
            return actions.edit_recommendation(found, values={"text": said["why"]}, **facts)
    return actions.close(found, **facts)
