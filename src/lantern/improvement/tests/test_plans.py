"""Improvement plans and inspections: actions, ratings, clocks and pages."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import LONDON, TUESDAY_NOON, Cast, a_key, counted_queries
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.improvement import actions, queries
from lantern.improvement.commands import import_plan
from lantern.improvement.models import ImprovementPlan, Inspection
from lantern.improvement.rules import rate
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock

PLAN = Path(__file__).parents[4] / "tests" / "files" / "improvement-plan-2023.md"
TODAY = TUESDAY_NOON.date()
WHOLE = {
    "action": "Read every plan",
    "lead": "Director",
    "success": "None without a day",
    "due_on": dt.date(2026, 12, 20),
}


@dataclass(frozen=True)
class Promised:
    due_on: dt.date | None = None
    review_on: dt.date | None = None


@dataclass(frozen=True)
class Said:
    what: str
    on: dt.date
    rag: str = ""
    words: str = "Because."
    by_name: str = "Rowan Hale"


def _days(number: int) -> dt.date:
    return dt.date.fromordinal(TODAY.toordinal() + number)


@pytest.mark.parametrize(
    ("due", "told", "level"),
    [
        (10, [Said("progress", _days(-5))], "green"),
        (-1, [Said("progress", _days(-1))], "red"),
        (60, [Said("progress", _days(-43))], "amber"),
        (60, [Said("progress", _days(-42))], "green"),
        (60, [], "amber"),
        (60, [Said("done", _days(-2))], "amber"),
        (60, [Said("done", _days(-2)), Said("checked", _days(-1))], "done"),
        (-5, [Said("done", _days(-9)), Said("reopened", _days(-8))], "red"),
        (None, [Said("progress", _days(-1))], "none"),
    ],
)
def test_an_action_is_rated_by_its_date_and_its_evidence(due: int | None, told: list[Said], level: str):
    promised = Promised(due_on=_days(due) if due is not None else None)
    assert rate(promised, told, today=TODAY, since=_days(-100)).level == level


def test_an_override_shows_both_and_ends_with_the_next_evidence():
    promised = Promised(review_on=_days(30))
    told = [Said("progress", _days(-3)), Said("override", _days(-2), rag="red")]
    found = rate(promised, told, today=TODAY, since=_days(-100))
    assert (found.level, found.computed, found.by) == ("red", "green", "Rowan Hale")
    assert rate(promised, [*told, Said("progress", _days(-1))], today=TODAY, since=_days(-100)).level == "green"


def press(record: Any, by: ActingPerson) -> dict[str, Any]:
    current = type(record).objects.get(pk=record.pk)
    return {"by": by, "at": TUESDAY_NOON, "version": current.version, "key": a_key()}


def fresh(plan: ImprovementPlan) -> ImprovementPlan:
    return ImprovementPlan.objects.select_related("inspection").get(pk=plan.pk)


def an_inspection(by: ActingPerson, framework: str = "ilacs") -> Inspection:
    values = {"framework": framework, "title": "Children’s services", "fieldwork_from": dt.date(2023, 3, 6)}
    made = actions.record_inspection(keeper_id=by.partnerships[0], values=values, by=by, at=TUESDAY_NOON)
    for number, kind, priority in ((7, "weakness", 1), (9, "strength", None)):
        actions.save_finding(
            made, number=number, kind=kind, words=f"Found {number}", priority=priority, **press(made, by)
        )
        made = Inspection.objects.get(pk=made.pk)
    return made


def a_plan(by: ActingPerson, **values: Any) -> ImprovementPlan:
    plan = actions.begin(keeper_id=by.partnerships[0], title="Our plan", by=by, at=TUESDAY_NOON)
    actions.save_action(plan, None, values=WHOLE | values, **press(plan, by))
    return fresh(plan)


def running(cast: Cast, **values: Any) -> ImprovementPlan:
    with acting(cast.partnership_manager) as by:
        plan = a_plan(by, **values)
        actions.approve(plan, **press(plan, by))
        return fresh(plan)


@pytest.mark.django_db
def test_the_statement_of_action_of_2023_was_due_on_the_sixteenth_of_august(cast: Cast):
    """Report of 9 May 2023 and 70 working days, with the bank holiday of 29 May; the cabinet's paper says the same."""
    with acting(cast.partnership_officer) as by:
        inspection = an_inspection(by)
        actions.receive_report(inspection, on=dt.date(2023, 5, 9), **press(inspection, by))
        clock = Clock.objects.get(episode_id=inspection.pk)
        assert clock.due_at.astimezone(LONDON).date() == dt.date(2023, 8, 16)
        inspection = Inspection.objects.get(pk=inspection.pk)
        actions.answer(inspection, on=dt.date(2023, 8, 14), **press(inspection, by))
        visit = an_inspection(by, "focused_visit")
        actions.receive_report(visit, on=dt.date(2022, 11, 1), **press(visit, by))
        assert not Clock.objects.filter(episode_id=visit.pk).exists(), "a focused visit asks for none"


@pytest.mark.django_db
def test_a_plan_does_not_run_before_each_blank_is_filled_or_explained(cast: Cast):
    with acting(cast.partnership_manager) as by:
        plan = a_plan(by, lead="", success="")
        with pytest.raises(MoveRefused, match="does not say who leads and how success is known"):
            actions.approve(plan, **press(plan, by))
        explained = {
            "no_lead_because": "Post vacant until May.",
            "no_success_because": "Set with young people in June.",
        }
        actions.save_action(fresh(plan), 1, values=explained, **press(plan, by))
        actions.approve(fresh(plan), **press(plan, by))
        with pytest.raises(MoveRefused, match="by when"):
            actions.save_action(fresh(plan), 1, values={"due_on": None}, **press(plan, by))


@pytest.mark.django_db
def test_nobody_checks_what_they_said_was_done_and_twice_is_once(cast: Cast):
    plan = running(cast)
    told = {"words": "Looked at twenty files.", "on": TODAY}
    with acting(cast.partnership_officer) as by:
        with pytest.raises(MoveRefused, match="nothing to check"):
            actions.tell(fresh(plan), 1, what="checked", **told, **press(plan, by))
        key = a_key()
        actions.tell(fresh(plan), 1, what="done", **told, **press(plan, by) | {"key": key})
        with pytest.raises(AlreadyDone):
            actions.tell(fresh(plan), 1, what="done", **told, **press(plan, by) | {"key": key})
        with pytest.raises(MoveRefused, match="somebody else must check"):
            actions.tell(fresh(plan), 1, what="checked", **told, **press(plan, by))
        with pytest.raises(MoveRefused):
            actions.tell(fresh(plan), 1, what="override", rag="green", **told, **press(plan, by))
        with pytest.raises(StaleRecord):
            actions.tell(fresh(plan), 1, what="progress", **told, **press(plan, by) | {"version": 1})
    with acting(cast.director) as by:
        actions.tell(fresh(plan), 1, what="checked", **told, **press(plan, by))
        assert queries.whole(fresh(plan), today=TODAY).counts == {"done": 1}
        with pytest.raises(MoveRefused):
            actions.save_action(fresh(plan), 1, values={"lead": "Me"}, **press(plan, by))
    with acting(cast.elsewhere):
        assert not ImprovementPlan.objects.exists()


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(name: str, record: Any, **more: Any) -> str:
    return reverse(name, kwargs={"reference": record.reference, **more})


@pytest.mark.django_db
def test_the_real_plan_is_read_in_checked_completed_and_told_to_the_board(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.partnership_manager)
    with acting(cast.partnership_manager) as by:
        inspection = an_inspection(by)
    sent = {
        "act": str(a_key()),
        "title": "Plan of 2023",
        "body": "Good and Beyond Board",
        "inspection": inspection.reference,
    }
    wrong = client.post(
        reverse("begin_improvement"), sent | {"file": SimpleUploadedFile("m.md", b"# Minutes\n\nMet.\n")}
    )
    assert wrong.status_code == 422
    assert "There is no improvement plan in this file" in plain(wrong)
    assert 'value="Plan of 2023"' in wrong.content.decode()
    file = SimpleUploadedFile("plan.md", PLAN.read_bytes())
    made = client.post(reverse("begin_improvement"), sent | {"file": file})
    assert made.status_code == 302
    with acting(cast.partnership_manager):
        plan = ImprovementPlan.objects.get()
    with counted_queries() as statements:
        page = client.get(at("improvement_plan", plan))
    assert len(statements) <= 5, statements
    said = plain(page)
    assert "The rating is empty in every row of it." in said
    assert "Action 2 does not say who leads" in said
    assert "(the plan says “Ongoing”)" in said
    assert "answers ¶7" in said, "Ofsted improvement action 1 is the first of what needs to improve"
    refused = client.post(at("move_improvement", plan, move="approve"), {"act": str(a_key()), "version": "1"})
    assert refused.status_code == 409
    assert "Action 2 does not say who leads. 10 more are not complete." in plain(refused)
    with acting(cast.partnership_manager) as by:
        for line in queries.whole(fresh(plan), today=TODAY).incomplete:
            why = {f"no_{name}_because": "Not known yet." for name in ("lead", "date", "success")}
            actions.save_action(fresh(plan), line.action.number, values=why, **press(plan, by))
    step = {"act": str(a_key()), "version": str(fresh_version(plan, cast))}
    assert client.post(at("move_improvement", plan, move="approve"), step).status_code == 302
    board = plain(client.get(at("improvement_plan", plan)))
    assert "43 of 43 actions are for the board" in board, "every day of 2023 is past, and no evidence was given"
    for form, code, begins in (("pack", "pdf", b"%PDF"), ("pack", "docx", b"PK"), ("grid", "xlsx", b"PK")):
        assert client.get(at("improvement_paper", plan, form=form, code=code)).content.startswith(begins)


def fresh_version(plan: ImprovementPlan, cast: Cast) -> int:
    with acting(cast.partnership_manager):
        return fresh(plan).version


@pytest.mark.django_db
def test_evidence_is_told_on_the_action_and_a_slip_keeps_everything(cast: Cast, as_person: Callable) -> None:
    plan = running(cast)
    client = as_person(cast.partnership_manager)
    where = at("improvement_action", plan, number=1)
    with counted_queries() as statements:
        assert client.get(where).status_code == 200
    assert len(statements) <= 6, statements
    facts = {
        "act": str(a_key()), "version": str(plan.version), "what": "override", "rag": "", "words": "Half the posts are",
        "on-day": "3", "on-month": "11", "on-year": "2026",
    }  # fmt: skip
    slip = client.post(where, facts)
    assert slip.status_code == 422
    assert "Choose the rating" in plain(slip)
    assert "Half the posts are" in slip.content.decode()
    for _ in range(2):
        assert client.post(where, facts | {"rag": "red"}).status_code == 302
    said = plain(client.get(where))
    assert said.count("Rate it otherwise: Red") == 1
    assert "Evidence says" in said
    reader = as_person(cast.scrutineer)
    assert "Record more" not in plain(reader.get(where))
    assert as_person(cast.elsewhere).get(where).status_code in (403, 404)


@pytest.mark.django_db
def test_of_two_people_who_write_one_action_one_wins_and_both_texts_stand(cast: Cast, as_person: Callable) -> None:
    with acting(cast.partnership_officer) as by:
        plan = a_plan(by)
    stale = {"act": str(a_key()), "version": str(plan.version), "action": "What the second typed", "lead": "Second"}
    with acting(cast.partnership_manager) as other:
        actions.save_action(fresh(plan), 1, values={"lead": "The first one"}, **press(plan, other))
    answer = as_person(cast.partnership_officer).post(at("write_improvement", plan, number=1), stale)
    assert answer.status_code == 409
    said = plain(answer)
    assert "Nothing you typed is lost" in said
    assert "The first one" in said
    assert "What the second typed" in answer.content.decode()


@pytest.mark.django_db
def test_an_inspection_is_recorded_with_its_three_days_and_strengths_stand_beside(
    cast: Cast, as_person: Callable
) -> None:
    client = as_person(cast.partnership_officer)
    facts = {
        "act": str(a_key()), "framework": "ilacs", "title": "Our services", "fieldwork_from-day": "17",
        "fieldwork_from-month": "3", "fieldwork_from-year": "2023", "fieldwork_to-day": "6", "fieldwork_to-month": "3",
        "fieldwork_to-year": "2023",
    }  # fmt: skip
    wrong = client.post(reverse("record_inspection"), facts)
    assert "The last day of fieldwork is before its first" in plain(wrong)
    assert client.post(reverse("record_inspection"), facts | {"fieldwork_to-day": "20"}).status_code == 302
    with acting(cast.partnership_officer):
        made = Inspection.objects.get()
    for number, kind in (("2", "strength"), ("7", "weakness")):
        with acting(cast.partnership_officer):
            version = str(Inspection.objects.get().version)
        told = {"act": str(a_key()), "version": version, "number": number, "kind": kind, "words": f"Found {number}"}
        assert client.post(at("finding", made, number=0), told).status_code == 302
    report = {"act": str(a_key()), "version": "3", "on-day": "9", "on-month": "5", "on-year": "2023", "grade": "Good"}
    assert client.post(at("inspection_report", made), report).status_code == 302
    with counted_queries() as statements:
        page = client.get(at("inspection", made))
    assert len(statements) <= 6, statements
    said = plain(page)
    assert "1 to improve, 1 strengths" in said
    assert "Strengths, not to be lost (1)" in said
    assert "No action answers it." in said
    assert "Written statement of action" in said
    listed = plain(client.get(reverse("improvement")))
    assert "2 findings, 1 to improve" in listed


@pytest.mark.django_db
def test_the_command_says_the_blanks_and_keeps_the_plan_for_a_person_to_check(cast: Cast, capsys: Any) -> None:
    hold_post(cast.partnership_officer)
    asked = {"file": str(PLAN), "check": True, "partnership": None, "by": None, "title": None}
    assert import_plan(argparse.Namespace(**asked)) == 0
    assert "Without lead: 3 (action 2, 3, 4)." in capsys.readouterr().out
    assert import_plan(argparse.Namespace(**asked | {"check": False})) == 2
    assert "Say whose plan it is with --partnership." in capsys.readouterr().err
    kept = asked | {"check": False, "partnership": "hartlepool-stockton"}
    assert import_plan(argparse.Namespace(**kept)) == 0
    assert "Check it in the browser: /improvement/IM-" in capsys.readouterr().out
    with acting(cast.partnership_officer):
        assert ImprovementPlan.objects.get().actions.count() == 43
    assert import_plan(argparse.Namespace(**asked | {"file": __file__})) == 1
    assert "There is no improvement plan in this file" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_action_typed_and_not_sent_stands_beside_what_the_plan_says_now(cast: Cast, as_person: Callable) -> None:
    with acting(cast.partnership_officer) as by:
        plan = a_plan(by)
    client, where = as_person(by), at("write_improvement", plan, number=1)
    opened = client.get(where).content.decode()
    address = re.search(r'data-autosave-url="([^"]+)"', opened)
    record = re.search(r'name="record" value="([^"]+)"', opened)
    assert address
    assert record
    typed = {"record": record[1], "draft_version": "0", "action": "Half a sentence", "lead": "Second"}
    assert client.post(address[1], typed).status_code == 200
    with acting(cast.partnership_manager) as other:
        actions.save_action(fresh(plan), 1, values={"lead": "The first one"}, **press(plan, other))
    again = client.get(where)
    assert again.status_code == 200
    said = plain(again)
    assert "and did not send it" in said
    assert "What it says now" in said
    assert "The first one" in said
    assert "Half a sentence" in again.content.decode()
    facts = {**typed, "act": str(a_key()), "version": str(fresh_version(plan, cast)), "draft_version": "1"}
    assert client.post(where, facts).status_code == 302
    assert "Half a sentence" in client.get(where).content.decode(), "it is what the plan says"
    assert "and did not send it" not in plain(client.get(where))
