"""The event kinds of this room."""

from lantern.spine.kinds import EventKind, register

_PERIOD = {"period": "first and last day, in words"}

register(
    EventKind("yearly_report_begun", "The yearly report for {period} was begun.", _PERIOD),
    EventKind("yearly_report_written", "A section of the yearly report was written: {section}.",
              {"section": "title of the section"}),
    EventKind("yearly_report_cut", "The figures of the yearly report were taken anew."),
    EventKind("annual_report_published", "The yearly report for {period} was published.", _PERIOD, significance=3),
)  # fmt: skip
