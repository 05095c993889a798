"""A seven-minute briefing: what is written now, every edition as it was sent, and who has read which."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class _Words(models.Model):
    """The plain structure of every briefing."""

    title = models.CharField(max_length=200)
    why = models.TextField()
    """What happened, or why this matters."""
    found = models.TextField()
    works_well = models.TextField(blank=True, default="")
    """Good practice, celebrated."""
    differently = models.TextField()
    """What you do differently from now on."""
    where_to = models.TextField(blank=True, default="")
    """Whom to ask, where to read more."""
    question = models.CharField(max_length=300, blank=True, default="")
    right_answer = models.CharField(max_length=300, blank=True, default="")
    wrong_answers = ArrayField(models.CharField(max_length=300), default=list, blank=True)

    class Meta:
        abstract = True


WORDS = ("title", "why", "found", "works_well", "differently", "where_to", "question", "right_answer", "wrong_answers")
_PERSONAL = dict.fromkeys(WORDS, "free text about how practice is")


class Briefing(_Words, Episode):
    """A briefing as it is written now. ``because_of`` is what it tells of, where that is on record."""

    class Kind(models.TextChoices):
        LEARNING = "learning", "What we learned"
        GOOD = "good", "Good practice, celebrated"
        CHANGE = "change", "Something changes"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = _PERSONAL

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_briefing")
    about = models.CharField(max_length=10, choices=Kind)
    agencies = ArrayField(models.IntegerField(), default=list, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    edition = models.PositiveSmallIntegerField(default=0)
    """The last that was sent; 0 before the first."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(question="", right_answer="") | (~Q(question="") & ~Q(right_answer="")),
                name="briefing_question_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return self.title


class BriefingEdition(_Words):
    """An edition as it was sent. It stays as it was."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = _PERSONAL | {"sent_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    changed = models.CharField(max_length=300, blank=True, default="")
    """What is new in it, for those who have read the one before."""
    sent_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="briefing_edition_once")]

    def __str__(self) -> str:
        return f"edition {self.number}"


class BriefingRead(models.Model):
    """Somebody has read and understood an edition."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"user": "worker"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    edition = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    tries = models.PositiveSmallIntegerField(default=1)
    """How often the question was answered before it was right; 1 where none was asked."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "edition", "user"], name="briefing_read_once")]
        indexes = [models.Index("user", name="briefing_read_by_user")]

    def __str__(self) -> str:
        return f"edition {self.edition}"
