"""Nouns of the way to court: the legal planning of one child, the letter before proceedings with what must change, and
why it waits.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Turn(models.TextChoices):
    """Whose turn it is: for whom the child waits."""

    SOCIAL_WORK = "social_work", "Social worker"
    MANAGER = "manager", "Manager"
    LEGAL = "legal", "Lawyers"
    FAMILY = "family", "Family"
    EXPERT = "expert", "Assessor or expert"
    AGENCY = "agency", "Another agency"
    COURT = "court", "Court"


class LegalPlanning(Episode):
    """One child on the way to court or away from it: asked for, decided on, told to the parents in a letter, tracked
    for as long as it takes (Family Procedure Rules, Practice Direction 12A).
    """

    class EndedAs(models.TextChoices):
        GO_ON = "go_on", "No pre-proceedings; work goes on under the plan"
        STEP_DOWN = "step_down", "Pre-proceedings ended: enough has changed"
        CARE_ORDER = "care_order", "A care order"
        SUPERVISION_ORDER = "supervision_order", "A supervision order"
        OTHER_ORDER = "other_order", "Another order"
        NO_ORDER = "no_order", "No order, or the application was withdrawn"

    class Offered(models.TextChoices):
        YES = "yes", "Yes, and it was held"
        REFUSED = "refused", "Yes, and nobody accepted"
        NO = "no", "No"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "why": "free text",
        "tried": "free text",
        "asked_by_name": "worker's name",
        "court": "which court",
        "court_number": "the court's number of the case",
        "meeting_offered_why": "free text",
        "ended_why": "free text",
        "issued_on": "when the council applied to the court",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_legal")
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    family = models.UUIDField(default=new_id)
    """The same for brothers and sisters who were asked about or decided on together."""
    why = models.TextField()
    """Why a lawyer and a manager must look at it now."""
    tried = models.TextField(blank=True, default="")
    asked_by_name = models.CharField(max_length=120)
    stage_since = models.DateTimeField()
    """Since when it stands where it stands."""
    turn = models.CharField(max_length=12, choices=Turn)
    letter_at = models.DateTimeField(null=True, blank=True)
    """When the letter before proceedings went out: the sixteen weeks count from it."""
    met_at = models.DateTimeField(null=True, blank=True)
    """When the parents and their lawyers were first met."""
    extended = models.PositiveSmallIntegerField(default=0)
    issue_decided_at = models.DateTimeField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    court = models.CharField(max_length=120, blank=True, default="")
    court_number = models.CharField(max_length=40, blank=True, default="")
    meeting_offered = models.CharField(max_length=8, choices=Offered, blank=True, default="")
    meeting_offered_why = models.TextField(blank=True, default="")
    ended_as = models.CharField(max_length=20, choices=EndedAs, blank=True, default="")
    ended_why = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "legal planning"
        constraints = [
            models.CheckConstraint(condition=Q(ended_as="") | ~Q(ended_why=""), name="legal_end_says_why"),
            models.CheckConstraint(
                condition=~Q(meeting_offered="no") | ~Q(meeting_offered_why=""), name="legal_no_family_meeting_says_why"
            ),
        ]
        indexes = [models.Index("child", name="legal_by_child"), models.Index("family", name="legal_by_family")]


class _OfPlanning(models.Model):
    """What belongs to the legal planning of one child: seen by whoever sees that."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Letter(_OfPlanning):
    """The letter before proceedings: why the council thinks of going to court, and what must change for it not to."""

    personal: ClassVar[dict[str, str]] = {
        "to": "names of the parents",
        "worries": "free text",
        "helped": "free text",
        "what_next": "free text",
        "meeting": "when and where the parents are met",
        "about": "names of the children it is about",
        "written_by_name": "worker's name",
        "sent_by_name": "worker's name",
        "sent_how": "how it reached the parents",
    }

    episode = models.OneToOneField(LegalPlanning, on_delete=models.PROTECT, related_name="letter")
    to = models.TextField(blank=True, default="")
    """To whom, one a line."""
    worries = models.TextField(blank=True, default="")
    helped = models.TextField(blank=True, default="")
    what_next = models.TextField(blank=True, default="")
    meeting = models.TextField(blank=True, default="")
    about = models.TextField(blank=True, default="")
    """Whom it is about, as the letter says it: written when it is sent."""
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    written_by_name = models.CharField(max_length=120, blank=True, default="")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    sent_by_name = models.CharField(max_length=120, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_how = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | ~Q(sent_by=F("written_by")), name="letter_nobody_sends_their_own"
            )
        ]

    def __str__(self) -> str:
        return "letter before proceedings"


class Change(_OfPlanning):
    """One thing that must change: what exactly, by when, who checks it and how, and what was found."""

    class Found(models.TextChoices):
        OPEN = "open", "Not checked yet"
        MET = "met", "It has changed"
        PARTLY = "partly", "It has changed in part"
        NOT_MET = "not_met", "It has not changed"

    personal: ClassVar[dict[str, str]] = {
        "what": "free text",
        "help_offered": "free text",
        "checked_by": "who checks it",
        "checked_how": "free text",
        "by_when": "until when somebody must change something",
        "noted": "free text",
        "noted_on": "when it was checked",
        "noted_by_name": "worker's name",
    }

    episode = models.ForeignKey(LegalPlanning, on_delete=models.PROTECT, related_name="changes", db_index=False)
    number = models.PositiveSmallIntegerField()
    what = models.TextField(blank=True, default="")
    by_when = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=160, blank=True, default="")
    checked_how = models.TextField(blank=True, default="")
    help_offered = models.TextField(blank=True, default="")
    dropped = models.BooleanField(default=False)
    found = models.CharField(max_length=8, choices=Found, default=Found.OPEN)
    noted = models.TextField(blank=True, default="")
    noted_on = models.DateField(null=True, blank=True)
    noted_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="change_has_one_number"),
            models.CheckConstraint(condition=Q(found="open") | ~Q(noted=""), name="change_checked_in_words"),
        ]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"change {self.number}"

    def missing(self) -> list[str]:
        """What is not said yet, in words: without it the parents can not know what is asked of them."""
        asked = {
            "what must change": self.what.strip(),
            "by when": self.by_when,
            "who checks it": self.checked_by.strip(),
            "how it is checked": self.checked_how.strip(),
        }
        return [words for words, said in asked.items() if not said]


class Delay(_OfPlanning):
    """Why it waits: since it stood where it stood, for whom, until when, and who says so. Rows are only added."""

    personal: ClassVar[dict[str, str]] = {
        "why": "free text",
        "until": "until when it is expected to wait",
        "said_by_name": "worker's name",
    }

    episode = models.ForeignKey(LegalPlanning, on_delete=models.PROTECT, related_name="delays", db_index=False)
    stage = models.CharField(max_length=20)
    turn = models.CharField(max_length=12, choices=Turn)
    why = models.TextField()
    until = models.DateField()
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index("episode", "said_at", name="delay_in_order")]

    def __str__(self) -> str:
        return f"delay {self.said_at:%Y-%m-%d}"


class Hearing(_OfPlanning):
    """A day in court: which hearing, when and where, what the court directed; or that it was put off, and why."""

    class Kind(models.TextChoices):
        FIRST = "first", "First hearing, or urgent"
        CASE_MANAGEMENT = "case_management", "Case management hearing"
        FURTHER = "further", "Further case management hearing"
        ISSUES_RESOLUTION = "issues_resolution", "Issues resolution hearing"
        FINAL = "final", "Final hearing"
        OTHER = "other", "Another hearing"

    class State(models.TextChoices):
        LISTED = "listed", "Listed"
        HELD = "held", "Held"
        PUT_OFF = "put_off", "Put off"

    personal: ClassVar[dict[str, str]] = {
        "on": "when the family is in court",
        "place": "where, and before whom",
        "said": "free text",
        "next_steps": "free text",
        "noted_by_name": "worker's name",
    }

    episode = models.ForeignKey(LegalPlanning, on_delete=models.PROTECT, related_name="hearings", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    on = models.DateField()
    place = models.CharField(max_length=160, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.LISTED)
    said = models.TextField(blank=True, default="")
    """What the court directed, or why it was put off."""
    next_steps = models.TextField(blank=True, default="")
    """What the council does now, by whom and by when."""
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="hearing_has_one_number"),
            models.CheckConstraint(condition=Q(state="listed") | ~Q(said=""), name="hearing_over_says_what"),
        ]
        ordering: ClassVar[list[str]] = ["on", "number"]

    def __str__(self) -> str:
        return f"hearing {self.number}"


class Extension(_OfPlanning):
    """That the court gave the case longer than its weeks: until when, and why justice needs it. Rows are only added."""

    personal: ClassVar[dict[str, str]] = {
        "why": "free text",
        "granted_on": "when the court gave longer",
        "until": "until when the case runs",
        "noted_by_name": "worker's name",
    }

    episode = models.ForeignKey(LegalPlanning, on_delete=models.PROTECT, related_name="extensions", db_index=False)
    granted_on = models.DateField()
    until = models.DateField()
    why = models.TextField()
    noted_at = models.DateTimeField()
    noted_by_name = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index("episode", "noted_at", name="extension_in_order")]

    def __str__(self) -> str:
        return f"extension to {self.until:%Y-%m-%d}"
