"""What time does at the front door: an agency that is late is reminded, then its manager hears of it; the night's
work goes to the day.

Safe to run at any moment and as often as one likes: each effect happens once, and each is its own transaction.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.access.permissions import GRANT_ACCESS
from lantern.access.roles import permissions_of
from lantern.frontdoor import actions
from lantern.frontdoor.models import Away, Check, Contact
from lantern.frontdoor.ringing_back import TIMESCALE
from lantern.frontdoor.states import ANSWERED, ASKED, CONTACT
from lantern.interface.display import london_date
from lantern.law.timescales import window_opened
from lantern.partnership import queries as partnership
from lantern.partnership.models import CASE_HOLDING, Post, TeamKind
from lantern.spine import clocks, handoffs, notices
from lantern.spine.lifecycle import MoveRefused, StaleRecord
from lantern.spine.models import Clock, Episode, Notice
from lantern.waiting import ladder

log = logging.getLogger(__name__)

ESCALATION = "check-escalation"
_AT_ONCE = 200
"""Notices sent in one transaction."""


@dataclass
class Ticked:
    """What one run did."""

    reminded: int = 0
    escalated: int = 0
    handed_over: int = 0
    unanswered: int = 0
    """Offers that nobody answered in time, told of now for the first time."""
    raised: int = 0
    """Waits that somebody further up hears of now."""
    closing: int = 0
    """Agencies told that what they gave closes soon."""
    not_rung: int = 0
    """People who were not rung back in the hours they chose, told to the team now for the first time."""


def tick(now: dt.datetime) -> Ticked:
    """Remind, escalate and hand over whatever is due by now, for every authority.

    Restricted work is chased like any other. This part of the system learns that it exists, whose it is and until
    when; names and words stay closed to it (``docs/decisions/0008-restricted-work-is-chased.md``).
    """
    done = Ticked()
    for here in partnership.authorities():
        by = clockwork(here.pk, keeps_time=True)
        with acting(by):
            late: list[Callable[[], str]] = [partial(_chase, each, by=by, now=now) for each in _late_checks(now)]
            late += [partial(_chase_unseen, each, by=by, now=now) for each in _late_unseen(now)]
            open_now = partnership.in_office_hours(here.pk, now)
            night = list(_held_by_night(here.pk).values_list("pk", flat=True)) if open_now else []
            done.unanswered += _tell_of_unanswered(here.pk, now)
            done.raised += ladder.raise_late(here.pk, now)
            done.not_rung += _tell_of_not_rung(here.pk, now)
            done.closing += _tell_of_closing(here.pk, now)
        for chase in late:
            match _quietly(by, chase):
                case "reminded":
                    done.reminded += 1
                case "escalated":
                    done.escalated += 1
        for contact_id in night:
            if _quietly(by, partial(_hand_over, contact_id, by=by, now=now)):
                done.handed_over += 1
    return done


def _quietly(by: ActingPerson, work: Callable[[], str]) -> str:
    """One effect in one transaction. Somebody who was quicker leaves nothing to do; one refusal does not stop the
    rest.
    """
    try:
        with acting(by):
            return work()
    except (StaleRecord, ObjectDoesNotExist):
        return ""
    except MoveRefused as refusal:
        log.warning("A reminder was refused: %s", refusal.answer.reason)
        return ""


def _late_checks(now: dt.datetime) -> list[uuid.UUID]:
    """Questions past their time: to remind of, or to raise with the agency's manager. One statement."""
    late = Clock.objects.filter(
        episode_id=OuterRef("pk"), timescale="agency-checks", stopped_at__isnull=True, due_at__lt=now
    )
    waiting = Check.objects.filter(Exists(late), state=ASKED, escalated_at__isnull=True)
    return list(waiting.values_list("pk", flat=True))


@dataclass(frozen=True)
class _Unseen:
    """What is known of a restricted question that is late: whom it was put to, and when it was asked for again."""

    asked_team_id: int
    due: dt.datetime
    reminded_at: dt.datetime | None
    reminders: int


def _late_unseen(now: dt.datetime) -> dict[uuid.UUID, _Unseen]:
    """Questions about restricted children past their time. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.restricted_checks_late(%s)", [now])
        return {check_id: _Unseen(*known) for check_id, *known in cursor.fetchall()}


def _chase(check_id: uuid.UUID, *, by: ActingPerson, now: dt.datetime) -> str:
    check = Check.objects.select_related("asked_team__agency").get(pk=check_id)
    due = (
        Clock.objects.filter(episode_id=check.pk, timescale="agency-checks", stopped_at__isnull=True)
        .values_list("due_at", flat=True)
        .first()
    )
    return _chase_one(check, due=due, by=by, now=now)


def _chase_unseen(check_id: uuid.UUID, *, by: ActingPerson, now: dt.datetime) -> str:
    """The same for a question that can not be read."""
    late = _late_unseen(now).get(check_id)
    if late is None:
        return ""
    check = _without_words(
        Check,
        Episode.objects.get(pk=check_id),
        asked_team_id=late.asked_team_id,
        reminded_at=late.reminded_at,
        reminders=late.reminders,
    )
    done = _chase_one(check, due=late.due, by=by, now=now)
    if done:
        with connection.cursor() as cursor:
            cursor.execute("select access.restricted_check_chased(%s, %s, %s)", [check_id, now, done == "escalated"])
    return done


def _without_words[E: Episode](kind: type[E], episode: Episode, **known: Any) -> E:
    """An episode as its kind, from its own row alone. Nothing else of it is read: what is asked for all the same is
    not there, and raises.
    """
    values = {field.attname: getattr(episode, field.attname) for field in Episode._meta.concrete_fields}
    values |= {"episode_ptr_id": episode.pk, **known}
    names = [field.attname for field in kind._meta.concrete_fields if field.attname in values]
    return kind.from_db("default", names, [values[name] for name in names])


def _chase_one(check: Check, *, due: dt.datetime | None, by: ActingPerson, now: dt.datetime) -> str:
    if due is None or due >= now:
        return ""
    if check.reminded_at is None or check.reminded_at < due:
        actions.remind(check, by=by, at=now, version=check.version)
        return "reminded"
    raise_at = clocks.due_at(
        ESCALATION, started_at=due, authority_id=check.authority_id, variant=clocks.variant_for(ESCALATION, check)
    )
    if raise_at is None or raise_at > now:
        return ""
    actions.escalate(check, by=by, at=now, version=check.version)
    _tell_the_hub(check, now=now)
    return "escalated"


def _tell_the_hub(check: Check, *, now: dt.datetime) -> None:
    """The team that asked hears that it has no answer, and decides whether it can go on without."""
    if check.because_of_id is None:
        return
    team = Episode.objects.filter(pk=check.because_of_id).values_list("owner_team_id", flat=True).first()
    if team is not None:
        told = Notice(
            episode_id=check.pk,
            team_id=team,
            authority_id=check.authority_id,
            kind="check_missing",
            created_at=now,
            restricted=check.restricted,
        )
        Notice.objects.bulk_create([told], ignore_conflicts=True)


def _held_by_night(authority_id: int) -> QuerySet[Episode]:
    """Open contacts that the emergency duty team still holds and has not offered to the day. One statement."""
    night = [team.pk for team in partnership.teams_covering(authority_id, TeamKind.EMERGENCY_DUTY)]
    offered = Episode.objects.filter(
        because_of_id=OuterRef("pk"),
        kind=handoffs.HANDOFF.kind,
        state=handoffs.OFFERED,
        owner_team_id=partnership.hub_of(authority_id).pk,
    )
    held = Episode.objects.filter(
        ~Exists(offered),
        kind=CONTACT.kind,
        authority_id=authority_id,
        owner_team_id__in=night,
        closed_at__isnull=True,
    )
    return held.order_by("opened_at")


def _hand_over(contact_id: uuid.UUID, *, by: ActingPerson, now: dt.datetime) -> str:
    """Offer a contact to the day. A restricted one is offered without a name or a word: whoever may see it reads the
    contact itself.
    """
    held = _held_by_night(by.authorities[0]).get(pk=contact_id)
    contact = _without_words(Contact, held) if held.restricted else Contact.objects.get(pk=contact_id)
    actions.hand_over(contact, note="", by=by, at=now, version=contact.version)
    return "handed over"


CLOSING = "answer-closing"


def _tell_of_closing(authority_id: int, now: dt.datetime) -> int:
    """Whoever gave something hears in time that it closes soon, once in that time. At most two statements."""
    begins = window_opened(CLOSING, now)
    ahead = now + (now - begins)
    told = Notice.objects.filter(episode_id=OuterRef("pk"), kind="answer_closing", created_at__gte=begins)
    soon = Check.objects.filter(
        ~Exists(told),
        authority_id=authority_id,
        state=ANSWERED,
        restricted=False,
        open_until__gte=london_date(now),
        open_until__lte=london_date(ahead),
    )
    found = list(soon.values_list("pk", "asked_team_id", "partner_agency_id"))
    Notice.objects.bulk_create(
        (
            Notice(
                episode_id=check,
                team_id=team,
                authority_id=authority_id,
                partner_agency_id=agency,
                kind="answer_closing",
                created_at=now,
            )
            for check, team, agency in found
        ),
        ignore_conflicts=True,
    )
    return len(found)


def _tell_of_not_rung(authority_id: int, now: dt.datetime) -> int:
    """The team hears once of each call back that was missed, of restricted work as well. At most two statements."""
    told = Notice.objects.filter(
        episode_id=OuterRef("episode_id"), kind="call_back_late", created_at__gte=OuterRef("due_at")
    )
    late = Clock.objects.filter(
        ~Exists(told), authority_id=authority_id, timescale=TIMESCALE, stopped_at__isnull=True, due_at__lt=now
    )
    found = list(late.values_list("episode_id", "episode__owner_team_id", "restricted"))
    Notice.objects.bulk_create(
        (
            Notice(
                episode_id=contact,
                team_id=team,
                authority_id=authority_id,
                kind="call_back_late",
                created_at=now,
                restricted=restricted,
            )
            for contact, team, restricted in found
        ),
        ignore_conflicts=True,
    )
    return len(found)


def _tell_of_unanswered(authority_id: int, now: dt.datetime) -> int:
    """Both teams hear of an offer that nobody answered in time, restricted or not: once. At most two statements."""
    told = Notice.objects.filter(episode_id=OuterRef("pk"), kind="handoff_late")
    late = Episode.objects.filter(
        ~Exists(told),
        kind=handoffs.HANDOFF.kind,
        state=handoffs.OFFERED,
        authority_id=authority_id,
        closed_at__isnull=True,
        next_due="handoff-answer",
        next_due_at__lt=now,
    )
    found = list(
        late.values_list("pk", "owner_team_id", "partner_agency_id", "restricted", "because_of__owner_team_id")
    )
    Notice.objects.bulk_create(
        (
            Notice(
                episode_id=handoff,
                team_id=team,
                authority_id=authority_id,
                partner_agency_id=agency if team == offered_to else None,
                kind="handoff_late",
                created_at=now,
                restricted=restricted,
            )
            for handoff, offered_to, agency, restricted, offered_by in found
            for team in {offered_to, offered_by} - {None}
        ),
        ignore_conflicts=True,
    )
    return len(found)


# ---- Telling people ------------------------------------------------------------------------------------------------


def send_notices(now: dt.datetime) -> int:
    """Send what waits in the outbox: one message for each person, with the same words for everything. How many
    messages were sent.

    Marked as sent in the transaction that sends: broken off in between, a message may come twice, and never not at all.
    """
    return sum(_send_for(clockwork(here.pk, keeps_time=True), now) for here in partnership.authorities())


def _send_for(by: ActingPerson, now: dt.datetime) -> int:
    sent = 0
    while True:
        with acting(by):
            waiting = list(
                Notice.objects.select_for_update(skip_locked=True)
                .filter(sent_at__isnull=True, authority_id__in=by.authorities)
                .order_by("created_at")[:_AT_ONCE]
            )
            if not waiting:
                return sent
            for address in _addresses(waiting, now=now):
                EmailMessage(
                    subject=_("You have a new task"), body=_("You have a new task. Sign in."), to=[address]
                ).send()
                sent += 1
            Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(sent_at=now)


def _addresses(waiting: list[Notice], *, now: dt.datetime) -> list[str]:
    """The work addresses of whoever is to be told today, each once: everybody in the team; of something restricted,
    of a team that works for the authority, only those who may open it.
    """
    teams = partnership.teams()
    limited = [
        notice
        for notice in waiting
        if notice.restricted
        and teams[notice.team_id].holds_cases
        and notice.authority_id in teams[notice.team_id].covers
    ]
    holders = _holders({notice.team_id for notice in waiting}, now=now)
    may_open = _may_open({notice.episode_id for notice in limited})
    elsewhere = _holders_by_user({user for users in may_open.values() for user in users}, now=now)
    theirs = _whose([notice for notice in waiting if _to_worker(notice.kind)], now=now)
    told: set[str] = set()
    for notice in waiting:
        here = holders.get(notice.team_id, [])
        if _to_worker(notice.kind):
            here = [each for each in here if each.user_id in theirs[notice.episode_id]]
        if notice in limited:
            allowed = may_open.get(notice.episode_id, set())
            here = _let_in(here, allowed, [each for user in sorted(allowed) for each in elsewhere.get(user, [])])
        told.update(each.address for each in here)
    return sorted(told)


@dataclass(frozen=True)
class _Holder:
    """Somebody who holds a post today and can be written to."""

    user_id: int
    address: str
    role: str


def _let_in(team: list[_Holder], may_open: set[int], elsewhere: list[_Holder]) -> list[_Holder]:
    """Who hears of something restricted that waits for a team: those of it who may open it.

    Where nobody in it may, whoever elsewhere may open it and so can act (offer it to others, or let somebody in), and
    those of the team who give access, who find whom to ask; where there are none of these either, everybody: the
    message says nothing, and nobody waits unseen.
    """
    return (
        [each for each in team if each.user_id in may_open]
        or [*elsewhere, *(each for each in team if GRANT_ACCESS in permissions_of(each.role))]
        or team
    )


def _to_worker(kind: str) -> bool:
    declared = notices.all_kinds().get(kind)
    return declared is not None and declared.to_worker


def _whose(waiting: list[Notice], *, now: dt.datetime) -> defaultdict[uuid.UUID, set[int]]:
    """Who holds each of these episodes, and who covers them today. At most two statements."""
    found: defaultdict[uuid.UUID, set[int]] = defaultdict(set)
    if waiting:
        held = Episode.objects.filter(pk__in=[each.episode_id for each in waiting], worker__isnull=False)
        for episode, worker in held.values_list("pk", "worker_id"):
            found[episode].add(worker or 0)
        away = Away._default_manager.filter(_away_on(london_date(now)), worker__in=set().union(*found.values()))
        covers = dict(away.values_list("worker_id", "covered_by_id"))
        for workers in found.values():
            workers |= {covers[each] for each in workers if each in covers}
    return found


def _away_on(today: dt.date) -> Q:
    return Q(Q(until_day__isnull=True) | Q(until_day__gte=today), from_day__lte=today, ended_at__isnull=True)


def _holders(teams: set[int], *, now: dt.datetime) -> dict[int, list[_Holder]]:
    """Who holds a post in these teams today. One statement."""
    found: dict[int, list[_Holder]] = {}
    for post, holder in _held(Q(team_id__in=teams), now=now):
        found.setdefault(post.team_id, []).append(holder)
    return found


def _holders_by_user(users: set[int], *, now: dt.datetime) -> dict[int, list[_Holder]]:
    """The posts that these people hold today in teams that work for an authority. At most one statement."""
    found: dict[int, list[_Holder]] = {}
    if users:
        for _post, holder in _held(Q(holder_id__in=users, team__kind__in=CASE_HOLDING), now=now):
            found.setdefault(holder.user_id, []).append(holder)
    return found


def _held(which: Q, *, now: dt.datetime) -> list[tuple[Post, _Holder]]:
    today = now.astimezone(partnership.LONDON).date()
    away = Away._default_manager.filter(_away_on(today), worker=OuterRef("holder"), team=OuterRef("team"))
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    posts = Post.objects.filter(which, begun, not_ended, holder__is_active=True).exclude(holder__email="")
    there = posts.filter(~Exists(away)).select_related("holder")
    return [(post, _Holder(post.holder.pk, post.holder.email, post.role)) for post in there if post.holder is not None]


def _may_open(episodes: set[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """Of these restricted episodes, who may open each. At most one statement."""
    found: dict[uuid.UUID, set[int]] = {}
    if episodes:
        with connection.cursor() as cursor:
            cursor.execute("select episode, worker from access.may_open(%s)", [list(episodes)])
            for episode, worker in cursor.fetchall():
                found.setdefault(episode, set()).add(worker)
    return found
