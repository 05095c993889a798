"""A worker leaves, or is away: everything open that they hold moves or is covered, of every kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_child, a_key, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person
from tests.pages import hold_post

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.tests import world as families
from lantern.frontdoor import actions, queries, reminders
from lantern.frontdoor.tests.staff_pages import text
from lantern.legal.tests.world import asked
from lantern.meetings import actions as meetings
from lantern.meetings.models import Agreed
from lantern.plans import actions as plans
from lantern.plans.models import Plan, PlanItem
from lantern.plans.tests.world import MONDAY, WHOLE, a_plan, manager, of_role, worker
from lantern.protection.actions import assessments
from lantern.spine.held import all_held
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Clock, Episode, Event, EventNote

pytestmark = pytest.mark.django_db


def colleague() -> ActingPerson:
    return of_role("social_worker", "Ines Varga", 1)


@pytest.fixture
def leaving(cast: Cast) -> ActingPerson:
    """Somebody of a social work team who holds a plan, an assessment and a child on the way to court."""
    by = worker()
    for each in (by, colleague(), manager()):
        hold_post(each)
    with acting(by):
        child = a_child(name="Mia Example", born=dt.date(2017, 3, 2))
        plan = a_plan(by, child=child)
        plans.save_item(plan, None, values=WHOLE | {"owner": by.name, "owner_kind": "worker"}, by=by, at=MONDAY,
                        version=plan.version, key=a_key())  # fmt: skip
        assessments.start([child], why="A bruise.", referred_at=MONDAY, by=by, at=MONDAY)
        asked(by, child)
    return by


def whose(by: ActingPerson) -> dict[str, int | None]:
    held = Episode.objects.filter(kind__in=all_held(), closed_at__isnull=True, owner_team_id=by.team_id)
    return dict(held.values_list("kind", "worker_id"))


def pieces(by: ActingPerson, to: ActingPerson) -> list[actions.Piece]:
    return [
        actions.Piece(each.reference, each.version, to.user_id, to.name)
        for each in queries.held_by(by.user_id or 0, by.team_id or 0)
    ]


def move(leaving: ActingPerson, what: list[actions.Piece], key: Any = None) -> int:
    boss = manager()
    return actions.move_caseload(
        leaving.user_id or 0, what, reason="Wren has another post.", by=boss, at=MONDAY, key=key
    )


def test_every_kind_of_work_moves_in_one_act_and_whoever_has_it_is_told(leaving: ActingPerson, as_person: Any) -> None:
    with acting(manager()):
        before = set(Clock.objects.values_list("id", "due_at", "stopped_at"))
        assert move(leaving, pieces(leaving, colleague())) == 3
        assert whose(leaving) == dict.fromkeys(("plan", "assessment", "legal_planning"), colleague().user_id)
        assert set(Clock.objects.values_list("id", "due_at", "stopped_at")) == before
        notes = EventNote.objects.filter(event__kind__in=("plan_given", "work_given"))
        assert {note.text for note in notes} == {"Wren has another post."}
        assert Event.objects.filter(kind="work_given").count() == 2
    page = text(as_person(colleague()).get("/"))
    assert "Work was given to you" in page and "Assessment: " in page and "Mia Example" in page
    assert "Work was given to you" not in text(as_person(leaving).get("/"))
    mail.outbox.clear()
    reminders.send_notices(timezone.now())
    assert [each.to for each in mail.outbox] == [[User.objects.get(pk=colleague().user_id).email]]


def test_one_that_somebody_changed_holds_back_all(leaving: ActingPerson) -> None:
    with acting(manager()):
        what = pieces(leaving, colleague())
    with acting(leaving):
        plan = Plan.objects.get()
        plans.save_item(plan, None, values=WHOLE, by=leaving, at=MONDAY, version=plan.version, key=a_key())
    with acting(manager()):
        with pytest.raises(actions.NothingMoved, match="changed it since"):
            move(leaving, what)
        assert set(whose(leaving).values()) == {leaving.user_id}


def test_restricted_work_goes_only_to_whoever_may_open_it(cast: Cast) -> None:
    boss, by = manager(), worker()
    with acting(by):
        child = a_child(name="Mia Example")
        plan = a_plan(by, child=child)
    with acting(cast.manager):
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=list(User.objects.filter(pk__in=[boss.user_id, by.user_id])),
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=MONDAY,
            key=None,
        )
    let_in = replace(boss, granted=(child.pk,))
    with acting(let_in):
        plan = Plan.objects.get(pk=plan.pk)
        moves = [actions.Piece(plan.reference, plan.version, colleague().user_id, "Ines Varga")]
        with pytest.raises(actions.NothingMoved, match="may not open it"):
            actions.move_caseload(by.user_id or 0, moves, reason="Leaves.", by=let_in, at=MONDAY)


def test_early_help_that_moves_names_its_new_lead(cast: Cast) -> None:
    by, boss, other = families.worker(), families.manager(), families.other_worker()
    help_ = families.begun(by)
    with acting(boss):
        actions.move_caseload(
            by.user_id or 0,
            [actions.Piece(help_.reference, help_.version, other.user_id, other.name)],
            reason="Leaves.",
            by=boss,
            at=families.AT,
        )
        found = EarlyHelp.objects.get(pk=help_.pk)
        assert (found.worker_id, found.lead_name) == (other.user_id, other.name)


def test_a_manager_previews_chooses_each_and_moves_on_one_page(leaving: ActingPerson, as_person: Any) -> None:
    client, boss = as_person(manager()), manager()
    there = f"{reverse('move_caseload')}?worker={leaving.user_id}"
    client.get(there)
    with counted_queries() as asked_of:
        page = text(client.get(there))
    assert len(asked_of) <= 7
    assert "1 plan" in page and "1 assessment" in page and "1 legal planning" in page
    assert "Actions of plans: 1" in page and "1 action that names them" in page
    assert "The team:" not in page, "none of this waits in a queue"
    with acting(boss):
        held = queries.held_by(leaving.user_id or 0, leaving.team_id or 0)
    sent: dict[str, Any] = {"act": str(a_key()), "piece": [each.reference for each in held], "reason": "Leaves."}
    sent |= {f"version-{each.reference}": each.version for each in held}
    missing = client.post(there, sent | {f"to-{held[0].reference}": str(colleague().user_id)})
    assert missing.status_code == 422 and "Choose who has it" in text(missing) and "Leaves." in text(missing)
    sent |= {"everything": str(colleague().user_id), f"to-{held[0].reference}": "stays"}
    assert client.post(there, sent).status_code == 302
    assert client.post(there, sent).status_code == 302, "a second press does nothing more"
    with acting(boss):
        item = PlanItem.objects.get()
        assert (item.worker_id, item.owner) == (colleague().user_id, "Ines Varga"), "what plans say she does goes too"
        assert Event.objects.filter(kind="plan_actions_given").count() == 1
    with acting(boss):
        found = [each.worker_id for each in Episode.objects.filter(reference__in=[each.reference for each in held])]
        assert sorted(found, key=str) == sorted([leaving.user_id, *[colleague().user_id] * 2], key=str)


def test_whoever_covers_has_it_on_their_page_until_the_last_day(leaving: ActingPerson, as_person: Any) -> None:
    client, today = as_person(colleague()), timezone.localdate()
    assert "Covering" not in text(client.get("/"))
    for until, covered in ((today, True), (today - dt.timedelta(days=1), False)):
        with acting(leaving):
            actions.set_away(
                leaving.user_id or 0,
                covered_by=colleague().user_id or 0,
                from_day=today - dt.timedelta(days=3),
                until_day=until,
                by=leaving,
                at=timezone.now(),
            )
        page = text(client.get("/"))
        assert ("Covering Wren Adeyemi" in page) is covered
        assert ("Assessment: " in page) is covered


def test_what_somebody_promised_at_a_meeting_goes_with_their_work_and_nobody_elses_does(leaving: ActingPerson) -> None:
    """A worker is named by their whole name; anybody else of that meeting keeps what they promised."""
    boss, other = manager(), colleague()
    with acting(leaving):
        meeting = meetings.call(
            "core_group", children=[Plan.objects.get().child], starts_at=MONDAY, purpose="Go through the plan.",
            asked=[], by=leaving, at=MONDAY,
        ).episode  # fmt: skip
        meetings.begin(meeting, by=leaving, at=MONDAY, version=meeting.version)
        for who in (leaving.name, "Grandmother"):
            meetings.agree(
                meeting, what="See the bedroom.", owner_name=who, due_at=MONDAY, by=leaving, at=MONDAY, key=a_key()
            )
    with acting(boss):
        follow = actions.Follow(leaving.name, other.user_id or 0, other.name)
        moved = actions.move_caseload(
            leaving.user_id or 0, [], reason="Leaves.", by=boss, at=MONDAY, key=a_key(), follow=follow
        )
        assert moved == 2, "one action of a plan, one of a meeting"
        assert set(Agreed.objects.values_list("owner_name", "worker_id")) == {
            (other.name, other.user_id),
            ("Grandmother", None),
        }
        assert Event.objects.filter(kind="meeting_action_given").count() == 1
    with acting(leaving), pytest.raises(MoveRefused):
        actions.move_caseload(leaving.user_id or 0, [], reason="No.", by=leaving, at=MONDAY, follow=follow)


def test_a_worker_moves_nobodys_work(leaving: ActingPerson, as_person: Any) -> None:
    client = as_person(leaving)
    assert client.get(reverse("move_caseload")).status_code == 403
    mine = text(client.get(reverse("caseload")))
    assert "What you hold" in mine and "Mia Example" in mine and "Move what you hold" not in mine
