"""Decisions of the front door as small functions:

what a sound decision holds, what an agency is told, what can not wait.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lantern.frontdoor.models import Contact, Outcome, Referrer, ReportedPerson, SentContact
from lantern.law.timescales import london_date, window_in_words, window_opened
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind, ThresholdDocument
from lantern.partnership.queries import descriptors
from lantern.people.telling import age_as_known, born_as_known, with_protected_address
from lantern.spine.actors import refused
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Handoff

HANDOVER = "morning_handover"

CAN_NOT_WAIT = frozenset({Outcome.STRATEGY_DISCUSSION, Outcome.ASSESSMENT})
"""Outcomes whose work may begin before a manager signs off:

immediate danger is acted on first (Working Together 2023, chapter 3).
"""

TOLD_HOW = {
    "phone": "by telephone",
    "email": "by e-mail without details, to sign in",
    "online": "online",
    "letter": "by letter",
    "in_person": "in person",
    "at_once": "at once",
    "by_itself": "online, by itself when it was signed off",
}
CAN_NOT_TELL = {
    "anonymous": "they did not give a name",
    "no_answer": "they could not be reached",
    "not_safe": "it would not be safe",
    "not_lawful": "it would not be lawful",
}

_WORTH_QUOTING = 8
"""Words in a row that are no accident: from so many on, a text repeats another."""

_TAKES: dict[str, tuple[TeamKind, ...]] = {
    Outcome.EARLY_HELP: (TeamKind.EARLY_HELP, TeamKind.PROVIDER),
    Outcome.ASSESSMENT: (TeamKind.ASSESSMENT,),
    Outcome.STRATEGY_DISCUSSION: (TeamKind.ASSESSMENT,),
    Outcome.LADO: (TeamKind.LADO,),
}
"""Which kinds of team can take on what."""


def teams_able_to_take(outcome: str, authority_id: int) -> list[Team]:
    """The teams that can take a child on for this outcome. For another authority:

    every front door that is not this one's.
    """
    if outcome == Outcome.OTHER_AUTHORITY:
        return partnership.other_front_doors(authority_id)
    able = partnership.teams_covering(authority_id, *_TAKES[outcome]) if outcome in _TAKES else []
    return sorted((team for team in able if team.takes_handoffs), key=lambda team: team.name)


_RECONTACT = "re-referral-window"


def recontact_since(received_at: dt.datetime) -> dt.datetime:
    """From when an earlier contact makes this one a re-contact:

    the window by which the national statistics count re-referrals.
    """
    return window_opened(_RECONTACT, received_at)


def recontact_window(at: dt.datetime) -> str:
    """That window in words: "12 months"."""
    return window_in_words(_RECONTACT, at)


def borrowed_words(words: str, others: Iterable[tuple[str, str]]) -> str:
    """Whose text (agency, what it wrote) these words repeat at length, or nothing.

    What an agency told the hub is theirs to pass on.
    """
    said = words.lower().split()
    runs = {tuple(said[at : at + _WORTH_QUOTING]) for at in range(len(said) - _WORTH_QUOTING + 1)}
    for agency, text in others:
        theirs = text.lower().split()
        if any(tuple(theirs[at : at + _WORTH_QUOTING]) in runs for at in range(len(theirs) - _WORTH_QUOTING + 1)):
            return agency
    return ""


_FOR_PROFESSIONALS = {
    Outcome.NO_FURTHER_ACTION: "no further action by children's social care at this time",
    Outcome.ADVICE: "information and advice",
    Outcome.EARLY_HELP: "an offer of early help",
    Outcome.ASSESSMENT: "a child and family assessment by a social worker",
    Outcome.STRATEGY_DISCUSSION: "urgent discussion with the police and other agencies",
    Outcome.OTHER_AUTHORITY: "passing this on to the authority where the child lives",
    Outcome.LADO: "passing this on to the designated officer for allegations",
}


def feedback_for(contact: Contact, outcomes: Iterable[str], *, professional: bool, hub_phone: str) -> str:
    """What the person who was worried may be told.

    Always that it was received and considered; the kind of outcome only to a professional.

    It names nobody, repeats nothing an agency said, and says what to do if they are still worried (Working Together
    2023, chapter 3: feed back to the referrer on the decisions taken).
    """
    sent = london_date(contact.received_at)
    thanks = f"Thank you for contacting us on {sent.day} {sent:%B %Y} (reference {contact.reference})."
    began = f"{thanks} We have considered what you told us."
    if professional:
        kinds = list(dict.fromkeys(_FOR_PROFESSIONALS[Outcome(each)] for each in outcomes))
        decided = f" We decided on: {'; '.join(kinds)}." if kinds else ""
        ends = (
            " Please keep working with the family as you do now."
            f" If you disagree, or your worry grows, ring {hub_phone} and ask for the manager:"
            " that is your right and it helps."
        )
        return began + decided + ends
    return (
        f"{began} We have decided what should happen next. To protect the family's privacy we can not tell you more."
        f" If you are still worried, or something else happens, ring {hub_phone}."
        " If a child is in danger now, ring 999."
    )


@dataclass(frozen=True)
class NextStep:
    """Where a professional who does not agree goes next: the step, who answers it, and whether it is open now."""

    may: bool
    number: int = 0
    name: str = ""
    role: str = ""
    why_not: str = ""


_FIRST_STEP = {"name": "Manager of the hub", "answered_by": "hub_manager"}


def escalation_steps(authority_id: int) -> list[dict[str, str]]:
    """The steps of the local procedure, in their order."""
    return partnership.authority(authority_id).partnership.escalation or [_FIRST_STEP]


def next_step_of(sent: SentContact) -> NextStep:
    """The step of the local procedure that comes next for whoever sent this."""
    answered = (SentContact.Stage.ANSWERED, SentContact.Stage.NOT_ANSWERED)
    if sent.stage not in answered:
        return NextStep(may=False, why_not="Nothing has been decided yet.")
    if sent.restricted:
        # The sender can write nothing into a record that is closed even to most of the hub.
        return NextStep(may=False, why_not="This one can only be taken further by telephone.")
    if any("answered_at" not in each for each in sent.disagreements):
        return NextStep(may=False, why_not="A step still waits for its answer.")
    steps, done = escalation_steps(sent.authority_id), len(sent.disagreements)
    if done >= len(steps):
        return NextStep(may=False, why_not="Every step of the local procedure was taken.")
    return NextStep(may=True, number=done + 1, name=steps[done]["name"], role=steps[done]["answered_by"])


def answers_by_itself(contact: Contact, outcomes: Iterable[str]) -> bool:
    """Whether the answer to this professional goes out when the decision is signed off, as their partnership chose."""
    chosen = set(partnership.authority(contact.authority_id).partnership.automatic_answers)
    decided = set(outcomes)
    referrer = contact.referrer
    reads_here = referrer.professional and referrer.answer_by == Referrer.Answer.ONLINE and not referrer.anonymous
    return bool(decided) and decided <= chosen and reads_here


class UnsoundDecision(ValueError):
    """A decision lacks something. ``problems`` maps (reported id, field) to what to do about it."""

    def __init__(self, problems: dict[tuple[uuid.UUID, str], str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def require_undecided(contact: Contact) -> None:
    """Who a contact is about is settled before it is decided."""
    from lantern.frontdoor.states import RECEIVED, UNDECIDED

    if contact.state not in (RECEIVED, *UNDECIDED):
        raise MoveRefused(refused("This contact is already decided.", next_step="Ask a manager to send it back."))


def require_joinable(contact: Contact, to: Contact) -> None:
    """Only two open contacts of one authority are joined, and never to themselves."""
    if contact.pk == to.pk:
        raise MoveRefused(refused("A contact can not be joined to itself."))
    if contact.authority_id != to.authority_id:
        raise MoveRefused(refused("The other contact belongs to another authority."))
    if to.joined_to_id is not None:
        raise MoveRefused(
            refused(f"{to.reference} is itself joined to another contact.", next_step="Join to that one.")
        )


def require_desks(desks: Sequence[Team]) -> None:
    if not desks:
        raise MoveRefused(refused("Choose at least one agency to ask."))


def require_not_offered(contact: Contact) -> None:
    """A contact is handed over once at a time."""
    if Handoff.objects.filter(because_of_id=contact.pk, purpose=HANDOVER, state="offered").exists():
        raise MoveRefused(refused("This was already handed over, and waits for the day team to accept it."))


def disclosed_subjects(contact: Contact, only: uuid.UUID | None = None, *, on: dt.date) -> list[dict[str, str]]:
    """What a receiver needs to know who this is about: name, birth date or age on this day, and address unless it is
    protected. Children first.

    Never who was worried.
    """
    told = []
    reported = list(contact.reported.select_related("person").all())
    sealed = with_protected_address([each.person_id for each in reported if each.person_id])
    for each in reported:
        if only is not None and each.part == ReportedPerson.Part.CHILD and each.pk != only:
            continue
        person = each.person
        known = person if person is not None and person.born_on else each
        told.append(
            {
                "part": each.part,
                "name": person.name if person else each.name,
                "also": each.name if person and person.name != each.name else each.also_known_as,
                "born": born_as_known(known.born_on, known.birth_known_to),
                "age": age_as_known(known.born_on, known.birth_known_to, on),
                "expected": each.expected_on.isoformat() if each.unborn and each.expected_on else "",
                "address": "" if each.address_protected or each.person_id in sealed else each.address_line,
                "relation": each.relation,
                "school": "" if each.address_protected or each.person_id in sealed else each.school,
            }
        )
    return told


@dataclass
class DecisionForChild:
    """What is decided for one reported child, before it is written."""

    reported_id: uuid.UUID
    outcome: Outcome
    level: int
    rationale: str
    consent: str
    speaks_for: str = ""
    speaks_against: str = ""
    not_known: str = ""
    contingency: str = ""
    clauses: Sequence[str] = ()
    evidence: Sequence[str] = ()
    reason: str = ""
    family_told: str = ""
    to_team_id: int | None = None
    need_to_know: str = ""
    service_id: int | None = None


def require_sound_decisions(
    contact: Contact, decisions: Sequence[DecisionForChild], document: ThresholdDocument
) -> None:
    """Each decision says why, on what evidence, under which clauses, and where the child goes.

    Raises UnsoundDecision, naming each gap.
    """
    problems: dict[tuple[uuid.UUID, str], str] = {}
    known_clauses = {descriptor.clause: descriptor.level for descriptor in descriptors(document)}
    for each in decisions:

        def lacks(name: str, what: str, child: uuid.UUID = each.reported_id) -> None:
            problems[(child, name)] = what

        if not each.rationale.strip():
            lacks("rationale", "Say why you decided this.")
        if not each.evidence:
            lacks("evidence", "Choose what your decision rests on.")
        if not 1 <= each.level <= 4:
            lacks("level", "Choose a level of need.")
        if [clause for clause in each.clauses if clause not in known_clauses]:
            lacks("clauses", "Choose from the threshold document in force.")
        if each.outcome == Outcome.NO_FURTHER_ACTION and not each.reason:
            lacks("reason", "Say why no further action is needed.")
        if Outcome(each.outcome).hands_over and each.to_team_id is None:
            lacks("to_team", "Choose the team that will take this on.")
        elif Outcome(each.outcome).hands_over and not (
            each.to_team_id in partnership.teams() and partnership.teams()[each.to_team_id].takes_handoffs
        ):
            lacks("to_team", "That team takes nothing on. Choose another.")
        if each.outcome == Outcome.EARLY_HELP and each.consent != "yes":
            lacks("consent", "Early help needs the family's agreement. Choose another outcome, or ask them first.")
    if problems:
        raise UnsoundDecision(problems)
