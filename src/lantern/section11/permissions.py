"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_SECTION_11 = "see_section_11"
"""The rounds, and the return of one's own agency."""
SEE_EVERY_RETURN = "see_every_return"
"""Every agency's return, beside each other."""
RUN_SECTION_11 = "run_section_11"
ANSWER_SECTION_11 = "answer_section_11"
CHALLENGE_SECTION_11 = "challenge_section_11"
