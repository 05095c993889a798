"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register

_WHICH = {"cohort": "code of the cohort", "called": "what a child of it is called"}

_SEEN = {**_WHICH, "alone": "alone or not, in words"}

register(
    EventKind("cohort_joined", "Known as a {called}.", _WHICH, significance=3),
    EventKind("cohort_seen", "Seen {alone}, as a {called}.", _SEEN, significance=2),
    EventKind("cohort_seen_later", "Seen {alone}, as a {called}, after the first year.",
              _SEEN, significance=2),
    EventKind("cohort_seen_earlier", "Seen {alone}, as a {called}; written down after a later time.",
              _SEEN, significance=2),
    EventKind("cohort_not_seen", "Not seen, as a {called}: {why}.", {**_WHICH, "why": "why not, in words"},
              significance=2),
    EventKind("cohort_reviewed", "Reviewed, as a {called}: {decision}.",
              {**_WHICH, "decision": "what was decided, in words"},
              significance=2),
    EventKind("cohort_left", "No longer a {called}: {how}.", {**_WHICH, "how": "how it ended, in words"},
              significance=3),
)  # fmt: skip
