"""Nouns of this room: the bodies of a partnership, how often each meets, its seats and who holds them, and the one log
of what somebody has promised to do.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class _Kept(models.Model):
    """A record of the partnership about itself. Its authority is the keeper of the partnership's own records."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class _Published(_Kept):
    """What the partnership publishes of itself: its bodies, seats and how often it meets. It names no person; the area
    file brings it in, and a page asks for a permission and the partnership before it changes any.
    """

    row_rule: ClassVar[str] = "published"

    class Meta:
        abstract = True


class BodyKind(models.TextChoices):
    """What kind of body."""

    EXECUTIVE = "executive", _("Executive")
    ENGINE_ROOM = "engine_room", _("Engine room")
    SUB_GROUP = "sub_group", _("Sub-group")
    WORKING_GROUP = "working_group", _("Working group")
    TASK_AND_FINISH = "task_and_finish", _("Task and finish group")
    ENGAGEMENT = "engagement", _("Engagement session")
    HUB_BOARD = "hub_board", _("Hub management board")
    BOARD = "board", _("Board")
    TEESWIDE_GROUP = "teeswide_group", _("Group across several partnerships")
    CABINET = "cabinet", _("Council cabinet")


class Body(_Published):
    """A group that meets and decides, of the partnership or (``outside``) one on which it only has seats."""

    class Chaired(models.TextChoices):
        INDEPENDENT = "independent", _("An independent chair")
        ROTA = "rota", _("The partners in turn")
        SEAT = "seat", _("Whoever holds the chair's seat")

    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=BodyKind)
    purpose = models.TextField(blank=True, default="")
    accountable_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers_for", db_index=False
    )
    outside = models.BooleanField(default=False)
    chaired = models.CharField(max_length=12, choices=Chaired, default=Chaired.SEAT)
    chair_review_on = models.DateField(null=True, blank=True)
    """When it is looked at again how this body is chaired (an independent chair for the first year)."""
    may_decide = models.TextField(blank=True, default="")
    """What it may decide by itself, and its limits."""
    ends_on = models.DateField(null=True, blank=True)
    last_met_on = models.DateField(null=True, blank=True)
    """Written by whoever keeps its meetings, when one was held."""
    note = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "bodies"
        indexes = [models.Index("authority", "name", name="body_by_keeper")]

    def __str__(self) -> str:
        return self.name


class Frequency(_Published):
    """How often a body meets, from a day on: a later row takes the place of an earlier one, and both stay."""

    personal: ClassVar[dict[str, str]] = {}

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="frequencies", db_index=False)
    since = models.DateField()
    months = models.PositiveSmallIntegerField()
    """Months from one meeting to the next."""

    class Meta:
        verbose_name_plural = "frequencies"
        constraints = [
            models.UniqueConstraint(fields=["body", "since"], name="frequency_once_a_day"),
            models.CheckConstraint(condition=Q(months__gte=1), name="frequency_of_a_month_or_more"),
        ]

    def __str__(self) -> str:
        return f"every {self.months} months from {self.since}"


class Commitment(models.TextChoices):
    """What a seat has promised: what its attendance is held against."""

    EVERY = "every", _("Every meeting")
    TIMES_A_YEAR = "times_a_year", _("So many meetings a year")
    SPECIFIC_ITEMS = "specific_items", _("Only when an item needs it")


class Seat(_Published):
    """A place on a body, held for an agency. People come and go; the seat answers."""

    personal: ClassVar[dict[str, str]] = {}

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats", db_index=False)
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    commitment = models.CharField(max_length=16, choices=Commitment, default=Commitment.EVERY)
    times_a_year = models.PositiveSmallIntegerField(null=True, blank=True)
    shared_between = models.CharField(max_length=300, blank=True, default="")
    """Organisations that share this one seat: one of them comes, and that is enough."""
    chairs = models.BooleanField(default=False)
    leads = models.BooleanField(default=False)
    """A lead representative: accountable also for what a delegate decides."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(commitment="times_a_year") & Q(times_a_year__gte=1))
                | (~Q(commitment="times_a_year") & Q(times_a_year__isnull=True)),
                name="board_seat_says_how_often",
            ),
        ]
        indexes = [models.Index("body", "number", name="board_seat_in_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def commitment_in_words(self) -> str:
        """What it has promised, as a sentence says it."""
        if self.commitment == Commitment.TIMES_A_YEAR:
            return str(_("%(times)s meetings a year") % {"times": self.times_a_year})
        return str(Commitment(self.commitment).label)


class Holding(_Kept):
    """Who holds a seat, or stands in, from when until when; and what was delegated to them, with its limits."""

    class Part(models.TextChoices):
        HOLDER = "holder", _("Holds the seat")
        SHARES = "shares", _("Shares the seat")
        DEPUTY = "deputy", _("Deputy")

    personal: ClassVar[dict[str, str]] = {"name": "worker's name", "delegation": "free text"}

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings", db_index=False)
    part = models.CharField(max_length=8, choices=Part)
    name = models.CharField(max_length=160)
    post = models.ForeignKey(
        "partnership.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The post in which they sign in; none for somebody from outside."""
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    delegation = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="holding_in_order"),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(part="holder", until__isnull=True), name="seat_has_one_holder"
            ),
        ]
        indexes = [
            models.Index("seat", "since", name="holding_by_seat"),
            models.Index("post", name="holding_by_post", condition=Q(post__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.part} since {self.since}"


class Action(Episode):
    """Something that a seat or a post has promised to do, by a real date or a stated event. One log for every body."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what": "free text",
        "by_event": "free text",
        "source": "free text",
        "evidence": "free text",
        "done_by_name": "worker's name",
        "checked_by_name": "worker's name",
        "check_note": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_action")
    what = models.TextField()
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", db_index=False
    )
    owner_seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", db_index=False
    )
    owner_post = models.ForeignKey(
        "partnership.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_when = models.DateField(null=True, blank=True)
    by_event = models.CharField(max_length=200, blank=True, default="")
    first_by_when = models.DateField(null=True, blank=True)
    """What was promised at first: carrying over never hides it."""
    carried = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True, default="")
    """Where it comes from in words, such as the meeting and the item."""
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    done_by_name = models.CharField(max_length=120, blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    checked_by_name = models.CharField(max_length=120, blank=True, default="")
    check_note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_seat__isnull=False, owner_post__isnull=True)
                | Q(owner_seat__isnull=True, owner_post__isnull=False),
                name="board_action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(by_when__isnull=False, by_event="") | (Q(by_when__isnull=True) & ~Q(by_event="")),
                name="board_action_has_a_date_or_an_event",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, evidence="") | (Q(done_at__isnull=False) & ~Q(evidence="")),
                name="board_action_done_with_evidence",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("done_by")),
                name="board_action_checked_by_somebody_else",
            ),
        ]
        indexes = [
            models.Index("owner_seat", name="board_action_by_seat", condition=Q(owner_seat__isnull=False)),
            models.Index("owner_post", name="board_action_by_post", condition=Q(owner_post__isnull=False)),
            models.Index("body", name="board_action_by_body", condition=Q(body__isnull=False)),
        ]

    @cached_property
    def owner_name(self) -> str:
        """The seat or post that owns it, in words. One statement where the owner was not read."""
        if self.owner_seat is not None:
            return self.owner_seat.name
        return f"{self.owner_post.title}, {self.owner_post.team.name}" if self.owner_post else ""

    @cached_property
    def owner_posts(self) -> frozenset[int]:
        """The posts that may speak for its owner now: the owner's own, or those of whoever holds the seat or stands
        in. One statement for a seat.
        """
        if self.owner_post_id:
            return frozenset({self.owner_post_id})
        if self.owner_seat_id is None:
            return frozenset()
        held = Holding.objects.filter(seat_id=self.owner_seat_id, post__isnull=False)
        today = dt.datetime.now(dt.UTC).date()
        return frozenset(held.exclude(until__lt=today).values_list("post_id", flat=True))
