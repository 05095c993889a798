"""The event kinds of the front door, each with the sentence it adds to a chronology.

Payloads hold codes and labels, never free text.
"""

from lantern.spine.kinds import EventKind, register

_WHY_DECIDED = """
    select concat_ws(E'\n\n', 'Why: ' || d.rationale,
                     'What speaks for it: ' || nullif(d.speaks_for, ''),
                     'What speaks against it: ' || nullif(d.speaks_against, ''),
                     'What is not known, and why it could not wait: ' || nullif(d.not_known, ''))
    from frontdoor_childdecision d
    where d.contact_id = e.episode_id and d.person_id = s.person_id and d.decided_at = e.happened_at
    order by d.id desc limit 1"""
"""The reasons stand in the decision, which is never edited, and are read from there."""

_OUTCOME = {
    "outcome": "label of the outcome",
    "level": "level of need 1-4",
    "document": "version of the threshold document",
}

_RULE = {
    "rule": "number and name of a routing rule",
    "version": "number of the version of the rules",
    "team": "name of the team that has it",
    "hint": "how urgent the rule suggests it is, as a code",
}

register(
    EventKind(
        "contact_received",
        "Contact from {source} by {channel}: {reasons}.",
        {
            "source": "kind of source, as a label",
            "channel": "way in, as a label",
            "reasons": "contact reasons, as labels",
        },
        significance=2,
    ),
    EventKind("file_added", "A file was added: {kind}.", {"kind": "kind of file, as a label"}),
    EventKind(
        "contact_routed",
        "Came to {team} by {rule}, of version {version} of the routing rules.",
        _RULE,
    ),
    EventKind(
        "contact_not_routed",
        "{rule}, of version {version} of the routing rules, names {named}, which {because}: it came to {team}.",
        _RULE | {"named": "name of the team that the rule names", "because": "why that team could not have it"},
    ),
    EventKind("contact_put_back", "Put back for {team}: nobody holds it now.", {"team": "name of a team"}),
    EventKind("contact_noted_in_log", "Written in the shift log by {team}.", {"team": "name of a team"}),
    EventKind("contact_taken", "{worker} took this contact on.", {"worker": "name of the worker"}),
    EventKind("contact_assigned", "Given to {worker}.", {"worker": "name of the worker"}),
    EventKind(
        "advice_recorded", "Advice given to a professional: {reasons}.", {"reasons": "contact reasons, as labels"}
    ),
    EventKind("person_matched", "Identified on a contact: {how}.", {"how": "linked or recorded as new"}),
    EventKind("person_unmatched", "It was said that this is somebody else after all."),
    EventKind("contact_screened", "Screened as {priority}.", {"priority": "red, amber or green"}),
    EventKind(
        "contact_reprioritised",
        "Priority changed from {before} to {after}.",
        {"before": "priority", "after": "priority"},
        significance=2,
    ),
    EventKind(
        "contact_joined", "The same worry as {other}: joined to it.", {"other": "reference of the other contact"}
    ),
    EventKind("agencies_asked", "Asked {agencies} what they know.", {"agencies": "names of agencies"}),
    EventKind("check_asked", "{agency} was asked what it knows.", {"agency": "name of the agency"}),
    EventKind(
        "check_answered",
        "{agency} answered: {answer}.",
        {"agency": "name of the agency", "answer": "kind of answer, as a label"},
    ),
    EventKind(
        "answer_term_changed",
        "{agency} said anew how long what it told may be read: {until}.",
        {"agency": "name of the agency", "until": "until when, in words"},
    ),
    EventKind("check_reminded", "{agency} was reminded.", {"agency": "name of the agency"}),
    EventKind(
        "check_escalated",
        "The missing answer of {agency} was raised with its manager.",
        {"agency": "name of the agency"},
    ),
    EventKind("check_withdrawn", "The question to {agency} was withdrawn.", {"agency": "name of the agency"}),
    EventKind("contact_decided", "Decided: {outcomes}.", {"outcomes": "labels of the outcomes"}, significance=2),
    EventKind(
        "child_decided",
        "Decided: {outcome}, level {level} of the threshold document, version {document}.",
        _OUTCOME,
        significance=3,
        words=_WHY_DECIDED,
    ),
    EventKind("contact_sent_back", "Sent back by a manager for another look."),
    EventKind("contact_signed_off", "Signed off by a manager.", significance=2),
    EventKind("second_look_given", "Looked at again by a manager: {found}.", {"found": "what they found, as a label"}),
    EventKind("contact_reopened", "Taken up again after a second look.", significance=2),
    EventKind(
        "urgent_protection_began",
        "Protection began before sign-off: {outcome}.",
        {"outcome": "label of the outcome"},
        significance=3,
    ),
    EventKind(
        "referrer_told", "The person who was worried was told what was decided, {how}.", {"how": "how they were told"}
    ),
    EventKind(
        "referrer_can_not_be_told", "The person who was worried can not be told: {why}.", {"why": "reason, as a label"}
    ),
    EventKind(
        "notice_updated",
        "Updated police notice received: {what}.",
        {"what": "which facts changed, as labels"},
        significance=2,
    ),
    EventKind("referrer_chased", "The person who was worried has heard nothing and asked again.", significance=2),
    EventKind("call_back_asked", "Asked to be rung back."),
    EventKind("call_back_reached", "Rung back and reached."),
    EventKind("call_back_tried", "Rung back and not reached, try {number}.", {"number": "how many tries there were"}),
    EventKind("call_back_not_needed", "Need not be rung back any more."),
    EventKind(
        "disagreement_raised",
        "The person who was worried does not agree with the decision: {step}.",
        {"step": "name of the step of the local procedure"},
        significance=2,
    ),
    EventKind(
        "disagreement_answered",
        "The disagreement was answered: {found}.",
        {"found": "what was found, as a label"},
        significance=2,
    ),
    EventKind("contact_finished", "Finished: everything that was decided has been taken on.", significance=1),
    EventKind(
        "handover_offered",
        "{from_team} handed over to {to_team}.",
        {"from_team": "name of a team", "to_team": "name of a team"},
    ),
    EventKind(
        "handover_accepted",
        "{to_team} took over from {from_team}.",
        {"from_team": "name of a team", "to_team": "name of a team"},
    ),
)
