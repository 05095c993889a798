"""Addresses that must not go out: those that are protected, and those of people other than the child."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence

from lantern.frontdoor.models import ReportedPerson
from lantern.people.models import Address, HouseholdMember, Relationship
from lantern.spine.models import Involvement

WITHHELD = "[address withheld]"

_PLACE = tuple[str, str, str, bool]
"""House, street, postcode, and whether it is protected."""


def patterns_of(subjects: Sequence[uuid.UUID]) -> list[re.Pattern[str]]:
    """How each address that must not go out may be written: protected ones of anybody, and those of family, of people
    in the same contacts and of their households, unless the child lives or lived there openly. Five statements.
    """
    contacts = Involvement.objects.filter(person_id__in=subjects, kind="contact").values_list("episode_id", flat=True)
    told = list(ReportedPerson.objects.filter(contact_id__in=list(contacts)))
    ids = set(subjects) | {each.person_id for each in told if each.person_id}
    ids |= set(Relationship.objects.filter(person_id__in=subjects).values_list("relative_id", flat=True))
    homes = HouseholdMember.objects.filter(person_id__in=subjects).values_list("household", flat=True)
    ids |= set(HouseholdMember.objects.filter(household__in=list(homes)).values_list("person_id", flat=True))
    open_to_all: set[_PLACE] = set()
    hidden: set[_PLACE] = set()
    for each in Address.objects.filter(person_id__in=ids):
        own = each.person_id in set(subjects) and not each.protected
        (open_to_all if own else hidden).add((each.house, each.street, each.postcode, each.protected))
    hidden |= {(each.house, each.street, each.postcode, each.address_protected) for each in told}
    return patterns(hidden, open_to_all)


def patterns(hidden: Iterable[_PLACE], open_to_all: Iterable[_PLACE] = ()) -> list[re.Pattern[str]]:
    """The ways in which these addresses are written. A protected one is never open, whoever else lives there."""
    known = {_plain(each) for each in open_to_all}
    found: list[str] = []
    for house, street, postcode, protected in hidden:
        if not protected and _plain((house, street, postcode, False)) in known:
            continue
        street = " ".join(street.split())
        if house.strip() and street:
            found.append(rf"{_words(house)},?\s+{_words(street)}")
        if protected and " " in street:
            found.append(_words(street))
        if postcode.strip() and (protected or postcode.replace(" ", "").upper() not in {code for *_, code in known}):
            code = postcode.replace(" ", "")
            found.append(rf"{re.escape(code[:-3])}\s*{re.escape(code[-3:])}")
    longest_first = sorted(dict.fromkeys(found), key=len, reverse=True)
    return [re.compile(rf"(?<!\w){each}(?!\w)", re.IGNORECASE) for each in longest_first]


def _words(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def _plain(place: _PLACE) -> tuple[str, str, str]:
    house, street, postcode, _protected = place
    return house.strip().casefold(), " ".join(street.split()).casefold(), postcode.replace(" ", "").upper()


def without(text: str, hidden: Iterable[re.Pattern[str]]) -> str:
    """The text with each of these addresses replaced."""
    for each in hidden:
        text = each.sub(WITHHELD, text)
    return text


def stands_in(text: str, hidden: Iterable[re.Pattern[str]]) -> bool:
    """Whether one of these addresses can be read in the text."""
    return any(each.search(text) for each in hidden)
