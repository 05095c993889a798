"""Calling a meeting: about whom, when, why, and who is asked. Lists of meetings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.meetings import actions, forms, queries
from lantern.meetings import permissions as may
from lantern.meetings.kinds import MeetingKind, all_kinds, meeting_kind
from lantern.meetings.states import MEETING
from lantern.meetings.views.common import may as allowed
from lantern.meetings.views.common import note_look, press, show, words
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind
from lantern.people.models import Person
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404
from lantern.spine.models import Episode

_TOLD = (TeamKind.AGENCY_DESK, TeamKind.PROVIDER)
_OURS = (TeamKind.HUB, TeamKind.ASSESSMENT, TeamKind.EARLY_HELP, TeamKind.REVIEW, TeamKind.EMERGENCY_DUTY)


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def meetings(request: HttpRequest) -> HttpResponse:
    """What is to come, what runs, whose minutes wait, and what was agreed and is not done."""
    by = actor_of(request)
    everybodys = request.GET.get("of") == "all"
    facts = {
        "rows": queries.open_meetings(by=by, everybodys=everybodys),
        "everybodys": everybodys,
        "to_do": queries.to_do(by=by),
    }
    return render(request, "meetings/meetings.jinja", facts | words())


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def child_meetings(request: HttpRequest, reference: str) -> HttpResponse:
    """Every meeting about one child, newest first, and calling another."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    facts = {
        "record": record,
        "rows": queries.meetings_of(record.people),
        "kinds": _kinds(by, record) if allowed(by, may.CALL_MEETING) else [],
    }
    return render(request, "meetings/child_meetings.jinja", facts | words())


def _kinds(by: ActingPerson, record: Record) -> list[tuple[MeetingKind, str]]:
    """The kinds that this reader may call, each with why it can not be called now (empty when it can)."""
    return [
        (kind, kind.why_now(record, by) if kind.why_now else "")
        for kind in all_kinds()
        if kind.listed and by.may(kind.may_call)
    ]


@page(may=may.CALL_MEETING, shows="meetings")
def call_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Call a meeting about this child and, where they belong to it, brothers and sisters."""
    by, now = actor_of(request), timezone.now()
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    form = _call_form(request, record, by, now)
    because = _because(request, record)
    made = Attempt(clash=None)
    if request.method == "POST" and form.is_valid():
        kind = meeting_kind(form.cleaned_data["kind"])
        refusal = kind.why_now(record, by) if kind.why_now else ""
        if refusal:
            form.add_error("kind", refusal)
        else:
            made = attempt(lambda: _call(record, form, because, by=by, at=now, key=act_key(request)))
            if made.done:
                return redirect(*_where(made, record))
    facts = {"record": record, "form": form, "clash": made.clash, "because": because}
    status = 409 if made.clash else 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/call_meeting.jinja", facts | words(now), status=status)


def _where(made: Attempt, record: Record) -> tuple[str, str]:
    if made.result is not None:
        return ("meeting", made.result.episode.reference)
    return ("child_meetings", record.person.reference)


def _call_form(request: HttpRequest, record: Record, by: ActingPerson, now: dt.datetime) -> forms.CallForm:
    children, family = _people(record)
    asked = request.GET.get("kind", "")
    local = now.astimezone(partnership.LONDON)
    kinds = [(kind.code, kind.label) for kind, _ in _kinds(by, record)]
    return forms.CallForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds,
        children=[(each.reference, each.name) for each in children],
        family=[(each.reference, each.name) for each in family],
        initial={
            "kind": asked if asked in dict(kinds) else "",
            "children": [record.person.reference],
            "on": local.date(),
            "at": local.time().replace(second=0, microsecond=0),
        },
        **_askable(record.person.authority_id, by),
    )


def _people(record: Record) -> tuple[list[Person], list[Person]]:
    """The child with the other children of the family, and its grown-ups with the child: who may be asked to come."""
    own = set(record.people)
    others = [each for each in record.family.values() if each.pk not in own]
    children = [record.person, *(each for each in others if each.is_child)]
    return children, [each for each in others if not each.is_child] + [each for each in children if not each.is_unborn]


def _askable(authority_id: int, by: ActingPerson) -> dict[str, list[Team]]:
    desks = partnership.teams_covering(authority_id, *_TOLD)
    ours = [team for team in partnership.teams_covering(authority_id, *_OURS) if team.pk != by.team_id]
    return {
        "desks": sorted(desks, key=lambda team: (team.kind != TeamKind.AGENCY_DESK, team.agency.name)),
        "teams": sorted(ours, key=lambda team: team.name),
    }


def _because(request: HttpRequest, record: Record) -> Episode | None:
    """The work about this child that the address or the form names as what the meeting comes of."""
    named = request.POST.get("because") or request.GET.get("because", "")
    if not named:
        return None
    return Episode.objects.filter(reference=named.upper(), involvements__person_id__in=record.people).first()


def _call(
    record: Record,
    form: forms.CallForm,
    because: Episode | None,
    *,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None,
) -> Any:
    said = form.cleaned_data
    children, family = _people(record)
    chosen = [each for each in children if each.reference in said["children"]]
    return actions.call(
        said["kind"],
        children=chosen,
        starts_at=form.starts_at,
        purpose=said["purpose"],
        place=said.get("place") or "",
        how_to_join=said.get("how_to_join") or "",
        chair_name=said.get("chair") or by.name,
        because_of=because,
        asked=[_self(by), *_asked(form, record.person.authority_id, family)],
        by=by,
        at=at,
        key=key,
    )


def _self(by: ActingPerson) -> actions.Asked:
    """Whoever calls a meeting sits at its table."""
    part = "early_help" if by.team_kind == TeamKind.EARLY_HELP else "social_care"
    return actions.Asked(by.name, "chair" if by.team_kind == TeamKind.REVIEW else part, by.post_title)


def _asked(form: forms.AskForm, authority_id: int, family: Sequence[Person]) -> list[actions.Asked]:
    said = form.cleaned_data
    teams = {str(team.pk): team for team in partnership.teams_covering(authority_id)}
    found = [actions.Asked.desk(teams[each]) for each in said.get("desks") or () if each in teams]
    for each in said.get("teams") or ():
        if each in teams:
            part = "early_help" if teams[each].kind == TeamKind.EARLY_HELP else "social_care"
            found.append(actions.Asked(teams[each].name, part, teams[each].agency.name, teams[each]))
    people = {each.reference: each for each in family}
    for each in said.get("family") or ():
        if each in people:
            person = people[each]
            found.append(actions.Asked(person.name, "child" if person.is_child else "family", ""))
    if said.get("other_name"):
        found.append(actions.Asked(said["other_name"], said["other_sits_as"], said.get("other_role") or ""))
    return found


@page(may=may.RUN_MEETING, shows="meetings")
def ask_to_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask more people, also while it runs."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    note_look(request, found)
    table = queries.table_of(found)
    there = {seat.team_id for seat in table.seats if seat.team_id}
    askable = {
        name: [team for team in teams if team.pk not in there]
        for name, teams in _askable(found.authority_id, by).items()
    }
    form = forms.AskForm(request.POST if request.method == "POST" else None, family=[], **askable)
    made = Attempt(clash=None)
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.invite(found, asked=_asked(form, found.authority_id, []), **press(request)))
        if made.done:
            return redirect("meeting", found.reference)
    wrong = form.is_bound and bool(form.errors)
    answer = next((one.answer for one in MEETING.open_moves(found, by=by) if one.name == "invite"), None)
    facts = {"form": form, "table": table, "answer": answer}
    return show(request, "ask_to_meeting", found, facts, clash=made.clash, wrong=wrong)
