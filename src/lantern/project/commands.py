"""Commands that belong to the whole: the demonstration, census import, generated documents."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from lantern.access import row_lint
from lantern.access.context import acting
from lantern.access.demonstration import DEMONSTRATED
from lantern.access.people_acting import clockwork
from lantern.boards.ladder import chase_actions
from lantern.frontdoor.figures import keeping
from lantern.law.timescales import timescale
from lantern.partnership import queries as partnership
from lantern.partnership import wards
from lantern.partnership.models import Authority
from lantern.project.cli.errors import CommandError, Exit
from lantern.project.cli.progress import Progress
from lantern.project.verifying import disagreements
from lantern.spine import clocks as spine_clocks
from lantern.spine.models import Clock

_PROBLEMS_SHOWN = 20
"""Kinds of problem of a file that are printed."""


def authority_named(code: str | None) -> Authority:
    """The authority somebody meant by its DfE number, ONS code or name. Without one, the only or first authority there
    is.
    """
    known = partnership.authorities()
    if not known:
        raise CommandError("No authority is set up yet. Run `lantern migrate` first: it loads the area files.")
    if not code:
        return known[-1] if len(known) == 1 else _default(known)
    for each in known:
        if code.lower() in {str(each.pk), each.ons_code.lower(), each.code.lower(), each.short_name.lower()}:
            return each
    names = ", ".join(f"{each.pk} ({each.short_name})" for each in known)
    raise CommandError(f"There is no authority “{code}”. There is {names}.")


def _default(known: list[Authority]) -> Authority:
    return next((each for each in known if each.pk == DEMONSTRATED), known[0])


def demo(arguments: argparse.Namespace) -> int:
    """Load the demonstration into an empty database."""
    from lantern.project.demonstration import load as loading
    from lantern.project.demonstration.answering import give_answers_due
    from lantern.project.demonstration.auditing import give_audits
    from lantern.project.demonstration.before_court import give_before_court
    from lantern.project.demonstration.briefing import give_briefings
    from lantern.project.demonstration.cohorts import give_cohorts
    from lantern.project.demonstration.covering import give_absences
    from lantern.project.demonstration.early_help import give_early_help
    from lantern.project.demonstration.learning import give_learning
    from lantern.project.demonstration.limiting import give_limits
    from lantern.project.demonstration.lists import give_lists
    from lantern.project.demonstration.partnership_work import (
        give_partnership_work,
        give_voices_of_people,
        give_yearly_reports,
    )
    from lantern.project.demonstration.plans import give_plans
    from lantern.project.demonstration.protecting import give_protection
    from lantern.project.demonstration.reviewing import give_reviews
    from lantern.project.demonstration.second_looks import give_second_looks
    from lantern.project.demonstration.spreading import give_procedures
    from lantern.project.demonstration.supervising import give_supervision
    from lantern.project.demonstration.training import give_training
    from lantern.project.demonstration.waits import give_waits

    if not settings.DEMONSTRATION and settings.MODE != "test":
        raise CommandError("The demonstration is loaded in demonstration mode only (LANTERN_MODE=demonstration).")
    if not loading.is_empty():
        if arguments.if_empty:
            return int(Exit.OK)
        raise CommandError("There are people in this database already. The demonstration goes into an empty one.")
    codes = (
        tuple(authority_named(code).pk for code in arguments.area)
        if getattr(arguments, "area", None)
        else (DEMONSTRATED,)
    )
    contacts = arguments.contacts or 2 * loading.FULL_CONTACTS
    children = arguments.children or min(
        300_000, max(2_000, round(contacts * loading.FULL_CHILDREN / (2 * loading.FULL_CONTACTS)))
    )
    with Progress("Loading the demonstration", contacts, unit="contacts") as progress:
        counts = loading.load(
            authorities=codes,
            children=children,
            contacts=contacts,
            seed=arguments.seed or 1,
            until=timezone.now(),
            report=lambda done, of: progress.at(done, of),
        )
    with Progress("Counting the figures", unit="days") as progress:
        loading.count_figures(codes, at=timezone.now(), report=progress.at)
    chapters = (
        give_second_looks,
        give_early_help,
        give_lists,
        give_protection,
        give_plans,
        give_before_court,
        give_absences,
        give_supervision,
        give_cohorts,
        give_answers_due,
        give_waits,
        give_reviews,
        give_partnership_work,
        give_learning,
        give_audits,
        give_training,
        give_briefings,
        give_procedures,
        give_limits,
        give_voices_of_people,
        give_yearly_reports,
    )
    with Progress("Telling what became of some of them", len(chapters), unit="chapters") as progress:
        for give in chapters:
            give(codes, at=timezone.now())
            progress.advance()
    print(
        f"{counts['people_person']:,} people, {counts['frontdoor_contact']:,} contacts and {counts['spine_event']:,} "
        "events, all invented."
    )
    return int(Exit.OK)


def import_cin(arguments: argparse.Namespace) -> int:
    """Bring in a children in need census file. Good children are kept; exit code 4 when some were refused."""
    from lantern.project.imports.census import bring_in
    from lantern.project.imports.cin_census import CinFileError

    path = Path(arguments.file)
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    authority = authority_named(arguments.authority)
    try:
        with Progress("Reading the census", unit="children") as progress:
            result = bring_in(
                path,
                authority_id=authority.pk,
                by=clockwork(authority.pk),
                at=timezone.now(),
                report=progress.at,
                check=arguments.check,
            )
    except CinFileError as problem:
        raise CommandError(str(problem)) from None
    verb = "would be" if arguments.check else "are now"
    print(
        f"{result.children:,} children {verb} known to {authority.name}, with {result.events:,} events of their "
        "history."
    )
    if result.already_known:
        print(f"{result.already_known:,} were known before; their records were kept and the census added to them.")
    for line in result.skipped[:20]:
        print(f"Refused: {line}")
    if len(result.skipped) > 20:
        print(f"… and {len(result.skipped) - 20:,} more refused.")
    connection.close()
    return int(Exit.SOME_ROWS_REFUSED if result.skipped else Exit.OK)


def separate(arguments: argparse.Namespace) -> int:
    """Let an authority leave with its records, or bring another's in."""
    from lantern.custody.commands import SeparationRefused
    from lantern.custody.commands import separate as step

    try:
        return step(arguments)
    except SeparationRefused as refusal:
        raise CommandError(str(refusal)) from None


def import_names(arguments: argparse.Namespace) -> int:
    """Name children who came from a census by number alone; exit code 4 when some rows were refused."""
    from lantern.project.imports.names import NamesFileError, bring_in_names

    path = Path(arguments.file)
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    authority = authority_named(arguments.authority)
    try:
        result = bring_in_names(
            path, authority_id=authority.pk, by=clockwork(authority.pk), at=timezone.now(), check=arguments.check
        )
    except NamesFileError as problem:
        raise CommandError(str(problem)) from None
    verb = "would get" if arguments.check else "now have"
    print(f"{result.named:,} children of {authority.name} {verb} their names.")
    if result.had_a_name:
        print(f"{result.had_a_name:,} had a name already, which was kept.")
    for line in result.refused[:20]:
        print(f"Refused: {line}")
    if len(result.refused) > 20:
        print(f"… and {len(result.refused) - 20:,} more refused.")
    connection.close()
    return int(Exit.SOME_ROWS_REFUSED if result.refused else Exit.OK)


def import_wards(arguments: argparse.Namespace) -> int:
    """Bring in a file of postcodes and wards. Good rows are kept; exit code 4 when some were refused."""
    path, names = Path(arguments.file), Path(arguments.names) if arguments.names else None
    for each in (path, names):
        if each is not None and not each.is_file():
            raise CommandError(f"There is no file {each}.")
    content = path.read_bytes()
    try:
        with Progress("Reading the postcodes", unit="rows") as progress:
            read = wards.read_wards(
                wards.decoded(content),
                authority=authority_named(arguments.authority) if arguments.authority else None,
                names=wards.read_names(wards.decoded(names.read_bytes())) if names else None,
                report=progress.at,
            )
    except wards.WardFileError as problem:
        raise CommandError(str(problem)) from None
    print(f"{read.rows:,} rows read: {len(read.wards):,} postcodes of our wards, {read.elsewhere:,} of elsewhere.")
    for message, rows in list(read.problems.items())[:_PROBLEMS_SHOWN]:
        more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        print(f"Refused: row {rows[0]}{more}: {message}")
    if len(read.problems) > _PROBLEMS_SHOWN:
        print(f"… and {len(read.problems) - _PROBLEMS_SHOWN:,} other kinds of problem.")
    if not arguments.check and read.wards:
        sha256 = hashlib.sha256(content).hexdigest()
        changed = wards.load_wards(read, name=path.name, sha256=sha256, at=timezone.now(), since=arguments.since)
        print(f"{changed:,} postcodes changed. The figures follow within minutes; `lantern figures rebuild` waits.")
    return int(Exit.SOME_ROWS_REFUSED if read.refused else Exit.OK)


def rebuild_figures(arguments: argparse.Namespace) -> int:
    """Count the figures of every finished day afresh."""
    where = [authority_named(arguments.authority).pk] if arguments.authority else []
    with Progress("Counting the figures", unit="days") as progress:
        days = keeping.rebuild(timezone.now(), authorities=where, report=progress.at)
    print(f"{days:,} days counted.")
    return int(Exit.OK)


def docs(arguments: argparse.Namespace) -> int:
    """Write the diagrams and tables in the rooms' README files afresh; with --check, only say which are stale."""
    from lantern.project.documents import generate

    stale = generate(check=arguments.check)
    for name in stale:
        print(f"{'Stale' if arguments.check else 'Written'}: {name}")
    return int(Exit.FAILED if arguments.check and stale else Exit.OK)


def keep_learning(now: dt.datetime) -> None:
    """Take over the priorities of area files that nobody has yet, count the indicators once a day, open again what got
    worse; let those who wait for a training move up, and ask those who came what changed; remind whoever has not read
    a briefing.
    """
    from lantern.dissemination import keeping as dissemination
    from lantern.learning import areas, keeping
    from lantern.training import keeping as training

    areas.take_over(settings.BASE_DIR / "areas", at=now)
    keeping.keep(now)
    training.keep(now)
    dissemination.keep(now)


def clocks(arguments: argparse.Namespace) -> int:
    """List running clocks by what is due first, count every one afresh, or do what time has made due."""
    if arguments.tick:
        from lantern.frontdoor.commands import tick
        from lantern.sources.commands import compare_waiting

        done = tick(arguments)
        compare_waiting()
        chase_actions(timezone.now())
        keep_learning(timezone.now())
        return done
    where = [authority_named(arguments.authority)] if arguments.authority else partnership.authorities()
    # Clocks of restricted children are counted afresh like any other, and not listed.
    everyone = clockwork(*(each.pk for each in where), keeps_time=bool(arguments.recompute))
    if arguments.recompute:
        # When something was due changes without a line in the ledger.
        keeping.forget(*(each.pk for each in where))
    with acting(everyone):
        running = (
            Clock.objects.filter(stopped_at__isnull=True).order_by("due_at").select_related("episode", "owner_team")
        )
        if arguments.recompute:
            print(f"{_recompute(running):,} clocks changed.")
            return int(Exit.OK)
        if arguments.overdue:
            running = spine_clocks.overdue(running)
        shown = running[: arguments.limit]
        for clock in shown:
            due = clock.due_at.astimezone(partnership.LONDON)
            print(
                f"{due:%d %b %Y %H:%M}  {clock.episode.reference}  {timescale(clock.timescale).title}  "
                f"({clock.owner_team.name})"
            )
        if not shown:
            print("No clock is overdue." if arguments.overdue else "No clock is running.")
    return int(Exit.OK)


def _recompute(running: QuerySet[Clock]) -> int:
    changed = 0
    for clock in running:
        due = spine_clocks.due_at(
            clock.timescale, started_at=clock.started_at, authority_id=clock.authority_id, variant=clock.variant
        )
        if due is not None and due != clock.due_at:
            Clock.objects.filter(pk=clock.pk).update(due_at=due)
            spine_clocks.settle(clock.episode)
            changed += 1
    return changed


def verify(arguments: argparse.Namespace) -> int:
    """Hold the record against itself and the database's own catalogue. Exit code 1, and every finding, when something
    does not agree.
    """
    wrong = [f"{count:,} {what}" for what, count in disagreements().items()] + row_lint.findings(connection)
    for finding in wrong:
        print(finding)
    print(
        "Something does not agree: tell whoever looks after this system."
        if wrong
        else "Everything that was checked agrees."
    )
    return int(Exit.FAILED if wrong else Exit.OK)
