"""The event kinds of this room. Payloads hold codes, labels and counts; what was written stands in the room's own
records.
"""

from lantern.spine.kinds import EventKind, register

_NUMBER = {"number": "which one, by its number"}

register(
    EventKind("priority_chosen", "Chosen as a priority, led by {lead}.", {"lead": "name of the agency"}),
    EventKind("priority_edited", "The priority was changed."),
    EventKind("priority_moved", "Stage: {stage}.", {"stage": "label of the stage"}, significance=2),
    EventKind("priority_ended", "The priority ended.", significance=2),
    EventKind("enquiry_proposed", "Proposed: {origin}.", {"origin": "label of where it comes from"}, significance=2),
    EventKind("enquiry_edited", "Written on."),
    EventKind("enquiry_commissioned", "Commissioned.", significance=3),
    EventKind("enquiry_declined", "Not commissioned.", significance=3),
    EventKind("enquiry_taken_up", "Taken up again.", significance=2),
    EventKind("enquiry_answered", "Answered and closed.", significance=3),
    EventKind("set_commissioned", "A learning set was commissioned.", significance=3),
    EventKind("set_edited", "The set was changed: {part}.", {"part": "which part, as a label"}),
    EventKind("set_started", "The set began to meet: {members} members of {agencies} agencies.",
              {"members": "how many", "agencies": "of how many agencies"}, significance=2),
    EventKind("set_met", "Session {number} was held.", _NUMBER, significance=2),
    EventKind("set_writing", "The set writes what it found."),
    EventKind("set_contributed", "{kind}, from {agency}.", {"kind": "label of the kind", "agency": "its name"}),
    EventKind("set_challenged", "Challenged by the critical friend.", significance=2),
    EventKind("set_found", "Finding {number} written.", _NUMBER, significance=2),
    EventKind("set_reported", "Reported, with {findings} findings.", {"findings": "how many"}, significance=3),
    EventKind("recommended", "Recommended: {origin}.", {"origin": "label of where it comes from"}, significance=3),
    EventKind("recommendation_edited", "Its words were changed."),
    EventKind("recommendation_accepted", "Accepted by {agency}.", {"agency": "name of the agency"}, significance=3),
    EventKind("recommendation_accepted_in_part", "Accepted in part by {agency}.", {"agency": "name of the agency"},
              significance=3),
    EventKind("recommendation_declined", "Declined by {agency}.", {"agency": "name of the agency"}, significance=3),
    EventKind("recommendation_action", "An action was added."),
    EventKind("recommendation_done", "Said to be done, since {since}.", {"since": "the day, as text"}, significance=3),
    EventKind("recommendation_sent_back", "Sent back: the evidence does not show it.", significance=2),
    EventKind("recommendation_checked", "Somebody else looked at the evidence: it is done.", significance=3),
    EventKind("recommendation_closed", "Closed: it is done, and its impact was read.", significance=3),
    EventKind("recommendation_reopened", "Opened again.", significance=3),
    EventKind("impact_test_set", "What should move: {measure}.", {"measure": "name of the measure"}, significance=2),
    EventKind("impact_read", "Read: {value}.", {"value": "the number read"}, significance=2),
    EventKind("impact_judged", "Impact: {verdict}.", {"verdict": "label of the verdict"}, significance=3),
)  # fmt: skip
