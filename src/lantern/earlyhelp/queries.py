"""What the pages of early help read. Each is a stated small number of SQL statements; row-level security decides what
the reader sees of it.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp.actions.leading import LEAD
from lantern.earlyhelp.figures import Child, Help, changes_of
from lantern.earlyhelp.models import EarlyHelp, Shared
from lantern.earlyhelp.states import ENDED, FOR_AGREEMENT, OPEN
from lantern.people.from_json import day_from, moment_from
from lantern.spine import handoffs
from lantern.spine.models import Handoff

SHOWN = 200
"""Rows of a list. Open families of one team are fewer; of an authority the nearest clocks come first."""

EARLY_HELP_PURPOSE = "early_help"
"""The purpose of a handoff by which somebody asks for early help."""

_LISTED = (
    "reference", "state", "subjects", "need", "lead_name", "owner_team_id", "next_due_at", "next_due", "opened_at",
    "offered_at", "first_contact_at", "lead_offered_team_id", "closed_at", "outcome", "ending", "authority_id",
    "submitted_by_name",
)  # fmt: skip


def families(view: str, *, by: ActingPerson) -> list[dict[str, Any]]:
    """Families as a list, the nearest clock first: ``team`` those the reader's team leads, ``all`` every open one that
    the reader may see, ``agree`` those that wait for a manager, ``ended`` the last that ended. One statement.
    """
    found = EarlyHelp.objects.filter(Q(authority_id__in=by.authorities) | Q(partner_agency_id=by.agency_id))
    if view == "ended":
        ended = found.filter(state=ENDED)
        rows = ended.filter(owner_team_id=by.team_id) if not by.authorities else ended
        return list(rows.order_by("-closed_at").values(*_LISTED)[:SHOWN])
    if view == "agree":
        found = found.filter(state=FOR_AGREEMENT)
    elif view == "all":
        found = found.filter(state__in=OPEN)
    else:
        found = found.filter(state__in=OPEN, owner_team_id=by.team_id)
    return list(found.order_by(F("next_due_at").asc(nulls_last=True), "opened_at").values(*_LISTED)[:SHOWN])


def to_begin(*, by: ActingPerson) -> list[dict[str, Any]]:
    """Handoffs that the reader's team accepted and has not begun: early help, or the lead for a family. One
    statement.
    """
    begun = Exists(EarlyHelp.objects.filter(from_handoff_id=OuterRef("pk")))
    found: Iterable[Any] = (
        Handoff.objects.filter(
            to_team_id=by.team_id,
            purpose__in=(EARLY_HELP_PURPOSE, LEAD),
            state__in=(handoffs.ACCEPTED, handoffs.SEEN),
        )
        .exclude(begun)
        .order_by("accepted_at")
        .values("reference", "purpose", "subjects", "from_team_id", "accepted_at", "next_due_at")[:SHOWN]
    )
    return list(found)


def accepted_handoff(reference: str, *, by: ActingPerson) -> Handoff:
    """A handoff to the reader's own team. Anybody else's looks the same as none. One statement."""
    found = (
        Handoff.objects.select_related("from_team", "to_team__agency", "authority")
        .filter(reference=reference, to_team_id=by.team_id, purpose__in=(EARLY_HELP_PURPOSE, LEAD))
        .first()
    )
    if found is None:
        raise Http404
    return found


def begun_from(handoff: Handoff) -> str:
    """The reference of the early help that was begun from a handoff, or nothing. One statement."""
    return EarlyHelp.objects.filter(from_handoff_id=handoff.pk).values_list("reference", flat=True).first() or ""


def help_for(reference: str, *, by: ActingPerson) -> EarlyHelp:
    """The early help with this reference, as far as the reader may see it. One statement."""
    found = (
        EarlyHelp.objects.select_related("owner_team__agency", "authority", "lead_offered_team")
        .filter(Q(authority_id__in=by.authorities) | Q(partner_agency_id=by.agency_id), reference=reference)
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Beside:
    """Everything that hangs on one family's early help."""

    assessment: dict[str, Any] | None
    consents: list[dict[str, Any]]
    """Oldest first."""
    members: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    """Newest first."""
    measurings: list[dict[str, Any]]
    """Oldest first."""
    shared: list[dict[str, Any]]
    offers: list[dict[str, Any]]
    """Handoffs that came from it: to whom, for what, and how far."""
    people: dict[str, str]
    """Name -> reference, of those whose own record the reader may open."""
    led_to: list[dict[str, Any]] = field(default_factory=list)
    """Other work that came of it and is open: kind, reference, state, next clock."""
    to_test: str = ""
    """Who answered the questions before the end, while they wait for a manager's test."""


_BESIDE = """
select
  (select to_jsonb(a) from earlyhelp_assessment a where a.episode_id = %(help)s),
  (select json_agg(json_build_object('agency_id', c.agency_id, 'agency', g.name, 'about', c.about, 'name', c.about_name,
      'answer', c.answer, 'sharing', c.sharing, 'given_by', c.given_by, 'how', c.how, 'words', c.words, 'at', c.at,
      'by', c.recorded_by_name) order by c.recorded_at, c.id)
   from earlyhelp_consent c join partnership_agency g on g.id = c.agency_id where c.episode_id = %(help)s),
  (select json_agg(json_build_object('id', m.id, 'agency_id', m.agency_id, 'agency', g.name, 'name', m.name,
      'role', m.role, 'reach', m.reach, 'joined_at', m.joined_at) order by m.joined_at)
   from earlyhelp_member m join partnership_agency g on g.id = m.agency_id
   where m.episode_id = %(help)s and m.left_at is null),
  (select json_agg(s order by s.on desc, s.recorded_at desc) from (
      select s.on, s.kind, s.outcome, s.note, s.recorded_at, s.recorded_by_name as by, g.name as agency
      from earlyhelp_helpsession s join partnership_agency g on g.id = s.agency_id
      where s.episode_id = %(help)s order by s.on desc, s.recorded_at desc limit 200) s),
  (select json_agg(json_build_object('stage', m.stage, 'who', m.who, 'name', m.name, 'scores', m.scores,
      'words', m.words, 'on', m.on, 'by', m.recorded_by_name) order by m.on, m.recorded_at)
   from earlyhelp_measuring m where m.episode_id = %(help)s),
  (select json_agg(json_build_object('id', h.id, 'agency', g.name, 'what', h.what, 'title', h.title, 'at', h.shared_at,
      'by', h.shared_by_name) order by h.shared_at desc)
   from earlyhelp_shared h left join partnership_agency g on g.id = h.partner_agency_id
   where h.episode_id = %(help)s),
  (select json_agg(json_build_object('reference', e.reference, 'purpose', h.purpose, 'state', e.state, 'team', t.name,
      'at', e.opened_at, 'why', h.decline_reason) order by e.opened_at desc)
   from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id join partnership_team t on t.id = h.to_team_id
   where e.because_of_id = %(help)s and e.kind = 'handoff'),
  (select json_object_agg(p.name, p.reference) from spine_involvement i join people_person p on p.id = i.person_id
   where i.episode_id = %(help)s),
  (select json_agg(json_build_object('kind', e.kind, 'reference', e.reference, 'state', e.state, 'due_at',
      e.next_due_at, 'due', e.next_due, 'opened_at', e.opened_at, 'closed_at', e.closed_at)
      order by e.closed_at is not null, e.opened_at desc)
   from spine_episode e where e.because_of_id = %(help)s and e.kind <> 'handoff'),
  (select to_jsonb(g.answered_by_name) from waiting_gateanswers g where g.episode_id = %(help)s and g.way = 'closure'
      and g.tested_at is null and g.override_reason = '' and not exists (select 1 from waiting_gateanswers n
        where n.episode_id = g.episode_id and n.way = g.way and n.answered_at > g.answered_at) limit 1)
"""
_BESIDE = " ".join(_BESIDE.split())


def beside(help_: EarlyHelp) -> Beside:
    """Everything that hangs on one family's early help. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"help": help_.pk})
        told = [json.loads(each) if isinstance(each, str) else each for each in cursor.fetchone() or ()]
    assessment, consents, members, sessions, measurings, shared, offers, people, led_to, to_test = told

    def moments(rows: list[dict[str, Any]] | None, *names: str) -> list[dict[str, Any]]:
        return [each | {name: moment_from(each[name]) if each[name] else None for name in names} for each in rows or []]

    def days(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        return [each | {"on": day_from(each["on"])} for each in rows or []]

    if assessment:
        assessment["written_at"] = moment_from(assessment["written_at"])
    return Beside(
        assessment=assessment,
        consents=moments(consents, "at"),
        members=moments(members, "joined_at"),
        sessions=moments(days(sessions), "recorded_at"),
        measurings=days(measurings),
        shared=moments(shared, "at"),
        offers=moments(offers, "at"),
        people=people or {},
        led_to=moments(led_to, "due_at", "opened_at", "closed_at"),
        to_test=to_test or "",
    )


_BEFORE = """
select e.reference, e.opened_at, e.closed_at, h.need, h.outcome, to_jsonb(a)
from spine_episode e join earlyhelp_earlyhelp h on h.episode_ptr_id = e.id
left join earlyhelp_assessment a on a.episode_id = e.id
where e.id <> %(help)s and e.id in (
    select o.episode_id from spine_involvement o where o.kind = 'early_help' and o.person_id in (
        select i.person_id from spine_involvement i where i.episode_id = %(help)s and i.part = 'child'))
order by e.opened_at desc limit 5
"""


@dataclass(frozen=True)
class Before:
    """Earlier early help of the same children, and its assessment."""

    reference: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    need: str
    outcome: str
    assessment: dict[str, Any] | None


def before(help_: EarlyHelp) -> list[Before]:
    """Earlier early help of the children of this family, the newest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, {"help": help_.pk})
        rows = cursor.fetchall()
    return [
        Before(reference, opened_at, closed_at, need, outcome, json.loads(told) if isinstance(told, str) else told)
        for reference, opened_at, closed_at, need, outcome, told in rows
    ]


def children_of(help_: EarlyHelp) -> list[uuid.UUID]:
    """The children's records, as far as the reader may see them. One statement."""
    return list(help_.involvements.filter(part="child").values_list("person_id", flat=True))


def open_for_people(people: list[uuid.UUID]) -> list[dict[str, Any]]:
    """Early help of these people, the open first. One statement."""
    found = EarlyHelp.objects.filter(involvements__person_id__in=people).distinct()
    return list(found.order_by(F("closed_at").desc(nulls_first=True)).values(*_LISTED)[:20])


def shared_with(*, by: ActingPerson) -> list[dict[str, Any]]:
    """What the reader's agency was told of families it does not lead for, newest first. One statement."""
    if by.agency_id is None or by.authorities:
        return []
    found = Shared.objects.filter(partner_agency_id=by.agency_id).order_by("-shared_at")
    rows: Iterable[Any] = found.values(
        "id", "family_reference", "what", "title", "lead_team_id", "shared_at", "shared_by_name"
    )[:SHOWN]
    return list(rows)


def shared_copy(pk: uuid.UUID, *, by: ActingPerson) -> Shared:
    """One copy, for the agency it was given to or the authority that gave it. One statement."""
    mine = Q(partner_agency_id=by.agency_id) | Q(authority_id__in=by.authorities)
    found = Shared.objects.select_related("lead_team__agency", "partner_agency").filter(mine, pk=pk).first()
    if found is None:
        raise Http404
    return found


# ---- Whether it helped ----------------------------------------------------------------------------------------------

_HELPS = """
with began as materialized (
    select e.id, e.owner_team_id, h.need, h.offered_at, e.opened_at, h.first_contact_at, e.closed_at
    from spine_episode e join earlyhelp_earlyhelp h on h.episode_ptr_id = e.id
    where e.authority_id = any(%(authorities)s::smallint[]) and e.kind = 'early_help'
      and e.opened_at >= %(since)s and e.opened_at < %(until)s
), sessions as (
    select s.episode_id, count(*) filter (where s.outcome <> 'cancelled_us') as offered,
        count(*) filter (where s.outcome = 'attended') as attended
    from earlyhelp_helpsession s where s.episode_id in (select id from began) group by s.episode_id
), scored as (
    select m.episode_id, json_agg(json_build_object('who', m.who, 'on', m.on, 'scores', m.scores)
        order by m.on, m.recorded_at) as measurings
    from earlyhelp_measuring m where m.episode_id in (select id from began) group by m.episode_id
), children as (
    select i.episode_id, json_agg(json_build_array(
        extract(year from age(b.opened_at, p.born_on)),
        (select count(*) from spine_involvement c where c.person_id = i.person_id and c.kind = 'contact'
           and c.opened_at < b.opened_at and c.opened_at >= b.opened_at - interval '12 months'),
        (select min(c.opened_at) from spine_involvement c where c.person_id = i.person_id and c.kind = 'contact'
           and c.opened_at > b.closed_at))) as told
    from began b join spine_involvement i on i.episode_id = b.id and i.part = 'child'
    join people_person p on p.id = i.person_id group by i.episode_id
)
select b.owner_team_id, b.need, coalesce(b.offered_at, b.opened_at), b.first_contact_at, b.closed_at,
    coalesce(s.offered, 0), coalesce(s.attended, 0), m.measurings, c.told
from began b left join sessions s on s.episode_id = b.id left join scored m on m.episode_id = b.id
left join children c on c.episode_id = b.id
order by b.opened_at desc limit %(most)s
"""

MOST = 20_000
"""Families that one page counts."""


def helps_between(since: dt.datetime, until: dt.datetime, *, by: ActingPerson) -> list[Help]:
    """Early help that began between two moments for the reader's authorities, as figures need it. One statement."""
    asked: dict[str, Any] = {"authorities": list(by.authorities), "since": since, "until": until, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_HELPS, asked)
        rows = cursor.fetchall()
    return [
        Help(
            team_id=team,
            need=need,
            asked_at=asked_at,
            met_at=met_at,
            ended_at=ended_at,
            offered=offered,
            attended=attended,
            changes=changes_of(_told(measurings)),
            children=tuple(
                Child(int(age) if age is not None else None, before, moment_from(back) if back else None)
                for age, before, back in _told(children)
            ),
        )
        for team, need, asked_at, met_at, ended_at, offered, attended, measurings, children in rows
    ]


def _told(value: Any) -> list[Any]:
    return (json.loads(value) if isinstance(value, str) else value) or []
