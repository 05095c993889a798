"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_REPORTS = "see_reports"
WRITE_REPORT = "write_report"
"""Begin a yearly report, write its words, take its figures anew."""
PUBLISH_REPORT = "publish_report"
"""Say that a report is published. From then on nothing in it changes."""
