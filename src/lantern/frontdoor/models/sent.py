"""What somebody outside the hub sent, as they may read it again: their receipt and the answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class SentContact(models.Model):
    """What somebody who sent a contact may see of it afterwards: that it arrived, how far it is, and what they were
    told.

    The sender of a contact need not work for its authority, so the contact itself is closed to them. This is their
    receipt, written by the
    door; it repeats only what they typed and what was said to them.
    """

    class Stage(models.TextChoices):
        ARRIVED = "arrived", "We have it"
        LOOKED_AT = "looked_at", "A worker is looking at it"
        ANSWERED = "answered", "Answered"
        NOT_ANSWERED = "not_answered", "Closed without an answer to you"

    row_rule: ClassVar[str] = "own_or_authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "about": "children's names as the sender typed them",
        "told_words": "free text",
        "quality_words": "free text",
        "disagreements": "free text",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    visitor = models.CharField(max_length=64, blank=True, default="")
    reference = models.CharField(max_length=20)
    about = models.CharField(max_length=300, blank=True, default="")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.ARRIVED)
    sent_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    told_words = models.TextField(blank=True, default="")
    chased_at = models.DateTimeField(null=True, blank=True)
    quality = models.JSONField(default=dict, blank=True, db_default={})
    """What helped and what would help next time: code of ``contact_quality`` -> "good" or "better"."""
    quality_words = models.TextField(blank=True, default="", db_default="")
    disagreements = models.JSONField(default=list, blank=True, db_default=[])
    """The steps of a disagreement as the sender may read them, the first first."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(visitor=""), name="sent_contact_has_a_sender")
        ]
        indexes = [
            models.Index("user", F("sent_at").desc(), name="sent_contact_by_user", condition=Q(user__isnull=False)),
            models.Index("visitor", name="sent_contact_by_visitor", condition=Q(user__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.reference
