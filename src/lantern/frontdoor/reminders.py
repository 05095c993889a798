"""What time does at the front door: an agency that is late is reminded, then its manager hears of it; the night's
work goes to the day.

Safe to run at any moment and as often as one likes: each effect happens once, and each is its own transaction.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.frontdoor import actions
from lantern.frontdoor.models import Check, Contact
from lantern.frontdoor.rules import HANDOVER
from lantern.frontdoor.states import ASKED
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, TeamKind
from lantern.spine import clocks, handoffs
from lantern.spine.lifecycle import MoveRefused, StaleRecord
from lantern.spine.models import Clock, Handoff, Notice

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


def tick(now: dt.datetime) -> Ticked:
    """Remind, escalate and hand over whatever is due by now, for every authority."""
    done = Ticked()
    for here in partnership.authorities():
        by = clockwork(here.pk)
        with acting(by):
            late = _late_checks(now)
            night = _held_by_night(here.pk) if partnership.in_office_hours(here.pk, now) else []
        for check_id in late:
            match _quietly(by, partial(_chase, check_id, by=by, now=now)):
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
    except StaleRecord:
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


def _chase(check_id: uuid.UUID, *, by: ActingPerson, now: dt.datetime) -> str:
    check = Check.objects.select_related("asked_team__agency").get(pk=check_id)
    due = (
        Clock.objects.filter(episode_id=check.pk, timescale="agency-checks", stopped_at__isnull=True)
        .values_list("due_at", flat=True)
        .first()
    )
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
    team = Contact.objects.filter(pk=check.because_of_id).values_list("owner_team_id", flat=True).first()
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


def _held_by_night(authority_id: int) -> list[uuid.UUID]:
    """Open contacts that the emergency duty team still holds and has not offered to the day. One statement."""
    night = [team.pk for team in partnership.teams_covering(authority_id, TeamKind.EMERGENCY_DUTY)]
    offered = Handoff.objects.filter(because_of_id=OuterRef("pk"), purpose=HANDOVER, state=handoffs.OFFERED)
    held = Contact.objects.filter(
        ~Exists(offered), authority_id=authority_id, owner_team_id__in=night, closed_at__isnull=True
    )
    return list(held.order_by("opened_at").values_list("pk", flat=True))


def _hand_over(contact_id: uuid.UUID, *, by: ActingPerson, now: dt.datetime) -> str:
    contact = Contact.objects.get(pk=contact_id)
    actions.hand_over(contact, note="", by=by, at=now, version=contact.version)
    return "handed over"


# ---- Telling people ------------------------------------------------------------------------------------------------


def send_notices(now: dt.datetime) -> int:
    """Send what waits in the outbox: one message for each person, with the same words for everything. How many
    messages were sent.

    Marked as sent in the transaction that sends: broken off in between, a message may come twice, and never not at all.
    """
    return sum(_send_for(clockwork(here.pk), now) for here in partnership.authorities())


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
            for address in _addresses({notice.team_id for notice in waiting}, now=now):
                EmailMessage(
                    subject=_("You have a new task"), body=_("You have a new task. Sign in."), to=[address]
                ).send()
                sent += 1
            Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(sent_at=now)


def _addresses(teams: set[int], *, now: dt.datetime) -> list[str]:
    """The work addresses of whoever holds a post in these teams today, each once."""
    today = now.astimezone(partnership.LONDON).date()
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    posts = Post.objects.filter(begun, not_ended, team_id__in=teams, holder__is_active=True).exclude(holder__email="")
    return sorted(set(posts.values_list("holder__email", flat=True)))
