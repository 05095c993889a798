"""The event kinds of this room. Payloads hold codes, labels and counts; what was written stands in the plan's own
records. ``plan`` is the code of the plan's kind, by which ``law/clock_events.toml`` tells its clocks apart.
"""

from lantern.spine.kinds import EventKind, register

_PLAN = {"plan": "code of the kind of plan", "called": "its label"}
_ITEMS = {"items": "how many actions it has"}

register(
    EventKind("plan_started", "{called} begun.", _PLAN, significance=3),
    EventKind("plan_edited", "{called} changed: {part}.", {**_PLAN, "part": "which part, as a label"}),
    EventKind("plan_change_begun", "A change of the agreed plan was begun.", _PLAN),
    EventKind("plan_submitted", "{called} sent to be agreed, {items} actions.", {**_PLAN, **_ITEMS}),
    EventKind("plan_taken_back", "{called} taken back to be written on.", _PLAN),
    EventKind(
        "plan_item_marked",
        "Action {number} of the plan: {how}.",
        {**_PLAN, "number": "number of the action", "how": "label of its state"},
        significance=2,
    ),
    EventKind("plan_sent_back", "{called} sent back for another look.", _PLAN),
    EventKind(
        "plan_agreed",
        "{called} agreed: version {version}, {items} actions.",
        {**_PLAN, **_ITEMS, "version": "number of the version that was agreed"},
        significance=3,
    ),
    EventKind(
        "plan_reviewed",
        "{called} reviewed: {decision}. {done} actions done, {late} late, {unchanged} unchanged.",
        {
            **_PLAN,
            "decision": "label of what was decided",
            "done": "how many actions were done since the last time",
            "late": "how many are past their day",
            "unchanged": "how many nobody changed since the last time",
        },
        significance=3,
    ),
    EventKind("plan_ended", "{called} ended: {outcome}.", {**_PLAN, "outcome": "label of the reason"}, significance=3),
    EventKind("plan_given", "{called} given to {worker}.", {**_PLAN, "worker": "worker's name"}),
    EventKind(
        "plan_actions_given",
        "Actions of the plan ({number}) are {worker}’s now.",
        {**_PLAN, "number": "numbers of the actions", "worker": "worker's name"},
    ),
    EventKind("plan_led_by", "{called} is led by {team} now.", {**_PLAN, "team": "name of a team"}),
    EventKind("plan_worded_for_child", "The plan was put in words for the child.", _PLAN, significance=2),
    EventKind(
        "child_visited",
        "Visited and seen {alone}, {where}.",
        {**_PLAN, "alone": "alone or not, in words", "where": "label of the place"},
        significance=2,
    ),
    EventKind(
        "earlier_visit_recorded",
        "Visited and seen {alone}, {where}; written down after a later visit.",
        {**_PLAN, "alone": "alone or not, in words", "where": "label of the place"},
        significance=2,
    ),
    EventKind(
        "child_not_seen",
        "A visit was tried and the child was not seen: {why}.",
        {**_PLAN, "why": "label of the reason"},
        significance=2,
    ),
    EventKind(
        "core_group_held",
        "Core group met: {came} people came.",
        {**_PLAN, "came": "how many"},
        significance=2,
    ),
    EventKind("plan_ask_held", "What the plan asks of the family was checked, and held.", _PLAN, significance=2),
    EventKind(
        "plan_ask_failed",
        "What the plan asks of the family was checked, and did not hold. Whether the child is safe enough is asked.",
        _PLAN,
        significance=3,
    ),
    EventKind(
        "threshold_question_answered",
        "After a check that did not hold it was decided: {answer}.",
        {**_PLAN, "answer": "label of the answer"},
        significance=3,
    ),
)
