"""Writing to the event ledger, correcting it, and reading a person's chronology from it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from lantern.spine.actors import Actor
from lantern.spine.kinds import EventKind, event_kind, told_beside, words_elsewhere
from lantern.spine.models import Episode, Event, EventNote, EventSubject, Remark


def record(
    kind: str,
    *,
    by: Actor,
    at: dt.datetime,
    authority_id: int,
    about: Iterable[uuid.UUID] | None = (),
    episode: Episode | None = None,
    payload: dict[str, Any] | None = None,
    note: str = "",
    corrects: Event | None = None,
    restricted: bool = False,
) -> Event:
    """Append one event. Only lifecycles and the rooms' own actions call this, always inside their transaction.

    ``about`` of None means everybody the episode is about, also those the actor may not see. ``at`` is when it
    happened; when it was recorded is the database's business. Raises LookupError for an undeclared kind and ValueError
    for a payload field its kind does not declare.
    """
    declared = event_kind(kind)
    facts = payload or {}
    undeclared = set(facts) - set(declared.payload)
    if undeclared:
        raise ValueError(f"{kind} does not declare {sorted(undeclared)}")
    restricted = restricted or bool(episode and episode.restricted)
    event = Event(
        kind=kind,
        happened_at=at,
        authority_id=authority_id,
        partner_agency_id=episode.partner_agency_id if episode else None,
        actor_id=by.user_id,
        post_id=by.post_id,
        actor_name=by.name[:120],
        episode_id=episode.pk if episode else None,
        episode_version=episode.version if episode else None,
        payload=facts,
        significance=declared.significance,
        corrects=corrects,
        restricted=restricted,
    )
    event.save(force_insert=True)
    if about is None:
        _tell_everybody(event)
    else:
        EventSubject.objects.bulk_create(
            EventSubject(
                event=event,
                person_id=person_id,
                authority_id=authority_id,
                happened_at=at,
                kind=kind,
                restricted=restricted,
            )
            for person_id in dict.fromkeys(about)
        )
    if note:
        shared_with = {"partner_agency_id": event.partner_agency_id, "restricted": restricted}
        EventNote(event=event, authority_id=authority_id, text=note, **shared_with).save(force_insert=True)
    return event


def _tell_everybody(event: Event) -> None:
    # An agency that answers or takes a child on can not see who else the episode concerns; the database can.
    with connection.cursor() as cursor:
        cursor.execute("select access.tell_everybody(%s)", [event.pk])


def correct(event: Event, *, by: Actor, at: dt.datetime, what: str, note: str) -> Event:
    """Say that an earlier event was wrong. Both stay; readers see the correction beside what it corrects."""
    return record(
        "event_corrected",
        by=by,
        at=at,
        authority_id=event.authority_id,
        about=list(event.subjects.values_list("person_id", flat=True)),
        episode=event.episode,
        payload={"what": what},
        note=note,
        corrects=event,
    )


def remark(
    kind: str,
    *,
    about: Event,
    person_id: uuid.UUID,
    by: Actor,
    at: dt.datetime,
    payload: dict[str, Any] | None = None,
    note: str = "",
    weight: int | None = None,
) -> Event:
    """Say something about an earlier event as one person knows it: what it meant for them (``note``), or how much it
    matters (``weight``, 1 to 3). An event of its own: the earlier one, and what was said of it before, stay as they
    are.
    """
    said = record(
        kind,
        by=by,
        at=at,
        authority_id=about.authority_id,
        about=[person_id],
        payload=payload,
        note=note,
        restricted=about.restricted,
    )
    Remark(
        event=said,
        about=about,
        person_id=person_id,
        authority_id=about.authority_id,
        kind=Remark.Kind.IMPACT if weight is None else Remark.Kind.WEIGHT,
        weight=weight,
        restricted=about.restricted,
    ).save(force_insert=True)
    return said


_SAME_TIME = 3600
"""Seconds."""


@dataclass(frozen=True)
class Impact:
    """What an event meant for a person, as somebody wrote beside it. The newest of what was written."""

    event_id: uuid.UUID
    text: str
    by: str
    at: dt.datetime


class Entry(NamedTuple):
    """One line of a chronology."""

    event_id: uuid.UUID
    kind: EventKind
    happened_at: dt.datetime
    recorded_at: dt.datetime
    actor: str
    agency: str
    payload: dict[str, Any]
    note: str
    significance: int
    episode_id: uuid.UUID | None
    episode_kind: str
    episode_reference: str
    corrected_by: str
    people: tuple[uuid.UUID, ...] = ()
    """About whom it is, of several people that were asked for."""
    impact: Impact | None = None
    weighed: bool = False
    """Whether somebody said how much it matters: ``significance`` is then what they said."""
    agency_id: int | None = None

    @property
    def sentence(self) -> str:
        return self.kind.tell(self.payload)

    @property
    def told_later(self) -> bool:
        """Whether it was written down more than an hour away from when it happened."""
        return abs((self.recorded_at - self.happened_at).total_seconds()) > _SAME_TIME

    @property
    def cursor(self) -> str:
        """Where the next page starts: after this entry."""
        return f"{self.happened_at.isoformat()}~{self.event_id}"


_ONE_PERSON = "s.person_id = %(person)s"
_SEVERAL = """s.person_id = any(%(people)s) and not exists (
    select 1 from spine_eventsubject other
    where other.event_id = s.event_id and other.person_id = any(%(people)s) and other.person_id < s.person_id)"""
"""Equality lets PostgreSQL walk the index in the order wanted and stop after a page; a list of people has to be
sorted, and an event about several of them is told once.
"""
_WHOSE = """(select array_agg(told.person_id) from spine_eventsubject told
                 where told.event_id = s.event_id and told.person_id = any(%(people)s))"""

_WEIGHED = """(select r.weight from spine_remark r where r.about_id = s.event_id and {remarked} and r.kind = 'weight'
               order by r.event_id desc limit 1)"""
"""How much somebody said it matters; none where nobody did. The event's number grows with time: the last is newest."""

_CHRONOLOGY = """
select e.id, e.kind, e.happened_at, e.recorded_at, e.actor_name, coalesce(a.name, ''), e.payload, coalesce({words}, ''),
       e.significance, e.episode_id, coalesce(p.kind, ''), coalesce(p.reference, ''),
       coalesce((select cn.text from spine_event c left join spine_eventnote cn on cn.event_id = c.id
                 where c.corrects_id = e.id order by c.recorded_at desc limit 1), ''),
       {of}, {weighed},
       (select json_build_array(v.id, coalesce(w.text, ''), v.actor_name, v.happened_at) from spine_remark r
        join spine_event v on v.id = r.event_id left join spine_eventnote w on w.event_id = v.id
        where r.about_id = s.event_id and {remarked} and r.kind = 'impact' order by r.event_id desc limit 1),
       t.agency_id
from spine_eventsubject s
join spine_event e on e.id = s.event_id
left join spine_eventnote n on n.event_id = e.id
left join spine_episode p on p.id = e.episode_id
left join partnership_post o on o.id = e.post_id
left join partnership_team t on t.id = o.team_id
left join partnership_agency a on a.id = t.agency_id
where {whose}
  and (%(before_at)s::timestamptz is null or (s.happened_at, s.event_id) < (%(before_at)s, %(before_id)s))
  and (%(since)s::timestamptz is null or s.happened_at >= %(since)s)
  and (%(kinds)s::text[] is null or s.kind = any(%(kinds)s))
  and (%(beside)s::text[] is null or not s.kind = any(%(beside)s)){narrowed}
order by s.happened_at desc, s.event_id desc
limit %(limit)s
"""
_NARROWED = {
    "significance": "\n  and coalesce({weighed}, e.significance) >= %(significance)s",
    "agency": "\n  and t.agency_id = %(agency)s",
    "with_impact": """
  and exists (select 1 from spine_remark r where r.about_id = s.event_id and {remarked} and r.kind = 'impact')""",
    "event": "\n  and s.event_id = %(event)s",
}
"""What a chronology may be narrowed by. Only what is asked for stands in the statement: most ask for nothing."""


def chronology_sql(*, several: bool, narrowed: Iterable[str] = ()) -> str:
    """The one statement behind every chronology, for one person or for several."""
    whose, of = (_SEVERAL, _WHOSE) if several else (_ONE_PERSON, "null")
    statement = _CHRONOLOGY.replace("{whose}", whose).replace("{of}", of).replace("{words}", _words_sql())
    return narrowed_sql(statement, several=several, narrowed=narrowed)


def _words_sql() -> str:
    """What somebody wrote about an event: its note, or what stands in the record of the room that declared it."""
    elsewhere = " ".join(f"when '{code}' then ({words})" for code, words in sorted(words_elsewhere().items()))
    return f"n.text, case e.kind {elsewhere} end" if elsewhere else "n.text"


def narrowed_sql(statement: str, *, several: bool, narrowed: Iterable[str] = ()) -> str:
    """A statement over ``s`` (subject), ``e`` (event) and ``t`` (the team that recorded it) with the conditions that
    are asked for in the place of ``{narrowed}``.
    """
    remarked = "r.person_id = any(%(people)s)" if several else "r.person_id = s.person_id"
    statement = statement.replace("{narrowed}", "".join(_NARROWED[name] for name in narrowed))
    return statement.replace("{weighed}", _WEIGHED).replace("{remarked}", remarked)


def narrowed_by(
    *, significance: int = 1, agency_id: int | None = None, with_impact: bool = False, only: uuid.UUID | None = None
) -> list[str]:
    """The names of the conditions that these answers ask for."""
    asked = {
        "significance": significance > 1,
        "agency": agency_id is not None,
        "with_impact": with_impact,
        "event": only is not None,
    }
    return [name for name, given in asked.items() if given]


def chronology(
    people: Iterable[uuid.UUID],
    *,
    limit: int = 50,
    after: str = "",
    since: dt.datetime | None = None,
    kinds: Iterable[str] | None = None,
    significance: int = 1,
    agency_id: int | None = None,
    with_impact: bool = False,
    only: uuid.UUID | None = None,
    remarks_too: bool = False,
) -> list[Entry]:
    """What happened to these people, newest first: one SQL statement, one index range, however long the history.

    ``after`` is the ``cursor`` of the last entry of the page before. Row-level security decides what the reader sees.
    An event about several of the people appears once; ``people`` of the entry says about whom of them it is. What was
    said later about an event stands beside it (``impact``), and with ``remarks_too`` on a line of its own as well.
    ``agency_id`` narrows to what one agency's people recorded, ``only`` to one event.
    """
    before_at, before_id = None, None
    if after:
        moment, _, identifier = after.partition("~")
        before_at, before_id = dt.datetime.fromisoformat(moment), uuid.UUID(identifier)
    wanted = [str(person) for person in dict.fromkeys(people)]
    narrowed = narrowed_by(significance=significance, agency_id=agency_id, with_impact=with_impact, only=only)
    with connection.cursor() as cursor:
        cursor.execute(
            chronology_sql(several=len(wanted) != 1, narrowed=narrowed),
            {
                "person": wanted[0] if wanted else None,
                "people": wanted,
                "before_at": before_at,
                "before_id": before_id,
                "since": since,
                "kinds": list(kinds) if kinds is not None else None,
                "significance": significance,
                "agency": agency_id,
                "event": only,
                "beside": None if remarks_too or only else told_beside(),
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    return [
        Entry(
            event_id=row[0],
            kind=event_kind(row[1]),
            happened_at=row[2],
            recorded_at=row[3],
            actor=row[4],
            agency=row[5],
            payload=_payload(row[6]),
            note=row[7],
            significance=row[14] or row[8],
            episode_id=row[9],
            episode_kind=row[10],
            episode_reference=row[11],
            corrected_by=row[12],
            people=tuple(row[13] or ()),
            weighed=row[14] is not None,
            impact=_impact(row[15]),
            agency_id=row[16],
        )
        for row in rows
    ]


def _impact(told: Any) -> Impact | None:
    if told is None:
        return None
    event, text, by, at = json.loads(told) if isinstance(told, str) else told
    return Impact(uuid.UUID(event), text, by, dt.datetime.fromisoformat(at))


@dataclass(frozen=True)
class Remarked:
    """One thing that was said about an event, in the order in which it was said."""

    event_id: uuid.UUID
    kind: str
    weight: int | None
    text: str
    by: str
    at: dt.datetime


def remarks_on(event_id: uuid.UUID, people: Iterable[uuid.UUID]) -> list[Remarked]:
    """Everything that was said about an event for these people, the newest first. One statement."""
    found = (
        Remark.objects.filter(about_id=event_id, person_id__in=list(people))
        .select_related("event", "event__note")
        .order_by("-event_id")
    )
    return [
        Remarked(
            each.event_id,
            each.kind,
            each.weight,
            each.event.note.text if hasattr(each.event, "note") else "",
            each.event.actor_name,
            each.event.happened_at,
        )
        for each in found
    ]


def _payload(value: Any) -> dict[str, Any]:
    # Django's cursor hands jsonb over as text (it registers its own loader), a bare psycopg cursor as a dict.
    return json.loads(value) if isinstance(value, str) else dict(value)


def tell_of(episode: Episode, *, person_id: uuid.UUID, kind: str) -> None:
    """Put an event of an episode into the chronology of a person who was identified after it happened."""
    for event in Event.objects.filter(episode_id=episode.pk, kind=kind):
        EventSubject.objects.bulk_create(
            [
                EventSubject(
                    event=event,
                    person_id=person_id,
                    authority_id=event.authority_id,
                    happened_at=event.happened_at,
                    kind=event.kind,
                    restricted=episode.restricted,
                )
            ],
            ignore_conflicts=True,
        )
