"""The way to court in the demonstration: children tracked as they should be, and what the inspection of 2023 found
visibly among them. A letter that does not say what is required, pre-proceedings beyond their weeks without a reason, an
application decided on and not made. Written by the real actions, so that they stand in the ledger like any other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface.display import LONDON
from lantern.law.working_days import is_working_day
from lantern.legal import actions, court
from lantern.legal.models import LegalPlanning
from lantern.meetings import actions as meetings
from lantern.meetings.actions import Asked, ForChild
from lantern.meetings.models import Meeting, Seat
from lantern.partnership.models import Post, TeamKind
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post

_FAMILIES = """
select array_agg(c.id order by c.born_on) from plans_plan x
join spine_episode e on e.id = x.episode_ptr_id and e.closed_at is null
join people_person c on c.id = x.child_id and not c.restricted
where e.authority_id = %(authority)s and x.plan_kind in ('child_protection', 'child_in_need')
group by x.family order by bool_or(x.plan_kind = 'child_protection') desc, min(e.opened_at) limit %(most)s
"""

_WHY = (
    "Four nights alone in one month, found by the police twice. The plan has run for ten months, and what it asks has "
    "been done for three weeks of them.",
    "The third burn that nobody can explain. Mother believes the child; father still has a key.",
    "Two years of help. It held only while the grandmother lived there. The school counts 41 days missed since then.",
)
_TRIED = (
    "A family worker twice a week for three months. A nursery place, kept for six weeks. The alcohol team: "
    "two of nine appointments."
)
_DECIDED = (
    "Three agencies tell the same, and it gets worse. The lawyer holds that the threshold is met. The parents have "
    "not been told plainly, in writing, what must change: that comes first."
)
_AGAINST = "The months with the grandmother show that they can do it with help."
_HEAD = {
    "worries": "The children were alone on four nights in one month. On the third the police found the door "
    "open and the youngest on the stairs. In the morning nobody could be woken.",
    "helped": "A family worker came twice a week for three months. Nursery was paid for. The alcohol team offered "
    "nine appointments.",
    "what_next": "If this does not change we will ask the family court to decide where the children live.",
}
_CHANGES: tuple[dict[str, str], ...] = (
    {
        "what": "An adult whom we have met sleeps in the house every night.",
        "checked_how": "Rings at nine, comes unannounced twice a week, asks the children at school on Mondays.",
        "help_offered": "The grandmother can stay; we pay her bus and a bed.",
    },
    {
        "what": "Mother is sober when the children are with her. She goes to the alcohol team every Tuesday.",
        "checked_how": "The alcohol team tests each week and tells the worker the same day.",
        "help_offered": "A taxi there and back, and the family worker goes with her the first three times.",
    },
    {
        "what": "The children are at school by 9am every day.",
        "checked_how": "The school sends the register every Friday.",
        "help_offered": "Breakfast club from 7.45am, paid for.",
    },
)


@dataclass(frozen=True)
class _Story:
    """One family: days ago that each thing happened, and how far they came."""

    asked: int
    decided: int | None = None
    outcome: str = "pre_proceedings"
    sent: int | None = None
    met: int | None = None
    checked: int = 0
    issue: int | None = None
    issued: int | None = None
    ended: int | None = None
    delay: tuple[int, int, str, str] | None = None
    """Days ago it was said, days from now until which, whose turn, why."""
    vague: bool = False


_STORIES = (
    _Story(178, 168, sent=163, met=150, checked=1),  # far beyond sixteen weeks, and nobody says why
    _Story(150, 141, sent=135, met=127, checked=2, delay=(9, 12, "expert",
           "The parenting assessment was promised for three weeks ago; the assessor was ill. Asked again on Monday.")),
    _Story(120, 112, sent=106, met=98, checked=3),  # as it should be, near its end
    _Story(96, 90, sent=84, met=75, checked=1, issue=16),  # decided to apply, and not applied
    _Story(40, 33, sent=28, met=19, checked=0),  # in its first weeks
    _Story(30, 21, vague=True),  # a letter that does not say what is required
    _Story(22),  # asked three weeks ago, and no meeting is called
    _Story(170, 161, sent=154, met=145, checked=1, issue=60, issued=56),  # before the court
    _Story(140, 133, sent=127, met=118, checked=3, ended=25),  # enough has changed
)  # fmt: skip


class _House:
    """Who does what in one authority."""

    def __init__(self, authority: int) -> None:
        self.authority = authority
        self.workers = self._posts(TeamKind.ASSESSMENT, "social_worker")
        self.managers = self._posts(TeamKind.ASSESSMENT, "team_manager")

    def _posts(self, kind: TeamKind, role: str) -> list[ActingPerson]:
        posts = Post.objects.filter(
            team__kind=kind, role=role, holder__isnull=False, team__covers__contains=[self.authority]
        )
        return [
            in_post(post, self.authority) for post in posts.select_related("team__agency", "holder").order_by("code")
        ]


def give_before_court(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Write it for these authorities. Returns how many children are or were on the way to court."""
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        for authority in authorities:
            house = _House(authority)
            if not house.workers or not house.managers:
                continue
            cursor.execute(_FAMILIES, {"authority": authority, "most": len(_STORIES)})
            for number, ((children,), story) in enumerate(zip(cursor.fetchall(), _STORIES, strict=False)):
                written += _tell(house, children[:2], story, number, at)
        cursor.execute("set role lantern_owner")
    return written


def _day(at: dt.datetime, ago: int, hour: int = 10) -> dt.datetime:
    """So many days ago, on the last working day before where that is none."""
    day = (at - dt.timedelta(days=ago)).astimezone(LONDON).date()
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return min(dt.datetime.combine(day, dt.time(hour), tzinfo=LONDON), at)


def _tell(house: _House, ids: list[Any], story: _Story, number: int, at: dt.datetime) -> int:
    by, boss = house.workers[number % len(house.workers)], house.managers[number % len(house.managers)]
    with acting(by):
        people = list(Person.objects.filter(pk__in=ids).order_by("born_on"))
        if len(people) < len(ids):
            return 0
        actions.ask(people, why=_WHY[number % 3], tried=_TRIED, by=by, at=_day(at, story.asked))
    if story.decided is not None:
        _decide(house, boss, people, story.outcome, _day(at, story.decided), _DECIDED, against=_AGAINST)
        _letter(by, boss, people, story, at)
    if story.met is not None:
        with acting(by):
            _met(by, people, _day(at, story.met))
    for place in range(story.checked):
        with acting(by):
            _check(by, people, place, _day(at, max((story.sent or 0) - 40 - 9 * place, 3)))
    if story.issue is not None:
        _decide(house, boss, people, "issue", _day(at, story.issue), _DECIDED)
    if story.issued is not None:
        with acting(by):
            for found in _open(people):
                actions.issue(
                    found, on=_day(at, story.issued).date(), court="Family court at Teesside",
                    court_number=f"TS{number:02d}C00{number + 41}", meeting_offered="yes", meeting_offered_why="",
                    by=by, at=_day(at, story.issued, 15), version=found.version,
                )  # fmt: skip
            for found in _open(people):
                _in_court(found, by, at, story.issued)
    if story.ended is not None:
        why = "An adult has slept there for nine weeks, and every test since October was clear."
        _decide(house, boss, people, "step_down", _day(at, story.ended), why)
    if story.delay is not None:
        said, until, turn, why = story.delay
        with acting(by):
            for found in _open(people):
                actions.explain_delay(
                    found, turn=turn, why=why, until=(at + dt.timedelta(days=until)).date(), by=by, at=_day(at, said),
                    version=found.version,
                )  # fmt: skip
    return len(people)


def _in_court(found: LegalPlanning, by: ActingPerson, at: dt.datetime, issued: int) -> None:
    """The case was managed in its third week, and the hearing at which the issues are settled is listed."""
    managed, settled = _day(at, issued - 20), (at + dt.timedelta(days=30)).date()
    for kind, day in (("case_management", managed.date()), ("issues_resolution", settled)):
        court.list_hearing(
            found, kind=kind, on=day, place="10am, Family court at Teesside", by=by, at=_day(at, issued - 5),
            version=found.version,
        )  # fmt: skip
    court.note_hearing(
        found, 1, state="held", by=by, at=managed, version=found.version,
        said="A psychologist sees mother and both children. The grandmother is assessed as a carer.",
        next_steps="The social worker files the assessment of the grandmother in six weeks.",
    )  # fmt: skip


def _open(people: list[Person]) -> list[LegalPlanning]:
    return list(
        LegalPlanning.objects.filter(child__in=people, closed_at__isnull=True)
        .select_related("child")
        .order_by("reference")
    )


def _decide(
    house: _House, by: ActingPerson, people: list[Person], outcome: str, when: dt.datetime, why: str, **details: str
) -> None:
    with acting(by):
        lawyer = Asked("Duty lawyer of the council", "legal", "Lawyer")
        meeting: Meeting = meetings.call(
            "legal_planning_meeting", children=people, starts_at=when, place="Municipal offices",
            purpose="Whether the harm and what was tried call for the court.", by=by, at=when - dt.timedelta(days=1),
            asked=[Asked(by.name, "social_care", by.post_title), lawyer], because_of=_open(people)[0],
        ).episode  # fmt: skip
        meetings.begin(meeting, by=by, at=when, version=meeting.version)
        there = {seat.pk: ("", "joined") for seat in Seat.objects.filter(episode_id=meeting.pk)}
        meetings.take_roll(meeting, found=there, by=by, at=when)
        decisions = [ForChild(child.pk, outcome, why, dict(details)) for child in people]
        meetings.decide(meeting, decisions=decisions, by=by, at=when, version=meeting.version)
        meetings.end(meeting, by=by, at=when, version=meeting.version)
        meetings.send_minutes(meeting, by=by, at=when, version=meeting.version)


def _letter(by: ActingPerson, boss: ActingPerson, people: list[Person], story: _Story, at: dt.datetime) -> None:
    with acting(by):
        first, *rest = _open(people)
        when = _day(at, (story.sent if story.sent is not None else (story.decided or 1) - 1) + 1)
        press: dict[str, Any] = {"by": by, "at": when}
        head = _HEAD | {"to": f"The mother of {first.child.name}\nThe father", "meeting": _meeting(story, at)}
        actions.write_head(first, values=head, version=first.version, **press)
        due = (when + dt.timedelta(days=42)).date()
        for each in _CHANGES if not story.vague else ():
            told = {"by_when": due, "checked_by": by.name, **each}
            actions.write_change(first, None, values=told, version=first.version, **press)
        if story.vague:
            vague = {"what": "Parents to engage with services and prioritise the children’s needs.", "by_when": None,
                     "checked_by": "", "checked_how": "", "help_offered": ""}  # fmt: skip
            actions.write_change(first, None, values=vague, version=first.version, **press)
            return
        actions.letter_ready(first, version=first.version, **press)
    with acting(boss):
        first, *rest = _open(people)
        actions.send_letter(
            first, how="Given by hand and read out on a visit", also=rest, by=boss, at=_day(at, story.sent or 0, 14),
            version=first.version,
        )  # fmt: skip


def _meeting(story: _Story, at: dt.datetime) -> str:
    return f"{_day(at, story.met if story.met is not None else 0):%d %B} at 10am, at the council offices."


def _met(by: ActingPerson, people: list[Person], when: dt.datetime) -> None:
    meeting: Meeting = meetings.call(
        "pre_proceedings_meeting", children=people, starts_at=when, purpose="The letter, and what parents say to it.",
        by=by, at=when - dt.timedelta(days=3), asked=[Asked(by.name, "social_care", by.post_title),
        Asked("The mother", "family", "mother"), Asked("Solicitor of the mother", "other", "Solicitor")],
        because_of=_open(people)[0],
    ).episode  # fmt: skip
    meetings.begin(meeting, by=by, at=when, version=meeting.version)
    meetings.end(meeting, by=by, at=when + dt.timedelta(hours=1), version=meeting.version)


def _check(by: ActingPerson, people: list[Person], place: int, when: dt.datetime) -> None:
    noted = "The grandmother was there each time I rang; the children say so too." if place != 1 else (
        "Seven of nine tests were clear; the two others fell on one week."
    )  # fmt: skip
    for found in _open(people):
        number = found.changes.order_by("number")[place].number
        actions.check(
            found, number, found="met" if place != 1 else "partly", noted=noted, on=when.date(), by=by, at=when,
            version=found.version,
        )  # fmt: skip
