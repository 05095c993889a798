"""Every cohort and its children, one child's place in one, and the steps from coming to it to leaving it."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access import looks
from lantern.access.attempts import Attempt, attempt, posted_version
from lantern.access.draft_saving import as_posted
from lantern.access.models import Look
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.cohorts import actions, forms, queries
from lantern.cohorts import permissions as may
from lantern.cohorts.definitions import Cohort, cohorts
from lantern.cohorts.models import Belonging
from lantern.cohorts.states import BELONGING
from lantern.interface.forms import Form
from lantern.law.timescales import timescale
from lantern.people.views.child import record_or_404
from lantern.plans.views.common import moment_of
from lantern.plans.views.writing import as_kept
from lantern.spine import drafts

JOIN_DRAFT, LOOK_DRAFT = "cohort_join", "cohort_look"
YEARS = 3
"""Years of which a return can be asked for."""


def _cohort(code: str) -> Cohort:
    found = cohorts().get(code)
    if found is None:
        raise Http404
    return found


@require_safe
@page(may=may.SEE_COHORTS, shows="cohorts")
def cohorts_page(request: HttpRequest) -> HttpResponse:
    """Every cohort: how many children, how many past a day, who belongs to it."""
    found = queries.counts(by=actor_of(request), now=timezone.now())
    facts = {"rows": [(each, found[each.code]) for each in cohorts().values()]}
    return render(request, "cohorts/cohorts.jinja", facts)


@require_safe
@page(may=may.SEE_COHORTS, shows="cohorts")
def cohort_children(request: HttpRequest, code: str) -> HttpResponse:
    """The children of one cohort, whoever is past a day first; and the numbers of this year."""
    by, now = actor_of(request), timezone.now()
    one, today = _cohort(code), timezone.localdate()
    found = queries.children_in(code, by=by)
    year = _year(request)
    facts = {
        "cohort": one,
        "rows": found[: queries.SHOWN],
        "more": len(found) > queries.SHOWN,
        "late": sum(each.due_at is not None and each.due_at < now for each in found),
        "never": sum(each.last_seen_on is None for each in found),
        "year": queries.year_of(code, year, by=by, now=now),
        "years": _years(),
        "now": now,
        "today": today,
    }
    return render(request, "cohorts/children.jinja", facts)


def _years() -> list[int]:
    latest = queries.year_now(timezone.localdate())
    return list(range(latest, latest - YEARS, -1))


def _year(request: HttpRequest) -> int:
    asked, years = request.GET.get("year", ""), _years()
    if not asked:
        return years[0]
    if asked not in {str(each) for each in years}:
        raise Http404
    return int(asked)


@require_safe
@page(may=may.SEE_COHORTS, shows="cohorts")
def cohort_return(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers of one year as a file. No name and no reference stands in it."""
    one, year = _cohort(code), _year(request)
    numbers = queries.year_of(code, year, by=actor_of(request), now=timezone.now())
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([one.label, f"1 April {year} to 31 March {year + 1}"])
    writer.writerows(numbers.rows)
    headers = {"Content-Disposition": f'attachment; filename="{code}-{year}.csv"'}
    return HttpResponse(target.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@page(may=may.SEE_COHORTS, shows="child")
def child_cohorts(request: HttpRequest, reference: str) -> HttpResponse:
    """The cohorts that one child is or was in, and those that they may come to."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    found = queries.of_people(record.people)
    standing = {each.cohort for each in found if each.left_on is None}
    works = bool(by.may(may.WORK_COHORTS)) and record.person.is_child
    facts = {
        "record": record,
        "found": found,
        "open": [each for each in cohorts().values() if each.code not in standing] if works else [],
        "called": _called,
        "now": timezone.now(),
    }
    return render(request, "cohorts/child.jinja", facts)


def _called(due: str) -> str:
    return timescale(due).title if due else ""


@page(may=may.WORK_COHORTS, shows="child")
def join_cohort(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Put a child on the list of a cohort, with what this cohort asks."""
    by, now, one = actor_of(request), timezone.now(), _cohort(code)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    key = f"{record.person.reference}:{code}"
    kept = drafts.find(JOIN_DRAFT, by=by, record=key)
    form = forms.JoinForm(
        request.POST if request.method == "POST" else as_posted(kept),
        cohort=one,
        initial={"since": timezone.localdate()},
    )
    made = Attempt()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.join(
                record.person,
                one,
                answers={each.code: said.get(each.code) or "" for each in one.facts},
                by=by,
                at=min(moment_of(said["since"]), now),
                key=act_key(request),
            )
        )
        if made.done:
            drafts.discard(JOIN_DRAFT, by=by, record=key)
            if made.result is None:
                return redirect("child_cohorts", reference=record.person.reference)
            messages.success(request, _("On the list. What is due stands here."))
            return redirect("cohort", reference=made.result.episode.reference)
    as_kept(request, form)
    facts = {"record": record, "cohort": one, "form": form, "clash": made.clash, "draft": kept, "draft_record": key}
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "cohorts/join.jinja", facts, status=409 if made.clash else 422 if wrong else 200)


def _opened(request: HttpRequest, reference: str) -> Belonging:
    by = actor_of(request)
    found = queries.belonging_for(reference, by=by)
    if request.method == "GET":
        mine = by.user_id == found.worker_id or by.team_id == found.owner_team_id
        looks.note(
            [(found.child_id, found.authority_id)], by=by, episode_id=found.pk, page="cohort",
            why=Look.Why.INVOLVED if mine else Look.Why.DUTY,
        )  # fmt: skip
    return found


@require_safe
@page(may=may.SEE_COHORTS, shows="cohort")
def belonging(request: HttpRequest, reference: str) -> HttpResponse:
    """One child's place in a cohort: what is due, when they were seen, what was asked at the beginning."""
    found = _opened(request, reference)
    facts = {
        "found": found,
        "cohort": found.definition,
        "state": BELONGING.states[found.state],
        "clocks": queries.running(found),
        "called": _called,
        "sightings": list(found.sightings.order_by("-on", "-recorded_at")[:100]),
        "moves": {each.name for each in BELONGING.open_moves(found, by=actor_of(request)) if each.answer},
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "cohorts/belonging.jinja", facts)


_STEPS = {"seen": may.WORK_COHORTS, "review": may.REVIEW_COHORTS, "leave": may.WORK_COHORTS}


@page(may=may.WORK_COHORTS, shows="cohort")
def belonging_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One step: the child was seen, it is reviewed, or it ended."""
    by = actor_of(request)
    if step not in _STEPS:
        raise Http404
    found = _opened(request, reference)
    kept = drafts.find(LOOK_DRAFT, by=by, record=f"{found.reference}:{step}")
    form = _form(step, found, request.POST if request.method == "POST" else as_posted(kept))
    made = Attempt()
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: _act(step, found, form, request))
        if made.done:
            drafts.discard(LOOK_DRAFT, by=by, record=f"{found.reference}:{step}")
            messages.success(request, _("Recorded."))
            return redirect("cohort", reference=found.reference)
    as_kept(request, form)
    facts = {
        "found": found,
        "cohort": found.definition,
        "step": step,
        "form": form,
        "clash": made.clash,
        "version": made.clash.version if made.clash and made.clash.version else found.version,
        "draft": kept,
        "draft_record": f"{found.reference}:{step}",
        "answer": next((each.answer for each in BELONGING.open_moves(found, by=by) if each.name == step), None),
    }
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "cohorts/step.jinja", facts, status=409 if made.clash else 422 if wrong else 200)


def _form(step: str, found: Belonging, data: Any) -> Form:
    if step == "review":
        return forms.ReviewForm(data)
    if step == "leave":
        return forms.LeaveForm(data, cohort=found.definition, initial={"on": timezone.localdate()})
    return forms.LookForm(data, initial={"on": timezone.localdate()})


def _act(step: str, found: Belonging, form: Form, request: HttpRequest) -> object:
    said, now = form.cleaned_data, timezone.now()
    press: dict[str, Any] = {
        "by": actor_of(request),
        "at": now,
        "version": posted_version(request),
        "key": act_key(request),
    }
    if step == "review":
        return actions.review(found, decision=said["decision"], why=said["why"], **press)
    if step == "leave":
        return actions.leave(found, ended=said["ended"], words=said["words"], on=said["on"], **press)
    # As it was typed: the child's own words are not trimmed.
    words = form.data.get("words", "").replace("\r\n", "\n").replace("\x00", "")
    seen_at = min(moment_of(said["on"]), now)
    return actions.record_look(found, kind=said["kind"], seen_at=seen_at, words=words, found=said["found"], **press)
