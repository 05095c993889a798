"""What pages read of audits. Each is a stated few SQL statements."""

from lantern.assurance.queries.feedback import Addressee, addressees, feedback_for, my_feedback
from lantern.assurance.queries.planning import (
    Line,
    Year,
    follow_through,
    line_for,
    standards_in_use,
    standards_of,
    teams_for,
    year_plan,
)
from lantern.assurance.queries.quarter import content_of, report_for, reports
from lantern.assurance.queries.rounds import Whole, part_for, parts, round_for, rounds, whole

__all__ = [
    "Addressee", "Line", "Whole", "Year", "addressees", "content_of", "feedback_for", "follow_through", "line_for",
    "my_feedback", "part_for", "parts", "report_for", "reports", "round_for", "rounds", "standards_in_use",
    "standards_of", "teams_for", "whole", "year_plan",
]  # fmt: skip
