"""The library of themes, what is told of each, and letting something carry one."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.charts import Bars, bar_multiples
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import permissions as may
from lantern.learning import themes as library
from lantern.learning.forms.themes import CarryForm, TellForm, ThemeForm
from lantern.learning.models import Carried, Theme, YearPriority
from lantern.learning.queries import themes as queries
from lantern.learning.queries.common import keepers_of
from lantern.learning.views.common import Asked, ask, begins, keeper_said, posted
from lantern.spine.models import Episode


@require_safe
@page(may=may.SEE_LEARNING, shows="themes")
def themes(request: HttpRequest) -> HttpResponse:
    """Every theme with how much is told of it, by which kinds of evidence, and whether it grows."""
    found = queries.library(today=timezone.localdate())
    facts = {"themes": found, "kinds": Carried.Evidence, "runs": bool(actor_of(request).may(may.RUN_LEARNING))}
    return render(request, "learning/themes.jinja", facts)


@require_safe
@page(may=may.SEE_LEARNING, shows="themes")
def theme(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """One theme: the trend before anything is commissioned, what was told, and what is being done about it."""
    by, today = actor_of(request), timezone.localdate()
    found = queries.theme_or_404(record, by=by)
    line = next(iter(queries.library(today=today, theme=record)), None)
    if line is None:
        raise Http404
    before, after = line.halves
    finding = _("%(after)s pieces of evidence in the last six months, %(before)s in the six before.") % {
        "after": after,
        "before": before,
    }
    at, work = page_of(request), queries.work_on(found)
    labels = [f"{month:%b}" for month in queries.month_starts(today)]
    title = _("Told of this theme, by month")
    bars = [Bars(title, "", line.months)]
    facts = {
        "theme": found,
        "line": line,
        "finding": finding,
        "chart": bar_multiples(title, finding, labels, bars, columns=1, width=560) if line.total else "",
        "numbers": list(zip(labels, line.months, strict=True)),
        "signals": queries.signals(found, at),
        "at": at,
        "work": work[: queries.BESIDE],
        "more_work": len(work) > queries.BESIDE,
        "runs": bool(by.may(may.RUN_LEARNING)),
    }
    return render(request, "learning/theme.jinja", facts)


@page(may=may.RUN_LEARNING, shows="themes")
def new_theme(request: HttpRequest) -> HttpResponse:
    """Put a theme into the library."""
    by = actor_of(request)
    keepers = keepers_of(by)
    priorities = YearPriority.objects.filter(closed_at__isnull=True).order_by("title")
    form = ThemeForm(posted(request), keepers=keepers, priorities=priorities)
    asked = Asked(_("Add a theme"), _("Add it"), url("themes"), _("Themes"))
    return ask(
        request,
        asked,
        form,
        lambda said: library.add(
            keeper=keeper_said(said, by),
            name=said["name"],
            about=said["about"],
            priority_id=uuid.UUID(said["priority"]) if said["priority"] else None,
            **begins(request),
        ),
        to=lambda added: url("theme", record=added.pk) if isinstance(added, Theme) else url("themes"),
    )


@page(may=may.PROPOSE_LEARNING, shows="themes")
def tell(request: HttpRequest) -> HttpResponse:
    """Something that others should hear: from the front line, or from a report."""
    by = actor_of(request)
    known = list(Theme.objects.filter(authority_id__in=by.partnerships, retired_at__isnull=True).order_by("name"))
    start = {"weight": 1, "on": timezone.localdate(), "evidence": "said", "theme": request.GET.get("theme", "")}
    form = TellForm(posted(request), themes=known, initial=start)
    by_number = {str(each.pk): each for each in known}
    asked = Asked(
        _("Tell of something others should hear"), _("Tell it"), url("themes"), _("Themes"),
        lead=_("It is counted with what others tell. What is told often enough is looked into."),
        done=_("Told. Thank you: it stands with what others told."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        form,
        lambda said: library.carry(
            by_number[said["theme"]],
            text=said["text"],
            evidence=said["evidence"],
            source=said["source"],
            weight=int(said["weight"]),
            on=said["on"],
            **begins(request),
        ),
        to=lambda told: url("theme", record=told.theme_id) if isinstance(told, Carried) else url("themes"),
    )


@page(may=may.PROPOSE_LEARNING, shows="themes")
def carry_theme(request: HttpRequest, reference: str) -> HttpResponse:
    """Let any record of the product carry a theme. The record keeps its own walls."""
    by = actor_of(request)
    seen = Episode.objects.filter(authority_id__in=(*by.authorities, *by.partnerships))
    record = get_object_or_404(seen, reference=reference)
    known = list(Theme.objects.filter(authority_id__in=by.partnerships, retired_at__isnull=True).order_by("name"))
    by_number = {str(each.pk): each for each in known}
    asked = Asked(
        _("Let this carry a theme"), _("Carry it"), url("themes"), _("Themes"), caption=record.reference,
        lead=_("The partnership counts that a record showed this. Who is not allowed to open the record does not see"
               " whose it is."),
        done=_("It carries the theme now."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        CarryForm(posted(request), themes=known),
        lambda said: library.carry(
            by_number[said["theme"]],
            episode=record,
            evidence=said["evidence"],
            text=said["text"],
            **begins(request),
        ),
        to=lambda told: url("theme", record=told.theme_id) if isinstance(told, Carried) else url("themes"),
    )
