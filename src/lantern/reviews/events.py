"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_AGENCY = {"agency": "name of the agency"}

register(
    EventKind("incident_known", "A serious incident became known.", significance=3),
    EventKind("incident_facts_changed", "What is known of a serious incident was changed."),
    EventKind("incident_notified", "The Panel was notified of a serious incident.", significance=3),
    EventKind("incident_not_notified", "A serious incident was not notified, with reasons.", significance=2),
    EventKind("incident_taken_up", "A serious incident was taken up again.", significance=2),
    EventKind("partners_told", "Safeguarding partners were told of a serious incident: {agencies}.",
              {"agencies": "names of agencies"}),
    EventKind("incident_reader_named", "Somebody more may open a serious incident."),
    EventKind("incident_reader_ended", "Somebody may not open a serious incident any more."),
    EventKind("rapid_review_asked", "For a rapid review were asked: {agencies}.", {"agencies": "names of agencies"}),
    EventKind("rapid_review_written", "The rapid review was written on."),
    EventKind("rapid_review_decided", "A rapid review was decided: {decision}.", {"decision": "as a label"},
              significance=2),
    EventKind("rapid_review_sent", "A rapid review was sent to the Panel.", significance=2),
    EventKind("panel_answered", "The Panel answered a rapid review: {says}.", {"says": "as a label"}, significance=2),
    EventKind("panel_asked_again", "The Panel answered a rapid review: {says}.", {"says": "as a label"},
              significance=2),
    EventKind("incident_partner_told", "{agency} was told of a serious incident.", _AGENCY),
    EventKind("incident_information_asked", "{agency} was asked what it knows, for a rapid review.", _AGENCY),
    EventKind("incident_information_given", "{agency} gave what it knows, for a rapid review.", _AGENCY),
    EventKind("incident_request_ended", "A request to {agency} about a serious incident ended.", _AGENCY),
    EventKind("practice_review_decided", "A local child safeguarding practice review was decided.", significance=3),
    EventKind("practice_review_terms_set", "The terms of a practice review were written."),
    EventKind("reviewer_put_forward", "A reviewer was put to the Executive."),
    EventKind("appointment_put", "A reviewer was put to the Executive."),
    EventKind("appointment_approved", "The Executive approved a reviewer."),
    EventKind("appointment_declined", "The Executive did not approve a reviewer."),
    EventKind("practice_review_began", "A practice review began.", significance=2),
    EventKind("practice_review_publication_planned", "The publication of a practice review was planned."),
    EventKind("practice_review_sent_ahead", "The report of a practice review went to the Panel and the Secretary of"
              " State."),
    EventKind("practice_review_delay_told", "It was told why a practice review is late."),
    EventKind("practice_review_published", "A practice review was published.", significance=3),
    EventKind("practice_review_stopped", "A practice review was stopped.", significance=2),
    EventKind("practice_review_step_done", "A step of a practice review was done: {what}.",
              {"what": "the step, as planned"}),
    EventKind("practice_review_family_met", "The family was spoken with about a practice review."),
    EventKind("practice_review_strand_added", "Another review of the same events was linked: {kind}.",
              {"kind": "kind of review"}),
    EventKind("practice_review_strand_learned", "What a linked review learned was added: {kind}.",
              {"kind": "kind of review"}),
)  # fmt: skip

register_notices(
    NoticeKind("incident_told", "Your agency is told of a serious incident", episode="incident_request"),
    NoticeKind(
        "incident_asked", "Your agency is asked what it knows, for a rapid review", episode="incident_request",
        while_in=("asked",),
    ),
    NoticeKind(
        "appointment_waits", "A reviewer waits for the Executive", episode="reviewer_appointment", while_in=("put",),
    ),
)  # fmt: skip
