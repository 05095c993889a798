"""What happens once the council has applied: days in court, and the twenty-six weeks with what the court adds."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Max

from lantern.interface.display import LONDON, full_date
from lantern.legal.models import Extension, Hearing, LegalPlanning
from lantern.legal.states import LEGAL
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock

WEEKS, LONGER, CASE_MANAGEMENT = "care-proceedings", "care-proceedings-ext", "cmh"


def longest_extension(planning: LegalPlanning) -> dt.datetime | None:
    """Until when the court may let the case run at most if it gives longer now: the law counts from where the weeks, or
    what they were extended to, end (Children Act 1989, s. 32(8)). None where no weeks run. One statement.
    """
    ends = Clock.objects.filter(episode_id=planning.pk, timescale=WEEKS, stopped_at__isnull=True).values_list("due_at")
    found = ends.first()
    if found is None:
        return None
    return clocks.due_at(LONGER, started_at=found[0], authority_id=planning.authority_id)


@transaction.atomic
def list_hearing(
    planning: LegalPlanning,
    *,
    kind: str,
    on: dt.date,
    place: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The court has fixed a day."""
    told = {"kind": Hearing.Kind(kind).label.lower(), "on": full_date(on)}
    made = LEGAL.make("list_hearing", planning, by=by, at=at, version=version, key=key, payload=told)
    last = Hearing.objects.filter(episode_id=planning.pk).aggregate(last=Max("number"))["last"] or 0
    Hearing(
        episode=planning,
        authority_id=planning.authority_id,
        restricted=planning.restricted,
        number=last + 1,
        kind=kind,
        on=on,
        place=place,
    ).save(force_insert=True)
    return made


@transaction.atomic
def note_hearing(
    planning: LegalPlanning,
    number: int,
    *,
    state: str,
    said: str,
    next_steps: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """What the court directed at a hearing, and what the council does now; or that it was put off, and why. Held counts
    from its own day, not from the day it was written down.
    """
    hearing = Hearing.objects.filter(episode_id=planning.pk, number=number).first()
    if hearing is None or hearing.state != Hearing.State.LISTED:
        raise MoveRefused(refused("Somebody said what came of it meanwhile.", next_step="Read what stands there."))
    held = state == Hearing.State.HELD
    managed = hearing.kind == Hearing.Kind.CASE_MANAGEMENT
    move = ("hold_case_management" if managed else "hold_hearing") if held else "put_off_hearing"
    happened = min(at, dt.datetime.combine(hearing.on, dt.time(12), tzinfo=LONDON)) if held else at
    made = LEGAL.make(
        move,
        planning,
        by=by,
        at=happened,
        version=version,
        key=key,
        facts={"reason": said},
        note=said,
        payload={} if held and managed else {"kind": Hearing.Kind(hearing.kind).label.lower()},
        late_reason=late_reason,
    )
    Hearing.objects.filter(pk=hearing.pk).update(
        state=state, said=said, next_steps=next_steps, noted_at=at, noted_by_name=by.name[:120]
    )
    return made


@transaction.atomic
def extend(
    planning: LegalPlanning,
    *,
    granted_on: dt.date,
    until: dt.date,
    why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The court gave the case longer (Children Act 1989, s. 32(5)): the clock ends on that day from now on.

    Raises MoveRefused for a day that one extension can not reach, or that adds nothing.
    """
    longest = longest_extension(planning)
    ends = dt.datetime.combine(until, dt.time.max, tzinfo=LONDON)
    if longest is not None and ends > longest:
        raise MoveRefused(
            refused(
                f"One extension reaches {full_date(longest.astimezone(LONDON).date())} at most.",
                next_step="Enter each extension that the court gave.",
            )
        )
    running = Clock.objects.filter(episode_id=planning.pk, timescale=WEEKS, stopped_at__isnull=True).first()
    if running is not None and ends <= running.due_at:
        raise MoveRefused(refused("The weeks run until then already.", next_step="Enter a later day."))
    made = LEGAL.make(
        "extend_court",
        planning,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": why},
        payload={"until": full_date(until)},
        note=why,
    )
    Extension(
        episode=planning,
        authority_id=planning.authority_id,
        restricted=planning.restricted,
        granted_on=granted_on,
        until=until,
        why=why,
        noted_at=at,
        noted_by_name=by.name[:120],
    ).save(force_insert=True)
    clocks.move_due(WEEKS, planning, due_at=ends)
    return made
