"""What the front page reads: three statements, whoever looks and however much there is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lantern.access.people_acting import ActingPerson
from lantern.partnership.models import ThresholdDescriptor, ThresholdDocument
from lantern.spine import drafts
from lantern.spine.lifecycle import LIFECYCLES
from lantern.spine.models import Draft, Priority

_EACH = 50
"""Lines of each list: more than anybody does in a day. The list's own page shows the rest."""

_WAITING = """
(select 'contact' as list, e.reference, e.state, e.priority, e.next_due_at, e.next_due, '' as purpose,
        (select jsonb_agg(jsonb_build_object('name', trim(r.first_names || ' ' || r.last_name)) order by r."order")
         from frontdoor_reportedperson r where r.contact_id = e.id and r.part = 'child') as subjects
 from spine_episode e
 where e.authority_id = any(%(authorities)s) and e.kind = 'contact' and e.closed_at is null and e.worker_id = %(user)s
 order by e.next_due_at nulls last limit %(each)s)
union all
(select 'handoff', e.reference, e.state, e.priority, e.next_due_at, e.next_due, h.purpose, h.subjects
 from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id
 where e.owner_team_id = %(team)s and e.kind = 'handoff' and e.closed_at is null and e.state in ('offered', 'accepted')
 order by e.next_due_at nulls last limit %(each)s)
union all
(select 'check', e.reference, e.state, e.priority, e.next_due_at, e.next_due, '', c.subjects
 from spine_episode e join frontdoor_check c on c.episode_ptr_id = e.id
 where e.owner_team_id = %(team)s and e.kind = 'check' and e.closed_at is null
 order by e.next_due_at nulls last limit %(each)s)
"""

_COUNTS = """
select
 (select count(*) from (select 1 from spine_episode e join frontdoor_contact c on c.episode_ptr_id = e.id
   where e.authority_id = any(%(authorities)s) and e.kind = 'contact' and e.closed_at is null
     and e.state = 'awaiting_sign_off' and c.decided_by_id is distinct from %(user)s limit 501) s),
 (select count(*) from (select 1 from spine_episode e
   where e.owner_team_id = %(team)s and e.kind = 'contact' and e.closed_at is null
     and e.state = 'received' and e.worker_id is null limit 501) n),
 (select count(*) from (select 1 from spine_episode e
   where e.owner_team_id = %(team)s and e.kind = 'contact' and e.closed_at is null
     and e.next_due_at < %(now)s limit 501) l)
"""


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

    @property
    def says(self) -> str:
        """What it is, or how far it is, in words."""
        return self.purpose.capitalize() or LIFECYCLES[self.kind].states.get(self.state, self.state)

    @property
    def rag(self) -> str:
        return Priority(self.priority).variant if self.priority else ""


@dataclass
class MyWork:
    """The front page of somebody in a post."""

    drafts: list[Draft] = field(default_factory=list)
    contacts: list[Waiting] = field(default_factory=list)
    handover: list[Waiting] = field(default_factory=list)
    offered: list[Waiting] = field(default_factory=list)
    started: list[Waiting] = field(default_factory=list)
    checks: list[Waiting] = field(default_factory=list)
    awaiting_sign_off: int = 0
    new: int = 0
    overdue: int = 0

    @property
    def nothing_waits(self) -> bool:
        waiting = (self.contacts, self.handover, self.offered, self.started, self.checks)
        return not any(waiting) and not (self.awaiting_sign_off or self.new or self.overdue)


def my_work(actor: ActingPerson, *, now: dt.datetime) -> MyWork:
    """What waits for this reader and their team, nearest clock first. Three statements."""
    work = MyWork(drafts=[each for each in drafts.mine(by=actor) if each.url])
    asked = {
        "authorities": list(actor.authorities),
        "user": actor.user_id,
        "team": actor.team_id,
        "each": _EACH,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, asked)
        for which, reference, state, priority, due_at, _due, purpose, subjects in cursor.fetchall():
            line = Waiting(which, reference, state, priority, due_at, purpose.replace("_", " "), _names(subjects))
            _list_of(work, which, state, purpose).append(line)
        cursor.execute(_COUNTS, asked)
        work.awaiting_sign_off, work.new, work.overdue = cursor.fetchone()
    return work


def _list_of(work: MyWork, which: str, state: str, purpose: str) -> list[Waiting]:
    if which == "contact":
        return work.contacts
    if which == "check":
        return work.checks
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
