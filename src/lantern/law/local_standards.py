"""A partnership's own limits: where the source leaves room for one, and never laxer than one that binds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lantern.law.declared import (
    DeclarationError,
    Entry,
    similar,
)
from lantern.law.limits import DEFAULT, Limit, LocalStandardError, Timescale, listed
from lantern.law.timescale_files import all_timescales, read_limit, timescale


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
        raise LocalStandardError(f"{here}: '{one.title}' has no case '{name}'. It knows {listed(known)}.")
    try:
        entry = Entry(dict(table) if isinstance(table, Mapping) else table, here)
        limit = read_limit(entry)
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
