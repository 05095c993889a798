"""A shared hub with families on both sides of a line, and an empty Lantern beside it, on one server."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from tests import cast as stage
from tests.cast import HARTLEPOOL, STOCKTON, TUESDAY_NOON, Cast
from tests.database import connect_as

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.custody import actions as custody
from lantern.custody.commands import separate
from lantern.custody.models import SeparationRun
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.partnership.models import Post, Team
from lantern.people import actions as people
from lantern.people.models import Person
from lantern.project.server import roles
from lantern.project.server.embedded import EmbeddedServer
from lantern.project.server.secrets import ROLES_WITH_PASSWORD
from lantern.spine import attachments
from lantern.spine.models import Priority

HERE, THERE = "lantern_shared_hub", "lantern_hartlepool"


@dataclass
class World:
    """Two databases on one server, and who is in the first."""

    server: EmbeddedServer
    cast: Cast
    ava: Person = field(init=False)
    """A Hartlepool child, whose half-brother Ben is a Stockton child."""
    ben: Person = field(init=False)
    cara: Person = field(init=False)
    """A Stockton child nobody in Hartlepool knows."""
    dan: Person = field(init=False)
    """A Hartlepool child nobody in Stockton knows."""
    waiting: Contact = field(init=False)
    """About Dan: the police were asked and have not answered."""
    finished: Contact = field(init=False)
    """About Ava."""

    @contextmanager
    def reading(self, name: str = HERE) -> Iterator[Any]:
        """A cursor that sees everything of one of the databases, and changes nothing."""
        connections.close_all()
        with psycopg.connect(self.server.superuser_dsn(name)) as admin, admin.cursor() as cursor:
            yield cursor

    def count(self, table: str, name: str = HERE) -> int:
        with self.reading(name) as cursor:
            cursor.execute(f"select count(*) from {table}")
            return int(cursor.fetchone()[0])

    def empty(self, name: str) -> None:
        """Make one of the databases afresh, as it was before anybody was in it."""
        connections.close_all()
        with psycopg.connect(self.server.superuser_dsn(), autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)")
            admin.execute(f"create database {name} template lantern_test owner lantern_owner")
        roles.prepare_database(self.server.superuser_dsn(), name)

    def refreshed(self, actor: ActingPerson) -> ActingPerson:
        """Somebody in their post, with what its team covers now."""
        return stage.in_post(Post.objects.get(pk=actor.post_id).code, actor.name)

    @contextmanager
    def as_keeper(self, name: str = HERE) -> Iterator[None]:
        """Connected as the role of the separation commands."""
        connect_as("migrate", self.server, name)
        try:
            yield
        finally:
            connect_as("app", self.server, HERE)

    def command(self, what: str, *, at: str = HERE, **arguments: Any) -> None:
        """Run one step of `lantern separate`."""
        given = {"receipt": None, "lead": None, "early": True} | arguments
        with self.as_keeper(at):
            separate(argparse.Namespace(what=what, **given))

    def run(self) -> SeparationRun:
        with self.as_keeper():
            from lantern.custody.keeping import everything

            with everything():
                return SeparationRun.objects.latest("opened_at")

    def approvers(self) -> tuple[ActingPerson, ActingPerson]:
        """The data protection officers of the council that leaves and of the one that stays."""
        return (
            stage.in_post("hartlepool-governance-data-protection-officer-1", "Hal Dpo"),
            stage.in_post("stockton-governance-data-protection-officer-1", "Stella Dpo"),
        )

    def approve_twice(self) -> None:
        run_id = self.run_id()
        for by in self.approvers():
            with acting(by):
                run = SeparationRun.objects.get(pk=run_id)
                custody.approve(run, by=by, at=TUESDAY_NOON, version=run.version)

    def run_id(self) -> Any:
        with acting(self.approvers()[1]):
            return SeparationRun.objects.latest("opened_at").pk

    def planned(self) -> SeparationRun:
        """A run for Hartlepool, with a rule for everything."""
        self.command(
            "plan", leaving=["Hartlepool"], on=dt.date(2026, 11, 1), to="Hartlepool's own hub", ask="01632 960120"
        )
        run = self.run()
        self.command("rule", run=run.reference, question="families", rule="joint", lead="Hartlepool")
        for question in ("open_contacts", "unanswered_checks", "waiting_handoffs", "other_open_work"):
            self.command("rule", run=run.reference, question=question, rule="goes")
        return self.run()

    def exported(self, folder: Path) -> SeparationRun:
        run = self.planned()
        self.approve_twice()
        self.command("export", run=run.reference, directory=str(folder))
        return self.run()


def build(server: EmbeddedServer) -> World:
    """Make both databases, and put people and work into the first."""
    connections.close_all()
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
        for name in (HERE, THERE):
            admin.execute(f"drop database if exists {name} with (force)")
            admin.execute(f"create database {name} template lantern_test owner lantern_owner")
    for name in (HERE, THERE):
        roles.prepare_database(server.superuser_dsn(), name)
    connect_as("app", server, HERE)
    return _told(World(server, stage.make_cast()))


def _told(world: World) -> World:
    worker, at = world.cast.social_worker, TUESDAY_NOON

    def child(first: str, last: str, authority: int, **facts: Any) -> Person:
        return people.record_person(
            authority_id=authority,
            by=worker,
            at=at,
            is_child=True,
            first_names=first,
            last_name=last,
            born_on=dt.date(2018, 5, 4),
            birth_known_to="day",
            house="12",
            street="Nelson Street",
            town="Hartlepool",
            postcode="TS24 7AA",
            **facts,
        )

    with acting(worker):
        world.ava = child("Ava", "Reed", HARTLEPOOL)
        world.ben = child("Ben", "Reed", STOCKTON)
        world.cara = child("Cara", "Moss", STOCKTON)
        world.dan = child("Dan", "Kirk", HARTLEPOOL)
        people.relate(world.ava, world.ben, kind="half_sibling", by=worker, at=at)
    world.finished = _contact(world, world.ava, HARTLEPOOL)
    _contact(world, world.ben, STOCKTON)
    _contact(world, world.cara, STOCKTON)
    world.waiting = _contact(world, world.dan, HARTLEPOOL)
    with acting(worker):
        contact = Contact.objects.get(pk=world.waiting.pk)
        attachments.store(contact, name="note.txt", content=io.BytesIO(b"A note from school."), by=worker, at=at)
        desk = Team.objects.get(pk=world.cast.police.team_id)
        actions.ask_agencies(
            contact,
            desks=[desk],
            question="What do you hold?",
            lawful_basis="public_task",
            by=worker,
            at=at,
            version=contact.version,
        )
    return world


def _contact(world: World, person: Person, authority: int) -> Contact:
    worker, at = world.cast.social_worker, TUESDAY_NOON
    with acting(world.cast.officer):
        contact = stage.a_contact(world.cast.officer, authority=authority)
    with acting(worker):
        for reported in contact.reported.filter(part="child"):
            actions.identify(reported, person=person, match=ReportedPerson.Match.LINKED, by=worker, at=at)
        contact = Contact.objects.get(pk=contact.pk)
        actions.screen(contact, priority=Priority.AMBER, note="Looked at.", by=worker, at=at, version=contact.version)
    return contact


def take_down(server: EmbeddedServer) -> None:
    connections.close_all()
    settings.CONTEXT_MAY_NEST = True
    connect_as("app", server, "lantern_test")
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
        for name in (HERE, THERE):
            admin.execute(f"drop database if exists {name} with (force)")


def struck(world: World, folder: Path, name: str, line: str, *arguments: str) -> str:
    """Run a step as a process of its own and kill it, as a power cut would, when it says this. What it had said."""
    secrets = folder / "secrets.toml"
    password = os.environ["LANTERN_TEST_PASSWORD"]
    passwords = "\n".join(f'{role} = "{password}"' for role in ROLES_WITH_PASSWORD)
    secrets.unlink(missing_ok=True)
    secrets.touch(mode=0o600)
    secrets.write_text(
        f'[database]\n{passwords}\n[django]\nsecret_key = "{"only-for-tests-" * 4}"\n'
        f'[context]\nkey = "{"11" * 32}"\n[fields]\nkey = "{"22" * 32}"\n'
    )
    environment = os.environ | {
        "LANTERN_MODE": "test",
        "LANTERN_SECRET_FILE": str(secrets),
        "LANTERN_HOME": str(folder),
        "LANTERN_DATABASE_SOCKET": str(world.server.socket_dir),
        "LANTERN_DATABASE_NAME": name,
        "LANTERN_DATABASE_PASSWORD": password,
    }
    environment.pop("LANTERN_ROLE", None)
    heard = ""
    with subprocess.Popen(
        [sys.executable, "-m", "lantern.project.cli", "separate", *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        for said in process.stdout:
            heard += said
            if said.startswith(line):
                process.kill()
                break
        process.wait()
    return heard
