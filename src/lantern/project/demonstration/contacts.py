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
from datetime import UTC, date, datetime, time, timedelta
from math import log
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lantern.law.working_days import is_working_day
from lantern.project.demonstration import narratives as words
from lantern.project.demonstration import shape
from lantern.project.demonstration.families import Family
from lantern.project.demonstration.names import MISSPELLINGS, STAFF_FIRST_NAMES, STAFF_SURNAMES, spread
from lantern.project.demonstration.places import practices

LONDON = ZoneInfo("Europe/London")
RECENT_DAYS = 10
"""How far back contacts stand open in every state."""

OPENS, CLOSES = 8 * 60 + 30, 17 * 60
MORNING = time(8, 10)
"""When a plain date is given as the end, the story stops at this hour: the night's contacts still wait."""


class Desk(NamedTuple):
    """A team that answers checks, and the agency it belongs to, by the codes of the area files."""

    team: str
    agency: str
    type: str


class Door(NamedTuple):
    """The teams of one authority by the codes of its area file."""

    hub: str
    emergency: str
    assessment: str
    early_help: str
    provider: str
    lado: str
    council: str
    desks: tuple[Desk, ...]


def _door(hub: str, name: str, council: str, provider: str, nurses: tuple[str, str], hospital: tuple[str, str]) -> Door:
    desks = (
        Desk("police-hub-desk", "cleveland-police", "police"),
        Desk(f"{name}-education-desk", f"{name}-education", "education_service"),
        Desk(nurses[0], nurses[1], "health_visiting"),
        Desk("tewv-hub-desk", "tees-esk-wear-valleys", "mental_health"),
        Desk(hospital[0], hospital[1], "hospital"),
        Desk(f"{name}-housing-desk", f"{name}-housing", "housing"),
        Desk("probation-desk", "probation-service", "probation"),
    )
    return Door(
        hub, "tees-emergency-duty", f"{name}-assessment", f"{name}-early-help", provider, f"{name}-lado", council, desks
    )


_NORTH = (
    ("zero-to-nineteen-desk", "harrogate-district-nhs"),
    ("north-tees-hospital-desk", "north-tees-hartlepool-nhs"),
)
_SOUTH = (
    ("south-tees-zero-to-nineteen-desk", "south-tees-zero-to-nineteen"),
    ("south-tees-hospital-desk", "south-tees-hospitals"),
)
DOORS = {
    805: _door("childrens-hub", "hartlepool", "hartlepool-borough-council", "harbour-lights-team", *_NORTH),
    806: _door("middlesbrough-front-door", "middlesbrough", "middlesbrough-council", "transporter-team", *_SOUTH),
    807: _door(
        "redcar-cleveland-front-door", "redcar-cleveland", "redcar-cleveland-borough-council", "coastline-team", *_SOUTH
    ),
    808: _door("childrens-hub", "stockton", "stockton-on-tees-borough-council", "riverbank-team", *_NORTH),
}
ELSEWHERE = "darlington-front-door"

EMAIL_DOMAINS = {
    "cleveland-police": "cleveland-police.example",
    "tees-esk-wear-valleys": "tewv.example",
    "probation-service": "probation.example",
    "harrogate-district-nhs": "harrogate-district.example",
    "north-tees-hartlepool-nhs": "north-tees.example",
    "south-tees-hospitals": "south-tees-hospitals.example",
    "south-tees-zero-to-nineteen": "zero-to-nineteen.south-tees.example",
    "hartlepool-borough-council": "hartlepool.example",
    "stockton-on-tees-borough-council": "stockton.example",
    "middlesbrough-council": "middlesbrough.example",
    "redcar-cleveland-borough-council": "redcar-cleveland.example",
    "darlington-borough-council": "darlington.example",
    **{
        f"{name}-{part}": f"{part}.{name}.example"
        for name in ("hartlepool", "stockton", "middlesbrough", "redcar-cleveland")
        for part in ("education", "housing")
    },
}
"""The e-mail domains by which the area files recognise those who write."""


class Post(NamedTuple):
    """Who did something: a role in a team, and which of its holders (from 1)."""

    team: str
    role: str
    number: int


class Referrer(NamedTuple):
    """Who is worried. `source` is the census code; `agency` the code of an area's or an invented agency, or empty."""

    source: str
    agency: str
    organisation: str
    name: str
    role: str
    relation: str
    phone: str
    email: str
    answer_by: str
    anonymous: bool
    professional: bool
    keep_identity_from_family: bool


class CheckStory(NamedTuple):
    """A question to one agency. `answer` is relevant, nothing_held, cannot_share or empty while it waits."""

    team: str
    agency: str
    asked_at: datetime
    due_hint: datetime
    reminded_at: datetime | None
    answered_at: datetime | None
    answer: str
    text: str
    source: str
    handling: str
    may_tell_family: bool | None
    cannot_share_why: str


class DecisionStory(NamedTuple):
    """What was decided for one child (an index into the family's children)."""

    child: int
    outcome: str
    level: int
    clauses: tuple[str, ...]
    rationale: str
    evidence: tuple[str, ...]
    reason: str
    consent: str
    family_told: str


class SentBack(NamedTuple):
    """A decision that a manager sent back, and when it was first made."""

    decided_at: datetime
    at: datetime
    by: Post
    reason: str


class HandoffStory(NamedTuple):
    """Responsibility on its way to a team. A declined one is followed by another for the same children."""

    children: tuple[int, ...]
    to_team: str
    outcome: str
    offered_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None
    decline_reason: str
    first_seen_at: datetime | None
    finished_at: datetime | None
    finish_outcome: str


class Handover(NamedTuple):
    """The emergency duty team's passing on of a contact to the day team."""

    offered_at: datetime
    accepted_at: datetime | None


class ContactStory(NamedTuple):
    """One contact with everything that has happened to it. Moments are aware and in UTC."""

    number: int
    authority: int
    family: Family
    children: tuple[int, ...]
    told_first_names: tuple[str, ...]
    adults: tuple[int, ...]
    received_at: datetime
    received_by: str
    out_of_hours: bool
    immediate_danger: bool
    referrer: Referrer
    reasons: tuple[str, ...]
    priority: str
    what_happened: str
    worries: str
    strengths: str
    wanted: str
    child_words: str
    parents_aware: str
    parents_why_not: str
    consent: str
    lawful_basis: str
    previous: int
    taken_by: Post | None
    handover: Handover | None
    screened_at: datetime | None
    screened_by: Post | None
    screening_note: str
    why_different: str
    checks: tuple[CheckStory, ...]
    decisions: tuple[DecisionStory, ...]
    decided_at: datetime | None
    decided_by: Post | None
    urgent_start_at: datetime | None
    sent_back: SentBack | None
    signed_off_at: datetime | None
    signed_off_by: Post | None
    sign_off_note: str
    handoffs: tuple[HandoffStory, ...]
    feedback_at: datetime | None
    feedback_how: str
    feedback_words: str
    can_not_tell: str
    finished_at: datetime | None
    advice: str

    @property
    def state(self) -> str:
        """Where the contact stands, in the words of the contact's lifecycle."""
        if self.advice:
            return "advised"
        if self.finished_at:
            return "finished"
        if self.signed_off_at:
            return "passing_on"
        if self.decided_at:
            return "awaiting_sign_off"
        if self.sent_back:
            return "sent_back"
        if self.checks:
            return "checking"
        return "screened" if self.screened_at else "received"


# Tables that every run shares ------------------------------------------------------------------------------------

_SOURCES = spread(shape.SOURCES)
_BY_DAY = frozenset({"2A", "2B", "3A", "3B", "3C", "3D", "4", "5A", "5B", "5C", "5D", "7", "8"})
_PUBLIC = frozenset({"1A", "1B", "1C", "1D", "9", "10"})
_DAY_HOURS = spread(dict(enumerate(shape.OFFICE_HOURS)))
_ROUND_HOURS = spread(dict(enumerate(shape.ROUND_THE_CLOCK)))
_VOICES = {
    "6": "police",
    "2A": "school",
    "2B": "school",
    "3A": "health",
    "3B": "health",
    "3C": "health",
    "3D": "health",
    "3E": "hospital",
    "3F": "hospital",
}

_DESK_OF = {
    "2A": "education_service",
    "2B": "education_service",
    "3A": "health_visiting",
    "3B": "health_visiting",
    "3C": "health_visiting",
    "3D": "hospital",
    "3E": "hospital",
    "3F": "mental_health",
    "4": "housing",
    "7": "probation",
}
"""Which kind of agency a source belongs to where no school or practice is known."""

_POLICE_REASONS = spread(
    {
        reason: share
        * {"domestic_abuse": 2.4, "missing": 3, "criminal_exploitation": 2, "neglect": 0.4}.get(reason, 0.6)
        for reason, share in shape.REASONS.items()
    }
)
_OTHER_REASONS = spread(
    {reason: share * {"domestic_abuse": 0.6}.get(reason, 1.1) for reason, share in shape.REASONS.items()}
)

_ROLES = {
    "6": ("Police constable", "Police sergeant", "Safeguarding officer"),
    "2A": ("Designated safeguarding lead", "Head of year", "Deputy designated safeguarding lead"),
    "2B": ("Education welfare officer", "Attendance officer"),
    "3A": ("GP", "Practice nurse"),
    "3B": ("Health visitor", "Community nursery nurse"),
    "3C": ("School nurse",),
    "3D": ("Midwife", "Community midwife"),
    "3E": ("Emergency department nurse", "Emergency department doctor"),
    "3F": ("Mental health practitioner", "Paramedic", "Crisis worker"),
    "4": ("Housing officer", "Tenancy support worker"),
    "5A": ("Adults' social worker", "Social worker"),
    "5B": ("Youth justice worker", "Leisure centre manager"),
    "5C": ("Social worker of another council",),
    "5D": ("Early help worker", "Family practitioner"),
    "7": ("Probation officer", "Family court adviser"),
    "8": ("Nursery manager", "Youth worker", "Refuge worker", "Food bank coordinator"),
    "1A": ("Grandmother", "Aunt", "Father", "Uncle", "Mother"),
    "1B": ("Neighbour", "Friend of the family"),
    "1C": ("The child",),
    "1D": ("Member of the public",),
    "9": ("",),
    "10": ("",),
}
_CLAUSES = {
    "domestic_abuse": ("2.7", "3.7", "4.8"),
    "neglect": ("2.4", "3.5", "4.4"),
    "physical_abuse": ("2.5", "3.5", "4.9"),
    "sexual_abuse": ("2.3", "3.4", "4.9"),
    "emotional_abuse": ("2.3", "3.6", "4.7"),
    "parent_drugs": ("2.6", "3.6", "4.6"),
    "parent_alcohol": ("2.6", "3.6", "4.6"),
    "parent_mental_health": ("2.6", "3.6", "4.6"),
    "child_mental_health": ("2.3", "3.4", "4.3"),
    "child_self_harm": ("2.3", "3.4", "4.3"),
    "child_behaviour": ("2.3", "3.4", "4.3"),
    "child_disability": ("2.1", "3.1", "4.1"),
    "young_carer": ("2.8", "3.6", "4.6"),
    "missing": ("2.5", "3.4", "4.11"),
    "criminal_exploitation": ("2.5", "3.4", "4.11"),
    "sexual_exploitation": ("2.5", "3.4", "4.11"),
    "serious_violence": ("2.5", "3.4", "4.11"),
    "radicalisation": ("2.5", "3.4", "4.11"),
    "online_harm": ("2.5", "3.4", "4.11"),
    "absent_from_school": ("2.2", "3.3", "4.4"),
    "parental_conflict": ("2.7", "3.7", "4.7"),
    "housing": ("2.9", "3.9", "4.6"),
    "money_and_food": ("2.9", "3.9", "4.6"),
    "unborn_child": ("2.1", "3.2", "4.10"),
    "bereavement": ("2.7", "3.6", "4.6"),
    "parent_in_prison": ("2.7", "3.8", "4.6"),
    "private_fostering": ("2.5", "3.8", "4.6"),
    "asks_for_help": ("2.5", "3.6", "4.6"),
    "allegation_about_professional": ("2.5", "3.4", "4.9"),
}
"""Clauses of levels 2, 3 and 4 that a reason is likely to be decided under; in every version of each document."""

_UNIVERSAL = {"home": "1.6", "care": "1.4", "self": "1.3", "outside": "1.5", "strain": "1.7"}

_OUTCOMES = {
    "red": spread(
        {
            "strategy_discussion": 36,
            "assessment": 40,
            "early_help": 8,
            "advice": 6,
            "no_further_action": 8,
            "other_authority": 2,
        }
    ),
    "amber": spread(
        {
            "strategy_discussion": 4,
            "assessment": 27,
            "early_help": 28,
            "advice": 15,
            "no_further_action": 24,
            "other_authority": 2,
        }
    ),
    "green": spread({"assessment": 5, "early_help": 25, "advice": 35, "no_further_action": 33, "other_authority": 2}),
}
_ANY_AGE = frozenset(
    {"parental_conflict", "housing", "money_and_food", "child_disability", "parent_in_prison", "asks_for_help"}
)
"""Reasons whose sentences suit a baby as well as a teenager."""

_SERIOUS = frozenset(
    {
        "physical_abuse",
        "sexual_abuse",
        "domestic_abuse",
        "child_self_harm",
        "sexual_exploitation",
        "criminal_exploitation",
        "serious_violence",
    }
)
_NEVER_GREEN = frozenset({"physical_abuse", "sexual_abuse", "child_self_harm", "sexual_exploitation", "unborn_child"})
_CHECKED = {"red": 0.86, "amber": 0.62, "green": 0.20}
_CLOCK = {"red": 4 * 60, "amber": 24 * 60, "green": 3 * 24 * 60}
"""Minutes in which an agency is asked to answer, for the hint only: the product's own clocks decide what is late."""

_SPANS = tuple(-log(1 - (place + 0.5) / 4096) for place in range(4096))
"""Waiting times with mean 1: most short, some long (the quantiles of an exponential distribution)."""

_STOPS = (
    "screen",
    "screen",
    "checks",
    "checks",
    "decide",
    "sign_off",
    "sign_off",
    "send_back",
    "handoff",
    "handoff",
    "feedback",
)
_UNNAMED = {"child": "the child", "mother": "the mother", "man": "the father", "street": "the home"}
_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PHONES = ("01632 960", "07700 900")
_EVIDENCE = (("reported",), ("reported", "history"), ("reported", "checks"), ("reported", "history", "checks"))


def _sentences(text: str) -> str:
    """The text with a capital at the head of each sentence, where a name was replaced by words."""
    text = text.rstrip()
    if text.startswith(("the ", "her ")):
        text = text[0].upper() + text[1:]
    return text.replace(". the ", ". The ").replace(". her ", ". Her ")


class _Calendar:
    """London minutes from midnight of the first day, and how they become moments in UTC."""

    def __init__(self, first: date, until: datetime) -> None:
        self.first = first
        local = until.astimezone(LONDON)
        self.end = (local.date() - first).days * 1440 + local.hour * 60 + local.minute
        self.days = (local.date() - first).days + 1
        ahead = self.days + 60
        dates = [first + timedelta(days=day) for day in range(ahead)]
        self.working = [is_working_day(day) for day in dates]
        self.following = [0] * (ahead + 1)  # the next working day on or after each day
        following = ahead
        for day in range(ahead - 1, -1, -1):
            following = day if self.working[day] else following
            self.following[day] = following
        self.following[ahead] = ahead
        self.minutes = [timedelta(minutes=minute) for minute in range(1440)]
        noons = [datetime.combine(day, time(12), LONDON).utcoffset() or timedelta(0) for day in dates]
        self.starts = [datetime.combine(day, time(0), UTC) - offset for day, offset in zip(dates, noons, strict=True)]
        self.nights = [self.starts[0], *(start + timedelta(days=1) for start in self.starts)]
        self.last = ahead * 1440 - 1

    def moment(self, minute: int) -> datetime:
        """The moment of a London minute, never before that of the minute before it. The clock change falls between one
        and two in the morning of its day: in spring the minutes of the hour that is left out are all its end.
        """
        day, of_day = divmod(minute, 1440)
        if of_day < 120:
            return min(self.nights[day] + self.minutes[of_day], self.starts[day] + self.minutes[120])
        return self.starts[day] + self.minutes[of_day]

    def is_open(self, minute: int) -> bool:
        """Whether the hub is staffed."""
        return self.working[minute // 1440] and OPENS <= minute % 1440 < CLOSES

    def opening(self, minute: int) -> int:
        """The minute itself in office hours, else the next opening."""
        day, of_day = divmod(min(minute, self.last - 1440), 1440)
        if self.working[day]:
            if OPENS <= of_day < CLOSES:
                return minute
            if of_day < OPENS:
                return day * 1440 + OPENS
        return self.following[day + 1] * 1440 + OPENS

    def worked(self, minute: int, span: int) -> int:
        """The minute after so many staffed minutes have gone by."""
        if minute >= self.end:
            return minute + span  # beyond the end nothing is told: the exact hour does not matter
        minute = self.opening(minute)
        left = minute // 1440 * 1440 + CLOSES - minute
        while span > left:
            span -= left
            minute = self.opening(minute + left)
            left = CLOSES - OPENS
            if minute >= self.end:
                return minute + span
        return minute + span


def contacts_for(
    families: Iterable[Family], seed: int, per_year: int = 9000, until: date | datetime | None = None, years: int = 2
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
    teller = _Teller(listed, random.Random(f"contacts {seed} {listed[0].authority}"), _Calendar(first, end), per_year)
    return teller.stories()


def _end_of_story(until: date | datetime | None) -> datetime:
    from lantern.project.demonstration.families import REFERENCE_DATE

    if isinstance(until, datetime):
        if until.tzinfo is None:
            raise ValueError("The end of the story needs a time zone.")
        return until
    return datetime.combine(until or REFERENCE_DATE, MORNING, LONDON)


class _Teller:
    """Tells the stories of one authority. Holds the tables of the run and what has happened to each family."""

    def __init__(self, families: Sequence[Family], rng: random.Random, calendar: _Calendar, per_year: int) -> None:
        self.rng = rng
        self.random = rng.random
        self.calendar = calendar
        self.families = families
        self.per_year = per_year
        self.authority = families[0].authority
        self.door = DOORS[self.authority]
        self.practices = practices(self.authority)
        desks = {desk.type: desk.agency for desk in self.door.desks}
        self.agency_of = {source: desks[kind] for source, kind in _DESK_OF.items()}
        self.agency_of |= dict.fromkeys(("5A", "5B", "5D"), self.door.council) | {"5C": "darlington-borough-council"}
        self.end = calendar.end
        self.recent = calendar.end - RECENT_DAYS * 1440
        self.seen: dict[int, list[int]] = {}
        self.met = [place for place, family in enumerate(families) for _ in range(4 * family.known)] or list(
            range(len(families))
        )
        self.ordinal = calendar.first.toordinal()
        self.births = [
            tuple((c.born_on or c.expected_on or date.max).toordinal() for c in family.children) for family in families
        ]

    def among[T](self, table: Sequence[T]) -> T:
        return table[int(self.random() * len(table))]

    def span(self, mean: float) -> int:
        """A waiting time in minutes: at least one, long now and then."""
        return 1 + int(mean * _SPANS[int(self.random() * 4096)])

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
        tidy = str.rstrip if named else _sentences
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

    def _taken_by(self, channel: str, open_now: bool) -> Post | None:
        """Who typed it, where somebody did: forms and police batches come by themselves."""
        if channel in ("public_form", "professional_form", "police_notice"):
            return None
        if not open_now:
            return Post(self.door.emergency, "edt_social_worker", 1 + int(self.random() * 6))
        return Post(
            self.door.hub,
            "hub_social_worker" if channel == "consultation" else "hub_officer",
            1 + int(self.random() * 6),
        )

    # The people ------------------------------------------------------------------------------------------------

    def _who_would_know(self, source: str, age: int) -> str:
        """A source that can know a child of that age: no school before four, no health visitor after."""
        if source in ("2A", "2B", "3C", "1C") and age < 4 + 6 * (source == "1C"):
            return "1A" if source == "1C" else "3D" if age < 0 else "3B"
        return "2A" if source in ("3B", "3D") and age > 5 else source

    def _voice(self, source: str, channel: str) -> str:
        if source in _PUBLIC:
            return "child" if source == "1C" else "form" if channel == "public_form" else "caller"
        return _VOICES.get(source, "service")

    def _reasons(self, family: Family, source: str, age: int) -> tuple[str, tuple[str, ...]]:
        """The main reason and all of them, fit for the child's age."""
        if age < 0:
            return "unborn_child", (
                "unborn_child",
                *(other for other in family.pressures if other.startswith("parent_")),
            )
        if family.pressures and self.random() < 0.78:
            main = family.pressures[0] if self.random() < 0.72 else family.pressures[-1]
            also = tuple(other for other in family.pressures if other != main and self.random() < 0.6)
        else:
            main, also = self.among(_POLICE_REASONS if source == "6" else _OTHER_REASONS), ()
        if main == "unborn_child" or (age < 10 and main in words.OLDER):
            main = "neglect"
        if age < 4 and main not in words.HAPPENED_TO_LITTLE_ONES and main not in _ANY_AGE:
            main = "parent_mental_health" if self.random() < 0.5 else "domestic_abuse"
        if source == "5C" and self.random() < 0.3:
            also += ("other_authority_child",)
        also = tuple(
            other
            for other in also
            if other != main and (age >= 10 or other not in words.OLDER) and other != "unborn_child"
        )
        return main, (main, *also)

    def _priority(self, reason: str, previous: int) -> str:
        draw = self.random()
        if reason in _SERIOUS:
            draw -= 0.06
        draw -= min(previous, 5) * 0.02
        if reason in _NEVER_GREEN:
            draw *= 0.5
        return "red" if draw < shape.RED - 0.05 else "amber" if draw < shape.RED + shape.AMBER - 0.05 else "green"

    def _channel(self, source: str) -> str:
        draw = self.random()
        if source == "6":
            return "police_notice" if draw < 0.85 else "telephone"
        if source in _PUBLIC:
            return "telephone" if draw < 0.5 else "public_form" if draw < 0.95 else "in_person"
        if draw < shape.CONSULTATIONS * 1.5:
            return "consultation"
        return "professional_form" if draw < 0.72 else "telephone" if draw < 0.94 else "email"

    def _referrer(self, source: str, channel: str, family: Family, child: int) -> Referrer:
        random = self.random
        role = self.among(_ROLES[source])
        professional = source not in _PUBLIC
        if source in ("9", "10"):
            return Referrer(source, "", "", "", "", "", "", "", "none", source == "9", False, True)
        if not professional:
            first, last = STAFF_FIRST_NAMES[int(random() * 1024)], STAFF_SURNAMES[int(random() * 1024)]
            name = (
                f"{first} {family.children[child].last_name}"
                if source == "1A" and random() < 0.6
                else f"{first} {last}"
            )
            if source == "1C":
                name = f"{family.children[child].first_names} {family.children[child].last_name}"
            phone = f"07700 900{int(random() * 1000):03d}" if channel == "telephone" or random() < 0.5 else ""
            answer = "phone" if phone else "letter"
            return Referrer(
                source, "", "", name, "", role, phone, "", answer, False, False, source != "1C" and random() < 0.8
            )
        first, last = STAFF_FIRST_NAMES[int(random() * 1024)], STAFF_SURNAMES[int(random() * 1024)]
        agency, organisation, domain = self._works_for(source, family, child)
        phone = f"01632 960{200 + int(random() * 800):03d}"
        return Referrer(
            source,
            agency,
            organisation,
            f"{first} {last}",
            role,
            "",
            phone,
            f"{first}.{last}@{domain}".lower(),
            "online" if random() < 0.5 else "email",
            False,
            True,
            random() < 0.35,
        )

    def _works_for(self, source: str, family: Family, child: int) -> tuple[str, str, str]:
        """Agency code, name of the organisation, and e-mail domain, for a professional."""
        if source == "6":
            return "cleveland-police", "Cleveland Police", "cleveland-police.example"
        school = family.children[child].school
        if school is not None and (source == "2A" or (source == "8" and school.phase == "nursery")):
            return school.code, school.name, school.email_domain
        if source == "3A":
            practice = family.children[child].practice
            return practice.code, practice.name, practice.email_domain
        agency = self.agency_of.get(source, "")
        return (
            agency,
            "" if agency else "Harbour Lane Community Project",
            EMAIL_DOMAINS.get(agency, "harbour-lane.example"),
        )

    def _names(self, family: Family, child: int, man: int, received: int) -> dict[str, str]:
        hour = received // 60 % 24
        return {
            "child": family.children[child].first_names or "the unborn baby",
            "mother": family.adults[0].first_names,
            "man": family.adults[man].first_names if man else "her former partner",
            "street": family.households[0].address.street,
            "day": _WEEKDAY_NAMES[(self.ordinal + (received - 540) // 1440 - 1) % 7],
            "hour": f"{(hour - 1) % 12 + 1}{'am' if hour < 12 else 'pm'}",
        }

    def _man(self, family: Family) -> int:
        """The place of the last man among the adults, or 0 when there is none: the first adult is the mother."""
        for place in range(len(family.adults) - 1, 0, -1):
            if family.adults[place].sex == "M":
                return place
        return 0

    def _told_name(self, first_names: str) -> str:
        """The first name as the referrer wrote it: now and then misheard."""
        return MISSPELLINGS.get(first_names, first_names) if self.random() < 0.12 else first_names

    def _parents_know(self, source: str, reason: str, priority: str) -> tuple[str, str]:
        draw = self.random()
        if source in _PUBLIC:
            return ("not_aware", "") if draw < 0.7 else ("not_known", "")
        if priority == "red" and draw < 0.35:
            return "not_safe", self.among(words.NOT_SAFE)
        return ("aware", "") if draw < 0.68 else ("not_known", "") if draw < 0.85 else ("not_aware", "")

    # The work --------------------------------------------------------------------------------------------------

    def _work(
        self,
        fixed: dict[str, Any],
        received: int,
        open_now: bool,
        family: Family,
        children: tuple[int, ...],
        reason: str,
        priority: str,
        referrer: Referrer,
        names: dict[str, str],
        previous: int,
    ) -> ContactStory:
        """From screening to the end, each step no later than the end of the story. A step not taken is None."""
        random, calendar, end, door = self.random, self.calendar, self.end, self.door
        stop = self.among(_STOPS) if received > self.recent and random() < 0.42 else ""

        at_night = not open_now and (priority == "red" or (priority == "amber" and random() < 0.45))
        handover, taken = None, received
        if not open_now:
            offered = max(calendar.opening(received) - 30, received + 1)
            taken = calendar.opening(received) + self.span(35)
            if offered <= end:
                handover = Handover(calendar.moment(offered), calendar.moment(taken) if taken <= end else None)
        if at_night:
            screened = received + self.span(25)
            screened_by = Post(door.emergency, "edt_social_worker", 1 + int(random() * 6))
        else:
            screened = calendar.worked(taken, self.span({"red": 22, "amber": 110, "green": 210}[priority]))
            screened_by = Post(
                door.hub, "hub_social_worker" if random() < 0.7 else "hub_officer", 1 + int(random() * 6)
            )
        fixed["handover"] = handover
        if stop == "screen" or screened > end:
            return ContactStory(**fixed)
        moment = calendar.moment
        note = (
            self.among(words.SCREENING_NOTES) % names
            if random() < 0.6
            else words.KNOWN_NOTE
            if previous
            else words.NEW_NOTE
        )
        different = self.among(words.WHY_DIFFERENT) if previous and random() < 0.85 else ""

        checks, answered = self._checks(screened, priority, reason, names, stop == "checks")
        fixed |= {
            "screened_at": moment(screened),
            "screened_by": screened_by,
            "screening_note": note,
            "why_different": different,
            "checks": checks,
        }
        outcomes = self._outcomes(children, reason, priority, previous)
        if fixed["parents_aware"] == "not_safe":
            outcomes = tuple("assessment" if outcome == "early_help" else outcome for outcome in outcomes)
        urgent = "strategy_discussion" in outcomes
        ready = max(screened, answered)
        decided = (
            ready + self.span(40)
            if at_night and urgent
            else calendar.worked(ready, self.span({"red": 45, "amber": 120, "green": 160}[priority]))
        )
        if stop in ("checks", "decide") or decided > end:
            return ContactStory(**fixed)
        role, team = ("edt_social_worker", door.emergency) if at_night and urgent else ("hub_social_worker", door.hub)
        decided_by = Post(team, role, 1 + int(random() * 6))
        manager = Post(team, "edt_manager" if role.startswith("edt") else "hub_manager", 1 + int(random() * 2))

        consent, family_told = self._consent(fixed["parents_aware"])
        fixed["decisions"] = tuple(
            self._decision(child, outcome, family, reason, names, consent, family_told, bool(checks), previous)
            for child, outcome in zip(children, outcomes, strict=True)
        )
        fixed["decided_by"] = decided_by
        if stop == "send_back" or random() < 0.07:
            returned = calendar.worked(decided, self.span(90))
            if returned <= end:
                fixed["sent_back"] = SentBack(moment(decided), moment(returned), manager, self.among(words.SENT_BACK))
                decided = calendar.worked(returned, self.span(120))
                if stop == "send_back" or decided > end:
                    return ContactStory(**fixed)
        fixed["decided_at"] = moment(decided)
        if urgent and not fixed["sent_back"] and random() < 0.5:
            fixed["urgent_start_at"] = moment(decided)
        signed = (
            decided + self.span(40)
            if role.startswith("edt")
            else calendar.worked(decided, self.span(35 if urgent else 95))
        )
        if stop == "sign_off" or signed > end:
            return ContactStory(**fixed)
        handoffs, accepted = self._handoffs(children, outcomes, signed, stop == "handoff")
        fixed |= {
            "signed_off_at": moment(signed),
            "signed_off_by": manager,
            "sign_off_note": self.among(words.SIGN_OFF_NOTES),
            "handoffs": handoffs,
        }
        told = calendar.worked(signed, self.span(130 if referrer.professional else 200))
        reachable = referrer.answer_by != "none"
        if stop == "feedback" or told > end:
            return ContactStory(**fixed)
        finished = calendar.opening(max(told, accepted)) + 2 if accepted else 0
        fixed |= {
            "feedback_at": moment(told),
            "feedback_how": referrer.answer_by if reachable else "",
            "feedback_words": words.TOLD[outcomes[0]] if reachable else "",
            "can_not_tell": "" if reachable else "anonymous",
            "finished_at": moment(finished) if accepted and finished <= end else None,
        }
        return ContactStory(**fixed)

    def _checks(
        self, screened: int, priority: str, reason: str, names: dict[str, str], waiting: bool
    ) -> tuple[tuple[CheckStory, ...], int]:
        """The checks and the minute by which the decider had what they waited for."""
        random, calendar, end = self.random, self.calendar, self.end
        if not waiting and random() > _CHECKED[priority]:
            return (), screened
        desks = self.door.desks
        count = 2 + int(random() * 3.4) if priority != "green" else 1 + int(random() * 2.2)
        asked = screened + self.span(18)
        if asked > end:
            return (), asked
        due = asked + _CLOCK[priority]
        ready = asked
        found = []
        moment = calendar.moment
        asked_at, due_at = moment(asked), moment(due)
        for place in range(count):
            desk = desks[place] if place < 3 else desks[3 + int(random() * 4)]
            late = random() < shape.LATE_ANSWERS[desk.type]
            if late:
                answered = calendar.worked(due, self.span(_CLOCK[priority] / 4))
            elif priority == "red":
                answered = asked + self.span(70)
            else:
                answered = min(calendar.worked(asked, self.span(100 if priority == "amber" else 260)), due)
            if random() < 0.012 or (waiting and (place == 0 or random() < 0.5)):
                answered = end + 1
            else:
                ready = max(ready, min(answered, due + 240))
            reminded = moment(due + 5) if answered > due + 5 and due + 5 <= end and random() < 0.8 else None
            if answered > end:
                found.append(
                    CheckStory(desk.team, desk.agency, asked_at, due_at, reminded, None, "", "", "", "", None, "")
                )
                continue
            draw = random()
            if draw < 0.38:
                found.append(
                    CheckStory(
                        desk.team,
                        desk.agency,
                        asked_at,
                        due_at,
                        reminded,
                        moment(answered),
                        "nothing_held",
                        "",
                        "",
                        "",
                        None,
                        "",
                    )
                )
            elif draw < 0.40:
                why = self.among(words.CANNOT_SHARE)
                found.append(
                    CheckStory(
                        desk.team,
                        desk.agency,
                        asked_at,
                        due_at,
                        reminded,
                        moment(answered),
                        "cannot_share",
                        "",
                        "",
                        "",
                        None,
                        why,
                    )
                )
            else:
                text = self.among(words.ANSWERS[desk.type]) % (
                    names | {"count": str(2 + int(random() * 5)), "percent": str(40 + int(random() * 58))}
                )
                private = desk.type in ("police", "probation") and random() < 0.4
                found.append(
                    CheckStory(
                        desk.team,
                        desk.agency,
                        asked_at,
                        due_at,
                        reminded,
                        moment(answered),
                        "relevant",
                        text,
                        "Own records",
                        "professionals_only" if private else "official_sensitive",
                        not private,
                        "",
                    )
                )
        return tuple(found), ready

    def _outcomes(self, children: tuple[int, ...], reason: str, priority: str, previous: int) -> tuple[str, ...]:
        """One outcome for each child; siblings usually share one. Repeats tip the balance towards an assessment."""
        random = self.random
        if reason == "allegation_about_professional":
            return ("lado",) * len(children)
        main = self.among(_OUTCOMES[priority])
        if previous >= 3 and main in ("no_further_action", "advice") and random() < 0.4:
            main = "assessment"
        if reason in _NEVER_GREEN and main in ("no_further_action", "advice", "early_help") and random() < 0.7:
            main = "assessment"
        if len(children) == 1 or random() < 0.8:
            return (main,) * len(children)
        other = "early_help" if main in ("assessment", "strategy_discussion") else "advice"
        return (main, *(other if random() < 0.6 else main for _ in children[1:]))

    def _consent(self, aware: str) -> tuple[str, str]:
        if aware == "not_safe":
            return "not_sought", words.FAMILY_TOLD[3]
        draw = self.random()
        return (
            ("yes", words.FAMILY_TOLD[0])
            if draw < 0.75
            else ("no", words.FAMILY_TOLD[1])
            if draw < 0.85
            else ("not_sought", words.FAMILY_TOLD[2])
        )

    def _decision(
        self,
        child: int,
        outcome: str,
        family: Family,
        reason: str,
        names: dict[str, str],
        consent: str,
        family_told: str,
        checked: bool,
        previous: int,
    ) -> DecisionStory:
        random = self.random
        clauses = _CLAUSES[reason]
        if outcome in ("no_further_action", "advice"):
            level = 1 if random() < 0.5 else 2
        else:
            level = {"early_help": 2 if random() < 0.7 else 3, "strategy_discussion": 4}.get(outcome, 3)
        clause = _UNIVERSAL[words.GROUPS[reason]] if level == 1 else clauses[level - 2]
        evidence = words.EVIDENCE[1 if checked and random() < 0.6 else 2 if previous else 0]
        called = (
            names
            if family.children[child].first_names == names["child"]
            else {**names, "child": family.children[child].first_names or "the unborn baby"}
        )
        rationale = self.among(words.RATIONALES[outcome])
        if previous == 0 and outcome in ("assessment", "early_help"):
            rationale = words.RATIONALES[outcome][0]  # the others speak of what came before
        elif reason in _NEVER_GREEN and outcome == "no_further_action":
            rationale = words.RATIONALES[outcome][0]  # the others make light of an injury
        if outcome == "early_help":
            consent, family_told = "yes", words.FAMILY_TOLD[0]
        return DecisionStory(
            child,
            outcome,
            level,
            (clause,),
            _sentences(rationale % {**called, "evidence": evidence}),
            _EVIDENCE[(1 if previous else 0) + (2 if checked else 0)],
            self.among(words.NFA_REASONS) if outcome == "no_further_action" else "",
            consent,
            family_told,
        )

    def _handoffs(
        self, children: tuple[int, ...], outcomes: tuple[str, ...], signed: int, waiting: bool
    ) -> tuple[tuple[HandoffStory, ...], int]:
        """The handoffs, and the minute by which all were accepted (0 while one waits)."""
        random, calendar, end, door = self.random, self.calendar, self.end, self.door
        found: list[HandoffStory] = []
        all_taken = signed
        for outcome in dict.fromkeys(outcomes):
            if outcome in ("no_further_action", "advice"):
                continue
            about = tuple(child for child, decided in zip(children, outcomes, strict=True) if decided == outcome)
            offered, team = signed + 1, self._receiver(outcome)
            if outcome in ("early_help", "assessment") and random() < 0.035:
                declined = calendar.worked(offered, self.span(260))
                if declined <= end:
                    found.append(
                        HandoffStory(
                            about,
                            team,
                            outcome,
                            calendar.moment(offered),
                            None,
                            calendar.moment(declined),
                            self.among(words.DECLINED),
                            None,
                            None,
                            "",
                        )
                    )
                    offered = calendar.worked(declined, self.span(60))
                    team = door.early_help if outcome == "early_help" else door.assessment
                    if offered > end:
                        return tuple(found), 0
            soon = 20 if outcome == "strategy_discussion" else 190 if team != door.provider else 600
            accepted = (
                offered + self.span(soon)
                if outcome == "strategy_discussion"
                else calendar.worked(offered, self.span(soon))
            )
            if waiting or accepted > end:
                found.append(
                    HandoffStory(about, team, outcome, calendar.moment(offered), None, None, "", None, None, "")
                )
                all_taken = 0
                continue
            wait = {"strategy_discussion": 240, "assessment": 1500, "early_help": 3200}.get(outcome, 1000) * (
                3 if team == door.provider else 1
            )
            seen = calendar.worked(accepted, self.span(wait))
            length = {"strategy_discussion": 12, "assessment": 38, "early_help": 110, "lado": 30}.get(outcome, 3)
            finished = seen + int(length * 1440 * (0.6 + random() * 0.8))
            result = words.OUTCOMES_OF_WORK["assessment" if outcome == "strategy_discussion" else outcome]
            done = finished <= end
            found.append(
                HandoffStory(
                    about,
                    team,
                    outcome,
                    calendar.moment(offered),
                    calendar.moment(accepted),
                    None,
                    "",
                    calendar.moment(seen) if seen <= end else None,
                    calendar.moment(finished) if done else None,
                    self.among(result) if done else "",
                )
            )
            all_taken = max(all_taken, accepted) if all_taken else 0
        return tuple(found), all_taken

    def _receiver(self, outcome: str) -> str:
        door = self.door
        if outcome == "early_help":
            return door.provider if self.random() < 0.3 else door.early_help
        return {"lado": door.lado, "other_authority": ELSEWHERE}.get(outcome, door.assessment)


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
