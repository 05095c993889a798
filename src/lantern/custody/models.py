"""Nouns of custody: a separation run, an authority whose records have left, a record that stays open here although
they have, and an arrival from another Lantern.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class SeparationRun(Episode):
    """One leaving of one or more authorities: what goes, what stays, what both keep, who agreed, and the proof.

    It belongs to an authority that stays, and is shared with the council that leaves. ``preview``, ``rules`` and
    ``proof`` hold numbers, codes and references; nobody's name.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "first_approved_by_name": "worker's name",
        "second_approved_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_separation_run"
    )
    leaving = ArrayField(models.PositiveSmallIntegerField())
    leaves_on = models.DateField()
    going_to = models.CharField(max_length=160)
    """Who keeps the records from then on, as readers here are told."""
    ask = models.CharField(max_length=300)
    """Whom to ask there, and how."""
    preview = models.JSONField(default=dict)
    previewed_at = models.DateTimeField(null=True, blank=True)
    rules = models.JSONField(default=dict)
    """Question -> {"rule", "lead"}; "family:<reference>" for one family that differs from the rest."""
    first_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    first_approved_by_name = models.CharField(max_length=120, blank=True, default="")
    first_approved_for = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    second_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    second_approved_by_name = models.CharField(max_length=120, blank=True, default="")
    manifest_sha256 = models.CharField(max_length=64, blank=True, default="")
    proof = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_approved_by__isnull=True)
                | (Q(first_approved_by__isnull=False) & ~Q(second_approved_by=F("first_approved_by"))),
                name="separation_two_people_approve",
            ),
        ]


class Departure(models.Model):
    """That an authority's records are kept elsewhere: since when, by whom, and whom to ask.

    What of them is still here is closed to everybody, except the records that ``Kept`` names.
    """

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    authority = models.OneToOneField(
        "partnership.Authority", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    since = models.DateField()
    going_to = models.CharField(max_length=160)
    ask = models.CharField(max_length=300)
    kept_for = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    """Authorities whose workers still find some of its records open here, under a joint rule."""
    run_reference = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.going_to


class Kept(models.Model):
    """That one record of an authority whose records are elsewhere stays open here, for whom, and who leads.

    A record under a joint rule is read here and written by its own authority; one that ``stays`` is worked on here.
    """

    class Rule(models.TextChoices):
        JOINT = "joint", "Kept by both"
        STAYS = "stays", "Stays here"

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=10, choices=Rule)
    lead = models.ForeignKey(
        "partnership.Authority", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    for_authorities = ArrayField(models.PositiveSmallIntegerField(), default=list)
    run_reference = models.CharField(max_length=20)

    class Meta:
        verbose_name_plural = "kept records"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, episode__isnull=False) | Q(person__isnull=False, episode__isnull=True),
                name="kept_is_one_record",
            ),
            models.CheckConstraint(condition=~Q(rule="joint") | Q(lead__isnull=False), name="kept_jointly_has_a_lead"),
        ]

    def __str__(self) -> str:
        return self.rule


class Arrival(models.Model):
    """That records came from another Lantern: whose, with which proof, and who of them may be known here already."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    run_reference = models.CharField(max_length=20)
    manifest_sha256 = models.CharField(max_length=64)
    arrived_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    """Table -> rows that came."""
    alike = models.JSONField(default=list)
    """Pairs of references, who came and who was known here, with what agrees. For a person to look at; never joined."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "manifest_sha256"], name="arrival_once")]

    def __str__(self) -> str:
        return self.run_reference
