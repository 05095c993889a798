"""Deciding: every child an outcome with its reason, looked over before it goes to a manager."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, Cast, decisions_for
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions, rules
from lantern.frontdoor.models import ChildDecision, Contact, Outcome
from lantern.frontdoor.tests.staff_pages import at, fresh, in_state, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.spine.models import Handoff

pytestmark = pytest.mark.django_db


def a_decision(contact: Contact, **fields: Any) -> dict[str, Any]:
    return {
        "version": contact.version,
        "step": "confirm",
        "child-0-outcome": "no_further_action",
        "child-0-reason": "needs_met",
        "child-0-level": "1",
        "child-0-rationale": "The school and the nurse see a well child.",
        "child-0-evidence": ["reported", "history"],
        "child-0-consent": "yes",
        **fields,
    }


def test_a_decision_is_looked_over_once_and_then_waits_for_a_manager(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    summary = sent(client, "decide_contact", a_decision(contact, step="check"), reference=contact.reference)
    assert summary.status_code == 200
    assert "Is this right?" in text(summary)
    assert "The school and the nurse see a well child." in text(summary)
    assert fresh(cast, contact).state == "screened"
    change = sent(client, "decide_contact", a_decision(contact, step="change"), reference=contact.reference)
    assert "The school and the nurse see a well child." in text(change)
    assert sent(client, "decide_contact", a_decision(contact), reference=contact.reference).status_code == 302
    decided = fresh(cast, contact)
    assert (decided.state, decided.decided_by_id) == ("awaiting_sign_off", cast.social_worker.user_id)


def test_siblings_may_have_different_outcomes(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened", children=2), as_person(cast.social_worker)
    team = rules.teams_able_to_take("assessment", STOCKTON)[0]
    fields = {
        "child-1-outcome": "assessment",
        "child-1-team_assessment": str(team.pk),
        "child-1-level": "3",
        "child-1-clauses": ["3.5"],
        "child-1-rationale": "Neglect goes on despite help.",
        "child-1-evidence": ["reported"],
        "child-1-consent": "no",
        "child-1-need_to_know": "Hungry at school.",
    }
    assert sent(client, "decide_contact", a_decision(contact, **fields), reference=contact.reference).status_code == 302
    with acting(cast.social_worker):
        made = list(ChildDecision.objects.filter(contact_id=contact.pk).order_by("reported__order"))
    assert [each.outcome for each in made] == ["no_further_action", "assessment"]
    assert (made[1].to_team_id, made[1].clauses, made[1].need_to_know) == (team.pk, ["3.5"], "Hungry at school.")


def test_one_decision_may_stand_for_all_siblings(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened", children=2), as_person(cast.social_worker)
    assert (
        sent(
            client, "decide_contact", a_decision(contact, **{"child-1-same": "on"}), reference=contact.reference
        ).status_code
        == 302
    )
    with acting(cast.social_worker):
        assert (
            ChildDecision.objects.filter(contact_id=contact.pk, outcome="no_further_action", current=True).count() == 2
        )


def test_an_unsound_decision_says_beside_each_field_what_is_missing(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    team = rules.teams_able_to_take("early_help", STOCKTON)[0]
    fields = {
        "child-0-outcome": "early_help",
        "child-0-team_early_help": str(team.pk),
        "child-0-level": "2",
        "child-0-consent": "no",
    }
    answer = sent(client, "decide_contact", a_decision(contact, **fields), reference=contact.reference)
    assert answer.status_code == 422
    assert "Early help needs the family’s agreement" in text(answer).replace("&#x27;", "’").replace(
        "&#39;", "’"
    ).replace("'", "’")
    empty = sent(client, "decide_contact", {"version": contact.version, "step": "check"}, reference=contact.reference)
    for message in (
        "Choose what happens next",
        "Choose a level of need",
        "Say why you decided this",
        "Choose what your decision rests on",
    ):
        assert message in text(empty)


def test_an_officer_does_not_decide(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    assert (
        sent(as_person(cast.officer), "decide_contact", a_decision(contact), reference=contact.reference).status_code
        == 403
    )
    assert fresh(cast, contact).state == "screened"


def test_protection_that_can_not_wait_begins_before_sign_off_and_says_so(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    team = rules.teams_able_to_take("strategy_discussion", STOCKTON)[0]
    fields = {
        "child-0-outcome": "strategy_discussion",
        "child-0-team_strategy_discussion": str(team.pk),
        "child-0-level": "4",
        "start-start_urgently": "on",
    }
    assert sent(client, "decide_contact", a_decision(contact, **fields), reference=contact.reference).status_code == 302
    with acting(cast.social_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk, state="offered").count() == 1
    assert "Protection began before sign-off" in text(
        client.get(reverse("contact", kwargs={"reference": contact.reference}))
    )


def test_a_move_that_is_no_longer_open_is_not_asked_for_again(cast: Cast, as_person: Any) -> None:
    """A page gone stale says what happened and what can be done now, not to press a button that can do nothing."""
    contact = in_state(cast, "screened")
    with acting(cast.social_worker):
        before = contact.version
        decided = decisions_for(contact, Outcome.NO_FURTHER_ACTION)
        actions.decide(contact, decisions=decided, by=cast.social_worker, at=at(), version=before)
    answer = sent(
        as_person(cast.officer),
        "reprioritise_contact",
        {"version": before, "priority": "1", "reason": "A second call came in."},
        reference=contact.reference,
    )
    assert answer.status_code == 409
    page = text(answer)
    assert "press the button again" not in page
    assert ">Save<" not in page.replace("\n", "")
    assert "It is now “Awaiting sign-off”" in page
    assert cast.social_worker.name in page
    assert reverse("contact", kwargs={"reference": contact.reference}) in page
    assert "A second call came in." in page


def test_a_stale_decision_keeps_every_word(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    with acting(cast.officer):
        actions.take(fresh(cast, contact), by=cast.officer, at=at(), version=contact.version)
    answer = sent(client, "decide_contact", a_decision(contact), reference=contact.reference)
    assert answer.status_code == 409
    assert cast.officer.name in text(answer)
    assert "The school and the nurse see a well child." in text(answer)


def test_pressing_decide_twice_decides_once(cast: Cast, as_person: Any) -> None:
    contact, client, key = in_state(cast, "screened"), as_person(cast.social_worker), str(uuid.uuid4())
    for _ in range(2):
        answer = client.post(
            reverse("decide_contact", kwargs={"reference": contact.reference}), {**a_decision(contact), "act": key}
        )
        assert answer.status_code == 302
    with acting(cast.social_worker):
        assert ChildDecision.objects.filter(contact_id=contact.pk).count() == 1
