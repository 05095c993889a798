"""One person's page: who they are, who matters, what is open and whose it is, and what happened. Every opening is
written down.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from markupsafe import Markup

from lantern.access import record_pages
from lantern.access.models import Look
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.interface.environment import url
from lantern.law.timescales import timescale
from lantern.people import papers, presenters, queries
from lantern.people.forms import ChronologyFilter, OpenForm, RecipientForm, UnsealForm
from lantern.people.models import Address
from lantern.people.panels import panels_for
from lantern.people.permissions import PRINT_RECORD, RECORD_PERSON, SEE_CHILD, SEE_LOOKS
from lantern.people.queries import Opening, Record
from lantern.people.unnamed import is_unnamed
from lantern.spine import ledger
from lantern.spine.lifecycle import LIFECYCLES

PAGE_OF_CHRONOLOGY = 20
WHOLE_CHRONOLOGY = 10_000
"""More events than this are not put on paper at once; the paper then says so."""


def record_or_404(request: HttpRequest, reference: str) -> tuple[Record, Opening]:
    """The record with this reference and whether the reader may open it now. Missing and hidden look the same."""
    now = timezone.now()
    record = queries.record_of(reference, by=actor_of(request), now=now)
    if record is None:
        raise Http404
    return record, queries.opening(record, by=actor_of(request), now=now)


@page(may=SEE_CHILD, shows="child")
def child(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of a child or an adult. A reader without current involvement says why first."""
    record, opening = record_or_404(request, reference)
    if request.method == "POST":
        return _give_reason(request, record)
    if not opening:
        return render(request, "people/say_why.jinja", {"form": OpenForm(), "record": record})
    if opening.is_new:
        queries.look(record, by=actor_of(request), why=opening.why, page="child")
    said_above = {"panels": panels_for(record, by=actor_of(request))}
    return render(request, "people/child.jinja", _shown(request, record) | _chronology(request, record) | said_above)


def _give_reason(request: HttpRequest, record: Record) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        return render(request, "people/say_why.jinja", {"form": form, "record": record})
    queries.look(
        record,
        by=actor_of(request),
        why=Look.Why.SEARCH,
        page=queries.REASON_PAGE,
        reason=form.cleaned_data["reason"],
    )
    return redirect("child", reference=record.person.reference)


def _shown(request: HttpRequest, record: Record) -> dict[str, Any]:
    actor = actor_of(request)
    today = timezone.localdate()
    return {
        "record": record,
        "identity": presenters.identity(record, on=today),
        "relatives": presenters.relatives(record, on=today),
        "network": presenters.network(record, on=today),
        "open_now": [(one, page_of(one.kind, one.reference), _state(one.kind, one.state)) for one in record.open],
        "glance": presenters.at_a_glance(record, now=timezone.now()),
        "unnamed": is_unnamed(record.person),
        "may_change": bool(actor.may(RECORD_PERSON, record.person)),
        "may_print": bool(actor.may(PRINT_RECORD)),
        "may_see_looks": bool(actor.may(SEE_LOOKS)),
        "more_pages": record_pages.pages_for(actor, record_pages.PERSON, record.person.reference),
        "now_": timezone.now(),
        "asked_by_clock": asked_by_clock,
        "called": called,
    }


def page_of(kind: str, reference: str) -> str:
    """The page of an episode, where its room names the route as the kind; rooms above are not known here."""
    try:
        return url(kind, reference=reference)
    except NoReverseMatch:
        return ""


def asked_by_clock(code: str) -> str:
    """What a clock asks for, in words: the title of its timescale in law."""
    try:
        return f"{timescale(code).title}:"
    except LookupError:
        return code


def called(kind: str) -> str:
    """What an episode of this kind is called, as the first word of a line."""
    lifecycle = LIFECYCLES.get(kind)
    noun = lifecycle.noun if lifecycle else kind.replace("_", " ")
    return noun[:1].upper() + noun[1:]


def _state(kind: str, state: str) -> str:
    lifecycle = LIFECYCLES.get(kind)
    return lifecycle.states.get(state, state) if lifecycle else state


def _filter_panel(form: ChronologyFilter, filtered: bool) -> Markup:
    drawn = render_to_string("people/chronology_filter.jinja", {"filters": form, "filtered": filtered})
    return Markup(drawn)  # noqa: S704 - a template of ours, which escapes what it writes


@functools.cache
def _empty_filter_panel() -> Markup:
    """The same for everybody, on nearly every page: drawn once."""
    return _filter_panel(_filter_of({}), filtered=False)


def _filter_of(asked: Mapping[str, Any]) -> ChronologyFilter:
    form = ChronologyFilter(asked or None)
    form.offer("theme", presenters.THEMES)
    form.offer("agency", presenters.agencies())
    return form


def _chronology(request: HttpRequest, record: Record) -> dict[str, Any]:
    """One page of the chronology as the filters in the address ask for it."""
    form = _filter_of(request.GET) if request.GET else None
    wanted = form.cleaned_data if form and form.is_valid() else {}
    asked: dict[str, Any] = {
        "since": start_of(wanted.get("since")),
        "kinds": presenters.kinds_of(wanted["theme"]) if wanted.get("theme") else None,
        "significance": int(wanted.get("significance") or 1),
        "agency_id": int(wanted["agency"]) if wanted.get("agency") else None,
        "with_impact": bool(wanted.get("impact")),
    }
    after = request.GET.get("after", "")
    try:
        entries = ledger.chronology(record.people, limit=PAGE_OF_CHRONOLOGY + 1, after=after, **asked)
    except ValueError:
        raise Http404 from None
    shown = entries[:PAGE_OF_CHRONOLOGY]
    kept = {name: str(value) for name, value in request.GET.items() if name != "after" and value}
    newer = ""
    if after and shown:
        before = queries.cursor_of_newer_page(record.people, shown[0].cursor, limit=PAGE_OF_CHRONOLOGY, **asked)
        newer = _at(kept, before)
    elif after:
        newer = _at(kept, "")
    older = _at(kept, shown[-1].cursor) if len(entries) > PAGE_OF_CHRONOLOGY else ""
    filtered = bool(wanted) and any(kept.values())
    return {
        "entries": shown,
        "filter_panel": _filter_panel(form, filtered) if form else _empty_filter_panel(),
        "filtered": filtered,
        "newer": newer,
        "older": older,
    }


def _at(kept: dict[str, str], cursor: str) -> str:
    return f"?{urlencode(kept | ({'after': cursor} if cursor else {}))}#chronology"


def start_of(day: dt.date | None) -> dt.datetime | None:
    """The first moment of a day in London."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_current_timezone()) if day else None


# ---- On paper -------------------------------------------------------------------------------------------------------


@page(may=PRINT_RECORD, shows="child")
def child_print(request: HttpRequest, reference: str) -> HttpResponse:
    """The record for the printer, oldest first. Printing is written down."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    queries.look(record, by=actor_of(request), why=opening.why, page="child_print")
    return render(
        request,
        "people/child_print.jinja",
        _shown(request, record)
        | {
            "entries": _oldest_first(record),
            "most": WHOLE_CHRONOLOGY,
            "printed": papers.printed(
                record, recipient=actor_of(request).name, by=actor_of(request), at=timezone.now()
            ),
            "form": RecipientForm(),
        },
    )


@page(may=PRINT_RECORD, shows="child")
def chronology_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The chronology as PDF for one named recipient, who stands on every page. A GET is a copy for the reader."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    form = RecipientForm(request.POST if request.method == "POST" else {"recipient": actor_of(request).name})
    if not form.is_valid():
        return render(request, "people/recipient.jinja", {"form": form, "record": record})
    recipient = form.cleaned_data["recipient"]
    queries.look(record, by=actor_of(request), why=opening.why, page="chronology_pdf", reason=f"Copy for {recipient}")
    document = papers.chronology(
        record,
        _oldest_first(record),
        recipient=recipient,
        by=actor_of(request),
        at=timezone.now(),
        on=timezone.localdate(),
        most=WHOLE_CHRONOLOGY,
    )
    response = HttpResponse(documents.pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="chronology-{slugify(record.person.reference)}.pdf"'
    return response


def _oldest_first(record: Record) -> list[ledger.Entry]:
    return ledger.chronology(record.people, limit=WHOLE_CHRONOLOGY)[::-1]


# ---- A protected address --------------------------------------------------------------------------------------------


@page(may=SEE_CHILD, shows="address")
def unseal_address(request: HttpRequest, reference: str) -> HttpResponse:
    """One protected address, opened for a reason that is kept. It is on this page and nowhere else."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    sealed = [one for one in record.addresses if one["protected"]]
    form = UnsealForm(request.POST or None, initial={"address": sealed[0]["id"] if sealed else ""})
    opened = None
    if request.method == "POST" and form.is_valid():
        opened = _sealed_address(record, form.cleaned_data["address"])
        queries.look(
            record,
            by=actor_of(request),
            why=opening.why,
            page="unseal_address",
            reason=form.cleaned_data["reason"],
            sealed_fields=f"address:{opened.pk}",
        )
    return render(
        request, "people/unseal_address.jinja", {"record": record, "form": form, "sealed": sealed, "opened": opened}
    )


def _sealed_address(record: Record, identifier: str) -> Address:
    try:
        wanted = UUID(identifier)
        if not any(one["protected"] and UUID(one["id"]) == wanted for one in record.addresses):
            raise Http404
        return Address.objects.get(pk=wanted, person__in=record.people)
    except (ValueError, Address.DoesNotExist):
        raise Http404 from None
