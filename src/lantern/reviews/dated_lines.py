"""A chronology as people type it: one line for each thing that happened, the date first, as far as it is known."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lantern.interface.forms import LongTextField
from lantern.interface.partial_dates import PartialDate

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]+)\.?\s+(\d{4})")
_YEAR = re.compile(r"(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def date_from(typed: str) -> PartialDate | None:
    """A date as people write it ("14/03/2026", "14 March 2026", "March 2026", "2026"), as far as it is known; None when
    it can not be read.
    """
    text = " ".join(typed.strip().lower().split())
    parts: tuple[int, int | None, int | None] | None = None
    if found := _ISO.fullmatch(text):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := _NUMBERS.fullmatch(text):
        parts = int(found[3]), int(found[2]), int(found[1])
    elif (found := _WORDS.fullmatch(text)) and found[2] in _MONTHS:
        parts = int(found[3]), _MONTHS[found[2]], int(found[1]) if found[1] else None
    elif found := _YEAR.fullmatch(text):
        parts = int(found[1]), None, None
    if parts is None:
        return None
    try:
        dt.date(parts[0], parts[1] or 1, parts[2] or 1)
        return PartialDate(*parts)
    except ValueError:
        return None


class DatedLinesField(LongTextField):
    """A text of dated lines. Its value is a list of {"on": ISO date as far as known, "what"}; a line that can not be
    read is named, and everything typed stays.
    """

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found: list[dict[str, str]] = []
        wrong = []
        for number, line in enumerate((text or "").splitlines(), start=1):
            if not line.strip():
                continue
            when, colon, what = line.partition(":")
            on = date_from(when)
            if not colon or on is None or not what.strip():
                wrong.append(str(number))
                continue
            found.append({"on": on.isoformat(), "what": what.strip()})
        if wrong:
            raise forms.ValidationError(
                _("Line %(lines)s: begin with a date and a colon, like “14 March 2026: seen at home”")
                % {"lines": ", ".join(wrong)}
            )
        return sorted(found, key=lambda each: each["on"])
