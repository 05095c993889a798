"""Who on record may be the person described, weighed fact by fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from lantern.people import matching
from lantern.people.finding.candidate import Candidate
from lantern.people.finding.fetching import about, candidate_of, each_once
from lantern.people.finding.probing import look_for
from lantern.people.matching import Band, Description
from lantern.people.models import Person
from lantern.spine.actors import Actor


def candidates(
    description: Description, *, by: Actor, limit: int = 10, on: dt.date | None = None, beside: Person | None = None
) -> list[Candidate]:
    """Who on record may be this person, the strongest first. Two SQL statements where somebody convincing is found at
    once, three otherwise; none for a description that says nothing.

    ``beside`` is a record whose doubles are sought: it is left out, and those said not to be the same are marked.
    """
    return candidates_for([description], by=by, limit=limit, on=on, beside=beside)[0]


def candidates_for(
    descriptions: Sequence[Description],
    *,
    by: Actor,
    limit: int = 10,
    on: dt.date | None = None,
    beside: Person | None = None,
) -> list[list[Candidate]]:
    """Candidates for several descriptions at once (the children of one contact): as many statements as for one."""
    chosen = []
    sides = [matching.side_of(each) for each in descriptions]
    for judged in look_for(descriptions, by=by):
        likely = [
            one
            for one in judged
            if matching.band_of(one.weighed.strength) is not Band.UNLIKELY
            and not (beside is not None and one.person == beside.pk)
        ]
        chosen.append(likely[:limit])
    told = about({one.person for each in chosen for one in each}, beside=beside)
    today = on or timezone.localdate()
    return [
        each_once(
            candidate_of(told[one.person], matching.explained(one.weighed, side, one.side, one.model), today)
            for one in each
            if one.person in told
        )
        for side, each in zip(sides, chosen, strict=True)
    ]
