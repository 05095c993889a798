"""Saying who is looked for, from what a form or a contact says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lantern.interface.partial_dates import ApproximateAge
from lantern.law.identifiers import parse_nhs_number, parse_upn
from lantern.people import matching
from lantern.people.keys import birth_of
from lantern.people.matching import Birth, Description
from lantern.people.models import LifeState, Person


def describe(
    *,
    first_names: str = "",
    last_name: str = "",
    also_known_as: str = "",
    born_on: dt.date | None = None,
    birth_known_to: str = Person.BirthKnownTo.DAY,
    unborn: bool = False,
    expected_on: dt.date | None = None,
    age: ApproximateAge | None = None,
    on: dt.date | None = None,
    sex: str = "",
    house: str = "",
    street: str = "",
    postcode: str = "",
    nhs_number: str = "",
    upn: str = "",
    phone: str = "",
    mother_first_names: str = "",
    mother_last_name: str = "",
) -> Description:
    """A description from what a form or a contact says. ``age`` counts on the day ``on``; leave out the unknown."""
    called = [matching.Name(first_names, last_name)] if first_names.strip() or last_name.strip() else []
    if also_known_as.strip():
        given, _, family = also_known_as.strip().rpartition(" ")
        called.append(matching.Name(given or family, family if given else last_name))
    birth = birth_of(
        life=LifeState.EXPECTED if unborn else LifeState.BORN,
        born_on=born_on,
        known_to=birth_known_to,
        expected_on=expected_on,
    )
    if birth is None and age is not None and not unborn:
        birth = Birth(*age.born_between(on or timezone.localdate()))
    return Description(
        names=tuple(called),
        birth=birth,
        sex=sex if sex in ("M", "F") else "",
        addresses=(matching.Address(house, street, postcode),) if house or street or postcode else (),
        nhs_number=_number(nhs_number, parse_nhs_number),
        upn=_number(upn, parse_upn),
        phones=(phone,) if phone.strip() else (),
        mother=matching.Name(mother_first_names, mother_last_name) if mother_first_names or mother_last_name else None,
    )


def _number(typed: str, parse: Any) -> str:
    """A number as it is stored. One that can not be right is still compared: a slip of typing is evidence, too."""
    found = parse(typed)
    return found.value if found.ok else typed.strip()


def described(fields: Mapping[str, str], *, on: dt.date) -> Description:
    """A description from half-filled form fields, whatever a form puts before their names (``child-0-first_names``).

    Understands first_names, last_name, also_known_as, born or born_on in parts (``-day`` or ``_day``), age or
    age_words, unborn, expected or expected_on in parts, sex, house, street, postcode, nhs_number, upn, phone. Whatever
    can not be read is left out.
    """
    told: dict[str, str] = {}
    for name, value in fields.items():
        found = _FIELD.search(name)
        if found and value.strip():
            told.setdefault(found[1] if not found[2] else f"{found[1].removesuffix('_on')}_{found[2]}", value.strip())
    born, known_to = _day_in_parts(told, "born")
    expected, _ = _day_in_parts(told, "expected")
    unborn = told.get("unborn", "").lower() in ("on", "true", "yes", "1", "unborn") or (
        expected is not None and born is None
    )
    try:
        age = ApproximateAge.from_words(told.get("age") or told.get("age_words") or "")
    except ValueError:
        age = None
    texts = (
        "first_names",
        "last_name",
        "also_known_as",
        "sex",
        "house",
        "street",
        "postcode",
        "nhs_number",
        "upn",
        "phone",
    )
    return describe(
        born_on=None if unborn else born,
        birth_known_to=known_to,
        unborn=unborn,
        expected_on=expected,
        age=age,
        on=on,
        **{name: told.get(name, "") for name in texts},
    )


_FIELD = re.compile(
    r"(?:^|-)(first_names|last_name|also_known_as|known_as|born_on|born|expected_on|expected|age_words|age|unborn|sex|house|street|postcode"
    r"|nhs_number|upn|phone)(?:[-_](day|month|year))?$"
)


def _day_in_parts(told: Mapping[str, str], name: str) -> tuple[dt.date | None, str]:
    numbers = [told.get(f"{name}_{part}", "") for part in ("year", "month", "day")]
    year, month, day = (int(text) if text.isdecimal() and len(text) <= 4 else 0 for text in numbers)
    known_to = Person.BirthKnownTo.DAY if day else Person.BirthKnownTo.MONTH if month else Person.BirthKnownTo.YEAR
    if not year or (day and not month):
        return None, Person.BirthKnownTo.UNKNOWN
    try:
        return dt.date(year if year > 99 else 2000 + year, month or 1, day or 1), known_to
    except ValueError:
        return None, Person.BirthKnownTo.UNKNOWN
