"""Is this child somebody we know? Keys that fetch candidates, and the weighing of evidence for and against each.

Two steps, because nobody can compare a worry with everybody:

1. `search_keys` gives the short texts stored beside each known person. `query_keys` gives those to look up for a
   description; it does the guessing (swapped day and month, a year out, short names), so that the stored side is small.
2. `score` weighs a description against one candidate and says why, for and against, in plain English.

The weighing is that of Fellegi and Sunter ("A theory for record linkage", Journal of the American Statistical
Association, 1969): each fact adds log2(m/u), m being how often it agrees when two records are of one person and u how
often by chance. The weights are set by hand, source: practice; learned ones may replace them. The strength is
absolute: it does not depend on the other candidates, and a fact that nobody knows is no evidence either way. Nothing
here joins two records: people do.
"""

from lantern.people.matching.description import Address, Birth, Description, Name
from lantern.people.matching.evidence import Band, Fact, Match, Reason, strongest
from lantern.people.matching.keys import KEY_VERSION, query_keys, search_keys
from lantern.people.matching.names_compared import SurnameShare
from lantern.people.matching.weighing import POPULATION, score

__all__ = [
    "KEY_VERSION",
    "POPULATION",
    "Address",
    "Band",
    "Birth",
    "Description",
    "Fact",
    "Match",
    "Name",
    "Reason",
    "SurnameShare",
    "query_keys",
    "score",
    "search_keys",
    "strongest",
]
