"""The permissions that this room asks for. ``access.roles`` says which posts hold them. Whoever may open one serious
incident is also named in it: without that, the database shows nothing of it (``models.NamedReader``).
"""

SEE_INCIDENTS = "see_incidents"
RECORD_INCIDENT = "record_incident"
DECIDE_INCIDENT = "decide_incident"
RUN_REVIEW = "run_review"
SEE_INCIDENT_REQUESTS = "see_incident_requests"
ANSWER_INCIDENT_REQUEST = "answer_incident_request"
SEE_REVIEWERS = "see_reviewers"
KEEP_REVIEWERS = "keep_reviewers"
APPROVE_REVIEWER = "approve_reviewer"
