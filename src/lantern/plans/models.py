"""A child's plan: its actions, risks and asks, the versions that were agreed, its reviews, and visits to the child."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.plans.kinds import PlanKind, plan_kind
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Plan(Episode):
    """One child's plan of one kind. Brothers and sisters have their own; those begun together share ``family``."""

    class Outcome(models.TextChoices):
        WORKED = "worked", "What it was for has been reached"
        STEPPED_DOWN = "stepped_down", "Stepped down: somebody else goes on with less"
        STEPPED_UP = "stepped_up", "Stepped up: more is needed"
        MOVED = "moved", "The family moved, and another area has taken over"
        GREW_UP = "grew_up", "The child has grown up"
        DIED = "died", "The child has died"
        DECLINED = "declined", "The family does not want it, and it can not be required"

    class Answer(models.TextChoices):
        ENOUGH = "enough", "The plan with other safeguards is enough"
        CHANGE = "change", "The plan is changed"
        STRATEGY = "strategy", "A strategy discussion is called"
        NOW = "now", "The child is protected now"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "aim": "free text about the child",
        "contingency": "free text about the family",
        "for_child": "free text to the child",
        "sent_back_why": "free text",
        "threshold_note": "free text",
        "outcome_note": "free text",
        "child_name": "the child's name, as the agency that leads was told",
        "child_born_on": "date of birth, as the agency that leads was told",
        "submitted_by_name": "worker's name",
        "agreed_by_name": "worker's name",
        "editors": "which workers wrote it",
        "last_seen_on": "when the child was seen",
        "last_alone_on": "when the child was seen alone",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_plan")
    plan_kind = models.CharField(max_length=30)
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="plans")
    family = models.UUIDField(default=new_id, db_index=True)
    """The same for plans that belong together: brothers and sisters of one family."""
    child_name = models.CharField(max_length=200, blank=True, default="")
    """What another agency that leads was told: it does not see the child's own record."""
    child_born_on = models.DateField(null=True, blank=True)
    aim = models.TextField(blank=True, default="")
    """What will be better for this child."""
    contingency = models.TextField(blank=True, default="")
    """What happens if it does not get better."""
    for_child = models.TextField(blank=True, default="")
    for_child_at = models.DateTimeField(null=True, blank=True)
    editors = ArrayField(models.IntegerField(), default=list, blank=True)
    """Who wrote what is to be agreed: none of them agrees it."""
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_by_name = models.CharField(max_length=120, blank=True, default="")
    sent_back_why = models.TextField(blank=True, default="")
    agreed_version = models.PositiveIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    agreed_by_name = models.CharField(max_length=120, blank=True, default="")
    last_seen_on = models.DateField(null=True, blank=True)
    last_alone_on = models.DateField(null=True, blank=True)
    threshold_asked_at = models.DateTimeField(null=True, blank=True)
    """Since when a check that did not hold waits for an answer: is this child safe enough without more?"""
    threshold_answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    threshold_note = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, default="")
    outcome_note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_version=0, agreed_at__isnull=True)
                | Q(agreed_version__gte=1, agreed_at__isnull=False),
                name="plan_agreed_version_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(submitted_by__isnull=True) | ~Q(agreed_by=F("submitted_by")),
                name="plan_nobody_agrees_their_own",
            ),
            models.CheckConstraint(condition=Q(outcome="") | ~Q(outcome_note=""), name="plan_ended_says_why"),
        ]

    @property
    def of_kind(self) -> PlanKind:
        return plan_kind(self.plan_kind)

    @property
    def called(self) -> str:
        """What this kind of plan is called."""
        return self.of_kind.label

    @property
    def is_agreed(self) -> bool:
        """Whether any version of it has ever been agreed."""
        return self.agreed_version > 0

    @property
    def is_being_changed(self) -> bool:
        """Whether an agreed version stands while the next one is written."""
        return self.is_agreed and self.state != "agreed" and self.closed_at is None


class _Part(models.Model):
    """What every part of a plan has: whose it is, and that it may be restricted with it."""

    row_rule: ClassVar[str] = "authority_or_leading"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)

    class Meta:
        abstract = True


class PlanItem(_Part):
    """One action: what the child needs, what is done about it, by whom, until when, and how we shall know that it
    helped.
    """

    class Owner(models.TextChoices):
        FAMILY = "family", "Somebody in the family"
        WORKER = "worker", "A worker here"
        AGENCY = "agency", "Another agency"

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    personal: ClassVar[dict[str, str]] = {
        "need": "free text about the child",
        "action": "free text",
        "owner": "who does it",
        "measure": "free text",
        "baseline": "free text about the child",
        "progress": "free text about the child",
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items", db_index=False)
    number = models.PositiveIntegerField()
    need = models.TextField(blank=True, default="")
    action = models.TextField(blank=True, default="")
    owner_kind = models.CharField(max_length=10, choices=Owner, blank=True, default="")
    owner = models.CharField(max_length=160, blank=True, default="")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The worker of that name, where one holds a post: their actions move with their work."""
    due_on = models.DateField(null=True, blank=True)
    measure = models.TextField(blank=True, default="")
    """What will be different for the child, and how we shall know."""
    baseline = models.TextField(blank=True, default="")
    """How it is now, at the start."""
    progress = models.TextField(blank=True, default="")
    """How it was at the last review."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    carried = models.PositiveSmallIntegerField(default=0)
    """How many reviews have carried it over without its being done."""
    from_plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The brother's or sister's plan that it was carried over from."""

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_item_number_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                name="plan_item_done_has_its_day",
            ),
        ]
        indexes = [
            models.Index("episode", name="plan_item_by_episode"),
            models.Index(
                "worker", "due_on", name="plan_item_of_worker", condition=Q(worker__isnull=False, state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_late(self, on: dt.date) -> bool:
        """Whether it is not done and its day has passed."""
        return self.is_open and self.due_on is not None and self.due_on < on

    @property
    def lacks(self) -> list[str]:
        """The fields without which it can not be agreed."""
        needed: dict[str, Any] = {
            "need": self.need, "action": self.action, "owner": self.owner and self.owner_kind, "due_on": self.due_on,
            "measure": self.measure,
        }  # fmt: skip
        return [name for name, value in needed.items() if not value]


class PlanRisk(_Part):
    """What could go wrong for the child, and what happens then."""

    personal: ClassVar[dict[str, str]] = {"worry": "free text about the child", "contingency": "free text"}

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="risks", db_index=False)
    number = models.PositiveIntegerField()
    worry = models.TextField(blank=True, default="")
    contingency = models.TextField(blank=True, default="")
    over = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_risk_number_once")]
        indexes = [models.Index("episode", name="plan_risk_by_episode")]

    def __str__(self) -> str:
        return f"risk {self.number}"

    @property
    def lacks(self) -> list[str]:
        """The fields without which it can not be agreed."""
        return [name for name in ("worry", "contingency") if not getattr(self, name)]


class PlanAsk(_Part):
    """What a parent or carer is asked to do, who checks it, how and when, and whether it held when it was tested."""

    class Tested(models.TextChoices):
        UNTESTED = "untested", "Not tested yet"
        HELD = "held", "Tested: it held"
        FAILED = "failed", "Tested: it did not hold"

    personal: ClassVar[dict[str, str]] = {
        "who": "who is asked",
        "what": "free text",
        "checked_by": "who checks it",
        "checked_how": "free text",
        "tested_by_name": "worker's name",
        "tested_note": "free text",
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="asks", db_index=False)
    number = models.PositiveIntegerField()
    who = models.CharField(max_length=160, blank=True, default="")
    what = models.TextField(blank=True, default="")
    checked_by = models.CharField(max_length=160, blank=True, default="")
    checked_how = models.TextField(blank=True, default="")
    check_on = models.DateField(null=True, blank=True)
    """When it is checked next."""
    tested = models.CharField(max_length=10, choices=Tested, default=Tested.UNTESTED)
    tested_on = models.DateField(null=True, blank=True)
    tested_by_name = models.CharField(max_length=120, blank=True, default="")
    tested_note = models.TextField(blank=True, default="")
    over = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_ask_number_once"),
            models.CheckConstraint(
                condition=Q(tested="untested", tested_on__isnull=True)
                | (~Q(tested="untested") & Q(tested_on__isnull=False)),
                name="plan_ask_tested_has_its_day",
            ),
        ]
        indexes = [models.Index("episode", name="plan_ask_by_episode")]

    def __str__(self) -> str:
        return f"ask {self.number}"

    @property
    def lacks(self) -> list[str]:
        """The fields without which it can not be agreed."""
        return [name for name in ("who", "what", "checked_by", "checked_how", "check_on") if not getattr(self, name)]


class PlanVersion(_Part):
    """What was agreed, word for word, and when, by whom. Written once."""

    row_rule: ClassVar[str] = "of_episode"  # never changed, so it can not be marked: whoever sees the plan sees it
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "content": "everything that was agreed",
        "written_by_name": "worker's name",
        "agreed_by_name": "worker's name",
        "note": "free text",
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    agreed_at = models.DateTimeField()
    written_by_name = models.CharField(max_length=120)
    agreed_by_name = models.CharField(max_length=120)
    note = models.TextField(blank=True, default="")
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number}"


class PlanReview(_Part):
    """A review: how far each action had come since the last time, what the child and the family said, what was decided
    and why. Written once.
    """

    class Decision(models.TextChoices):
        CONTINUE = "continue", "The plan goes on as it is"
        CHANGE = "change", "The plan goes on and is changed"
        STEP_DOWN = "step_down", "Step down: less is needed"
        STEP_UP = "step_up", "Step up: more is needed"
        END = "end", "End the plan: it has done what it was for"

    row_rule: ClassVar[str] = "of_episode"  # never changed, so it can not be marked: whoever sees the plan sees it
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "held_on": "when the family met us",
        "who_came": "who came",
        "child_view": "the child's words",
        "family_view": "the family's words",
        "reasons": "free text",
        "progress": "how far each action had come",
        "by_name": "worker's name",
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    who_came = models.TextField(blank=True, default="")
    child_view = models.TextField(blank=True, default="")
    family_view = models.TextField(blank=True, default="")
    decision = models.CharField(max_length=10, choices=Decision)
    reasons = models.TextField()
    progress = models.JSONField()
    """For each action, frozen: what it was, how it was then and is now, and how far it had come."""
    done = models.PositiveSmallIntegerField()
    late = models.PositiveSmallIntegerField()
    changed = models.PositiveSmallIntegerField()
    unchanged = models.PositiveSmallIntegerField()
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_review_number_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="plan_review_says_why"),
        ]

    def __str__(self) -> str:
        return f"review {self.number}"


class Visit(_Part):
    """A visit to the child, or one that was tried. The child's own words stand as the child said them."""

    class Where(models.TextChoices):
        HOME = "home", "at home"
        SCHOOL = "school", "at school or nursery"
        FAMILY = "family", "with family or friends"
        OFFICE = "office", "at our office"
        HEALTH = "health", "in hospital or at a clinic"
        OUT = "out", "somewhere else"

    class Bedroom(models.TextChoices):
        SEEN = "seen", "Yes"
        NOT_SEEN = "not_seen", "No"
        NOT_HOME = "not_home", "Not at home this time"

    class WhyNot(models.TextChoices):
        NOBODY_IN = "nobody_in", "nobody was in"
        REFUSED = "refused", "the door stayed closed, or we were refused"
        CANCELLED = "cancelled", "the family cancelled"
        CHILD_OUT = "child_out", "the child was somewhere else"
        CHILD_CHOSE = "child_chose", "the child did not want to"
        US = "us", "we could not come"

    BY_FAMILY = (WhyNot.NOBODY_IN, WhyNot.REFUSED, WhyNot.CANCELLED, WhyNot.CHILD_OUT)
    """Reasons that, when they come again and again, say something about how the family and we get on."""

    personal: ClassVar[dict[str, str]] = {
        "others_seen": "who else was there",
        "why_not_alone": "free text",
        "child_words": "the child's own words",
        "noticed": "free text about the family",
        "next_on": "when we come again",
        "by_name": "worker's name",
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="visits", db_index=False)
    visited_at = models.DateTimeField()
    where = models.CharField(max_length=10, choices=Where)
    seen = models.BooleanField()
    why_not_seen = models.CharField(max_length=12, choices=WhyNot, blank=True, default="")
    alone = models.BooleanField(default=False)
    why_not_alone = models.TextField(blank=True, default="")
    bedroom = models.CharField(max_length=10, choices=Bedroom, blank=True, default="")
    others_seen = models.CharField(max_length=300, blank=True, default="")
    child_words = models.TextField(blank=True, default="")
    noticed = models.TextField(blank=True, default="")
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seen=True, why_not_seen="") | (Q(seen=False, alone=False) & ~Q(why_not_seen="")),
                name="visit_seen_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(seen=False) | Q(alone=True) | ~Q(why_not_alone=""), name="visit_alone_or_says_why_not"
            ),
        ]
        indexes = [
            models.Index("plan", F("visited_at").desc(), name="visit_by_plan"),
            models.Index("episode", name="visit_by_episode"),
        ]

    def __str__(self) -> str:
        return f"visit {self.visited_at:%Y-%m-%d}"


class CoreGroup(_Part):
    """A meeting of the core group of a child protection plan: who came, and what was agreed between them."""

    personal: ClassVar[dict[str, str]] = {"who_came": "who came", "said": "free text", "by_name": "worker's name"}

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="core_groups", db_index=False)
    held_at = models.DateTimeField()
    who_came = models.TextField()
    said = models.TextField(blank=True, default="")
    by_name = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index("plan", name="core_group_by_plan"),
            models.Index("episode", name="core_group_by_episode"),
        ]

    def __str__(self) -> str:
        return f"core group {self.held_at:%Y-%m-%d}"
