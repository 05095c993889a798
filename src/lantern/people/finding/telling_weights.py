"""The weights in words: how much likelier or less likely each agreement and difference makes it that two are one."""

from __future__ import annotations

import math
from typing import NamedTuple

from django.utils.translation import gettext as _

from lantern.people.matching import Model
from lantern.people.matching.model import Bits

_COMMON, _RARE = 0.01, 0.0003
"""The shares of a common name and of a rare one that the page takes for examples."""


class Told(NamedTuple):
    """One line: what is seen; how many times likelier it is of one person than of two strangers, and than of a brother
    or sister. Below one it speaks against.
    """

    words: str
    stranger: str
    family: str
    speaks_for: bool


class Fact(NamedTuple):
    """A fact and its lines, the strongest first."""

    name: str
    lines: list[Told]


def facts(model: Model) -> list[Fact]:
    """Every fact with what its levels tell."""
    found = []
    for half, name in (("given", _("Given name")), ("surname", _("Last name"))):
        lines = []
        for level, words in (("same", _("the same")), ("sound", _("sounds the same")), ("typing", _("slip of typing"))):
            told = model.levels[half][level]
            for share, how in ((_RARE, _("a rare name")), (_COMMON, _("a common name"))):
                lines.append(_line(f"{words}, {how}", Bits(told.stranger - math.log2(share), told.family)))
        for level, words in (("resembles", _("alike, not the same")), ("different", _("different"))):
            lines.append(_line(words, model.levels[f"{half}_other"][level]))
        found.append(Fact(name, lines))
    for name, table, levels in _tables():
        found.append(Fact(name, [_line(words, model.levels[table][level]) for level, words in levels.items()]))
    return found


def _tables() -> tuple[tuple[str, str, dict[str, str]], ...]:
    return (
        (
            _("Date of birth"),
            "birth",
            {
                "same": _("the same day"),
                "swapped": _("day and month swapped"),
                "one_digit": _("one digit apart"),
                "year_out": _("one year apart"),
                "same_month": _("the same month"),
                "within_a_year": _("different, within a year"),
                "far_apart": _("far apart"),
            },
        ),
        (
            _("Address"),
            "address",
            {
                "same_house": _("the same house"),
                "same_postcode": _("the same postcode"),
                "house_and_street": _("the same house and street"),
                "same_street": _("the same street"),
                "same_town": _("the same town"),
                "different": _("different"),
            },
        ),
        (
            _("NHS number"),
            "number",
            {"same": _("the same"), "one_slip": _("one slip apart"), "different_nhs": _("different")},
        ),
        (_("Sex"), "sex", {"same": _("the same"), "different": _("different")}),
        (_("Names after the first"), "other_given", {"same": _("the same"), "different": _("different")}),
    )


def _line(words: str, bits: Bits) -> Told:
    return Told(words, _times(bits.stranger), _times(bits.family), bits.stranger > 0)


def _times(bits: float) -> str:
    """A weight in bits as a number of times, in two figures that matter: × 1,200, ÷ 40, × 1."""
    times = 2.0 ** abs(bits)
    if times < 1.05:
        return "× 1"
    sign = "×" if bits > 0 else "÷"
    if times < 10:
        return f"{sign} {times:.1f}".removesuffix(".0")
    figure = round(times, 1 - int(math.log10(times)))
    return f"{sign} {figure:,.0f}"
