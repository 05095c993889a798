"""How long each step usually takes here, what is therefore likely to be late, and how often that was right."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StepTime(models.Model):
    """How long one step took in an area, of those like it: the same urgency, begun at a like hour, and for an answer
    of an agency by the same desk. Counted afresh each day.
    """

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    timescale = models.CharField(max_length=40)
    variant = models.CharField(max_length=20, blank=True, default="")
    hours = models.CharField(max_length=10)
    """At what kind of hour it began: ``morning``, ``afternoon`` or ``closed``."""
    team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The desk that answered, for questions to agencies; otherwise nothing."""
    finished = models.PositiveIntegerField()
    minutes = ArrayField(models.FloatField())
    """How many minutes the quickest took, then 5 of a hundred, 10 of a hundred … and the slowest: 21 numbers."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "timescale", "variant", "hours", "team"],
                nulls_distinct=False,
                name="step_time_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.timescale} {self.variant} {self.hours}"


class LateForecast(models.Model):
    """From when on a running clock is likely to be late. Names a clock by its number and nothing of whom it is about:
    whoever may not see the work finds nothing to put it beside.
    """

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    clock = models.UUIDField(primary_key=True)
    episode = models.UUIDField()
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    timescale = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    likely_from = models.DateTimeField(null=True, blank=True)
    """From this moment on, if it is still open, two in three of those like it ended late. Nothing: there were too few
    like it to say, or none was late.
    """
    usual = models.PositiveIntegerField(default=0)
    """Minutes that half of those like it took at most."""
    like_it = models.PositiveIntegerField(default=0)
    """How many of those like it were finished."""

    class Meta:
        indexes = [models.Index("episode", name="late_forecast_by_episode")]

    def __str__(self) -> str:
        return f"{self.timescale} due {self.due_at:%Y-%m-%d %H:%M}"


class ForecastTrial(models.Model):
    """How right the forecast was: the last weeks said again from what was known before them, and held against what
    came. One row for each area, counted afresh each day.
    """

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    authority = models.OneToOneField(
        "partnership.Authority", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    tried_at = models.DateTimeField()
    since = models.DateTimeField()
    clocks = models.PositiveIntegerField()
    said = models.PositiveIntegerField()
    said_and_late = models.PositiveIntegerField()
    late = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.said_and_late} of {self.said}"
