"""The event kinds of this room. Payloads hold codes, labels and counts."""

from lantern.spine.kinds import EventKind, register

_NUMBER = {"number": "number of the action"}

register(
    EventKind("improvement_plan_begun", "An improvement plan was begun with {actions} actions.",
              {"actions": "how many"}),
    EventKind("improvement_action_written", "Action {number} was written.", _NUMBER),
    EventKind("improvement_plan_approved", "The plan is complete and runs: {actions} actions.",
              {"actions": "how many"}, significance=3),
    EventKind("improvement_told", "Action {number}: {what}.", {**_NUMBER, "what": "label of what was told"}),
    EventKind("improvement_checked", "Action {number}: {what}.", {**_NUMBER, "what": "label of what was found"},
              significance=2),
    EventKind("improvement_rated_otherwise", "Action {number} was rated {rating}; its evidence says {computed}.",
              {**_NUMBER, "rating": "word of the rating", "computed": "word of the computed rating"}, significance=2),
    EventKind("improvement_plan_closed", "The plan was closed.", significance=3),
    EventKind("inspection_recorded", "An inspection was recorded: {framework}.", {"framework": "its label"},
              significance=2),
    EventKind("inspection_written", "The inspection was written on: {part}.", {"part": "which part"}),
    EventKind("report_received", "The report of the inspection was received.", {"framework": "its code"},
              significance=3),
    EventKind("written_statement_sent", "The statement of action was sent.", {"framework": "its code"}, significance=3),
)  # fmt: skip
