"""Figures counted from the record that a recommendation can be tested by. Other rooms may declare more.

An indicator is one statement over the authorities of a partnership, month by month. What it gives are numbers; nobody
who reads them sees a child's record by it. ``keeping`` counts them and keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Indicator:
    """One figure by month. ``sql`` gives, for ``%(authorities)s`` from ``%(since)s`` up to ``%(until)s``, the rows
    (month, number, out_of, value); a month with nothing to count is left out.
    """

    code: str
    label: str
    about: str
    unit: str
    good: str
    sql: str


_KNOWN: dict[str, Indicator] = {}


def declare(*indicators: Indicator) -> None:
    """Declare indicators. Two rooms can not claim one code."""
    for each in indicators:
        if _KNOWN.setdefault(each.code, each) != each:
            raise ImproperlyConfigured(f"The indicator {each.code} is declared twice.")


def all_indicators() -> list[Indicator]:
    """Every indicator in the order of declaration."""
    return list(_KNOWN.values())


def indicator(code: str) -> Indicator:
    """The indicator with this code. Raises LookupError for one that no room declares."""
    try:
        return _KNOWN[code]
    except KeyError:
        raise LookupError(f"No room declares the indicator {code}.") from None


_IN_TIME = """
select date_trunc('month', c.due_at at time zone 'Europe/London')::date as month,
       count(*) filter (where c.stopped_at <= c.due_at) as number, count(*) as out_of,
       round(100.0 * count(*) filter (where c.stopped_at <= c.due_at) / count(*), 1) as value
from spine_clock c
where c.authority_id = any(%(authorities)s) and c.timescale in ({timescales})
  and c.due_at >= %(since)s and c.due_at < %(until)s
group by 1 order by 1
"""


def in_time(*timescales: str) -> str:
    """The statement of a share of deadlines that were kept, by the month in which they fell due."""
    return _IN_TIME.format(timescales=", ".join(f"'{each}'" for each in timescales))


_COME_BACK = """
select date_trunc('month', i.opened_at at time zone 'Europe/London')::date as month,
       count(*) filter (where b.person_id is not null) as number, count(*) as out_of,
       round(100.0 * count(*) filter (where b.person_id is not null) / count(*), 1) as value
from spine_involvement i
left join lateral (
    select e.person_id from spine_involvement e
    where e.person_id = i.person_id and e.kind = 'contact' and e.opened_at < i.opened_at
      and e.opened_at >= i.opened_at - interval '12 months' limit 1) b on true
where i.kind = 'contact' and i.part = 'child' and i.authority_id = any(%(authorities)s)
  and i.opened_at >= %(since)s and i.opened_at < %(until)s
group by 1 order by 1
"""
_WAIT = """
select date_trunc('month', h.first_seen_at at time zone 'Europe/London')::date as month,
       count(*) as number, count(*) as out_of,
       round((percentile_cont(0.5) within group (order by extract(epoch from h.first_seen_at - e.opened_at) / 86400)
       )::numeric, 1) as value
from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id join partnership_team t on t.id = h.to_team_id
where e.kind = 'handoff' and e.authority_id = any(%(authorities)s) and t.kind in ('early_help', 'provider')
  and h.first_seen_at >= %(since)s and h.first_seen_at < %(until)s
group by 1 order by 1
"""

declare(
    Indicator(
        "come_back",
        "Children who come back to the front door within 12 months",
        "Of the children about whom there was a contact in the month, those with another in the 12 months before",
        "%",
        "down",
        _COME_BACK,
    ),
    Indicator(
        "decided_in_time",
        "Contacts decided in time",
        "Of the decisions that were due in the month, those made within their working day or hours",
        "%",
        "up",
        in_time("contact-decision"),
    ),
    Indicator(
        "wait_for_help",
        "Wait for early help",
        "Days from the offer to the first contact with the family, half of the families waited less",
        "days",
        "down",
        _WAIT,
    ),
    Indicator(
        "visits_in_time",
        "Children visited in time",
        "Of the visits under child in need and child protection plans that were due in the month",
        "%",
        "up",
        in_time("cin-visit", "cp-visit"),
    ),
    Indicator(
        "agencies_in_time",
        "Agencies that answered the hub in time",
        "Of the questions whose answer was due in the month",
        "%",
        "up",
        in_time("agency-checks"),
    ),
)
