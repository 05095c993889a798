"""What came of answers: how well each agency writes, and who does not agree with a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.models import Disagreement

FEWEST = 5
"""Contacts spoken about, below which no share is shown: one person's day is no figure."""


def disagreements(by: ActingPerson) -> list[dict[str, Any]]:
    """Those that wait, nearest clock first, then the last that were answered. One statement."""
    found = Disagreement.objects.filter(authority_id__in=by.authorities).order_by(
        F("closed_at").desc(nulls_first=True), F("next_due_at").asc(nulls_last=True)
    )
    columns = ("reference", "state", "next_due_at", "opened_at", "closed_at", "step", "step_name", "found", "role")
    return list(found.values(*columns, "because_of__reference")[:100])


def disagreement_for(by: ActingPerson, reference: str) -> Disagreement:
    """One step with the contact it is about and its receipt. One statement."""
    found = (
        Disagreement.objects.select_related("because_of", "sent", "authority")
        .filter(reference=reference, authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Written:
    """How the contacts of one agency were written: of each thing, how often it was said, and how often it helped."""

    agency: str
    answered: int
    spoken_of: int
    said: dict[str, tuple[int, int]]

    def share(self, code: str) -> int | None:
        """Of a hundred of which something was said, how many helped; None when they are too few."""
        good, said = self.said.get(code, (0, 0))
        return round(100 * good / said) if said >= FEWEST else None


_WRITTEN = """
select coalesce(a.name, nullif(r.organisation, ''), ''), q.key,
       count(distinct c.episode_ptr_id), count(distinct c.episode_ptr_id) filter (where c.quality <> '{}'),
       count(q.key), count(q.key) filter (where q.value = 'good')
from frontdoor_contact c
join spine_episode e on e.id = c.episode_ptr_id
join frontdoor_referrer r on r.contact_id = c.episode_ptr_id
left join partnership_agency a on a.id = r.agency_id
left join lateral jsonb_each_text(c.quality) q on true
where e.kind = 'contact' and e.authority_id = any (%(authorities)s) and r.professional and not r.anonymous
  and c.told_at >= %(since)s and e.opened_at >= %(opened)s
group by 1, grouping sets ((q.key), ())
"""


def written_by_agency(by: ActingPerson, *, since: dt.datetime) -> list[Written]:
    """How each agency's contacts that were answered since a moment were written, most answered first. One statement."""
    facts: dict[str, Any] = {
        "authorities": list(by.authorities),
        "since": since,
        "opened": since - dt.timedelta(days=90),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, facts)
        rows = cursor.fetchall()
    totals = {agency: (answered, spoken) for agency, key, answered, spoken, _, _ in rows if key is None}
    said: dict[str, dict[str, tuple[int, int]]] = {}
    for agency, key, answered, spoken, times, good in rows:
        if key is not None:
            said.setdefault(agency, {})[key] = (good, times)
        elif (answered, spoken) > totals[agency]:
            totals[agency] = (answered, spoken)
    found = [Written(agency, *totals[agency], said.get(agency, {})) for agency in totals]
    return sorted(found, key=lambda each: (-each.answered, each.agency))
