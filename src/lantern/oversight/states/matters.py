"""Something put to somebody: it waits, is chased, is answered, and somebody else says what changed. A silence can be
given up, which is written down as a silence.
"""

from __future__ import annotations

from typing import Any

from lantern.oversight import permissions as may
from lantern.oversight.states.common import reason_given, speaks_for
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

WAITING, ANSWERED, SETTLED, SILENT = "waiting", "answered", "settled", "silent"


def _may_put(matter: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Whoever sits on a body or scrutinises challenges; who keeps the register sends what goes outside."""
    if matter.sort == "challenge" or by.may(may.KEEP_OVERSIGHT, matter):
        return ALLOWED
    return refused("The partnership manager or officer sends this.", owner="partnership manager")


def _theirs_to_answer(matter: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if speaks_for(matter.to_seat_id, by, matter):
        return ALLOWED
    return refused("Only whoever it was put to answers it.", owner=matter.whom)


def _not_ones_own_answer(matter: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nobody says of their own answer that it is good enough. What came to us is settled by who keeps the register."""
    if matter.comes_to_us or matter.answered_by_name != by.name[:160]:
        return ALLOWED
    return refused("You answered this yourself.", next_step="Somebody else says whether it is an answer.")


def _chased_by_us(matter: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return refused("It waits for our own answer.") if matter.comes_to_us else ALLOWED


MATTER = Lifecycle(
    kind="matter",
    prefix="MT",
    noun="matter",
    states={
        WAITING: "Waits for an answer",
        ANSWERED: "Answered",
        SETTLED: "Settled",
        SILENT: "Never answered",
    },
    moves=(
        Move("put", "Put it to them", (), WAITING, may=may.CHALLENGE_PARTNERS, event="matter_put", needs=(_may_put,),
             under="matter-answer"),
        Move("chase", "Chase it", (WAITING,), None, may=may.CHALLENGE_PARTNERS, event="matter_chased",
             needs=(_chased_by_us, reason_given)),
        Move("answer", "Write down the answer", (WAITING, SILENT), ANSWERED, may=may.ANSWER_CHALLENGE,
             event="matter_answered", needs=(_theirs_to_answer,), under="matter-answer"),
        Move("settle", "Say what changed", (ANSWERED,), SETTLED, may=may.CHALLENGE_PARTNERS, event="matter_settled",
             needs=(_not_ones_own_answer,), closes=True),
        Move("press", "It is no answer: ask again", (ANSWERED,), WAITING, may=may.CHALLENGE_PARTNERS,
             event="matter_pressed", needs=(_chased_by_us, _not_ones_own_answer, reason_given),
             under="matter-answer"),
        Move("give_up", "Give up waiting", (WAITING,), SILENT, may=may.KEEP_OVERSIGHT, event="matter_given_up",
             needs=(_chased_by_us, reason_given), closes=True),
    ),
)  # fmt: skip
