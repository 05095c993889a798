"""What of audits is the partnership's own and about no child: the year's plan, the standards, the quarterly reports.

Their authority is the keeper of the partnership's records (decision 19); ``area`` says of whose children the cases are.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantern.assurance.standards import Source
from lantern.spine.models import Episode


class PlannedAudit(Episode):
    """One audit of the year: what, of whose children, by whom, for which body, by which day. It becomes a round, or is
    an audit that an agency does by itself and tells of.
    """

    class How(models.TextChoices):
        DRAWN = "drawn", _("Cases are drawn, and each agency answers its part")
        OWN = "own", _("The agency audits by itself, and tells what it found")

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text",
        "question": "free text",
        "found": "free text, written without names",
        "by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_planned_audit"
    )
    title = models.CharField(max_length=160)
    question = models.TextField()
    area = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey(
        "boards.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Which body asked for it and reads what it found; none for the Executive's."""
    how = models.CharField(max_length=8, choices=How)
    agencies = ArrayField(models.IntegerField(), default=list)
    """Numbers of the agencies that answer. One alone makes it a single-agency audit."""
    source = models.CharField(max_length=12, choices=Source, blank=True, default="")
    wanted = models.PositiveSmallIntegerField(default=0)
    standards = ArrayField(models.CharField(max_length=40), default=list)
    """Codes of the standards that auditors are asked about."""
    due_on = models.DateField()
    first_due_on = models.DateField()
    """The day that was planned at first: moving it never hides that."""
    round_id = models.UUIDField(null=True, blank=True, unique=True)
    """The round it became. The round is the council's, and not everybody who reads the plan may read it."""
    round_reference = models.CharField(max_length=20, blank=True, default="")
    found = models.TextField(blank=True, default="")
    """What it taught."""
    tally = models.JSONField(default=dict)
    """How many cases have which grade, as it was moderated or as the agency told."""
    by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agencies=[]), name="planned_audit_asks_somebody"),
            models.CheckConstraint(condition=Q(how="own") | ~Q(source=""), name="planned_audit_says_from_what"),
        ]


class PracticeStandard(Episode):
    """A practice standard as this partnership words it, in its newest edition, with those before it."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "text": "free text",
        "asks": "free text",
        "earlier": "free text",
        "by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_practice_standard"
    )
    keeper = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    """The partnership again, for the rule that it words a standard once."""
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    asks = models.CharField(max_length=300)
    edition = models.PositiveSmallIntegerField(default=1)
    earlier = models.JSONField(default=list)
    """Wordings before this one: {"edition", "text", "asks", "until"}."""
    by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeper", "code"], name="practice_standard_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(asks=""), name="practice_standard_has_words"),
        ]


class AuditReport(Episode):
    """What audits said in one quarter, as it stood when it was given to the partnership. It names no child, and never
    changes.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    personal: ClassVar[dict[str, str]] = {
        "says": "free text, written without names",
        "content": "what audits found, in words written without names",
        "by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_audit_report"
    )
    area = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    period_from = models.DateField()
    period_to = models.DateField()
    says = models.TextField()
    content = models.JSONField()
    by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gt=models.F("period_from")), name="audit_report_in_order")
        ]
