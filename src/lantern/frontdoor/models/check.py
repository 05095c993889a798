"""A question to one agency about what it holds."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.frontdoor.models.contact import ParentsAware
from lantern.spine.models import Episode


class Check(Episode):
    """A question to one agency about what it holds on a family, and its answer. The agency sees this and nothing
    else.
    """

    class Answer(models.TextChoices):
        RELEVANT = "relevant", "We hold relevant information"
        NOTHING_HELD = "nothing_held", "Nothing held"
        CANNOT_SHARE = "cannot_share", "We can not share what we hold"

    class Handling(models.TextChoices):
        OFFICIAL = "official", "Official"
        OFFICIAL_SENSITIVE = "official_sensitive", "Official: sensitive"
        PROFESSIONALS_ONLY = "professionals_only", "Professionals only"

    class Onward(models.TextChoices):
        """How far the words may go beyond whoever asked."""

        ASK = "ask", "Ask us before it goes any further"
        CITE = "cite", "It may be cited, and not shown to anybody else"
        WITH_CHILD = "with_child", "It may go with the child to the team that takes over"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names, birth dates and addresses as disclosed",
        "question": "free text",
        "asked_by_name": "worker's name",
        "asked_by_phone": "worker's telephone",
        "answered_by_name": "worker's name",
        "answer_text": "free text",
        "answer_source": "free text",
        "cannot_share_why": "free text",
    }

    # Named, because Django would call the way down from an episode "check", as it calls a model's own self-examination.
    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_check")
    asked_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=120)
    asked_by_phone = models.CharField(max_length=40, blank=True, default="")
    subjects = models.JSONField(default=list)
    question = models.TextField()
    lawful_basis = models.CharField(max_length=40)
    parents_aware = models.CharField(max_length=12, choices=ParentsAware)
    answer = models.CharField(max_length=20, choices=Answer, blank=True, default="")
    answer_text = models.TextField(blank=True, default="")
    answer_source = models.CharField(max_length=200, blank=True, default="")
    handling = models.CharField(max_length=20, choices=Handling, blank=True, default="")
    may_tell_family = models.BooleanField(null=True, blank=True)
    cannot_share_why = models.TextField(blank=True, default="")
    onward = models.CharField(max_length=12, choices=Onward, blank=True, default="", db_default="")
    open_until = models.DateField(null=True, blank=True)
    """The last day on which the words may be read without asking whoever gave them; none where there is no end."""
    closed_before = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    """[[moment, moment]] between which the words were closed before whoever gave them opened them again."""
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="check_answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(answer="relevant") | ~Q(answer_text=""), name="check_relevant_says_what"
            ),
            models.CheckConstraint(
                condition=~Q(answer="cannot_share") | ~Q(cannot_share_why=""), name="check_refusal_says_why"
            ),
        ]

    closed = False
    """Whether the words were left out for a reader because their time is over."""

    def is_closed_on(self, day: dt.date) -> bool:
        """Whether the words are closed to ordinary reading on this day, by the term of whoever gave them."""
        return self.open_until is not None and day > self.open_until
