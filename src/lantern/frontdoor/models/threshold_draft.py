"""A draft of the next threshold document, to be compared with the one in force before anybody decides by it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lantern.spine.identity import new_id


class ThresholdDraft(models.Model):
    """What the next version might say. Nobody decides by it: a version comes into force by the area file alone."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(
        "partnership.ThresholdDocument", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """The version it starts from."""
    levels = models.JSONField()
    """Level as text -> {"name", "summary"}."""
    clauses = models.JSONField()
    """A list of {"clause", "level", "domain", "text"}."""
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "document"], name="threshold_draft_one_for_each"),
        ]

    def __str__(self) -> str:
        return f"draft after {self.document_id}"
