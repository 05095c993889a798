"""Amounts of money as people type them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms.choices import Words
from lantern.interface.forms.fields import PlainField

_AMOUNT = re.compile(r"(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?")
_MOST = 10**12


def pence_of(text: str) -> int | None:
    """Pounds as people write them (31372, £31,372.50, (500), -500) in pence; None for nothing at all.

    Raises ValueError for what is no amount: "about 5k", "1,5", "TBC".
    """
    written = text.replace("\x00", "").replace("\u2212", "-").replace("\u00a0", " ").strip()
    if not written:
        return None
    negative = written.startswith("-") or (written.startswith("(") and written.endswith(")"))
    bare = written.strip("()").lstrip("-").strip().removeprefix("£").removeprefix("GBP").strip()
    if not _AMOUNT.fullmatch(bare):
        raise ValueError(text)
    whole, _dot, rest = re.sub("[, ]", "", bare).partition(".")
    pence = int(whole) * 100 + int((rest + "00")[:2] if rest else 0)
    if pence > _MOST:
        raise ValueError(text)
    return -pence if negative else pence


class MoneyField(PlainField, forms.Field):
    """Pounds and pence, in a text box. The value is whole pence, or None for a box left empty."""

    widget = forms.TextInput
    plain_messages = {
        "invalid": _("“%(typed)s” is no amount. Enter pounds, like 31,372 or 31,372.50."),
        "negative": _("Enter an amount that is not below nought"),
        "nought": _("Enter an amount above nought"),
    }

    def __init__(
        self, label: Words | None = None, *, negative: bool = False, nought: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(label, **{"inputmode": "decimal", "width": 10, "prefix": "£", **kwargs})
        self.negative, self.nought = negative, nought

    def to_python(self, value: Any) -> int | None:
        """Whole pence."""
        if value is None or isinstance(value, int):
            return value
        try:
            pence = pence_of(value)
        except ValueError:
            typed = value.strip()
            shown = typed if len(typed) <= 40 else typed[:40] + "…"
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"typed": shown}) from None
        if pence is not None and pence < 0 and not self.negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if pence == 0 and not self.nought:
            raise ValidationError(self.error_messages["nought"], code="nought")
        return pence

    def prepare_value(self, value: Any) -> Any:
        """Pence as pounds; what was typed stays as it was typed."""
        if not isinstance(value, int):
            return value
        whole, rest = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{whole:,}{f'.{rest:02d}' if rest else ''}"
