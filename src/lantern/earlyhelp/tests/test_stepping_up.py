"""Early help asks the front door for more, and other agencies end what they lead through the gate."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.earlyhelp import actions
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.tests import world
from lantern.earlyhelp.tests.test_pages import words
from lantern.spine.models import Handoff, Notice
from lantern.waiting import gate
from lantern.waiting.models import GateAnswers

pytestmark = pytest.mark.django_db
TYPED = {
    "what_changed": "He came to school with a burn on Monday.",
    "evidence": "A family worker twice a week: kept four of ten.",
    "family_says": "Mum says it was the oven. He says nothing.",
    "met": "yes",
    "met_words": "",
    "if_not": "School sees him each morning; gran has him at night.",
}


def page(name: str, help_: EarlyHelp, **more: Any) -> str:
    return reverse(name, kwargs={"reference": help_.reference, **more})


def press(help_: EarlyHelp, by: Any, **typed: Any) -> dict[str, Any]:
    with acting(by):
        return {"act": str(uuid.uuid4()), "version": str(world.again(help_).version), **typed}


def led_by_a_provider(cast: Cast, at: dt.datetime) -> EarlyHelp:
    by = world.provider()
    handoff = world.accepted(cast, by, at=at)
    with acting(by):
        made = actions.take_up(handoff, need="routines", why="", by=by, at=at)
        return world.again(made.episode)


def test_the_hub_reads_what_is_worse_what_was_tried_and_what_the_family_knows(cast: Cast, as_person: Any) -> None:
    by = world.worker()
    help_ = world.begun(by)
    client, there = as_person(by), page("early_help_step_up", help_)
    slip = client.post(there, press(help_, by, **TYPED | {"evidence": "", "met": "no"}))
    assert slip.status_code == 422
    assert "Write what was tried" in words(slip) and "Say when you tell them, or why not" in words(slip)
    assert "gran has him at night" in words(slip)
    assert client.post(there, press(help_, by, **TYPED)).status_code == 302
    with acting(cast.manager):
        offer = Handoff.objects.get(because_of_id=help_.pk)
        assert "kept four of ten" in offer.need_to_know and "gran has him" in offer.need_to_know
        answers = GateAnswers.objects.get(episode_id=help_.pk)
        assert (answers.way, answers.overridden, answers.open) == ("step_up", False, True)
        assert not gate.to_look_at(by=cast.manager)


def test_what_can_not_wait_goes_at_once_and_is_looked_at_again(cast: Cast, as_person: Any) -> None:
    by = world.worker()
    help_ = world.begun(by)
    client, there = as_person(by), page("early_help_step_up", help_)
    urgent = {"now": "1", "now-words": "He was hit.", "now-cannot_wait": ""}
    slip = client.post(there, press(help_, by, **urgent))
    assert slip.status_code == 422 and "Say why it can not wait" in words(slip) and "He was hit." in words(slip)
    assert client.post(there, press(help_, by, **urgent | {"now-cannot_wait": "He is afraid."})).status_code == 302
    with acting(cast.manager):
        assert "He is afraid." in Handoff.objects.get(because_of_id=help_.pk).need_to_know
        assert [each.way for each in gate.to_look_at(by=cast.manager)] == ["step_up"]


def test_what_a_provider_leads_ends_through_the_gate_that_early_help_tests(cast: Cast, as_person: Any) -> None:
    by, boss, now = world.provider(), world.manager(), timezone.now()
    help_ = led_by_a_provider(cast, now)
    client = as_person(by)
    typed = {"ending": "done", "outcome": "better", "family_says": "It is calm.", "words": "It goes on."}
    early = client.post(page("end_early_help", help_), press(help_, by, **typed))
    assert early.status_code == 409 and "have not been answered" in words(early)
    there = gate.address(help_, gate.CLOSURE)
    assert client.get(there).status_code == 200
    answered = {f"answer-{name}": said for name, said in TYPED.items()}
    assert client.post(there, {"act": str(uuid.uuid4()), "does": "answer", **answered}).status_code == 302
    assert "wait for a manager" in words(client.get(there))
    assert as_person(cast.police).get(there).status_code == 404
    manager = as_person(boss)
    assert "Another agency wants to end its help" in words(manager.get("/"))
    assert "Read and test them" in words(manager.get(page("early_help", help_)))
    tested = {"act": str(uuid.uuid4()), "does": "test", "test-words": "I rang the school."}
    assert manager.post(there, tested).status_code == 302
    with acting(boss):
        assert not Notice.objects.filter(kind=gate.TO_TEST, dealt_with_at__isnull=True).exists()
    assert client.post(page("end_early_help", help_), press(help_, by, **typed)).status_code == 302


def test_a_provider_steps_up_what_it_leads(cast: Cast, as_person: Any) -> None:
    by = world.provider()
    help_ = led_by_a_provider(cast, timezone.now())
    client = as_person(by)
    assert client.post(page("early_help_step_up", help_), press(help_, by, **TYPED)).status_code == 302
    with acting(cast.manager):
        assert GateAnswers.objects.get(episode_id=help_.pk).answered_by_name == by.name
        assert Handoff.objects.get(because_of_id=help_.pk).to_team.kind == "hub"
