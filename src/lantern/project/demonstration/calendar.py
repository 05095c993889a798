"""The working days of an invented front door, counted in minutes of London time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lantern.law.working_days import is_working_day

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = 8 * 60 + 30, 17 * 60


class Calendar:
    """London minutes from midnight of the first day, and how they become moments in UTC."""

    def __init__(self, first: date, until: datetime) -> None:
        self.first = first
        local = until.astimezone(LONDON)
        self.end = (local.date() - first).days * 1440 + local.hour * 60 + local.minute
        self.days = (local.date() - first).days + 1
        ahead = self.days + 60
        dates = [first + timedelta(days=day) for day in range(ahead)]
        self.working = [is_working_day(day) for day in dates]
        self.following = [0] * (ahead + 1)  # the next working day on or after each day
        following = ahead
        for day in range(ahead - 1, -1, -1):
            following = day if self.working[day] else following
            self.following[day] = following
        self.following[ahead] = ahead
        self.minutes = [timedelta(minutes=minute) for minute in range(1440)]
        noons = [datetime.combine(day, time(12), LONDON).utcoffset() or timedelta(0) for day in dates]
        self.starts = [datetime.combine(day, time(0), UTC) - offset for day, offset in zip(dates, noons, strict=True)]
        self.nights = [self.starts[0], *(start + timedelta(days=1) for start in self.starts)]
        self.last = ahead * 1440 - 1

    def moment(self, minute: int) -> datetime:
        """The moment of a London minute, never before that of the minute before it. The clock change falls between one
        and two in the morning of its day: in spring the minutes of the hour that is left out are all its end.
        """
        day, of_day = divmod(minute, 1440)
        if of_day < 120:
            return min(self.nights[day] + self.minutes[of_day], self.starts[day] + self.minutes[120])
        return self.starts[day] + self.minutes[of_day]

    def is_open(self, minute: int) -> bool:
        """Whether the hub is staffed."""
        return self.working[minute // 1440] and OPENS <= minute % 1440 < CLOSES

    def opening(self, minute: int) -> int:
        """The minute itself in office hours, else the next opening."""
        day, of_day = divmod(min(minute, self.last - 1440), 1440)
        if self.working[day]:
            if OPENS <= of_day < CLOSES:
                return minute
            if of_day < OPENS:
                return day * 1440 + OPENS
        return self.following[day + 1] * 1440 + OPENS

    def worked(self, minute: int, span: int) -> int:
        """The minute after so many staffed minutes have gone by."""
        if minute >= self.end:
            return minute + span  # beyond the end nothing is told: the exact hour does not matter
        minute = self.opening(minute)
        left = minute // 1440 * 1440 + CLOSES - minute
        while span > left:
            span -= left
            minute = self.opening(minute + left)
            left = CLOSES - OPENS
            if minute >= self.end:
                return minute + span
        return minute + span
