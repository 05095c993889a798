"""Restricted work is chased like any other: by a part of the system that can read neither names nor words of it, and
told to nobody who may not open it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection, models
from tests.cast import SATURDAY_NIGHT, STOCKTON, TUESDAY_NOON, Cast, a_contact, granted, walk
from tests.pages import hold_post

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.access.rows import our_models, row_rule
from lantern.frontdoor import actions, reminders
from lantern.frontdoor.models import Check, Contact
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.spine.models import Clock, Episode, Event, EventSubject, Handoff, Notice

pytestmark = pytest.mark.django_db

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
MONDAY = dt.datetime(2026, 11, 16, 10, 0, tzinfo=SATURDAY_NIGHT.tzinfo)


@pytest.fixture(autouse=True)
def mail_in_memory(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def restrict(person: Person, cast: Cast, *allowed: ActingPerson, kind: str = "only_these") -> Restriction:
    with acting(cast.manager):
        return restricting.restrict(
            restricting.Subject(person.pk, person.authority_id),
            kind=Restriction.Kind(kind),
            users=list(User.objects.filter(pk__in=[each.user_id for each in allowed])),
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=TUESDAY_NOON,
        )


def asked(cast: Cast) -> tuple[Person, Check, dt.datetime]:
    """A question to the police about a child whose record is then restricted to the social worker; when it is due."""
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        person = contact.reported.get().person
    with acting(cast.social_worker):
        (check,) = actions.ask_agencies(
            contact,
            desks=[Team.objects.get(pk=cast.police.team_id)],
            question="Is the uncle known?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=contact.version,
        )
        due = Clock.objects.get(episode_id=check.pk, timescale="agency-checks").due_at
    restrict(person, cast, cast.social_worker)
    return person, check, due


def held_by_night(cast: Cast) -> tuple[Person, Contact]:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
    with acting(cast.social_worker):
        contact = walk(contact, "screened", cast=cast, at=SATURDAY_NIGHT)
        person = contact.reported.get().person
    restrict(person, cast, cast.social_worker)
    return person, contact


def test_a_restricted_late_question_is_reminded_and_raised_like_any_other(cast: Cast) -> None:
    person, check, due = asked(cast)
    assert reminders.tick(due - MINUTE) == reminders.Ticked()
    assert reminders.tick(due + MINUTE) == reminders.Ticked(reminded=1)
    assert reminders.tick(due + 2 * MINUTE) == reminders.Ticked()
    assert reminders.tick(due + 3 * HOUR) == reminders.Ticked()
    assert reminders.tick(due + 5 * HOUR) == reminders.Ticked(escalated=1)
    assert reminders.tick(due + 6 * HOUR) == reminders.Ticked()
    with acting(granted(cast.social_worker, person)):
        kinds = Event.objects.filter(episode_id=check.pk).order_by("recorded_at").values_list("kind", flat=True)
        assert list(kinds) == ["check_asked", "check_reminded", "check_escalated"]
        found = Check.objects.get(pk=check.pk)
        assert (found.reminders, found.reminded_at, found.escalated_at) == (1, due + MINUTE, due + 5 * HOUR)
        told = EventSubject.objects.filter(person_id=person.pk, kind__in=["check_reminded", "check_escalated"])
        assert told.count() == 2, "the child's history holds it"
        assert Notice.objects.filter(episode_id=check.pk, kind="check_missing", restricted=True).count() == 1
    with acting(cast.officer):
        assert not Notice.objects.filter(episode_id=check.pk).exists()
        assert not Event.objects.filter(episode_id=check.pk).exists()
    with acting(cast.police):
        assert Check.objects.filter(pk=check.pk).exists(), "the agency that was asked still answers"


def test_a_restricted_contact_of_the_night_is_offered_to_the_day_once_and_to_nobody_else(
    cast: Cast, as_person: Any
) -> None:
    person, contact = held_by_night(cast)
    assert reminders.tick(MONDAY) == reminders.Ticked(handed_over=1)
    assert reminders.tick(MONDAY + HOUR) == reminders.Ticked()
    with acting(granted(cast.social_worker, person)):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        assert (handoff.state, handoff.to_team.kind, handoff.subjects) == ("offered", "hub", [])
        assert handoff.next_due == "handoff-answer"
        assert list(handoff.people.all()) == [person]
        named = Contact.objects.get(pk=contact.pk).reported.get().name
    for somebody in (cast.officer, cast.manager):
        with acting(somebody):
            assert not Episode.objects.filter(pk=handoff.pk).exists()
            assert not Handoff.objects.filter(pk=handoff.pk).exists()
    assert contact.reference not in as_person(cast.manager).get("/hub/handover/").content.decode()
    page = as_person(cast.social_worker).get("/hub/handover/").content.decode()
    assert contact.reference in page
    assert named not in page


def test_lifting_opens_what_was_offered_meanwhile(cast: Cast) -> None:
    person, contact = held_by_night(cast)
    reminders.tick(MONDAY)
    with acting(cast.manager):
        restricting.lift(Restriction.objects.get(person_id=person.pk), by=cast.manager, at=MONDAY)
    with acting(cast.manager):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        actions.take_over(handoff, by=cast.manager, at=MONDAY, version=handoff.version)
        assert Contact.objects.get(pk=contact.pk).owner_team_id == cast.manager.team_id


def test_only_those_who_may_open_it_are_written_to(cast: Cast) -> None:
    """A message tells that something waits: also that is for those alone who find it."""
    _, check, due = asked(cast)
    for each in (cast.social_worker, cast.officer, cast.manager, cast.police):
        hold_post(each)
    reminders.send_notices(TUESDAY_NOON)
    mail.outbox.clear()
    reminders.tick(due + MINUTE)
    reminders.tick(due + 5 * HOUR)
    reminders.send_notices(due + 5 * HOUR)
    to = {address for sent in mail.outbox for address in sent.to}
    with acting(cast.manager):
        address = dict(User.objects.values_list("pk", "email"))
    assert address[cast.social_worker.user_id] in to
    assert address[cast.police.user_id] in to
    assert not {address[cast.officer.user_id], address[cast.manager.user_id]} & to
    assert {(sent.subject, sent.body) for sent in mail.outbox} == {
        ("You have a new task", "You have a new task. Sign in.")
    }


def test_where_nobody_in_the_team_may_open_it_the_one_who_can_give_access_hears(cast: Cast) -> None:
    """Nobody waits unseen: the manager finds among the restricted records whom to ask."""
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
    with acting(cast.social_worker):
        person = walk(contact, "screened", cast=cast, at=SATURDAY_NIGHT).reported.get().person
    restrict(person, cast, cast.night_worker)
    for each in (cast.social_worker, cast.officer, cast.manager):
        hold_post(each)
    reminders.send_notices(SATURDAY_NIGHT)
    mail.outbox.clear()
    assert reminders.tick(MONDAY).handed_over == 1
    assert reminders.send_notices(MONDAY) == 1
    with acting(cast.manager):
        assert mail.outbox[0].to == [User.objects.get(pk=cast.manager.user_id).email]


def seen_by(actor: ActingPerson, person: Person, episode: Episode) -> set[str]:
    """The tables in which somebody sees a row about this person or this episode, asked without any filter of ours."""
    found = set()
    with acting(actor), connection.cursor() as cursor:
        for model in our_models():
            columns = {field.column for field in model._meta.local_fields}
            table, key = model._meta.db_table, model._meta.pk.column
            if model._meta.auto_created or row_rule(model).using is None:
                continue
            where = ["episode_id = %(episode)s"] if "episode_id" in columns else []
            where += ["person_id = %(person)s"] if "person_id" in columns else []
            where += ["id = %(person)s"] if table == "people_person" else []
            numbered = isinstance(model._meta.pk, models.BigAutoField)
            where += [f"{key} = %(episode)s"] if key in {"episode_ptr_id", "id"} and not numbered else []
            if table == "spine_eventnote":
                where = ["true"]
            if where:
                cursor.execute(
                    f"select 1 from {table} where {' or '.join(where)} limit 1",
                    {"person": person.pk, "episode": episode.pk},
                )
                found |= {table} if cursor.fetchone() else set()
    return found


def test_who_keeps_time_sees_that_it_exists_and_neither_names_nor_words(cast: Cast) -> None:
    person, check, due = asked(cast)
    reminders.tick(due + MINUTE)
    limits = {"access_restriction", "access_restrictionmember"}
    assert seen_by(clockwork(STOCKTON, keeps_time=True), person, check) - limits == {
        "spine_episode",
        "spine_involvement",
        "spine_clock",
        "spine_notice",
    }
    assert seen_by(clockwork(STOCKTON), person, check) - limits == set()
    with acting(cast.manager):
        restricting.lift(Restriction.objects.get(person_id=person.pk), by=cast.manager, at=TUESDAY_NOON)
    assert {"people_person", "frontdoor_check"} <= seen_by(clockwork(STOCKTON), person, check), "the control"


def test_a_reason_in_words_closes_a_clock_to_who_keeps_time(cast: Cast) -> None:
    person, check, _ = asked(cast)
    with acting(granted(cast.social_worker, person)):
        Clock.objects.filter(episode_id=check.pk).update(late_reason="Her uncle would not answer.")
    with acting(clockwork(STOCKTON, keeps_time=True)):
        assert not Clock.objects.filter(episode_id=check.pk).exists()


def test_what_the_database_does_for_who_keeps_time_it_does_for_nobody_else(cast: Cast) -> None:
    person, check, due = asked(cast)
    late = due + MINUTE
    for somebody in (cast.officer, granted(cast.social_worker, person), cast.police, clockwork(STOCKTON)):
        with acting(somebody), connection.cursor() as cursor:
            cursor.execute("select count(*) from access.restricted_checks_late(%s)", [late])
            assert cursor.fetchone() == (0,)
            cursor.execute("select access.restricted_check_chased(%s, %s, true)", [check.pk, late])
            cursor.execute("select count(*) from access.may_open(%s)", [[check.pk]])
            assert cursor.fetchone() == (0,)
    elsewhere = clockwork(806, keeps_time=True)
    with acting(elsewhere), connection.cursor() as cursor:
        cursor.execute("select count(*) from access.restricted_checks_late(%s)", [late])
        assert cursor.fetchone() == (0,)
    with acting(granted(cast.social_worker, person)):
        assert Check.objects.get(pk=check.pk).escalated_at is None


def test_two_teams_of_one_council_share_nothing_restricted(cast: Cast) -> None:
    """What is shared with an agency is for those outside the authority. Its own workers are bound by the restriction,
    and whoever is excluded finds nothing, in whatever agency.
    """
    from dataclasses import replace

    from lantern.frontdoor.models import Outcome

    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
        person = contact.reported.get().person
        offered = Handoff.objects.get(because_of_id=contact.pk)
        assert offered.subjects
    shut_out = replace(cast.officer, denied=(person.pk,))
    restrict(person, cast, cast.officer, kind="not_these")
    assert seen_by(shut_out, person, offered) <= {"access_restriction", "access_restrictionmember"}
    restrict(person, cast, cast.social_worker)
    for somebody in (cast.officer, cast.assessment_manager):
        assert seen_by(somebody, person, offered) <= {"access_restriction", "access_restrictionmember"}
    with acting(granted(cast.assessment_manager, person)):
        assert Handoff.objects.get(pk=offered.pk).subjects
