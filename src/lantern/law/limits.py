"""What a time limit is: how long, since when, for which case, and what a clock says of itself."""

import calendar as months_of_the_year
import datetime
from dataclasses import dataclass
from typing import Protocol

from lantern.law.citations import Cite

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


class OwnLimits(Protocol):
    """The limits a partnership has set for itself (`local_standards.LocalStandards`)."""

    def limit(self, timescale_id: str, variant: str = "") -> Limit | None:
        """The partnership's own limit for one case (empty: the general one), or None where it has none."""


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
        self, date: datetime.date, variant: str | None = None, local: OwnLimits | None = None
    ) -> TimescaleValue:
        """What the timescale allows for a clock that starts on a (London) date.

        A partnership's own standard goes before the value declared here, each for its own case: a general standard of
        the partnership leaves the limit declared for red as it is. Raises `NotInForceError` when nothing applied that
        day and `VariantError` when the case is not named or not known.
        """
        if variant and variant not in self.variants:
            known = f"It knows {listed(self.variants)}." if self.variants else "It makes no such distinction."
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
            raise VariantError(f"Say which case of '{self.title}' it is: {listed(self.variants)}.")
        raise NotInForceError(f"'{self.title}' has no value for {date}.")

    def has_limit(self, date: datetime.date, variant: str | None = None, local: OwnLimits | None = None) -> bool:
        """Whether a clock that starts on a date has something to count (it is in force and has a number)."""
        try:
            return self.value_on(date, variant, local).limit.unit != "none"
        except NotInForceError:
            return False


def listed(names: tuple[str, ...]) -> str:
    """Names as a sentence offers them: "red, amber or green"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
