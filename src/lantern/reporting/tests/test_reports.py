"""Yearly reports: figures kept as they stood, words with versions, honest gaps, published for good."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface import documents
from lantern.learning.models import MonthlyFigure
from lantern.money.tests.world import agreed_budget
from lantern.reporting import actions, queries
from lantern.reporting.models import YearlyReport
from lantern.reporting.papers import section_blocks
from lantern.reporting.sections import Section
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2019, 4, 1), dt.date(2020, 3, 31)


def press(report: YearlyReport, by: ActingPerson) -> dict[str, Any]:
    return {"by": by, "at": TUESDAY_NOON, "version": fresh(report).version, "key": a_key()}


def fresh(report: YearlyReport) -> YearlyReport:
    return YearlyReport.objects.get(pk=report.pk)


def begun(by: ActingPerson) -> YearlyReport:
    return actions.begin(keeper_id=by.partnerships[0], first=FIRST, last=LAST, by=by, at=TUESDAY_NOON)


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(name: str, report: YearlyReport, **more: Any) -> str:
    return reverse(name, kwargs={"reference": report.reference, **more})


def test_figures_stay_as_they_stood_until_they_are_taken_anew(cast: Cast):
    with acting(cast.partnership_manager) as by:
        report = begun(by)
        assert report.kept["money"] == []
    agreed_budget(cast)
    with acting(cast.partnership_manager) as by:
        assert fresh(report).kept["money"] == [], "a report does not change behind its readers"
        actions.cut(report, **press(report, by))
        assert ["Balance", "£42,707"] in fresh(report).kept["money"][0][1]


def test_each_success_factor_shows_three_kinds_of_evidence_and_says_what_is_missing(cast: Cast):
    """Business case, section 3.4."""
    with acting(cast.partnership_manager) as by:
        sections = {each.section.code: each for each in queries.written(begun(by))}
    for number in range(1, 5):
        rows = sections[f"factor-{number}"].parts[0][1]["rows"]
        assert len(rows) == 3
        assert any(row[2] == "none on record" for row in rows)
    assert "none" in str(sections["factor-3"].parts)
    assert sections["scrutiny"].section.empty


def test_figures_are_read_as_evidence_of_a_success_factor(cast: Cast):
    """Business case, section 3.4: early help is measured by performance data. Half the wait of April 2019 is better."""
    with acting(cast.partnership_manager) as by:
        keeper = by.partnerships[0]
        for month, value in ((dt.date(2019, 4, 1), 31), (dt.date(2020, 3, 1), 15), (dt.date(2020, 4, 1), 99)):
            MonthlyFigure(
                authority_id=keeper, code="wait_for_help", month=month, value=value, number=9, out_of=9,
                counted_at=TUESDAY_NOON,
            ).save(force_insert=True)  # fmt: skip
        sections = {each.section.code: each for each in queries.written(begun(by))}
    early_help = [row[2] for row in sections["factor-3"].parts[0][1]["rows"]]
    assert early_help == [
        "Wait for early help: 31 days in April 2019, 15 days in March 2020 (better).",
        "none on record",
        "none on record",
    ]


def test_a_report_is_published_once_with_a_summary_and_then_never_changes(cast: Cast):
    with acting(cast.partnership_manager) as by:
        report = begun(by)
        with pytest.raises(MoveRefused, match="written the summary"):
            actions.publish(report, **press(report, by))
        key = a_key()
        actions.write(fresh(report), "summary", text="It went well.", **press(report, by) | {"key": key})
        with pytest.raises(AlreadyDone):
            actions.write(fresh(report), "summary", text="It went well.", **press(report, by) | {"key": key})
        with pytest.raises(StaleRecord):
            actions.write(fresh(report), "summary", text="Old page", **press(report, by) | {"version": 1})
        actions.publish(fresh(report), **press(report, by))
        with pytest.raises(MoveRefused):
            actions.cut(fresh(report), **press(report, by))
    with acting(cast.director) as by, pytest.raises(MoveRefused):
        actions.write(fresh(report), "money", text="No.", **press(report, by))
    with acting(cast.elsewhere):
        assert not YearlyReport.objects.exists()


def test_a_report_is_begun_written_by_two_read_and_taken_away(cast: Cast, as_person: Callable) -> None:
    agreed_budget(cast)
    client = as_person(cast.partnership_manager)
    assert "No yearly report yet" in plain(client.get(reverse("yearly_reports")))
    days = {
        "first-day": "1", "first-month": "4", "first-year": "2019", "last-day": "31", "last-month": "3",
        "last-year": "2018",
    }  # fmt: skip
    wrong = client.post(reverse("begin_report"), {"act": str(a_key()), **days})
    assert "The last day is before the first" in plain(wrong)
    made = client.post(reverse("begin_report"), {"act": str(a_key()), **days, "last-year": "2020"})
    assert made.status_code == 302
    with acting(cast.partnership_manager):
        report = YearlyReport.objects.get()
    stale = {"act": str(a_key()), "version": "1", "text": "What the second one wrote."}
    with acting(cast.partnership_officer) as other:
        actions.write(report, "money", text="What the first one wrote.", **press(report, other))
    clash = client.post(at("write_section", report, form="money"), stale)
    assert clash.status_code == 409
    assert "What the first one wrote." in plain(clash)
    assert "What the second one wrote." in clash.content.decode()
    record = {"record": f"{report.reference}-money", "draft_version": "0", "text": "Typed and not saved."}
    assert client.post(reverse("save_draft", args=["yearly-report"]), record).status_code == 200
    found = client.get(at("write_section", report, form="money")).content.decode()
    for told in ("Typed and not saved.", "What is saved now:", "What the first one wrote."):
        assert told in found
    again = client.post(at("write_section", report, form="money"), stale | {"version": "2", "act": str(a_key())})
    assert again.status_code == 302
    assert "Typed and not saved." not in client.get(at("write_section", report, form="money")).content.decode()
    with counted_queries() as statements:
        page = client.get(at("yearly_report", report))
    assert len(statements) <= 4, statements
    said = plain(page)
    assert "What the second one wrote." in said
    assert "version 2" in said
    assert "£42,707" in said
    assert "No meeting of a body is on record." in said
    assert "10 sections have no words yet" in said
    web = client.get(at("read_report", report)).content.decode()
    assert "<svg" in web
    assert "Draft, not published" in web
    paper = client.get(at("report_paper", report, code="pdf")).content
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert "/StructTreeRoot" in pdf.Root, "a screen reader finds its way"
    assert client.get(at("report_paper", report, code="docx")).content.startswith(b"PK")
    refused = client.post(at("move_report", report, move="publish"), {"act": str(a_key()), "version": "3"})
    assert refused.status_code == 409
    assert "Nobody has written the summary yet." in plain(refused)


def test_a_number_that_a_room_counted_stands_in_pdf_and_word(cast: Cast) -> None:
    """Training gives its counts as numbers: a report with a course in it could not be taken away."""
    section = Section("training", "Training", "", lambda period: [])
    table = {"caption": "Courses", "head": ["Course", "Came", "Before"], "rows": [["Neglect", 6, None]], "numeric": [1]}
    blocks = section_blocks(queries.Written(section, [("table", table), ("facts", [("Hours", 12)])], None, []))
    paper = documents.Document(
        title="Yearly report", reference="YR-1", recipient="Everybody", marking="Official", made_at=TUESDAY_NOON,
        made_by="Unit", owner="Partnership", blocks=blocks,
    )  # fmt: skip
    assert documents.pdf(paper).startswith(b"%PDF")
    assert documents.word(paper).startswith(b"PK")
