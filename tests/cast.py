"""A small cast for tests: people in posts, and a family. All invented."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from lantern.access.context import acting
from lantern.access.models import User
from lantern.access.people_acting import ActingPerson, partnerships_of
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, Outcome, ReportedPerson
from lantern.partnership import queries as partnership
from lantern.partnership.models import CASE_HOLDING, Agency, Post, Team
from lantern.people.models import Person
from lantern.spine.models import Priority

LONDON = ZoneInfo("Europe/London")
STOCKTON, HARTLEPOOL, MIDDLESBROUGH = 808, 805, 806

TUESDAY_NOON = dt.datetime(2026, 11, 17, 12, 0, tzinfo=LONDON)
"""An ordinary working day, in office hours."""

SATURDAY_NIGHT = dt.datetime(2026, 11, 14, 23, 30, tzinfo=LONDON)

_numbers = itertools.count(1)


def _in_post(post_code: str, name: str) -> ActingPerson:
    """Whoever holds a post of the loaded areas, as the sign-in would build them, but for their account."""
    post = Post.objects.select_related("team__agency").get(code=post_code)
    team, agency = post.team, post.team.agency
    return ActingPerson(
        user_id=None,
        name=name,
        role=post.role,
        post_id=post.pk,
        post_title=post.title,
        team_id=team.pk,
        team_kind=team.kind,
        team_name=team.name,
        agency_id=agency.pk,
        agency_name=agency.name,
        covers=tuple(team.covers),
        partnerships=partnerships_of(post.role, agency.pk),
        authorities=tuple(team.covers) if team.kind in CASE_HOLDING else (),
    )


def _account(post_code: str, name: str) -> User:
    return User(username=post_code, display_name=name, email=f"{post_code}@workers.example", password="!")


def in_post(post_code: str, name: str) -> ActingPerson:
    """Somebody who holds a post of the loaded areas, as the sign-in would build them."""
    person = _in_post(post_code, name)
    user = User.objects.filter(username=post_code).first()
    if user is None:
        user = _account(post_code, name)
        user.save(force_insert=True)
    return replace(person, user_id=user.pk)


@dataclass(frozen=True)
class Cast:
    """The people of the tests."""

    officer: ActingPerson
    social_worker: ActingPerson
    manager: ActingPerson
    other_manager: ActingPerson
    night_worker: ActingPerson
    assessment_manager: ActingPerson
    police: ActingPerson
    health: ActingPerson
    provider: ActingPerson
    elsewhere: ActingPerson
    partnership_manager: ActingPerson
    partnership_officer: ActingPerson
    director: ActingPerson
    """The lead representative of a council in the Executive."""
    chief_constable: ActingPerson
    scrutineer: ActingPerson
    critical_friend: ActingPerson
    police_lead: ActingPerson


def _first_post(team_kind: str, role: str, number: int = 1, **team: object) -> str:
    post = Post.objects.filter(
        team__kind=team_kind, role=role, **{f"team__{key}": value for key, value in team.items()}
    ).order_by("code")
    return post[number - 1].code


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in their posts."""
    return make_cast()


def make_cast() -> Cast:
    """Put everybody into their posts, in the database that is connected now. Two statements: the posts of the areas are
    the same for every test.
    """
    posts = _posts_of(connection.settings_dict["HOST"], connection.settings_dict["NAME"])
    people = {code: _account(code, person.name) for code, person in posts.values()}
    known = dict(User.objects.filter(username__in=people).values_list("username", "pk"))
    new = [user for code, user in people.items() if code not in known]
    known |= {user.username: user.pk for user in User.objects.bulk_create(new)}
    return Cast(**{part: replace(person, user_id=known[code]) for part, (code, person) in posts.items()})


@functools.cache
def _posts_of(_server: str, _database: str) -> dict[str, tuple[str, ActingPerson]]:
    """The post of each part, and who acts in it, but for their account."""
    police = Agency.objects.get(code="cleveland-police")
    health = Agency.objects.filter(
        teams__answers_checks=True, teams__covers__contains=[STOCKTON], kind__contains="health"
    ).first()
    health = health or Agency.objects.filter(code__contains="tees-esk").first()
    assert health is not None
    elsewhere = Team.objects.get(kind="hub", covers__contains=[MIDDLESBROUGH])
    parts = {
        "officer": (_first_post("hub", "hub_officer", covers__contains=[STOCKTON]), "Ola Bright"),
        "social_worker": (_first_post("hub", "hub_social_worker", covers__contains=[STOCKTON]), "Sam Okafor"),
        "manager": (_first_post("hub", "hub_manager", covers__contains=[STOCKTON]), "Mina Patel"),
        "other_manager": (_first_post("hub", "hub_manager", 2, covers__contains=[STOCKTON]), "Theo Ward"),
        "night_worker": (_first_post("emergency_duty", "edt_social_worker"), "Nadia Cole"),
        "assessment_manager": (
            _first_post("assessment", "team_manager", covers__contains=[STOCKTON]), "Alex Moreno",
        ),
        "police": (_first_post("agency_desk", "agency_responder", agency=police), "PC Jo Marsh"),
        "health": (_first_post("agency_desk", "agency_responder", agency=health), "Kit Larsen"),
        "provider": (_first_post("provider", "provider_worker", covers__contains=[STOCKTON]), "Bea Fox"),
        "elsewhere": (_first_post("hub", "hub_social_worker", agency=elsewhere.agency), "Nobody Here"),
        "partnership_manager": ("partnership-unit-partnership-manager-1", "Rowan Hale"),
        "partnership_officer": ("partnership-unit-partnership-officer-1", "Lin Acres"),
        "director": ("stockton-leadership-partnership-member-1", "Dana Frost"),
        "chief_constable": ("cleveland-police-leadership-partnership-member-1", "Omar Reeve"),
        "scrutineer": ("partnership-unit-independent-scrutineer-1", "Isla Grant"),
        "critical_friend": ("partnership-unit-critical-friend-1", "Noor Vance"),
        "police_lead": (_first_post("agency_desk", "agency_lead", agency=police), "Sgt Ade Cross"),
    }  # fmt: skip
    return {part: (code, _in_post(code, name)) for part, (code, name) in parts.items()}


def granted(actor: ActingPerson, *people: Person) -> ActingPerson:
    """The same person with need-to-know grants."""
    return replace(actor, granted=tuple(person.pk for person in people))


def a_child(
    *, name: str = "Jayden Smith", born: dt.date | None = dt.date(2018, 5, 4), authority: int = STOCKTON
) -> Person:
    """A known child, written as whoever acts now."""
    first, _, last = name.partition(" ")
    person = Person(authority_id=authority, name=name, sort_name=f"{last}, {first}", born_on=born, sex="M")
    person.save(force_insert=True)
    person.names.create(first_names=first, last_name=last, authority_id=authority)
    return person


def a_contact(
    by: ActingPerson, *, at: dt.datetime = TUESDAY_NOON, children: int = 1, authority: int = STOCKTON, **contact: object
) -> Contact:
    """A telephone contact, just received."""
    number = next(_numbers)
    return actions.receive(
        authority_id=authority,
        contact={"channel": "telephone", "what_happened": "Seen with a bruise.", "reasons": ["neglect"], **contact},
        referrer={"source": "2A", "name": "Head Teacher", "phone": "01632 960555", "answer_by": "phone"},
        people=[
            actions.Reported(
                "child",
                {"first_names": f"Child{number}-{index}", "last_name": "Example", "born_on": dt.date(2018, 5, 4)},
            )
            for index in range(children)
        ],
        by=by,
        at=at,
    )


def walk(
    contact: Contact,
    to: str,
    *,
    cast: Cast,
    at: dt.datetime = TUESDAY_NOON,
    outcome: Outcome = Outcome.NO_FURTHER_ACTION,
) -> Contact:
    """Bring a contact to a state by making the real moves."""
    worker = cast.social_worker
    if to == "received":
        return contact
    with acting(worker):
        for reported in contact.reported.filter(part="child", match=""):
            person = a_child(name=reported.name, born=reported.born_on, authority=contact.authority_id)
            actions.identify(reported, person=person, match=ReportedPerson.Match.CREATED, by=worker, at=at)
        contact = Contact.objects.get(pk=contact.pk)
        actions.screen(contact, priority=Priority.AMBER, note="Looked at.", by=worker, at=at, version=contact.version)
        if to == "screened":
            return contact
        actions.decide(contact, decisions=decisions_for(contact, outcome), by=worker, at=at, version=contact.version)
        if to == "awaiting_sign_off":
            return contact
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.sign_off(contact, note="Read the history.", by=cast.manager, at=at, version=contact.version)
    assert contact.state == to
    return contact


def decisions_for(contact: Contact, outcome: Outcome) -> list[actions.DecisionForChild]:
    """The same sound decision for each child of a contact."""
    team = Team.objects.filter(kind="assessment", covers__contains=[contact.authority_id]).first()
    return [
        actions.DecisionForChild(
            reported_id=child.pk,
            outcome=outcome,
            level=4 if outcome.hands_over else 1,
            rationale="Because of what was reported and what we know.",
            consent="yes",
            evidence=["reported"],
            reason="advice_enough" if outcome == Outcome.NO_FURTHER_ACTION else "",
            to_team_id=team.pk if outcome.hands_over and team else None,
        )
        for child in contact.reported.filter(part="child")
    ]


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The SQL statements that run inside, transaction bookkeeping left out."""
    from django.test.utils import CaptureQueriesContext

    # What each process remembers for a minute is read before, not now and then in the middle of what is counted.
    partnership.every_authority(), partnership.authorities(), partnership.teams(), partnership.services()
    partnership.keepers_for(None)
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    skipped = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    statements.extend(query["sql"] for query in captured.captured_queries if not query["sql"].startswith(skipped))


def a_key() -> uuid.UUID:
    return uuid.uuid4()
