"""Linking on the screen: compared side by side, read as one with the record of each fact named, parted again with
everything told.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, walk

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Look, Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.people import actions
from lantern.people.models import Link, Person
from lantern.people.tests.test_linking import WHY, a_person, linked_by
from lantern.people.tests.test_pages import opened, page_of, text_of

pytestmark = pytest.mark.django_db

type SignIn = Callable[[ActingPerson], Client]


def compare_page(one: Person, other: Person) -> str:
    return reverse("compare_records", kwargs={"reference": one.reference, "record": other.reference})


def link_page(link: Link) -> str:
    return reverse("record_link", kwargs={"reference": link.reference})


def words_of(response: object) -> str:
    """What the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def versions(one: Person, other: Person) -> str:
    return f"{one.version}.{other.version}"


def a_pair(cast: Cast) -> tuple[Person, Person]:
    """A child with an open contact, and a second record of theirs with a name, a number and a mother of its own."""
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        one = contact.reported.get().person
        first, last = one.name.split()
        other = actions.record_person(
            authority_id=STOCKTON,
            by=cast.officer,
            at=TUESDAY_NOON,
            is_child=True,
            first_names=first,
            last_name=last,
            known_as="Jay",
            born_on=dt.date(2018, 4, 5),
            birth_known_to="day",
            sex="M",
            house="3",
            street="Mill Lane",
            postcode="TS20 1AB",
            identifiers={"nhs": "943 476 5919"},
        )
        mother = actions.record_person(
            authority_id=STOCKTON,
            by=cast.officer,
            at=TUESDAY_NOON,
            is_child=False,
            first_names="Ann",
            last_name=last,
        )
        actions.relate(other, mother, kind="mother", by=cast.officer, at=TUESDAY_NOON)
        one.refresh_from_db()
        other.refresh_from_db()
    return one, other


def test_two_records_are_compared_and_linked_with_a_reason(cast: Cast, as_person: SignIn) -> None:
    one, other = a_pair(cast)
    client = as_person(cast.officer)
    assert compare_page(one, other) in text_of(client.get(page_of("child_alike", one)))
    page = client.get(compare_page(one, other))
    assert "Different" in words_of(page)
    assert "Mill Lane" in words_of(page)
    typed = {"act": uuid.uuid4(), "versions": versions(one, other), "because": ""}
    assert "Enter how you know" in text_of(client.post(compare_page(one, other), typed))
    done = client.post(compare_page(one, other), typed | {"because": WHY})
    with acting(cast.officer):
        made = Link.objects.get()
    assert done.headers["Location"] == link_page(made)
    assert WHY in words_of(client.get(link_page(made)))


def test_a_record_that_changed_meanwhile_is_told_and_nothing_typed_is_lost(cast: Cast, as_person: SignIn) -> None:
    one, other = a_pair(cast)
    client = as_person(cast.officer)
    stale = client.post(
        compare_page(one, other),
        {"act": uuid.uuid4(), "versions": f"{one.version}.{other.version + 4}", "because": WHY},
    )
    assert stale.status_code == 409
    assert WHY in text_of(stale)
    with acting(cast.officer):
        assert not Link.objects.exists()


def test_twins_are_warned_of_before_anything_is_linked(cast: Cast, as_person: SignIn) -> None:
    one, other = a_person(cast, "Jayden"), a_person(cast, "Jaxon")
    client = as_person(cast.officer)
    opened(client, one)
    assert "they may be twins" in words_of(client.get(compare_page(one, other)))
    typed = {"act": uuid.uuid4(), "versions": versions(one, other), "because": WHY}
    refused = client.post(compare_page(one, other), typed)
    assert "Say that you have checked what speaks against it" in words_of(refused)
    assert client.post(compare_page(one, other), typed | {"despite_doubts": "on"}).status_code == 302


def test_a_linked_person_reads_as_one_and_each_fact_names_its_record(cast: Cast, as_person: SignIn) -> None:
    """Child's page, family, open work, history: whichever record one comes by, in the same number of statements."""
    one, other = a_pair(cast)
    linked_by(cast.officer, one, other)
    client = as_person(cast.officer)
    for first, second in ((one, other), (other, one)):
        client.get(page_of("child", first))
        with counted_queries() as queries:
            page = client.get(page_of("child", first))
        assert page.status_code == 200
        assert len(queries) <= 6
        words = words_of(page)
        assert "Read as one: two records" in words
        assert f"4 May 2018 ({one.reference})" in words
        assert f"5 April 2018 ({other.reference})" in words
        assert "Ann" in words
        assert f"Mill Lane, TS20 1AB ({other.reference})" in words or "Mill Lane" in words
        assert "943 476 5919" in words
        assert "Contact C-" in words
        assert f"Recorded on {second.reference}" in words
        assert f"Recorded on {first.reference}" not in words
        # Twice in each entry: as it stands, and unseen in the link that says what it meant.
        assert words.count("Read as one person with another record from now on") == 2
        assert words.count(": Read as one person with another record from now on") == 1
        assert "&lt;" not in text_of(page)
        assert second.reference in words


def test_the_chronology_of_a_linked_person_turns_its_pages_and_tells_everything_once(
    cast: Cast, as_person: SignIn
) -> None:
    one, other = a_pair(cast)
    linked_by(cast.officer, one, other)
    with acting(cast.officer):
        for number in range(14):
            for each in (one, other):
                actions.add_name(
                    each,
                    kind="alias",
                    first_names=f"Name{number}",
                    last_name="",
                    by=cast.officer,
                    at=TUESDAY_NOON + dt.timedelta(minutes=number),
                )
    client = as_person(cast.officer)
    first = client.get(page_of("child", one))
    older = re.search(r'href="(\?after=[^"]+)"', text_of(first))
    assert older
    second = client.get(page_of("child", one) + older[1].replace("&amp;", "&"))
    told = text_of(first).count("moj-timeline__title") + text_of(second).count("moj-timeline__title")
    assert told >= 30
    assert text_of(first).count("moj-timeline__title") == 20
    assert "Newer" in text_of(second)


def test_each_record_keeps_its_own_log_of_who_looked(cast: Cast, as_person: SignIn) -> None:
    one, other = a_pair(cast)
    linked_by(cast.officer, one, other)
    as_person(cast.officer).get(page_of("child", one))
    with acting(cast.manager):
        assert {each.person_id for each in Look.objects.filter(page="child")} == {one.pk, other.pk}


def test_where_one_record_protects_the_address_no_record_shows_it(cast: Cast, as_person: SignIn) -> None:
    """The strictest holds: a protected address never appears through another record of the same person."""
    one, other = (
        a_person(cast, house="9", street="Elm Row"),
        a_person(cast, house="9", street="Elm Row", protected=True),
    )
    linked_by(cast.officer, one, other)
    client = as_person(cast.officer)
    opened(client, one)
    for page in (page_of("child", one), page_of("child_print", one)):
        assert "Elm Row" not in text_of(client.get(page))


def test_what_was_recorded_while_read_as_one_is_listed_when_they_are_parted(cast: Cast, as_person: SignIn) -> None:
    one, other = a_pair(cast)
    made = linked_by(cast.officer, one, other)
    with acting(cast.social_worker):
        actions.add_name(other, kind="known_as", first_names="JJ", last_name="", by=cast.social_worker, at=TUESDAY_NOON)
    alone = words_of(as_person(cast.officer).get(link_page(made)))
    assert "A second person parts them" in alone
    client = as_person(cast.manager)
    opened(client, one)
    done = client.post(link_page(made), {"act": uuid.uuid4(), "because": "Two boys.", "two_people": "on"})
    assert done.status_code == 302
    parted = words_of(client.get(link_page(made)))
    assert "Was read as one person" in parted
    assert "Known as added." in parted
    assert other.reference in parted
    assert "Two boys." in parted
    alike = words_of(client.get(page_of("child_alike", one)))
    assert "were read as one between" in alike
    assert "Said to be somebody else" in alike
    child = words_of(client.get(page_of("child", one)))
    assert "Read as one: two records" not in child
    assert "No longer read as one person with another record" in child


def test_a_link_is_absent_for_whoever_may_not_see_both(cast: Cast, as_person: SignIn) -> None:
    one, other = a_pair(cast)
    made = linked_by(cast.officer, one, other)
    assert as_person(cast.elsewhere).get(link_page(made)).status_code == 404
    with acting(cast.manager):
        restricting.restrict(
            restricting.Subject(other.pk, STOCKTON),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.manager.user_id)],
            reason="A worker's own child.",
            whom_to_ask="The service manager",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
    client = as_person(cast.officer)
    for page in (link_page(made), page_of("child", one), page_of("child", other), compare_page(one, other)):
        response = client.get(page)
        assert response.status_code == 404
        assert one.name not in text_of(response)


def test_only_those_who_may_link_compare_two_records(cast: Cast, as_person: SignIn) -> None:
    one, other = a_pair(cast)
    assert as_person(cast.provider).get(compare_page(one, other)).status_code == 403
