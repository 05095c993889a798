"""Event kinds of what was brought in from elsewhere: the history a children in need census tells, until the rooms of
that work exist.
"""

from lantern.spine.kinds import EventKind, register

_FILE = {"year": "closing year of the census", "what": "label", "other": "label"}

register(
    EventKind(
        "census_referral",
        "Referred to children's social care by {what}; need: {other} (census {year}).",
        _FILE,
        significance=3,
    ),
    EventKind(
        "census_referral_nfa",
        "Referred to children's social care by {what}: no further action (census {year}).",
        _FILE,
        significance=2,
    ),
    EventKind("census_assessment_started", "Assessment began (census {year}).", _FILE, significance=2),
    EventKind(
        "census_assessment_authorised", "Assessment authorised; factors: {what} (census {year}).", _FILE, significance=2
    ),
    EventKind("census_plan_started", "Child in need plan began (census {year}).", _FILE, significance=2),
    EventKind("census_plan_ended", "Child in need plan ended (census {year}).", _FILE, significance=2),
    EventKind(
        "census_enquiry", "Strategy discussion: section 47 enquiry began (census {year}).", _FILE, significance=3
    ),
    EventKind("census_conference", "Initial child protection conference held (census {year}).", _FILE, significance=3),
    EventKind(
        "census_protection_started", "Child protection plan began: {what} (census {year}).", _FILE, significance=3
    ),
    EventKind("census_protection_reviewed", "Child protection plan reviewed (census {year}).", _FILE, significance=2),
    EventKind(
        "census_protection_ended",
        "Child protection plan ended; last category: {what} (census {year}).",
        _FILE,
        significance=3,
    ),
    EventKind("census_closed", "Social care closed: {what} (census {year}).", _FILE, significance=3),
)
