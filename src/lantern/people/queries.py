"""Questions about one person: who they are, who matters to them, what is open and whose it is. One SQL statement,
however long the history.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from lantern.access import looks
from lantern.access.models import Look
from lantern.access.people_acting import ActingPerson
from lantern.law.timescales import window_opened
from lantern.partnership.models import TeamKind
from lantern.people.finding import CONTACT, RECENT
from lantern.people.from_json import day_from, moment_from, person_from
from lantern.people.models import Person
from lantern.people.permissions import SEE_LOOKS
from lantern.spine import ledger
from lantern.spine.kinds import all_kinds, told_beside

REASON_LASTS = "opening-reason"
"""The local standard in law/ that says how long a reason given for opening a record holds."""

_SAME_OPENING = dt.timedelta(seconds=30)
"""The page that follows a reason at once is the opening that the reason was given for, and is written down once."""

_ON_DUTY = frozenset({TeamKind.HUB, TeamKind.HUB_DESK, TeamKind.EMERGENCY_DUTY})


@dataclass(frozen=True)
class OpenEpisode:
    """A piece of work that is open about somebody, and whose it is."""

    kind: str
    reference: str
    state: str
    team: str
    worker: str
    opened_at: dt.datetime
    due_at: dt.datetime | None
    due: str
    priority: int | None
    team_ids: tuple[int, ...]
    worker_id: int | None
    about: tuple[uuid.UUID, ...]
    """On which of the records that are read as one it stands."""


@dataclass(frozen=True)
class Tie:
    """A relationship between two people of the family, read from ``person``: the relative is their ``kind``."""

    id: uuid.UUID
    person: uuid.UUID
    relative: uuid.UUID
    kind: str
    parental_responsibility: str
    lives_with: str
    contact_allowed: str
    from_date: dt.date | None
    until_date: dt.date | None
    risk_note: str
    on: tuple[uuid.UUID, ...] = ()
    """On which records of the person it stands, where several are read as one; ``id`` is that of the first."""


@dataclass(frozen=True)
class Record:
    """Everything the page of one person shows but the chronology. Records that are linked are read as one: each fact
    says on which of them it stands, where they differ.
    """

    person: Person
    authority: str
    names: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    identifiers: list[dict[str, Any]]
    pointers: list[dict[str, Any]]
    """Other agencies' lists that hold this person."""
    family: dict[uuid.UUID, Person]
    ties: list[Tie]
    households: dict[uuid.UUID, list[uuid.UUID]]
    """Household id -> people of the family who live in it now."""
    open: list[OpenEpisode]
    counts: dict[str, tuple[int, int]]
    """Kind of episode -> how many ever, how many in the last 12 months."""
    outcomes: list[tuple[str, dt.datetime]]
    looks: list[dict[str, Any]]
    reason_given: tuple[dt.datetime, str, str] | None
    """When this reader last gave a reason for opening this record, why (a code) and on which page."""
    together: list[Person]
    """The records that are read as one person: the one that was opened first, then those linked with it."""

    @property
    def people(self) -> list[uuid.UUID]:
        """The records whose history is this person's."""
        return [each.pk for each in self.together]

    @property
    def is_linked(self) -> bool:
        return len(self.together) > 1

    def marks(self, holders: Iterable[uuid.UUID | str]) -> str:
        """From which other record something comes: its reference, where the record that was opened does not say it."""
        held = {str(each) for each in holders}
        if not self.is_linked or not held or str(self.person.pk) in held:
            return ""
        return ", ".join(each.reference for each in self.together if str(each.pk) in held)

    @property
    def address(self) -> dict[str, Any] | None:
        """Where they live now. A protected one carries no place."""
        return next((one for one in self.addresses if one["until_date"] is None), None)

    @property
    def own_address(self) -> dict[str, Any] | None:
        """Where they live now as the record that was opened says, whatever is read as one with it."""
        own = str(self.person.pk)
        return next((one for one in self.addresses if one["until_date"] is None and one["person_id"] == own), None)

    @property
    def next_due(self) -> OpenEpisode | None:
        """The open work with the nearest clock."""
        return next((one for one in self.open if one.due_at), None)


_RECORD = """
with p as (
    select * from people_person where reference = %(who)s
), own as (
    select id from p
    union
    select o.person_id from people_linkedrecord m join people_linkedrecord o on o.cluster = m.cluster
    where m.person_id = (select id from p)
), kin as (
    select r.relative_id as id from people_relationship r where r.person_id in (table own)
    union
    select m.person_id from people_householdmember m
    where m.until_date is null and m.household in (
        select h.household from people_householdmember h
        where h.person_id in (table own) and h.until_date is null)
    union
    select id from own
), work as (
    select e.* from spine_episode e where e.id in (
        select episode_id from spine_involvement where person_id in (table own))
)
select to_jsonb(p) as person,
    (select a.name from partnership_authority a where a.id = p.authority_id) as authority,
    (select json_agg(id) from own) as own,
    (select json_agg(json_build_array(person_id, cluster)) from people_linkedrecord
     where person_id in (table kin)) as clusters,
    (select json_agg(to_jsonb(n) order by n.until_date is not null, n.kind = 'former', n.id desc)
     from people_personname n where n.person_id in (table own)) as names,
    (select json_agg(to_jsonb(a) - '{house,street,town,postcode,uprn}'::text[] || jsonb_build_object(
                'line', case when a.protected then '' else concat_ws(
                    ', ', nullif(trim(a.house || ' ' || a.street), ''), nullif(a.town, ''), nullif(a.postcode, '')) end)
            order by a.until_date is not null, a.from_date desc nulls last, a.id desc)
     from people_address a where a.person_id in (table own)) as addresses,
    (select json_agg(to_jsonb(i) order by i.kind, i.id)
     from people_identifier i where i.person_id in (table own)) as identifiers,
    (select json_agg(to_jsonb(k)) from people_pointer k
     where k.person_id in (table own) and k.ended_at is null) as pointers,
    (select json_agg(to_jsonb(o)) from kin f join people_person o on o.id = f.id) as family,
    (select json_agg(to_jsonb(r) order by r.until_date is not null, r.id)
     from people_relationship r
     where r.person_id in (table kin) and r.relative_id in (table kin)) as ties,
    (select json_agg(json_build_array(m.household, m.person_id) order by m.household, m.id)
     from people_householdmember m where m.until_date is null and m.person_id in (table kin)) as households,
    (select json_agg(to_jsonb(e) || jsonb_build_object(
                'team', t.name, 'worker', coalesce(u.display_name, ''),
                'about', (select json_agg(i.person_id) from spine_involvement i
                          where i.episode_id = e.id and i.person_id in (table own)),
                'team_ids', array_remove(array[e.owner_team_id, h.from_team_id, h.to_team_id], null))
            order by e.next_due_at nulls last, e.opened_at)
     from work e
     join partnership_team t on t.id = e.owner_team_id
     left join access_user u on u.id = e.worker_id
     left join spine_handoff h on h.episode_ptr_id = e.id
     where e.closed_at is null) as open,
    (select json_agg(json_build_array(c.kind, c.ever, c.late)) from (
        select e.kind, count(*) as ever, count(*) filter (where e.opened_at >= %(recent)s) as late
        from work e group by e.kind) c) as counts,
    (select json_agg(json_build_array(e.payload ->> 'outcome', d.happened_at) order by d.happened_at desc)
     from (select s.event_id, s.happened_at from spine_eventsubject s
           where s.person_id in (table own) and s.kind = any(%(kinds)s) order by s.happened_at desc limit 8) d
     join spine_event e on e.id = d.event_id) as outcomes,
    (select json_build_array(l.at, l.why, l.page) from access_look l
     where l.person_id = p.id and l.user_id = %(user)s and l.at > %(since)s and l.why in ('search', 'break_glass')
     order by l.at desc limit 1) as reason_given,
    case when %(looks)s then
        (select json_agg(json_build_object(
                    'at', l.at, 'who', coalesce(u.display_name, 'Lantern'), 'post', coalesce(o.title, ''),
                    'team', coalesce(t.name, ''), 'why', l.why, 'reason', l.reason, 'page', l.page,
                    'sealed', l.sealed_fields <> '')
                order by l.at desc)
         from (select * from access_look k where k.person_id = p.id order by k.at desc limit 12) l
         left join access_user u on u.id = l.user_id
         left join partnership_post o on o.id = l.post_id
         left join partnership_team t on t.id = o.team_id) end as looks
from p
"""
# Each part that is named is read more than once, so that PostgreSQL keeps it. Names are short because
# the driver remembers how to read a statement of up to 4,096 characters; a longer one it reads anew every time.
_RECORD = " ".join(_RECORD.split())


_TOLD = (
    "person", "authority", "own", "clusters", "names", "addresses", "identifiers", "pointers", "family", "ties",
    "households", "open", "counts", "outcomes", "reason_given", "looks",
)  # fmt: skip
"""What the columns of ``_RECORD`` hold, in order."""


def record_of(reference: str, *, by: ActingPerson, now: dt.datetime) -> Record | None:
    """The record with this reference, with all that is read as one with it, as this reader may see it; None when there
    is none or it is hidden from them. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "who": reference.upper(),
                "now": now,
                "since": window_opened(REASON_LASTS, now),
                "recent": window_opened(RECENT, now),
                "user": by.user_id,
                "kinds": _outcome_kinds(),
                "looks": bool(by.may(SEE_LOOKS)),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    told = {
        name: json.loads(value) if isinstance(value, str) and name != "authority" else value
        for name, value in zip(_TOLD, row, strict=True)
    }
    return _record(told)


@functools.cache
def _outcome_kinds() -> list[str]:
    """Kinds of events that say what was decided."""
    return [kind.code for kind in all_kinds().values() if "outcome" in kind.payload]


def _record(told: Mapping[str, Any]) -> Record:
    opened = person_from(told["person"])
    family = {each.pk: each for each in map(person_from, told["family"] or [])}
    own = [uuid.UUID(each) for each in told["own"]]
    others = sorted((family[each] for each in own if each != opened.pk), key=lambda each: each.reference)
    one = _read_as_one(opened, told["clusters"] or [])
    households: dict[uuid.UUID, list[uuid.UUID]] = {}
    for household, person in told["households"] or []:
        members = households.setdefault(uuid.UUID(household), [])
        if (member := one(uuid.UUID(person))) not in members:
            members.append(member)
    reason = told["reason_given"]
    return Record(
        person=opened,
        authority=told["authority"],
        names=_told_once(opened, map(_dated, told["names"] or []), "kind", "first_names", "last_name", "until_date"),
        addresses=_told_once(opened, _addresses(told["addresses"] or []), "line", "sealed", "protected", "until_date"),
        identifiers=_told_once(opened, told["identifiers"] or [], "kind", "value", "issuer"),
        pointers=sorted(
            _told_once(opened, told["pointers"] or [], "source", "who"), key=lambda each: str(each["title"])
        ),
        family={pk: each for pk, each in family.items() if one(pk) == pk},
        ties=_ties(told["ties"] or [], one),
        households=households,
        open=[_open_episode(each) for each in told["open"] or []],
        counts={kind: (ever, lately) for kind, ever, lately in told["counts"] or []},
        outcomes=[(outcome, moment_from(at)) for outcome, at in told["outcomes"] or [] if outcome],
        looks=[
            {**each, "at": moment_from(each["at"]), "why": Look.Why(each["why"]).label} for each in told["looks"] or []
        ],
        reason_given=(moment_from(reason[0]), reason[1], reason[2]) if reason else None,
        together=[opened, *others],
    )


def _read_as_one(opened: Person, clusters: list[tuple[str, str]]) -> Callable[[uuid.UUID], uuid.UUID]:
    """Which record stands for each: the one that was opened for its own, else the first of the cluster."""
    standing: dict[str, uuid.UUID] = {}
    member_of = {uuid.UUID(person): cluster for person, cluster in clusters}
    for person in sorted(member_of, key=lambda each: (each != opened.pk, each)):
        standing.setdefault(member_of[person], person)
    return lambda person: standing[member_of[person]] if person in member_of else person


def _told_once(opened: Person, facts: Iterable[dict[str, Any]], *same: str) -> list[dict[str, Any]]:
    """Facts that several records say alike are told once: as the opened record has them, if it does. ``on`` keeps
    which records say so.
    """
    own = str(opened.pk)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for each in facts:
        key = tuple(each[name] for name in same)
        kept = found.setdefault(key, {**each, "on": []})
        if each["person_id"] == own != kept["person_id"]:
            kept.update(each)
        kept["on"].append(each["person_id"])
    return list(found.values())


def _addresses(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where they lived. When one record protects where they live now, the strictest holds: no record shows it."""
    sealed = any(each["protected"] and each["until_date"] is None for each in told)
    found = []
    for each in map(_dated, told):
        hidden = each["protected"] or (sealed and each["until_date"] is None)
        found.append({**each, "protected": hidden, "sealed": each["protected"], "line": "" if hidden else each["line"]})
    return found


def _ties(told: list[dict[str, Any]], one: Callable[[uuid.UUID], uuid.UUID]) -> list[Tie]:
    """Relationships between people, not records: what two records say alike is told once, and "not known" on one does
    not stand beside what the other knows. Where they contradict each other, both stand.
    """
    found: list[Tie] = []
    for each in told:
        tie = _tie(each, one)
        if tie.person == tie.relative:
            continue
        alike = next((index for index, before in enumerate(found) if _agree(before, tie)), None)
        if alike is None:
            found.append(tie)
        else:
            found[alike] = _joined(tie, found[alike]) if tie.on[0] == tie.person else _joined(found[alike], tie)
    return found


_KNOWN_OR_NOT = ("parental_responsibility", "lives_with", "contact_allowed")


def _agree(one: Tie, other: Tie) -> bool:
    return (
        (one.person, one.relative, one.kind) == (other.person, other.relative, other.kind)
        and (one.until_date is None) == (other.until_date is None)
        and all(
            "unknown" in (ours := {getattr(one, name), getattr(other, name)}) or len(ours) == 1
            for name in _KNOWN_OR_NOT
        )
    )


def _joined(one: Tie, other: Tie) -> Tie:
    """Both as one: what either knows."""
    known = {name: getattr(other if getattr(one, name) == "unknown" else one, name) for name in _KNOWN_OR_NOT}
    notes = dict.fromkeys(note for note in (one.risk_note, other.risk_note) if note)
    since = one.from_date or other.from_date
    return replace(one, from_date=since, risk_note="; ".join(notes), on=(*one.on, *other.on), **known)


def _open_episode(told: Mapping[str, Any]) -> OpenEpisode:
    return OpenEpisode(
        kind=told["kind"],
        reference=told["reference"],
        state=told["state"],
        team=told["team"],
        worker=told["worker"],
        opened_at=moment_from(told["opened_at"]),
        due_at=moment_from(told["next_due_at"]),
        due=told["next_due"],
        priority=told["priority"],
        team_ids=tuple(told["team_ids"]),
        worker_id=told["worker_id"],
        about=tuple(uuid.UUID(each) for each in told["about"] or []),
    )


_TIE_COLUMNS = {"kind", "parental_responsibility", "lives_with", "contact_allowed", "risk_note"}


def _tie(told: Mapping[str, Any], one: Callable[[uuid.UUID], uuid.UUID]) -> Tie:
    on = uuid.UUID(told["person_id"])
    return Tie(
        id=uuid.UUID(told["id"]),
        person=one(on),
        relative=one(uuid.UUID(told["relative_id"])),
        on=(on,),
        from_date=day_from(told["from_date"]),
        until_date=day_from(told["until_date"]),
        **{name: told[name] for name in _TIE_COLUMNS},
    )


def _dated(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "from_date": day_from(told["from_date"]), "until_date": day_from(told["until_date"])}


# ---- May it be opened, and why --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """Why a reader may open a record now (``why`` as the log of looks has it), or that they must say why first
    (empty).
    """

    why: str
    is_new: bool = True
    """False when this opening is the one that was just written down with its reason."""

    def __bool__(self) -> bool:
        return bool(self.why)


def opening(record: Record, *, by: ActingPerson, now: dt.datetime) -> Opening:
    """Whether the reader works with this person now, is on duty for what is open, or has given a reason this shift."""
    if record.person.pk in by.granted or any(
        by.team_id in one.team_ids or (by.user_id and one.worker_id == by.user_id) for one in record.open
    ):
        return Opening(Look.Why.INVOLVED)
    if by.team_kind in _ON_DUTY and any(one.kind == CONTACT for one in record.open):
        return Opening(Look.Why.DUTY)
    if record.reason_given:
        at, why, page = record.reason_given
        return Opening(why, is_new=not (page == REASON_PAGE and now - at < _SAME_OPENING))
    return Opening("")


REASON_PAGE = "child_reason"
"""The name under which a reason itself is written down."""


def look(record: Record, *, by: ActingPerson, why: str, page: str, reason: str = "", sealed_fields: str = "") -> None:
    """Write down that somebody opened this record, in which post and why; and every record that was read as one with
    it, as each keeps its own log when they are parted. One statement, in the reader's own transaction.
    """
    looks.note(
        [(each.pk, each.authority_id) for each in record.together],
        by=by,
        why=why,
        reason=reason,
        page=page,
        sealed_fields=sealed_fields,
    )


# ---- Turning the pages of a chronology ------------------------------------------------------------------------------

_NEWER = """
select s.happened_at, s.event_id from spine_eventsubject s join spine_event e on e.id = s.event_id
left join partnership_post o on o.id = e.post_id left join partnership_team t on t.id = o.team_id
where {whose} and (s.happened_at, s.event_id) > (%(at)s, %(id)s)
  and (%(since)s::timestamptz is null or s.happened_at >= %(since)s)
  and (%(kinds)s::text[] is null or s.kind = any(%(kinds)s)) and not s.kind = any(%(beside)s){narrowed}
group by s.happened_at, s.event_id order by s.happened_at, s.event_id limit %(limit)s
"""


def cursor_of_newer_page(
    people: Sequence[uuid.UUID],
    first: str,
    *,
    limit: int,
    since: dt.datetime | None = None,
    kinds: list[str] | None = None,
    significance: int = 1,
    agency_id: int | None = None,
    with_impact: bool = False,
) -> str:
    """Where the page before the one that begins with ``first`` begins; empty when that is the newest page. One
    statement, one index range.
    """
    moment, _, identifier = first.partition("~")
    several = len(people) != 1
    narrowed = ledger.narrowed_by(significance=significance, agency_id=agency_id, with_impact=with_impact)
    statement = _NEWER.replace("{whose}", "s.person_id = any(%(people)s)" if several else "s.person_id = %(person)s")
    with connection.cursor() as cursor:
        cursor.execute(
            ledger.narrowed_sql(statement, several=several, narrowed=narrowed),
            {
                "person": people[0],
                "people": list(people),
                "at": dt.datetime.fromisoformat(moment),
                "id": uuid.UUID(identifier),
                "since": since,
                "kinds": kinds,
                "significance": significance,
                "agency": agency_id,
                "beside": told_beside(),
                "limit": limit + 1,
            },
        )
        rows = cursor.fetchall()
    return f"{rows[-1][0].isoformat()}~{rows[-1][1]}" if len(rows) > limit else ""
