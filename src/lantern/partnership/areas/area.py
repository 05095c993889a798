"""What an area file describes: a partnership, its places and whoever works there."""

from dataclasses import dataclass
from datetime import date, time

from lantern.law.timescales import DEFAULT

LEVELS = (1, 2, 3, 4)
"""The levels of need: 1 universal to 4 statutory."""


@dataclass(frozen=True, slots=True)
class Partnership:
    """A local safeguarding children partnership. `lead_authority` is the DfE code of the council that leads it."""

    code: str
    name: str
    short_name: str
    vision: str
    started_on: date
    published_on: date | None
    lead_authority: int
    lead_means: str
    brand_colour: str
    note: str
    automatic_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """A step of the local procedure for a professional who does not agree, and the kind of post that answers it."""

    name: str
    answered_by: str
    check: bool


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When a front door is staffed, in London time. `days` are ISO weekdays, Monday is 1."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ChildPopulation:
    """How many children (0 to 17) live in an authority at the middle of a year. `check` until somebody has read it
    against the source.
    """

    year: int
    children: int
    source: str
    check: bool


@dataclass(frozen=True, slots=True)
class Comparator:
    """A published figure of another place that the partnership's own is held against; `year_to` is its last day."""

    measure: str
    place: str
    year_to: date
    value: float
    source: str
    check: bool


@dataclass(frozen=True, slots=True)
class Authority:
    """A council with its DfE and ONS codes (domain codes section 6.1), the agency it is, and when its door is open."""

    code: int
    ons_code: str
    name: str
    short_name: str
    agency: str
    telephone: str
    emergency_telephone: str
    email: str
    out_of_hours_team: str
    office_hours: tuple[OfficeHours, ...]
    wards: tuple[str, ...] = ()
    populations: tuple[ChildPopulation, ...] = ()
    letterhead: tuple[str, ...] = ()

    def hours_on(self, day: date) -> OfficeHours | None:
        """The office hours of a weekday, or None when the door is shut. Bank holidays are the calendar's affair."""
        return next((hours for hours in self.office_hours if day.isoweekday() in hours.days), None)


@dataclass(frozen=True, slots=True)
class Agency:
    """A safeguarding partner, relevant agency or other body. `until` is its last day; `successor` follows it.

    `is_sector` marks an entry which stands for many organisations ("Colleges, schools and early years settings").
    """

    code: str
    name: str
    type: str
    standing: str
    is_sector: bool
    part_of: str
    authorities: tuple[int, ...]
    since: date | None
    until: date | None
    successor: str
    answers_checks: bool
    email_domains: tuple[str, ...]
    named_in: tuple[str, ...]
    note: str

    def is_current(self, day: date) -> bool:
        """Whether the agency exists on a day: both ends count."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class TeamPost:
    """So many posts of one role in a team."""

    title: str
    role: str
    count: int


@dataclass(frozen=True, slots=True)
class Team:
    """A team that can be handed work. `shared` teams stand in the files of several partnerships under one code."""

    code: str
    name: str
    kind: str
    agency: str
    authorities: tuple[int, ...]
    telephone: str
    answers_checks: bool
    takes_handoffs: bool
    shared: bool
    posts: tuple[TeamPost, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CommissionedService:
    """Help bought from a provider: who gives it, through which team, for whom, and how many places it has at once."""

    code: str
    name: str
    provider: str
    team: str
    authorities: tuple[int, ...]
    levels: tuple[int, ...]
    places: int
    offers: str
    since: date | None
    until: date | None
    needs: tuple[str, ...] = ()
    """Contact reasons that it helps with; none: any."""
    age_from: int = 0
    age_to: int = 17


@dataclass(frozen=True, slots=True)
class Hub:
    """A front door: the team that runs it, the host council, its partners, and the teams that answer its checks."""

    code: str
    name: str
    host: str
    team: str
    authorities: tuple[int, ...]
    since: date
    until: date | None
    partners: tuple[str, ...]
    asks: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LocalStandard:
    """A local value for a timescale of `law/` whose source leaves room. No authorities means all of the partnership."""

    timescale: str
    variant: str
    amount: int
    unit: str
    authorities: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """A half term with its first and last day for pupils and staff (training days are inside it)."""

    school_year: str
    name: str
    starts_on: date
    ends_on: date
    authorities: tuple[int, ...]
    named_in: str


@dataclass(frozen=True, slots=True)
class ThresholdClause:
    """One descriptor of a level, cited by decisions under its stable id, such as `3.2`."""

    id: str
    domain: str
    text: str


@dataclass(frozen=True, slots=True)
class ThresholdLevel:
    """A level of need (1 universal to 4 statutory) with its descriptors."""

    level: int
    name: str
    summary: str
    clauses: tuple[ThresholdClause, ...]


@dataclass(frozen=True, slots=True)
class ThresholdVersion:
    """A version of a threshold document. `wording` is `published`, or `demonstration` when the words are ours."""

    version: str
    wording: str
    in_force_from: date
    in_force_until: date | None
    domains: tuple[tuple[str, str], ...]
    levels: tuple[ThresholdLevel, ...]
    guidance: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Contact reason and the clauses that stand beside the question when it is chosen."""

    def clause(self, clause_id: str) -> ThresholdClause:
        """The descriptor under an id. Raises KeyError when this version has none."""
        for level in self.levels:
            for clause in level.clauses:
                if clause.id == clause_id:
                    return clause
        raise KeyError(f"Version {self.version} of the threshold document has no clause {clause_id}.")


@dataclass(frozen=True, slots=True)
class ThresholdDocument:
    """The threshold document the safeguarding partners publish (Working Together 2023, chapters 2 and 3)."""

    code: str
    title: str
    authorities: tuple[int, ...]
    versions: tuple[ThresholdVersion, ...]

    def version_on(self, day: date) -> ThresholdVersion | None:
        """The version in force on a day, if any."""
        for version in self.versions:
            if version.in_force_from <= day and (version.in_force_until is None or day <= version.in_force_until):
                return version
        return None


@dataclass(frozen=True, slots=True)
class Priority:
    """A thematic priority of the partnership and the agency that leads it."""

    code: str
    title: str
    lead: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class GroupSeat:
    """A place on a body, held for an agency, with what it promises: every meeting, so many a year, specific items."""

    code: str
    name: str
    agency: str
    commitment: str
    times_a_year: int
    shared_between: str
    chairs: bool
    leads: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """A body of the partnership: executive, engine room, working group, Teeswide group. ``frequencies`` are (from which
    day, months between meetings).
    """

    code: str
    name: str
    kind: str
    meets: str
    note: str
    purpose: str = ""
    accountable_to: str = ""
    outside: bool = False
    chaired: str = "seat"
    chair_review_on: date | None = None
    may_decide: str = ""
    ends_on: date | None = None
    frequencies: tuple[tuple[date, int], ...] = ()
    seats: tuple[GroupSeat, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """Everything one area file says."""

    file: str
    partnership: Partnership
    authorities: tuple[Authority, ...]
    agencies: tuple[Agency, ...]
    teams: tuple[Team, ...]
    services: tuple[CommissionedService, ...]
    hubs: tuple[Hub, ...]
    local_standards: tuple[LocalStandard, ...]
    terms: tuple[SchoolTerm, ...]
    threshold_documents: tuple[ThresholdDocument, ...]
    priorities: tuple[Priority, ...]
    groups: tuple[Group, ...]
    comparators: tuple[Comparator, ...] = ()
    escalation_steps: tuple[EscalationStep, ...] = ()

    def authority(self, code: int) -> Authority:
        """The authority with a DfE code. Raises KeyError when this partnership has none."""
        return {authority.code: authority for authority in self.authorities}[code]

    def agency(self, code: str) -> Agency:
        """The agency with a code. Raises KeyError when this partnership has none."""
        return {agency.code: agency for agency in self.agencies}[code]

    def team(self, code: str) -> Team:
        """The team with a code. Raises KeyError when this partnership has none."""
        return {team.code: team for team in self.teams}[code]

    def hub_for(self, authority: int, day: date) -> Hub | None:
        """The front door that serves an authority on a day."""
        for hub in self.hubs:
            if authority in hub.authorities and hub.since <= day and (hub.until is None or day <= hub.until):
                return hub
        return None

    def threshold_document_for(self, authority: int) -> ThresholdDocument | None:
        """The threshold document an authority's decisions cite."""
        return next((document for document in self.threshold_documents if authority in document.authorities), None)

    def statutory_partners(self, day: date) -> tuple[Agency, ...]:
        """The safeguarding partners on a day: a clinical commissioning group then, an integrated care board now."""
        return tuple(a for a in self.agencies if a.standing == "statutory_partner" and a.is_current(day))

    def standards_for(self, authority: int) -> dict[str, dict[str, dict[str, int | str]]]:
        """Local values of one authority, `{timescale: {variant or "default": {"amount": 4, "unit": "clock_hours"}}}`.

        A value for named authorities wins over one for the whole partnership. `LocalStandards.from_plain` takes it.
        """
        values: dict[str, dict[str, dict[str, int | str]]] = {}
        for standard in sorted(self.local_standards, key=lambda standard: bool(standard.authorities)):
            if not standard.authorities or authority in standard.authorities:
                variants = values.setdefault(standard.timescale, {})
                variants[standard.variant or DEFAULT] = {"amount": standard.amount, "unit": standard.unit}
        return values
