"""An agreement holds until it is renewed or ends; published arrangements hold until the next edition."""

from __future__ import annotations

from typing import Any

from lantern.oversight import permissions as may
from lantern.oversight.states.common import reason_given
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

HOLDS, ENDED = "holds", "ended"
PUBLISHED, REPLACED = "published", "replaced"

AGREEMENT = Lifecycle(
    kind="agreement",
    prefix="AG",
    noun="agreement",
    states={HOLDS: "Holds", ENDED: "Ended"},
    moves=(
        Move("record", "Record an agreement", (), HOLDS, may=may.KEEP_OVERSIGHT, event="agreement_recorded"),
        Move("renew", "Renew it", (HOLDS,), None, may=may.KEEP_OVERSIGHT, event="agreement_renewed"),
        Move("give", "Say what was given", (HOLDS,), None, may=may.KEEP_OVERSIGHT, event="agreement_looked_at"),
        Move("end", "End it", (HOLDS,), ENDED, may=may.KEEP_OVERSIGHT, event="agreement_ended",
             needs=(reason_given,), closes=True),
    ),
)  # fmt: skip


def _not_sent(arrangements: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return refused("They were sent already.") if arrangements.sent_on else ALLOWED


ARRANGEMENTS = Lifecycle(
    kind="arrangements",
    prefix="PA",
    noun="edition of the arrangements",
    states={PUBLISHED: "In force", REPLACED: "Replaced"},
    moves=(
        Move("publish", "Record that they were published", (), PUBLISHED, may=may.KEEP_OVERSIGHT,
             event="arrangements_began", under="arrangements-review"),
        Move("send", "Record that they were sent to the Secretary of State", (PUBLISHED,), None,
             may=may.KEEP_OVERSIGHT, event="arrangements_sent", needs=(_not_sent,)),
        Move("review", "Record the review", (PUBLISHED,), None, may=may.KEEP_OVERSIGHT, event="arrangements_reviewed",
             under="arrangements-review"),
        Move("replace", "Another edition takes their place", (PUBLISHED,), REPLACED, may=may.KEEP_OVERSIGHT,
             event="arrangements_replaced", closes=True),
    ),
)  # fmt: skip
