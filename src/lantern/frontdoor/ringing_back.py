"""When somebody can safely be rung back: the hours they may choose from, and what they chose.

Whoever is worried may live with whoever they are worried about. The hours that somebody did not choose are never told
as safe.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext

from lantern.frontdoor.models import Referrer
from lantern.interface.display import full_date, london_date, time_of_day, weekday
from lantern.law.working_days import england_and_wales
from lantern.partnership import queries as partnership
from lantern.spine import clocks

TIMESCALE, LENGTH = "call-back", "call-back-slot"
ANY, NEVER = "any", "never"
DAYS_AHEAD = 2
"""Working days after today whose hours are offered: nobody is asked to plan their safety further ahead."""


@dataclass(frozen=True)
class Slot:
    """Some hours of one day on which the hub is open, and somebody may be rung."""

    begins: dt.datetime
    ends: dt.datetime

    @property
    def code(self) -> str:
        return f"{self.begins:%Y-%m-%dT%H%M}"

    @property
    def hours(self) -> str:
        """The hours without the day, "1400-1600", London time."""
        return hours_of(self.begins, self.ends)

    def in_words(self, now: dt.datetime) -> str:
        """Today, 2pm to 4pm."""
        day = london_date(self.begins)
        named = gettext("Today") if day == london_date(now) else f"{weekday(day)} {full_date(day)}"
        return f"{named}, {between(self.begins, self.ends)}"


def hours_of(begins: dt.datetime, ends: dt.datetime) -> str:
    return f"{begins.astimezone(partnership.LONDON):%H%M}-{ends.astimezone(partnership.LONDON):%H%M}"


def between(begins: dt.datetime, ends: dt.datetime) -> str:
    return gettext("%(begins)s to %(ends)s") % {"begins": time_of_day(begins), "ends": time_of_day(ends)}


def slots(authority_id: int, now: dt.datetime) -> list[Slot]:
    """What may be chosen now: hours of today that have not begun, and of the next working days, while the authority's
    hub is open. No statement.
    """
    until = clocks.due_at(LENGTH, started_at=now, authority_id=authority_id)
    if until is None or until <= now:
        return []
    step, working, today = until - now, england_and_wales(), london_date(now)
    days = [today] if working.counts(today) else []
    days += [working.add(today, ahead) for ahead in range(1, DAYS_AHEAD + 1)]
    return [slot for day in days for slot in _of_day(authority_id, day, step) if slot.begins >= now]


def _of_day(authority_id: int, day: dt.date, step: dt.timedelta) -> list[Slot]:
    """A day's hours cut at whole steps since midnight, so that they read "2pm to 4pm" wherever a hub opens."""
    hours = partnership.authority(authority_id).office_hours.get(str(day.weekday()))
    if not hours:
        return []
    opens, closes = (dt.datetime.combine(day, dt.time.fromisoformat(each)) for each in hours)
    midnight = dt.datetime.combine(day, dt.time.min)
    found, begins = [], opens
    while begins < closes:
        ends = min(midnight + ((begins - midnight) // step + 1) * step, closes)
        found.append(Slot(begins.replace(tzinfo=partnership.LONDON), ends.replace(tzinfo=partnership.LONDON)))
        begins = ends
    return found


@dataclass(frozen=True)
class Wish:
    """What somebody chose: hours, any time that the hub is open, or not to be rung."""

    hours: str
    slot: Slot | None = None

    def columns(self, due_at: dt.datetime | None) -> dict[str, object]:
        """Columns of the referrer. ``due_at``: by when they are rung who may be rung at any time."""
        if self.hours == NEVER:
            return {"ring_wish": NEVER}
        begins, ends = (self.slot.begins, self.slot.ends) if self.slot else (None, due_at)
        return {
            "ring_wish": self.hours,
            "ring_state": Referrer.Ring.WAITING,
            "ring_from": begins,
            "ring_until": ends,
        }


def wish(code: str, authority_id: int | None, now: dt.datetime) -> Wish | None:
    """What a code of the list stands for; None for nothing chosen, and for hours that are no longer offered."""
    if code in (ANY, NEVER):
        return Wish(code)
    found = next((each for each in slots(authority_id, now) if each.code == code), None) if authority_id else None
    return Wish(found.hours, found) if found else None


def due_of(chosen: Wish, authority_id: int, at: dt.datetime) -> dt.datetime | None:
    """By when they are rung: the end of the hours they chose, else as the local standard says."""
    if chosen.slot is not None:
        return chosen.slot.ends
    return clocks.due_at(TIMESCALE, started_at=at, authority_id=authority_id)


def is_safe(wish_hours: str, begins: dt.datetime | None, ends: dt.datetime | None, safe_times: str) -> bool:
    """Whether they said themselves that these hours are safe. Of "any time" nobody can say it who wrote more about
    when.
    """
    if wish_hours == ANY:
        return not safe_times
    return begins is not None and ends is not None and wish_hours == hours_of(begins, ends)


def wish_in_words(hours: str) -> str:
    """What they chose at first: "2pm to 4pm"."""
    if hours == ANY:
        return "any time"
    begins, ends = (dt.time(int(each[:2]), int(each[2:])) for each in hours.split("-"))
    return f"{time_of_day(begins)} to {time_of_day(ends)}"


def task(
    wish_hours: str, begins: dt.datetime | None, ends: dt.datetime | None, safe_times: str, now: dt.datetime
) -> str:
    """What is to be done, as the queue and the contact say it: "Ring back between 2pm and 4pm today, safe time"."""
    if ends is not None and ends < now:
        # Past their hours nothing is safe any more: somebody else may be at home by now.
        when = "" if begins is None else f" of {between(begins, ends)}, {_day(begins, now)},"
        first = wish_hours != ANY and is_safe(wish_hours, begins, ends, safe_times)
        over = f"The {'safe ' if first else ''}time{when} is over: they were not rung back"
        return over if wish_hours == ANY else f"{over}. They chose {wish_in_words(wish_hours)}"
    if begins is None or ends is None:
        when = "Ring back at any time the hub is open"
    else:
        when = f"Ring back between {time_of_day(begins)} and {time_of_day(ends)} {_day(begins, now)}"
    if is_safe(wish_hours, begins, ends, safe_times):
        return f"{when}, safe time"
    if wish_hours == ANY:
        return f"{when}. They wrote when it is safe: {safe_times}"
    return f"{when}. They did not say that this time is safe: they chose {wish_in_words(wish_hours)}"


def _day(moment: dt.datetime, now: dt.datetime) -> str:
    day = london_date(moment)
    return "today" if day == london_date(now) else f"on {weekday(day)} {full_date(day)}"
