"""What another agency or authority is told of a person: no more than is known, and never where somebody lives in
secret.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from lantern.interface.display import age
from lantern.interface.partial_dates import PartialDate
from lantern.people.models import Address, Person


def born_as_known(born_on: dt.date | None, known_to: str) -> str:
    """A birth date in ISO form, no further than it is known: a receiver must not read a day that nobody told.

    Of a birth known only by an age nothing is told here: ``age_as_known`` says the age.
    """
    known = Person.BirthKnownTo
    if born_on is None or known(known_to) == known.ABOUT:
        return ""
    length = {known.DAY: len("2019-04-07"), known.MONTH: len("2019-04")}.get(known(known_to), len("2019"))
    return born_on.isoformat()[:length]


def age_as_known(born_on: dt.date | None, known_to: str, on: dt.date) -> str:
    """ "about 8 years", of a birth known only by an age; otherwise nothing."""
    if born_on is None or known_to != Person.BirthKnownTo.ABOUT:
        return ""
    return f"about {age(born_on, on)}"


def with_protected_address(people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Of these people, those whose whereabouts are sealed:

    no address, school or nursery leaves with anything about them. A record that is read as one with theirs seals them
    too: the strictest holds. One statement.
    """
    sealed = Address.objects.filter(protected=True, until_date__isnull=True)
    theirs = Exists(sealed.filter(person=OuterRef("pk")))
    of_another_record = Exists(sealed.filter(person__read_as_one__cluster=OuterRef("read_as_one__cluster")))
    found = Person.objects.filter(theirs | of_another_record, pk__in=list(people))
    return set(found.values_list("pk", flat=True))


def subject_of(person: Person, *, on: dt.date) -> dict[str, str]:
    """Who a handoff is about, as its receiver is told: name, birth date or age, and where they live unless that is
    sealed. Two statements.
    """
    sealed = person.pk in with_protected_address([person.pk])
    home = None if sealed else person.addresses.filter(until_date__isnull=True).order_by("-from_date").first()
    return {
        "part": "child" if person.is_child else "adult",
        "name": person.name,
        "born": born_as_known(person.born_on, person.birth_known_to),
        "age": age_as_known(person.born_on, person.birth_known_to, on),
        "expected": person.expected_on.isoformat() if person.expected_on else "",
        "address": home.line if home else "",
    }


def subjects_of(people: Iterable[uuid.UUID], *, on: dt.date) -> list[dict[str, str]]:
    """Name, birth date or age on this day, and address unless it is protected, of people as the record has them, in
    the order given. What is sent to an agency carries this, and nothing is looked up later. Three statements.
    """
    wanted = list(dict.fromkeys(people))
    known = Person.objects.in_bulk(wanted)
    sealed = with_protected_address(wanted)
    homes: dict[uuid.UUID, str] = {}
    for home in Address.objects.filter(person_id__in=wanted, until_date__isnull=True, protected=False).order_by("pk"):
        line = (f"{home.house} {home.street}".strip(), home.town, home.postcode)
        homes[home.person_id] = ", ".join(each for each in line if each)
    return [
        {
            "part": "child" if person.is_child else "adult",
            "name": person.name,
            "also": "",
            "born": born_as_known(person.born_on, person.birth_known_to),
            "age": age_as_known(person.born_on, person.birth_known_to, on),
            "expected": person.expected_on.isoformat() if person.is_unborn and person.expected_on else "",
            "address": "" if person.pk in sealed else homes.get(person.pk, ""),
            "relation": "",
            "school": "",
        }
        for person in (known[each] for each in wanted if each in known)
    ]


def in_words(subjects: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """What was disclosed of people, with dates as people write them."""
    return [
        each | {name: PartialDate.from_iso(each[name]).in_words() for name in ("born", "expected") if each.get(name)}
        for each in subjects
    ]
