"""Questions of the front door: everything its staff pages read.

Each says how many SQL statements it makes; row-level security stands below.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import rules
from lantern.frontdoor.models import Channel, Check, ChildDecision, Contact, ReportedPerson
from lantern.frontdoor.states import AWAITING_SIGN_OFF, CHECKING, CONTACT, PASSING_ON, RECEIVED, STILL_WITH_US
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.people.models import Person
from lantern.spine.clocks import lateness
from lantern.spine.kinds import event_kind
from lantern.spine.models import Clock, Episode, Event, Handoff, Priority

PAGE = 25
"""Rows of a queue page."""

COUNTED_TO = 500
"""Counts stop here and read "500+": an exact figure is not worth a second's wait."""

_SAME_WORRY_DAYS = 14
"""How far back an open contact may still be the same worry, sent twice. House practice."""

VIEWS = {
    "all": "All open",
    "mine": "Mine",
    "new": "New",
    "waiting": "Waiting on agencies",
    "sign_off": "Awaiting sign-off",
    "unfinished": "Decided, not finished",
    "overdue": "Overdue",
    "other_shift": "Out of hours",
}
"""The tabs of the queue, in the order of a day's work."""


# ---- One contact -----------------------------------------------------------------------------------------------------


def contact_for(by: ActingPerson, reference: str) -> Contact:
    """A contact to act on, fetched plainly and once. Missing and forbidden are the same Http404. One statement."""
    found = Contact.objects.visible_to(by).filter(reference=reference).select_related("referrer").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class PastEvent:
    """One thing that happened to a contact, as its timeline tells it."""

    id: uuid.UUID
    sentence: str
    kind: str
    at: dt.datetime
    recorded_at: dt.datetime
    who: str
    note: str
    significance: int
    corrected_by: str


def contact_in_view(by: ActingPerson, reference: str) -> Contact:
    """A contact with all that its page shows: people, what it led to, decisions, and events.

    Four statements, however long its story. Its events stand in ``contact.told`` (read them with ``events_of``),
    contacts that were joined to it in ``contact.joined_here``.
    """
    told = (
        Event.objects.filter(episode_id=OuterRef("pk"))
        .order_by("-happened_at", "-id")
        .values(
            line=JSONObject(
                id="id",
                kind="kind",
                at="happened_at",
                recorded="recorded_at",
                who="actor_name",
                payload="payload",
                note="note__text",
                significance="significance",
                corrects="corrects_id",
            )
        )
    )
    joined = Contact.objects.filter(joined_to_id=OuterRef("pk")).values(
        line=JSONObject(reference="reference", at="received_at", words="what_happened")
    )
    found = (
        Contact.objects.visible_to(by)
        .filter(reference=reference)
        .select_related("referrer__agency", "worker", "taken_by", "decided_by", "signed_off_by", "joined_to")
        .annotate(told=ArraySubquery(told), joined_here=ArraySubquery(joined))
        .prefetch_related(
            Prefetch("reported", ReportedPerson.objects.select_related("person")),
            Prefetch("led_to", Episode.objects.select_related("check", "handoff").order_by("opened_at", "id")),
            Prefetch(
                "decisions",
                ChildDecision.objects.select_related("handoff", "decided_by", "person", "reported").order_by(
                    "-current", "reported__order"
                ),
            ),
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def events_of(contact: Any) -> list[PastEvent]:
    """The events that ``contact_in_view`` brought, newest first, each with what corrects it. No statement."""
    corrections = {
        line["corrects"]: line["note"] or "Corrected." for line in reversed(contact.told) if line["corrects"]
    }
    return [
        PastEvent(
            id=uuid.UUID(line["id"]),
            sentence=event_kind(line["kind"]).tell(line["payload"]),
            kind=line["kind"],
            at=dt.datetime.fromisoformat(line["at"]),
            recorded_at=dt.datetime.fromisoformat(line["recorded"]),
            who=line["who"],
            note=line["note"] or "",
            significance=line["significance"],
            corrected_by=corrections.get(line["id"], ""),
        )
        for line in contact.told
    ]


def checks_of(contact: Contact) -> list[Check]:
    """The questions asked of agencies, in the order of asking.

    No statement when the contact came from ``contact_in_view``.
    """
    return [each.check for each in contact.led_to.all() if each.kind == "check"]


def handoffs_of(contact: Contact) -> list[Handoff]:
    """What left, or was offered, because of this contact."""
    return [each.handoff for each in contact.led_to.all() if each.kind == "handoff"]


def late_for(contact: Contact, timescale: str, at: dt.datetime) -> dt.datetime | None:
    """When this should have been done, if that moment has passed and the clock still runs. One statement."""
    return (
        Clock.objects.filter(episode_id=contact.pk, timescale=timescale, stopped_at__isnull=True, due_at__lt=at)
        .values_list("due_at", flat=True)
        .first()
    )


# ---- What is already known -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """One earlier (or other open) episode about somebody:

    a contact, help that was handed over, later an assessment or plan.
    """

    reference: str
    kind: str
    state: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    reasons: tuple[str, ...]
    source: str
    outcome: str
    level: int | None
    why: str
    team: str
    recent: bool
    same_reason: bool
    person: str = ""

    @property
    def is_contact(self) -> bool:
        return self.kind == "contact"


@dataclass
class KnownChild:
    """What is already known about one child of a contact, counted."""

    person_id: uuid.UUID
    name: str
    reference: str
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def contacts(self) -> list[Earlier]:
        return [each for each in self.earlier if each.is_contact]

    @property
    def recent(self) -> list[Earlier]:
        """Contacts within the window that makes this one a re-contact."""
        return [each for each in self.contacts if each.recent]

    @property
    def same_reason(self) -> list[Earlier]:
        return [each for each in self.contacts if each.same_reason]

    @property
    def help(self) -> list[Earlier]:
        """Help that was handed over, whatever became of it."""
        return [each for each in self.earlier if not each.is_contact]

    @property
    def open_now(self) -> list[Earlier]:
        return [each for each in self.earlier if each.closed_at is None]

    @property
    def last_decision(self) -> Earlier | None:
        return next((each for each in self.contacts if each.outcome), None)


@dataclass
class History:
    """Everything earlier about the children of a contact, and about who they live with."""

    children: list[KnownChild]
    household: list[Earlier]
    household_people: list[str]

    @property
    def recontacts(self) -> int:
        """Earlier contacts within the window about any of the children, each counted once."""
        return len({each.reference for child in self.children for each in child.recent})

    @property
    def is_recontact(self) -> bool:
        return self.recontacts > 0

    @property
    def household_recent(self) -> int:
        return len({each.reference for each in self.household if each.is_contact and each.recent})

    @property
    def cut_short(self) -> bool:
        return sum(len(child.earlier) for child in self.children) + len(self.household) >= _HISTORY_AT_MOST


_HISTORY_AT_MOST = 400

# The household is whoever shares one with a child today, whoever lives at the same address unless that is protected,
# and the adults that
# the contact names. Cumulative risk is what inspectors found missed: it hides in siblings and addresses.
_HISTORY = """
with own as (select person_id from spine_involvement where episode_id = %(contact)s and part = 'child'),
related as (
    select person_id from spine_involvement where episode_id = %(contact)s and part <> 'child'
    union
    select other.person_id from people_householdmember mine
    join people_householdmember other on other.household = mine.household
    where mine.person_id in (select person_id from own) and mine.until_date is null and other.until_date is null
    union
    select other.person_id from people_address mine
    join people_address other on other.authority_id = mine.authority_id and other.postcode = mine.postcode
         and other.house = mine.house
    where mine.person_id in (select person_id from own) and mine.until_date is null and other.until_date is null
      and not mine.protected and mine.postcode <> '' and mine.house <> ''
),
who as (
    select person_id, true as is_own from own
    union all
    select person_id, false from related where person_id not in (select person_id from own)
)
select w.person_id, w.is_own, p.name, p.reference, e.reference, e.kind, e.state, e.opened_at, e.closed_at,
       c.reasons, c.why_different, r.source, d.outcome, d.level, d.rationale, h.purpose, h.outcome, h.decline_reason,
       h.to_team_id, e.id
from who w
join people_person p on p.id = w.person_id
left join spine_involvement i on i.person_id = w.person_id and i.episode_id <> %(contact)s
left join spine_episode e on e.id = i.episode_id and e.kind <> 'check' and e.state <> 'joined'
     and e.because_of_id is distinct from %(contact)s
left join frontdoor_contact c on c.episode_ptr_id = e.id and e.kind = 'contact'
left join frontdoor_referrer r on r.contact_id = e.id and e.kind = 'contact'
left join lateral (
    select d.outcome, d.level, d.rationale from frontdoor_childdecision d
    where d.contact_id = e.id and d.current and (d.person_id = w.person_id or not w.is_own)
    order by d.level desc limit 1
) d on e.kind = 'contact'
left join spine_handoff h on h.episode_ptr_id = e.id and e.kind = 'handoff'
order by e.opened_at desc nulls last, w.person_id
limit %(at_most)s
"""


def history_for(contact: Contact) -> History:
    """Every earlier contact, help episode and outcome of each identified child and of the household, newest first.

    One statement.
    """
    since = rules.recontact_since(contact.received_at)
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"contact": contact.pk, "at_most": _HISTORY_AT_MOST})
        rows = cursor.fetchall()
    children: dict[uuid.UUID, KnownChild] = {}
    people: dict[uuid.UUID, str] = {}
    household: dict[str, Earlier] = {}
    for row in rows:
        person_id, is_own, name, reference = row[:4]
        if is_own:
            children.setdefault(person_id, KnownChild(person_id, name, reference))
        else:
            people[person_id] = name
        if row[4] is None:
            continue
        earlier = _earlier(row, contact, since)
        if is_own:
            children[person_id].earlier.append(earlier)
        elif earlier.reference in household:
            known = household[earlier.reference]
            household[earlier.reference] = replace(known, person=f"{known.person}, {name}")
        else:
            household[earlier.reference] = replace(earlier, person=name)
    about_children = {each.reference for child in children.values() for each in child.earlier}
    return History(
        children=sorted(children.values(), key=lambda child: child.name),
        household=[each for each in household.values() if each.reference not in about_children],
        household_people=sorted(people.values()),
    )


def _earlier(row: tuple[Any, ...], contact: Contact, since: dt.datetime) -> Earlier:
    (
        _,
        _,
        _,
        _,
        reference,
        kind,
        state,
        opened_at,
        closed_at,
        reasons,
        _,
        source,
        outcome,
        level,
        rationale,
        purpose,
        ended,
        declined,
        team,
        _,
    ) = row
    codes = code_set("contact_reason")
    before = opened_at < contact.received_at
    return Earlier(
        reference=reference,
        kind=kind,
        state=state,
        opened_at=opened_at,
        closed_at=closed_at,
        reasons=tuple(codes.label(code) for code in reasons or ()),
        source=code_set("referral_source").label(source) if source else "",
        outcome=outcome or "",
        level=level,
        why=(rationale if kind == "contact" else ended or declined) or "",
        team=partnership.teams()[team].name if team in partnership.teams() else "",
        recent=kind == "contact" and before and opened_at >= since,
        same_reason=kind == "contact" and before and bool(set(reasons or ()) & set(contact.reasons)),
    )


@dataclass(frozen=True)
class SameWorry:
    """Another open contact that may be the same worry, and what it shares with this one."""

    id: uuid.UUID
    reference: str
    state: str
    received_at: dt.datetime
    source: str
    words: str
    shared: tuple[str, ...]


_SAME_WORRY = """
select e.id, e.reference, e.state, c.received_at, r.source, left(c.what_happened, 300),
       array_remove(array_agg(distinct case
           when there.person_id = here.person_id then 'the same child'
           when there.last_name <> '' and there.last_name = here.last_name and there.born_on = here.born_on
               then 'the same surname and birth date'
           when there.nhs_number <> '' and there.nhs_number = here.nhs_number then 'the same NHS number'
           when there.postcode <> '' and there.postcode = here.postcode and there.house = here.house
               then 'the same address'
       end), null)
from spine_episode e
join frontdoor_contact c on c.episode_ptr_id = e.id
left join frontdoor_referrer r on r.contact_id = e.id
join frontdoor_reportedperson there on there.contact_id = e.id
join frontdoor_reportedperson here on here.contact_id = %(contact)s
     and (there.person_id = here.person_id
          or (there.last_name <> '' and there.last_name = here.last_name and there.born_on = here.born_on)
          or (there.nhs_number <> '' and there.nhs_number = here.nhs_number)
          or (there.postcode <> '' and there.postcode = here.postcode and there.house = here.house))
where e.kind = 'contact' and e.closed_at is null and e.authority_id = %(authority)s
  and e.id <> %(contact)s and c.received_at >= %(since)s
group by e.id, e.reference, e.state, c.received_at, r.source, c.what_happened
order by c.received_at
limit 10
"""


def same_worries(contact: Contact) -> list[SameWorry]:
    """Other open contacts of the last days about the same child, family or address: perhaps one worry, sent twice.

    One statement.
    """
    since = contact.received_at - dt.timedelta(days=_SAME_WORRY_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_SAME_WORRY, {"contact": contact.pk, "authority": contact.authority_id, "since": since})
        rows = cursor.fetchall()
    sources = code_set("referral_source")
    return [
        SameWorry(row[0], row[1], row[2], row[3], sources.label(row[4]) if row[4] else "", row[5], tuple(row[6]))
        for row in rows
    ]


# ---- The queue -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue is asked for. Stands in the address, so that a list can be sent to a colleague:

    codes only, never a name.
    """

    view: str = "all"
    priority: str = ""
    state: str = ""
    channel: str = ""
    authority: str = ""
    after: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> QueueFilter:
        """From the address. What makes no sense is left out rather than refused."""

        def known(name: str, allowed: Iterable[str], otherwise: str = "") -> str:
            value = asked.get(name, "")
            return value if value in allowed else otherwise

        return cls(
            view=known("view", VIEWS, "all"),
            priority=known("priority", ("1", "2", "3", "none")),
            state=known("state", CONTACT.states),
            channel=known("channel", Channel.values),
            authority=asked.get("authority", "") if asked.get("authority", "").isdecimal() else "",
            after=asked.get("after", "") if _cursor(asked.get("after", "")) else "",
        )

    def address(self, **changes: str) -> str:
        """The query string of this list with something changed; a change always starts again at the first page."""
        wanted = {**self.__dict__, "after": "", **changes}
        chosen = {name: value for name, value in wanted.items() if value and (name, value) != ("view", "all")}
        return f"?{urlencode(chosen)}" if chosen else "?"

    @property
    def narrows(self) -> bool:
        return bool(self.priority or self.state or self.channel or self.authority)


def _cursor(after: str) -> tuple[dt.datetime | None, uuid.UUID] | None:
    moment, _, identifier = after.partition("~")
    try:
        return (dt.datetime.fromisoformat(moment) if moment != "none" else None), uuid.UUID(identifier)
    except ValueError:
        return None


@dataclass(frozen=True)
class Shift:
    """Which teams' work a reader's queue is made of: their own, and on the other tab the shift they take over from."""

    teams: tuple[int, ...]
    other: tuple[int, ...]
    other_label: str


def shift_of(by: ActingPerson) -> Shift:
    """The hub sees its own work and what the duty team still holds, the duty team the reverse, overseers every hub."""
    duty = {
        team.pk for number in by.authorities for team in partnership.teams_covering(number, TeamKind.EMERGENCY_DUTY)
    }
    hubs = {team.pk for number in by.authorities for team in partnership.teams_covering(number, TeamKind.HUB)}
    if by.team_kind == TeamKind.EMERGENCY_DUTY:
        return Shift((by.team_id or 0,), tuple(sorted(hubs)), "With the day team")
    if by.team_kind == TeamKind.HUB:
        return Shift((by.team_id or 0,), tuple(sorted(duty)), "Out of hours")
    return Shift(tuple(sorted(hubs)), tuple(sorted(duty)), "Out of hours")


@dataclass(frozen=True)
class QueueChild:
    """A child as a queue row names them."""

    name: str
    born_on: dt.date | None
    unborn: bool
    known_to: str


@dataclass(frozen=True)
class QueueRow:
    """One contact on the shift page."""

    id: uuid.UUID
    reference: str
    state: str
    priority: int | None
    due_at: dt.datetime | None
    due_what: str
    authority_id: int
    team_id: int
    worker: str
    channel: str
    reasons: tuple[str, ...]
    received_at: dt.datetime
    out_of_hours: bool
    immediate_danger: bool
    source: str
    children: tuple[QueueChild, ...]
    asked: int
    waiting: int
    earlier: int
    handed_over: bool

    @property
    def cursor(self) -> str:
        return f"{self.due_at.isoformat() if self.due_at else 'none'}~{self.id}"


# The inner select walks the partial index of open work by team and due moment, and stops after one page; everything
# dear is done for those
# rows alone. Written for a million contacts: nothing here grows with the closed ones.
_QUEUE = """
with page as materialized (
    select e.id, e.reference, e.state, e.priority, e.next_due_at, e.next_due, e.authority_id, e.owner_team_id,
           e.worker_id
    from spine_episode e {join}
    where e.kind = 'contact' and e.closed_at is null and e.owner_team_id = any(%(teams)s::bigint[])
      and e.authority_id = any(%(authorities)s::smallint[]) {where}
    order by e.next_due_at, e.id
    limit %(limit)s
)
select page.id, page.reference, page.state, page.priority, page.next_due_at, page.next_due, page.authority_id,
       page.owner_team_id, coalesce(u.display_name, ''), c.channel, c.reasons, c.received_at, c.out_of_hours,
       c.immediate_danger, coalesce(r.source, '10'),
       children.people, led.asked, led.waiting, again.contacts, led.handed_over
from page
join frontdoor_contact c on c.episode_ptr_id = page.id
left join frontdoor_referrer r on r.contact_id = page.id
left join access_user u on u.id = page.worker_id
left join lateral (
    select jsonb_agg(jsonb_build_object(
        'name', coalesce(p.name, nullif(trim(t.first_names || ' ' || t.last_name), ''), ''),
        'born', coalesce(p.born_on, t.born_on), 'unborn', coalesce(p.life = 'expected', t.unborn),
        'known_to', coalesce(p.birth_known_to, t.birth_known_to)) order by t."order", t.id) as people
    from frontdoor_reportedperson t left join people_person p on p.id = t.person_id
    where t.contact_id = page.id and t.part = 'child'
) children on true
left join lateral (
    select count(*) filter (where k.kind = 'check' and k.state <> 'withdrawn') as asked,
           count(*) filter (where k.kind = 'check' and k.state = 'asked') as waiting,
           coalesce(bool_or(h.purpose = 'morning_handover' and k.state = 'offered'), false) as handed_over
    from spine_episode k left join spine_handoff h on h.episode_ptr_id = k.id where k.because_of_id = page.id
) led on true
left join lateral (
    select count(distinct before.id) as contacts
    from spine_involvement mine
    join spine_involvement theirs on theirs.person_id = mine.person_id and theirs.episode_id <> page.id
    join spine_episode before on before.id = theirs.episode_id and before.kind = 'contact' and before.state <> 'joined'
         and before.opened_at >= %(since)s and before.opened_at < c.received_at
    where mine.episode_id = page.id and mine.part = 'child'
) again on true
order by page.next_due_at, page.id
"""

_VIEW_WHERE = {
    "all": "",
    "mine": " and e.worker_id = %(me)s",
    "new": f" and e.state = '{RECEIVED}'",
    "waiting": f" and e.state = '{CHECKING}'",
    "sign_off": f" and e.state = '{AWAITING_SIGN_OFF}'",
    "unfinished": f" and e.state = '{PASSING_ON}'",
    "overdue": " and e.next_due_at < %(now)s",
    "other_shift": "",
}


def queue(by: ActingPerson, asked: QueueFilter, *, now: dt.datetime) -> tuple[list[QueueRow], str]:
    """One page of the reader's queue by the nearest clock, and the cursor of the next page (empty at the end).

    One statement.
    """
    shift = shift_of(by)
    where, join = _VIEW_WHERE[asked.view], ""
    values: dict[str, Any] = {
        "teams": list(shift.other if asked.view == "other_shift" else shift.teams),
        "authorities": [int(asked.authority)]
        if asked.authority and int(asked.authority) in by.authorities
        else list(by.authorities),
        "limit": PAGE + 1,
        "since": rules.recontact_since(now),
    }
    if asked.view == "mine":
        values["me"] = by.user_id
    if asked.view == "overdue":
        values["now"] = now
    if asked.priority:
        where += " and e.priority is null" if asked.priority == "none" else " and e.priority = %(priority)s"
        if asked.priority != "none":
            values["priority"] = int(asked.priority)
    if asked.state:
        where += " and e.state = %(state)s"
        values["state"] = asked.state
    if asked.channel:
        join = "join frontdoor_contact wanted on wanted.episode_ptr_id = e.id"
        where += " and wanted.channel = %(channel)s"
        values["channel"] = asked.channel
    cursor_at = _cursor(asked.after)
    if cursor_at:
        due, identifier = cursor_at
        values["after_id"] = identifier
        if due is None:
            where += " and e.next_due_at is null and e.id > %(after_id)s"
        else:
            where += " and ((e.next_due_at, e.id) > (%(after_due)s, %(after_id)s) or e.next_due_at is null)"
            values["after_due"] = due
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE.format(where=where, join=join), values)
        rows = [_queue_row(row) for row in cursor.fetchall()]
    return rows[:PAGE], rows[PAGE - 1].cursor if len(rows) > PAGE else ""


def _queue_row(row: tuple[Any, ...]) -> QueueRow:
    reasons, sources = code_set("contact_reason"), code_set("referral_source")
    people = json.loads(row[15]) if isinstance(row[15], str) else row[15] or []
    return QueueRow(
        id=row[0],
        reference=row[1],
        state=row[2],
        priority=row[3],
        due_at=row[4],
        due_what=row[5],
        authority_id=row[6],
        team_id=row[7],
        worker=row[8],
        channel=row[9],
        reasons=tuple(reasons.label(code) for code in row[10]),
        received_at=row[11],
        out_of_hours=row[12],
        immediate_danger=row[13],
        source=sources.label(row[14]),
        children=tuple(
            QueueChild(
                each["name"] or ("Unborn baby" if each["unborn"] else "Name not known"),
                dt.date.fromisoformat(each["born"]) if each["born"] else None,
                each["unborn"],
                each["known_to"],
            )
            for each in people
        ),
        asked=row[16],
        waiting=row[17],
        earlier=row[18],
        handed_over=row[19],
    )


_COUNTS = """
select {columns} from (
    select e.state, e.priority, e.worker_id, e.next_due_at, e.owner_team_id = any(%(teams)s::bigint[]) as ours
    from spine_episode e
    where e.kind = 'contact' and e.closed_at is null and e.owner_team_id = any(%(every)s::bigint[])
      and e.authority_id = any(%(authorities)s::smallint[])
    limit 20000
) e
"""
_COUNTED = {
    "all": "e.ours",
    "mine": "e.ours and e.worker_id = %(me)s",
    "new": f"e.ours and e.state = '{RECEIVED}'",
    "waiting": f"e.ours and e.state = '{CHECKING}'",
    "sign_off": f"e.ours and e.state = '{AWAITING_SIGN_OFF}'",
    "unfinished": f"e.ours and e.state = '{PASSING_ON}'",
    "overdue": "e.ours and e.next_due_at < %(now)s",
    "other_shift": "not e.ours",
    "red": f"e.ours and e.priority = {Priority.RED.value}",
    "amber": f"e.ours and e.priority = {Priority.AMBER.value}",
    "green": f"e.ours and e.priority = {Priority.GREEN.value}",
    "unrated": "e.ours and e.priority is null",
}


def queue_counts(by: ActingPerson, *, now: dt.datetime) -> dict[str, int]:
    """How many contacts stand on each tab, and of each priority. One statement over open work only."""
    shift = shift_of(by)
    columns = ", ".join(f"count(*) filter (where {where})" for where in _COUNTED.values())
    values = {
        "teams": list(shift.teams),
        "every": [*shift.teams, *shift.other],
        "authorities": list(by.authorities),
        "me": by.user_id,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(columns=columns), values)
        return dict(zip(_COUNTED, cursor.fetchone(), strict=True))


# ---- Oversight, lateness, handover -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A decision that waits for a manager."""

    reference: str
    priority: int | None
    due_at: dt.datetime | None
    decided_by: str
    decided_by_id: int | None
    decided_at: dt.datetime
    urgent_start_at: dt.datetime | None
    children: tuple[str, ...]
    outcomes: tuple[str, ...]


_SIGN_OFF = """
select e.reference, e.priority, e.next_due_at, u.display_name, c.decided_by_id, c.decided_at, c.urgent_start_at,
       array_agg(coalesce(p.name, nullif(trim(t.first_names || ' ' || t.last_name), ''), 'Name not known')
                 order by t."order"),
       array_agg(d.outcome order by t."order")
from spine_episode e
join frontdoor_contact c on c.episode_ptr_id = e.id
join access_user u on u.id = c.decided_by_id
join frontdoor_childdecision d on d.contact_id = e.id and d.current
join frontdoor_reportedperson t on t.id = d.reported_id
left join people_person p on p.id = d.person_id
where e.kind = 'contact' and e.closed_at is null and e.state = 'awaiting_sign_off'
  and e.authority_id = any(%(authorities)s::smallint[])
group by e.id, e.reference, e.priority, e.next_due_at, u.display_name, c.decided_by_id, c.decided_at, c.urgent_start_at
order by e.next_due_at, e.id
limit 100
"""


def awaiting_sign_off(by: ActingPerson) -> list[Waiting]:
    """Decisions of the reader's authorities that wait for a manager, by the nearest clock. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGN_OFF, {"authorities": list(by.authorities)})
        return [
            Waiting(
                reference=row[0],
                priority=row[1],
                due_at=row[2],
                decided_by=row[3],
                decided_by_id=row[4],
                decided_at=row[5],
                urgent_start_at=row[6],
                children=tuple(row[7]),
                outcomes=tuple(row[8]),
            )
            for row in cursor.fetchall()
        ]


def lateness_by_agency(by: ActingPerson, *, since: dt.datetime) -> Any:
    """For each desk: questions asked since then, answered in time, late, and waiting longest. One statement."""
    return lateness(
        Clock.objects.filter(authority_id__in=by.authorities, timescale="agency-checks", started_at__gte=since)
    )


def handovers_to(by: ActingPerson) -> list[Handoff]:
    """The night's contacts that were offered to the reader's team and wait to be taken over, the most urgent first.

    One statement.
    """
    return list(_handovers().filter(to_team_id=by.team_id, state="offered"))


def handovers_from(by: ActingPerson) -> list[Handoff]:
    """What the reader's team has handed over and nobody has accepted yet. One statement."""
    return list(_handovers().filter(from_team_id=by.team_id, state="offered"))


def _handovers() -> QuerySet[Handoff]:
    return (
        Handoff.objects.filter(purpose=rules.HANDOVER)
        .select_related("from_team", "to_team", "because_of__contact")
        .order_by(F("priority").asc(nulls_first=True), "opened_at", "id")
    )


def workers_of(team_id: int) -> list[tuple[int, str, str]]:
    """Who works in a team today: user id, name and job. One statement."""
    from lantern.partnership.models import Post

    return list(
        Post.objects.filter(team_id=team_id, holder__isnull=False, holder__is_active=True)
        .order_by("holder__display_name")
        .values_list("holder_id", "holder__display_name", "title")
    )


def person_for(by: ActingPerson, reference: str) -> Person | None:
    """A known person by reference, as far as the reader may see them. One statement."""
    return Person.objects.visible_to(by).filter(reference=reference).first()


def open_contact_for(by: ActingPerson, reference: str) -> Contact | None:
    """An open contact to join to, or none. One statement."""
    return Contact.objects.visible_to(by).filter(reference=reference.strip().upper(), state__in=STILL_WITH_US).first()
