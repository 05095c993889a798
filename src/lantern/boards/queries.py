"""What pages read of bodies, seats and actions: a stated few SQL statements each, however many there are."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Action, Body, Frequency, Holding, Seat
from lantern.boards.rules import how_often, months_on, next_by, rung_of
from lantern.interface.paging import Page
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.spine.kinds import event_kind
from lantern.spine.models import Episode, Event

SHOWN = 300
"""Rows of a list of actions at most."""


@dataclass(frozen=True)
class BodyLine:
    """A body in the list of bodies."""

    code: str
    name: str
    kind: str
    outside: bool
    accountable_to: str
    chair: str
    frequency: str
    last_met: dt.date | None
    next_by: dt.date | None
    seats: int
    empty: int
    actions: int
    late: int
    ends_on: dt.date | None
    chair_review_on: dt.date | None


_BODIES = """
select b.code, b.name, b.kind, b.outside, coalesce(up.name, ''), b.last_met_on, b.ends_on, b.chair_review_on, b.chaired,
 (select coalesce(json_agg(json_build_array(f.since, f.months)), '[]') from boards_frequency f where f.body_id = b.id),
 (select h.name from boards_seat s join boards_holding h on h.seat_id = s.id and h.part = 'holder'
    where s.body_id = b.id and s.chairs and h.since <= %(today)s and (h.until is null or h.until >= %(today)s) limit 1),
 (select count(*) from boards_seat s where s.body_id = b.id and (s.until is null or s.until >= %(today)s)),
 (select count(*) from boards_seat s where s.body_id = b.id and (s.until is null or s.until >= %(today)s)
    and not exists (select 1 from boards_holding h where h.seat_id = s.id and h.part <> 'deputy'
      and h.since <= %(today)s and (h.until is null or h.until >= %(today)s))),
 (select count(*) from boards_action a join spine_episode e on e.id = a.episode_ptr_id
    where a.body_id = b.id and e.closed_at is null),
 (select count(*) from boards_action a join spine_episode e on e.id = a.episode_ptr_id
    where a.body_id = b.id and e.state = 'open' and e.next_due_at < %(now)s)
from boards_body b left join boards_body up on up.id = b.accountable_to_id
where b.authority_id = any(%(keepers)s) order by b.outside, b.name
"""


def bodies(*, by: ActingPerson, now: dt.datetime) -> list[BodyLine]:
    """Every body of the reader's partnerships, its own first. One statement."""
    today = london_date(now)
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, {"keepers": list(by.partnerships), "today": today, "now": now})
        rows = cursor.fetchall()
    return [_body_line(row, today) for row in rows]


def _body_line(row: tuple[Any, ...], today: dt.date) -> BodyLine:
    code, name, kind, outside, up, last_met, ends_on, review_on, chaired, often, chair = row[:11]
    seats, empty, actions, late = row[11:]
    told = json.loads(often) if isinstance(often, str) else often
    frequencies = [(dt.date.fromisoformat(since), months) for since, months in told]
    by_rota = chaired == Body.Chaired.ROTA
    return BodyLine(
        code=code,
        name=name,
        kind=kind,
        outside=outside,
        accountable_to=up,
        chair=chair or (str(Body.Chaired.ROTA.label) if by_rota else ""),
        frequency=how_often(months_on(frequencies, today)),
        last_met=last_met,
        next_by=None if outside else next_by(frequencies, last_met, today),
        seats=seats,
        empty=empty,
        actions=actions,
        late=late,
        ends_on=ends_on,
        chair_review_on=review_on,
    )


def body_for(code: str, *, by: ActingPerson) -> Body:
    """One body of the reader's partnerships, with how often it met from when (``often``). Missing and forbidden look
    the same. One statement.
    """
    frequencies = Frequency.objects.filter(body=OuterRef("pk")).order_by("since")
    often = ArraySubquery(frequencies.values(told=JSONObject(since="since", months="months")))
    here = Body.objects.select_related("accountable_to").annotate(often=often)
    found = here.filter(code=code, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


def seat_for(identifier: uuid.UUID, *, by: ActingPerson) -> Seat:
    """One seat with its body. One statement."""
    seat = Seat.objects.select_related("body", "agency").filter(pk=identifier, authority_id__in=by.partnerships).first()
    if seat is None:
        raise Http404
    return seat


def frequencies_of(body: Body) -> list[tuple[dt.date, int]]:
    """From which day a body that ``body_for`` found met every how many months. No statement of its own."""
    told: list[dict[str, Any]] = getattr(body, "often", [])
    return [(dt.date.fromisoformat(each["since"]), each["months"]) for each in told]


@dataclass(frozen=True)
class SeatHeld:
    """A seat with who holds it, who stands in, and who held it before."""

    seat: Seat
    now: list[Holding]
    deputies: list[Holding]
    before: list[Holding]


def seats_of(body: Body, *, on: dt.date) -> list[SeatHeld]:
    """The seats of a body and their holders, in order. Two statements."""
    seats = list(Seat.objects.filter(body_id=body.pk).select_related("agency").order_by("number", "name"))
    held: dict[uuid.UUID, list[Holding]] = {}
    for each in Holding.objects.filter(seat__body_id=body.pk).select_related("post").order_by("since", "id"):
        held.setdefault(each.seat_id, []).append(each)
    return [_held(seat, held.get(seat.pk, []), on) for seat in seats]


def _held(seat: Seat, holdings: list[Holding], on: dt.date) -> SeatHeld:
    current = [each for each in holdings if each.since <= on and (each.until is None or each.until >= on)]
    return SeatHeld(
        seat=seat,
        now=[each for each in current if each.part != Holding.Part.DEPUTY],
        deputies=[each for each in current if each.part == Holding.Part.DEPUTY],
        before=[each for each in holdings if each not in current],
    )


@dataclass(frozen=True)
class Owner:
    """Somebody who can own an action: a seat or a post, as a form offers it."""

    code: str
    name: str


def owners(keeper: int) -> list[Owner]:
    """The seats of a keeper's bodies, and the posts of its business unit. Two statements."""
    seats = Seat.objects.filter(authority_id=keeper, until__isnull=True).select_related("body")
    found = [
        Owner(f"seat:{each.pk}", f"{each.name} ({each.body.name})") for each in seats.order_by("body__name", "number")
    ]
    team = partnership.business_team(keeper)
    posts = Post.objects.filter(team=team).order_by("title", "code")
    return found + [Owner(f"post:{each.pk}", f"{each.title} ({team.name})") for each in posts]


def owner_named(code: str) -> dict[str, Any]:
    """What a form chose as owner, as ``log_action`` takes it. One statement."""
    kind, _colon, key = code.partition(":")
    if kind == "seat":
        return {"owner_seat": Seat.objects.select_related("body").get(pk=key)}
    return {"owner_post": Post.objects.select_related("team").get(pk=key)}


@dataclass(frozen=True)
class ActionLine:
    """An action in the log."""

    id: uuid.UUID
    reference: str
    what: str
    owner: str
    owner_seat_id: uuid.UUID | None
    owner_post_id: int | None
    body: str
    body_code: str
    state: str
    by_when: dt.date | None
    by_event: str
    due_at: dt.datetime | None
    carried: int
    first_by_when: dt.date | None
    source: str
    done_by_name: str
    rung: int
    opened_at: dt.datetime
    because_of: uuid.UUID | None


_LOG = """
select e.id, e.reference, a.what, coalesce(s.name, p.title || ', ' || t.name), a.owner_seat_id, a.owner_post_id,
  coalesce(b.name, ''), coalesce(b.code, ''), e.state, a.by_when, a.by_event,
  case when e.state = 'open' then e.next_due_at end, a.carried, a.first_by_when, a.source, a.done_by_name,
  e.authority_id, e.opened_at, e.because_of_id
from spine_episode e join boards_action a on a.episode_ptr_id = e.id
left join boards_seat s on s.id = a.owner_seat_id
left join partnership_post p on p.id = a.owner_post_id left join partnership_team t on t.id = p.team_id
left join boards_body b on b.id = a.body_id
where e.kind = 'board_action' and e.authority_id = any(%(keepers)s) and {narrowed}
order by {order} limit %(limit)s offset %(offset)s
"""
OWNED_BY_ME = """(a.owner_post_id = %(post)s or exists (select 1 from boards_holding h where h.seat_id = a.owner_seat_id
  and h.post_id = %(post)s and h.since <= %(today)s and (h.until is null or h.until >= %(today)s)))"""
"""Of an action ``a``: that this post owns it today, itself or by a seat it holds."""
_NARROWED = {
    "late": "e.state = 'open' and e.next_due_at < %(now)s",
    "open": "e.state = 'open'",
    "check": "e.state = 'done'",
    "mine": "e.closed_at is null and " + OWNED_BY_ME,
    "finished": "e.closed_at is not null",
}
_SOONEST, _LATEST = "e.next_due_at nulls last, e.opened_at, e.id", "e.closed_at desc, e.id"

LISTS = tuple(_NARROWED)
"""The lists of the log, by name."""


def log(
    which: str, *, by: ActingPerson, now: dt.datetime, body: Body | None = None, page: Page | None = None
) -> list[ActionLine]:
    """One list of the action log, the nearest date first, or a page of it. One statement."""
    narrowed, order = _NARROWED[which], _LATEST if which == "finished" else _SOONEST
    facts: dict[str, Any] = {
        "keepers": list(by.partnerships), "now": now, "today": london_date(now), "post": by.post_id,
    }  # fmt: skip
    if body is not None:
        narrowed, facts["body"] = f"{narrowed} and a.body_id = %(body)s", body.pk
    if page is None:
        return _lines(narrowed, order, facts, now)
    return page.cut(_lines(narrowed, order, facts, now, limit=page.limit, offset=page.offset))


def actions_because_of(episodes: Iterable[uuid.UUID], *, by: ActingPerson, now: dt.datetime) -> list[ActionLine]:
    """What was promised because of these records (meetings, recommendations, audits), oldest first. One statement."""
    facts = {"keepers": list(by.partnerships), "episodes": list(episodes)}
    return _lines("e.because_of_id = any(%(episodes)s)", "e.opened_at, e.id", facts, now)


def _action_line(row: tuple[Any, ...], now: dt.datetime) -> ActionLine:
    columns: list[Any] = [*row[:16], rung_of(row[11], row[16], now), *row[17:]]
    return ActionLine(*columns)


def _lines(
    narrowed: str, order: str, facts: dict[str, Any], now: dt.datetime, *, limit: int = SHOWN, offset: int = 0
) -> list[ActionLine]:
    with connection.cursor() as cursor:
        cursor.execute(_LOG.format(narrowed=narrowed, order=order), facts | {"limit": limit, "offset": offset})
        return [_action_line(row, now) for row in cursor.fetchall()]


_COUNTS = """
select count(*) filter (where {late}), count(*) filter (where {open}),
  count(*) filter (where {check}), count(*) filter (where {mine}),
  count(*) filter (where e.closed_at is not null), count(*) filter (where a.carried > 0 and e.closed_at is null)
from spine_episode e join boards_action a on a.episode_ptr_id = e.id
where e.kind = 'board_action' and e.authority_id = any(%(keepers)s)
"""


@dataclass(frozen=True)
class Counts:
    """How many actions are in each list."""

    late: int = 0
    open: int = 0
    check: int = 0
    mine: int = 0
    finished: int = 0
    carried: int = 0


def counts(*, by: ActingPerson, now: dt.datetime) -> Counts:
    """How many actions are late, open, to be checked, the reader's, finished. One statement."""
    facts: dict[str, Any] = {
        "keepers": list(by.partnerships), "now": now, "today": london_date(now), "post": by.post_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(**_NARROWED), facts)
        return Counts(*(cursor.fetchone() or ()))


def action_for(reference: str, *, by: ActingPerson) -> Action:
    """One action with its owner, body and source. One statement."""
    found = (
        Action.objects.select_related("owner_seat", "owner_post__team", "body", "because_of")
        .filter(reference=reference.upper(), authority_id__in=by.partnerships)
        .first()
    )
    if found is None:
        raise Http404
    return found


def history_of(episode: Episode) -> list[Happened]:
    """What happened to a record, oldest first. One statement."""
    events = Event.objects.filter(episode_id=episode.pk).select_related("note").order_by("recorded_at")
    return [
        Happened(
            kind=each.kind,
            says=event_kind(each.kind).tell(each.payload),
            at=each.happened_at,
            by=each.actor_name,
            note=each.note.text if hasattr(each, "note") else "",
        )
        for each in events
    ]


@dataclass(frozen=True)
class Happened:
    """Something that happened to a record: its sentence, and the words somebody wrote with it."""

    kind: str
    says: str
    at: dt.datetime
    by: str
    note: str


def seats_outside(*, by: ActingPerson, on: dt.date) -> list[SeatHeld]:
    """Who sits for the partnership on bodies that others run, and who stands in. Two statements."""
    here = Seat.objects.filter(authority_id__in=by.partnerships, body__outside=True).exclude(until__lt=on)
    seats = list(here.select_related("body", "agency").order_by("body__name", "number", "name"))
    held: dict[uuid.UUID, list[Holding]] = {}
    for each in Holding.objects.filter(seat_id__in=[seat.pk for seat in seats]).order_by("since", "id"):
        held.setdefault(each.seat_id, []).append(each)
    return [_held(seat, held.get(seat.pk, []), on) for seat in seats]
