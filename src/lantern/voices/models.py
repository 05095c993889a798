"""Nouns of this room: a form, what somebody said in it, and what was done because people said so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode
from lantern.voices.library import Audience


class _Shown(models.Model):
    """What the partnership shows to everybody. It names nobody; a page asks for a permission before it changes any."""

    row_rule: ClassVar[str] = "published"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class VoiceForm(_Shown):
    """A short form that anybody with its link can answer, without signing in and without a name."""

    personal: ClassVar[dict[str, str]] = {"opened_by_name": "worker's name"}

    code = models.SlugField(max_length=12, unique=True)
    """What stands in its address, and in its QR code."""
    title = models.CharField(max_length=120)
    service = models.CharField(max_length=160)
    audience = models.CharField(max_length=12, choices=Audience)
    questions = models.JSONField(default=list)
    """In order: {"code", "kind", "text"}."""
    opened_by_name = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("authority", "opened_at", name="voice_form_by_keeper")]

    def __str__(self) -> str:
        return self.title


class Feedback(Episode):
    """What one person said in a form. Who it was is not known, and not asked."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "answers": "as somebody wrote it; may name people",
        "says": "free text, without names",
        "read_by_name": "worker's name",
        "told_hub": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_feedback")
    form = models.ForeignKey(VoiceForm, on_delete=models.PROTECT, related_name="given")
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=8)
    worry = models.BooleanField(default=False)
    """They said that somebody is hurt or afraid. They were sent to 999 and the hub at once."""
    says = models.TextField(blank=True, default="")
    """What it says, in the words of whoever read it, without names."""
    read_at = models.DateTimeField(null=True, blank=True)
    read_by_name = models.CharField(max_length=120, blank=True, default="")
    told_hub = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | ~Q(read_by_name=""), name="feedback_read_by_somebody"
            )
        ]


class YouSaid(_Shown):
    """You said, we did: what people said, and what was done, for everybody to read."""

    personal: ClassVar[dict[str, str]] = {"by_name": "worker's name"}

    form = models.ForeignKey(
        VoiceForm, on_delete=models.PROTECT, null=True, blank=True, related_name="answered", db_index=False
    )
    said = models.TextField()
    did = models.TextField()
    by_name = models.CharField(max_length=120)
    shown_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("authority", "shown_at", name="you_said_by_keeper")]

    def __str__(self) -> str:
        return self.said[:60]
