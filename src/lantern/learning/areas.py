"""What an area file says of the priorities of the year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.learning import actions
from lantern.learning.models import YearPriority
from lantern.partnership import queries as partnership
from lantern.partnership.areas import Area, read_areas
from lantern.partnership.models import Agency


def take_over(folder: Path, *, at: dt.datetime) -> int:
    """Choose the priorities that area files name, where none of a partnership was taken over yet. What becomes of them
    is said in the product. How many were chosen.
    """
    keepers = {each.partnership.code: key for key, each in partnership.keepers().items()}
    waiting = {code: key for code, key in keepers.items() if not _known(key)}
    if not waiting:
        return 0
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    return sum(
        _choose(area, waiting[area.partnership.code], agencies, at)
        for area in read_areas(folder)
        if area.partnership.code in waiting
    )


def _known(keeper: int) -> bool:
    with acting(clockwork(keeper)):
        return YearPriority.objects.filter(authority_id=keeper).exists()


def _choose(area: Area, keeper: int, agencies: dict[str, Agency], at: dt.datetime) -> int:
    by = clockwork(keeper)
    with acting(by):
        named = [each for each in area.priorities if each.lead in agencies]
        for priority in named:
            actions.choose_priority(
                keeper=keeper,
                title=priority.title,
                lead=agencies[priority.lead],
                since=priority.since,
                until=priority.until,
                area_code=priority.code,
                by=by,
                at=at,
            )
    return len(named)
