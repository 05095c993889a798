"""What a census tells: its header, its children with their episodes, and what is wrong in it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal


class CinFileError(ValueError):
    """The file as a whole cannot be read. The message is plain English; `code` is stable; `line` is 0 where none is to
    blame.
    """

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True)
class CinHeader:
    """Where and when the census comes from. `year` is the closing year: 2026 runs from 1 April 2025 to 31 March
    2026.
    """

    year: int | None
    reference_date: date | None
    authority_code: str = ""
    software: str = ""
    release: str = ""
    serial_number: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CinAssessment:
    """An assessment; `factors` are codes of the list assessment_factor."""

    started_on: date
    internal_review_on: date | None = None
    authorised_on: date | None = None
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CinPlan:
    """A child in need plan."""

    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class CinSection47:
    """A section 47 enquiry. The start is the strategy discussion; `conference_not_required` is what it says."""

    started_on: date
    conference_target_on: date | None = None
    conference_on: date | None = None
    conference_not_required: bool = False


@dataclass(frozen=True, slots=True)
class CinProtectionPlan:
    """A child protection plan with its categories of abuse and reviews; `previous_plans` counts those before it."""

    started_on: date
    ended_on: date | None = None
    initial_category: str = ""
    latest_category: str = ""
    previous_plans: int | None = None
    reviewed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class CinEpisode:
    """One referral and everything that followed from it. `conference_on` is a conference without a section 47 enquiry
    here.

    `pre_proceedings` are the blocks of 2026-27 as (element, text) pairs, not interpreted: their codes are not
    established.
    """

    referred_on: date
    referral_source: str = ""
    primary_need: str = ""
    closed_on: date | None = None
    closure_reason: str = ""
    conference_on: date | None = None
    no_further_action: bool = False
    assessments: tuple[CinAssessment, ...] = ()
    plans: tuple[CinPlan, ...] = ()
    section_47_enquiries: tuple[CinSection47, ...] = ()
    protection_plans: tuple[CinProtectionPlan, ...] = ()
    pre_proceedings: tuple[tuple[tuple[str, str], ...], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class CinChild:
    """A child as the census knows one. Born or expected: `born_on` or `expected_on`. `line` is where the child stands
    in the file.
    """

    la_child_id: str
    upn: str = ""
    former_upn: str = ""
    upn_unknown: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    sex: Literal["M", "F", "U"] = "U"
    died_on: date | None = None
    ethnicity: str = ""
    disabilities: tuple[str, ...] = ()
    episodes: tuple[CinEpisode, ...] = ()
    line: int = field(default=0, compare=False)


class Severity(StrEnum):
    """What a problem did to its child."""

    SKIPPED = "skipped"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class CinProblem:
    """One thing wrong, with the line of the file. `rule` is the number of the department's own check where there is
    one.
    """

    line: int
    la_child_id: str
    element: str
    message: str
    severity: Severity = Severity.SKIPPED
    rule: str = ""


@dataclass(frozen=True, slots=True)
class CinSummary:
    """What a whole file holds, without keeping its children."""

    header: CinHeader
    children: int
    episodes: int
    skipped: int
    problems: tuple[CinProblem, ...]
