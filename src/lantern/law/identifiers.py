"""Identifiers of people and places: read what people type, refuse what cannot be right, and say why.

Each function takes the text as typed (spaces, dashes and small letters are forgiven) and gives an `Accepted` with the
form to store and the form to show, or a `Rejected` with a reason for the person who typed it. None proves that an
identifier belongs to anybody.
"""

import re
from dataclasses import dataclass
from typing import Literal

from lantern.law.codes import code_set

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The check letters of a unique pupil number in their order: no I, O or S, which look like digits."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An identifier that can be right. `value` is stored, `display` is shown, `remark` is worth telling the reader."""

    value: str
    display: str
    remark: str = ""
    ok: Literal[True] = True


@dataclass(frozen=True, slots=True)
class Rejected:
    """An identifier that cannot be right, and why, in words for whoever typed it."""

    reason: str
    ok: Literal[False] = False


type Checked = Accepted | Rejected


def _plain(text: str) -> str:
    """Without spaces, dashes of any kind, full stops and invisible characters, in capitals."""
    return re.sub(r"[\s.\-\u2010-\u2015\u2212\u200b-\u200d\u2060\ufeff]+", "", text).upper()


def _is_digits(text: str) -> bool:
    # str.isdigit also accepts digits of other scripts and superscripts, which no register stores.
    return text.isascii() and text.isdigit()


def nhs_check_digit(first_nine: str) -> int | None:
    """The tenth digit for nine digits (modulus 11), or None where no NHS number begins with them."""
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True))
    check = 11 - total % 11
    return None if check == 10 else check % 11


def parse_nhs_number(text: str) -> Checked:
    """An NHS number: ten digits of which the last checks the others, shown as 943 476 5919."""
    digits = _plain(text)
    if not digits:
        return Rejected("Enter an NHS number.")
    if not _is_digits(digits):
        return Rejected("An NHS number has only digits, like 943 476 5919.")
    if len(digits) != 10:
        return Rejected(f"An NHS number has 10 digits; this one has {len(digits)}.")
    if nhs_check_digit(digits[:9]) != int(digits[9]):
        return Rejected("This is not an NHS number: its last digit does not fit the others. Check each digit.")
    if len(set(digits)) == 1:
        return Rejected("This is not an NHS number: it is one digit repeated.")
    remark = "Numbers that begin with 999 are for testing." if digits.startswith("999") else ""
    return Accepted(digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}", remark)


def upn_check_letter(last_twelve: str) -> str:
    """The letter in front of the other twelve characters of a unique pupil number.

    A letter in last place (a temporary number) counts by its place among the check letters. The rule's text gives
    digits only, so that reading is to be checked.
    """
    values = (UPN_LETTERS.index(sign) if sign in UPN_LETTERS else int(sign) for sign in last_twelve)
    return UPN_LETTERS[sum(value * weight for value, weight in zip(values, range(2, 14), strict=True)) % 23]


def parse_upn(text: str) -> Checked:
    """A unique pupil number: check letter, three digits of an authority, eight digits, and a digit or a letter."""
    upn = _plain(text)
    if not upn:
        return Rejected("Enter a unique pupil number.")
    if len(upn) != 13:
        return Rejected(f"A unique pupil number has 13 characters; this one has {len(upn)}.")
    if upn[0] not in UPN_LETTERS:
        return Rejected("A unique pupil number begins with a letter other than I, O and S.")
    if not _is_digits(upn[1:12]):
        return Rejected(
            "Characters 2 to 12 of a unique pupil number are digits. Check for O in place of 0, I in place of 1."
        )
    if not (_is_digits(upn[12]) or upn[12] in UPN_LETTERS):
        return Rejected("A unique pupil number ends with a digit, or with a letter other than I, O and S.")
    expected = upn_check_letter(upn[1:])
    if upn[0] != expected:
        if _is_digits(upn[12]):
            return Rejected(
                "This is not a unique pupil number: its first letter does not fit the rest. Check each character."
            )
        # Refusing would rest on a reading of the rule that nobody has confirmed, and lose a number a school gave us.
        return Accepted(upn, upn, "Temporary number; its first letter does not fit as we count it. Check it.")
    return Accepted(upn, upn, "" if _is_digits(upn[12]) else "Temporary number: ask the school for the permanent one.")


def parse_former_upn(text: str) -> Checked:
    """A unique pupil number the child used to have. It is kept also when its check letter does not fit.

    The census asks of a former number only its shape: 13 characters, a letter first.
    """
    checked = parse_upn(text)
    if checked.ok:
        return checked
    upn = _plain(text)
    if len(upn) == 13 and upn[0].isascii() and upn[0].isalpha() and _is_digits(upn[1:12]) and upn[12].isascii():
        return Accepted(upn, upn, "Kept as a former number, although its check letter does not fit.")
    return checked


_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")


def parse_postcode(text: str) -> Checked:
    """A postcode in capitals with one space. Whether it exists is for an address register to say."""
    plain = _plain(text)
    if not plain:
        return Rejected("Enter a postcode.")
    match = _POSTCODE.fullmatch(plain)
    if not match:
        return Rejected("Enter a full postcode, like TS18 1AA.")
    postcode = f"{match[1]} {match[2]}"
    remark = "Postcodes that begin with ZZ99 stand for no fixed or no known address." if match[1] == "ZZ99" else ""
    return Accepted(postcode, postcode, remark)


def parse_uprn(text: str) -> Checked:
    """A unique property reference number: up to 12 digits, without leading noughts."""
    digits = _plain(text)
    if not digits:
        return Rejected("Enter a property reference number.")
    if not _is_digits(digits):
        return Rejected("A property reference number has only digits.")
    digits = digits.lstrip("0")
    if not digits:
        return Rejected("A property reference number cannot be 0.")
    if len(digits) > 12:
        return Rejected(f"A property reference number has at most 12 digits; this one has {len(digits)}.")
    return Accepted(digits, digits)


def parse_swe_number(text: str) -> Checked:
    """A Social Work England registration number: SW and digits. How many digits was not established."""
    plain = _plain(text)
    if not plain:
        return Rejected("Enter a Social Work England number.")
    if not plain.startswith("SW") or not _is_digits(plain[2:]):
        return Rejected("A Social Work England number is SW followed by digits, like SW123456.")
    if len(plain) > 10:
        return Rejected("This Social Work England number is too long. Check it.")
    return Accepted(plain, plain)


def parse_authority_code(text: str) -> Checked:
    """A local authority's DfE number (three digits) or code of the Office for National Statistics (E and eight digits).

    The DfE number is stored where the authority is one of the declared list, and the reader is told its name.
    """
    plain = _plain(text)
    if not plain:
        return Rejected("Enter a local authority number.")
    authorities = code_set("authority")
    for authority in authorities.codes:
        if plain in (authority.code, authority.also["ons"]):
            return Accepted(authority.code, authority.code, authority.label)
    if re.fullmatch(r"[0-9]{3}", plain):
        return Accepted(plain, plain, "This authority is not in the list kept here.")
    if re.fullmatch(r"E[0-9]{8}", plain):
        return Accepted(plain, plain, "This authority is not in the list kept here.")
    return Rejected("A local authority has a number of 3 digits, like 808, or a code of E and 8 digits.")
