"""Words and colours that depend on state. Facts stand on the models; decisions in ``states`` and ``rules``."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from lantern.frontdoor import ringing_back
from lantern.frontdoor.models import Channel, Check, Consent, Contact, Outcome, ParentsAware, Referrer, ReportedPerson
from lantern.frontdoor.rules import recontact_window
from lantern.frontdoor.states import CHECK, CONTACT
from lantern.interface.display import age, full_date
from lantern.interface.partial_dates import PartialDate
from lantern.law.codes import code_set
from lantern.law.timescales import timescale
from lantern.partnership import queries as partnership
from lantern.spine.handoffs import HANDOFF
from lantern.spine.lifecycle import OpenMove
from lantern.spine.models import Handoff, Priority
from lantern.waiting import choosing

_STATE_COLOURS = {
    "received": "",
    "screened": "turquoise",
    "checking": "purple",
    "sent_back": "orange",
    "awaiting_sign_off": "yellow",
    "passing_on": "teal",
    "finished": "grey",
    "joined": "grey",
    "advised": "grey",
}


@functools.cache
def state(code: str) -> dict[str, str]:
    """The tag of a contact's state."""
    return {"text": CONTACT.states[code], "colour": _STATE_COLOURS[code]}


@functools.cache
def priority(value: int | None) -> tuple[str, str]:
    """Level and word of a priority. Nobody waits unrated unseen: not rated is said, not left blank."""
    if value is None:
        return ("none", "Not rated")
    return (Priority(value).variant, Priority(value).label)


def lasting(minutes: float) -> str:
    """A length of time as people say it: "40 minutes", "5 hours", "3 days"."""
    if minutes < 90:
        amount, unit = max(1, round(minutes)), "minute"
    elif minutes < 36 * 60:
        amount, unit = round(minutes / 60), "hour"
    else:
        amount, unit = round(minutes / 60 / 24), "day"
    return f"{amount} {unit}{'' if amount == 1 else 's'}"


def likely_late(usual: int, due_at: dt.datetime, now: dt.datetime) -> str:
    """Why it is likely late: "usually takes 5 hours in all, 2 hours left"."""
    return f"usually takes {lasting(usual)} in all, {lasting((due_at - now).total_seconds() / 60)} left"


def due_label(code: str) -> str:
    """What is due, in a few words."""
    return _DUE.get(code) or (timescale(code).title if code else "")


_DUE = {
    "contact-screening": "Screen",
    "contact-decision": "Decide",
    "sign-off": "Sign off",
    "referrer-feedback": "Tell the referrer",
    "edt-handover": "Take over",
    "call-back": "Ring back",
}


def ring_back(who: Any, now: dt.datetime) -> str:
    """What is to be done for somebody who asked to be rung back; of a referrer, or of a row of the queue."""
    return ringing_back.task(who.ring_wish, who.ring_from, who.ring_until, who.safe_times, now)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def again(earlier: int, now: dt.datetime) -> str:
    """How often this family has been at the door: "4th contact in 12 months". Empty the first time."""
    return f"{ordinal(earlier + 1)} contact in {recontact_window(now)}" if earlier else ""


def child_in_words(child: Any, today: dt.date) -> str:
    """A child in a list: "Jayden Smith, 7 years"."""
    if child.unborn:
        return f"{child.name} (unborn)" if child.name != "Unborn baby" else child.name
    if child.born_on is None:
        return f"{child.name}, age not known"
    return f"{child.name}, {'about ' if child.known_to in ('about', 'year') else ''}{age(child.born_on, today)}"


def children_in_words(children: Sequence[Any], today: dt.date, *, most: int = 4) -> str:
    """The children of a contact in a list: "Jayden Smith, 7 years; Kai Smith, 4 years and 2 more"."""
    if not children:
        return "No child named"
    named = "; ".join(child_in_words(child, today) for child in children[:most])
    return f"{named} and {len(children) - most} more" if len(children) > most else named


def born_in_words(reported: ReportedPerson, today: dt.date) -> str:
    """A birth as far as it was told."""
    if reported.unborn:
        return f"Unborn, expected {full_date(reported.expected_on)}" if reported.expected_on else "Unborn"
    if reported.born_on is None:
        return reported.age_words or "Not known"
    years = age(reported.born_on, today)
    if reported.birth_known_to == "day":
        return f"{full_date(reported.born_on)} ({years})"
    if reported.birth_known_to == "month":
        return f"{full_date(PartialDate(reported.born_on.year, reported.born_on.month))} (about {years})"
    if reported.birth_known_to == "year":
        return f"{reported.born_on.year} (about {years})"
    return reported.age_words or f"about {years}"


def whereabouts(reported: ReportedPerson) -> list[str]:
    """Everything told of where somebody can be found, a line each. Only for a page that opens what is protected."""
    lines = [
        reported.address_line,
        f"School or nursery: {reported.school}" if reported.school else "",
        f"Telephone: {reported.phone}" if reported.phone else "",
    ]
    return [line for line in lines if line]


def day(iso: str) -> str:
    """A date that was stored as text, as far as it is known, as people write it."""
    return PartialDate.from_iso(iso).in_words() if iso else ""


def source(referrer: Referrer) -> str:
    return code_set("referral_source").label(referrer.source)


@functools.cache
def channel(code: str) -> str:
    return str(Channel(code).label)


def reason_labels(codes: Iterable[str]) -> str:
    """Contact reasons in words."""
    reasons = code_set("contact_reason")
    return ", ".join(reasons.label(code) for code in codes)


_REASON_GROUPS: dict[str, tuple[str, ...]] = {
    "Harm": (
        "domestic_abuse",
        "physical_abuse",
        "sexual_abuse",
        "emotional_abuse",
        "neglect",
        "female_genital_mutilation",
        "forced_marriage_honour",
        "faith_or_belief_abuse",
        "online_harm",
        "bullying",
    ),
    "Parents and home": (
        "parent_drugs",
        "parent_alcohol",
        "parent_mental_health",
        "parent_learning_disability",
        "parental_conflict",
        "housing",
        "money_and_food",
        "bereavement",
        "parent_in_prison",
        "private_fostering",
    ),
    "The child": (
        "child_drugs",
        "child_alcohol",
        "child_mental_health",
        "child_self_harm",
        "child_behaviour",
        "child_disability",
        "young_carer",
        "absent_from_school",
        "unborn_child",
        "child_in_hospital",
        "unaccompanied_child",
    ),
    "Missing and exploitation": (
        "missing",
        "sexual_exploitation",
        "criminal_exploitation",
        "labour_exploitation",
        "radicalisation",
        "serious_violence",
        "trafficking",
    ),
}


def reason_groups(choices: Iterable[tuple[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    """Contact reasons under a few headings, so that one is found in a glance.

    What stands in no group comes last, never lost.
    """
    offered = dict(choices)
    groups = [(title, [code for code in codes if code in offered]) for title, codes in _REASON_GROUPS.items()]
    grouped = {code for _, codes in groups for code in codes}
    groups.append(("Other", [code for code in offered if code not in grouped]))
    return [(title, [{"value": code, "text": offered[code]} for code in codes]) for title, codes in groups if codes]


def outcome(code: str) -> str:
    return str(Outcome(code).label) if code else ""


def parents(code: str) -> str:
    return str(ParentsAware(code).label)


def consent(code: str) -> str:
    return str(Consent(code).label)


def lawful_basis(code: str) -> str:
    return code_set("lawful_basis").label(code) if code else "Not said"


def no_action_reason(code: str) -> str:
    return code_set("no_action_reason").label(code)


def team(team_id: int) -> str:
    """A team's name."""
    found = partnership.teams().get(team_id)
    return found.name if found else ""


def authority(authority_id: int) -> str:
    return partnership.authority(authority_id).short_name


def check_state(check: Check) -> dict[str, str]:
    """The tag of a question to an agency."""
    if check.answer:
        colours = {
            Check.Answer.RELEVANT: "green",
            Check.Answer.NOTHING_HELD: "grey",
            Check.Answer.CANNOT_SHARE: "orange",
        }
        return {"text": str(Check.Answer(check.answer).label), "colour": colours[Check.Answer(check.answer)]}
    return {"text": CHECK.states[check.state], "colour": "grey" if check.state == "withdrawn" else "purple"}


def handling(code: str) -> str:
    return str(Check.Handling(code).label) if code else ""


def receiver(team_id: int, service_id: int | None) -> str:
    """Who is asked to take a child on: the team, and its service where one is named."""
    return choosing.in_words(team_id, service_id)


def handoff_state(handoff: Handoff) -> dict[str, str]:
    """The tag of a handoff."""
    colours = {
        "offered": "purple",
        "accepted": "turquoise",
        "seen": "green",
        "declined": "red",
        "finished": "grey",
        "withdrawn": "grey",
    }
    return {"text": HANDOFF.states[handoff.state], "colour": colours[handoff.state]}


def episode_title(kind: str, purpose_or_outcome: str) -> str:
    """What an earlier episode was, in a few words."""
    return {"contact": "Contact", "handoff": "Handed over"}.get(kind, kind.replace("_", " ").capitalize()) + (
        f": {purpose_or_outcome}" if purpose_or_outcome else ""
    )


def answer_by(code: str) -> str:
    return str(Referrer.Answer(code).label)


# ---- What to do next -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A move as the contact page offers it:

    a page to open (``href``) or a button to press (``post``), or why it is not open.
    """

    name: str
    label: str
    href: str = ""
    post: str = ""
    closed: str = ""
    owner: str = ""
    main: bool = False


_PAGES = {
    "screen": "screen_contact",
    "reprioritise": "reprioritise_contact",
    "join": "join_contact",
    "ask": "ask_agencies",
    "decide": "decide_contact",
    "sign_off": "sign_off_contact",
    "tell_referrer": "tell_referrer",
    "assign": "assign_contact",
}
_BUTTONS = {"take": "take_contact", "finish": "finish_contact"}
_MAIN = {
    "received": ("screen",),
    "screened": ("decide", "ask"),
    "checking": ("decide",),
    "sent_back": ("decide",),
    "awaiting_sign_off": ("sign_off",),
    "passing_on": ("tell_referrer", "finish"),
}
_ORDER = ("screen", "decide", "sign_off", "tell_referrer", "finish", "ask", "take", "assign", "reprioritise", "join")


def steps(contact: Contact, moves: Sequence[OpenMove]) -> list[Step]:
    """Every move as a step, the likely ones first; those not open say why.

    Some moves share a page, and stand here once.
    """
    by_name = {move.name: move for move in moves}
    made = []
    main = _MAIN.get(contact.state, ())
    if contact.state == "passing_on" and contact.told_at is not None:
        main = ("finish",)
    for name in _ORDER:
        move = by_name.get(name)
        if move is None or (name == "tell_referrer" and contact.told_at is not None):
            continue
        address = reverse(_PAGES.get(name) or _BUTTONS[name], kwargs={"reference": contact.reference})
        made.append(
            Step(
                name=name,
                label=_LABELS.get(name, move.label),
                href=address if name in _PAGES else "",
                post=address if name in _BUTTONS else "",
                closed="" if move.answer else str(move.answer),
                owner=move.answer.owner,
                main=name in main,
            )
        )
    return made


_LABELS = {
    "sign_off": "Sign off or send back",
    "tell_referrer": "Tell the person who was worried",
    "assign": "Give to somebody",
    "join": "Join to another contact",
}


def next_sentence(contact: Contact, *, waiting: int = 0) -> str:
    """What this contact waits for, in one sentence: the answer to "what do I do now?"."""
    if contact.state == "checking":
        agencies = "1 agency has" if waiting == 1 else f"{waiting} agencies have"
        return (
            f"{agencies} not answered yet. Decide without them if the child can not wait."
            if waiting
            else "Every agency has answered. Decide what happens next."
        )
    if contact.state == "passing_on" and contact.told_at is not None:
        return "Not finished until every team has accepted."
    return {
        "received": "Find out who this is about and how urgent it is.",
        "screened": "Ask agencies what they know, or decide.",
        "sent_back": "A manager asked for another look. Decide again.",
        "awaiting_sign_off": "A manager who did not decide signs this off, or sends it back.",
        "passing_on": "Tell the person who was worried, and see that every team accepts.",
        "finished": "Nothing is left to do.",
        "joined": "Work goes on in the contact that this was joined to.",
        "advised": "Advice was given. Turn it into a contact if the worry grows.",
    }[contact.state]
