"""Is this child somebody we know? Keys that fetch candidates, and the weighing of evidence for and against each.

Two steps, because nobody can compare a worry with everybody:

1. `search_keys` gives the short texts stored beside each known person. `query_keys` gives those to look up for a
   description; it does the guessing (swapped day and month, a year out, short names), so that the stored side is small.
2. `score` weighs a description against one candidate and says why, for and against, in plain English.

The weighing is that of Fellegi and Sunter ("A theory for record linkage", Journal of the American Statistical
Association, 1969): each fact adds log2(m/u), m being how often it agrees when two records are of one person and u how
often by chance. The weights are set by hand, source: practice; learned ones may replace them. The strength is
absolute: it does not depend on the other candidates, and a fact that nobody knows is no evidence either way. Nothing
here joins two records: people do.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from rapidfuzz.distance import OSA

from lantern.people.names import (
    Likeness,
    compare_given,
    compare_surnames,
    given_names,
    known_as,
    phonetic,
    surname_parts,
    surname_whole,
    variants,
)

KEY_VERSION = 2
"""Goes up whenever keys are made differently; stored keys of another version must be made again."""

POPULATION = 50_000
"""How many people a description might be about, before anything is known: the children of a borough. Source:
practice.
"""

_YEARS_LISTED = 6
"""The widest span of birth years, in years, that is still worth a key for each year."""


# --- What is known of a person --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born or is expected, as closely as it is known: any day from `earliest` to `latest`, both
    included.
    """

    earliest: date
    latest: date
    expected: bool = False

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError("A birth cannot be known to lie between a later and an earlier day.")

    @classmethod
    def on(cls, day: date) -> Self:
        """Born on this day."""
        return cls(day, day)

    @classmethod
    def in_month(cls, year: int, month: int) -> Self:
        """Born in this month; the day is not known."""
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following - timedelta(days=1))

    @classmethod
    def in_year(cls, year: int) -> Self:
        """Born in this year; the month is not known."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def aged(cls, age: int, on: date, within: int = 0) -> Self:
        """Said to be `age` years old on the given day, give or take `within` whole years."""
        youngest, oldest = max(0, age - within), age + within
        latest = _years_before(on, youngest)
        earliest = _years_before(on, oldest + 1) + timedelta(days=1)
        return cls(earliest, max(earliest, latest))

    @classmethod
    def expected_on(cls, day: date) -> Self:
        """Not born yet; expected on this day."""
        return cls(day, day, expected=True)

    @property
    def is_exact(self) -> bool:
        """Whether the day of birth itself is known."""
        return self.earliest == self.latest and not self.expected

    def __str__(self) -> str:
        if self.earliest == self.latest:
            said = _said(self.earliest)
            return f"expected {said}" if self.expected else said
        if self.earliest.year == self.latest.year:
            if (self.earliest.month, self.earliest.day, self.latest.month) == (1, 1, 12):
                return str(self.earliest.year)
            if self.earliest.month == self.latest.month:
                return f"{self.earliest:%B %Y}"
        return f"between {_said(self.earliest)} and {_said(self.latest)}"


@dataclass(frozen=True, slots=True)
class Name:
    """A name somebody has or is known by. Either half may be empty."""

    given: str = ""
    surname: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives or lived. `house` is the number or name of the house or flat; every part may be empty."""

    house: str = ""
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a person, by a caller or by a record: used for both sides of a comparison. Leave out what is
    not known.

    `names` has the present name first, then former and other names. `addresses` has the present one first.
    `identifiers` are pairs of the issuer's scheme and the value ("police", "N/1234"). `mother` is the mother's name,
    which is what is known of an unborn child. `sex` is read by its first letter: M, F or anything else for not known.
    """

    names: tuple[Name, ...] = ()
    birth: Birth | None = None
    sex: str = ""
    addresses: tuple[Address, ...] = ()
    nhs_number: str = ""
    upn: str = ""
    former_upns: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    mother: Name | None = None


class Band(StrEnum):
    """What to make of a candidate, in words that a screen may show."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


_FLOORS = {Band.CERTAIN: 0.99, Band.PROBABLE: 0.80, Band.POSSIBLE: 0.10, Band.UNLIKELY: 0.0}
# The highest strength that still falls in the band below.
_PROBABLE_AT_MOST = 0.989
_POSSIBLE_AT_MOST = 0.789


class Fact(StrEnum):
    """What a reason is about."""

    GIVEN_NAME = "given name"
    SURNAME = "surname"
    BIRTH = "date of birth"
    SEX = "sex"
    ADDRESS = "address"
    NHS_NUMBER = "NHS number"
    UPN = "UPN"
    IDENTIFIER = "reference"
    PHONE = "telephone number"
    MOTHER = "mother's name"


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: what it is about, the sentence for the screen, and its weight in bits (log2 m/u; below 0
    speaks against).
    """

    fact: Fact
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """How strongly a description and a candidate seem to be one person, and why.

    `strength` runs from 0 to 1 and is absolute; read it as a rough probability, after limits that common sense sets
    (see `score`). `limited_by` says which limit held it down, if one did. `would_settle` names the facts missing on
    either side that would tell most.
    """

    strength: float
    band: Band
    agreements: tuple[Reason, ...]
    disagreements: tuple[Reason, ...]
    limited_by: str = ""
    would_settle: tuple[Fact, ...] = ()


# --- Keys -----------------------------------------------------------------------------------------


def search_keys(person: Description) -> set[str]:
    """The keys to store for a known person, usually 10 to 40. A kind of key is told by what stands before its first
    colon:

    nhs, upn, id, tel   an identifier or telephone number
    gd   sound of a given name and date of birth          d    date of birth
    sg   sound of a surname and of a given name           sy   sound of a surname and year of birth
    sm   sound of a surname and month of birth or expected birth
    ph   postcode and house                               pi   postcode and first letter of the given name
    tt   two whole names, in either order                 t    one whole name (last resort: common ones are long lists)
    so   sound of one name (last resort, as t)

    Every name somebody has been known by and every address count. Keys hold personal data: keep them where the names
    are kept.
    """
    return set(_keys(person, _stored_births(person.birth), guess=False))


def query_keys(description: Description) -> list[str]:
    """The keys to look up for a description, the most telling first, so that a search may stop when it has candidates
    enough.

    Adds to a person's own keys: day and month the other way round, the year before and after, short forms and other
    spellings of given names, and given name and surname in each other's place.
    """
    found = set(_keys(description, _asked_births(description.birth), guess=True))
    return sorted(found, key=lambda key: (_TELLING.index(key.partition(":")[0]), key))


_TELLING = ("nhs", "upn", "id", "gd", "ph", "tt", "sg", "pi", "sm", "tel", "d", "sy", "t", "so")


@dataclass(frozen=True, slots=True)
class _Times:
    """The days, months and years of birth to make keys of."""

    days: tuple[date, ...] = ()
    months: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


def _stored_births(birth: Birth | None) -> _Times:
    if birth is None:
        return _Times()
    years = tuple(range(birth.earliest.year, birth.latest.year + 1))
    if birth.is_exact:
        return _Times((birth.earliest,), (f"{birth.earliest:%Y%m}",), years)
    if birth.expected or (birth.latest - birth.earliest).days <= 31:
        return _Times((), tuple(sorted({f"{day:%Y%m}" for day in (birth.earliest, birth.latest)})), years)
    return _Times((), (), years if len(years) <= _YEARS_LISTED else ())


def _asked_births(birth: Birth | None) -> _Times:
    times = _stored_births(birth)
    if birth is None:
        return times
    years = tuple(range(birth.earliest.year - 1, birth.latest.year + 2))
    if len(years) > _YEARS_LISTED + 2:
        years = ()
    months: tuple[str, ...] = ()
    days: list[date] = []
    if birth.is_exact:
        days = [birth.earliest, *_near_days(birth.earliest)]
    if birth.is_exact or birth.expected:
        # A baby may come some weeks before or after the expected day.
        around = (birth.earliest + timedelta(days=away) for away in (-62, -31, 0, 31, 62))
        months = tuple(sorted({f"{day:%Y%m}" for day in around}))
    return _Times(tuple(days), months or times.months, years)


def _near_days(day: date) -> Iterator[date]:
    """The days somebody may have meant who gave this one: day and month swapped, the year one out."""
    for year in (day.year - 1, day.year + 1):
        if (other := _day(year, day.month, day.day)) is not None:
            yield other
    if day.day != day.month and (swapped := _day(day.year, day.day, day.month)) is not None:
        yield swapped


def _keys(person: Description, times: _Times, *, guess: bool) -> Iterator[str]:
    if nhs := _characters(person.nhs_number):
        yield f"nhs:{nhs}"
    for upn in _upns(person):
        yield f"upn:{upn}"
    for scheme, value in person.identifiers:
        if number := _characters(value):
            yield f"id:{scheme.strip().lower()}:{number}"
    for telephone in _telephones(person):
        yield f"tel:{telephone}"
    for day in times.days:
        yield f"d:{day:%Y%m%d}"
    names = list(_all_names(person))
    if guess:
        names += [Name(name.surname, name.given) for name in names if name.given and name.surname]
    for name in names:
        yield from _name_keys(name, times, guess=guess)
    for mother_part in surname_parts(person.mother.surname) if person.mother else ():
        # An unborn child is looked for by the mother's surname and the month.
        for month in times.months:
            yield f"sm:{phonetic(mother_part)}:{month}"
    initials = {given[0] for name in names for given in given_names(name.given)}
    for address in person.addresses:
        postcode, house = _characters(address.postcode), _house(address)
        if not postcode:
            continue
        if house:
            yield f"ph:{postcode}:{house}"
        for initial in initials:
            yield f"pi:{postcode}:{initial}"


def _name_keys(name: Name, times: _Times, *, guess: bool) -> Iterator[str]:
    given = _own_given_names(name)
    parts = {*surname_parts(name.surname)} | ({surname_whole(name.surname)} - {""})
    heard_given = {phonetic(one) for one in given if len(one) > 1}
    if guess:
        heard_given |= {phonetic(other) for one in given for other in variants(one)}
    heard_parts = {phonetic(part) for part in parts}
    if guess:
        heard_parts |= {phonetic(other) for part in parts for other in variants(part)}
    for sound in heard_given:
        for day in times.days:
            yield f"gd:{sound}:{day:%Y%m%d}"
    for sound in heard_parts:
        for other in heard_given:
            yield f"sg:{sound}:{other}"
        for year in times.years:
            yield f"sy:{sound}:{year}"
        for month in times.months:
            yield f"sm:{sound}:{month}"
    whole = sorted({*parts, *given})
    for one in whole:
        if len(one) > 1:
            yield f"t:{one}"
            yield f"so:{phonetic(one)}"
    for one in parts:
        for other in given:
            if len(one) > 1 and len(other) > 1 and one != other:
                yield "tt:" + ":".join(sorted((one, other)))


# --- Weighing -------------------------------------------------------------------------------------

SurnameShare = Callable[[str], float | None]
"""Given a whole normalised surname, the share (0 to 1) of people who have it, or None when not known."""

_ORDINARY_SHARE = 0.001  # of people with a given surname, where nothing better is known
_RAREST_SHARE, _COMMONEST_SHARE = 0.000_1, 0.02

_GIVEN_WEIGHTS = {
    Likeness.SAME: 7.7,
    Likeness.SPELLING: 6.5,
    Likeness.NICKNAME: 6.0,
    Likeness.SOUND: 5.5,
    Likeness.TYPING: 5.0,
    Likeness.PART: 4.5,
    Likeness.INITIAL: 2.5,
    Likeness.RESEMBLES: -1.5,
    Likeness.DIFFERENT: -5.0,
}
_GIVEN_TEXTS = {
    Likeness.SAME: "Same given name: {ours}",
    Likeness.SPELLING: "Given name is another spelling: {ours} / {theirs}",
    Likeness.NICKNAME: "Given name may be a short form: {ours} / {theirs}",
    Likeness.SOUND: "Given name sounds the same: {ours} / {theirs}",
    Likeness.TYPING: "Given name differs by a slip of typing: {ours} / {theirs}",
    Likeness.PART: "Given names share a part: {ours} / {theirs}",
    Likeness.INITIAL: "Given name has the same first letter: {ours} / {theirs}",
    Likeness.RESEMBLES: "Given name is alike but not the same: {ours} / {theirs}",
    Likeness.DIFFERENT: "Different given name: {ours} / {theirs}",
}
# How much of the weight of the same surname each likeness earns; what is below zero is a weight of its own.
_SURNAME_SHARES = {
    Likeness.SAME: 1.0,
    Likeness.SPELLING: 0.85,
    Likeness.SOUND: 0.75,
    Likeness.TYPING: 0.70,
    Likeness.NICKNAME: 0.60,
    Likeness.PART: 0.65,
    Likeness.INITIAL: 0.15,
}
_SURNAME_AGAINST = {Likeness.RESEMBLES: -1.0, Likeness.DIFFERENT: -3.3}
_SURNAME_TEXTS = {
    Likeness.SAME: "Same surname: {ours}",
    Likeness.SPELLING: "Surname is another spelling: {ours} / {theirs}",
    Likeness.SOUND: "Surname sounds the same: {ours} / {theirs}",
    Likeness.TYPING: "Surname differs by a slip of typing: {ours} / {theirs}",
    Likeness.NICKNAME: "Surname may be a short form: {ours} / {theirs}",
    Likeness.PART: "Surnames share a part: {ours} / {theirs}",
    Likeness.INITIAL: "Surname has the same first letter: {ours} / {theirs}",
    Likeness.RESEMBLES: "Surname is alike but not the same: {ours} / {theirs}",
    Likeness.DIFFERENT: "Different surname: {ours} / {theirs}",
}

# Given names near enough that people, not rules, must tell whether they are one person's.
_UNSURE_GIVEN = (Likeness.NICKNAME, Likeness.SOUND, Likeness.TYPING, Likeness.PART, Likeness.INITIAL)
_OTHER_GIVEN = (Likeness.RESEMBLES, Likeness.DIFFERENT)


def score(description: Description, candidate: Description, *, surname_share: SurnameShare | None = None) -> Match:
    """How strongly the two seem to be one person, with the reasons for and against. The same whichever way round they
    are given.

    Common sense limits what the sum of weights may claim, unless a personal number (NHS number, UPN, a shared
    reference) agrees:

    - another given name: never above *possible*, as twins and brothers and sisters share everything else;
    - no given name, a short or similar one, no full date of birth, the other sex or another surname: never above
      *probable*.

    With an agreeing number, another given name is held at *probable*.
    """
    shared_number = False
    reasons: list[Reason] = []
    for found in (_nhs(description, candidate), _upn(description, candidate), _identifier(description, candidate)):
        if found is not None:
            reasons.append(found)
            shared_number = shared_number or found.weight >= 10
    birth = _birth(description.birth, candidate.birth)
    sex = _sex(description.sex, candidate.sex)
    others = (
        birth,
        sex,
        _address(description, candidate),
        _phone(description, candidate),
        _mother(description, candidate),
    )
    reasons += [reason for reason in others if reason is not None]

    best: Match | None = None
    best_total = 0.0
    for named in _name_pairs(description, candidate, surname_share):
        limit, why = _limit(named, birth, sex, description, candidate, shared_number=shared_number)
        all_reasons = [*reasons, *named.reasons]
        total = sum(reason.weight for reason in all_reasons)
        strength = _probability(total)
        limited = strength > limit
        strength = min(strength, limit)
        if best is None or (strength, total) > (best.strength, best_total):
            best_total = total
            ordered = sorted(all_reasons, key=lambda reason: (-abs(reason.weight), reason.fact, reason.text))
            best = Match(
                strength=strength,
                band=next(band for band, floor in _FLOORS.items() if strength >= floor),
                agreements=tuple(reason for reason in ordered if reason.weight > 0),
                disagreements=tuple(reason for reason in ordered if reason.weight < 0),
                limited_by=why if limited else "",
                would_settle=_would_settle(description, candidate),
            )
    if best is None:  # pragma: no cover - _name_pairs always gives at least one
        raise AssertionError("there is always one way to compare names")
    return best


@dataclass(frozen=True, slots=True)
class _Named:
    given: Likeness | None
    surname: Likeness | None
    reasons: tuple[Reason, ...]


def _name_pairs(ours: Description, theirs: Description, surname_share: SurnameShare | None) -> Iterator[_Named]:
    """Each way in which a name of one may be a name of the other; the best of them counts."""
    pairs = [
        (first, second, first_place + second_place)
        for first_place, first in enumerate(_all_names(ours) or [Name()])
        for second_place, second in enumerate(_all_names(theirs) or [Name()])
    ]
    for first, second, place in pairs:
        yield _names_compared(first, second, surname_share, other_name=place > 0)
        if first.given and first.surname and second.given and second.surname:
            # Turned on either side, so that the answer is the same whichever way round the two are given.
            turned = ((Name(first.surname, first.given), second), (first, Name(second.surname, second.given)))
            for mine, other in turned:
                likenesses = (compare_given(mine.given, other.given), compare_surnames(mine.surname, other.surname))
                if not any(likeness is None or likeness in _OTHER_GIVEN for likeness in likenesses):
                    yield _names_compared(mine, other, surname_share, other_name=place > 0, swapped=True)


def _names_compared(
    first: Name, second: Name, surname_share: SurnameShare | None, *, other_name: bool, swapped: bool = False
) -> _Named:
    reasons = []
    ours_given, theirs_given = " ".join(_own_given_names(first)), " ".join(_own_given_names(second))
    given = compare_given(first.given, second.given) if ours_given and theirs_given else None
    surname = compare_surnames(first.surname, second.surname)
    # Another name than the present one is a little weaker, so that the present name is preferred as the reason.
    discount = 0.9 if other_name else 1.0
    if swapped:
        discount *= 0.85
    notes = [
        note for note, holds in (("as another name", other_name), ("given name and surname swapped", swapped)) if holds
    ]
    note = f" ({'; '.join(notes)})" if notes else ""
    if given is not None:
        weight = _GIVEN_WEIGHTS[given]
        text = _GIVEN_TEXTS[given].format(ours=first.given.strip(), theirs=second.given.strip())
        reasons.append(Reason(Fact.GIVEN_NAME, text + note, weight * discount if weight > 0 else weight))
    if surname is not None:
        full = _surname_weight(first.surname, second.surname, surname_share)
        share = _SURNAME_SHARES.get(surname)
        weight = full * share * discount if share is not None else _SURNAME_AGAINST[surname]
        text = _SURNAME_TEXTS[surname].format(ours=first.surname.strip(), theirs=second.surname.strip())
        reasons.append(Reason(Fact.SURNAME, text + note, weight))
    return _Named(given, surname, tuple(reasons))


def _surname_weight(first: str, second: str, surname_share: SurnameShare | None) -> float:
    """The weight of sharing a surname: the rarer, the heavier. Of two surnames that are alike, the commoner is
    taken.
    """
    shares = [_ORDINARY_SHARE]
    if surname_share is not None:
        known = [share for name in (first, second) if (share := surname_share(surname_whole(name))) is not None]
        shares = known or shares
    share = min(max(*shares, _RAREST_SHARE), _COMMONEST_SHARE)
    return math.log2(0.9 / share)


def _birth(ours: Birth | None, theirs: Birth | None) -> Reason | None:
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
    said = f"{_said(ours)} / {_said(theirs)}"
    if ours == theirs:
        # 1 January is often written when only the year is known.
        return Reason(
            Fact.BIRTH, f"Born on the same day: {_said(ours)}", 9.0 if (ours.day, ours.month) == (1, 1) else 12.5
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


def _sex(ours: str, theirs: str) -> Reason | None:
    first, second = ours.strip().upper()[:1], theirs.strip().upper()[:1]
    if first not in ("M", "F") or second not in ("M", "F"):
        return None
    if first == second:
        return Reason(Fact.SEX, "Same sex recorded", 0.9)
    return Reason(Fact.SEX, "Different sex recorded", -4.0)


def _address(ours: Description, theirs: Description) -> Reason | None:
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
    codes = _characters(first.postcode), _characters(second.postcode)
    houses = _house(first), _house(second)
    streets = _street(first), _street(second)
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


def _nhs(ours: Description, theirs: Description) -> Reason | None:
    first, second = _characters(ours.nhs_number), _characters(theirs.nhs_number)
    if not first or not second:
        return None
    if first == second:
        return Reason(Fact.NHS_NUMBER, "Same NHS number", 20.0)
    if OSA.distance(first, second, score_cutoff=1) <= 1:
        return Reason(Fact.NHS_NUMBER, "NHS numbers differ by one slip of typing", 2.0)
    return Reason(Fact.NHS_NUMBER, "Different NHS number", -9.0)


def _upn(ours: Description, theirs: Description) -> Reason | None:
    first, second = _upns(ours), _upns(theirs)
    if not first or not second:
        return None
    if first & second:
        return Reason(Fact.UPN, "Same UPN", 18.0)
    return Reason(Fact.UPN, "Different UPN", -4.0)


def _identifier(ours: Description, theirs: Description) -> Reason | None:
    mine = {(scheme.strip().lower(), _characters(value)) for scheme, value in ours.identifiers if _characters(value)}
    other = {(scheme.strip().lower(), _characters(value)) for scheme, value in theirs.identifiers if _characters(value)}
    if shared := sorted(mine & other):
        return Reason(Fact.IDENTIFIER, f"Same {shared[0][0]} reference", 18.0)
    # An agency may hold one person twice, so two references of one agency say little.
    if {scheme for scheme, _ in mine} & {scheme for scheme, _ in other}:
        return Reason(Fact.IDENTIFIER, "Different reference in the same agency", -2.0)
    return None


def _phone(ours: Description, theirs: Description) -> Reason | None:
    if _telephones(ours) & _telephones(theirs):
        return Reason(Fact.PHONE, "Same telephone number", 5.0)
    return None


def _mother(ours: Description, theirs: Description) -> Reason | None:
    if ours.mother is None or theirs.mother is None:
        return None
    given = compare_given(ours.mother.given, theirs.mother.given)
    surname = compare_surnames(ours.mother.surname, theirs.mother.surname)
    if given is None and surname is None:
        return None
    # Brothers and sisters have one mother, so she counts for less than her name would by itself.
    weight = 0.0
    if given is not None:
        weight += 4.0 if given not in _OTHER_GIVEN else -3.0
    if surname is not None:
        weight += 3.0 if surname not in _OTHER_GIVEN else -1.0
    said = f"{_full(ours.mother)} / {_full(theirs.mother)}"
    if weight > 0:
        return Reason(Fact.MOTHER, f"Mother's name agrees: {said}", weight)
    return Reason(Fact.MOTHER, f"Mother's name differs: {said}", weight)


def _limit(
    named: _Named,
    birth: Reason | None,
    sex: Reason | None,
    ours: Description,
    theirs: Description,
    *,
    shared_number: bool,
) -> tuple[float, str]:
    """The highest strength that common sense allows, and the sentence that says why."""
    if named.given in _OTHER_GIVEN:
        if shared_number:
            return _PROBABLE_AT_MOST, "The given names are not the same."
        return _POSSIBLE_AT_MOST, "The given names are not the same: this may be a twin, a brother or a sister."
    if shared_number:
        return 1.0, ""
    if named.given is None and birth is None:
        return _POSSIBLE_AT_MOST, "Neither a given name nor a date of birth can be compared."
    for holds, why in (
        (named.given is None, "There is no given name to compare."),
        (named.given in _UNSURE_GIVEN, "The given names are alike but not the same."),
        (birth is None or not (_exact(ours) and _exact(theirs)), "There is no full date of birth to compare."),
        (
            birth is not None and birth.weight < 12 and not _new_year(ours, theirs),
            "The dates of birth are not the same.",
        ),
        (sex is not None and sex.weight < 0, "A different sex is recorded."),
        (named.surname is None or named.surname in _OTHER_GIVEN, "There is no surname that agrees."),
    ):
        if holds:
            return _PROBABLE_AT_MOST, why
    return 1.0, ""


def _would_settle(ours: Description, theirs: Description) -> tuple[Fact, ...]:
    missing = []
    if not (_characters(ours.nhs_number) and _characters(theirs.nhs_number)):
        missing.append(Fact.NHS_NUMBER)
    if not (_exact(ours) and _exact(theirs)):
        missing.append(Fact.BIRTH)
    for fact, known in ((Fact.GIVEN_NAME, _has_given_name), (Fact.SURNAME, _has_surname), (Fact.ADDRESS, _has_address)):
        if not (known(ours) and known(theirs)):
            missing.append(fact)
    return tuple(missing)


# --- Small readings -------------------------------------------------------------------------------


def _probability(weight: float) -> float:
    odds = weight - math.log2(POPULATION)
    return 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, odds))))


def _exact(person: Description) -> bool:
    return person.birth is not None and person.birth.is_exact


def _has_given_name(person: Description) -> bool:
    return any(_own_given_names(name) for name in _all_names(person))


def _has_surname(person: Description) -> bool:
    return any(surname_parts(name.surname) for name in _all_names(person))


def _has_address(person: Description) -> bool:
    return any(address.postcode or address.street for address in person.addresses)


def _new_year(ours: Description, theirs: Description) -> bool:
    """Whether both were born on 1 January of one year: the same day, though it weighs less."""
    return ours.birth is not None and ours.birth == theirs.birth


def _all_names(person: Description) -> list[Name]:
    """Every name with anything in it, then names given in brackets with the surname they stand beside."""
    names = [name for name in person.names if name.given.strip() or name.surname.strip()]
    familiar = [Name(other, name.surname) for name in names for other in known_as(name.given)]
    return names + [name for name in familiar if name not in names]


def _own_given_names(name: Name) -> tuple[str, ...]:
    """The given names, unless all they say is the surname again ("Baby Smith", surname Smith)."""
    given = given_names(name.given)
    surname = {*surname_parts(name.surname), surname_whole(name.surname)}
    return () if given and "baby" in name.given.casefold() and set(given) <= surname else given


def _upns(person: Description) -> set[str]:
    return {upn for value in (person.upn, *person.former_upns) if (upn := _characters(value))}


def _telephones(person: Description) -> set[str]:
    """Telephone numbers as the digits after the national 0 or +44, so that both ways of writing agree."""
    found = set()
    for phone in person.phones:
        digits = re.sub(r"\D", "", phone)
        digits = re.sub(r"^(0044|44|0)0?", "", digits)
        if len(digits) >= 9:
            found.add(digits)
    return found


def _characters(value: str) -> str:
    """Only the letters and digits, upper case: how numbers and postcodes are compared."""
    return re.sub(r"[^0-9A-Za-z]", "", value).upper()


def _house(address: Address) -> str:
    """The house as letters and digits: "Flat 2, 14" and "flat 2 14" are the same."""
    return re.sub(r"^(NO|NUMBER)(?=\d)", "", _characters(address.house))


_STREETS = (
    "road:rd street:st avenue:ave av:ave close:cl court:ct drive:dr lane:ln terrace:ter terr:ter "
    "crescent:cres place:pl square:sq grove:gr gardens:gdns saint:st"
)
_STREET_WORDS = dict(pair.split(":") for pair in _STREETS.split())


def _street(address: Address) -> str:
    words = re.findall(r"[a-z0-9]+", address.street.casefold().replace("'", ""))
    return " ".join(_STREET_WORDS.get(word, word) for word in words)


def _days_apart(ours: Birth, theirs: Birth) -> int:
    """Days between two spans; 0 where they overlap."""
    return max(0, (theirs.earliest - ours.latest).days, (ours.earliest - theirs.latest).days)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_before(day: date, years: int) -> date:
    return _day(day.year - years, day.month, day.day) or date(day.year - years, 2, 28)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _full(name: Name) -> str:
    return f"{name.given} {name.surname}".strip()


def strongest(matches: Iterable[tuple[Match, object]]) -> list[tuple[Match, object]]:
    """Matches with whatever they belong to, strongest first; those that speak for nobody (*unlikely*) are left out."""
    kept = [pair for pair in matches if pair[0].band is not Band.UNLIKELY]
    return sorted(kept, key=lambda pair: -pair[0].strength)
