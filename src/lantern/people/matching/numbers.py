"""The number that may have been meant by one that can not be right: every number one slip of typing away."""

from __future__ import annotations

from collections.abc import Iterator

from lantern.law.identifiers import parse_nhs_number, parse_upn


def nhs_numbers_meant(number: str) -> list[str]:
    """Ten-digit numbers one slip from one whose check digit does not fit; none for a number that may be right, and none
    where there are too few or too many digits to guess. Numbers that do not fit either are kept: a register may hold
    one.
    """
    if not number.isdigit() or not 9 <= len(number) <= 11 or parse_nhs_number(number).ok:
        return []
    return _fitting_first(_one_slip(number, "0123456789", 10), lambda one: parse_nhs_number(one).ok)


def upns_meant(number: str) -> list[str]:
    """Unique pupil numbers one slip from one that can not be right; none for one that may be right."""
    if not 12 <= len(number) <= 14 or parse_upn(number).ok:
        return []
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    found = {*_one_slip(number, "0123456789", 13), *(letter + number[1:] for letter in letters)}
    return _fitting_first((one for one in found if len(one) == 13 and one[0].isalpha()), lambda one: parse_upn(one).ok)


def _one_slip(number: str, signs: str, length: int) -> Iterator[str]:
    for place in range(len(number) + 1):
        before, after = number[:place], number[place:]
        if len(number) == length:
            if after:
                yield from (before + sign + after[1:] for sign in signs if sign != after[0])
            if len(after) > 1 and after[0] != after[1]:
                yield before + after[1] + after[0] + after[2:]
        elif len(number) == length - 1:
            yield from (before + sign + after for sign in signs)
        elif len(number) == length + 1 and after:
            yield before + after[1:]


def _fitting_first(numbers: Iterator[str] | set[str], fits: object) -> list[str]:
    return sorted(set(numbers), key=lambda one: (not fits(one), one))  # type: ignore[operator]
