"""Other agencies' lists: where they come from, what was made of each row, and what people said of the doubtful ones.

A list is compared, never taken over: of somebody whom nobody here knows nothing is kept but a keyed hash, so that the
same row costs nothing next time.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id, new_reference


def _run_reference() -> str:
    return new_reference("LR")


class Source(models.Model):
    """An agency's system that sends lists, such as the police's: how its columns are read, how its rows are scored, and
    from which score on a row may point at somebody without a person having looked.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"changed_by_name": "worker's name", "accepted_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(max_length=40, db_index=False)
    title = models.CharField(max_length=60)
    mapping = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    """Heading, in plain words -> fact; "" for a column that is left out."""
    model = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    """The chances that scored its rows last, as numbers alone."""
    links_from = models.FloatField(null=True, blank=True)
    """The score from which the machine may say that a row is somebody; none until a sample was compared."""
    wrong_at_most = models.FloatField(null=True, blank=True)
    """The published share of those that may be wrong."""
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by_name = models.CharField(max_length=120, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by_name = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="source_code_once"),
            models.CheckConstraint(
                condition=Q(links_from__isnull=True, wrong_at_most__isnull=True)
                | Q(links_from__isnull=False, wrong_at_most__isnull=False),
                name="source_links_only_above_a_published_error",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Run(models.Model):
    """One list of a source, from the moment it was sent to the last row that was settled."""

    class State(models.TextChoices):
        SENT = "sent", "To be checked"
        QUEUED = "queued", "Waiting to be compared"
        RUNNING = "running", "Being compared"
        DONE = "done", "Compared"
        FAILED = "failed", "Stopped"
        GIVEN_UP = "given_up", "Given up"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "sealed_content": "the whole file, encrypted, until it is compared",
        "asked_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, default=_run_reference, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    sha256 = models.CharField(max_length=64)
    sealed_content = models.BinaryField(null=True, blank=True)
    mapping = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    """Heading, in plain words -> fact, as this list was or will be read."""
    model = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    """The chances that score its rows, once they are learned: a run that was broken off goes on with the same."""
    engine = models.CharField(max_length=10, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_by_name = models.CharField(max_length=120)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    """Numbers only: pairs by score, seconds of each step, memory."""
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="list_run_reference_once"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=("queued", "running")), name="list_run_one_at_a_time"
            ),
        ]
        indexes = [models.Index("source", F("asked_at").desc(), name="list_run_by_source")]

    def __str__(self) -> str:
        return self.reference


class Row(models.Model):
    """That a row stands in a source's list: two keyed hashes, of who it is and of what it says. Names nobody, so that a
    list can be told from the next one without keeping it.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    pk = models.CompositePrimaryKey("source", "who")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    who = models.CharField(max_length=32)
    says = models.CharField(max_length=32)

    def __str__(self) -> str:
        return "row of a list"


class Pair(models.Model):
    """A row of a list and a person here who may be meant, with the score, and what was said of it.

    An answer is for ever: the same row and person are not asked about again, whatever a later list says.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "To be compared"
        HELD = "held", "Strong, and not compared"
        LINKED = "linked", "Linked by machine"
        SAME = "same", "The same person"
        OTHER = "other", "Somebody else"
        UNCLEAR = "unclear", "Can not be told"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {
        "number": "the number by which the agency knows somebody",
        "said": "what the list says of somebody",
        "facts": "the same, as it is compared",
        "answered_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="pairs", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    who = models.CharField(max_length=32)
    number = models.CharField(max_length=40, blank=True, default="")
    said = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    facts = models.TextField(blank=True, default="")
    score = models.FloatField()
    strength = models.FloatField()
    why_asked = models.CharField(max_length=12, blank=True, default="")
    """A code: why no machine may answer, whatever the score."""
    sampled = models.BooleanField(default=False)
    """Drawn for the sample by which the scores are judged."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    in_list = models.BooleanField(default=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "who", "person"], name="listed_pair_once")]
        indexes = [
            models.Index("source", "state", F("score").desc(), name="listed_pair_waiting"),
            models.Index("person", name="listed_pair_by_person"),
        ]

    def __str__(self) -> str:
        return self.state


ANSWERED = (Pair.State.SAME, Pair.State.OTHER, Pair.State.UNCLEAR)
"""States that a person gave."""
