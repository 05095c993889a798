"""What a service says of itself, and what was answered before work with a child was ended or handed down."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id


class ServiceVersion(models.Model):
    """How many places a service has and whether it takes on new families, from one moment until the next version."""

    row_rule: ClassVar[str] = "published"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"set_by_name": "worker's name", "reason": "free text, meant to be published"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey("partnership.Service", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    places = models.PositiveSmallIntegerField()
    paused = models.BooleanField(default=False)
    back_on = models.DateField(null=True, blank=True)
    """When it takes families on again, where that is known."""
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_by_name = models.CharField(max_length=120)
    set_by_post = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="service_version_once"),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(paused=True), name="service_back_only_from_a_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class GateAnswers(models.Model):
    """What was answered before work with a child was ended, or handed to a team that does less: what changed, how that
    is known, what the family says, and what happens if they do not engage. A manager tests it. An urgent act goes
    through with its reason, and somebody looks at it a second time.
    """

    class Way(models.TextChoices):
        STEP_DOWN = "step_down", "Step down"
        CLOSURE = "closure", "Closing"
        STEP_UP = "step_up", "Step up"

    class Met(models.TextChoices):
        YES = "yes", "Yes"
        PLANNED = "planned", "Not yet, it is arranged"
        NO = "no", "No"

    class Found(models.TextChoices):
        RIGHT = "right", "It was right not to wait"
        SHOULD_HAVE_WAITED = "should_have_waited", "The questions should have been answered first"
        ACT_NOW = "act_now", "Something must be done for the child now"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what_changed": "free text",
        "evidence": "free text",
        "family_says": "free text",
        "met_words": "free text",
        "if_not": "free text",
        "test": "free text",
        "override_reason": "free text",
        "look_words": "free text",
        "answered_by_name": "worker's name",
        "tested_by_name": "worker's name",
        "looked_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey("spine.Episode", on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    way = models.CharField(max_length=12, choices=Way)
    what_changed = models.TextField(blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    family_says = models.TextField(blank=True, default="")
    met = models.CharField(max_length=8, choices=Met, blank=True, default="")
    met_words = models.TextField(blank=True, default="")
    if_not = models.TextField(blank=True, default="")
    """What happens if the family does not engage: who does what."""
    override_reason = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_by_name = models.CharField(max_length=120)
    test = models.TextField(blank=True, default="")
    """What the manager tested, and why they agree."""
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_by_name = models.CharField(max_length=120, blank=True, default="")
    look_found = models.CharField(max_length=20, choices=Found, blank=True, default="")
    look_words = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        verbose_name_plural = "gate answers"
        constraints = [
            models.CheckConstraint(
                condition=~Q(override_reason="")
                | (~Q(what_changed="") & ~Q(evidence="") & ~Q(family_says="") & ~Q(if_not="") & ~Q(met="")),
                name="gate_answered_or_overridden",
            ),
            models.CheckConstraint(
                condition=Q(tested_at__isnull=True, test="") | (Q(tested_at__isnull=False) & ~Q(test="")),
                name="gate_test_says_what",
            ),
        ]
        indexes = [
            models.Index(
                "authority",
                "answered_at",
                name="gate_to_look_at",
                condition=~Q(override_reason="") & Q(looked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_way_display()

    @property
    def overridden(self) -> bool:
        return bool(self.override_reason)

    @property
    def open(self) -> bool:
        """Whether the work may be ended or handed down. Asking for more never waits for a manager."""
        return self.overridden or self.tested_at is not None or self.way == self.Way.STEP_UP
