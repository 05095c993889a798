"""Reads the declarations of clocks (`timescales/*.toml`), and refuses a slip with its file and its entry."""

import datetime
from functools import cache
from pathlib import Path

from lantern.law.citations import read_cites
from lantern.law.declared import (
    CONFIDENCES,
    LAW_FOLDER,
    DeclarationError,
    Entry,
    UnknownEntryError,
    read_toml,
    similar,
    toml_files,
)
from lantern.law.limits import FORCES, SENSES, UNITS, Limit, Timescale, TimescaleValue, listed


def read_limit(entry: Entry) -> Limit:
    """A length of time or a day of the year. Raises `DeclarationError` naming the entry."""
    unit = entry.one_of("unit", UNITS)
    by = entry.hour("by")
    if by and unit not in ("working_days", "school_days"):
        raise entry.wrong("'by' is an hour of a working day or a school day; it does not go with this unit.")
    if unit == "none":
        return Limit("none")
    if unit == "calendar_date":
        return Limit(unit, month_day=_read_month_day(entry))
    amount = entry.whole_number("amount")
    if amount == 0 and unit != "working_days":
        raise entry.wrong("'amount' must be 1 or more.")
    return Limit(unit, amount, by=by)


def _read_month_day(entry: Entry) -> tuple[int, int]:
    text = entry.text("month_day")
    try:
        # In a year that is not a leap year: 29 February would be missing in three years of four.
        day = datetime.date.fromisoformat(f"2001-{text}")
    except ValueError:
        raise entry.wrong(f"'month_day' must be a day of every year, such as '07-31', found '{text}'.") from None
    return day.month, day.day


def _read_values(entry: Entry) -> tuple[TimescaleValue, ...]:
    """The dated values, each variant's in order of date, with the end of each set to the day before the next."""
    found: dict[str, list[TimescaleValue]] = {}
    for line in entry.entries("values", "value"):
        since, until = line.period("from", "until")
        outer = line.entry("at_most")
        value = TimescaleValue(
            limit=read_limit(line),
            at_most=read_limit(outer) if outer else None,
            variant=line.text("variant", ""),
            in_force_from=since,
            in_force_until=until,
        )
        line.finish()
        if outer:
            outer.finish()
        earlier = found.setdefault(value.variant, [])
        if earlier:
            before = earlier[-1]
            if since is None or (before.in_force_from and since <= before.in_force_from):
                raise line.wrong("values overlap: each needs a later 'from' than the one above it, newest last.")
            if before.in_force_until and before.in_force_until >= since:
                raise line.wrong(f"values overlap: the one above it applies until {before.in_force_until}.")
            ends = before.in_force_until or since - datetime.timedelta(days=1)
            earlier[-1] = TimescaleValue(before.limit, before.at_most, before.variant, before.in_force_from, ends)
        earlier.append(value)
    if not found:
        raise entry.wrong("'values' is empty: give at least one, with unit 'none' where there is no number.")
    return tuple(value for values in found.values() for value in values)


def _default_end(values: tuple[TimescaleValue, ...], sense: str, ends_power: bool) -> str:
    """Rule 3: a limit in weeks or months is read cautiously; a power that ends, ends on its day."""
    counted_long = all(value.limit.unit in ("weeks", "months", "none") for value in values)
    return "back" if counted_long and sense == "limit" and not ends_power else "stay"


def read_timescales(path: Path) -> dict[str, Timescale]:
    """The timescales declared in one file, by id. Raises `DeclarationError` naming the file and the entry."""
    file = Entry(read_toml(path), path.name)
    section, section_title = file.text("section"), file.text("title")
    found: dict[str, Timescale] = {}
    for entry in file.entries("timescale", "timescale"):
        entry.where = f"{path.name}, timescale '{entry.text('id')}'"
        one = _read_timescale(entry, section, section_title)
        if one.id in found:
            raise entry.wrong("this id is declared twice.")
        found[one.id] = one
    file.finish()
    return found


def _read_timescale(entry: Entry, section: str, section_title: str) -> Timescale:
    values = _read_values(entry)
    sense = entry.one_of("sense", SENSES, "limit")
    ends_power = entry.yes_or_no("ends_power")
    force = entry.one_of("force", FORCES)
    confidence = entry.one_of("confidence", CONFIDENCES)
    since, until = entry.period("in_force_from", "in_force_until")
    named = tuple(dict.fromkeys(value.variant for value in values if value.variant))
    variants = entry.texts("variants") or named
    one = Timescale(
        id=entry.text("id"),
        title=entry.text("title"),
        section=section,
        section_title=section_title,
        starts_at=entry.text("starts_at"),
        start_event=entry.text("start_event"),
        stop_event=entry.text("stop_event", ""),
        limit_in_words=entry.text("limit_in_words"),
        owner=entry.text("owner"),
        when_late=entry.text("when_late", ""),
        cites=read_cites(entry),
        force=force,
        confidence=confidence,
        values=values,
        variants=variants,
        in_force_from=since,
        in_force_until=until,
        awaiting_commencement=entry.yes_or_no("awaiting_commencement"),
        counts=entry.one_of("counts", ("after", "before"), "after"),
        sense=sense,
        non_working_end=entry.one_of(
            "non_working_end", ("back", "forward", "stay"), _default_end(values, sense, ends_power)
        ),
        calendar=entry.one_of("calendar", ("england_and_wales", "united_kingdom"), "england_and_wales"),
        start_is_day_one=entry.yes_or_no("start_is_day_one"),
        ends_power=ends_power,
        local_value=entry.one_of("local_value", ("any", "stricter", "no"), "any" if force == "local" else "no"),
        note=entry.text("note", ""),
    )
    entry.finish()
    if set(named) - set(variants):
        raise entry.wrong(f"'variants' does not list {listed(tuple(sorted(set(named) - set(variants))))}.")
    if confidence == "check" and force != "local":
        raise entry.wrong("an unverified number (confidence 'check') must have force 'local'.")
    if one.local_value == "any" and force != "local":
        raise entry.wrong("'local_value' may be 'any' only where the force is local.")
    if one.awaiting_commencement and (since or until):
        raise entry.wrong("it cannot await commencement and have dates in force.")
    return one


def read_folder(folder: Path) -> dict[str, Timescale]:
    """Every timescale of a folder of declarations. Raises `DeclarationError` when an id stands in two files."""
    found: dict[str, Timescale] = {}
    for path in toml_files(folder):
        for one in read_timescales(path).values():
            if one.id in found:
                raise DeclarationError(f"{path.name}, timescale '{one.id}': this id is declared in another file too.")
            found[one.id] = one
    return found


@cache
def all_timescales() -> dict[str, Timescale]:
    """Every timescale, by id, read and checked once."""
    return read_folder(LAW_FOLDER / "timescales")


def timescale(id: str) -> Timescale:
    """The timescale of an id. Raises `UnknownEntryError` when there is none."""
    try:
        return all_timescales()[id]
    except KeyError:
        raise UnknownEntryError(f"No timescale is declared under '{id}'.{similar(id, all_timescales())}") from None
