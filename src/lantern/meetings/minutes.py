"""The minutes: made from what was written while the meeting ran, minutes after it ended. PDF, Word, and what an agency
is sent for good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import age, date_and_time, full_date, time_of_day
from lantern.interface.documents import Document, Heading, KeyFacts, Notice, Paragraph, Quotation, Table
from lantern.law.quorums import PARTS
from lantern.meetings import queries
from lantern.meetings.kinds import decided_in_words, meeting_kind
from lantern.meetings.models import Invitation, Meeting, Said, Seat
from lantern.partnership import queries as partnership

MARKING = "Official: sensitive"

type Part = tuple[str, Any]
"""What the minutes are made of before they are drawn: ("heading", text), ("facts", [[name, value]]),
("table", {caption, head, rows}), ("quote", [text, by]), ("text", text), ("notice", text).
"""


def frozen(meeting: Meeting) -> dict[str, Any]:
    """The minutes as they stand now, as plain values that are kept with what an agency was sent."""
    table = queries.table_of(meeting)
    return {"title": _title(meeting), "reference": meeting.reference, "parts": parts(meeting, table)}


def _title(meeting: Meeting) -> str:
    return f"{meeting_kind(meeting.meeting_kind).label}: minutes"


def parts(meeting: Meeting, table: queries.Table) -> list[Part]:
    """The minutes in the order in which somebody reads them who was not there: what was decided, who does what, and
    then how it came to that.
    """
    kind = meeting_kind(meeting.meeting_kind)
    children = "; ".join(
        f"{child.name}, {age(child.born_on, meeting.starts_at.date())}" if child.born_on else child.name
        for child in table.children
    )
    began = meeting.began_at or meeting.starts_at
    ended = f" to {time_of_day(meeting.ended_at)}" if meeting.ended_at else ""
    made: list[Part] = [
        (
            "facts",
            [
                ["About", children],
                ["Held", f"{date_and_time(began)}{ended}"],
                *([["Where", meeting.place]] if meeting.place else []),
                *([["Chair", meeting.chair_name]] if meeting.chair_name else []),
                ["Why we met", meeting.purpose],
            ],
        )
    ]
    if meeting.not_quorate_why:
        made.append(("notice", f"Not everybody who should be was there. Why we went on: {meeting.not_quorate_why}"))
    if table.decided:
        made.append(("heading", "What was decided"))
        for decided in table.decided:
            name = next((child.name for child in table.children if child.pk == decided.person_id), "")
            made.append(("facts", [["Child", name], *(list(each) for each in decided_in_words(kind, decided))]))
    made += _said(table, Said.Part.DISSENT, "Who does not agree")
    if table.agreed:
        rows = [[each.what, each.owner_name, by_when(each.due_at)] for each in table.agreed]
        made += [
            ("heading", "Who does what by when"),
            ("table", {"caption": "Actions", "head": ["What", "Who", "By when"], "rows": rows}),
        ]
    made += _said(table, Said.Part.ANALYSIS, "What it means for the child")
    made += _said(table, Said.Part.INFORMATION, "What each shared")
    made += _said(table, Said.Part.VIEW, "Views of the child and the family")
    attendance = [
        [seat.name, seat.role or PARTS.get(seat.sits_as, ""), Seat.Attendance(seat.attendance).label]
        if seat.attendance
        else [seat.name, seat.role or PARTS.get(seat.sits_as, ""), "Not recorded"]
        for seat in table.seats
    ]
    if attendance:
        made += [
            ("heading", "Who was asked and who came"),
            ("table", {"caption": "Attendance", "head": ["Name", "As what", "Came"], "rows": attendance}),
        ]
    return made


def _said(table: queries.Table, part: str, heading: str) -> list[Part]:
    lines = [line for line in table.said if line.part == part]
    if not lines:
        return []
    seats = {seat.pk: seat for seat in table.seats}
    made: list[Part] = [("heading", heading)]
    for line in lines:
        seat = seats.get(line.seat_id) if line.seat_id else None
        who = f"{seat.name}, {seat.role}" if seat and seat.role else seat.name if seat else ""
        if seat and seat.sits_as in ("child", "family"):
            made.append(("quote", [line.text, who]))
        else:
            made.append(("text", f"{who}: {line.text}" if who else line.text))
    return made


def by_when(moment: dt.datetime) -> str:
    """A day, or a day and time where the time matters."""
    local = moment.astimezone(partnership.LONDON)
    return full_date(local.date()) if (local.hour, local.minute) == (23, 59) else date_and_time(moment)


def document(meeting: Meeting, table: queries.Table, *, by: ActingPerson, at: dt.datetime) -> Document:
    """The minutes as a document for print, PDF and Word."""
    return _document(
        _title(meeting),
        meeting.reference,
        parts(meeting, table),
        recipient=by.name,
        made_by=by.team_name or by.post_title,
        owner=partnership.authority(meeting.authority_id).name,
        at=at,
    )


def outline(meeting: Meeting, table: queries.Table, *, by: ActingPerson, at: dt.datetime) -> Document:
    """What was decided for each child and who does what by when, on a page or two, before the minutes are written."""
    kept = ("What was decided", "Who does what by when")
    made = parts(meeting, table)
    chosen, taking = made[:1], False
    for what, value in made[1:]:
        taking = value in kept if what == "heading" else taking
        if taking:
            chosen.append((what, value))
    return _document(
        f"{meeting_kind(meeting.meeting_kind).label}: outline plan",
        meeting.reference,
        chosen,
        recipient=by.name,
        made_by=by.team_name or by.post_title,
        owner=partnership.authority(meeting.authority_id).name,
        at=at,
    )


def copy_for(invitation: Invitation, *, by: ActingPerson, at: dt.datetime) -> Document:
    """The minutes as an agency was sent them."""
    kept: Mapping[str, Any] = invitation.minutes
    return _document(
        kept["title"],
        kept["reference"],
        kept["parts"],
        recipient=by.agency_name,
        made_by=partnership.authority(invitation.authority_id).hub_name,
        owner=partnership.authority(invitation.authority_id).name,
        at=at,
    )


def _document(
    title: str,
    reference: str,
    made: Sequence[Part],
    *,
    recipient: str,
    made_by: str,
    owner: str,
    at: dt.datetime,
) -> Document:
    return Document(
        title=title,
        reference=reference,
        recipient=recipient,
        marking=MARKING,
        made_at=at,
        made_by=made_by,
        owner=owner,
        blocks=[_block(what, value) for what, value in made],
    )


def _block(what: str, value: Any) -> Any:
    match what:
        case "heading":
            return Heading(value)
        case "facts":
            return KeyFacts([(name, text) for name, text in value])
        case "table":
            return Table(value["caption"], value["head"], value["rows"])
        case "quote":
            return Quotation(value[0], by=value[1])
        case "notice":
            return Notice(value)
        case _:
            return Paragraph(value)
