"""How alike deciders decide: like contacts side by side, by team, kind of post, or the agency that was worried."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.access.roles import ROLES
from lantern.frontdoor import permissions as may
from lantern.frontdoor.figures.likeness import TOO_FEW, TOO_FEW_PEOPLE, Alike, most_apart_first
from lantern.frontdoor.queries import consistency as counted
from lantern.frontdoor.queries.demand import TooMuchToCount
from lantern.frontdoor.views.common import show
from lantern.interface.charts import Interval, interval_chart
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency

BY = {
    "team": later("Team that decided"),
    "group": later("Kind of post that decided"),
    "agency": later("Agency that was worried"),
}
SHOWN = 30
"""Groups of like contacts on the page; those that tell least are left out."""


@require_safe
@page(may=may.SEE_DEMAND, shows="figures")
def consistency(request: HttpRequest) -> HttpResponse:
    """Groups of like contacts, those first that are decided least alike; or one of them, level by level."""
    by, now = actor_of(request), timezone.now()
    areas = [(str(one.pk), one.short_name) for one in partnership.authorities() if one.pk in by.authorities]
    area = request.GET.get("authority", "")
    area = area if area in dict(areas) else ""
    line = request.GET.get("by", "")
    line = line if line in BY else "team"
    asked = {"by": line, "authority": area}
    facts: dict[str, Any] = {"asked": asked, "areas": areas, "lines": BY, "too_few": TOO_FEW, "people": TOO_FEW_PEOPLE}
    try:
        groups = counted.alike_by([int(area)] if area else by.authorities, line, now=now)
    except TooMuchToCount:
        return show(request, "consistency_too_much", facts)
    wanted = (request.GET.get("reason", ""), request.GET.get("source", ""))
    one = next((group for group in groups if (group.reason, group.source) == wanted and any(wanted)), None)
    names = _names(line, [key.key for group in ([one] if one else groups) for key in group.lines])
    if one:
        return show(request, "consistency_group", facts | _group(one, names))
    ordered = most_apart_first(groups)
    able = [group for group in ordered if group.gap is not None]
    facts |= {
        "groups": [(_title(group), group) for group in able[:SHOWN]],
        "left_out": len(groups) - len(able[:SHOWN]),
        "apart": sum(1 for group in able if group.is_more_than_chance),
        "names": names,
    }
    return show(request, "consistency", facts)


def _title(group: Alike) -> str:
    reason = code_set("contact_reason").label(group.reason) if group.reason else _("No reason said")
    source = code_set("referral_source").label(group.source) if group.source else _("Source not known")
    return f"{reason}, {source}"


def _names(line: str, keys: list[str]) -> dict[str, str]:
    """Names of teams, kinds of post or agencies: never of a person. At most one statement."""
    if line == "group":
        return {key: ROLES[key].title if key in ROLES else key for key in keys}
    if line == "team":
        teams = partnership.teams()
        return {key: teams[int(key)].name for key in keys if int(key) in teams}
    return {
        str(pk): name for pk, name in Agency.objects.filter(pk__in={int(key) for key in keys}).values_list("pk", "name")
    }


def _group(group: Alike, names: dict[str, str]) -> dict[str, Any]:
    told = group.told
    title = _("Of 100 like contacts, how many were put at level 3 or 4")
    if group.is_more_than_chance:
        finding = _("%(high)s put more of them at level 3 or 4 than %(low)s: more than chance explains.") % {
            "high": names.get(told[0].key, ""),
            "low": names.get(told[-1].key, ""),
        }
    elif len(told) > 1:
        finding = _("They differ by no more than chance may explain.")
    else:
        finding = _("Too few to compare.")
    marks = [
        Interval(names.get(line.key, ""), line.social_work.low, line.social_work.of_100, line.social_work.high)
        for line in told
    ]
    return {
        "group": group,
        "name": _title(group),
        "told": told,
        "not_told": len(group.lines) - len(told),
        "names": names,
        "finding": finding,
        "chart": interval_chart(title, finding, marks) if told else None,
        "chart_title": title,
    }
