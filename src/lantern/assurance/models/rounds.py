"""Nouns of this room: a round of audits, the cases that were drawn, and each agency's part."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.assurance.standards import Grade, Source
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class AuditRound(Episode):
    """Some cases looked at by several agencies, or by one: what was asked, how the cases were drawn, what was found."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "question": "free text",
        "learned": "free text, written without names",
        "begun_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_audit_round"
    )
    title = models.CharField(max_length=160)
    question = models.TextField()
    source = models.CharField(max_length=12, choices=Source)
    since = models.DateField()
    until = models.DateField()
    wanted = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    """With the rule above it gives the same cases again, whoever draws them."""
    drawn_from = models.PositiveIntegerField(default=0)
    """How many cases the rule found, of which these were drawn."""
    standards = models.JSONField(default=list)
    standards_version = models.CharField(max_length=20)
    begun_by_name = models.CharField(max_length=120)
    learned = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="audit_period_in_order")]


class _Part(models.Model):
    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The round."""

    class Meta:
        abstract = True


class AuditCase(_Part):
    """One case of a round, and what the moderation found: the grade that holds, what worked and what did not."""

    personal: ClassVar[dict[str, str]] = {
        "strengths": "free text",
        "gaps": "free text",
        "moderated_by_name": "worker's name",
        "feedback": "free text to worker and referrer",
        "fed_back_by_name": "worker's name",
    }

    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    drawn = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    """The piece of work that was drawn."""
    grade = models.CharField(max_length=12, choices=Grade, blank=True, default="")
    strengths = models.TextField(blank=True, default="")
    gaps = models.TextField(blank=True, default="")
    moderated_by_name = models.CharField(max_length=120, blank=True, default="")
    moderated_at = models.DateTimeField(null=True, blank=True)
    feedback = models.TextField(blank=True, default="")
    fed_back_by_name = models.CharField(max_length=120, blank=True, default="")
    fed_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="audit_case_number_once"),
            models.CheckConstraint(
                condition=Q(moderated_at__isnull=True, grade="") | (Q(moderated_at__isnull=False) & ~Q(grade="")),
                name="audit_case_moderated_has_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.number}"


class AuditPart(Episode):
    """What one agency, or a team of the authority, is asked about one case, and what it found. Frozen when it is asked:
    an agency sees this and nothing of the record (decision 5).
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names, birth dates and addresses as disclosed",
        "question": "free text",
        "answers": "free text as the auditor wrote it",
        "strengths": "free text",
        "gaps": "free text",
        "auditor_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_audit_part"
    )
    case = models.ForeignKey(AuditCase, on_delete=models.PROTECT, related_name="parts")
    asked_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    question = models.TextField()
    case_number = models.PositiveSmallIntegerField()
    subjects = models.JSONField(default=list)
    standards = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    """Of each standard: {"code", "met", "words"}."""
    grade = models.CharField(max_length=12, choices=Grade, blank=True, default="")
    strengths = models.TextField(blank=True, default="")
    gaps = models.TextField(blank=True, default="")
    auditor_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, auditor_name="")
                | (Q(answered_at__isnull=False) & ~Q(auditor_name="")),
                name="audit_part_answered_by_somebody",
            )
        ]
