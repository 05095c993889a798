"""Drawing: how many of each kind, what that would have been, and the draw of each week that is over."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.frontdoor.models import DrawnWeek, SamplingRule, SecondLook
from lantern.frontdoor.permissions import SET_SAMPLING
from lantern.frontdoor.sampling.reasons import Finished, finished_between
from lantern.interface.display import LONDON, london_date
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine import acts
from lantern.spine.actors import somebody

LOOKED_BACK = 8
"""Whole weeks over which is counted what a rule would have drawn."""

CAUGHT_UP = 4
"""Weeks that are drawn after the event, when nothing kept time for a while."""

_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Share:
    """How many of 100 contacts of a kind are drawn, and how much the reason weighs when there are too many."""

    share: int
    weight: int


@dataclass(frozen=True)
class Rule:
    """How an area draws. ``since`` is the first week it holds for; None: the house list."""

    shares: Mapping[str, Share]
    at_most: int | None = None
    since: dt.date | None = None


def house_rule() -> Rule:
    """The shares of the house list, where an area has none of its own."""
    codes = code_set("second_look_reason").codes
    return Rule({code.code: Share(int(code.also["share"]), int(code.also["weight"])) for code in codes})


def rule_for(authority_id: int, week: dt.date) -> Rule:
    """By which rule a week's contacts are drawn. One statement."""
    row = (
        SamplingRule.objects.filter(authority_id=authority_id, from_week__lte=week)
        .order_by("-from_week", "-set_at")
        .first()
    )
    if row is None:
        return house_rule()
    shares = {code: Share(**share) for code, share in row.shares.items()}
    # A reason that joined the house list since is drawn by the area's rule only when the area says so.
    return Rule({**{code: Share(0, 1) for code in house_rule().shares}, **shares}, row.at_most, row.from_week)


@transaction.atomic
def set_rule(
    authority_id: int,
    rule: Rule,
    *,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> SamplingRule:
    """Let an area draw by other shares from the week that runs now: what is finished in it is drawn when it is over.

    Raises MoveRefused where this is not theirs to set, AlreadyDone when this key was used before.
    """
    row = SamplingRule(
        authority_id=authority_id,
        from_week=monday_of(london_date(at)),
        shares={code: {"share": each.share, "weight": each.weight} for code, each in rule.shares.items()},
        at_most=rule.at_most,
        set_by_id=somebody(by),
        set_at=at,
    )
    acts.require(by.may(SET_SAMPLING, row))
    acts.claim(key, move="frontdoor.set_sampling", by=by)
    row.save(force_insert=True)
    return row


def monday_of(day: dt.date) -> dt.date:
    """The first day of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def _moments(week: dt.date, weeks: int = 1) -> tuple[dt.datetime, dt.datetime]:
    first = dt.datetime.combine(week, dt.time.min, tzinfo=LONDON)
    return first, dt.datetime.combine(week + weeks * _WEEK, dt.time.min, tzinfo=LONDON)


def _hit(contact_id: uuid.UUID, reason: str, share: int) -> bool:
    """Whether the contact's own number draws it for a reason: so for ``share`` of 100, the same ones each time."""
    return int.from_bytes(hashlib.sha256(f"{contact_id}/{reason}".encode()).digest()[:4]) % 100 < share


@dataclass(frozen=True)
class Drawn:
    """A contact that is drawn, and for which of its reasons."""

    contact: Finished
    why: tuple[str, ...]
    weight: int


def chosen(contacts: Iterable[Finished], rule: Rule) -> list[Drawn]:
    """Which of a week's contacts a rule draws, those that weigh most first."""
    drawn = []
    for one in contacts:
        why = tuple(code for code in one.why if _hit(one.id, code, rule.shares[code].share))
        if why:
            drawn.append(Drawn(one, why, sum(rule.shares[code].weight for code in why)))
    # Of those that weigh alike the contact's number decides, mixed: it begins with the moment it came.
    drawn.sort(key=lambda each: (-each.weight, hashlib.sha256(each.contact.id.bytes).digest()))
    return drawn[: rule.at_most]


def draw(now: dt.datetime) -> int:
    """Draw every area's contacts of the weeks that are over and were not drawn from yet. Returns how many were drawn.
    Safe to run as often as one likes. One statement for an area where nothing is to do.
    """
    return sum(draw_area(here.pk, now) for here in partnership.authorities())


def draw_area(authority_id: int, now: dt.datetime) -> int:
    """The same for one area."""
    last = monday_of(london_date(now)) - _WEEK
    with acting(clockwork(authority_id, keeps_time=True)):
        weeks = DrawnWeek.objects.filter(authority_id=authority_id, week__gt=last - CAUGHT_UP * _WEEK)
        known = set(weeks.values_list("week", flat=True))
        # An area that never drew begins with the week that has just ended.
        first = min(known, default=last)
        due = [week for back in range(CAUGHT_UP) if (week := last - back * _WEEK) >= first and week not in known]
        return sum(draw_week(authority_id, week, now) for week in sorted(due))


def draw_week(authority_id: int, week: dt.date, now: dt.datetime) -> int:
    """Draw from one week, if nobody has yet, as the part of the system that acts now. Returns how many were drawn."""
    finished = finished_between(authority_id, *_moments(week))
    drawn = chosen(finished, rule_for(authority_id, week))
    # Of two that draw at once, the second waits here, finds the week drawn and leaves it.
    told = DrawnWeek(authority_id=authority_id, week=week, finished=len(finished), drawn=len(drawn), drawn_at=now)
    DrawnWeek.objects.bulk_create([told], ignore_conflicts=True)
    if not DrawnWeek.objects.filter(authority_id=authority_id, week=week, drawn_at=now).exists():
        return 0
    SecondLook.objects.bulk_create(
        [
            SecondLook(
                contact_id=each.contact.id,
                episode_id=each.contact.id,
                authority_id=authority_id,
                restricted=each.contact.restricted,
                week=week,
                why=list(each.why),
                weight=each.weight,
                drawn_at=now,
                team_id=each.contact.team_id,
                decided_by_id=each.contact.decided_by_id,
                signed_off_by_id=each.contact.signed_off_by_id,
            )
            for each in drawn
        ],
        batch_size=500,
    )
    return len(drawn)


@dataclass(frozen=True)
class WouldBe:
    """What a rule would have drawn from the last whole weeks, as far as the reader may see."""

    weeks: int
    finished: int
    drawn: int
    by_reason: Mapping[str, tuple[int, int]]
    """Reason -> how many contacts it fits, and how many of those it would have drawn."""

    @property
    def a_week(self) -> float:
        return round(self.drawn / self.weeks, 1)


def would_be(authority_id: int, rules: Sequence[Rule], now: dt.datetime) -> list[WouldBe]:
    """What each of these rules would have drawn from the last eight whole weeks. One statement."""
    since = monday_of(london_date(now)) - LOOKED_BACK * _WEEK
    contacts = finished_between(authority_id, *_moments(since, LOOKED_BACK))
    weeks: dict[dt.date, list[Finished]] = {}
    for one in contacts:
        weeks.setdefault(monday_of(london_date(one.closed_at)), []).append(one)
    fits = Counter(code for one in contacts for code in one.why)
    found = []
    for rule in rules:
        drawn = [each for week in weeks.values() for each in chosen(week, rule)]
        hits = Counter(code for each in drawn for code in each.why)
        by_reason = {code: (fits[code], hits[code]) for code in rule.shares}
        found.append(WouldBe(LOOKED_BACK, len(contacts), len(drawn), by_reason))
    return found
