"""Clocks: every time limit a front door, early help, protection, care and partnership system has to run.

One `[[timescale]]` in `timescales/*.toml` is one `Timescale`; the files follow sections (A front door to L returns; P
is this product's own standards). A change of guidance is one more line of `values`.

How a limit is counted:

1. A working day is one in England and Wales (`working_days.py`); freedom of information alone counts the whole kingdom.
2. Day 0 is the London date of the trigger, whatever the hour; the limit is the end of the last London date.
3. Months keep the day number, or take the last day of a shorter month. A limit in weeks or months that ends on no
   working day is read cautiously: the last usable date is the working day before. Subject access moves forward.
4. Hours are elapsed hours: nights, weekends and the change of the clocks do not stop them.
5. Clear days leave out the day of publication and the day of the meeting.
6. The clock starts when the thing happened, not when it was keyed; the caller passes that moment.
7. A clock is judged by the value in force on the day it started.
"""

import calendar as months_of_the_year
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from lantern.law import working_days
from lantern.law.citations import Cite, read_cites
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
from lantern.law.working_days import DayCalendar

LONDON = ZoneInfo("Europe/London")

UNITS = (
    "working_days",
    "school_days",
    "days",
    "clear_days",
    "weeks",
    "months",
    "clock_hours",
    "calendar_date",
    "none",
)
"""`calendar_date` is a fixed day of the year, the next one on or after the start; `none` is a duty without a number."""

FORCES = ("must", "should", "may", "local")
"""The source's own sense. `local`: no national number exists, or it is unverified; never a statutory breach."""

SENSES = ("limit", "minimum", "window", "alert")
"""What reaching the moment means: too late after it; not before it; counted while inside it; somebody should look."""

DEFAULT = "default"
"""The name, in a partnership's own standards, of the value for every variant that has none of its own."""

_SPOKEN = {
    "working_days": "working day",
    "school_days": "school day",
    "days": "day",
    "clear_days": "clear day",
    "weeks": "week",
    "months": "month",
    "clock_hours": "hour",
}


class ClockError(ValueError):
    """A due time cannot be given. The message says why in words a practitioner can read."""


class NoLimitError(ClockError):
    """The duty has no number of hours, days or months: there is nothing to count."""


class NotInForceError(ClockError):
    """No value of the timescale applied on the day the clock started."""


class VariantError(ClockError):
    """The timescale needs to know which case it is (such as red, amber or green), or does not know the one given."""


class SchoolDaysNeededError(ClockError):
    """The limit counts school days, and no school calendar was given."""


class LocalStandardError(ClockError):
    """A partnership's own standard cannot be accepted. The message names the entry."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time, or a day of the year.

    `by` is a London hour: the limit is then that hour of the last day, and a start before that hour on a counting day
    already counts towards it ("by the start of the next working day").
    """

    unit: str
    amount: int = 0
    month_day: tuple[int, int] | None = None
    by: datetime.time | None = None

    def __str__(self) -> str:
        """In words: "15 working days", "1 month", "31 July", "no set time"."""
        if self.unit == "none":
            return "no set time"
        if self.month_day:
            return f"{self.month_day[1]} {months_of_the_year.month_name[self.month_day[0]]}"
        words = f"{self.amount} {_SPOKEN[self.unit]}{'' if self.amount == 1 else 's'}"
        return f"{words}, by {self.by:%H:%M}" if self.by else words


@dataclass(frozen=True, slots=True)
class TimescaleValue:
    """What a timescale allowed between two dates, for one variant (empty for all).

    `at_most` is a second, outer limit (an extension the source allows). `is_local` marks a partnership's own standard,
    which is never reported as a statutory breach.
    """

    limit: Limit
    at_most: Limit | None = None
    variant: str = ""
    in_force_from: datetime.date | None = None
    in_force_until: datetime.date | None = None
    is_local: bool = False

    def is_in_force(self, on: datetime.date) -> bool:
        """Whether the value applied on a day."""
        return (self.in_force_from is None or self.in_force_from <= on) and (
            self.in_force_until is None or on <= self.in_force_until
        )


@dataclass(frozen=True, slots=True)
class Timescale:
    """One clock: what starts and stops it, how long it runs, who must act, and where that is written.

    `ends_power` marks the few limits after which a power lapses (police protection, emergency orders, secure,
    temporary approval). Everywhere else late never means void: the duty still has to be done. `local_value` says what a
    partnership may set: `any`, only `stricter`, or `no` value of its own.
    """

    id: str
    title: str
    section: str
    section_title: str
    starts_at: str
    start_event: str
    stop_event: str
    limit_in_words: str
    owner: str
    when_late: str
    cites: tuple[Cite, ...]
    force: str
    confidence: str
    values: tuple[TimescaleValue, ...]
    variants: tuple[str, ...] = ()
    in_force_from: datetime.date | None = None
    in_force_until: datetime.date | None = None
    awaiting_commencement: bool = False
    counts: str = "after"
    sense: str = "limit"
    non_working_end: str = "stay"
    calendar: str = "england_and_wales"
    start_is_day_one: bool = False
    ends_power: bool = False
    local_value: str = "no"
    note: str = ""

    def value_on(
        self, date: datetime.date, variant: str | None = None, local: "LocalStandards | None" = None
    ) -> TimescaleValue:
        """What the timescale allows for a clock that starts on a (London) date.

        A partnership's own standard goes before the value declared here, each for its own case: a general standard of
        the partnership leaves the limit declared for red as it is. Raises `NotInForceError` when nothing applied that
        day and `VariantError` when the case is not named or not known.
        """
        if variant and variant not in self.variants:
            known = f"It knows {_listed(self.variants)}." if self.variants else "It makes no such distinction."
            raise VariantError(f"'{self.title}' has no case '{variant}'. {known}")
        if self.awaiting_commencement:
            raise NotInForceError(f"'{self.title}' is not in force: no start date has been confirmed.")
        if (self.in_force_from and date < self.in_force_from) or (self.in_force_until and date > self.in_force_until):
            raise NotInForceError(
                f"'{self.title}' was not in force on {date}. It applies"
                f"{f' from {self.in_force_from}' if self.in_force_from else ''}"
                f"{f' until {self.in_force_until}' if self.in_force_until else ''}."
            )
        for wanted in (variant, "") if variant else ("",):
            own = local.limit(self.id, wanted) if local else None
            if own:
                return TimescaleValue(own, variant=wanted, is_local=True)
            for value in self.values:
                if value.variant == wanted and value.is_in_force(date):
                    return value
        if not variant and self.variants and not any(value.variant == "" for value in self.values):
            raise VariantError(f"Say which case of '{self.title}' it is: {_listed(self.variants)}.")
        raise NotInForceError(f"'{self.title}' has no value for {date}.")

    def has_limit(self, date: datetime.date, variant: str | None = None, local: "LocalStandards | None" = None) -> bool:
        """Whether a clock that starts on a date has something to count (it is in force and has a number)."""
        try:
            return self.value_on(date, variant, local).limit.unit != "none"
        except NotInForceError:
            return False


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


# --- Counting ---------------------------------------------------------------------------------------------------------


def london_date(moment: datetime.datetime) -> datetime.date:
    """The London date of a moment: 23:30 UTC in summer is already tomorrow. Raises `ClockError` without a time zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ClockError("A clock needs a moment with a time zone; this one has none.")
    return moment.astimezone(LONDON).date()


def end_of_london_date(day: datetime.date) -> datetime.datetime:
    """The last moment of a London date, in UTC."""
    return datetime.datetime.combine(day, datetime.time.max, tzinfo=LONDON).astimezone(datetime.UTC)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day number so many months later (or earlier), or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = months_of_the_year.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def _calendar(one: Timescale, limit: Limit, school: DayCalendar | None) -> DayCalendar:
    if limit.unit == "school_days":
        if school is None:
            raise SchoolDaysNeededError(f"'{one.title}' counts school days. Enter the area's term dates first.")
        return school
    if one.calendar == "united_kingdom":
        return working_days.united_kingdom()
    return working_days.england_and_wales()


def _last_date(one: Timescale, limit: Limit, started: datetime.datetime, school: DayCalendar | None) -> datetime.date:
    """The London date on which the limit ends."""
    start = london_date(started)
    amount = limit.amount - (1 if one.start_is_day_one else 0)
    direction = -1 if one.counts == "before" else 1
    if limit.unit in ("working_days", "school_days"):
        days = _calendar(one, limit, school)
        if limit.by and days.counts(start) and started.astimezone(LONDON).time() < limit.by:
            amount -= 1
        return days.add(start, direction * amount)
    if limit.unit == "calendar_date" and limit.month_day:
        this_year = datetime.date(start.year, *limit.month_day)
        end = this_year if this_year >= start else datetime.date(start.year + 1, *limit.month_day)
    elif limit.unit == "months":
        end = add_months(start, direction * amount)
    else:
        # A clear day leaves out both ends, so that the other end lies one day further away.
        days_each, further = {"days": (1, 0), "clear_days": (1, 1), "weeks": (7, 0)}[limit.unit]
        end = start + datetime.timedelta(days=direction * (days_each * amount + further))
    if one.non_working_end == "back":
        return working_days.england_and_wales().on_or_before(end)
    if one.non_working_end == "forward":
        return working_days.england_and_wales().on_or_after(end)
    return end


def _moment(one: Timescale, limit: Limit, started: datetime.datetime, school: DayCalendar | None) -> datetime.datetime:
    if limit.unit == "none":
        raise NoLimitError(f"'{one.title}' has no set time: {one.limit_in_words}.")
    if limit.unit == "clock_hours":
        london_date(started)
        hours = datetime.timedelta(hours=limit.amount)
        return started.astimezone(datetime.UTC) + (-hours if one.counts == "before" else hours)
    end = _last_date(one, limit, started, school)
    if limit.by:
        return datetime.datetime.combine(end, limit.by, tzinfo=LONDON).astimezone(datetime.UTC)
    return end_of_london_date(end)


def due_at(
    clock: Timescale | str,
    started_at: datetime.datetime,
    variant: str | None = None,
    local: "LocalStandards | None" = None,
    *,
    school: DayCalendar | None = None,
) -> datetime.datetime:
    """When a clock that started at a moment is due, in UTC.

    `started_at` is when the thing happened, with a time zone; for a clock that counts `before` something (papers before
    a meeting) it is the moment of that something. `school` gives the school days, where the limit counts them.
    Raises `NoLimitError`, `NotInForceError`, `VariantError`, `SchoolDaysNeededError`, `BeyondCalendarError`.
    """
    one = timescale(clock) if isinstance(clock, str) else clock
    return _moment(one, one.value_on(london_date(started_at), variant, local).limit, started_at, school)


def outer_due_at(
    clock: Timescale | str,
    started_at: datetime.datetime,
    variant: str | None = None,
    local: "LocalStandards | None" = None,
    *,
    school: DayCalendar | None = None,
) -> datetime.datetime | None:
    """The end of the extension the source allows, counted from the same start, or None when it allows none."""
    one = timescale(clock) if isinstance(clock, str) else clock
    at_most = one.value_on(london_date(started_at), variant, local).at_most
    return _moment(one, at_most, started_at, school) if at_most else None


def window_opened(
    clock: Timescale | str, at: datetime.datetime, local: "LocalStandards | None" = None
) -> datetime.datetime:
    """From when something earlier lies inside a window that reaches back from a moment, in London time.

    So many hours before to the minute; else the first moment of the London date so many days or months before.
    Raises as `due_at` does.
    """
    one = timescale(clock) if isinstance(clock, str) else clock
    limit = one.value_on(london_date(at), None, local).limit
    back = replace(one, counts="before", non_working_end="stay")
    if limit.unit in ("clock_hours", "none"):
        return _moment(back, limit, at, None).astimezone(LONDON)
    return datetime.datetime.combine(_last_date(back, limit, at, None), datetime.time.min, tzinfo=LONDON)


# --- A partnership's own standards ------------------------------------------------------------------------------------


def _shortest_hours(limit: Limit) -> int:
    """The fewest hours that can pass within a limit, whenever it starts.

    From the last moment of day 0, less the hour that is lost in March, less four days where a limit in weeks or months
    moves back before Easter or Christmas.
    """
    hours = {"clock_hours": 1, "working_days": 24, "school_days": 24, "days": 24, "clear_days": 24, "weeks": 168}
    if limit.unit == "months":
        return limit.amount * 28 * 24 - 4 * 24 - 1
    back = 4 * 24 if limit.unit == "weeks" else 0
    lost = 1 if limit.unit in ("days", "clear_days", "weeks") else 0
    return max(0, limit.amount * hours[limit.unit] - back - lost)


def _longest_hours(limit: Limit) -> int | None:
    """The most hours that can pass within a limit, or None when that depends on holidays."""
    days = {"days": 1, "clear_days": 1, "weeks": 7, "months": 31}
    if limit.unit == "clock_hours":
        return limit.amount
    if limit.unit not in days:
        return None
    # The whole of day 0, a second left-out day of clear days, and the hour that is gained in October.
    return (limit.amount * days[limit.unit] + (2 if limit.unit == "clear_days" else 1)) * 24 + 1


def is_no_laxer(own: Limit, than: Limit) -> bool:
    """Whether a limit can be shown never to end after another one, whenever both start.

    The same unit compares by number. Different units compare only where no calendar can turn the order round, so that
    24 hours pass against 1 working day, and 3 working days do not pass against 72 hours.
    """
    if own.unit == than.unit:
        same_hour = than.by is None or (own.by is not None and own.by <= than.by)
        return own.amount < than.amount or (own.amount == than.amount and same_hour)
    if "none" in (own.unit, than.unit) or "calendar_date" in (own.unit, than.unit):
        return False
    longest = _longest_hours(own)
    return longest is not None and longest <= _shortest_hours(than)


@dataclass(frozen=True, slots=True)
class LocalStandards:
    """The limits a partnership has set for itself, by timescale and variant. Build with `from_plain`."""

    limits: Mapping[tuple[str, str], Limit] = field(default_factory=dict)

    def limit(self, timescale_id: str, variant: str = "") -> Limit | None:
        """The partnership's own limit for one case (empty: the general one), or None where it has none."""
        return self.limits.get((timescale_id, variant))

    @classmethod
    def from_plain(cls, plain: Mapping[str, object], where: str = "local standards") -> "LocalStandards":
        """Standards from plain tables, `{timescale id: {variant or "default": {"amount": 4, "unit": "clock_hours"}}}`.

        A limit may also carry `by`, an hour of the last day. Raises `LocalStandardError` naming the entry: unknown
        timescale or variant, not a number, a limit the source leaves no room for, or one laxer than a binding limit.
        """
        limits: dict[tuple[str, str], Limit] = {}
        for timescale_id, variants in plain.items():
            here = f"{where}, {timescale_id}"
            if timescale_id not in all_timescales():
                raise LocalStandardError(
                    f"{here}: there is no such timescale.{similar(timescale_id, all_timescales())}"
                )
            one = timescale(timescale_id)
            if not isinstance(variants, Mapping) or not variants:
                raise LocalStandardError(
                    f"{here}: give a table of cases, such as {{{DEFAULT} = {{amount = 1, unit = 'working_days'}}}}."
                )
            for name, table in variants.items():
                limits[timescale_id, "" if name == DEFAULT else name] = _own_limit(one, name, table, f"{here}, {name}")
        return cls(limits)


def _own_limit(one: Timescale, name: str, table: object, here: str) -> Limit:
    """One checked limit of a partnership."""
    has_default = any(value.variant == "" for value in one.values)
    known = (*one.variants, *((DEFAULT,) if has_default else ()))
    if name not in known:
        raise LocalStandardError(f"{here}: '{one.title}' has no case '{name}'. It knows {_listed(known)}.")
    try:
        entry = Entry(dict(table) if isinstance(table, Mapping) else table, here)
        limit = _read_limit(entry)
        entry.finish()
    except DeclarationError as error:
        raise LocalStandardError(str(error)) from None
    if limit.unit == "none":
        raise LocalStandardError(f"{here}: a local standard sets a limit; it cannot take one away.")
    if one.local_value == "no":
        raise LocalStandardError(
            f"{here}: '{one.title}' comes from {one.cites[0]}, which leaves no room for a local value."
        )
    if one.local_value == "stricter":
        variant = "" if name == DEFAULT else name
        binding = [value for value in one.values if value.variant == variant] or [
            value for value in one.values if value.variant == ""
        ]
        if not is_no_laxer(limit, binding[-1].limit):
            raise LocalStandardError(
                f"{here}: {limit} is laxer than {binding[-1].limit}, which '{one.title}' allows, or cannot be shown to"
                f" be as strict. Use no more than {binding[-1].limit}."
            )
    return limit


# --- Reading the declarations -----------------------------------------------------------------------------------------


def _read_limit(entry: Entry) -> Limit:
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
            limit=_read_limit(line),
            at_most=_read_limit(outer) if outer else None,
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
        raise entry.wrong(f"'variants' does not list {_listed(tuple(sorted(set(named) - set(variants))))}.")
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
