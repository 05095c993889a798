"""Early help ends with a reason and an outcome, or asks the front door to look again."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from lantern.access.context import sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import rules
from lantern.earlyhelp.actions import planning
from lantern.earlyhelp.actions.assessing import handoff_of
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.states import EARLY_HELP
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine import handoffs
from lantern.spine.lifecycle import Made
from lantern.spine.models import Handoff, Involvement
from lantern.waiting import gate

STEP_UP = "step_up"
"""The purpose of a handoff by which early help asks the front door to look again."""


@transaction.atomic
def end(
    help_: EarlyHelp,
    *,
    ending: str,
    outcome: str,
    words: str,
    family_says: str,
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """End early help: why, what it achieved, and what the family says of it. Whoever offered it reads the outcome, and
    the family's plans end with it.

    Raises MoveRefused while somebody has not answered a handoff, and where the questions of the gate are not answered
    and tested; what a team of another agency answers is tested by the authority's early help.
    """
    if rules.asks_the_gate(ending):
        with sending_to(help_.authority_id):
            gate.require(help_, gate.CLOSURE)
    outcome_label = code_set("early_help_outcome").label(outcome)
    made = EARLY_HELP.make(
        "end",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={
            "reason_label": code_set("early_help_ending").label(ending).lower(),
            "outcome": f"early help: {outcome_label.lower()}",
        },
        note=words,
    )
    EarlyHelp.objects.filter(pk=help_.pk).update(
        ending=ending, outcome=outcome, ending_words=words, family_says=family_says
    )
    planning.end_plans(help_, ending=ending, words=words, by=by, at=at)
    handoff = handoff_of(help_, by)
    if handoff is not None and handoff.state in (handoffs.ACCEPTED, handoffs.SEEN):
        handoffs.finish(handoff, outcome=f"{outcome_label}. {words}".strip(), by=by, at=at, version=handoff.version)
    return made


@transaction.atomic
def step_up(
    help_: EarlyHelp,
    *,
    said: gate.Answers | None,
    words: str = "",
    cannot_wait: str = "",
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Handoff:
    """Ask the front door to look again: with what is worse, what was tried and what the family knows (``said``), or at
    once with ``words`` and the reason why it can not wait. Early help goes on until somebody has taken it on.
    """
    EARLY_HELP.make("step_up", help_, by=by, at=at, version=version, key=key)
    with sending_to(help_.authority_id) as sender:
        answers = gate.ask_for_more(help_, said=said, reason=cannot_wait, by=sender, at=at)
        about = list(Involvement.objects.filter(episode_id=help_.pk).values_list("person_id", "part"))
        subjects = [{name: value for name, value in each.items() if name != "number"} for each in help_.subjects]
        made = handoffs.offer(
            to_team=partnership.hub_of(help_.authority_id),
            from_team=help_.owner_team,
            because_of=help_,
            purpose=STEP_UP,
            about=about,
            subjects=subjects,
            need_to_know=_told_the_hub(answers, words),
            by=sender,
            at=at,
        )
    offered: Handoff = made.episode
    return offered


def _told_the_hub(answers: gate.GateAnswers, words: str) -> str:
    """What the hub reads on the handoff, frozen as it was said."""
    if answers.overridden:
        return f"{words}\n\nIt can not wait: {answers.override_reason}"
    told = {
        "What is worse": answers.what_changed,
        "What was tried, and what came of it": answers.evidence,
        "What the family says": answers.family_says,
        "Whether they know": " ".join((f"{answers.get_met_display()}.", answers.met_words)).strip(),
        "Until you answer": answers.if_not,
    }
    return "\n\n".join(f"{what}: {said}" for what, said in told.items())
