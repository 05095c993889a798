"""Nouns of this room: a serious incident, who may open it, what each agency is told and gives back; the local child
safeguarding practice review that may follow; and the pool of those who may write one.

What is about a child is the child's authority's, and its words are open only to those who are named in the incident:
the database asks for the name (row rules ``named`` and ``named_or_partner``). The pool is the partnership's.
"""

from lantern.reviews.models.incidents import AgencyRequest, Incident, NamedReader
from lantern.reviews.models.pool import Appointment, Reviewer
from lantern.reviews.models.practice import FamilyContact, Milestone, PracticeReview, Strand

__all__ = [
    "AgencyRequest",
    "Appointment",
    "FamilyContact",
    "Incident",
    "Milestone",
    "NamedReader",
    "PracticeReview",
    "Reviewer",
    "Strand",
]
