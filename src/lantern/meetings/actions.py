"""Everything that changes a meeting: called, people asked, begun, minuted by several at once, decided, ended, its
minutes sent; and what an invited agency sends.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from lantern.interface.display import london_date
from lantern.law.quorums import PARTS
from lantern.meetings import minutes as papers
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Agreed, Decided, Invitation, Meeting, Said, Seat
from lantern.meetings.permissions import RUN_MEETING
from lantern.meetings.states import CALLED, INVITATION, INVITED, MEETING, OPEN_TO_NOTES, REPORTED
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.people.telling import subjects_of
from lantern.spine import acts, clocks
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Episode, Involvement
from lantern.spine.wordings import LineReplaced, write_line

CHILD = "child"

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


# ---- Calling it -----------------------------------------------------------------------------------------------------


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
        besides=_clock(declared.hold_by, meeting, started_at=at),
    )
    _seat(meeting, asked, by=by, at=at)
    return made


def _clock(timescale: str, episode: Episode, *, started_at: dt.datetime, variant: str = "") -> list[Clock]:
    """A clock that a kind of meeting runs for a reason of its own; none where law sets no limit."""
    if not timescale:
        return []
    due = clocks.due_at(timescale, started_at=started_at, authority_id=episode.authority_id, variant=variant)
    if due is None:
        return []
    return [
        Clock(
            timescale=timescale,
            variant=variant,
            episode_id=episode.id,
            authority_id=episode.authority_id,
            partner_agency_id=episode.partner_agency_id,
            owner_team_id=episode.owner_team_id,
            started_at=min(started_at, due),
            due_at=due,
            restricted=episode.restricted,
        )
    ]


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
    if why := _kept_from(meeting, team.agency_id):
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
    by_when = _clock(declared.reports_by, invitation, started_at=meeting.starts_at, variant=declared.reports_variant)
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


def _kept_from(meeting: Meeting, agency_id: int | None) -> str:
    """Why an agency may not be told of this meeting now; empty when it may."""
    asked = meeting_kind(meeting.meeting_kind).kept_from
    return asked(meeting, agency_id) if asked and agency_id is not None else ""


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
        payload={"agencies": ", ".join(sorted({_as_told(each) for each in asked})), "kind": _label(meeting)},
    )
    _seat(meeting, asked, by=by, at=at)
    return made


def _as_told(asked: Asked) -> str:
    """An agency by its name; a person by what they sit as, because names stay out of the ledger."""
    return asked.team.agency.name if asked.team else PARTS.get(asked.sits_as, asked.sits_as)


def _label(meeting: Meeting) -> str:
    return meeting_kind(meeting.meeting_kind).label


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
    made = MEETING.make("move", meeting, by=by, at=at, version=version, key=key, payload={"kind": _label(meeting)})
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
        payload={"kind": _label(meeting)},
        note=reason,
    )
    for invitation in _open_invitations(meeting):
        INVITATION.make("withdraw", invitation, by=by, at=at, version=invitation.version, payload=_facts(invitation))
    return made


def _open_invitations(meeting: Meeting) -> list[Invitation]:
    found = Invitation.objects.filter(because_of_id=meeting.pk, state__in=(INVITED, REPORTED))
    return list(found.select_related("asked_team__agency"))


def _facts(invitation: Invitation) -> dict[str, str]:
    return {
        "agency": invitation.asked_team.agency.name,
        "kind": meeting_kind(invitation.meeting_kind).label,
    }


# ---- While it runs --------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(meeting: Meeting, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """The meeting begins."""
    made = MEETING.make("begin", meeting, by=by, at=at, version=version, key=key, payload={"kind": _label(meeting)})
    Meeting.objects.filter(pk=meeting.pk).update(began_at=at)
    meeting.began_at = at
    return made


def _may_note(meeting: Meeting, by: Actor) -> None:
    acts.require(by.may(RUN_MEETING, meeting))
    if meeting.state not in OPEN_TO_NOTES:
        now = MEETING.states[meeting.state].lower()
        raise MoveRefused(refused(f"This meeting is {now}, so nothing can be written in it."))


@transaction.atomic
def take_roll(
    meeting: Meeting,
    *,
    found: Mapping[uuid.UUID, tuple[str, str]],
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> list[Seat]:
    """Say who is there: seat -> (what the page showed, what is so now). Only what changed is written; returns the seats
    that somebody else changed meanwhile, which stay as they said.
    """
    _may_note(meeting, by)
    acts.claim(key, move="meeting.take_roll", by=by)
    clashes = []
    for seat, (before, now) in found.items():
        if before == now:
            continue
        mine = Seat.objects.filter(pk=seat, episode_id=meeting.pk)
        if not mine.filter(attendance=before).update(attendance=now):
            clashes += [each for each in mine if each.attendance != now]
    return clashes


@transaction.atomic
def say(
    meeting: Meeting,
    *,
    part: str,
    text: str,
    by: Actor,
    at: dt.datetime,
    seat: Seat | None = None,
    replaces: Said | None = None,
    key: uuid.UUID | None = None,
) -> Said:
    """Write down what somebody tells. Lines never overwrite each other: with ``replaces`` it is a better wording of an
    earlier one. Raises LineReplaced when somebody else was quicker with that.
    """
    _may_note(meeting, by)
    acts.claim(key, move="meeting.say", by=by)
    line = Said(
        authority_id=meeting.authority_id,
        restricted=meeting.restricted,
        episode_id=meeting.pk,
        seat=replaces.seat if replaces else seat,
        part=replaces.part if replaces else part,
        text=text,
        by_id=somebody(by),
        by_name=by.name[:120],
        written_at=at,
        replaces=replaces,
    )
    return write_line(line)


@transaction.atomic
def agree(
    meeting: Meeting,
    *,
    what: str,
    owner_name: str,
    due_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
    team: Team | None = None,
    key: uuid.UUID | None = None,
) -> Agreed:
    """Agree that somebody does something by a time."""
    _may_note(meeting, by)
    acts.claim(key, move="meeting.agree", by=by)
    action = Agreed(
        authority_id=meeting.authority_id,
        restricted=meeting.restricted,
        episode_id=meeting.pk,
        what=what,
        owner_name=owner_name,
        team=team,
        due_at=due_at,
        agreed_at=at,
    )
    action.save(force_insert=True)
    return action


@transaction.atomic
def mark_done(action: Agreed, *, outcome: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> bool:
    """Say that what was agreed is done, and what came of it. False when somebody said so before: theirs stands."""
    acts.require(by.may(RUN_MEETING, action))
    acts.claim(key, move="meeting.mark_done", by=by)
    return bool(
        Agreed.objects.filter(pk=action.pk, done_at__isnull=True).update(
            done_at=at, done_by_name=by.name[:120], outcome=outcome
        )
    )


@dataclass(frozen=True)
class ForChild:
    """What is decided about one child."""

    person_id: uuid.UUID
    outcome: str
    reasons: str
    details: Mapping[str, Any] = field(default_factory=dict)


def missing_at(meeting: Meeting) -> list[str]:
    """Who must be there and is not, in words. One statement."""
    quorum = meeting_kind(meeting.meeting_kind).quorum
    if quorum is None:
        return []
    return quorum.missing(seat.sits_as for seat in Seat.objects.filter(episode_id=meeting.pk) if seat.is_there)


@transaction.atomic
def decide(
    meeting: Meeting,
    *,
    decisions: Sequence[ForChild],
    by: Actor,
    at: dt.datetime,
    version: int,
    not_quorate_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Record what the meeting decides, for each child with its reasons. What follows begins at once.

    Raises MoveRefused when somebody who must be there is not and nobody says why it goes on, when a child is left out,
    or when the kind of meeting does not decide so.
    """
    declared = meeting_kind(meeting.meeting_kind)
    about = set(Involvement.objects.filter(episode_id=meeting.pk, part=CHILD).values_list("person_id", flat=True))
    if {each.person_id for each in decisions} != about:
        raise MoveRefused(refused("Each child needs a decision of their own.", next_step="Decide for every child."))
    known = {each.code for each in declared.outcomes}
    if any(each.outcome not in known or not each.reasons.strip() for each in decisions):
        raise MoveRefused(refused("A decision says what and why.", next_step="Give the reasons for every child."))
    made = MEETING.make(
        "decide",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"missing": missing_at(meeting), "why": not_quorate_why},
        payload={
            "kind": declared.label,
            "outcomes": ", ".join(dict.fromkeys(declared.outcome(each.outcome).lower() for each in decisions)),
        },
        note=not_quorate_why,
    )
    Meeting.objects.filter(pk=meeting.pk).update(decided_at=at, not_quorate_why=not_quorate_why)
    meeting.decided_at, meeting.not_quorate_why = at, not_quorate_why
    Decided.objects.filter(episode_id=meeting.pk, current=True).update(current=False)
    rows = Decided.objects.bulk_create(
        Decided(
            authority_id=meeting.authority_id,
            restricted=meeting.restricted,
            episode_id=meeting.pk,
            person_id=each.person_id,
            outcome=each.outcome,
            reasons=each.reasons,
            details=dict(each.details),
            by_name=by.name[:120],
            made_at=at,
        )
        for each in decisions
    )
    if declared.follows is not None:
        declared.follows(meeting=meeting, decided=rows, by=by, at=at)
    return made


@transaction.atomic
def end(
    meeting: Meeting,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    not_quorate_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """The meeting is over. Its minutes can be read at once; the clock for sending them runs."""
    declared = meeting_kind(meeting.meeting_kind)
    why = not_quorate_why or meeting.not_quorate_why
    made = MEETING.make(
        "end",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"missing": missing_at(meeting), "why": why},
        payload={"kind": declared.label},
        note=not_quorate_why,
    )
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=at, not_quorate_why=why)
    meeting.ended_at, meeting.not_quorate_why = at, why
    running = _clock(declared.minutes_by, meeting, started_at=at)
    if declared.outline_by and Decided.objects.filter(
        episode_id=meeting.pk, current=True, outcome__in=declared.outline_after
    ):
        running += _clock(declared.outline_by, meeting, started_at=at)
    if running:
        clocks.start(running, because_of=made.event)
        clocks.settle(meeting)
    if declared.held is not None:
        declared.held(meeting=meeting, by=by, at=at)
    return made


@transaction.atomic
def send_outline(
    meeting: Meeting,
    *,
    how: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Say that the outline of what was decided went out, to whom and how, while the minutes are still written."""
    made = MEETING.make(
        "send_outline",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"kind": _label(meeting)},
        note=how,
        late_reason=late_reason,
    )
    Meeting.objects.filter(pk=meeting.pk).update(outline_at=at, outline_how=how)
    return made


@transaction.atomic
def send_minutes(
    meeting: Meeting,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Send the minutes to every agency that was asked and may still be told: each gets them as they are now, for
    good.
    """
    meeting.minutes_at, meeting.minutes_by_name = at, by.name[:120]
    made = MEETING.make(
        "send_minutes",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"kind": _label(meeting)},
        late_reason=late_reason,
    )
    Meeting.objects.filter(pk=meeting.pk).update(minutes_at=at, minutes_by_name=by.name[:120])
    frozen = papers.frozen(meeting)
    for invitation in _open_invitations(meeting):
        if _kept_from(meeting, invitation.partner_agency_id):
            continue
        INVITATION.make(
            "send_minutes", invitation, by=by, at=at, version=invitation.version, payload=_facts(invitation)
        )
        Invitation.objects.filter(pk=invitation.pk).update(minutes=frozen, minutes_at=at)
    return made


# ---- What an invited agency does ------------------------------------------------------------------------------------


@transaction.atomic
def answer_invitation(
    invitation: Invitation,
    *,
    coming: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    name: str = "",
    note: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency says whether it comes, and who."""
    made = INVITATION.make("answer", invitation, by=by, at=at, version=version, key=key, payload=_facts(invitation))
    Invitation.objects.filter(pk=invitation.pk).update(coming=coming, coming_name=name, coming_note=note)
    return made


@transaction.atomic
def send_report(
    invitation: Invitation,
    *,
    report: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency sends its report. It stays marked as its own; whoever runs the meeting reads it there."""
    made = INVITATION.make(
        "report",
        invitation,
        by=by,
        at=at,
        version=version,
        key=key,
        payload=_facts(invitation),
        late_reason=late_reason,
    )
    Invitation.objects.filter(pk=invitation.pk).update(report=dict(report), report_by_name=by.name[:120], report_at=at)
    return made


__all__ = [
    "CALLED",
    "Asked",
    "ForChild",
    "LineReplaced",
    "agree",
    "answer_invitation",
    "begin",
    "call",
    "call_off",
    "decide",
    "end",
    "invite",
    "mark_done",
    "missing_at",
    "move",
    "say",
    "send_minutes",
    "send_report",
    "take_roll",
]
