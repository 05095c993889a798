"""Nouns of disclosure: a request to see what is held, what was gathered for it, what is withheld and why, an agency's
view of its own information, and the copies that went out.

What was gathered, what was withheld and what went out are appended and never changed: the database refuses it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode, Event


class AccessRequest(Episode):
    """A subject access request: somebody asks what is held about a person (UK GDPR Art. 15)."""

    class Outcome(models.TextChoices):
        IN_FULL = "in_full", "Everything is disclosed"
        IN_PART = "in_part", "Disclosed, with some of it withheld"
        REFUSED = "refused", "Refused as a whole"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "requester_name": "name",
        "send_to": "address or e-mail",
        "authority_seen": "free text",
        "asked": "free text",
        "identity_note": "free text",
        "identity_by_name": "worker's name",
        "clarification": "free text",
        "extension_why": "free text",
        "outcome_note": "free text",
        "approval_note": "free text",
    }

    # Named, so that the way down from an episode reads well.
    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_access_request"
    )
    requester = models.CharField(max_length=20)
    """Who asks, as a code of ``access_requester``."""
    requester_name = models.CharField(max_length=160)
    send_to = models.CharField(max_length=300)
    authority_seen = models.TextField(blank=True, default="")
    """By what right somebody else asks: parental responsibility, a signed authority."""
    asked = models.TextField()
    records = ArrayField(models.CharField(max_length=20), default=list)
    """Which kinds of record are asked for, as codes of ``held_record``."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    identity_how = models.CharField(max_length=20, blank=True, default="")
    identity_note = models.TextField(blank=True, default="")
    identity_by_name = models.CharField(max_length=120, blank=True, default="")
    identity_at = models.DateTimeField(null=True, blank=True)
    clarification = models.TextField(blank=True, default="")
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(default=0)
    """London dates that pauses have lasted so far; the clock counts them out."""
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_why = models.TextField(blank=True, default="")
    gathered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    refusal_reason = models.CharField(max_length=20, blank=True, default="")
    outcome_note = models.TextField(blank=True, default="")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_note = models.TextField(blank=True, default="")

    owned_numbers: list[int] | None = None
    """Numbers of the items that belong to other agencies, where a page has read them already."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="access_request_nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="access_request_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(refusal_reason=""), name="access_request_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="access_request_period",
            ),
        ]


class HeldItem(models.Model):
    """One thing that is held about the person, as it was when it was gathered. This is the version that stays whole."""

    class Kind(models.TextChoices):
        PARTICULARS = "particulars", "Particulars"
        EVENT = "event", "Chronology"
        CONTACT = "contact", "Contact"
        DESCRIBED = "described", "People as described"
        REFERRER = "referrer", "Who contacted us"
        QUESTION = "question", "Question to an agency"
        ANSWER = "answer", "Answer of an agency"
        DECISION = "decision", "Decision"
        HANDOFF = "handoff", "Handoff"
        REPORT = "report", "Report back on a handoff"
        FILE = "file", "File"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "text": "everything held, in words",
        "title": "may name an agency or a person",
        "source": "worker's name and agency",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="items", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=120)
    """What it was made from, with a mark of its words: the same thing is gathered once, a changed one again."""
    kind = models.CharField(max_length=12, choices=Kind)
    happened_at = models.DateTimeField()
    title = models.CharField(max_length=300)
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True, default="")
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The other agency whose information it is; none where it is the authority's own."""
    team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The team of that agency that answers for it."""
    handling = models.CharField(max_length=60, blank=True, default="")
    may_tell_family = models.BooleanField(null=True, blank=True)
    """What the agency said when it gave the information, if it was asked."""
    gathered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="held_item_number_once"),
            models.UniqueConstraint(fields=["request", "origin"], name="held_item_gathered_once"),
        ]

    def __str__(self) -> str:
        return f"item {self.number}"


class Redaction(models.Model):
    """That a passage of an item is withheld, and why; or that this is taken back. Appended: both stay."""

    class How(models.TextChoices):
        PERSON = "person", "Every mention of a person"
        PASSAGE = "passage", "A passage"
        WHOLE = "whole", "The whole record"
        UNDONE = "undone", "Taken back"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"because": "free text", "by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="redactions")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    item = models.ForeignKey(HeldItem, on_delete=models.PROTECT, related_name="redactions", db_index=False)
    start = models.PositiveIntegerField()
    """The first character that is withheld, counted from nought in the item's text; ``end`` is the one after the
    last.
    """
    end = models.PositiveIntegerField()
    how = models.CharField(max_length=10, choices=How)
    reason = models.CharField(max_length=20, blank=True, default="")
    """A code of ``withholding_reason``."""
    because = models.CharField(max_length=300, blank=True, default="")
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="redaction_has_a_length"),
            models.CheckConstraint(
                condition=Q(how="undone", undoes__isnull=False) | (~Q(how="undone") & Q(undoes__isnull=True)),
                name="redaction_undone_names_what",
            ),
            models.CheckConstraint(condition=Q(how="undone") | ~Q(reason=""), name="redaction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.start}-{self.end}"


class AgencyView(Episode):
    """A question to an agency: may what you told us be disclosed? It sees its own words and nothing else."""

    class View(models.TextChoices):
        MAY = "may", "It may be disclosed"
        IN_PART = "in_part", "Some of it may be disclosed"
        NOT = "not", "It should not be disclosed"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "subjects": "names and birth dates as disclosed",
        "items": "the agency's own words",
        "answers": "views and free text",
        "asked_by_name": "worker's name",
        "answered_by_name": "worker's name",
        "why_without": "free text",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_agency_view"
    )
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="views")
    asked_team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+")
    subjects = models.JSONField(default=list)
    items = models.JSONField(default=list)
    """[{"number", "at", "title", "text"}], frozen when it was asked."""
    answers = models.JSONField(default=dict)
    """Number of the item, as text -> {"view", "words"}."""
    asked_by_name = models.CharField(max_length=120)
    answered_by_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    why_without = models.TextField(blank=True, default="")
    """Why the controller decides without the agency's view."""


class DisclosedCopy(models.Model):
    """One copy that went out: what it held to the last byte, to whom, by whom, when. Sealed, and never changed."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "recipient": "name",
        "made_by_name": "worker's name",
        "sealed_content": "the document, encrypted",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="copies", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    sealed_content = models.BinaryField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "disclosed copies"
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="disclosed_copy_number_once")]

    def __str__(self) -> str:
        return f"copy {self.number}"


class Chronology(Episode):
    """An account of a child's life put together from the chronology for somebody: a court, or the family. Its lines
    are chosen and worded by hand, two people look at it, and what went out is kept to the byte.
    """

    class Audience(models.TextChoices):
        COURT = "court", "For a court"
        FAMILY = "family", "For the child or the family"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "recipient": "name",
        "purpose": "free text",
        "approval_note": "free text",
        "compiled_by_name": "worker's name",
        "released_by_name": "worker's name",
        "sealed_content": "the document, encrypted",
        "editors": "which workers changed its lines",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_chronology"
    )
    audience = models.CharField(max_length=10, choices=Audience)
    recipient = models.CharField(max_length=160)
    purpose = models.CharField(max_length=300)
    """What it is for: the proceedings, the meeting."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    only_significant = models.BooleanField(default=True)
    named = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """References of those who may be named in it besides the child."""
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    compiled_by_name = models.CharField(max_length=120)
    editors = ArrayField(models.IntegerField(), default=list, blank=True)
    """Users who chose or worded its lines: none of them approves it."""
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_note = models.TextField(blank=True, default="")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by_name = models.CharField(max_length=120, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sealed_content = models.BinaryField(null=True, blank=True)

    going_out: int | None = None
    """How many lines go in, where a page has counted them already."""

    class Meta:
        verbose_name_plural = "chronologies"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("submitted_by")) & ~Q(approved_by=F("compiled_by"))),
                name="chronology_nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, sha256="", sealed_content__isnull=True)
                | (
                    Q(released_at__isnull=False, approved_at__isnull=False, sealed_content__isnull=False)
                    & ~Q(sha256="")
                ),
                name="chronology_released_is_kept_and_approved",
            ),
        ]


class ChronologyLine(models.Model):
    """One entry of the chronology as it was when this account was put together, and how it goes out, if it does."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "found": "everything the entry says",
        "words": "how it goes out",
        "impact": "what it meant, as it goes out",
        "source": "worker's name and agency",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chronology = models.ForeignKey(Chronology, on_delete=models.PROTECT, related_name="lines", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    significance = models.PositiveSmallIntegerField()
    found = models.TextField()
    source = models.CharField(max_length=300, blank=True, default="")
    handling = models.CharField(max_length=60, blank=True, default="")
    closed = models.CharField(max_length=200, blank=True, default="")
    """Why whoever gave it lets it go out no further than a pointer to them; empty where nothing hinders."""
    shown = models.BooleanField(default=False)
    words = models.TextField(blank=True, default="")
    impact = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chronology", "number"], name="chronology_line_number_once"),
            models.CheckConstraint(
                condition=Q(shown=False) | ~Q(words=""), name="chronology_line_shown_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number}"


class KnownToFeed(models.Model):
    """An agency's part in the known-to index of one area: on or off, by whose word, and what was fed last."""

    row_rule: ClassVar[str] = "authority_or_agency"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"switched_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, related_name="known_to_feeds", db_index=False
    )
    is_on = models.BooleanField(default=False)
    switched_at = models.DateTimeField()
    switched_by_name = models.CharField(max_length=120)
    fed_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    """Pointers that went when it was last switched off."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner_agency", "authority"], name="known_to_feed_once"),
            models.CheckConstraint(condition=Q(is_on=True) | Q(rows=0), name="known_to_off_holds_nothing"),
        ]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class KnownToPointer(models.Model):
    """That an agency knows somebody, and whom to call: nothing else. Gone when it feeds anew or switches off."""

    row_rule: ClassVar[str] = "authority_or_agency"
    row_grants: ClassVar[str] = "SELECT, INSERT, DELETE"
    personal: ClassVar[dict[str, str]] = {
        "first_names": "name",
        "last_name": "name",
        "born_on": "date of birth",
        "postcode": "address",
        "nhs_number": "identifier",
        "call": "worker or team, with a telephone number",
        "service": "that a service knows them",
        "last_contact_on": "when a service last saw them",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.ForeignKey(KnownToFeed, on_delete=models.PROTECT, related_name="pointers")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.CharField(max_length=64)
    """The same for the same person of the same agency in any feed: what somebody answered about it holds on."""
    first_names = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    born_on = models.DateField()
    postcode = models.CharField(max_length=8, blank=True, default="")
    nhs_number = models.CharField(max_length=10, blank=True, default="")
    service = models.CharField(max_length=120)
    last_contact_on = models.DateField()
    call = models.CharField(max_length=160)

    class Meta:
        indexes = [
            models.Index("authority", "born_on", name="known_to_by_birth"),
            models.Index("authority", "nhs_number", name="known_to_by_nhs", condition=~Q(nhs_number="")),
            models.Index("authority", "postcode", name="known_to_by_postcode", condition=~Q(postcode="")),
        ]

    def __str__(self) -> str:
        return "pointer"


class KnownToAnswer(models.Model):
    """That somebody looked at a pointer that might mean a person, and said whether it does."""

    row_rule: ClassVar[str] = "authority_or_agency"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64)
    same = models.BooleanField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "partner_agency", "fingerprint"], name="known_to_answer_once")
        ]

    def __str__(self) -> str:
        return "the same" if self.same else "somebody else"


class KnownToLook(models.Model):
    """That somebody of a hub saw an agency's pointer, and for which contact. Appended; the agency reads it."""

    class Shown(models.TextChoices):
        KNOWN = "known", "Shown as known"
        COMPARED = "compared", "Shown to be compared: it was not certain"

    row_rule: ClassVar[str] = "authority_or_agency"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"by_name": "worker's name", "team_name": "worker's team"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.UUIDField()
    """The contact that was the reason. No key: the agency reads this row, and may not read the contact's."""
    contact_reference = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    shown = models.CharField(max_length=10, choices=Shown)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    team_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("partner_agency", F("at").desc(), name="known_to_look_by_agency"),
            models.Index("contact", F("at").desc(), name="known_to_look_by_contact"),
        ]

    def __str__(self) -> str:
        return self.shown
