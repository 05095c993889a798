"""Verbs about people: everything that changes who somebody is on the record, where they live and who they belong to.

Each is one transaction that writes the facts, the search keys and an event. A person is no episode, so there is no
lifecycle: ``version`` guards against overwriting unseen (StaleRecord) and ``key`` makes a repeated press harmless
(AlreadyDone), as at the one door.
"""

from lantern.people.actions.family import end_relationship, join_household, leave_household, relate, say_not_the_same
from lantern.people.actions.linking import link, unlink
from lantern.people.actions.moving_away import is_handed_over, tell_other_authority
from lantern.people.actions.particulars import add_identifier, add_name, move_house, protect_address
from lantern.people.actions.record import (
    CORRECTABLE,
    DETAILS,
    correct_person,
    record_birth,
    record_death,
    record_person,
)
from lantern.people.actions.remarks import RemarkedMeanwhile, remark
from lantern.people.actions.soundness import UnsoundFact
from lantern.people.actions.writing import rewrite_keys

__all__ = [
    "CORRECTABLE",
    "DETAILS",
    "RemarkedMeanwhile",
    "UnsoundFact",
    "add_identifier",
    "add_name",
    "correct_person",
    "end_relationship",
    "is_handed_over",
    "join_household",
    "leave_household",
    "link",
    "move_house",
    "protect_address",
    "record_birth",
    "record_death",
    "record_person",
    "relate",
    "remark",
    "rewrite_keys",
    "say_not_the_same",
    "tell_other_authority",
    "unlink",
]
