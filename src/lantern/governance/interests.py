"""What pages read of the register of interests, and which items of an agenda may touch one."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Holding
from lantern.governance.models import AgendaItem, StandingInterest

SHOWN = 400


@dataclass
class Person:
    """Somebody with a seat: in which bodies, and what they said of their interests."""

    holding: Holding
    seats: list[str] = field(default_factory=list)
    interests: list[StandingInterest] = field(default_factory=list)
    before: list[StandingInterest] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.holding.name


def people(*, by: ActingPerson, today: dt.date) -> list[Person]:
    """Everybody who holds, shares or stands in for a seat today, by name, with what they said. Two statements."""
    here = {"authority_id__in": by.partnerships}
    held = Holding.objects.filter(seat__body__outside=False, since__lte=today, **here).select_related("seat__body")
    found: dict[str, Person] = {}
    for each in held.filter(Q(until__isnull=True) | Q(until__gte=today)).order_by("name", "part", "since")[:SHOWN]:
        one = found.setdefault(each.name, Person(each))
        one.seats.append(f"{each.seat.body.name}: {each.seat.name}")
    for told in StandingInterest.objects.filter(**here).order_by("sort", "opened_at")[:SHOWN]:
        person = found.get(told.name)
        if person is not None:
            (person.interests if told.closed_at is None else person.before).append(told)
    return sorted(found.values(), key=lambda each: (bool(each.interests), each.name))


def interest_for(reference: str, *, by: ActingPerson) -> StandingInterest:
    """One entry of the register. Missing and forbidden look the same. One statement."""
    here = StandingInterest.objects.filter(reference=reference, authority_id__in=by.partnerships)
    found = here.select_related("holding__seat__body").first()
    if found is None:
        raise Http404
    return found


def holding_for(identifier: uuid.UUID, *, by: ActingPerson) -> Holding:
    """By which seat somebody is on the register. One statement."""
    here = Holding.objects.filter(pk=identifier, authority_id__in=by.partnerships)
    found = here.select_related("seat__body").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Touched:
    """An interest that an item of an agenda may touch, and by which word."""

    item: AgendaItem
    interest: StandingInterest
    word: str


def touched(items: Iterable[AgendaItem], standing: Sequence[StandingInterest], names: set[str]) -> list[Touched]:
    """Which interests of those who sit in this body (``names``) the items of an agenda may touch: a word of the
    interest stands in the item's title or paper.
    """
    found = []
    for item in items:
        text = f"{item.title} {item.paper}".casefold()
        for each in standing:
            word = next((one for one in each.touched_by if _stands_in(one, text)), "")
            if word and each.name in names:
                found.append(Touched(item, each, word))
    return found


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) is not None
