"""The people of an invented family as rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from lantern.people import keys, matching
from lantern.project.demonstration.copying import (
    EMPTY,
    NO,
    NULL,
    YES,
    array,
    code,
    day,
    flag,
    hashed,
    small,
    text,
    whole,
)
from lantern.project.demonstration.families import Child, Family, Person

if TYPE_CHECKING:
    from lantern.project.demonstration.rows import Rows


class Known(NamedTuple):
    """Somebody who was written: their id, as COPY reads it, and what an agency or a team is told of them, in JSON."""

    id: bytes
    told: str


def write_family(rows: Rows, family: Family) -> None:
    """The people of a family, their names, homes, numbers and ties, and the keys by which they are found."""
    to, ids = rows.to, rows.ids
    authority, began = small(family.authority), rows.now
    home = family.households[0]
    at_home = (
        ""
        if home.protected
        else f"{home.address.house} {home.address.street}, {home.address.town}, {home.address.postcode}"
    )
    known = rows.known[(family.authority, family.number)] = {}
    homes: dict[str, list[tuple[Any, bytes, bytes, bool, bytes]]] = {}
    for household in family.households:
        number = ids.new(began)
        for member in household.members:
            homes.setdefault(member, []).append(
                (household.address, day(household.since), day(household.until), household.protected, number)
            )
    members: tuple[Person | Child, ...] = (*family.adults, *family.children)
    called = {one.key: matching.Name(one.first_names, one.last_name) for one in members}
    mothers = {tie.person: called[tie.relative] for tie in family.relationships if tie.kind == "mother"}
    for one in members:
        child = one if isinstance(one, Child) else None
        identity, reference = ids.new(began), ids.reference("P")
        first, last = one.first_names, one.last_name
        unborn = child and one.born_on is None
        full = f"{first} {last}".strip() if one.first_names else (f"Unborn baby {last}".strip() if unborn else last)
        known[one.key] = Known(identity, _told(one, full, at_home))
        to.person.add(
            identity, text(reference), authority, flag(child), code("expected" if unborn else "born"), text(full),
            text(f"{last}, {first}".strip(", ")), day(one.born_on), code("unknown" if unborn else "day"),
            day(child.expected_on) if child else NULL, NULL, code(one.sex), EMPTY, code(one.ethnicity),
            array(child.disabilities if child else ()), EMPTY if isinstance(one, Child) else code(one.language),
            EMPTY, NO, rows.moments[began], whole(1),
        )  # fmt: skip
        if one.first_names or one.last_name:
            to.name.add(ids.new(began), identity, authority, NO, code("legal"), text(first), text(last), NULL, NULL)
        names = [matching.Name(one.first_names, one.last_name)]
        for alias in one.aliases:
            to.name.add(
                ids.new(began),
                identity,
                authority,
                NO,
                code(alias.kind),
                text(alias.first_names),
                text(alias.last_name),
                NULL,
                day(alias.until),
            )
            names.append(matching.Name(alias.first_names, alias.last_name))
        addresses = []
        for address, since, until, protected, household_id in homes.get(one.key, ()):
            to.address.add(
                ids.new(began), identity, authority, NO, text(address.house), text(address.street),
                text(address.town), text(address.postcode), EMPTY, since, until, flag(protected), EMPTY,
            )  # fmt: skip
            to.household.add(ids.new(began), household_id, identity, authority, NO, since, until)
            if not protected:  # nobody is found by where they must not be found
                addresses.append(matching.Address(address.house, address.street, address.postcode))
        nhs = upn = ""
        if child:
            nhs, upn = child.nhs_number, child.upn
            for kind, value in (("nhs", nhs), ("upn", upn), ("former_upn", child.former_upn)):
                if value:
                    to.identifier.add(ids.new(began), identity, authority, NO, code(kind), text(value), EMPTY, YES)
        if one.born_on:
            birth = matching.Birth.on(one.born_on)
        elif child and child.expected_on:
            birth = matching.Birth.expected_on(child.expected_on)
        else:
            birth = None
        described = matching.Description(
            names=tuple(names),
            birth=birth,
            sex=one.sex,
            addresses=tuple(addresses),
            nhs_number=nhs,
            upn=upn,
            former_upns=(child.former_upn,) if child and child.former_upn else (),
            mother=mothers.get(one.key),
        )
        found, facts = keys.stored(described)
        begins, rest = to.key.begins, authority + NO + identity
        to.key.rows += [begins + hashed(each) + rest for each in found]
        to.facts.add(identity, authority, NO, small(matching.KEY_VERSION), text(facts))
    for tie in family.relationships:
        person, relative = known[tie.person].id, known[tie.relative].id
        to.relationship.add(
            ids.new(began), person, relative, authority, NO, code(tie.kind), code(tie.parental_responsibility),
            code(tie.lives_with), code(tie.contact_allowed), NULL, NULL, EMPTY,
        )  # fmt: skip


def _told(one: Person | Child, name: str, home: str) -> str:
    """What is disclosed of somebody to those who are asked or take them on. Nobody learns of a protected address, nor
    of the school beside it.
    """
    child = one if isinstance(one, Child) else None
    return json.dumps(
        {
            "part": "child" if child else "adult",
            "name": name,
            "also": "",
            "born": one.born_on.isoformat() if one.born_on else "",
            "expected": child.expected_on.isoformat() if child and child.expected_on else "",
            "address": home,
            "relation": "",
            "school": child.school.name if child and child.school and home else "",
        }
    )
