"""Second looks at finished contacts: the draw, the look, how many are drawn, and what comes of it over time."""

from __future__ import annotations

import contextlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.decision import evidence_label
from lantern.frontdoor.forms.second_looks import SamplingForm, SecondLookForm
from lantern.frontdoor.models import SecondLook
from lantern.frontdoor.queries import second_looks as looks
from lantern.frontdoor.queries.demand import PERIODS
from lantern.frontdoor.queries.second_looks import PracticeFilter, Said
from lantern.frontdoor.sampling import drawing
from lantern.frontdoor.states import CONTACT, FINISHED
from lantern.frontdoor.views.common import note_look, show
from lantern.interface.charts import Series, line_chart
from lantern.interface.display import full_date, london_date, plural
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone


def _areas(by: ActingPerson) -> list[tuple[str, str]]:
    return [(str(one.pk), one.short_name) for one in partnership.authorities() if one.pk in by.authorities]


@require_safe
@page(may=may.SECOND_LOOK, shows="contacts")
def second_looks(request: HttpRequest) -> HttpResponse:
    """What was drawn in the last weeks, why each was, and what waits."""
    by, now = actor_of(request), timezone.now()
    areas = _areas(by)
    chosen = request.GET.get("authority", "")
    chosen = chosen if chosen in dict(areas) else ""
    draws = looks.draws_for(by, now=now, authorities=[int(chosen)] if chosen else ())
    facts = {
        "draws": draws,
        "waiting": sum(draw.waiting for draw in draws),
        "mine": sum(1 for draw in draws for line in draw.lines if not line.found and line.is_their_own(by.user_id)),
        "me": by.user_id,
        "areas": areas,
        "chosen": chosen,
        "why": code_set("second_look_reason").label,
        "may_set": bool(by.may(may.SET_SAMPLING)),
    }
    return show(request, "second_looks", facts)


@page(may=may.SECOND_LOOK, shows="contacts")
def second_look(request: HttpRequest, reference: str) -> HttpResponse:
    """The record as it was decided beside the question whether one would have decided the same."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_in_view(by, reference)
    look = looks.second_look_at(found.pk)
    note_look(request, found)
    decisions = [each for each in found.decisions.all() if each.current]
    document = partnership.threshold_document(found.authority_id, london_date(found.decided_at or now))
    form = SecondLookForm(request.POST or None, document=document, finished=found.state == FINISHED)
    clash = None
    if request.method == "POST" and not look.found and form.is_valid():
        plain = queries.contact_for(by, reference)
        made = attempt(
            lambda: actions.look_again(
                look,
                plain,
                finding=form.finding(),
                by=by,
                at=now,
                version=posted_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("second_looks")
        clash = made.clash
    checks = queries.checks_of(found)
    facts = {
        "form": form,
        "has_errors": form.is_bound and not look.found and not form.is_valid(),
        "look": look,
        "document": document,
        "why": [code_set("second_look_reason").label(code) for code in look.why],
        "themes": [looks.theme_label(code) for code in look.themes],
        "answer": next((move.answer for move in CONTACT.open_moves(found, by=by) if move.name == "look_again"), None),
        "decisions": [(each, [evidence_label(code, checks) for code in each.evidence]) for each in decisions],
        "earlier": [each for each in found.decisions.all() if not each.current],
        "checks": checks,
        "history": queries.history_for(found),
        "reported": list(found.reported.all()),
        "today": london_date(now),
    }
    return show(request, "second_look", facts, contact=found, clash=clash)


@page(may=may.SET_SAMPLING, shows="figures")
def sampling(request: HttpRequest) -> HttpResponse:
    """How many contacts of each kind get a second look in one area, and what that would have been, before it holds."""
    by, now = actor_of(request), timezone.now()
    areas = _areas(by)
    if not areas:
        raise Http404
    asked = request.POST.get("authority") or request.GET.get("authority", "")
    area = int(asked if asked in dict(areas) else areas[0][0])
    rule = drawing.rule_for(area, drawing.monday_of(london_date(now)))
    form = SamplingForm(request.POST or None, rule=rule)
    sound = form.is_bound and form.is_valid()
    if sound and request.POST.get("step") == "use":
        with contextlib.suppress(AlreadyDone):  # pressed twice
            drawing.set_rule(area, form.rule(), by=by, at=now, key=act_key(request))
        return redirect(f"{reverse('sampling')}?authority={area}&set=yes")
    rules = [rule, form.rule()] if sound else [rule]
    counted = drawing.would_be(area, rules, now)
    facts = {
        "form": form,
        "has_errors": form.is_bound and not sound,
        "rule": rule,
        "area": area,
        "areas": areas,
        "now": counted[0],
        "with_these": counted[1] if sound else None,
        "was_set": request.GET.get("set") == "yes" and rule.since is not None,
        "why": code_set("second_look_reason").label,
    }
    return show(request, "sampling", facts)


KINDS = {"sent_back": later("Sent back"), "otherwise": later("Decided otherwise"), "agreed": later("Decided the same")}


@require_safe
@page(may=may.SECOND_LOOK, shows="figures")
def practice(request: HttpRequest) -> HttpResponse:
    """What send-backs and second looks say about the work: by theme, by team, over time."""
    by, now = actor_of(request), timezone.now()
    asked = PracticeFilter.read(request.GET, by)
    found = looks.practice_of(by, asked, now=now)
    months = [found.lines.get("month", {}).get(str(first), Said(str(first))) for first in found.period.steps]
    facts = {
        "asked": asked,
        "found": found,
        "periods": [(PERIODS[code], asked.address(period=code), code) for code in ("3_months", "12_months")],
        "areas": _areas(by),
        "finding": _finding(found.total),
        "themes": _by_number(found.lines.get("theme", {}), looks.theme_label),
        "teams": _by_number(found.lines.get("team", {}), lambda key: partnership.teams()[int(key)].name),
        "workers": sorted(found.lines.get("worker", {}).values(), key=lambda said: said.name),
        "months": [(f"{first:%B %Y}", said) for first, said in zip(found.period.steps, months, strict=True)],
        "chart": _over_time(found.period.steps, months),
    }
    return show(request, "practice", facts)


def _finding(total: Said) -> str:
    if not (total.sent_back or total.looked_at):
        return _("Nothing was sent back, and no second look was given.")
    sent = plural(total.sent_back, _("decision was"), _("decisions were"))
    given = plural(total.looked_at, _("second look was"), _("second looks were"))
    return _("%(sent)s sent back, and %(given)s given: %(otherwise)s would have decided otherwise.") % {
        "sent": sent,
        "given": given,
        "otherwise": total.otherwise,
    }


def _by_number(lines: dict[str, Said], name: Any) -> list[tuple[str, Said]]:
    ordered = sorted(lines.values(), key=lambda said: (-said.asked_again, -said.agreed, said.key))
    return [(name(said.key), said) for said in ordered]


def _over_time(steps: list[Any], months: list[Said]) -> dict[str, Any]:
    title = _("Sent back, and decided otherwise on a second look")
    most = max(zip(steps, months, strict=True), key=lambda each: each[1].asked_again)
    finding = (
        _("Most in %(month)s: %(sent)s sent back, %(otherwise)s decided otherwise.")
        % {"month": f"{most[0]:%B %Y}", "sent": most[1].sent_back, "otherwise": most[1].otherwise}
        if most[1].asked_again
        else _("None in this time.")
    )
    lines = [
        Series(str(KINDS["sent_back"]), [float(said.sent_back) for said in months]),
        Series(str(KINDS["otherwise"]), [float(said.otherwise) for said in months]),
    ]
    drawing_of = line_chart(title, finding, [f"{first:%b}" for first in steps], lines, height=260)
    return {"title": title, "finding": finding, "drawing": drawing_of}


@require_safe
@page(may=may.SECOND_LOOK, shows="contacts")
def practice_contacts(request: HttpRequest) -> HttpResponse:
    """The contacts behind one number of the page of themes. References, never names."""
    by, now = actor_of(request), timezone.now()
    asked = PracticeFilter.read(request.GET, by)
    rows = looks.practice_behind(by, asked, now=now)
    chosen = [str(PERIODS[asked.period]), str(KINDS[asked.kind]) if asked.kind else "", _line_words(asked)]
    facts = {
        "rows": rows,
        "kinds": KINDS,
        "theme": looks.theme_label,
        "chosen": [words for words in chosen if words],
        "back": reverse("practice") + asked.address(by="", key="", kind=""),
    }
    return show(request, "practice_contacts", facts)


def _line_words(asked: PracticeFilter) -> str:
    """What a line of a table is, in words. Of a worker only that it is one: a name stands in no title."""
    if asked.by == "theme":
        known = code_set("practice_theme").get(asked.key)
        return known.label if known else ""
    if asked.by == "team":
        team = partnership.teams().get(int(asked.key)) if asked.key.isdecimal() else None
        return team.name if team else ""
    if asked.by == "worker":
        return _("decisions of one worker")
    return asked.key[:7] if asked.by == "month" else ""


@require_safe
@page(may=may.DECIDE_CONTACT, shows="own work")
def said_of_mine(request: HttpRequest) -> HttpResponse:
    """What managers and second looks said of one's own decisions: for the worker alone."""
    by, now = actor_of(request), timezone.now()
    facts = {
        "rows": looks.said_to(by, now=now),
        "kinds": KINDS,
        "theme": looks.theme_label,
        "thens": dict(SecondLook.Next.choices),
        "since": full_date(looks.Period.ending("12_months", london_date(now)).first),
    }
    return show(request, "said_of_mine", facts)
