"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

FIND_CHILD = "find_child"
SEE_CHILD = "see_child"
RECORD_PERSON = "record_person"
LINK_RECORDS = "link_records"
PRINT_RECORD = "print_record"
SEE_LOOKS = "see_looks"
CHOOSE_WEIGHTS = "choose_weights"
