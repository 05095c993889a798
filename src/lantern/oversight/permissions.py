"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_OVERSIGHT = "see_oversight"
"""Reads risks, challenges, the scrutiny plan, escalations, reports and agreements of one's partnerships."""

KEEP_OVERSIGHT = "keep_oversight"
"""Keeps risks, escalations, reports and agreements, and writes down what somebody without a sign-in said."""

CHALLENGE_PARTNERS = "challenge_partners"
"""Challenges a seat, and says whether its answer is one."""

ANSWER_CHALLENGE = "answer_challenge"
"""Answers what one's own seat was challenged about, and looks again at the risks that it owns."""

PLAN_SCRUTINY = "plan_scrutiny"
"""Plans what is scrutinised in the year and reports what was found."""
