"""The event kinds of early help, each with the sentence it adds to a chronology. Payloads hold labels, never words that
people wrote.
"""

from lantern.spine.kinds import EventKind, register

_AGENCY = {"agency": "name of the agency"}

register(
    EventKind(
        "early_help_opened",
        "Early help began with {team}: {need}.",
        {"team": "name of the team that leads", "need": "what it is for, as a label"},
        significance=2,
    ),
    EventKind(
        "early_help_taken_up",
        "{team} began the early help it had taken on: {need}.",
        {"team": "name of the team that leads", "need": "what it is for, as a label"},
        significance=2,
    ),
    EventKind(
        "family_first_contacted",
        "{team} first spoke with the family about early help.",
        {"team": "name of the team that leads"},
        significance=2,
    ),
    EventKind("early_help_assessment_written", "The early help assessment was added to."),
    EventKind(
        "early_help_assessment_submitted",
        "The early help assessment waits for a manager: {advice}.",
        {"advice": "what it recommends, as a label"},
    ),
    EventKind("early_help_assessment_sent_back", "A manager sent the early help assessment back for more work."),
    EventKind(
        "early_help_assessment_completed",
        "The early help assessment is complete; a manager agreed: {advice}.",
        {"advice": "what it recommends, as a label"},
        significance=2,
    ),
    EventKind(
        "early_help_consent_given",
        "The family agreed that {agency} is told: {what}.",
        _AGENCY | {"what": "what may be told, as labels"},
    ),
    EventKind("early_help_consent_refused", "The family said no to {agency} being told.", _AGENCY, significance=2),
    EventKind("early_help_consent_withdrawn", "The family withdrew its consent for {agency}.", _AGENCY, significance=3),
    EventKind("early_help_member_joined", "{agency} joined the team around the family.", _AGENCY),
    EventKind("early_help_member_left", "{agency} left the team around the family.", _AGENCY),
    EventKind(
        "early_help_shared",
        "{what} was shared with {agency}.",
        _AGENCY | {"what": "what was shared, as a label"},
    ),
    EventKind("early_help_session", "Session: {became}.", {"became": "what became of it, as a label"}),
    EventKind(
        "early_help_measured",
        "Distance travelled, {stage}, as {who} sees it.",
        {"stage": "start, review or end, as a label", "who": "child, parent or practitioner, as a label"},
    ),
    EventKind(
        "early_help_missed_answered",
        "Sessions kept being missed. What is done: {option}.",
        {"option": "what is done, as a label"},
        significance=2,
    ),
    EventKind("early_help_worker_named", "{worker} leads for {team}.", {"worker": "worker", "team": "name of a team"}),
    EventKind(
        "early_help_lead_offered",
        "{team} was asked to take the lead.",
        {"team": "name of the team that was asked"},
    ),
    EventKind(
        "early_help_lead_taken",
        "{team} took the lead from {before}.",
        {"team": "name of the team that leads now", "before": "name of the team that led"},
        significance=2,
    ),
    EventKind("early_help_stepped_up", "Early help asked the front door to look again.", significance=3),
    EventKind(
        "early_help_ended",
        "Early help ended: {reason_label}; {outcome}.",
        {"reason_label": "why, as a label", "outcome": "what it achieved, as a label"},
        significance=2,
    ),
)
