"""What a partnership sets for itself: local values of timescales, school terms, and the threshold document that the
safeguarding partners publish (Working Together 2023, chapters 2 and 3).
"""

import re
from collections.abc import Container
from datetime import date

from lantern.law.codes import code_set
from lantern.law.timescales import DEFAULT, UNITS, LocalStandardError, LocalStandards
from lantern.partnership.areas.area import (
    LEVELS,
    EscalationStep,
    LocalStandard,
    SchoolTerm,
    ThresholdClause,
    ThresholdDocument,
    ThresholdLevel,
    ThresholdVersion,
)
from lantern.partnership.areas.lines import Place
from lantern.partnership.areas.tables import Table

ESCALATED_TO = ("hub_manager", "service_manager")
"""Kinds of post that answer a professional who does not agree."""

VARIANTS = ("", "red", "amber", "green")

_CLAUSE = re.compile(r"[1-4]\.[1-9][0-9]?\Z")


def standard_of(table: Table) -> LocalStandard:
    """A local value, refused where the law leaves no room for one."""
    described = LocalStandard(
        timescale=table.code("timescale"),
        variant=table.choice("variant", VARIANTS, default=""),
        amount=table.whole("amount", least=1, most=1000),
        unit=table.choice("unit", UNITS),
        authorities=table.authorities(required=False),
        note=table.text("note", required=False),
    )
    if described.timescale and described.unit in UNITS and described.amount:
        limit = {"amount": described.amount, "unit": described.unit}
        try:
            LocalStandards.from_plain(
                {described.timescale: {described.variant or DEFAULT: limit}}, "The local standard"
            )
        except LocalStandardError as error:
            table.problem("timescale", str(error))
    for authority in described.authorities or (0,):
        key = f"{described.timescale} {described.variant} {authority or 'all'}"
        table.reading.declare("local standard", key, table.place)
    table.done()
    return described


def term_of(table: Table) -> SchoolTerm:
    """A half term."""
    starts_on, ends_on = table.spell("starts_on", "ends_on")
    for key in ("starts_on", "ends_on"):
        if key not in table.raw:
            table.day(key)
    described = SchoolTerm(
        school_year=table.matching("school_year", re.compile(r"20\d\d-\d\d\Z"), "a school year, such as 2024-25"),
        name=table.text("name"),
        starts_on=starts_on or date.min,
        ends_on=ends_on or date.min,
        authorities=table.authorities(),
        named_in=table.text("named_in", required=False),
    )
    table.done()
    return described


def threshold_document_of(table: Table) -> ThresholdDocument:
    """A threshold document with its versions in order, no two in force on one day."""
    versions = tuple(_threshold_version(one) for one in table.tables("version", required=True))
    for index, version in enumerate(versions):
        for other in versions[:index]:
            if version.in_force_from <= (other.in_force_until or date.max):
                message = (
                    f"Version {version.version} begins before version {other.version} has ended. Put the versions in "
                    "order and give each but the newest its in_force_until."
                )
                table.reading.problem((*table.place, "version", index), message)
                break
    described = ThresholdDocument(
        code=table.code("code", declares="threshold document"),
        title=table.text("title"),
        authorities=table.authorities(),
        versions=versions,
    )
    table.done()
    return described


def _threshold_version(table: Table) -> ThresholdVersion:
    first, last = table.spell("in_force_from", "in_force_until")
    if first is None and "in_force_from" not in table.raw:
        table.day("in_force_from")
    domains = []
    for one in table.tables("domains", required=True):
        domains.append((one.matching("code", re.compile(r"[a-z_]+\Z"), "a code of small letters"), one.text("name")))
        one.done()
    names = [code for code, _ in domains]
    levels = []
    seen: dict[str, Place] = {}
    for one in table.tables("level", required=True):
        level = one.whole("level", least=1, most=4)
        clauses = []
        for clause in one.tables("clauses", required=True):
            clause_id = clause.matching("id", _CLAUSE, "a clause number such as 3.2")
            if clause_id in seen:
                first_line = table.reading.lines.line(seen[clause_id])
                clause.problem("id", f"Clause {clause_id} is written twice; line {first_line} has it already.")
            elif clause_id and not clause_id.startswith(f"{level}."):
                clause.problem("id", f"Clause {clause_id} stands under level {level}: its number must begin {level}.")
            seen.setdefault(clause_id, (*clause.place, "id"))
            clauses.append(ThresholdClause(clause_id, clause.choice("domain", names), clause.text("text")))
            clause.done()
        levels.append(ThresholdLevel(level, one.text("name"), one.text("summary"), tuple(clauses)))
        one.done()
    if [level.level for level in levels] != list(LEVELS):
        table.reading.problem(
            (*table.place, "level"), "A version needs the four levels 1, 2, 3 and 4, once each and in this order."
        )
    guidance = tuple(_guidance(one, seen) for one in table.tables("guidance"))
    described = ThresholdVersion(
        version=table.text("version"),
        wording=table.choice("wording", ("published", "demonstration")),
        in_force_from=first or date.min,
        in_force_until=last,
        domains=tuple(domains),
        levels=tuple(levels),
        guidance=guidance,
    )
    table.done()
    return described


def escalation_step_of(table: Table) -> EscalationStep:
    """One step of the procedure for a professional who does not agree."""
    described = EscalationStep(
        name=table.text("name"),
        answered_by=table.choice("answered_by", ESCALATED_TO),
        check=table.truth("check"),
    )
    table.done()
    return described


def _guidance(table: Table, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Which clauses stand beside the question when a contact reason is chosen."""
    reason = table.choice("reason", [code.code for code in code_set("contact_reason").codes])
    clauses = tuple(table.texts("clauses"))
    for clause in clauses:
        if clause not in known:
            table.problem("clauses", f"This version has no clause {clause}.")
    table.done()
    return reason, clauses
