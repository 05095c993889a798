"""The loaded demonstration held against the one door: what COPY wrote must be what the lifecycles would have
written."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.contrib.auth.hashers import is_password_usable
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F
from tests.cast import a_contact, make_cast, walk
from tests.database import build_database, connect_as

from lantern.access.context import acting
from lantern.access.models import User
from lantern.access.people_acting import clockwork
from lantern.assurance.models import AuditRound
from lantern.assurance.queries import whole as audited
from lantern.earlyhelp.models import EarlyHelp
from lantern.frontdoor import queries
from lantern.frontdoor.models import (
    Check,
    ChildDecision,
    Contact,
    Disagreement,
    Outcome,
    ReportedPerson,
    SecondLook,
    SentBack,
)
from lantern.frontdoor.queries.demand import DemandFilter
from lantern.frontdoor.sampling import drawing
from lantern.frontdoor.states import CONTACT
from lantern.law.clock_events import started_by, stopped_by
from lantern.law.codes import code_set
from lantern.legal import queries as legal
from lantern.meetings.models import Meeting
from lantern.partnership import wards
from lantern.partnership.models import PostcodeWard, Ward
from lantern.people.models import Person, Pointer
from lantern.plans import queries as plans
from lantern.plans.models import Plan
from lantern.project.demonstration import copying
from lantern.project.demonstration import load as loading
from lantern.project.demonstration.answering import give_answers_due
from lantern.project.demonstration.auditing import give_audits
from lantern.project.demonstration.before_court import give_before_court
from lantern.project.demonstration.calendar import Calendar
from lantern.project.demonstration.early_help import give_early_help
from lantern.project.demonstration.lists import give_lists
from lantern.project.demonstration.numbering import Ids
from lantern.project.demonstration.plans import give_plans
from lantern.project.demonstration.protecting import give_protection
from lantern.project.demonstration.reviewing import give_reviews
from lantern.project.demonstration.second_looks import give_second_looks
from lantern.project.demonstration.supervising import give_supervision
from lantern.project.demonstration.waits import give_waits
from lantern.project.server.embedded import EmbeddedServer
from lantern.project.verifying import disagreements
from lantern.protection.models import Assessment, Challenge, Enquiry
from lantern.reviews.queries import incidents as serious_incidents
from lantern.reviews.states import INCIDENT
from lantern.sources.models import ANSWERED, Pair
from lantern.spine import clocks
from lantern.spine.kinds import all_kinds
from lantern.spine.lifecycle import LIFECYCLES, Move
from lantern.spine.models import Clock, Episode, Event, EventSubject, Involvement, Priority
from lantern.supervision import queries as supervision
from lantern.waiting.models import GateAnswers, ServiceVersion
from lantern.waiting.queries import first_of_all, waits

CHILDREN, CONTACTS, SEED = 1200, 2400, 21  # at this size not every seed has work in every state
PIECE = 480  # contacts in one piece of work: so there are five
AGAIN = 2  # of them share their stories
UNTIL = dt.datetime(2026, 11, 20, 8, 10, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def loaded(database_server: EmbeddedServer, django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """A database of its own with a small demonstration, read as the role that sees every row; how many rows each
    table got."""
    with django_db_blocker.unblock():
        build_database(database_server, "lantern_demonstration")
        connect_as("migrate", database_server, "lantern_demonstration")
        began = time.process_time()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(loading, "_PIECE", PIECE)
            patched.setattr(loading, "_AGAIN", AGAIN)
            counts = loading.load(children=CHILDREN, contacts=CONTACTS, seed=SEED, until=UNTIL, processes=1)
        spent = time.process_time() - began
        print(f"{CONTACTS} contacts about {CHILDREN} children told and loaded with {spent:.1f} s of this process")
        connect_as("backup", database_server, "lantern_demonstration")
        try:
            yield counts
        finally:
            connections.close_all()
            connect_as("app", database_server, "lantern_test")


# What the door would have written ------------------------------------------------------------------------------------


@dataclass
class Replayed:
    """An episode as the door would leave it, from its events alone."""

    episode: Episode
    immediate_danger: bool = False
    state: str = ""
    version: int = 0
    closed_at: dt.datetime | None = None
    running: dict[str, tuple[str, dt.datetime, dt.datetime]] = field(default_factory=dict)
    clocks: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.moves = {move.event: move for move in LIFECYCLES[self.episode.kind].moves}
        # A contact is rated when it is screened; what follows from it carries its rating from the start.
        begins_rated = self.episode.kind != "contact"
        self.priority = self.episode.priority if begins_rated else Priority.RED if self.immediate_danger else None

    def happens(self, event: Event) -> None:
        move = self.moves.get(event.kind)
        if move is not None:
            self._moves(move, event)
        assert event.episode_version == self.version, f"{event.kind} of {self.episode.reference}"
        assert event.authority_id == self.episode.authority_id
        assert event.partner_agency_id == self.episode.partner_agency_id

    def _moves(self, move: Move, event: Event) -> None:
        if self.version == 0:
            assert not move.from_states, f"{self.episode.reference} begins with {move.name}"
        else:
            assert self.state in move.from_states, f"{move.name} from {self.state} on {self.episode.reference}"
        self.version += 1
        self.state = move.to or self.state
        for clock in stopped_by(event.kind):
            self._stop(clock, event.happened_at)
        if move.closes:
            self.closed_at = event.happened_at
            for clock in list(self.running):
                self._stop(clock, event.happened_at)
            return
        if move.name == "screen":
            self.priority = self.episode.priority
            for clock, (_, began, _) in list(self.running.items()):
                self._start(clock, began)
        for clock in started_by(event.kind):
            if clock not in self.running:
                self._start(clock, event.happened_at)

    def _start(self, clock: str, began: dt.datetime) -> None:
        variant = clocks.variant_for(clock, Episode(priority=self.priority))
        due = clocks.due_at(clock, started_at=began, authority_id=self.episode.authority_id, variant=variant)
        if due is not None:
            self.running[clock] = (variant, began, due)

    def _stop(self, clock: str, at: dt.datetime) -> None:
        if clock in self.running:
            self.clocks.append((clock, *self.running.pop(clock), at))


@pytest.fixture(scope="module")
def replayed(loaded: dict[str, int]) -> list[Replayed]:
    """Every episode that was loaded, replayed from its events through the same declarations as the door."""
    danger = set(Contact.objects.filter(immediate_danger=True).values_list("pk", flat=True))
    found = {each.pk: Replayed(each, each.pk in danger) for each in Episode.objects.all()}
    for event in Event.objects.order_by("happened_at", "id"):
        found[event.episode_id].happens(event)
    return list(found.values())


def test_nothing_that_was_loaded_disagrees_with_itself(loaded: dict[str, int]) -> None:
    assert Event.objects.count() == loaded["spine_event"] > 10 * CONTACTS, "the reading role must see the rows"
    assert disagreements() == {}


def test_every_state_was_reached_by_moves_that_the_lifecycle_knows(replayed: list[Replayed]) -> None:
    """Each event's move is open in the state before it; the version is the number of moves; closing closes."""
    assert Counter(each.episode.kind for each in replayed).keys() == {"contact", "check", "handoff"}
    for each in replayed:
        assert (each.state, each.version) == (each.episode.state, each.episode.version), each.episode.reference
        assert each.closed_at == each.episode.closed_at, each.episode.reference


def test_clocks_start_stop_and_fall_due_as_the_law_room_says(replayed: list[Replayed]) -> None:
    """Every clock of every episode: which, under which priority, from when, until when, due when."""
    stored: dict[uuid.UUID, list[tuple[Any, ...]]] = {each.episode.pk: [] for each in replayed}
    for clock in Clock.objects.all():
        stored[clock.episode_id].append(
            (clock.timescale, clock.variant, clock.started_at, clock.due_at, clock.stopped_at)
        )
    for each in replayed:
        still = [(clock, *facts, None) for clock, facts in each.running.items()]
        assert sorted(stored[each.episode.pk], key=str) == sorted(each.clocks + still, key=str), each.episode.reference
        nearest = min(((due, clock) for clock, (_, _, due) in each.running.items()), default=(None, ""))
        assert each.episode.next_due_at == nearest[0]
        assert nearest[0] is None or each.running[each.episode.next_due][2] == nearest[0]


def test_a_late_clock_stopped_by_somebody_may_say_why_and_one_in_time_never_does(loaded: dict[str, int]) -> None:
    late = [clock for clock in Clock.objects.filter(stopped_at__isnull=False) if clock.stopped_at > clock.due_at]
    assert {bool(clock.late_reason) for clock in late} == {True, False}
    in_time = Clock.objects.exclude(pk__in=[clock.pk for clock in late])
    assert not in_time.exclude(late_reason="").exists()


def test_every_event_is_declared_and_tells_its_sentence(loaded: dict[str, int]) -> None:
    kinds = all_kinds()
    for kind, payload, significance in Event.objects.values_list("kind", "payload", "significance"):
        assert set(payload) <= set(kinds[kind].payload), kind
        assert "not recorded" not in kinds[kind].tell(payload), kind
        assert significance == kinds[kind].significance


def test_events_stand_in_the_chronologies_of_everybody_they_are_about(loaded: dict[str, int]) -> None:
    """A contact that was linked stands in each child's chronology at the moment it arrived."""
    for contact in Contact.objects.exclude(screened_at=None)[:200]:
        people = set(contact.reported.values_list("person_id", flat=True))
        told = EventSubject.objects.filter(event__episode_id=contact.pk, kind="contact_received")
        assert set(told.values_list("person_id", flat=True)) == people
        assert set(told.values_list("happened_at", flat=True)) == {contact.received_at}


def _moves_of(contact: Contact) -> tuple[tuple[str, int], ...]:
    """A contact's events in order. Linking and deciding are told once for each person: how many there were makes no
    difference."""
    events = Event.objects.filter(episode_id=contact.pk).order_by("happened_at", "id")
    return tuple(dict.fromkeys((event.kind, event.episode_version) for event in events))


def test_the_door_itself_writes_the_same_events_in_the_same_order(
    loaded: dict[str, int], database_server: EmbeddedServer
) -> None:
    """One contact walked through the real actions, beside loaded ones that went the same way."""
    by_the_demonstration = {
        _moves_of(contact) for contact in Contact.objects.filter(signed_off_at__isnull=False, out_of_hours=False)
    }
    connect_as("app", database_server, "lantern_demonstration")
    try:
        cast = make_cast()
        with acting(cast.officer):
            contact = a_contact(cast.officer)
        walk(contact, "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
    finally:
        connect_as("backup", database_server, "lantern_demonstration")
    by_the_door = _moves_of(contact)
    assert [kind for kind, _ in by_the_door][-1] == "contact_signed_off"
    assert any(events[: len(by_the_door)] == by_the_door for events in by_the_demonstration)


# A story told again --------------------------------------------------------------------------------------------------


def test_a_story_that_is_told_again_is_told_of_the_other_family_throughout(loaded: dict[str, int]) -> None:
    """Whoever an agency is told of is somebody the check concerns, by the name on their record."""
    named = {person.pk: person.name for person in Person.objects.all()}
    about: dict[uuid.UUID, set[str]] = {}
    for episode, person in Involvement.objects.values_list("episode_id", "person_id"):
        about.setdefault(episode, set()).add(named[person])
    asked = list(Check.objects.values_list("pk", "subjects"))
    assert len(asked) > CONTACTS
    for check, subjects in asked:
        assert {subject["name"] for subject in subjects} == about[check]
    for contact, reported, name in ReportedPerson.objects.filter(part="adult", person__isnull=False).values_list(
        "contact__reference", "last_name", "person__name"
    ):
        assert name.endswith(reported), contact


def test_neighbourhoods_with_the_same_stories_differ_in_names_hours_and_homes(
    loaded: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same steps, other people; and nothing is left of the gaps that were filled."""
    monkeypatch.setattr(loading, "_PIECE", 100)
    cast, job = loading.the_cast(UNTIL), loading._jobs((808,), 300, 600, 1, UNTIL)[0]
    assert len(job["neighbourhoods"]) == 3
    told: dict[str, list[Any]] = {}
    for batch, _ in loading._work(job, cast):
        for name, columns, rows, _ in batch:
            for row in _rows(rows):
                told.setdefault(name, []).append(dict(zip((column.strip('"') for column in columns), row, strict=True)))
    contacts = told["frontdoor_contact"]
    first, second, third = contacts[::3], contacts[1::3], contacts[2::3]
    for column in ("channel", "reasons", "parents_aware", "consent"):
        assert [contact[column] for contact in first] == [contact[column] for contact in second]
        assert [contact[column] for contact in first] == [contact[column] for contact in third]
    for column, often in (("received_at", 0.5), ("what_happened", 0.8)):
        differ = sum(one[column] != other[column] for one, other in zip(first, second, strict=True))
        assert differ > often * len(first), column
    people = told["people_person"]
    assert len({person["name"] for person in people}) > 0.9 * len(people)
    words = b"".join(
        contact[column] for contact in contacts for column in ("what_happened", "worries", "strengths", "wanted")
    ).decode()
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in words)


# What the pages need -------------------------------------------------------------------------------------------------


def test_every_state_that_a_page_shows_stands_open_in_the_last_ten_days(loaded: dict[str, int]) -> None:
    recent = Counter(
        Contact.objects.filter(received_at__gt=UNTIL - dt.timedelta(days=10)).values_list("state", flat=True)
    )
    wanted = set(CONTACT.states) - {"joined", "screened"}  # screened lasts minutes; joined is never anybody's work
    assert wanted <= set(recent), f"missing {wanted - set(recent)}"
    waiting = Counter(Episode.objects.filter(closed_at=None).values_list("kind", "state"))
    assert waiting["check", "asked"]
    assert waiting["handoff", "offered"] or waiting["handoff", "accepted"]
    overdue = Clock.objects.filter(stopped_at=None, due_at__lt=UNTIL).count()
    assert 0 < overdue < Clock.objects.filter(stopped_at=None).count()


def test_every_code_that_was_loaded_stands_in_its_list(loaded: dict[str, int]) -> None:
    """A page says each code in words: one that no list holds can not be drawn."""
    contacts, decisions = Contact.objects.all(), ChildDecision.objects.exclude(reason="")
    for name, used in {
        "no_action_reason": set(decisions.values_list("reason", flat=True)),
        "contact_reason": {code for codes in contacts.values_list("reasons", flat=True) for code in codes},
        "lawful_basis": set(contacts.exclude(lawful_basis="").values_list("lawful_basis", flat=True)),
    }.items():
        assert used
        assert used <= set(code_set(name).known), name


def test_nobody_of_the_demonstration_has_a_password(loaded: dict[str, int]) -> None:
    """They sign in on the demonstration's own page, which production does not have."""
    passwords = User.objects.values_list("password", flat=True)
    assert passwords
    assert not any(is_password_usable(password) for password in passwords)


# The nights on which the clocks change ------------------------------------------------------------------------------


def test_minutes_follow_one_another_when_the_clocks_change() -> None:
    """In spring an hour is left out, in autumn one comes twice: what follows never stands before its cause."""
    calendar = Calendar(dt.date(2024, 11, 20), UNTIL)
    moments = [calendar.moment(minute) for minute in range(700 * 1440)]
    steps = Counter(later - earlier for earlier, later in pairwise(moments))
    assert set(steps) == {dt.timedelta(minutes=1), dt.timedelta(0), dt.timedelta(minutes=61)}
    assert steps[dt.timedelta(minutes=61)] == 1, "one autumn"
    assert steps[dt.timedelta(0)] == 2 * 60, "two springs"


# The same again ------------------------------------------------------------------------------------------------------


def _rows(binary: bytes) -> Iterator[tuple[bytes | None, ...]]:
    """Rows as COPY reads them in binary, taken apart into their fields; NULL is None."""
    place = 0
    while place < len(binary):
        row: list[bytes | None] = []
        many, place = int.from_bytes(binary[place : place + 2]), place + 2
        for _ in range(many):
            length, place = int.from_bytes(binary[place : place + 4], signed=True), place + 4
            row.append(None if length < 0 else binary[place : place + length])
            place += max(length, 0)
        yield tuple(row)


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(loaded: dict[str, int]) -> None:
    cast = loading.the_cast(UNTIL)

    def made(seed: int) -> str:
        digest = hashlib.sha256()
        for job in loading._jobs((808, 805), 300, 150, seed, UNTIL):
            for tables, _ in loading._work(job, cast):
                digest.update(repr(tables).encode())
        return digest.hexdigest()

    assert made(3) == made(3) != made(4)


def test_two_processes_make_what_one_makes(loaded: dict[str, int]) -> None:
    cast, jobs = loading.the_cast(UNTIL), loading._jobs((808, 805), 300, 150, 3, UNTIL)

    def made(processes: int) -> Counter[tuple[str, tuple[bytes | None, ...]]]:
        batches = loading._made(jobs, cast, processes)
        return Counter((name, row) for batch, _ in batches for name, _, rows, _ in batch for row in _rows(rows))

    assert made(2) == made(1)


def test_pieces_of_work_share_no_id_and_no_reference(loaded: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces are made in processes that know nothing of each other, and some tell the same stories."""
    monkeypatch.setattr(loading, "_PIECE", 100)
    cast, jobs = loading.the_cast(UNTIL), loading._jobs((808, 805), 400, 1_200, 1, UNTIL)
    assert sorted(len(job["neighbourhoods"]) for job in jobs) == [3, 3, 3, 3]
    seen: dict[tuple[str, str], list[bytes | None]] = {}
    for job in jobs:
        for batch, _ in loading._work(job, cast):
            for name, columns, rows, _ in batch:
                places = [place for place, column in enumerate(columns) if column in ('"id"', '"reference"')]
                for row in _rows(rows):
                    for place in places:
                        seen.setdefault((name, columns[place]), []).append(row[place])
    assert len(seen) > 10
    for where, values in seen.items():
        assert len(values) == len(set(values)), where


# The figures of each day --------------------------------------------------------------------------------------------


@pytest.fixture
def counted(loaded: dict[str, int], database_server: EmbeddedServer) -> Iterator[None]:
    """The figures of the demonstration, as it leaves them, read by a part of the system that works there."""
    connect_as("migrate", database_server, "lantern_demonstration")
    loading.count_figures((808,), at=UNTIL)
    connect_as("task", database_server, "lantern_demonstration")
    try:
        yield
    finally:
        connect_as("backup", database_server, "lantern_demonstration")


def test_the_figures_that_are_kept_say_what_counting_every_contact_says(counted: None) -> None:
    """FD10: the demand page of a year, from the days as they are kept."""
    reader, asked = clockwork(808), DemandFilter(period="12_months")
    with acting(reader):
        kept, live = (queries.demand_of(reader, asked, now=UNTIL, kept=each) for each in (True, False))
    assert kept.total == live.total
    assert kept.total.contacts > CONTACTS / 3
    assert kept.total.referred > 0
    assert kept.lines.keys() == live.lines.keys()
    for name, counts in kept.lines.items():
        assert sorted(counts, key=lambda one: one.key) == sorted(live.lines[name], key=lambda one: one.key), name
    with acting(reader):
        assert len(queries.history_of(reader, asked, now=UNTIL).contacts) > 700


def test_early_help_is_begun_from_what_teams_took_on_and_some_of_it_waits(
    counted: None, database_server: EmbeddedServer
) -> None:
    """EH1, EH5: the demonstration has families that were helped, and the waits the 2023 inspection found."""
    connect_as("migrate", database_server, "lantern_demonstration")
    given = give_early_help((808,), at=UNTIL)
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)):
        states = set(EarlyHelp.objects.values_list("state", flat=True))
        assert EarlyHelp.objects.count() == given > 5
        assert {"assessing", "helping"} <= states


def test_second_looks_are_drawn_and_given_and_send_backs_have_their_themes(
    counted: None, database_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FD7: the demonstration shows what a quality lead sees on a Monday. Of this small one, more is drawn."""
    many = {code: drawing.Share(60, each.weight) for code, each in drawing.house_rule().shares.items()}
    monkeypatch.setattr(drawing, "rule_for", lambda authority, week: drawing.Rule(many))
    connect_as("migrate", database_server, "lantern_demonstration")
    assert give_second_looks((808,), at=UNTIL) > 5
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)):
        looks = list(SecondLook.objects.all())
        assert {each.found for each in looks} >= {"", "agreed"}
        assert all(each.looked_by_id not in (each.decided_by_id, each.signed_off_by_id) for each in looks if each.found)
        assert SentBack.objects.exists()


def test_a_police_list_was_compared_and_some_of_it_still_waits(counted: None, database_server: EmbeddedServer) -> None:
    """Issue 3: the demonstration shows a list, its pointers on children, and what is still to be answered."""
    connect_as("migrate", database_server, "lantern_demonstration")
    assert give_lists((808,), at=UNTIL) > 20
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)):
        answered = Pair.objects.filter(state=Pair.State.SAME)
        assert answered.count() > 5
        assert Pointer.objects.filter(ended_at=None).count() == answered.count()
        assert Pair.objects.exclude(state__in=ANSWERED).exists()


def test_protection_shows_good_work_and_what_the_inspection_found(
    counted: None, database_server: EmbeddedServer
) -> None:
    """Issue 4: minutes not sent, a child not seen, an assessment beyond its day; a conference that led to a plan."""
    connect_as("migrate", database_server, "lantern_demonstration")
    assert give_protection((808,), at=UNTIL) > 6
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)):
        assert Meeting.objects.filter(state="held").exists(), "minutes that nobody has sent"
        assert Enquiry.objects.filter(joint=True).exists()
        assert Assessment.objects.filter(closed_at=None).exists()
        assert Challenge.objects.exists()
        assert not Enquiry.objects.filter(agreed_by__isnull=False, agreed_by=F("concluded_by")).exists()


def test_serious_incidents_show_what_waits_and_what_came_late(counted: None, database_server: EmbeddedServer) -> None:
    """Issue 5: one to decide, one notified late, one before the Panel, one with a review, one left with reasons."""
    connect_as("migrate", database_server, "lantern_demonstration")
    began = time.process_time()
    assert give_reviews((808,), at=UNTIL) == 5
    assert time.process_time() - began < 5
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)) as by:
        assert {line.state for line in serious_incidents(by=by)} == set(INCIDENT.states)


def test_audits_show_grades_apart_and_agencies_that_are_late(counted: None, database_server: EmbeddedServer) -> None:
    """Issue 5: a finished round of five cases by four agencies, and one that waits for two of them."""
    connect_as("migrate", database_server, "lantern_demonstration")
    began = time.process_time()
    assert give_audits((808,), at=UNTIL) == 2
    assert time.process_time() - began < 5
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)):
        first = AuditRound.objects.get(state="finished")
        found = audited(first, now=UNTIL)
        assert len(found.cases) == 5
        assert 0 < found.alike < found.compared == 20


def test_plans_show_good_ones_and_what_the_inspection_found(counted: None, database_server: EmbeddedServer) -> None:
    """Issue 4: some plans drift, some children were not seen in time, one ask of a family did not hold."""
    connect_as("migrate", database_server, "lantern_demonstration")
    began = time.process_time()
    assert give_plans((808,), at=UNTIL) >= 24
    assert time.process_time() - began < 10
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)) as by:
        why = {code for each in plans.drifting(by=by, now=UNTIL) for code in each.why}
        assert why >= set(plans.WHY)
        assert plans.overdue_visits(by=by, now=UNTIL)
        assert Plan.objects.filter(state="agreed").count() > 8
        assert Plan.objects.filter(state="to_agree").exists()
    connect_as("migrate", database_server, "lantern_demonstration")
    began = time.process_time()
    assert give_before_court((808,), at=UNTIL) >= 9
    assert time.process_time() - began < 10
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)) as by:
        ways = legal.tracked(by=by, now=UNTIL)
        assert {each.state for each in ways} >= {"asked", "letter", "pre_proceedings", "to_issue", "in_court"}
        assert any(each.unexplained for each in ways) and any(each.why for each in ways), "some delay has no reason"
    connect_as("migrate", database_server, "lantern_demonstration")
    assert give_supervision((808,), at=UNTIL) > 10
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)) as by:
        talked = supervision.due(by=by, now=UNTIL, today=UNTIL.date(), whose="all")
        assert any(each.is_late for each in talked) and any(each.late_to_do for each in talked)


def test_waits_show_what_the_inspection_found(counted: None, database_server: EmbeddedServer) -> None:
    """Issue 4: families accepted and not seen for weeks, a service that takes on nobody, thin answers at the gate."""
    connect_as("migrate", database_server, "lantern_demonstration")
    began = time.process_time()
    assert give_waits((808,), at=UNTIL) >= 6
    assert time.process_time() - began < 10
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)) as by:
        longest = waits(now=UNTIL)[0]
        assert longest.longest >= 70 and longest.team.kind == "provider"
        assert first_of_all(by=by)[1] >= 0
        gates = GateAnswers.objects.exclude(tested_at=None)
        assert gates.filter(evidence="Mum says so.").exists()
        assert ServiceVersion.objects.filter(paused=True).exists()


def test_every_invented_address_lies_in_a_ward(counted: None) -> None:
    """ID6: the ward of the child's postcode; a protected address lies nowhere."""
    reader = clockwork(808)
    with acting(reader):
        counts = queries.demand_of(reader, DemandFilter(), now=UNTIL).counts("ward")
    found = {key: one.contacts for key, one in counts.items()}
    assert len(found) > 10
    assert found.get("", 0) < sum(found.values()) / 5


def test_new_boundaries_change_nothing_before_their_day(
    loaded: dict[str, int], database_server: EmbeddedServer
) -> None:
    connect_as("migrate", database_server, "lantern_demonstration")
    try:
        with transaction.atomic():
            lies = PostcodeWard.objects.filter(ward__authority_id=808).select_related("ward").first()
            assert lies is not None
            other = Ward.objects.filter(authority_id=808).exclude(pk=lies.ward_id)[0]
            text, day = f"postcode,ward,authority\n{lies.postcode},{other.name},808\n", dt.date(2027, 5, 6)
            read = wards.read_wards(text)
            for _ in range(2):  # loading the same file again changes nothing
                changed = wards.load_wards(read, name="new.csv", sha256="", at=UNTIL, since=day)
            assert changed == 0
            held = PostcodeWard.objects.filter(postcode=lies.postcode).order_by("from_date")
            assert {(each.ward_id, each.from_date, each.until_date) for each in held} == {
                (lies.ward_id, None, dt.date(2027, 5, 5)),
                (other.pk, day, None),
            }
            wards.load_wards(read, name="new.csv", sha256="", at=UNTIL)
            assert [each.from_date for each in PostcodeWard.objects.filter(postcode=lies.postcode)] == [None]
            transaction.set_rollback(True)
    finally:
        connect_as("backup", database_server, "lantern_demonstration")


def test_a_database_that_holds_people_is_never_loaded_again(
    loaded: dict[str, int], database_server: EmbeddedServer
) -> None:
    connect_as("migrate", database_server, "lantern_demonstration")
    try:
        with pytest.raises(loading.AlreadyLoaded, match="already holds people"):
            loading.load(children=10, contacts=10, until=UNTIL)
    finally:
        connect_as("backup", database_server, "lantern_demonstration")


def test_a_row_that_points_at_nobody_stops_the_whole_load(
    loaded: dict[str, int], database_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are put back checked against every row that was copied, by a role that sees them; then nothing stays."""
    made = loading._work

    def gone_astray(job: dict[str, Any], cast: Any) -> Iterator[loading.Batch]:
        for batch, stories in made(job, cast):
            yield (
                [
                    (name, columns, _astray(rows) if name == "spine_eventsubject" else rows, count)
                    for name, columns, rows, count in batch
                ],
                stories,
            )

    def _astray(rows: bytes) -> bytes:
        person = 2 + (4 + 16) + 4  # after how many fields there are, the event, and how long the person is
        return rows[:person] + uuid.UUID(int=1).bytes + rows[person + 16 :]

    monkeypatch.setattr(loading, "_work", gone_astray)
    build_database(database_server, "lantern_astray")
    connect_as("migrate", database_server, "lantern_astray")
    try:
        with pytest.raises(IntegrityError, match="person_id"):
            loading.load(authorities=(808, 805), children=200, contacts=200, until=UNTIL, processes=2)
        assert loading.is_empty()
    finally:
        connect_as("backup", database_server, "lantern_demonstration")


def test_a_load_that_ended_before_its_keys_were_checked_is_checked_by_the_next_start(
    loaded: dict[str, int], database_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are there, and nothing may rest on them unseen."""

    def unchecked() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_constraint where not convalidated")
            return int(cursor.fetchone()[0])

    def ended(*_: Any) -> None:
        raise KeyboardInterrupt

    build_database(database_server, "lantern_ended")
    connect_as("migrate", database_server, "lantern_ended")
    try:
        before = unchecked()
        with monkeypatch.context() as patched:
            patched.setattr(loading, "check_keys", lambda tables, sessions: sessions == 1 or ended())
            with pytest.raises(KeyboardInterrupt):
                loading.load(children=40, contacts=60, until=UNTIL, processes=2)
        assert unchecked() > before + 20
        assert not loading.is_empty()
        assert unchecked() == before
    finally:
        connect_as("backup", database_server, "lantern_demonstration")


# What COPY reads -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "field", "value"),
    [
        ("text", copying.text("Zoë said: \t\\N\n'no'"), "Zoë said: \t\\N\n'no'"),
        ("varchar(10)", copying.EMPTY, ""),
        ("text", copying.NULL, None),
        ("smallint", copying.small(808), 808),
        ("integer", copying.whole(70_000), 70_000),
        ("bigint", copying.key(2**40), 2**40),
        ("bigint", copying.key(None), None),
        ("boolean", copying.flag(1), True),
        ("boolean", copying.flag(None), False),
        ("date", copying.day(dt.date(1961, 2, 28)), dt.date(1961, 2, 28)),
        ("date", copying.day(None), None),
        ("varchar(20)[]", copying.array(["a,b", '"c" {d}', "", "é"]), ["a,b", '"c" {d}', "", "é"]),
        ("varchar(4)[]", copying.array([]), []),
        ("jsonb", copying.document({"who": ["Zoë\n", None]}), {"who": ["Zoë\n", None]}),
        ("timestamptz", copying.Moments()[UNTIL], UNTIL),
        (
            "timestamptz",
            copying.Moments()[dt.datetime(1999, 12, 31, 23, 59, 59, 1, dt.UTC)],
            dt.datetime(1999, 12, 31, 23, 59, 59, 1, dt.UTC),
        ),
        ("timestamptz", copying.Moments()[None], None),
        ("uuid", Ids(7).new(UNTIL), uuid.UUID(f"{int(UNTIL.timestamp() * 1000):012x}70078007{1:012x}")),
    ],
)
def test_a_field_is_read_by_the_database_as_what_it_was_made_of(
    loaded: dict[str, int], database_server: EmbeddedServer, column: str, field: bytes, value: Any
) -> None:
    with psycopg.connect(database_server.superuser_dsn("lantern_demonstration")) as connection:
        connection.execute(f"create temporary table one (it {column})")  # type: ignore[call-overload]
        with connection.cursor().copy("copy one from stdin (format binary)") as copy:
            copy.write(copying.HEAD + (1).to_bytes(2) + field + copying.END)
        assert connection.execute("select it from one").fetchone() == (value,)


def test_some_wait_to_be_rung_back_and_some_do_not_agree(
    loaded: dict[str, int], database_server: EmbeddedServer
) -> None:
    """The hub of the demonstration owes a word to neighbours who chose an hour, and to professionals."""
    connect_as("migrate", database_server, "lantern_demonstration")
    give_answers_due((808,), at=UNTIL)
    connect_as("task", database_server, "lantern_demonstration")
    with acting(clockwork(808)):
        rings = Clock.objects.filter(timescale="call-back", stopped_at=None)
        assert rings.count() == 3
        assert sorted(Disagreement.objects.values_list("found", flat=True)) == ["", "changed", "kept"]
