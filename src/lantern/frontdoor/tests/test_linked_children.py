"""A child with two linked records is one child at the front door: earlier contacts, the household and its risk, the
same worry sent twice. What is known on either record is known.
"""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, walk

from lantern.access.context import acting
from lantern.frontdoor import rules
from lantern.frontdoor.actions import identity
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.frontdoor.queries.known import history_for, same_worries
from lantern.frontdoor.queries.shift import QueueFilter, queue
from lantern.people import actions as people
from lantern.people import telling
from lantern.people.models import Person
from lantern.people.tests.test_linking import WHY

pytestmark = pytest.mark.django_db

NOW = TUESDAY_NOON
BEFORE = NOW - dt.timedelta(days=40)


def a_record(cast: Cast, name: str, **facts: object) -> Person:
    return people.record_person(
        authority_id=STOCKTON,
        by=cast.officer,
        at=BEFORE,
        is_child=True,
        first_names=name,
        last_name="Example",
        born_on=dt.date(2018, 5, 4),
        birth_known_to="day",
        **facts,
    )


def a_contact_about(person: Person, cast: Cast, at: dt.datetime) -> Contact:
    contact = a_contact(cast.officer, at=at)
    reported = contact.reported.get()
    identity.identify(reported, person=person, match=ReportedPerson.Match.LINKED, by=cast.officer, at=at)
    return Contact.objects.get(pk=contact.pk)


def linked(one: Person, other: Person, cast: Cast) -> None:
    people.link(one, other, because=WHY, by=cast.officer, at=BEFORE, despite_doubts=True)


def test_a_contact_about_one_record_is_an_earlier_contact_of_the_other(cast: Cast) -> None:
    """Missing history is how risk is lost: what came before counts, on whichever record it stands."""
    with acting(cast.officer):
        one, other = a_record(cast, "Kay"), a_record(cast, "Kaye")
        earlier = a_contact_about(other, cast, BEFORE)
        contact = a_contact_about(one, cast, NOW)
        assert not history_for(contact).is_recontact
        linked(one, other, cast)
        history = history_for(contact)
        assert [each.name for each in history.children] == ["Kay Example"]
        assert [each.reference for each in history.children[0].contacts] == [earlier.reference]
        assert history.is_recontact
        rows, _ = queue(cast.officer, QueueFilter(), now=NOW)
        assert {row.reference: row.earlier for row in rows}[contact.reference] == 1


def test_the_household_of_the_other_record_is_the_childs_household(cast: Cast) -> None:
    with acting(cast.officer):
        one, other, brother = a_record(cast, "Kay"), a_record(cast, "Kaye"), a_record(cast, "Lee")
        people.join_household(other, living_with=brother, from_date=None, by=cast.officer, at=BEFORE)
        about_brother = a_contact_about(brother, cast, BEFORE)
        contact = a_contact_about(one, cast, NOW)
        linked(one, other, cast)
        assert [each.reference for each in history_for(contact).household] == [about_brother.reference]


def test_two_open_contacts_about_two_records_of_one_child_may_be_the_same_worry(cast: Cast) -> None:
    with acting(cast.officer):
        one, other = a_record(cast, "Kay"), a_record(cast, "Kaye")
        first = a_contact_about(other, cast, NOW - dt.timedelta(hours=2))
        second = a_contact_about(one, cast, NOW)
        ReportedPerson.objects.filter(contact=second).update(last_name="Otherwise")
        assert same_worries(second) == []
        linked(one, other, cast)
        found = same_worries(second)
        assert [(each.reference, each.shared) for each in found] == [(first.reference, ("the same child",))]


def test_an_address_that_one_record_protects_is_sealed_for_the_child(cast: Cast) -> None:
    with acting(cast.officer):
        one = a_record(cast, "Kay", house="9", street="Elm Row", postcode="TS20 1AB")
        other = a_record(cast, "Kaye", house="9", street="Elm Row", postcode="TS20 1AB", protected=True)
        assert telling.with_protected_address([one.pk, other.pk]) == {other.pk}
        linked(one, other, cast)
        assert telling.with_protected_address([one.pk]) == {one.pk}
        contact = walk(a_contact_about(one, cast, NOW), "screened", cast=cast)
        told = rules.disclosed_subjects(contact, on=NOW.date())
        assert {each["address"] for each in told} == {""}
