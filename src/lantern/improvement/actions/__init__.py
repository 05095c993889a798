"""Everything that changes an improvement plan or an inspection. Each act goes through the one door."""

from lantern.improvement.actions.inspections import answer, receive_report, record_inspection, save_finding
from lantern.improvement.actions.logged import put_in_log
from lantern.improvement.actions.plans import approve, begin, close, read_in, save_action, tell

__all__ = [
    "answer",
    "approve",
    "begin",
    "close",
    "put_in_log",
    "read_in",
    "receive_report",
    "record_inspection",
    "save_action",
    "save_finding",
    "tell",
]
