"""Short texts under which a known person is stored, and those under which a description is looked up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lantern.people.matching.description import (
    Birth,
    Description,
    Name,
    all_names,
    day_or_none,
    house_of,
    letters_and_digits,
    own_given_names,
    telephones_of,
    upns_of,
)
from lantern.people.names import (
    given_names,
    phonetic,
    surname_parts,
    surname_whole,
    variants,
)

KEY_VERSION = 2
"""Goes up whenever keys are made differently; stored keys of another version must be made again."""

_YEARS_LISTED = 6
"""The widest span of birth years, in years, that is still worth a key for each year."""


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
        if (other := day_or_none(year, day.month, day.day)) is not None:
            yield other
    if day.day != day.month and (swapped := day_or_none(day.year, day.day, day.month)) is not None:
        yield swapped


def _keys(person: Description, times: _Times, *, guess: bool) -> Iterator[str]:
    if nhs := letters_and_digits(person.nhs_number):
        yield f"nhs:{nhs}"
    for upn in upns_of(person):
        yield f"upn:{upn}"
    for scheme, value in person.identifiers:
        if number := letters_and_digits(value):
            yield f"id:{scheme.strip().lower()}:{number}"
    for telephone in telephones_of(person):
        yield f"tel:{telephone}"
    for day in times.days:
        yield f"d:{day:%Y%m%d}"
    names = list(all_names(person))
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
        postcode, house = letters_and_digits(address.postcode), house_of(address)
        if not postcode:
            continue
        if house:
            yield f"ph:{postcode}:{house}"
        for initial in initials:
            yield f"pi:{postcode}:{initial}"


def _name_keys(name: Name, times: _Times, *, guess: bool) -> Iterator[str]:
    given = own_given_names(name)
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
