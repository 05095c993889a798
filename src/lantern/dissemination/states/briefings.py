"""A briefing: written, sent, read by everybody meant, written anew, withdrawn."""

from __future__ import annotations

from lantern.dissemination import permissions as may
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register

WRITING, SENT, WITHDRAWN = "writing", "sent", "withdrawn"
TO_READ, NOT_READ = "briefing_to_read", "briefing_not_read"

BRIEFING = Lifecycle(
    kind="briefing",
    prefix="BR",
    noun="briefing",
    states={WRITING: "Being written", SENT: "Sent out", WITHDRAWN: "Withdrawn"},
    moves=(
        Move("begin", "Write a briefing", (), WRITING, may=may.WRITE_BRIEFINGS, event="briefing_begun"),
        Move("write", "Change the words", (WRITING,), None, may=may.WRITE_BRIEFINGS, event="briefing_written"),
        Move("send", "Send it out", (WRITING,), SENT, may=may.WRITE_BRIEFINGS, event="briefing_sent"),
        Move("read", "Read and understood", (SENT,), None, may=may.READ_BRIEFINGS, event="briefing_read"),
        Move("remind", "Remind who has not read it", (SENT,), None, may=may.WRITE_BRIEFINGS,
             event="briefing_reminded", under="briefing-read"),
        Move("take_up", "Write a new edition", (SENT,), WRITING, may=may.WRITE_BRIEFINGS,
             event="briefing_taken_up"),
        Move("withdraw", "Withdraw it", (WRITING, SENT), WITHDRAWN, may=may.WRITE_BRIEFINGS,
             event="briefing_withdrawn", closes=True),
    ),
)  # fmt: skip

register(
    NoticeKind(TO_READ, "A briefing to read: seven minutes", episode="briefing", while_in=(SENT,)),
    NoticeKind(
        NOT_READ,
        "A briefing that not everybody here has read",
        episode="briefing",
        while_in=(SENT,),
        replaces=(TO_READ,),
    ),
)
