"""Early help in words: what to do next, who agreed to what, what is ready to be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch

from lantern.earlyhelp import rules
from lantern.earlyhelp.models import Consent, EarlyHelp, Measuring
from lantern.earlyhelp.queries import Beside
from lantern.earlyhelp.states import ASSESSING, EARLY_HELP, ENDED, FOR_AGREEMENT
from lantern.interface.display import full_date
from lantern.interface.environment import url
from lantern.interface.partial_dates import PartialDate
from lantern.law.codes import code_set
from lantern.law.timescales import timescale
from lantern.spine import handoffs
from lantern.spine.lifecycle import LIFECYCLES, OpenMove

COLOURS = {"assessing": "purple", "for_agreement": "yellow", "helping": "green", "ended": "grey"}
HANDOFF_COLOURS = {
    "offered": "yellow",
    "accepted": "teal",
    "seen": "green",
    "declined": "red",
    "finished": "grey",
    "withdrawn": "grey",
}


def state(code: str) -> dict[str, str]:
    """A state as a tag."""
    return {"text": EARLY_HELP.states[code], "colour": COLOURS[code]}


def handoff_state(code: str) -> dict[str, str]:
    """How far a handoff is, as a tag."""
    return {"text": handoffs.HANDOFF.states[code], "colour": HANDOFF_COLOURS[code]}


def state_of(kind: str, code: str) -> str:
    """The state of any piece of work in words."""
    lifecycle = LIFECYCLES.get(kind)
    return lifecycle.states.get(code, code) if lifecycle else code


def kind(code: str) -> str:
    """A kind of work in words."""
    return code.replace("_", " ").capitalize()


def page_of(kind: str, reference: str) -> str:
    """The page of a piece of work, where its room has one."""
    try:
        return url(kind, reference=reference)
    except NoReverseMatch:
        return ""


def need(code: str) -> str:
    return code_set("early_help_need").label(code)


def label(name: str, code: str) -> str:
    """The words for a code of one of this room's lists; nothing for no code."""
    return code_set(f"early_help_{name}").label(code) if code else ""


def clock(code: str) -> str:
    """What is due, in words."""
    return timescale(code).title if code else ""


def names(subjects: list[dict[str, Any]]) -> str:
    """The children of a family in one line."""
    return ", ".join(each["name"] for each in subjects if each.get("part") == "child") or "Name not known"


def born(subject: Mapping[str, Any]) -> str:
    """When somebody was born, as far as was told."""
    told = subject.get("born") or ""
    return f"born {PartialDate.from_iso(told).in_words()}" if told else str(subject.get("age") or "")


@dataclass(frozen=True)
class Step:
    """Something that can be done now."""

    text: str
    href: str
    first: bool = False


def steps(help_: EarlyHelp, beside: Beside, moves: Mapping[str, OpenMove]) -> list[Step]:
    """What to do, the most pressing first. Only what is open to the reader."""
    found: list[Step] = []

    def offer(move: str, text: str, route: str) -> None:
        if move in moves and moves[move].answer:
            found.append(Step(text, url(route, reference=help_.reference), first=not found))

    if help_.first_contact_at is None:
        offer("first_contact", "Record the first contact", "early_help_first_contact")
    if help_.state == FOR_AGREEMENT:
        offer("agree", "Read and agree the assessment", "agree_early_help")
    if not beside.consents:
        offer("consent_given", "Record what the family agreed to", "early_help_consent")
    if help_.state == ASSESSING:
        written = beside.assessment is not None
        offer("write", "Go on with the assessment" if written else "Begin the assessment", "early_help_assessment")
    if not beside.measurings:
        offer("measure", "Score where the family stands", "early_help_measures")
    offer("record_session", "Record a session", "early_help_sessions")
    if beside.measurings:
        offer("measure", "Score again", "early_help_measures")
    if beside.consents:
        offer("share", "Share with an agency", "share_early_help")
    return found


def sentence(help_: EarlyHelp, beside: Beside) -> str:
    """Where the family stands, in one sentence."""
    if help_.state == ENDED:
        ending, outcome = label("ending", help_.ending).lower(), label("outcome", help_.outcome).lower()
        return f"Early help ended: {ending}. As the lead saw it: {outcome}."
    if help_.first_contact_at is None:
        return "Nobody has spoken with the family yet."
    if help_.state == FOR_AGREEMENT:
        return f"{help_.submitted_by_name} asks a manager to agree the assessment."
    if help_.state == ASSESSING:
        if beside.assessment and beside.assessment["manager_words"]:
            return "A manager sent the assessment back for more work."
        return "The family is being assessed."
    advice = (beside.assessment or {}).get("recommendation", "")
    return f"The assessment is agreed: {label('recommendation', advice).lower()}."


def missed(help_: EarlyHelp, beside: Beside) -> rules.Missed | None:
    """Whether sessions keep being missed since somebody last said what is done about it."""
    if help_.state == ENDED:
        return None
    since = help_.missed_answered_at
    return rules.missed_pattern([each for each in beside.sessions if since is None or each["recorded_at"] > since])


# ---- Consent ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgencyConsent:
    """What the family answered for one agency, person by person."""

    agency_id: int
    agency: str
    answers: list[dict[str, Any]]
    """One for each of the family: name, and the answer that holds, with who gave it, how and when."""

    @property
    def stands(self) -> bool:
        return any(each["answer"] == rules.GIVEN for each in self.answers)

    @property
    def whole(self) -> bool:
        """Whether it stands for everybody, so that papers about the family may go there."""
        return all(each["answer"] == rules.GIVEN for each in self.answers)


ANSWERS = {
    "": {"text": "Not asked", "colour": "grey"},
    "given": {"text": Consent.Answer.GIVEN.label, "colour": "green"},
    "refused": {"text": Consent.Answer.REFUSED.label, "colour": "red"},
    "withdrawn": {"text": Consent.Answer.WITHDRAWN.label, "colour": "orange"},
}


def consents(help_: EarlyHelp, beside: Beside) -> list[AgencyConsent]:
    """What the family answered, by agency: every agency that was asked about, and every one of the team around it."""
    holds = rules.standing(beside.consents)
    agencies = {each["agency_id"]: each["agency"] for each in (*beside.members, *beside.consents)}
    return [
        AgencyConsent(
            pk,
            name,
            [
                {"name": each["name"], "answer": "", "sharing": []} | dict(holds.get((pk, each["number"])) or {})
                for each in help_.subjects
            ],
        )
        for pk, name in sorted(agencies.items(), key=lambda each: each[1])
    ]


def agencies_that_may_be_told(help_: EarlyHelp, beside: Beside) -> dict[int, str]:
    """Agencies for which any consent stands, by name."""
    return {each.agency_id: each.agency for each in consents(help_, beside) if each.stands}


def sharing_labels(codes: list[str]) -> str:
    return ", ".join(label("sharing", each).lower() for each in codes)


@dataclass(frozen=True)
class Ready:
    """Something that can be shared as it reads now."""

    what: str
    title: str
    body: list[dict[str, str]]


def ready_to_share(help_: EarlyHelp, beside: Beside) -> list[Ready]:
    """What there is to share: the agreed assessment, and how far the family has come."""
    found = []
    written = beside.assessment
    if written and help_.agreed_at:
        parts = [
            ("What is going well", written["strengths"]),
            ("What would help", written["needs"]),
            ("What we are worried about", written["worries"]),
            *((f"{each['name']}, in their own words", each["words"]) for each in written["voices"]),
            ("What we make of it", written["analysis"]),
            ("Recommendation", f"{label('recommendation', written['recommendation'])}. "
                               f"{written['recommendation_words']}".strip()),
        ]  # fmt: skip
        body = [{"heading": heading, "text": text} for heading, text in parts if text]
        found.append(Ready("assessment", f"Early help assessment, agreed {full_date(help_.agreed_at)}", body))
    if beside.measurings:
        latest = full_date(beside.measurings[-1]["on"])
        body = [
            {"heading": f"{Measuring.Stage(each['stage']).label}, {full_date(each['on'])}: "
                        f"{each['name'] or Measuring.Who(each['who']).label}",
             "text": _scores(each["scores"])}
            for each in beside.measurings
        ]  # fmt: skip
        found.append(Ready("measures", f"How far the family has come, up to {latest}", body))
    return found


def _scores(scores: Mapping[str, int]) -> str:
    return "; ".join(f"{label('measure', code)}: {score} of 10" for code, score in scores.items())


def who_may_be_told_what(help_: EarlyHelp, beside: Beside) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each agency, each thing with whose consent is missing, or nothing where it can be told."""
    things = code_set("early_help_sharing").codes
    return [
        (
            each.agency,
            [
                (
                    thing.label,
                    ", ".join(rules.without_consent(each.agency_id, thing.code, help_.subjects, beside.consents)),
                )
                for thing in things
            ],
        )
        for each in consents(help_, beside)
    ]


def shared_label(what: str) -> str:
    return "Consent was withdrawn" if what == "ended" else label("sharing", what)


# ---- The assessment --------------------------------------------------------------------------------------------------

PART_LABELS = {
    "strengths": "What is going well",
    "needs": "What would help",
    "worries": "What we are worried about",
    "analysis": "What we make of it",
    "recommendation_words": "For the family",
}


def theirs(help_: EarlyHelp, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands on record now, for somebody whose own text was not saved: both are on the page."""
    said = {f"voice_{each['number']}": f"{each['name']}, in their own words" for each in help_.subjects}
    return [(words, stored[part]) for part, words in (PART_LABELS | said).items() if stored.get(part)]


# ---- The end ---------------------------------------------------------------------------------------------------------


def before_the_end(help_: EarlyHelp, beside: Beside) -> list[str]:
    """What somebody should know before early help ends: never a bar."""
    found = []
    waiting = [each["team"] for each in beside.offers if each["state"] == handoffs.OFFERED]
    if waiting:
        found.append(f"Not answered yet: {', '.join(waiting)}. Early help can not end before.")
    if help_.first_contact_at is None:
        found.append("Nobody has recorded speaking with the family.")
    if help_.agreed_at is None:
        found.append("No assessment was agreed.")
    stages = {each["stage"] for each in beside.measurings}
    if Measuring.Stage.START in stages and Measuring.Stage.END not in stages:
        found.append("It was scored at the start and not at the end, so nobody will know how far they came.")
    return found
