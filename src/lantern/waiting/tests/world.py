"""Handoffs for tests, made by the real moves."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from django.http import HttpResponse
from django.utils import timezone
from tests.cast import Cast, a_contact, decisions_for, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, Outcome
from lantern.spine.models import Handoff


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def press(version: int, **typed: str) -> dict[str, str]:
    return {"act": str(uuid.uuid4()), "version": str(version), **typed}


def offered(cast: Cast, *, at: dt.datetime | None = None) -> Handoff:
    """A child offered to a provider, after decision and sign-off."""
    now = at or timezone.now()
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=now)
    contact = walk(contact, "screened", cast=cast, at=now)
    with acting(cast.social_worker):
        (decision,) = decisions_for(contact, Outcome.EARLY_HELP)
        decision.to_team_id, decision.need_to_know = cast.provider.team_id, "Speaks Polish. Ring before ten."
        actions.decide(contact, decisions=[decision], by=cast.social_worker, at=now, version=contact.version)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.sign_off(contact, note="Read.", by=cast.manager, at=now, version=contact.version)
        return Handoff.objects.get(because_of_id=contact.pk)


def sender(handoff: Handoff, cast: Cast) -> ActingPerson:
    """Somebody of the team that offered it: the hub, or whoever is on duty while the tests run."""
    return next(each for each in (cast.social_worker, cast.night_worker) if each.team_id == handoff.from_team_id)
