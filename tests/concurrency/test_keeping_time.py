"""The part of the system that keeps time, as the role it runs as in production and beside people who are at work."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from lantern.access import restricting, tries
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import clockwork
from lantern.frontdoor import actions, reminders
from lantern.frontdoor.models import Check
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.project.server.embedded import EmbeddedServer
from lantern.spine import drafts
from lantern.spine.models import Clock, Event
from tests import cast as stage
from tests.cast import STOCKTON, Cast
from tests.concurrency.test_concurrency import DATABASE, at_once, crowd
from tests.database import connect_as

__all__ = ["crowd"]  # the fixture


@contextmanager
def as_task(server: EmbeddedServer) -> Iterator[None]:
    """Connected as the role of background work."""
    connect_as("task", server, DATABASE)
    try:
        yield
    finally:
        connect_as("app", server, DATABASE)


def a_late_restricted_question(crowd: Cast) -> tuple[Person, Check, dt.datetime]:
    with acting(crowd.officer):
        contact = stage.a_contact(crowd.officer)
    contact = stage.walk(contact, "screened", cast=crowd)
    with acting(crowd.social_worker):
        person = contact.reported.get().person
        (check,) = actions.ask_agencies(
            contact,
            desks=[Team.objects.get(pk=crowd.police.team_id)],
            question="Known?",
            lawful_basis="public_task",
            by=crowd.social_worker,
            at=stage.TUESDAY_NOON,
            version=contact.version,
        )
        due = Clock.objects.get(episode_id=check.pk, timescale="agency-checks").due_at
    with acting(crowd.manager):
        restricting.restrict(
            restricting.Subject(person.pk, person.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=crowd.social_worker.user_id)],
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=crowd.manager,
            at=stage.TUESDAY_NOON,
        )
    return person, check, due


def test_background_work_reminds_of_a_restricted_child_once_and_can_read_nothing_of_it(
    crowd: Cast, database_server: EmbeddedServer
) -> None:
    person, check, due = a_late_restricted_question(crowd)
    late = due + dt.timedelta(minutes=1)
    with as_task(database_server):
        both = at_once(*[lambda: reminders.tick(late)] * 2)
        assert sum(each.reminded for each in both) == 1
        tries.purge(timezone.now())
        for by in (clockwork(STOCKTON), clockwork(STOCKTON, keeps_time=True)):
            with acting(by):
                assert not Person.objects.filter(pk=person.pk).exists()
                assert not Check.objects.filter(pk=check.pk).exists()
                assert not Event.objects.filter(episode_id=check.pk).exists()
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("select * from access.row_history")
    with acting(stage.granted(crowd.social_worker, person)):
        assert Check.objects.get(pk=check.pk).reminders == 1
        assert Event.objects.filter(episode_id=check.pk, kind="check_reminded").count() == 1


def test_a_draft_that_is_saved_while_old_ones_are_taken_stays(crowd: Cast, database_server: EmbeddedServer) -> None:
    """Nobody loses what they type at this moment, however old the draft was."""
    record, now = uuid.uuid4().hex, timezone.now()
    with acting(crowd.officer):
        old = drafts.save("telephone", {"note": ["a"]}, by=crowd.officer, at=now - dt.timedelta(days=40), record=record)
    waiting = threading.Event()

    def take() -> int:
        try:
            with acting(clockwork(keeps_time=True)):
                waiting.set()
                return drafts.purge()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting(crowd.officer):
            drafts.save("telephone", {"note": ["ab"]}, by=crowd.officer, at=now, record=record, version=old.version)
            taken = pool.submit(take)
            waiting.wait()
            for _ in range(200):  # until the other side stands in the queue for the row
                with connection.cursor() as cursor:
                    cursor.execute("select count(*) from pg_locks where not granted")
                    if cursor.fetchone()[0]:
                        break
            else:
                pytest.fail("Nobody waited: the race was not run.")
        assert taken.result() == 0
    with acting(crowd.officer):
        found = drafts.find("telephone", by=crowd.officer, record=record)
        assert found is not None
        assert found.values == {"note": ["ab"]}
