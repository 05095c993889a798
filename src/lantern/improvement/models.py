"""Inspections with their findings, and improvement plans whose actions answer them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Inspection(Episode):
    """Somebody from outside who looked at a service. When it was announced, when they were there and when the report
    came are three different days, and papers mix them up.
    """

    class Framework(models.TextChoices):
        ILACS = "ilacs", "Inspection of local authority children’s services"
        FOCUSED_VISIT = "focused_visit", "Focused visit"
        JTAI = "jtai", "Joint targeted area inspection"
        PEER_REVIEW = "peer_review", "Peer review"
        OTHER = "other", "Another look from outside"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_inspection"
    )
    framework = models.CharField(max_length=20, choices=Framework)
    title = models.CharField(max_length=200)
    notice_on = models.DateField(null=True, blank=True)
    fieldwork_from = models.DateField(null=True, blank=True)
    fieldwork_to = models.DateField(null=True, blank=True)
    report_on = models.DateField(null=True, blank=True)
    statement_sent_on = models.DateField(null=True, blank=True)
    grade = models.CharField(max_length=80, blank=True, default="")
    about_dates = models.TextField(blank=True, default="")
    """Where papers give different days: which, and which of them holds."""
    self_evaluation = models.TextField(blank=True, default="")
    """What the service said of itself before, and how far the inspectors found the same."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fieldwork_from__isnull=True)
                | Q(fieldwork_to__isnull=True)
                | Q(fieldwork_to__gte=F("fieldwork_from")),
                name="inspection_ends_after_it_began",
            ),
        ]


class Finding(models.Model):
    """One thing an inspection found: a weakness, a strength, or both. The inspector's sentence is not copied: ours says
    the same in short, and the paragraph leads to theirs.
    """

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        WEAKNESS = "weakness", "To improve"
        MIXED = "mixed", "Partly"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings", db_index=False)
    number = models.PositiveSmallIntegerField()
    """The paragraph of the report."""
    strand = models.CharField(max_length=160, blank=True, default="")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    """Its place in the list of what needs to improve, where it stands there."""

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="finding_once")]

    def __str__(self) -> str:
        return f"¶{self.number}"


class ImprovementPlan(Episode):
    """What will be done, by whom, by when, and how anybody would know that it worked."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_improvement_plan"
    )
    title = models.CharField(max_length=200)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="plans", db_index=False
    )
    body = models.CharField(max_length=120, blank=True, default="")
    """The board that oversees it."""
    read_from = models.CharField(max_length=200, blank=True, default="")
    """The name of the file it was read in from."""
    asked = ArrayField(models.TextField(), default=list, blank=True)
    """What the reader of the file was not sure of, for a person to look at."""
    began_on = models.DateField(null=True, blank=True)
    """The day since which it runs."""


class PlanAction(models.Model):
    """One action. A blank where somebody should lead, a date or a test should stand is explained or refused."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"lead": "may name an officer", "no_lead_because": "free text"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="actions", db_index=False)
    number = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=200, blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    objective = models.TextField(blank=True, default="")
    action = models.TextField(blank=True, default="")
    success = models.TextField(blank=True, default="")
    lead = models.CharField(max_length=200, blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    """For what goes on and on: when it is looked at next."""
    timescale = models.CharField(max_length=120, blank=True, default="")
    """As it was written: May 23, Ongoing."""
    links = models.TextField(blank=True, default="")
    rag_written = models.CharField(max_length=40, blank=True, default="")
    """The rating as it stood in the file it came from."""
    no_lead_because = models.TextField(blank=True, default="")
    no_date_because = models.TextField(blank=True, default="")
    no_success_because = models.TextField(blank=True, default="")
    logged = models.OneToOneField(
        "boards.Action", on_delete=models.PROTECT, null=True, blank=True, related_name="in_plan"
    )
    """The same action in the one action log, where it has an owner and is chased."""
    answers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        Finding, through="Answers", related_name="answered_by"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="plan_action_once")]

    def __str__(self) -> str:
        return f"action {self.number}"


class Answers(models.Model):
    """That an action answers a finding."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, related_name="answering", db_index=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answering", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "finding"], name="answers_once")]

    def __str__(self) -> str:
        return f"{self.action_id} answers {self.finding_id}"


class Told(models.Model):
    """What was told of an action: progress with evidence, that it is done, that somebody checked it, or rates it
    otherwise than its evidence does. Appended, never changed.
    """

    class What(models.TextChoices):
        PROGRESS = "progress", "Progress, with evidence"
        DONE = "done", "It is done"
        CHECKED = "checked", "Checked: it is done and does what it was for"
        REOPENED = "reopened", "Checked: it is not done"
        DROPPED = "dropped", "It is no longer needed"
        CARRIED = "carried", "Carried over to another day"
        OVERRIDE = "override", "Rate it otherwise"

    class Rag(models.TextChoices):
        RED = "red", "Red"
        AMBER = "amber", "Amber"
        GREEN = "green", "Green"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"words": "free text", "by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    """The action that it is told of."""
    what = models.CharField(max_length=10, choices=What)
    words = models.TextField()
    rag = models.CharField(max_length=10, choices=Rag, blank=True, default="")
    on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [models.Index("episode", "number", name="told_of_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="override", rag__in=("red", "amber", "green")) | (~Q(what="override") & Q(rag="")),
                name="told_override_has_rating",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.number}"
