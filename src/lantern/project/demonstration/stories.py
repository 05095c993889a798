"""What a story is made of: it holds what a loader needs and nothing of the database.

Teams and agencies by the codes of the area files, people by their keys in the `Family`, posts as role and number.
"""

from datetime import datetime
from typing import NamedTuple

from lantern.project.demonstration.families import Family


class Post(NamedTuple):
    """Who did something: a role in a team, and which of its holders (from 1)."""

    team: str
    role: str
    number: int


class Referrer(NamedTuple):
    """Who is worried. `source` is the census code; `agency` the code of an area's or an invented agency, or empty."""

    source: str
    agency: str
    organisation: str
    name: str
    role: str
    relation: str
    phone: str
    email: str
    answer_by: str
    anonymous: bool
    professional: bool
    keep_identity_from_family: bool


class CheckStory(NamedTuple):
    """A question to one agency. `answer` is relevant, nothing_held, cannot_share or empty while it waits."""

    team: str
    agency: str
    asked_at: datetime
    due_hint: datetime
    reminded_at: datetime | None
    answered_at: datetime | None
    answer: str
    text: str
    source: str
    handling: str
    may_tell_family: bool | None
    cannot_share_why: str


class DecisionStory(NamedTuple):
    """What was decided for one child (an index into the family's children)."""

    child: int
    outcome: str
    level: int
    clauses: tuple[str, ...]
    rationale: str
    evidence: tuple[str, ...]
    reason: str
    consent: str
    family_told: str


class SentBack(NamedTuple):
    """A decision that a manager sent back, and when it was first made."""

    decided_at: datetime
    at: datetime
    by: Post
    reason: str


class HandoffStory(NamedTuple):
    """Responsibility on its way to a team. A declined one is followed by another for the same children."""

    children: tuple[int, ...]
    to_team: str
    outcome: str
    offered_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None
    decline_reason: str
    first_seen_at: datetime | None
    finished_at: datetime | None
    finish_outcome: str


class Handover(NamedTuple):
    """The emergency duty team's passing on of a contact to the day team."""

    offered_at: datetime
    accepted_at: datetime | None


class ContactStory(NamedTuple):
    """One contact with everything that has happened to it. Moments are aware and in UTC."""

    number: int
    authority: int
    family: Family
    children: tuple[int, ...]
    told_first_names: tuple[str, ...]
    adults: tuple[int, ...]
    received_at: datetime
    received_by: str
    out_of_hours: bool
    immediate_danger: bool
    referrer: Referrer
    reasons: tuple[str, ...]
    priority: str
    what_happened: str
    worries: str
    strengths: str
    wanted: str
    child_words: str
    parents_aware: str
    parents_why_not: str
    consent: str
    lawful_basis: str
    previous: int
    taken_by: Post | None
    handover: Handover | None
    screened_at: datetime | None
    screened_by: Post | None
    screening_note: str
    why_different: str
    checks: tuple[CheckStory, ...]
    decisions: tuple[DecisionStory, ...]
    decided_at: datetime | None
    decided_by: Post | None
    urgent_start_at: datetime | None
    sent_back: SentBack | None
    signed_off_at: datetime | None
    signed_off_by: Post | None
    sign_off_note: str
    handoffs: tuple[HandoffStory, ...]
    feedback_at: datetime | None
    feedback_how: str
    feedback_words: str
    can_not_tell: str
    finished_at: datetime | None
    advice: str

    @property
    def state(self) -> str:
        """Where the contact stands, in the words of the contact's lifecycle."""
        if self.advice:
            return "advised"
        if self.finished_at:
            return "finished"
        if self.signed_off_at:
            return "passing_on"
        if self.decided_at:
            return "awaiting_sign_off"
        if self.sent_back:
            return "sent_back"
        if self.checks:
            return "checking"
        return "screened" if self.screened_at else "received"
