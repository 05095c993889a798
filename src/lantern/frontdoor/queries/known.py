"""What is already known about the children of a contact and about who they live with, and open contacts that may
be the same worry.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from lantern.frontdoor import rules
from lantern.frontdoor.models import Contact, Outcome
from lantern.law.codes import code_set
from lantern.law.timescales import window_opened
from lantern.partnership import queries as partnership


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
    against: str = ""
    not_known: str = ""
    contingency: str = ""
    """What should happen if it happens again, as it was said when the worry was closed or stepped down."""
    decided_at: dt.datetime | None = None

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

    @property
    def last_step_down(self) -> Earlier | None:
        """The last decision that closed the worry or left it below the threshold for a social worker."""
        return next(
            (each for each in self.contacts if each.outcome and each.decided_at and Outcome(each.outcome).steps_down),
            None,
        )


@dataclass
class History:
    """Everything earlier about the children of a contact, and about who they live with."""

    children: list[KnownChild]
    household: list[Earlier]
    household_people: list[str]
    addressed: list[Earlier] = field(default_factory=list)
    """Earlier contacts about other people who live or lived at the same address: when and what about, nobody named."""

    @property
    def addressed_recent(self) -> int:
        return sum(each.recent for each in self.addressed)

    @property
    def contingencies(self) -> list[tuple[str, str]]:
        """For each child whose last step-down said what should happen if it happens again: the name and those words."""
        last = [(child.name, child.last_step_down) for child in self.children]
        return [(name, each.contingency) for name, each in last if each and each.contingency]

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
# and the adults that the contact names. Records that are linked are read as one person (decision 11). Cumulative risk
# is what inspectors found missed: it hides in siblings and addresses. Of a new family at an old address it is told how
# often others there were at the door; never where anybody is protected: a refuge tells nothing by its numbers.
_HISTORY = """
with named as (select person_id from spine_involvement where episode_id = %(contact)s and part = 'child'),
own as (
    select person_id, person_id as child from named
    union
    select o.person_id, n.person_id from named n join people_linkedrecord m on m.person_id = n.person_id
    join people_linkedrecord o on o.cluster = m.cluster
),
near as (
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
related as (
    select person_id, person_id as child from near
    union
    select o.person_id, n.person_id from near n join people_linkedrecord m on m.person_id = n.person_id
    join people_linkedrecord o on o.cluster = m.cluster
),
who as (
    select person_id, child, true as is_own from own
    union all
    select person_id, child, false from related where person_id not in (select person_id from own)
),
here as (
    select distinct a.house, a.postcode from (
        select house, postcode from frontdoor_reportedperson
        where contact_id = %(contact)s and not address_protected
        union all
        select house, postcode from people_address
        where person_id in (select person_id from own) and until_date is null and not protected) a
    where a.house <> '' and a.postcode <> '' and not exists (
        select 1 from people_address x where x.authority_id = %(authority)s and x.postcode = a.postcode
        and x.house = a.house and x.protected)
),
addressed as (
    select distinct on (e.id) e.id, e.reference, e.state, e.opened_at, e.closed_at, c.reasons, r.source, d.outcome,
           d.level
    from here h
    join people_address a on a.authority_id = %(authority)s and a.postcode = h.postcode and a.house = h.house
    join spine_involvement i on i.person_id = a.person_id and i.kind = 'contact' and i.episode_id <> %(contact)s
    join spine_episode e on e.id = i.episode_id and e.state <> 'joined' and e.opened_at <= %(received)s
    join frontdoor_contact c on c.episode_ptr_id = e.id
    left join frontdoor_referrer r on r.contact_id = e.id
    left join frontdoor_childdecision d on d.contact_id = e.id and d.current
    order by e.id, d.level desc nulls last limit 100
)
select w.child, w.is_own, p.name, p.reference, e.reference, e.kind, e.state, e.opened_at, e.closed_at,
       c.reasons, c.why_different, r.source, d.outcome, d.level, d.rationale, h.purpose, h.outcome, h.decline_reason,
       h.to_team_id, e.id, d.speaks_against, d.not_known,
       d.contingency, d.decided_at,
       (select json_agg(json_build_array(a.reference, a.state, a.opened_at, a.closed_at, a.reasons, a.source,
                                         a.outcome, a.level) order by a.opened_at desc) from addressed a)
from who w
join people_person p on p.id = w.child
left join spine_involvement i on i.person_id = w.person_id and i.episode_id <> %(contact)s and i.kind <> 'check'
left join spine_episode e on e.id = i.episode_id and e.state <> 'joined'
     and e.because_of_id is distinct from %(contact)s
left join frontdoor_contact c on c.episode_ptr_id = e.id and e.kind = 'contact'
left join frontdoor_referrer r on r.contact_id = e.id and e.kind = 'contact'
left join lateral (
    select d.outcome, d.level, d.rationale, d.speaks_against, d.not_known, d.contingency, d.decided_at
    from frontdoor_childdecision d
    where d.contact_id = e.id and d.current and (d.person_id = w.person_id or not w.is_own)
    order by d.level desc limit 1
) d on e.kind = 'contact'
left join spine_handoff h on h.episode_ptr_id = e.id and e.kind = 'handoff'
order by e.opened_at desc nulls last, w.child
limit %(at_most)s
"""


# The driver remembers how to read a statement of up to 4,096 characters; a longer one it reads anew every time.
_HISTORY = " ".join(_HISTORY.split())


def history_for(contact: Contact) -> History:
    """Every earlier contact, help episode and outcome of each identified child and of the household, newest first.

    One statement.
    """
    since = rules.recontact_since(contact.received_at)
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"contact": contact.pk, "at_most": _HISTORY_AT_MOST}
        cursor.execute(_HISTORY, asked | {"authority": contact.authority_id, "received": contact.received_at})
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
            if all(each.reference != earlier.reference for each in children[person_id].earlier):
                children[person_id].earlier.append(earlier)
        elif earlier.reference in household:
            known = household[earlier.reference]
            if name not in known.person.split(", "):
                household[earlier.reference] = replace(known, person=f"{known.person}, {name}")
        else:
            household[earlier.reference] = replace(earlier, person=name)
    about_children = {each.reference for child in children.values() for each in child.earlier}
    known_already = about_children | set(household)
    at_address = _json(rows[0][-1]) if rows else []
    return History(
        children=sorted(children.values(), key=lambda child: child.name),
        household=[each for each in household.values() if each.reference not in about_children],
        household_people=sorted(people.values()),
        addressed=[
            _at_address(each, contact, since)
            for each in at_address
            if each[0] not in known_already and len(rows) < _HISTORY_AT_MOST
        ],
    )


def _json(told: Any) -> list[Any]:
    return json.loads(told) if isinstance(told, str) else told or []


def _at_address(told: list[Any], contact: Contact, since: dt.datetime) -> Earlier:
    """An earlier contact about whoever lived there: no name, and none of the words that were written about them."""
    reference, state, opened, closed, reasons, source, outcome, level = told
    opened_at = dt.datetime.fromisoformat(opened)
    codes = code_set("contact_reason")
    return Earlier(
        reference=reference,
        kind="contact",
        state=state,
        opened_at=opened_at,
        closed_at=dt.datetime.fromisoformat(closed) if closed else None,
        reasons=tuple(codes.label(code) for code in reasons or ()),
        source=code_set("referral_source").label(source) if source else "",
        outcome=outcome or "",
        level=level,
        why="",
        team="",
        recent=opened_at >= since,
        same_reason=bool(set(reasons or ()) & set(contact.reasons)),
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
        against,
        not_known,
        contingency,
        decided_at,
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
        against=against or "",
        not_known=not_known or "",
        contingency=contingency or "",
        decided_at=decided_at,
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
with same as (
    select h.person_id as here, coalesce(o.person_id, h.person_id) as there
    from frontdoor_reportedperson h
    left join people_linkedrecord m on m.person_id = h.person_id
    left join people_linkedrecord o on o.cluster = m.cluster
    where h.contact_id = %(contact)s and h.person_id is not null
)
select e.id, e.reference, e.state, c.received_at, r.source, left(c.what_happened, 300),
       array_remove(array_agg(distinct case
           when (here.person_id, there.person_id) in (select same.here, same.there from same) then 'the same child'
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
     and ((here.person_id, there.person_id) in (select same.here, same.there from same)
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
    standards = partnership.local_standards(contact.authority_id)
    since = window_opened("same-worry-window", contact.received_at, standards)
    with connection.cursor() as cursor:
        cursor.execute(_SAME_WORRY, {"contact": contact.pk, "authority": contact.authority_id, "since": since})
        rows = cursor.fetchall()
    sources = code_set("referral_source")
    return [
        SameWorry(row[0], row[1], row[2], row[3], sources.label(row[4]) if row[4] else "", row[5], tuple(row[6]))
        for row in rows
    ]
