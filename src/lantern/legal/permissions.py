"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_LEGAL = "see_legal"
WORK_LEGAL = "work_legal"
DECIDE_LEGAL = "decide_legal"
