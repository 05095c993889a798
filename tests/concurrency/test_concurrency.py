"""Several people at once, over real connections of their own: one wins, the others are told, nobody's words are lost
(R1 to R3, P3, P5).

``LANTERN_CONCURRENCY_CONTACTS`` (200) says how many contacts four workers race for.
"""

from __future__ import annotations

import os
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django.utils import timezone

from lantern.access.context import acting
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions
from lantern.frontdoor.models import ChildDecision, Contact, Outcome, ReportedPerson
from lantern.project.server.embedded import EmbeddedServer
from lantern.project.verifying import INVARIANTS
from lantern.spine import drafts, handoffs
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Act, Event, Handoff, Priority
from tests import cast as stage
from tests.cast import Cast, make_cast
from tests.database import build_database, connect_as

CONTACTS = int(os.environ.get("LANTERN_CONCURRENCY_CONTACTS", "200"))
SEED = int(os.environ.get("LANTERN_CONCURRENCY_SEED", random.randrange(1_000_000)))
WORKERS = 4
DATABASE = "lantern_concurrency"


@pytest.fixture(scope="module")
def crowd(database_server: EmbeddedServer, django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """A database of its own, where everything is really committed, and the people who race in it."""
    may_nest = settings.CONTEXT_MAY_NEST
    with django_db_blocker.unblock():
        build_database(database_server, DATABASE)
        connect_as("app", database_server, DATABASE)
        settings.CONTEXT_MAY_NEST = False
        try:
            yield make_cast()
        finally:
            connections.close_all()
            settings.CONTEXT_MAY_NEST = may_nest
            connect_as("app", database_server, "lantern_test")
            with psycopg.connect(database_server.superuser_dsn(), autocommit=True) as connection_of_admin:
                connection_of_admin.execute(f"drop database {DATABASE} with (force)")  # the next module makes its own


def at_once[T](*racers: Callable[[], T]) -> list[T]:
    """Let each racer run in a thread with a connection of its own, all released in the same moment; what each came
    back with."""
    gate = threading.Barrier(len(racers))

    def run(racer: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            gate.wait()
            return racer()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(racers)) as pool:
        return [each.result() for each in [pool.submit(run, racer) for racer in racers]]


def outcome_of(do: Callable[[], Any]) -> str | StaleRecord:
    """What somebody at a screen would be told: recorded, stale (by whom), refused, already done, or an error."""
    try:
        do()
    except StaleRecord as stale:
        return stale
    except AlreadyDone:
        return "already done"
    except MoveRefused:
        return "refused"
    return "recorded"


def screened_contacts(crowd: Cast, count: int) -> list[uuid.UUID]:
    """Contacts ready to be decided."""

    def some(number: int) -> list[uuid.UUID]:
        made = []
        for _ in range(count // WORKERS + (number < count % WORKERS)):
            with acting(crowd.officer):
                contact = stage.a_contact(crowd.officer)
            stage.walk(contact, "screened", cast=crowd)
            made.append(contact.pk)
        return made

    return [each for made in at_once(*(lambda n=n: some(n) for n in range(WORKERS))) for each in made]


def disagreements(server: EmbeddedServer) -> dict[str, int]:
    """What the invariants find, read as a role that sees every row."""
    with psycopg.connect(
        host=str(server.socket_dir),
        user="lantern_backup",
        password=os.environ["LANTERN_TEST_PASSWORD"],
        dbname=DATABASE,
    ) as looking:
        found = {what: looking.execute(statement).fetchone()[0] for what, statement in INVARIANTS.items()}
    return {what: count for what, count in found.items() if count}


# Deciding ------------------------------------------------------------------------------------------------------------


@dataclass
class Screen:
    """What one worker sees of a contact: read before the race, so that all look at the same version."""

    worker: ActingPerson
    contact: uuid.UUID
    version: int

    def decide(self) -> Any:
        with acting(self.worker):
            contact = Contact.objects.get(pk=self.contact)
            return actions.decide(
                contact,
                decisions=stage.decisions_for(contact, Outcome.NO_FURTHER_ACTION),
                by=self.worker,
                at=timezone.now(),
                version=self.version,
                key=uuid.uuid4(),
            )


def test_of_four_workers_who_decide_one_contact_exactly_one_is_told_recorded(
    crowd: Cast, database_server: EmbeddedServer
) -> None:
    """R1: check-then-act decided 298 of 300 contacts twice; with version, state and lock in one statement none is."""
    print(f"LANTERN_CONCURRENCY_SEED={SEED} LANTERN_CONCURRENCY_CONTACTS={CONTACTS}")
    contacts = screened_contacts(crowd, CONTACTS)
    workers = [crowd.social_worker, crowd.manager, crowd.other_manager, crowd.social_worker]
    with acting(crowd.social_worker):
        versions = dict(Contact.objects.filter(pk__in=contacts).values_list("pk", "version"))

    # Each goes through all the contacts in an order of their own, keeping close enough for many true collisions.
    def go_through(number: int) -> list[tuple[uuid.UUID, str | StaleRecord]]:
        chance = random.Random(SEED + number)
        order = [
            piece
            for start in range(0, CONTACTS, 4)
            for piece in chance.sample(contacts[start : start + 4], len(contacts[start : start + 4]))
        ]
        return [(contact, outcome_of(Screen(workers[number], contact, versions[contact]).decide)) for contact in order]

    told: dict[uuid.UUID, list[str | StaleRecord]] = {contact: [] for contact in contacts}
    for one in at_once(*(lambda n=n: go_through(n) for n in range(WORKERS))):
        for contact, outcome in one:
            told[contact].append(outcome)

    for outcomes in told.values():
        assert outcomes.count("recorded") == 1
        others = [outcome for outcome in outcomes if outcome != "recorded"]
        assert all(isinstance(other, StaleRecord) and other.since for other in others), (
            "a loser was not told who was quicker"
        )
        assert all(isinstance(other, StaleRecord) and other.since[-1].actor_name for other in others)
    with acting(crowd.social_worker):
        decisions = Counter(ChildDecision.objects.filter(contact_id__in=contacts).values_list("contact_id", flat=True))
        events = Counter(
            Event.objects.filter(episode_id__in=contacts, kind="contact_decided").values_list("episode_id", flat=True)
        )
        assert set(decisions.values()) == {1}
        assert set(events.values()) == {1}
        assert len(decisions) == len(events) == CONTACTS
    assert disagreements(database_server) == {}


def test_control_check_then_act_decides_twice(crowd: Cast) -> None:
    """The control: the same race against a guard that looks first and writes afterwards. If none is decided twice,
    the race is no race."""
    contacts = screened_contacts(crowd, 8)
    both_looked = threading.Barrier(2, timeout=10)

    def look_then_write(contact: uuid.UUID) -> int:
        with acting(crowd.social_worker):
            state = Contact.objects.get(pk=contact).state
            both_looked.wait()
            return Contact.objects.filter(pk=contact).update(worries="decided") if state == "screened" else 0

    twice = sum(sum(at_once(*[lambda contact=contact: look_then_write(contact)] * 2)) == 2 for contact in contacts)
    print(f"control: {twice} of {len(contacts)} contacts decided twice without the guard")
    assert twice == len(contacts)


# Editing -------------------------------------------------------------------------------------------------------------


def test_of_two_who_edit_the_same_version_one_is_told_who_was_quicker(crowd: Cast) -> None:
    """R2: an edit on an old version is refused, naming who changed what; nothing is overwritten unseen."""
    pairs = 100
    contacts = screened_contacts(crowd, pairs)
    for contact in contacts:
        with acting(crowd.social_worker):
            version = Contact.objects.get(pk=contact).version

        def rate(
            by: ActingPerson, priority: Priority, words: str, contact: uuid.UUID = contact, version: int = version
        ) -> Any:
            with acting(by):
                return actions.reprioritise(
                    Contact.objects.get(pk=contact),
                    priority=priority,
                    reason=words,
                    by=by,
                    at=timezone.now(),
                    version=version,
                )

        told = at_once(
            lambda rate=rate: outcome_of(lambda: rate(crowd.social_worker, Priority.RED, "Police logged a weapon.")),
            lambda rate=rate: outcome_of(lambda: rate(crowd.manager, Priority.GREEN, "School sees no change.")),
        )
        assert told.count("recorded") == 1
        winner, loser = (crowd.social_worker, told[1]) if told[0] == "recorded" else (crowd.manager, told[0])
        assert isinstance(loser, StaleRecord)
        assert [event.actor_name for event in loser.since] == [winner.name]
        assert [event.kind for event in loser.since] == ["contact_reprioritised"]
        with acting(crowd.social_worker):
            kept = Contact.objects.get(pk=contact)
            assert kept.version == version + 1 == loser.episode.version
            assert kept.priority == (Priority.RED if winner is crowd.social_worker else Priority.GREEN)


# Pressing twice ------------------------------------------------------------------------------------------------------


@page(may="take_contact", shows="contact")
def _send(request: HttpRequest) -> HttpResponse:
    """The smallest page of the product that takes a contact in: the real guard, transaction and action."""
    actions.receive(
        authority_id=stage.STOCKTON,
        contact={"channel": "telephone", "what_happened": request.POST["what_happened"], "reasons": ["neglect"]},
        referrer={"source": "2A", "name": "Head Teacher", "phone": "01632 960555", "answer_by": "phone"},
        people=[actions.Reported("child", {"first_names": "Jo", "last_name": "Example"})],
        by=request.actor,  # type: ignore[attr-defined]
        at=timezone.now(),
        key=act_key(request),
    )
    return redirect("/")


def _press(by: ActingPerson, key: uuid.UUID, words: str) -> HttpResponse:
    request = RequestFactory().post("/", {"act": str(key), "what_happened": words})
    request.user = SimpleNamespace(is_authenticated=True, pk=by.user_id)  # type: ignore[assignment]
    request.actor = by  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return _send(request)


def _cut_after_commit(by: ActingPerson, key: uuid.UUID, words: str) -> HttpResponse:
    """One press whose COMMIT is carried out, but whose answer never arrives."""
    connection.ensure_connection()
    commit = connection._commit

    def cut() -> None:
        commit()
        connection.connection.close()
        raise OperationalError("the connection was cut after COMMIT")

    connection._commit = cut  # type: ignore[method-assign]
    try:
        return _press(by, key, words)
    finally:
        connection._commit = commit  # type: ignore[method-assign]
        connection.close()


def test_a_form_repeated_after_the_answer_to_commit_was_cut_is_stored_once(crowd: Cast) -> None:
    """R3: 100 such forms, sent again with their keys, are 100 contacts; the first answer held what was typed."""
    presses = 100

    def send(number: int) -> tuple[HttpResponse, HttpResponse]:
        key, words = uuid.uuid4(), f"Cut off once, number {number}."
        return _cut_after_commit(crowd.officer, key, words), _press(crowd.officer, key, words)

    answers = []
    for start in range(0, presses, WORKERS):
        answers += at_once(*(lambda n=n: send(n) for n in range(start, start + WORKERS)))
    for number, (cut, repeated) in enumerate(answers):
        assert cut.status_code == 503
        assert cut["Retry-After"]
        assert f"Cut off once, number {number}." in cut.content.decode()
        assert repeated.status_code == 200
        assert b"already" in repeated.content.lower()
    with acting(crowd.officer):
        texts = Counter(
            Contact.objects.filter(what_happened__startswith="Cut off once").values_list("what_happened", flat=True)
        )
    assert len(texts) == presses
    assert set(texts.values()) == {1}


def test_the_same_button_pressed_twice_at_once_is_one_contact(crowd: Cast) -> None:
    """R3: a double click. The second press waits for the first and gives its answer again."""
    for number in range(20):
        key, words = uuid.uuid4(), f"Pressed twice, number {number}."
        answers = at_once(*[lambda key=key, words=words: _press(crowd.officer, key, words)] * 2)
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        with acting(crowd.officer):
            assert Contact.objects.filter(what_happened=words).count() == 1
            assert Act.objects.get(key=key).episode_id == Contact.objects.get(what_happened=words).pk


# Handing over --------------------------------------------------------------------------------------------------------


def test_a_handoff_accepted_by_two_at_once_is_accepted_by_one(crowd: Cast) -> None:
    """P3: one child, one team member who said yes; the other learns who was quicker."""
    rivals = [crowd.assessment_manager, crowd.assessment_manager]
    for _ in range(10):
        with acting(crowd.officer):
            contact = stage.a_contact(crowd.officer)
        stage.walk(contact, "passing_on", cast=crowd, outcome=Outcome.ASSESSMENT)
        with acting(crowd.social_worker):
            offered = Handoff.objects.get(because_of_id=contact.pk)

        def accept(by: ActingPerson, offered: Handoff = offered) -> Any:
            with acting(by):
                return handoffs.accept(
                    Handoff.objects.select_related("from_team", "to_team").get(pk=offered.pk),
                    by=by,
                    at=timezone.now(),
                    version=offered.version,
                )

        told = at_once(*(lambda by=by, accept=accept: outcome_of(lambda: accept(by)) for by in rivals))
        assert told.count("recorded") == 1
        assert [type(outcome) for outcome in told if outcome != "recorded"] == [StaleRecord]
        with acting(crowd.assessment_manager):
            assert Event.objects.filter(episode_id=offered.pk, kind="handoff_accepted").count() == 1


# Typing in two windows -----------------------------------------------------------------------------------------------


def test_of_two_windows_that_save_one_draft_neither_overwrites_the_other_unseen(crowd: Cast) -> None:
    """P5: the window that comes second is shown what the first saved; both texts exist somewhere."""
    for number in range(30):
        record = f"new-{number}"
        with acting(crowd.officer):
            first = drafts.save("telephone", {"worries": ""}, by=crowd.officer, at=timezone.now(), record=record)

        def save(words: str, record: str = record, version: int = first.version) -> str | drafts.DraftConflict:
            try:
                with acting(crowd.officer):
                    drafts.save(
                        "telephone",
                        {"worries": words},
                        by=crowd.officer,
                        at=timezone.now(),
                        record=record,
                        version=version,
                    )
            except drafts.DraftConflict as conflict:
                return conflict
            return "saved"

        left, right = at_once(lambda save=save: save("left"), lambda save=save: save("right"))
        conflicts = [each for each in (left, right) if isinstance(each, drafts.DraftConflict)]
        assert len(conflicts) == 1
        assert conflicts[0].theirs.values == {"worries": "left" if left == "saved" else "right"}


def test_of_two_windows_that_begin_one_draft_one_is_shown_the_others(crowd: Cast) -> None:
    def begin(words: str, record: str) -> str:
        try:
            with acting(crowd.officer):
                drafts.save("telephone", {"worries": words}, by=crowd.officer, at=timezone.now(), record=record)
        except drafts.DraftConflict:
            return "conflict"
        return "saved"

    for number in range(20):
        record = f"begun-{number}"
        told = at_once(lambda record=record: begin("left", record), lambda record=record: begin("right", record))
        assert sorted(told) == ["conflict", "saved"]


# Deadlocks -----------------------------------------------------------------------------------------------------------


def test_a_deadlock_never_reaches_the_person(crowd: Cast) -> None:
    """Two people who lock the same two records in opposite order: the page tries again by itself, and both are
    answered."""
    pairs = [screened_contacts(crowd, 2) for _ in range(3)]

    def touching(order: Sequence[uuid.UUID], both_hold: threading.Barrier) -> Callable[[], HttpResponse]:
        tries: list[int] = []

        @page(may="take_contact", shows="contact")
        def touch(request: HttpRequest) -> HttpResponse:
            tries.append(1)
            with transaction.atomic():
                for place, contact in enumerate(order):
                    Contact.objects.select_for_update(of=("self",)).get(pk=contact)
                    if place == 0 and len(tries) == 1:
                        both_hold.wait()
            return HttpResponse(str(len(tries)))

        def go() -> HttpResponse:
            request = RequestFactory().get("/")
            request.user = SimpleNamespace(is_authenticated=True, pk=crowd.social_worker.user_id)  # type: ignore[assignment]
            request.actor = crowd.social_worker  # type: ignore[attr-defined]
            return touch(request)

        return go

    for one, other in pairs:
        both_hold = threading.Barrier(2, timeout=10)
        answers = at_once(touching([one, other], both_hold), touching([other, one], both_hold))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert sorted(int(answer.content) for answer in answers) == [1, 2], (
            "the control: there must have been a deadlock"
        )


def test_two_who_say_at_once_who_a_child_is_leave_one_answer(crowd: Cast) -> None:
    """Linking takes the contact's row first, so two links follow one another; the ledger keeps both, the record the
    later one."""
    for _ in range(10):
        with acting(crowd.officer):
            contact = stage.a_contact(crowd.officer)
        with acting(crowd.social_worker):
            reported = ReportedPerson.objects.get(contact_id=contact.pk)
            people = [stage.a_child(name=f"Jo Example{number}") for number in range(2)]

        def link(person: Any, reported: ReportedPerson = reported) -> None:
            with acting(crowd.social_worker):
                actions.identify(
                    ReportedPerson.objects.get(pk=reported.pk), person=person, match=ReportedPerson.Match.LINKED,
                    by=crowd.social_worker, at=timezone.now(),
                )  # fmt: skip

        at_once(*(lambda person=person, link=link: link(person) for person in people))
        with acting(crowd.social_worker):
            assert ReportedPerson.objects.get(pk=reported.pk).person_id in {person.pk for person in people}
            assert Event.objects.filter(episode_id=contact.pk, kind="person_matched").count() == 2
