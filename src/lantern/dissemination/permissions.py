"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

READ_BRIEFINGS = "read_briefings"
"""Read briefings and procedures, and say that one has read and understood."""
WRITE_BRIEFINGS = "write_briefings"
"""Write and send briefings, plan what is said to whom, keep the register of procedures."""
