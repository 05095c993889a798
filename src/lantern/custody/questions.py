"""What a separation must decide: families known to both sides and work in flight, each with the rules to choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from lantern.custody.models import SeparationRun

GOES, STAYS, JOINT, FINISH, EXPIRE = "goes", "stays", "joint", "finish", "expire"

RULES = {
    GOES: _("Goes: it is kept and worked on there, and closed here"),
    STAYS: _("Stays: it is kept and worked on here, and does not go"),
    JOINT: _("Both keep it, one of them leads"),
    FINISH: _("Is finished first: nothing is separated before it is"),
    EXPIRE: _("Stays with whoever writes it, until they send it or it expires"),
}
"""What may be decided, in words."""


JOINED_BY = {
    "people_relationship": _("family"),
    "people_householdmember": _("the same home"),
    "same_home": _("the same home"),
    "same_number": _("the same number"),
    "people_linkedrecord": _("records read as one"),
    "people_notthesame": _("a comparison"),
}
"""What joins people across the line, in words; anything else is work about them."""


@dataclass(frozen=True)
class Question:
    """One thing to decide. ``strength`` says whose rule a whole contact follows when several ask for it."""

    code: str
    title: Any
    hint: Any
    rules: tuple[str, ...]


QUESTIONS: dict[str, Question] = {
    question.code: question
    for question in (
        Question(
            "families",
            _("Families known to both"),
            _(
                "People joined by family, home, number or work across the line. Goes: the leaving part goes, with a "
                "copy of the other part, so that no family is cut. Both keep it: each side reads all of it."
            ),
            (JOINT, GOES, STAYS),
        ),
        Question(
            "open_contacts",
            _("Contacts not finished"),
            _("Their clocks, questions and handoffs go where they go."),
            (GOES, STAYS, JOINT),
        ),
        Question(
            "unanswered_checks",
            _("Questions to agencies without an answer"),
            _("The whole contact follows. Where it goes, the agency is asked again from there."),
            (GOES, STAYS, JOINT),
        ),
        Question(
            "waiting_handoffs",
            _("Handoffs nobody has answered"),
            _("The whole contact follows. Where it stays, the team that was asked still answers here."),
            (STAYS, GOES, JOINT),
        ),
        Question(
            "other_open_work",
            _("Other open work"),
            _("Handoffs being worked on, requests for access, and whatever else is not finished."),
            (GOES, STAYS, JOINT),
        ),
        Question(
            "drafts",
            _("Drafts about records that go"),
            _("Drafts are sealed for their writer, and never leave."),
            (EXPIRE, FINISH),
        ),
        Question(
            "police_files",
            _("Police files read and not brought in"),
            _("They are sealed here. Bring each in, or give it up."),
            (FINISH,),
        ),
    )
}


def counted(run: SeparationRun) -> dict[str, int]:
    """How many there are of each question, as last counted."""
    found = run.preview.get("questions", {})
    return {code: int(found[code]) for code in QUESTIONS if code in found}


def family_rule(rules: dict[str, Any], key: str) -> dict[str, Any]:
    """The rule of one family: its own, or that of all."""
    return rules.get(f"family:{key}") or rules.get("families") or {}


def unanswered(run: SeparationRun) -> list[str]:
    """What still has no rule, in words; an empty list when everything is assigned."""
    missing = []
    for code, count in counted(run).items():
        question = QUESTIONS[code]
        if not count:
            continue
        chosen = [run.rules.get(code) or {}]
        if code == "families":
            chosen = [family_rule(run.rules, family["key"]) for family in run.preview.get("families", [])]
        if any(each.get("rule") not in question.rules for each in chosen):
            missing.append(f"{question.title} ({count})")
        elif any(each["rule"] == JOINT and not each.get("lead") for each in chosen):
            missing.append(f"{question.title}: who leads is not named")
        elif any(each["rule"] == FINISH for each in chosen):
            missing.append(f"{question.title}: {count} to be finished first")
    return missing
