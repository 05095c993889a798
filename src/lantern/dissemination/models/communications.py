"""The communication strategy as it stands and as it stood, and what is said to whom because of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantern.boards.models import Seat
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Audience(models.TextChoices):
    """Whom the partnership speaks to."""

    CHILDREN = "children", _("Children and young people")
    FAMILIES = "families", _("Parents, carers and families")
    PRACTITIONERS = "practitioners", _("Practitioners of every agency")
    LEADERS = "leaders", _("Leaders, boards and elected members")
    EDUCATION = "education", _("Schools, colleges and early years")
    VOLUNTARY = "voluntary", _("Voluntary and community groups")
    PUBLIC = "public", _("The public and the press")


class Channel(models.TextChoices):
    """By which way it is said."""

    BRIEFING = "briefing", _("Seven-minute briefing")
    EVENT = "event", _("Event, forum or engagement session")
    TRAINING = "training", _("Training")
    TEAM = "team", _("Team meetings and supervision")
    WEBSITE = "website", _("Website")
    SOCIAL = "social", _("Social media")
    LETTER = "letter", _("Letter, newsletter or poster")
    PRESS = "press", _("Press")
    OTHER = "other", _("Another way")


class _Words(models.Model):
    """What the strategy says."""

    aims = models.TextField()
    """What people should know, feel and do because of it."""
    manner = models.TextField(blank=True, default="")
    """How the partnership speaks: languages, formats, who is asked first."""
    proof = models.TextField()
    """By what it is known that it works."""

    class Meta:
        abstract = True


WORDS = ("aims", "manner", "proof")
_PERSONAL = dict.fromkeys(WORDS, "free text")


class Strategy(_Words, Episode):
    """The communication strategy of a partnership, as it stands now."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = _PERSONAL | {"review_found": "free text"}

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_strategy")
    keeper = models.OneToOneField("partnership.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    """Whose it is while it holds: a partnership has one at a time."""
    edition = models.PositiveSmallIntegerField(default=1)
    agreed_on = models.DateField()
    reviewed_on = models.DateField(null=True, blank=True)
    review_found = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return f"{self.reference}, edition {self.edition}"


class StrategyEdition(_Words):
    """An earlier edition, as it stood when the next took its place."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = _PERSONAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="strategy_edition_once")]

    def __str__(self) -> str:
        return f"edition {self.number}"


class Message(Episode):
    """Something that is said to an audience, by whom, on which day, and what came of it. ``because_of`` is the record
    that it tells of: a briefing, a recommendation.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "whom": "free text",
        "words": "free text",
        "how": "free text",
        "came": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_message")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="messages", db_index=False)
    audience = models.CharField(max_length=16, choices=Audience)
    whom = models.CharField(max_length=200, blank=True, default="")
    """Which of them, where it is not all."""
    words = models.TextField()
    channel = models.CharField(max_length=10, choices=Channel)
    owner_seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner_post = models.ForeignKey(
        "partnership.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    planned_on = models.DateField()
    first_planned_on = models.DateField()
    """What was planned at first: a new day never hides it."""
    told_on = models.DateField(null=True, blank=True)
    how = models.TextField(blank=True, default="")
    """What was done in the end: how often, where."""
    reached = models.PositiveIntegerField(null=True, blank=True)
    came = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_seat__isnull=False, owner_post__isnull=True)
                | Q(owner_seat__isnull=True, owner_post__isnull=False),
                name="message_has_one_owner",
            )
        ]
        indexes = [models.Index("strategy", "planned_on", name="message_of_strategy")]

    def __str__(self) -> str:
        return self.reference
