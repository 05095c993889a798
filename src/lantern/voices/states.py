"""The states of what somebody said: given, read. What says that somebody is afraid is read first."""

from __future__ import annotations

from lantern.spine.lifecycle import Lifecycle, Move
from lantern.voices import permissions as may

GIVEN, READ = "given", "read"

FEEDBACK = Lifecycle(
    kind="feedback",
    prefix="FB",
    noun="feedback",
    states={GIVEN: "To be read", READ: "Read"},
    moves=(
        Move("give", "Say how it was", (), GIVEN, may=may.GIVE_FEEDBACK, event="feedback_given", under="feedback-read"),
        Move("give_worry", "Say that somebody is afraid", (), GIVEN, may=may.GIVE_FEEDBACK,
             event="feedback_worry_given", under="feedback-read"),
        Move("tell_hub", "Tell the hub", (GIVEN, READ), None, may=may.READ_FEEDBACK, event="feedback_hub_told"),
        Move("read", "Read it", (GIVEN,), READ, may=may.READ_FEEDBACK, event="feedback_read", under="feedback-read",
             closes=True),
    ),
    notifies={"give_worry": "feedback_worry"},
)  # fmt: skip
