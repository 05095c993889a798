"""The states of a plan and the moves between them."""

from __future__ import annotations

from typing import Any

from lantern.plans import permissions as may
from lantern.plans.kinds import CHILD_PROTECTION, EARLY_HELP
from lantern.plans.models import Plan
from lantern.plans.rules import missing
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.held import MOVE_WORK
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register

WRITING, TO_AGREE, AGREED, ENDED = "writing", "to_agree", "agreed", "ended"
STANDING = (WRITING, TO_AGREE, AGREED)
"""While a plan stands: an agreed version holds while the next is written."""


def leads(plan: Plan, by: Actor) -> bool:
    """Whether somebody works for the authority whose child it is, or in the team of another agency that leads."""
    return plan.authority_id in by.authorities or (by.team_id is not None and by.team_id == plan.owner_team_id)


def _led_by_them(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    """A plan that another agency leads is worked with by its team, and by the authority."""
    if leads(plan, by):
        return ALLOWED
    return refused(
        "Another team leads for this family, and works with its plan.",
        owner=plan.owner_team.name,
        next_step=f"Ring {plan.owner_team.name}.",
    )


def _of_their_work(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    """Early help works with early help plans, social care with plans for children in need of help or protection."""
    led = _led_by_them(plan, by, facts)
    if not led:
        return led
    answer = by.may(plan.of_kind.may)
    if answer:
        return ALLOWED
    return refused(
        f"Your post does not work with a {plan.called.lower()}.", owner=answer.owner, next_step=answer.next_step
    )


def _complete(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    """An action can not be agreed without need, action, owner, day and measure; a risk has a contingency; an ask says
    who checks it, how and when.
    """
    gaps = missing(plan)
    if not gaps:
        return ALLOWED
    first, more = gaps[0], len(gaps) - 1
    others = f" And {more} more." if more else ""
    return refused(
        f"It can not be agreed yet. {first.says}{others}", next_step="Complete it first; what is there is kept."
    )


def _by_another(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    """Four eyes: nobody agrees what they wrote."""
    if by.user_id is not None and by.user_id in {plan.submitted_by_id, *plan.editors}:
        return refused(
            "You wrote some of this, so somebody else must agree it.",
            owner="team manager",
            next_step="It is on the list of the other managers of your team.",
        )
    return ALLOWED


def _reviews_such(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    """A child protection plan is reviewed by a conference, and whoever chairs it writes it down."""
    answer = by.may(plan.of_kind.reviewed_by)
    if answer:
        return ALLOWED
    return refused(
        f"A {plan.called.lower()} is reviewed by a conference; whoever chairs it writes it down.",
        owner=answer.owner,
        next_step=answer.next_step,
    )


def _protects(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    if plan.plan_kind == CHILD_PROTECTION:
        return ALLOWED
    return refused("Core groups belong to child protection plans.")


def _of_a_family(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    if plan.plan_kind == EARLY_HELP:
        return ALLOWED
    return refused("Only an early help plan goes with the help that it belongs to.")


def _question_open(plan: Plan, by: Actor, facts: dict[str, Any]) -> Answer:
    if plan.threshold_asked_at:
        return ALLOWED
    return refused("No check failed, so no such question is open.")


_THEIRS = (_of_their_work,)

PLAN = Lifecycle(
    kind="plan",
    prefix="PL",
    noun="plan",
    states={
        WRITING: "Being written",
        TO_AGREE: "Waiting to be agreed",
        AGREED: "Agreed",
        ENDED: "Ended",
    },
    moves=(
        Move("open", "Begin a plan", (), WRITING, may=may.BEGIN_PLAN, event="plan_started", needs=_THEIRS),
        Move("edit", "Write", (WRITING,), None, may=may.WRITE_PLAN, event="plan_edited", needs=_THEIRS),
        Move("change", "Change it", (AGREED,), WRITING, may=may.WRITE_PLAN, event="plan_change_begun", needs=_THEIRS),
        Move(
            "submit",
            "Send it to be agreed",
            (WRITING,),
            TO_AGREE,
            may=may.WRITE_PLAN,
            event="plan_submitted",
            needs=(_of_their_work, _complete),
        ),
        Move(
            "take_back",
            "Take it back",
            (TO_AGREE,),
            WRITING,
            may=may.WRITE_PLAN,
            event="plan_taken_back",
            needs=_THEIRS,
        ),
        Move("mark", "Say how far an action is", STANDING, None, may=may.WRITE_PLAN, event="plan_item_marked",
             needs=_THEIRS),
        Move(
            "send_back",
            "Send back",
            (TO_AGREE,),
            WRITING,
            may=may.AGREE_PLAN,
            event="plan_sent_back",
            needs=_THEIRS,
        ),
        Move(
            "agree",
            "Agree it",
            (TO_AGREE,),
            AGREED,
            may=may.AGREE_PLAN,
            event="plan_agreed",
            needs=(_of_their_work, _by_another, _complete),
            under="cin-plan",
        ),
        Move(
            "review",
            "Review",
            STANDING,
            None,
            may=may.REVIEW_PLAN,
            event="plan_reviewed",
            needs=(_of_their_work, _reviews_such),
            under="cin-review",
        ),
        Move(
            "review_and_change",
            "Review, and change it",
            (AGREED,),
            WRITING,
            may=may.REVIEW_PLAN,
            event="plan_reviewed",
            needs=(_of_their_work, _reviews_such),
            under="cin-review",
        ),
        Move(
            "visit",
            "Record a visit",
            STANDING,
            None,
            may=may.RECORD_VISIT,
            event="child_visited",
            needs=(_led_by_them,),
            under="cp-visit",
        ),
        Move("earlier_visit", "Record an earlier visit", STANDING, None, may=may.RECORD_VISIT,
             event="earlier_visit_recorded", needs=(_led_by_them,)),
        Move("not_seen", "Record a visit on which the child was not seen", STANDING, None, may=may.RECORD_VISIT,
             event="child_not_seen", needs=(_led_by_them,)),
        Move(
            "core_group",
            "Record a core group",
            STANDING,
            None,
            may=may.REVIEW_PLAN,
            event="core_group_held",
            needs=(_of_their_work, _protects),
            under="core-group-next",
        ),
        Move("ask_held", "It was checked, and held", STANDING, None, may=may.REVIEW_PLAN, event="plan_ask_held",
             needs=_THEIRS, under="safety-plan-check"),
        Move("ask_failed", "It was checked, and did not hold", STANDING, None, may=may.REVIEW_PLAN,
             event="plan_ask_failed", needs=_THEIRS, under="safety-plan-check"),
        Move(
            "answer_threshold",
            "Answer whether the child is safe enough",
            STANDING,
            None,
            may=may.AGREE_PLAN,
            event="threshold_question_answered",
            needs=(_of_their_work, _question_open),
        ),
        Move("word_for_child", "Put it in words for the child", STANDING, None, may=may.WRITE_PLAN,
             event="plan_worded_for_child", needs=_THEIRS),
        Move("give", "Give to a worker", STANDING, None, may=may.AGREE_PLAN, event="plan_given", needs=_THEIRS),
        Move("follow_lead", "Take it over with the lead", STANDING, None, may=may.HOLD_FAMILY_PLAN, event="plan_led_by",
             needs=(_of_a_family,)),
        Move("give_actions", "Give its actions to another worker", STANDING, None, may=MOVE_WORK,
             event="plan_actions_given"),
        Move("end", "End it", STANDING, ENDED, may=may.END_PLAN, event="plan_ended", needs=_THEIRS, closes=True),
        Move("end_with_help", "End it with the help it belongs to", STANDING, ENDED, may=may.HOLD_FAMILY_PLAN,
             event="plan_ended", needs=(_of_a_family, _led_by_them), closes=True),
    ),
    notifies={
        "submit": "plan_to_agree",
        "send_back": "plan_sent_back",
        "agree": "plan_agreed",
        "ask_failed": "plan_ask_failed",
    },
)  # fmt: skip

register(
    NoticeKind("plan_to_agree", "A plan waits to be agreed", episode="plan", while_in=(TO_AGREE,)),
    NoticeKind("plan_sent_back", "A plan was sent back", episode="plan", while_in=(WRITING,)),
    NoticeKind("plan_agreed", "A plan is agreed", episode="plan", while_in=(AGREED,)),
    NoticeKind(
        "plan_ask_failed",
        "What a plan asks of a family did not hold: is the child safe enough?",
        episode="plan",
        until=("answer_threshold", "end"),
    ),
)
