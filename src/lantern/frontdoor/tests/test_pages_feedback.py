"""The answer to whoever told us, and the end of a contact only when everything is handed over."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, Cast, decisions_for, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions, rules
from lantern.frontdoor.models import Check, ChildDecision, Contact, Outcome
from lantern.frontdoor.tests.staff_pages import a_call, asked, at, fresh, in_state, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.spine import handoffs
from lantern.spine.models import Handoff

pytestmark = pytest.mark.django_db


def test_a_professional_is_told_the_kind_of_outcome_and_the_public_is_not(cast: Cast) -> None:
    """Working Together 2023, chapter 3: referrers hear what was decided, with no more than they may know."""
    contact = in_state(cast, "passing_on", Outcome.ASSESSMENT)
    professional = rules.feedback_for(contact, ["assessment"], professional=True, hub_phone="01632 960120")
    public = rules.feedback_for(contact, ["assessment"], professional=False, hub_phone="01632 960120")
    assert "child and family assessment" in professional
    assert "assessment" not in public
    with acting(cast.officer):
        name = contact.reported.get().person.name
    assert name not in professional + public


def test_the_answer_is_given_and_the_contact_finished_only_then(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "passing_on"), as_person(cast.officer)
    page = text(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "the person who was worried has not been told" in page
    fields = {"version": contact.version, "words": "We have looked into it.", "how": "phone"}
    assert sent(client, "tell_referrer", fields, reference=contact.reference).status_code == 302
    told = fresh(cast, contact)
    assert (told.told_how, told.told_words) == ("phone", "We have looked into it.")
    assert sent(client, "finish_contact", {"version": told.version}, reference=contact.reference).status_code == 302
    assert fresh(cast, contact).state == "finished"


def test_an_unfinished_handoff_keeps_the_contact_open_and_says_so(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "passing_on", Outcome.ASSESSMENT), as_person(cast.officer)
    sent(
        client,
        "tell_referrer",
        {"version": contact.version, "words": "Done.", "how": "phone"},
        reference=contact.reference,
    )
    answer = sent(client, "finish_contact", {"version": contact.version + 1}, reference=contact.reference)
    assert answer.status_code == 409
    assert "has not answered yet" in text(answer)
    assert fresh(cast, contact).state == "passing_on"


def test_an_anonymous_caller_can_not_be_told_and_the_record_says_why(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call(anonymous="on"))
    with acting(cast.officer):
        contact = Contact.objects.get()
    contact = walk(contact, "passing_on", cast=cast, at=at())
    page = text(client.get(reverse("tell_referrer", kwargs={"reference": contact.reference})))
    assert "They gave no name." in page
    assert 'name="words"' not in page
    assert (
        sent(
            client, "tell_referrer", {"version": contact.version, "how": "not:anonymous"}, reference=contact.reference
        ).status_code
        == 302
    )
    assert fresh(cast, contact).told_how == "anonymous"


def test_what_an_agency_said_is_not_passed_on_in_its_words(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    check = asked(cast, contact)
    secret = "Officers attended nine times last year because of fights between the two adults"
    with acting(cast.police):
        actions.answer_check(
            check,
            answer=Check.Answer.RELEVANT,
            text=secret,
            handling="official",
            may_tell_family=False,
            by=cast.police,
            at=at(),
            version=1,
        )
    contact = fresh(cast, contact)
    with acting(cast.social_worker):
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.NO_FURTHER_ACTION),
            by=cast.social_worker,
            at=at(),
            version=contact.version,
        )
    with acting(cast.manager):
        actions.sign_off(contact, note="Read.", by=cast.manager, at=at(), version=contact.version)
    fields = {"version": contact.version, "words": f"We found this: {secret}.", "how": "phone"}
    answer = sent(as_person(cast.officer), "tell_referrer", fields, reference=contact.reference)
    assert "This repeats what Cleveland Police told us" in text(answer)
    assert fresh(cast, contact).told_at is None


def test_a_declined_child_is_offered_to_another_team(cast: Cast, as_person: Any) -> None:
    """Nobody waits unseen: a declined handoff is back with the hub at once."""
    contact = in_state(cast, "passing_on", Outcome.ASSESSMENT)
    with acting(cast.social_worker):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        decision = ChildDecision.objects.get(contact_id=contact.pk)
    with acting(cast.assessment_manager):
        handoffs.decline(
            handoff,
            reason="We hold the brother's case: ask the north team.",
            by=cast.assessment_manager,
            at=at(),
            version=1,
        )
    client = as_person(cast.social_worker)
    page = text(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "Offer to another team" in page
    team = rules.teams_able_to_take("assessment", STOCKTON)[0]
    answer = client.post(
        reverse("offer_again", kwargs={"reference": contact.reference, "decision": decision.pk}),
        {"act": str(uuid.uuid4()), "to_team": str(team.pk), "need_to_know": "Please look again."},
    )
    assert answer.status_code == 302
    with acting(cast.social_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk, state="offered").count() == 1
