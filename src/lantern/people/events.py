"""The event kinds of this room, each with the sentence it adds to a chronology. Payloads hold codes and references,
never a name or an address: those stand in this room's own tables, where they can be corrected and erased.
"""

from lantern.spine.kinds import EventKind, register

VERSION = "version"
_VERSION = {VERSION: "version of the person's record after this"}

PEOPLE_EVENTS = (
    EventKind("person_recorded", "Recorded: {what}.", {"what": "a child, an unborn child or an adult", **_VERSION}),
    EventKind("name_added", "{kind} added.", {"kind": "kind of name, as a label", **_VERSION}),
    EventKind(
        "moved_house",
        "Moved to {where}.",
        {"where": "another address or a protected address", **_VERSION},
        significance=2,
    ),
    EventKind(
        "address_protected",
        "The address was {how}.",
        {"how": "protected, or no longer protected", **_VERSION},
        significance=2,
    ),
    EventKind("identifier_added", "{kind} recorded.", {"kind": "kind of number, as a label", **_VERSION}),
    EventKind(
        "identifier_replaced",
        "A wrong {kind} was replaced.",
        {"kind": "kind of number, as a label", **_VERSION},
        significance=2,
    ),
    EventKind(
        "relationship_recorded",
        "Relationship recorded with {other}: {relation}.",
        {"relation": "kind of relationship, as a label", "other": "reference of the other person", **_VERSION},
    ),
    EventKind(
        "relationship_ended",
        "Relationship with {other} ended: {relation}.",
        {"relation": "kind of relationship, as a label", "other": "reference of the other person", **_VERSION},
        significance=2,
    ),
    EventKind("household_joined", "Joined a household.", _VERSION, significance=2),
    EventKind("household_left", "Left a household.", _VERSION, significance=2),
    EventKind("birth_recorded", "Born.", _VERSION, significance=3),
    EventKind("death_recorded", "Died.", _VERSION, significance=3),
    EventKind(
        "person_corrected",
        "Corrected on the record: {fields}.",
        {"fields": "names of what was corrected", **_VERSION},
        significance=2,
    ),
    EventKind(
        "records_linked",
        "Read as one person with another record from now on, link {link}.",
        {"link": "reference of the link"},
        significance=2,
    ),
    EventKind(
        "records_parted",
        "No longer read as one person with another record, link {link}.",
        {"link": "reference of the link"},
        significance=2,
    ),
    EventKind(
        "not_the_same_said", "Not the same person as {other}.", {"other": "reference of the other person", **_VERSION}
    ),
)

IMPACT_WRITTEN, WEIGHT_SAID = "impact_written", "weight_said"

register(
    *PEOPLE_EVENTS,
    EventKind(
        IMPACT_WRITTEN,
        "What an entry of {on} meant for them was written beside it.",
        {"on": "day of the earlier entry"},
        beside=True,
    ),
    EventKind(
        WEIGHT_SAID,
        "An entry of {on} was marked: {weight}.",
        {"on": "day of the earlier entry", "weight": "how much it matters, as a label"},
        beside=True,
    ),
)
