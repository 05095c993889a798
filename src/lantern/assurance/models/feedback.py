"""What one person was told of an audited case: read by them and by whoever wrote it, and by nobody else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lantern.assurance.models.rounds import AuditCase
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class FeedbackReader(models.Model):
    """Who may read one feedback: the database asks."""

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    restricted = models.BooleanField(default=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Never: whoever was told may read it as long as it is kept."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "user"], name="feedback_reader_once")]

    def __str__(self) -> str:
        return f"reader of {self.episode_id}"


class AuditFeedback(Episode):
    """What the worker of an audited case, or whoever was worried at first, was told of it."""

    class To(models.TextChoices):
        WORKER = "worker", "Worker"
        REFERRER = "referrer", "Referrer"

    row_rule: ClassVar[str] = "named"
    named_through: ClassVar[str] = "episode_ptr_id"
    named_in: ClassVar[str] = "assurance.FeedbackReader"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "words": "free text to one person",
        "about": "names of the children, as the reader knew them",
        "from_name": "worker's name",
        "to_name": "worker's name",
        "reply": "free text",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_audit_feedback"
    )
    case = models.ForeignKey(AuditCase, on_delete=models.PROTECT, related_name="+", db_index=False)
    to = models.CharField(max_length=8, choices=To)
    to_name = models.CharField(max_length=120)
    about = models.CharField(max_length=300)
    drawn_reference = models.CharField(max_length=20)
    """The piece of work."""
    words = models.TextField()
    from_name = models.CharField(max_length=120)
    reply = models.TextField(blank=True, default="")
    """What the reader wants to say back; the one who wrote reads it."""
    read_at = models.DateTimeField(null=True, blank=True)
