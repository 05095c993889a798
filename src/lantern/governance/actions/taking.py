"""Minutes from a file: kept until somebody has checked what was read, then made a meeting and actions of."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lantern.boards.actions import log_action
from lantern.boards.models import Body
from lantern.governance.actions import meetings, minuting
from lantern.governance.models import AgendaItem, Attendance, BoardMeeting, MinutesFile
from lantern.governance.permissions import KEEP_MINUTES
from lantern.governance.reading import Minutes
from lantern.spine import acts
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused


@transaction.atomic
def keep_file(body: Body, *, name: str, content: bytes, found: Minutes, at: dt.datetime) -> tuple[MinutesFile, bool]:
    """Keep what was read in a file, once for the same file. Returns it, and whether it is new."""
    return MinutesFile.objects.get_or_create(
        body=body,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "authority_id": body.authority_id,
            "name": name[:200],
            "proposal": found.plain(),
            "read_at": at,
        },
    )


@transaction.atomic
def take(
    file: MinutesFile,
    *,
    starts_at: dt.datetime,
    chosen: Sequence[Mapping[str, Any]],
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> BoardMeeting:
    """Make a meeting of a file that somebody has checked: its agenda, what was minuted, whom it names, and the actions
    with the owners and days that were chosen (``what``, ``item``, and as ``log_action`` takes them). It stays under way
    until for every seat it was said whether it was there.
    """
    acts.require(by.may(KEEP_MINUTES, file))
    acts.claim(key, move="minutes.take", by=by)
    if not MinutesFile.objects.filter(pk=file.pk, taken_at__isnull=True).update(taken_at=at):
        raise MoveRefused(refused("Somebody has made a meeting of this file already."))
    body, proposal = file.body, file.proposal
    meeting = meetings.plan(body, starts_at=starts_at, by=by, at=at)
    meetings.begin(meeting, by=by, at=starts_at, version=meeting.version)
    numbers: dict[int, AgendaItem] = {}
    for told in proposal["items"]:
        item = meetings.add_item(
            body,
            meeting=meeting,
            title=told["title"][:300],
            purpose="discuss",
            presenter=told["presenter"][:160],
            by=by,
            at=at,
        )
        numbers[told["number"]] = item
        if told["text"]:
            minuting.minute(item, meeting, text=told["text"], by=by, at=at)
    came = {"here": "full", "part": "part", "apology": "apology", "absent": "absent"}
    Attendance.objects.bulk_create(
        Attendance(
            authority_id=meeting.authority_id,
            episode_id=meeting.pk,
            name=told["name"][:160],
            came=came[told["came"]],
            note=", ".join(each for each in (told["role"], told["representing"]) if each)[:300],
        )
        for told in proposal["people"]
    )
    for each in chosen:
        said = dict(each)
        number = said.pop("item")
        source = f"{body.name}, {starts_at:%-d %B %Y}, item {numbers[number].number}" if number in numbers else ""
        log_action(keeper=body.authority_id, because_of=meeting, body=body, source=source, by=by, at=at, **said)
    MinutesFile.objects.filter(pk=file.pk).update(episode_id=meeting.pk)
    return meeting
