"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

GIVE_FEEDBACK = "give_feedback"
"""Held by the public form alone."""
SEE_FEEDBACK = "see_feedback"
"""Counts and what was done; never the words as they were written."""
READ_FEEDBACK = "read_feedback"
"""The words as they were written, and everything that is done with them."""
