"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_BOARDS = "see_boards"
"""Reads bodies, seats and the action log of one's partnerships."""

KEEP_BOARDS = "keep_boards"
"""Sets up bodies, seats and who holds them, and speaks for owners who have no sign-in."""

LOG_ACTION = "log_action"
"""Writes something down that a seat or a post has promised, and carries it over."""

ANSWER_ACTION = "answer_action"
"""Says that what one's own seat or post promised is done, with the evidence."""

CHECK_ACTION = "check_action"
"""Looks whether what somebody else says is done is done."""
