"""Nouns of early help: the help a family has, its assessment, who agreed to whom being told what, the team around the
family, sessions, how far the family has come, and what was shared with an agency.

The help is an episode. Everything that hangs on it is seen by whoever sees the episode (``of_episode``); what is shared
with an agency is a frozen copy of its own (decision 5).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode, Handoff


class EarlyHelp(Episode):
    """Early help for one family, from the first contact to its end. The team that leads owns it, whichever agency it
    is of; the authority sees it throughout.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names, birth dates and relations of the family, as known when it began",
        "why": "free text",
        "lead_name": "worker's name",
        "own_measure": "free text, the family's own words",
        "ending_words": "free text",
        "family_says": "free text",
        "submitted_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_early_help"
    )
    from_handoff = models.OneToOneField(Handoff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The handoff it was begun from: each begins one, however often the button is pressed."""
    subjects = models.JSONField(default=list)
    need = models.CharField(max_length=40)
    """What it is for first of all, as a code of ``early_help_need``."""
    why = models.TextField(blank=True, default="")
    offered_at = models.DateTimeField(null=True, blank=True)
    """When help was asked for: the family has waited since then."""
    first_contact_at = models.DateTimeField(null=True, blank=True)
    lead_name = models.CharField(max_length=120, blank=True, default="")
    lead_offer = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """That the lead is offered to another team, and not taken yet."""
    lead_offered_team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    own_measure = models.CharField(max_length=300, blank=True, default="")
    missed_answered_at = models.DateTimeField(null=True, blank=True)
    missed_option = models.CharField(max_length=20, blank=True, default="")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_by_name = models.CharField(max_length=120, blank=True, default="")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ending = models.CharField(max_length=20, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True, default="")
    ending_words = models.TextField(blank=True, default="")
    family_says = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "early help"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("submitted_by")),
                name="early_help_nobody_agrees_their_own",
            ),
            models.CheckConstraint(condition=Q(ending="") | ~Q(outcome=""), name="early_help_ends_with_an_outcome"),
        ]

    @property
    def family(self) -> str:
        """The children, for a heading."""
        return ", ".join(each["name"] for each in self.subjects if each.get("part") == "child")


class Assessment(models.Model):
    """The one assessment of the family: it is added to, and never begun again. What stood before a change is kept
    beneath it (decision 3).
    """

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "strengths": "free text",
        "needs": "free text",
        "worries": "free text",
        "voices": "what each child and parent said, in their own words",
        "analysis": "free text",
        "recommendation_words": "free text",
        "written_by_name": "worker's name",
        "manager_words": "free text",
    }

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, primary_key=True, related_name="+")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    strengths = models.TextField(blank=True, default="")
    needs = models.TextField(blank=True, default="")
    worries = models.TextField(blank=True, default="")
    voices = models.JSONField(default=list)
    """Who said what, verbatim: [{"number", "name", "part", "words"}]."""
    analysis = models.TextField(blank=True, default="")
    recommendation = models.CharField(max_length=20, blank=True, default="")
    recommendation_words = models.TextField(blank=True, default="")
    built_on = models.CharField(max_length=20, blank=True, default="")
    """Reference of the earlier early help whose assessment this one goes on from."""
    written_at = models.DateTimeField()
    written_by_name = models.CharField(max_length=120)
    manager_words = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"assessment of {self.episode_id}"


class Consent(models.Model):
    """What somebody of the family answered when asked whether an agency may be told. Appended: the newest answer for
    an agency and a person holds, and all stay.
    """

    class Answer(models.TextChoices):
        GIVEN = "given", "Yes"
        REFUSED = "refused", "No"
        WITHDRAWN = "withdrawn", "Withdrawn"

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "about_name": "name",
        "given_by": "name or relation of whoever answered",
        "words": "free text",
        "recorded_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.PositiveSmallIntegerField()
    """The number of the person among the family's ``subjects``."""
    about_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=10, choices=Answer)
    sharing = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """What may be told, as codes of ``early_help_sharing``."""
    given_by = models.CharField(max_length=200)
    how = models.CharField(max_length=20)
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="given") | ~Q(sharing=[]), name="early_help_consent_says_to_what"
            )
        ]
        indexes = [models.Index("episode", "recorded_at", name="early_help_consent_of")]

    def __str__(self) -> str:
        return self.answer


class Member(models.Model):
    """Somebody of an agency who belongs to the team around the family."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"name": "worker's name", "role": "job", "reach": "telephone or e-mail"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    reach = models.CharField(max_length=120, blank=True, default="")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("episode", name="early_help_member_of")]

    def __str__(self) -> str:
        return str(self.pk)


class HelpSession(models.Model):
    """A session that was offered to the family, by any agency, and what became of it."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"note": "free text", "recorded_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    note = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index("episode", "on", name="early_help_session_of")]

    def __str__(self) -> str:
        return self.outcome


class Measuring(models.Model):
    """Where one person said the family stands, on one day: a score from 0 to 10 for each measure they answered."""

    class Stage(models.TextChoices):
        START = "start", "At the start"
        REVIEW = "review", "At a review"
        END = "end", "At the end"

    class Who(models.TextChoices):
        CHILD = "child", "A child"
        PARENT = "parent", "A parent or carer"
        PRACTITIONER = "practitioner", "The practitioner"

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "name": "name of whoever scored",
        "scores": "how somebody sees their family",
        "words": "free text",
        "recorded_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage)
    who = models.CharField(max_length=12, choices=Who)
    name = models.CharField(max_length=200, blank=True, default="")
    scores = models.JSONField(default=dict)
    """Code of ``early_help_measure`` -> 0 to 10."""
    words = models.TextField(blank=True, default="")
    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index("episode", "on", name="early_help_measuring_of")]

    def __str__(self) -> str:
        return f"{self.stage} by {self.who}"


class Shared(models.Model):
    """A copy of something that was given to an agency, frozen when it was given. Written only where everybody it tells
    of agreed; the agency keeps what it was told, and is told nothing new once consent is withdrawn.
    """

    row_rule: ClassVar[str] = "authority_or_partner"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"  # to be marked when somebody is restricted later
    personal: ClassVar[dict[str, str]] = {
        "title": "may name children",
        "body": "what was told, in words",
        "shared_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    restricted = models.BooleanField(default=False)
    family_reference = models.CharField(max_length=20)
    what = models.CharField(max_length=20)
    """A code of ``early_help_sharing``; ``ended`` says that consent was withdrawn."""
    title = models.CharField(max_length=300)
    body = models.JSONField(default=list)
    """[{"heading", "text"}], as it was read then."""
    lead_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    shared_at = models.DateTimeField()
    shared_by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "shared"
        indexes = [
            models.Index("partner_agency", F("shared_at").desc(), name="early_help_shared_with"),
            models.Index("episode", name="early_help_shared_of"),
        ]

    def __str__(self) -> str:
        return self.what
