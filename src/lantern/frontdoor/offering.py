"""Offering restricted work to another team: who there could see it, letting somebody in, and refusing what would
reach nobody.

A team that works for the authority is bound by its restrictions: an offer about a restricted person is seen there only
by those who were let in. A team outside the authority sees what is offered to it, all of it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lantern.access import restricting
from lantern.access.models import User
from lantern.access.people_acting import ActingPerson
from lantern.access.who_may_open import Worker, opening_of, workers_of
from lantern.frontdoor.models import ChildDecision, Contact, Outcome, ReportedPerson
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.spine.actors import Answer, refused
from lantern.spine.lifecycle import MoveRefused


@dataclass(frozen=True)
class LetIn:
    """Those of a receiving team whom the sender lets see what is offered, and until when."""

    workers: Sequence[Worker]
    until: dt.datetime


@dataclass(frozen=True)
class Receivers:
    """One team, and who of it may see an offer about these restricted people."""

    team: Team
    closed: tuple[Person, ...]
    bound: bool
    """Whether the team works for the authority, so that its restrictions hold there."""
    may_see: tuple[Worker, ...]
    may_be_let_in: tuple[Worker, ...]

    @property
    def reaches_nobody(self) -> bool:
        """Offered now, nobody in the team would see it."""
        return self.bound and not self.may_see


def told_of(contact: Contact, reported: ReportedPerson | None) -> list[ReportedPerson]:
    """Whom an offer tells of: this child and every adult of the contact; without a child, everybody.

    Reads ``contact.reported`` whole, so that a page that has fetched it asks the database nothing.
    """
    everybody = list(contact.reported.all())
    if reported is None:
        return everybody
    return [each for each in everybody if each.part != ReportedPerson.Part.CHILD or each.pk == reported.pk]


def closed_people(contact: Contact, reported: ReportedPerson | None) -> list[ReportedPerson]:
    """The restricted people that an offer tells of. Of a child who could not be identified nobody knows whether they
    are one of them, so that the whole contact's are meant.
    """
    if not contact.restricted:
        return []
    known = reported is None or reported.person_id is not None
    told = told_of(contact, reported) if known else list(contact.reported.all())
    return [each for each in told if each.person is not None and each.person.restricted]


def receivers(
    teams: Collection[Team],
    closed: Sequence[Person],
    *,
    authority_id: int,
    at: dt.datetime,
    about: Collection[uuid.UUID],
) -> dict[int, Receivers]:
    """For each team who of it may see an offer about these restricted people, and who could be let in. Three
    statements; none when nobody is restricted.
    """
    if not closed:
        return {}
    bound = {team.pk for team in teams if team.holds_cases and authority_id in team.covers}
    workers = workers_of(bound, at=at)
    opening = opening_of([person.pk for person in closed], about=about, at=at)

    def of(team: Team) -> Receivers:
        here = [each for each in workers if each.team_id == team.pk and each.user_id not in opening.closed_to]
        return Receivers(
            team,
            tuple(closed),
            team.pk in bound,
            tuple(each for each in here if each.user_id in opening.open_to),
            tuple(each for each in here if each.user_id not in opening.open_to),
        )

    return {team.pk: of(team) for team in teams}


def receivers_of(contact: Contact, reported: ReportedPerson | None, team: Team, *, at: dt.datetime) -> Receivers | None:
    """The same for one offer to one team; None when it tells of nobody restricted."""
    return next(iter(receivers_by_team(contact, reported, [team], at=at)), None)


def receivers_of_offers(contact: Contact, decisions: Sequence[ChildDecision], *, at: dt.datetime) -> list[Receivers]:
    """For each decision that will hand over somebody restricted: who of its team would see the offer. A team that
    receives several children stands here once, with everybody restricted among them. At most three statements.
    """
    closed: dict[int, dict[uuid.UUID, Person]] = {}
    for decision in decisions:
        if decision.to_team_id is None or decision.handoff_id is not None or not Outcome(decision.outcome).hands_over:
            continue
        for each in closed_people(contact, decision.reported):
            if each.person is not None:
                closed.setdefault(decision.to_team_id, {})[each.person.pk] = each.person
    about = [each.person_id for each in contact.reported.all() if each.person_id is not None] if closed else []
    teams = partnership.teams()
    return [
        receivers([teams[team]], list(people.values()), authority_id=contact.authority_id, at=at, about=about)[team]
        for team, people in closed.items()
    ]


def receivers_by_team(
    contact: Contact, reported: ReportedPerson | None, teams: Sequence[Team], *, at: dt.datetime
) -> list[Receivers]:
    """For each team that could be chosen: who of it would see an offer. Three statements; none when it tells of nobody
    restricted.
    """
    closed = [each.person for each in closed_people(contact, reported) if each.person is not None]
    about = [each.person_id for each in told_of(contact, reported) if each.person_id is not None]
    found = receivers(teams, closed, authority_id=contact.authority_id, at=at, about=about)
    return list(found.values())


def let_in(
    contact: Contact,
    reported: ReportedPerson | None,
    chosen: LetIn,
    *,
    to_team: Team,
    by: ActingPerson,
    at: dt.datetime,
) -> None:
    """Let the chosen workers of the receiving team see each restricted person that the offer tells of. Whoever may see
    one of them already keeps what they have.

    Raises MoveRefused when the sender may not give access, or chose somebody who is not of that team.
    """
    here = receivers_of(contact, reported, to_team, at=at)
    if here is None:
        return
    able = {worker.user_id: worker for worker in here.may_be_let_in}
    if any(worker.user_id not in able and worker not in here.may_see for worker in chosen.workers):
        raise MoveRefused(refused(f"Choose people of {to_team.name}.", next_step="Look at the list again."))
    users = User.objects.in_bulk([worker.user_id for worker in chosen.workers])
    for person in here.closed:
        open_to = opening_of([person.pk], at=at).open_to
        for worker in chosen.workers:
            if worker.user_id in open_to:
                continue
            restricting.grant(
                restricting.Subject(person.pk, person.authority_id),
                to=users[worker.user_id],
                post=worker.title,
                until=chosen.until,
                reason=f"{contact.reference} is offered to {to_team.name}.",
                by=by,
                at=at,
            )


def require_somebody_sees(contact: Contact, reported: ReportedPerson | None, team: Team, *, at: dt.datetime) -> None:
    """An offer must reach somebody. Raises MoveRefused, with what to do, when nobody in the team could see it."""
    here = receivers_of(contact, reported, team, at=at)
    if here is not None and here.reaches_nobody:
        raise MoveRefused(reaches_nobody(team))


def reaches_nobody(team: Team) -> Answer:
    """Why an offer is refused that nobody in the team could see."""
    ring = f", or ring {team.telephone}" if team.telephone else ""
    return refused(
        f"Nobody in {team.name} may see this record, because it is restricted. The offer would reach nobody.",
        owner="whoever may give access",
        next_step=f"A manager who may see it can let somebody of {team.name} in and offer it in one step."
        f" Or choose another team{ring}.",
    )
