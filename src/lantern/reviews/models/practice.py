"""A local child safeguarding practice review and what belongs to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class PracticeReview(Episode):
    """A local child safeguarding practice review: what it asks, who writes it, how far it is, and its publication."""

    row_rule: ClassVar[str] = "named"
    named_through: ClassVar[str] = "incident_id"
    named_in: ClassVar[str] = "reviews.NamedReader"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "a name the child is not known by",
        "terms": "free text",
        "questions": "free text",
        "lead_name": "worker's name",
        "family_lead_name": "worker's name",
        "combined_learning": "free text",
        "delay_reasons": "free text",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_practice_review"
    )
    incident = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    """A name that tells nobody who the child is."""
    terms = models.TextField(blank=True, default="")
    questions = models.TextField(blank=True, default="")
    looks_from = models.DateField(null=True, blank=True)
    looks_until = models.DateField(null=True, blank=True)
    lead_name = models.CharField(max_length=160, blank=True, default="")
    """Whose review it is where several areas or kinds of review look at the same: who leads."""
    family_lead_name = models.CharField(max_length=160, blank=True, default="")
    """The one person through whom the family hears of all of them."""
    combined_learning = models.TextField(blank=True, default="")
    publication_on = models.DateField(null=True, blank=True)
    sent_ahead_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_where = models.URLField(max_length=300, blank=True, default="")
    public_until = models.DateField(null=True, blank=True)
    """It stays public at least until this day (SI 2018/789)."""
    delay_reasons = models.TextField(blank=True, default="")
    appointment = models.OneToOneField(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="appoints_for", db_index=False
    )
    """What was put to the Executive: a record of the partnership, without the child."""

    class Meta:
        indexes = [models.Index("incident", name="practice_review_of")]


class _Part(models.Model):
    """What belongs to one practice review: open to those named in its incident."""

    row_rule: ClassVar[str] = "named"
    named_through: ClassVar[str] = "episode_id"
    named_in: ClassVar[str] = "reviews.NamedReader"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The serious incident."""
    review = models.ForeignKey(PracticeReview, on_delete=models.PROTECT, related_name="%(class)s_rows")

    class Meta:
        abstract = True


class Milestone(_Part):
    """A step of a review with the day by which it is done."""

    personal: ClassVar[dict[str, str]] = {"done_by_name": "worker's name", "note": "free text"}

    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=160)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by_name = models.CharField(max_length=120, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="milestone_number_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by_name="") | (Q(done_on__isnull=False) & ~Q(done_by_name="")),
                name="milestone_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class FamilyContact(_Part):
    """A time somebody spoke with the family about the review, and what they said. Written once."""

    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "on": "when the family was met",
        "who": "names",
        "words": "what the family said",
        "by_name": "worker's name",
    }

    on = models.DateField()
    who = models.CharField(max_length=160)
    about = models.CharField(max_length=40)
    words = models.TextField()
    by_name = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("review", "on", name="family_contact_in_order")]

    def __str__(self) -> str:
        return f"{self.about} {self.on:%Y-%m-%d}"


class Strand(_Part):
    """Another review or enquiry about the same events: its kind, place and lead, and what it learned by itself."""

    personal: ClassVar[dict[str, str]] = {"lead": "name", "learning": "free text"}

    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=120)
    lead = models.CharField(max_length=160)
    their_reference = models.CharField(max_length=60, blank=True, default="")
    shares_chronology = models.BooleanField(default=False)
    learning = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("review", "added_at", name="strand_in_order")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.place}"
