"""The communication strategy with its messages, and the audiences to which nothing is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.dissemination.models import Audience, Message, Strategy
from lantern.dissemination.permissions import READ_BRIEFINGS
from lantern.learning import audiences
from lantern.learning.queries.common import HISTORY, SHOWN, Happened, history, rows


def strategy_of(keeper: int) -> Strategy | None:
    """The strategy of a partnership, if it has one. One statement."""
    return Strategy.objects.filter(keeper_id=keeper).first()


def strategy_for(reference: str, *, by: ActingPerson) -> Strategy:
    """One of the reader's partnerships. Raises Http404. One statement."""
    found = Strategy.objects.filter(reference=reference, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


def message_for(reference: str, *, by: ActingPerson) -> Message:
    """One message with its owner and what it tells of. Raises Http404. One statement."""
    found = Message.objects.filter(reference=reference, authority_id__in=by.partnerships)
    one = found.select_related("strategy", "owner_seat__body", "owner_post__team", "because_of").first()
    if one is None:
        raise Http404
    return one


_MESSAGES = """
select e.reference, e.state, e.closed_at, e.next_due, e.next_due_at, m.audience, m.whom, m.words, m.channel,
       m.planned_on, m.first_planned_on, m.told_on, m.how, m.reached, m.came,
       coalesce(s.name, p.title || ', ' || t.name) as owner,
       coalesce(o.kind, '') as about_kind, coalesce(o.reference, '') as about,
       b.edition, b.agencies, b.roles, (select coalesce(array_agg(r.user_id), '{}') from dissemination_briefingread r
                                        where r.episode_id = o.id and r.edition = b.edition) as readers
from spine_episode e join dissemination_message m on m.episode_ptr_id = e.id
left join boards_seat s on s.id = m.owner_seat_id
left join partnership_post p on p.id = m.owner_post_id left join partnership_team t on t.id = p.team_id
left join spine_episode o on o.id = e.because_of_id
left join dissemination_briefing b on b.episode_ptr_id = o.id
where m.strategy_id = %(id)s order by m.planned_on desc, e.opened_at desc limit %(limit)s
"""


@dataclass
class Spoken:
    """What is said to one audience."""

    code: str
    label: str
    to_come: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)

    @property
    def everything(self) -> list[dict[str, Any]]:
        """What is to come, the soonest first, then what was told, the latest first, then what is not told."""
        return [*reversed(self.to_come), *self.told, *self.dropped]


def messages(found: Strategy) -> list[Spoken]:
    """What is said to whom, audience by audience; how far the briefing reached where it is one. Two statements."""
    by_audience = {code: Spoken(code, str(label)) for code, label in Audience.choices}
    every = [{"people": 0, "read": 0} | each for each in rows(_MESSAGES, {"id": found.pk, "limit": SHOWN})]
    if any(each["about_kind"] == "briefing" for each in every):
        everybody = audiences.people(found.authority_id, may=READ_BRIEFINGS)
        for each in (one for one in every if one["about_kind"] == "briefing" and one["edition"]):
            meant = {one.user_id for one in audiences.of(everybody, agencies=each["agencies"], roles=each["roles"])}
            each["people"], each["read"] = len(meant), len(meant & set(each["readers"]))
    for each in every:
        one = by_audience[each["audience"]]
        {"planned": one.to_come, "dropped": one.dropped}.get(each["state"], one.told).append(each)
    return list(by_audience.values())


_EDITIONS = """(select coalesce(json_agg(json_build_object('number', d.number, 'aims', d.aims, 'manner', d.manner,
        'proof', d.proof, 'ended_at', d.ended_at) order by d.number desc), '[]')
    from dissemination_strategyedition d where d.episode_id = %(id)s)"""
_AROUND = f"select {_EDITIONS} as before, {HISTORY} as history"
_HISTORY = f"select {HISTORY} as history"


def around(record: Strategy) -> tuple[list[dict[str, Any]], list[Happened]]:
    """Its earlier editions, the latest first, and what happened. One statement."""
    (row,) = rows(_AROUND, {"id": record.pk})
    for each in row["before"]:
        each["ended_at"] = dt.datetime.fromisoformat(each["ended_at"])
    return row["before"], history(row["history"])


def happened(record: Any) -> list[Happened]:
    """What happened to a strategy or a message, the latest first. One statement."""
    (row,) = rows(_HISTORY, {"id": record.pk})
    return history(row["history"])


_ABOUT = """
select e.reference, e.kind, coalesce(b.title, r.text, p.title) as says from spine_episode e
left join dissemination_briefing b on b.episode_ptr_id = e.id
left join learning_recommendation r on r.episode_ptr_id = e.id
left join dissemination_procedure p on p.episode_ptr_id = e.id
where e.authority_id = %(keeper)s and (e.kind in ('briefing', 'procedure') and e.closed_at is null
      or e.kind = 'recommendation' and e.state not in ('made', 'declined'))
order by e.kind, e.opened_at desc limit 150
"""


def told_of(keeper: int) -> list[dict[str, Any]]:
    """What a message can tell of: briefings, procedures, recommendations. One statement."""
    return rows(_ABOUT, {"keeper": keeper})


def silent(spoken: list[Spoken], *, since: dt.date) -> list[str]:
    """The audiences to which nothing was said since a day, and nothing is planned."""
    return [
        each.label
        for each in spoken
        if not each.to_come and not any(one["told_on"] and one["told_on"] >= since for one in each.told)
    ]
