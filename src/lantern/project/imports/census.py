"""Bringing a children in need census in: its children become known, with the history the census tells. Twice is
once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.law.codes import code_set
from lantern.law.declared import UnknownEntryError
from lantern.partnership.queries import LONDON
from lantern.people import actions as people
from lantern.people.models import Identifier, Person
from lantern.people.unnamed import name_of_number
from lantern.project.imports.cin_census import CinChild, CinEpisode, CinReading, check_cin
from lantern.spine import ledger
from lantern.spine.models import EventSubject

_TOGETHER = 50  # children to a transaction: a stopped import loses nothing that was counted


@dataclass
class Imported:
    """What came of it."""

    children: int = 0
    already_known: int = 0
    events: int = 0
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fact:
    """One dated line of a child's history, as the census tells it."""

    kind: str
    on: dt.date
    what: str = ""
    other: str = ""


def bring_in(
    path: Path,
    *,
    authority_id: int,
    by: ActingPerson,
    at: dt.datetime,
    report: Callable[[int], None] = lambda done: None,
    check: bool = False,
) -> Imported:
    """Read a census file and keep its children. Good children are kept, each problem is told with its line.

    ``check`` reads and counts without keeping anything. Raises CinFileError when the file is no census.
    """
    result = Imported()
    check_cin(path)  # a file that breaks off half way is refused before anything of it is kept
    batch: list[CinChild] = []
    with CinReading(path) as reading:
        year = str(reading.header.year or "")
        for child in reading:
            batch.append(child)
            if len(batch) == _TOGETHER:
                _keep(batch, year, authority_id, by, at, result, check)
                batch = []
                report(result.children)
        _keep(batch, year, authority_id, by, at, result, check)
        report(result.children)
        result.skipped = [
            f"line {problem.line}: child {problem.la_child_id or 'unknown'}: {problem.message}"
            for problem in reading.problems
            if problem.severity == "skipped"
        ]
    return result


def _keep(
    batch: list[CinChild],
    year: str,
    authority_id: int,
    by: ActingPerson,
    at: dt.datetime,
    result: Imported,
    check: bool,
) -> None:
    if check:
        result.children += len(batch)
        result.events += sum(len(list(facts_of(child))) for child in batch)
        return
    with acting(by):
        for child in batch:
            person = _known(child, authority_id)
            if person is None:
                person = _new(child, authority_id, by, at)
            else:
                result.already_known += 1
            result.children += 1
            told = set(
                EventSubject.objects.filter(person=person, kind__startswith="census_").values_list(
                    "kind", "happened_at"
                )
            )
            for fact in facts_of(child):
                happened = dt.datetime.combine(fact.on, dt.time(12), LONDON)
                if (fact.kind, happened) in told:
                    continue
                told.add((fact.kind, happened))
                payload = {"year": year, "what": fact.what, "other": fact.other}
                ledger.record(
                    fact.kind,
                    by=by,
                    at=happened,
                    authority_id=authority_id,
                    about=[person.pk],
                    payload=payload,
                    restricted=person.restricted,
                )
                result.events += 1


def _known(child: CinChild, authority_id: int) -> Person | None:
    """Somebody with the same census number, else with the same pupil number. Never a guess by birthday alone."""
    for kind, value in ((Identifier.Kind.CENSUS, child.la_child_id), (Identifier.Kind.UPN, child.upn)):
        if value:
            found = (
                Identifier.objects.filter(authority_id=authority_id, kind=kind, value=value)
                .select_related("person")
                .first()
            )
            if found:
                return found.person
    return None


def _new(child: CinChild, authority_id: int, by: ActingPerson, at: dt.datetime) -> Person:
    """A child the census names by number only. The name is filled in when somebody gives it."""
    identifiers = {
        Identifier.Kind.CENSUS: child.la_child_id,
        Identifier.Kind.UPN: child.upn,
        Identifier.Kind.FORMER_UPN: child.former_upn,
    }
    unborn = child.born_on is None and child.expected_on is not None
    person = people.record_person(
        authority_id=authority_id,
        by=by,
        at=at,
        is_child=True,
        first_names="",
        last_name=name_of_number(child.la_child_id),
        born_on=child.born_on,
        birth_known_to=Person.BirthKnownTo.DAY if child.born_on else Person.BirthKnownTo.UNKNOWN,
        unborn=unborn,
        expected_on=child.expected_on if unborn else None,
        sex=child.sex,
        identifiers={str(kind): value for kind, value in identifiers.items() if value},
        ethnicity=child.ethnicity,
        disabilities=[code for code in child.disabilities if code != "NONE"],
    )
    if child.died_on:
        people.record_death(person, died_on=child.died_on, by=by, at=at, version=person.version)
    return person


def _label(codes: str, code: str) -> str:
    try:
        return code_set(codes).label(code).lower()
    except UnknownEntryError:
        return code


def facts_of(child: CinChild) -> Iterator[Fact]:
    """The census's history of a child as dated lines, referral by referral."""
    for episode in child.episodes:
        yield from _facts(episode)


def _facts(episode: CinEpisode) -> Iterator[Fact]:
    source = _label("referral_source", episode.referral_source) if episode.referral_source else "an unrecorded source"
    need = _label("primary_need", episode.primary_need) if episode.primary_need else "not stated"
    yield Fact(
        "census_referral_nfa" if episode.no_further_action else "census_referral", episode.referred_on, source, need
    )
    for assessment in episode.assessments:
        yield Fact("census_assessment_started", assessment.started_on)
        if assessment.authorised_on:
            factors = ", ".join(_label("assessment_factor", code) for code in assessment.factors)
            yield Fact("census_assessment_authorised", assessment.authorised_on, factors or "none recorded")
    for plan in episode.plans:
        yield Fact("census_plan_started", plan.started_on)
        if plan.ended_on:
            yield Fact("census_plan_ended", plan.ended_on)
    for enquiry in episode.section_47_enquiries:
        yield Fact("census_enquiry", enquiry.started_on)
        if enquiry.conference_on:
            yield Fact("census_conference", enquiry.conference_on)
    if episode.conference_on:
        yield Fact("census_conference", episode.conference_on)
    for protection in episode.protection_plans:
        yield Fact(
            "census_protection_started", protection.started_on, _label("category_of_abuse", protection.initial_category)
        )
        for reviewed_on in protection.reviewed_on:
            yield Fact("census_protection_reviewed", reviewed_on)
        if protection.ended_on:
            yield Fact(
                "census_protection_ended", protection.ended_on, _label("category_of_abuse", protection.latest_category)
            )
    if episode.closed_on:
        yield Fact("census_closed", episode.closed_on, _label("closure_reason", episode.closure_reason))
