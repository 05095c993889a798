"""What a service says of itself today, each time anew: its places, and whether it takes anybody on."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id


class ServiceVersion(models.Model):
    """How many places a service has and whether it takes on new families, from one moment until the next version."""

    row_rule: ClassVar[str] = "published"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"set_by_name": "worker's name", "reason": "free text, meant to be published"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey("partnership.Service", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    places = models.PositiveSmallIntegerField()
    paused = models.BooleanField(default=False)
    back_on = models.DateField(null=True, blank=True)
    """When it takes families on again, where that is known."""
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_by_name = models.CharField(max_length=120)
    set_by_post = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="service_version_once"),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(paused=True), name="service_back_only_from_a_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
