"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_SEPARATION = "see_separation"
RULE_SEPARATION = "rule_separation"
APPROVE_SEPARATION = "approve_separation"
CARRY_OUT_SEPARATION = "carry_out_separation"
