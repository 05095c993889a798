"""What every staff page of the front door is drawn with."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access import looks
from lantern.access.attempts import Clash
from lantern.access.models import Look
from lantern.access.people_acting import actor_of
from lantern.frontdoor import presenters
from lantern.frontdoor.models import Contact, ReportedPerson


def note_look(request: HttpRequest, contact: Contact) -> None:
    """Opening a contact is itself recorded: who, in which post, on which page, and on what footing.

    Sending a form is told by its events.
    """
    if request.method != "GET":
        return
    _look(request, contact)


def note_unsealing(request: HttpRequest, contact: Contact, told: ReportedPerson, *, reason: str) -> None:
    """Somebody opened a protected address as it was told: who, and why. On the person's own record too, once it is
    known who they are.
    """
    _look(request, contact, person_id=told.person_id, reason=reason, sealed_fields=f"reported:{told.pk}")


def _look(request: HttpRequest, contact: Contact, *, person_id: uuid.UUID | None = None, **columns: str) -> None:
    by = actor_of(request)
    mine = contact.worker_id is not None and contact.worker_id == by.user_id
    looks.note(
        [(person_id, contact.authority_id)],
        by=by,
        episode_id=contact.pk,
        why=Look.Why.INVOLVED if mine else Look.Why.DUTY if contact.owner_team_id == by.team_id else Look.Why.SEARCH,
        page=(request.resolver_match.url_name if request.resolver_match else None) or "",
        **columns,
    )


def show(
    request: HttpRequest,
    template: str,
    facts: dict[str, Any],
    *,
    contact: Contact | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a staff page. A clash answers 409 with the form as it was filled in; a form with errors answers 422."""
    drawn = {
        "say": presenters,
        "new_key": uuid.uuid4,
        "now_at": timezone.now(),
        "clash": clash,
        "version": clash.version if clash and clash.version else contact.version if contact else 0,
        "contact": contact,
        **facts,
    }
    status = 409 if clash else 422 if drawn.get("has_errors") else 200
    return render(request, f"frontdoor/staff/{template}.jinja", drawn, status=status)
