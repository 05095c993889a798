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
    EventKind("procedure_registered", "The procedure was added to the register.", significance=2),
    EventKind("procedure_edited", "What stands about it was changed."),
    EventKind("clause_worded", "Clause {number} was worded, wording {version}, because of {because}.",
              {"number": "as the text has it", "version": "which", "because": "a reference, or that none is on record"},
              significance=3),
    EventKind("clause_dropped", "Clause {number} was dropped, because of {because}.",
              {"number": "as the text has it", "version": "which", "because": "a reference, or none"},
              significance=3),
    EventKind("procedure_reviewed", "Looked at again as a whole.", significance=2),
    EventKind("procedure_withdrawn", "Withdrawn.", significance=2),
    EventKind("strategy_agreed", "The communication strategy was agreed.", significance=3),
    EventKind("strategy_reviewed", "Looked at again, edition {edition}.", {"edition": "which"}, significance=3),
    EventKind("strategy_ended", "It holds no longer.", significance=2),
    EventKind("message_planned", "Planned for {day}.", {"day": "a date"}),
    EventKind("message_changed", "Changed; planned for {day}.", {"day": "a date"}),
    EventKind("message_told", "Told on {day}.", {"day": "a date"}, significance=2),
    EventKind("message_result_known", "What came of it was written down.", significance=2),
    EventKind("message_dropped", "It is not told."),
)  # fmt: skip
