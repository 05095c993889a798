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
)  # fmt: skip

register_notices(
    NoticeKind("audit_asked", "Your agency is asked to audit its part of a case", episode="audit_part",
               while_in=("asked",)),
)  # fmt: skip
