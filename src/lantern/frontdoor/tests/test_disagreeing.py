"""Answers that teach, and what a professional does who does not agree (FD8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import STOCKTON, Cast, a_contact, counted_queries, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions, queries, rules
from lantern.frontdoor.models import Contact, Disagreement, Outcome, SentContact
from lantern.frontdoor.tests.test_pages_public import WORRY, begin, words
from lantern.partnership import queries as partnership
from lantern.partnership.areas.bodies import ANSWERED_BY_ITSELF
from lantern.spine.models import Clock, Notice

pytestmark = pytest.mark.django_db

AsPerson = Callable[[ActingPerson], Client]


@pytest.fixture
def receipt(cast: Cast, as_person: AsPerson) -> str:
    """The police sent a contact and were told what was decided; their receipt's address."""
    address = str(as_person(cast.police).post(begin(as_person(cast.police)), WORRY)["Location"])
    with acting(cast.officer):
        contact = walk(Contact.objects.get(), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        actions.tell_referrer(
            contact,
            how="online",
            words="We gave advice.",
            by=cast.officer,
            at=timezone.now(),
            version=contact.version,
            quality={"clear_worry": "good", "child_words": "better"},
            quality_words="The times helped us most.",
        )
    return address


def disagree(client: Client, receipt: str, why: str = "He came in bruised again.", **also: str) -> Any:
    return client.post(f"{receipt}disagree/", {"words": why, "act": str(uuid.uuid4())} | also)


# ---- Feedback that teaches -----------------------------------------------------------------------------------------


def test_the_sender_reads_how_the_contact_was_written(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    page = words(as_person(cast.police).get(receipt))
    assert "We gave advice." in page
    assert "What you are worried about It helped" in page
    assert "own words Could be clearer Write what the child said" in page
    assert "The times helped us most." in page
    assert "What the parents know" not in page, "nothing was said of it"


def test_the_hub_says_it_beside_the_answer(cast: Cast, as_person: AsPerson) -> None:
    as_person(cast.police).post(begin(as_person(cast.police)), WORRY)
    with acting(cast.officer):
        contact = walk(Contact.objects.get(), "passing_on", cast=cast, outcome=Outcome.ADVICE)
    client, address = as_person(cast.officer), f"/hub/contacts/{contact.reference}/feedback/"
    assert "How they wrote" in words(client.get(address))
    said = {
        "words": "We gave advice.",
        "how": "online",
        "late_reason": "Away.",
        "version": contact.version,
        "act": str(uuid.uuid4()),
    }
    answer = client.post(address, said | {"quality_right_level": "good", "quality_words": "Thank you."})
    assert answer.status_code == 302, words(answer)
    with acting(cast.officer):
        contact = Contact.objects.get()
        assert contact.quality == {"right_level": "good"}
        assert SentContact.objects.get().quality == {"right_level": "good"}


def test_nobody_says_it_to_a_member_of_the_public(cast: Cast, as_person: AsPerson) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        contact.referrer.professional = False
        contact.referrer.save()
    page = words(as_person(cast.officer).get(f"/hub/contacts/{contact.reference}/feedback/"))
    assert "How they wrote" not in page


def test_it_is_counted_by_agency_and_never_by_person(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    with acting(cast.manager):
        police = queries.written_by_agency(cast.manager, since=timezone.now() - dt.timedelta(days=1))[0]
    assert (police.answered, police.spoken_of) == (1, 1)
    assert police.said == {"clear_worry": (1, 1), "child_words": (0, 1)}
    assert police.share("clear_worry") is None, "of one contact no share is shown"
    client = as_person(cast.manager)
    with counted_queries() as asked:
        page = words(client.get("/hub/how-agencies-write/"))
    assert police.agency in page
    assert cast.police.name not in page
    assert len(asked) <= 4, asked
    assert as_person(cast.officer).get("/hub/how-agencies-write/").status_code == 403


# ---- Sent by itself ------------------------------------------------------------------------------------------------


def test_a_person_sends_the_answer_unless_the_partnership_chose_otherwise(cast: Cast, as_person: AsPerson) -> None:
    as_person(cast.police).post(begin(as_person(cast.police)), WORRY)
    with acting(cast.officer):
        contact = walk(Contact.objects.get(), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        contact = Contact.objects.get(pk=contact.pk)
        assert contact.told_at is None


def test_the_answer_goes_by_itself_where_the_area_file_says_so(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partnership.authority(STOCKTON).partnership, "automatic_answers", ["advice"])
    as_person(cast.police).post(begin(as_person(cast.police)), WORRY)
    with acting(cast.officer):
        walk(Contact.objects.get(), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        contact = Contact.objects.get()
        assert contact.told_how == "by_itself"
        assert "information and advice" in contact.told_words
        assert SentContact.objects.get().stage == "answered"
        other = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ADVICE)
        assert Contact.objects.get(pk=other.pk).told_at is None, "who rang is rung back"


def test_what_may_go_by_itself_are_outcomes_and_never_protection() -> None:
    assert set(ANSWERED_BY_ITSELF) <= set(Outcome.values)
    assert not set(ANSWERED_BY_ITSELF) & {Outcome.STRATEGY_DISCUSSION, Outcome.LADO}


# ---- I do not agree ------------------------------------------------------------------------------------------------


def test_a_professional_disagrees_and_a_manager_answers(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    """Professional challenge (Working Together 2023, chapter 1): a step, a clock, an answer both can read."""
    sender, manager = as_person(cast.police), as_person(cast.manager)
    assert "I do not agree" in words(sender.get(receipt))
    form = words(sender.get(f"{receipt}disagree/"))
    assert "Manager of the front door" in form
    assert disagree(sender, receipt)["Location"] == receipt
    told = words(sender.get(receipt))
    assert "He came in bruised again." in told
    assert "Answered by" in told
    assert "I do not agree" not in told, "a step waits"
    with acting(cast.manager):
        raised = Disagreement.objects.get()
        assert (raised.step, raised.owner_team_id, raised.state) == (1, cast.manager.team_id, "raised")
        assert Clock.objects.get(episode=raised).timescale == "disagreement-answer"
        assert Notice.objects.filter(episode=raised, kind="disagreement_waiting").count() == 1
    assert raised.reference in words(manager.get("/hub/disagreements/"))
    assert "He came in bruised again." in words(manager.get(f"/hub/disagreements/{raised.reference}/"))
    answer = manager.post(
        f"/hub/disagreements/{raised.reference}/",
        {"found": "changed", "answer": "We now assess.", "version": 1, "act": str(uuid.uuid4())},
    )
    assert answer["Location"] == "/hub/disagreements/"
    told = words(sender.get(receipt))
    assert "We now assess." in told
    assert "Still not agreed?" in told
    assert "They do not agree" in words(as_person(cast.officer).get(f"/hub/contacts/{receipt.split('/')[-2]}/"))


def test_each_step_has_its_post_and_after_the_last_there_is_none(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    sender, manager = as_person(cast.police), as_person(cast.manager)
    steps = len(rules.escalation_steps(STOCKTON))
    for number in range(1, steps + 1):
        disagree(sender, receipt, f"Reason {number}")
        with acting(cast.manager):
            raised = Disagreement.objects.get(step=number)
        page = manager.get(f"/hub/disagreements/{raised.reference}/")
        if number == 2:
            assert "This step is answered by a service manager." in words(page)
            assert "Reason 1" in words(page), "what was said before stands beside it"
        with acting(cast.manager):
            chief = cast.manager if number == 1 else _service_manager(cast.manager)
            actions.answer_disagreement(
                raised, found="kept", answer=f"No {number}", by=chief, at=timezone.now(), version=raised.version
            )
    done = words(sender.get(receipt))
    assert f"No {steps}" in done
    assert "I do not agree" not in done
    assert "Every step of the local procedure was taken." in words(sender.get(f"{receipt}disagree/"))
    assert disagree(sender, receipt).status_code == 409


def _service_manager(like: ActingPerson) -> ActingPerson:
    return dataclasses.replace(like, role="service_manager")


def test_pressed_twice_is_once_and_nothing_typed_is_lost(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    sender, act = as_person(cast.police), str(uuid.uuid4())
    empty = sender.post(f"{receipt}disagree/", {"words": " ", "act": act})
    assert empty.status_code == 422
    assert "Write why you do not agree" in words(empty)
    for _ in range(2):
        assert disagree(sender, receipt, act=act).status_code == 302
    with acting(cast.manager):
        assert Disagreement.objects.count() == 1


def test_nobody_else_disagrees_or_reads_it(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    other = as_person(cast.health)
    assert other.get(f"{receipt}disagree/").status_code == 404
    assert disagree(other, receipt).status_code == 404
    disagree(as_person(cast.police), receipt)
    with acting(cast.manager):
        reference = Disagreement.objects.get().reference
    assert as_person(cast.elsewhere).get(f"/hub/disagreements/{reference}/").status_code in (403, 404)
    assert as_person(cast.officer).get(f"/hub/disagreements/{reference}/").status_code == 403
    with acting(cast.police):
        assert not Disagreement.objects.exists(), "the sender has their receipt, not the hub's record"


def test_nothing_decided_is_nothing_to_disagree_with(cast: Cast, as_person: AsPerson) -> None:
    client = as_person(cast.police)
    receipt = str(client.post(begin(client), WORRY)["Location"])
    assert "Nothing has been decided yet." in words(client.get(f"{receipt}disagree/"))
    assert disagree(client, receipt).status_code == 409


def test_the_pages_cost_few_statements(cast: Cast, as_person: AsPerson, receipt: str) -> None:
    disagree(as_person(cast.police), receipt)
    client = as_person(cast.manager)
    with acting(cast.manager):
        reference = Disagreement.objects.get().reference
    for address in ("/hub/disagreements/", f"/hub/disagreements/{reference}/"):
        client.get(address)
        with counted_queries() as asked:
            client.get(address)
        assert len(asked) <= 5, (address, asked)
