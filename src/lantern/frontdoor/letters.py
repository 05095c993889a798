"""Letters of the front door: the answer to whoever was worried, the outcome for a family, an invitation.

Prepared in plain words, finished by a person. Nobody's address is put in by the system: it might be one that somebody
must not learn. No letter says who was worried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import models

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import rules
from lantern.frontdoor.models import Contact, Outcome
from lantern.interface.documents import Document, Letter, Paragraph
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority

MARKING = "Private and confidential"


class LetterKind(models.TextChoices):
    """Which letter."""

    ANSWER = "answer", "An answer to the person who was worried"
    OUTCOME = "outcome", "What was decided, for the family"
    INVITATION = "invitation", "An invitation for the family"


FOR_FAMILIES = (LetterKind.OUTCOME, LetterKind.INVITATION)
_TITLES = {
    LetterKind.ANSWER: "Our answer to you",
    LetterKind.OUTCOME: "What we decided, and what happens next",
    LetterKind.INVITATION: "We would like to meet you",
}
_FOR_FAMILIES = {
    Outcome.NO_FURTHER_ACTION: "We will not do anything more now.",
    Outcome.ADVICE: "We will not do anything more now. Below is what may help you.",
    Outcome.EARLY_HELP: "A family worker would like to help you. They will ring you. You can say yes or no.",
    Outcome.ASSESSMENT: "A social worker will get to know your family, to find out what help you need.",
    Outcome.STRATEGY_DISCUSSION: "A social worker will talk with you about what must happen to keep your child safe.",
    Outcome.OTHER_AUTHORITY: "We have passed this on to the council of the area you live in. They will talk with you.",
    Outcome.LADO: "We have passed this on to the officer who looks into it. They will talk with you.",
}


def letterhead(here: Authority) -> list[str]:
    """What stands at the head of an authority's letters: its own lines from the area file, or what is known of it."""
    return list(here.letterhead) or [here.name, here.hub_name, f"Telephone {here.hub_phone}", here.email]


def prepared(kind: LetterKind, contact: Contact, outcomes: Iterable[str]) -> str:
    """The words a letter begins with. What stands in square brackets must be filled in before it can be made."""
    here = partnership.authority(contact.authority_id)
    if kind == LetterKind.ANSWER:
        return rules.feedback_for(
            contact, outcomes, professional=contact.referrer.professional, hub_phone=here.hub_phone
        )
    talk = f"If you want to talk to somebody, or you do not agree, ring {here.hub_phone}."
    other_ways = "Tell us if you need an interpreter, large print, or somebody to read this to you."
    if kind == LetterKind.INVITATION:
        return (
            "We would like to meet you, to talk about how things are for your family.\n\n"
            "When: [day and time]\nWhere: [place]\nWho will be there: [names]\n\n"
            "You can bring somebody who supports you. If the time does not suit you, ring us: we will find another.\n\n"
            f"{talk}\n\n{other_ways}"
        )
    decided = " ".join(dict.fromkeys(_FOR_FAMILIES[Outcome(each)] for each in outcomes)) or "[what was decided]"
    return (
        "Somebody was worried about your family and told us. We listened to them, and we looked at what we know.\n\n"
        f"{decided}\n\n"
        "Why: [in one or two sentences]\n\n"
        f"{talk}\n\n{other_ways}"
    )


def letter(
    kind: LetterKind, contact: Contact, *, to: Sequence[str], words: str, by: ActingPerson, at: dt.datetime
) -> Document:
    """The letter as a document: for print, and as a PDF that can be read aloud."""
    here = partnership.authority(contact.authority_id)
    return Document(
        title=_TITLES[kind],
        reference=contact.reference,
        recipient=to[0],
        marking=MARKING,
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=here.name,
        blocks=[
            Paragraph(f"Dear {to[0]}"),
            Paragraph(words),
            Paragraph(f"Yours sincerely\n\n\n{by.name}\n{by.post_title}\n{here.hub_name}"),
        ],
        letter=Letter(head=[line for line in letterhead(here) if line], to=to),
    )
