"""What this room records, and the sentence each contributes to a history."""

from lantern.oversight.states.matters import ANSWERED, WAITING
from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_SCORE = {"score": "how likely times how bad, 1 to 25"}
_WHOM = {"whom": "the seat or the outside body"}
_DAY = {"day": "date"}

register(
    EventKind("risk_raised", "A risk was written down at {score} of 25.", _SCORE, significance=2),
    EventKind("risk_looked_at", "Somebody looked again: {before} became {score}.",
              _SCORE | {"before": "the score before"}, significance=2),
    EventKind("risk_given", "It went from {before} to {after}.", {"before": "seat", "after": "seat"}),
    EventKind("risk_closed", "The risk was closed.", significance=2),
    EventKind("risk_reopened", "The risk was opened again.", significance=2),
    EventKind("matter_put", "It was put to {whom}.", _WHOM | {"sort": "challenge, escalation or report"},
              significance=2),
    EventKind("matter_chased", "It was chased after {days} days of silence.", {"days": "days without an answer"}),
    EventKind("matter_answered", "{whom} answered after {days} days.", _WHOM | {"days": "days without an answer"},
              significance=2),
    EventKind("matter_pressed", "It was no answer, and was asked again.",
              {"sort": "challenge, escalation or report"}, significance=2),
    EventKind("matter_settled", "It was settled: {became}.", {"became": "what came of it"}, significance=2),
    EventKind("matter_given_up", "No answer ever came: given up after {days} days.",
              {"days": "days without an answer"}, significance=3),
    EventKind("scrutiny_planned", "It was planned for {day}.", _DAY),
    EventKind("scrutiny_postponed", "It was moved from {before} to {after}.", {"before": "date", "after": "date"}),
    EventKind("scrutiny_line_reported", "The scrutineer reported what was found.", significance=2),
    EventKind("scrutiny_dropped", "It was dropped from the plan."),
    EventKind("agreement_recorded", "An agreement with {agency} was recorded.", {"agency": "name of the agency"}),
    EventKind("agreement_renewed", "It was renewed as edition {edition}, until {day}.",
              _DAY | {"edition": "number of the edition"}, significance=2),
    EventKind("agreement_looked_at", "Somebody looked at what was given."),
    EventKind("agreement_ended", "The agreement ended.", significance=2),
    EventKind("arrangements_began", "The arrangements were published.", significance=3),
    EventKind("arrangements_sent", "They were sent to the Secretary of State on {day}.", _DAY, significance=2),
    EventKind("arrangements_reviewed", "They were looked at again.", significance=2),
    EventKind("arrangements_replaced", "Another edition took their place."),
)  # fmt: skip

register_notices(
    NoticeKind("matter_put_to_you", "Your seat was challenged, and owes an answer", episode="matter",
               while_in=(WAITING,)),
    NoticeKind("matter_answered", "What was put to somebody is answered: say what changed", episode="matter",
               while_in=(ANSWERED,)),
)  # fmt: skip
