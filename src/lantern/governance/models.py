"""Nouns of this room: a meeting of a body, its agenda and papers, who came, what was minuted, what was decided and who
declared an interest; and minutes that came as a file.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantern.boards.models import Body, Holding, Seat
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class BoardMeeting(Episode):
    """A meeting of a body of the partnership. About no child; whoever belongs to the partnership finds it."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "place": "free text",
        "how_to_join": "free text",
        "chair_name": "worker's name",
        "approved_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_board_meeting"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", db_index=False)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    how_to_join = models.TextField(blank=True, default="")
    chair_seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    chair_name = models.CharField(max_length=160, blank=True, default="")
    interests_asked_at = models.DateTimeField(null=True, blank=True)
    """When everybody there was asked whether they have an interest in what is on the agenda."""
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_name="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by_name="")),
                name="board_minutes_approved_by_somebody",
            )
        ]
        indexes = [models.Index("body", "starts_at", name="board_meeting_by_body")]


class _Kept(models.Model):
    """A row of the partnership's own records."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class AgendaItem(_Kept):
    """Something that a body will talk about: on the backlog, planned for a month, or on the agenda of a meeting."""

    class Purpose(models.TextChoices):
        DECIDE = "decide", _("To decide")
        DISCUSS = "discuss", _("To discuss")
        ASSURE = "assure", _("For assurance")
        NOTE = "note", _("To note")

    personal: ClassVar[dict[str, str]] = {
        "title": "free text",
        "presenter": "worker's name",
        "confidential_why": "free text",
        "paper": "free text",
        "paper_by_name": "worker's name",
    }

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="items", db_index=False)
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items", db_index=False
    )
    """The meeting on whose agenda it stands; none while it waits on the backlog."""
    number = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.DISCUSS)
    presenter = models.CharField(max_length=160, blank=True, default="")
    planned_for = models.DateField(null=True, blank=True)
    """Not before this day: the forward plan."""
    confidential = models.BooleanField(default=False)
    confidential_why = models.CharField(max_length=300, blank=True, default="")
    because_of = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    paper_due_on = models.DateField(null=True, blank=True)
    paper = models.TextField(blank=True, default="")
    paper_by_name = models.CharField(max_length=120, blank=True, default="")
    paper_at = models.DateTimeField(null=True, blank=True)
    dropped = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential=False) | ~Q(confidential_why=""), name="confidential_item_says_why"
            )
        ]
        indexes = [
            models.Index("episode", "number", name="agenda_in_order", condition=Q(episode__isnull=False)),
            models.Index("body", name="agenda_backlog", condition=Q(episode__isnull=True, dropped=False)),
        ]

    def __str__(self) -> str:
        return f"item {self.number}"


class Attendance(_Kept):
    """Whether a seat was there, as it really was; or a guest, who has no seat."""

    class Came(models.TextChoices):
        FULL = "full", _("Was there")
        PART = "part", _("Was there for a part")
        DEPUTY = "deputy", _("Sent a deputy who was briefed")
        UNBRIEFED = "unbriefed", _("Sent somebody who was not briefed")
        APOLOGY = "apology", _("Sent apologies")
        ABSENT = "absent", _("Did not come")
        NOT_REQUIRED = "not_required", _("Was not needed")

    personal: ClassVar[dict[str, str]] = {"name": "worker's name", "note": "free text"}

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="attendances", db_index=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    name = models.CharField(max_length=160, blank=True, default="")
    came = models.CharField(max_length=12, choices=Came)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "seat"], condition=Q(seat__isnull=False), name="seat_attends_once"
            ),
            models.CheckConstraint(condition=Q(seat__isnull=False) | ~Q(name=""), name="guest_has_a_name"),
        ]
        indexes = [models.Index("episode", name="attendance_of_meeting")]

    def __str__(self) -> str:
        return self.came


class MinuteLine(_Kept):
    """What was minuted under an item. Written once: a better wording names what it replaces, and both stay, so that of
    two people minuting nobody overwrites the other.
    """

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"text": "free text", "by_name": "worker's name"}

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="minute_lines", db_index=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="lines", db_index=False)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="minute_is_replaced_once"
            )
        ]
        indexes = [models.Index("episode", "written_at", name="minutes_in_order")]

    def __str__(self) -> str:
        return f"minute {self.written_at:%Y-%m-%d %H:%M}"


class StandingInterest(Episode):
    """An interest of somebody with a seat, between meetings too; or their word that there is nothing to declare."""

    class Kind(models.TextChoices):
        PECUNIARY = "pecuniary", _("Disclosable pecuniary interest")
        REGISTERABLE = "registerable", _("Other registerable interest")
        OTHER = "other", _("Non-registerable interest")
        NONE = "none", _("Nothing to declare")

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "worker's name", "what": "free text", "touched_by": "words of what the interest is in",
    }  # fmt: skip

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_interest")
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="interests", db_index=False)
    """The seat by which they came onto the register; it counts in every body in which they sit."""
    name = models.CharField(max_length=160)
    post = models.ForeignKey(
        "partnership.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    sort = models.CharField(max_length=14, choices=Kind)
    what = models.TextField(blank=True, default="")
    touched_by = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    """Words by which an item of an agenda shows that it may touch the interest."""
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sort="none", what="") | ~Q(what=""), name="standing_interest_says_what")
        ]
        indexes = [models.Index("holding", name="interest_of_holding")]

    def __str__(self) -> str:
        return self.reference


class Interest(_Kept):
    """An interest that somebody declared in one meeting, in an item or in general; and what was done about it."""

    class Kind(models.TextChoices):
        PECUNIARY = "pecuniary", _("Disclosable pecuniary interest")
        REGISTERABLE = "registerable", _("Other registerable interest")
        OTHER = "other", _("Non-registerable interest")

    class Handled(models.TextChoices):
        LEFT = "left", _("Left the room")
        SILENT = "silent", _("Stayed and took no part")
        DISPENSED = "dispensed", _("Took part under a dispensation")
        NOTED = "noted", _("Noted; it is no conflict")

    personal: ClassVar[dict[str, str]] = {"name": "worker's name", "what": "free text"}

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="interests", db_index=False)
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="interests", db_index=False
    )
    standing = models.ForeignKey(
        StandingInterest, on_delete=models.PROTECT, null=True, blank=True, related_name="declared", db_index=False
    )
    """The entry of the register that it refers to."""
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=14, choices=Kind)
    what = models.TextField()
    handled = models.CharField(max_length=10, choices=Handled)
    declared_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("episode", name="interest_of_meeting")]

    def __str__(self) -> str:
        return self.kind


class Decision(Episode):
    """What a body decided, why, what else was considered, and when it takes effect."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text",
        "resolution": "free text",
        "reasons": "free text",
        "alternatives": "free text",
        "conflicts": "free text",
        "dispensations": "free text",
        "called_in_why": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_decision")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", db_index=False
    )
    title = models.CharField(max_length=300)
    resolution = models.TextField()
    """What was decided, in words."""
    reasons = models.TextField()
    alternatives = models.TextField(blank=True, default="")
    conflicts = models.TextField(blank=True, default="")
    dispensations = models.TextField(blank=True, default="")
    confidential = models.BooleanField(default=False)
    may_be_called_in = models.BooleanField(default=False)
    called_in_why = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    look_again_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("body", name="decision_by_body")]


class MinutesFile(_Kept):
    """Minutes that came as a file: what was read in them, until somebody has checked it."""

    personal: ClassVar[dict[str, str]] = {"name": "file name as sent", "proposal": "what the minutes say"}

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    proposal = models.JSONField(default=dict)
    read_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The meeting that was made of it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "sha256"], name="minutes_file_once")]

    def __str__(self) -> str:
        return self.sha256[:12]
