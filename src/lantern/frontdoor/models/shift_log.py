"""What a shift writes down for the next: short, timed, about a contact or about none."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class ShiftEntry(models.Model):
    """One line of the shift log. Written once: what was wrong is put right by another line."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"text": "free text, may name people", "by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    """For which area: its day team and whoever covers it at night read it."""
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The contact it is about, if it is about one. It is then closed to whoever may not see that."""
    restricted = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        verbose_name_plural = "shift entries"
        indexes = [models.Index("authority", "written_at", name="shift_entry_by_time")]

    def __str__(self) -> str:
        return f"entry of {self.happened_at:%Y-%m-%d %H:%M}"


class ShiftEntryRead(models.Model):
    """That somebody has read a line of the shift log."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    personal: ClassVar[dict[str, str]] = {"reader_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(ShiftEntry, on_delete=models.CASCADE, related_name="reads", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    reader_name = models.CharField(max_length=120)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "reader"], name="shift_entry_read_once")]

    def __str__(self) -> str:
        return f"read {self.read_at:%Y-%m-%d %H:%M}"
