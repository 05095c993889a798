"""The event kinds of this room, each with the sentence it adds to a chronology."""

from lantern.spine.kinds import EventKind, register

_WAY = {"way": "step down, closing or step up, as a label"}

register(
    EventKind("gate_answered", "{way}: what changed, and what if the family does not engage, was answered.", _WAY),
    EventKind(
        "gate_answered_up",
        "{way}: what is worse, what was tried and what the family knows was answered.",
        _WAY,
        significance=2,
    ),
    EventKind("gate_tested", "{way}: a manager tested the answers and agreed.", _WAY, significance=2),
    EventKind(
        "gate_overridden", "{way} went through before its questions were answered, with a reason.", _WAY, significance=3
    ),
    EventKind(
        "gate_looked_at",
        "{way} that went through before its questions were answered was looked at again: {found}.",
        _WAY | {"found": "what was found, as a label"},
        significance=2,
    ),
)
