"""What was put to somebody who owes an answer: a challenge, an escalation to an outside body, an exception report."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantern.boards.models import Body, Seat
from lantern.spine.models import Episode


class Matter(Episode):
    """Something put to a seat or to somebody outside, for an answer. Silence is counted in days, from the last word
    that they had from us until theirs. An exception report that came to us is the same the other way round: then the
    silence is ours.
    """

    class Sort(models.TextChoices):
        CHALLENGE = "challenge", _("Challenge")
        ESCALATION = "escalation", _("Escalation to an outside body")
        REPORT_OUT = "report_out", _("Exception report that we sent")
        REPORT_IN = "report_in", _("Exception report that came to us")

    class Became(models.TextChoices):
        CHANGED = "changed", _("Something changed")
        EXPLAINED = "explained", _("It was explained, and nothing needs to change")
        NOTHING = "nothing", _("Nothing changed, and it should have")

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text",
        "words": "free text",
        "made_by": "worker's name",
        "other": "may name an officer",
        "answer": "free text",
        "answered_by_name": "worker's name",
        "changed": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_matter")
    sort = models.CharField(max_length=10, choices=Sort)
    title = models.CharField(max_length=200)
    words = models.TextField()
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="matters", db_index=False
    )
    """The body of ours that puts it, or to which it came."""
    made_by = models.CharField(max_length=160)
    to_seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="matters", db_index=False
    )
    other = models.CharField(max_length=200, blank=True, default="")
    """The other side where it has no seat here: a ministry, a national body, a group across several partnerships."""
    sent_on = models.DateField()
    silent_since = models.DateField(null=True, blank=True)
    """The day of the last word that waits for an answer; none while an answer stands."""
    silent_until = models.DateField(null=True, blank=True)
    """When it was given up that an answer comes: the count stops there."""
    chased = models.PositiveSmallIntegerField(default=0)
    chased_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    answered_by_name = models.CharField(max_length=160, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    became = models.CharField(max_length=10, choices=Became, blank=True, default="")
    changed = models.TextField(blank=True, default="")
    """What came of it, in words."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_seat__isnull=False, other="") | (Q(to_seat__isnull=True) & ~Q(other="")),
                name="matter_is_put_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer=""), name="matter_answered_in_words"
            ),
            models.CheckConstraint(condition=Q(became="") | ~Q(changed=""), name="matter_settled_in_words"),
        ]
        indexes = [models.Index("to_seat", name="matter_by_seat", condition=Q(to_seat__isnull=False))]

    @property
    def whom(self) -> str:
        """Who owes the answer, or who sent what came to us. One statement where the seat was not read."""
        return self.to_seat.name if self.to_seat else self.other

    @property
    def comes_to_us(self) -> bool:
        return self.sort == self.Sort.REPORT_IN

    def silence(self, today: dt.date) -> int | None:
        """Days without an answer, so far or until it was given up; none where an answer stands."""
        if self.silent_since is None:
            return None
        return max(0, ((self.silent_until or today) - self.silent_since).days)
