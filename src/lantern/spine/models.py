"""What the one door writes: episodes, the event ledger, clocks, handoffs, acts, drafts and attachments.

Every table says who may see its rows (``row_rule``) and what the web process may do to them (``row_grants``);
``access.rows`` turns both
into PostgreSQL policies and privileges, and a lint refuses a table that says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id

if TYPE_CHECKING:
    from lantern.spine.actors import Actor


class Priority(models.IntegerChoices):
    """How urgent: red, amber or green. Ordered, so that the most urgent sorts first."""

    RED = 1, "Red"
    AMBER = 2, "Amber"
    GREEN = 3, "Green"

    @property
    def variant(self) -> str:
        """The name that a timescale in law uses for this priority."""
        return self.name.lower()


class EpisodeQuerySet[M: models.Model](models.QuerySet[M]):
    """Episodes as a reader may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Episodes of the reader's authorities and partnerships, or shared with the reader's agency. Restricted people
        are hidden by row policy too.
        """
        mine = Q(authority_id__in=(*actor.authorities, *actor.partnerships))
        if actor.agency_id is not None:
            mine |= Q(partner_agency_id=actor.agency_id)
        return self.filter(mine)

    def open(self) -> Self:
        """Not finished."""
        return self.filter(closed_at__isnull=True)


class Episode(models.Model):
    """A piece of work about people: a contact, a check, a handoff, later an assessment or a plan.

    One table for all kinds, so that "what is open for this child, and whose is it?" is one query. Only a lifecycle's
    door changes
    ``state``, ``version``, ``owner_team``, ``worker``, ``priority`` and the ``next_…`` columns.
    """

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=20)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(choices=Priority, null=True, blank=True)
    owner_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    because_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="led_to", db_index=False
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_due = models.CharField(max_length=40, blank=True, default="")
    restricted = models.BooleanField(default=False)
    people: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "people.Person", through="Involvement", related_name="episodes"
    )

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="episode_reference_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="episode_version_positive"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="episode_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(next_due_at__isnull=True, next_due="") | (Q(next_due_at__isnull=False) & ~Q(next_due="")),
                name="episode_due_names_its_clock",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(next_due_at__isnull=True), name="episode_closed_has_no_clock"
            ),
        ]
        indexes = [
            models.Index(
                "authority",
                "kind",
                "next_due_at",
                "id",
                name="episode_open_by_due",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                "owner_team",
                "kind",
                "next_due_at",
                "id",
                name="episode_open_by_team",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                "partner_agency",
                "kind",
                "opened_at",
                name="episode_by_partner",
                condition=Q(partner_agency__isnull=False),
            ),
            models.Index("authority", "kind", "opened_at", name="episode_by_opened"),
            models.Index(
                "authority", "kind", "closed_at", name="episode_by_closed", condition=Q(closed_at__isnull=False)
            ),
            models.Index("because_of", name="episode_led_to", condition=Q(because_of__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Involvement(models.Model):
    """That an episode is about a person, and in which part.

    Carries the kind of its episode and when it opened, which never change, so that "this child's contacts of the last
    year" is one index range and touches no other episode.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="involvements", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="involvements", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=20, default="child")
    kind = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "person"], name="involvement_once")]
        indexes = [models.Index("person", "kind", "opened_at", name="involvement_by_person")]

    def __str__(self) -> str:
        return f"{self.part} in {self.episode_id}"


class Event(models.Model):
    """Something that happened to a record. Appended, never changed: the database refuses UPDATE, DELETE and TRUNCATE.

    ``payload`` holds codes and references only; words that people wrote stand in ``EventNote`` or in the room's own
    record, so that
    erasure never has to touch the ledger.
    """

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"actor_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    post = models.ForeignKey(
        "partnership.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=120, blank=True)
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="events", db_index=False
    )
    episode_version = models.PositiveIntegerField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    significance = models.PositiveSmallIntegerField(default=1)
    restricted = models.BooleanField(default=False)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False
    )

    class Meta:
        indexes = [
            models.Index("episode", "recorded_at", name="event_by_episode"),
            models.Index("corrects", name="event_corrections", condition=Q(corrects__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d %H:%M}"


class EventSubject(models.Model):
    """That an event is about a person, once. Carries the event's time so that a child's chronology is one index range.

    By far the longest table: its key is what it says, and no number of its own.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {}

    pk = models.CompositePrimaryKey("event", "person")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="event_subjects", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    restricted = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index("person", "happened_at", "event", name="event_subject_chronology")]

    def __str__(self) -> str:
        return f"{self.kind} about {self.person_id}"


class EventNote(models.Model):
    """Words a person wrote with an event. Kept apart from the ledger so that they can be erased while the ledger
    stands.
    """

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    personal: ClassVar[dict[str, str]] = {"text": "free text about people"}

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="note")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The agency the event is shared with: whoever declines a handoff writes why."""
    restricted = models.BooleanField(default=False)
    text = models.TextField()

    def __str__(self) -> str:
        return f"note on {self.event_id}"


class Remark(models.Model):
    """What somebody said later about an event, for one of the people it is about: what it meant for them, or how much
    it matters. An event of its own says it; this is the way to it from the earlier one. The newest holds, all stay.
    """

    class Kind(models.TextChoices):
        IMPACT = "impact", "What it meant"
        WEIGHT = "weight", "How much it matters"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {}

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="remark")
    about = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="remarks", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    weight = models.PositiveSmallIntegerField(null=True, blank=True)
    """How much the earlier event matters in this person's life: 1 routine, 2 notable, 3 key."""
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="weight", weight__in=(1, 2, 3)) | Q(kind="impact", weight__isnull=True),
                name="remark_weighs_or_tells",
            ),
        ]
        indexes = [models.Index("about", "person", "kind", "event", name="remark_beside")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.about_id}"


class Clock(models.Model):
    """A timescale running on an episode: when it started, when it is due, when it stopped, and why it was late."""

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"late_reason": "free text, may name people"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    timescale = models.CharField(max_length=40)
    variant = models.CharField(max_length=20, blank=True, default="")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    late_reason = models.TextField(blank=True, default="")
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="clock_stop_names_its_event",
            ),
            models.UniqueConstraint(
                fields=["episode", "timescale"],
                condition=Q(stopped_at__isnull=True),
                name="clock_runs_once_per_episode",
            ),
        ]
        indexes = [
            models.Index("owner_team", "due_at", name="clock_open_by_team", condition=Q(stopped_at__isnull=True)),
            models.Index("episode", name="clock_by_episode"),
            # Whether families were seen in time, counted without the rows of every clock.
            models.Index(
                "episode",
                name="clock_first_seen",
                include=["due_at", "stopped_at"],
                condition=Q(timescale="handoff-first-seen"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.timescale} due {self.due_at:%Y-%m-%d %H:%M}"


class Act(models.Model):
    """That one press of one button was carried out. A repeated POST finds its first answer here (kept 24 hours or
    more).
    """

    row_rule: ClassVar[str] = "own"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    personal: ClassVar[dict[str, str]] = {}

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    visitor = models.CharField(max_length=64, blank=True, default="")
    move = models.CharField(max_length=80)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.move} {self.key}"


class Handoff(Episode):
    """Responsibility offered by one team to another, of any agency. Nobody waits unseen: it is always on somebody's
    list.

    ``subjects`` is what the receiving side was told about who this concerns, frozen when offered: it needs no access
    to the records
    of the offering authority, and what a reader saw stays as it was.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names, birth dates and addresses as disclosed",
        "need_to_know": "free text",
        "decline_reason": "free text",
        "outcome": "free text",
    }

    from_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    subjects = models.JSONField(default=list)
    need_to_know = models.TextField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    service = models.ForeignKey(
        "partnership.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The service that is asked for, where the receiving team gives one."""
    decline_code = models.CharField(max_length=40, blank=True, default="")
    """Why it was declined, from the house list ``handoff_decline``; words stand beside it."""
    looked_at = models.DateTimeField(null=True, blank=True)
    """When somebody last looked again at a child who waits."""
    instead_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", db_index=False
    )
    """The declined or withdrawn handoff in whose place this one was offered."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_seen_at__isnull=True) | Q(accepted_at__isnull=False),
                name="handoff_seen_after_accepted",
            ),
        ]
        indexes = [
            models.Index("instead_of", name="handoff_instead_of", condition=Q(instead_of__isnull=False)),
            # What lists of waits count, so that a count never opens the wide rows.
            models.Index(
                "episode_ptr",
                name="handoff_waits",
                include=["to_team", "service", "purpose", "accepted_at", "first_seen_at", "looked_at", "decline_code"],
            ),
        ]


class Draft(models.Model):
    """A long form, saved while it is typed. Encrypted; keyed to person, form, form version and record; never in
    browser storage.
    """

    row_rule: ClassVar[str] = "own"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"sealed_values": "everything typed, encrypted"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="drafts", db_index=False
    )
    visitor = models.CharField(max_length=64, blank=True, default="")
    form = models.CharField(max_length=60)
    form_version = models.PositiveSmallIntegerField(default=1)
    record = models.CharField(max_length=60, blank=True, default="")
    url = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    sealed_values = models.BinaryField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "visitor", "form", "record"], nulls_distinct=False, name="draft_once"
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(visitor=""), name="draft_has_an_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.form} draft"


class Attachment(models.Model):
    """A file sent with an episode, stored by content hash outside the web root and only ever served as a download."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    personal: ClassVar[dict[str, str]] = {"name": "file name as sent"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="attachments")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"file {self.sha256[:12]}"


class Notice(models.Model):
    """That something waits for a team: sent out by e-mail, and shown to the team until somebody has dealt with it.

    Never holds a reason, nor the name of anybody but the worker who dealt with it.
    """

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "dealt_with_by_name": "worker's name",
        "seen_by": "which workers put it away",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    seen_by = ArrayField(models.IntegerField(), default=list, blank=True)
    """Users who put it away for themselves. It stays with the rest of the team."""
    dealt_with_at = models.DateTimeField(null=True, blank=True)
    dealt_with_by_name = models.CharField(max_length=120, blank=True, default="")
    """Who cleared it for the whole team, by saying so or by doing what it asked for."""
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # Once dealt with, the same may happen again, and is told again.
            models.UniqueConstraint(
                fields=["episode", "kind", "team"], condition=Q(dealt_with_at__isnull=True), name="notice_once"
            ),
            models.CheckConstraint(
                condition=Q(dealt_with_at__isnull=True, dealt_with_by_name="")
                | (Q(dealt_with_at__isnull=False) & ~Q(dealt_with_by_name="")),
                name="notice_dealt_with_by_somebody",
            ),
        ]
        indexes = [
            models.Index("created_at", name="notice_unsent", condition=Q(sent_at__isnull=True)),
            models.Index("team", "created_at", name="notice_waiting", condition=Q(dealt_with_at__isnull=True)),
            models.Index("team", "dealt_with_at", name="notice_done", condition=Q(dealt_with_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.kind
