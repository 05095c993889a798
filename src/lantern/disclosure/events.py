"""The event kinds of this room. Payloads hold codes, labels and counts; what was asked and withheld stands in the
room's own records.
"""

from lantern.spine.kinds import EventKind, register

_GROUND = {"ground": "label of a reason"}

register(
    EventKind(
        "access_request_received",
        "Somebody asked to see what is held: {requester}.",
        {"requester": "kind of requester, as a label"},
        significance=2,
    ),
    EventKind("access_clarification_asked", "The requester was asked to say more; the clock is stopped meanwhile."),
    EventKind("access_clarified", "The requester answered; the clock goes on."),
    EventKind("access_identity_checked", "It was made sure who asks: {how}.", {"how": "label of the evidence"}),
    EventKind("access_time_extended", "The time to answer was extended, and the requester told why.", significance=2),
    EventKind("access_gathered", "What is held was gathered: {items} records.", {"items": "how many"}),
    EventKind(
        "access_redacted",
        "Withheld in {passages} places: {ground}.",
        {"passages": "how many", **_GROUND},
    ),
    EventKind("access_redaction_undone", "Withholding was taken back in {passages} places.", {"passages": "how many"}),
    EventKind(
        "access_submitted",
        "The answer is ready for somebody else to approve: {outcome}.",
        {"outcome": "label of the outcome"},
        significance=2,
    ),
    EventKind("access_sent_back", "The answer was sent back for another look."),
    EventKind("access_approved", "The answer was approved: {outcome}.", {"outcome": "label of the outcome"}),
    EventKind(
        "access_answered",
        "What is held was disclosed to the requester: copy {copy}, {outcome}.",
        {"copy": "number of the copy", "outcome": "label of the outcome"},
        significance=3,
    ),
    EventKind("access_copied", "Another copy was made: copy {copy}.", {"copy": "number of the copy"}, significance=2),
    EventKind("access_refused", "The request was refused: {ground}.", _GROUND, significance=3),
    EventKind("access_request_withdrawn", "The requester took the request back.", significance=2),
    EventKind(
        "disclosure_view_asked",
        "{agency} was asked whether its information may be disclosed.",
        {"agency": "name of the agency"},
    ),
    EventKind(
        "disclosure_view_given",
        "{agency} said whether its information may be disclosed: {views}.",
        {"agency": "name of the agency", "views": "how many may, may in part and should not"},
    ),
    EventKind(
        "disclosure_view_withdrawn",
        "It was decided without the view of {agency}.",
        {"agency": "name of the agency"},
        significance=2,
    ),
    EventKind(
        "known_to_looked",
        "Looked up which agencies know them: {known} do.",
        {"known": "how many agencies, or none"},
    ),
    EventKind(
        "chronology_compiled",
        "A chronology was put together: {audience}.",
        {"audience": "for whom, as a label"},
    ),
    EventKind("chronology_edited", "{lines} lines of a chronology were chosen or worded.", {"lines": "how many"}),
    EventKind(
        "chronology_submitted",
        "A chronology is ready for somebody else to read: {audience}.",
        {"audience": "for whom, as a label"},
    ),
    EventKind("chronology_sent_back", "A chronology was sent back for another look."),
    EventKind("chronology_approved", "A chronology was approved: {audience}.", {"audience": "for whom, as a label"}),
    EventKind(
        "chronology_released",
        "A chronology was released: {audience}, {lines} lines.",
        {"audience": "for whom, as a label", "lines": "how many", "mark": "SHA-256 of the document that is kept"},
        significance=2,
    ),
    EventKind("chronology_discarded", "A chronology was put away without being released."),
)
