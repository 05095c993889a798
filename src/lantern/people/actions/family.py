"""Whom a person belongs to: relationships, the household, and who is said not to be the same person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from lantern.law.codes import code_set, inverse_relationship
from lantern.people.actions.soundness import UnsoundFact
from lantern.people.actions.writing import belonging, may_change, rewrite_unborn, tell, write_columns
from lantern.people.models import (
    HouseholdMember,
    LinkedRecord,
    NotTheSame,
    Person,
    Relationship,
    Sex,
)
from lantern.spine import acts
from lantern.spine.actors import Actor
from lantern.spine.identity import new_id

_CHILD_OF = frozenset(
    code
    for code in code_set("relationship").known
    if code in {"child", "grandchild", "niece_or_nephew"}
    or code.startswith(("child_of_", "child_under_"))
    or code.endswith("_child")
)
"""Kinds that say the relative is a child in the person's care: parental responsibility then belongs to the other
direction.
"""

_PARENTS = frozenset({"mother", "father", "parent"})


@transaction.atomic
def relate(
    person: Person,
    relative: Person,
    *,
    kind: str,
    by: Actor,
    at: dt.datetime,
    parental_responsibility: str = Relationship.Known.UNKNOWN,
    lives_with: str = Relationship.Known.UNKNOWN,
    contact_allowed: str = Relationship.Known.UNKNOWN,
    from_date: dt.date | None = None,
    risk_note: str = "",
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> Relationship:
    """Say how two people are related: ``relative`` is the ``kind`` of ``person``. Stored both ways. Parental
    responsibility is never inferred from it. Said again, the facts about it are brought up to date.
    """
    may_change(person, by)
    may_change(relative, by)
    if person.pk == relative.pk:
        raise UnsoundFact({"relative": "A person can not be their own relative."})
    inverse = _inverse(kind, seen_from=person)
    acts.claim(key, move="person.relate", by=by)
    write_columns(person, version)
    shared: dict[str, Any] = {
        "lives_with": lives_with,
        "contact_allowed": contact_allowed,
        "from_date": from_date,
        "risk_note": risk_note,
    }
    ours = theirs = Relationship.Known.UNKNOWN.value
    if kind in _CHILD_OF:
        theirs = parental_responsibility
    else:
        ours = parental_responsibility
    forward = _hold(person, relative, kind, parental_responsibility=ours, **shared)
    _hold(relative, person, inverse, parental_responsibility=theirs, **shared)
    rewrite_unborn(person, relative)
    label = code_set("relationship").label(kind)
    tell("relationship_recorded", person, by=by, at=at, relation=label.lower(), other=relative.reference)
    inverse_label = code_set("relationship").label(inverse)
    tell("relationship_recorded", relative, by=by, at=at, relation=inverse_label.lower(), other=person.reference)
    return forward


@transaction.atomic
def end_relationship(
    relationship: Relationship,
    *,
    until: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> None:
    """A relationship is over. Both directions end; nothing is erased."""
    person, relative = relationship.person, relationship.relative
    may_change(person, by)
    if relationship.from_date and until < relationship.from_date:
        raise UnsoundFact({"until": "The end must not be before the beginning."})
    acts.claim(key, move="person.unrelate", by=by)
    write_columns(person, version)
    inverses = {_inverse(relationship.kind, seen_from=person), inverse_relationship(relationship.kind)}
    if inverses & _PARENTS:
        inverses |= _PARENTS  # the parent's sex may have been corrected since
    both = Q(person=person, relative=relative, kind=relationship.kind) | Q(
        person=relative, relative=person, kind__in=inverses
    )
    Relationship.objects.filter(both, until_date__isnull=True).update(until_date=until)
    label = code_set("relationship").label(relationship.kind).lower()
    for one, other in ((person, relative), (relative, person)):
        tell("relationship_ended", one, by=by, at=at, relation=label, other=other.reference)


@transaction.atomic
def join_household(
    person: Person,
    *,
    living_with: Person | None,
    from_date: dt.date | None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> HouseholdMember:
    """Somebody lives in a household now: the one of ``living_with``, or one of their own. Any household they were in
    has been left.
    """
    may_change(person, by)
    if living_with is not None:
        may_change(living_with, by)
        if living_with.pk == person.pk:
            raise UnsoundFact({"living_with": "Choose somebody else."})
    acts.claim(key, move="person.household", by=by)
    theirs = living_with.households.filter(until_date__isnull=True).first() if living_with else None
    household = theirs.household if theirs else new_id()
    current = list(person.households.select_for_update().filter(until_date__isnull=True))
    for one in current:
        if one.household == household:
            raise UnsoundFact({"living_with": "They already live in this household."})
    write_columns(person, version)
    ended = from_date or at.date()
    for one in current:
        one.until_date = max(ended, one.from_date) if one.from_date else ended
        one.save(update_fields=["until_date"])
    if living_with is not None and theirs is None:
        HouseholdMember.objects.create(
            person=living_with, household=household, from_date=from_date, **belonging(living_with)
        )
        tell("household_joined", living_with, by=by, at=at)
    member = HouseholdMember.objects.create(
        person=person, household=household, from_date=from_date, **belonging(person)
    )
    tell("household_joined", person, by=by, at=at)
    return member


@transaction.atomic
def leave_household(
    person: Person,
    *,
    until: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> None:
    """Somebody no longer lives in their household."""
    may_change(person, by)
    current = person.households.filter(until_date__isnull=True)
    if not current.exists():
        raise UnsoundFact({"until": "No household is recorded that they could leave."})
    acts.claim(key, move="person.leave", by=by)
    write_columns(person, version)
    current.update(until_date=until)
    tell("household_left", person, by=by, at=at)


@transaction.atomic
def say_not_the_same(
    person: Person, other: Person, *, because: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> None:
    """Two records are two people. Remembered both ways and shown next time, so that nobody asks again."""
    may_change(person, by)
    may_change(other, by)
    if person.pk == other.pk:
        raise UnsoundFact({"other": "This is one record."})
    if LinkedRecord.objects.filter(person=person, cluster__in=_clusters_of(other)).exists():
        raise UnsoundFact({"other": "These records are read as one person. Part them first."})
    acts.claim(key, move="person.not_the_same", by=by)
    restricted = person.restricted or other.restricted
    before = NotTheSame.objects.filter(person=person, other=other).exists()
    if before:
        return
    NotTheSame.objects.bulk_create(
        NotTheSame(
            person=one,
            other=another,
            authority_id=one.authority_id,
            restricted=restricted,
            because=because[:300],
            said_at=at,
            said_by_name=by.name[:120],
        )
        for one, another in ((person, other), (other, person))
    )
    for one, another in ((person, other), (other, person)):
        tell("not_the_same_said", one, by=by, at=at, other=another.reference)


def _clusters_of(person: Person) -> QuerySet[LinkedRecord, Any]:
    return LinkedRecord.objects.filter(person=person).values("cluster")


def _inverse(kind: str, *, seen_from: Person) -> str:
    """How the person appears to the relative. A parent's sex, where known, says mother or father."""
    inverse = inverse_relationship(kind)
    if inverse == "parent":
        return {Sex.FEMALE: "mother", Sex.MALE: "father"}.get(Sex(seen_from.sex), inverse)
    return inverse


def _hold(person: Person, relative: Person, kind: str, **facts: Any) -> Relationship:
    belonging = {"authority_id": person.authority_id, "restricted": person.restricted or relative.restricted}
    found, made = Relationship.objects.get_or_create(
        person=person, relative=relative, kind=kind, until_date=None, defaults={**facts, **belonging}
    )
    if not made:
        for name, value in facts.items():
            setattr(found, name, value)
        found.save(update_fields=list(facts))
    return found
