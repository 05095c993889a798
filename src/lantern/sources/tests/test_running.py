"""A list is compared without being taken over: nobody's record is joined, a person decides what is doubtful, and the
next list costs what has changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import TUESDAY_NOON, Cast, counted_queries

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.law.linking import MachineLinks
from lantern.people import actions
from lantern.people.models import LinkedRecord, Person, Pointer
from lantern.sources import running
from lantern.sources.models import Pair, Row, Run, Source
from lantern.sources.tests.lists import (
    JAYDEN,
    MAISIE,
    SYSTEM,
    UNHEARD,
    a_list,
    compared,
    jayden,
    maisie,
    on_record,
)
from lantern.spine.lifecycle import AlreadyDone, MoveRefused

LATER = TUESDAY_NOON + dt.timedelta(days=7)
pytestmark = pytest.mark.django_db


def pairs(**which: Any) -> list[Pair]:
    with acting(SYSTEM):
        return list(Pair.objects.filter(**which).select_related("source").order_by("-score"))


def pointers(person: Person) -> list[Pointer]:
    with acting(SYSTEM):
        return list(Pointer.objects.filter(person=person, ended_at=None))


def answered(pair: Pair, said: str, cast: Cast, at: dt.datetime = TUESDAY_NOON) -> None:
    with acting(cast.officer):
        running.answer(pair, said, by=cast.officer, at=at)


def test_nothing_points_at_anybody_before_a_person_has_looked(cast: Cast) -> None:
    """No machine links before its error is published: every strong pair is drawn for the sample and waits."""
    child, other = jayden(cast.officer), maisie(cast.officer)
    run = compared(a_list(JAYDEN, MAISIE, UNHEARD))
    assert (run.state, run.rows, run.refused) == (Run.State.DONE, 3, 0)
    assert {each.person_id for each in pairs()} == {child.pk, other.pk}
    assert all(each.sampled for each in pairs(state=Pair.State.HELD))
    assert pointers(child) == pointers(other) == []


def test_of_somebody_nobody_knows_only_keyed_hashes_stay(cast: Cast) -> None:
    run = compared(a_list(JAYDEN, UNHEARD))
    assert pairs() == []
    assert run.sealed_content is None
    with acting(SYSTEM), connection.cursor() as cursor:
        assert Row.objects.count() == 2
        for table in ("sources_row", "sources_pair", "sources_run", "sources_source"):
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            kept = cursor.fetchone()[0]
            assert not [word for word in ("Unheard", "N/102", "Thistlewood", "TS20") if word in kept], table


def test_a_person_says_it_is_the_same_and_a_pointer_stands_on_the_record(cast: Cast) -> None:
    child = jayden(cast.officer)
    compared(a_list(JAYDEN))
    answered(pairs()[0], Pair.State.SAME, cast)
    [pointer] = pointers(child)
    assert (pointer.title, pointer.number, pointer.said_by_name) == ("Police", "N/100", "Ola Bright")
    assert pointer.wrong_at_most is None
    with acting(SYSTEM):
        assert LinkedRecord.objects.count() == 0, "no two records are joined by it"


def test_an_answer_is_for_ever_and_can_be_taken_back_by_another(cast: Cast) -> None:
    child = jayden(cast.officer)
    compared(a_list(JAYDEN))
    answered(pairs()[0], Pair.State.OTHER, cast)
    compared(a_list(JAYDEN.replace("14 Mill", "15 Mill")), at=LATER)
    [pair] = pairs()
    assert (pair.state, pair.said["address"]) == (Pair.State.OTHER, "15 Mill Lane")
    answered(pair, Pair.State.SAME, cast, LATER)
    assert len(pointers(child)) == 1
    answered(pair, Pair.State.UNCLEAR, cast, LATER)
    assert pointers(child) == []


def test_the_same_list_again_scores_nothing(cast: Cast) -> None:
    """Unchanged rows cost no look-up."""
    jayden(cast.officer)
    compared(a_list(JAYDEN, MAISIE, UNHEARD))
    with acting(SYSTEM):
        # As if nobody had been recorded since: what changed is a matter of time, and the test has none.
        Run.objects.update(started_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    before = pairs()
    with counted_queries() as statements:
        run = compared(a_list(JAYDEN, MAISIE, UNHEARD), at=LATER)
    assert (run.unchanged, run.written, run.withdrawn) == (3, 0, 0)
    assert not [each for each in statements if "people_searchkey" in each]
    assert [(each.pk, each.state) for each in pairs()] == [(each.pk, each.state) for each in before]


def test_somebody_recorded_since_is_met_by_rows_that_did_not_change(cast: Cast) -> None:
    compared(a_list(JAYDEN, MAISIE))
    child = jayden(cast.officer)
    run = compared(a_list(JAYDEN, MAISIE), at=LATER)
    assert run.unchanged == 2
    assert [each.person_id for each in pairs()] == [child.pk]


def test_a_row_that_is_withdrawn_ends_its_pointer_and_keeps_the_answer(cast: Cast) -> None:
    child = jayden(cast.officer)
    compared(a_list(JAYDEN, UNHEARD))
    answered(pairs()[0], Pair.State.SAME, cast)
    run = compared(a_list(UNHEARD), at=LATER)
    assert run.withdrawn == 1
    assert pointers(child) == []
    compared(a_list(JAYDEN, UNHEARD), at=LATER + dt.timedelta(days=7))
    assert len(pointers(child)) == 1, "the answer is for ever"


def test_the_machine_links_only_after_its_sample_has_shown_it_is_right_often_enough(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No pointer of a machine without a published error; with ten answers in ten right it may still be 26 in 100."""
    monkeypatch.setattr(running.estimating, "sample_for", lambda *_: 1)
    child, other = jayden(cast.officer), maisie(cast.officer)
    run = compared(a_list(JAYDEN, MAISIE.replace("Maysie", "Maisie")))
    assert sum(each.sampled for each in pairs(state=Pair.State.HELD)) == 1
    [drawn] = [each for each in pairs() if each.sampled]
    answered(drawn, Pair.State.SAME, cast)
    with acting(cast.manager), pytest.raises(MoveRefused, match="at most 2 in 100"):
        running.accept(run, by=cast.manager, at=TUESDAY_NOON)

    def lenient() -> Any:
        return MachineLinks(0.97, 0.95, "local", "check", "")

    monkeypatch.setattr(running, "machine_links", lenient)
    with acting(cast.manager):
        best = running.accept(run, by=cast.manager, at=TUESDAY_NOON)
    assert best.wrong_at_most == pytest.approx(0.95, abs=0.001)
    by_machine = next(person for person in (child, other) if person.pk != drawn.person_id)
    [pointer] = pointers(by_machine)
    assert (pointer.said_by_name, pointer.wrong_at_most) == ("", pytest.approx(0.95, abs=0.001))
    [left] = [each for each in pairs() if each.person_id == by_machine.pk]
    answered(left, Pair.State.OTHER, cast)
    assert pointers(by_machine) == [], "a person's answer ends the machine's"


def test_twins_and_doubles_are_never_the_machines(cast: Cast) -> None:
    """A row that may be two people, or a person whom two rows may be, is asked about whatever the score."""
    jayden(cast.officer)
    on_record("Jaydn", "Thistlewood", dt.date(2018, 5, 4), by=cast.officer, sex="M", postcode="TS20 1AB", house="14",
              street="Mill Lane")  # fmt: skip
    maisie(cast.officer)
    double = MAISIE.replace("N/101", "N/201").replace("Maysie", "Maisie")
    compared(a_list(JAYDEN, MAISIE, double))
    assert {each.why_asked for each in pairs(state=Pair.State.WAITING)} >= {"two_people", "two_rows"}
    assert pairs(state=Pair.State.HELD) == []


def test_two_records_that_are_read_as_one_are_no_two_people(cast: Cast) -> None:
    """A link that somebody made is known to the comparison: the row fits one person, whose record it points at."""
    one = jayden(cast.officer)
    other = on_record("Jayden", "Thistlewood", dt.date(2018, 5, 4), by=cast.officer, sex="M", postcode="TS20 1AB",
                      house="14", street="Mill Lane")  # fmt: skip
    with acting(cast.officer):
        actions.link(one, other, because="One boy, recorded twice.", despite_doubts=True, by=cast.officer,
                     at=TUESDAY_NOON)  # fmt: skip
    compared(a_list(JAYDEN))
    assert {each.why_asked for each in pairs()} == {""}


def test_somebody_restricted_is_met_by_no_list_and_the_list_says_nothing_of_it(cast: Cast) -> None:
    """The source learns nothing of a restricted child: not from what is kept, nor from what is counted."""
    child = jayden(cast.officer)
    with acting(cast.manager):
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id), kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.manager.user_id)], reason="A worker's own family.",
            whom_to_ask="The service manager", by=cast.manager, at=TUESDAY_NOON,
        )  # fmt: skip
    with_child = compared(a_list(JAYDEN))
    nobody = compared(a_list(UNHEARD), code="health")
    assert pairs() == []
    assert with_child.figures["rows_with_somebody"] == nobody.figures["rows_with_somebody"] == 0
    with acting(cast.manager):
        assert Pair.objects.count() == 0, "nor does whoever may open the record learn it from here"


def test_a_record_restricted_later_hides_its_pointer_and_the_next_list_stumbles_over_nothing(cast: Cast) -> None:
    child = jayden(cast.officer)
    compared(a_list(JAYDEN))
    answered(pairs()[0], Pair.State.SAME, cast)
    with acting(cast.manager):
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id), kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.manager.user_id)], reason="A worker's own family.",
            whom_to_ask="The service manager", by=cast.manager, at=TUESDAY_NOON,
        )  # fmt: skip
    assert pointers(child) == [] == pairs()
    run = compared(a_list(JAYDEN.replace("14 Mill", "15 Mill"), UNHEARD), at=LATER)
    assert run.state == Run.State.DONE
    assert pairs() == []


def test_another_authority_sees_nothing_of_it(cast: Cast) -> None:
    jayden(cast.officer)
    compared(a_list(JAYDEN))
    for stranger in (cast.elsewhere, cast.police, cast.provider):
        with acting(stranger):
            counted = [kind.objects.count() for kind in (Source, Run, Row, Pair, Pointer)]
        assert counted == [0, 0, 0, 0, 0]


def test_two_lists_of_a_source_are_not_compared_at_once(cast: Cast) -> None:
    with acting(SYSTEM):
        source = running.source_for("police", authority_id=808, by=SYSTEM)
        one, other = (running.send(a_list(row), source, by=SYSTEM, at=TUESDAY_NOON) for row in (JAYDEN, MAISIE))
        running.start(one, by=SYSTEM, at=TUESDAY_NOON)
        with pytest.raises(MoveRefused, match="Another list of this source is being compared"):
            running.start(other, by=SYSTEM, at=TUESDAY_NOON)
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.filter(pk=other.pk).update(state=Run.State.QUEUED)


def test_a_run_that_was_broken_off_goes_on_where_it_stood(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are all or nothing; what was done is not done again, and what was drawn is drawn the same."""
    monkeypatch.setattr(running, "BATCH", 1)
    child, other = jayden(cast.officer), maisie(cast.officer)
    with acting(SYSTEM):
        source = running.source_for("police", authority_id=808, by=SYSTEM)
        run = running.send(a_list(JAYDEN, MAISIE, UNHEARD), source, by=SYSTEM, at=TUESDAY_NOON)
        running.start(run, by=SYSTEM, at=TUESDAY_NOON)
    with pytest.raises(KeyboardInterrupt):
        running.compare(run, by=SYSTEM, at=TUESDAY_NOON, acting=acting, stop_after=1)
    with acting(SYSTEM):
        assert (Run.objects.get().state, Run.objects.get().written, Row.objects.count()) == (Run.State.RUNNING, 1, 1)
        assert Run.objects.get().sealed_content is not None
    done = running.compare(run, by=SYSTEM, at=TUESDAY_NOON, acting=acting)
    assert (done.state, done.written, done.sealed_content) == (Run.State.DONE, 3, None)
    assert {each.person_id for each in pairs()} == {child.pk, other.pk}


def test_twice_is_once_and_a_post_without_the_right_is_refused_with_the_reason(cast: Cast) -> None:
    jayden(cast.officer)
    compared(a_list(JAYDEN))
    import uuid

    key = uuid.uuid4()
    [pair] = pairs()
    with acting(cast.officer):
        running.answer(pair, Pair.State.SAME, by=cast.officer, at=TUESDAY_NOON, key=key)
        with pytest.raises(AlreadyDone):
            running.answer(pair, Pair.State.OTHER, by=cast.officer, at=TUESDAY_NOON, key=key)
        source = Source.objects.get()
        with pytest.raises(MoveRefused, match="may not do this"):
            running.send(a_list(JAYDEN), source, by=cast.officer, at=TUESDAY_NOON)
    with acting(cast.provider), pytest.raises(MoveRefused, match="may not do this"):
        running.answer(pair, Pair.State.SAME, by=cast.provider, at=TUESDAY_NOON)
