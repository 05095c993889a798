"""What pages read of meetings, attendance and decisions: a stated few SQL statements each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Body, Holding, Seat
from lantern.governance.attendance import Held, Promise, against_its_promise
from lantern.governance.interests import Touched, touched
from lantern.governance.models import (
    AgendaItem,
    Attendance,
    BoardMeeting,
    Decision,
    Interest,
    MinuteLine,
    StandingInterest,
)
from lantern.governance.permissions import SEE_CONFIDENTIAL_ITEMS
from lantern.governance.states import APPROVED, CALLED, HELD, PLANNED
from lantern.interface.paging import Page
from lantern.law.timescales import london_date
from lantern.spine import together

SHOWN = 100
MOST = 1_000
"""Records of one sort on the forward plan: more than forty bodies plan in three years."""

_ITEMS = Coalesce(
    Subquery(
        AgendaItem.objects.filter(episode_id=OuterRef("pk")).order_by().values("episode_id").annotate(n=Count("id"))
        .values("n")
    ),
    0,
)  # fmt: skip
"""How many items an agenda has, counted for the meetings that are shown."""


def meeting_for(reference: str, *, by: ActingPerson) -> BoardMeeting:
    """One meeting of a body of the reader's partnerships. Missing and forbidden look the same. One statement."""
    found = (
        BoardMeeting.objects.select_related("body", "chair_seat")
        .filter(reference=reference.upper(), authority_id__in=by.partnerships)
        .first()
    )
    if found is None:
        raise Http404
    return found


def meetings(
    *, by: ActingPerson, ahead: Page, past: Page, body: Body | None = None
) -> tuple[list[BoardMeeting], list[BoardMeeting]]:
    """Meetings that are still to be held or approved, the nearest first; and those that are over, the latest first; a
    page of each. Two statements.
    """
    here = BoardMeeting.objects.filter(authority_id__in=by.partnerships).select_related("body")
    if body is not None:
        here = here.filter(body=body)
    counted = here.annotate(items=_ITEMS)
    coming = counted.filter(closed_at__isnull=True).order_by("starts_at", "pk")
    over = counted.filter(closed_at__isnull=False).order_by("-starts_at", "pk")
    return ahead.of(coming), past.of(over)


@dataclass(frozen=True)
class Item:
    """An item of an agenda with everything under it."""

    item: AgendaItem
    lines: list[MinuteLine]
    decisions: list[Decision]
    interests: list[Interest]
    hidden: bool = False
    """Confidential, and not for this reader: that it stands there is told, and nothing else."""


@dataclass(frozen=True)
class SeatThere:
    """A seat at a meeting: who is expected for it, and whether it was there."""

    seat: Seat
    holder: str
    deputy: str
    attendance: Attendance | None

    @property
    def came(self) -> str:
        return self.attendance.came if self.attendance else ""


@dataclass(frozen=True)
class Table:
    """Everything that belongs to one meeting."""

    items: list[Item]
    seats: list[SeatThere]
    guests: list[Attendance]
    interests: list[Interest] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    """Standing interests that an item may touch, and of which nobody has spoken in this meeting."""

    def item(self, identifier: str) -> AgendaItem | None:
        return next((each.item for each in self.items if str(each.item.pk) == identifier and not each.hidden), None)

    @property
    def not_said(self) -> list[str]:
        """Seats of which nobody has said whether they were there."""
        return [each.seat.name for each in self.seats if not each.came]


_TABLE = """
select
 (select json_agg(to_jsonb(i) order by i.number, i.id) from governance_agendaitem i where i.episode_id = %(meeting)s),
 (select json_agg(to_jsonb(l) order by l.written_at, l.id) from governance_minuteline l
    where l.episode_id = %(meeting)s
    and not exists (select 1 from governance_minuteline n where n.replaces_id = l.id)),
 (select json_agg(to_jsonb(e) || to_jsonb(d) order by e.opened_at, e.id) from spine_episode e
    join governance_decision d on d.episode_ptr_id = e.id
    where e.because_of_id = %(meeting)s and e.kind = 'board_decision'),
 (select json_agg(to_jsonb(n) order by n.declared_at, n.id) from governance_interest n
    where n.episode_id = %(meeting)s),
 (select json_agg(to_jsonb(a) order by a.name, a.id) from governance_attendance a where a.episode_id = %(meeting)s),
 (select json_agg(to_jsonb(s) order by s.number, s.name) from boards_seat s where s.body_id = %(body)s
    and (s.until is null or s.until >= %(day)s) and (s.since is null or s.since <= %(day)s)),
 (select json_agg(to_jsonb(h) order by h.since, h.id) from boards_holding h join boards_seat s on s.id = h.seat_id
    where s.body_id = %(body)s and h.since <= %(day)s and (h.until is null or h.until >= %(day)s)),
 (select json_agg(to_jsonb(e) || to_jsonb(t) order by t.name, e.id) from spine_episode e
    join governance_standinginterest t on t.episode_ptr_id = e.id
    where e.kind = 'standing_interest' and e.authority_id = %(keeper)s and t.sort <> 'none'
    and t.since <= %(day)s and (t.until is null or t.until >= %(day)s))
"""


def table_of(meeting: BoardMeeting, *, by: ActingPerson) -> Table:
    """Agenda, attendance, minutes, decisions and interests of a meeting, as this reader may see them. One statement."""
    sees = bool(by.may(SEE_CONFIDENTIAL_ITEMS))
    facts = {"meeting": meeting.pk, "body": meeting.body_id, "day": london_date(meeting.starts_at)}
    facts["keeper"] = meeting.authority_id
    found = together.read(_TABLE, facts)
    items, lines = together.rows(AgendaItem, found[0]), together.rows(MinuteLine, found[1])
    decisions, interests = together.rows(Decision, found[2]), together.rows(Interest, found[3])
    told, seats = together.rows(Attendance, found[4]), together.rows(Seat, found[5])
    holders = together.rows(Holding, found[6])
    standing = together.rows(StandingInterest, found[7])
    closed = {each.pk for each in items if each.confidential}
    spoken = {(each.item_id, each.standing_id) for each in interests}
    open_to_reader = [each for each in items if sees or not each.confidential]
    by_item: dict[uuid.UUID, list[MinuteLine]] = {}
    for line in lines:
        by_item.setdefault(line.item_id, []).append(line)
    decided: dict[uuid.UUID | None, list[Decision]] = {}
    for decision in decisions:
        decided.setdefault(decision.item_id, []).append(decision)
    return Table(
        items=[
            Item(
                item=each,
                lines=by_item.get(each.pk, []),
                decisions=decided.get(each.pk, []),
                interests=[one for one in interests if one.item_id == each.pk],
                hidden=each.confidential and not sees,
            )
            for each in items
        ],
        seats=[_seat_there(each, holders, told) for each in seats],
        guests=[each for each in told if each.seat_id is None],
        interests=[each for each in interests if sees or each.item_id not in closed],
        touched=[
            each
            for each in touched(open_to_reader, standing, {each.name for each in holders})
            if (each.item.pk, each.interest.pk) not in spoken
        ],
    )


def _seat_there(seat: Seat, holders: Sequence[Holding], told: Sequence[Attendance]) -> SeatThere:
    mine = [each for each in holders if each.seat_id == seat.pk]
    return SeatThere(
        seat=seat,
        holder=" / ".join(each.name for each in mine if each.part != Holding.Part.DEPUTY),
        deputy=" / ".join(each.name for each in mine if each.part == Holding.Part.DEPUTY),
        attendance=next((each for each in told if each.seat_id == seat.pk), None),
    )


def backlog(body: Body, *, by: ActingPerson) -> list[AgendaItem]:
    """What waits for an agenda of this body, the soonest first. One statement."""
    here = AgendaItem.objects.filter(body=body, episode__isnull=True, dropped=False).select_related("because_of")
    if not by.may(SEE_CONFIDENTIAL_ITEMS):
        here = here.filter(confidential=False)
    return list(here.order_by("planned_for", "asked_at")[:SHOWN])


def decisions(*, by: ActingPerson, page: Page) -> list[Decision]:
    """A page of the register of decisions, the newest first. One statement."""
    here = Decision.objects.filter(authority_id__in=by.partnerships).select_related("body", "because_of")
    if not by.may(SEE_CONFIDENTIAL_ITEMS):
        here = here.filter(confidential=False)
    return page.of(here.order_by("-opened_at", "pk"))


def decision_for(reference: str, *, by: ActingPerson) -> Decision:
    """One decision. Missing, confidential and forbidden look the same. One statement."""
    here = Decision.objects.select_related("body", "because_of", "item")
    found = here.filter(reference=reference.upper(), authority_id__in=by.partnerships).first()
    if found is None or (found.confidential and not by.may(SEE_CONFIDENTIAL_ITEMS)):
        raise Http404
    return found


@dataclass(frozen=True)
class Row:
    """A seat in the attendance matrix."""

    seat: Seat
    cells: list[tuple[str, str]]
    """For each meeting: what stands in the cell (a code of ``Attendance.Came``, or empty), and a note."""
    held: Held
    printed: int
    """The percentage as boards commonly print it."""


@dataclass(frozen=True)
class Matrix:
    """Seat by meeting, for one year of one body."""

    meetings: list[BoardMeeting]
    to_come: int
    rows: list[Row]


def matrix(body: Body, *, year: int, by: ActingPerson, now: dt.datetime) -> Matrix:
    """Who came to the meetings of a calendar year, each seat against its own promise. Three statements."""
    here = BoardMeeting.objects.filter(body=body, authority_id__in=by.partnerships, starts_at__year=year)
    every = list(here.exclude(state="called_off").order_by("starts_at"))
    held = [each for each in every if each.state in (HELD, APPROVED)]
    told: dict[tuple[uuid.UUID, uuid.UUID | None], Attendance] = {
        (each.episode_id, each.seat_id): each
        for each in Attendance.objects.filter(episode_id__in=[one.pk for one in held], seat__isnull=False)
    }
    days = {each.pk: london_date(each.starts_at) for each in held}
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    seats = Seat.objects.filter(body=body).filter(Q(until__isnull=True) | Q(until__gte=first)).exclude(since__gt=last)
    rows = []
    for seat in seats.order_by("number", "name"):
        came = {days[each.pk]: told[each.pk, seat.pk].came for each in held if (each.pk, seat.pk) in told}
        promise = Promise(seat.commitment, seat.times_a_year or 0, seat.since, seat.until)
        cells = [
            (told[each.pk, seat.pk].came, told[each.pk, seat.pk].note) if (each.pk, seat.pk) in told else ("", "")
            for each in held
        ]
        counted = sum(1 for code, _note in cells if code in ("full", "part", "deputy", "unbriefed"))
        rows.append(
            Row(
                seat=seat,
                cells=cells,
                held=against_its_promise(
                    promise, came, held=[days[each.pk] for each in held], to_come=len(every) - len(held)
                ),
                printed=round(100 * counted / len(held)) if held else 0,
            )
        )
    return Matrix(meetings=held, to_come=len(every) - len(held), rows=rows)


@dataclass(frozen=True)
class Ahead:
    """Something that stands on the forward plan."""

    on: dt.date
    sort: str
    """``meeting``, ``item`` or ``decision``."""
    title: str
    body: Body
    reference: str = ""


def forward_plan(*, by: ActingPerson, today: dt.date) -> list[Ahead]:
    """What is to come over every body, the soonest first: meetings, items planned for a day, decisions to be looked at
    again. What is past its day stands there until it is done. Three statements.
    """
    here = {"authority_id__in": by.partnerships}
    meetings_to_come = BoardMeeting.objects.filter(state__in=(PLANNED, CALLED), **here).select_related("body")
    items = AgendaItem.objects.filter(episode__isnull=True, dropped=False, planned_for__isnull=False, **here)
    again = Decision.objects.filter(look_again_on__isnull=False, **here)
    if not by.may(SEE_CONFIDENTIAL_ITEMS):
        items, again = items.filter(confidential=False), again.filter(confidential=False)
    found = [
        Ahead(london_date(each.starts_at), "meeting", each.body.name, each.body, each.reference)
        for each in meetings_to_come.order_by("starts_at")[:MOST]
    ]
    for item in items.select_related("body").order_by("planned_for")[:MOST]:
        found.append(Ahead(item.planned_for or today, "item", item.title, item.body))
    for decision in again.select_related("body").order_by("look_again_on")[:MOST]:
        day = decision.look_again_on or today
        found.append(Ahead(day, "decision", decision.title, decision.body, decision.reference))
    return sorted(found, key=lambda each: (each.on, each.title))
