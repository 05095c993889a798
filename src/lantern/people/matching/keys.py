"""Numbers under which a known person is stored, and those under which a description is looked up.

The stored side writes down what the register says, as it says it. All doubt is on the side of the question: other
spellings, slips of typing, days and postcodes that may have been meant. Nothing stored changes when a rule of doubt
does.

A key is one number of four bytes: a hash, and in its three lowest bits how much it tells, by which the database chooses
whom to weigh. Two texts may share a number; the weighing sorts that out. What is asked together lies together: the days
and the years of one name are neighbours in the index, so that fifty of them are read from a few of its pages.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from lantern.people.matching.bones import CLASSES, bones, heard, slips
from lantern.people.matching.description import (
    Birth,
    Description,
    Name,
    all_names,
    day_or_none,
    house_of,
    letters_and_digits,
    own_given_names,
    street_of,
    telephones_of,
    upns_of,
)
from lantern.people.matching.numbers import nhs_numbers_meant, upns_meant
from lantern.people.matching.sides import Side
from lantern.people.names import phonetic, surname_parts, surname_whole, variants

KEY_VERSION = 4
"""Goes up whenever keys are made differently; stored keys of another version must be made again."""

TELLING = (1, 3, 5, 7, 9, 10, 12, 60)
"""What a shared key tells, by its three lowest bits: only to choose whom to weigh. Source: practice."""

_YEARS_LISTED = 6
"""The widest span of birth years, in years, that is still worth a key for each year."""

_DAYS_LISTED = 366
"""The widest span of days that is still worth a question for each day."""

_Kind = tuple[int, int]


def _kind(letter: bytes, telling: int) -> _Kind:
    """What kind of key, and its place in TELLING."""
    return zlib.crc32(letter), telling


_NUMBER = _kind(b"n", 7)
_GIVEN_ON_DAY, _SURNAME_ON_DAY = _kind(b"g", 6), _kind(b"s", 6)
_BOTH_IN_YEAR, _BOTH, _BOTH_BY_GIVEN = _kind(b"y", 5), _kind(b"b", 4), _kind(b"a", 4)
_INITIALS_ON_DAY, _INITIALS_NEAR = _kind(b"i", 4), _kind(b"w", 4)
_POSTCODE, _GIVEN_IN_TOWN, _SURNAME_IN_TOWN, _HOUSE = _kind(b"p", 3), _kind(b"v", 3), _kind(b"u", 3), _kind(b"h", 3)
_INITIAL_ON_DAY = _kind(b"d", 2)
_DAY, _WORD, _SOUND = _kind(b"z", 1), _kind(b"t", 1), _kind(b"o", 0)

_LEAST_KEY = -0x80000000


def _key(kind: _Kind, text: str) -> int:
    return (zlib.crc32(text.encode(), kind[0]) & 0xFFFFFFF8 | kind[1]) + _LEAST_KEY


def _begun(kind: _Kind, text: str) -> int:
    """The first fifteen bits of keys that lie together, and the last three; between them is room for fourteen."""
    return (zlib.crc32(text.encode(), kind[0]) & 0xFFFE0000 | kind[1]) + _LEAST_KEY


def _with_days(kind: _Kind, text: str, days: Iterable[int]) -> list[int]:
    begun = _begun(kind, text)
    return [begun + (day << 3) for day in days]


def _with_halves(kind: _Kind, half: str, others: Iterable[str]) -> list[int]:
    """The keys of one half of a name with each of some other halves: thirteen bits and sixteen, as a surname may be
    that of many.
    """
    begun = (zlib.crc32(half.encode(), kind[0]) & 0xFFF80000 | kind[1]) + _LEAST_KEY
    return [begun + ((zlib.crc32(other.encode()) & 0xFFFF) << 3) for other in others]


def _in_years(half: str, others: Iterable[str], years: Iterable[int]) -> list[int]:
    """The keys of a surname with each of some given names, for each of some years."""
    begun = _begun(_BOTH_IN_YEAR, half)
    ends = [(zlib.crc32(other.encode()) & 0x1FF) << 3 for other in others]
    return [begun + ((year & 31) << 12) + end for year in years for end in ends]


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys to look up: the ``near`` ones first, which find most people cheaply; the ``wide`` ones when nobody
    convincing is among those.
    """

    near: list[int] = field(default_factory=list)
    wide: list[int] = field(default_factory=list)


def search_keys(person: Description) -> set[int]:
    """The keys to store for a known person, usually 20 to 40:

    - a number: NHS, UPN, another reference, telephone
    - bones of a given name, and of a surname, each with the day of birth; the first letters of either and of both
    - bones of given name and surname together, with the year of birth and without
    - postcode; house and street with either first letter; town (outward code) with the bones of either name; the rest
      of the postcode with both first letters
    - each name as it is spelled, and as it sounds, for the search box

    Every name somebody has been known by and every address count. Keys are made of personal data: keep them where the
    names are kept.
    """
    found = set(_number_keys(person))
    days, years = _stored_births(person.birth)
    if person.birth is not None and person.birth.is_exact:
        found.update(_with_days(_DAY, "", days))
    firsts: set[tuple[str, str]] = set()
    initials: set[str] = set()
    for name in all_names(person):
        given, parts = own_given_names(name), _parts_of(name)
        given_bones, part_bones = [bones(one) for one in given if len(one) > 1], [bones(one) for one in parts]
        for code in given_bones:
            found.update(_with_days(_GIVEN_ON_DAY, code, days))
        for code in part_bones:
            found.update(_with_days(_SURNAME_ON_DAY, code, days))
        for first, last in product(given_bones, part_bones):
            found.update(_with_halves(_BOTH, last, (first,)))
            found.update(_with_halves(_BOTH_BY_GIVEN, first, (last,)))
            found.update(_in_years(last, (first,), years))
        first_of_given, first_of_last = _first(given), _first(parts)
        for initial in {first_of_given, first_of_last} - {""}:
            found.update(_with_days(_INITIAL_ON_DAY, initial, days))
        if first_of_given and first_of_last:
            found.update(_with_days(_INITIALS_ON_DAY, first_of_given + first_of_last, days))
        initials.update((first_of_given, first_of_last))
        firsts.add((given_bones[0] if given_bones else first_of_given, part_bones[0] if part_bones else ""))
        for one in {*given, *parts}:
            if len(one) > 1:
                found.add(_key(_WORD, one))
                found.add(_key(_SOUND, phonetic(one)))
    if person.mother is not None and person.birth is not None and person.birth.expected:
        # An unborn child is looked for by the mother's surname and the month.
        for part in surname_parts(person.mother.surname):
            found.update(_with_days(_SURNAME_ON_DAY, bones(part), days))
    for address in person.addresses:
        postcode = letters_and_digits(address.postcode)
        if postcode:
            found.add(_key(_POSTCODE, postcode))
        if len(postcode) > 4:
            for first, last in firsts:
                if first:
                    found.add(_key(_GIVEN_IN_TOWN, f"{postcode[:-3]} {first}"))
                if last:
                    found.add(_key(_SURNAME_IN_TOWN, f"{postcode[:-3]} {last}"))
                if first and last:
                    found.add(_key(_INITIALS_NEAR, f"{postcode[-3:]} {first[0]}{last[0]}"))
        if place := _place_of(house_of(address), street_of(address)):
            found.update(_key(_HOUSE, f"{place} {initial}") for initial in initials - {""} or {""})
    return found


def asked_keys(description: Description, *, wide_too: bool = True) -> Asked:
    """The keys to look up for a description; only the near ones unless ``wide_too``, which are the less work. It is
    here that doubt is met:

    - near: what was said, short forms and other spellings of the names, given name and surname in each other's place
    - wide: each part of the day of birth wrong, or two of them swapped; a slip in the bones of one name; first letters
      only; the neighbourhood; numbers one digit out
    """
    near = list(_number_keys(description))
    wide: list[int] = []
    if wide_too:
        for number in (*nhs_numbers_meant(letters_and_digits(description.nhs_number)), *_upns_meant(description)):
            wide.append(_key(_NUMBER, number))
    times = _asked_births(description.birth, near_too=wide_too)
    firsts: set[tuple[str, str]] = set()
    initials: set[str] = set()
    unsure_when = description.birth is None or not description.birth.is_exact
    for name in all_names(description):
        given, parts = own_given_names(name), _parts_of(name)
        given_codes = _codes(given, most=16)
        part_codes = _codes(parts, most=12)
        own_given = [bones(one) for one in given if len(one) > 1][:3]
        own_parts = [bones(one) for one in parts][:3]
        for kind, codes, swapped in (
            (_GIVEN_ON_DAY, given_codes, own_parts),
            (_SURNAME_ON_DAY, part_codes, own_given),
        ):
            for code in {**dict.fromkeys(codes), **dict.fromkeys(swapped)}:
                near += _with_days(kind, code, times.days)
        if wide_too:
            # Initials follow the birthday further, and both names need none: so one name goes only where days are
            # mostly wrong.
            for code in own_given[:2]:
                wide += _with_days(_GIVEN_ON_DAY, code, times.likely_days)
            for code in own_parts[:2]:
                wide += _with_days(_SURNAME_ON_DAY, code, times.likely_days)
        pairs = dict.fromkeys(
            [*product(own_given, part_codes), *product(given_codes, own_parts), *product(own_parts, own_given)]
        )
        if unsure_when:
            for first, last in pairs:
                near += _in_years(last, (first,), times.years)
        elif wide_too:
            # Without the year they are all asked for below; here, whose year is right is put first.
            for last in own_parts:
                wide += _in_years(last, own_given, times.years)
        if not times.years:
            for first, last in pairs:
                near += _with_halves(_BOTH, last, (first,))
        elif wide_too:
            for first, last in pairs:
                wide += _with_halves(_BOTH, last, (first,))
        if wide_too and own_given and own_parts:
            first, last = own_given[0], own_parts[-1] if len(own_parts) < 3 else own_parts[0]
            wide += _with_halves(_BOTH, last, slips(first))
            wide += _with_halves(_BOTH_BY_GIVEN, first, slips(last))
        first_of_given, first_of_last = _first(given), _first(parts)
        for initial in {first_of_given, first_of_last} - {""} if wide_too and not unsure_when else ():
            wide += _with_days(_INITIAL_ON_DAY, initial, times.days)
        if wide_too and first_of_given and first_of_last:
            wide += _with_days(_INITIALS_ON_DAY, first_of_given + first_of_last, times.near_days)
        initials.update((first_of_given, first_of_last))
        for first, last in product(own_given[:2] or [first_of_given], own_parts or [""]):
            firsts.add((first, last))
        words = {one for one in (*given, *parts) if len(one) > 1}
        if not (given and parts) and not times.years:
            # A whole name by itself brings everybody called Smith: only when there is nothing better.
            for one in words:
                near += [_key(_WORD, one), _key(_SOUND, phonetic(one))]
        elif wide_too and unsure_when and not (own_given and own_parts):
            # A surname, and of the rest a first letter and an age.
            for one in words:
                wide += [_key(_WORD, one), _key(_SOUND, phonetic(one))]
    if description.mother is not None:
        for part in surname_parts(description.mother.surname):
            near += _with_days(_SURNAME_ON_DAY, bones(part), times.days)
            wide += _with_days(_SURNAME_ON_DAY, bones(part), times.near_days)
    if description.birth is not None and not firsts:
        near += _with_days(_DAY, "", times.days)
    for address in description.addresses:
        postcode = letters_and_digits(address.postcode)
        if postcode:
            (near if unsure_when or not firsts else wide).append(_key(_POSTCODE, postcode))
        if len(postcode) > 4:
            for first, last in firsts:
                for one, other in ((first, last), (last, first)):
                    if one:
                        wide.append(_key(_GIVEN_IN_TOWN, f"{postcode[:-3]} {one}"))
                        wide.append(_key(_SURNAME_IN_TOWN, f"{postcode[:-3]} {one}"))
                    if one and other:
                        wide.append(_key(_INITIALS_NEAR, f"{postcode[-3:]} {one[0]}{other[0]}"))
        if wide_too and (place := _place_of(house_of(address), street_of(address))):
            wide += [_key(_HOUSE, f"{place} {initial}") for initial in initials - {""} or ("", *CLASSES)]
    near = list(dict.fromkeys(near))
    return Asked(near, list(dict.fromkeys(wide)))


def query_keys(description: Description) -> list[int]:
    """Every key that may be looked up for a description, near ones first."""
    asked = asked_keys(description)
    return list(dict.fromkeys([*asked.near, *asked.wide]))


def keys_of_words(words: Iterable[str], birth: Birth | None) -> list[int]:
    """The keys for words that may be given names or surnames, in any order, with a birth or without."""
    told = tuple(words)
    days, years = _stored_births(birth)
    found: dict[int, None] = {}
    for word in told:
        codes = _codes((word,), most=16)
        for one in (word, *variants(word)):
            found[_key(_WORD, one)] = None
        found[_key(_SOUND, phonetic(word))] = None
        if birth is not None:
            span = _every_day(birth) or list(days)
            for kind in (_GIVEN_ON_DAY, _SURNAME_ON_DAY):
                for code in codes[: 1 if len(span) > 1 else None]:
                    found.update(dict.fromkeys(_with_days(kind, code, [*span, *days])))
    for first, last in product(told, repeat=2):
        if first != last:
            for one, other in product(_codes((first,), most=6), _codes((last,), most=6)):
                found.update(dict.fromkeys(_with_halves(_BOTH, other, (one,))))
                found.update(dict.fromkeys(_in_years(other, (one,), years)))
    if birth is not None and not told:
        found.update(dict.fromkeys(_with_days(_DAY, "", days)))
    return list(found)


def meeting_keys(side: Side) -> dict[str, list[int]]:
    """The keys by which two records meet, by kind of meeting: from which weights are learned."""
    days = []
    if side.born is not None and side.born.earliest == side.born.latest and not side.born.expected:
        days = [_day(date.fromordinal(side.born.earliest))]
    name = side.names[0] if side.names else None
    given = [bones(one) for one in name.given_names[:1] if len(one) > 1] if name else []
    last = [bones(one) for one in name.parts[:2]] if name else []
    return {
        "number": [number_key(one) for one in (side.nhs, *side.upns) if one],
        "given name and day": [key for code in given for key in _with_days(_GIVEN_ON_DAY, code, days)],
        "surname and day": [key for code in last for key in _with_days(_SURNAME_ON_DAY, code, days)],
        "both names": [key for first, other in product(given, last) for key in _with_halves(_BOTH, other, (first,))],
        "house": [_key(_POSTCODE, one.postcode) for one in side.places[:1] if one.postcode and one.house],
    }


def number_key(value: str) -> int:
    """The key of an NHS number, a UPN or another number by which somebody is known."""
    return _key(_NUMBER, value)


# ---- births ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Times:
    days: tuple[int, ...] = ()
    """What is asked first: the day itself, or each day of a month."""
    near_days: tuple[int, ...] = ()
    """Days that may have been meant."""
    years: tuple[int, ...] = ()
    likely_days: tuple[int, ...] = ()
    """The likeliest of those days."""


def _stored_births(birth: Birth | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Days, and years, under which a birth is stored. A month is a day 00 and a year a month 00."""
    if birth is None:
        return (), ()
    years = tuple(range(birth.earliest.year, birth.latest.year + 1))
    if len(years) > _YEARS_LISTED:
        years = ()
    listed = years
    if birth.is_exact:
        return (_day(birth.earliest),), listed
    if birth.expected or (birth.latest - birth.earliest).days <= 31:
        return tuple(sorted({_month(birth.earliest), _month(birth.latest)})), listed
    return tuple(_when(year) for year in years), listed


def _asked_births(birth: Birth | None, *, near_too: bool) -> _Times:
    if birth is None:
        return _Times()
    stored, _ = _stored_births(birth)
    years = tuple(range(birth.earliest.year - 1, birth.latest.year + 2))
    if len(years) > _YEARS_LISTED + 2:
        years = ()
    if birth.is_exact and not near_too:
        return _Times(stored, (), years)
    around = {_month(birth.earliest + timedelta(days=away)) for away in (-62, -31, 0, 31, 62)}
    if birth.expected:
        # A baby may come some weeks before or after the expected day.
        days = sorted({_day(birth.earliest + timedelta(days=away)) for away in range(-21, 22)})
        return _Times((*stored, *sorted(around - set(stored))), tuple(days), years, tuple(days))
    whole_years = [_when(year) for year in years]
    if birth.is_exact:
        near = [*_near_days(birth.earliest), *sorted(around), *whole_years]
        if (birth.earliest.month, birth.earliest.day) == (1, 1):  # often written when only the year is known
            near += _every_day(Birth.in_year(birth.earliest.year))
            return _Times(stored, tuple(dict.fromkeys(near)), years, tuple(dict.fromkeys(near)))
        return _Times(stored, tuple(dict.fromkeys(near)), years, tuple(dict.fromkeys(_likely_days(birth.earliest))))
    every = _every_day(birth)
    if len(every) <= 31:
        return _Times((*every, *stored), tuple(whole_years), years, tuple(whole_years))
    near_days = (*whole_years, *every)
    return _Times(stored, near_days, years, near_days)


def _near_days(day: date) -> Iterator[int]:
    """The days somebody may have meant who gave this one: one of day, month and year wrong, day and month swapped, a
    few days out. The likeliest first.
    """
    if (swapped := day_or_none(day.year, day.day, day.month)) is not None:
        yield _day(swapped)
        for years in (-1, 1):
            if (other := day_or_none(day.year + years, day.day, day.month)) is not None:
                yield _day(other)
    for years in (-1, 1, -10, 10, -2, 2, *range(3, 10), *range(-9, -2)):
        if 0 < day.year + years < 9999 and (other := day_or_none(day.year + years, day.month, day.day)) is not None:
            yield _day(other)
    for number in range(1, 32):
        if (other := day_or_none(day.year, day.month, number)) is not None:
            yield _day(other)
    for number in range(1, 13):
        if (other := day_or_none(day.year, number, day.day)) is not None:
            yield _day(other)
    for away in (-3, -2, -1, 1, 2, 3):
        yield _day(day + timedelta(days=away))
    yield _when(day.year, 1, 1)


def _likely_days(day: date) -> Iterator[int]:
    """Of those days: swapped, a year out, one digit of the day or the month wrong, the month alone known, the year."""
    for year, month, number in (
        (day.year, day.day, day.month), (day.year - 1, day.month, day.day), (day.year + 1, day.month, day.day),
    ):  # fmt: skip
        if (other := day_or_none(year, month, number)) is not None:
            yield _day(other)
    for number in (
        day.day - 1,
        day.day + 1,
        *range(day.day % 10, 32, 10),
        *range(day.day // 10 * 10, day.day // 10 * 10 + 10),
    ):
        if number > 0 and (other := day_or_none(day.year, day.month, number)) is not None:
            yield _day(other)
    for month in (day.month - 1, day.month + 1):
        if 0 < month < 13 and (other := day_or_none(day.year, month, day.day)) is not None:
            yield _day(other)
    yield _month(day)
    yield _when(day.year)
    yield _when(day.year, 1, 1)


def _every_day(birth: Birth) -> list[int]:
    """Each day of a span, unless it is too long to ask for every one."""
    length = (birth.latest - birth.earliest).days + 1
    if birth.expected or length > _DAYS_LISTED:
        return []
    return [_day(birth.earliest + timedelta(days=away)) for away in range(length)]


def _day(day: date) -> int:
    return _when(day.year, day.month, day.day)


def _month(day: date) -> int:
    return _when(day.year, day.month)


def _when(year: int, month: int = 0, day: int = 0) -> int:
    """A day, a month or a year as fourteen bits, neighbours beside each other; the same again after 39 years."""
    return year % 39 * 416 + month * 32 + day


# ---- names, numbers and places --------------------------------------------------------------------------------------


def _parts_of(name: Name) -> list[str]:
    """The parts of a surname and, where there are several, the whole of it."""
    parts = list(surname_parts(name.surname))
    return [*parts, surname_whole(name.surname)] if len(parts) > 1 else parts


def _codes(words: Iterable[str], *, most: int) -> list[str]:
    """What the register may have written for these words: as heard, then as short forms and other spellings."""
    told = [word for word in words if len(word) > 1]
    found = dict.fromkeys(code for word in told for code in heard(word))
    for word in told:
        for other in sorted(variants(word)):
            found[bones(other)] = None
    return list(found)[:most]


def _first(words: Iterable[str]) -> str:
    """The class of the first letter, which Philip shares with Filip."""
    return next((bones(word)[0] for word in words if word), "")


def _place_of(house: str, street: str) -> str:
    """House and street as they are heard; the last word of a street (road, lane) is not told apart."""
    words = street.split()
    if not house or not words:
        return ""
    told = words[:-1] if len(words) > 1 else words
    return f"{house} {' '.join(bones(word) for word in told)}"


def _number_keys(person: Description) -> Iterator[int]:
    if nhs := letters_and_digits(person.nhs_number):
        yield number_key(nhs)
    for upn in upns_of(person):
        yield number_key(upn)
    for scheme, value in person.identifiers:
        if number := letters_and_digits(value):
            yield _key(_NUMBER, f"{scheme.strip().lower()}:{number}")
    for telephone in telephones_of(person):
        yield _key(_NUMBER, f"tel:{telephone}")


def _upns_meant(description: Description) -> list[str]:
    return [meant for upn in sorted(upns_of(description)) for meant in upns_meant(upn)]
