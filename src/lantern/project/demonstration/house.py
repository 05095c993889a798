"""How the hub of the demonstration runs its own work: routing rules that are live, who works part of a week, who is
away, and what last night wrote down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from lantern.frontdoor.models import Away, RoutingRules, ShiftEntry, ShiftEntryRead, WorkerTerms
from lantern.frontdoor.routing import Rule, When
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, TeamKind

_NIGHT = (
    (22, 40, "Rang the children's ward: nobody of ours came in tonight."),
    (1, 15, "The on-call locksmith changed the lock for a family that we placed on Friday. The day team must pay him."),
    (5, 50, "The out-of-hours line was dead from 5.20 to 5.45. Calls went to the mobile; the log of the switchboard"
            " shows none that was lost."),
)  # fmt: skip


def settle_house(authorities: Iterable[int], *, at: dt.datetime) -> None:
    """Write it for these authorities. Runs as a role that row-level security does not bind. A dozen statements."""
    settled: set[int] = set()
    for authority in authorities:
        hub, night = partnership.hub_of(authority), partnership.emergency_duty_of(authority)
        desks = partnership.teams_covering(authority, TeamKind.HUB_DESK)
        manager = _first(hub.pk, "hub_manager")
        if manager is not None and desks:
            _rules(authority, desks[0].code, manager, at)
        writer, reader = _first(night.pk, "edt_social_worker"), _first(hub.pk, "hub_officer")
        if writer is not None and reader is not None:
            _log(authority, night.pk, writer, reader, at)
        if manager is not None and hub.pk not in settled:
            settled.add(hub.pk)
            _people(hub.pk, hub.covers, manager, at)


def _first(team: int, role: str) -> Post | None:
    posts = Post.objects.filter(team_id=team, role=role, holder__isnull=False)
    return posts.select_related("holder").order_by("code").first()


def _holder(post: Post) -> int:
    """Who holds a post. Raises ValueError for one that nobody holds."""
    if post.holder_id is None:
        raise ValueError(f"Nobody holds {post.code}.")
    return post.holder_id


def _rules(authority: int, desk: str, manager: Post, at: dt.datetime) -> None:
    written = at - dt.timedelta(days=40)
    exploited = ("sexual_exploitation", "criminal_exploitation", "trafficking")
    listed = [
        Rule(
            "Exploitation",
            When(reasons=exploited, age_from=10),
            desk,
            "The desk knows the young people, the places and the police officers.",
            str(manager.holder),
            written.isoformat(),
            "amber",
        ),
        Rule(
            "Missing from home",
            When(reasons=("missing",), hours="open"),
            desk,
            "Most who go missing are known to the desk.",
            str(manager.holder),
            written.isoformat(),
        ),
    ]
    RoutingRules._default_manager.create(
        authority_id=authority,
        number=1,
        live=True,
        rules=[rule.stored() for rule in listed],
        made_at=written,
        made_by_id=_holder(manager),
        made_by_name=str(manager.holder),
        why="The desk began its work. Tried on four weeks of contacts first.",
    )


def _log(authority: int, team: int, writer: Post, reader: Post, at: dt.datetime) -> None:
    today = at.astimezone(partnership.LONDON).date()
    for place, (hour, minute, text) in enumerate(_NIGHT):
        day = today - dt.timedelta(days=1 if hour > 12 else 0)
        moment = dt.datetime.combine(day, dt.time(hour, minute), partnership.LONDON)
        if moment > at:
            moment -= dt.timedelta(days=1)
        entry = ShiftEntry._default_manager.create(
            authority_id=authority,
            team_id=team,
            happened_at=moment,
            written_at=moment + dt.timedelta(minutes=4),
            by_id=_holder(writer),
            by_name=str(writer.holder),
            text=text,
        )
        if not place:
            ShiftEntryRead._default_manager.create(
                entry=entry,
                authority_id=authority,
                reader_id=_holder(reader),
                reader_name=str(reader.holder),
                read_at=at,
            )


def _people(team: int, covers: list[int], manager: Post, at: dt.datetime) -> None:
    workers = list(
        Post.objects.filter(team_id=team, role="hub_social_worker", holder__isnull=False)
        .select_related("holder")
        .order_by("code")[1:5]
    )
    if len(workers) < 4:
        return
    said = {"team_id": team, "set_at": at - dt.timedelta(days=3), "set_by_name": str(manager.holder)}
    terms = ((workers[0], 6, False), (workers[1], 10, True))
    WorkerTerms._default_manager.bulk_create(
        WorkerTerms(authority_id=covers[0], worker_id=_holder(post), half_days=days, newly_qualified=new, **said)
        for post, days, new in terms
    )
    today = at.astimezone(partnership.LONDON).date()
    Away._default_manager.bulk_create(
        Away(
            authority_id=authority,
            worker_id=_holder(workers[2]),
            covered_by_id=_holder(workers[3]),
            from_day=today - dt.timedelta(days=3),
            until_day=today + dt.timedelta(days=9),
            **said,
        )
        for authority in covers
    )
