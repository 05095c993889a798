"""What people do about a wait."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from lantern.access.people_acting import ActingPerson
from lantern.access.who_may_open import opening_of, workers_of
from lantern.partnership import queries as partnership
from lantern.partnership.models import Service, Team, TeamKind
from lantern.people.models import Person
from lantern.spine import acts, handoffs
from lantern.spine.actors import ALLOWED, Actor, Answer, refused, somebody
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Handoff, Involvement
from lantern.waiting import gate, registry
from lantern.waiting.models import ServiceVersion
from lantern.waiting.permissions import RUN_SERVICE

STEPPED_DOWN = "step_down"
"""The purpose of a handoff by which social work passes a child to early help."""


def teams_able_to_take(handoff: Handoff) -> list[Team]:
    """The teams that could take a child on in the place of the one that declined, by name."""
    here = partnership.teams_covering(handoff.authority_id)
    apart = (handoff.to_team_id, handoff.from_team_id)
    able = [team for team in here if team.takes_handoffs and team.pk not in apart and team.kind != TeamKind.HUB]
    return sorted(able, key=lambda team: team.name)


@transaction.atomic
def offer_instead(
    handoff: Handoff,
    *,
    to_team: Team,
    need_to_know: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    service_id: int | None = None,
) -> Handoff:
    """Ask another team in the place of one that declined, about the same child and in the same words unless others
    are given.

    Raises MoveRefused when another was asked already, when the team is not one that could, or when nobody in it could
    see a restricted child.
    """
    acts.claim(key, move="handoff.offer_instead", by=by)
    Handoff.objects.select_for_update(of=("self",)).get(pk=handoff.pk)
    if not Handoff.objects.filter(registry.needs_another(), pk=handoff.pk).exists():
        raise MoveRefused(refused("Another team was asked meanwhile.", next_step="Look at the list again."))
    if to_team not in teams_able_to_take(handoff):
        raise MoveRefused(refused(f"{to_team.name} does not take this on here.", next_step="Choose another team."))
    about = list(Involvement.objects.filter(episode_id=handoff.pk).values_list("person_id", "part"))
    require_somebody_sees([person for person, _part in about], to_team, authority_id=handoff.authority_id, at=at)
    because_of = handoff.because_of
    if because_of is None:
        raise ValueError("A handoff comes from some work.")
    made = handoffs.offer(
        to_team=to_team,
        from_team=handoff.from_team,
        because_of=because_of,
        purpose=handoff.purpose,
        about=about,
        subjects=handoff.subjects,
        need_to_know=need_to_know,
        by=by,
        at=at,
        restricted=handoff.restricted,
        service_id=service_id,
        instead_of=handoff,
    )
    offered: Handoff = made.episode
    return offered


def needs_gate(handoff: Handoff) -> bool:
    """Whether ending this work is the end of social work with a child, and so goes through the gate."""
    return handoff.to_team.kind == TeamKind.ASSESSMENT and handoff.accepted_at is not None


def judge_finish(handoff: Handoff) -> Answer:
    """Whether a team may finish what it took on: nothing that it offered to others is unanswered, and the end of social
    work went through the gate, or a step down that did was taken on. At most three statements.
    """
    waiting = handoffs.unanswered(handoff)
    if waiting:
        names = ", ".join(sorted({each.to_team.name for each in waiting}))
        return refused(f"Not finished: {names} has not answered yet.", owner=names)
    if not needs_gate(handoff):
        return ALLOWED
    taken_on = Handoff.objects.filter(
        because_of_id=handoff.pk, purpose=STEPPED_DOWN, accepted_at__isnull=False
    ).exists()
    return ALLOWED if taken_on else gate.judge(handoff, gate.CLOSURE)


@transaction.atomic
def finish(
    handoff: Handoff, *, outcome: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Report the outcome back to the team that asked, through the gate where social work ends."""
    if by.team_id == handoff.to_team_id:
        acts.require(judge_finish(handoff))
    return handoffs.finish(handoff, outcome=outcome, by=by, at=at, version=version, key=key)


def teams_below() -> tuple[TeamKind, ...]:
    """Kinds of team to which a child may be stepped down."""
    return (TeamKind.EARLY_HELP, TeamKind.PROVIDER)


@transaction.atomic
def step_down(
    handoff: Handoff,
    *,
    to_team: Team,
    service_id: int | None,
    need_to_know: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Handoff:
    """Offer a child with whom social work ends to early help. Through the gate; the social work ends only when they
    are taken on.
    """
    acts.claim(key, move="handoff.step_down", by=by)
    if by.team_id != handoff.to_team_id or handoff.state not in (handoffs.ACCEPTED, handoffs.SEEN):
        raise MoveRefused(refused("Only the team that works with the child steps down.", owner=handoff.to_team.name))
    Handoff.objects.select_for_update(of=("self",)).get(pk=handoff.pk)
    gate.require(handoff, gate.STEP_DOWN)
    waiting = handoffs.unanswered(handoff)
    if waiting:
        raise MoveRefused(refused(f"{waiting[0].to_team.name} was asked already.", owner=waiting[0].to_team.name))
    if to_team.kind not in teams_below() or handoff.authority_id not in to_team.covers or not to_team.takes_handoffs:
        raise MoveRefused(refused(f"{to_team.name} does not take this on.", next_step="Choose another team."))
    about = list(Involvement.objects.filter(episode_id=handoff.pk).values_list("person_id", "part"))
    require_somebody_sees([person for person, _part in about], to_team, authority_id=handoff.authority_id, at=at)
    made = handoffs.offer(
        to_team=to_team,
        from_team=handoff.to_team,
        because_of=handoff,
        purpose=STEPPED_DOWN,
        about=about,
        subjects=handoff.subjects,
        need_to_know=need_to_know,
        by=by,
        at=at,
        restricted=handoff.restricted,
        service_id=service_id,
    )
    offered: Handoff = made.episode
    return offered


def set_service(
    service: Service,
    *,
    places: int,
    paused: bool,
    back_on: dt.date | None,
    reason: str,
    seen: int,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> ServiceVersion:
    """Say how many places a service has from now on, and whether it takes on new families.

    ``seen`` is the number of the version that whoever changes it was looking at. Raises MoveRefused for anybody but the
    team that gives the service, and when somebody else changed it since.
    """
    acts.require(by.may(RUN_SERVICE))
    if by.team_id != service.team_id:
        raise MoveRefused(refused(f"Only {service.team.name} changes this.", owner=service.team.name))
    with transaction.atomic():
        acts.claim(key, move="service.set", by=by)
        made = ServiceVersion(
            service=service,
            number=seen + 1,
            places=places,
            paused=paused,
            back_on=back_on if paused else None,
            reason=reason,
            set_at=at,
            set_by_id=somebody(by),
            set_by_name=by.name[:120],
            set_by_post=by.post_title[:120],
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            newest = ServiceVersion.objects.filter(service=service).order_by("-number").first()
            who = newest.set_by_name if newest else "Somebody"
            raise MoveRefused(
                refused(f"{who} changed it while you did.", next_step="Read what it says now, then send yours again.")
            ) from None
    return made


def require_somebody_sees(people: list[uuid.UUID], team: Team, *, authority_id: int, at: dt.datetime) -> None:
    """An offer must reach somebody. Raises MoveRefused when people are restricted and nobody in a team that is bound
    by it could see them. At most four statements.
    """
    closed = list(Person.objects.filter(pk__in=people, restricted=True).values_list("pk", flat=True))
    if not closed or not (team.holds_cases and authority_id in team.covers):
        return
    opening = opening_of(closed, about=people, at=at)
    able = [each for each in workers_of([team.pk], at=at) if each.user_id in opening.open_to - opening.closed_to]
    acts.require(
        refused(
            f"Nobody in {team.name} may see this record, because it is restricted. The offer would reach nobody.",
            owner="whoever may give access",
            next_step=f"Ask a manager who may see it to let somebody of {team.name} in first, or choose another team.",
        )
        if not able
        else ALLOWED
    )
