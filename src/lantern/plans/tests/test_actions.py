"""A plan from its first words to its end: what it takes to agree one, who may, and what is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from tests.cast import Cast, a_child, a_key

from lantern.access.context import acting
from lantern.plans import actions
from lantern.plans.models import Plan, PlanItem
from lantern.plans.rules import missing
from lantern.plans.tests.world import (
    MONDAY,
    WHOLE,
    a_plan,
    agreed,
    an_ask,
    family_worker,
    fresh,
    manager,
    press,
    reviewer,
    worker,
)
from lantern.plans.versions import differences
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

pytestmark = pytest.mark.django_db

LATER = MONDAY + dt.timedelta(days=35)


def test_an_action_without_an_owner_is_kept_and_can_not_be_agreed(cast: Cast) -> None:
    """The inspection of 2023, paragraph 7: plans that did not say who does what by when."""
    with acting(worker()) as by:
        plan = a_plan(by)
        actions.save_item(plan, None, values=WHOLE | {"owner": "", "owner_kind": ""}, **press(plan, by))
        with pytest.raises(MoveRefused, match="Action 1 does not say who does it"):
            actions.submit(fresh(plan), **press(plan, by))
        actions.save_item(fresh(plan), 1, values=WHOLE, **press(plan, by))
        actions.submit(fresh(plan), **press(plan, by))
    with acting(manager()) as by:
        actions.agree(fresh(plan), note="Clear.", **press(plan, by))
        assert fresh(plan).state == "agreed"
        assert "plan_agreed" in [each.kind.code for each in ledger.chronology([plan.child_id])]


@pytest.mark.parametrize("left_out", ["need", "action", "owner", "due_on", "measure"])
def test_each_of_the_five_is_needed_to_agree_and_none_to_save(cast: Cast, left_out: str) -> None:
    with acting(worker()) as by:
        plan = a_plan(by)
        empty = None if left_out == "due_on" else ""
        actions.save_item(plan, None, values=WHOLE | {left_out: empty}, **press(plan, by))
        (gap,) = missing(fresh(plan))
        assert gap.fields == (left_out,)


def test_a_risk_needs_a_contingency_and_an_ask_says_who_checks_it_how_and_when(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by, kind="safety")
        assert [each.says for each in missing(plan)] == ["It asks nothing of the family yet."]
        actions.save_risk(plan, None, values={"worry": "Dad comes back.", "contingency": ""}, **press(plan, by))
        ask = an_ask() | {"checked_by": "", "checked_how": "", "check_on": None}
        actions.save_ask(fresh(plan), None, values=ask, **press(plan, by))
        said = [each.says for each in missing(fresh(plan))]
        assert said == [
            "Risk 1 does not say what happens then.",
            "Ask 1 does not say who checks it, how it is checked and when it is checked.",
        ]


def test_nobody_agrees_what_they_wrote(cast: Cast) -> None:
    with acting(manager()) as by:
        plan = a_plan(by)
        actions.save_item(plan, None, values=WHOLE, **press(plan, by))
        actions.submit(fresh(plan), **press(plan, by))
        with pytest.raises(MoveRefused, match="somebody else must agree"):
            actions.agree(fresh(plan), note="Mine.", **press(plan, by))


def test_early_help_does_not_write_protection_plans(cast: Cast) -> None:
    with acting(family_worker()) as by, pytest.raises(MoveRefused, match="does not work with a child protection plan"):
        a_plan(by, kind="child_protection")


def test_a_child_protection_plan_is_reviewed_by_whoever_chairs_the_conference(cast: Cast) -> None:
    """A review conference has a chair of its own."""
    with acting(worker()) as by:
        plan = a_plan(by, kind="child_protection")
        said = {"held_at": LATER, "on": LATER.date(), "decision": "continue", "reasons": "Goes on.", "came": {}}
        with pytest.raises(MoveRefused, match="is reviewed by a conference"):
            actions.review(plan, **said, **press(plan, by, LATER))
    with acting(reviewer()) as by:
        assert actions.review(fresh(plan), **said, **press(plan, by, LATER)).number == 1


def test_twice_is_once_and_a_stale_page_is_told(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by)
        once = press(plan, by)
        actions.save_item(plan, None, values=WHOLE, **once)
        with pytest.raises(AlreadyDone), transaction.atomic():
            actions.save_item(fresh(plan), None, values=WHOLE, **once)
        with pytest.raises(StaleRecord) as stale, transaction.atomic():
            actions.save_head(fresh(plan), aim="x", contingency="", **(once | {"key": a_key()}))
        assert [each.kind for each in stale.value.since] == ["plan_edited"]
        assert PlanItem.objects.filter(plan=plan).count() == 1


def test_another_authority_finds_no_plan(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by)
        actions.save_item(plan, None, values=WHOLE, **press(plan, by))
    with acting(cast.elsewhere):
        assert not Plan.objects.filter(pk=plan.pk).exists()
        assert not PlanItem.objects.filter(episode_id=plan.pk).exists()


def test_a_child_has_one_plan_of_a_kind_at_a_time_and_a_family_begins_several(cast: Cast) -> None:
    with acting(worker()) as by:
        ana, ben = a_child(name="Ana Example"), a_child(name="Ben Example")
        plans = actions.open_plan(kind="child_in_need", children=[ana, ben], by=by, at=MONDAY)
        assert {each.family for each in plans} == {plans[0].family}
        with pytest.raises(MoveRefused, match="already has a child in need plan"):
            a_plan(by, child=ana)
        item = actions.save_item(plans[0], None, values=WHOLE, **press(plans[0], by))
        carried = actions.carry_item(item, fresh(plans[1]), **press(plans[1], by))
        assert (carried.need, carried.from_plan_id) == (item.need, plans[0].pk)
        actions.save_item(fresh(plans[1]), 1, values=WHOLE | {"need": "Ben needs a bed."}, **press(plans[1], by))
        assert PlanItem.objects.get(pk=item.pk).need == WHOLE["need"], "each child's plan is its own"


def test_what_was_agreed_stands_while_it_is_changed_and_versions_compare(cast: Cast) -> None:
    plan = agreed(worker(), manager())
    with acting(worker()) as by:
        actions.save_item(plan, 1, values=WHOLE | {"owner": "Dad"}, **press(plan, by))
        plan = fresh(plan)
        assert (plan.state, plan.agreed_version, plan.is_being_changed) == ("writing", 1, True)
        actions.submit(plan, **press(plan, by))
    with acting(manager()) as by:
        actions.agree(fresh(plan), note="Dad has said yes.", **press(plan, by))
        first, second = fresh(plan).versions.order_by("number")
        (change,) = differences(first.content, second.content)
        assert (change.field, change.before, change.after) == ("owner", "Mum", "Dad")
        with pytest.raises(DatabaseError), transaction.atomic():
            type(first).objects.filter(pk=first.pk).update(note="Another.")


def test_a_review_computes_progress_since_the_last_one(cast: Cast) -> None:
    plan = agreed(worker(), manager())
    with acting(worker()) as by:
        for need in ("A bed", "A dentist", "A quiet place"):
            values = WHOLE | {"need": need, "due_on": dt.date(2026, 12, 1)}
            actions.save_item(fresh(plan), None, values=values, **press(plan, by))
        actions.submit(fresh(plan), **press(plan, by))
    with acting(manager()) as by:
        actions.agree(fresh(plan), note="Clear.", **press(plan, by))
    with acting(reviewer()) as by:
        came = {
            1: actions.Came(now="In school 12 of 20."),
            2: actions.Came(now="She has one.", state="done"),
            3: actions.Came(now="First visit made."),
        }
        found = actions.review(
            fresh(plan), held_at=LATER, on=LATER.date(), decision="continue", reasons="Some.", came=came,
            **press(plan, by, LATER),
        )  # fmt: skip
        far = {each["number"]: each["far"] for each in found.progress}
        assert far == {1: "late", 2: "done", 3: "changed", 4: "on_track"}
        assert (found.done, found.late, found.unchanged) == (1, 1, 0)
        again = actions.review(
            fresh(plan), held_at=LATER, on=LATER.date(), decision="change", reasons="Stuck.", came={},
            **press(plan, by, LATER + dt.timedelta(days=1)),
        )  # fmt: skip
        far = {each["number"]: each["far"] for each in again.progress}
        assert far == {1: "late", 3: "unchanged", 4: "unchanged"}, "what was done before is not told again"
        assert [each["then"] for each in again.progress][:1] == ["In school 12 of 20."]
        assert sorted(plan.items.values_list("number", "carried")) == [(1, 2), (2, 0), (3, 2), (4, 2)]
        assert fresh(plan).state == "writing", "a plan that is to be changed is written again"


def test_a_check_that_fails_asks_the_threshold_question_until_a_manager_answers(cast: Cast) -> None:
    """The inspection of 2023, paragraph 7: safety plans that relied on what families could not do."""
    plan = agreed(worker(), manager(), kind="safety")
    found = {"on": dt.date(2026, 9, 10), "note": "He was in the kitchen."}
    with acting(worker()) as by:
        ask = actions.check_ask(plan, 1, held=False, **found, **press(plan, by))
        assert ask.tested == "failed"
        assert fresh(plan).threshold_asked_at == MONDAY
        with pytest.raises(MoveRefused), transaction.atomic():
            actions.answer_threshold(fresh(plan), answer="enough", note="Fine.", **press(plan, by))
    with acting(manager()) as by:
        actions.answer_threshold(fresh(plan), answer="strategy", note="He came back.", **press(plan, by))
        assert fresh(plan).threshold_asked_at is None
        assert "threshold_question_answered" in [each.kind.code for each in ledger.chronology([plan.child_id])]


def test_a_childs_words_are_kept_as_they_were_said(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by)
        said = "  I dont like it when its loud.\nI go under the bed "
        visit = actions.record_visit(
            plan, visited_at=MONDAY, where="home", seen=True, alone=True, bedroom="seen", child_words=said,
            **press(plan, by),
        )  # fmt: skip
        assert visit.child_words == said
        assert fresh(plan).last_alone_on == MONDAY.date()


def test_only_a_seen_child_counts_as_seen(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by)
        actions.record_visit(
            plan, visited_at=MONDAY, where="home", seen=False, why_not_seen="nobody_in", **press(plan, by)
        )
        assert fresh(plan).last_seen_on is None
        with pytest.raises(DatabaseError), transaction.atomic():
            actions.record_visit(fresh(plan), visited_at=MONDAY, where="home", seen=True, **press(plan, by))
