"""Who was told what about a child: one list, in the words that were used, under the reader's own rights."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, counted_queries, decisions_for

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.disclosure import actions, told
from lantern.disclosure.tests.world import LATER, a_family, a_request, officer
from lantern.frontdoor import actions as door
from lantern.frontdoor.models import Contact, Outcome

pytestmark = pytest.mark.django_db


def told_the_referrer(family, cast: Cast) -> None:
    with acting(cast.social_worker) as worker:
        contact = Contact.objects.get(pk=family.contact.pk)
        door.decide(
            contact, decisions=decisions_for(contact, Outcome.ASSESSMENT), by=worker, at=LATER, version=contact.version
        )
    with acting(cast.manager) as manager:
        contact = Contact.objects.get(pk=family.contact.pk)
        door.sign_off(contact, note="Agreed.", by=manager, at=LATER, version=contact.version)
    with acting(cast.social_worker) as worker:
        contact = Contact.objects.get(pk=family.contact.pk)
        words = "Thank you. We have considered what you told us."
        door.tell_referrer(contact, how="phone", words=words, by=worker, at=LATER, version=contact.version)


def test_everything_that_left_and_what_came_back_stands_in_one_list(cast: Cast) -> None:
    family = a_family(cast)
    told_the_referrer(family, cast)
    request = a_request(family, to="redacting")
    with acting(officer()) as by:
        actions.ask_agencies(request, by=by, at=LATER + dt.timedelta(hours=1))
    with acting(cast.social_worker), counted_queries() as statements:
        found = told.told_about(family.child.pk)
    assert len(statements) == 1
    assert [each.kind for each in found][0] == "view"
    by_kind = {each.kind: each for each in found}
    assert set(by_kind) == {"question", "answer", "handoff", "referrer", "view"}
    assert by_kind["question"].words == "What do you know of Jayden and Dana?"
    assert by_kind["question"].ground == "Public task"
    assert by_kind["question"].by == "Sam Okafor"
    assert "Jayden Robinson" in by_kind["question"].subjects
    assert by_kind["answer"].incoming
    assert "watching the house" in by_kind["answer"].words
    assert by_kind["referrer"].to == "The person who was worried"
    assert by_kind["handoff"].why == "Assessment"


def test_who_contacted_us_never_stands_in_it(cast: Cast) -> None:
    family = a_family(cast)
    told_the_referrer(family, cast)
    with acting(cast.social_worker):
        assert not any("Whistler" in f"{each.to} {each.by}" for each in told.told_about(family.child.pk))


def test_a_reader_of_another_authority_or_agency_finds_nothing(cast: Cast) -> None:
    family = a_family(cast)
    for who in (cast.elsewhere, cast.health):
        with acting(who):
            assert told.told_about(family.child.pk) == []


def opened(cast: Cast, as_person, family):
    client = as_person(cast.social_worker)
    client.post(reverse("child", kwargs={"reference": family.child.reference}), {"reason": "Their school rang."})
    return client


def test_the_page_shows_it_for_one_agency_and_writes_down_who_looked(cast: Cast, as_person) -> None:
    family = a_family(cast)
    told_the_referrer(family, cast)
    client = opened(cast, as_person, family)
    address = reverse("child_told", kwargs={"reference": family.child.reference})
    with counted_queries() as statements:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(statements) <= 6
    page = answer.content.decode()
    assert "What do you know of Jayden and Dana?" in page
    assert "Thank you. We have considered" in page
    only = client.get(address, {"agency": cast.police.agency_id}).content.decode()
    assert "What do you know of Jayden and Dana?" in only
    assert "Thank you. We have considered" not in only
    with acting(cast.manager):
        assert Look.objects.filter(person=family.child, page="child_told").count() == 2


def test_it_is_printed_oldest_first_and_that_is_a_telling_too(cast: Cast, as_person) -> None:
    family = a_family(cast)
    client = opened(cast, as_person, family)
    address = reverse("child_told_print", kwargs={"reference": family.child.reference})
    page = client.get(address).content.decode()
    assert page.index("What do you know of") < page.index("watching the house")
    assert "OFFICIAL-SENSITIVE" in page
    with acting(cast.social_worker):
        assert told.told_about(family.child.pk)[0].why == "This list, printed"


def test_without_a_reason_to_open_the_record_there_is_no_list(cast: Cast, as_person) -> None:
    family = a_family(cast, at=TUESDAY_NOON)
    with acting(cast.social_worker):
        assert family.contact.pk
    client = as_person(cast.assessment_manager)
    answer = client.get(reverse("child_told", kwargs={"reference": family.child.reference}))
    assert answer.status_code == 302


def test_the_childs_page_leads_there(cast: Cast, as_person) -> None:
    family = a_family(cast)
    page = opened(cast, as_person, family).get(reverse("child", kwargs={"reference": family.child.reference}))
    assert reverse("child_told", kwargs={"reference": family.child.reference}) in page.content.decode()
