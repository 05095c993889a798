"""What early help goes by: who may be told what, when missed sessions are a pattern, what is missing in an assessment.

Pure functions over what was read; numbers and lists stand in ``law/codes/early_help.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lantern.law.codes import Code, code_set
from lantern.spine.actors import ALLOWED, Answer, refused

GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"


def standing(consents: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int], Mapping[str, Any]]:
    """The answer that holds for each agency and person: the newest. ``consents`` come oldest first."""
    return {(each["agency_id"], each["about"]): each for each in consents}


def without_consent(
    agency_id: int, what: str, subjects: Sequence[Mapping[str, Any]], consents: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Who of the family has not agreed that an agency is told this, or has taken it back."""
    holds = standing(consents)
    return [
        each["name"]
        for each in subjects
        if (found := holds.get((agency_id, each["number"]))) is None
        or found["answer"] != GIVEN
        or what not in found["sharing"]
    ]


def may_be_told(
    agency: str, agency_id: int, what: str, subjects: Sequence[Mapping[str, Any]], consents: Iterable[Mapping[str, Any]]
) -> Answer:
    """Whether an agency may be told something of this family: only where consent stands for everybody it tells of."""
    missing = without_consent(agency_id, what, subjects, consents)
    if not missing:
        return ALLOWED
    label = code_set("early_help_sharing").label(what).lower()
    return refused(
        f"{agency} can not be told: there is no consent to share {label} for {', '.join(missing)}.",
        next_step="Ask the family, and record what they answer.",
    )


def asks_the_gate(ending: str) -> bool:
    """Whether help that ends for this reason goes through the gate: not where the family left or somebody took over."""
    found = code_set("early_help_ending").get(ending)
    return found is not None and bool(found.also.get("gate"))


def _pattern() -> Code:
    return next(each for each in code_set("early_help_pattern").codes if each.code == "missed_sessions")


@dataclass(frozen=True)
class Missed:
    """That sessions keep being missed: so many of the last so many that were offered."""

    missed: int
    of: int


def missed_pattern(sessions: Sequence[Mapping[str, Any]]) -> Missed | None:
    """Whether the last sessions of any agency were missed or cancelled by the family too often; what we cancelled does
    not count. ``sessions`` come newest first, since the last time somebody said what is done about it.
    """
    pattern = _pattern()
    of, enough = int(pattern.also["of"]), int(pattern.also["missed"])
    offered = [each for each in sessions if each["outcome"] != "cancelled_us"][:of]
    missed = sum(each["outcome"] in ("missed", "cancelled_family") for each in offered)
    return Missed(missed, len(offered)) if missed >= enough else None


@dataclass(frozen=True)
class Attended:
    """How many sessions were offered to the family, and how many they came to."""

    offered: int
    attended: int


def attendance(sessions: Iterable[Mapping[str, Any]]) -> Attended:
    """Sessions offered and attended. What we cancelled was not offered."""
    offered = [each for each in sessions if each["outcome"] != "cancelled_us"]
    return Attended(len(offered), sum(each["outcome"] == "attended" for each in offered))


PARTS = ("strengths", "needs", "worries", "analysis", "recommendation", "recommendation_words")
_NEEDED = {
    "strengths": "what is going well",
    "needs": "what would help",
    "worries": "what you are worried about",
    "analysis": "what you make of it",
    "recommendation": "what you recommend",
}


def missing_in(assessment: Mapping[str, Any], subjects: Sequence[Mapping[str, Any]], *, met: bool = True) -> list[str]:
    """What an assessment lacks before a manager is asked: that the family was spoken with (``met``), each part, and the
    words of at least one child.
    """
    missing = [] if met else ["when you first spoke with the family"]
    missing += [words for part, words in _NEEDED.items() if not assessment.get(part)]
    said = {each["number"] for each in assessment.get("voices") or [] if each.get("words")}
    children = [each["number"] for each in subjects if each.get("part") == "child"]
    if children and not said & set(children):
        missing.append("what a child said, in their own words")
    return missing
