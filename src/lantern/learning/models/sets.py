"""Action learning sets: who takes part, the critical friend beside them, what they see and think, what they find."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class CriticalFriend(models.Model):
    """Somebody independent in the pool: what they bring, from what they are independent, what they cost."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "brings": "free text about how practice is",
        "checked_by_name": "worker's name",
        "name": "the friend's name",
        "independence": "where they worked",
        "user": "their account",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=160)
    brings = models.TextField()
    """Skills and experience."""
    independence = models.TextField()
    """From whom they are independent, and where they worked in the last years."""
    not_with = ArrayField(models.IntegerField(), default=list, blank=True)
    """Numbers of agencies on whose practice they can not be a friend: they work or worked there."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    day_rate = models.PositiveIntegerField(default=0)
    """In pence, for a day."""
    days_a_year = models.PositiveSmallIntegerField(default=0)
    checked_on = models.DateField(null=True, blank=True)
    """When their independence was last looked at."""
    checked_by_name = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "name"], name="critical_friend_once")]

    def __str__(self) -> str:
        return self.name


class LearningSet(Episode):
    """Front-line people of several agencies look together at how practice is, and learn as they take part."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text about how practice is",
        "brief": "free text about how practice is",
        "method": "free text about how practice is",
        "summary": "free text about how practice is",
        "conflict_by_name": "worker's name",
        "conflict": "what was declared",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_set")
    title = models.CharField(max_length=200)
    brief = models.TextField(blank=True, default="")
    method = models.TextField(blank=True, default="")
    report_by = models.DateField(null=True, blank=True)
    friend = models.ForeignKey(CriticalFriend, on_delete=models.PROTECT, null=True, blank=True, related_name="sets")
    friend_days = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    friend_spent = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    conflict = models.TextField(blank=True, default="")
    """What was found when the friend's independence from this set was looked at."""
    conflict_on = models.DateField(null=True, blank=True)
    conflict_by_name = models.CharField(max_length=120, blank=True, default="")
    cost = models.PositiveIntegerField(default=0)
    """Other costs in pence: rooms, travel, cover."""
    summary = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.title


class _OfSet(models.Model):
    """What belongs to a set: whoever sees the set sees it."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class SetMember(_OfSet):
    """Somebody from the front line who takes part. They write from their own sign-in."""

    personal: ClassVar[dict[str, str]] = {"name": "worker's name", "user": "worker"}

    set = models.ForeignKey(LearningSet, on_delete=models.PROTECT, related_name="members", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    post_title = models.CharField(max_length=120)
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    agency_name = models.CharField(max_length=160)
    leads = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "user"], name="set_member_once")]
        indexes = [
            models.Index("episode", name="set_member_by_episode"),
            models.Index("user", name="set_member_by_user", condition=Q(left_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name


class LearningSession(_OfSet):
    """One meeting of a set: when, how, and how long."""

    personal: ClassVar[dict[str, str]] = {
        "about": "free text about how practice is",
        "how": "free text about how practice is",
        "said": "free text about how practice is",
    }

    set = models.ForeignKey(LearningSet, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    about = models.CharField(max_length=200)
    how = models.CharField(max_length=200, blank=True, default="")
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    friend_there = models.BooleanField(default=False)
    said = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "number"], name="session_number_once")]
        indexes = [models.Index("episode", name="session_by_episode")]

    def __str__(self) -> str:
        return f"session {self.number}"


class Contribution(_OfSet):
    """What somebody of a set wrote: an observation, a reflection, a challenge by the friend, or an answer to one."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", "Something I saw"
        REFLECTION = "reflection", "What I make of it"
        GOOD = "good", "Something that works well"
        CHALLENGE = "challenge", "A challenge by the critical friend"
        ANSWER = "answer", "An answer to a challenge"

    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"by_name": "worker's name", "text": "free text of a practitioner"}

    set = models.ForeignKey(LearningSet, on_delete=models.PROTECT, related_name="contributions", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    session = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField()
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered")
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=160, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="contribution_says_something")]
        indexes = [
            models.Index("set", F("at").desc(), name="contribution_by_set"),
            models.Index("episode", name="contribution_by_episode"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Finding(_OfSet):
    """What a set found: something to change, or something that works and should spread."""

    personal: ClassVar[dict[str, str]] = {
        "text": "free text about how practice is",
        "rests_on": "free text about how practice is",
    }

    class Kind(models.TextChoices):
        CHANGE = "change", "Something should change"
        GOOD = "good", "Good practice, to spread"
        UNKNOWN = "unknown", "Still not known"

    set = models.ForeignKey(LearningSet, on_delete=models.PROTECT, related_name="findings", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    rests_on = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "number"], name="finding_number_once")]
        indexes = [models.Index("episode", name="finding_by_episode")]

    def __str__(self) -> str:
        return f"finding {self.number}"
