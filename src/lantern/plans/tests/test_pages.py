"""Pages of plans: what they show, what they cost, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.plans import actions
from lantern.plans.models import Plan
from lantern.plans.tests.world import WHOLE, a_plan, agreed, fresh, manager, press, reviewer, worker

pytestmark = pytest.mark.django_db


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(name: str, plan: Plan, **more: Any) -> str:
    return reverse(name, kwargs={"reference": plan.reference, **more})


def sent(plan: Plan, **fields: Any) -> dict[str, Any]:
    return {"act": str(a_key()), "version": str(fresh(plan).version), **fields}


ITEM = {
    "need": "A bed of her own.",
    "action": "The housing officer brings a bed.",
    "owner_kind": "agency",
    "due_on-day": "5",
    "due_on-month": "10",
    "due_on-year": "2026",
    "measure": "She sleeps in it.",
}


def test_a_worker_begins_a_plan_from_the_childs_page(cast: Cast, as_person: Callable) -> None:
    by = worker()
    with acting(by):
        child = a_child()
        a_plan(by, kind="safety", child=child)
    client = as_person(by)
    page = client.get(reverse("begin_plan", kwargs={"reference": child.reference}))
    assert "Child in need plan" in plain(page)
    assert "Early help plan" not in plain(page), "another post's work"
    today = timezone.localdate()
    facts = {
        "act": str(a_key()), "kind": "child_in_need", "children": [child.reference], "began_on-day": today.day,
        "began_on-month": today.month, "began_on-year": today.year, "aim": "",
    }  # fmt: skip
    begun = client.post(page.request["PATH_INFO"], facts)
    assert begun.status_code == 302
    again = client.post(page.request["PATH_INFO"], facts)
    assert again["Location"] == begun["Location"], "pressed twice, begun once"
    other = client.post(page.request["PATH_INFO"], facts | {"act": str(a_key())})
    assert other.status_code == 422
    assert "already has a child in need plan" in plain(other)


def test_an_action_without_an_owner_is_saved_and_the_way_to_it_is_shown_when_it_is_sent(
    cast: Cast, as_person: Callable
) -> None:
    by = worker()
    with acting(by):
        plan = a_plan(by)
    client = as_person(by)
    saved = client.post(address("plan_part", plan, form="action", number=0), sent(plan, **ITEM))
    assert saved.status_code == 302
    page = client.get(address("plan", plan))
    assert "Action 1 does not say who does it." in plain(page)
    refused = client.post(address("move_plan", plan, move="submit"), sent(plan))
    assert refused.status_code == 409
    assert "It can not be agreed yet" in plain(refused)
    assert address("plan_part", plan, form="action", number=1) in refused.content.decode()
    fixed = client.post(
        address("plan_part", plan, form="action", number=1), sent(plan, **ITEM, owner="Housing, Jo Bell")
    )
    assert fixed.status_code == 302
    assert client.post(address("move_plan", plan, move="submit"), sent(plan)).status_code == 302
    boss = as_person(manager())
    assert "Housing, Jo Bell" in plain(boss.get(address("move_plan", plan, move="agree")))
    done = boss.post(address("move_plan", plan, move="agree"), sent(plan, note="I read it."))
    assert done.status_code == 302
    assert fresh(plan).state == "agreed"


def test_hints_stand_beside_vague_words_and_refuse_nothing(cast: Cast, as_person: Callable) -> None:
    by = worker()
    with acting(by):
        plan = a_plan(by)
        values = WHOLE | {
            "action": "Monitor attendance, to be completed. Ongoing support.",
            "owner": "",
            "due_on": None,
        }
        actions.save_item(plan, None, values=values, **press(plan, by))
    said = plain(as_person(by).get(address("plan_part", plan, form="action", number=1)))
    for hint in ("“Monitor”:", "“support”:", "“Ongoing”:", "to be completed", "Nobody is named", "No day is given"):
        assert hint in said


def test_of_two_people_at_once_one_wins_and_both_texts_are_kept(cast: Cast, as_person: Callable) -> None:
    by = worker()
    with acting(by):
        plan = a_plan(by)
        actions.save_item(plan, None, values=WHOLE, **press(plan, by))
    stale = sent(plan, **ITEM | {"need": "What the second one typed."})
    with acting(manager()) as other:
        actions.save_item(fresh(plan), 1, values=WHOLE | {"need": "What the first one wrote."}, **press(plan, other))
    client = as_person(by)
    answer = client.post(address("plan_part", plan, form="action", number=1), stale)
    assert answer.status_code == 409
    said = plain(answer)
    assert "What the second one typed." in said
    assert "What the first one wrote." in said
    assert "Alex Moreno" in said
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert version
    again = client.post(
        address("plan_part", plan, form="action", number=1), stale | {"version": version[1], "act": str(a_key())}
    )
    assert again.status_code == 302


def test_a_visit_is_recorded_and_a_slip_keeps_everything_typed(cast: Cast, as_person: Callable) -> None:
    by = worker()
    with acting(by):
        plan = a_plan(by, at=timezone.now() - dt.timedelta(days=2))
    client = as_person(by)
    today = timezone.localdate() - dt.timedelta(days=1)
    visit = {
        "visited_on-day": today.day, "visited_on-month": today.month, "visited_on-year": today.year,
        "visited_time": "4:15pm", "where": "home", "bedroom": "seen", "child_words": " I like my  new bed ",
    }  # fmt: skip
    slip = client.post(address("record_visit", plan), sent(plan, **visit))
    assert slip.status_code == 422
    assert "Choose whether the child was seen" in plain(slip)
    assert "I like my  new bed" in slip.content.decode()
    done = client.post(address("record_visit", plan), sent(plan, **visit, seen="alone"))
    assert done.status_code == 302
    with acting(by):
        assert plan.visits.get().child_words == " I like my  new bed "
    page = plain(client.get(address("plan", plan)))
    assert "Seen alone" in page
    assert "Last seen" in plain(client.get(reverse("child", kwargs={"reference": plan.child.reference})))
    assert "Children you work with, what is due first" in plain(client.get(reverse("home"))), (
        "what is due stands on the front page"
    )


def test_a_review_asks_for_each_action_and_says_how_far_it_came(cast: Cast, as_person: Callable) -> None:
    plan = agreed(worker(), manager())
    client = as_person(reviewer())
    page = client.get(address("review_plan", plan))
    assert "In school 11 days of 20 in July." in plain(page), "how it was stands beside how it is"
    today = timezone.localdate()
    facts = {
        "held_on-day": today.day, "held_on-month": today.month, "held_on-year": today.year, "who_came": "Mum\nWren",
        "child_view": "I go now.", "family_view": "", "decision": "continue", "reasons": "She goes.",
        "item-1-now": "19 days of 20.", "item-1-state": "done",
    }  # fmt: skip
    done = client.post(address("review_plan", plan), sent(plan, **facts))
    assert done.status_code == 302
    told = plain(client.get(done["Location"]))
    assert "19 days of 20." in told
    assert "1 done" in told
    for code, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        for form in ("plan", "review-1"):
            paper = client.get(address("plan_paper", plan, form=form, code=code))
            assert paper.content.startswith(begins), form
    assert client.get(address("plan_paper", plan, form="review-9", code="pdf")).status_code == 404


def test_the_childs_version_is_written_with_a_reading_age_and_printed_large(cast: Cast, as_person: Callable) -> None:
    plan = agreed(worker(), manager())
    client = as_person(worker())
    begun = client.get(address("plan_for_child", plan))
    assert "This plan is about you, Mia." in plain(begun)
    words = "Mum walks with you to school. " * 8 + "Professionals facilitate your participation throughout."
    looked = client.post(address("plan_for_child", plan), sent(plan, words=words, look="yes"))
    assert "Easy to read from about" in plain(looked)
    assert "Long words: Professionals" in plain(looked)
    assert client.post(address("plan_for_child", plan), sent(plan, words=words)).status_code == 302
    assert client.get(address("plan_paper", plan, form="child", code="pdf")).content.startswith(b"%PDF")


def test_a_page_of_a_plan_costs_six_statements_however_much_is_on_it(cast: Cast, as_person: Callable) -> None:
    by = worker()
    plan = agreed(by, manager())
    with acting(by):
        for number in range(6):
            actions.record_visit(
                fresh(plan), visited_at=timezone.now() - dt.timedelta(days=number + 1), where="home", seen=True,
                alone=True, **press(plan, by),
            )  # fmt: skip
    client = as_person(manager())
    for name in ("plan", "plans", "drift", "overdue_visits", "plan_visits", "plan_versions"):
        page = address(name, plan) if name.startswith("plan_") or name == "plan" else reverse(name)
        client.get(page)
        with counted_queries() as statements:
            assert client.get(page).status_code == 200, name
        assert len(statements) <= 6, (name, len(statements), statements)


def test_a_plan_that_ends_because_less_is_needed_goes_through_the_gate(cast: Cast, as_person: Callable) -> None:
    """The inspection of 2023, paragraph 6: families came back where work ended before they had engaged."""
    plan = agreed(worker(), manager())
    client = as_person(manager())
    ends = {"outcome": "stepped_down", "note": "She is in school."}
    refused = client.post(address("move_plan", plan, move="end"), sent(plan, **ends))
    assert refused.status_code == 409
    assert "She is in school." in plain(refused), "nothing typed is lost"
    page = reverse("gate", kwargs={"reference": plan.reference, "step": "step_down"})
    assert page in refused.content.decode()
    assert client.get(page).status_code == 200
    past = {"act": str(a_key()), "does": "override", "override-reason": "They move to Durham tomorrow."}
    assert client.post(page, past).status_code == 302
    assert client.post(address("move_plan", plan, move="end"), sent(plan, **ends)).status_code == 302
    assert fresh(plan).state == "ended"


def test_a_worker_of_another_area_finds_no_plan(cast: Cast, as_person: Callable) -> None:
    with acting(worker()) as by:
        plan = a_plan(by)
    stranger = as_person(cast.elsewhere)
    for name in ("plan", "plan_versions"):
        assert stranger.get(address(name, plan)).status_code == 404
