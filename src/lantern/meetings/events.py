"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_KIND = {"kind": "which kind of meeting"}
_AGENCY = {"agency": "name of the agency", "kind": "which kind of meeting"}

register(
    EventKind("meeting_called", "{kind} was called.", _KIND, significance=2),
    EventKind(
        "meeting_invited",
        "{agencies} were asked to {kind}.",
        {"agencies": "names of agencies", "kind": "which kind of meeting"},
    ),
    EventKind("meeting_moved", "{kind} was moved.", _KIND),
    EventKind("meeting_began", "{kind} began.", _KIND),
    EventKind("meeting_decided", "{kind} decided: {outcomes}.", _KIND | {"outcomes": "what was decided, as labels"},
              significance=3),
    EventKind("meeting_held", "{kind} was held.", _KIND, significance=2),
    EventKind("meeting_action_given", "What was agreed at a meeting is {worker}’s to do now.",
              {"worker": "worker's name"}),
    EventKind("meeting_minutes_sent", "The minutes were sent: {kind}.", _KIND),
    EventKind("outline_plan_sent", "The outline plan was sent: {kind}.", _KIND, significance=2),
    EventKind("meeting_called_off", "{kind} was called off.", _KIND, significance=2),
    EventKind("invitation_sent", "{agency} was asked to come: {kind}.", _AGENCY),
    EventKind("invitation_answered", "{agency} said whether it comes: {kind}.", _AGENCY),
    EventKind("meeting_report_sent", "{agency} sent its report: {kind}.", _AGENCY, significance=2),
    EventKind("invitation_minutes_sent", "The minutes were sent to {agency}: {kind}.", _AGENCY),
    EventKind("invitation_withdrawn", "The invitation of {agency} was withdrawn: {kind}.", _AGENCY),
)  # fmt: skip

register_notices(
    NoticeKind(
        "invitation_waiting", "Your agency is asked to a meeting", episode="invitation", while_in=("invited",),
        until=("answer",),
    ),
)  # fmt: skip
