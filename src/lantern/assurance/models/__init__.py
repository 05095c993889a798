"""Nouns of this room: rounds of audits with their cases and parts; the year's plan of audits, practice standards and
quarterly reports, which are the partnership's own; and what the people of an audited case were told.
"""

from lantern.assurance.models.feedback import AuditFeedback, FeedbackReader
from lantern.assurance.models.partnership import AuditReport, PlannedAudit, PracticeStandard
from lantern.assurance.models.rounds import AuditCase, AuditPart, AuditRound

__all__ = [
    "AuditCase",
    "AuditFeedback",
    "AuditPart",
    "AuditReport",
    "AuditRound",
    "FeedbackReader",
    "PlannedAudit",
    "PracticeStandard",
]
