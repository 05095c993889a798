"""What a reviewer concludes about a look at a record: who, when, and why. Appended, never changed.

Nobody reviews their own look; the database refuses it as well.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantern.access.models import Look, Verdict
from lantern.access.people_acting import ActingPerson
from lantern.access.permissions import REVIEW_LOOKS
from lantern.spine import acts
from lantern.spine.actors import Answer, refused, somebody
from lantern.spine.lifecycle import MoveRefused


class Overtaken(Exception):
    """Somebody else concluded meanwhile. ``verdicts`` is what stands now, oldest first."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__("Somebody else reviewed this meanwhile.")
        self.verdicts = verdicts


def may_review(look: Look, by: ActingPerson) -> Answer:
    """May this person conclude about this look?"""
    answer = by.may(REVIEW_LOOKS, look)
    if answer and look.user_id is not None and look.user_id == by.user_id:
        return refused(
            _("Nobody reviews what they opened themselves."),
            next_step=_("Another manager or the data protection officer does."),
        )
    return answer


def verdicts_on(look: Look) -> list[Verdict]:
    """Every conclusion about a look, oldest first, with who concluded. One statement."""
    return list(Verdict.objects.filter(look=look).select_related("user", "post").order_by("number"))


@transaction.atomic
def review(
    look: Look,
    *,
    found: Verdict.Found,
    note: str,
    by: ActingPerson,
    at: dt.datetime,
    seen: int,
    key: uuid.UUID | None = None,
) -> Verdict:
    """Write down a conclusion. ``seen`` is how many conclusions the reviewer had read on the page.

    Raises MoveRefused (not this person's to review, or no reason given where one is needed), Overtaken, or AlreadyDone
    when this key was used before.
    """
    acts.require(may_review(look, by))
    if found != Verdict.Found.APPROPRIATE and not note.strip():
        raise MoveRefused(refused(_("Say what you will ask, or what was wrong.")))
    acts.claim(key, move="access.review_look", by=by)
    verdict = Verdict(
        look=look,
        looked_by_id=look.user_id,
        authority_id=look.authority_id,
        number=seen + 1,
        found=found,
        note=note.strip(),
        user_id=somebody(by),
        post_id=by.post_id,
        at=at,
    )
    standing = verdicts_on(look)
    if len(standing) != seen:
        raise Overtaken(standing)
    try:
        with transaction.atomic():
            verdict.save(force_insert=True)
    except IntegrityError as error:
        standing = verdicts_on(look)
        if len(standing) == seen:
            raise
        raise Overtaken(standing) from error
    return verdict
