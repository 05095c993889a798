"""A professional who does not agree takes it to the next step of the local procedure, and hears what was found."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from lantern.frontdoor.actions.feedback import say_there_is_an_answer
from lantern.frontdoor.models import Disagreement, SentContact
from lantern.frontdoor.rules import next_step_of
from lantern.frontdoor.states import DISAGREEMENT
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import AlreadyDone, Made, MoveRefused


@transaction.atomic
def disagree(
    sent: SentContact, *, words: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Disagreement:
    """Say why one does not agree with what was decided: it goes to the post of the next step, on its clock.

    The caller acts for the contact's authority (``access.context.sending_to``). Raises MoveRefused when there is
    nothing to disagree with yet, when a step still waits, and when there is none left.
    """
    receipt = SentContact.objects.select_for_update().get(pk=sent.pk)
    if receipt.disagreements and receipt.disagreements[-1]["words"] == words:
        raise AlreadyDone(receipt.episode_id)  # the same button again
    step = next_step_of(receipt)
    if not step.may:
        raise MoveRefused(refused(step.why_not, next_step="Ring the hub and ask for the manager."))
    raised = Disagreement(
        authority_id=receipt.authority_id,
        owner_team=partnership.hub_of(receipt.authority_id),
        because_of_id=receipt.episode_id,
        sent=receipt,
        step=step.number,
        step_name=step.name,
        role=step.role,
        words=words,
    )
    DISAGREEMENT.begin("raise", raised, by=by, at=at, key=key, payload={"step": step.name})
    told = {
        "reference": raised.reference,
        "step": step.number,
        "name": step.name,
        "words": words,
        "at": at.isoformat(),
        "due": raised.next_due_at.isoformat() if raised.next_due_at else "",
    }
    SentContact.objects.filter(pk=receipt.pk).update(disagreements=[*receipt.disagreements, told])
    return raised


@transaction.atomic
def answer_disagreement(
    disagreement: Disagreement,
    *,
    found: str,
    answer: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Answer a step: looked at again, with what came of it and why. The sender reads it on their receipt."""
    label = Disagreement.Found(found).label
    made = DISAGREEMENT.make(
        "answer",
        disagreement,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"found": label.lower()},
        late_reason=late_reason,
    )
    columns = {"found": found, "answer": answer, "answered_at": at, "answered_by_name": by.name}
    Disagreement.objects.filter(pk=disagreement.pk).update(**columns)
    receipt = SentContact.objects.select_for_update().get(pk=disagreement.sent_id)
    told = {"found": label, "answer": answer, "answered_at": at.isoformat()}
    steps = [each | told if each["step"] == disagreement.step else each for each in receipt.disagreements]
    SentContact.objects.filter(pk=receipt.pk).update(disagreements=steps)
    say_there_is_an_answer(receipt.episode_id, at=at)
    return made
