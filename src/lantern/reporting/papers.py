"""The report as one document: web page, PDF and Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.interface.charts import bar_chart
from lantern.interface.display import date_and_time
from lantern.interface.documents import Contents, Document, Figure, Heading, KeyFacts, Notice, Paragraph, Table
from lantern.partnership import queries as partnership
from lantern.reporting.models import YearlyReport
from lantern.reporting.queries import Written
from lantern.reporting.sections import in_words


def document(report: YearlyReport, written: Sequence[Written], *, by: ActingPerson, at: dt.datetime) -> Document:
    """The whole report."""
    owner = partnership.every_authority()[report.authority_id].name
    blocks: list[Any] = [
        KeyFacts(
            [
                ("Period", in_words(report.period_from, report.period_to)),
                ("Figures taken", date_and_time(report.cut_at)),
                ("State", "Published" if report.published_on else "Draft, not published"),
            ]
        ),
        Contents("Contents"),
    ]
    for each in written:
        blocks += [Heading(each.section.title), *section_blocks(each)]
    return Document(
        title="Yearly report",
        subtitle=owner,
        reference=report.reference,
        recipient="Everybody" if report.published_on else by.name,
        marking="Official",
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=owner,
        blocks=blocks,
    )


def section_blocks(written: Written) -> list[Any]:
    """A section: the words first, then what the record said; honest where there is neither."""
    blocks: list[Any] = [Paragraph(written.words.text)] if written.words and written.words.text else []
    for what, value in written.parts:
        blocks += _block(what, value)
    if not written.parts and written.section.empty:
        blocks.append(Notice(written.section.empty))
    if not blocks:
        blocks.append(Notice("Nothing is written here yet."))
    return blocks


def _block(what: str, value: Any) -> list[Any]:
    match what:
        case "facts":
            return [KeyFacts([(str(name), str(text)) for name, text in value])]
        case "table":
            # A room may give a number where it counts; a paper holds words.
            rows = [["" if cell is None else str(cell) for cell in row] for row in value["rows"]]
            return [Table(value["caption"], value["head"], rows, numeric=tuple(value["numeric"]))]
        case "bars":
            bars = [(str(name), float(number)) for name, number in value["rows"]]
            drawing = bar_chart(value["title"], value["finding"], bars)
            numbers = [[name, f"{number:,.0f}"] for name, number in bars]
            return [
                Figure(str(drawing), alt=value["finding"], caption=value["finding"]),
                Table(value["title"], ["What", "Number"], numbers, numeric=(1,)),
            ]
        case "notice":
            return [Notice(value)]
        case _:
            return [Paragraph(value)]
