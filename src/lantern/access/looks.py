"""Who looked at a record and why; and which looks somebody should ask about."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.access.models import Grant, Look, Restriction
from lantern.access.people_acting import ActingPerson
from lantern.spine.models import Episode

_PAGE = 100


def record(
    *,
    by: ActingPerson,
    authority_id: int,
    why: Look.Why,
    page: str,
    person_id: uuid.UUID | None = None,
    episode: Episode | None = None,
    reason: str = "",
) -> None:
    """Write down that somebody opened a record. One statement, in the reader's own transaction."""
    Look(
        user_id=by.user_id,
        post_id=by.post_id,
        authority_id=authority_id,
        person_id=person_id,
        episode=episode,
        why=why,
        reason=reason,
        page=page,
    ).save(force_insert=True)


@dataclass(frozen=True)
class Looked:
    """One opening of a record."""

    at: dt.datetime
    who: str
    post: str
    agency: str
    why: str
    reason: str
    page: str
    record: str = ""
    because: tuple[str, ...] = ()
    """Why somebody should ask about it: words for each sign."""


_AT_PERSON = """
select l.at, coalesce(u.display_name, 'Not known'), coalesce(o.title, ''), coalesce(a.name, ''),
       l.why, l.reason, l.page, ''
from access_look l
left join access_user u on u.id = l.user_id
left join partnership_post o on o.id = l.post_id
left join partnership_team t on t.id = o.team_id
left join partnership_agency a on a.id = t.agency_id
where l.person_id = %(person)s and (%(before)s::timestamptz is null or l.at < %(before)s)
order by l.at desc limit %(limit)s
"""


def looks_at(person_id: uuid.UUID, *, before: dt.datetime | None = None, limit: int = _PAGE) -> list[Looked]:
    """Who opened this person's record, newest first. One statement."""
    return _read(_AT_PERSON, {"person": person_id, "before": before, "limit": limit})


# The last word of a name is its surname for this purpose. The sample is fixed by the look's own id, so that a page
# read twice is the same.
_TO_REVIEW = """
select * from (
  select l.at, coalesce(u.display_name, 'Not known') as who, coalesce(o.title, '') as post,
         coalesce(a.name, '') as agency, l.why, l.reason, l.page, coalesce(p.reference, e.reference, '') as record,
         l.why = 'break_glass' as emergency,
         p.id is not null
           and lower(substring(u.display_name from '[^ ]+$')) = lower(substring(p.name from '[^ ]+$')) as surname,
         l.why = 'search' as no_part,
         count(*) over (partition by l.user_id, date_trunc('hour', l.at)) > 30 as many,
         get_byte(uuid_send(l.id), 15) < 13 as sampled
  from access_look l
  left join access_user u on u.id = l.user_id
  left join people_person p on p.id = l.person_id
  left join spine_episode e on e.id = l.episode_id
  left join partnership_post o on o.id = l.post_id
  left join partnership_team t on t.id = o.team_id
  left join partnership_agency a on a.id = t.agency_id
  where l.authority_id = any(%(authorities)s) and l.at >= %(since)s
) looked
where emergency or surname or no_part or many or sampled
order by emergency desc, surname desc, many desc, no_part desc, at desc
limit %(limit)s
"""
_SIGNS = (
    "Opened in an emergency",
    "Same surname as the person who looked",
    "Not working with the child: gave a reason",
    "Many records in one hour",
    "In the random sample (1 in 20)",
)


def looks_to_review(actor: ActingPerson, *, since: dt.datetime, limit: int = 200) -> list[Looked]:
    """Looks that show a sign of curiosity, and a random sample of one in twenty of the rest. One statement.

    The sample is 13 of 256 values of a look's last random byte: 5.1 %.
    """
    asked: dict[str, Any] = {"authorities": list(actor.covers), "since": since, "limit": limit}
    return _read(_TO_REVIEW, asked)


def _read(statement: str, asked: dict[str, Any]) -> list[Looked]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    labels = dict(Look.Why.choices)
    return [
        Looked(
            at=at,
            who=who,
            post=post,
            agency=agency,
            why=labels.get(why, why),
            reason=reason,
            page=page.replace("_", " "),
            record=reference,
            because=tuple(words for words, shown in zip(_SIGNS, signs, strict=False) if shown),
        )
        for at, who, post, agency, why, reason, page, reference, *signs in rows
    ]


def restrictions_of(person_id: uuid.UUID) -> list[Restriction]:
    """Every restriction on a record, those in force first, with the people it names. Two statements."""
    placed = (
        Restriction.objects.filter(person_id=person_id).select_related("placed_by").prefetch_related("members__user")
    )
    return sorted(placed, key=lambda each: (each.ended_at is not None, each.placed_at))


def grants_of(person_id: uuid.UUID, *, now: dt.datetime) -> list[Grant]:
    """Grants of a record that hold now. One statement."""
    return list(
        Grant.objects.filter(person_id=person_id, withdrawn_at__isnull=True, until__gt=now)
        .select_related("user", "given_by")
        .order_by("until")
    )


def standing_restrictions(actor: ActingPerson) -> list[Restriction]:
    """Restrictions in force in the reader's authorities, without the name of anybody: whom to ask about each. One
    statement.
    """
    return list(
        Restriction.objects.filter(authority_id__in=actor.covers, ended_at__isnull=True)
        .select_related("placed_by")
        .order_by("-placed_at")[:_PAGE]
    )
