"""Nouns of protection: a section 47 enquiry about one child, an assessment of one child or several, when a child was
seen for it, and a manager's challenge with its answer.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Category(models.TextChoices):
    """Kinds of abuse, as the children in need census has them."""

    NEGLECT = "neglect", "Neglect"
    PHYSICAL = "physical", "Physical abuse"
    SEXUAL = "sexual", "Sexual abuse"
    EMOTIONAL = "emotional", "Emotional abuse"


class Enquiry(Episode):
    """A section 47 enquiry about one child (Children Act 1989, section 47): whether they suffer or are likely to suffer
    significant harm, and what to do about it.
    """

    class Outcome(models.TextChoices):
        AT_RISK = "at_risk", "Concerns are substantiated, and the child is likely to suffer significant harm"
        NOT_AT_RISK = "not_at_risk", "Concerns are substantiated, and the child is not likely to suffer it now"
        NOT_FOUND = "not_found", "Concerns are not substantiated"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "reason": "free text",
        "found": "free text",
        "what_next": "free text",
        "not_seen_why": "free text",
        "concluded_by_name": "worker's name",
        "agreed_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_enquiry")
    joint = models.BooleanField()
    """Whether the police enquire with social care."""
    category = models.CharField(max_length=12, choices=Category)
    reason = models.TextField()
    """Why the strategy discussion began it."""
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    found_category = models.CharField(max_length=12, choices=Category, blank=True, default="")
    found = models.TextField(blank=True, default="")
    what_next = models.TextField(blank=True, default="")
    not_seen_why = models.TextField(blank=True, default="")
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    concluded_by_name = models.CharField(max_length=120, blank=True, default="")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    agreed_by_name = models.CharField(max_length=120, blank=True, default="")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("concluded_by")),
                name="enquiry_nobody_agrees_their_own",
            ),
            models.CheckConstraint(condition=Q(outcome="") | ~Q(found=""), name="enquiry_outcome_says_why"),
        ]


class Seen(models.Model):
    """That a child was seen for an enquiry or an assessment: when, where, alone or why not, and what they said."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "place": "free text",
        "not_alone_why": "free text",
        "words": "the child's own words",
        "noticed": "free text",
        "by_name": "worker's name",
        "seen_at": "when somebody met the child",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="seen", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    alone = models.BooleanField()
    not_alone_why = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="")
    noticed = models.TextField(blank=True, default="")
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seen"
        constraints = [
            models.CheckConstraint(condition=Q(alone=True) | ~Q(not_alone_why=""), name="seen_not_alone_says_why")
        ]
        indexes = [models.Index("episode", "seen_at", name="seen_in_order")]

    def __str__(self) -> str:
        return f"seen {self.seen_at:%Y-%m-%d}"


class Assessment(Episode):
    """An assessment of what one child or several of a family need (Children Act 1989, section 17)."""

    class Outcome(models.TextChoices):
        CHILD_IN_NEED = "child_in_need", "A child in need plan"
        EARLY_HELP = "early_help", "Early help goes on with the family"
        CLOSE = "close", "No further work by social care"
        STRATEGY = "strategy", "A strategy discussion"
        CARE = "care", "The child can not stay at home: legal advice"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "why": "free text",
        "rests_on": "entries of the chronology, as they were chosen",
        "history": "free text",
        "capacity": "free text",
        "impact": "free text",
        "child_views": "free text",
        "parent_views": "free text",
        "analysis": "free text",
        "recommendation": "free text",
        "not_seen_why": "free text",
        "checkpoint_note": "free text",
        "checkpoint_by_name": "worker's name",
        "shared_with": "free text",
        "family_comment": "free text",
        "shared_on": "when the family was told",
        "submitted_by_name": "worker's name",
        "authorised_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_assessment"
    )
    referred_at = models.DateTimeField()
    """When the referral came: the clock counts from here."""
    why = models.TextField()
    rests_on = models.JSONField(default=list)
    """[{"id", "at", "sentence"}]: entries of the chronology that the history rests on, oldest first."""
    history = models.TextField(blank=True, default="")
    capacity = models.TextField(blank=True, default="")
    impact = models.TextField(blank=True, default="")
    child_views = models.TextField(blank=True, default="")
    parent_views = models.TextField(blank=True, default="")
    analysis = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, default="")
    recommendation = models.TextField(blank=True, default="")
    not_seen_why = models.TextField(blank=True, default="")
    checkpoint_at = models.DateTimeField(null=True, blank=True)
    checkpoint_note = models.TextField(blank=True, default="")
    checkpoint_by_name = models.CharField(max_length=120, blank=True, default="")
    shared_on = models.DateField(null=True, blank=True)
    shared_how = models.CharField(max_length=20, blank=True, default="")
    shared_with = models.CharField(max_length=200, blank=True, default="")
    family_comment = models.TextField(blank=True, default="")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_by_name = models.CharField(max_length=120, blank=True, default="")
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    authorised_by_name = models.CharField(max_length=120, blank=True, default="")
    authorised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(authorised_by__isnull=True) | ~Q(authorised_by=F("submitted_by")),
                name="assessment_nobody_authorises_their_own",
            )
        ]


class Challenge(models.Model):
    """A manager's question about an assessment, and what its author answered. Both stay with it."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "question": "free text",
        "asked_by_name": "worker's name",
        "answer": "free text",
        "answered_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="challenges", db_index=False)
    restricted = models.BooleanField(default=False)
    question = models.TextField()
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="challenge_answered_in_words",
            )
        ]
        indexes = [models.Index("episode", "asked_at", name="challenge_in_order")]

    def __str__(self) -> str:
        return f"challenge {self.asked_at:%Y-%m-%d}"
