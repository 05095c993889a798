"""Nouns of this room: a round of returns, each agency's return, what it says of each standard, and what the panel
asked about it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.section11.standards import Grade, Marking, Variant
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Section11Round(Episode):
    """The partnership asks its agencies how far they do what section 11 asks of them, by a day, in the words of one
    version of the standards.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"opened_by_name": "worker's name", "learned": "free text, without names"}

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_section_11_round"
    )
    title = models.CharField(max_length=160)
    variant = models.CharField(max_length=8, choices=Variant)
    due_on = models.DateField()
    panel_on = models.DateField(null=True, blank=True)
    """When the panel sits."""
    standards = models.JSONField(default=list)
    standards_version = models.CharField(max_length=20)
    opened_by_name = models.CharField(max_length=120)
    learned = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)


class Section11Return(Episode):
    """One agency's return in a round."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "sent_by_name": "worker's name",
        "agreed_within": "role of whoever agreed it",
        "matters_most": "free text",
        "panel_says": "free text",
        "settled_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_section_11_return"
    )
    round = models.ForeignKey(Section11Round, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The agency's last settled return, from which it was carried forward."""
    matters_most = models.TextField(blank=True, default="")
    agreed_within = models.CharField(max_length=160, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by_name = models.CharField(max_length=120, blank=True, default="")
    panel_says = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "agency"], name="section_11_return_once")]


class _Kept(models.Model):
    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    """The standard."""

    class Meta:
        abstract = True


class StandardAnswer(_Kept):
    """What a return says of one standard, and the grade that held when the panel had looked."""

    personal: ClassVar[dict[str, str]] = {
        "words": "free text",
        "changed": "free text",
        "equivalent": "free text",
        "answered_by_name": "worker's name",
        "held_because": "free text",
        "held_by_name": "worker's name",
    }

    episode = models.ForeignKey(Section11Return, on_delete=models.PROTECT, related_name="answers", db_index=False)
    number = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=8, choices=Grade, blank=True, default="")
    words = models.TextField(blank=True, default="")
    changed = models.TextField(blank=True, default="")
    """What changed since the last return."""
    equivalent = models.CharField(max_length=300, blank=True, default="")
    """Another audit or inspection in which the same was answered, and where in it."""
    answered_by_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    """Empty while it stands as it was carried forward, or not at all."""
    version = models.PositiveIntegerField(default=1)
    held = models.CharField(max_length=8, choices=Grade, blank=True, default="")
    """The grade that the panel agreed."""
    held_because = models.TextField(blank=True, default="")
    held_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "code"], name="section_11_standard_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(grade="") & ~Q(answered_by_name="")),
                name="section_11_answer_has_grade_and_name",
            ),
            models.CheckConstraint(
                condition=Q(held="") | Q(held=models.F("grade")) | ~Q(held_because=""),
                name="section_11_changed_grade_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Evidence(_Kept):
    """Something by which it can be seen, where it lies, and how it may be handled. The paper itself stays with the
    agency.
    """

    personal: ClassVar[dict[str, str]] = {
        "title": "free text, without names",
        "lies": "free text",
        "consent": "free text: who agreed that it is shared",
        "added_by_name": "worker's name",
    }

    episode = models.ForeignKey(Section11Return, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    lies = models.CharField(max_length=300)
    marking = models.CharField(max_length=10, choices=Marking)
    consent = models.CharField(max_length=300, blank=True, default="")
    carried = models.BooleanField(default=False)
    added_by_name = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(marking="sensitive") | ~Q(consent=""), name="section_11_sensitive_evidence_has_consent"
            )
        ]

    def __str__(self) -> str:
        return f"evidence for {self.code}"


class PanelQuestion(_Kept):
    """What the panel asked about one standard, and what the agency answered."""

    personal: ClassVar[dict[str, str]] = {
        "question": "free text",
        "asked_by_name": "worker's name",
        "answer": "free text",
        "answered_by_name": "worker's name",
    }

    episode = models.ForeignKey(Section11Return, on_delete=models.PROTECT, related_name="questions")
    question = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"question about {self.code}"
