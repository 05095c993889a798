"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_COHORTS = "see_cohorts"
WORK_COHORTS = "work_cohorts"
"""Put a child on the list of a cohort, say that they were seen, and take them off."""
REVIEW_COHORTS = "review_cohorts"
"""Review how it is for a child of a cohort."""
