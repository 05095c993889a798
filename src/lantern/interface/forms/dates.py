"""Fields of dates, times of day and estimated ages, read as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from lantern.interface.display import MONTHS, london_date, time_of_day
from lantern.interface.forms.choices import Words
from lantern.interface.forms.fields import PlainField
from lantern.interface.partial_dates import ApproximateAge, PartialDate

_OLDEST_YEAR = 1850
_NEWEST_YEAR = 2199
"""A year outside these is a slip of the finger."""


class DatePartsWidget(forms.Widget):
    """Reads three boxes named <name>-day, <name>-month and <name>-year."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """What was typed in each box, spaces removed."""
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in ("day", "month", "year")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no box was sent at all."""
        return all(f"{name}-{part}" not in data for part in ("day", "month", "year"))

    def decompress(self, value: Any) -> dict[str, str]:
        """A date, a partial date, or what was typed, as three texts."""
        if isinstance(value, Mapping):
            return {part: str(value.get(part) or "") for part in ("day", "month", "year")}
        if isinstance(value, datetime):
            value = london_date(value)
        if value is None or value == "":
            return {"day": "", "month": "", "year": ""}
        if isinstance(value, str):
            value = PartialDate.from_iso(value)
        return {
            part: "" if getattr(value, part) is None else str(getattr(value, part)) for part in ("day", "month", "year")
        }

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draws only the boxes; `as_field_group` draws the whole question."""
        control = Markup(
            '<input class="govuk-input govuk-input--width-{}" name="{}-{}" type="text" inputmode="numeric" value="{}">'
        )
        parts = self.decompress(value).items()
        boxes = [control.format(4 if part == "year" else 2, name, part, text) for part, text in parts]
        return mark_safe(Markup("").join(boxes))  # noqa: S308 - format escaped every value


class DatePartsField(PlainField):
    """A date in three boxes. Messages name the part that is missing.

    With `partial=True` the day, or the day and month, may be left empty and the value is a `PartialDate`; otherwise it
    is a `datetime.date`. Month names and two-digit years after 2000 are understood. `thing` begins the messages
    ("Date of birth must include a month"); it defaults to the label when that is a phrase and not a question.
    """

    widget = DatePartsWidget

    def __init__(
        self,
        label: Words | None = None,
        *,
        thing: Words | None = None,
        partial: bool = False,
        not_after_today: bool = False,
        not_before_today: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        question = label is None or str(label).endswith("?")
        self.thing: Words = thing or (_("The date") if question else cast(Words, label))
        self.partial, self.not_after_today, self.not_before_today = partial, not_after_today, not_before_today
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> date | PartialDate | None:
        """The date, or None when it is optional and every box is empty."""
        typed: Mapping[str, str] = value if isinstance(value, Mapping) else DatePartsWidget().decompress(value)
        if not any(typed.values()):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = self._read(typed)
        self._check_range(found)
        return found if self.partial else found.earliest

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares what stands in the boxes."""
        return DatePartsWidget().decompress(initial) != DatePartsWidget().decompress(data)

    def _read(self, typed: Mapping[str, str]) -> PartialDate:
        missing = [part for part in ("day", "month", "year") if not typed[part]]
        if self.partial and missing in (["day"], ["day", "month"]):
            missing = []
        if missing:
            words = {"day": gettext("a day"), "month": gettext("a month"), "year": gettext("a year")}
            listed = gettext(" and ").join(words[part] for part in missing)
            raise self._wrong(
                gettext("%(thing)s must include %(parts)s") % {"thing": self.thing, "parts": listed}, missing
            )
        numbers: dict[str, int | None] = {}
        for part in ("day", "month", "year"):
            numbers[part] = _part_as_number(part, typed[part]) if typed[part] else None
            if typed[part] and numbers[part] is None:
                raise self._wrong(gettext("%(thing)s must be a real date") % {"thing": self.thing}, [part])
        year = cast(int, numbers["year"])
        if not _OLDEST_YEAR <= year <= _NEWEST_YEAR:
            raise self._wrong(gettext("The year must include 4 numbers, like 2026"), ["year"])
        try:
            return PartialDate(year, numbers["month"], numbers["day"])
        except ValueError:
            wrong = ["month"] if numbers["month"] and not 1 <= numbers["month"] <= 12 else ["day"]
            raise self._wrong(gettext("%(thing)s must be a real date") % {"thing": self.thing}, wrong) from None

    def _check_range(self, found: PartialDate) -> None:
        today = london_date(timezone.now())
        everything = ["day", "month", "year"]
        if self.not_after_today and found.earliest > today:
            raise self._wrong(gettext("%(thing)s must be today or in the past") % {"thing": self.thing}, everything)
        if self.not_before_today and found.latest < today:
            raise self._wrong(gettext("%(thing)s must be today or in the future") % {"thing": self.thing}, everything)
        if self.earliest and found.latest < self.earliest:
            words = {"thing": self.thing, "date": PartialDate.of(self.earliest)}
            raise self._wrong(gettext("%(thing)s must be %(date)s or later") % words, everything)
        if self.latest and found.earliest > self.latest:
            words = {"thing": self.thing, "date": PartialDate.of(self.latest)}
            raise self._wrong(gettext("%(thing)s must be %(date)s or earlier") % words, everything)

    def _wrong(self, message: str, parts: Sequence[str]) -> ValidationError:
        # Params would be interpolated into the message, so a literal percent sign is doubled.
        return ValidationError(message.replace("%", "%%"), code="invalid", params={"parts": tuple(parts)})


def _part_as_number(part: str, text: str) -> int | None:
    if part == "month" and not text.isdecimal():
        wanted = text.lower().rstrip(".")
        names = [name.lower() for name in MONTHS]
        matches = [index for index, name in enumerate(names, 1) if len(wanted) >= 3 and name.startswith(wanted)]
        return matches[0] if len(matches) == 1 else None
    if not (text.isascii() and text.isdecimal()) or len(text) > 4:
        return None
    number = int(text)
    if part == "year" and len(text) == 2:
        current = london_date(timezone.now()).year % 100
        return 2000 + number if number <= current + 1 else number
    return number


class TimeOfDayField(PlainField):
    """A time of day typed as people do: 9:14am, 9.14, 0914, 21:05, midday. The value is a `datetime.time`."""

    widget = forms.TextInput
    plain_messages = {"invalid": _("Enter a time, like 9:14am or 14:30")}

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"width": 5, "autocomplete": "off", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """A time as it is written on pages."""
        return time_of_day(value) if isinstance(value, time | datetime) else value

    def clean(self, value: Any) -> time | None:
        """The time, or None when optional and empty."""
        typed = str(value or "").strip().lower().replace(" ", "")
        if not typed:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        named = {"midnight": time(0), "midday": time(12), "noon": time(12)}
        if typed in named:
            return named[typed]
        match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?(am|pm|a\.m\.|p\.m\.)?", typed)
        if match is None or (match[2] is None and match[3] is None):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            hour = hour % 12 + (12 if match[3].startswith("p") else 0)
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(hour, minute)


class ApproximateAgeField(PlainField):
    """An age that somebody estimated: "about 7", "18 months". The value is an `ApproximateAge`."""

    widget = forms.TextInput
    plain_messages = {
        "invalid": _("Enter an age in years or months, like 7 or 18 months"),
        "too_old": _("Enter an age of 120 years or less"),
    }

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"width": 10, "autocomplete": "off", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """An age as it is written on pages."""
        return str(value) if isinstance(value, ApproximateAge) else value

    def clean(self, value: Any) -> ApproximateAge | None:
        """The age, or None when optional and empty."""
        typed = str(value or "").strip()
        if not typed:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            found = ApproximateAge.from_words(typed)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found.years > 120:
            raise ValidationError(self.error_messages["too_old"], code="too_old")
        return found
