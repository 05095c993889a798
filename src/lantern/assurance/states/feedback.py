"""What one person was told of an audited case: told, then read."""

from __future__ import annotations

from typing import Any

from lantern.assurance import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

TOLD, READ = "told", "read"


def _is_theirs(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if by.user_id == found.worker_id else refused("It was written to somebody else.")


FEEDBACK = Lifecycle(
    kind="audit_feedback",
    prefix="AF",
    noun="feedback of an audit",
    states={TOLD: "Told, not read yet", READ: "Read"},
    moves=(
        Move("tell", "Tell", (), TOLD, may=may.RUN_AUDIT, event="audit_feedback_given"),
        Move("read", "I have read it", (TOLD,), READ, may=may.READ_FEEDBACK, event="audit_feedback_read",
             needs=(_is_theirs,), closes=True),
    ),
    notifies={"tell": "audit_feedback_given"},
)  # fmt: skip
