"""Looks that come after: which finished contacts are drawn, what a second look found, what was sent back and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.frontdoor.models.contact import Contact
from lantern.frontdoor.models.decision import Outcome
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class SentBack(models.Model):
    """That a manager sent a decision back, and what it was about the work. Their words stand with the event."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="sent_back", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    themes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sent back"
        constraints = [
            models.CheckConstraint(condition=~Q(sent_by=F("decided_by")), name="sent_back_never_ones_own"),
        ]
        indexes = [models.Index("authority", F("at").desc(), name="sent_back_by_authority")]

    def __str__(self) -> str:
        return ", ".join(self.themes)


class SamplingRule(models.Model):
    """How finished contacts of an authority are drawn from a week on. Appended, never changed: a later one replaces it.
    Where an authority has none, the shares of the house list hold.
    """

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+")
    from_week = models.DateField()
    """The Monday of the first week of finished contacts that is drawn so."""
    shares = models.JSONField()
    """Reason -> how many of 100 such contacts are drawn, and how much it weighs: ``{"share": 100, "weight": 3}``."""
    at_most = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many of a week at most; those that weigh most come first. Empty: as many as are drawn."""
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at_most__isnull=True) | Q(at_most__range=(1, 500)), name="sampling_at_most_1_to_500"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} from {self.from_week}"


class DrawnWeek(models.Model):
    """That the contacts an authority finished in one week were drawn from, and how many there were."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {}

    pk = models.CompositePrimaryKey("authority", "week")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()
    """Its Monday."""
    finished = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.authority_id} {self.week}"


class SecondLook(models.Model):
    """A finished contact that was drawn for a second look: why, and what somebody found who had no part in it."""

    class Found(models.TextChoices):
        AGREED = "agreed", "I would have decided the same"
        OTHERWISE = "otherwise", "I would have decided otherwise"

    class Next(models.TextChoices):
        NOTHING = "nothing", "Nothing more"
        LEARNING = "learning", "Learning, with the worker and the manager"
        AGAIN = "again", "Take it up again"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"missed": "free text"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="second_looks", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    week = models.DateField()
    """The Monday of the week in which the contact was finished."""
    why = ArrayField(models.CharField(max_length=40))
    """Why it was drawn, as codes of ``second_look_reason``."""
    weight = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Whose decision it is. Of something restricted it is written when somebody looks who may see it."""
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    found = models.CharField(max_length=12, choices=Found, blank=True, default="")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    """The level of need at which whoever looked would have put it."""
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, default="")
    themes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    missed = models.TextField(blank=True, default="")
    then = models.CharField(max_length=12, choices=Next, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "week"], name="second_look_once_a_week"),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True, found="")
                | (Q(looked_at__isnull=False, looked_by__isnull=False, decided_by__isnull=False) & ~Q(found="")),
                name="second_look_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | ~Q(looked_by=F("decided_by")), name="second_look_never_ones_own"
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | Q(signed_off_by__isnull=True) | ~Q(looked_by=F("signed_off_by")),
                name="second_look_never_ones_sign_off",
            ),
            models.CheckConstraint(
                condition=~Q(found="otherwise")
                | (~Q(missed="") & ~Q(themes=[]) & Q(level__range=(1, 4)) & ~Q(then="")),
                name="second_look_says_what_was_missed",
            ),
        ]
        indexes = [
            models.Index("authority", F("week").desc(), name="second_look_by_week"),
            models.Index(
                "authority", F("looked_at").desc(), name="second_look_by_look", condition=Q(looked_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.found or "drawn"
