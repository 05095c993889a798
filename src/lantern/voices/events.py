"""What this room records, and the sentence each contributes to a history."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

register(
    EventKind("feedback_given", "Somebody said how it was."),
    EventKind("feedback_worry_given", "Somebody said how it was, and that somebody is hurt or afraid.", significance=2),
    EventKind("feedback_hub_told", "The hub was told of it.", significance=2),
    EventKind("feedback_read", "It was read."),
)

register_notices(
    NoticeKind("feedback_worry", "Somebody wrote in a feedback form that somebody is hurt or afraid",
               episode="feedback", while_in=("given",)),
)  # fmt: skip
