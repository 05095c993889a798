"""Briefings: what a reader still has to read, how far each has reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.dissemination.models import Briefing, BriefingEdition
from lantern.dissemination.permissions import READ_BRIEFINGS
from lantern.interface.paging import Page
from lantern.learning import audiences
from lantern.learning.audiences import Holder
from lantern.learning.queries.common import HISTORY, Happened, history, rows

_ALL = """
select e.id, e.reference, e.state, e.closed_at, e.next_due_at, e.authority_id, b.title, b.about, b.edition, b.agencies,
       b.roles, d.sent_at, coalesce(d.title, b.title) as sent_title, length(d.question) > 0 as asks,
       coalesce(o.reference, '') as because_of,
       exists (select 1 from dissemination_briefingread r where r.episode_id = e.id and r.edition = b.edition
               and r.user_id = %(user)s) as mine,
       (select coalesce(array_agg(r.user_id), '{{}}') from dissemination_briefingread r
        where r.episode_id = e.id and r.edition = b.edition) as readers
from spine_episode e join dissemination_briefing b on b.episode_ptr_id = e.id
left join dissemination_briefingedition d on d.episode_id = e.id and d.number = b.edition
left join spine_episode o on o.id = e.because_of_id
where e.kind = 'briefing' and {narrowed}
order by e.closed_at is not null, d.sent_at desc nulls first, e.id limit %(limit)s offset %(offset)s
"""
_TO_READ = """e.state = 'sent' and (b.agencies = '{}' or %(agency)s = any(b.agencies))
  and (b.roles = '{}' or %(role)s = any(b.roles))
  and not exists (select 1 from dissemination_briefingread r where r.episode_id = e.id and r.edition = b.edition
                  and r.user_id = %(user)s)"""
_WAITING = 20
"""Briefings that wait to be read, as many as anybody would read in one go: the newest of them."""


def to_read(*, by: ActingPerson) -> list[dict[str, Any]]:
    """What is meant for the reader and not read yet, the newest first. One statement."""
    asked = {"user": by.user_id, "agency": by.agency_id, "role": by.role, "limit": _WAITING, "offset": 0}
    return rows(_ALL.format(narrowed=_TO_READ), asked)


def all_briefings(page: Page, *, by: ActingPerson, writes: bool) -> list[dict[str, Any]]:
    """A page of the briefings, what is written first, then the newest; and whether the reader has read it. Whoever does
    not write them sees those that were sent. One statement.
    """
    asked = {"user": by.user_id, "limit": page.limit, "offset": page.offset}
    found = page.cut(rows(_ALL.format(narrowed="true" if writes else "e.state = 'sent'"), asked))
    for row in found:
        row["meant"] = (not row["agencies"] or by.agency_id in row["agencies"]) and (
            not row["roles"] or by.role in row["roles"]
        )
    return found


def count_reached(found: list[dict[str, Any]]) -> None:
    """Write into each row how many of those meant have read it. One statement for each partnership."""
    for keeper in {row["authority_id"] for row in found}:
        everybody = audiences.people(keeper, may=READ_BRIEFINGS)
        for row in (each for each in found if each["authority_id"] == keeper):
            people = {each.user_id for each in audiences.of(everybody, agencies=row["agencies"], roles=row["roles"])}
            row["people"], row["reached"] = len(people), len(people & set(row["readers"]))


def briefing_for(reference: str, *, by: ActingPerson) -> Briefing:
    """A briefing of the reader's partnerships. Raises Http404. One statement."""
    found = Briefing.objects.filter(reference=reference, authority_id__in=by.partnerships)
    one = found.select_related("because_of").first()
    if one is None:
        raise Http404
    return one


@dataclass
class Reached:
    """How far a briefing has reached in one agency or team."""

    meant: set[int] = field(default_factory=set)
    read: set[int] = field(default_factory=set)

    @property
    def share(self) -> int:
        return round(100 * len(self.read) / len(self.meant)) if self.meant else 0


@dataclass(frozen=True)
class Coverage:
    """By agency, and by team within each."""

    whole: Reached
    agencies: dict[str, Reached]
    teams: dict[str, dict[str, Reached]]
    unread: list[Holder]


def coverage(found: Briefing, readers: Collection[int]) -> Coverage:
    """Who of those meant has read the edition that stands, these being its ``readers``. One statement."""
    done = set(readers)
    everybody = audiences.people(found.authority_id, may=READ_BRIEFINGS)
    here = audiences.of(everybody, agencies=found.agencies, roles=found.roles)
    made = Coverage(Reached(), {}, {}, [each for each in here if each.user_id not in done])
    for each in here:
        cells = (
            made.whole,
            made.agencies.setdefault(each.agency, Reached()),
            made.teams.setdefault(each.agency, {}).setdefault(each.team, Reached()),
        )
        for cell in cells:
            cell.meant.add(each.user_id)
            if each.user_id in done:
                cell.read.add(each.user_id)
    return made


@dataclass(frozen=True)
class Editions:
    """Every edition that was sent, the newest first; what happened; who has read the edition that stands."""

    sent: list[BriefingEdition]
    history: list[Happened]
    readers: list[int]

    @property
    def current(self) -> BriefingEdition | None:
        return self.sent[0] if self.sent else None


_AROUND = f"""
select {HISTORY} as history, (select coalesce(array_agg(r.user_id), '{{}}') from dissemination_briefingread r
                               where r.episode_id = %(id)s and r.edition = %(edition)s) as readers
"""  # noqa: S608 - our own words


def editions(found: Briefing) -> Editions:
    """Two statements."""
    (around,) = rows(_AROUND, {"id": found.pk, "edition": found.edition})
    sent = list(BriefingEdition.objects.filter(episode_id=found.pk).order_by("-number"))
    return Editions(sent, history(around["history"]), around["readers"])
