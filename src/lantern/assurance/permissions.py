"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_AUDITS = "see_audits"
RUN_AUDIT = "run_audit"
SEE_AUDIT_PARTS = "see_audit_parts"
ANSWER_AUDIT = "answer_audit"
