"""Who somebody is, where they live and who they belong to: each act works, leaves history, or says why not."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import MIDDLESBROUGH, STOCKTON, TUESDAY_NOON, Cast, a_key, granted

from lantern.access.context import acting
from lantern.people import actions
from lantern.people.actions import UnsoundFact
from lantern.people.matching import Address as Place
from lantern.people.matching import Birth, Description, Name, asked_keys, keys_of_words, number_key
from lantern.people.models import Address, HouseholdMember, NotTheSame, Person, PersonName, Relationship, SearchKey
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db

TODAY = TUESDAY_NOON.date()
BORN = dt.date(2018, 5, 4)


def a_person(cast: Cast, **facts: object) -> Person:
    """Somebody recorded by the hub officer."""
    known = {
        "is_child": True,
        "first_names": "Jayden",
        "last_name": "Smith",
        "born_on": BORN,
        "birth_known_to": "day",
        "sex": "M",
    }
    return actions.record_person(authority_id=STOCKTON, by=cast.officer, at=TUESDAY_NOON, **(known | facts))


def told_of(person: Person) -> list[str]:
    return [entry.kind.code for entry in ledger.chronology([person.pk])]


def keys_of(person: Person) -> set[int]:
    return set(SearchKey.objects.filter(person=person).values_list("key", flat=True))


def on_day(year: int, month: int, day: int) -> set[int]:
    """The keys by which somebody of this birthday is looked for."""
    return set(asked_keys(Description(birth=Birth.on(dt.date(year, month, day)))).near)


def at(house: str, postcode: str) -> set[int]:
    """The keys by which somebody is looked for at this address."""
    return set(asked_keys(Description(addresses=(Place(house, "", postcode),))).near)


def called(word: str) -> set[int]:
    """The key by which somebody of this very name is looked for."""
    return set(keys_of_words([word], None)[:1])


# ---- Recording ------------------------------------------------------------------------------------------------------


def test_a_child_is_recorded_with_names_address_numbers_keys_and_history(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(
            cast,
            known_as="Jay",
            house="14",
            street="Linthorpe Lane",
            town="Norton",
            postcode="ts20 1ab",
            identifiers={"nhs": "943 476 5919"},
        )
        assert child.reference.startswith("P-")
        assert (child.name, child.sort_name) == ("Jayden Smith", "Smith, Jayden")
        assert set(child.names.values_list("kind", "first_names")) == {("legal", "Jayden"), ("known_as", "Jay")}
        assert child.addresses.get().postcode == "TS20 1AB"
        assert child.identifiers.get().value == "9434765919"
        assert {number_key("9434765919"), *on_day(2018, 5, 4), *at("14", "TS20 1AB")} <= keys_of(child)
        assert told_of(child) == ["person_recorded"]


def test_an_unborn_child_has_an_expected_date_and_no_birthday(cast: Cast) -> None:
    """Working Together 2026 asks for help before birth: an unborn child has a record of their own."""
    with acting(cast.officer):
        child = a_person(cast, first_names="", unborn=True, born_on=None, expected_on=dt.date(2027, 2, 1), sex="U")
        assert (child.life, child.name) == ("expected", "Unborn baby Smith")
        with pytest.raises(UnsoundFact, match="not born yet"):
            a_person(cast, unborn=True)


def test_a_name_may_be_unknown(cast: Cast) -> None:
    with acting(cast.officer):
        assert a_person(cast, first_names="", last_name="", born_on=None).name == "Name not known"


def test_a_wrong_number_is_refused_by_its_field_and_nothing_is_written(cast: Cast) -> None:
    with acting(cast.officer):
        with pytest.raises(UnsoundFact) as refused:
            a_person(cast, identifiers={"nhs": "943 476 5918", "upn": "A123"})
        assert set(refused.value.problems) == {"nhs", "upn"}
        assert not Person.objects.exists()


def test_recording_twice_by_one_press_records_once(cast: Cast) -> None:
    key = a_key()
    with acting(cast.officer):
        a_person(cast, key=key)
        with pytest.raises(AlreadyDone):
            a_person(cast, key=key)
        assert Person.objects.count() == 1


def test_a_post_without_the_right_is_refused_with_a_reason(cast: Cast) -> None:
    with acting(cast.police), pytest.raises(MoveRefused, match="may not do this"):
        actions.record_person(
            authority_id=STOCKTON, by=cast.police, at=TUESDAY_NOON, is_child=True, first_names="A", last_name="B"
        )


def test_nobody_records_for_another_authority(cast: Cast) -> None:
    with acting(cast.officer), pytest.raises(MoveRefused, match="another authority"):
        actions.record_person(
            authority_id=MIDDLESBROUGH, by=cast.officer, at=TUESDAY_NOON, is_child=True, first_names="A", last_name="B"
        )


def test_another_authority_finds_nothing(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
    with acting(cast.elsewhere):
        assert not Person.objects.filter(pk=child.pk).exists()
        assert not SearchKey.objects.exists()
        with pytest.raises(MoveRefused):
            actions.add_name(child, kind="alias", first_names="X", last_name="Y", by=cast.elsewhere, at=TUESDAY_NOON)


# ---- Names ----------------------------------------------------------------------------------------------------------


def test_a_new_legal_name_keeps_the_earlier_one_as_former(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        actions.add_name(
            child, kind="legal", first_names="Jayden", last_name="Marsh", by=cast.officer, at=TUESDAY_NOON, version=1
        )
        child.refresh_from_db()
        assert (child.name, child.sort_name, child.version) == ("Jayden Marsh", "Marsh, Jayden", 2)
        assert set(child.names.values_list("kind", "last_name")) == {("legal", "Marsh"), ("former", "Smith")}
        assert {*called("smith"), *called("marsh")} <= keys_of(child)


def test_a_name_holds_something(cast: Cast) -> None:
    with acting(cast.officer), pytest.raises(UnsoundFact, match="Enter a first name"):
        actions.add_name(a_person(cast), kind="alias", first_names=" ", last_name="", by=cast.officer, at=TUESDAY_NOON)


def test_whoever_is_slower_is_told_what_happened_meanwhile(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        actions.add_name(
            child, kind="alias", first_names="Jay", last_name="Smith", by=cast.officer, at=TUESDAY_NOON, version=1
        )
    with acting(cast.social_worker):
        seen = Person.objects.get(pk=child.pk)
        with pytest.raises(StaleRecord) as stale:
            actions.correct_person(seen, changes={"sex": "F"}, by=cast.social_worker, at=TUESDAY_NOON, version=1)
        assert [(event.kind, event.actor_name) for event in stale.value.since] == [("name_added", "Ola Bright")]
        seen.refresh_from_db()
        assert seen.sex == "M"


# ---- Addresses ------------------------------------------------------------------------------------------------------


def moved(child: Person, cast: Cast, day: dt.date, **facts: object) -> Address:
    known = {"house": "2", "street": "High Street", "postcode": "TS18 1AA"}
    return actions.move_house(child, from_date=day, by=cast.officer, at=TUESDAY_NOON, **(known | facts))


def test_moving_house_ends_the_earlier_address_the_day_before(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, house="14", postcode="TS20 1AB")
        moved(child, cast, dt.date(2026, 11, 10))
        assert list(child.addresses.order_by("id").values_list("house", "until_date")) == [
            ("14", dt.date(2026, 11, 9)),
            ("2", None),
        ]
        assert {*at("14", "TS20 1AB"), *at("2", "TS18 1AA")} <= keys_of(child)
        assert "moved_house" in told_of(child)


def test_no_two_addresses_claim_the_same_days(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        moved(child, cast, dt.date(2026, 11, 10))
        with pytest.raises(UnsoundFact, match="A later address is already recorded, from 10 November 2026"):
            moved(child, cast, dt.date(2026, 11, 3), house="9")
        with pytest.raises(UnsoundFact, match="today or in the past"):
            moved(child, cast, dt.date(2027, 1, 1), house="9")
        assert child.addresses.count() == 1


def test_moving_on_the_same_day_still_ends_the_earlier_address(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        moved(child, cast, TODAY)
        moved(child, cast, TODAY, house="3")
        assert child.addresses.filter(until_date__isnull=True).get().house == "3"


def test_a_wrong_postcode_is_refused(cast: Cast) -> None:
    with acting(cast.officer), pytest.raises(UnsoundFact, match="full postcode"):
        moved(a_person(cast), cast, TODAY, postcode="nowhere")


def test_a_protected_address_makes_no_search_keys(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        address = moved(child, cast, TODAY, protected=True)
        assert not at("2", "TS18 1AA") & keys_of(child)
        actions.protect_address(address, protected=False, by=cast.officer, at=TUESDAY_NOON)
        assert at("2", "TS18 1AA") & keys_of(child)
        actions.protect_address(address, protected=True, by=cast.officer, at=TUESDAY_NOON)
        assert not at("2", "TS18 1AA") & keys_of(child)
        assert told_of(child).count("address_protected") == 2


def test_a_secret_address_is_protected_for_everybody_recorded_there(cast: Cast) -> None:
    """A brother's open address would give the protected one away."""
    with acting(cast.officer):
        child, brother = a_person(cast), a_person(cast, first_names="Mason")
        address = moved(child, cast, TODAY)
        moved(brother, cast, TODAY)
        changed = actions.protect_address(
            address, protected=True, with_others=True, by=cast.officer, at=TUESDAY_NOON, version=2
        )
        assert {one.person_id for one in changed} == {child.pk, brother.pk}
        assert not Address.objects.filter(protected=False).exists()
        assert "address_protected" in told_of(brother)
        assert not at("2", "TS18 1AA") & keys_of(brother)


# ---- Numbers --------------------------------------------------------------------------------------------------------


def test_a_new_upn_makes_the_earlier_one_former(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, identifiers={"upn": "A805200001001"})
        actions.add_identifier(child, kind="upn", value="A123456789012", by=cast.officer, at=TUESDAY_NOON)
        assert set(child.identifiers.values_list("kind", "value")) == {
            ("former_upn", "A805200001001"),
            ("upn", "A123456789012"),
        }
        assert {number_key("A805200001001"), number_key("A123456789012")} <= keys_of(child)


def test_a_second_nhs_number_is_refused_unless_the_first_is_said_to_be_wrong(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, identifiers={"nhs": "943 476 5919"})
        with pytest.raises(UnsoundFact, match="Another NHS number is already recorded"):
            actions.add_identifier(child, kind="nhs", value="401 023 2137", by=cast.officer, at=TUESDAY_NOON)
        actions.add_identifier(child, kind="nhs", value="401 023 2137", instead=True, by=cast.officer, at=TUESDAY_NOON)
        assert child.identifiers.get().value == "4010232137"
        assert number_key("9434765919") not in keys_of(child)
        assert "identifier_replaced" in told_of(child)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("nhs", "943 476 5918", "last digit does not fit"),
        ("upn", "B805200001001", "first letter does not fit"),
        ("police", "", "Enter the number"),
        ("agency", "77", "whose number"),
    ],
)
def test_a_number_that_can_not_be_right_is_refused_with_the_reason(
    cast: Cast, kind: str, value: str, message: str
) -> None:
    with acting(cast.officer), pytest.raises(UnsoundFact, match=message):
        actions.add_identifier(a_person(cast), kind=kind, value=value, by=cast.officer, at=TUESDAY_NOON)


# ---- Family ---------------------------------------------------------------------------------------------------------


def test_a_relationship_is_stored_both_ways_and_parental_responsibility_belongs_to_the_child_s_side(cast: Cast) -> None:
    """Children Act 1989 s.3: parental responsibility is a fact of its own, never inferred from being a parent."""
    with acting(cast.officer):
        child = a_person(cast)
        mother = a_person(
            cast, is_child=False, first_names="Kelly", last_name="Marsh", born_on=dt.date(1995, 1, 2), sex="F"
        )
        actions.relate(
            child, mother, kind="mother", parental_responsibility="yes", by=cast.officer, at=TUESDAY_NOON, version=1
        )
        rows = set(Relationship.objects.values_list("person__name", "kind", "parental_responsibility"))
        assert rows == {("Jayden Smith", "mother", "yes"), ("Kelly Marsh", "child", "unknown")}
        assert "relationship_recorded" in told_of(mother)
        assert mother.reference in ledger.chronology([child.pk])[0].sentence
        assert "Kelly" not in str(Event.objects.values_list("payload", flat=True))


def test_said_from_the_parent_s_side_it_is_the_same_fact(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        father = a_person(cast, is_child=False, first_names="Lee", sex="M", born_on=dt.date(1993, 1, 2))
        actions.relate(father, child, kind="child", parental_responsibility="no", by=cast.officer, at=TUESDAY_NOON)
        theirs = Relationship.objects.get(person=child)
        assert (theirs.kind, theirs.relative, theirs.parental_responsibility) == ("father", father, "no")


def test_said_again_the_facts_are_brought_up_to_date(cast: Cast) -> None:
    with acting(cast.officer):
        child, mother = a_person(cast), a_person(cast, is_child=False, first_names="Kelly", sex="F")
        for lives_with in ("yes", "no"):
            actions.relate(child, mother, kind="mother", lives_with=lives_with, by=cast.officer, at=TUESDAY_NOON)
        assert set(Relationship.objects.values_list("lives_with", flat=True)) == {"no"}
        assert Relationship.objects.count() == 2


def test_a_relationship_ends_on_both_sides(cast: Cast) -> None:
    with acting(cast.officer):
        child, carer = a_person(cast), a_person(cast, is_child=False, first_names="Ann", sex="F")
        found = actions.relate(child, carer, kind="foster_carer", by=cast.officer, at=TUESDAY_NOON)
        actions.end_relationship(found, until=TODAY, by=cast.officer, at=TUESDAY_NOON)
        assert set(Relationship.objects.values_list("until_date", flat=True)) == {TODAY}


def test_nobody_is_their_own_relative(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        with pytest.raises(UnsoundFact, match="their own relative"):
            actions.relate(child, child, kind="cousin", by=cast.officer, at=TUESDAY_NOON)


def test_an_unborn_child_is_found_by_the_mother_once_she_is_known(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(
            cast, first_names="", last_name="", unborn=True, born_on=None, expected_on=dt.date(2027, 2, 1), sex="U"
        )
        mother = a_person(
            cast, is_child=False, first_names="Kelly", last_name="Marsh", sex="F", born_on=dt.date(1995, 1, 2)
        )
        actions.relate(child, mother, kind="mother", by=cast.officer, at=TUESDAY_NOON)
        said = Description(birth=Birth.expected_on(dt.date(2027, 2, 9)), mother=Name("Kelly", "Marsh"))
        assert set(asked_keys(said).near) & keys_of(child)


def test_joining_a_household_leaves_the_earlier_one(cast: Cast) -> None:
    with acting(cast.officer):
        child, mother, gran = (
            a_person(cast),
            a_person(cast, is_child=False, first_names="Kelly"),
            a_person(cast, is_child=False, first_names="Ann"),
        )
        actions.join_household(
            child, living_with=mother, from_date=dt.date(2020, 1, 1), by=cast.officer, at=TUESDAY_NOON
        )
        first = HouseholdMember.objects.filter(until_date__isnull=True)
        assert set(first.values_list("person__name", flat=True)) == {"Jayden Smith", "Kelly Smith"}
        actions.join_household(child, living_with=gran, from_date=TODAY, by=cast.officer, at=TUESDAY_NOON)
        assert child.households.filter(until_date=TODAY).count() == 1
        with pytest.raises(UnsoundFact, match="already live"):
            actions.join_household(child, living_with=gran, from_date=TODAY, by=cast.officer, at=TUESDAY_NOON)
        actions.leave_household(child, until=TODAY, by=cast.officer, at=TUESDAY_NOON)
        assert not child.households.filter(until_date__isnull=True).exists()


# ---- Birth, death, corrections --------------------------------------------------------------------------------------


def test_the_expected_child_is_born_on_the_same_record(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast, first_names="", unborn=True, born_on=None, expected_on=dt.date(2026, 11, 20), sex="U")
        actions.record_birth(
            child,
            born_on=TODAY,
            first_names="Mia",
            last_name="Smith",
            sex="F",
            by=cast.officer,
            at=TUESDAY_NOON,
            version=1,
        )
        child.refresh_from_db()
        assert (child.life, child.born_on, child.name, child.sex) == ("born", TODAY, "Mia Smith", "F")
        assert told_of(child) == ["birth_recorded", "person_recorded"]
        with pytest.raises(UnsoundFact, match="already recorded"):
            actions.record_birth(child, born_on=TODAY, by=cast.officer, at=TUESDAY_NOON, version=2)


def test_a_death_is_recorded_even_when_the_day_is_not_known(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        actions.record_death(child, died_on=None, by=cast.officer, at=TUESDAY_NOON, version=1)
        child.refresh_from_db()
        assert (child.life, child.died_on) == ("died", None)
        with pytest.raises(UnsoundFact):
            actions.record_death(child, died_on=dt.date(2010, 1, 1), by=cast.officer, at=TUESDAY_NOON, version=2)


def test_a_correction_keeps_codes_only_in_the_ledger_and_makes_the_child_findable(cast: Cast) -> None:
    """Data protection: accuracy (UK GDPR article 5(1)(d)) without keeping the wrong value for ever in an append-only
    ledger.
    """
    with acting(cast.officer):
        child = a_person(cast)
        actions.correct_person(
            child,
            changes={"born_on": dt.date(2018, 4, 5), "sex": "M"},
            by=cast.officer,
            at=TUESDAY_NOON,
            version=1,
            note="Birth certificate seen.",
        )
        assert on_day(2018, 4, 5) <= keys_of(child)
        event = Event.objects.get(kind="person_corrected")
        assert event.payload == {"fields": "date of birth", "version": 2}
        assert "2018" not in str(event.payload)


def test_correcting_nothing_writes_nothing(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
        actions.correct_person(child, changes={"sex": "M"}, by=cast.officer, at=TUESDAY_NOON, version=1)
        child.refresh_from_db()
        assert child.version == 1
        with pytest.raises(UnsoundFact, match="in the past"):
            actions.correct_person(
                child, changes={"born_on": dt.date(2030, 1, 1)}, by=cast.officer, at=TUESDAY_NOON, version=1
            )


def test_not_the_same_is_remembered_both_ways_and_said_once(cast: Cast) -> None:
    with acting(cast.officer):
        one, other = a_person(cast), a_person(cast)
        for _ in range(2):
            actions.say_not_the_same(one, other, because="Different mothers.", by=cast.officer, at=TUESDAY_NOON)
        assert NotTheSame.objects.count() == 2
        assert told_of(other).count("not_the_same_said") == 1


def test_what_is_added_to_a_restricted_person_is_restricted_too(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_person(cast)
    with acting(granted(cast.officer, child)) as reader:
        Person.objects.filter(pk=child.pk).update(restricted=True)
        child.refresh_from_db()
        actions.add_name(child, kind="alias", first_names="Jay", last_name="Marsh", by=reader, at=TUESDAY_NOON)
        moved(child, cast, TODAY)
    with acting(cast.officer):
        assert not PersonName.objects.filter(last_name="Marsh").exists()
        assert not Address.objects.filter(person=child).exists()
        assert not SearchKey.objects.filter(key__in=called("marsh")).exists()
        assert not Event.objects.filter(kind="name_added").exists()


def test_a_record_is_restricted_by_its_own_act_never_in_passing(cast: Cast) -> None:
    with acting(cast.officer), pytest.raises(ValueError, match="restricted"):
        a_person(cast, restricted=True)
