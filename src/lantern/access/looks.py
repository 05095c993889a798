"""Who looked at a record and why; and which looks somebody should ask about."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from lantern.access.models import Grant, Look, Restriction
from lantern.access.people_acting import ActingPerson
from lantern.law import timescales as law
from lantern.spine.identity import new_id
from lantern.spine.models import Episode

REVIEW = "looks-review"
"""The local standard in law/ that says how soon a look with a sign is asked about."""

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
    note(
        [(person_id, authority_id)],
        by=by,
        why=why,
        page=page,
        episode_id=episode.pk if episode else None,
        reason=reason,
    )


_NOTE = """
insert into access_look
    (id, at, user_id, post_id, authority_id, person_id, episode_id, why, reason, page, sealed_fields)
values """


def note(
    records: Sequence[tuple[uuid.UUID | None, int]],
    *,
    by: ActingPerson,
    why: str,
    page: str,
    episode_id: uuid.UUID | None = None,
    reason: str = "",
    sealed_fields: str = "",
) -> None:
    """``record`` for several records that were read as one, each a person (or None) and its authority, or for a sealed
    field. Every page of a record pays for it, so it is written without a model's help. One statement.
    """
    now, footing = timezone.now(), (episode_id, str(why), reason, page, sealed_fields)
    rows = [(new_id(), now, by.user_id, by.post_id, authority, person, *footing) for person, authority in records]
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        cursor.execute(_NOTE + ", ".join([row] * len(rows)), [value for one in rows for value in one])


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
# read twice is the same. Emergency openings, and looks somebody was to be asked about, stay until somebody concludes,
# however old they are.
_TO_REVIEW = """
with wanted as (
  select id from access_look where authority_id = any(%(authorities)s) and at >= %(since)s
  union
  select id from access_look where authority_id = any(%(authorities)s) and why = 'break_glass'
  union
  select look_id from access_verdict where authority_id = any(%(authorities)s) and found = 'ask'
), looked as (
  select l.at, coalesce(u.display_name, 'Not known') as who, coalesce(o.title, '') as post,
         coalesce(a.name, '') as agency, l.why, l.reason, l.page, coalesce(p.reference, e.reference, '') as record,
         l.id, l.user_id,
         l.why = 'break_glass' as emergency,
         coalesce(p.id is not null
           and lower(substring(u.display_name from '[^ ]+$')) = lower(substring(p.name from '[^ ]+$')), false)
           as surname,
         l.why = 'search' as no_part,
         l.at >= %(since)s
           and count(*) over (partition by l.user_id, date_trunc('hour', l.at)) > 30 as many,
         l.at >= %(since)s and get_byte(uuid_send(l.id), 15) < 13 as sampled
  from wanted join access_look l using (id)
  left join access_user u on u.id = l.user_id
  left join people_person p on p.id = l.person_id
  left join spine_episode e on e.id = l.episode_id
  left join partnership_post o on o.id = l.post_id
  left join partnership_team t on t.id = o.team_id
  left join partnership_agency a on a.id = t.agency_id
)
select at, who, post, agency, why, reason, page, record, id, user_id,
       coalesce(last.number, 0), coalesce(last.note, ''), coalesce(last.reviewer, ''), last.reviewed_at,
       count(*) over (), emergency, surname, no_part, many, sampled
from looked left join lateral (
  select v.number, v.found, v.note, v.at as reviewed_at, r.display_name as reviewer
  from access_verdict v join access_user r on r.id = v.user_id
  where v.look_id = looked.id order by v.number desc limit 1
) last on true
where (last.found = 'ask' or (last.found is null and (emergency or surname or no_part or many or sampled)))
order by last.found is null, emergency desc, surname desc, many desc, no_part desc, at desc
limit %(limit)s
"""
_SIGNS = (
    "Opened in an emergency",
    "Same surname as the person who looked",
    "Not working with the child: gave a reason",
    "Many records in one hour",
    "In the random sample (1 in 20)",
)


@dataclass(frozen=True)
class ToReview:
    """A look that somebody should conclude about."""

    look: Looked
    pk: uuid.UUID
    user_id: int | None
    seen: int
    """How many conclusions there are already: one more is refused when there is another meanwhile."""
    asked: str = ""
    """What the last reviewer wants to ask; empty where nobody has reviewed it."""
    asked_by: str = ""
    asked_at: dt.datetime | None = None


@dataclass(frozen=True)
class Review:
    """What waits for a conclusion, and how much there is."""

    looks: list[ToReview]
    waiting: int
    """How many there are in all; ``looks`` holds the first of them."""
    found: dict[str, int]
    """How many conclusions of each kind were written since."""

    @property
    def to_ask(self) -> list[ToReview]:
        return [each for each in self.looks if each.seen]

    @property
    def fresh(self) -> list[ToReview]:
        return [each for each in self.looks if not each.seen]

    @property
    def reviewed(self) -> int:
        return sum(self.found.values())


def reviewed_since(now: dt.datetime) -> dt.datetime:
    """From when on looks are judged: the local standard ``looks-review`` in law says how far back."""
    return law.window_opened(REVIEW, now)


def looks_to_review(actor: ActingPerson, *, now: dt.datetime, limit: int = 200) -> Review:
    """Looks that show a sign of curiosity, a random sample of one in twenty of the rest, and those somebody is to be
    asked about. Two statements.

    The sample is 13 of 256 values of a look's last random byte: 5.1 %.
    """
    asked: dict[str, Any] = {"authorities": list(actor.covers), "since": reviewed_since(now), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_TO_REVIEW, asked)
        rows = cursor.fetchall()
        cursor.execute(
            "select found, count(*) from access_verdict where authority_id = any(%(authorities)s) and at >= %(since)s"
            " group by found",
            {"authorities": asked["authorities"], "since": asked["since"]},
        )
        found = dict(cursor.fetchall())
    looks = [
        ToReview(_looked((*row[:8], *row[15:])), row[8], row[9], row[10], row[11], row[12], row[13]) for row in rows
    ]
    return Review(looks, rows[0][14] if rows else 0, found)


_ONE = """
select l.at, coalesce(u.display_name, 'Not known'), coalesce(o.title, ''), coalesce(a.name, ''),
       l.why, l.reason, l.page, coalesce(p.reference, e.reference, '')
from access_look l
left join access_user u on u.id = l.user_id
left join people_person p on p.id = l.person_id
left join spine_episode e on e.id = l.episode_id
left join partnership_post o on o.id = l.post_id
left join partnership_team t on t.id = o.team_id
left join partnership_agency a on a.id = t.agency_id
where l.id = %(look)s
"""


def one_look(look: uuid.UUID) -> Looked:
    """One opening of a record, for its review. One statement."""
    (found,) = _read(_ONE, {"look": look})
    return found


def _read(statement: str, asked: dict[str, Any]) -> list[Looked]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [_looked(row) for row in cursor.fetchall()]


_WHY = dict(Look.Why.choices)


def _looked(row: tuple[Any, ...]) -> Looked:
    at, who, post, agency, why, reason, page, reference, *signs = row
    return Looked(
        at=at,
        who=who,
        post=post,
        agency=agency,
        why=_WHY.get(why, why),
        reason=reason,
        page=page.replace("_", " "),
        record=reference,
        because=tuple(words for words, shown in zip(_SIGNS, signs, strict=False) if shown),
    )


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
