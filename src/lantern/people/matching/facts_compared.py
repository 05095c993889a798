"""What births, addresses, numbers and mothers tell, for and against.

Each answers None where either side is not known: that is no evidence.
"""

import math
from datetime import date

from rapidfuzz.distance import OSA

from lantern.people.matching.description import (
    Address,
    Birth,
    Description,
    Name,
    house_of,
    in_words,
    letters_and_digits,
    street_of,
    telephones_of,
    upns_of,
)
from lantern.people.matching.evidence import Fact, Reason
from lantern.people.matching.names_compared import OTHER_GIVEN
from lantern.people.names import (
    compare_given,
    compare_surnames,
)


def birth_evidence(ours: Birth | None, theirs: Birth | None) -> Reason | None:
    """Two births: the same, a slip apart, fitting within what is known, or another."""
    if ours is None or theirs is None:
        return None
    if ours.expected or theirs.expected:
        return _expected_birth(ours, theirs)
    if ours.is_exact and theirs.is_exact:
        return _exact_birth(ours.earliest, theirs.earliest)
    apart = _days_apart(ours, theirs)
    text = f"{ours} / {theirs}"
    if apart == 0:
        # The wider the span, the less its agreement tells: eighteen years of childhood against the span.
        span = max((ours.latest - ours.earliest).days, (theirs.latest - theirs.earliest).days) + 1
        return Reason(Fact.BIRTH, f"Date of birth fits: {text}", max(0.5, math.log2(0.95 * 18 * 365.25 / span)))
    if apart <= 366:
        return Reason(Fact.BIRTH, f"Date of birth nearly fits: {text}", 0.25)
    return Reason(Fact.BIRTH, f"Date of birth does not fit: {text}", -6.0 if apart > 3 * 366 else -4.0)


def _exact_birth(ours: date, theirs: date) -> Reason:
    said = f"{in_words(ours)} / {in_words(theirs)}"
    if ours == theirs:
        # 1 January is often written when only the year is known.
        return Reason(
            Fact.BIRTH, f"Born on the same day: {in_words(ours)}", 9.0 if (ours.day, ours.month) == (1, 1) else 12.5
        )
    if (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month):
        return Reason(Fact.BIRTH, f"Day and month of birth swapped: {said}", 8.0)
    if (ours.month, ours.day) == (theirs.month, theirs.day) and abs(ours.year - theirs.year) == 1:
        return Reason(Fact.BIRTH, f"Same birthday, one year apart: {said}", 6.0)
    if ours.year == theirs.year and (1, 1) in ((ours.month, ours.day), (theirs.month, theirs.day)):
        return Reason(Fact.BIRTH, f"Same year of birth, and 1 January may stand for an unknown day: {said}", 3.5)
    slips = OSA.distance(f"{ours:%Y%m%d}", f"{theirs:%Y%m%d}")
    if slips == 1 and abs((ours - theirs).days) < 4000:
        return Reason(Fact.BIRTH, f"Dates of birth differ by one digit: {said}", 4.5)
    if ours.year == theirs.year and ours.month == theirs.month:
        return Reason(Fact.BIRTH, f"Born in the same month: {said}", 1.0)
    away = abs((ours - theirs).days)
    return Reason(
        Fact.BIRTH, f"Different date of birth: {said}", -5.0 if away < 366 else -7.0 if away < 1100 else -10.0
    )


def _expected_birth(ours: Birth, theirs: Birth) -> Reason:
    apart = _days_apart(ours, theirs)
    said = f"{ours} / {theirs}"
    if ours.expected and theirs.expected:
        if apart <= 7:
            return Reason(Fact.BIRTH, f"Expected in the same week: {said}", 7.0)
        if apart <= 28:
            return Reason(Fact.BIRTH, f"Expected within four weeks of each other: {said}", 4.0)
        return Reason(Fact.BIRTH, f"Different expected date: {said}", -2.0 if apart <= 70 else -7.0)
    if apart <= 21:
        return Reason(Fact.BIRTH, f"Born about when a child was expected: {said}", 5.5)
    if apart <= 112:
        return Reason(Fact.BIRTH, f"Born within four months of when a child was expected: {said}", 1.5)
    return Reason(Fact.BIRTH, f"Not born when a child was expected: {said}", -7.0)


def sex_evidence(ours: str, theirs: str) -> Reason | None:
    """Sex, where both are known."""
    first, second = ours.strip().upper()[:1], theirs.strip().upper()[:1]
    if first not in ("M", "F") or second not in ("M", "F"):
        return None
    if first == second:
        return Reason(Fact.SEX, "Same sex recorded", 0.9)
    return Reason(Fact.SEX, "Different sex recorded", -4.0)


def address_evidence(ours: Description, theirs: Description) -> Reason | None:
    """The best agreement between any two addresses; a different address says little, because families move."""
    best: Reason | None = None
    for place, first in enumerate(ours.addresses):
        for other_place, second in enumerate(theirs.addresses):
            former = " (an earlier address)" if place or other_place else ""
            found = _two_addresses(first, second, former)
            if found is not None and (best is None or found.weight > best.weight):
                best = found
    return best


def _two_addresses(first: Address, second: Address, former: str) -> Reason | None:
    codes = letters_and_digits(first.postcode), letters_and_digits(second.postcode)
    houses = house_of(first), house_of(second)
    streets = street_of(first), street_of(second)
    less = 0.5 if former else 0.0
    same_house = bool(houses[0]) and houses[0] == houses[1]
    if all(codes):
        if codes[0] == codes[1]:
            if same_house:
                return Reason(
                    Fact.ADDRESS, f"Same address: {first.house} {first.postcode}{former}".replace("  ", " "), 7.0 - less
                )
            if all(houses):
                return Reason(Fact.ADDRESS, f"Same postcode, another house: {first.postcode}{former}", 3.0 - less)
            return Reason(Fact.ADDRESS, f"Same postcode: {first.postcode}{former}", 5.0 - less)
        if same_house and OSA.distance(codes[0], codes[1], score_cutoff=1) <= 1:
            return Reason(
                Fact.ADDRESS,
                f"Same house, postcode one letter apart: {first.postcode} / {second.postcode}{former}",
                4.0 - less,
            )
    if all(streets) and streets[0] == streets[1]:
        if same_house:
            return Reason(Fact.ADDRESS, f"Same house and street: {first.house} {first.street}{former}", 5.0 - less)
        if not all(houses):
            return Reason(Fact.ADDRESS, f"Same street: {first.street}{former}", 3.0 - less)
    if all(codes):
        return Reason(Fact.ADDRESS, f"Different postcode: {first.postcode} / {second.postcode}", -1.0)
    if all(streets):
        return Reason(Fact.ADDRESS, f"Different street: {first.street} / {second.street}", -0.5)
    return None


def nhs_evidence(ours: Description, theirs: Description) -> Reason | None:
    """NHS numbers: the same, a slip of typing apart, or another."""
    first, second = letters_and_digits(ours.nhs_number), letters_and_digits(theirs.nhs_number)
    if not first or not second:
        return None
    if first == second:
        return Reason(Fact.NHS_NUMBER, "Same NHS number", 20.0)
    if OSA.distance(first, second, score_cutoff=1) <= 1:
        return Reason(Fact.NHS_NUMBER, "NHS numbers differ by one slip of typing", 2.0)
    return Reason(Fact.NHS_NUMBER, "Different NHS number", -9.0)


def upn_evidence(ours: Description, theirs: Description) -> Reason | None:
    """Unique pupil numbers, former ones among them."""
    first, second = upns_of(ours), upns_of(theirs)
    if not first or not second:
        return None
    if first & second:
        return Reason(Fact.UPN, "Same UPN", 18.0)
    return Reason(Fact.UPN, "Different UPN", -4.0)


def identifier_evidence(ours: Description, theirs: Description) -> Reason | None:
    """An agency's own references."""
    mine = {
        (scheme.strip().lower(), letters_and_digits(value))
        for scheme, value in ours.identifiers
        if letters_and_digits(value)
    }
    other = {
        (scheme.strip().lower(), letters_and_digits(value))
        for scheme, value in theirs.identifiers
        if letters_and_digits(value)
    }
    if shared := sorted(mine & other):
        return Reason(Fact.IDENTIFIER, f"Same {shared[0][0]} reference", 18.0)
    # An agency may hold one person twice, so two references of one agency say little.
    if {scheme for scheme, _ in mine} & {scheme for scheme, _ in other}:
        return Reason(Fact.IDENTIFIER, "Different reference in the same agency", -2.0)
    return None


def phone_evidence(ours: Description, theirs: Description) -> Reason | None:
    """A shared telephone number; a different one tells nothing."""
    if telephones_of(ours) & telephones_of(theirs):
        return Reason(Fact.PHONE, "Same telephone number", 5.0)
    return None


def mother_evidence(ours: Description, theirs: Description) -> Reason | None:
    """The mother's name, by which an unborn child is known."""
    if ours.mother is None or theirs.mother is None:
        return None
    given = compare_given(ours.mother.given, theirs.mother.given)
    surname = compare_surnames(ours.mother.surname, theirs.mother.surname)
    if given is None and surname is None:
        return None
    # Brothers and sisters have one mother, so she counts for less than her name would by itself.
    weight = 0.0
    if given is not None:
        weight += 4.0 if given not in OTHER_GIVEN else -3.0
    if surname is not None:
        weight += 3.0 if surname not in OTHER_GIVEN else -1.0
    said = f"{_full(ours.mother)} / {_full(theirs.mother)}"
    if weight > 0:
        return Reason(Fact.MOTHER, f"Mother's name agrees: {said}", weight)
    return Reason(Fact.MOTHER, f"Mother's name differs: {said}", weight)


def _days_apart(ours: Birth, theirs: Birth) -> int:
    """Days between two spans; 0 where they overlap."""
    return max(0, (theirs.earliest - ours.latest).days, (ours.earliest - theirs.latest).days)


def _full(name: Name) -> str:
    return f"{name.given} {name.surname}".strip()
