"""The agenda and the minutes as papers: for print, PDF and Word, whole for members and without what is confidential for
everybody else.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.boards.queries import ActionLine
from lantern.governance.attendance import LETTERS
from lantern.governance.models import BoardMeeting
from lantern.governance.queries import Item, Table
from lantern.interface.display import date_and_time, full_date, time_of_day
from lantern.interface.documents import Bullets, Document, Heading, KeyFacts, Notice, Paragraph
from lantern.interface.documents import Table as DrawnTable
from lantern.partnership import queries as partnership

REMOVED = "This part is not published, because it is confidential."


def document(
    meeting: BoardMeeting,
    table: Table,
    actions: list[ActionLine],
    *,
    by: ActingPerson,
    at: dt.datetime,
    public: bool = False,
) -> Document:
    """The minutes. ``public`` leaves out everything under confidential items, and says at each that it did; names of
    guests and of whoever wrote are left out as well.
    """
    draft = meeting.approved_at is None
    title = f"{meeting.body.name}: {'draft minutes' if draft else 'minutes'}"
    return Document(
        title=title,
        reference=meeting.reference,
        recipient="Public" if public else by.name,
        marking="Published" if public else "Official",
        made_at=at,
        made_by=partnership.business_team(meeting.authority_id).name,
        owner=partnership.every_authority()[meeting.authority_id].name,
        subtitle=date_and_time(meeting.starts_at),
        blocks=_blocks(meeting, table, actions, public=public),
    )


def pack(
    meeting: BoardMeeting, table: Table, promised: list[ActionLine], *, by: ActingPerson, at: dt.datetime
) -> Document:
    """What members get before the meeting: the agenda, every paper, interests that it may touch, and what the body's
    seats have promised and not done. ``promised`` is the body's open actions, the nearest day first.
    """
    made: list[Any] = [
        KeyFacts(
            [
                ("When", date_and_time(meeting.starts_at)),
                ("Where", meeting.place or "Not said yet"),
                ("Chair", meeting.chair_name or "Nobody yet"),
                *([("To join", meeting.how_to_join)] if meeting.how_to_join else []),
            ]
        ),
        DrawnTable("Agenda", ["Item", "For", "Who presents", "Paper"], [_agenda_row(each) for each in table.items]),
    ]
    if table.touched:
        told = [f"Item {one.item.number}: {one.interest.name}, {one.interest.what}" for one in table.touched]
        made += [Heading("The register of interests names"), Bullets(told)]
    for each in table.items:
        if each.item.paper and not each.hidden:
            made += [Heading(f"{each.item.number}. {each.item.title}", 2)]
            made += [Paragraph(line) for line in each.item.paper.splitlines() if line.strip()]
    made.append(Heading("What was promised and is not done"))
    rows = [
        [one.what, one.owner, f"{_when(one)}{', late' if one.due_at and one.due_at < at else ''}"] for one in promised
    ]
    made.append(DrawnTable("Open actions", ["What", "Who", "By when"], rows) if rows else Paragraph("Nothing."))
    return Document(
        title=f"{meeting.body.name}: agenda and papers",
        reference=meeting.reference,
        recipient=by.name,
        marking="Official",
        made_at=at,
        made_by=partnership.business_team(meeting.authority_id).name,
        owner=partnership.every_authority()[meeting.authority_id].name,
        subtitle=date_and_time(meeting.starts_at),
        blocks=made,
    )


def _agenda_row(each: Item) -> list[str]:
    item = each.item
    if each.hidden:
        return [f"{item.number}. Confidential item", "", "", ""]
    missing = f"Missing, due {full_date(item.paper_due_on)}" if item.paper_due_on else "None asked for"
    paper = "In this pack" if item.paper else missing
    return [f"{item.number}. {item.title}", str(item.get_purpose_display()), item.presenter, paper]


def _when(one: ActionLine) -> str:
    return full_date(one.by_when) if one.by_when else one.by_event


def _blocks(meeting: BoardMeeting, table: Table, actions: list[ActionLine], *, public: bool) -> list[Any]:
    ended = f" to {time_of_day(meeting.ended_at)}" if meeting.ended_at else ""
    facts = [
        ("Held", f"{date_and_time(meeting.began_at or meeting.starts_at)}{ended}"),
        ("Chair", meeting.chair_name or "Not recorded"),
    ]
    if meeting.place:
        facts.append(("Where", meeting.place))
    if meeting.approved_at:
        facts.append(("Approved", f"{meeting.approved_by_name}, {full_date(meeting.approved_at.date())}"))
    made: list[Any] = [KeyFacts(facts)]
    if meeting.approved_at is None:
        made.append(Notice("These minutes are a draft until the chair has approved them."))
    made += [Heading("Attendance"), _attendance(table, public=public)]
    if table.interests and not public:
        made += [Heading("Interests declared"), Bullets([_interest(each) for each in table.interests])]
    elif meeting.interests_asked_at and not table.interests:
        made.append(Paragraph("Everybody was asked for interests; nobody declared one."))
    for each in table.items:
        made += _item(each, actions, public=public)
    return made


def _interest(each: Any) -> str:
    return f"{each.name}: {each.what} {each.get_kind_display()}. {each.get_handled_display()}."


def _attendance(table: Table, *, public: bool) -> DrawnTable:
    rows = []
    for each in table.seats:
        name = each.attendance.name if each.attendance and each.attendance.name else each.holder
        note = f" ({each.attendance.note})" if each.attendance and each.attendance.note else ""
        rows.append([each.seat.name, name, f"{LETTERS[each.came][1]}{note}"])
    if not public:
        for one in table.guests:
            told = f" ({one.note})" if one.note else ""
            rows.append(["Guest", one.name, f"{LETTERS[one.came][1]}{told}"])
    return DrawnTable("Attendance", ["Seat", "Who", "Came"], rows)


def _item(each: Item, actions: list[ActionLine], *, public: bool) -> list[Any]:
    item = each.item
    if each.hidden or (public and item.confidential):
        return [Heading(f"{item.number}. Confidential item", 2), Paragraph(REMOVED)]
    made: list[Any] = [Heading(f"{item.number}. {item.title}", 2)]
    if item.presenter and not public:
        made.append(Paragraph(f"Presented by {item.presenter}."))
    made += [Paragraph(line.text) for line in each.lines]
    if not each.lines:
        made.append(Paragraph("Nothing was minuted."))
    for decision in each.decisions:
        facts = [("Decided", decision.resolution), ("Why", decision.reasons)]
        facts += [("Also considered", decision.alternatives)] if decision.alternatives else []
        facts += [("Conflicts", decision.conflicts)] if decision.conflicts else []
        facts += [("Dispensations", decision.dispensations)] if decision.dispensations else []
        made.append(KeyFacts([("Decision", decision.title), *facts]))
    mine = [action for action in actions if action.source.endswith(f"item {item.number}")]
    if mine:
        rows = [[action.what, action.owner, _when(action)] for action in mine]
        made.append(DrawnTable("Action points", ["What", "Who", "By when"], rows))
    return made
