"""The permissions that this room asks for. ``access.roles`` says which posts hold them.

Who was told what about a child needs no permission of its own: it is read by whoever may read the child's record.
"""

SEE_ACCESS_REQUESTS = "see_access_requests"
PREPARE_DISCLOSURE = "prepare_disclosure"
APPROVE_DISCLOSURE = "approve_disclosure"
DISCLOSE = "disclose"
ANSWER_DISCLOSURE_VIEW = "answer_disclosure_view"

SEE_KNOWN_TO = "see_known_to"
FEED_KNOWN_TO = "feed_known_to"
SWITCH_KNOWN_TO = "switch_known_to"
LOOK_KNOWN_TO = "look_known_to"

SEE_CHRONOLOGIES = "see_chronologies"
COMPILE_CHRONOLOGY = "compile_chronology"
APPROVE_CHRONOLOGY = "approve_chronology"
