"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_PROTECTION = "see_protection"
CALL_STRATEGY = "call_strategy_discussion"
WORK_ENQUIRY = "work_enquiry"
AGREE_ENQUIRY = "agree_enquiry"
CALL_CONFERENCE = "call_conference"
WORK_ASSESSMENT = "work_assessment"
AUTHORISE_ASSESSMENT = "authorise_assessment"
