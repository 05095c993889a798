"""Pages about who may see a record: quick in an emergency, explained, written down."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast, a_child, a_contact, a_key, counted_queries, walk

from lantern.access.context import acting
from lantern.access.models import Grant, Look, Restriction
from lantern.frontdoor.models import Contact
from lantern.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(cast: Cast) -> Person:
    with acting(cast.officer):
        return walk(a_contact(cast.officer), "screened", cast=cast).reported.get().person


def restricted(
    child: Person, cast: Cast, as_person: Callable[..., Client], *names: Any, kind: str = "only_these"
) -> Any:
    for each in names:
        as_person(each)
    return as_person(cast.manager).post(
        f"/children/{child.reference}/access/restrict/",
        {
            "kind": kind,
            "people": [str(each.user_id) for each in names],
            "reason": "A colleague's family.",
            "whom_to_ask": "The hub manager",
            "act": str(a_key()),
        },
    )


def test_a_manager_limits_who_may_see_a_record_and_lifts_it(cast: Cast, child: Person, as_person: Callable) -> None:
    assert restricted(child, cast, as_person, cast.social_worker)["Location"] == "/access/restricted/"
    manager = as_person(cast.manager)
    assert manager.get(f"/children/{child.reference}/access/").status_code == 404
    text = manager.get("/access/restricted/").content.decode()
    assert "The hub manager" in text
    assert child.name not in text
    placed = Restriction.objects.none()
    with acting(cast.manager):
        placed = Restriction.objects.get(person_id=child.pk)
    assert manager.post(f"/access/restricted/{placed.pk}/lift/", {"act": str(a_key())}).status_code == 302
    page = manager.get(f"/children/{child.reference}/access/")
    assert page.status_code == 200
    assert "No limit beyond the ordinary" in page.content.decode()


def test_a_form_with_gaps_says_each_and_keeps_the_rest(cast: Cast, child: Person, as_person: Callable) -> None:
    text = (
        as_person(cast.manager)
        .post(
            f"/children/{child.reference}/access/restrict/", {"reason": "Because of a neighbour.", "act": str(a_key())}
        )
        .content.decode()
    )
    assert "Choose what kind of limit" in text
    assert "Choose at least one person" in text
    assert "Because of a neighbour." in text


def test_access_is_given_and_withdrawn(cast: Cast, child: Person, as_person: Callable) -> None:
    restricted(child, cast, as_person, cast.manager)
    officer, manager = as_person(cast.officer), as_person(cast.manager)
    day = dt.date.today() + dt.timedelta(days=3)
    given = manager.post(
        f"/children/{child.reference}/access/grant/",
        {
            "person": str(cast.officer.user_id),
            "until-day": str(day.day),
            "until-month": str(day.month),
            "until-year": str(day.year),
            "reason": "Covers this week.",
            "act": str(a_key()),
        },
    )
    assert given.status_code == 302, given.content.decode()
    assert officer.get(f"/children/{child.reference}/").status_code == 200
    text = manager.get(f"/children/{child.reference}/access/").content.decode()
    assert "Covers this week." in text
    address = re.search(r'action="(/access/grants/[^"]+)"', text)
    assert address
    assert manager.post(address[1], {"act": str(a_key())}).status_code == 302
    assert officer.get(f"/children/{child.reference}/").status_code == 404


def test_two_pages_open_a_record_in_an_emergency(cast: Cast, child: Person, as_person: Callable) -> None:
    """Promise P9: at most two pages."""
    restricted(child, cast, as_person, cast.manager)
    night = as_person(cast.night_worker)
    assert night.get("/access/emergency/").status_code == 200
    opened = night.post(
        "/access/emergency/",
        {"reference": child.reference, "reason": "Police are at the door.", "act": str(a_key())},
        follow=True,
    )
    text = opened.content.decode()
    assert "The record is open" in text
    assert f"/children/{child.reference}/" in text
    assert night.get(f"/children/{child.reference}/").status_code == 200
    review = as_person(cast.manager).get("/access/looks/").content.decode()
    assert "Opened in an emergency" in review
    assert "Police are at the door." in review
    assert child.name not in review


def test_a_wrong_reference_is_refused_and_what_was_typed_stays(cast: Cast, as_person: Callable) -> None:
    answer = as_person(cast.night_worker).post(
        "/access/emergency/", {"reference": "P-0000000", "reason": "Police are at the door.", "act": str(a_key())}
    )
    assert answer.status_code == 200
    assert "no restricted record of that reference" in answer.content.decode()
    assert "Police are at the door." in answer.content.decode()


def test_a_worker_with_the_childs_surname_is_on_the_reviewers_list(cast: Cast, as_person: Callable) -> None:
    """Rule A8: snooping is looked for."""
    with acting(cast.social_worker):
        child = a_child(name="Amara Okafor")  # the worker is called Sam Okafor
        other = a_child(name="Amara Different")
        for person in (child, other):
            Look(
                user_id=cast.social_worker.user_id,
                post_id=cast.social_worker.post_id,
                authority_id=person.authority_id,
                person=person,
                why=Look.Why.INVOLVED,
                page="child",
                id=f"0190f0d4-0000-7000-8000-0000000000f{1 if person is child else 2}",  # outside the sample
            ).save(force_insert=True)
    text = as_person(cast.manager).get("/access/looks/").content.decode()
    assert "Same surname" in text
    assert child.reference in text
    assert other.reference not in text


@pytest.mark.parametrize("address", ["/access/looks/", "/access/restricted/"])
def test_the_lists_cost_few_statements(cast: Cast, child: Person, as_person: Callable, address: str) -> None:
    client = as_person(cast.manager)
    with counted_queries() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= 6


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("officer", "/access/looks/", 403),
        ("officer", "/access/restricted/", 403),
        ("police", "/access/emergency/", 403),
        ("officer", "/access/emergency/", 200),
    ],
)
def test_who_may_open_which_page(cast: Cast, as_person: Callable, who: str, address: str, status: int) -> None:
    assert as_person(getattr(cast, who)).get(address).status_code == status


def test_a_manager_of_another_authority_finds_nothing(cast: Cast, child: Person, as_person: Callable) -> None:
    from tests.cast import MIDDLESBROUGH, _first_post, in_post

    stranger = as_person(in_post(_first_post("hub", "hub_manager", covers__contains=[MIDDLESBROUGH]), "Far Away"))
    for address in ("access/", "access/restrict/", "access/grant/"):
        assert stranger.get(f"/children/{child.reference}/{address}").status_code == 404
    restricted(child, cast, as_person, cast.manager)
    with acting(cast.manager):
        placed, given = Restriction.objects.get(person_id=child.pk), Grant.objects.filter(person_id=child.pk).first()
    assert stranger.post(f"/access/restricted/{placed.pk}/lift/", {"act": str(a_key())}).status_code == 404
    assert given is None


def test_nothing_of_a_restricted_contact_shows_in_the_queue(cast: Cast, child: Person, as_person: Callable) -> None:
    with acting(cast.officer):
        reference = Contact.objects.get(reported__person=child).reference
    assert reference in as_person(cast.officer).get("/hub/").content.decode()
    restricted(child, cast, as_person, cast.manager)
    assert reference not in as_person(cast.officer).get("/hub/").content.decode()
    assert as_person(cast.officer).get(f"/hub/contacts/{reference}/").status_code == 404
