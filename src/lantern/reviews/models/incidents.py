"""A serious incident, who may open it, and what each agency is told and gives back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.reviews.rules import Answer, Decided, Harm, PanelSays, Where
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class NamedReader(models.Model):
    """Somebody who may open a serious incident and what follows from it. Ended, not deleted: who could read stays."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"name": "worker's name", "named_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="named_readers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    post_title = models.CharField(max_length=120, blank=True, default="")
    named_by_name = models.CharField(max_length=120)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "user"], condition=Q(ended_at__isnull=True), name="named_reader_once"
            )
        ]
        indexes = [models.Index("user", "episode", name="named_reader_reads", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return self.name


class Incident(Episode):
    """A child died or was seriously harmed: what is known, whether the Panel is notified and why, and the rapid review
    that follows when it is.
    """

    row_rule: ClassVar[str] = "named"
    named_through: ClassVar[str] = "episode_ptr_id"
    named_in: ClassVar[str] = "reviews.NamedReader"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "happened_on": "when a child was harmed",
        "what_happened": "free text",
        "why_suspected": "free text",
        "decision_reasons": "free text",
        "decided_by_name": "worker's name",
        "immediate_action": "free text",
        "learning": "free text",
        "review_reasons": "free text",
        "missing_returns_why": "free text",
        "panel_reply": "free text",
        "agreed_by": "names of those who agreed",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_incident")
    known_at = models.DateTimeField()
    """When the authority became aware: its clock counts from here, not from the incident."""
    happened_on = models.DateField(null=True, blank=True)
    harm = models.CharField(max_length=20, choices=Harm)
    abuse = models.CharField(max_length=12, choices=Answer)
    where = models.CharField(max_length=20, choices=Where)
    looked_after = models.BooleanField(default=False)
    care_leaver = models.BooleanField(default=False)
    what_happened = models.TextField()
    why_suspected = models.TextField(blank=True, default="")

    notify = models.CharField(max_length=10, blank=True, default="")
    """``yes`` or ``no`` once decided."""
    rule_said = models.CharField(max_length=10, blank=True, default="")
    """What the duty said of the answers on the day of the decision: must, may or not."""
    decision_reasons = models.TextField(blank=True, default="")
    decided_by_name = models.CharField(max_length=120, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    panel_reference = models.CharField(max_length=40, blank=True, default="")

    immediate_action = models.TextField(blank=True, default="")
    learning = models.TextField(blank=True, default="")
    review_decision = models.CharField(max_length=12, choices=Decided, blank=True, default="")
    review_reasons = models.TextField(blank=True, default="")
    agreed_by = models.JSONField(default=list)
    """Safeguarding partners who agreed the decision: {"partner", "name", "at"}."""
    missing_returns_why = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    panel_says = models.CharField(max_length=12, choices=PanelSays, blank=True, default="")
    panel_reply = models.TextField(blank=True, default="")
    panel_replied_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notify="") | (~Q(decision_reasons="") & Q(decided_at__isnull=False)),
                name="incident_decision_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(review_decision="") | ~Q(review_reasons=""), name="incident_review_has_reasons"
            ),
        ]


class AgencyRequest(Episode):
    """What one agency is told of a serious incident, what it is asked for the rapid review, and what it gives back.
    Frozen when it is sent: the agency sees this and nothing of the record (decision 5).
    """

    row_rule: ClassVar[str] = "named_or_partner"
    named_through: ClassVar[str] = "incident_id"
    named_in: ClassVar[str] = "reviews.NamedReader"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names, birth dates and addresses as disclosed",
        "told": "free text",
        "asked_by_name": "worker's name",
        "questions": "free text",
        "answers": "free text as the agency wrote it",
        "lines": "what the agency did and when",
        "returned_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_incident_request"
    )
    incident = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    asked_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    subjects = models.JSONField(default=list)
    told = models.TextField()
    told_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField(null=True, blank=True)
    questions = models.JSONField(default=list)
    known = models.CharField(max_length=10, blank=True, default="")
    """``yes`` or ``no``: whether the agency knew the child or the family."""
    answers = models.JSONField(default=dict)
    """Question -> what the agency wrote."""
    lines = models.JSONField(default=list)
    """The agency's chronology: {"on": ISO date as far as known, "what"}."""
    returned_by_name = models.CharField(max_length=120, blank=True, default="")
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by_name="")
                | (Q(returned_at__isnull=False) & ~Q(returned_by_name="")),
                name="incident_return_by_somebody",
            )
        ]
        indexes = [models.Index("incident", name="agency_request_of")]

    @property
    def given(self) -> list[tuple[str, str]]:
        """Questions and answers in the order in which they were asked."""
        return [(each, self.answers[each]) for each in self.questions if each in self.answers]
