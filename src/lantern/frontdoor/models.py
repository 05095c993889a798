"""Nouns of the front door: contacts, who is worried, the people as they were reported, checks with agencies, and
decisions for each child.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.people.models import Person, Sex
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Channel(models.TextChoices):
    """By which way a contact came in."""

    PUBLIC_FORM = "public_form", "Public web form"
    PROFESSIONAL_FORM = "professional_form", "Professional web form"
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "E-mail or letter"
    IN_PERSON = "in_person", "In person"
    POLICE_NOTICE = "police_notice", "Police notification"
    CONSULTATION = "consultation", "Professional consultation"


class ParentsAware(models.TextChoices):
    """Whether the family knows. Told, agreed and lawful basis are three facts, never one."""

    AWARE = "aware", "They know"
    NOT_AWARE = "not_aware", "They do not know"
    NOT_SAFE = "not_safe", "It was not safe to ask"
    NOT_KNOWN = "not_known", "Not known"


class Consent(models.TextChoices):
    """Whether the family agrees to help. Not the reason for sharing."""

    YES = "yes", "Yes, they agree"
    NO = "no", "No, they do not agree"
    NOT_SOUGHT = "not_sought", "Not sought"
    NOT_KNOWN = "not_known", "Not known"


class Outcome(models.TextChoices):
    """What is decided for one child."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    ADVICE = "advice", "Information and advice"
    EARLY_HELP = "early_help", "Early help"
    ASSESSMENT = "assessment", "Child and family assessment"
    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion"
    OTHER_AUTHORITY = "other_authority", "Another authority"
    LADO = "lado", "Designated officer (LADO)"

    @property
    def hands_over(self) -> bool:
        """Everything but advice and no further action leaves as a handoff."""
        return self not in (Outcome.NO_FURTHER_ACTION, Outcome.ADVICE)


class Contact(Episode):
    """Whatever reaches the front door about a child or family, before anyone has decided what it is."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "what_happened": "free text",
        "worries": "free text",
        "strengths": "free text",
        "wanted": "free text",
        "child_words": "free text",
        "parents_why_not": "free text",
        "screening_note": "free text",
        "why_different": "free text",
        "sign_off_note": "free text",
        "told_words": "free text",
    }

    channel = models.CharField(max_length=20, choices=Channel)
    received_at = models.DateTimeField()
    out_of_hours = models.BooleanField(default=False)
    immediate_danger = models.BooleanField(default=False)
    what_happened = models.TextField()
    worries = models.TextField(blank=True, default="")
    strengths = models.TextField(blank=True, default="")
    wanted = models.TextField(blank=True, default="")
    child_words = models.TextField(blank=True, default="")
    parents_aware = models.CharField(max_length=12, choices=ParentsAware, default=ParentsAware.NOT_KNOWN)
    parents_why_not = models.TextField(blank=True, default="")
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.NOT_KNOWN)
    lawful_basis = models.CharField(max_length=40, blank=True, default="")
    reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    screened_at = models.DateTimeField(null=True, blank=True)
    screening_note = models.TextField(blank=True, default="")
    why_different = models.TextField(blank=True, default="")
    """What is different this time, when there were contacts within the re-referral window."""

    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    sign_off_note = models.TextField(blank=True, default="")
    urgent_start_at = models.DateTimeField(null=True, blank=True)
    """Protection that could not wait for sign-off began at this moment."""

    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=20, blank=True, default="")
    told_words = models.TextField(blank=True, default="")
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
                name="contact_sign_off_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("decided_by")),
                name="contact_nobody_signs_off_their_own",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="contact_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(parents_aware="not_safe") | ~Q(parents_why_not=""), name="contact_says_why_not_safe"
            ),
        ]
        indexes = [
            models.Index(
                "sent_by", F("received_at").desc(), name="contact_by_sender", condition=Q(sent_by__isnull=False)
            )
        ]


class Referrer(models.Model):
    """Who is worried, and how they can be answered. Sealed: it never leaves with anything the family or another agency
    reads.
    """

    class Answer(models.TextChoices):
        PHONE = "phone", "By telephone"
        EMAIL = "email", "By e-mail"
        ONLINE = "online", "By signing in here"
        LETTER = "letter", "By letter"
        NONE = "none", "They can not be answered"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "name",
        "role": "job",
        "organisation": "organisation",
        "phone": "telephone",
        "email": "e-mail",
        "relation": "relationship to the family",
        "safe_times": "when it is safe to ring",
    }

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, primary_key=True, related_name="referrer")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    source = models.CharField(max_length=4, default="10")
    """Referral source code of the children in need census."""
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    anonymous = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=120, blank=True, default="")
    organisation = models.CharField(max_length=160, blank=True, default="")
    relation = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    answer_by = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    safe_times = models.CharField(max_length=100, blank=True, default="")
    """When it is safe to ring them, in their own words: somebody else may be listening."""
    keep_identity_from_family = models.BooleanField(default=True)
    professional = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(name="", phone="", email=""), name="referrer_anonymous_is_unnamed"
            )
        ]

    def __str__(self) -> str:
        return "referrer"


class ReportedPerson(models.Model):
    """A person as a contact described them, kept as it was told. ``person`` is who they turned out to be."""

    class Part(models.TextChoices):
        CHILD = "child", "Child"
        ADULT = "adult", "Adult"

    class Match(models.TextChoices):
        LINKED = "linked", "Linked to a known person"
        CREATED = "created", "Recorded as new"
        UNNAMED = "unnamed", "Not to be identified"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "first_names": "name",
        "last_name": "name",
        "also_known_as": "name",
        "born_on": "date of birth",
        "age_words": "age as told",
        "expected_on": "expected date of birth",
        "sex": "sex",
        "house": "address",
        "street": "address",
        "town": "address",
        "postcode": "address",
        "school": "school or nursery",
        "relation": "relationship",
        "phone": "telephone",
        "nhs_number": "identifier",
        "match_reasons": "parts of names, dates and places that agree",
        "matched_by_name": "worker's name",
        "upn": "identifier",
        "needs": "communication needs",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="reported")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    part = models.CharField(max_length=10, choices=Part)
    first_names = models.CharField(max_length=100, blank=True, default="")
    last_name = models.CharField(max_length=100, blank=True, default="")
    also_known_as = models.CharField(max_length=100, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    birth_known_to = models.CharField(max_length=10, choices=Person.BirthKnownTo, default=Person.BirthKnownTo.UNKNOWN)
    age_words = models.CharField(max_length=40, blank=True, default="")
    unborn = models.BooleanField(default=False)
    expected_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    house = models.CharField(max_length=60, blank=True, default="")
    street = models.CharField(max_length=120, blank=True, default="")
    town = models.CharField(max_length=80, blank=True, default="")
    postcode = models.CharField(max_length=8, blank=True, default="")
    address_protected = models.BooleanField(default=False)
    school = models.CharField(max_length=120, blank=True, default="")
    relation = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    nhs_number = models.CharField(max_length=10, blank=True, default="")
    upn = models.CharField(max_length=13, blank=True, default="")
    needs = models.CharField(max_length=300, blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    match = models.CharField(max_length=10, choices=Match, blank=True, default="")
    matched_by_name = models.CharField(max_length=120, blank=True, default="")
    matched_at = models.DateTimeField(null=True, blank=True)
    match_reasons = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        verbose_name_plural = "reported people"
        ordering = ["-part", "order", "id"]  # children before adults
        constraints = [
            models.CheckConstraint(
                condition=Q(match="", person__isnull=True)
                | Q(match="unnamed", person__isnull=True)
                | Q(person__isnull=False),
                name="reported_match_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(unborn=False) | Q(born_on__isnull=True), name="reported_unborn_has_no_birthday"
            ),
        ]

    def __str__(self) -> str:
        return self.part

    @property
    def name(self) -> str:
        """The name as told, or what can be said instead."""
        named = f"{self.first_names} {self.last_name}".strip()
        if named:
            return named
        return "Unborn baby" if self.unborn else "Name not known"

    @property
    def address_line(self) -> str:
        first = f"{self.house} {self.street}".strip()
        return ", ".join(part for part in (first, self.town, self.postcode) if part)


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


class ChildDecision(models.Model):
    """What was decided for one child, under which version of the threshold document, and why. Never edited: a later
    one replaces it.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "rationale": "free text",
        "family_told": "free text",
        "need_to_know": "free text",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="decisions")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+", db_index=False)
    reported = models.ForeignKey(ReportedPerson, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    level = models.PositiveSmallIntegerField()
    threshold_document = models.ForeignKey(
        "partnership.ThresholdDocument", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    clauses = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    rationale = models.TextField()
    evidence = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """What the rationale rests on: codes such as ``reported``, ``history``, ``check:H-…``."""
    reason = models.CharField(max_length=40, blank=True, default="")
    """Why no further action, as a code."""
    consent = models.CharField(max_length=12, choices=Consent)
    family_told = models.TextField(blank=True, default="")
    to_team = models.ForeignKey(
        "partnership.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    need_to_know = models.TextField(blank=True, default="")
    handoff = models.ForeignKey("spine.Handoff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "reported"], condition=Q(current=True), name="one_decision_for_each_child"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="decision_level_1_to_4"),
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=~Q(outcome="no_further_action") | ~Q(reason=""), name="decision_nfa_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class SentContact(models.Model):
    """What somebody who sent a contact may see of it afterwards: that it arrived, how far it is, and what they were
    told.

    The sender of a contact need not work for its authority, so the contact itself is closed to them. This is their
    receipt, written by the
    door; it repeats only what they typed and what was said to them.
    """

    class Stage(models.TextChoices):
        ARRIVED = "arrived", "We have it"
        LOOKED_AT = "looked_at", "A worker is looking at it"
        ANSWERED = "answered", "Answered"
        NOT_ANSWERED = "not_answered", "Closed without an answer to you"

    row_rule: ClassVar[str] = "own_or_authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "about": "children's names as the sender typed them",
        "told_words": "free text",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    visitor = models.CharField(max_length=64, blank=True, default="")
    reference = models.CharField(max_length=20)
    about = models.CharField(max_length=300, blank=True, default="")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.ARRIVED)
    sent_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    told_words = models.TextField(blank=True, default="")
    chased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(visitor=""), name="sent_contact_has_a_sender")
        ]
        indexes = [
            models.Index("user", F("sent_at").desc(), name="sent_contact_by_user", condition=Q(user__isnull=False)),
            models.Index("visitor", name="sent_contact_by_visitor", condition=Q(user__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.reference


class NoticeBatch(models.Model):
    """A file of police notifications that was brought in: what it held, what was refused, and that nothing comes in
    twice.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"sealed_content": "the file, encrypted, until it is imported or given up"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    sealed_content = models.BinaryField(null=True)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    imported_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"batch {self.sha256[:8]}"


class NoticeReceipt(models.Model):
    """That one notification was imported. Its fingerprint refuses the same one again."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.CharField(max_length=64)
    """The same for the same incident in any file."""
    content = models.CharField(max_length=64, blank=True, default="")
    """The same for the same words: tells a notice sent again from one sent again with changes. Of the words last taken
    onto the contact.
    """
    batch = models.ForeignKey(NoticeBatch, on_delete=models.PROTECT, related_name="receipts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    row_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "fingerprint"], name="notice_imported_once")]

    def __str__(self) -> str:
        return self.fingerprint[:12]
