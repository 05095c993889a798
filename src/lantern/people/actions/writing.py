"""What acts on a person write: columns under the guard of the version, names, addresses, search keys, the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from lantern.law import identifiers as law_identifiers
from lantern.people import keys, unnamed
from lantern.people.events import PEOPLE_EVENTS, VERSION
from lantern.people.models import (
    Address,
    LifeState,
    Person,
    PersonName,
)
from lantern.people.permissions import RECORD_PERSON
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor
from lantern.spine.models import Event

_KINDS = tuple(kind.code for kind in PEOPLE_EVENTS)


def may_change(person: Person, by: Actor) -> None:
    """Raises MoveRefused when this reader may not change this person."""
    acts.require(by.may(RECORD_PERSON, person))


def write_columns(person: Person, version: int | None, **columns: Any) -> None:
    """Raise the version, and write these columns with it. Of two people acting on one version, the database lets one
    through.
    """
    found = Person.objects.filter(pk=person.pk)
    if version is not None:
        found = found.filter(version=version)
    if not found.update(version=F("version") + 1, **columns):
        current = Person.objects.get(pk=person.pk)
        raise acts.stale(current, person_id=person.pk, kinds=_KINDS, version=version or 0)
    for column, value in columns.items():
        setattr(person, column, value)
    person.refresh_from_db(fields=["version"])


def tell(event_kind: str, person: Person, /, *, by: Actor, at: dt.datetime, note: str = "", **payload: str) -> Event:
    return ledger.record(
        event_kind,
        by=by,
        at=at,
        authority_id=person.authority_id,
        about=[person.pk],
        payload={**payload, VERSION: person.version},
        note=note,
        restricted=person.restricted,
    )


def belonging(person: Person) -> dict[str, Any]:
    """Whose record a row about a person belongs to, and whether it is restricted."""
    return {"authority_id": person.authority_id, "restricted": person.restricted}


def write_address(person: Person, *, postcode: str, **parts: Any) -> Address:
    """A new address; a postcode that can not be right is kept as it was typed."""
    found = law_identifiers.parse_postcode(postcode)
    kept = found.value if found.ok else postcode.strip().upper()[:8]
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in parts.items()}
    return Address.objects.create(person=person, postcode=kept, **texts, **belonging(person))


def write_name(
    person: Person, kind: str, first_names: str, last_name: str, *, from_date: dt.date | None = None
) -> None:
    """A further name; none where nothing is given."""
    if first_names.strip() or last_name.strip():
        PersonName.objects.create(
            person=person,
            kind=kind,
            first_names=first_names.strip(),
            last_name=last_name.strip(),
            from_date=from_date,
            **belonging(person),
        )


def replace_legal_name(person: Person, first_names: str, last_name: str, *, from_date: dt.date | None) -> None:
    """A new legal name; the one before becomes a former name. A number that somebody stood under was never a name."""
    before = person.names.filter(kind=PersonName.Kind.LEGAL, until_date__isnull=True)
    stood_under_a_number = unnamed.is_unnamed(person) and before.update(
        first_names=first_names.strip(), last_name=last_name.strip(), from_date=from_date
    )
    if not stood_under_a_number:
        before.update(kind=PersonName.Kind.FORMER, until_date=from_date)
        write_name(person, PersonName.Kind.LEGAL, first_names, last_name, from_date=from_date)
    show_as(person, first_names, last_name)


def show_as(person: Person, first_names: str, last_name: str) -> None:
    """Name the record by these names, for headings and lists."""
    person.name, person.sort_name = shown_names(first_names, last_name, unborn=person.life == LifeState.EXPECTED)
    Person.objects.filter(pk=person.pk).update(name=person.name, sort_name=person.sort_name)


def shown_names(first_names: str, last_name: str, *, unborn: bool) -> tuple[str, str]:
    """The name for headings, and the one that lists are ordered by."""
    first, last = first_names.strip(), last_name.strip()
    if unborn and not first:
        first = "Unborn baby"
    name = f"{first} {last}".strip() or "Name not known"
    return name[:200], (f"{last}, {first}" if last and first else name)[:200]


def rewrite_unborn(*people: Person) -> None:
    """An unborn child is found by the mother's name, so keys change when she becomes known."""
    for person in people:
        if person.life == LifeState.EXPECTED:
            keys.rewrite(person)


def rewrite_keys(people: Iterable[Person]) -> int:
    """Make search keys again, for an import or after ``matching.KEY_VERSION`` went up. Returns how many people were
    done.
    """
    done = 0
    for person in people:
        keys.rewrite(person)
        done += 1
    return done
