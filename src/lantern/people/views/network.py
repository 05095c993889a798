"""The family drawn as a genogram and the agencies as an ecomap, as on a day, with the same facts as lists."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface import ecomap
from lantern.interface.display import full_date, plural
from lantern.people import family, presenters, queries
from lantern.people.around import around_of, homes_of
from lantern.people.forms import DayForm
from lantern.people.models import age_in_words
from lantern.people.permissions import SEE_CHILD
from lantern.people.views.child import record_or_404


@page(may=SEE_CHILD, shows="child")
def child_network(request: HttpRequest, reference: str) -> HttpResponse:
    """Who matters to a child and who works with them, drawn and as lists. A day may be asked for."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    if opening.is_new:
        queries.look(record, by=actor_of(request), why=opening.why, page="child_network")
    form = DayForm(request.GET or None)
    today = timezone.localdate()
    day = (form.cleaned_data["day"] if form.is_bound and form.is_valid() else None) or today
    around = around_of(record)
    network = family.network_on(record, around, on=day)
    agencies = presenters.involved(record, around, now=timezone.now())
    name = record.person.name
    return render(
        request,
        "people/network.jinja",
        {
            "record": record,
            "form": form,
            "day": day,
            "genogram": family.drawing(network, f"Family on {full_date(day)}") if network else None,
            "facts": family.sentences(network) if network else [],
            "households": presenters.households(record, around),
            "ecomap": ecomap.draw(
                [name, age_in_words(record.person, today)],
                agencies,
                "Agencies involved",
                f"{len(agencies)} around this person. The same facts stand in the list below.",
            )
            if agencies
            else None,
            "agencies": ecomap.facts(name, agencies),
            "known_otherwise": presenters.known_otherwise(record, around),
        },
    )


@require_safe
@page(may=SEE_CHILD, shows="child")
def child_homes(request: HttpRequest, reference: str) -> HttpResponse:
    """Who else is and was at the addresses of a person, and when. Protected places are left out. Written down."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    queries.look(record, by=actor_of(request), why=opening.why, page="child_homes")
    facts = {"record": record, "homes": homes_of(record), "age": age_on, "today": timezone.localdate()}
    return render(request, "people/homes.jinja", facts)


def age_on(born_on: dt.date | None, day: dt.date) -> str:
    """How old somebody is in years, as text; nothing where it is not known."""
    if born_on is None:
        return ""
    years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return plural(years, "year")
