"""Planning a meeting, its agenda and papers, and the moves from planned to approved."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max

from lantern.boards.models import Body, Holding, Seat
from lantern.governance.models import AgendaItem, Attendance, BoardMeeting
from lantern.governance.permissions import KEEP_MINUTES
from lantern.governance.states import BOARD_MEETING, CALLED, OPEN_TO_MINUTES, PLANNED
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.spine import acts, clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Episode, Notice


def chair_on(body: Body, day: dt.date) -> tuple[Seat | None, str]:
    """The chair's seat of a body and who holds it on a day; neither where they chair in turn. Two statements."""
    seat = Seat.objects.filter(body=body, chairs=True).exclude(until__lt=day).first()
    if seat is None:
        return None, ""
    held = Holding.objects.filter(seat=seat, since__lte=day).exclude(until__lt=day).exclude(part="deputy").first()
    return seat, held.name if held else ""


@transaction.atomic
def plan(
    body: Body,
    *,
    starts_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
    place: str = "",
    how_to_join: str = "",
    chair_seat: Seat | None = None,
    key: uuid.UUID | None = None,
) -> BoardMeeting:
    """Plan a meeting of a body. Papers are due by the local standard before it; the chair's seat is the body's, or the
    one whose turn it is.
    """
    named = ""
    if chair_seat is None:
        chair_seat, named = chair_on(body, london_date(starts_at))
    else:
        held = Holding.objects.filter(seat=chair_seat, until__isnull=True).exclude(part="deputy").first()
        named = held.name if held else ""
    meeting = BoardMeeting(
        authority_id=body.authority_id,
        owner_team=partnership.business_team(body.authority_id),
        body=body,
        starts_at=starts_at,
        place=place,
        how_to_join=how_to_join,
        chair_seat=chair_seat,
        chair_name=named,
    )
    papers = clocks.starting(["board-papers"], meeting, at=starts_at)
    for clock in papers:
        clock.started_at = at
    BOARD_MEETING.begin("plan", meeting, by=by, at=at, key=key, payload={"body": body.name}, besides=papers)
    return meeting


def papers_due_on(meeting: BoardMeeting) -> dt.date | None:
    """The day by which papers for a meeting are due, by the local standard."""
    due = clocks.due_at("board-papers", started_at=meeting.starts_at, authority_id=meeting.authority_id)
    return london_date(due) if due else None


@transaction.atomic
def add_item(
    body: Body,
    *,
    title: str,
    purpose: str,
    by: Actor,
    at: dt.datetime,
    meeting: BoardMeeting | None = None,
    presenter: str = "",
    confidential_why: str = "",
    planned_for: dt.date | None = None,
    because_of: Episode | None = None,
    needs_paper: bool = False,
    key: uuid.UUID | None = None,
) -> AgendaItem:
    """Put something on the agenda of a meeting, or on the body's backlog with the day before which it is not wanted."""
    acts.require(by.may(KEEP_MINUTES, body))
    if meeting is not None and meeting.closed_at is not None:
        raise MoveRefused(refused("The minutes of this meeting are closed.", next_step="Put it on the backlog."))
    acts.claim(key, move="agenda.add", by=by)
    item = AgendaItem(
        authority_id=body.authority_id,
        body=body,
        episode_id=meeting.pk if meeting else None,
        number=_next_number(meeting) if meeting else 0,
        title=title,
        purpose=purpose,
        presenter=presenter,
        confidential=bool(confidential_why),
        confidential_why=confidential_why,
        planned_for=planned_for,
        because_of=because_of,
        paper_due_on=papers_due_on(meeting) if meeting and needs_paper else None,
        asked_at=at,
    )
    item.save(force_insert=True)
    return item


def _next_number(meeting: BoardMeeting) -> int:
    return (AgendaItem.objects.filter(episode_id=meeting.pk).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def take_up(
    item: AgendaItem, meeting: BoardMeeting, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> bool:
    """Take something from the backlog onto an agenda. False when somebody did so before: theirs stands."""
    acts.require(by.may(KEEP_MINUTES, item))
    acts.claim(key, move="agenda.take_up", by=by)
    free = AgendaItem.objects.filter(pk=item.pk, episode__isnull=True, dropped=False)
    return bool(free.update(episode_id=meeting.pk, number=_next_number(meeting)))


@transaction.atomic
def put_back(
    item: AgendaItem, *, not_before: dt.date | None, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> bool:
    """Hold an item over: back to the backlog. One under which something was written stays where it is."""
    acts.require(by.may(KEEP_MINUTES, item))
    if item.lines.exists():
        raise MoveRefused(refused("Something was minuted under it.", next_step="Add it again to a later meeting."))
    acts.claim(key, move="agenda.put_back", by=by)
    here = AgendaItem.objects.filter(pk=item.pk, episode__isnull=False)
    return bool(here.update(episode_id=None, number=0, planned_for=not_before))


@transaction.atomic
def send_paper(item: AgendaItem, *, text: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """Send the paper of an item: its words, or where they are read."""
    acts.claim(key, move="agenda.send_paper", by=by)
    AgendaItem.objects.filter(pk=item.pk).update(paper=text, paper_by_name=by.name[:120], paper_at=at)


def _move(name: str, meeting: BoardMeeting, **said: Any) -> Made:
    return BOARD_MEETING.make(name, meeting, payload={"body": meeting.body.name}, **said)


@transaction.atomic
def send_agenda(
    meeting: BoardMeeting, *, by: Actor, at: dt.datetime, version: int, late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """The agenda is fixed and sent: members find it, and the papers that are there."""
    items = AgendaItem.objects.filter(episode_id=meeting.pk).count()
    said = {"by": by, "at": at, "version": version, "key": key, "late_reason": late_reason}
    return _move("send_agenda", meeting, facts={"items": items}, **said)


@transaction.atomic
def begin(meeting: BoardMeeting, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """The meeting begins."""
    made = _move("begin", meeting, by=by, at=at, version=version, key=key)
    _write(meeting, began_at=at)
    return made


def _write(meeting: BoardMeeting, **columns: Any) -> None:
    BoardMeeting.objects.filter(pk=meeting.pk).update(**columns)
    for column, value in columns.items():
        setattr(meeting, column, value)


def without_attendance(meeting: BoardMeeting) -> list[str]:
    """The seats of which nobody has said yet whether they were there. One statement."""
    day = london_date(meeting.starts_at)
    told = Attendance.objects.filter(episode_id=meeting.pk, seat__isnull=False).values("seat_id")
    seats = Seat.objects.filter(body_id=meeting.body_id).exclude(until__lt=day).exclude(since__gt=day)
    return list(seats.exclude(pk__in=told).order_by("number").values_list("name", flat=True))


@transaction.atomic
def end(meeting: BoardMeeting, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """The meeting is over, and for every seat it is said whether it was there. The chair is asked to approve."""
    facts = {"without_attendance": without_attendance(meeting)}
    made = _move("end", meeting, by=by, at=at, version=version, key=key, facts=facts)
    _write(meeting, ended_at=at)
    day = london_date(meeting.starts_at)
    Body.objects.filter(pk=meeting.body_id).exclude(last_met_on__gte=day).update(last_met_on=day)
    teams = {meeting.owner_team_id}
    if meeting.chair_seat_id:
        held = Holding.objects.filter(seat_id=meeting.chair_seat_id, post__isnull=False).exclude(until__lt=day)
        teams |= set(held.values_list("post__team_id", flat=True))
    Notice.objects.bulk_create(
        [
            Notice(
                team_id=team,
                authority_id=meeting.authority_id,
                episode_id=meeting.pk,
                kind="board_minutes_to_approve",
                created_at=at,
            )
            for team in teams
        ],
        ignore_conflicts=True,
    )
    return made


@transaction.atomic
def approve(
    meeting: BoardMeeting, *, by: Actor, at: dt.datetime, version: int, late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """The chair approves the minutes. Afterwards nothing in them changes."""
    made = _move("approve", meeting, by=by, at=at, version=version, key=key, late_reason=late_reason)
    _write(meeting, approved_at=at, approved_by_name=by.name[:120])
    return made


@transaction.atomic
def call_off(
    meeting: BoardMeeting, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """The meeting does not take place. What was on its agenda goes back to the backlog."""
    said = {"by": by, "at": at, "version": version, "key": key, "facts": {"reason": reason}, "note": reason}
    made = _move("call_off", meeting, **said)
    AgendaItem.objects.filter(episode_id=meeting.pk).update(episode_id=None, number=0)
    return made


def may_write(meeting: BoardMeeting, by: Actor) -> None:
    """Raises MoveRefused where nothing may be written in the meeting by this person, or any more by anybody."""
    acts.require(by.may(KEEP_MINUTES, meeting))
    if meeting.state not in OPEN_TO_MINUTES:
        now = BOARD_MEETING.states[meeting.state].lower()
        raise MoveRefused(refused(f"This meeting is now: {now}. Nothing can be written in it."))


def may_prepare(meeting: BoardMeeting) -> bool:
    """Whether its agenda is still being made."""
    return meeting.state in (PLANNED, CALLED)
