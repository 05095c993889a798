"""Everything that changes a plan. Keyword-only, ``by=`` and ``at=``; a change also takes ``version`` (what the person
was looking at) and ``key`` (this press of the button).
"""

from lantern.plans.actions.agreeing import (
    agree,
    answer_threshold,
    end,
    give,
    record_core_group,
    send_back,
    submit,
    take_back,
)
from lantern.plans.actions.beginning import Told, carry_item, open_plan
from lantern.plans.actions.following import end_with_help, follow_lead
from lantern.plans.actions.reviewing import Came, review
from lantern.plans.actions.visiting import record_visit
from lantern.plans.actions.writing import (
    begin_change,
    check_ask,
    save_ask,
    save_head,
    save_item,
    save_risk,
    set_item,
    word_for_child,
)

__all__ = [
    "Came",
    "Told",
    "agree",
    "answer_threshold",
    "begin_change",
    "carry_item",
    "check_ask",
    "end",
    "end_with_help",
    "follow_lead",
    "give",
    "open_plan",
    "record_core_group",
    "record_visit",
    "review",
    "save_ask",
    "save_head",
    "save_item",
    "save_risk",
    "send_back",
    "set_item",
    "submit",
    "take_back",
    "word_for_child",
]
