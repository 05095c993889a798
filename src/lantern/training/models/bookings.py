"""Somebody's place at an event: booked, waited for, given back; whether they came, and what it was worth."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode
from lantern.training.models.courses import TrainingEvent


class Booking(models.Model):
    """One person at one event."""

    class Standing(models.TextChoices):
        PLACE = "place", "Has a place"
        WAITING = "waiting", "On the waiting list"
        GIVEN_UP = "given_up", "Gave it back"

    class Came(models.TextChoices):
        WHOLE = "whole", "Came"
        PART = "part", "Came for a part"
        NO = "no", "Did not come"

    class Uses(models.TextChoices):
        YES = "yes", "Yes, I work differently"
        SOME = "some", "In part"
        NO = "no", "No"

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "worker's name",
        "user": "worker",
        "takes_away": "free text of a practitioner",
        "changed": "free text of a practitioner",
        "hinders": "free text of a practitioner",
        "standing": "whether somebody has a place",
        "came": "whether somebody came",
        "uses": "what somebody says of themselves",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(TrainingEvent, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    post_title = models.CharField(max_length=120)
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    agency_name = models.CharField(max_length=160)
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    standing = models.CharField(max_length=10, choices=Standing)
    booked_at = models.DateTimeField()
    moved_up_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    came = models.CharField(max_length=5, choices=Came, blank=True, default="")
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    """How sure somebody is of being able to do it, from 1 to 5: before, and at the end of the day."""
    takes_away = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    uses = models.CharField(max_length=4, choices=Uses, blank=True, default="")
    changed = models.TextField(blank=True, default="")
    hinders = models.TextField(blank=True, default="")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="training_booked_once"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(before__range=(1, 5), after__range=(1, 5)),
                name="training_rated_from_1_to_5",
            ),
            models.CheckConstraint(condition=Q(used_at__isnull=True) | ~Q(uses=""), name="training_used_says_whether"),
            models.CheckConstraint(condition=Q(came="") | Q(standing="place"), name="training_came_with_a_place"),
        ]
        indexes = [
            models.Index("episode", name="training_booking_by_event"),
            models.Index("user", name="training_booking_by_user"),
        ]

    def __str__(self) -> str:
        return self.name
