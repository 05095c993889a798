"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_IMPROVEMENT = "see_improvement"
KEEP_IMPROVEMENT = "keep_improvement"
"""Write improvement plans and inspections down, read plans in from files, record evidence."""
APPROVE_IMPROVEMENT = "approve_improvement"
"""Say that a plan is complete and runs, override a rating with reasons, close a plan."""
CHECK_IMPROVEMENT = "check_improvement"
"""Check that what is said to be done is done. Never one's own word."""
