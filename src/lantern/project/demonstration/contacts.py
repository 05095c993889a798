"""Two years at an invented front door: each contact from its arrival to its end, as far as it has come.

`contacts_for` streams stories in the order of arrival. A story holds what a loader needs and nothing of the database:
teams and agencies by the codes of the area files, people by their keys in the `Family`, posts as role and number.
Everything that would lie after `until` is left out, and of the last days many contacts stay in each open state, so
that the live pages have something to show.

Speed matters (a million contacts in minutes), so every choice is one look-up in a prepared table and moments are whole
minutes of London time until a story is written.
"""

import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from lantern.project.demonstration import narratives as words
from lantern.project.demonstration import shape
from lantern.project.demonstration.calendar import LONDON, Calendar
from lantern.project.demonstration.chances import sentences
from lantern.project.demonstration.families import REFERENCE_DATE, Family
from lantern.project.demonstration.names import spread
from lantern.project.demonstration.referring import Referring
from lantern.project.demonstration.stories import ContactStory
from lantern.project.demonstration.working import Working
from lantern.project.demonstration.worrying import Worrying

MORNING = time(8, 10)
"""When a plain date is given as the end, the story stops at this hour: the night's contacts still wait."""

_SOURCES = spread(shape.SOURCES)
_BY_DAY = frozenset({"2A", "2B", "3A", "3B", "3C", "3D", "4", "5A", "5B", "5C", "5D", "7", "8"})
_DAY_HOURS = spread(dict(enumerate(shape.OFFICE_HOURS)))
_ROUND_HOURS = spread(dict(enumerate(shape.ROUND_THE_CLOCK)))
_UNNAMED = {"child": "the child", "mother": "the mother", "man": "the father", "street": "the home"}


def contacts_for(
    families: Iterable[Family],
    seed: int,
    per_year: int = 9000,
    until: date | datetime | None = None,
    years: int = 2,
    *,
    teller: "type[Teller] | None" = None,
) -> Iterator[ContactStory]:
    """Stories of the contacts about these families, oldest first.

    `until` ends everything: a date means that morning before the hub opens, none the morning of the population's
    reference date. Families that nothing weighs on are met only by chance. All families must be of one authority.
    Raises ValueError when there are no families, when they are of several authorities, or `until` has no time zone.
    """
    listed = list(families)
    if not listed:
        raise ValueError("There are no families. Build a population first.")
    if len({family.authority for family in listed}) > 1:
        raise ValueError("The families belong to several authorities. Ask for the contacts of one at a time.")
    end = _end_of_story(until)
    first = end.astimezone(LONDON).date() - timedelta(days=round(365.25 * years))
    rng = random.Random(f"contacts {seed} {listed[0].authority}")
    return (teller or Teller)(listed, rng, Calendar(first, end), per_year).stories()


def _end_of_story(until: date | datetime | None) -> datetime:
    if isinstance(until, datetime):
        if until.tzinfo is None:
            raise ValueError("The end of the story needs a time zone.")
        return until
    return datetime.combine(until or REFERENCE_DATE, MORNING, LONDON)


class Teller(Referring, Worrying, Working):
    """Tells the stories of one authority. Holds the tables of the run and what has happened to each family."""

    def __init__(self, families: Sequence[Family], rng: random.Random, calendar: Calendar, per_year: int) -> None:
        super().__init__(families, rng, calendar)
        self.per_year = per_year
        self.seen: dict[int, list[int]] = {}
        self.met = [place for place, family in enumerate(families) for _ in range(4 * family.known)] or list(
            range(len(families))
        )
        self.ordinal = calendar.first.toordinal()
        self.births = [
            tuple((c.born_on or c.expected_on or date.max).toordinal() for c in family.children) for family in families
        ]

    def stories(self) -> Iterator[ContactStory]:
        number = 0
        for day in range(self.calendar.days):
            arrivals = []
            for _ in range(self._how_many(day)):
                source = self.among(_SOURCES)
                if source in _BY_DAY and not self.calendar.working[day] and self.random() < 0.85:
                    source = "6" if self.random() < 0.7 else "1A"
                hour = self.among(_DAY_HOURS if source in _BY_DAY else _ROUND_HOURS)
                arrivals.append((day * 1440 + hour * 60 + int(self.random() * 60), source))
            arrivals.sort()
            for received, source in arrivals:
                if received > self.end:
                    return
                story = self._story(number, received, source)
                if story is not None:
                    number += 1
                    yield story

    def _how_many(self, day: int) -> int:
        """Contacts of a day: the year's number, by month and weekday, a little more each year, and chance."""
        when = self.calendar.first + timedelta(days=day)
        mean = self.per_year / 365.25 * shape.MONTHS[when.month - 1] * shape.WEEKDAYS[when.weekday()]
        mean *= 0.975 + 0.05 * day / 730
        return max(0, round(mean + self.rng.gauss(0, 1) * mean**0.5))

    def _story(self, number: int, received: int, source: str) -> ContactStory | None:
        place = self.met[int(self.random() * len(self.met))]
        family = self.families[place]
        today = self.ordinal + received // 1440
        children = tuple(
            index
            for index, born in enumerate(self.births[place])
            if born - 250 <= today < born + 6574
            and (born <= today or family.children[index].expected_on or born - today < 200)
        )
        if not children:
            return None
        random = self.random
        earlier = self.seen.setdefault(place, [])
        previous = len(earlier) - bisect_left(earlier, received - 365 * 1440)
        earlier.append(received)
        if len(children) > 1 and random() < 0.45:
            children = (children[int(random() * len(children))],)
        age = (today - self.births[place][children[0]]) // 365
        source = self._who_would_know(source, age)
        reason, reasons = self._reasons(family, source, age)
        priority = self._priority(reason, previous)
        channel = self._channel(source)
        referrer = self._referrer(source, channel, family, children[0])
        man, first = self._man(family), children[0]
        names = self._names(family, children[0], man, received)
        group = words.GROUPS[reason]
        happened = words.HAPPENED_TO_LITTLE_ONES.get(reason) if age < 4 else None
        leads, happened = words.LEAD_INS[self._voice(source, channel)], happened or words.HAPPENED[reason]
        worries, said, details = words.WORRIES[group], words.CHILDS_WORDS[group], words.DETAILS
        what = (
            leads[int(random() * len(leads))]
            + happened[int(random() * len(happened))]
            + details[int(random() * len(details))]
        )
        aware, why_not = self._parents_know(source, reason, priority)
        open_now = self.calendar.is_open(received)
        told = tuple(self._told_name(family.children[index].first_names) for index in children)
        consultation = channel == "consultation"
        unnamed = consultation and random() < 0.6
        if unnamed:
            names = {**names, **_UNNAMED}
            children, told = (), ()
        named = man and not unnamed and family.children[first].first_names
        tidy = str.rstrip if named else sentences
        fixed: dict[str, Any] = {
            **_NOT_YET,
            "number": number,
            "authority": self.authority,
            "family": family,
            "children": children,
            "told_first_names": told,
            "adults": () if unnamed else (0, man) if man else (0,),
            "received_at": self.calendar.moment(received),
            "received_by": channel,
            "out_of_hours": not open_now,
            "immediate_danger": priority == "red" and random() < 0.18,
            "referrer": referrer,
            "reasons": reasons,
            "priority": priority,
            "what_happened": tidy(what % names),
            "worries": tidy(worries[int(random() * len(worries))] % names) if random() < 0.85 else "",
            "strengths": tidy(self.among(words.STRENGTHS_OF_LITTLE_ONES if age < 4 else words.STRENGTHS) % names),
            "wanted": self.among(words.WANTED) % names,
            "child_words": said[int(random() * len(said))] if age >= 4 and random() < 0.45 else "",
            "parents_aware": aware,
            "parents_why_not": why_not,
            "consent": "yes"
            if aware == "aware" and random() < 0.7
            else "not_known"
            if aware == "not_known"
            else "not_sought",
            "lawful_basis": "legal_obligation" if priority == "red" else "public_task",
            "previous": previous,
            "taken_by": self._taken_by(channel, open_now),
        }
        if consultation:
            return self._consultation(fixed, received)
        return self._work(fixed, received, open_now, family, children, reason, priority, referrer, names, previous)

    def _consultation(self, fixed: dict[str, Any], received: int) -> ContactStory:
        """Advice to a professional: said and recorded in one."""
        now = self.calendar.moment(received)
        fixed |= {"feedback_at": now, "feedback_how": "at_once", "finished_at": now, "advice": self.among(words.ADVICE)}
        return ContactStory(**fixed)


_NOT_YET: dict[str, Any] = {
    "handover": None,
    "screened_at": None,
    "screened_by": None,
    "screening_note": "",
    "why_different": "",
    "checks": (),
    "decisions": (),
    "decided_at": None,
    "decided_by": None,
    "urgent_start_at": None,
    "sent_back": None,
    "signed_off_at": None,
    "signed_off_by": None,
    "sign_off_note": "",
    "handoffs": (),
    "feedback_at": None,
    "feedback_how": "",
    "feedback_words": "",
    "can_not_tell": "",
    "finished_at": None,
    "advice": "",
}
"""What a contact lacks that has only arrived."""
