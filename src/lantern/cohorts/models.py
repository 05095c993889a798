"""Nouns of cohorts: that a child belongs to one, and each time somebody saw the child or reviewed how it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lantern.cohorts.definitions import Cohort, cohort
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Belonging(Episode):
    """A child's place in a cohort: since when, what was asked then, who answers for it, and how it ended."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "cohort": "to which group of children the child belongs",
        "ended": "how it ended",
        "answers": "questions and what was answered, free text",
        "end_words": "free text",
        "left_on": "when it ended",
        "last_seen_on": "when the child was seen",
        "put_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_belonging")
    cohort = models.CharField(max_length=30)
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    answers = models.JSONField(default=list)
    """[{"code", "ask", "said"}]: each question as it was worded then, and its answer."""
    put_by_name = models.CharField(max_length=120)
    last_seen_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=20, blank=True, default="")
    end_words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "cohort"], condition=Q(left_on__isnull=True), name="cohort_child_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, ended="") | (Q(left_on__isnull=False) & ~Q(ended="")),
                name="cohort_left_says_how",
            ),
        ]
        indexes = [models.Index("cohort", "left_on", name="cohort_by_code")]

    @property
    def definition(self) -> Cohort:
        return cohort(self.cohort)


class Sighting(models.Model):
    """Somebody saw the child, or tried to, or reviewed how it is. Written once."""

    class Kind(models.TextChoices):
        ALONE = "alone", "Seen alone"
        SEEN = "seen", "Seen, not alone"
        NOT_SEEN = "not_seen", "Not seen"
        REVIEW = "review", "Review"

    class Decision(models.TextChoices):
        GOES_ON = "goes_on", "It goes on as it is"
        MORE = "more", "More is needed: a worker asks for an assessment or a strategy discussion"
        ENDS = "ends", "It ends, and the worker takes the child off the list"

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "kind": "whether the child was seen",
        "decision": "what was decided about the child",
        "on": "when the child was seen",
        "words": "the child's own words",
        "found": "free text about the child",
        "by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    episode = models.ForeignKey(Belonging, on_delete=models.PROTECT, related_name="sightings", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    words = models.TextField(blank=True, default="")
    """What the child said, as they said it."""
    found = models.TextField()
    """What was found; why the child was not seen; why it was decided so."""
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="review") & ~Q(decision="")) | (~Q(kind="review") & Q(decision="")),
                name="cohort_review_decides",
            )
        ]
        indexes = [models.Index("episode", F("on").desc(), name="cohort_sightings_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
