"""A need, the course that answers it, and the dates on which it is held."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.models import Episode


class _ForWhom(models.Model):
    """For whom: agencies by number and roles by code. An empty list leaves nobody out."""

    agencies = ArrayField(models.IntegerField(), default=list, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        abstract = True


class TrainingNeed(_ForWhom, Episode):
    """What people need to be able to do. ``because_of`` is the recommendation, line of enquiry or learning set that
    shows it, where there is one; ``theme`` the theme.
    """

    class Origin(models.TextChoices):
        RECOMMENDATION = "recommendation", "A recommendation"
        ENQUIRY = "enquiry", "A line of enquiry"
        THEME = "theme", "A theme"
        PRACTITIONER = "practitioner", "Somebody who works with families"
        AGENCY = "agency", "An agency"
        LAW = "law", "A change of law or guidance"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what": "free text about how practice is",
        "rests_on": "free text about how practice is",
        "told_by_name": "worker's name",
        "declined_why": "free text about how practice is",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_need")
    what = models.CharField(max_length=300)
    rests_on = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=20, choices=Origin)
    theme = models.ForeignKey(
        "learning.Theme", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    told_by_name = models.CharField(max_length=120)
    declined_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="training_need_says_what")]

    def __str__(self) -> str:
        return self.what


class Course(_ForWhom, Episode):
    """What is taught because of a need (``because_of``). Where the need comes of a recommendation, ``test`` may be the
    measure of it that what people say after three months is a reading of.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text about how practice is",
        "aims": "free text about how practice is",
        "taught_by": "who teaches",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_course")
    title = models.CharField(max_length=200)
    aims = models.TextField()
    """What people can do afterwards."""
    taught_by = models.CharField(max_length=200, blank=True, default="")
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    lasts_months = models.PositiveSmallIntegerField(null=True, blank=True)
    """After so many months it is due again; empty: never."""
    cost = models.PositiveIntegerField(default=0)
    """What it costs to have it made, in pence."""
    recommendation = models.ForeignKey(
        "learning.Recommendation", on_delete=models.PROTECT, null=True, blank=True, related_name="courses",
        db_index=False,
    )  # fmt: skip
    test = models.ForeignKey(
        "learning.ImpactTest", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index("recommendation", name="course_by_recommendation", condition=Q(recommendation__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title


class TrainingEvent(Episode):
    """One date of a course: where, for how many, and what came of it."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "place": "where it is held",
        "cancelled_why": "free text",
        "changed_says": "free text about how practice is",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_training")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="dates", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    places = models.PositiveSmallIntegerField()
    for_each = models.PositiveSmallIntegerField(null=True, blank=True)
    """At most so many places for one agency, until ``shares_until``."""
    shares_until = models.DateField(null=True, blank=True)
    """The last day on which shares bind. From the next on, whoever waits may have any place that is free."""
    cost = models.PositiveIntegerField(default=0)
    """In pence: the trainer, the room."""
    cancelled_why = models.TextField(blank=True, default="")
    changed_says = models.TextField(blank=True, default="")
    """What the partnership makes of what people said after three months."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="training_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(places__gt=0), name="training_has_places"),
        ]
        indexes = [models.Index("course", "starts_at", name="training_by_course")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"
