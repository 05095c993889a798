"""People: children, born and unborn, and adults. Names, addresses and relationships are dated facts beside the person,
never overwritten.
"""

from lantern.people.models.facts import Address, Identifier, PersonName
from lantern.people.models.family import HouseholdMember, Relationship
from lantern.people.models.person import LifeState, Person, PersonQuerySet, Sex, age_in_words
from lantern.people.models.person import _person_reference as _person_reference  # migration 0001 names it
from lantern.people.models.pointer import Pointer
from lantern.people.models.same import Link, LinkedRecord, NotTheSame
from lantern.people.models.same import _link_reference as _link_reference  # migration 0002 names it
from lantern.people.models.search import SearchFacts, SearchKey
from lantern.people.models.weights import Weights

__all__ = [
    "Address",
    "HouseholdMember",
    "Identifier",
    "LifeState",
    "Link",
    "LinkedRecord",
    "NotTheSame",
    "Person",
    "PersonName",
    "PersonQuerySet",
    "Pointer",
    "Relationship",
    "SearchFacts",
    "SearchKey",
    "Sex",
    "Weights",
    "age_in_words",
]
