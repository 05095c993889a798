"""How long a record is kept: dated data above a statutory floor, the longest rule wins, and a hold wins over all.

This module answers "not before which day". Destruction itself is a separate, witnessed act that reads this answer.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantern.law.citations import Cite, read_cites
from lantern.law.declared import CONFIDENCES, LAW_FOLDER, Entry, UnknownEntryError, read_toml, similar
from lantern.law.timescales import FORCES, add_months

COUNTS_FROM = ("birth", "death", "closure", "order")


class RetentionError(ValueError):
    """A retention date cannot be given, or a local figure cannot be accepted. The message says why."""


@dataclass(frozen=True, slots=True)
class RetentionValue:
    """How many months from which event, between two dates of closing.

    A value counted from death applies only to a person who died under an age in years.
    """

    counts_from: str
    months: int
    died_under_age: int
    in_force_from: datetime.date | None
    in_force_until: datetime.date | None

    def is_in_force(self, on: datetime.date) -> bool:
        """Whether the value applied on a day."""
        return (self.in_force_from is None or self.in_force_from <= on) and (
            self.in_force_until is None or on <= self.in_force_until
        )


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long one kind of record is kept. With `floor` no authority may keep it for less."""

    id: str
    title: str
    values: tuple[RetentionValue, ...]
    floor: bool
    cites: tuple[Cite, ...]
    force: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class KeepUntil:
    """The answer: keep at least until `date` under `rule`; while `date` is None, keep, for the `reason` given."""

    date: datetime.date | None
    rule: RetentionRule | None
    reason: str


def read_retention(path: Path) -> dict[str, RetentionRule]:
    """The rules declared in a file, by id. Raises `DeclarationError` naming the file and the entry."""
    found: dict[str, RetentionRule] = {}
    file = Entry(read_toml(path), path.name)
    for entry in file.entries("rule", "rule"):
        entry.where = f"{path.name}, rule '{entry.text('id')}'"
        one = RetentionRule(
            id=entry.text("id"),
            title=entry.text("title"),
            values=tuple(_read_value(line) for line in entry.entries("values", "value")),
            floor=entry.yes_or_no("floor"),
            cites=read_cites(entry),
            force=entry.one_of("force", FORCES),
            confidence=entry.one_of("confidence", CONFIDENCES),
            note=entry.text("note", ""),
        )
        entry.finish()
        if one.id in found:
            raise entry.wrong("this id is declared twice.")
        if all(value.counts_from == "death" for value in one.values):
            raise entry.wrong("'values' needs one that does not count from death.")
        if one.confidence == "check" and (one.force != "local" or one.floor):
            raise entry.wrong("an unverified number (confidence 'check') must have force 'local' and be no floor.")
        for value in one.values:
            others = [other for other in one.values if other.counts_from == value.counts_from and other is not value]
            if any(_overlap(value, other) for other in others):
                raise entry.wrong(f"values counted from {value.counts_from} overlap in time.")
        found[one.id] = one
    file.finish()
    return found


def _overlap(one: RetentionValue, other: RetentionValue) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (one.in_force_from or first) <= (other.in_force_until or last) and (other.in_force_from or first) <= (
        one.in_force_until or last
    )


def _read_value(line: Entry) -> RetentionValue:
    since, until = line.period("from", "until")
    counts_from = line.one_of("counts_from", COUNTS_FROM)
    age = line.whole_number("died_under_age") if counts_from == "death" else 0
    value = RetentionValue(counts_from, line.whole_number("months"), age, since, until)
    line.finish()
    return value


@cache
def all_retention_rules() -> dict[str, RetentionRule]:
    """Every retention rule, by id."""
    return read_retention(LAW_FOLDER / "retention.toml")


def retention_rule(id: str) -> RetentionRule:
    """The rule of an id. Raises `UnknownEntryError` when there is none."""
    try:
        return all_retention_rules()[id]
    except KeyError:
        raise UnknownEntryError(
            f"No retention rule is declared under '{id}'.{similar(id, all_retention_rules())}"
        ) from None


def check_local_months(local: Mapping[str, int]) -> None:
    """Refuse an authority's own figures (months by rule id) that are unknown, not whole, or below the floor."""
    for id, months in local.items():
        if id not in all_retention_rules():
            raise RetentionError(f"There is no retention rule '{id}'.{similar(id, all_retention_rules())}")
        rule = retention_rule(id)
        if isinstance(months, bool) or not isinstance(months, int) or months < 1:
            raise RetentionError(f"{rule.title}: give a whole number of months, found {months!r}.")
        least = max(value.months for value in rule.values)
        if rule.floor and months < least:
            raise RetentionError(
                f"{rule.title}: {months} months is less than the {least} months that {rule.cites[0]} requires."
            )


def keep_until(
    kinds: Collection[str],
    *,
    born_on: datetime.date | None = None,
    died_on: datetime.date | None = None,
    closed_on: datetime.date | None = None,
    ordered_on: datetime.date | None = None,
    holds: Collection[str] = (),
    local: Mapping[str, int] | None = None,
) -> KeepUntil:
    """The day before which a record may not be destroyed.

    `kinds` are the retention rules of every episode in the record: the longest wins. A hold (inquiry, court, request in
    progress) wins over all. An open record, or one without the date its rule counts from, is kept. `local` gives an
    authority's own months by rule id, checked against the floor.
    """
    check_local_months(local or {})
    if holds:
        return KeepUntil(None, None, f"On hold: {', '.join(sorted(holds))}.")
    if not kinds:
        return KeepUntil(None, None, "No retention rule is known for this record.")
    if closed_on is None:
        return KeepUntil(None, None, "The record is still open.")
    dates = {"birth": born_on, "death": died_on, "closure": closed_on, "order": ordered_on}
    answers: list[tuple[datetime.date, KeepUntil]] = []
    for id in sorted(kinds):
        rule = retention_rule(id)
        value = _value_for(rule, closed_on, born_on, died_on)
        start = dates[value.counts_from]
        if start is None:
            return KeepUntil(None, rule, f"{rule.title}: the date of {value.counts_from} is not known.")
        months = value.months if value.counts_from == "death" else (local or {}).get(id, value.months)
        until = add_months(start, months)
        answers.append((until, KeepUntil(until, rule, f"{rule.title}: {months} months from {value.counts_from}.")))
    return max(answers, key=lambda answer: answer[0])[1]


def _value_for(
    rule: RetentionRule, closed_on: datetime.date, born_on: datetime.date | None, died_on: datetime.date | None
) -> RetentionValue:
    """The value of a rule in force when the record closed: the one from death where the person died young enough."""
    in_force = [value for value in rule.values if value.is_in_force(closed_on)]
    for value in in_force:
        if value.counts_from != "death" or not died_on or not born_on:
            continue
        if died_on < add_months(born_on, value.died_under_age * 12):
            return value
    for value in in_force:
        if value.counts_from != "death":
            return value
    raise RetentionError(f"{rule.title}: no value applied on {closed_on}.")
