"""Everything that changes the legal planning of a child: asked for, decided on at a meeting, the letter written and
sent, what must change checked, the court applied to, ended; and why it waits.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from lantern.interface.display import LONDON, full_date
from lantern.legal.court import CASE_MANAGEMENT
from lantern.legal.models import Change, Delay, LegalPlanning, Letter, Turn
from lantern.legal.states import ASKED, CHILD, COURT, ENDED, LEGAL, LETTER, PRE, READY, TO_ISSUE
from lantern.meetings.models import Decided, Meeting
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.identity import new_id
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Episode

TURNS = {
    ASKED: Turn.MANAGER,
    LETTER: Turn.SOCIAL_WORK,
    READY: Turn.MANAGER,
    PRE: Turn.FAMILY,
    TO_ISSUE: Turn.LEGAL,
    COURT: Turn.COURT,
    ENDED: Turn.SOCIAL_WORK,
}
"""Whose turn it is at each stage, until somebody says otherwise."""


@transaction.atomic
def ask(
    children: Sequence[Person],
    *,
    why: str,
    tried: str,
    by: Actor,
    at: dt.datetime,
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> list[Made]:
    """Ask for a legal planning meeting about these children: for each one of their own. A child who has one keeps it.

    Raises MoveRefused when every one of them has one already.
    """
    standing = set(
        LegalPlanning.objects.filter(child__in=children, closed_at__isnull=True).values_list("child_id", flat=True)
    )
    fresh = [child for child in dict.fromkeys(children) if child.pk not in standing]
    if not fresh:
        raise MoveRefused(
            refused("A legal planning meeting was asked for already.", next_step="See it on the child’s page.")
        )
    family = new_id()
    return [
        _begin(
            "ask",
            child,
            why=why,
            tried=tried,
            family=family,
            by=by,
            at=at,
            because_of=because_of,
            key=key if place == 0 else None,
        )
        for place, child in enumerate(fresh)
    ]


def _begin(
    move: str,
    child: Person,
    *,
    why: str,
    by: Actor,
    at: dt.datetime,
    family: uuid.UUID,
    tried: str = "",
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    planning = LegalPlanning(
        authority_id=child.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        restricted=child.restricted,
        because_of_id=because_of.pk if because_of else None,
        child=child,
        family=family,
        why=why,
        tried=tried,
        asked_by_name=by.name[:120],
        stage_since=at,
        turn=TURNS[ASKED],
    )
    return LEGAL.begin(move, planning, by=by, at=at, about=[(child.pk, CHILD)], key=key)


def _stage(planning: LegalPlanning, at: dt.datetime, **more: Any) -> None:
    """Since when it stands where it stands now, and whose turn it is."""
    LegalPlanning.objects.filter(pk=planning.pk).update(stage_since=at, turn=TURNS[planning.state], **more)


@transaction.atomic
def take(planning: LegalPlanning, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Take it on: from now on it is this worker's."""
    return LEGAL.make(
        "take", planning, by=by, at=at, version=version, key=key, changes={"worker_id": by.user_id},
        payload={"worker": by.name},
    )  # fmt: skip


# ---- What a legal planning meeting decides --------------------------------------------------------------------------


@transaction.atomic
def decided(meeting: Meeting, decisions: Sequence[Decided], *, by: Actor, at: dt.datetime) -> None:
    """Each child goes the way that was decided for them. Those of one meeting belong together from then on."""
    ways = [_decided(meeting, each, by=by, at=at) for each in decisions]
    LegalPlanning.objects.filter(pk__in=[each.pk for each in ways]).update(family=ways[0].family)


def _decided(meeting: Meeting, each: Decided, *, by: Actor, at: dt.datetime) -> LegalPlanning:
    """One child's way on. A child nobody had asked about begins here.

    ``each.outcome``: pre_proceedings, issue, go_on, extend or step_down. In the transaction of the decision.
    """
    standing = LegalPlanning.objects.filter(child_id=each.person_id, closed_at__isnull=True).first()
    if standing is None:
        person = Person.objects.get(pk=each.person_id)
        standing = _begin(
            "ask_there", person, why=meeting.purpose, family=meeting.pk, because_of=meeting.because_of, by=by, at=at
        ).episode
    planning: LegalPlanning = standing
    late = str(each.details.get("late_reason") or "")
    press: dict[str, Any] = {"by": by, "at": at, "version": planning.version, "note": each.reasons, "late_reason": late}
    match each.outcome:
        case "pre_proceedings":
            LEGAL.make("decide_pre", planning, payload={"decision": "begin pre-proceedings"}, **press)
            Letter(episode=planning, authority_id=planning.authority_id, restricted=planning.restricted).save(
                force_insert=True
            )
            _stage(planning, at)
        case "issue":
            LEGAL.make("decide_issue", planning, **press)
            _stage(planning, at, issue_decided_at=at)
        case "go_on":
            LEGAL.make(
                "decide_no", planning, payload={"how": "no pre-proceedings, work goes on under the plan"}, **press
            )
            _stage(planning, at, ended_as=LegalPlanning.EndedAs.GO_ON, ended_why=each.reasons)
        case "step_down":
            LEGAL.make("step_down", planning, payload={"how": "enough has changed"}, **press)
            _stage(planning, at, ended_as=LegalPlanning.EndedAs.STEP_DOWN, ended_why=each.reasons)
        case "extend":
            until = dt.date.fromisoformat(str(each.details["until"]))
            LEGAL.make("extend", planning, payload={"until": full_date(until)}, **press)
            clocks.move_due("pre-proceedings", planning, due_at=dt.datetime.combine(until, dt.time.max, tzinfo=LONDON))
            _stage(planning, planning.stage_since, extended=F("extended") + 1)
    return planning


def parents_met(meeting: Meeting, *, by: Actor, at: dt.datetime) -> None:
    """The parents and their lawyers were met: the first meeting stops its clock. In the transaction of its end."""
    children = meeting.involvements.filter(part=CHILD).values_list("person_id", flat=True)
    for planning in LegalPlanning.objects.filter(child__in=list(children), state=PRE):
        when = meeting.began_at or at
        LEGAL.make("meet", planning, by=by, at=when, version=planning.version)
        LegalPlanning.objects.filter(pk=planning.pk, met_at__isnull=True).update(met_at=when)


# ---- The letter before proceedings ----------------------------------------------------------------------------------

HEAD = ("to", "worries", "helped", "what_next", "meeting")
CHANGE = ("what", "by_when", "checked_by", "checked_how", "help_offered")


@transaction.atomic
def write_head(
    planning: LegalPlanning, *, values: Mapping[str, Any], by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """Write what stands around the list of changes. Saving is never blocked; a stale page loses nothing."""
    made = _written(planning, "the letter", by=by, at=at, version=version, key=key)
    Letter.objects.filter(episode_id=planning.pk).update(
        **{name: values[name] for name in HEAD}, written_by_id=by.user_id, written_by_name=by.name[:120]
    )
    return made


@transaction.atomic
def write_change(
    planning: LegalPlanning,
    number: int | None,
    *,
    values: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
    version: int,
    dropped: bool = False,
    key: uuid.UUID | None = None,
) -> Made:
    """Write one thing that must change; ``number`` of None begins a new one."""
    made = _written(planning, "what must change", by=by, at=at, version=version, key=key)
    told = {name: values[name] for name in CHANGE} | {"dropped": dropped}
    own = Change.objects.filter(episode_id=planning.pk)
    if number is None:
        last = own.aggregate(last=Max("number"))["last"] or 0
        Change(
            episode=planning,
            authority_id=planning.authority_id,
            restricted=planning.restricted,
            number=last + 1,
            **told,
        ).save(force_insert=True)
    elif not own.filter(number=number).update(**told):
        raise MoveRefused(refused("This is no longer in the letter.", next_step="See the letter as it is now."))
    Letter.objects.filter(episode_id=planning.pk).update(written_by_id=by.user_id, written_by_name=by.name[:120])
    return made


def _written(
    planning: LegalPlanning, part: str, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None
) -> Made:
    was = planning.state
    made = LEGAL.make("write", planning, by=by, at=at, version=version, key=key, payload={"part": part})
    if was == READY:  # a letter that is written on again is no longer with the manager
        _stage(planning, at)
    return made


@transaction.atomic
def letter_ready(
    planning: LegalPlanning, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Send the letter to a manager: it says everything that it must say."""
    made = LEGAL.make("ready", planning, by=by, at=at, version=version, key=key)
    _stage(planning, at)
    return made


@transaction.atomic
def send_back(
    planning: LegalPlanning, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager sends the letter back: what is unclear in it."""
    made = LEGAL.make(
        "send_back", planning, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason
    )
    _stage(planning, at)
    return made


@transaction.atomic
def send_letter(
    planning: LegalPlanning,
    *,
    how: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    also: Sequence[LegalPlanning] = (),
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """A manager who did not write it agrees the letter, and it goes to the parents: the sixteen weeks begin.

    ``also``: brothers and sisters for whom the same was decided. They get the same letter, and clocks of their own.
    """
    letter = Letter.objects.get(episode_id=planning.pk)
    changes = list(Change.objects.filter(episode_id=planning.pk, dropped=False))
    about = ", ".join(each.child.name for each in (planning, *also))
    for each in also:
        _copy(letter, changes, each, by=by, at=at)
    press: dict[str, Any] = {"by": by, "at": at, "late_reason": late_reason, "note": how}
    made = LEGAL.make("send_letter", planning, version=version, key=key, **press)
    for each in also:
        LEGAL.make("send_letter", each, version=each.version, **press)
    for each in (planning, *also):
        _stage(each, at, letter_at=at)
        Letter.objects.filter(episode_id=each.pk).update(
            sent_at=at, sent_by_id=by.user_id, sent_by_name=by.name[:120], sent_how=how, about=about
        )
    return made


def _copy(letter: Letter, changes: Sequence[Change], to: LegalPlanning, *, by: Actor, at: dt.datetime) -> None:
    """The same letter for a brother or sister, ready to go."""
    if to.state == LETTER:
        LEGAL.make("write", to, by=by, at=at, version=to.version, payload={"part": "the letter of the family"})
    Letter.objects.filter(episode_id=to.pk).update(
        **{name: getattr(letter, name) for name in HEAD},
        written_by_id=letter.written_by_id,
        written_by_name=letter.written_by_name,
    )
    Change.objects.filter(episode_id=to.pk).update(dropped=True)
    last = Change.objects.filter(episode_id=to.pk).aggregate(last=Max("number"))["last"] or 0
    Change.objects.bulk_create(
        Change(
            episode=to, authority_id=to.authority_id, restricted=to.restricted, number=last + place,
            **{name: getattr(each, name) for name in CHANGE},
        )
        for place, each in enumerate(changes, 1)
    )  # fmt: skip
    if to.state == LETTER:
        LEGAL.make("ready", to, by=by, at=at, version=to.version)


@transaction.atomic
def check(
    planning: LegalPlanning,
    number: int,
    *,
    found: str,
    noted: str,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Say whether one of the things that the letter asks has changed, and how you know."""
    made = LEGAL.make(
        "check", planning, by=by, at=at, version=version, key=key, note=noted,
        payload={"found": Change.Found(found).label.lower()},
    )  # fmt: skip
    Change.objects.filter(episode_id=planning.pk, number=number).update(
        found=found, noted=noted, noted_on=on, noted_by_name=by.name[:120]
    )
    return made


# ---- The court, and why it waits ------------------------------------------------------------------------------------


@transaction.atomic
def issue(
    planning: LegalPlanning,
    *,
    on: dt.date,
    court: str,
    court_number: str,
    meeting_offered: str,
    meeting_offered_why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """The council has applied to the court: from this day the twenty-six weeks run (Children Act 1989, s. 32)."""
    happened = min(at, dt.datetime.combine(on, dt.time(12), tzinfo=LONDON))
    made = LEGAL.make(
        "issue", planning, by=by, at=happened, version=version, key=key, late_reason=late_reason,
        note=meeting_offered_why,
    )  # fmt: skip
    _list_by(planning, made, happened)
    _stage(
        planning, happened, issued_on=on, court=court, court_number=court_number, meeting_offered=meeting_offered,
        meeting_offered_why=meeting_offered_why,
    )  # fmt: skip
    return made


def _list_by(planning: LegalPlanning, made: Made, at: dt.datetime) -> None:
    """The case management hearing is late once the second of its two days has gone by."""
    due = clocks.outer_due_at(CASE_MANAGEMENT, started_at=at, authority_id=planning.authority_id)
    if due is not None:
        clock = Clock(
            timescale=CASE_MANAGEMENT, episode=planning, authority_id=planning.authority_id,
            owner_team_id=planning.owner_team_id, started_at=at, due_at=due, restricted=planning.restricted,
        )  # fmt: skip
        clocks.start([clock], because_of=made.event)
        clocks.settle(planning)


@transaction.atomic
def conclude(
    planning: LegalPlanning,
    *,
    ended_as: str,
    why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Proceedings ended: with which order, and what the court said."""
    made = LEGAL.make(
        "conclude", planning, by=by, at=at, version=version, key=key, facts={"reason": why}, note=why,
        late_reason=late_reason, payload={"how": LegalPlanning.EndedAs(ended_as).label.lower()},
    )  # fmt: skip
    _stage(planning, at, ended_as=ended_as, ended_why=why)
    return made


@transaction.atomic
def explain_delay(
    planning: LegalPlanning,
    *,
    turn: str,
    why: str,
    until: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Say why it waits, whose turn it is, and until when. On the managers' page it then has a reason."""
    made = LEGAL.make(
        "delay", planning, by=by, at=at, version=version, key=key, facts={"reason": why}, note=why,
        payload={"turn": Turn(turn).label.lower()},
    )  # fmt: skip
    Delay(
        episode=planning, authority_id=planning.authority_id, restricted=planning.restricted, stage=planning.state,
        turn=turn, why=why, until=until, said_at=at, said_by_name=by.name[:120],
    ).save(force_insert=True)  # fmt: skip
    LegalPlanning.objects.filter(pk=planning.pk).update(turn=turn)
    return made
