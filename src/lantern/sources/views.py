"""Lists by the file: send one, say what its columns mean, let it be compared, and answer what no machine may."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access import looks
from lantern.access.models import Look
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.law.linking import machine_links
from lantern.partnership import queries as partnership
from lantern.sources import mapping, queries, running
from lantern.sources.forms import SendForm
from lantern.sources.mapping import FACTS, ListRefused
from lantern.sources.models import Pair, Run
from lantern.sources.permissions import COMPARE_LISTED, LINK_LISTS
from lantern.spine.lifecycle import AlreadyDone

SHOWN = 10
"""Rows of a list as they would be read, shown before it is compared."""

_CHECKED_FOR_PROBLEMS = 2_000
"""Rows read for the page that shows how a list reads; all of them are read when it is compared."""


@page(may=COMPARE_LISTED, shows="other agencies' lists")
def lists(request: HttpRequest) -> HttpResponse:
    """How each source stands; the lists that were sent; and sending one."""
    by = actor_of(request)
    standings = queries.standings(by=by)
    may_send = bool(by.may(LINK_LISTS))
    form = SendForm(
        request.POST or None,
        request.FILES or None,
        by=by,
        known={each.source.code: each.source.title for each in standings},
    )
    if request.method == "POST" and may_send and form.is_valid():
        try:
            run = _sent(form, by, act_key(request))
        except AlreadyDone:
            return redirect("lists")
        except ListRefused as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("list_run", reference=run.reference)
    shown = {
        "standings": standings,
        "runs": queries.lists(by=by),
        "form": form if may_send else None,
        "areas": {each.pk: each for each in partnership.authorities()},
    }
    return render(request, "sources/lists.jinja", shown, status=422 if form.is_bound and form.errors else 200)


def _sent(form: SendForm, by: ActingPerson, key: UUID | None) -> Run:
    told = form.cleaned_data
    content = told["file"].read()
    mapping.read_table(content)
    source = running.source_for(
        told["source"], authority_id=int(told["authority"]), title=form.titles[told["source"]], by=by
    )
    return running.send(content, source, by=by, at=timezone.now(), key=key)


def _run(request: HttpRequest, reference: str) -> Run:
    run = queries.run_for(reference, by=actor_of(request))
    if run is None:
        raise Http404
    return run


@page(may=COMPARE_LISTED, shows="other agencies' lists")
def list_run(request: HttpRequest, reference: str) -> HttpResponse:
    """One list: how its columns read before it is compared; how far it is; and what came of it."""
    run = _run(request, reference)
    if request.method == "POST":
        return _press(request, run)
    return _shown(request, run)


def _press(request: HttpRequest, run: Run) -> HttpResponse:
    by, now = actor_of(request), timezone.now()
    try:
        if "accept" in request.POST:
            best = running.accept(run, by=by, at=now, key=act_key(request))
            messages.success(request, _("%(number)s rows point at people here now.") % {"number": f"{best.pairs:,}"})
        elif "draw" in request.POST:
            drawn = running.draw_more(run, by=by, at=now, key=act_key(request))
            messages.success(request, _("%(number)s more are to be compared.") % {"number": f"{drawn:,}"})
        elif "give_up" in request.POST:
            running.give_up(run, by=by, at=now)
        else:
            chosen = _chosen(request, run)
            running.settle_mapping(run, chosen, by=by)
            if "compare" in request.POST:
                if wrong := mapping.what_is_wrong(run.mapping):
                    return _shown(request, run, wrong=wrong)
                running.start(run, by=by, at=now, key=act_key(request))
                if run.rows <= running.AT_ONCE:
                    running.compare(run, by=by, at=now, acting=nullcontext)
    except AlreadyDone:
        pass
    return redirect("list_run", reference=run.reference)


def _chosen(request: HttpRequest, run: Run) -> dict[str, str]:
    chosen = {}
    for place, heading in enumerate(running.table_of(run).plain if run.state == Run.State.SENT else ()):
        fact = request.POST.get(f"column-{place}", run.mapping.get(heading, ""))
        chosen[heading] = fact if fact in mapping.BY_CODE else mapping.LEFT_OUT
    return chosen


def _shown(request: HttpRequest, run: Run, *, wrong: str = "") -> HttpResponse:
    standard = machine_links()
    shown: dict[str, Any] = {
        "run": run,
        "wrong": wrong,
        "has_errors": bool(wrong),
        "may_link": bool(actor_of(request).may(LINK_LISTS, run)),
        "standard": standard,
    }
    if run.state == Run.State.SENT and run.sealed_content is not None and shown["may_link"]:
        table = running.table_of(run)
        reading = mapping.read_rows(
            table, run.mapping, on=timezone.localdate(), source=run.source.code, most=_CHECKED_FOR_PROBLEMS
        )
        shown |= {
            "columns": _columns(table, run.mapping),
            "facts": [{"value": "", "text": _("Left out")}, *({"value": f.code, "text": f.words} for f in FACTS)],
            "reading": reading,
            "entries": reading.entries[:SHOWN],
            "said": [each for each in _SAID if any(each[0] in entry.said for entry in reading.entries[:SHOWN])],
            "read": min(len(table.rows), _CHECKED_FOR_PROBLEMS),
            "notes": table.notes,
        }
    elif run.state == Run.State.DONE:
        told = running.judgement(run)
        shown |= {"told": told, "best": told.best(standard.most_wrong), "waiting": queries.waiting(run)}
    return render(request, "sources/run.jinja", shown, status=422 if wrong else 200)


_SAID = (
    ("first_names", "First names"), ("last_name", "Last name"), ("known_as", "Also"), ("born", "Born"), ("sex", "Sex"),
    ("address", "Address"), ("postcode", "Postcode"), ("nhs_number", "NHS number"), ("upn", "UPN"),
)  # fmt: skip


def _columns(table: mapping.Table, read_as: dict[str, str]) -> list[dict[str, Any]]:
    """Each column: its heading, the first values in it, and what it is taken for."""
    found = []
    for place, heading in enumerate(table.plain):
        values = dict.fromkeys(
            value
            for row in table.rows[:200]
            if place < len(row.cells) and (value := " ".join(row.cells[place].split())[:30])
        )
        found.append(
            {
                "place": place,
                "heading": table.headings[place] or heading,
                "example": "; ".join(list(values)[:3]),
                "fact": read_as.get(heading, ""),
            }
        )
    return found


@page(may=COMPARE_LISTED, shows="other agencies' lists")
def compare_listed(request: HttpRequest, reference: str) -> HttpResponse:
    """One row beside one person: the same, somebody else, or it can not be told. Then the next."""
    run = _run(request, reference)
    by, now = actor_of(request), timezone.now()
    if request.method == "POST":
        pair = _pair(request, run)
        try:
            running.answer(pair, request.POST.get("answer", ""), by=by, at=now, key=act_key(request))
        except AlreadyDone:
            return redirect("compare_listed", reference=run.reference)
        messages.success(request, _("Answered: %(words)s.") % {"words": Pair.State(pair.state).label.lower()})
        return redirect("compare_listed", reference=run.reference)
    pair_asked = queries.next_pair(run)
    if pair_asked is None:
        return render(request, "sources/compare.jinja", {"run": run, "asked": None})
    looks.note(
        [(pair_asked.person_id, pair_asked.authority_id)],
        by=by, why=Look.Why.SEARCH, page="compare_listed", reason=f"Compared with a row of the list {run.reference}",
    )  # fmt: skip
    shown = {"run": run, "asked": queries.sides(pair_asked), "left": queries.waiting(run)}
    return render(request, "sources/compare.jinja", shown)


def _pair(request: HttpRequest, run: Run) -> Pair:
    try:
        wanted = UUID(request.POST.get("pair", ""))
    except ValueError:
        raise Http404 from None
    found = Pair.objects.select_related("source").filter(pk=wanted, source_id=run.source_id).first()
    if found is None:
        raise Http404
    return found


@page(may=COMPARE_LISTED, shows="other agencies' lists")
def answered_listed(request: HttpRequest, reference: str) -> HttpResponse:
    """The last answers of a list's source, so that a slip of the finger is put right."""
    run = _run(request, reference)
    if request.method == "POST":
        with suppress(AlreadyDone):
            running.answer(
                _pair(request, run),
                request.POST.get("answer", ""),
                by=actor_of(request),
                at=timezone.now(),
                key=act_key(request),
            )
        return redirect("answered_listed", reference=run.reference)
    return render(request, "sources/answered.jinja", {"run": run, "answered": queries.answered(run)})
