"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_MONEY = "see_money"
KEEP_BUDGET = "keep_budget"
"""Draw a budget up, record what was asked, invoiced, paid and spent, and propose to move money."""
AGREE_BUDGET = "agree_budget"
"""Record that the partners agreed a budget, and close its year."""
AUTHORISE_VIREMENT = "authorise_virement"
"""Authorise that money moves from one line to another. Never one's own proposal."""
