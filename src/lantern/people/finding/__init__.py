"""Find the child now: who on record may be the person described, with the evidence for and against each.

Stored keys are probed by equality, which an index serves under row-level security; the weighing is ``matching.score``.
Two SQL statements, however many people are described: one fetches and one tells about the few that are shown.
Row-level security decides what is found, so a hidden record is neither listed nor counted.
"""

from lantern.people.finding.by_description import candidates, candidates_for
from lantern.people.finding.by_words import read_search, search
from lantern.people.finding.candidate import Candidate, OtherPerson
from lantern.people.finding.describing import describe, described
from lantern.people.finding.fetching import CONTACT, RECENT
from lantern.people.matching import Description

__all__ = [
    "CONTACT",
    "RECENT",
    "Candidate",
    "Description",
    "OtherPerson",
    "candidates",
    "candidates_for",
    "describe",
    "described",
    "read_search",
    "search",
]
