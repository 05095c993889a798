"""The event kinds of this room. Payloads hold codes, labels and counts; what was written stands in the room's own
records.
"""

from lantern.spine.kinds import EventKind, register

_AGENCY = {"agency": "name of the agency"}

register(
    EventKind("training_need_told", "Told as a need: {origin}.", {"origin": "label of where it comes from"}),
    EventKind("training_commissioned", "A course was commissioned.", significance=3),
    EventKind("training_need_declined", "No course was commissioned.", significance=3),
    EventKind("course_commissioned", "Commissioned.", significance=3),
    EventKind("course_edited", "The course was changed."),
    EventKind("course_ended", "No longer offered.", significance=2),
    EventKind("training_planned", "A date was put on, with {places} places.", {"places": "how many"}, significance=2),
    EventKind("training_changed", "When, where or for how many was changed."),
    EventKind("training_booked", "Somebody from {agency} booked: {outcome}.",
              _AGENCY | {"outcome": "a place, or the waiting list"}),
    EventKind("training_given_up", "Somebody from {agency} gave a place back.", _AGENCY),
    EventKind("training_moved_up", "{number} moved up from the waiting list.", {"number": "how many"}),
    EventKind("training_cancelled", "Called off.", significance=3),
    EventKind("training_held", "Held: {came} came, {missed} did not.", {"came": "how many", "missed": "how many"},
              significance=3),
    EventKind("training_register_corrected", "The register was corrected."),
    EventKind("training_answered", "Somebody from {agency} said what it was worth.", _AGENCY),
    EventKind("training_asked_again", "Those who came were asked what changed since."),
    EventKind("training_used", "Somebody from {agency} said what changed since.", _AGENCY),
    EventKind("training_impact_said", "What it changed: {uses} of {answers} use it.",
              {"uses": "how many", "answers": "of how many who answered"}, significance=3),
)  # fmt: skip
