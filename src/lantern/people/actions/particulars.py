"""What is kept of a person over time: names, addresses, numbers. An earlier one ends and stays in the history."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from lantern.people import keys
from lantern.people.actions.soundness import (
    UnsoundFact,
    address_problems,
    as_stored,
    identifier_problems,
    require_sound,
)
from lantern.people.actions.writing import (
    belonging,
    may_change,
    replace_legal_name,
    tell,
    write_address,
    write_columns,
    write_name,
)
from lantern.people.models import (
    Address,
    Identifier,
    Person,
    PersonName,
)
from lantern.spine import acts
from lantern.spine.actors import Actor


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
    may_change(person, by)
    if not (first_names.strip() or last_name.strip()):
        raise UnsoundFact({"first_names": "Enter a first name or a last name."})
    acts.claim(key, move="person.name", by=by)
    write_columns(person, version)
    if kind == PersonName.Kind.LEGAL:
        replace_legal_name(person, first_names, last_name, from_date=from_date)
    else:
        write_name(person, kind, first_names, last_name, from_date=from_date)
    keys.rewrite(person)
    tell("name_added", person, by=by, at=at, kind=PersonName.Kind(kind).label)
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
    may_change(person, by)
    problems = address_problems(house, street, town, postcode)
    if from_date and from_date > at.date():
        problems["from_date"] = "The day they moved must be today or in the past."
    earlier = list(person.addresses.select_for_update().filter(until_date__isnull=True))
    later = [one for one in earlier if one.from_date and from_date and one.from_date > from_date]
    if later and "from_date" not in problems:
        since = max(one.from_date for one in later if one.from_date)
        problems["from_date"] = (
            f"A later address is already recorded, from {since.day} {since:%B %Y}. Enter a later day."
        )
    require_sound(problems)
    acts.claim(key, move="person.move", by=by)
    write_columns(person, version)
    ended = (from_date or at.date()) - dt.timedelta(days=1)
    for one in earlier:
        one.until_date = max(ended, one.from_date) if one.from_date else ended
        one.save(update_fields=["until_date"])
    address = write_address(
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
    tell("moved_house", person, by=by, at=at, where="a protected address" if protected else "another address")
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
    may_change(address.person, by)
    acts.claim(key, move="person.protect", by=by)
    changed = []
    if address.protected != protected:
        write_columns(address.person, version)
        changed.append(address)
    if with_others and address.postcode and address.house:
        same = Address.objects.select_related("person").filter(
            authority_id=address.authority_id, postcode=address.postcode, house=address.house, until_date__isnull=True
        )
        for other in same.exclude(person=address.person).exclude(protected=protected).order_by("person_id"):
            write_columns(other.person, None)
            changed.append(other)
    for one in changed:
        one.protected = protected
        one.save(update_fields=["protected"])
        keys.rewrite(one.person)
        how = "protected" if protected else "no longer protected"
        tell("address_protected", one.person, by=by, at=at, how=how)
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
    may_change(person, by)
    unsound = identifier_problems({kind: value}, needed=True)
    require_sound({"value": unsound[kind]} if unsound else {})
    number = as_stored(kind, value)
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
    write_columns(person, version)
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
            person=person, kind=kind, value=number, issuer=issuer.strip(), verified=verified, **belonging(person)
        )
    keys.rewrite(person)
    told = "identifier_replaced" if wrong else "identifier_added"
    tell(told, person, by=by, at=at, kind=Identifier.Kind(kind).label)
    return found
