"""What this room records, and the sentence each contributes to a history."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_STANDARD = {"standard": "title of the standard"}
_AGENCY = {"agency": "name of the agency"}

register(
    EventKind("section_11_opened", "A round of section 11 returns was opened: {agencies} agencies, due {due}.",
              {"agencies": "how many", "due": "the day"}),
    EventKind("section_11_finished", "The round of section 11 returns was finished."),
    EventKind("section_11_asked", "{agency} was asked for its section 11 return.", _AGENCY),
    EventKind("section_11_written", "{standard}: {what}.", {**_STANDARD, "what": "label of what was written"}),
    EventKind("section_11_returned", "{agency} sent its section 11 return.", _AGENCY, significance=2),
    EventKind("section_11_challenged", "The panel asked about “{standard}”.", _STANDARD),
    EventKind("section_11_replied", "The agency answered about “{standard}”.", _STANDARD),
    EventKind("section_11_all_replied", "The agency answered about “{standard}”; no question is open.", _STANDARD),
    EventKind("section_11_graded", "The panel agreed a grade for “{standard}”: {grade}.",
              {**_STANDARD, "grade": "label of the grade"}),
    EventKind("section_11_gap_owned", "A gap in “{standard}” became an action.", _STANDARD),
    EventKind("section_11_settled", "The panel settled the return of {agency}.", _AGENCY, significance=2),
    EventKind("section_11_ended", "{agency} never sent its return.", _AGENCY, significance=2),
)  # fmt: skip

register_notices(
    NoticeKind("section_11_asked", "Your agency is asked for its section 11 return", episode="section_11_return",
               while_in=("asked",)),
    NoticeKind("section_11_challenged", "The panel asks about your agency’s section 11 return",
               episode="section_11_return", while_in=("sent",), until=("reply", "reply_last")),
)  # fmt: skip
