"""What this room records about who may see a record. Reasons and names stand in the room's own tables, never in the
ledger.
"""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

register(
    EventKind(
        "record_restricted",
        "Who may see this record was limited: {kind}.",
        {"kind": "the kind of restriction, as a label", "people": "how many people it names"},
        significance=2,
    ),
    EventKind(
        "restriction_lifted",
        "A limit on who may see this record was lifted: {kind}.",
        {"kind": "the kind"},
        significance=2,
    ),
    EventKind(
        "access_granted",
        "{post} was given access to this record until {until}.",
        {"post": "title of a post", "until": "a day"},
    ),
    EventKind("access_withdrawn", "Access of {post} to this record was withdrawn.", {"post": "title of a post"}),
    EventKind(
        "record_opened_in_emergency",
        "This restricted record was opened in an emergency by {post}. It closes at {until}.",
        {"post": "title of a post", "until": "a moment"},
        significance=3,
    ),
)

register_notices(NoticeKind("record_opened_in_emergency", "A restricted record was opened in an emergency"))
