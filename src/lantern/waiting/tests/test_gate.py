"""Social work with a child ends through the gate: answered by one, tested by another, and nothing urgent waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast, a_contact, counted_queries, in_post, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.models import Outcome
from lantern.partnership.models import Post, Team
from lantern.people.models import Person
from lantern.spine import handoffs
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Event, Handoff
from lantern.waiting import gate
from lantern.waiting.models import GateAnswers
from lantern.waiting.tests.test_waits import comes_again
from lantern.waiting.tests.world import press, words

pytestmark = pytest.mark.django_db

ANSWERED = {
    "does": "answer",
    "answer-what_changed": "He is back at school, every day since May.",
    "answer-evidence": "The register; his teacher; he told me about his team.",
    "answer-family_says": "His mother says that mornings are calm.",
    "answer-met": "yes",
    "answer-met_words": "Met Bea on Tuesday at home.",
    "answer-if_not": "School rings us if he misses two days; we visit that week.",
}


@pytest.fixture
def worker(cast: Cast) -> ActingPerson:
    """A social worker of the team that assesses."""
    post = Post.objects.filter(team_id=cast.assessment_manager.team_id, role="social_worker").order_by("code")[0]
    return in_post(post.code, "Robin Hale")


def worked_with(cast: Cast) -> Handoff:
    """A child with whom a social worker works."""
    at = timezone.now() - dt.timedelta(days=30)
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=at)
    contact = walk(contact, "passing_on", cast=cast, at=at, outcome=Outcome.ASSESSMENT)
    by = cast.assessment_manager
    with acting(by):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        handoffs.accept(handoff, by=by, at=at, version=1)
        handoffs.first_seen(handoff, by=by, at=at, version=2)
    return handoff


def test_social_work_does_not_end_before_the_questions_are_answered_and_tested(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    """EH6; inspection of 2023, paragraph 6: help ended before families had engaged."""
    handoff = worked_with(cast)
    social_worker, manager = as_person(worker), as_person(cast.assessment_manager)
    finish, questions = f"/handoffs/{handoff.reference}/finish/", f"/gate/{handoff.reference}/closure/"
    page = social_worker.get(finish)
    assert "The questions before it have not been answered" in words(page)
    assert questions in page.content.decode()
    refused = social_worker.post(finish, press(3, outcome="Typed with care"))
    assert refused.status_code == 409
    assert "Typed with care" in refused.content.decode()

    wrong = social_worker.post(questions, press(0, **(ANSWERED | {"answer-if_not": ""})))
    assert "Write what happens if they do not engage" in words(wrong)
    assert "every day since May" in wrong.content.decode()
    typed = press(0, **ANSWERED)
    for _press in range(2):
        assert social_worker.post(questions, typed).status_code == 302
    with acting(cast.manager):
        assert GateAnswers.objects.filter(episode_id=handoff.pk).count() == 1
    assert "wait for a manager to test them" in words(social_worker.get(questions))
    assert social_worker.post(finish, press(3, outcome="Typed with care")).status_code == 409

    assert "What did you test" in words(manager.get(questions))
    assert "Write what you tested" in words(manager.post(questions, press(0, does="test")))
    tested = press(0, does="test", **{"test-words": "Rang the school myself."})
    assert manager.post(questions, tested).status_code == 302
    assert social_worker.post(finish, press(3, outcome="Back at school.")).status_code == 302
    with acting(cast.manager):
        kinds = set(Event.objects.filter(episode_id=handoff.pk).values_list("kind", flat=True))
        assert {"gate_answered", "gate_tested", "handoff_finished"} <= kinds


def test_nobody_tests_their_own_answers_and_a_worker_tests_none(cast: Cast, worker: ActingPerson) -> None:
    handoff = worked_with(cast)
    said = gate.Answers("a", "b", "c", "yes", "", "d")
    with acting(cast.assessment_manager):
        own = gate.answer(handoff, way=gate.CLOSURE, said=said, by=cast.assessment_manager, at=timezone.now())
        with pytest.raises(MoveRefused, match="yourself"):
            gate.agree(own, words="Fine.", by=cast.assessment_manager, at=timezone.now())
    with acting(worker), pytest.raises(MoveRefused, match="may not do this"):
        gate.agree(own, words="Fine.", by=worker, at=timezone.now())


def test_an_urgent_act_goes_past_with_its_reason_and_somebody_else_looks_at_it(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    handoff = worked_with(cast)
    social_worker, hub = as_person(worker), as_person(cast.manager)
    questions = f"/gate/{handoff.reference}/closure/"
    assert "Say why it can not wait" in words(social_worker.post(questions, press(0, does="override")))
    past = press(0, does="override", **{"override-reason": "They moved to Leeds today; Leeds has taken over."})
    assert social_worker.post(questions, past).status_code == 302
    assert social_worker.post(f"/handoffs/{handoff.reference}/finish/", press(3, outcome="Moved.")).status_code == 302
    listed = words(hub.get("/gate/"))
    assert "1 step down or closure went past the questions" in listed
    assert "Leeds has taken over" in listed
    with acting(cast.manager):
        made = GateAnswers.objects.get(episode_id=handoff.pk)
    address = f"/gate/look/{made.pk}/"
    assert "Choose what you found" in words(hub.post(address, press(0, words="Typed with care")))
    found = press(0, found="should_have_waited", words="Leeds had not answered yet.")
    assert hub.post(address, found).status_code == 302
    assert "Nothing to look at" in words(hub.get("/gate/"))
    assert hub.post(address, press(0, found="right", words="Late.")).status_code == 409
    assert "Leeds had not answered yet" in words(social_worker.get(questions))
    assert social_worker.get("/gate/").status_code == 403


def test_a_child_is_stepped_down_only_through_the_gate_and_never_let_fall(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    """Both hold the child until early help has taken them on; then the social work may end."""
    handoff = worked_with(cast)
    social_worker, manager = as_person(worker), as_person(cast.assessment_manager)
    down, questions = f"/handoffs/{handoff.reference}/step-down/", f"/gate/{handoff.reference}/step_down/"
    assert social_worker.get(down)["Location"] == questions
    social_worker.post(questions, press(0, **ANSWERED))
    manager.post(questions, press(0, does="test", **{"test-words": "Read the visits."}))
    with acting(cast.manager):
        team = Team.objects.get(code="stockton-early-help")
    offer = press(0, to_team=str(team.pk), need_to_know="Keep mornings calm.")
    for _press in range(2):
        assert social_worker.post(down, offer).status_code == 302
    with acting(cast.manager):
        offered = Handoff.objects.get(because_of_id=handoff.pk)
        assert (offered.purpose, offered.to_team_id, offered.state) == ("step_down", team.pk, "offered")
        assert offered.service is not None
    finish = f"/handoffs/{handoff.reference}/finish/"
    waits = social_worker.post(finish, press(3, outcome="Early help goes on."))
    assert "has not answered yet" in words(waits)
    post = Post.objects.filter(team=team, role="early_help_manager").order_by("code")[0]
    early_help = in_post(post.code, "Ines Duarte")
    with acting(early_help):
        handoffs.accept(Handoff.objects.get(pk=offered.pk), by=early_help, at=timezone.now(), version=1)
    assert social_worker.post(finish, press(3, outcome="Early help goes on.")).status_code == 302


def test_what_was_answered_stands_beside_a_new_contact(cast: Cast, as_person: Callable[..., Client]) -> None:
    """EH6, FD9: whoever looks at a child who comes back reads what was said when help ended."""
    handoff = worked_with(cast)
    said = gate.Answers("School every day.", "Register.", "Calm.", "yes", "", "School rings us.")
    with acting(cast.assessment_manager):
        made = gate.answer(handoff, way=gate.CLOSURE, said=said, by=cast.assessment_manager, at=timezone.now())
    post = Post.objects.filter(team_id=cast.assessment_manager.team_id, role="team_manager").order_by("code")[1]
    other = in_post(post.code, "Jan Kowal")
    with acting(other):
        gate.agree(made, words="Rang the school.", by=other, at=timezone.now())
    contact = comes_again(cast, handoff)
    hub = as_person(cast.social_worker)
    hub.get(f"/hub/contacts/{contact.reference}/")
    with counted_queries() as statements:
        page = words(hub.get(f"/hub/contacts/{contact.reference}/"))
    assert "School rings us." in page
    assert "Rang the school." in page
    assert len(statements) <= 11, statements
    with acting(cast.manager):
        child = Person.objects.get(involvements__episode_id=handoff.pk, involvements__part="child")
        assert gate.of_people([child.pk], at=timezone.now() + dt.timedelta(days=400)) == []
    assert "School rings us." in words(as_person(cast.assessment_manager).get(f"/children/{child.reference}/"))


def test_another_team_or_authority_finds_no_gate(cast: Cast, as_person: Callable[..., Client]) -> None:
    handoff = worked_with(cast)
    page = f"/gate/{handoff.reference}/closure/"
    assert as_person(cast.provider).get(page).status_code == 404
    post = Post.objects.filter(role="social_worker", team__covers__contains=[806]).order_by("code")[0]
    assert as_person(in_post(post.code, "Nobody Here")).get(page).status_code == 404
    assert as_person(cast.assessment_manager).get(f"/gate/{handoff.reference}/nonsense/").status_code == 404
