"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SIGN_IN = "sign_in"
SEE_LOOKS = "see_looks"
REVIEW_LOOKS = "review_looks"
RESTRICT_RECORD = "restrict_record"
GRANT_ACCESS = "grant_access"
BREAK_GLASS = "break_glass"
