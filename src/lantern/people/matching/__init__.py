"""Is this child somebody we know? Keys that fetch candidates, and the weighing of evidence for and against each.

Two steps, because nobody can compare a worry with everybody:

1. `search_keys` gives the numbers stored beside each known person. `asked_keys` gives those to look up for a
   description; it does the guessing (a day or a name that was meant), so that the stored side is small.
2. `weigh` compares two sides made ready, `score` two descriptions; `explained` says why, for and against.

The weighing is that of Fellegi and Sunter ("A theory for record linkage", Journal of the American Statistical
Association, 1969): each fact adds log2(m/u), m being how often it agrees when two records are of one person and u how
often by chance. Beside chance stands the family, whose members share much (see `weighing`). The strength is absolute:
it does not depend on the other candidates, and a fact that nobody knows is no evidence either way. Nothing here joins
two records: people do.
"""

from lantern.people.matching.description import Address, Birth, Description, Name
from lantern.people.matching.evidence import Band, Fact, Match, Reason, strongest
from lantern.people.matching.keys import (
    KEY_VERSION,
    TELLING,
    Asked,
    asked_keys,
    keys_of_words,
    meeting_keys,
    number_key,
    query_keys,
    search_keys,
)
from lantern.people.matching.model import Model, shipped
from lantern.people.matching.quick import Quick, Room
from lantern.people.matching.sides import Side, packed, side_of, unpacked
from lantern.people.matching.weighing import Weighed, band_of, explained, score, weigh

__all__ = [
    "KEY_VERSION",
    "TELLING",
    "Address",
    "Asked",
    "Band",
    "Birth",
    "Description",
    "Fact",
    "Match",
    "Model",
    "Name",
    "Quick",
    "Room",
    "Reason",
    "Side",
    "Weighed",
    "asked_keys",
    "band_of",
    "explained",
    "keys_of_words",
    "meeting_keys",
    "number_key",
    "packed",
    "query_keys",
    "score",
    "search_keys",
    "shipped",
    "side_of",
    "strongest",
    "unpacked",
    "weigh",
]
