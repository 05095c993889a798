"""Nouns of supervision: one child talked through with their worker, what was decided, and private notes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Supervision(Episode):
    """One child talked through by their worker and a manager: what was asked and answered, and what was decided. It
    stands on the child's record; ``worker`` is whose work was talked through.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "answers": "questions and what was answered, free text",
        "nothing_decided_why": "free text",
        "by_name": "worker's name",
        "worker_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_supervision"
    )
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    worker_name = models.CharField(max_length=120)
    answers = models.JSONField(default=list)
    """[{"ask", "said"}]: each question as it was worded then, and its answer."""
    nothing_decided_why = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index("child", name="supervision_by_child")]


class Decision(models.Model):
    """Something that was decided: what, who does it by when, and whether it was done."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what": "free text",
        "who": "name",
        "by_day": "by when somebody does something for the child",
        "came_of_it": "free text",
        "done_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    episode = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    who = models.CharField(max_length=160)
    by_day = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=120, blank=True, default="")
    came_of_it = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="supervision_decision_number"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, came_of_it="") | (Q(done_at__isnull=False) & ~Q(came_of_it="")),
                name="supervision_decision_done_says_what_came_of_it",
            ),
        ]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"decision {self.number}"


class PrivateNote(models.Model):
    """A supervisor's own note about somebody whom they supervise: about the worker, never about a child. Nobody else
    reads it, it is part of no child's record, and no event tells of it.
    """

    row_rule: ClassVar[str] = "own"
    row_grants: ClassVar[str] = "SELECT, INSERT, DELETE"
    personal: ClassVar[dict[str, str]] = {"text": "free text about a worker"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    visitor = models.CharField(max_length=1, blank=True, default="", editable=False)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("user", "about", "written_at", name="private_note_in_order")]

    def __str__(self) -> str:
        return f"note {self.written_at:%Y-%m-%d}"
