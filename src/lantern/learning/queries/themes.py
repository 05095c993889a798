"""Themes, how much evidence each has, of which kinds, and whether it grows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.interface.paging import Page
from lantern.law.timescales import add_months
from lantern.learning.models import Carried, Theme
from lantern.learning.queries.common import SHOWN, rows

MONTHS = 12
"""Over so many months a theme's evidence is drawn."""


def month_starts(today: dt.date, months: int = MONTHS) -> list[dt.date]:
    """The first days of the last months, this one the last."""
    return [add_months(today.replace(day=1), -back) for back in range(months - 1, -1, -1)]


@dataclass(frozen=True)
class ThemeLine:
    """A theme in the library with what is known of it."""

    id: uuid.UUID
    name: str
    about: str
    priority: str
    retired: bool
    by_kind: dict[str, int]
    months: list[int]
    last_on: dt.date | None
    lines: int
    recommendations: int

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())

    @property
    def kinds(self) -> int:
        """How many of the five kinds of evidence tell of it."""
        return len(self.by_kind)

    @property
    def halves(self) -> tuple[int, int]:
        """How much was told of it in the first half of the months, and in the second."""
        half = len(self.months) // 2
        return sum(self.months[:half]), sum(self.months[half:])

    @property
    def trend(self) -> str:
        """Whether more is told of it of late than before."""
        before, after = self.halves
        return "same" if before == after else "up" if after > before else "down"


_LIBRARY = """
select t.id, t.name, t.about, t.retired_at is not null as retired, coalesce(p.title, '') as priority,
       coalesce(k.by_kind, '{}') as by_kind, coalesce(m.months, '{}') as months, k.last_on,
       (select count(*) from learning_carried c join spine_episode e on e.id = c.found_in_id
        where c.theme_id = t.id and e.kind = 'line_of_enquiry' and e.closed_at is null) as lines,
       (select count(*) from learning_carried c join spine_episode e on e.id = c.found_in_id
        where c.theme_id = t.id and e.kind = 'recommendation' and e.closed_at is null) as recommendations
from learning_theme t left join learning_yearpriority p on p.episode_ptr_id = t.priority_id
left join lateral (select json_object_agg(g.evidence, g.n) as by_kind, max(g.last_on) as last_on from (
    select c.evidence, count(*) as n, max(c.told_on) as last_on from learning_carried c
    where c.theme_id = t.id and c.evidence <> '' and c.told_on >= %(since)s group by c.evidence) g) k on true
left join lateral (select json_object_agg(g.month, g.n) as months from (
    select to_char(c.told_on, 'YYYY-MM') as month, count(*) as n from learning_carried c
    where c.theme_id = t.id and c.evidence <> '' and c.told_on >= %(since)s group by 1) g) m on true
where %(theme)s::uuid is null or t.id = %(theme)s
order by t.retired_at is not null, t.name limit %(limit)s
"""


def library(*, today: dt.date, theme: uuid.UUID | None = None) -> list[ThemeLine]:
    """The themes that the reader may see, or one, those with most evidence of the last year first. One statement."""
    months = month_starts(today)
    found = []
    for row in rows(_LIBRARY, {"since": months[0], "theme": theme, "limit": SHOWN}):
        counts = row.pop("months")
        found.append(ThemeLine(**row, months=[int(counts.get(f"{month:%Y-%m}", 0)) for month in months]))
    return sorted(found, key=lambda each: (each.retired, -each.total, each.name))


def signals(theme: Theme, page: Page) -> list[Carried]:
    """A page of what was told of a theme, the newest first. One statement."""
    told = Carried.objects.filter(theme=theme).exclude(evidence="").select_related("agency", "found_in")
    return page.of(told.order_by("-told_on", "-recorded_at", "pk"))


BESIDE = 40
"""Records beside a theme; the registers have them all."""

_WORK = """
select e.kind, e.reference, e.state, e.closed_at, coalesce(l.question, s.title, r.text, '') as says
from learning_carried c join spine_episode e on e.id = c.found_in_id
left join learning_lineofenquiry l on l.episode_ptr_id = e.id
left join learning_learningset s on s.episode_ptr_id = e.id
left join learning_recommendation r on r.episode_ptr_id = e.id
where c.theme_id = %(theme)s and c.evidence = '' order by e.closed_at is not null, e.opened_at desc limit %(limit)s
"""


def work_on(theme: Theme) -> list[dict[str, Any]]:
    """What the partnership does and has done about a theme, what is open first: lines of enquiry, sets,
    recommendations; one more than is shown where there are more. One statement.
    """
    return rows(_WORK, {"theme": theme.pk, "limit": BESIDE + 1})


def theme_or_404(number: uuid.UUID, *, by: ActingPerson) -> Theme:
    """A theme of a partnership of the reader's. One statement."""
    found = Theme.objects.select_related("priority").filter(pk=number, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found
