"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_BOARD_MEETINGS = "see_board_meetings"
"""Reads agendas, minutes, attendance and decisions that are not confidential."""

SEE_CONFIDENTIAL_ITEMS = "see_confidential_items"
"""Reads what is confidential on an agenda, in papers and in minutes."""

KEEP_MINUTES = "keep_minutes"
"""Plans meetings, sets agendas, takes attendance, minutes, and brings in minutes from files."""

APPROVE_MINUTES = "approve_minutes"
"""Approves the minutes of a meeting that one chaired."""
