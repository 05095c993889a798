"""Finding a child. Always by POST: what is looked for is about a child and never stands in an address."""

from __future__ import annotations

import datetime as dt
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access import restricting
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.people import finding, searching
from lantern.people.forms import FindForm
from lantern.people.permissions import FIND_CHILD
from lantern.people.unnamed import with_number
from lantern.people.views.child import page_of

_BUTTON_NAME = re.compile(r"^[A-Za-z0-9_-]{1,60}$")


@page(may=FIND_CHILD, shows="candidates")
def find_child(request: HttpRequest) -> HttpResponse:
    """The search box of every page leads here: children, adults, references and addresses. Beneath it, a form for what
    is known. Looking is free, opening is written down.
    """
    today = timezone.localdate()
    text = request.POST.get("q", "").strip()[: searching.LONGEST]
    form = FindForm(request.POST if request.method == "POST" and "q" not in request.POST else None)
    found, everything, ask = None, None, list[str]()
    if text:
        numbered = with_number(text, by=actor_of(request))
        if len(numbered) == 1:
            return redirect("child", reference=numbered[0])
        everything = searching.everywhere(text, by=actor_of(request), on=today)
        if everything.only_person:
            return redirect("child", reference=everything.only_person)
        asked = searching.read(text, on=today)
        born = asked.birth.earliest if asked.birth and asked.birth.is_full else None
        ask = _ask(request, text, born, asked.nhs_number, asked.upn)
    elif form.is_bound and form.is_valid():
        described = finding.described(request.POST.dict(), on=today)
        found = finding.candidates(described, by=actor_of(request), limit=20, on=today)
        ask = _ask_about(request, described)
    return render(
        request,
        "people/find_child.jinja",
        {
            "form": form,
            "found": found,
            "ask": ask,
            "everything": everything,
            "work": [(one, page_of(one.kind, one.reference)) for one in everything.work] if everything else [],
            "text": text,
        },
    )


@page(may=FIND_CHILD, shows="candidates")
@require_POST
def child_candidates(request: HttpRequest) -> HttpResponse:
    """Candidates for a half-filled form, as a fragment of a page. ``choose`` names the button that takes one."""
    today = timezone.localdate()
    wanted = request.GET.get("choose", "")
    described = finding.described(request.POST.dict(), on=today)
    found = finding.candidates(described, by=actor_of(request), limit=6, on=today)
    choose = wanted if _BUTTON_NAME.match(wanted) else None
    return render(
        request, "people/candidates.jinja", {"found": found, "ask": _ask_about(request, described), "choose": choose}
    )


def _ask_about(request: HttpRequest, described: finding.Description) -> list[str]:
    """Whom to ask about a record that the reader may not open, where it may be known to exist."""
    birth = described.birth
    return _ask(
        request,
        " ".join(f"{each.given} {each.surname}" for each in described.names),
        birth.earliest if birth and not birth.expected and birth.earliest == birth.latest else None,
        described.nhs_number,
        described.upn,
    )


def _ask(request: HttpRequest, named: str, born: dt.date | None, *numbers: str) -> list[str]:
    return restricting.ask_about(named=named, born=born, numbers=numbers, by=actor_of(request), at=timezone.now())
