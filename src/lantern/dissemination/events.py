"""The event kinds of this room. Payloads hold codes, labels and counts; what was written stands in the room's own
records.
"""

from lantern.spine.kinds import EventKind, register

register(
    EventKind("briefing_begun", "A briefing was begun."),
    EventKind("briefing_written", "Written on."),
    EventKind("briefing_sent", "Sent out, edition {edition}, to {people} people.",
              {"edition": "which", "people": "how many"}, significance=3),
    EventKind("briefing_read", "Somebody from {agency} has read and understood it.", {"agency": "name of the agency"}),
    EventKind("briefing_reminded", "{unread} people had not read it and were reminded.", {"unread": "how many"},
              significance=2),
    EventKind("briefing_taken_up", "A new edition is written."),
    EventKind("briefing_withdrawn", "Withdrawn.", significance=2),
)  # fmt: skip
