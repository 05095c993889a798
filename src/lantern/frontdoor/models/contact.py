"""A contact: whatever reaches the front door, how it came, and what was settled about it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.models import Episode


class Channel(models.TextChoices):
    """By which way a contact came in."""

    PUBLIC_FORM = "public_form", "Public web form"
    PROFESSIONAL_FORM = "professional_form", "Professional web form"
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "E-mail or letter"
    IN_PERSON = "in_person", "In person"
    POLICE_NOTICE = "police_notice", "Police notification"
    CONSULTATION = "consultation", "Professional consultation"


class ParentsAware(models.TextChoices):
    """Whether the family knows. Told, agreed and lawful basis are three facts, never one."""

    AWARE = "aware", "They know"
    NOT_AWARE = "not_aware", "They do not know"
    NOT_SAFE = "not_safe", "It was not safe to ask"
    NOT_KNOWN = "not_known", "Not known"


class Consent(models.TextChoices):
    """Whether the family agrees to help. Not the reason for sharing."""

    YES = "yes", "Yes, they agree"
    NO = "no", "No, they do not agree"
    NOT_SOUGHT = "not_sought", "Not sought"
    NOT_KNOWN = "not_known", "Not known"


class Contact(Episode):
    """Whatever reaches the front door about a child or family, before anyone has decided what it is."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what_happened": "free text",
        "worries": "free text",
        "strengths": "free text",
        "wanted": "free text",
        "child_words": "free text",
        "parents_why_not": "free text",
        "screening_note": "free text",
        "why_different": "free text",
        "sign_off_note": "free text",
        "cumulative_tested": "free text",
        "told_words": "free text",
        "quality_words": "free text",
    }

    channel = models.CharField(max_length=20, choices=Channel)
    received_at = models.DateTimeField()
    out_of_hours = models.BooleanField(default=False)
    immediate_danger = models.BooleanField(default=False)
    what_happened = models.TextField()
    worries = models.TextField(blank=True, default="")
    strengths = models.TextField(blank=True, default="")
    wanted = models.TextField(blank=True, default="")
    child_words = models.TextField(blank=True, default="")
    parents_aware = models.CharField(max_length=12, choices=ParentsAware, default=ParentsAware.NOT_KNOWN)
    parents_why_not = models.TextField(blank=True, default="")
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.NOT_KNOWN)
    lawful_basis = models.CharField(max_length=40, blank=True, default="")
    reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    screened_at = models.DateTimeField(null=True, blank=True)
    screening_note = models.TextField(blank=True, default="")
    why_different = models.TextField(blank=True, default="")
    contingency_met = models.CharField(
        max_length=10,
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known yet")],
        blank=True,
        default="",
        db_default="",
    )
    """Whether what was foreseen when the worry was last closed or stepped down has come to pass."""
    """What is different this time, when there were contacts within the re-referral window."""

    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    sign_off_note = models.TextField(blank=True, default="")
    cumulative_tested = models.TextField(blank=True, default="")
    """What a manager tested about risk that adds up, before no further action on a child who is here again."""
    urgent_start_at = models.DateTimeField(null=True, blank=True)
    """Protection that could not wait for sign-off began at this moment."""

    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=20, blank=True, default="")
    told_words = models.TextField(blank=True, default="")
    quality = models.JSONField(default=dict, blank=True, db_default={})
    """What the hub told a professional about how they wrote: code of ``contact_quality`` -> "good" or "better"."""
    quality_words = models.TextField(blank=True, default="", db_default="")
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
                name="contact_sign_off_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("decided_by")),
                name="contact_nobody_signs_off_their_own",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="contact_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(parents_aware="not_safe") | ~Q(parents_why_not=""), name="contact_says_why_not_safe"
            ),
        ]
        indexes = [
            models.Index(
                "sent_by", F("received_at").desc(), name="contact_by_sender", condition=Q(sent_by__isnull=False)
            )
        ]
