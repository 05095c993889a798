"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_SUPERVISION = "see_supervision"
HOLD_SUPERVISION = "hold_supervision"
