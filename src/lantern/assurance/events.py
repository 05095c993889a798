"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_AGENCY = {"agency": "name of the agency"}

register(
    EventKind("audit_drawn", "{drawn} of {of} cases were drawn for an audit.",
              {"drawn": "how many", "of": "of how many", "rule": "the rule and its seed"}),
    EventKind("audit_case_moderated", "The grade of an audited case was agreed."),
    EventKind("audit_fed_back", "The worker and the referrer were told what an audit found."),
    EventKind("audit_gap_owned", "A gap that an audit found became an action."),
    EventKind("audit_finished", "A round of audits was finished."),
    EventKind("audit_part_asked", "{agency} was asked to audit its part.", _AGENCY),
    EventKind("audit_part_answered", "{agency} audited its part.", _AGENCY),
    EventKind("audit_part_ended", "{agency} did not audit its part.", _AGENCY),
    EventKind("audit_planned", "An audit was planned, due {day}.", {"day": "the day"}),
    EventKind("audit_begun_at_once", "A round of audits was begun that nobody had planned."),
    EventKind("audit_begun_as_planned", "The cases were drawn: {round}.", {"round": "reference of the round"}),
    EventKind("own_audit_told", "{agency} told what its own audit found.", _AGENCY, significance=2),
    EventKind("audit_postponed", "The audit was moved from {before} to {after}.",
              {"before": "the day before", "after": "the day after"}),
    EventKind("planned_audit_dropped", "The audit was dropped."),
    EventKind("planned_audit_finished", "The round was finished.", significance=2),
    EventKind("practice_standard_worded", "The partnership worded the standard.", significance=2),
    EventKind("practice_standard_changed", "The words were changed: edition {edition}.",
              {"edition": "number of the edition"}, significance=2),
    EventKind("practice_standard_retired", "Auditors are not asked about it any more."),
    EventKind("practice_standard_taken_up", "Auditors are asked about it again."),
    EventKind("audit_report_given", "The quarterly report of audits was given to the partnership.", significance=2),
    EventKind("audit_feedback_given", "One person was told what an audit found."),
    EventKind("audit_feedback_read", "It was read."),
)  # fmt: skip

register_notices(
    NoticeKind("audit_asked", "Your agency is asked to audit its part of a case", episode="audit_part",
               while_in=("asked",)),
    NoticeKind("audit_feedback_given", "Somebody wrote to you about a case of yours that was audited",
               episode="audit_feedback", while_in=("told",), to_worker=True),
)  # fmt: skip
