"""Pages of what the partnership learns: what they show, what they cost, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.learning import actions, themes
from lantern.learning.models import Carried, LearningSet, LineOfEnquiry, Recommendation, Theme
from lantern.learning.tests.world import (
    MONDAY,
    a_member,
    a_recommendation,
    a_set,
    a_theme,
    fresh,
    keeper,
    press,
)

pytestmark = pytest.mark.django_db

MOST = 6
"""Statements of a page, the two fixed ones among them."""


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(record: Any = None, **fields: Any) -> dict[str, Any]:
    return {"act": str(a_key()), "version": str(fresh(record).version) if record else "0", **fields}


def of(record: Any, name: str, **more: Any) -> str:
    return reverse(name, kwargs={"reference": record.reference, **more})


def test_every_page_says_what_to_do_when_there_is_nothing(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.partnership_manager)
    for name, words in (
        ("thread", "Nothing has been chosen to look at yet"),
        ("themes", "There is no theme yet"),
        ("lines", "No question has been asked yet"),
        ("learning_sets", "No learning set has been commissioned"),
        ("friends", "Nobody is in the pool"),
        ("recommendations", "No recommendation is here"),
        ("impact", "No recommendation names a measure yet"),
    ):
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        assert words in plain(page), name


def test_pages_with_records_cost_few_statements(cast: Cast, as_person: Callable) -> None:
    theme = a_theme(cast)
    found = a_set(cast)
    made = a_recommendation(cast, state="checked", because_of=found, themes=[theme])
    line = LineOfEnquiry.objects.get()
    with acting(cast.social_worker):
        themes.carry(theme, text="Told twice.", evidence="said", by=cast.social_worker, at=MONDAY)
    client = as_person(cast.partnership_manager)
    client.get(reverse("thread"))
    pages = (
        reverse("thread"),
        reverse("themes"),
        reverse("theme", kwargs={"record": theme.pk}),
        reverse("lines"),
        of(line, "line"),
        reverse("learning_sets"),
        of(found, "learning_set"),
        reverse("friends"),
        reverse("recommendations"),
        of(made, "recommendation"),
        reverse("impact"),
    )
    cost = {}
    for path in pages:
        with counted_queries() as statements:
            page = client.get(path)
        assert page.status_code == 200, path
        cost[path] = len(statements)
    assert {path: number for path, number in cost.items() if number > MOST} == {}


def test_the_thread_leads_from_the_line_to_the_figure(cast: Cast, as_person: Callable) -> None:
    found = a_set(cast)
    made = a_recommendation(cast, because_of=found, origin="learning_set", origin_says="")
    page = as_person(cast.director).get(reverse("thread"))
    said, written = plain(page), page.content.decode()
    for words in ("Why do families wait", "Waiting for help", "Providers tell the hub", "Wait for early help"):
        assert words in said
    assert of(made, "recommendation") + "#measure-1" in written
    assert of(found, "learning_set") in written


def test_a_practitioner_tells_and_proposes_and_the_reason_stands_beside_it(cast: Cast, as_person: Callable) -> None:
    """Business case 5.1.5 and 5.2.3: lines of enquiry come from the Executive, from groups and from practice."""
    theme = a_theme(cast)
    worker = as_person(cast.social_worker)
    facts = {
        "theme": str(theme.pk), "evidence": "said", "text": "Nobody tells parents what happens next.", "source": "",
        "weight": "2", "on-day": "1", "on-month": "9", "on-year": "2026",
    }  # fmt: skip
    assert worker.post(reverse("tell"), sent(**facts)).status_code == 302
    assert Carried.objects.get().by_name == "Sam Okafor"
    wrong = worker.post(reverse("propose_line"), sent(question="", origin="practitioner", origin_says="I saw it."))
    assert wrong.status_code == 422
    assert "Enter the question" in plain(wrong)
    assert "I saw it." in plain(wrong), "what was typed is still there"
    asked = sent(question="Why?", origin="practitioner", origin_says="I saw it.", themes=[str(theme.pk)])
    first = worker.post(reverse("propose_line"), asked)
    again = worker.post(reverse("propose_line"), asked)
    assert first["Location"] == again["Location"], "pressed twice, proposed once"
    line = LineOfEnquiry.objects.get()
    manager = as_person(cast.partnership_manager)
    refused = manager.get(of(line, "move_line", move="commission"))
    assert "It does not say what is supposed" in plain(refused)
    declined = manager.post(of(line, "move_line", move="decline"), sent(line, why="It is looked into already."))
    assert declined.status_code == 302
    assert "It is looked into already." in plain(worker.get(of(line, "line")))
    assert worker.post(of(line, "move_line", move="take_up"), sent(line, why="No.")).status_code == 403


def test_a_set_is_written_in_from_a_members_own_sign_in(cast: Cast, as_person: Callable) -> None:
    found = a_set(cast)
    member, stranger = a_member(0)[1], cast.night_worker
    client = as_person(member)
    page = client.get(reverse("learning_sets"))
    assert "You are in:" in plain(page)
    path = of(found, "contribute")
    sent_off = client.post(path, sent(found, kind="observation", text="Two weeks without a call.", hours="1.5"))
    assert sent_off.status_code == 302
    assert "Two weeks without a call." in plain(client.get(of(found, "learning_set")))
    refused = as_person(stranger).post(path, sent(found, kind="observation", text="Me too.", hours=""))
    assert refused.status_code == 409
    assert "You are not a member of this set." in plain(refused)
    assert "Me too." in plain(refused)


def test_two_who_change_a_line_at_once_are_told_and_keep_what_they_typed(cast: Cast, as_person: Callable) -> None:
    found = a_set(cast)
    line = LineOfEnquiry.objects.get(pk=found.because_of_id)
    before = fresh(line).version
    with acting(cast.partnership_officer):
        actions.edit_line(fresh(line), values={"scope": "Two years."}, **press(line, cast.partnership_officer))
    late = {"act": str(a_key()), "version": str(before), "question": "Why so long?", "scope": "Three years."}
    answer = as_person(cast.partnership_manager).post(of(line, "edit_line"), late)
    assert answer.status_code == 409
    assert "Lin Acres" in plain(answer)
    assert "Three years." in plain(answer)
    assert fresh(line).scope == "Two years."


def test_a_recommendation_from_finding_to_closed(cast: Cast, as_person: Callable) -> None:
    found = a_set(cast)
    manager = as_person(cast.partnership_manager)
    assert manager.post(of(found, "move_set", move="start"), sent(found)).status_code == 302
    finding = sent(found, kind="change", text="Nobody says who rings.", rests_on="Four of five families.")
    assert manager.post(of(found, "write_finding", number=0), finding).status_code == 302
    facts = {
        "text": "The provider rings on the day.", "changes": ["practice"], "reach": "single",
        "lead": str(cast.police_lead.agency_id),
    }  # fmt: skip
    with counted_queries() as statements:
        manager.get(of(found, "recommend_from", number=1))
    assert len(statements) <= MOST, statements
    made = manager.post(of(found, "recommend_from", number=1), sent(**facts))
    recommendation = Recommendation.objects.get()
    assert made["Location"] == of(recommendation, "recommendation")
    assert recommendation.because_of_id == LearningSet.objects.get().pk
    measure = {"code": "wait_for_help", "hoped": "14", "read_on-day": "1", "read_on-month": "6", "read_on-year": "2030"}
    assert manager.post(of(recommendation, "measure"), sent(recommendation, **measure)).status_code == 302
    lead = as_person(cast.police_lead)
    path = of(recommendation, "move_recommendation", move="answer")
    other = as_person(cast.director).post(path, sent(recommendation, how="declined", why="No."))
    assert other.status_code == 409
    assert "Another agency is to act on this" in plain(other)
    assert lead.post(path, sent(recommendation, how="accepted", why="Yes.")).status_code == 302
    done = of(recommendation, "move_recommendation", move="done")
    day = {"since-day": "1", "since-month": "9", "since-year": "2026"}
    assert lead.post(done, sent(recommendation, evidence="The rota.", **day)).status_code == 302
    check = of(recommendation, "move_recommendation", move="check")
    scrutineer = as_person(cast.scrutineer)
    assert "The rota." in plain(scrutineer.get(check))
    assert scrutineer.post(check, sent(recommendation, holds="yes", note="I saw it.")).status_code == 302
    assert fresh(recommendation).state == "checked"
    judge = of(recommendation, "judge_measure", number=1)
    said = sent(recommendation, verdict="moved", why="Seven months better.")
    assert scrutineer.post(judge, said).status_code == 302
    assert fresh(recommendation).state == "closed"


def test_the_neighbouring_partnership_finds_nothing(cast: Cast, as_person: Callable) -> None:
    found = a_recommendation(cast)
    client = as_person(cast.elsewhere)
    assert client.get(of(found, "recommendation")).status_code == 404
    assert "Providers tell the hub" not in plain(client.get(reverse("recommendations")))
    assert "Providers tell the hub" not in plain(client.get(reverse("thread")))


def test_a_record_carries_a_theme_and_keeps_its_walls(cast: Cast, as_person: Callable) -> None:
    theme = a_theme(cast)
    from tests.cast import a_contact

    with acting(cast.officer):
        contact = a_contact(cast.officer)
    path = reverse("carry_theme", kwargs={"reference": contact.reference})
    facts = sent(theme=str(theme.pk), evidence="said", text="Nobody rang back for two weeks.")
    assert as_person(cast.manager).post(path, facts).status_code == 302
    assert Carried.objects.get().found_in_id == contact.pk
    page = as_person(cast.partnership_manager).get(reverse("theme", kwargs={"record": theme.pk}))
    assert "Nobody rang back" in plain(page)
    assert contact.reference not in plain(page)
    assert "In a record that you may not open." in plain(page)
    assert as_person(cast.partnership_manager).get(path).status_code == 404


def test_the_library_is_one_of_each_partnership(cast: Cast) -> None:
    first, again = a_theme(cast), a_theme(cast, name="families wait after a referral")
    assert first.pk == again.pk
    assert Theme.objects.filter(authority_id=keeper()).count() == 1
