"""What an agency that was asked sends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from lantern.meetings.actions.common import facts_of
from lantern.meetings.models import Invitation
from lantern.meetings.states import INVITATION
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made


@transaction.atomic
def answer_invitation(
    invitation: Invitation,
    *,
    coming: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    name: str = "",
    note: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency says whether it comes, and who."""
    made = INVITATION.make("answer", invitation, by=by, at=at, version=version, key=key, payload=facts_of(invitation))
    Invitation.objects.filter(pk=invitation.pk).update(coming=coming, coming_name=name, coming_note=note)
    return made


@transaction.atomic
def send_report(
    invitation: Invitation,
    *,
    report: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency sends its report. It stays marked as its own; whoever runs the meeting reads it there."""
    made = INVITATION.make(
        "report",
        invitation,
        by=by,
        at=at,
        version=version,
        key=key,
        payload=facts_of(invitation),
        late_reason=late_reason,
    )
    Invitation.objects.filter(pk=invitation.pk).update(report=dict(report), report_by_name=by.name[:120], report_at=at)
    return made
