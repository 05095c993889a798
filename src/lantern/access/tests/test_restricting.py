"""Restricted records: hidden by row-level security alone, shown to those granted, never to those excluded (promise P4,
rules A3 and A9).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from tests.cast import TUESDAY_NOON, Cast, a_contact, a_key, granted, walk

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Grant, Look, Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.access.rows import our_models, row_rule
from lantern.frontdoor.models import Contact, Outcome
from lantern.people.models import Person
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused
from lantern.spine.models import Episode, Event, EventSubject, Notice

pytestmark = pytest.mark.django_db

AT = TUESDAY_NOON


def a_known_child(cast: Cast) -> tuple[Person, Contact]:
    """A child with a finished contact behind them: rows in every table that can hold any."""
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
        return contact.reported.get().person, contact


def record_of(person: Person) -> restricting.Subject:
    return restricting.Subject(person.pk, person.authority_id)


def restrict(
    person: Person, cast: Cast, *allowed: ActingPerson, kind: str = "only_these", key: Any = None
) -> Restriction:
    with acting(cast.manager):
        return restricting.restrict(
            record_of(person),
            kind=Restriction.Kind(kind),
            users=list(User.objects.filter(pk__in=[each.user_id for each in allowed])),
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=AT,
            key=key,
        )


def rows_about(person: Person, contact: Contact) -> dict[str, int]:
    """How many rows about the person or the contact the reader can see in each table, asked of the database without
    any filter of ours.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in our_models():
            columns = {field.column for field in model._meta.local_fields}
            table = model._meta.db_table
            if model._meta.auto_created or row_rule(model).using is None or table.startswith("access_"):
                continue
            key = model._meta.pk.column
            if table == "people_person":
                where = "id = %(person)s"
            elif table == "spine_episode":
                where = "id = %(episode)s"
            elif key == "episode_ptr_id":
                where = "episode_ptr_id = %(episode)s"
            elif "person_id" in columns:
                where = "person_id = %(person)s"
            elif "episode_id" in columns:
                where = "episode_id = %(episode)s"
            elif table == "spine_eventnote":
                where = "event_id in (select id from spine_event where episode_id = %(episode)s)"
            else:
                continue
            if table in {"spine_act", "frontdoor_sentcontact"}:  # one's own presses and receipts
                continue
            cursor.execute(f"select count(*) from {table} where {where}", {"person": person.pk, "episode": contact.pk})
            found[table] = cursor.fetchone()[0]
    return found


def test_a_restricted_record_is_hidden_in_every_table_and_shown_to_those_named(cast: Cast) -> None:
    person, contact = a_known_child(cast)
    with acting(cast.social_worker):
        before = rows_about(person, contact)
    assert before["people_person"] == 1
    assert before["spine_event"] > 3
    restrict(person, cast, cast.social_worker)
    with acting(cast.officer):
        assert {table: count for table, count in rows_about(person, contact).items() if count} == {}
        assert ledger.chronology([person.pk]) == []
    with acting(granted(cast.social_worker, person)):
        after = rows_about(person, contact)
        assert {table for table, count in before.items() if count > after[table]} == set()
        assert len(ledger.chronology([person.pk])) > 3


def test_siblings_in_the_same_contact_keep_their_own_record(cast: Cast) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, children=2), "screened", cast=cast)
        one, other = [each.person for each in contact.reported.order_by("order")]
    restrict(one, cast, cast.social_worker)
    with acting(cast.officer):
        assert not Person.objects.filter(pk=one.pk).exists()
        assert Person.objects.filter(pk=other.pk).exists()
        assert not Contact.objects.filter(pk=contact.pk).exists()
        assert not contact.reported.exists()


def test_lifting_opens_everything_again_and_leaves_history(cast: Cast) -> None:
    person, contact = a_known_child(cast)
    with acting(cast.officer):
        before = rows_about(person, contact)
    placed = restrict(person, cast, cast.social_worker)
    with acting(cast.manager):
        restricting.lift(placed, by=cast.manager, at=AT)
        with pytest.raises(MoveRefused, match="already ended"):
            restricting.lift(placed, by=cast.manager, at=AT)
    with acting(cast.officer):
        after = rows_about(person, contact)
        assert after["spine_event"] == before["spine_event"]
        assert after["spine_eventsubject"] == before["spine_eventsubject"] + 2
        kinds = set(EventSubject.objects.filter(person_id=person.pk).values_list("kind", flat=True))
        assert {"record_restricted", "restriction_lifted"} <= kinds


def test_the_strictest_wins(cast: Cast) -> None:
    """Two restrictions: lifting one opens nothing. And whoever is excluded stays excluded, whatever is granted to
    them.
    """
    person, contact = a_known_child(cast)
    first = restrict(person, cast, cast.social_worker)
    restrict(person, cast, cast.manager)
    with acting(cast.manager):
        restricting.lift(first, by=cast.manager, at=AT)
    with acting(cast.officer):
        assert not Person.objects.filter(pk=person.pk).exists()
    both = replace(granted(cast.social_worker, person), denied=(person.pk,))
    with acting(both):
        assert {table: count for table, count in rows_about(person, contact).items() if count} == {}


def test_an_episode_stays_closed_while_anybody_in_it_is_restricted(cast: Cast) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, children=2), "screened", cast=cast)
        one, other = [each.person for each in contact.reported.order_by("order")]
    first = restrict(one, cast, cast.social_worker)
    restrict(other, cast, cast.social_worker)
    with acting(granted(cast.manager, other)):
        restricting.lift(first, by=cast.manager, at=AT)
    with acting(cast.officer):
        assert Person.objects.filter(pk=one.pk).exists()
        assert not Contact.objects.filter(pk=contact.pk).exists()


def test_somebody_excluded_finds_nothing_and_others_see_it_as_before(cast: Cast) -> None:
    person, contact = a_known_child(cast)
    restrict(person, cast, cast.officer, kind="not_these")
    with acting(replace(cast.officer, denied=(person.pk,))):
        assert {table: count for table, count in rows_about(person, contact).items() if count} == {}
    with acting(cast.social_worker):
        assert Person.objects.filter(pk=person.pk).exists()
        assert Contact.objects.filter(pk=contact.pk).exists()


def test_sign_in_tells_who_is_granted_and_who_is_excluded_now(cast: Cast, as_person: Any) -> None:
    """A9: rights end at once, because each request asks."""
    person, _ = a_known_child(cast)
    client = as_person(cast.officer)
    assert client.get(f"/children/{person.reference}/").status_code != 404
    placed = restrict(person, cast, cast.social_worker)
    assert client.get(f"/children/{person.reference}/").status_code == 404
    allowed = as_person(cast.social_worker)
    assert allowed.get(f"/children/{person.reference}/").status_code == 200
    with acting(cast.manager):
        restricting.lift(placed, by=cast.manager, at=AT)
    restrict(person, cast, cast.officer, kind="not_these")
    assert client.get(f"/children/{person.reference}/").status_code == 404


def test_only_posts_that_may_restrict_and_only_once(cast: Cast) -> None:
    person, _ = a_known_child(cast)
    with acting(cast.officer), pytest.raises(MoveRefused, match="may not do this"):
        restricting.restrict(
            record_of(person),
            kind=Restriction.Kind.ONLY_THESE,
            users=[],
            reason="",
            whom_to_ask="",
            by=cast.officer,
            at=AT,
        )
    key = a_key()
    restrict(person, cast, cast.social_worker, key=key)
    with pytest.raises(AlreadyDone):
        restrict(person, cast, cast.social_worker, key=key)
    with pytest.raises(MoveRefused, match="Name at least one"):
        restrict(person, cast)
    with acting(cast.elsewhere), pytest.raises(MoveRefused):
        restricting.restrict(
            record_of(person),
            kind=Restriction.Kind.ONLY_THESE,
            users=[],
            reason="",
            whom_to_ask="",
            by=cast.elsewhere,
            at=AT,
        )


def test_access_is_given_for_a_time_and_taken_back(cast: Cast, as_person: Any) -> None:
    person, _ = a_known_child(cast)
    restrict(person, cast, cast.social_worker)
    client = as_person(cast.officer)
    now = dt.datetime.now(dt.UTC)
    with acting(cast.manager):
        given = restricting.grant(
            record_of(person),
            to=User.objects.get(pk=cast.officer.user_id),
            post="Hub officer",
            until=now + dt.timedelta(days=7),
            reason="Covers for a colleague.",
            by=cast.manager,
            at=now,
        )
        with pytest.raises(MoveRefused, match="themselves"):
            restricting.grant(
                record_of(person),
                to=User.objects.get(pk=cast.manager.user_id),
                post="",
                until=now + dt.timedelta(days=7),
                reason="",
                by=cast.manager,
                at=now,
            )
    assert client.get(f"/children/{person.reference}/").status_code == 200
    with acting(cast.manager):
        restricting.withdraw(given, post="Hub officer", by=cast.manager, at=now)
    assert client.get(f"/children/{person.reference}/").status_code == 404


def test_in_an_emergency_a_record_opens_at_once_and_closes_by_itself(cast: Cast, as_person: Any) -> None:
    """Promise P9: sharing in an emergency is never blocked: quick, least, explained and logged."""
    person, contact = a_known_child(cast)
    restrict(person, cast, cast.manager)
    now = dt.datetime.now(dt.UTC)
    with acting(cast.night_worker):
        (opened,) = restricting.break_glass(
            person.reference.lower(), reason="Police at the door now.", by=cast.night_worker, at=now
        )
        assert opened.until == now + dt.timedelta(hours=4)
    assert as_person(cast.night_worker).get(f"/children/{person.reference}/").status_code == 200
    with acting(granted(cast.manager, person)):
        assert (
            Look.objects.filter(person_id=person.pk, why="break_glass", user_id=cast.night_worker.user_id).count() == 1
        )
        assert Event.objects.filter(kind="record_opened_in_emergency").count() == 1
        told = Notice.objects.filter(kind="record_opened_in_emergency")
        assert {each.team_id for each in told} == {
            each.owner_team_id
            for each in Episode.objects.filter(involvements__person_id=person.pk, closed_at__isnull=True)
        }
        assert told
    with acting(cast.night_worker):
        Grant.objects.filter(pk=opened.pk).update(
            given_at=now - dt.timedelta(hours=5), until=now - dt.timedelta(hours=1)
        )
    assert as_person(cast.night_worker).get(f"/children/{person.reference}/").status_code == 404


def test_a_contact_about_a_restricted_child_opens_by_its_own_reference(cast: Cast) -> None:
    person, contact = a_known_child(cast)
    restrict(person, cast, cast.manager)
    with acting(cast.night_worker):
        opened = restricting.break_glass(contact.reference, reason="Urgent.", by=cast.night_worker, at=AT)
        assert [each.person_id for each in opened] == [person.pk]


def test_nothing_is_learnt_by_trying(cast: Cast) -> None:
    """A4: forbidden looks like absent, in the same words."""
    person, _ = a_known_child(cast)
    restrict(person, cast, cast.manager)
    said = set()
    excluded = replace(cast.officer, denied=(person.pk,))
    for actor, reference in (
        (excluded, person.reference),
        (cast.officer, "P-NOSUCH1"),
        (cast.elsewhere, person.reference),
    ):
        with acting(actor), pytest.raises(MoveRefused) as refusal:
            restricting.break_glass(reference, reason="Urgent.", by=actor, at=AT)
        said.add(str(refusal.value))
    assert len(said) == 1
    with acting(cast.officer), pytest.raises(MoveRefused, match="one sentence"):
        restricting.break_glass(person.reference, reason=" ", by=cast.officer, at=AT)
    with acting(cast.police), pytest.raises(MoveRefused, match="may not"):
        restricting.break_glass(person.reference, reason="x", by=cast.police, at=AT)


def test_every_table_that_carries_the_mark_can_be_marked_or_follows_its_parent() -> None:
    """A table somebody adds later is covered, or this fails."""
    marked = {table for table, *_ in restricting._marked_tables()} | {"people_person", "spine_episode"}
    follows = {"spine_event", "spine_eventsubject", "spine_eventnote", "spine_attachment", "spine_remark"}
    follows |= {"frontdoor_sentback"}
    follows |= {"earlyhelp_consent", "earlyhelp_helpsession", "earlyhelp_measuring"}
    follows |= {"meetings_said", "plans_planreview", "plans_planversion", "cohorts_sighting"}
    follows |= {"reviews_familycontact", "assurance_feedbackreader"}
    follows |= {"disclosure_helditem", "disclosure_redaction", "disclosure_disclosedcopy"}
    own = {"access_grant"}
    carrying = {
        model._meta.db_table
        for model in apps.get_models()
        if model in our_models() and any(field.column == "restricted" for field in model._meta.local_fields)
    }
    assert carrying == marked | follows | own
