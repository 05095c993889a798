"""A line of enquiry is proposed by anybody, and commissioned or not, with the reason, by whoever runs the learning."""

from __future__ import annotations

from typing import Any

from lantern.learning import permissions as may
from lantern.learning.models import LineOfEnquiry
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

PROPOSED, COMMISSIONED, NOT_COMMISSIONED, ANSWERED = "proposed", "commissioned", "not_commissioned", "answered"

NEEDED = {
    "hypothesis": "what is supposed",
    "scope": "how far it reaches",
    "owner_name": "who owns it",
}
"""What must be written before money and front-line time are spent on a question."""


def missing(line: LineOfEnquiry) -> list[str]:
    """What is still to be written before it can be commissioned, in words."""
    return [words for name, words in NEEDED.items() if not getattr(line, name)]


def _thought_through(line: LineOfEnquiry, by: Actor, facts: dict[str, Any]) -> Answer:
    gaps = missing(line)
    if not gaps:
        return ALLOWED
    return refused(f"It does not say {', '.join(gaps)} yet.", next_step="Write that first; what is there is kept.")


ENQUIRY = Lifecycle(
    kind="line_of_enquiry",
    prefix="KL",
    noun="line of enquiry",
    states={
        PROPOSED: "Proposed",
        COMMISSIONED: "Commissioned",
        NOT_COMMISSIONED: "Not commissioned",
        ANSWERED: "Answered",
    },
    moves=(
        Move("propose", "Propose a line of enquiry", (), PROPOSED, may=may.PROPOSE_LEARNING, event="enquiry_proposed",
             under="enquiry-decision"),
        Move("edit", "Write it out", (PROPOSED, COMMISSIONED), None, may=may.RUN_LEARNING, event="enquiry_edited"),
        Move("commission", "Commission it", (PROPOSED,), COMMISSIONED, may=may.RUN_LEARNING,
             event="enquiry_commissioned", needs=(_thought_through,), under="enquiry-decision"),
        Move("decline", "Do not commission it", (PROPOSED,), NOT_COMMISSIONED, may=may.RUN_LEARNING,
             event="enquiry_declined", under="enquiry-decision", closes=True),
        Move("take_up", "Take it up again", (NOT_COMMISSIONED,), PROPOSED, may=may.RUN_LEARNING,
             event="enquiry_taken_up"),
        Move("answer", "Write what was found, and close it", (COMMISSIONED,), ANSWERED, may=may.RUN_LEARNING,
             event="enquiry_answered", closes=True),
    ),
)  # fmt: skip
