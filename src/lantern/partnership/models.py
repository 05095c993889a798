"""Partnerships and what they are made of. Reference data: loaded from ``areas/*.toml``, read by everyone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Partnership(models.Model):
    """A local safeguarding children partnership."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=400)
    short_name = models.CharField(max_length=40)
    vision = models.TextField(blank=True)
    began_on = models.DateField(null=True, blank=True)
    brand_colour = models.CharField(max_length=7, default="#1d70b8")
    escalation = models.JSONField(default=list, blank=True)
    """The steps of the local procedure for a professional who does not agree: {"name", "answered_by", "check"}."""
    automatic_answers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Outcomes whose answer goes to a professional by itself when a decision is signed off. Usually none."""

    def __str__(self) -> str:
        return self.name


class AuthorityKind(models.TextChoices):
    """Whose records they are."""

    COUNCIL = "council", "Local authority"
    PARTNERSHIP = "partnership", "Partnership"


class Authority(models.Model):
    """Who keeps records, and is their legal controller: a local authority, those of its children (its key is its DfE
    number); or a partnership, its own, which are about no child (its key lies above every DfE number).
    """

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    id = models.PositiveSmallIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=AuthorityKind, default=AuthorityKind.COUNCIL)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="authorities")
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    ons_code = models.CharField(max_length=9, unique=True)
    hub_name = models.CharField(max_length=120)
    hub_phone = models.CharField(max_length=40)
    out_of_hours_phone = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    office_hours = models.JSONField(default=dict)
    """Weekday (0 is Monday, as text) -> [opens, closes] as "HH:MM"; a day without an entry is closed."""
    letterhead = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    """The lines at the head of letters; none: name, hub, telephone and e-mail."""

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An organisation: a statutory safeguarding partner, a relevant agency, or a commissioned provider."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    partnerships = models.ManyToManyField(Partnership, related_name="agencies", blank=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    statutory = models.BooleanField(default=False)
    answers_checks = models.BooleanField(default=False)
    email_domains = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    became = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="was")

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class TeamKind(models.TextChoices):
    """What a team is for. Decides whether its posts work with the authority's records or only with what is asked of
    them.
    """

    HUB = "hub", "Children's Hub"
    HUB_DESK = "hub_desk", "Team within a Children's Hub"
    EMERGENCY_DUTY = "emergency_duty", "Emergency duty team"
    ASSESSMENT = "assessment", "Assessment team"
    EARLY_HELP = "early_help", "Early help team"
    PROVIDER = "provider", "Commissioned provider"
    LADO = "lado", "Local authority designated officer"
    REVIEW = "review", "Reviewing service"
    AGENCY_DESK = "agency_desk", "Agency desk"
    LEADERSHIP = "leadership", "Senior leadership"
    FRONT_DOOR_ELSEWHERE = "front_door_elsewhere", "Another authority's front door"
    BUSINESS_UNIT = "business_unit", "Partnership business unit"
    GOVERNANCE = "governance", "Information governance"


CASE_HOLDING = frozenset(
    {
        TeamKind.HUB,
        TeamKind.HUB_DESK,
        TeamKind.EMERGENCY_DUTY,
        TeamKind.ASSESSMENT,
        TeamKind.EARLY_HELP,
        TeamKind.REVIEW,
        TeamKind.GOVERNANCE,
    }
)
"""Kinds of team whose posts may work with the records of the authorities they cover."""


class Team(models.Model):
    """A team of an agency. Work is owned by teams, never only by a named person."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, choices=TeamKind)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    covers = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    service = models.CharField(max_length=160, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    answers_checks = models.BooleanField(default=False)
    takes_handoffs = models.BooleanField(default=False)
    places = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def holds_cases(self) -> bool:
        return self.kind in CASE_HOLDING


class Service(models.Model):
    """Help that a team gives or a provider is paid for: for whom, and how many at once as it was agreed. What is true
    today (places, whether it takes on anybody) the provider says itself, in ``waiting``.
    """

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=160)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="services")
    covers = ArrayField(models.PositiveSmallIntegerField(), default=list)
    levels = ArrayField(models.PositiveSmallIntegerField(), default=list)
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Contact reasons that it helps with; none: any."""
    age_from = models.PositiveSmallIntegerField(default=0)
    age_to = models.PositiveSmallIntegerField(default=17)
    places = models.PositiveSmallIntegerField()
    offers = models.TextField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(age_from__lte=F("age_to")), name="service_ages_in_order")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A job that a person holds for a time. Rights come from the post, never from the person."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="posts")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class ThresholdDocument(models.Model):
    """The published threshold document in one version. Frozen once in force: decisions keep the version they were made
    under.
    """

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=400)
    version = models.CharField(max_length=40)
    covers = ArrayField(models.PositiveSmallIntegerField(), default=list)
    wording = models.TextField(blank=True)
    """Whose wording it is: the published text, or a paraphrase for demonstration."""
    levels = models.JSONField(default=dict)
    """Level as text -> {"name", "summary"}."""
    guidance = models.JSONField(default=dict, blank=True)
    """Contact reason -> clauses that stand beside the question when it is chosen. Helps whoever asks; decides nothing,
    so it may change while the wording is frozen."""
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="threshold_version_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class ThresholdDescriptor(models.Model):
    """One clause of a threshold document: what a level looks like in one part of a child's life."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    document = models.ForeignKey(ThresholdDocument, on_delete=models.PROTECT, related_name="descriptors")
    clause = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        ordering = ["level", "id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "clause"], name="threshold_clause_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="threshold_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return self.clause


class LocalStandard(models.Model):
    """An authority's own number for a timescale that the law leaves to local choice."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="local_standards")
    timescale = models.CharField(max_length=40)
    variant = models.CharField(max_length=40, blank=True, default="")
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "timescale", "variant"], name="local_standard_once")
        ]

    def __str__(self) -> str:
        return f"{self.timescale} {self.variant}: {self.amount} {self.unit}"


class Ward(models.Model):
    """An electoral ward by its name, as the area file lists it. One that no file lists any more keeps its past."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="wards")
    name = models.CharField(max_length=80)
    ons_code = models.CharField(max_length=9, blank=True, default="")
    """Only as a postcode file brought it: codes change with every boundary review."""
    listed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "name"], name="ward_once")]

    def __str__(self) -> str:
        return self.name


class WardFile(models.Model):
    """That a file of postcodes and wards was loaded. The newest is what contacts are counted by."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    postcodes = models.PositiveIntegerField()
    in_force_from = models.DateField(null=True, blank=True)
    """The first day of its boundaries; none where it replaced all that was there."""
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PostcodeWard(models.Model):
    """In which ward a postcode lies, from when until when. Empty days: as long as anybody knows."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    postcode = models.CharField(max_length=8)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="postcodes")
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(from_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="postcode_ward_period",
            ),
            models.UniqueConstraint(
                fields=["postcode"], condition=Q(until_date__isnull=True), name="postcode_in_one_ward_now"
            ),
        ]
        indexes = [models.Index("postcode", "from_date", name="ward_of_postcode")]

    def __str__(self) -> str:
        return self.postcode


class ChildPopulation(models.Model):
    """How many children (0 to 17) live in an authority at the middle of a year: what a rate is a rate of."""

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="child_populations")
    year = models.PositiveSmallIntegerField()
    children = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    unchecked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="child_population_once"),
            models.CheckConstraint(condition=Q(children__gt=0), name="child_population_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.year}"


class Comparator(models.Model):
    """A published figure of another place that ours is held against."""

    class Measure(models.TextChoices):
        REFERRALS = "referrals_per_10000", "Referrals per 10,000 children"

    row_rule: ClassVar[str] = "reference"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="comparators")
    measure = models.CharField(max_length=40, choices=Measure)
    place = models.CharField(max_length=80)
    year_to = models.DateField()
    """The last day of the year that the figure is of."""
    value = models.DecimalField(max_digits=8, decimal_places=1)
    source = models.CharField(max_length=300)
    unchecked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "measure", "place", "year_to"], name="comparator_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year_to}"
