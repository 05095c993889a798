"""Withholding passages, and taking that back. Nothing is erased: what was gathered stays whole beside it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from lantern.disclosure import gathering
from lantern.disclosure.models import AccessRequest, HeldItem, Redaction
from lantern.disclosure.passages import Called, Span, called, mentions, readable
from lantern.disclosure.states import REQUEST
from lantern.law.codes import code_set
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import MoveRefused


@dataclass(frozen=True)
class Passage:
    """A passage of one item: its number, and from which character up to which."""

    number: int
    start: int
    end: int


class StillReadable(Exception):
    """An identity given in confidence could still be read in what would go out. ``places`` are numbers of items."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__("An identity given in confidence is still readable.")
        self.places = tuple(places)


type _Row = tuple[HeldItem, int, int, Redaction.How, str, str]


def write(request: AccessRequest, rows: Iterable[_Row], *, by: Actor, at: dt.datetime) -> int:
    """Write down what is withheld. Only the acts of this room call this, inside their own move."""
    made = [
        Redaction(
            request_id=request.pk,
            episode_id=request.pk,
            authority_id=request.authority_id,
            restricted=request.restricted,
            item=item,
            start=start,
            end=end,
            how=how,
            reason=reason,
            because=because[:300],
            user_id=somebody(by),
            by_name=by.name[:120],
            at=at,
        )
        for item, start, end, how, reason, because in rows
    ]
    Redaction.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def withhold(
    request: AccessRequest,
    passages: Sequence[Passage],
    *,
    how: Redaction.How,
    reason: str,
    because: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> int:
    """Withhold passages for a reason. What is withheld already is not withheld twice. How many were added.

    Raises MoveRefused for passages that are not in what was gathered.
    """
    if not passages:
        raise MoveRefused(refused("Nothing was chosen.", next_step="Choose at least one passage."))
    items = {each.number: each for each in request.items.filter(number__in={each.number for each in passages})}
    standing = spans_of(request, items.values())
    rows: list[_Row] = []
    for each in passages:
        item = items.get(each.number)
        if item is None or not 0 <= each.start < each.end <= len(item.text):
            raise MoveRefused(refused("This passage is not in what was gathered.", next_step="Open the record again."))
        if not any(span.start <= each.start and each.end <= span.end for span in standing.get(item.pk, [])):
            rows.append((item, each.start, each.end, how, reason, because))
    REQUEST.make(
        "redact",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"passages": len(rows), "ground": code_set("withholding_reason").label(reason).lower()},
        about=(),
    )
    return write(request, rows, by=by, at=at)


@transaction.atomic
def undo(
    request: AccessRequest,
    withheld: Sequence[uuid.UUID],
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> int:
    """Take withholding back. Both stay in the record: that it was withheld, and that it no longer is."""
    standing = list(
        Redaction.objects.filter(
            request_id=request.pk, pk__in=list(withheld), undoes__isnull=True, undone_by__isnull=True
        ).select_related("item")
    )
    if not standing:
        raise MoveRefused(refused("This was taken back already."))
    REQUEST.make("undo", request, by=by, at=at, version=version, key=key, payload={"passages": len(standing)}, about=())
    Redaction.objects.bulk_create(
        Redaction(
            request_id=request.pk,
            episode_id=request.pk,
            authority_id=request.authority_id,
            restricted=request.restricted,
            item=each.item,
            start=each.start,
            end=each.end,
            how=Redaction.How.UNDONE,
            undoes=each,
            user_id=somebody(by),
            by_name=by.name[:120],
            at=at,
        )
        for each in standing
    )
    return len(standing)


def spans_of(request: AccessRequest, items: Iterable[HeldItem] | None = None) -> dict[uuid.UUID, list[Span]]:
    """What is withheld now, by item. One statement."""
    standing = Redaction.objects.filter(request_id=request.pk, undoes__isnull=True, undone_by__isnull=True)
    if items is not None:
        standing = standing.filter(item_id__in=[each.pk for each in items])
    found: dict[uuid.UUID, list[Span]] = {}
    for item, start, end, reason in standing.values_list("item_id", "start", "end", "reason"):
        found.setdefault(item, []).append(Span(start, end, reason))
    return found


def still_readable(
    items: Iterable[HeldItem], spans: dict[uuid.UUID, list[Span]], by: Sequence[Called], *, sure: bool = True
) -> list[int]:
    """Numbers of the items in which somebody so called can still be read."""
    return [
        item.number
        for item in items
        if any(each.sure or not sure for each in mentions(readable(item.text, spans.get(item.pk, [])), by))
    ]


def sealed_still_readable(request: AccessRequest, subjects: Sequence[uuid.UUID]) -> list[int]:
    """Numbers of the items in which an identity given in confidence can still be read."""
    ours, others = gathering.people_of(request, subjects)
    known = [pair for each in ours for pair in each.names]
    items = list(request.items.order_by("number"))
    spans = spans_of(request)
    found: set[int] = set()
    for each in others:
        if each.sealed:
            found |= set(still_readable(items, spans, ways_to_mention(each, known)))
    return sorted(found)


def ways_to_mention(somebody_else: gathering.Somebody, known: Iterable[tuple[str, str]]) -> list[Called]:
    """How somebody may be mentioned: their names, and other words that give them away."""
    words = [Called(word) for word in somebody_else.words]
    return [*words, *called(somebody_else.names, others=known)]
