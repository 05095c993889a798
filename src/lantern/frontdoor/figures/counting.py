"""What a contact counts as, in SQL, and which days' figures are true as they are kept.

The figures of a finished day are kept (``keeping``), because a year of them can hold a million contacts. A kept day is
believed only while nothing has happened since that could change it. What happened is read from the ledger, to which
every change writes anyway: so keeping figures costs the hub's work nothing, and a page never waits for them either. It
counts the days that are not true as they are kept, and today, itself (docs/decisions/0012).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from lantern.frontdoor import rules
from lantern.frontdoor.models import Outcome
from lantern.interface.display import london_date
from lantern.law.timescales import timescale

LED_TO_HELP = (Outcome.EARLY_HELP, Outcome.ASSESSMENT, Outcome.STRATEGY_DISCUSSION)
"""What counts as help or protection here. Passing on to another authority or to the designated officer does not."""

REFERRED = (Outcome.ASSESSMENT, Outcome.STRATEGY_DISCUSSION)
"""What makes a contact a referral to children's social care, as the children in need census counts them."""

MARGIN = dt.timedelta(minutes=3)
"""How long before a count something may have been written that it could not see: longer than a transaction of a page
or an import may last, and than clocks of our machines differ.
"""

HERE = "e.opened_at at time zone 'Europe/London'"

# Each is said once, for the number and for the list behind it. Where few contacts need the look-up it is a count, which
# the planner asks by key; of an existence it would read the whole table. Of an open contact nothing restricted is told,
# so that its figures are the same for every reader.
FACTS = {
    "joined": "e.state = 'joined'",
    "screened": "c.screened_at is not null",
    "asked": "exists (select 1 from spine_episode k"
    " where k.because_of_id = e.id and k.kind = 'check' and k.state <> 'withdrawn')",
    "decided": "c.signed_off_at is not null",
    "undecided": "c.signed_off_at is null and e.state <> 'joined'",
    "helped": "c.signed_off_at is not null and exists (select 1 from frontdoor_childdecision d"
    " where d.contact_id = e.id and d.current and d.outcome = any(%(led_to_help)s))",
    "owed": "c.signed_off_at is not null and c.told_how <> all(%(can_not_tell)s)"
    " and (select count(*) from spine_clock k"
    " where k.episode_id = e.id and k.timescale = 'referrer-feedback'"
    " and (k.stopped_at is not null or k.due_at < %(now)s)) > 0",
    "told": "c.signed_off_at is not null and c.told_how <> all(%(can_not_tell)s)"
    " and (select count(*) from spine_clock k"
    " where k.episode_id = e.id and k.timescale = 'referrer-feedback' and k.stopped_at <= k.due_at) > 0",
    "known": "e.state <> 'joined' and exists (select 1 from spine_involvement mine"
    " where mine.episode_id = e.id and mine.part = 'child')",
    "again": "e.state <> 'joined' and exists (select 1 from spine_involvement mine"
    " join spine_involvement theirs on theirs.person_id = mine.person_id and theirs.kind = 'contact'"
    " and theirs.opened_at < e.opened_at and theirs.opened_at >="
    " (date_trunc('day', e.opened_at at time zone 'Europe/London') - %(window)s::interval) at time zone 'Europe/London'"
    " join spine_episode earlier on earlier.id = theirs.episode_id and earlier.state <> 'joined'"
    " and (e.restricted or not earlier.restricted)"
    " where mine.episode_id = e.id and mine.part = 'child')",
    "followed": "e.state = 'advised' and (select count(*) from spine_episode later"
    " where later.because_of_id = e.id and later.kind = 'contact' and (e.restricted or not later.restricted)) > 0",
}
"""What became of a contact: whether it stands in a column."""

CHILDREN = {
    "referred": "case when c.signed_off_at is null then 0 else (select count(*) from frontdoor_childdecision d"
    " where d.contact_id = e.id and d.current and d.outcome = any(%(referred)s)) end",
}
"""Children of a contact, not contacts."""

COLUMNS = (*FACTS, *CHILDREN)

_ADDRESS_THEN = (
    f"(a.from_date is null or a.from_date <= ({HERE})::date)"
    f" and (a.until_date is null or a.until_date >= ({HERE})::date)"
)
# Where each child lived on the day, by the ward the address lay in on that day. A protected address lies nowhere.
_WARD = f"""array(
    select distinct w.ward_id::text from (
        select coalesce(nullif(p.postcode, ''), (
            select a.postcode from people_address a where a.person_id = p.person_id and a.postcode <> ''
            and {_ADDRESS_THEN} order by a.from_date desc nulls last, a.id limit 1)) as postcode
        from frontdoor_reportedperson p where p.contact_id = e.id and p.part = 'child' and not p.address_protected
        and not exists (select 1 from people_address a where a.person_id = p.person_id and a.protected
            and {_ADDRESS_THEN})
    ) lived join partnership_postcodeward w on w.postcode = lived.postcode
    and (w.from_date is null or w.from_date <= ({HERE})::date)
    and (w.until_date is null or w.until_date >= ({HERE})::date))"""  # noqa: S608 - our own words

LINES = {
    "source": "coalesce(r.source, '10')",
    "agency": "r.agency_id::text",
    "channel": "c.channel",
    "hours": "case when c.out_of_hours then 'out' else 'in' end",
    "weekday": f"extract(isodow from {HERE})::int::text",
    "hour": f"extract(hour from {HERE})::int::text",
    "priority": "coalesce(e.priority::text, '')",
    "reason": "case when c.reasons = '{}' then array[''] else c.reasons::text[] end",
    "ward": f"coalesce(nullif({_WARD}, '{{}}'), array[''])",
    "outcome": "array(select distinct d.outcome::text from frontdoor_childdecision d"
    " where d.contact_id = e.id and d.current and c.signed_off_at is not null)",
    "advice": "coalesce(r.source, '10')",
}
"""By what a contact is counted: one key each, or several."""

SEVERAL = ("reason", "ward", "outcome")
_ONE_EACH = tuple(name for name in LINES if name not in (*SEVERAL, "advice"))

WITH_CONTACT = """spine_episode e
join frontdoor_contact c on c.episode_ptr_id = e.id
left join frontdoor_referrer r on r.contact_id = e.id"""

NEXT_OWED = (
    "case when c.signed_off_at is not null and c.told_how <> all(%(can_not_tell)s) then (select min(k.due_at)"
    " from spine_clock k where k.episode_id = e.id and k.timescale = 'referrer-feedback' and k.stopped_at is null"
    " and k.due_at >= %(now)s) end"
)


def facts_of(more: str = "") -> str:
    """SQL: every fact of each contact in ``wanted`` (id, day), asked by its key. The offset holds that so: guessing
    that there are many, the database would read every contact there is to find a day's.
    """
    return f"""
    select wanted.day, of_one.* from wanted cross join lateral (
        select e.authority_id, e.state = 'advised' as is_advice,
               {", ".join(f"{sql} as by_{name}" for name, sql in LINES.items() if name != "advice")},
               {", ".join(f"({sql})::int as {name}" for name, sql in (*FACTS.items(), *CHILDREN.items()))}
               {more}
        from {WITH_CONTACT} where e.id = wanted.id offset 0
    ) of_one
"""  # noqa: S608 - made of the words above


LINES_OF = f"""
    select fact.authority_id, fact.day, line.name, line.key, count(*) as contacts,
           {", ".join(f"sum({name}) as {name}" for name in COLUMNS)}
    from fact cross join lateral (
        values ('total', ''), {", ".join(f"('{name}', by_{name})" for name in _ONE_EACH)}
        {" ".join(f"union all select '{name}', unnest(by_{name})" for name in SEVERAL)}
    ) line (name, key)
    where not is_advice and line.key is not null
    group by fact.authority_id, fact.day, line.name, line.key
    union all
    select authority_id, day, 'advice', by_source, count(*), {", ".join(f"sum({name})" for name in COLUMNS)}
    from fact where is_advice group by authority_id, day, by_source
"""  # noqa: S608 - made of the words above

OPENED_ON = """
    select e.id from spine_episode e where e.authority_id = l.authority_id and e.kind = 'contact'
    and e.opened_at >= l.day::timestamp at time zone 'Europe/London'
    and e.opened_at < (l.day + 1)::timestamp at time zone 'Europe/London'
    offset 0
"""
"""SQL: the contacts of one day. The offset keeps them a question of their own for each day, which the index by
authority and day answers: without it a few days can be found by reading years.
"""

COUNTED_AS = "%(rules)s || '/' || (select coalesce(max(f.id), 0) from partnership_wardfile f)"
"""By what a day was counted: the rules, and the postcode file that says where a ward is."""

# The days of a period that a reader, or whoever keeps the figures, has to count: whatever is not true as it is kept. Of
# an authority that left, the reader sees only some records, and no figure that was kept is about those alone.
LIVE_DAYS = f"""
kept as materialized (
    select k.authority_id, k.kept_to from frontdoor_figureskept k
    where k.authority_id = any(%(authorities)s::smallint[]) and k.counted_as = {COUNTED_AS}
    and not k.authority_id = any ((select access.elsewhere())::smallint[])
), changed as materialized (
    select authority, day, changed
    from access.days_to_count_again((select min(kept_to) from kept) - %(margin)s::interval)
), live as materialized (
    select d.authority_id, d.day
    from (select area.id as authority_id, ahead::date as day from unnest(%(authorities)s::smallint[]) area (id)
          cross join generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') ahead) d
    left join kept k on k.authority_id = d.authority_id
    left join frontdoor_countedday n on n.authority_id = d.authority_id and n.day = d.day
    left join changed h on h.authority = d.authority_id and h.day = d.day
    where k.authority_id is null or n.day is null or d.day >= %(today)s
       or n.next_owed_at < %(now)s or h.changed > n.counted_at - %(margin)s::interval
)
"""  # noqa: S608 - made of the words above


def values(
    authorities: Sequence[int], *, first: dt.date, last: dt.date, now: dt.datetime, kept: bool = True
) -> dict[str, Any]:
    """What the SQL of this module asks for. Without ``kept`` no kept figure is believed: everything is counted."""
    today = london_date(now)
    window = timescale("re-referral-window").value_on(today, None).limit
    meant = {
        "window": f"{window.amount} {window.unit}",
        "led_to_help": [str(one) for one in LED_TO_HELP],
        "referred": [str(one) for one in REFERRED],
        "can_not_tell": list(rules.CAN_NOT_TELL),
    }
    words = repr((FACTS, CHILDREN, LINES, meant))
    return meant | {
        "authorities": list(authorities),
        "first": first,
        "last": last,
        "today": today,
        "now": now,
        "margin": MARGIN,
        "rules": hashlib.sha256(words.encode()).hexdigest()[:20] if kept else "",
    }
