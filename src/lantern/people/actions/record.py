"""The record of a person: begun, corrected, born, died."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lantern.people import keys
from lantern.people.actions.soundness import (
    Known,
    UnsoundFact,
    as_stored,
    birth_problems,
    identifier_problems,
    require_sound,
)
from lantern.people.actions.writing import (
    belonging,
    may_change,
    replace_legal_name,
    show_as,
    shown_names,
    tell,
    write_address,
    write_columns,
    write_name,
)
from lantern.people.models import (
    Identifier,
    LifeState,
    Person,
    PersonName,
    Sex,
)
from lantern.people.permissions import RECORD_PERSON
from lantern.spine import acts
from lantern.spine.actors import Actor


@transaction.atomic
def record_person(
    *,
    authority_id: int,
    by: Actor,
    at: dt.datetime,
    is_child: bool,
    first_names: str,
    last_name: str,
    known_as: str = "",
    born_on: dt.date | None = None,
    birth_known_to: str = Known.UNKNOWN,
    unborn: bool = False,
    expected_on: dt.date | None = None,
    sex: str = Sex.UNKNOWN,
    house: str = "",
    street: str = "",
    town: str = "",
    postcode: str = "",
    protected: bool = False,
    identifiers: Mapping[str, str] | None = None,
    key: uuid.UUID | None = None,
    **details: Any,
) -> Person:
    """Record somebody new: a child, an unborn child or an adult, with whatever is known. Names may be missing; unknown
    is an answer.

    ``identifiers`` maps a kind of ``Identifier`` to what was typed. ``details`` are further columns of ``Person``
    (ethnicity, language, needs, …). Raises UnsoundFact (field by field), MoveRefused, or AlreadyDone when this very
    form was sent before.
    """
    refused = set(details) - DETAILS
    if refused:
        raise ValueError(f"Not recorded here: {sorted(refused)}")
    person = Person(
        authority_id=authority_id,
        is_child=is_child or unborn,
        life=LifeState.EXPECTED if unborn else LifeState.BORN,
        born_on=born_on,
        birth_known_to=Known.UNKNOWN if born_on is None else birth_known_to,
        expected_on=expected_on,
        sex=sex or Sex.UNKNOWN,
        **details,
    )
    acts.require(by.may(RECORD_PERSON, person))
    require_sound(birth_problems(person, at) | identifier_problems(identifiers or {}))
    acts.claim(key, move="person.record", by=by)
    person.name, person.sort_name = shown_names(first_names, last_name, unborn=unborn)
    person.save(force_insert=True)
    write_name(person, PersonName.Kind.LEGAL, first_names, last_name)
    if known_as.strip():
        write_name(person, PersonName.Kind.KNOWN_AS, known_as, last_name)
    if any(part.strip() for part in (house, street, town, postcode)):
        write_address(person, house=house, street=street, town=town, postcode=postcode, protected=protected)
    for kind, typed in (identifiers or {}).items():
        if typed.strip():
            Identifier.objects.create(person=person, kind=kind, value=as_stored(kind, typed), **belonging(person))
    keys.rewrite(person)
    what = "an unborn child" if unborn else "a child" if person.is_child else "an adult"
    tell("person_recorded", person, by=by, at=at, what=what)
    return person


DETAILS = frozenset({"gender", "ethnicity", "disabilities", "language", "needs"})
"""Columns of ``Person`` that may be given when somebody is recorded."""


@transaction.atomic
def correct_person(
    person: Person,
    *,
    changes: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
    version: int,
    note: str = "",
    key: uuid.UUID | None = None,
) -> Person:
    """Put right what was recorded about somebody. The event names what was corrected, never the values; both stay
    readable in the history.

    ``changes`` are columns of ``CORRECTABLE``. Changing nothing writes nothing.
    """
    refused = set(changes) - set(CORRECTABLE)
    if refused:
        raise ValueError(f"Not corrected here: {sorted(refused)}")
    may_change(person, by)
    changed = {column: value for column, value in changes.items() if getattr(person, column) != value}
    trial = Person(
        **{field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields} | changed
    )
    require_sound(birth_problems(trial, at))
    acts.claim(key, move="person.correct", by=by)
    if not changed:
        return person
    write_columns(person, version, **changed)
    keys.rewrite(person)
    fields = ", ".join(dict.fromkeys(CORRECTABLE[column] for column in changed))
    tell("person_corrected", person, by=by, at=at, note=note, fields=fields)
    return person


CORRECTABLE: dict[str, str] = {
    "born_on": "date of birth",
    "birth_known_to": "how far the date of birth is known",
    "expected_on": "expected date of birth",
    "sex": "sex",
    "gender": "gender",
    "ethnicity": "ethnicity",
    "disabilities": "disability",
    "language": "language",
    "needs": "communication and access needs",
    "is_child": "child or adult",
}
"""What may be corrected, with the words for it. A birth or a death has its own act."""


@transaction.atomic
def record_birth(
    person: Person,
    *,
    born_on: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    first_names: str = "",
    last_name: str = "",
    sex: str = "",
    key: uuid.UUID | None = None,
) -> Person:
    """The expected child was born: one record before and after. The pre-birth history stays theirs."""
    may_change(person, by)
    if person.life != LifeState.EXPECTED:
        raise UnsoundFact({"born_on": "This child's birth is already recorded."})
    if born_on > at.date():
        raise UnsoundFact({"born_on": "The date of birth must be today or in the past."})
    acts.claim(key, move="person.birth", by=by)
    changes: dict[str, Any] = {"life": LifeState.BORN, "born_on": born_on, "birth_known_to": Known.DAY}
    if sex:
        changes["sex"] = sex
    write_columns(person, version, **changes)
    if first_names.strip() or last_name.strip():
        replace_legal_name(person, first_names, last_name, from_date=born_on)
    elif person.name.startswith("Unborn"):
        names = person.names.filter(kind=PersonName.Kind.LEGAL, until_date__isnull=True).first()
        show_as(person, "Baby", names.last_name if names else "")
    keys.rewrite(person)
    tell("birth_recorded", person, by=by, at=at)
    return person


@transaction.atomic
def record_death(
    person: Person, *, died_on: dt.date | None, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Person:
    """Somebody died. The day may not be known yet."""
    may_change(person, by)
    if person.life == LifeState.DIED and person.died_on == died_on:
        raise UnsoundFact({"died_on": "This is already recorded."})
    if died_on and (died_on > at.date() or (person.born_on and died_on < person.born_on)):
        raise UnsoundFact({"died_on": "The date of death must be after the birth and not in the future."})
    acts.claim(key, move="person.death", by=by)
    write_columns(person, version, life=LifeState.DIED, died_on=died_on)
    tell("death_recorded", person, by=by, at=at)
    return person
