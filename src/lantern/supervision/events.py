"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register

register(
    EventKind("supervision_held", "Talked through in supervision: {decided}.",
              {"decided": "how many decisions were made"}, significance=2, heading="Supervision"),
    EventKind("supervision_decision_done", "A decision of supervision was carried out."),
    EventKind("supervision_followed", "Every decision of supervision was carried out."),
)  # fmt: skip
