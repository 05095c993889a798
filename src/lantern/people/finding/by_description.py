"""Who on record may be the person described, weighed fact by fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from lantern.people import matching
from lantern.people.finding.candidate import Candidate
from lantern.people.finding.fetching import TELLING, about, candidate_of, description_in, fetch
from lantern.people.matching import Description, Match
from lantern.people.models import Person
from lantern.spine.actors import Actor


def candidates(
    description: Description, *, by: Actor, limit: int = 10, on: dt.date | None = None, beside: Person | None = None
) -> list[Candidate]:
    """Who on record may be this person, the strongest first. Two SQL statements; none for a description that says
    nothing.

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
    """Candidates for several descriptions at once (the children of one contact): still two SQL statements."""
    asked = [
        (which, key, TELLING[key.partition(":")[0]])
        for which, each in enumerate(descriptions)
        for key in _keys_of(each)
    ]
    rows = fetch(asked, by=by)
    weighed: list[list[tuple[Match, Any]]] = [[] for _ in descriptions]
    for row in rows:
        if beside is not None and row["id"] == beside.pk:
            continue
        for which in row["which"]:
            weighed[which].append((matching.score(descriptions[which], description_in(row)), row))
    shown: list[list[tuple[Match, Any]]] = [matching.strongest(each)[:limit] for each in weighed]
    told = about({row["id"] for each in shown for _, row in each}, beside=beside)
    today = on or timezone.localdate()
    return [[candidate_of(row, match, told[row["id"]], today) for match, row in each] for each in shown]


def _keys_of(description: Description) -> list[str]:
    found = matching.query_keys(description)
    kinds = {key.partition(":")[0] for key in found}
    if kinds & {"gd", "sg", "tt", "sy", "nhs", "upn"}:
        # A whole name by itself brings everybody called Smith: only when there is nothing better.
        found = [key for key in found if key.partition(":")[0] not in ("t", "so")]
    return found
