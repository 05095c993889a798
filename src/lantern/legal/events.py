"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

register(
    EventKind("legal_planning_asked", "A legal planning meeting was asked for.", significance=3,
              heading="Legal planning"),
    EventKind("legal_planning_decided", "The legal planning meeting decided: {decision}.",
              {"decision": "what was decided"}, significance=3),
    EventKind("proceedings_considered", "The legal planning meeting decided to apply to the court.", significance=3),
    EventKind("letter_written", "The letter before proceedings was written on: {part}.", {"part": "which part"}),
    EventKind("letter_sent_back", "A manager sent the letter before proceedings back to be written."),
    EventKind("letter_ready", "The letter before proceedings was sent to a manager."),
    EventKind("letter_before_proceedings_sent", "The letter before proceedings was sent to the parents.",
              significance=3),
    EventKind("pre_proceedings_meeting_held", "The parents and their lawyers were met before proceedings.",
              significance=2),
    EventKind("letter_change_checked", "What the letter asks was checked: {found}.",
              {"found": "whether it has changed"}, significance=2),
    EventKind("pre_proceedings_extended", "Pre-proceedings go on, until {until}.", {"until": "a day"},
              significance=3),
    EventKind("pre_proceedings_ended", "Legal planning ended: {how}.", {"how": "how it ended"}, significance=3),
    EventKind("application_issued", "The council applied to the family court.", significance=3),
    EventKind("hearing_listed", "Listed in court: {kind}, {on}.",
              {"kind": "which hearing", "on": "a day"}, significance=2),
    EventKind("hearing_held", "Held in court: {kind}.", {"kind": "which hearing"}, significance=3),
    EventKind("case_management_hearing_held", "The case management hearing was held.", significance=3),
    EventKind("hearing_put_off", "Put off by the court: {kind}.", {"kind": "which hearing"}, significance=2),
    EventKind("extension_granted", "The court gave the case longer, until {until}.", {"until": "a day"},
              significance=3),
    EventKind("proceedings_concluded", "Proceedings ended: {how}.", {"how": "how they ended"}, significance=3),
    EventKind("legal_delay_explained", "Why it waits before court was recorded. Now it is the turn of: {turn}.",
              {"turn": "whose turn it is"}, significance=2),
    EventKind("legal_taken", "{worker} took the legal planning on.", {"worker": "worker's role or name"}),
)  # fmt: skip

register_notices(
    NoticeKind("letter_to_agree", "A letter before proceedings waits for a manager", episode="legal_planning",
               while_in=("letter_ready",)),
)  # fmt: skip
