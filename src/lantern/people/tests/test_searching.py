"""The search box of every page: one line, read for what it may mean; children, adults, work and addresses in groups;
and nothing that the reader may not know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast, a_contact, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface.partial_dates import PartialDate
from lantern.people import searching
from lantern.people.models import Person
from lantern.people.searching import Asked, everywhere, read
from lantern.people.tests.test_linking import a_person, linked_by, restricted_to
from lantern.people.tests.test_pages import page_of, text_of

type SignIn = Callable[[ActingPerson], Client]

TODAY = dt.date(2026, 11, 17)
BORN = PartialDate(2019, 5, 4)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("smith 2019 norton", {"words": ("smith", "norton"), "birth": PartialDate(2019)}),
        ("Norton, Smith", {"words": ("norton", "smith")}),
        ("jaydn", {"words": ("jaydn",)}),
        ("jayden smith 04/05/2019", {"words": ("jayden", "smith"), "birth": BORN}),
        ("jayden smith 4.5.19", {"birth": BORN}),
        ("4-5-2019 smith", {"birth": BORN, "words": ("smith",)}),
        ("smith dob 2019-05-04", {"birth": BORN, "words": ("smith",)}),
        ("smith 4 May 2019", {"birth": BORN, "words": ("smith",)}),
        ("smith born 4th of may 19", {"birth": BORN, "words": ("smith",)}),
        ("smith May 4th, 2019", {"birth": BORN}),
        ("smith May 2019", {"birth": PartialDate(2019, 5)}),
        ("smith 05/2019", {"birth": PartialDate(2019, 5)}),
        ("smith 04052019", {"birth": BORN}),
        ("smith 12/3/85", {"birth": PartialDate(1985, 3, 12)}),
        ("c-7kxm4t9", {"reference": "C-7KXM4T9", "words": ()}),
        ("C-BSMRVMW", {"reference": "C-BSMRVMW", "words": ()}),  # of letters alone
        ("p-st415qx", {"reference": "P-ST415QX", "postcode": ""}),  # like a postcode
        ("P 7KXM4T9", {"reference": "P-7KXM4T9"}),
        ("943 476 5919", {"nhs_number": "9434765919"}),
        ("nhs no 9434765919 smith", {"nhs_number": "9434765919"}),
        ("ts201ab", {"postcode": "TS20 1AB", "words": ()}),
        ("smith TS20 1AB", {"postcode": "TS20 1AB", "words": ("smith",)}),
        ("smith ts20", {"half_postcode": "TS20", "words": ("smith",)}),
        ("14 mill lane", {"house": "14", "streets": ("mill lane",), "words": ()}),
        ("14a Mill Ln, Norton", {"house": "14a", "streets": ("mill lane",), "words": ("norton",)}),
        ("smith of 3 high street", {"house": "3", "words": ("smith",)}),
        ("jayden green 2019", {"words": ("jayden", "green"), "birth": PartialDate(2019)}),
        ("boy called jayden", {"words": ("jayden",), "sex": "M"}),
        ("unborn smith", {"words": ("smith",), "unborn": True}),
        ("o'brien", {"words": ("obrien",)}),
        ("  ", {"words": ()}),
        ("!!! ??? ---", {"words": ()}),
    ],
)
def test_a_line_is_read_for_what_it_may_mean(text: str, understood: dict[str, Any]) -> None:
    asked = read(text, on=TODAY)
    assert {name: getattr(asked, name) for name in understood} == understood


@pytest.mark.parametrize(
    "text", ["jayden aged 7", "jayden age 7", "jayden 7 years old", "jayden 7yrs", "jayden about 7"]
)
def test_an_age_is_read_however_it_is_said(text: str) -> None:
    asked = read(text, on=TODAY)
    assert asked.age is not None
    assert asked.age.years == 7
    assert asked.words == ("jayden",)


def test_a_baby_is_so_many_months_old() -> None:
    asked = read("smith 6 months", on=TODAY)
    assert asked.age is not None
    assert (asked.age.months, asked.age.in_months) == (6, True)


@given(st.text(alphabet="0123456789BCDFGHJKMNPQRSTVWXYZ", min_size=7, max_size=7))
def test_every_reference_is_read_as_one_and_as_nothing_else(tail: str) -> None:
    assert read(f"p-{tail.lower()}", on=TODAY) == Asked(reference=f"P-{tail}")


def test_a_number_with_a_wrong_digit_is_said_to_be_wrong() -> None:
    assert "one digit is wrong" in read("943 476 5918", on=TODAY).not_understood[0]
    assert read("999999999999999999999 31/02/2019", on=TODAY).birth == PartialDate(2019, 2)


@pytest.mark.parametrize(
    "text", ["x" * 5000, "\x00\x01", "%%%' or 1=1 --", "４／５／２０１９", "🙂", "1" * 190, "- " * 90]
)
def test_whatever_is_typed_is_read_without_harm(text: str) -> None:
    assert isinstance(read(text, on=TODAY), Asked)


# ---- What is found --------------------------------------------------------------------------------------------------


def looked_for(text: str, by: ActingPerson) -> searching.Everything:
    with acting(by):
        return everywhere(text, by=by, on=TODAY)


def people_in(found: searching.Everything) -> set[str]:
    return {each.reference for each in (*found.children, *found.adults)} | {each.reference for each in found.here}


@pytest.fixture
def a_family(cast: Cast) -> tuple[Person, Person]:
    place = {"house": "14", "street": "Mill Lane", "town": "Norton", "postcode": "TS20 1AB"}
    child = a_person(cast, "Jayden", "Smith", identifiers={"nhs": "943 476 5919"}, **place)
    adult = a_person(cast, "Ann", "Smith", is_child=False, born_on=dt.date(1990, 2, 1), sex="F", **place)
    return child, adult


WAYS_OF_ASKING = (
    "jaydn smith",
    "smith jayden",
    "smith 2018 norton",
    "jayden 4 May 2018",
    "jayden smith may 2018",
    "jayden smith aged 8",
    "boy jayden smith",
    "943 476 5919",
    "14 mill lane",
    "mill ln",
    "MILL LANE",
    "ts201ab",
    "jayden ts20 1ab",
)


@pytest.mark.django_db
def test_the_child_is_found_however_they_are_asked_for(a_family: tuple[Person, Person], cast: Cast) -> None:
    child, _ = a_family
    for text in WAYS_OF_ASKING:
        with counted_queries() as queries:
            found = looked_for(text, cast.officer)
        assert child.reference in people_in(found), text
        assert len([each for each in queries if "lantern.context" not in each]) <= 4, text


@pytest.mark.django_db
def test_children_and_adults_stand_in_groups_and_an_address_tells_since_when(
    a_family: tuple[Person, Person], cast: Cast
) -> None:
    child, adult = a_family
    found = looked_for("smith", cast.officer)
    assert [each.reference for each in found.children] == [child.reference]
    assert [each.reference for each in found.adults] == [adult.reference]
    here = looked_for("14 mill lane", cast.officer).here
    assert {each.reference for each in here} == {child.reference, adult.reference}
    assert all(each.now for each in here)
    assert looked_for("15 mill lane", cast.officer).here == []


@pytest.mark.django_db
def test_a_contacts_reference_finds_the_contact_and_its_people(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    found = looked_for(contact.reference.lower(), cast.officer)
    assert [(each.kind, each.reference) for each in found.work] == [("contact", contact.reference)]
    assert not looked_for(contact.reference, cast.elsewhere)


@pytest.mark.django_db
def test_nothing_that_a_reader_may_not_know_is_found_or_counted(a_family: tuple[Person, Person], cast: Cast) -> None:
    """ID8: one rule for list, search and count."""
    child, _ = a_family
    restricted_to(child, cast, cast.social_worker)
    for text in ("jayden smith", "943 476 5919", "14 mill lane", "TS20 1AB", child.reference, "jayden aged 8"):
        assert child.reference not in people_in(looked_for(text, cast.officer))
        assert not looked_for(text, cast.elsewhere)


@pytest.mark.django_db
def test_a_protected_address_is_found_by_nobody_through_any_record(cast: Cast) -> None:
    place = {"house": "9", "street": "Elm Row", "postcode": "TS20 1AB"}
    one, other = a_person(cast, **place), a_person(cast, "Kay", **place, protected=True)
    assert {each.reference for each in looked_for("9 elm row", cast.officer).here} == {one.reference}
    linked_by(cast.officer, one, other, despite_doubts=True)
    for text in ("9 elm row", "ts20 1ab"):
        assert looked_for(text, cast.officer).here == []


# ---- On the page ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_groups_what_was_found_and_says_what_was_looked_for(
    a_family: tuple[Person, Person], cast: Cast, as_person: SignIn
) -> None:
    child, adult = a_family
    client = as_person(cast.officer)
    with counted_queries() as queries:
        page = text_of(client.post(reverse("find_child"), {"q": "14 Mill Lane"}))
    assert len(queries) <= 6
    assert "At this address" in page
    assert page_of("child", child) in page
    assert page_of("child", adult) in page
    assert "Looked for:" in page


@pytest.mark.django_db
def test_an_nhs_number_leads_to_the_record_and_nothing_found_says_what_to_try(
    a_family: tuple[Person, Person], cast: Cast, as_person: SignIn
) -> None:
    child, _ = a_family
    client = as_person(cast.officer)
    assert client.post(reverse("find_child"), {"q": "943 476 5919"}).headers["Location"] == page_of("child", child)
    nothing = text_of(client.post(reverse("find_child"), {"q": "zebedee quartz 1955"}))
    assert "Nothing was found" in nothing
    assert "What to try" in nothing


@pytest.mark.django_db
def test_searching_is_never_part_of_an_address(a_family: tuple[Person, Person], cast: Cast, as_person: SignIn) -> None:
    page = as_person(cast.officer).get(reverse("find_child") + "?q=jayden")
    assert "Jayden" not in text_of(page)
