"""People and a family for the tests of early help. All invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, in_post, walk

from lantern.access.context import acting, sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import actions
from lantern.earlyhelp.models import EarlyHelp
from lantern.frontdoor.models import Outcome, ReportedPerson
from lantern.partnership.models import Agency, Team
from lantern.people.models import Person
from lantern.spine import handoffs
from lantern.spine.models import Handoff
from lantern.waiting import gate

AT = TUESDAY_NOON
WORDS = {
    "strengths": "Gran lives next door and helps every day.",
    "needs": "Somebody to talk to at school; a bedtime.",
    "worries": "He is tired and has missed nine days.",
    "analysis": "He stays up because the house is loud.",
    "recommendation": "plan",
    "recommendation_words": "We make a plan together.",
}


def worker() -> ActingPerson:
    return in_post("stockton-early-help-early-help-worker-1", "Wendy Hall")


def other_worker() -> ActingPerson:
    return in_post("stockton-early-help-early-help-worker-2", "Ravi Shah")


def manager() -> ActingPerson:
    return in_post("stockton-early-help-early-help-manager-1", "Moira Dean")


def provider() -> ActingPerson:
    return in_post("riverbank-team-provider-worker-1", "Bea Fox")


def a_family(by: ActingPerson, *, authority: int = STOCKTON) -> list[tuple[Person, str]]:
    """A boy and his mother, on record."""
    found = []
    for name, born, is_child, relation in (
        ("Jayden Smith", dt.date(2018, 5, 4), True, ""),
        ("Carla Smith", dt.date(1990, 1, 2), False, "mother"),
    ):
        first, _, last = name.partition(" ")
        person = Person(
            authority_id=authority, name=name, sort_name=f"{last}, {first}", born_on=born, is_child=is_child
        )
        person.save(force_insert=True)
        person.names.create(first_names=first, last_name=last, authority_id=authority)
        found.append((person, relation))
    return found


def begun(by: ActingPerson, *, at: dt.datetime = AT, family: Any = None) -> EarlyHelp:
    """Early help that a worker began for a family on record."""
    with acting(by):
        made = actions.open_for(family or a_family(by), need="routines", why="School rang.", by=by, at=at)
        return EarlyHelp.objects.select_related("owner_team").get(pk=made.episode.pk)


def offered(cast: Cast, to: str = "riverbank-team", *, at: dt.datetime = AT) -> Handoff:
    """Early help that the hub decided and offered to a team; not answered."""
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=at)
    contact = walk(contact, "screened", cast=cast, at=at)
    from lantern.frontdoor import actions as frontdoor
    from lantern.frontdoor.models import Contact

    team = Team.objects.get(code=to)
    with acting(cast.social_worker):
        contact = Contact.objects.get(pk=contact.pk)
        decisions = [
            frontdoor.DecisionForChild(
                reported_id=child.pk,
                outcome=Outcome.EARLY_HELP,
                level=2,
                rationale="Help at home is enough.",
                consent="yes",
                evidence=["reported"],
                to_team_id=team.pk,
                need_to_know="Mornings are hard. Mother works nights.",
            )
            for child in contact.reported.filter(part=ReportedPerson.Part.CHILD)
        ]
        frontdoor.decide(contact, decisions=decisions, by=cast.social_worker, at=at, version=contact.version)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        frontdoor.sign_off(contact, note="Read it.", by=cast.manager, at=at, version=contact.version)
        return Handoff.objects.get(because_of_id=contact.pk)


def accepted(cast: Cast, by: ActingPerson, *, at: dt.datetime = AT) -> Handoff:
    """The same, accepted by a team."""
    handoff = offered(cast, Team.objects.get(pk=by.team_id or 0).code, at=at)
    with acting(by):
        found = Handoff.objects.select_related("from_team", "to_team").get(pk=handoff.pk)
        handoffs.accept(found, by=by, at=at, version=found.version)
        return found


def again(help_: EarlyHelp) -> EarlyHelp:
    return EarlyHelp.objects.select_related("owner_team").get(pk=help_.pk)


def voices(help_: EarlyHelp) -> list[dict[str, Any]]:
    child = next(each for each in help_.subjects if each["part"] == "child")
    return [{"number": child["number"], "name": child["name"], "part": "child", "words": "I want it quiet at night."}]


def assessed(help_: EarlyHelp, by: ActingPerson, *, at: dt.datetime = AT) -> EarlyHelp:
    """Met, assessed and agreed by a manager."""
    with acting(by):
        actions.record_first_contact(help_, when=at, by=by, version=help_.version)
        actions.write_assessment(help_, words=WORDS, voices=voices(help_), by=by, at=at, version=help_.version)
        actions.submit(help_, by=by, at=at, version=help_.version)
    boss = manager()
    with acting(boss):
        found = again(help_)
        actions.agree(found, words="Read with him.", by=boss, at=at, version=found.version)
        return again(help_)


def through_the_gate(help_: EarlyHelp, by: ActingPerson, *, at: dt.datetime = AT) -> None:
    """The questions before the end, answered by whoever leads and tested by early help's manager."""
    said = gate.Answers("He sleeps.", "No day missed.", "It is calm.", "yes", "", "The school rings us.")
    with acting(by), sending_to(help_.authority_id) as sender:
        gate.answer(help_, way=gate.CLOSURE, said=said, by=sender, at=at)
    boss = manager()
    with acting(boss):
        found = gate.standing(help_, gate.CLOSURE)
        assert found is not None
        gate.agree(found, words="I rang the school.", by=boss, at=at)


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def consent(help_: EarlyHelp, to: Agency, by: ActingPerson, *, at: dt.datetime = AT, **more: Any) -> EarlyHelp:
    """The mother says yes for everybody, to everything."""
    said: dict[str, Any] = {
        "about": [each["number"] for each in help_.subjects],
        "given": True,
        "sharing": ["assessment", "plan", "meetings", "measures"],
        "given_by": "mother",
        "how": "signed",
        "when": at,
    } | more
    with acting(by):
        found = again(help_)
        actions.answer_consent(found, agency=to, by=by, at=at, version=found.version, **said)
        return again(help_)
