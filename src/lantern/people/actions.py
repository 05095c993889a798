"""Verbs about people: everything that changes who somebody is on the record, where they live and who they belong to.

Each is one transaction that writes the facts, the search keys and an event. A person is no episode, so there is no
lifecycle: ``version`` guards against overwriting unseen (StaleRecord) and ``key`` makes a repeated press harmless
(AlreadyDone), as at the one door.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from lantern.law import identifiers as law_identifiers
from lantern.law.codes import code_set, inverse_relationship
from lantern.people import keys
from lantern.people.events import PEOPLE_EVENTS, VERSION
from lantern.people.models import (
    Address,
    HouseholdMember,
    Identifier,
    LifeState,
    NotTheSame,
    Person,
    PersonName,
    Relationship,
    Sex,
)
from lantern.people.permissions import RECORD_PERSON
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor
from lantern.spine.identity import new_id
from lantern.spine.models import Event

_KINDS = tuple(kind.code for kind in PEOPLE_EVENTS)
Known = Person.BirthKnownTo


class UnsoundFact(Exception):
    """What was given can not be right. ``problems`` says why for each field, in words for whoever typed it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


# ---- The record itself ----------------------------------------------------------------------------------------------


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
    _require_sound(_birth_problems(person, at) | _identifier_problems(identifiers or {}))
    acts.claim(key, move="person.record", by=by)
    person.name, person.sort_name = _shown_names(first_names, last_name, unborn=unborn)
    person.save(force_insert=True)
    _write_name(person, PersonName.Kind.LEGAL, first_names, last_name)
    if known_as.strip():
        _write_name(person, PersonName.Kind.KNOWN_AS, known_as, last_name)
    if any(part.strip() for part in (house, street, town, postcode)):
        _write_address(person, house=house, street=street, town=town, postcode=postcode, protected=protected)
    for kind, typed in (identifiers or {}).items():
        if typed.strip():
            Identifier.objects.create(person=person, kind=kind, value=_checked(kind, typed), **_belonging(person))
    keys.rewrite(person)
    what = "an unborn child" if unborn else "a child" if person.is_child else "an adult"
    _tell("person_recorded", person, by=by, at=at, what=what)
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
    _may_change(person, by)
    changed = {column: value for column, value in changes.items() if getattr(person, column) != value}
    trial = Person(
        **{field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields} | changed
    )
    _require_sound(_birth_problems(trial, at))
    acts.claim(key, move="person.correct", by=by)
    if not changed:
        return person
    _change(person, version, **changed)
    keys.rewrite(person)
    fields = ", ".join(dict.fromkeys(CORRECTABLE[column] for column in changed))
    _tell("person_corrected", person, by=by, at=at, note=note, fields=fields)
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
    _may_change(person, by)
    if person.life != LifeState.EXPECTED:
        raise UnsoundFact({"born_on": "This child's birth is already recorded."})
    if born_on > at.date():
        raise UnsoundFact({"born_on": "The date of birth must be today or in the past."})
    acts.claim(key, move="person.birth", by=by)
    changes: dict[str, Any] = {"life": LifeState.BORN, "born_on": born_on, "birth_known_to": Known.DAY}
    if sex:
        changes["sex"] = sex
    _change(person, version, **changes)
    if first_names.strip() or last_name.strip():
        _replace_legal_name(person, first_names, last_name, from_date=born_on)
    elif person.name.startswith("Unborn"):
        names = person.names.filter(kind=PersonName.Kind.LEGAL, until_date__isnull=True).first()
        _show_as(person, "Baby", names.last_name if names else "")
    keys.rewrite(person)
    _tell("birth_recorded", person, by=by, at=at)
    return person


@transaction.atomic
def record_death(
    person: Person, *, died_on: dt.date | None, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Person:
    """Somebody died. The day may not be known yet."""
    _may_change(person, by)
    if person.life == LifeState.DIED and person.died_on == died_on:
        raise UnsoundFact({"died_on": "This is already recorded."})
    if died_on and (died_on > at.date() or (person.born_on and died_on < person.born_on)):
        raise UnsoundFact({"died_on": "The date of death must be after the birth and not in the future."})
    acts.claim(key, move="person.death", by=by)
    _change(person, version, life=LifeState.DIED, died_on=died_on)
    _tell("death_recorded", person, by=by, at=at)
    return person


# ---- Names, addresses, numbers --------------------------------------------------------------------------------------


@transaction.atomic
def add_name(
    person: Person,
    *,
    kind: str,
    first_names: str,
    last_name: str,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    from_date: dt.date | None = None,
    key: uuid.UUID | None = None,
) -> Person:
    """Add a name. A new legal name takes the place of the earlier one, which stays on record as a former name."""
    _may_change(person, by)
    if not (first_names.strip() or last_name.strip()):
        raise UnsoundFact({"first_names": "Enter a first name or a last name."})
    acts.claim(key, move="person.name", by=by)
    _change(person, version)
    if kind == PersonName.Kind.LEGAL:
        _replace_legal_name(person, first_names, last_name, from_date=from_date)
    else:
        _write_name(person, kind, first_names, last_name, from_date=from_date)
    keys.rewrite(person)
    _tell("name_added", person, by=by, at=at, kind=PersonName.Kind(kind).label)
    return person


@transaction.atomic
def move_house(
    person: Person,
    *,
    by: Actor,
    at: dt.datetime,
    from_date: dt.date | None,
    house: str = "",
    street: str = "",
    town: str = "",
    postcode: str = "",
    uprn: str = "",
    protected: bool = False,
    source: str = "",
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> Address:
    """Somebody lives somewhere else now. The earlier address ends the day before; it is never overwritten.

    Raises UnsoundFact when an address from a later day is already recorded, so that no two addresses claim the same
    days.
    """
    _may_change(person, by)
    problems = _address_problems(house, street, town, postcode)
    if from_date and from_date > at.date():
        problems["from_date"] = "The day they moved must be today or in the past."
    earlier = list(person.addresses.select_for_update().filter(until_date__isnull=True))
    later = [one for one in earlier if one.from_date and from_date and one.from_date > from_date]
    if later and "from_date" not in problems:
        since = max(one.from_date for one in later if one.from_date)
        problems["from_date"] = (
            f"A later address is already recorded, from {since.day} {since:%B %Y}. Enter a later day."
        )
    _require_sound(problems)
    acts.claim(key, move="person.move", by=by)
    _change(person, version)
    ended = (from_date or at.date()) - dt.timedelta(days=1)
    for one in earlier:
        one.until_date = max(ended, one.from_date) if one.from_date else ended
        one.save(update_fields=["until_date"])
    address = _write_address(
        person,
        house=house,
        street=street,
        town=town,
        postcode=postcode,
        uprn=uprn,
        protected=protected,
        source=source,
        from_date=from_date,
    )
    keys.rewrite(person)
    _tell("moved_house", person, by=by, at=at, where="a protected address" if protected else "another address")
    return address


@transaction.atomic
def protect_address(
    address: Address,
    *,
    protected: bool,
    by: Actor,
    at: dt.datetime,
    with_others: bool = False,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> list[Address]:
    """Seal an address, or unseal it. A sealed one is left out of lists, letters, exports and of what a search by place
    can find.

    ``with_others`` does the same for everybody recorded there now: a brother's open address gives the secret away.
    Returns the addresses that changed.
    """
    _may_change(address.person, by)
    acts.claim(key, move="person.protect", by=by)
    changed = []
    if address.protected != protected:
        _change(address.person, version)
        changed.append(address)
    if with_others and address.postcode and address.house:
        same = Address.objects.select_related("person").filter(
            authority_id=address.authority_id, postcode=address.postcode, house=address.house, until_date__isnull=True
        )
        for other in same.exclude(person=address.person).exclude(protected=protected).order_by("person_id"):
            _change(other.person, None)
            changed.append(other)
    for one in changed:
        one.protected = protected
        one.save(update_fields=["protected"])
        keys.rewrite(one.person)
        how = "protected" if protected else "no longer protected"
        _tell("address_protected", one.person, by=by, at=at, how=how)
    return changed


@transaction.atomic
def add_identifier(
    person: Person,
    *,
    kind: str,
    value: str,
    by: Actor,
    at: dt.datetime,
    issuer: str = "",
    verified: bool = False,
    instead: bool = False,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> Identifier:
    """Add a number by which somebody is known. Its check digit or letter is verified; whose number it is, no check can
    tell.

    A new UPN makes the earlier one former. A second NHS number is refused unless ``instead`` says that the one on
    record is wrong.
    """
    _may_change(person, by)
    unsound = _identifier_problems({kind: value}, needed=True)
    _require_sound({"value": unsound[kind]} if unsound else {})
    number = _checked(kind, value)
    if kind == Identifier.Kind.AGENCY and not issuer.strip():
        raise UnsoundFact({"issuer": "Enter whose number this is."})
    held = list(person.identifiers.filter(kind=kind))
    if any(one.value == number and one.issuer == issuer for one in held):
        raise UnsoundFact({"value": "This number is already recorded for them."})
    wrong = held if instead else []
    if kind == Identifier.Kind.NHS and held and not instead:
        raise UnsoundFact(
            {
                "value": "Another NHS number is already recorded. Check that this is the same person;"
                " if that number is wrong, say so below."
            }
        )
    acts.claim(key, move="person.identifier", by=by)
    _change(person, version)
    if kind == Identifier.Kind.UPN and held and not instead:
        former = set(person.identifiers.filter(kind=Identifier.Kind.FORMER_UPN).values_list("value", flat=True))
        person.identifiers.filter(kind=Identifier.Kind.UPN).exclude(value__in=former).update(
            kind=Identifier.Kind.FORMER_UPN
        )
    if wrong:
        found = wrong[0]
        found.value, found.issuer, found.verified = number, issuer.strip(), verified
        found.save(update_fields=["value", "issuer", "verified"])
    else:
        found = Identifier.objects.create(
            person=person, kind=kind, value=number, issuer=issuer.strip(), verified=verified, **_belonging(person)
        )
    keys.rewrite(person)
    told = "identifier_replaced" if wrong else "identifier_added"
    _tell(told, person, by=by, at=at, kind=Identifier.Kind(kind).label)
    return found


# ---- Family and household -------------------------------------------------------------------------------------------

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
    _may_change(person, by)
    _may_change(relative, by)
    if person.pk == relative.pk:
        raise UnsoundFact({"relative": "A person can not be their own relative."})
    inverse = _inverse(kind, seen_from=person)
    acts.claim(key, move="person.relate", by=by)
    _change(person, version)
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
    _rewrite_unborn(person, relative)
    label = code_set("relationship").label(kind)
    _tell("relationship_recorded", person, by=by, at=at, relation=label.lower(), other=relative.reference)
    inverse_label = code_set("relationship").label(inverse)
    _tell("relationship_recorded", relative, by=by, at=at, relation=inverse_label.lower(), other=person.reference)
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
    _may_change(person, by)
    if relationship.from_date and until < relationship.from_date:
        raise UnsoundFact({"until": "The end must not be before the beginning."})
    acts.claim(key, move="person.unrelate", by=by)
    _change(person, version)
    inverses = {_inverse(relationship.kind, seen_from=person), inverse_relationship(relationship.kind)}
    if inverses & _PARENTS:
        inverses |= _PARENTS  # the parent's sex may have been corrected since
    both = Q(person=person, relative=relative, kind=relationship.kind) | Q(
        person=relative, relative=person, kind__in=inverses
    )
    Relationship.objects.filter(both, until_date__isnull=True).update(until_date=until)
    label = code_set("relationship").label(relationship.kind).lower()
    for one, other in ((person, relative), (relative, person)):
        _tell("relationship_ended", one, by=by, at=at, relation=label, other=other.reference)


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
    _may_change(person, by)
    if living_with is not None:
        _may_change(living_with, by)
        if living_with.pk == person.pk:
            raise UnsoundFact({"living_with": "Choose somebody else."})
    acts.claim(key, move="person.household", by=by)
    theirs = living_with.households.filter(until_date__isnull=True).first() if living_with else None
    household = theirs.household if theirs else new_id()
    current = list(person.households.select_for_update().filter(until_date__isnull=True))
    for one in current:
        if one.household == household:
            raise UnsoundFact({"living_with": "They already live in this household."})
    _change(person, version)
    ended = from_date or at.date()
    for one in current:
        one.until_date = max(ended, one.from_date) if one.from_date else ended
        one.save(update_fields=["until_date"])
    if living_with is not None and theirs is None:
        HouseholdMember.objects.create(
            person=living_with, household=household, from_date=from_date, **_belonging(living_with)
        )
        _tell("household_joined", living_with, by=by, at=at)
    member = HouseholdMember.objects.create(
        person=person, household=household, from_date=from_date, **_belonging(person)
    )
    _tell("household_joined", person, by=by, at=at)
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
    _may_change(person, by)
    current = person.households.filter(until_date__isnull=True)
    if not current.exists():
        raise UnsoundFact({"until": "No household is recorded that they could leave."})
    acts.claim(key, move="person.leave", by=by)
    _change(person, version)
    current.update(until_date=until)
    _tell("household_left", person, by=by, at=at)


@transaction.atomic
def say_not_the_same(
    person: Person, other: Person, *, because: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> None:
    """Two records are two people. Remembered both ways and shown next time, so that nobody asks again."""
    _may_change(person, by)
    _may_change(other, by)
    if person.pk == other.pk:
        raise UnsoundFact({"other": "This is one record."})
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
        _tell("not_the_same_said", one, by=by, at=at, other=another.reference)


# ---- What the acts share --------------------------------------------------------------------------------------------


def _may_change(person: Person, by: Actor) -> None:
    acts.require(by.may(RECORD_PERSON, person))


def _change(person: Person, version: int | None, **columns: Any) -> None:
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


def _tell(event_kind: str, person: Person, /, *, by: Actor, at: dt.datetime, note: str = "", **payload: str) -> Event:
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


def _belonging(person: Person) -> dict[str, Any]:
    return {"authority_id": person.authority_id, "restricted": person.restricted}


def _require_sound(problems: Mapping[str, str]) -> None:
    if problems:
        raise UnsoundFact(problems)


def _birth_problems(person: Person, at: dt.datetime) -> dict[str, str]:
    problems = {}
    if person.life == LifeState.EXPECTED and person.born_on:
        problems["born_on"] = "A child who is not born yet has no date of birth. Enter when the birth is expected."
    elif person.born_on and person.born_on > at.date():
        problems["born_on"] = "The date of birth must be today or in the past."
    elif person.born_on and person.died_on and person.died_on < person.born_on:
        problems["born_on"] = "The date of birth must be before the date of death."
    return problems


_CHECKS = {
    Identifier.Kind.NHS: law_identifiers.parse_nhs_number,
    Identifier.Kind.UPN: law_identifiers.parse_upn,
    Identifier.Kind.FORMER_UPN: law_identifiers.parse_former_upn,
}


def _identifier_problems(typed: Mapping[str, str], *, needed: bool = False) -> dict[str, str]:
    problems = {}
    for kind, value in typed.items():
        if not value.strip():
            if needed:
                problems[kind] = "Enter the number."
            continue
        check = _CHECKS.get(Identifier.Kind(kind))
        found = check(value) if check else None
        if found is not None and not found.ok:
            problems[kind] = found.reason
        elif len(value.strip()) > 40:
            problems[kind] = "A number has 40 characters or fewer."
    return problems


def _checked(kind: str, typed: str) -> str:
    check = _CHECKS.get(Identifier.Kind(kind))
    found = check(typed) if check else None
    return found.value if found is not None and found.ok else typed.strip()


def _address_problems(house: str, street: str, town: str, postcode: str) -> dict[str, str]:
    if not any(part.strip() for part in (house, street, town, postcode)):
        return {"street": "Enter what is known of the address."}
    if postcode.strip():
        found = law_identifiers.parse_postcode(postcode)
        if not found.ok:
            return {"postcode": found.reason}
    return {}


def _write_address(person: Person, *, postcode: str, **parts: Any) -> Address:
    found = law_identifiers.parse_postcode(postcode)
    kept = found.value if found.ok else postcode.strip().upper()[:8]
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in parts.items()}
    return Address.objects.create(person=person, postcode=kept, **texts, **_belonging(person))


def _write_name(
    person: Person, kind: str, first_names: str, last_name: str, *, from_date: dt.date | None = None
) -> None:
    if first_names.strip() or last_name.strip():
        PersonName.objects.create(
            person=person,
            kind=kind,
            first_names=first_names.strip(),
            last_name=last_name.strip(),
            from_date=from_date,
            **_belonging(person),
        )


def _replace_legal_name(person: Person, first_names: str, last_name: str, *, from_date: dt.date | None) -> None:
    person.names.filter(kind=PersonName.Kind.LEGAL, until_date__isnull=True).update(
        kind=PersonName.Kind.FORMER, until_date=from_date
    )
    _write_name(person, PersonName.Kind.LEGAL, first_names, last_name, from_date=from_date)
    _show_as(person, first_names, last_name)


def _show_as(person: Person, first_names: str, last_name: str) -> None:
    person.name, person.sort_name = _shown_names(first_names, last_name, unborn=person.life == LifeState.EXPECTED)
    Person.objects.filter(pk=person.pk).update(name=person.name, sort_name=person.sort_name)


def _shown_names(first_names: str, last_name: str, *, unborn: bool) -> tuple[str, str]:
    first, last = first_names.strip(), last_name.strip()
    if unborn and not first:
        first = "Unborn baby"
    name = f"{first} {last}".strip() or "Name not known"
    return name[:200], (f"{last}, {first}" if last and first else name)[:200]


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


def _rewrite_unborn(*people: Person) -> None:
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
