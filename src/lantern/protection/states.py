"""The states of a section 47 enquiry and of an assessment, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.protection import permissions as may
from lantern.protection.models import Assessment, Challenge, Enquiry, Seen
from lantern.spine import held
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.models import Episode, Involvement
from lantern.waiting import gate

ENQUIRING, CONCLUDED, TO_CONFERENCE, ENDED = "enquiring", "concluded", "to_conference", "ended"
WRITING, CHALLENGED, SUBMITTED, AUTHORISED = "writing", "challenged", "submitted", "authorised"

CHILD = "child"


def unseen(episode: Any) -> int:
    """How many of the children an enquiry or assessment is about have not been seen for it."""
    about = set(Involvement.objects.filter(episode_id=episode.pk, part=CHILD).values_list("person_id", flat=True))
    return len(about - set(Seen.objects.filter(episode_id=episode.pk).values_list("person_id", flat=True)))


def _seen_or_why(episode: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """A child is seen and spoken to before anything is found out about them (Working Together, chapter 3)."""
    if facts.get("looking") or facts.get("not_seen_why") or not unseen(episode):
        return ALLOWED
    return refused(
        "The child has not been seen yet.", next_step="Record when they were seen, or say why they were not."
    )


def _somebody_else(done_by: str) -> Any:
    def need(episode: Any, by: Actor, facts: dict[str, Any]) -> Answer:
        """Nobody agrees their own work."""
        if getattr(episode, done_by) == by.user_id:
            return refused(
                "You wrote this, so somebody else must agree it.",
                owner="another manager",
                next_step="It is on their list.",
            )
        return ALLOWED

    return need


def _reason_given(episode: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


def _found(*outcomes: str) -> Any:
    def need(enquiry: Any, by: Actor, facts: dict[str, Any]) -> Answer:
        if enquiry.outcome in outcomes:
            return ALLOWED
        return refused("That is not what the enquiry found.")

    return need


ENQUIRY = Lifecycle(
    kind="section_47",
    prefix="E",
    noun="enquiry",
    states={
        ENQUIRING: "Enquiry under way",
        CONCLUDED: "Waiting for a manager",
        TO_CONFERENCE: "Waiting for the conference",
        ENDED: "Ended",
    },
    moves=(
        Move("start", "Begin a section 47 enquiry", (), ENQUIRING, may="run_meeting", event="section_47_started",
             under="icpc"),
        Move("take", "Take it on", (ENQUIRING,), None, may=may.WORK_ENQUIRY, event="section_47_taken"),
        held.give_move(ENQUIRING, CONCLUDED, TO_CONFERENCE),
        Move("see", "Record that the child was seen", (ENQUIRING, CONCLUDED, TO_CONFERENCE), None,
             may=may.WORK_ENQUIRY, event="enquiry_child_seen", under="assessment-child-seen"),
        Move("conclude", "Say what the enquiry found", (ENQUIRING,), CONCLUDED, may=may.WORK_ENQUIRY,
             event="section_47_concluded", needs=(_seen_or_why,), under="s47-outcome"),
        Move("send_back", "Send it back", (CONCLUDED,), ENQUIRING, may=may.AGREE_ENQUIRY,
             event="section_47_sent_back", needs=(_somebody_else("concluded_by_id"), _reason_given)),
        Move("agree_conference", "Agree: a conference is held", (CONCLUDED,), TO_CONFERENCE, may=may.AGREE_ENQUIRY,
             event="section_47_agreed", needs=(_found(Enquiry.Outcome.AT_RISK), _somebody_else("concluded_by_id")),
             under="s47-outcome"),
        Move("agree_end", "Agree: no conference", (CONCLUDED,), ENDED, may=may.AGREE_ENQUIRY,
             event="section_47_agreed",
             needs=(_found(Enquiry.Outcome.NOT_AT_RISK, Enquiry.Outcome.NOT_FOUND), _somebody_else("concluded_by_id")),
             closes=True, under="s47-outcome"),
        Move("conference_held", "The conference was held", (ENQUIRING, CONCLUDED, TO_CONFERENCE), ENDED,
             may="run_meeting", event="initial_conference_held", closes=True, under="icpc"),
        Move("no_conference", "Decide not to hold a conference", (TO_CONFERENCE,), ENDED, may=may.AGREE_ENQUIRY,
             event="section_47_no_conference", needs=(_reason_given,), closes=True),
    ),
    notifies={"start": "enquiry_began", "conclude": "enquiry_to_agree"},
)  # fmt: skip


GATES = {Assessment.Outcome.EARLY_HELP: gate.STEP_DOWN, Assessment.Outcome.CLOSE: gate.CLOSURE}
"""What an assessment may come to that ends social work, and the way through the gate."""


def at_the_gate(assessment: Any) -> tuple[Episode, str] | None:
    """The work that ends with this assessment, and in which way; None where work goes on. Work that was handed over
    ends as one: the questions are answered about its handoff, once.
    """
    way = GATES.get(assessment.outcome)
    if way is None:
        return None
    source = assessment.because_of
    return (source if source is not None and source.kind == "handoff" else assessment), str(way)


def _through_the_gate(assessment: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Social work ends only once it is said what changed and what happens if it does not last (inspection, ¶6)."""
    ends = None if facts.get("looking") else at_the_gate(assessment)
    return gate.judge(*ends) if ends else ALLOWED


REQUIRED = {
    "history": "What the history tells",
    "capacity": "Whether the parents can change",
    "impact": "What it means for the child",
    "child_views": "What the child says",
    "parent_views": "What the parents say",
    "analysis": "What we make of it",
    "recommendation": "What we recommend",
}
"""The parts an assessment must have, each an argument of its own (inspection: weak analysis and recommendations)."""


def parts_missing(assessment: Any) -> list[str]:
    """The parts that nothing is written in yet, in words."""
    missing = [label for name, label in REQUIRED.items() if not getattr(assessment, name).strip()]
    return missing if assessment.outcome else [*missing, "What comes of it"]


def _every_part(assessment: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    missing = parts_missing(assessment)
    if missing:
        return refused(
            f"Nothing is written yet in: {', '.join(missing).lower()}.", next_step="Write these parts first."
        )
    return ALLOWED


def _challenges_answered(assessment: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if Challenge.objects.filter(episode_id=assessment.pk, answered_at__isnull=True).exists():
        return refused("A manager asked something that is not answered.", next_step="Answer it first.")
    return ALLOWED


ASSESSMENT = Lifecycle(
    kind="assessment",
    prefix="A",
    noun="assessment",
    states={
        WRITING: "Being written",
        CHALLENGED: "A manager asks",
        SUBMITTED: "Waiting for a manager",
        AUTHORISED: "Agreed",
    },
    moves=(
        Move("start", "Begin an assessment", (), WRITING, may=may.WORK_ASSESSMENT, event="assessment_started",
             under="assessment"),
        held.give_move(WRITING, CHALLENGED, SUBMITTED),
        Move("write", "Write", (WRITING, CHALLENGED), None, may=may.WORK_ASSESSMENT, event="assessment_written"),
        Move("see", "Record that a child was seen", (WRITING, CHALLENGED, SUBMITTED), None, may=may.WORK_ASSESSMENT,
             event="assessment_child_seen", under="assessment-child-seen"),
        Move("checkpoint", "Look at how far it is", (WRITING, CHALLENGED), None, may=may.AUTHORISE_ASSESSMENT,
             event="assessment_checkpoint_held", under="assessment-checkpoint"),
        Move("submit", "Send it to a manager", (WRITING, CHALLENGED), SUBMITTED, may=may.WORK_ASSESSMENT,
             event="assessment_submitted", needs=(_every_part, _challenges_answered, _seen_or_why)),
        Move("challenge", "Ask about it", (SUBMITTED,), CHALLENGED, may=may.AUTHORISE_ASSESSMENT,
             event="assessment_challenged", needs=(_somebody_else("submitted_by_id"), _reason_given)),
        Move("share", "Record how it was shared with the family", (WRITING, CHALLENGED, SUBMITTED), None,
             may=may.WORK_ASSESSMENT, event="assessment_shared"),
        Move("authorise", "Agree it", (SUBMITTED,), AUTHORISED, may=may.AUTHORISE_ASSESSMENT,
             event="assessment_authorised", needs=(_somebody_else("submitted_by_id"), _through_the_gate), closes=True,
             under="assessment"),
    ),
    notifies={"submit": "assessment_to_agree", "challenge": "assessment_sent_back"},
)  # fmt: skip
