"""What a second look at a finished contact finds, and taking the contact up again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.actions.contact import write_columns
from lantern.frontdoor.actions.feedback import tell_sender
from lantern.frontdoor.models import Contact, SecondLook, SentContact
from lantern.frontdoor.states import CONTACT
from lantern.spine.actors import refused, somebody
from lantern.spine.lifecycle import Made, MoveRefused

TOUCHED = (
    "looked_at",
    "looked_by",
    "decided_by",
    "signed_off_by",
    "found",
    "level",
    "outcome",
    "themes",
    "missed",
    "then",
)


@dataclass(frozen=True)
class Finding:
    """What somebody found who had no part in the decision. Everything but ``found`` only where it is otherwise."""

    found: SecondLook.Found
    level: int | None = None
    outcome: str = ""
    themes: Sequence[str] = ()
    missed: str = ""
    then: str = ""

    @property
    def lacks(self) -> str:
        """What has still to be said, or nothing."""
        if self.found == SecondLook.Found.AGREED:
            return ""
        if self.level is None:
            return "Say at which level of need you would have put it."
        if not self.themes or not self.missed.strip():
            return "Say what was missed."
        return "" if self.then else "Say what happens now."


@transaction.atomic
def look_again(
    look: SecondLook,
    contact: Contact,
    *,
    finding: Finding,
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Write down what a second look found; where it says so, take the contact up again.

    Raises MoveRefused: to whoever decided or signed off, to a second answer, to a finding that leaves something open.
    """
    if finding.lacks:
        raise MoveRefused(refused(finding.lacks))
    made = CONTACT.make(
        "look_again",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"found": str(finding.found.label).lower()},
        about=(),
    )
    standing = SecondLook.objects.select_for_update().get(pk=look.pk, episode_id=contact.pk)
    if standing.found:
        raise MoveRefused(refused("Somebody else has looked at this meanwhile."))
    standing.looked_at, standing.looked_by_id = at, somebody(by)
    # Of something restricted nobody could say when it was drawn whose decision it was.
    standing.decided_by_id = standing.decided_by_id or contact.decided_by_id
    standing.signed_off_by_id = standing.signed_off_by_id or contact.signed_off_by_id
    standing.found, standing.themes = finding.found, list(finding.themes)
    standing.level, standing.outcome = finding.level, finding.outcome
    standing.missed, standing.then = finding.missed.strip(), finding.then
    standing.save(update_fields=TOUCHED)
    if finding.then == SecondLook.Next.AGAIN:
        return reopen(contact, reason=finding.missed, by=by, at=at, version=contact.version)
    return made


@transaction.atomic
def reopen(contact: Contact, *, reason: str, by: ActingPerson, at: dt.datetime, version: int) -> Made:
    """Take a finished contact up again: it is decided afresh, signed off afresh, and whoever was worried is told
    afresh. What was decided, signed off and told before stands in its history.
    """
    made = CONTACT.make(
        "reopen",
        contact,
        by=by,
        at=at,
        version=version,
        changes={"closed_at": None},
        facts={"reason": reason},
        note=reason,
    )
    # The sign-off goes with the decision it was about: whoever gave it may decide this time.
    write_columns(
        contact,
        signed_off_at=None,
        signed_off_by_id=None,
        sign_off_note="",
        cumulative_tested="",
        told_at=None,
        told_how="",
        told_words="",
    )
    tell_sender(contact, stage=SentContact.Stage.LOOKED_AT, told_at=None)
    return made
