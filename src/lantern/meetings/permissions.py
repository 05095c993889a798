"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_MEETINGS = "see_meetings"
CALL_MEETING = "call_meeting"
RUN_MEETING = "run_meeting"
SEE_INVITATIONS = "see_invitations"
ANSWER_INVITATION = "answer_invitation"
