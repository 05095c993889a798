"""One authority leaves a shared hub with its records: whole, proved, closed here, and read there."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from tests import cast as stage
from tests.cast import HARTLEPOOL, STOCKTON
from tests.database import connect_as
from tests.pages import session_for

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.custody import actions
from lantern.custody.closing import uncover
from lantern.custody.commands import SeparationRefused
from lantern.custody.keeping import everything
from lantern.custody.models import SeparationRun
from lantern.custody.tests.world import HERE, THERE, World, build, struck, take_down
from lantern.frontdoor import actions as front_door
from lantern.frontdoor.models import Check, Contact
from lantern.partnership import queries as partnership
from lantern.partnership.loading import load_areas
from lantern.people.models import Person
from lantern.project.server.embedded import EmbeddedServer
from lantern.spine.ledger import chronology
from lantern.spine.lifecycle import MoveRefused


@pytest.fixture(scope="module")
def world(
    database_server: EmbeddedServer,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """A shared hub where everything is really committed; the tests of this file are one walk through it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "ATTACHMENTS", tmp_path_factory.mktemp("home") / "attachments")
    with django_db_blocker.unblock():
        may_nest = settings.CONTEXT_MAY_NEST
        settings.CONTEXT_MAY_NEST = False
        try:
            yield build(database_server)
        finally:
            take_down(database_server)
            settings.CONTEXT_MAY_NEST = may_nest
            patch.undo()


@pytest.fixture(scope="module")
def home(world: World) -> Path:
    return Path(settings.ATTACHMENTS).parent


def opened(world: World, actor: ActingPerson, *people: Person, name: str = HERE) -> list[int]:
    """What the page of each answers to somebody who signs in, in their post."""
    connect_as("app", world.server, name)
    partnership.forget()
    client = Client()
    client.cookies["sessionid"] = session_for(world.refreshed(actor))
    answers = [client.get(f"/children/{person.reference}/").status_code for person in people]
    connect_as("app", world.server, HERE)
    return answers


def everybody_sees(actor: ActingPerson) -> set[str]:
    with acting(actor):
        return set(Person.objects.values_list("name", flat=True))


def test_a_preview_counts_and_changes_nothing(world: World) -> None:
    before = world.count("people_person"), world.count("spine_event")
    world.command("plan", leaving=["Hartlepool"], on=dt.date(2026, 12, 1), to="Hartlepool's own hub", ask="Ring them")
    run = world.run()
    assert run.authority_id == STOCKTON, "it belongs to who stays, and is shared with the council that leaves"
    assert run.preview["kinds"]["children"] == {"g": 2, "s": 2}
    assert run.preview["kinds"]["files"] == {"g": 1}
    assert run.preview["questions"] | {"drafts": 0} == {
        "families": 1,
        "open_contacts": 2,
        "unanswered_checks": 1,
        "waiting_handoffs": 0,
        "other_open_work": 0,
        "drafts": 0,
        "police_files": 0,
    }
    (family,) = run.preview["families"]
    assert set(family["people"]) == {world.ava.reference, world.ben.reference}
    assert "Reed" not in json.dumps(run.preview), "numbers and references only"
    assert (world.count("people_person"), world.count("spine_event")) == (before[0], before[1] + 2), (
        "its own two events"
    )


def test_before_it_everybody_of_the_hub_reads_everybody(world: World) -> None:
    assert opened(world, world.cast.officer, world.dan, world.ava, world.ben, world.cara) == [200, 200, 200, 200]


def test_nobody_approves_while_anything_is_unassigned(world: World) -> None:
    run = world.run()
    approver = world.approvers()[0]
    with acting(approver), pytest.raises(MoveRefused, match="Families known to both"):
        actions.approve(run, by=approver, at=timezone.now(), version=run.version)
    with pytest.raises(SeparationRefused, match="who leads"):
        world.command("rule", run=run.reference, question="families", rule="joint")
    with pytest.raises(SeparationRefused, match="no such rule"):
        world.command("rule", run=run.reference, question="open_contacts", rule="expire")


def test_giving_up_leaves_everything_as_it_was(world: World) -> None:
    run_id, by = world.run_id(), world.approvers()[1]
    with acting(by):
        run = SeparationRun.objects.get(pk=run_id)
        actions.abandon(run, reason="Not this year.", by=by, at=timezone.now(), version=run.version)
    assert everybody_sees(world.cast.officer) == {"Ava Reed", "Ben Reed", "Cara Moss", "Dan Kirk"}
    with pytest.raises(SeparationRefused, match="given up"):
        world.command("export", run=run.reference, directory="nowhere")


def test_two_people_approve_one_for_each_council(world: World) -> None:
    run = world.planned()
    hartlepool, stockton = world.approvers()
    other = replace(hartlepool, user_id=stockton.user_id)
    for by, refusal in (
        (hartlepool, ""),
        (hartlepool, "approved this already"),
        (other, "other council"),
        (stockton, ""),
    ):
        with acting(by):
            run = SeparationRun.objects.get(pk=run.pk)
            if refusal:
                with pytest.raises(MoveRefused, match=refusal):
                    actions.approve(run, by=by, at=timezone.now(), version=run.version)
            else:
                actions.approve(run, by=by, at=timezone.now(), version=run.version)
    with acting(world.cast.elsewhere):
        assert not SeparationRun.objects.filter(pk=run.pk).exists(), "another authority finds nothing"
    officer = world.cast.officer
    assert "does not" not in str(officer.may("approve_separation")) and not officer.may("approve_separation")


def test_an_export_that_is_killed_leaves_nothing_and_a_whole_one_is_readable_by_anybody(
    world: World, home: Path, tmp_path: Path
) -> None:
    run = world.run()
    assert "Writing people_person" in struck(
        world, home, HERE, "Writing people_person", "export", run.reference, str(home / "out")
    )
    assert not (home / "out").exists()
    world.command("export", run=run.reference, directory=str(home / "out"))
    manifest = json.loads((home / "out" / "manifest.json").read_text())
    for table in manifest["tables"].values():
        raw = (home / "out" / table["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == table["sha256"]
        assert raw.count(b"\n") == table["rows"] == table["of"].get("g", 0) + table["of"].get("b", 0)
    people = [json.loads(line) for line in (home / "out/tables/people_person.jsonl").read_text().splitlines()]
    assert {person["name"] for person in people} == {"Ava Reed", "Ben Reed", "Dan Kirk"}, "Cara stays"
    events = (home / "out/tables/spine_event.jsonl").read_text()
    assert "tees-emergency-duty" in events or "childrens-hub" in events, "teams and posts by name, not by number"
    everything = "".join(file.read_text() for file in (home / "out").rglob("*.json*"))
    assert "Cara" not in everything and "password" not in "".join(manifest["directory"])
    assert (home / "out").stat().st_mode & 0o077 == 0


def test_receiving_is_all_or_nothing_and_the_same_row_for_row(world: World, home: Path) -> None:
    out = str(home / "out")
    struck(world, home, THERE, "Bringing in spine_event", "receive", out)
    assert world.count("people_person", THERE) == 0, "killed in the middle: nothing stands"
    world.command("receive", at=THERE, directory=out)
    assert world.count("people_person", THERE) == 3
    receipt = json.loads((home / "out" / "receipt.json").read_text())
    manifest = json.loads((home / "out" / "manifest.json").read_text())
    assert {name: table["sha256"] for name, table in receipt["tables"].items()} == {
        name: table["sha256"] for name, table in manifest["tables"].items()
    }
    with pytest.raises(SeparationRefused, match="received before"):
        world.command("receive", at=THERE, directory=out)


def test_an_export_that_was_touched_is_not_received(world: World, home: Path) -> None:
    file = home / "out" / "tables" / "people_person.jsonl"
    whole = file.read_text()
    file.write_text(whole.replace("Dan Kirk", "Don Kirk"))
    with pytest.raises(SeparationRefused, match="not as it was written"):
        world.command("receive", at=THERE, directory=str(home / "out"))
    file.write_text(whole)


def test_there_is_no_closing_before_the_proof_nor_after_a_change(world: World, home: Path) -> None:
    run, out = world.run(), str(home / "out")
    with pytest.raises(SeparationRefused, match="prove it first"):
        world.command("close", run=run.reference, directory=out)
    world.command("prove", run=run.reference, directory=out)
    proof = world.run().proof
    whole = {name: world.count("access.row_history" if name == "row_history" else name) for name in proof["tables"]}
    for name, sides in proof["tables"].items():
        if name not in ("spine_event", "spine_episode", "custody_separationrun", "access_user", "row_history"):
            assert sides["went"] + sides["shared"] + sides["stayed"] == whole[name], name
    with acting(world.cast.social_worker):
        contact = Contact.objects.get(pk=world.waiting.pk)
        front_door.take(contact, by=world.cast.social_worker, at=timezone.now(), version=contact.version)
    with pytest.raises(SeparationRefused, match="Changed since the export: .*spine_event"):
        world.command("close", run=run.reference, directory=out)
    assert "Dan Kirk" in everybody_sees(world.cast.officer)


def test_on_the_day_what_went_is_closed_here(world: World, home: Path) -> None:
    run, out = world.run(), str(home / "final")
    world.command("export", run=run.reference, directory=out)
    world.empty(THERE)
    world.command("receive", at=THERE, directory=out)
    world.command("prove", run=run.reference, directory=out)
    assert "Comparing spine_event" in struck(world, home, HERE, "Comparing spine_event", "close", run.reference, out)
    assert world.count("custody_departure") == 0, "killed in the middle: nothing is closed"
    counts = {name: world.count(name) for name in ("people_person", "spine_event", "frontdoor_check")}
    world.command("close", run=run.reference, directory=out)
    assert world.run().state == "closed"
    assert {name: world.count(name) - counts[name] for name in counts} == {
        "people_person": 0,
        "spine_event": 1,  # that it was closed
        "frontdoor_check": 0,
    }, "nothing was deleted"
    officer = world.refreshed(world.cast.officer)
    assert officer.covers == (STOCKTON,)
    assert everybody_sees(officer) == {"Ben Reed", "Cara Moss"}
    with acting(officer):
        assert not Contact.objects.filter(pk=world.waiting.pk).exists(), "not in a queue, a count or an export either"
    with acting(world.cast.police):
        assert not Check.objects.exists(), "an agency is no longer asked from here"


def test_a_family_known_to_both_is_read_on_both_sides_and_written_on_its_own(world: World) -> None:
    assert opened(world, world.cast.officer, world.ava, world.ben, world.cara, world.dan) == [200, 200, 200, 404]
    somebody = world.cast.other_manager  # whoever worked on what came has no account there
    assert opened(world, somebody, world.ava, world.ben, world.dan, world.cara, name=THERE) == [200, 200, 200, 404]
    reader = replace(world.refreshed(world.cast.officer), authorities=(STOCKTON, HARTLEPOOL), only_read=(HARTLEPOOL,))
    assert "kept here to be read" in str(reader.may("record_person", world.ava)), "and is told so, not merely stopped"
    assert reader.may("see_child", world.ava) and reader.may("record_person", world.ben)
    joint = replace(world.refreshed(world.cast.officer), authorities=(STOCKTON, HARTLEPOOL), elsewhere=(HARTLEPOOL,))
    with acting(joint):
        assert set(Person.objects.values_list("name", flat=True)) == {"Ava Reed", "Ben Reed", "Cara Moss"}
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(pk=world.ava.pk).update(language="Polish")
        assert Person.objects.filter(pk=world.ben.pk).update(language="Polish") == 1


def test_the_chronology_is_the_same_there(world: World) -> None:
    def lines(name: str) -> list[tuple[object, ...]]:
        with world.reading(name) as cursor:
            cursor.execute(
                "select e.kind, e.happened_at, e.payload, e.actor_name, p.code from spine_event e"
                " join spine_eventsubject s on s.event_id = e.id left join partnership_post p on p.id = e.post_id"
                " where s.person_id = %s order by e.recorded_at, e.id",
                [world.dan.pk],
            )
            return cursor.fetchall()

    assert len(lines(HERE)) >= 4
    assert lines(THERE) == lines(HERE)
    connect_as("app", world.server, THERE)
    with acting(replace(world.cast.officer, authorities=(HARTLEPOOL,), covers=(HARTLEPOOL,))):
        assert [entry.kind.code for entry in chronology([world.dan.pk])][-1] == "person_recorded"
    connect_as("app", world.server, HERE)


def test_loading_the_areas_again_does_not_open_what_was_closed(world: World) -> None:
    with world.as_keeper():
        load_areas(settings.BASE_DIR / "areas")
        with everything() as (cursor, _):
            uncover(cursor)
    assert world.refreshed(world.cast.officer).covers == (STOCKTON,)


def test_who_came_is_shown_beside_who_may_be_the_same_and_nobody_is_joined(world: World, home: Path) -> None:
    """Two hubs become one: a person known to both is a question for a human."""
    world.empty(THERE)
    connect_as("app", world.server, THERE)
    worker = replace(world.cast.social_worker, authorities=(STOCKTON,), covers=(STOCKTON,))
    with acting(worker):
        stage.a_child(name="Dan Kirk", authority=STOCKTON)
    connect_as("app", world.server, HERE)
    world.command("receive", at=THERE, directory=str(home / "final"))
    with world.reading(THERE) as cursor:
        cursor.execute("select alike from custody_arrival")
        ((pairs,),) = cursor.fetchall()
        cursor.execute("select count(*) from people_person where name = 'Dan Kirk'")
        assert cursor.fetchall() == [(2,)]
    assert [(pair["came"], pair["agree"]) for pair in pairs] == [(world.dan.reference, ["name and birth"])]
