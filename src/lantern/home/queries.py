"""What the front page reads: four statements, whoever looks and however much there is."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, resolve, reverse

from lantern.access.people_acting import ActingPerson
from lantern.boards.queries import OWNED_BY_ME
from lantern.frontdoor.figures.likely_late import LIKELY
from lantern.frontdoor.queries import COVERED_BY_ME
from lantern.law.timescales import london_date, timescale, window_opened
from lantern.partnership.models import ThresholdDescriptor, ThresholdDocument
from lantern.spine import drafts
from lantern.spine.held import all_held
from lantern.spine.lifecycle import LIFECYCLES
from lantern.spine.models import Draft, Priority
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import all_kinds as notice_kinds

_EACH = 50
"""Lines of each list: more than anybody does in a day. The list's own page shows the rest."""

_WAITING = f"""
(select 'contact' as list, e.reference, e.state, e.priority, e.next_due_at, e.next_due, '' as purpose,
        (select jsonb_agg(jsonb_build_object('name', trim(r.first_names || ' ' || r.last_name)) order by r."order")
         from frontdoor_reportedperson r where r.contact_id = e.id and r.part = 'child') as subjects,
        case when e.worker_id = %(user)s then '' else
        (select u.display_name from access_user u where u.id = e.worker_id) end as covered
 from spine_episode e
 where e.authority_id = any(%(authorities)s) and e.kind = 'contact' and e.closed_at is null
   and e.worker_id = any(array(select %(me)s::integer union all {COVERED_BY_ME}))
 order by e.next_due_at nulls last limit %(each)s)
union all
(select e.kind, e.reference, e.state, e.priority, e.next_due_at, e.next_due, e.next_due,
        (select jsonb_agg(jsonb_build_object('name', h.name) order by h.born_on, h.name)
         from spine_involvement i join people_person h on h.id = i.person_id
         where i.episode_id = e.id and i.part = 'child'),
        case when e.worker_id = %(user)s then '' else
        (select u.display_name from access_user u where u.id = e.worker_id) end
 from spine_episode e
 where e.owner_team_id = %(team)s and e.kind = any(%(held)s) and e.closed_at is null
   and e.worker_id = any(array(select %(me)s::integer union all {COVERED_BY_ME}))
 order by e.next_due_at nulls last limit %(each)s)
union all
(select 'handoff', e.reference, e.state, e.priority, e.next_due_at, e.next_due, h.purpose, h.subjects, ''
 from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id
 where e.owner_team_id = %(team)s and e.kind = 'handoff' and e.closed_at is null and e.state in ('offered', 'accepted')
 order by e.next_due_at nulls last limit %(each)s)
union all
(select 'check', e.reference, e.state, e.priority, e.next_due_at, e.next_due, '', c.subjects, ''
 from spine_episode e join frontdoor_check c on c.episode_ptr_id = e.id
 where e.owner_team_id = %(team)s and e.kind = 'check' and e.closed_at is null
 order by e.next_due_at nulls last limit %(each)s)
union all
(select 'board_action', e.reference, e.state, e.priority, e.next_due_at, e.next_due, a.what,
        case when s.id is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('name', s.name)) end, ''
 from spine_episode e join boards_action a on a.episode_ptr_id = e.id left join boards_seat s on s.id = a.owner_seat_id
 where e.authority_id = any(%(keepers)s) and e.kind = 'board_action' and e.closed_at is null and e.state = 'open'
   and {OWNED_BY_ME}
 order by e.next_due_at nulls last limit %(each)s)
"""  # noqa: S608 - our own words

_COUNTS = f"""
select
 (select count(*) from (select 1 from spine_episode e join frontdoor_contact c on c.episode_ptr_id = e.id
   where e.authority_id = any(%(authorities)s) and e.kind = 'contact' and e.closed_at is null
     and e.state = 'awaiting_sign_off' and c.decided_by_id is distinct from %(user)s limit 501) s),
 (select count(*) from (select 1 from spine_episode e
   where e.owner_team_id = %(team)s and e.kind = 'contact' and e.closed_at is null
     and e.state = 'received' and e.worker_id is null limit 501) n),
 (select count(*) from (select 1 from spine_episode e
   where e.owner_team_id = %(team)s and e.kind = 'contact' and e.closed_at is null
     and e.next_due_at < %(now)s limit 501) l),
 (select count(*) from (select 1 from spine_episode e
   where e.owner_team_id = %(team)s and e.kind = 'contact' and e.closed_at is null and {LIKELY} limit 501) a),
 (select min(e.opened_at) from spine_episode e
   where e.owner_team_id = %(team)s and e.kind = 'contact' and e.closed_at is null
     and e.state = 'received' and e.worker_id is null)
"""  # noqa: S608 - our own words


# What no longer matters is left out: the state of its record says so even where whoever changed it could not clear it.
# So is an earlier step of a ladder on which the team was told a later one.
_TOLD = f"""
(select n.id, n.kind, n.created_at, n.dealt_with_at, n.dealt_with_by_name, e.kind, e.reference, e.state,
        coalesce(b.reference, ''), e.owner_team_id = %(team)s,
        e.worker_id = any(array(select %(me)s::integer union all {COVERED_BY_ME}))
 from spine_notice n join spine_episode e on e.id = n.episode_id left join spine_episode b on b.id = e.because_of_id
 where n.team_id = %(team)s and n.dealt_with_at is null and not %(user)s = any(n.seen_by)
   and (n.kind = any(%(standing)s) or n.kind || ' ' || e.state = any(%(mattering)s))
   and not exists (select 1 from spine_notice l where l.episode_id = n.episode_id and l.team_id = n.team_id
                    and l.dealt_with_at is null and l.kind || ' ' || n.kind = any(%(replacing)s))
 order by n.created_at desc limit %(each)s)
union all
(select n.id, n.kind, n.created_at, n.dealt_with_at, n.dealt_with_by_name, e.kind, e.reference, e.state,
        coalesce(b.reference, ''), e.owner_team_id = %(team)s,
        e.worker_id = any(array(select %(me)s::integer union all {COVERED_BY_ME}))
 from spine_notice n join spine_episode e on e.id = n.episode_id left join spine_episode b on b.id = e.because_of_id
 where n.team_id = %(team)s and n.dealt_with_at > %(lately)s and not %(user)s = any(n.seen_by)
 order by n.dealt_with_at desc limit %(done)s)
"""  # noqa: S608 - our own words
_LATELY = "notice-told"
"""The local standard in law/ that says how long it is told who dealt with a notice."""
_DONE = 5


_CALLED = {
    "audit_round": "audit",
    "check": "answer_check",
    "line_of_enquiry": "line",
    "reviewer_appointment": "decide_appointment",
    "serious_incident": "incident",
}
"""Kinds of work whose page is not named after them."""


@cache
def _page_of(kind: str) -> str:
    """The name of the page of this kind of work; nothing where it has none of its own."""
    route = _CALLED.get(kind, kind)
    try:
        reverse(route, kwargs={"reference": "X"})
    except NoReverseMatch:
        return ""
    return route


@cache
def _needed_for(route: str) -> str:
    """The permission that the page of this name asks for; empty where it asks for none."""
    policy = getattr(resolve(reverse(route, kwargs={"reference": "X"})).func, "policy", None)
    return policy.permission if policy else ""


def _may_open(route: str, actor: ActingPerson) -> bool:
    """A team is told, and of the team those whose post opens the page: whoever only works beside them is spared it."""
    needed = _needed_for(route) if route else ""
    return not needed or bool(actor.may(needed))


@dataclass(frozen=True)
class Told:
    """One notice to the reader's team."""

    id: uuid.UUID
    kind: NoticeKind
    at: dt.datetime
    done_at: dt.datetime | None
    done_by: str
    episode: str
    reference: str
    mine: bool

    @property
    def says(self) -> str:
        return self.kind.says

    @property
    def route(self) -> str:
        """The name of the page that it leads to."""
        return _page_of(self.episode)


_OF_THEIR_OWN = ("contact", "handoff")
"""Kinds of work that have a list of their own on the front page."""


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the reader or their team."""

    kind: str
    reference: str
    state: str
    priority: int | None
    due_at: dt.datetime | None
    purpose: str
    names: str
    covered: str = ""
    """Of somebody who is away: whose it is."""

    @property
    def says(self) -> str:
        """What it is, or how far it is, in words; of a plan what is due next."""
        held = all_held().get(self.kind)
        if held and self.kind not in _OF_THEIR_OWN:
            return f"{held.one.capitalize()}: {self._how_far()}"
        return self.purpose.capitalize() or LIFECYCLES[self.kind].states.get(self.state, self.state)

    @property
    def route(self) -> str:
        """The name of its page."""
        held = all_held().get(self.kind)
        return held.page if held else self.kind

    def _how_far(self) -> str:
        if self.purpose:
            return _small(timescale(self.purpose).title)
        return _small(LIFECYCLES[self.kind].states[self.state])

    @property
    def rag(self) -> str:
        return Priority(self.priority).variant if self.priority else ""


@dataclass
class MyWork:
    """The front page of somebody in a post."""

    drafts: list[Draft] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    """Notices that wait, those about the reader's own work first."""
    cleared: list[Told] = field(default_factory=list)
    """Notices that somebody of the team dealt with on this shift."""
    contacts: list[Waiting] = field(default_factory=list)
    handover: list[Waiting] = field(default_factory=list)
    offered: list[Waiting] = field(default_factory=list)
    started: list[Waiting] = field(default_factory=list)
    checks: list[Waiting] = field(default_factory=list)
    held: list[Waiting] = field(default_factory=list)
    """What else the reader holds or covers of every kind: plans, assessments, enquiries …, what is due next first."""
    promised: list[Waiting] = field(default_factory=list)
    """Actions of the partnership that the reader's post owns, itself or by a seat."""
    awaiting_sign_off: int = 0
    new: int = 0
    oldest_new: dt.datetime | None = None
    """Since when the first of those that nobody has is waiting."""
    overdue: int = 0
    likely_late: int = 0
    """Of what is not late yet."""

    @property
    def told_by_kind(self) -> list[list[Told]]:
        """The notices in groups that say the same, in the order of the first of each."""
        groups: dict[str, list[Told]] = {}
        for one in self.told:
            groups.setdefault(one.kind.code, []).append(one)
        return list(groups.values())

    @property
    def nothing_waits(self) -> bool:
        mine = (self.told, self.contacts, self.held, self.promised)
        return not any((*mine, self.handover, self.offered, self.started, self.checks)) and not (
            self.awaiting_sign_off or self.new or self.overdue
        )


def my_work(actor: ActingPerson, *, now: dt.datetime) -> MyWork:
    """What waits for this reader and their team, nearest clock first. Four statements, three away from the front
    door.
    """
    work = MyWork(drafts=[each for each in drafts.mine(by=actor) if each.url])
    asked: dict[str, Any] = {
        "authorities": list(actor.authorities),
        "held": [kind for kind in all_held() if kind not in _OF_THEIR_OWN],
        "keepers": list(actor.partnerships),
        "post": actor.post_id,
        "user": actor.user_id,
        "me": actor.user_id,
        "today": london_date(now),
        "team": actor.team_id,
        "each": _EACH,
        "now": now,
        "lately": window_opened(_LATELY, now),
        "done": _DONE,
        "standing": [kind.code for kind in notice_kinds().values() if not kind.while_in],
        "replacing": [f"{kind.code} {earlier}" for kind in notice_kinds().values() for earlier in kind.replaces],
        "mattering": [f"{kind.code} {state}" for kind in notice_kinds().values() for state in kind.while_in],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, asked)
        for which, reference, state, priority, due_at, _due, purpose, subjects, covered in cursor.fetchall():
            about = purpose.replace("_", " ") if which == "handoff" else purpose, _names(subjects), covered
            line = Waiting(which, reference, state, priority, due_at, *about)
            _list_of(work, which, state, purpose).append(line)
        if actor.may("see_queue") or actor.may("sign_off"):
            cursor.execute(_COUNTS, asked)
            work.awaiting_sign_off, work.new, work.overdue, work.likely_late, work.oldest_new = cursor.fetchone()
        cursor.execute(_TOLD, asked)
        told = [
            each
            for each in map(_told, cursor.fetchall())
            if (each.mine or not each.kind.to_worker) and _may_open(each.route, actor)
        ]
    work.told = sorted((each for each in told if each.done_at is None), key=lambda each: not each.mine)
    work.cleared = [each for each in told if each.done_at is not None]
    return work


def _told(row: tuple[Any, ...]) -> Told:
    notice, kind, at, done_at, done_by, episode, reference, _state, because_of, ours, mine = row
    if episode == "check" and not ours:
        # The team that asked reads the answer, or its lack, on its own contact.
        episode, reference = "contact", because_of
    known = notice_kinds().get(kind) or NoticeKind(kind, kind.replace("_", " ").capitalize())
    return Told(notice, known, at, done_at, done_by, episode, reference, bool(mine))


def _list_of(work: MyWork, which: str, state: str, purpose: str) -> list[Waiting]:
    if which == "contact":
        return work.contacts
    if which in ("check", "board_action"):
        return work.checks if which == "check" else work.promised
    if which != "handoff":
        return work.held
    if purpose == "morning_handover":
        return work.handover
    return work.offered if state == "offered" else work.started


def _names(subjects: Any) -> str:
    told: Iterable[dict[str, str]] = json.loads(subjects) if isinstance(subjects, str) else subjects or []
    children = [each.get("name") or "Name not known" for each in told if each.get("part", "child") == "child"]
    return ", ".join(children)


@dataclass(frozen=True)
class Published:
    """A threshold document and whether it is the one in force."""

    document: ThresholdDocument
    in_force: bool


def threshold_documents(on: dt.date) -> list[Published]:
    """Every published version, the newest first of each document. One statement."""
    found = ThresholdDocument.objects.order_by("title", "-in_force_from")
    return [Published(each, _in_force(each, on)) for each in found]


def threshold_document(code: str, version: str, on: dt.date) -> tuple[Published, list[ThresholdDescriptor]]:
    """One version with its clauses, lowest level first. Raises ThresholdDocument.DoesNotExist. Two statements."""
    document = ThresholdDocument.objects.get(code=code, version=version)
    return Published(document, _in_force(document, on)), list(document.descriptors.all())


def _in_force(document: ThresholdDocument, on: dt.date) -> bool:
    return document.in_force_from <= on and (document.in_force_until is None or on <= document.in_force_until)
