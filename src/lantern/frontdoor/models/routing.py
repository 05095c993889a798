"""To which team a contact goes by itself, and how much work counts for: what an area has settled, each version kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class SettledByArea(models.Model):
    """One version of what an area has settled about its own work: who, when and why. Appended, never changed."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    """1, 2, 3 … for each authority. What two people write at the same moment can not both be the next."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by_name = models.CharField(max_length=120)
    why = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"version {self.number}"


class RoutingRules(SettledByArea):
    """One version of an area's routing rules, in order. The newest live one decides where a contact goes; one that is
    newer and not live is being worked on.
    """

    personal: ClassVar[dict[str, str]] = {
        "rules": "names of the workers who wrote them",
        "made_by_name": "worker's name",
        "why": "free text",
    }

    rules = models.JSONField(default=list)
    """As ``routing.Rule`` reads them: conditions by code, a team by its code, who wrote it, when and why."""
    live = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "routing rules"
        constraints = [models.UniqueConstraint(fields=["authority", "number"], name="routing_version_once")]


class WorkWeights(SettledByArea):
    """One version of how much each kind of work counts in a caseload in an area, in points."""

    personal: ClassVar[dict[str, str]] = {"made_by_name": "worker's name", "why": "free text"}

    weights = models.JSONField(default=dict)
    """By the codes of ``law/workload.toml``: points, or for a share a per cent."""

    class Meta:
        verbose_name_plural = "work weights"
        constraints = [models.UniqueConstraint(fields=["authority", "number"], name="weights_version_once")]
