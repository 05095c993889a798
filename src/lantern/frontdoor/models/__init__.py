"""Nouns of the front door: contacts, who is worried, the people as they were reported, checks with agencies, and
decisions for each child.
"""

from lantern.frontdoor.models.caseload import Away, WorkerTerms
from lantern.frontdoor.models.check import Check
from lantern.frontdoor.models.contact import Channel, Consent, Contact, ParentsAware
from lantern.frontdoor.models.decision import ChildDecision, Outcome
from lantern.frontdoor.models.disagreement import Disagreement
from lantern.frontdoor.models.figures import CountedDay, DayFigure, FiguresKept
from lantern.frontdoor.models.forecast import ForecastTrial, LateForecast, StepTime
from lantern.frontdoor.models.notice import NoticeBatch, NoticeReceipt
from lantern.frontdoor.models.reading_aid import ReadingAid
from lantern.frontdoor.models.routing import RoutingRules, WorkWeights
from lantern.frontdoor.models.second_look import DrawnWeek, SamplingRule, SecondLook, SentBack
from lantern.frontdoor.models.sent import SentContact
from lantern.frontdoor.models.shift_log import ShiftEntry, ShiftEntryRead
from lantern.frontdoor.models.threshold_draft import ThresholdDraft
from lantern.frontdoor.models.told import Referrer, ReportedPerson

__all__ = [
    "Away",
    "Channel",
    "Check",
    "ChildDecision",
    "Consent",
    "Contact",
    "CountedDay",
    "DayFigure",
    "DrawnWeek",
    "Disagreement",
    "FiguresKept",
    "ForecastTrial",
    "LateForecast",
    "NoticeBatch",
    "NoticeReceipt",
    "Outcome",
    "ParentsAware",
    "ReadingAid",
    "Referrer",
    "ReportedPerson",
    "SamplingRule",
    "SecondLook",
    "SentBack",
    "RoutingRules",
    "SentContact",
    "ShiftEntry",
    "ShiftEntryRead",
    "StepTime",
    "WorkWeights",
    "WorkerTerms",
    "ThresholdDraft",
]
