"""Asking agencies what they know: in one action, chased, withdrawn, and answered where the contact is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, Cast, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Check, Contact
from lantern.frontdoor.tests.staff_pages import asked, at, fresh, in_state, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.partnership import queries as partnership

pytestmark = pytest.mark.django_db


def an_asking(contact: Contact, *desks: int, **fields: Any) -> dict[str, Any]:
    return {
        "version": contact.version,
        "desks": [str(desk) for desk in desks],
        "preset": "known",
        "parents": "aware",
        "lawful_basis": "public_task",
        **fields,
    }


def test_agencies_are_asked_in_one_action(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.officer)
    desks = [desk.pk for desk in partnership.answering_agencies(STOCKTON)[:3]]
    assert client.get(reverse("ask_agencies", kwargs={"reference": contact.reference})).status_code == 200
    assert sent(client, "ask_agencies", an_asking(contact, *desks), reference=contact.reference).status_code == 302
    with acting(cast.officer):
        checks = list(Check.objects.filter(because_of_id=contact.pk))
    assert {check.asked_team_id for check in checks} == set(desks)
    assert {check.parents_aware for check in checks} == {"aware"}
    assert fresh(cast, contact).state == "checking"


def test_bypassing_the_parents_needs_a_reason(cast: Cast, as_person: Any) -> None:
    """Working Together, chapter 3: parents know first, unless that raises risk or harms an enquiry."""
    contact, client = in_state(cast, "screened"), as_person(cast.officer)
    desk = partnership.answering_agencies(STOCKTON)[0].pk
    answer = sent(client, "ask_agencies", an_asking(contact, desk, parents="bypass"), reference=contact.reference)
    assert "Choose why the parents are not told first" in text(answer)
    assert "Say whether the parents know" in text(
        sent(client, "ask_agencies", an_asking(contact, desk, parents=""), reference=contact.reference)
    )
    told = an_asking(
        contact, desk, parents="bypass", bypass_because="increases_risk", bypass_words="He watches her phone."
    )
    assert sent(client, "ask_agencies", told, reference=contact.reference).status_code == 302
    assert "He watches her phone." in fresh(cast, contact).parents_why_not


def test_a_missing_answer_is_chased_raised_and_withdrawn(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    check, client = asked(cast, contact), as_person(cast.officer)
    for version, route in enumerate(("remind_agency", "escalate_check", "withdraw_check"), check.version):
        assert sent(client, route, {"version": version}, reference=check.reference).status_code == 302
    with acting(cast.officer):
        check.refresh_from_db()
    assert (check.reminders, check.escalated_at is not None, check.state) == (1, True, "withdrawn")


def test_an_answer_appears_on_the_contact_page_as_it_arrives(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    check, client = asked(cast, contact), as_person(cast.officer)
    address = reverse("contact_live", kwargs={"reference": contact.reference})
    assert "1 agency has not answered yet" in text(client.get(address))
    with acting(cast.police):
        actions.answer_check(
            check,
            answer=Check.Answer.RELEVANT,
            text="Two calls.",
            handling="official",
            may_tell_family=False,
            by=cast.police,
            at=at(),
            version=1,
        )
    page = text(client.get(address))
    assert "Two calls." in page
    assert "Not to be shared with the family" in page
    assert "<html" not in page


def test_lateness_is_shown_by_agency_in_one_statement(cast: Cast, as_person: Any) -> None:
    asked(cast, in_state(cast, "screened"))
    client = as_person(cast.manager)
    client.get(reverse("lateness"))
    with counted_queries() as asked_of_database:
        page = client.get(reverse("lateness"))
    assert "Cleveland Police" in text(page)
    assert len(asked_of_database) == 5
    assert as_person(cast.officer).get(reverse("lateness")).status_code == 403
