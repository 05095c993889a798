"""Decisions of the front door as small functions: what a sound decision holds, what an agency is told, what can not wait."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lantern.frontdoor.models import Contact, Outcome, ReportedPerson
from lantern.partnership.models import Team, ThresholdDocument
from lantern.partnership.queries import descriptors
from lantern.spine.actors import refused
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Handoff

if TYPE_CHECKING:
    from lantern.frontdoor.actions import DecisionForChild

HANDOVER = "morning_handover"

CAN_NOT_WAIT = frozenset({Outcome.STRATEGY_DISCUSSION, Outcome.ASSESSMENT})
"""Outcomes whose work may begin before a manager signs off: immediate danger is acted on first (Working Together 2023, chapter 3)."""

TOLD_HOW = {
    "phone": "by telephone",
    "email": "by e-mail without details, to sign in",
    "online": "online",
    "letter": "by letter",
    "in_person": "in person",
    "at_once": "at once",
}
CAN_NOT_TELL = {
    "anonymous": "they did not give a name",
    "no_answer": "they could not be reached",
    "not_safe": "it would not be safe",
    "not_lawful": "it would not be lawful",
}


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
        raise MoveRefused(refused(f"{to.reference} is itself joined to another contact.", next_step="Join to that one."))


def require_desks(desks: Sequence[Team]) -> None:
    if not desks:
        raise MoveRefused(refused("Choose at least one agency to ask."))


def require_not_offered(contact: Contact) -> None:
    """A contact is handed over once at a time."""
    if Handoff.objects.filter(because_of_id=contact.pk, purpose=HANDOVER, state="offered").exists():
        raise MoveRefused(refused("This was already handed over, and waits for the day team to accept it."))


def disclosed_subjects(contact: Contact, only: uuid.UUID | None = None) -> list[dict[str, str]]:
    """What a receiver needs to know who this is about: name, birth date, and address unless it is protected. Never who was worried."""
    told = []
    for each in contact.reported.select_related("person").all():
        if only is not None and each.part == ReportedPerson.Part.CHILD and each.pk != only:
            continue
        person = each.person
        born = (person.born_on if person else None) or each.born_on
        told.append(
            {
                "part": each.part,
                "name": person.name if person else each.name,
                "also": each.name if person and person.name != each.name else each.also_known_as,
                "born": born.isoformat() if born else "",
                "expected": each.expected_on.isoformat() if each.unborn and each.expected_on else "",
                "address": "" if each.address_protected or (person is not None and has_protected_address(person.pk)) else each.address_line,
                "relation": each.relation,
                "school": "" if each.address_protected else each.school,
            }
        )
    return told


def has_protected_address(person_id: uuid.UUID) -> bool:
    """Whether where this person lives is sealed: then no address, school or nursery leaves with anything about them."""
    from lantern.people.models import Address

    return Address.objects.filter(person_id=person_id, protected=True, until_date__isnull=True).exists()


def require_sound_decisions(contact: Contact, decisions: Sequence[DecisionForChild], document: ThresholdDocument) -> None:
    """Each decision says why, on what evidence, under which clauses, and where the child goes. Raises UnsoundDecision, naming each gap."""
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
        if each.outcome == Outcome.EARLY_HELP and each.consent != "yes":
            lacks("consent", "Early help needs the family's agreement. Choose another outcome, or ask them first.")
    if problems:
        raise UnsoundDecision(problems)
