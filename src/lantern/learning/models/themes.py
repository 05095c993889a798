"""Themes, and everything that carries one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Theme(models.Model):
    """Something that comes up again and again. One library for a partnership, whatever told it."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "free text about how practice is",
        "about": "free text about how practice is",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, default="")
    """What belongs to it and what does not, so that two people carry the same thing to it."""
    priority = models.ForeignKey(
        "learning.YearPriority", on_delete=models.PROTECT, null=True, blank=True, related_name="themes"
    )
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "name"], name="theme_once")]

    def __str__(self) -> str:
        return self.name


class Carried(models.Model):
    """That something carries a theme: a record of the product, or words somebody brought from outside it.

    What it says holds no name and no detail of a family; the record it was found in keeps its own walls.
    """

    class Evidence(models.TextChoices):
        FIGURES = "figures", "Figures"
        LOCAL_REVIEW = "local_review", "Local reviews"
        NATIONAL_REVIEW = "national_review", "National reviews"
        AUDIT = "audit", "Audits"
        SAID = "said", "Soft intelligence and feedback"

    class Weight(models.IntegerChoices):
        HINT = 1, "A hint"
        SEEN = 2, "Seen more than once"
        SURE = 3, "Well evidenced"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "text": "free text about how practice is",
        "source": "free text about how practice is",
        "by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="carried", db_index=False)
    evidence = models.CharField(max_length=20, choices=Evidence, blank=True, default="")
    """Which kind of evidence it is; none for the partnership's own work on the theme, which proves nothing."""
    found_in = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    text = models.TextField(blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")
    weight = models.PositiveSmallIntegerField(choices=Weight, default=Weight.HINT)
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    told_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(found_in__isnull=False) | ~Q(text=""), name="carried_by_a_record_or_in_words"
            ),
            models.UniqueConstraint(
                fields=["theme", "found_in"], condition=Q(found_in__isnull=False), name="carried_once_by_a_record"
            ),
        ]
        indexes = [
            models.Index("theme", "told_on", name="carried_by_theme"),
            models.Index("found_in", name="carried_found_in", condition=Q(found_in__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_evidence_display()} {self.told_on}"
