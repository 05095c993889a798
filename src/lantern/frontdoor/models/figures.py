"""Figures of finished days, kept so that a page of a year need not count a year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FiguresKept(models.Model):
    """How far the daily figures of an authority follow the ledger, and by which rules they were counted."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    authority = models.OneToOneField(
        "partnership.Authority", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    kept_to = models.DateTimeField()
    """What the ledger recorded up to this moment has been taken into account, by the database's clock."""
    counted_as = models.CharField(max_length=40, blank=True, default="")
    """A mark of the rules: figures that were counted by others count for nothing."""

    class Meta:
        verbose_name_plural = "figures kept"

    def __str__(self) -> str:
        return f"{self.authority_id} to {self.kept_to:%Y-%m-%d %H:%M}"


class CountedDay(models.Model):
    """That the contacts of one London day were counted, when, and from when on the count may be too small."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    pk = models.CompositePrimaryKey("authority", "day")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    counted_at = models.DateTimeField()
    next_owed_at = models.DateTimeField(null=True, blank=True)
    """When the next referrer of that day who has not been told should have been."""

    def __str__(self) -> str:
        return f"{self.authority_id} {self.day}"


class DayFigure(models.Model):
    """How many contacts of one London day stand in one line of the figures, and what became of them. The days of a
    month stand added up beside them, so that a year is twelve rows of a line and not 365.

    Contacts about restricted people are never in it: they are counted for whoever may open them, when they ask.
    """

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    class Span(models.TextChoices):
        DAY = "day", "A day"
        MONTH = "month", "A month"

    pk = models.CompositePrimaryKey("authority", "span", "line", "day", "key")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    span = models.CharField(max_length=5, choices=Span, default=Span.DAY)
    line = models.CharField(max_length=10)
    """By what is counted: ``total``, ``source``, ``ward``, …"""
    day = models.DateField()
    """Of a month, its first."""
    key = models.CharField(max_length=40)
    contacts = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    screened = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    undecided = models.PositiveIntegerField()
    helped = models.PositiveIntegerField()
    owed = models.PositiveIntegerField()
    told = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    again = models.PositiveIntegerField()
    followed = models.PositiveIntegerField()
    referred = models.PositiveIntegerField()
    """Children, not contacts: for whom an assessment or a strategy discussion was decided and signed off."""

    class Meta:
        indexes = [models.Index("authority", "span", "day", name="figure_by_day")]

    def __str__(self) -> str:
        return f"{self.line} {self.key} {self.day}"
