"""What time does about waits: who hears of an offer that nobody answers, and of a family accepted and not seen.

First both teams, then their managers, then the service manager. Each hears once of each step; nothing leaves the
list by being old.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from lantern.law.timescales import london_date
from lantern.partnership.models import Post
from lantern.spine import clocks
from lantern.spine.handoffs import ACCEPTED, HANDOFF, OFFERED
from lantern.spine.models import Episode, Notice
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices


@dataclass(frozen=True)
class Rung:
    """A step: of which late clock, how long after it ran out (nothing: at once), what is said, and to whom."""

    clock: str
    state: str
    after: str
    kind: str
    says: str
    high: bool = False
    """Whether the service manager hears, instead of both teams."""


LADDER = (
    Rung(
        "handoff-answer",
        OFFERED,
        "handoff-raised",
        "handoff_raised",
        "Nobody has answered an offer: managers of both teams, settle it today",
    ),
    Rung(
        "handoff-answer",
        OFFERED,
        "handoff-raised-high",
        "handoff_raised_high",
        "An offer is still not answered after both managers were told",
        high=True,
    ),
    Rung(
        "handoff-first-seen",
        ACCEPTED,
        "",
        "first_seen_late",
        "A family was accepted and has not been seen in time",
    ),
    Rung(
        "handoff-first-seen",
        ACCEPTED,
        "first-seen-raised",
        "first_seen_raised",
        "A family is still not seen: managers of both teams, settle it today",
    ),
    Rung(
        "handoff-first-seen",
        ACCEPTED,
        "first-seen-raised-high",
        "first_seen_raised_high",
        "A family is still not seen after both managers were told",
        high=True,
    ),
)
"""The steps in their order. Both teams hear of an unanswered offer when its time is out: that is the first one."""

_FIRST_STEPS = {OFFERED: ("handoff_waiting", "handoff_late"), ACCEPTED: ()}


def _earlier(place: int) -> tuple[str, ...]:
    here = LADDER[place]
    return *_FIRST_STEPS[here.state], *(step.kind for step in LADDER[:place] if step.clock == here.clock)


register_notices(
    *(
        NoticeKind(each.kind, each.says, episode=HANDOFF.kind, while_in=(each.state,), replaces=_earlier(place))
        for place, each in enumerate(LADDER)
    )
)


def raise_late(authority_id: int, now: dt.datetime) -> int:
    """Tell whoever is to hear by now, of restricted work as well: no name and no word is read. How many were told of
    something. At most two statements for each step, and one for who the service managers are.
    """
    return sum(_climb(rung, authority_id, now) for rung in LADDER)


def _climb(rung: Rung, authority_id: int, now: dt.datetime) -> int:
    told = Notice.objects.filter(episode_id=OuterRef("pk"), kind=rung.kind)
    late = Episode.objects.filter(
        ~Exists(told),
        kind=HANDOFF.kind,
        state=rung.state,
        authority_id=authority_id,
        closed_at__isnull=True,
        next_due=rung.clock,
        next_due_at__lt=now,
    )
    columns = ("pk", "owner_team_id", "partner_agency_id", "restricted", "because_of__owner_team_id", "next_due_at")
    found = [row for row in late.values_list(*columns) if _is_time(rung, row[5], authority_id, now)]
    if not found:
        return 0
    above = _service_managers(authority_id, now) if rung.high else set()
    Notice.objects.bulk_create(
        (
            Notice(
                episode_id=handoff,
                team_id=team,
                authority_id=authority_id,
                partner_agency_id=agency if team == offered_to and not rung.high else None,
                kind=rung.kind,
                created_at=now,
                restricted=restricted,
            )
            for handoff, offered_to, agency, restricted, offered_by, _due in found
            for team in above or {offered_to, offered_by} - {None}
        ),
        ignore_conflicts=True,
    )
    return len(found)


def _is_time(rung: Rung, due: dt.datetime, authority_id: int, now: dt.datetime) -> bool:
    if not rung.after:
        return True
    step = clocks.due_at(rung.after, started_at=due, authority_id=authority_id)
    return step is not None and step < now


def _service_managers(authority_id: int, now: dt.datetime) -> set[int]:
    """The teams in which somebody is the service manager of this authority today."""
    posts = Post.objects.filter(role="service_manager", team__covers__contains=[authority_id], holder__isnull=False)
    today = london_date(now)
    return {
        post.team_id
        for post in posts
        if (post.starts_on is None or post.starts_on <= today) and (post.ends_on is None or post.ends_on >= today)
    }


def raised(handoff_id: uuid.UUID) -> list[tuple[str, dt.datetime]]:
    """Which steps were taken for one handoff, the earliest first: words and when. One statement."""
    words = {"handoff_late": "Both teams were told that it was not answered in time"}
    words |= {each.kind: "The service manager was told" if each.high else each.says for each in LADDER}
    found = Notice.objects.filter(episode_id=handoff_id, kind__in=list(words)).order_by("created_at")
    told = dict(reversed([(kind, at) for kind, at in found.values_list("kind", "created_at")]))
    return sorted(((words[kind], at) for kind, at in told.items()), key=lambda each: each[1])
