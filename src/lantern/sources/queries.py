"""What the pages of lists show. Each function says how many statements it makes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from lantern.people import keys, matching
from lantern.people.finding import weights
from lantern.sources.models import Pair, Run, Source
from lantern.spine.actors import Actor

SHOWN = 50
"""Lists on the page of lists."""


def lists(*, by: Actor) -> list[Run]:
    """The lists that were sent, newest first, with their sources. One statement."""
    return list(
        Run.objects.filter(authority_id__in=by.authorities)
        .select_related("source")
        .defer("sealed_content", "model", "mapping", "source__model", "source__mapping")
        .order_by("-asked_at")[:SHOWN]
    )


@dataclass(frozen=True)
class Standing:
    """How a source stands: its rows that are somebody here, and those that wait for a person."""

    source: Source
    by_people: int
    by_machine: int
    waiting: int


def to_compare() -> Q:
    """Pairs that a person is asked about: the sample, and what no machine may answer."""
    return Q(in_list=True) & (
        Q(state=Pair.State.WAITING) | Q(state__in=(Pair.State.HELD, Pair.State.LINKED), sampled=True)
    )


def standings(*, by: Actor) -> list[Standing]:
    """Every source of the reader's authorities. Two statements."""
    counted: Any = (
        Pair.objects.filter(authority_id__in=by.authorities)
        .values("source_id")
        .annotate(
            people=Count("pk", filter=Q(state=Pair.State.SAME, in_list=True)),
            machine=Count("pk", filter=Q(state=Pair.State.LINKED, in_list=True)),
            waiting=Count("pk", filter=to_compare()),
        )
    )
    by_source = {each["source_id"]: each for each in counted}
    nothing = {"people": 0, "machine": 0, "waiting": 0}
    found = []
    for source in Source.objects.filter(authority_id__in=by.authorities).defer("model", "mapping").order_by("title"):
        told = by_source.get(source.pk, nothing)
        found.append(Standing(source, told["people"], told["machine"], told["waiting"]))
    return found


def run_for(reference: str, *, by: Actor) -> Run | None:
    """A list by its reference, as this reader may see it. One statement."""
    return (
        Run.objects.filter(authority_id__in=by.authorities, reference=reference.upper())
        .select_related("source")
        .first()
    )


def next_pair(run: Run, *, skip: uuid.UUID | None = None) -> Pair | None:
    """The next pair of the list's source to compare: the sample first, in no order that tells the score; then what is
    asked about, the likeliest first. One statement.
    """
    waiting: QuerySet[Pair] = Pair.objects.filter(to_compare(), source_id=run.source_id).select_related(
        "person", "source"
    )
    if skip is not None:
        waiting = waiting.exclude(pk=skip)
    return waiting.order_by("-sampled", "-score", "pk").first()


@dataclass(frozen=True)
class Shown:
    """One fact on both sides, and whether it agrees, in words."""

    name: str
    theirs: str
    ours: str
    verdict: str


@dataclass(frozen=True)
class Sides:
    """A pair side by side, with what speaks for and against, and what must not be overlooked."""

    pair: Pair
    rows: list[Shown]
    agreed: list[str]
    disagreed: list[str]
    limited: str


_WHY = {
    "two_people": "Another record here fits this row too: they may be twins, or one child with two records.",
    "two_rows": "Another row of the list fits this person too: they may be twins, or the list has somebody twice.",
}


def sides(pair: Pair) -> Sides:
    """A pair as it is compared. One statement."""
    ours = keys.description_of(pair.person)
    theirs = matching.unpacked(pair.facts)
    side = matching.side_of(ours)
    model = weights.model()
    match = matching.explained(matching.weigh(theirs, side, model), theirs, side, model)
    verdicts = {reason.fact.value: "Agrees" for reason in match.agreements}
    verdicts |= {reason.fact.value: "Differs" for reason in match.disagreements}
    said = pair.said
    names = [f"{each.given} {each.surname}".strip() for each in ours.names]
    place = ", ".join(part for part in (said.get("address", ""), said.get("postcode", "")) if part)
    places = [
        ", ".join(part for part in (f"{one.house} {one.street}".strip(), one.postcode) if part)
        for one in ours.addresses
    ]

    def verdict(*facts: str) -> str:
        found = [verdicts[fact] for fact in facts if fact in verdicts]
        return found[0] if len(set(found)) == 1 else "In part" if found else ""

    called = f"{said.get('first_names', '')} {said.get('last_name', '')}".strip()
    rows = [
        Shown("Name", "; ".join(filter(None, (called, said.get("known_as", "")))), "; ".join(names),
              verdict("given name", "surname")),
        Shown("Born", said.get("born", ""), str(ours.birth or ""), verdict("date of birth")),
        Shown("Sex", {"M": "Male", "F": "Female"}.get(said.get("sex", ""), ""),
              {"M": "Male", "F": "Female"}.get(ours.sex, ""), verdict("sex")),
        Shown("Address", place, "; ".join(filter(None, places)), verdict("address")),
        Shown("NHS number", said.get("nhs_number", ""), ours.nhs_number, verdict("NHS number")),
        Shown("Unique pupil number", said.get("upn", ""), ours.upn, verdict("UPN")),
    ]  # fmt: skip
    return Sides(
        pair,
        [each for each in rows if each.theirs or each.ours],
        [reason.text for reason in match.agreements],
        [reason.text for reason in match.disagreements],
        _WHY.get(pair.why_asked, match.limited_by),
    )


def waiting(run: Run) -> int:
    """How many pairs of the list's source wait for a person. One statement."""
    return Pair.objects.filter(to_compare(), source_id=run.source_id).count()


def answered(run: Run) -> list[Pair]:
    """The last answers about the list's source, newest first. One statement."""
    found = Pair.objects.filter(source_id=run.source_id, answered_at__isnull=False)
    return list(found.select_related("person").order_by("-answered_at", "pk")[:SHOWN])
