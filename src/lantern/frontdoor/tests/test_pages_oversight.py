"""A manager's sign-off: what was tested, what is sent back, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.cast import Cast, decisions_for
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Outcome
from lantern.frontdoor.tests.staff_pages import at, fresh, in_state, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.spine.models import Handoff

pytestmark = pytest.mark.django_db


def test_a_manager_signs_off_and_says_what_was_tested(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "awaiting_sign_off", Outcome.ASSESSMENT), as_person(cast.manager)
    assert contact.reference in text(client.get(reverse("sign_off_list")))
    fields = {"version": contact.version, "verdict": "sign_off", "tested": ""}
    assert "Write what you tested" in text(sent(client, "sign_off_contact", fields, reference=contact.reference))
    answer = sent(client, "sign_off_contact", {**fields, "tested": "Read the history."}, reference=contact.reference)
    assert answer["Location"] == reverse("sign_off_list")
    assert fresh(cast, contact).state == "passing_on"
    with acting(cast.social_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk, state="offered").count() == 1


def test_a_manager_sends_back_with_a_reason(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "awaiting_sign_off")
    fields = {"version": contact.version, "verdict": "send_back", "reason": "Why was health not asked?"}
    fields |= {"themes": ["agency_not_asked"]}
    assert sent(as_person(cast.manager), "sign_off_contact", fields, reference=contact.reference).status_code == 302
    page = text(as_person(cast.social_worker).get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "Why was health not asked?" in page


def test_nobody_signs_off_their_own_decision_and_is_told_why(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    with acting(cast.manager):
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.NO_FURTHER_ACTION),
            by=cast.manager,
            at=at(),
            version=contact.version,
        )
    client = as_person(cast.manager)
    assert "You decided this, so somebody else must sign it off." in text(
        client.get(reverse("sign_off_contact", kwargs={"reference": contact.reference}))
    )
    assert "somebody else signs it" in text(client.get(reverse("sign_off_list")))
    answer = sent(
        client,
        "sign_off_contact",
        {"version": contact.version, "verdict": "sign_off", "tested": "x"},
        reference=contact.reference,
    )
    assert answer.status_code == 409
    assert fresh(cast, contact).state == "awaiting_sign_off"


def test_somebody_who_may_not_sign_off_sees_the_reason(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "awaiting_sign_off")
    page = text(as_person(cast.officer).get(reverse("sign_off_contact", kwargs={"reference": contact.reference})))
    assert "You can not sign this off" in page
