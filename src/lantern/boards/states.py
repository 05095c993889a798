"""The states of an action and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.boards import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

OPEN, DONE, CHECKED, WITHDRAWN = "open", "done", "checked", "withdrawn"


def _by_its_owner(action: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Its owner says that it is done; for an owner without a sign-in, whoever keeps the boards says it."""
    if by.post_id in action.owner_posts:
        return ALLOWED
    if not action.owner_posts and by.may(may.KEEP_BOARDS, action):
        return ALLOWED
    return refused(
        "Only its owner says that it is done.",
        owner=action.owner_name,
        next_step="If the owner has changed, move the action to them.",
    )


def _by_somebody_else(action: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if action.done_by_id != by.user_id:
        return ALLOWED
    return refused("You said yourself that it is done.", next_step="Ask somebody else to check it.")


def _reason_given(action: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


def _evidence_given(action: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or facts.get("evidence"):
        return ALLOWED
    return refused("Say how anybody can see that it is done.")


ACTION = Lifecycle(
    kind="board_action",
    prefix="AC",
    noun="action",
    states={OPEN: "Open", DONE: "Done, not checked", CHECKED: "Done and checked", WITHDRAWN: "Withdrawn"},
    moves=(
        Move("log", "Write down an action", (), OPEN, may=may.LOG_ACTION, event="board_action_logged"),
        Move(
            "carry_over",
            "Carry it over",
            (OPEN,),
            None,
            may=may.LOG_ACTION,
            event="board_action_carried",
            needs=(_reason_given,),
        ),
        Move(
            "move",
            "Give it to somebody else",
            (OPEN,),
            None,
            may=may.LOG_ACTION,
            event="board_action_moved",
            needs=(_reason_given,),
        ),
        Move(
            "do",
            "Say that it is done",
            (OPEN,),
            DONE,
            may=may.ANSWER_ACTION,
            event="board_action_done",
            needs=(_by_its_owner, _evidence_given),
        ),
        Move("tell", "Say how far it is", (OPEN,), None, may=may.ANSWER_ACTION, event="board_action_told"),
        Move(
            "check",
            "Agree that it is done",
            (DONE,),
            CHECKED,
            may=may.CHECK_ACTION,
            event="board_action_checked",
            needs=(_by_somebody_else,),
            closes=True,
        ),
        Move(
            "send_back",
            "It is not done yet",
            (DONE,),
            OPEN,
            may=may.CHECK_ACTION,
            event="board_action_sent_back",
            needs=(_by_somebody_else, _reason_given),
        ),
        Move(
            "reopen",
            "Open it again",
            (CHECKED, WITHDRAWN),
            OPEN,
            may=may.CHECK_ACTION,
            event="board_action_reopened",
            needs=(_reason_given,),
        ),
        Move(
            "withdraw",
            "Withdraw it",
            (OPEN,),
            WITHDRAWN,
            may=may.LOG_ACTION,
            event="board_action_withdrawn",
            needs=(_reason_given,),
            closes=True,
        ),
    ),
)
