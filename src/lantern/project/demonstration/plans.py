"""Plans in the demonstration: good ones, and what the inspection of 2023 found, visibly among them. Vague plans that
nobody agreed, actions carried over from review to review, children not seen in time, safety plans that asked what a
family could not do. Written by the real actions, so that they stand in the ledger like any other.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface.display import LONDON
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.plans import actions
from lantern.plans.actions import Came
from lantern.plans.models import Plan
from lantern.project.demonstration.second_looks import in_post

EACH = 24
"""Children of an authority that have a plan here."""

_FAMILIES = """
select array_agg(p.id order by p.born_on) from people_person p
join people_householdmember m on m.person_id = p.id and m.until_date is null
where p.authority_id = %(authority)s and p.is_child and p.life = 'born' and not p.restricted
  and p.born_on > %(young)s and p.born_on < %(born)s
  and not exists (select 1 from plans_plan x where x.child_id = p.id)
  and not exists (select 1 from people_person r join people_householdmember k on k.person_id = r.id
                  where k.household = m.household and r.restricted)
group by m.household having count(*) between 1 and 4 order by md5(m.household::text) limit %(most)s
"""

type Words = dict[str, Any]


def _do(need: str, action: str, owner: str, days: int, measure: str, baseline: str = "", kind: str = "agency") -> Words:
    return {
        "need": need,
        "action": action,
        "owner": owner,
        "owner_kind": kind if owner else "",
        "days": days,
        "measure": measure,
        "baseline": baseline,
    }


_SCHOOL = _do(
    "{child} needs to be at school every day and on time.",
    "Mum walks {child} to school. The school texts {worker} by 9.30 if {child} is not there.",
    "Mum",
    42,
    "In school 19 days of 20; the register shows it.",
    "In school 11 days of 20.",
    "family",
)
_BED = _do(
    "{child} needs a bed and a room to sleep in.",
    "The housing officer brings a bed and a lamp.",
    "Jo Bell, housing",
    21,
    "{child} sleeps in it through the night, and says so.",
    "Sleeps on the sofa.",
)
_SAFE = _do(
    "{child} needs to know what to do when the shouting begins.",
    "{worker} makes a plan with {child}: whom to ring, where to go. They try it out once.",
    "{worker}",
    14,
    "{child} can say it, and has used it or not needed it.",
    "“I put the telly up.”",
    "worker",
)
_MUM = _do(
    "Mum needs somebody who is there for her.",
    "The domestic abuse worker rings Mum every Tuesday.",
    "Ana, domestic abuse service",
    60,
    "Mum says she rings Ana before she rings him.",
    "Has nobody.",
)
_TEETH = _do(
    "{child} needs to see a dentist.",
    "Dad books and goes with {child}; the health visitor has the number.",
    "Dad",
    35,
    "Seen, and the next date is on the fridge.",
    "Two teeth hurt.",
    "family",
)
_VAGUE = (
    _do(
        "{child} needs to feel better about things.", "Monitor emotional wellbeing and engage with services.", "", 0, ""
    ),
    _do(
        "Family support.",
        "Ongoing support to be offered to parents as appropriate.",
        "Professionals",
        0,
        "Improved outcomes.",
    ),
)
_STUCK = (
    _do(
        "{child} needs to see their dad safely.",
        "Supervised time to be arranged.",
        "Contact service",
        -120,
        "They meet every second Saturday.",
        "Has not met him since May.",
    ),
    _do(
        "The house needs to be warm.",
        "The landlord mends the boiler.",
        "Landlord",
        -90,
        "It is warm when we come.",
        "Cold in two rooms.",
    ),
)


@dataclass(frozen=True)
class Story:
    """One family's plan: its kind, when it began, what it says, and what came of it."""

    kind: str
    months: float
    items: tuple[Words, ...]
    aim: str = "{child} is safe and well at home, and says so."
    contingency: str = "If it gets worse, {worker} and the manager decide within a day what more is needed."
    agreed: bool = True
    waits: bool = False
    """Sent to a manager who has not looked yet."""
    every: int = 18
    """Days between visits; 0: none is recorded."""
    last_visit: int = 6
    """Days since the last one."""
    not_in: int = 0
    """Tries since then, on which nobody opened."""
    alone: bool = True
    reviews: int = 1
    moves: bool = True
    """Whether things had moved on at the reviews."""
    asks: tuple[Words, ...] = ()
    ask_found: str = ""
    risk: tuple[str, str] = ("", "")
    earlier: float = 0.0
    """Months ago that an earlier plan of this kind ended; 0: there was none."""
    said: tuple[str, ...] = field(default=("I like it when you come.", "It is better now. I sleep.", "I don’t know."))


_DAD_STAYS_AWAY = {
    "who": "Mum",
    "what": "Does not let him into the house, whatever he says, and rings 999 if he comes.",
    "checked_by": "{worker}",
    "checked_how": "Comes unannounced after school and at the weekend.",
}
_NOBODY_CHECKS = {
    "who": "Mum",
    "what": "Will not drink when the children are there.",
    "checked_by": "Health visitor",
    "checked_how": "Asks at the next clinic.",
}

STORIES = (
    Story("child_in_need", 3, (_SCHOOL, _BED)),
    Story(
        "child_protection",
        5,
        (_SAFE, _MUM, _SCHOOL),
        every=9,
        last_visit=4,
        reviews=1,
        risk=(
            "He comes back when he has been drinking.",
            "Mum rings 999, then her sister, who takes the children. {worker} calls a strategy discussion that day.",
        ),
        said=("I put the telly up so I can’t hear.", "He didn’t come. I slept in my own bed.", "Can you come Tuesday?"),
    ),
    Story(
        "child_in_need",
        2.5,
        _VAGUE,
        aim="",
        contingency="",
        agreed=False,
        every=30,
        last_visit=34,
        reviews=0,
        alone=False,
    ),
    Story("child_protection", 19.5, (_STUCK[0], _SAFE), every=14, last_visit=9, reviews=3, moves=False),
    Story("early_help", 4, (_SCHOOL, _TEETH), every=0, reviews=1),
    Story(
        "safety",
        0.6,
        (),
        asks=(_DAD_STAYS_AWAY,),
        ask_found="He was in the kitchen when I came.",
        every=0,
        reviews=0,
        aim="{child} is safe at home while the assessment goes on.",
    ),
    Story("child_in_need", 11, _STUCK, reviews=3, moves=False, every=25, last_visit=47, alone=False),
    Story(
        "child_protection",
        4,
        (_SAFE, _BED),
        every=9,
        last_visit=31,
        not_in=3,
        reviews=1,
        said=("Nothing happened.", "I am not allowed to say."),
    ),
    Story("child_in_need", 1, (_TEETH, _MUM), reviews=0, waits=True, every=14, last_visit=8),
    Story("child_in_need", 5, (_SCHOOL, _SAFE), earlier=9.0),
    Story(
        "safety",
        0.5,
        (),
        asks=(_NOBODY_CHECKS,),
        every=0,
        reviews=0,
        aim="{child} is looked after while Mum gets help.",
    ),
    Story("early_help", 2, (_VAGUE[1],), agreed=False, every=0, reviews=0, aim=""),
)


def give_plans(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Write plans, their reviews and visits for a few dozen children of these authorities. Returns how many plans."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        written = sum(_give(authority, at) for authority in authorities)
        cursor.execute("set role lantern_owner")
    return written


def _posts(authority: int, role: str) -> Iterator[ActingPerson]:
    posts = Post.objects.filter(team__covers__contains=[authority], role=role, holder__isnull=False)
    return itertools.cycle(
        [in_post(each, authority) for each in posts.select_related("team__agency", "holder").order_by("code")]
    )


def _give(authority: int, at: dt.datetime) -> int:
    crew = {
        role: _posts(authority, role)
        for role in ("social_worker", "team_manager", "early_help_worker", "early_help_manager", "reviewing_officer")
    }
    written = 0
    for story, family in zip(itertools.cycle(STORIES), _families(authority, at), strict=False):
        if written >= EACH:
            break
        helps = story.kind == "early_help"
        writer = next(crew["early_help_worker" if helps else "social_worker"], None)
        boss = next(crew["early_help_manager" if helps else "team_manager"], None)
        chair = next(crew["reviewing_officer"], None) if story.kind == "child_protection" else boss
        if writer is None or boss is None or chair is None or boss.team_id != writer.team_id:
            boss = _boss_of(writer, crew["early_help_manager" if helps else "team_manager"]) if writer else None
        if writer is None or boss is None or chair is None:
            continue
        written += _Telling(story, family, writer, boss, chair, at).tell()
    return written


def _boss_of(writer: ActingPerson, bosses: Iterator[ActingPerson]) -> ActingPerson | None:
    found = list(itertools.islice(bosses, 12))
    return next((each for each in found if each.team_id == writer.team_id), found[0] if found else None)


def _families(authority: int, at: dt.datetime) -> list[list[Person]]:
    asked: Words = {
        "authority": authority,
        "young": at.date() - dt.timedelta(days=15 * 365),
        "born": at.date() - dt.timedelta(days=3 * 365),
        "most": EACH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAMILIES, asked)
        ids = [row[0] for row in cursor.fetchall()]
    people = Person.objects.in_bulk([each for family in ids for each in family])
    return [[people[each] for each in family if each in people] for family in ids]


class _Telling:
    """One story told about one family, each act by whoever would do it, on its day."""

    def __init__(
        self,
        story: Story,
        family: list[Person],
        writer: ActingPerson,
        boss: ActingPerson,
        chair: ActingPerson,
        at: dt.datetime,
    ) -> None:
        self.story, self.family, self.now = story, family, at
        self.writer, self.boss, self.chair = writer, boss, chair
        self.began = self._on(round(story.months * 30.4))

    def _on(self, days_ago: float, hour: int = 10) -> dt.datetime:
        day = (self.now - dt.timedelta(days=days_ago)).astimezone(LONDON)
        while day.weekday() > 4:
            day -= dt.timedelta(days=1)
        return min(day.replace(hour=hour, minute=(day.day * 7) % 60, second=0, microsecond=0), self.now)

    def _words(self, text: str, child: Person) -> str:
        return text.format(child=child.name.split()[0], worker=self.writer.name.split()[0])

    def tell(self) -> int:
        """Tell it. Returns how many plans it made: brothers and sisters of a child protection plan have their own."""
        children = self.family[:2] if self.story.kind == "child_protection" else self.family[:1]
        if self.story.earlier:
            self._earlier(children[0])
        with acting(self.writer):
            plans = actions.open_plan(kind=self.story.kind, children=children, by=self.writer, at=self.began)
        for number, plan in enumerate(plans):
            self._write(plan, self.story.items if number == 0 else self.story.items[-1:])
            if self.story.agreed or self.story.waits:
                self._agree(plan)
            self._visits(plan)
            self._reviews(plan)
            if self.story.ask_found and plan.state == "agreed":
                with acting(self.writer):
                    found: Words = {"held": False, "on": self._on(2).date(), "note": self.story.ask_found}
                    actions.check_ask(plan, 1, **found, **self._press(plan, self.writer, self._on(2)))
        return len(plans)

    def _press(self, plan: Plan, by: ActingPerson, when: dt.datetime) -> Words:
        return {"by": by, "at": when, "version": plan.version}

    def _earlier(self, child: Person) -> None:
        ended = self._on(self.story.earlier * 30.4)
        began = ended - dt.timedelta(days=200)
        with acting(self.writer):
            (plan,) = actions.open_plan(kind=self.story.kind, children=[child], by=self.writer, at=began)
        with acting(self.boss):
            told = "The family went to live with an aunt in another county. They came back in spring."
            actions.end(plan, outcome="moved", note=told, **self._press(plan, self.boss, ended))

    def _write(self, plan: Plan, items: tuple[Words, ...]) -> None:
        day = self.began + dt.timedelta(days=1)
        with acting(self.writer):
            if self.story.aim:
                aim, then = (self._words(each, plan.child) for each in (self.story.aim, self.story.contingency))
                actions.save_head(plan, aim=aim, contingency=then, **self._press(plan, self.writer, day))
            for words in items:
                values: Words = {n: self._words(value, plan.child) for n, value in words.items() if n != "days"}
                due = (self.began if words["days"] >= 0 else self.now) + dt.timedelta(days=words["days"])
                values["due_on"] = due.date() if words["days"] else None
                actions.save_item(plan, None, values=values, **self._press(plan, self.writer, day))
            if self.story.risk[0]:
                worry, then = (self._words(each, plan.child) for each in self.story.risk)
                values = {"worry": worry, "contingency": then}
                actions.save_risk(plan, None, values=values, **self._press(plan, self.writer, day))
            for ask in self.story.asks:
                asked: Words = {name: self._words(value, plan.child) for name, value in ask.items()}
                asked["check_on"] = (self.began + dt.timedelta(days=7)).date()
                actions.save_ask(plan, None, values=asked, **self._press(plan, self.writer, day))

    def _agree(self, plan: Plan) -> None:
        day = min(self.began + dt.timedelta(days=6), self.now)
        with acting(self.writer):
            actions.submit(plan, **self._press(plan, self.writer, day))
        if not self.story.waits:
            with acting(self.boss):
                note = "Read with the assessment. The family can say what is in it."
                actions.agree(plan, note=note, **self._press(plan, self.boss, day))

    def _visits(self, plan: Plan) -> None:
        story, first = self.story, self.story.months * 30.4
        if not story.every:
            return
        days = list(range(story.last_visit, round(min(first, 80)), story.every))[::-1]
        with acting(self.writer):
            for number, back in enumerate(days):
                alone = story.alone or number % 3 == 0
                when = self._on(back, 16)
                actions.record_visit(
                    plan,
                    visited_at=when,
                    where="home" if number % 4 else "school",
                    seen=True,
                    alone=alone,
                    why_not_alone="" if alone else "Mum stayed in the room.",
                    bedroom="seen" if number % 4 else "not_home",
                    child_words=story.said[number % len(story.said)],
                    noticed="Warm and tidy; quieter than last time."
                    if number % 2
                    else "Showed me the book from school.",
                    late_reason="The worker was away, and nobody was asked to go.",
                    **self._press(plan, self.writer, when),
                )
            for back in range(story.not_in):
                when = self._on(story.last_visit - 6 * (back + 1), 16)
                actions.record_visit(
                    plan,
                    visited_at=when,
                    where="home",
                    seen=False,
                    why_not_seen="nobody_in" if back % 2 else "cancelled",
                    noticed="The curtains were closed." if back % 2 else "Rang an hour before: everybody ill.",
                    **self._press(plan, self.writer, when),
                )

    def _reviews(self, plan: Plan) -> None:
        story = self.story
        if not story.agreed or not story.reviews:
            return
        apart = story.months * 30.4 / (story.reviews + 1)
        for number in range(1, story.reviews + 1):
            when = self._on(story.months * 30.4 - apart * number, 14)
            came = {}
            for item in plan.items.filter(state="open"):
                if story.moves and item.number == 1 and number == story.reviews:
                    came[item.number] = Came("Better: not every day, and most days.", "open")
                elif story.moves and item.number == 2:
                    came[item.number] = Came("It is there, and in use.", "done")
                else:
                    came[item.number] = Came("", "open")
            reasons = (
                "The plan helps, and is not finished." if story.moves else "Nothing has moved. We go on and look again."
            )
            with acting(self.chair):
                actions.review(
                    plan,
                    held_at=when,
                    on=when.date(),
                    decision="continue",
                    reasons=reasons,
                    came=came,
                    who_came="Mum\nSchool\nHealth visitor",
                    child_view=story.said[number % len(story.said)],
                    **self._press(plan, self.chair, when),
                )
        if plan.plan_kind == "child_protection":
            for back in range(round(story.months * 30.4) - 9, 0, -35):
                with acting(self.chair):
                    came_there = ["Social worker", "School", "Mum"] + (["Health visitor"] if back % 2 else [])
                    when = self._on(back, 11)
                    actions.record_core_group(
                        plan, held_at=when, who_came=came_there, **self._press(plan, self.chair, when)
                    )
