"""What is decided for one child."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lantern.frontdoor.models.contact import Consent, Contact
from lantern.frontdoor.models.told import ReportedPerson
from lantern.people.models import Person
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Outcome(models.TextChoices):
    """What is decided for one child."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    ADVICE = "advice", "Information and advice"
    EARLY_HELP = "early_help", "Early help"
    ASSESSMENT = "assessment", "Child and family assessment"
    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion"
    OTHER_AUTHORITY = "other_authority", "Another authority"
    LADO = "lado", "Designated officer (LADO)"

    @property
    def hands_over(self) -> bool:
        """Everything but advice and no further action leaves as a handoff."""
        return self not in (Outcome.NO_FURTHER_ACTION, Outcome.ADVICE)

    @property
    def steps_down(self) -> bool:
        """Whether it closes the worry, or leaves it below the threshold for a social worker."""
        return self in (Outcome.NO_FURTHER_ACTION, Outcome.ADVICE, Outcome.EARLY_HELP)


class ChildDecision(models.Model):
    """What was decided for one child, under which version of the threshold document, and why. Never edited: a later
    one replaces it.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "rationale": "free text",
        "speaks_for": "free text",
        "speaks_against": "free text",
        "not_known": "free text",
        "contingency": "free text",
        "family_told": "free text",
        "need_to_know": "free text",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="decisions")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+", db_index=False)
    reported = models.ForeignKey(ReportedPerson, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    level = models.PositiveSmallIntegerField()
    threshold_document = models.ForeignKey(
        "partnership.ThresholdDocument", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    clauses = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    rationale = models.TextField()
    speaks_for = models.TextField(blank=True, default="")
    speaks_against = models.TextField(blank=True, default="")
    not_known = models.TextField(blank=True, default="")
    """What nobody could say, and why it could not be waited for."""
    contingency = models.TextField(blank=True, default="", db_default="")
    """What should happen if it happens again, where the case was closed or stepped down. Shown at the next contact."""
    evidence = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """What the rationale rests on: codes such as ``reported``, ``history``, ``check:H-…``."""
    reason = models.CharField(max_length=40, blank=True, default="")
    """Why no further action, as a code."""
    consent = models.CharField(max_length=12, choices=Consent)
    family_told = models.TextField(blank=True, default="")
    to_team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    service = models.ForeignKey(
        "partnership.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Which of the team's services is asked for."""
    need_to_know = models.TextField(blank=True, default="")
    handoff = models.ForeignKey("spine.Handoff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "reported"], condition=Q(current=True), name="one_decision_for_each_child"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="decision_level_1_to_4"),
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=~Q(outcome="no_further_action") | ~Q(reason=""), name="decision_nfa_has_a_reason"
            ),
        ]
        indexes = [models.Index("authority", "decided_at", name="decision_by_time", condition=Q(current=True))]

    def __str__(self) -> str:
        return self.outcome
