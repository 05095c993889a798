"""The page of a contact: what to do next, what is protected, who may see it, and how often the database is asked."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.template.loader import get_template
from django.urls import reverse
from tests.cast import Cast, a_contact, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.frontdoor import actions, queries
from lantern.frontdoor.forms.reported import AdultRow, ChildRow
from lantern.frontdoor.models import Contact, Outcome, ReportedPerson
from lantern.frontdoor.tests.staff_pages import (
    PAGE_BUDGET,
    a_call,
    at,
    fresh,
    in_state,
    known_jayden,
    new_contact,
    text,
)
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.frontdoor.views.blank_rows import blank_row, empty_row
from lantern.interface.forms import Form
from lantern.people.queries import record_of
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db


def test_a_contact_is_read_in_eight_statements(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "passing_on", Outcome.ASSESSMENT, children=2)
    client, address = as_person(cast.social_worker), reverse("contact", kwargs={"reference": contact.reference})
    client.get(address)
    with counted_queries() as asked:
        page = client.get(address)
    assert page.status_code == 200
    assert len(asked) <= PAGE_BUDGET, "\n".join(statement[:200] for statement in asked)


@pytest.mark.parametrize("state", ["received", "screened", "awaiting_sign_off", "passing_on"])
def test_a_contact_page_says_what_to_do_next_in_every_state(cast: Cast, as_person: Any, state: str) -> None:
    contact = in_state(cast, state)
    page = text(as_person(cast.social_worker).get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "What to do next" in page
    assert "Seen with a bruise." in page


FORM_PAGE_BUDGET = {
    "screen_contact": 10,
    "decide_contact": 11,
    "sign_off_contact": 10,
    "tell_referrer": 8,
    "ask_agencies": 7,
    "join_contact": 5,
}
"""Statements of the pages with a form: what the contact page reads, the draft, the clock and the candidates on top."""


@pytest.mark.parametrize("route", list(FORM_PAGE_BUDGET))
def test_every_page_with_a_form_keeps_its_budget(cast: Cast, as_person: Any, route: str) -> None:
    state = {"screen_contact": "received", "sign_off_contact": "awaiting_sign_off", "tell_referrer": "passing_on"}.get(
        route, "screened"
    )
    contact, client = in_state(cast, state, children=2), as_person(cast.manager)
    address = reverse(route, kwargs={"reference": contact.reference})
    client.get(address)
    with counted_queries() as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= FORM_PAGE_BUDGET[route], "\n".join(statement[:200] for statement in asked)


def test_a_protected_address_is_on_no_page_of_the_contact(cast: Cast, as_person: Any) -> None:
    """Being found is allowed; being located is not."""
    client = as_person(cast.officer)
    place = {
        "children-0-house": "7",
        "children-0-street": "Hidden Close",
        "children-0-postcode": "TS18 1AA",
        "children-0-address_protected": "on",
    }
    client.post(reverse("telephone"), a_call(**place))
    with acting(cast.officer):
        contact = Contact.objects.get()
    for route in ("contact", "screen_contact", "ask_agencies", "join_contact"):
        assert "Hidden Close" not in text(client.get(reverse(route, kwargs={"reference": contact.reference})))


@pytest.mark.parametrize(("kind", "form"), [("children", ChildRow), ("adults", AdultRow)])
def test_an_empty_row_that_was_drawn_before_is_the_row_as_it_would_be_drawn(kind: str, form: type[Form]) -> None:
    rows = get_template("frontdoor/staff/person_rows.jinja").template.module  # type: ignore[attr-defined]
    draw = rows.child_row if kind == "children" else rows.adult_row
    assert str(empty_row(kind, 2)).split() == str(draw(form(prefix=f"{kind}-2"), 2)).split()
    assert f'name="{kind}-__index__-last_name"' in blank_row(kind)


def test_a_protected_address_as_told_is_opened_for_a_reason_that_is_kept(cast: Cast, as_person: Any) -> None:
    """Whoever must visit needs the address, whether or not it is known yet whose it is."""
    client = as_person(cast.officer)
    place = {
        "children-0-house": "7",
        "children-0-street": "Hidden Close",
        "children-0-school": "Hillside Nursery",
        "children-0-address_protected": "on",
    }
    client.post(reverse("telephone"), a_call(**place))
    with acting(cast.officer):
        contact = Contact.objects.get()
        told = contact.reported.get(part="child")
    opening = reverse("unseal_reported", kwargs={"reference": contact.reference, "reported": told.pk})
    assert opening in text(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "Hidden Close" not in text(client.get(opening))
    without_reason = client.post(opening, {"reason": "", "address": str(told.pk)})
    assert "Enter why you need this address" in text(without_reason)
    assert "Hidden Close" not in text(without_reason)
    shown = text(client.post(opening, {"reason": "Visit with the police tonight", "address": str(told.pk)}))
    assert "7 Hidden Close" in shown
    assert "Hillside Nursery" in shown
    with acting(cast.manager):
        look = Look.objects.get(episode_id=contact.pk, page="unseal_reported")
    assert (look.user_id, look.reason) == (cast.officer.user_id, "Visit with the police tonight")
    assert look.sealed_fields == f"reported:{told.pk}"
    assert as_person(cast.elsewhere).get(opening).status_code == 404


def test_an_address_that_is_not_protected_has_no_page_to_open_it(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    with acting(cast.officer):
        told = contact.reported.get()
    opening = reverse("unseal_reported", kwargs={"reference": contact.reference, "reported": told.pk})
    assert as_person(cast.officer).get(opening).status_code == 404


def test_opening_a_contact_is_recorded(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    as_person(cast.officer).get(reverse("contact", kwargs={"reference": contact.reference}))
    with acting(cast.manager):
        look = Look.objects.get(episode_id=contact.pk)
    assert (look.user_id, look.why) == (cast.officer.user_id, "duty")


def test_names_stay_out_of_titles_and_addresses(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    page = text(as_person(cast.officer).get(reverse("contact", kwargs={"reference": contact.reference})))
    with acting(cast.officer):
        name = contact.reported.get().person.name
    assert name in page
    assert name not in page[page.index("<title>") : page.index("</title>")]


EVERY_PAGE_OF_A_CONTACT = [
    "contact",
    "contact_live",
    "screen_contact",
    "reprioritise_contact",
    "join_contact",
    "ask_agencies",
    "decide_contact",
    "sign_off_contact",
    "tell_referrer",
    "assign_contact",
]


@pytest.mark.parametrize("route", EVERY_PAGE_OF_A_CONTACT)
def test_a_contact_of_another_authority_is_as_absent_as_one_that_never_was(
    cast: Cast, as_person: Any, route: str
) -> None:
    contact = new_contact(cast)
    post = "hub_manager" if route == "assign_contact" else ""
    client = as_person(cast.elsewhere)
    there = client.get(reverse(route, kwargs={"reference": contact.reference}))
    nowhere = client.get(reverse(route, kwargs={"reference": "C-0000000"}))
    assert there.status_code == nowhere.status_code
    assert there.status_code == (403 if post else 404)
    assert contact.reference not in text(there).replace(reverse(route, kwargs={"reference": contact.reference}), "")


@pytest.mark.parametrize("route", [route for route in EVERY_PAGE_OF_A_CONTACT if route != "contact_live"])
@pytest.mark.parametrize("state", ["received", "screened", "awaiting_sign_off", "passing_on"])
def test_every_page_of_a_contact_opens_in_every_state(cast: Cast, as_person: Any, route: str, state: str) -> None:
    """No dead ends: a page that can do nothing now says so and points on."""
    contact = in_state(cast, state, Outcome.ASSESSMENT)
    assert as_person(cast.manager).get(reverse(route, kwargs={"reference": contact.reference})).status_code == 200


def test_a_contact_is_taken_on_once(cast: Cast, as_person: Any) -> None:
    contact, client, key = new_contact(cast), as_person(cast.officer), str(uuid.uuid4())
    for _ in range(2):
        client.post(
            reverse("take_contact", kwargs={"reference": contact.reference}), {"act": key, "version": contact.version}
        )
    assert fresh(cast, contact).worker_id == cast.officer.user_id
    with acting(cast.officer):
        assert Event.objects.filter(episode_id=contact.pk, kind="contact_taken").count() == 1


def test_a_get_changes_nothing(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    assert (
        as_person(cast.officer).get(reverse("take_contact", kwargs={"reference": contact.reference})).status_code == 405
    )


def test_history_counts_earlier_contacts_of_each_child_and_of_the_household(cast: Cast) -> None:
    with acting(cast.social_worker):
        known = known_jayden(cast)
        earlier = []
        for days in (500, 200, 30):
            one = a_contact(
                cast.social_worker,
                at=at() - dt.timedelta(days=days),
                reasons=["neglect"] if days < 300 else ["missing"],
            )
            actions.identify(
                one.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
            )
            earlier.append(one)
        contact = a_contact(cast.social_worker, at=at(), reasons=["neglect"])
        actions.identify(
            contact.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
        )
        with counted_queries() as asked:
            history = queries.history_for(contact)
    (child,) = history.children
    assert len(asked) == 1
    assert [each.reference for each in child.contacts] == [one.reference for one in reversed(earlier)]
    assert (len(child.recent), len(child.same_reason), history.recontacts) == (2, 2, 2)


def test_a_child_found_later_is_counted_from_when_the_contact_arrived(cast: Cast) -> None:
    """Earlier contacts are counted by when they opened, and not by when somebody found out who they are about."""
    long_ago = at() - dt.timedelta(days=500)
    with acting(cast.social_worker):
        known = known_jayden(cast)
        first = a_contact(cast.social_worker, at=long_ago)
        second = a_contact(cast.social_worker, at=at())
        for each in (first, second):
            actions.identify(
                each.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
            )
        assert {(each.kind, each.opened_at) for each in known.involvements.all()} == {
            ("contact", first.opened_at),
            ("contact", second.opened_at),
        }
        rows, _ = queries.queue(cast.social_worker, queries.QueueFilter(), now=at())
        told = record_of(known.reference, by=cast.social_worker, now=at())
    assert {row.reference: row.earlier for row in rows} == {first.reference: 0, second.reference: 0}
    assert told is not None
    assert told.counts == {"contact": (2, 1)}
