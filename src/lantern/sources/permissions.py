"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

LINK_LISTS = "link_lists"
COMPARE_LISTED = "compare_listed"
