"""A professional who does not agree with what was decided, and the answer of whoever is next in the local procedure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lantern.frontdoor.models.sent import SentContact
from lantern.spine.models import Episode


class Disagreement(Episode):
    """One step of a professional challenge: why somebody who sent a contact does not agree, and what they were
    answered. The sender reads it on their receipt; the next step is another of these.
    """

    class Found(models.TextChoices):
        CHANGED = "changed", "We looked again, and changed what we do"
        KEPT = "kept", "We looked again, and stay with the decision"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "words": "free text",
        "answer": "free text",
        "answered_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_disagreement"
    )
    sent = models.ForeignKey(SentContact, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    """Counted from 1, in the local procedure as it read when this began."""
    step_name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    """The kind of post that answers this step."""
    words = models.TextField()
    found = models.CharField(max_length=10, choices=Found, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sent", "step"], name="disagreement_step_once")]
