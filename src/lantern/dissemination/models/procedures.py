"""A procedure of the partnership, its clauses in every wording they have had, and what each wording came from."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Procedure(Episode):
    """What is written down about how something is done, wherever its full text is read."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"about": "free text", "read_at": "free text", "review_found": "free text"}

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_procedure")
    title = models.CharField(max_length=200)
    about = models.TextField()
    """When it is used, in a sentence or two."""
    kept_by_says = models.CharField(max_length=200)
    """Who keeps its text: the partnership, or a group across several."""
    read_at = models.CharField(max_length=300, blank=True, default="")
    """Where its full text is read."""
    agencies = ArrayField(models.IntegerField(), default=list, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Who must know it; empty: everybody."""
    reviewed_on = models.DateField()
    """When it was last looked at as a whole."""
    review_found = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """One wording of one clause. It stays as it was; a later one takes its place, and says because of what."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "heading": "free text about how practice is",
        "text": "free text about how practice is",
        "why": "free text about how practice is",
        "written_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="wordings", db_index=False)
    number = models.CharField(max_length=20)
    """As the text numbers it, such as 4.2."""
    version = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    dropped = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True, default="")
    because_of = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The recommendation that changed it."""
    in_force_on = models.DateField()
    written_at = models.DateTimeField()
    written_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number", "version"], name="clause_wording_once"),
            models.CheckConstraint(condition=Q(dropped=True, text="") | ~Q(text=""), name="clause_says_something"),
        ]
        indexes = [models.Index("because_of", name="clause_by_cause", condition=Q(because_of__isnull=False))]

    def __str__(self) -> str:
        return f"clause {self.number}, wording {self.version}"
