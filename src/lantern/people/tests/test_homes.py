"""Who else is and was at an address: for those who may see them, and never where anybody is protected (ID4)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from tests.cast import MIDDLESBROUGH, STOCKTON, Cast, a_child, counted_queries

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.people import queries
from lantern.people.around import homes_of
from lantern.people.models import Person

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _lives(person: Person, authority: int = STOCKTON, **more: object) -> None:
    place = {"house": "14", "street": "Old Road", "town": "Norton", "postcode": "TS18 9ZZ", **more}
    person.addresses.create(authority_id=authority, **place)  # type: ignore[arg-type]


def test_who_lives_there_now_and_who_lived_there_before(cast: Cast, as_person) -> None:
    with acting(cast.officer):
        child, nan, before = a_child(name="Ava Marsh"), a_child(name="Nan Marsh"), a_child(name="Zach Quill")
        _lives(child, from_date=DAY)
        _lives(nan)
        _lives(before, until_date=DAY - dt.timedelta(days=30))
    client = as_person(cast.officer)
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "A call about her."})
    with counted_queries() as statements:
        shown = plain(client.get(reverse("child_homes", kwargs={"reference": child.reference})))
    assert len(statements) <= 6
    assert "14 Old Road, Norton, TS18 9ZZ" in shown
    assert re.search(r"Nan Marsh 8 years now Yes", shown)
    assert re.search(r"Zach Quill 8 years until 30 January 2026 No", shown)
    with acting(cast.officer):
        assert Look.objects.filter(person=child, page="child_homes").count() == 1


def test_where_anybody_is_protected_it_is_as_if_nobody_else_lived_there(cast: Cast) -> None:
    with acting(cast.officer) as by:
        child, other, hidden = a_child(name="Ava Marsh"), a_child(name="Nan Marsh"), a_child(name="Mo Hale")
        _lives(child)
        _lives(other)
        record = queries.record_of(child.reference, by=by, now=dt.datetime.now(dt.UTC))
        assert record
        assert [each.name for each in homes_of(record)[0].others] == ["Nan Marsh"]
        _lives(hidden, protected=True, until_date=DAY)
        assert homes_of(record)[0].others == ()


def test_people_of_another_area_are_not_named(cast: Cast) -> None:
    with acting(cast.elsewhere):
        _lives(a_child(name="Far Away", authority=MIDDLESBROUGH), MIDDLESBROUGH)
    with acting(cast.officer) as by:
        child = a_child(name="Ava Marsh")
        _lives(child)
        record = queries.record_of(child.reference, by=by, now=dt.datetime.now(dt.UTC))
        assert record
        assert homes_of(record)[0].others == ()
