"""A meeting is called, people and agencies are asked to it, it moves or is called off."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from lantern.interface.display import london_date
from lantern.law.quorums import PARTS
from lantern.meetings.actions.common import CHILD, clock_for, facts_of, kept_from, label_of, open_invitations
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Invitation, Meeting, Seat
from lantern.meetings.states import INVITATION, INVITED, MEETING
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.people.telling import subjects_of
from lantern.spine import acts, clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Episode, Involvement

AGENCY_SITS_AS = {
    "police": "police",
    "hospital": "health",
    "health_visiting": "health",
    "mental_health": "health",
    "integrated_care_board": "health",
    "clinical_commissioning_group": "health",
    "nhs_body": "health",
    "public_health": "health",
    "ambulance": "health",
    "education_service": "education",
    "school": "education",
    "youth_justice": "youth_justice",
    "probation": "probation",
    "housing": "housing",
    "voluntary": "voluntary",
    "independent_provider": "voluntary",
    "adults_board": "adult_services",
    "childrens_social_care": "social_care",
}
"""As what an agency sits at the table, by its kind."""


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked to a meeting: an agency's desk, or a person by name."""

    name: str
    sits_as: str
    role: str = ""
    team: Team | None = None

    @staticmethod
    def desk(team: Team) -> Asked:
        """The desk of an agency, which is told what it needs and nothing more."""
        return Asked(team.agency.name, AGENCY_SITS_AS.get(team.agency.kind, "other"), team.name, team)


@transaction.atomic
def call(
    kind: str,
    *,
    children: Sequence[Person],
    starts_at: dt.datetime,
    purpose: str,
    by: Actor,
    at: dt.datetime,
    asked: Sequence[Asked] = (),
    place: str = "",
    how_to_join: str = "",
    chair_name: str = "",
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    """Call a meeting about these children, and ask people to it. The caller's own team owns it.

    Raises MoveRefused (the post may not call this kind, or there is no child), AlreadyDone when this key was used.
    """
    declared = meeting_kind(kind)
    acts.require(by.may(declared.may_call))
    if not children:
        raise MoveRefused(refused("A meeting is about at least one child.", next_step="Choose a child."))
    first = children[0]
    meeting = Meeting(
        authority_id=first.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        restricted=any(each.restricted for each in children) or bool(because_of and because_of.restricted),
        because_of_id=because_of.pk if because_of else None,
        meeting_kind=kind,
        starts_at=starts_at,
        place=place,
        how_to_join=how_to_join,
        purpose=purpose,
        chair_name=chair_name,
    )
    made = MEETING.begin(
        "call",
        meeting,
        by=by,
        at=at,
        about=[(each.pk, CHILD) for each in dict.fromkeys(children)],
        key=key,
        payload={"kind": declared.label},
        besides=clock_for(declared.hold_by, meeting, started_at=at),
    )
    _seat(meeting, asked, by=by, at=at)
    return made


def _seat(meeting: Meeting, asked: Sequence[Asked], *, by: Actor, at: dt.datetime) -> list[Seat]:
    if not asked:
        return []
    before = Seat.objects.filter(episode_id=meeting.pk)
    number = before.aggregate(last=Max("number"))["last"] or 0
    already = set(before.filter(team__isnull=False).values_list("team_id", flat=True))
    about = list(Involvement.objects.filter(episode_id=meeting.pk).values_list("person_id", "part"))
    subjects = subjects_of([person for person, _part in about], on=london_date(at))
    seats = []
    for each in asked:
        if each.team is not None and each.team.pk in already:
            continue
        number += 1
        invitation = _invite(meeting, each.team, subjects, about, by=by, at=at) if _is_elsewhere(each.team) else None
        seats.append(
            Seat(
                authority_id=meeting.authority_id,
                restricted=meeting.restricted,
                episode_id=meeting.pk,
                name=each.name,
                role=each.role,
                sits_as=each.sits_as,
                team=each.team,
                invitation_id=invitation.pk if invitation else None,
                number=number,
            )
        )
    return Seat.objects.bulk_create(seats)


def _is_elsewhere(team: Team | None) -> bool:
    """Whether a team reads nothing of the authority's records, and must be told."""
    return team is not None and not team.holds_cases


def _invite(
    meeting: Meeting,
    team: Team | None,
    subjects: list[dict[str, str]],
    about: Iterable[tuple[uuid.UUID, str]],
    *,
    by: Actor,
    at: dt.datetime,
) -> Invitation:
    if team is None:
        raise ValueError("An invitation goes to a team.")
    declared = meeting_kind(meeting.meeting_kind)
    if why := kept_from(meeting, team.agency_id):
        raise MoveRefused(refused(why))
    invitation = Invitation(
        authority_id=meeting.authority_id,
        partner_agency_id=team.agency_id,
        owner_team=team,
        because_of_id=meeting.pk,
        restricted=meeting.restricted,
        asked_team=team,
        meeting_kind=meeting.meeting_kind,
        meeting_reference=meeting.reference,
        starts_at=meeting.starts_at,
        place=meeting.place,
        how_to_join=meeting.how_to_join,
        purpose=meeting.purpose,
        subjects=subjects,
        invited_by_name=by.name[:120],
        report_asked=bool(declared.reports_by),
    )
    by_when = clock_for(declared.reports_by, invitation, started_at=meeting.starts_at, variant=declared.reports_variant)
    for clock in by_when:
        clock.started_at = at
    made = INVITATION.begin(
        "invite",
        invitation,
        by=by,
        at=at,
        about=about,
        payload={"agency": team.agency.name, "kind": declared.label},
        besides=by_when,
    )
    return made.episode


@transaction.atomic
def invite(
    meeting: Meeting,
    *,
    asked: Sequence[Asked],
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Ask more people, also while it runs. An agency that was asked already is not asked twice."""
    if not asked:
        raise MoveRefused(refused("Nobody was chosen.", next_step="Choose somebody to ask."))
    made = MEETING.make(
        "invite",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agencies": ", ".join(sorted({_as_told(each) for each in asked})), "kind": label_of(meeting)},
    )
    _seat(meeting, asked, by=by, at=at)
    return made


def _as_told(asked: Asked) -> str:
    """An agency by its name; a person by what they sit as, because names stay out of the ledger."""
    return asked.team.agency.name if asked.team else PARTS.get(asked.sits_as, asked.sits_as)


@transaction.atomic
def move(
    meeting: Meeting,
    *,
    starts_at: dt.datetime,
    place: str,
    how_to_join: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Change when or where. Agencies that were asked see the new time; clocks that count back from it move."""
    made = MEETING.make("move", meeting, by=by, at=at, version=version, key=key, payload={"kind": label_of(meeting)})
    where = {"starts_at": starts_at, "place": place, "how_to_join": how_to_join}
    Meeting.objects.filter(pk=meeting.pk).update(**where)
    Invitation.objects.filter(because_of_id=meeting.pk, closed_at__isnull=True).update(**where)
    declared = meeting_kind(meeting.meeting_kind)
    if declared.reports_by:
        for invitation in Invitation.objects.filter(because_of_id=meeting.pk, state=INVITED):
            due = clocks.due_at(
                declared.reports_by,
                started_at=starts_at,
                authority_id=meeting.authority_id,
                variant=declared.reports_variant,
            )
            if due is not None:
                clocks.move_due(declared.reports_by, invitation, due_at=due)
    return made


@transaction.atomic
def call_off(
    meeting: Meeting, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Call a meeting off that has not begun, with the reason. Who was asked is told."""
    made = MEETING.make(
        "call_off",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": reason},
        payload={"kind": label_of(meeting)},
        note=reason,
    )
    for invitation in open_invitations(meeting):
        INVITATION.make("withdraw", invitation, by=by, at=at, version=invitation.version, payload=facts_of(invitation))
    return made
