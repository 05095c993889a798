"""Two records of one person: linked with evidence, read as one, parted again with both exactly as they were. No machine
does it, the strictest restriction holds, and nothing is revealed to anybody who may not see both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, a_key, granted, walk
from tests.pages import session_for

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.access.restricting import Subject
from lantern.access.rows import our_models, row_rule
from lantern.people import actions, finding, keys, linked
from lantern.people.actions import UnsoundFact
from lantern.people.models import Link, LinkedRecord, Person
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Episode

pytestmark = pytest.mark.django_db

AT = TUESDAY_NOON
LATER = AT + dt.timedelta(hours=3)
BORN = dt.date(2018, 5, 4)
WHY = "The school and the mother both say so."


def a_person(cast: Cast, first: str = "Jayden", last: str = "Smith", **facts: Any) -> Person:
    known = {"is_child": True, "born_on": BORN, "birth_known_to": "day", "sex": "M", "postcode": "TS20 1AB"}
    with acting(cast.officer):
        return actions.record_person(
            authority_id=STOCKTON, by=cast.officer, at=AT, first_names=first, last_name=last, **(known | facts)
        )


def linked_by(actor: ActingPerson, one: Person, other: Person, **more: Any) -> Link:
    with acting(actor):
        return actions.link(one, other, because=WHY, by=actor, at=AT, **more)


def parted_by(actor: ActingPerson, link: Link, **more: Any) -> Link:
    with acting(actor):
        return actions.unlink(link, because="The birth certificates differ.", by=actor, at=LATER, **more)


def restricted_to(person: Person, cast: Cast, *named: ActingPerson) -> Restriction:
    with acting(cast.manager):
        return restricting.restrict(
            Subject(person.pk, STOCKTON),
            kind=Restriction.Kind.ONLY_THESE,
            users=list(User.objects.filter(pk__in=[each.user_id for each in named])),
            reason="A worker's own child.",
            whom_to_ask="The service manager",
            by=cast.manager,
            at=AT,
        )


def as_signed_in(actor: ActingPerson) -> ActingPerson:
    """The same person with what the database lets them into and keeps them out of, as a request finds it."""
    import json
    import uuid
    from dataclasses import replace

    with connection.cursor() as cursor:
        cursor.execute("select access.signed_in(%s)", [session_for(actor)])
        told = cursor.fetchone()[0]
    told = json.loads(told) if isinstance(told, str) else told
    return replace(
        actor,
        granted=tuple(uuid.UUID(each) for each in told["granted"]),
        denied=tuple(uuid.UUID(each) for each in told["denied"]),
    )


def every_row(people: list[Person], by: ActingPerson) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row that is about these people or an episode of theirs, but the ledger's and the links'."""
    ids = [each.pk for each in people]
    found = {}
    with acting(by), connection.cursor() as cursor:
        cursor.execute("select episode_id from spine_involvement where person_id = any(%s)", [ids])
        episodes = [row[0] for row in cursor.fetchall()]
        for model in our_models():
            columns = {field.column for field in model._meta.local_fields}
            table = model._meta.db_table
            if model._meta.auto_created or row_rule(model).using is None or table.startswith("access_"):
                continue
            if table in {"spine_event", "spine_eventsubject", "spine_eventnote", "spine_act", "people_link"}:
                continue
            wanted = []
            for column, values in (
                ("id", "people" if table == "people_person" else "episodes" if table == "spine_episode" else ""),
                ("person_id", "people"),
                ("relative_id", "people"),
                ("other_id", "people"),
                ("episode_id", "episodes"),
                ("contact_id", "episodes"),
                ("episode_ptr_id", "episodes"),
            ):
                if column in columns and values:
                    wanted.append(f"{column} = any(%({values})s)")
            if wanted:
                cursor.execute(
                    f"select t::text from {table} t where {' or '.join(wanted)} order by 1",
                    {"people": ids, "episodes": episodes},
                )
                found[table] = cursor.fetchall()
    return found


# ---- Linking --------------------------------------------------------------------------------------------------------


def test_a_link_keeps_its_evidence_author_time_and_reason_and_changes_no_fact(cast: Cast) -> None:
    """ID3: people keep their source records and a link beside them; nothing is overwritten."""
    one, other = a_person(cast), a_person(cast, "Jaydn", born_on=dt.date(2018, 4, 5))
    before = every_row([one, other], cast.officer)
    made = linked_by(cast.officer, one, other)
    after = every_row([one, other], cast.officer)
    assert {table for table in after if after[table] != before[table]} == {"people_linkedrecord"}
    assert made.linked_by_name == cast.officer.name
    assert (made.linked_at, made.because) == (AT, WHY)
    assert any("Smith" in text for text in made.agreed)
    assert any("day and month" in text.lower() or "birth" in text.lower() for text in (*made.agreed, *made.disagreed))
    with acting(cast.officer):
        assert [each.pk for each in linked.together(one)] == [one.pk, other.pk]
        for each in (one, other):
            assert ledger.chronology([each.pk])[0].kind.code == "records_linked"


def test_three_records_are_one_cluster_and_parting_two_leaves_the_rest_together(cast: Cast) -> None:
    one, two, three = a_person(cast), a_person(cast), a_person(cast)
    first = linked_by(cast.officer, one, two)
    linked_by(cast.officer, two, three)
    with acting(cast.officer):
        assert LinkedRecord.objects.values("cluster").distinct().count() == 1
        with pytest.raises(MoveRefused, match="already read as one"):
            actions.link(one, three, because=WHY, by=cast.officer, at=AT)
    parted_by(cast.manager, first)
    with acting(cast.officer):
        assert [each.pk for each in linked.together(one)] == [one.pk]
        assert {each.pk for each in linked.together(two)} == {two.pk, three.pk}


def test_no_machine_links(cast: Cast) -> None:
    """Nothing is merged by machine: the clockwork that runs imports may not."""
    from lantern.access.people_acting import clockwork

    one, other = a_person(cast), a_person(cast)
    machine = clockwork(STOCKTON)
    with acting(machine), pytest.raises(MoveRefused):
        actions.link(one, other, because=WHY, by=machine, at=AT)


def test_a_wrong_role_is_refused_and_another_authority_finds_nothing(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    for actor in (cast.police, cast.elsewhere, cast.provider):
        with acting(actor), pytest.raises(MoveRefused):
            actions.link(one, other, because=WHY, by=actor, at=AT)
    linked_by(cast.officer, one, other)
    for actor in (cast.police, cast.elsewhere, cast.provider):
        with acting(actor):
            assert not Link.objects.exists()
            assert not LinkedRecord.objects.exists()


def test_twice_is_once_and_a_record_that_changed_is_told(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    key = a_key()
    seen = (one.version, other.version)
    with acting(cast.officer):
        actions.correct_person(other, changes={"sex": "F"}, by=cast.officer, at=AT, version=other.version)
        with pytest.raises(StaleRecord):
            actions.link(one, other, because=WHY, by=cast.officer, at=AT, versions=seen, despite_doubts=True)
        actions.link(one, other, because=WHY, by=cast.officer, at=AT, key=key, despite_doubts=True)
        with pytest.raises(AlreadyDone):
            actions.link(one, other, because=WHY, by=cast.officer, at=AT, key=key, despite_doubts=True)
        assert Link.objects.count() == 1


def test_a_reason_is_needed_and_a_record_is_not_linked_with_itself(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    with acting(cast.officer):
        with pytest.raises(UnsoundFact, match="how you know"):
            actions.link(one, other, because=" ", by=cast.officer, at=AT)
        with pytest.raises(UnsoundFact, match="one record"):
            actions.link(one, one, because=WHY, by=cast.officer, at=AT)


def test_linked_records_are_one_candidate_with_the_history_of_both(cast: Cast) -> None:
    """Searching finds a person, not records: one line, all contacts, and the other record named."""
    place = {"house": "9", "street": "Elm Row"}
    one, other = a_person(cast, **place), a_person(cast, **place)
    with acting(cast.officer):
        assert len(finding.search("jayden smith", by=cast.officer)) == 2
    linked_by(cast.officer, one, other)
    with acting(cast.officer):
        for found in (
            finding.search("jayden smith", by=cast.officer),
            finding.candidates(keys.description_of(one), by=cast.officer),
        ):
            assert [set(each.read_as_one.values()) | {each.reference} for each in found] == [
                {one.reference, other.reference}
            ]
            assert found[0].household == ()


# ---- Twins, brothers and sisters ------------------------------------------------------------------------------------


def the_twins(cast: Cast) -> tuple[Person, Person]:
    return a_person(cast, "Jayden"), a_person(cast, "Jaxon")


def siblings(cast: Cast) -> tuple[Person, Person]:
    one, other = a_person(cast), a_person(cast)
    with acting(cast.officer):
        actions.relate(one, other, kind="full_sibling", by=cast.officer, at=AT)
    return one, other


def two_of_one_contact(cast: Cast) -> tuple[Person, Person]:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, children=2), "screened", cast=cast)
        one, other = [each.person for each in contact.reported.order_by("order")]
    return one, other


def with_numbers_of_their_own(cast: Cast) -> tuple[Person, Person]:
    return (
        a_person(cast, identifiers={"nhs": "943 476 5919"}),
        a_person(cast, identifiers={"nhs": "987 654 3210"}),
    )


def both_unborn(cast: Cast) -> tuple[Person, Person]:
    unborn = {"unborn": True, "born_on": None, "expected_on": dt.date(2027, 2, 1)}
    return a_person(cast, "", **unborn), a_person(cast, "", **unborn)


def said_to_be_two(cast: Cast) -> tuple[Person, Person]:
    one, other = a_person(cast), a_person(cast)
    with acting(cast.manager):
        actions.say_not_the_same(one, other, because="I have met both.", by=cast.manager, at=AT)
    return one, other


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (the_twins, "twins"),
        (siblings, "relatives"),
        (two_of_one_contact, "as two people"),
        (with_numbers_of_their_own, "NHS number of their own"),
        (both_unborn, "midwife"),
        (said_to_be_two, "I have met both"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_whoever_would_link_twins_or_siblings_is_warned_and_must_say_that_they_looked(
    pair: Any, said: str, cast: Cast
) -> None:
    one, other = pair(cast)
    with acting(cast.officer):
        assert any(said in text for text in linked.compare(one, other).doubts)
        with pytest.raises(UnsoundFact, match="speaks against"):
            actions.link(one, other, because=WHY, by=cast.officer, at=AT)
        made = actions.link(one, other, because=WHY, by=cast.officer, at=AT, despite_doubts=True)
        assert any(said in text for text in made.doubts)


def test_two_spellings_of_one_name_are_no_twins(cast: Cast) -> None:
    """A warning that comes every time is read by nobody."""
    with acting(cast.officer):
        for other in ("Jaydn", "Jayden"):
            assert linked.compare(a_person(cast, "Jayden"), a_person(cast, other)).doubts == ()
        assert linked.compare(a_person(cast, "Jayden"), a_person(cast, "Hayden")).doubts


# ---- Parting --------------------------------------------------------------------------------------------------------


@contextmanager
def a_full_history(cast: Cast) -> Iterator[tuple[Person, Person]]:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, children=2), "screened", cast=cast)
        one, sibling = [each.person for each in contact.reported.order_by("order")]
        other = actions.record_person(
            authority_id=STOCKTON,
            by=cast.officer,
            at=AT,
            is_child=True,
            first_names="Kay",
            last_name="Example",
            known_as="K",
            house="3",
            street="Mill Lane",
            postcode="TS20 1AB",
            protected=True,
        )
        mother = actions.record_person(
            authority_id=STOCKTON, by=cast.officer, at=AT, is_child=False, first_names="Ann", last_name="Example"
        )
        actions.relate(other, mother, kind="mother", by=cast.officer, at=AT)
        actions.join_household(other, living_with=mother, from_date=None, by=cast.officer, at=AT)
        actions.say_not_the_same(other, sibling, because="I know both.", by=cast.officer, at=AT)
        other.refresh_from_db()
    yield one, other


def test_parting_restores_both_records_exactly(cast: Cast) -> None:
    """A known fault elsewhere: an undone merge did not restore the surviving record. Here every row is compared."""
    with a_full_history(cast) as (one, other):
        before = every_row([one, other], cast.officer)
        assert len(before["people_address"]) > 0
        made = linked_by(cast.officer, one, other, despite_doubts=True)
        gone = parted_by(cast.officer, made)
        assert every_row([one, other], cast.officer) == before
    assert (gone.parted_at, gone.parted_by_name) == (LATER, cast.officer.name)
    with acting(cast.officer):
        assert not LinkedRecord.objects.exists()
        assert [each.kind.code for each in ledger.chronology([one.pk])][:2] == ["records_parted", "records_linked"]


def test_parting_from_a_restricted_record_restores_both_exactly_too(cast: Cast) -> None:
    with a_full_history(cast) as (one, other):
        restricted_to(other, cast, cast.social_worker)
        reader = granted(cast.social_worker, other)
        before = every_row([one, other], reader)
        made = linked_by(reader, one, other, despite_doubts=True)
        parted_by(granted(cast.social_worker, one, other), made)
        assert every_row([one, other], reader) == before


def test_whoever_linked_does_not_undo_alone_what_others_have_built_on(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    made = linked_by(cast.officer, one, other)
    with acting(cast.social_worker):
        actions.add_name(one, kind="known_as", first_names="Jay", last_name="", by=cast.social_worker, at=LATER)
    with acting(cast.officer), pytest.raises(MoveRefused, match="recorded while they were read as one"):
        actions.unlink(made, because="Wrong.", by=cast.officer, at=LATER)
    gone = parted_by(cast.manager, made, two_people=True)
    with acting(cast.officer):
        listed = linked.written_meanwhile(gone)
        assert [(each.kind, each.subjects.get().person_id) for each in listed] == [("name_added", one.pk)]
        assert one.not_the_same.get().other_id == other.pk
        with pytest.raises(MoveRefused, match=cast.manager.name):
            actions.unlink(gone, because="Again.", by=cast.officer, at=LATER)


def test_records_read_as_one_are_not_said_to_be_two_before_they_are_parted(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    linked_by(cast.officer, one, other)
    with acting(cast.officer), pytest.raises(UnsoundFact, match="Part them first"):
        actions.say_not_the_same(one, other, because="?", by=cast.officer, at=AT)


# ---- The strictest restriction --------------------------------------------------------------------------------------


def test_only_somebody_who_may_see_both_can_link_them(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    restricted_to(other, cast, cast.social_worker)
    with acting(cast.officer), pytest.raises(MoveRefused, match="see both"):
        actions.link(one, other, because=WHY, by=cast.officer, at=AT)
    linked_by(as_signed_in(cast.social_worker), one, other)


def test_linking_an_open_record_to_a_restricted_one_reveals_nothing_and_closes_the_open_one(cast: Cast) -> None:
    """The strictest restriction holds for the person, whichever record one comes by."""
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        one = contact.reported.get().person
    other = a_person(cast)
    restricted_to(other, cast, cast.social_worker)
    made = linked_by(as_signed_in(cast.social_worker), one, other, despite_doubts=True)
    with acting(cast.officer):
        assert not Person.objects.filter(pk__in=[one.pk, other.pk]).exists()
        assert not Episode.objects.filter(pk=contact.pk).exists()
        assert not Link.objects.exists()
        assert not LinkedRecord.objects.exists()
    reader = as_signed_in(cast.social_worker)
    assert {one.pk, other.pk} <= set(reader.granted)
    with acting(reader):
        assert Person.objects.filter(pk__in=[one.pk, other.pk]).count() == 2
        assert Episode.objects.filter(pk=contact.pk).exists()
        actions.unlink(made, because="Two children.", by=reader, at=LATER)
    with acting(cast.officer):
        # Open again, and its history says nothing of the record that is not for this reader.
        assert Person.objects.filter(pk=one.pk, restricted=False).exists()
        assert Episode.objects.filter(pk=contact.pk, restricted=False).exists()
        assert not {each.kind.code for each in ledger.chronology([one.pk])} & set(linked.LINK_EVENTS)
        assert not Person.objects.filter(pk=other.pk).exists()
        assert not Link.objects.exists()


def test_restricting_one_record_later_closes_all_that_is_read_with_it_and_lifting_opens_them(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    linked_by(cast.officer, one, other)
    placed = restricted_to(one, cast, cast.social_worker)
    with acting(cast.officer):
        assert not Person.objects.filter(pk__in=[one.pk, other.pk]).exists()
    with acting(as_signed_in(cast.social_worker)):
        assert Person.objects.filter(pk__in=[one.pk, other.pk]).count() == 2
    with acting(cast.manager):
        restricting.lift(placed, by=cast.manager, at=LATER)
    with acting(cast.officer):
        assert Person.objects.filter(pk__in=[one.pk, other.pk]).count() == 2


def test_who_is_let_into_one_of_two_restricted_records_sees_that_one_and_no_link(cast: Cast) -> None:
    one, other, third = a_person(cast), a_person(cast), a_person(cast)
    restricted_to(one, cast, cast.social_worker, cast.officer)
    restricted_to(other, cast, cast.social_worker)
    both = as_signed_in(cast.social_worker)
    linked_by(both, one, other)
    linked_by(as_signed_in(cast.social_worker), other, third)
    with acting(as_signed_in(cast.officer)):
        assert set(Person.objects.values_list("pk", flat=True)) & {one.pk, other.pk, third.pk} == {one.pk}
        assert [each.pk for each in linked.together(one)] == [one.pk]
        assert not Link.objects.exists()


def test_who_is_kept_out_of_one_record_is_kept_out_of_all_that_is_read_with_it(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    with acting(cast.manager):
        restricting.restrict(
            Subject(one.pk, STOCKTON),
            kind=Restriction.Kind.NOT_THESE,
            users=[User.objects.get(pk=cast.officer.user_id)],
            reason="A relative of the family.",
            whom_to_ask="The service manager",
            by=cast.manager,
            at=AT,
        )
    linked_by(cast.social_worker, one, other)
    with acting(as_signed_in(cast.officer)):
        assert not Person.objects.filter(pk__in=[one.pk, other.pk]).exists()
    with acting(as_signed_in(cast.social_worker)):
        assert Person.objects.filter(pk__in=[one.pk, other.pk]).count() == 2


def test_breaking_the_glass_opens_all_that_is_read_as_one(cast: Cast) -> None:
    one, other = a_person(cast), a_person(cast)
    restricted_to(other, cast, cast.social_worker)
    linked_by(as_signed_in(cast.social_worker), one, other)
    with acting(cast.officer):
        opened = restricting.break_glass(one.reference, reason="A child at risk now.", by=cast.officer, at=LATER)
        assert {each.person_id for each in opened} == {one.pk, other.pk}
