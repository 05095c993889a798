"""What this room records, and the sentence each contributes to a chronology."""

from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

register(
    EventKind(
        "section_47_started",
        "A section 47 enquiry began: {how}, {category}.",
        {"how": "single agency or joint with the police", "category": "kind of abuse"},
        significance=3,
        heading="Section 47 enquiry",
    ),
    EventKind("section_47_taken", "{worker} took the enquiry on.", {"worker": "worker's role or name"}),
    EventKind(
        "enquiry_child_seen",
        "Seen for the enquiry, {alone}.",
        {"alone": "alone, or not alone"},
        significance=2,
    ),
    EventKind(
        "section_47_concluded",
        "The section 47 enquiry found: {outcome}.",
        {"outcome": "what it found"},
        significance=3,
    ),
    EventKind("section_47_sent_back", "A manager sent the enquiry back for more.", significance=2),
    EventKind(
        "section_47_agreed",
        "A manager agreed what the enquiry found: {outcome}.",
        {"outcome": "what it found"},
        significance=3,
    ),
    EventKind("initial_conference_held", "The initial child protection conference was held.", significance=3),
    EventKind("section_47_no_conference", "It was decided not to hold a conference.", significance=3),
    EventKind("assessment_started", "An assessment began.", significance=2, heading="Assessment"),
    EventKind("assessment_written", "The assessment was written on: {part}.", {"part": "which part"}),
    EventKind("assessment_child_seen", "Seen for the assessment, {alone}.", {"alone": "alone, or not alone"},
              significance=2),
    EventKind("assessment_checkpoint_held", "A manager looked at how far the assessment is.", significance=2),
    EventKind("assessment_submitted", "The assessment is ready for a manager: {outcome}.",
              {"outcome": "what is recommended"}, significance=2),
    EventKind("assessment_challenged", "A manager asked for more before agreeing the assessment.", significance=2),
    EventKind("assessment_authorised", "The assessment was agreed by a manager: {outcome}.",
              {"outcome": "what comes of it"}, significance=3),
    EventKind("assessment_shared", "The assessment was shared with the family, {how}.", {"how": "in which way"},
              significance=2),
)  # fmt: skip

register_notices(
    NoticeKind(
        "enquiry_began", "A section 47 enquiry is yours", episode="section_47", while_in=("enquiring",), until=("take",)
    ),
    NoticeKind(
        "enquiry_to_agree", "A section 47 enquiry waits for a manager", episode="section_47", while_in=("concluded",)
    ),
    NoticeKind(
        "assessment_to_agree", "An assessment waits for a manager", episode="assessment", while_in=("submitted",)
    ),
    NoticeKind("assessment_sent_back", "A manager asks about an assessment", episode="assessment",
               while_in=("challenged",)),
)  # fmt: skip
