"""Find the child: under another spelling, with day and month swapped, from half a form or one line, and never in
another authority.
"""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, granted, walk

from lantern.access.context import acting
from lantern.people import actions
from lantern.people.finding import Candidate, candidates, candidates_for, describe, described, read_search, search
from lantern.people.models import Address, Identifier, Person, PersonName, SearchKey

pytestmark = pytest.mark.django_db

TODAY = TUESDAY_NOON.date()
BORN = dt.date(2018, 5, 4)


def a_person(
    cast: Cast, first: str = "Jayden", last: str = "Smith", born: dt.date | None = BORN, **facts: object
) -> Person:
    known = {
        "is_child": True,
        "birth_known_to": "day",
        "sex": "M",
        "house": "14",
        "street": "Linthorpe Lane",
        "town": "Norton",
        "postcode": "TS20 1AB",
    }
    return actions.record_person(
        authority_id=STOCKTON,
        by=cast.officer,
        at=TUESDAY_NOON,
        first_names=first,
        last_name=last,
        born_on=born,
        **(known | facts),
    )


def restrict(person: Person, cast: Cast) -> None:
    """Hide somebody and all that hangs on them, as the access room does."""
    with acting(granted(cast.officer, person)):
        Person.objects.filter(pk=person.pk).update(restricted=True)
        for model in (PersonName, Address, Identifier, SearchKey):
            model.objects.filter(person=person).update(restricted=True)


def found(cast: Cast, **told: object) -> list[Candidate]:
    return candidates(describe(**told), by=cast.officer, on=TODAY)


@pytest.mark.parametrize(
    "told",
    [
        {"first_names": "Jaydn", "last_name": "Smyth", "born_on": BORN},
        {"first_names": "Jayden", "last_name": "Smith", "born_on": dt.date(2018, 4, 5)},
        {"first_names": "Smith", "last_name": "Jayden", "born_on": BORN},
        {"first_names": "Jayden", "last_name": "Smith", "born_on": dt.date(2018, 1, 1), "birth_known_to": "year"},
        {"first_names": "Jaiden", "last_name": "", "born_on": BORN, "postcode": "ts201ab"},
        {"first_names": "J", "last_name": "Smith", "house": "14", "postcode": "TS20 1AB"},
    ],
)
def test_a_child_is_found_whatever_way_they_are_described(cast: Cast, told: dict[str, object]) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        a_person(cast, "Olivia", "Patel", dt.date(2012, 3, 3), sex="F", house="9", postcode="TS18 2ZZ")
        assert [one.person_id for one in found(cast, **told)] == [child.pk]


def test_a_number_settles_it(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, identifiers={"nhs": "943 476 5919"})
        [one] = found(cast, first_names="Jayden", last_name="Smith", nhs_number="943-476-5919")
        assert (one.person_id, one.band) == (child.pk, "certain")
        assert "Same NHS number" in one.reasons_for


def test_each_candidate_says_why_and_why_not(cast: Cast) -> None:
    with acting(cast.officer):
        a_person(cast)
        [one] = found(cast, first_names="Jaydn", last_name="Smith", born_on=BORN, house="3", postcode="TS18 9ZZ")
        assert any("Born on the same day" in reason for reason in one.reasons_for)
        assert any("Different postcode" in reason for reason in one.reasons_against)
        assert one.band in ("certain", "probable")
        assert one.reasons[-1].startswith("Against: ")


def test_strength_is_absolute_so_a_lone_weak_candidate_stays_weak(cast: Cast) -> None:
    """A lone hit must not look likely because nobody else is there."""
    with acting(cast.officer):
        a_person(cast)
        for one in found(cast, first_names="Aaron", last_name="Smith", born_on=dt.date(2018, 9, 9)):
            assert one.band == "possible"


def test_twins_are_both_shown_and_the_other_twin_is_never_certain(cast: Cast) -> None:
    with acting(cast.officer):
        jayden, hayden = a_person(cast), a_person(cast, "Hayden")
        hits = {
            one.person_id: one
            for one in found(
                cast, first_names="Jayden", last_name="Smith", born_on=BORN, house="14", postcode="TS20 1AB"
            )
        }
        assert hits[jayden.pk].band == "certain"
        assert hits[hayden.pk].band == "possible"
        assert [other.name for other in hits[jayden.pk].household] == ["Hayden Smith"]


def test_another_authority_finds_nothing(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, identifiers={"nhs": "943 476 5919"})
    with acting(cast.elsewhere):
        assert candidates(describe(first_names="Jayden", last_name="Smith", born_on=BORN), by=cast.elsewhere) == []
        for text in ("jayden smith", child.reference, "943 476 5919", "TS20 1AB"):
            assert search(text, by=cast.elsewhere) == []


def test_a_restricted_child_is_neither_found_nor_named_as_living_there(cast: Cast) -> None:
    with acting(cast.officer):
        a_person(cast)
        hidden = a_person(cast, "Hayden")
    restrict(hidden, cast)
    with acting(cast.officer):
        assert [one.name for one in found(cast, first_names="Hayden", last_name="Smith", born_on=BORN)] == [
            "Jayden Smith"
        ]
        assert found(cast, first_names="Jayden", last_name="Smith", born_on=BORN)[0].household == ()
        assert search("hayden", by=cast.officer) == []
    with acting(granted(cast.officer, hidden)):
        assert [one.name for one in search("hayden", by=cast.officer)] == ["Hayden Smith"]


def test_a_protected_address_is_never_shown_and_never_finds_anybody(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, protected=True)
        a_person(cast, "Someone", "Else", house="14", postcode="TS20 1AB")
        [one] = [
            one
            for one in found(cast, first_names="Jayden", last_name="Smith", born_on=BORN, postcode="TS20 1AC")
            if one.person_id == child.pk
        ]
        assert (one.address, one.address_protected) == ("", True)
        shown = str(one)
        assert "TS20 1AB" not in shown
        assert "Linthorpe" not in shown
        assert one.household == ()
        assert child.pk not in [hit.person_id for hit in search("TS20 1AB", by=cast.officer)]
        assert child.pk not in [
            hit.person_id
            for hit in search("jayden linthorpe", by=cast.officer)
            if hit.reasons_for == ("Lives or lived in Linthorpe",)
        ]


def test_an_unborn_child_is_found_by_the_mother(cast: Cast) -> None:
    with acting(cast.officer):
        unborn = a_person(
            cast,
            "",
            "",
            None,
            unborn=True,
            expected_on=dt.date(2027, 2, 1),
            sex="U",
            house="",
            street="",
            town="",
            postcode="",
        )
        mother = a_person(cast, "Kelly", "Marsh", dt.date(1995, 1, 2), is_child=False, sex="F")
        actions.relate(unborn, mother, kind="mother", by=cast.officer, at=TUESDAY_NOON)
        hits = found(
            cast,
            unborn=True,
            expected_on=dt.date(2027, 2, 5),
            last_name="Marsh",
            mother_first_names="Kelly",
            mother_last_name="Marsh",
        )
        assert unborn.pk in [one.person_id for one in hits]


def test_earlier_contacts_and_open_work_are_counted(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    walk(contact, "screened", cast=cast)
    with acting(cast.officer):
        person = contact.reported.get().person
        [one] = search(person.reference, by=cast.officer)
        assert (one.contacts, one.contacts_last_year, one.open_now) == (1, 1, 1)


def test_several_children_are_looked_for_in_as_many_statements_as_one(cast: Cast) -> None:
    with acting(cast.officer):
        a_person(cast)
        a_person(cast, "Olivia", "Patel", dt.date(2012, 3, 3), sex="F")
        asked = [
            describe(first_names=first, last_name=last)
            for first, last in (("Jayden", "Smith"), ("Olivia", "Patel"), ("No", "Body"))
        ]
        with counted_queries() as statements:
            answers = candidates_for(asked, by=cast.officer, on=TODAY)
        assert [[one.name for one in answer] for answer in answers] == [["Jayden Smith"], ["Olivia Patel"], []]
    assert len(statements) == 3  # near keys, wide keys for those not found, what is told of the few


def test_a_description_of_nothing_asks_nothing(cast: Cast) -> None:
    with acting(cast.officer), counted_queries() as statements:
        assert found(cast) == []
    assert statements == []


def test_doubles_of_a_record_leave_it_out_and_mark_those_said_to_be_others(cast: Cast) -> None:
    with acting(cast.officer):
        child, double = a_person(cast), a_person(cast)
        actions.say_not_the_same(child, double, because="Cousins.", by=cast.officer, at=TUESDAY_NOON)
        [one] = candidates(
            describe(first_names="Jayden", last_name="Smith", born_on=BORN), by=cast.officer, on=TODAY, beside=child
        )
        assert (one.person_id, one.said_not_same) == (double.pk, "Ola Bright")


# ---- The search box -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "smith 2018 norton",
        "jaydn",
        "Smith, Jayden",
        "jayden smith 04/05/2018",
        "TS20 1AB",
        "ts201ab smith",
        "04/05/2018",
        "943 476 5919",
        "A805200001001",
    ],
)
def test_one_line_finds_the_child(cast: Cast, text: str) -> None:
    with acting(cast.officer):
        child = a_person(cast, identifiers={"nhs": "9434765919", "upn": "A805200001001"})
        a_person(
            cast,
            "Olivia",
            "Patel",
            dt.date(2012, 3, 3),
            sex="F",
            house="9",
            street="Long Row",
            town="Thornaby",
            postcode="TS17 2ZZ",
        )
        assert [one.person_id for one in search(text, by=cast.officer, on=TODAY)] == [child.pk]


def test_a_reference_finds_the_child_and_so_does_the_reference_of_their_contact(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    walk(contact, "screened", cast=cast)
    with acting(cast.officer):
        person = contact.reported.get().person
        for text in (person.reference, person.reference.lower(), contact.reference):
            assert [one.person_id for one in search(text, by=cast.officer)] == [person.pk]


def test_the_best_fit_comes_first_and_says_what_does_not_fit(cast: Cast) -> None:
    with acting(cast.officer):
        a_person(cast, "Jayden", "Smith", dt.date(2010, 1, 1), town="Thornaby", postcode="TS17 1AA")
        wanted = a_person(cast)
        hits = search("smith 2018 norton", by=cast.officer, on=TODAY)
        assert hits[0].person_id == wanted.pk
        assert all("Norton" in " ".join(one.reasons_for) or one.reasons_against for one in hits)


def test_an_empty_search_asks_nothing(cast: Cast) -> None:
    with acting(cast.officer), counted_queries() as statements:
        assert search("  ", by=cast.officer) == []
    assert statements == []


def test_a_line_is_read_into_its_parts() -> None:
    asked = read_search("smith 2018 ts20 1ab")
    assert (asked.words, asked.postcode, str(asked.birth)) == (("smith",), "TS20 1AB", "2018")


def test_half_filled_forms_are_read_whatever_their_prefix() -> None:
    told = described(
        {
            "child-0-first_names": "Jayden",
            "child-0-last_name": "Smith",
            "child-0-born-day": "4",
            "child-0-born-month": "5",
            "child-0-born-year": "2018",
            "child-0-nhs_number": "943 476 5919",
            "child-0-house": "",
        },
        on=TODAY,
    )
    assert told.names[0].surname == "Smith"
    assert str(told.birth) == "4 May 2018"
    assert told.nhs_number == "9434765919"
    aged = described({"first_names": "Mia", "age": "about 7"}, on=TODAY)
    assert aged.birth is not None
    assert aged.birth.earliest.year == 2018
    assert described({"born_day": "31", "born_month": "2", "born_year": "2018", "age": "lots"}, on=TODAY).birth is None
