"""What this room records, and the sentence each contributes to a history."""

from lantern.governance.states import HELD
from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_BODY = {"body": "name of the body"}

register(
    EventKind("board_meeting_planned", "A meeting of {body} was planned.", _BODY),
    EventKind("board_agenda_sent", "The agenda of {body} was sent.", _BODY),
    EventKind("board_meeting_began", "{body} began.", _BODY),
    EventKind("board_meeting_held", "{body} was held.", _BODY, significance=2),
    EventKind("board_minutes_approved", "The chair approved the minutes of {body}.", _BODY, significance=2),
    EventKind("board_meeting_called_off", "{body} was called off.", _BODY, significance=2),
    EventKind("board_decision_recorded", "{body} decided.",
              _BODY | {"call_in": "yes where it may be called in, otherwise no"}, significance=3),
    EventKind("board_decision_published", "The decision was published.", significance=2),
    EventKind("board_decision_called_in", "The decision was called in.", significance=3),
    EventKind("board_decision_settled", "The decision is final.", significance=2),
    EventKind("interest_registered", "It was put on the register of interests.", significance=2),
    EventKind("interest_confirmed", "It is still so."),
    EventKind("interest_ended", "It ended on {day}.", {"day": "a date"}, significance=2),
)  # fmt: skip

register_notices(
    NoticeKind("board_minutes_to_approve", "The minutes of a meeting that you chaired wait for your approval",
               episode="board_meeting", while_in=(HELD,)),
)  # fmt: skip
