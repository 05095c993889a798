"""Acts on a serious incident, each with its question."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.act_pages import Asked, Kept, act_page, kept, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind
from lantern.reviews import forms, queries
from lantern.reviews import permissions as may
from lantern.reviews.actions import incidents as actions
from lantern.reviews.actions import practice, requests
from lantern.reviews.models import AgencyRequest, Incident
from lantern.reviews.rules import MUST, Decided, Duty
from lantern.reviews.states import ASKED, INCIDENT
from lantern.reviews.views.incidents import note_look
from lantern.spine.actors import refused


def _late(found: Incident | AgencyRequest, timescale: str) -> bool:
    return bool(found.next_due == timescale and found.next_due_at and found.next_due_at < timezone.now())


def _desks(found: Incident, there: Collection[int] = ()) -> list[Team]:
    desks = partnership.teams_covering(found.authority_id, TeamKind.AGENCY_DESK, TeamKind.PROVIDER)
    return sorted(
        (team for team in desks if team.pk not in there),
        key=lambda team: (not team.agency.statutory, team.kind != TeamKind.AGENCY_DESK, team.agency.name),
    )


def _chosen(form: forms.Form, desks: list[Team]) -> list[Team]:
    return [team for team in desks if str(team.pk) in form.cleaned_data["desks"]]


type Made = tuple[Asked, forms.Form, Callable[[dict[str, Any]], Any]]


def _asked(found: Incident, move: str, heading: str, button: str, **more: Any) -> Asked:
    made = next((each for each in INCIDENT.moves if each.name == move), None)
    state = INCIDENT.states[found.state].lower()
    answer = more.pop("answer", None)
    if answer is None and made is not None and found.state not in made.from_states:
        answer = refused(_("This serious incident is “%(state)s” now, so this is not open.") % {"state": state})
    return Asked(
        heading=heading,
        button=button,
        caption=found.reference,
        title=f"{heading}: {found.reference}",
        back=url("incident", reference=found.reference),
        back_text=_("The serious incident"),
        answer=answer,
        **more,
    )


def _facts(request: HttpRequest, found: Incident) -> Made:
    form = forms.FactsForm(posted(request), initial=forms.FactsForm.of(found))

    def does(pressed: dict[str, Any]) -> Any:
        return actions.change_facts(found, actions.Facts(known_at=found.known_at, **form.facts), **pressed)

    return _asked(found, "change_facts", _("What is known?"), _("Save")), form, does


def _told(says: Duty) -> str:
    return f"{says.in_short}. {says.because} ({says.source})"


def _notify(request: HttpRequest, found: Incident) -> Made:
    desks = _desks(found)
    form = forms.NotifyForm(
        posted(request),
        desks=desks,
        late=_late(found, "sin") or _late(found, "sin-partners"),
        initial={"desks": [str(team.pk) for team in desks if team.agency.statutory]},
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.notify(
            found,
            reasons=said["reasons"],
            panel_reference=said.get("panel_reference") or "",
            desks=_chosen(form, desks),
            late_reason=form.why_late,
            **pressed,
        )

    done = _("The Panel is notified and the partners are told. The rapid review is due in fifteen working days.")
    return (
        _asked(
            found, "notify", _("Notify the Panel"), _("Notify and tell"), intro=_told(actions.duty_of(found)), done=done
        ),
        form,
        does,
    )


def _not_notify(request: HttpRequest, found: Incident) -> Made:
    says = actions.duty_of(found)
    form = forms.ReasonsForm(
        posted(request),
        label=_("Why is it not notified?"),
        hint=_(
            "Somebody will read this in a year, perhaps after something worse. Say what was known and what was weighed."
        ),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.not_notify(found, reasons=form.cleaned_data["reasons"], **pressed)

    answer = None
    if says.force == MUST:
        answer = refused(
            f"{says.in_short}. {says.because}",
            next_step=_("If the facts are different, change them first. If they are right, notify."),
        )
    asked = _asked(
        found, "not_notify", _("Do not notify"), _("Record that it is not notified"), intro=_told(says), answer=answer
    )
    return asked, form, does


def _take_up(request: HttpRequest, found: Incident) -> Made:
    form = forms.ReasonsForm(posted(request), label=_("What is known now that was not known then?"))

    def does(pressed: dict[str, Any]) -> Any:
        return actions.take_up_again(found, reasons=form.cleaned_data["reasons"], **pressed)

    intro = _("It stands to be decided again, and the five working days count from today.")
    return _asked(found, "take_up_again", _("Take it up again"), _("Take it up"), intro=intro), form, does


def _ask(request: HttpRequest, found: Incident) -> Made:
    told = queries.requests_of(found.pk)
    asked_already = {each.asked_team_id for each in told if each.asked_at}
    desks = _desks(found, asked_already)
    form = forms.AskForm(
        posted(request), desks=desks, initial={"desks": [str(each.asked_team_id) for each in told if not each.asked_at]}
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return requests.ask(found, desks=_chosen(form, desks), also=said.get("also") or "", **pressed)

    intro = _("Each answers from its own sign-in and sees nothing of the others.")
    return _asked(found, "ask_agencies", _("Ask agencies what they know"), _("Ask them"), intro=intro), form, does


def _write(request: HttpRequest, found: Incident) -> Made:
    initial = {"immediate_action": found.immediate_action, "learning": found.learning, **_kept(request, found).values}
    form = forms.ReviewForm(posted(request), initial=initial)

    def does(pressed: dict[str, Any]) -> Any:
        return actions.write_review(found, **form.cleaned_data, **pressed)

    told = queries.requests_of(found.pk)
    asked = _asked(
        found,
        "write_review",
        _("Write the rapid review"),
        _("Save"),
        beside="reviews/beside_returns.jinja",
        words={"requests": told, "incident": found},
    )
    return asked, form, does


def _kept(request: HttpRequest, found: Incident) -> Kept:
    return kept(request, forms.REVIEW_DRAFT, record=found.reference)


def _decide(request: HttpRequest, found: Incident) -> Made:
    form = forms.DecisionForm(posted(request), initial=forms.DecisionForm.of(found))

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.decide_review(
            found, decision=said["decision"], reasons=said["reasons"], agreed=form.agreed, **pressed
        )

    return (
        _asked(found, "decide_review", _("What do the safeguarding partners decide?"), _("Record the decision")),
        form,
        does,
    )


def _send(request: HttpRequest, found: Incident) -> Made:
    told = queries.requests_of(found.pk)
    missing = [each.asked_team.agency.name for each in told if each.state == ASKED]
    form = forms.SendForm(posted(request), missing=bool(missing), late=_late(found, "rapid-review"))
    moves = {each.name: each for each in INCIDENT.open_moves(found, by=actor_of(request))}

    def does(pressed: dict[str, Any]) -> Any:
        return actions.send(
            found, missing_why=form.cleaned_data.get("missing_why") or "", late_reason=form.why_late, **pressed
        )

    intro = (
        _("Nothing has come from: %(names)s.") % {"names": ", ".join(missing)}
        if missing
        else _("Every agency that was asked has answered.")
    )
    answer = moves["send"].answer if "send" in moves else None
    return (
        _asked(found, "send", _("Send the rapid review to the Panel"), _("It is sent"), intro=intro, answer=answer),
        form,
        does,
    )


def _panel(request: HttpRequest, found: Incident) -> Made:
    form = forms.PanelForm(posted(request), initial={"on": timezone.localdate()})

    def does(pressed: dict[str, Any]) -> Any:
        return actions.panel_replied(found, **form.cleaned_data, **pressed)

    return _asked(found, "panel_agrees", _("What does the Panel answer?"), _("Record the answer")), form, does


def _hold(request: HttpRequest, found: Incident) -> Made:
    form = forms.HoldForm(posted(request))

    def does(pressed: dict[str, Any]) -> Any:
        del pressed["version"]
        return practice.hold(found, title=form.cleaned_data["title"], **pressed)

    answer = None if found.review_decision == Decided.LOCAL else refused(_("No local review was decided."))
    intro = _("It is published within six months of today.")
    return _asked(found, "hold", _("Begin the practice review"), _("Begin it"), intro=intro, answer=answer), form, does


_MOVES: dict[str, tuple[str, Callable[[HttpRequest, Incident], Made]]] = {
    "facts": (may.RECORD_INCIDENT, _facts),
    "notify": (may.DECIDE_INCIDENT, _notify),
    "not-notify": (may.DECIDE_INCIDENT, _not_notify),
    "take-up": (may.RECORD_INCIDENT, _take_up),
    "ask": (may.RUN_REVIEW, _ask),
    "write": (may.RUN_REVIEW, _write),
    "decide": (may.RUN_REVIEW, _decide),
    "send": (may.RUN_REVIEW, _send),
    "panel": (may.RUN_REVIEW, _panel),
    "hold": (may.RUN_REVIEW, _hold),
}


@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def move_incident(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """One act on a serious incident: its question, and what it does."""
    found = queries.incident_for(reference, by=actor_of(request))
    note_look(request, found)
    if move not in _MOVES:
        raise Http404
    needed, makes = _MOVES[move]
    answer = actor_of(request).may(needed, found)
    if not answer:
        return render(request, "access/not_your_post.jinja", {"answer": answer}, status=403)
    asked, form, does = makes(request, found)
    to = (lambda made: url("practice_review", reference=made.episode.reference)) if move == "hold" else None
    draft = _kept(request, found) if move == "write" else None
    return act_page(request, asked, form, does, version=found.version, draft=draft, to=to)
