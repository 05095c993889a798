"""The family is met, its assessment written, and agreed by a manager."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lantern.earlyhelp import rules
from lantern.earlyhelp.models import Assessment, EarlyHelp
from lantern.earlyhelp.states import EARLY_HELP
from lantern.law.codes import code_set
from lantern.spine import handoffs
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Handoff


@transaction.atomic
def record_first_contact(
    help_: EarlyHelp,
    *,
    when: dt.datetime,
    note: str = "",
    late_reason: str = "",
    by: Actor,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The family was spoken with for the first time, at that moment: from then on it no longer waits."""
    made = EARLY_HELP.make(
        "first_contact",
        help_,
        by=by,
        at=when,
        version=version,
        key=key,
        payload={"team": help_.owner_team.name},
        note=note,
        late_reason=late_reason,
    )
    EarlyHelp.objects.filter(pk=help_.pk).update(first_contact_at=when)
    help_.first_contact_at = when
    handoff = handoff_of(help_, by)
    if handoff is not None and handoff.state == handoffs.ACCEPTED and when >= (handoff.accepted_at or when):
        handoffs.first_seen(handoff, by=by, at=when, version=handoff.version, late_reason=late_reason)
    return made


def handoff_of(help_: EarlyHelp, by: Actor) -> Handoff | None:
    """The handoff this help was begun from, where it is still the reader's team's: what is written here once need not
    be written there again.
    """
    if help_.from_handoff_id is None:
        return None
    found = Handoff.objects.select_related("from_team", "to_team").filter(pk=help_.from_handoff_id).first()
    return found if found is not None and found.is_open and found.to_team_id == by.team_id else None


@transaction.atomic
def write_assessment(
    help_: EarlyHelp,
    *,
    words: Mapping[str, str],
    voices: Sequence[Mapping[str, Any]],
    built_on: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Write what is known so far. ``words`` holds the parts of the assessment, ``voices`` what each child and parent
    said, verbatim. What stood before is kept beneath.
    """
    made = EARLY_HELP.make("write", help_, by=by, at=at, version=version, key=key)
    columns: dict[str, Any] = {part: words.get(part, "") for part in rules.PARTS}
    columns |= {"voices": [dict(each) for each in voices], "written_at": at, "written_by_name": by.name[:120]}
    if built_on:
        columns["built_on"] = built_on
    changed = Assessment.objects.filter(episode_id=help_.pk).update(**columns)
    if not changed:
        Assessment(episode_id=help_.pk, authority_id=help_.authority_id, restricted=help_.restricted, **columns).save(
            force_insert=True
        )
    return made


def _written(help_: EarlyHelp) -> Assessment:
    found = Assessment.objects.filter(episode_id=help_.pk).first()
    if found is None:
        raise MoveRefused(refused("Nothing is written yet.", next_step="Write the assessment first."))
    return found


@transaction.atomic
def submit(
    help_: EarlyHelp, *, late_reason: str = "", by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Ask a manager to agree the assessment. Raises MoveRefused naming what is missing."""
    assessment = _written(help_)
    missing = rules.missing_in(vars(assessment), help_.subjects, met=help_.first_contact_at is not None)
    if missing:
        raise MoveRefused(refused(f"Still missing: {'; '.join(missing)}.", next_step="Write it, then ask again."))
    made = EARLY_HELP.make(
        "submit",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"advice": _advice(assessment)},
        late_reason=late_reason,
    )
    EarlyHelp.objects.filter(pk=help_.pk).update(submitted_by_id=by.user_id, submitted_by_name=by.name[:120])
    return made


def _advice(assessment: Assessment) -> str:
    return code_set("early_help_recommendation").label(assessment.recommendation).lower()


@transaction.atomic
def agree(
    help_: EarlyHelp,
    *,
    words: str,
    late_reason: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """A manager agrees, and says what they tested. Not the one who submitted it."""
    assessment = _written(help_)
    made = EARLY_HELP.make(
        "agree",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"advice": _advice(assessment)},
        note=words,
        late_reason=late_reason,
    )
    EarlyHelp.objects.filter(pk=help_.pk).update(agreed_at=at, agreed_by_id=by.user_id)
    Assessment.objects.filter(episode_id=help_.pk).update(manager_words=words)
    return made


@transaction.atomic
def send_back(
    help_: EarlyHelp, *, words: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager says what is missing. The clock runs on."""
    made = EARLY_HELP.make("send_back", help_, by=by, at=at, version=version, key=key, note=words)
    Assessment.objects.filter(episode_id=help_.pk).update(manager_words=words)
    return made
