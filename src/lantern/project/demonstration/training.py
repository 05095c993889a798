"""Training in the demonstration: a course that changed practice and shows it, one of which nobody said what it changed,
one that is full with people waiting, one that expired, one without a date, and a need nobody decided. Written by the
real actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork, holding
from lantern.access.roles import ROLES, permissions_of
from lantern.law.timescales import LONDON, add_months, london_date
from lantern.learning.models import ImpactTest, Recommendation, Theme
from lantern.learning.queries.common import agencies_of
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.project.demonstration.learning_telling import Telling
from lantern.project.demonstration.seeing import seeing_rows
from lantern.training import actions
from lantern.training.models import Booking, Course, TrainingEvent
from lantern.training.permissions import BOOK_TRAINING

_CHANGED = (
    ("yes", "Every plan I write names who checks it and on which day.", ""),
    ("yes", "We ring the family on the day that the plan names.", ""),
    ("yes", "I ask for it in supervision each time.", ""),
    (
        "some",
        "With the police yes. With the school I still leave it open.",
        "Nobody from the school is there when we write it.",
    ),
    ("no", "", "The form has no box for it."),
)
_TAKES_AWAY = (
    "Name one person who checks, not a team.",
    "Write the day, not “regularly”.",
    "Ring before I write.",
    "Ask the child what would make them safer.",
)


def give_training(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """The training of every partnership that has one of these authorities."""
    of = {partnership.authority(each).partnership_id for each in authorities}
    with seeing_rows():
        for keeper in partnership.keepers().values():
            if keeper.partnership_id in of:
                _Story(keeper, at).tell()


class _Story(Telling):
    """What happened, the oldest first."""

    def tell(self) -> None:
        self.everybody = self._everybody()
        self._proved()
        self._full()
        self._nobody_said()
        self._needs_that_wait()

    def _everybody(self) -> list[ActingPerson]:
        """People in posts, one of each agency in turn."""
        roles = [code for code in ROLES if BOOK_TRAINING in permissions_of(code)]
        unit = partnership.business_team(self.keeper.pk).pk
        posts = (
            Post.objects.filter(
                holder__isnull=False,
                role__in=roles,
                team__agency_id__in=[each.pk for each in agencies_of(self.keeper.pk)],
            )
            .exclude(team_id=unit)
            .select_related("team__agency", "holder")
            .order_by("code")
        )
        by_agency: dict[int, list[Post]] = {}
        for post in posts:
            by_agency.setdefault(post.team.agency_id, []).append(post)
        turns = [
            mine[number]
            for number in range(max(map(len, by_agency.values()), default=0))
            for mine in by_agency.values()
            if number < len(mine)
        ]
        once: dict[int, ActingPerson] = {}
        for post in turns:
            actor = holding(post)
            once.setdefault(actor.user_id or 0, actor)
        return list(once.values())[:26]

    def _need(self, what: str, rests_on: str, at: dt.datetime, *, who: ActingPerson | None = None, **facts: Any) -> Any:
        by = who or self.people.officer
        with acting(by):
            return actions.tell_need(keeper=self.keeper.pk, what=what, rests_on=rests_on, by=by, at=at, **facts)

    def _course(self, need: Any, at: dt.datetime, **facts: Any) -> Course:
        by = self.people.manager
        with acting(by):
            return actions.commission(self.fresh(need), **facts, **self.press(need, by, at))

    def _date(self, course: Course, day: dt.date, *, planned: dt.datetime, **facts: Any) -> TrainingEvent:
        by = self.people.officer
        with acting(by):
            return actions.plan(
                self.fresh(course),
                starts_at=dt.datetime.combine(day, dt.time(9, 30), tzinfo=LONDON),
                ends_at=dt.datetime.combine(day, dt.time(9 + int(course.hours), 30), tzinfo=LONDON),
                by=by,
                at=planned,
                **facts,
            )

    def _book(self, found: TrainingEvent, who: Sequence[ActingPerson], at: dt.datetime) -> None:
        for by in who:
            with acting(by):
                actions.book(found, by=by, at=at)

    def _held(self, found: TrainingEvent, *, missed: int = 1, in_part: int = 1, said: int = 3) -> list[Booking]:
        by = self.people.officer
        with acting(by):
            there = list(Booking.objects.filter(event=found, standing="place").order_by("booked_at", "id"))
            marks = {each.pk: "whole" for each in there}
            marks |= {each.pk: "no" for each in there[len(there) - missed :]}
            marks |= {each.pk: "part" for each in there[:in_part]}
            actions.hold(self.fresh(found), came=marks, **self.press(found, by, found.ends_at))
        came = [each for each in there if marks[each.pk] != "no"]
        for number, each in enumerate(came[:said]):
            who = self._actor(each)
            with acting(who):
                actions.answer(
                    found, before=2 + number % 2, after=4 + number % 2, by=who, at=found.ends_at,
                    takes_away=_TAKES_AWAY[number % len(_TAKES_AWAY)],
                )  # fmt: skip
        return came

    def _actor(self, booking: Booking) -> ActingPerson:
        return next(each for each in self.everybody if each.user_id == booking.user_id)

    def _asked(self, found: TrainingEvent, came: Sequence[Booking], answers: int) -> dt.datetime:
        by = clockwork(self.keeper.pk)
        with acting(by):
            now = self.fresh(found)
            at = now.next_due_at or self.now
            actions.ask_again(now, by=by, at=at, version=now.version)
        for number, each in enumerate(came[:answers]):
            who = self._actor(each)
            uses, changed, hinders = _CHANGED[number % len(_CHANGED)]
            with acting(who):
                actions.use(found, uses=uses, changed=changed, hinders=hinders, by=who, at=at + dt.timedelta(hours=2))
        return at

    def _day(self, months: int, day: int) -> dt.date:
        """A weekday about so many months ago."""
        found = self.ago(months, day).date()
        return found - dt.timedelta(max(found.weekday() - 4, 0))

    def _proved(self) -> None:
        tests = ImpactTest.objects.filter(authority_id=self.keeper.pk, verdict="").exclude(kind="indicator")
        with acting(self.people.manager):
            test = tests.select_related("recommendation").order_by("added_at").first()
            because = (
                test.recommendation if test else Recommendation.objects.filter(authority_id=self.keeper.pk).first()
            )
        need = self._need(
            "Write safety plans that name who checks them, how and when",
            "The inspection of 2023 and our own audit: plans say what should happen and not who looks whether it does.",
            self.ago(12, 4), origin="recommendation" if because else "law", because_of=because,
        )  # fmt: skip
        course = self._course(
            need, self.ago(11, 6), title="Safety plans that keep children safe",
            aims="Write a plan with the family that names who checks it, how and on which day.",
            roles=["agency_lead", "social_worker", "team_manager", "early_help_worker", "provider_worker"],
            hours=Decimal(6), lasts_months=24, cost=140_000, test=test,
            taught_by="Two reviewing officers",
        )  # fmt: skip
        first = self._date(
            course, self._day(9, 14), planned=self.ago(11, 8), place="Hub, room 2", places=12, cost=48_000
        )
        self._book(first, self.everybody[:10], self.ago(10, 3))
        came = self._held(first, missed=2, said=6)
        at = self._asked(first, came, 5)
        by = self.people.officer
        with acting(by):
            actions.conclude(
                self.fresh(first),
                says="Three of five name who checks, and when. The others are kept from it by a form without a box. "
                "The form is changed in March.",
                **self.press(first, by, min(self.now, at + dt.timedelta(days=9))),
            )
        second = self._date(
            course, self._day(1, 12), planned=self.ago(3, 2), place="Hub, room 2", places=10, cost=48_000
        )  # fmt: skip
        if second.ends_at < self.now:
            self._book(second, self.everybody[10:17], self.ago(2, 3))
            self._held(second, said=2)

    def _full(self) -> None:
        """A course that is sought: full, with people waiting and shares that hold; for some it has expired."""
        need = self._need(
            "Ask the hub before a worry grows", "One contact in five could have been a telephone call.",
            self.ago(32, 5), origin="agency", who=self.everybody[1],
        )  # fmt: skip
        course = self._course(
            need, self.ago(31, 5), title="Thresholds and asking for advice",
            aims="Know what each level of need means here, and ring before you write.", hours=Decimal(3),
            lasts_months=24, taught_by="The hub’s managers",
        )  # fmt: skip
        old = self._date(course, self._day(28, 11), planned=self.ago(30, 5), place="Online", places=30)
        self._book(old, self.everybody[:8], self.ago(29, 5))
        self._held(old, said=1)
        ahead = london_date(self.now) + dt.timedelta(days=23)
        ahead -= dt.timedelta(max(ahead.weekday() - 4, 0))
        full = self._date(
            course, ahead, planned=self.ago(1, 2), place="Hub, room 1", places=8, for_each=2, cost=20_000,
            shares_until=ahead - dt.timedelta(days=7),
        )  # fmt: skip
        self._book(full, self.everybody[2:15], self.now - dt.timedelta(days=4))
        later = add_months(ahead, 2)
        later -= dt.timedelta(max(later.weekday() - 4, 0))
        self._date(course, later, planned=self.now - dt.timedelta(days=3), place="Online", places=30)
        off = self._date(course, self._day(2, 18), planned=self.ago(4, 5), place="Town hall", places=20)
        by = self.people.officer
        if off.starts_at < self.now:
            with acting(by):
                actions.cancel(
                    self.fresh(off), why="Two people booked. We put on a date online instead.",
                    **self.press(off, by, off.starts_at - dt.timedelta(days=5)),
                )  # fmt: skip

    def _nobody_said(self) -> None:
        """Held, asked, hardly answered, and nobody has said what it changed."""
        theme = Theme.objects.filter(authority_id=self.keeper.pk).order_by("name").first()
        need = self._need(
            "See neglect early and name it", "Told in three audits and a rapid review.", self.ago(10, 5),
            origin="theme" if theme else "law", theme=theme,
        )  # fmt: skip
        course = self._course(
            need, self.ago(9, 20), title="Neglect: seeing it early",
            aims="Use the same tool as every other agency, and say what must change by when.", hours=Decimal(6),
            cost=90_000, taught_by="Named nurse and team manager together",
        )  # fmt: skip
        found = self._date(course, self._day(5, 10), planned=self.ago(8, 5), place="Library", places=16, cost=31_500)
        self._book(found, self.everybody[4:14], self.ago(6, 8))
        came = self._held(found, missed=4, said=3)
        self._asked(found, came, 1)

    def _needs_that_wait(self) -> None:
        self._need(
            "Talk with fathers, also those who live elsewhere", "Half of the plans do not name him.", self.ago(3, 9),
            origin="practitioner", who=self.everybody[0],
        )  # fmt: skip
        need = self._need(
            "Use the new telephones", "Nobody knows how to put a call through.", self.ago(2, 9), origin="agency",
            who=self.everybody[2],
        )  # fmt: skip
        by = self.people.manager
        with acting(by):
            actions.decline_need(
                self.fresh(need), why="Each agency shows its own people. It is no matter of several agencies.",
                **self.press(need, by, self.ago(2, 20)),
            )  # fmt: skip
        no_date = self._need(
            "Ask about violence at home without putting anybody at risk", "Two contacts told both parents.",
            self.ago(2, 2), origin="law",
        )  # fmt: skip
        self._course(
            no_date, self.ago(1, 6), title="Violence at home: asking safely",
            aims="Ask alone, at a safe moment, and know whom to tell.", hours=Decimal(3), cost=60_000,
        )  # fmt: skip
