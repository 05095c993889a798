"""Who carries how much: the team, one worker, moving what somebody holds, and how work is weighed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.caseload import Load
from lantern.frontdoor.forms.caseload import STAYS, TEAM, AwayForm, MoveForm, TermsForm, WeightsForm
from lantern.frontdoor.models import WorkWeights
from lantern.frontdoor.views.common import show
from lantern.interface.charts import bar_chart
from lantern.interface.display import london_date
from lantern.law.workload import all_weights, weights_with
from lantern.partnership import queries as partnership
from lantern.spine.held import all_held, all_that_stays


@require_safe
@page(may=may.SEE_CASELOADS, shows="caseloads")
def team_caseloads(request: HttpRequest) -> HttpResponse:
    """What each of the reader's team holds, and who has room."""
    by, now = actor_of(request), timezone.now()
    loads = queries.loads_of(_team(by), today=london_date(now))
    facts = {
        "loads": loads,
        "held": all_held(),
        "chart": _chart([each for each in loads if not each.has_left]),
        "today": london_date(now),
        "may_move": bool(by.may(may.MOVE_CASELOAD)),
        "area": partnership.teams()[_team(by)].covers[0],
    }
    return show(request, "team_caseloads", facts)


def _team(by: ActingPerson) -> int:
    if by.team_id is None or not partnership.teams()[by.team_id].covers:
        raise Http404
    return by.team_id


def _chart(loads: list[Load]) -> dict[str, Any]:
    most = max(loads, key=lambda each: each.points, default=None)
    finding = f"{most.name} holds most: {most.points} points." if most and most.points else "Nobody holds anything."
    title = "Points that each worker holds"
    bars = [(f"{each.name}, of {each.can_hold}", float(each.points)) for each in loads]
    return {"title": title, "finding": finding, "drawing": bar_chart(title, finding, bars)}


@page(may=may.SEE_CASELOADS, shows="caseloads")
def one_caseload(request: HttpRequest) -> HttpResponse:
    """One worker: what they hold, how much they can, and who covers them. One's own by default."""
    by, now = actor_of(request), timezone.now()
    today = london_date(now)
    loads = queries.loads_of(_team(by), today=today)
    load = _worker(request, by, loads)
    own, manages = load.worker_id == by.user_id, bool(by.may(may.MOVE_CASELOAD))
    if not (own or manages):
        return redirect("team_caseloads")
    does = request.POST.get("does", "")
    away = AwayForm(
        request.POST if does == "away" else None,
        loads=loads,
        worker_id=load.worker_id,
        today=today,
        initial=_away(load),
    )
    terms = TermsForm(
        request.POST if does == "terms" else None,
        initial={"half_days": str(load.half_days), "newly_qualified": "yes" if load.newly_qualified else "no"},
    )
    if request.method == "POST" and _said(does, away, terms, load, by=by, now=now):
        messages.success(request, "Saved.")
        return redirect(_address("caseload", load, by))
    used = away if does == "away" else terms
    facts = {
        "load": load,
        "held": queries.held_by(load.worker_id, _team(by)),
        "away": away,
        "terms": terms,
        "used": used,
        "own": own,
        "manages": manages,
        "today": today,
        "has_errors": used.is_bound and not used.is_valid(),
        "here": _address("caseload", load, by),
        "move_here": _address("move_caseload", load, by),
    }
    return show(request, "caseload", facts)


def _away(load: Load) -> dict[str, Any]:
    if load.absence is None:
        return {}
    return {
        "covered_by": str(load.absence.covered_by_id),
        "from_day": load.absence.from_day,
        "until_day": load.absence.until_day,
    }


def _said(does: str, away: AwayForm, terms: TermsForm, load: Load, *, by: ActingPerson, now: Any) -> bool:
    """Carry out what was pressed. False when something in the form is missing."""
    if does == "back":
        actions.end_away(load.worker_id, by=by, at=now)
        return True
    if does == "away" and away.is_valid():
        said = away.cleaned_data
        actions.set_away(
            load.worker_id,
            covered_by=int(said["covered_by"]),
            from_day=said["from_day"],
            until_day=said["until_day"],
            by=by,
            at=now,
        )
        return True
    if does == "terms" and terms.is_valid():
        said = terms.cleaned_data
        actions.set_terms(
            load.worker_id,
            half_days=int(said["half_days"]),
            newly_qualified=said["newly_qualified"] == "yes",
            by=by,
            at=now,
        )
        return True
    return False


def _worker(request: HttpRequest, by: ActingPerson, loads: list[Load]) -> Load:
    """Whom the page is about: a number that says nothing outside this house, never a name in an address."""
    asked = request.GET.get("worker", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 10 else by.user_id
    found = next((each for each in loads if each.worker_id == wanted), None)
    if found is None:
        raise Http404
    return found


def _address(route: str, load: Load, by: ActingPerson) -> str:
    return reverse(route) + (f"?worker={load.worker_id}" if load.worker_id != by.user_id else "")


@page(may=may.MOVE_CASELOAD, shows="caseloads")
def move_caseload(request: HttpRequest) -> HttpResponse:
    """Everything that somebody holds, and to whom each of it goes: in one act, all of it or nothing."""
    by, now = actor_of(request), timezone.now()
    today = london_date(now)
    loads = queries.loads_of(_team(by), today=today)
    load = _worker(request, by, loads)
    held = queries.held_by(load.worker_id, _team(by))
    form = MoveForm(
        request.POST or None,
        loads=loads,
        leaving=load.worker_id,
        today=today,
        queue=any(each.has_queue for each in held),
    )
    beside = queries.held_besides(load.worker_id, load.name, by, now=now)
    stays = {each.title: each for each in all_that_stays()}
    follows = sum(len(lines) for title, lines in beside.named.items() if stays[title].give)
    problems: dict[str, str] = {}
    clash = None
    if request.method == "POST" and form.is_valid():
        to = form.follows() if follows else ""
        follow = actions.Follow(load.name, int(to), form.people[to].name) if to else None
        pieces, problems = _pieces(request, form, moves=follow is not None)
        if not problems:
            try:
                made = attempt(
                    lambda: actions.move_caseload(
                        load.worker_id,
                        pieces,
                        reason=form.cleaned_data["reason"],
                        by=by,
                        at=now,
                        key=act_key(request),
                        follow=follow,
                    )  # fmt: skip
                )
            except actions.NothingMoved as refused:
                problems = refused.problems
            else:
                clash = made.clash
                if made.done:
                    messages.success(
                        request,
                        f"Moved: {made.result or len(pieces)}. "
                        "Each record says by whom and why, and whoever has it now is told.",
                    )
                    return redirect("team_caseloads")
    facts = {
        "form": form,
        "load": load,
        "held": held,
        "beside": beside,
        "stays": stays,
        "follows": follows,
        "not_moved": problems,
        "own_answers": {each.reference: request.POST.get(f"to-{each.reference}", "") for each in held},
        "has_errors": bool(problems) or (form.is_bound and not form.is_valid()),
        "back": _address("caseload", load, by),
    }
    return show(request, "move_caseload", facts, clash=clash)


def _pieces(request: HttpRequest, form: MoveForm, *, moves: bool) -> tuple[list[actions.Piece], dict[str, str]]:
    """What moves where; and for which of it nobody has said."""
    pieces, problems = [], {}
    for reference in request.POST.getlist("piece")[:200]:
        to = form.goes_to(reference)
        if not to:
            problems[reference] = "Choose who has it, here or above."
        elif to != STAYS:
            version = request.POST.get(f"version-{reference}", "")
            name = form.people[to].name if to != TEAM else ""
            seen = int(version) if version.isdecimal() and len(version) < 9 else 0
            pieces.append(actions.Piece(reference, seen, None if to == TEAM else int(to), name))
    if not pieces and not problems and not moves:
        form.add_error("everything", "Nothing would move. Choose who has it.")
        problems[""] = "Nothing would move."
    return pieces, problems


@page(may=may.MOVE_CASELOAD, shows="caseloads")
def work_weights(request: HttpRequest, area: int) -> HttpResponse:
    """How much each kind of work counts in an area, and who settled it."""
    by = actor_of(request)
    if area not in by.covers:
        raise Http404
    settled = list(WorkWeights._default_manager.filter(authority_id=area).order_by("-number")[:50])
    now = weights_with(settled[0].weights if settled else {})
    form = WeightsForm(request.POST or None, initial=now)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.set_weights(
                area,
                form.figures,
                why=form.cleaned_data["why"],
                seen=posted_version(request),
                by=by,
                at=timezone.now(),
            )
        )
        if made.done:
            messages.success(request, "Saved. Every caseload is weighed by these figures from now on.")
            return redirect("team_caseloads")
        clash = made.clash
    facts = {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "area": partnership.authority(area),
        "areas": [partnership.authority(one) for one in by.covers],
        "settled": settled,
        "number": settled[0].number if settled else 0,
        "weights": all_weights(),
    }
    return show(request, "work_weights", facts, clash=clash)
