"""The year's plan of audits: planned, drawn in one press, told by an agency, late, followed through; and standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.assurance import actions, due, queries
from lantern.assurance.models import AuditCase, AuditPart, AuditRound, PlannedAudit, PracticeStandard
from lantern.assurance.quarters import Quarter, quarter_named, quarter_of
from lantern.assurance.tests.test_audits import boss_of, finished_contacts
from lantern.boards.models import Body
from lantern.boards.tests.world import seat
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 12, 18)
LATER = TUESDAY_NOON + dt.timedelta(days=2)


def keeper(cast: Cast) -> int:
    return cast.partnership_officer.partnerships[0]


def a_plan(cast: Cast, *agencies: int, **changed: Any) -> PlannedAudit:
    said: dict[str, Any] = {
        "title": "History", "question": "Was it read?", "area_id": STOCKTON, "how": "drawn", "agencies": agencies,
        "due_on": DUE, "standards": ["history", "shared"], "source": "decisions", "wanted": 2,
    }  # fmt: skip
    by = cast.partnership_manager
    with acting(by):
        made = actions.plan(keeper(cast), actions.Planned(**said | changed), by=by, at=TUESDAY_NOON)
    found: PlannedAudit = made.episode
    return found


def test_quarters_are_those_of_the_financial_year() -> None:
    assert quarter_of(dt.date(2026, 3, 31)) == Quarter(2025, 4)
    assert quarter_of(dt.date(2026, 4, 1)) == Quarter(2026, 1)
    fourth = Quarter(2025, 4)
    assert (fourth.first, fourth.last) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert (fourth.before, Quarter(2026, 1).before) == (Quarter(2025, 3), fourth)
    assert quarter_named("2025-4") == fourth
    assert [quarter_named(wrong) for wrong in ("2025-5", "x", "20256-1", "2025-")] == [None] * 4


def test_a_planned_audit_is_due_by_the_end_of_its_day_and_late_for_the_agenda_of_its_body(cast: Cast) -> None:
    """Row AA3: a calendar of who is due. Friday 18 December 2026 ends at midnight in London."""
    with acting(cast.partnership_manager):
        body = Body.objects.get(authority_id=cast.partnership_manager.partnerships[0], kind="executive")
        engine = Body.objects.filter(authority_id=body.authority_id, kind="engine_room").first()
    line = a_plan(cast, cast.police.agency_id or 0, body=engine)
    a_plan(cast, cast.health.agency_id or 0, title="Ours")
    with acting(cast.partnership_manager):
        assert line.next_due_at is not None
        assert f"{line.next_due_at:%d %B %Y %H:%M}" == "18 December 2026 23:59"
        before, after = line.next_due_at - dt.timedelta(hours=1), line.next_due_at + dt.timedelta(hours=1)
        assert due.due(body, before) == []
        assert [each.title for each in due.due(body, after)] == ["Audit is late: Ours"]
        if engine is not None:
            assert [each.title for each in due.due(engine, after)] == ["Audit is late: History"]
        year = queries.year_plan(2026, by=cast.partnership_manager, now=after)
        assert (len(year.late), year.planned, year.done) == (2, 2, 0)
        assert [len(lines) for _quarter, lines in year.quarters] == [0, 0, 2, 0]
        assert year.asked_of_nothing([(cast.police.agency_id or 0, "Police"), (1, "Fire")]) == ["Fire"]


def test_a_planned_audit_becomes_a_round_and_is_done_with_it(cast: Cast) -> None:
    finished_contacts(cast, 3)
    boss = boss_of(cast)
    line = a_plan(cast, cast.police.agency_id or 0, cast.health.agency_id or 0)
    from lantern.assurance.drawing import Rule

    rule = Rule(STOCKTON, "decisions", TUESDAY_NOON.date(), TUESDAY_NOON.date(), 2, line.reference)
    with acting(boss):
        teams = queries.teams_for(STOCKTON, line.agencies)
        chosen = [each for each in queries.standards_in_use(keeper(cast)) if each.code in line.standards]
        press: dict[str, Any] = {"teams": teams, "standards": chosen, "by": boss, "version": 1, "key": a_key()}
        actions.draw_planned(line, rule, at=TUESDAY_NOON, **press)
        with pytest.raises(AlreadyDone):
            actions.draw_planned(line, rule, at=TUESDAY_NOON, **press)
        found = AuditRound.objects.get()
        assert [each["code"] for each in found.standards] == ["history", "shared"]
        assert AuditPart.objects.count() == 4
        for case in AuditCase.objects.all():
            said = {"grade": "good", "strengths": "Seen.", "gaps": "None", "version": found.version}
            actions.moderate(found, case, by=boss, at=LATER, **said)
        actions.finish(found, learned="Read it as one.", by=boss, at=LATER, version=found.version)
        done = PlannedAudit.objects.get(pk=line.pk)
        assert (done.state, done.round_id, done.tally, done.found) == (
            "done", found.pk, {"good": 2}, "Read it as one.",
        )  # fmt: skip
    with acting(cast.partnership_manager):
        assert not AuditRound.objects.exists(), "the round is about children; the plan is not"
        told = queries.follow_through(by=cast.partnership_manager, now=LATER, since=TUESDAY_NOON.date())
        assert [(each.nothing, each.open) for each in told] == [(True, 0)]
        owner = {"owner_seat": seat()}
        action = actions.promise(
            done, what="Read history first.", owner=owner, by_when=DUE, by=cast.partnership_manager, at=LATER,
            version=done.version,
        )  # fmt: skip
        assert action.source == f"Audit {found.reference}: History"
        told = queries.follow_through(by=cast.partnership_manager, now=LATER, since=TUESDAY_NOON.date())
        assert [(each.nothing, each.open, each.late) for each in told] == [(False, 1, 0)]


def test_an_agency_tells_what_its_own_audit_found_and_nobody_draws_for_it(cast: Cast) -> None:
    line = a_plan(cast, cast.police.agency_id or 0, how="own", source="")
    lead = cast.police
    words: dict[str, Any] = {"found": "Calls are read.", "tally": {"good": 8, "improve": 2, "inadequate": 0}}
    with acting(cast.health), pytest.raises(MoveRefused):
        actions.tell(line, **words, by=cast.health, at=LATER, version=1)
    with acting(cast.partnership_manager):
        actions.tell(line, **words, by=cast.partnership_manager, at=LATER, version=1)
        told = PlannedAudit.objects.get(pk=line.pk)
        assert (told.state, told.tally) == ("done", {"good": 8, "improve": 2})
    assert lead.agency_id in told.agencies


def test_a_day_is_moved_with_a_reason_and_the_first_stays_and_one_of_two_wins(cast: Cast) -> None:
    line, by = a_plan(cast, cast.police.agency_id or 0), cast.partnership_manager
    with acting(by):
        with pytest.raises(MoveRefused, match="over already"):
            actions.postpone(line, due_on=dt.date(2026, 11, 1), reason="x", by=by, at=LATER, version=1)
        stale = PlannedAudit.objects.get(pk=line.pk)
        actions.postpone(line, due_on=dt.date(2027, 1, 29), reason="Leave.", by=by, at=LATER, version=1)
        now = PlannedAudit.objects.get(pk=line.pk)
        assert (now.due_on, now.first_due_on) == (dt.date(2027, 1, 29), DUE)
        assert f"{now.next_due_at:%d %B %Y %H:%M}" == "29 January 2027 23:59"
        with pytest.raises(StaleRecord):
            actions.drop(stale, reason="Not needed.", by=by, at=LATER, version=1)


def test_a_standard_is_worded_changed_and_retired_and_rounds_choose_among_those_in_use(cast: Cast) -> None:
    """Row AA3: standards as data with their editions, worded by each partnership."""
    by, of = cast.partnership_manager, keeper(cast)
    with acting(by):
        standing = {each.standard.code: each.standard for each in queries.standards_of(of)}
        words = {"text": "History is read first.", "asks": "Was it?", "reason": "Plainer."}
        actions.change_standard(of, standing["history"], **words, by=by, at=LATER, version=0)
        with pytest.raises(StaleRecord):
            actions.change_standard(of, standing["history"], **words, by=by, at=LATER, version=0)
        actions.word_standard(of, text="Fathers are asked.", asks="Were they?", by=by, at=LATER)
        actions.retire_standard(of, standing["ending"], reason="Asked elsewhere.", by=by, at=LATER, version=0)
        used = {each.text: each for each in queries.standards_in_use(of)}
        assert (used["History is read first."].edition, used["History is read first."].own) == (2, True)
        assert "Fathers are asked." in used
        assert standing["ending"].text not in used
        kept = PracticeStandard.objects.get(code="history")
        assert kept.earlier[0]["text"] == standing["history"].text
        retired = PracticeStandard.objects.get(code="ending")
        actions.take_up_standard(retired, by=by, at=LATER, version=1)
        assert standing["ending"].text in {each.text for each in queries.standards_in_use(of)}
    with acting(cast.scrutineer), pytest.raises(MoveRefused):
        actions.word_standard(of, text="x", asks="y", by=cast.scrutineer, at=LATER)


def test_the_plan_through_the_pages(cast: Cast, as_person: Callable[..., Client]) -> None:
    finished_contacts(cast, 3)
    boss, manager = boss_of(cast), as_person(cast.partnership_manager)
    empty = manager.get(reverse("audit_calendar")).content.decode()
    assert "No audit is planned for" in empty
    year = dt.date.today().year + 1
    typed: dict[str, Any] = {
        "title": "History", "question": "Was it read?", "area": str(STOCKTON), "how": "drawn", "source": "decisions",
        "wanted": "2", "standards": ["history"], "agencies": [str(cast.police.agency_id)], "body": "",
        "due_on-day": "30", "due_on-month": "3", "due_on-year": str(year), "act": str(a_key()),
    }  # fmt: skip
    wrong = manager.post(reverse("plan_audit"), typed | {"agencies": []})
    assert (wrong.status_code, "Choose at least one agency" in wrong.content.decode()) == (422, True)
    two = [str(cast.police.agency_id), str(cast.health.agency_id)]
    wrong = manager.post(reverse("plan_audit"), typed | {"how": "own", "agencies": two})
    assert (wrong.status_code, "Several agencies audit together" in wrong.content.decode()) == (422, True)
    assert manager.post(reverse("plan_audit"), typed).status_code == 302
    assert manager.post(reverse("plan_audit"), typed).status_code == 302, "twice is once"
    with acting(cast.partnership_manager):
        line = PlannedAudit.objects.get()
    address = reverse("planned_audit", args=[line.reference])
    assert "Draw the cases and ask" not in manager.get(address).content.decode(), "a council draws its own cases"
    client = as_person(boss)
    assert "Draw the cases and ask" in client.get(address).content.decode()
    draw = reverse("draw_planned_audit", args=[line.reference])
    assert "the seed" in client.get(draw).content.decode()
    moved = {"reason": "Leave.", "due_on-day": "31", "due_on-month": "3", "due_on-year": str(year), "version": "1"}
    assert (
        manager.post(reverse("postpone_audit", args=[line.reference]), moved | {"act": str(a_key())}).status_code == 302
    )
    stale = client.post(draw, {"version": "1", "act": str(a_key())})
    assert stale.status_code == 409, "somebody moved it meanwhile"
    none = client.post(draw, {"version": "2", "act": str(a_key())})
    with acting(boss):
        found = AuditRound.objects.first()
    if found is None:
        # The cases of the cast are of a fixed day: outside the window the rule says so and nothing is written.
        assert (none.status_code, "finds no case" in none.content.decode()) == (409, True)
    else:
        assert none.status_code == 302
    for reader, name, *args in (
        (manager, "audit_calendar"),
        (manager, "planned_audit", line.reference),
        (manager, "audit_follow_through"),
        (manager, "practice_standards"),
        (manager, "audit_reports"),
        (client, "audit_reports"),
        (client, "plan_audit"),
    ):
        with counted_queries() as statements:
            assert reader.get(reverse(name, args=args)).status_code == 200
        assert len(statements) <= 6, (name, statements)
    assert as_person(cast.social_worker).get(address).status_code == 403
    word = {"text": "Fathers are asked.", "asks": "Were they?", "act": str(a_key())}
    assert manager.post(reverse("word_standard"), word | {"asks": ""}).status_code == 422
    assert manager.post(reverse("word_standard"), word).status_code == 302
    assert "Fathers are asked." in manager.get(reverse("practice_standards")).content.decode()
    change = {"text": "History first.", "asks": "Was it?", "reason": "Plainer.", "version": "0", "act": str(a_key())}
    assert manager.post(reverse("change_standard", args=["history"]), change).status_code == 302
    page = manager.get(reverse("practice_standards")).content.decode()
    assert "History first." in page
    assert "Earlier words" in page
    retire = {"reason": "Elsewhere.", "version": "0", "act": str(a_key())}
    assert manager.post(reverse("retire_standard", args=["ending"]), retire).status_code == 302
    again = reverse("retire_standard", args=["ending"])
    assert "Ask it again" in manager.get(again).content.decode()
    assert manager.post(again, {"version": "1", "act": str(a_key())}).status_code == 302
    assert partnership.every_authority()[keeper(cast)].name in manager.get(reverse("plan_audit")).content.decode()
