"""Nouns of this room: a meeting about children, the seats at its table, what was said, what was decided about each
child, what was agreed to be done, and what an invited agency is told and sends.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Meeting(Episode):
    """A meeting about one child or several."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "purpose": "free text",
        "place": "free text",
        "how_to_join": "free text",
        "chair_name": "worker's name",
        "not_quorate_why": "free text",
        "minutes_by_name": "worker's name",
        "outline_how": "names of whoever got it",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_meeting")
    meeting_kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    how_to_join = models.TextField(blank=True, default="")
    purpose = models.TextField()
    chair_name = models.CharField(max_length=120, blank=True, default="")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    not_quorate_why = models.TextField(blank=True, default="")
    """Why it decided although somebody who must be there was not."""
    decided_at = models.DateTimeField(null=True, blank=True)
    minutes_at = models.DateTimeField(null=True, blank=True)
    minutes_by_name = models.CharField(max_length=120, blank=True, default="")
    outline_at = models.DateTimeField(null=True, blank=True)
    """When an outline of the plan was sent, before the minutes."""
    outline_how = models.TextField(blank=True, default="")
    """To whom it was sent, and how."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False), name="meeting_ends_after_it_began"
            ),
        ]
        indexes = [models.Index("starts_at", name="meeting_by_start")]


class _Part(models.Model):
    """What belongs to one meeting: closed to whoever may not see it."""

    row_rule: ClassVar[str] = "authority"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Seat(_Part):
    """A place at the table: who was asked to come, as what, and whether they came."""

    class Attendance(models.TextChoices):
        HERE = "here", "In the room"
        JOINED = "joined", "By telephone or video"
        APOLOGIES = "apologies", "Sent apologies"
        ABSENT = "absent", "Did not come"

    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"name": "name", "role": "what they are to the child"}

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="seats", db_index=False)
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=120, blank=True, default="")
    sits_as = models.CharField(max_length=20)
    """As which part of the table, a code of ``law.quorums.PARTS``."""
    team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    invitation = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """What the agency was told and sends; none for the family and for people of this authority."""
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True, default="")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="seat_number_once")]

    def __str__(self) -> str:
        return f"seat {self.number}"

    @property
    def is_there(self) -> bool:
        return self.attendance in (self.Attendance.HERE, self.Attendance.JOINED)


class Said(_Part):
    """Something that was said or noted. Written once: a better wording is written anew and names what it replaces, so
    that of two people minuting nobody overwrites the other.
    """

    class Part(models.TextChoices):
        INFORMATION = "information", "Information shared"
        VIEW = "view", "View"
        ANALYSIS = "analysis", "What it means for the child"
        DISSENT = "dissent", "Does not agree"

    row_rule: ClassVar[str] = "of_episode"  # never changed, so it can not be marked: whoever sees the meeting sees it
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"text": "free text", "by_name": "worker's name"}

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="said", db_index=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="said", db_index=False)
    part = models.CharField(max_length=12, choices=Part)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", db_index=False
    )

    class Meta:
        verbose_name_plural = "said"
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="said_is_replaced_once"
            )
        ]
        indexes = [models.Index("episode", "written_at", name="said_in_order")]

    def __str__(self) -> str:
        return f"{self.part} {self.written_at:%Y-%m-%d %H:%M}"


class Decided(_Part):
    """What a meeting decided about one child, and why. Deciding again is a new row; the earlier one stays."""

    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "reasons": "free text",
        "details": "what the kind of meeting asks, free text among it",
        "by_name": "worker's name",
    }

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="decided", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=40)
    reasons = models.TextField()
    details = models.JSONField(default=dict)
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "decided"
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "person"], condition=Q(current=True), name="decided_once_for_each_child"
            )
        ]
        indexes = [models.Index("person", "made_at", name="decided_by_person")]

    def __str__(self) -> str:
        return self.outcome


class Agreed(_Part):
    """Something that somebody does by a time."""

    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what": "free text",
        "owner_name": "name",
        "outcome": "free text",
        "done_by_name": "worker's name",
    }

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="agreed", db_index=False)
    what = models.TextField()
    owner_name = models.CharField(max_length=160)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The worker of that name, where one holds a post: what they promised moves with their work."""
    team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()
    agreed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=120, blank=True, default="")
    outcome = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "agreed"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by_name="") | (Q(done_at__isnull=False) & ~Q(done_by_name="")),
                name="agreed_done_by_somebody",
            )
        ]
        indexes = [
            models.Index("episode", "due_at", name="agreed_in_order"),
            models.Index("authority", "due_at", name="agreed_open", condition=Q(done_at__isnull=True)),
            models.Index(
                "worker", "due_at", name="agreed_of_worker", condition=Q(worker__isnull=False, done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"action due {self.due_at:%Y-%m-%d}"


class Invitation(Episode):
    """What one agency is told of a meeting, and what it sends. Frozen when it is sent: the agency sees this and the
    minutes, and nothing of the record (decision 5).
    """

    class Coming(models.TextChoices):
        YES = "yes", "Yes"
        DEPUTY = "deputy", "Somebody else comes for us"
        NO = "no", "We can not come"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names, birth dates and addresses as disclosed",
        "purpose": "free text",
        "place": "free text",
        "how_to_join": "free text",
        "invited_by_name": "worker's name",
        "coming_name": "worker's name",
        "coming_note": "free text",
        "report": "free text",
        "report_by_name": "worker's name",
        "minutes": "the minutes as they were sent",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_invitation"
    )
    asked_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    meeting_kind = models.CharField(max_length=40)
    meeting_reference = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    how_to_join = models.TextField(blank=True, default="")
    purpose = models.TextField()
    subjects = models.JSONField(default=list)
    invited_by_name = models.CharField(max_length=120)
    report_asked = models.BooleanField(default=False)
    coming = models.CharField(max_length=10, choices=Coming, blank=True, default="")
    coming_name = models.CharField(max_length=160, blank=True, default="")
    coming_note = models.TextField(blank=True, default="")
    report = models.JSONField(default=dict)
    """Heading -> text, as the agency wrote it."""
    report_by_name = models.CharField(max_length=120, blank=True, default="")
    report_at = models.DateTimeField(null=True, blank=True)
    minutes = models.JSONField(default=dict)
    """The minutes as they were sent: ``minutes.frozen``."""
    minutes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report_at__isnull=True, report_by_name="")
                | (Q(report_at__isnull=False) & ~Q(report_by_name="")),
                name="invitation_report_by_somebody",
            )
        ]
