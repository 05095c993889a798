"""Whole area files: each checked in itself, and all of them against each other."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from lantern.partnership.areas.area import Area
from lantern.partnership.areas.bodies import (
    agency_of,
    agency_types,
    authority_of,
    check_successors,
    comparator_of,
    group_of,
    partnership_of,
    priority_of,
)
from lantern.partnership.areas.lines import Lines
from lantern.partnership.areas.problems import AreaErrors, AreaProblem
from lantern.partnership.areas.standards import escalation_step_of, standard_of, term_of, threshold_document_of
from lantern.partnership.areas.tables import Reading, Table
from lantern.partnership.areas.teams import check_hubs, hub_of, service_of, team_of


def read_area(path: Path | str) -> Area:
    """Read and check one area file.

    Raises `AreaErrors` with every problem found, each with its line; OSError when the file cannot be opened.
    """
    path = Path(path)
    file = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8 text. Save it again with the encoding UTF-8."
        before = path.read_bytes()[: error.start].count(b"\n")
        raise AreaErrors([AreaProblem(file, before + 1, message)]) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        what = re.sub(r"\s*\(at .*\)", "", str(error))
        message = f"The line cannot be read as TOML: {what}. Look for a missing quotation mark, bracket or equals sign."
        raise AreaErrors([AreaProblem(file, line, message)]) from None
    reading = Reading(file, Lines(text))
    area = _area(Table(reading, raw, ()))
    if reading.problems:
        raise AreaErrors(reading.problems)
    return area


def _area(top: Table) -> Area:
    """All tables of a file, with the references between them checked."""
    reading = top.reading
    written = top.whole("format", least=1, most=99)
    if written > 1:
        top.problem("format", f"This version of Lantern reads format 1, not {written}.")
    neighbours, types = top.neighbours(), agency_types()
    partnership = partnership_of(top.table("partnership"))
    authorities = tuple(authority_of(one) for one in top.tables("authority", required=True))
    agencies = tuple(agency_of(one, types) for one in top.tables("agency", required=True))
    teams = tuple(team_of(one, neighbours) for one in top.tables("team", required=True))
    hubs = tuple(hub_of(one) for one in top.tables("hub", required=True))
    area = Area(
        file=reading.file,
        partnership=partnership,
        authorities=authorities,
        agencies=agencies,
        teams=teams,
        services=tuple(service_of(one) for one in top.tables("commissioned_service")),
        hubs=hubs,
        local_standards=tuple(standard_of(one) for one in top.tables("local_standard")),
        terms=tuple(term_of(one) for one in top.tables("term")),
        threshold_documents=tuple(
            threshold_document_of(one) for one in top.tables("threshold_document", required=True)
        ),
        priorities=tuple(priority_of(one) for one in top.tables("priority")),
        groups=tuple(group_of(one) for one in top.tables("group")),
        comparators=tuple(comparator_of(one) for one in top.tables("comparator")),
        escalation_steps=tuple(escalation_step_of(one) for one in top.tables("escalation_step")),
    )
    top.done()
    check_successors(reading, agencies)
    check_hubs(reading, hubs, teams)
    reading.check_references()
    covered = {code for document in area.threshold_documents for code in document.authorities}
    for index, authority in enumerate(authorities):
        if authority.code and authority.code not in covered:
            message = f"No threshold document covers authority {authority.code}. Add its code to one."
            reading.problem(("authority", index, "code"), message)
    return area


def read_areas(folder: Path | str) -> tuple[Area, ...]:
    """Every area file of a folder, by file name, checked one by one and against each other.

    Agencies and teams that stand in several files must agree on what they are, and no authority may belong to two
    partnerships. Raises `AreaErrors` with the problems of all files.
    """
    problems: list[AreaProblem] = []
    areas: list[Area] = []
    paths = sorted(Path(folder).glob("*.toml"))
    if not paths:
        raise AreaErrors([AreaProblem(str(Path(folder).name), 1, "The folder holds no area file (*.toml). Add one.")])
    for path in paths:
        try:
            areas.append(read_area(path))
        except AreaErrors as errors:
            problems.extend(errors.problems)
    problems.extend(_disagreements(areas, {area.file: path for area, path in zip(areas, paths, strict=False)}))
    if problems:
        raise AreaErrors(problems)
    return tuple(areas)


def _disagreements(areas: Sequence[Area], paths: Mapping[str, Path]) -> list[AreaProblem]:
    found: list[AreaProblem] = []
    seen: dict[tuple[str, str | int], tuple[str, object]] = {}

    def compare(area: Area, kind: str, index: int, code: str | int, described: object, advice: str) -> None:
        first = seen.setdefault((kind, code), (area.file, described))
        if first[0] != area.file and first[1] != described:
            lines = Lines(paths[area.file].read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
            message = f"The {kind} {code!r} is described differently in {first[0]}. {advice}"
            found.append(AreaProblem(area.file, lines.line((kind, index)), message))

    for area in areas:
        for index, authority in enumerate(area.authorities):
            advice = "An authority belongs to one partnership: take it out of one file."
            compare(area, "authority", index, authority.code, area.file, advice)
        for index, agency in enumerate(area.agencies):
            facts = (agency.name, agency.type, agency.since, agency.until, agency.email_domains)
            advice = "Give both the same name, type, dates and e-mail domains, or choose another code."
            compare(area, "agency", index, agency.code, facts, advice)
        for index, team in enumerate(area.teams):
            shown = (team.name, team.kind, team.agency, team.authorities, team.posts) if team.shared else area.file
            advice = "A shared team must read the same in both files and say shared = true; else choose another code."
            compare(area, "team", index, team.code, shown, advice)
    return found
