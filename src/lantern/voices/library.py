"""Questions that a form can ask, in words for whom it is for; what may be answered; small numbers kept back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """For whom a form is."""

    CHILD = "child", _("Children and young people")
    FAMILY = "family", _("Parents and carers")
    PRACTITIONER = "practitioner", _("People who work with children")


class Kind(TextChoices):
    """How a question is answered."""

    FACES = "faces", _("Five faces, from very good to very bad")
    AGREE = "agree", _("Yes, partly, no")
    WORDS = "words", _("In their own words")


ANSWERS: dict[str, list[tuple[str, Any]]] = {
    Kind.FACES: [
        ("5", _("Very good")),
        ("4", _("Good")),
        ("3", _("OK")),
        ("2", _("Bad")),
        ("1", _("Very bad")),
    ],
    Kind.AGREE: [("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))],
}
"""What can be pressed, by kind. Leaving a question out is always possible."""


@dataclass(frozen=True)
class Question:
    """One question of the library."""

    code: str
    kind: str
    child: Any
    adult: Any

    def text(self, audience: str) -> str:
        """Its words for this audience, as a form keeps them: in English, translated when they are shown."""
        chosen = self.child if audience == Audience.CHILD else self.adult
        return str(chosen)


LIBRARY: tuple[Question, ...] = (
    Question("how", Kind.FACES, _("How was it for you?"), _("How was the help you were given?")),
    Question("listened", Kind.AGREE, _("Did somebody listen to you?"), _("Were you listened to?")),
    Question(
        "knew", Kind.AGREE, _("Did you know what was going to happen?"), _("Did you know what would happen next?")
    ),
    Question("better", Kind.AGREE, _("Are things better for you now?"), _("Are things better for the child now?")),
    Question("waited", Kind.AGREE, _("Did you have to wait too long?"), _("Did you have to wait too long?")),
    Question("good", Kind.WORDS, _("What was good?"), _("What went well?")),
    Question("change", Kind.WORDS, _("What should we do differently?"), _("What should we do differently?")),
)

SMALL = 5
"""Fewer answers than this are not told apart: somebody could be known by them. A local choice, to be checked."""


def counted(found: Mapping[str, int], question: Mapping[str, str]) -> list[tuple[str, str]] | None:
    """How often each answer was given, in words, small numbers kept back; None where there are too few to say anything.

    One number that is kept back could be found by taking the others from the whole: the next smallest is kept back too.
    """
    offered = ANSWERS[question["kind"]]
    numbers = {code: found.get(code, 0) for code, _label in offered}
    if sum(numbers.values()) < SMALL:
        return None
    hidden = {code for code, number in numbers.items() if 0 < number < SMALL}
    if len(hidden) == 1:
        others = sorted((number, code) for code, number in numbers.items() if code not in hidden and number)
        hidden |= {code for _number, code in others[:1]}
    return [(str(label), "few" if code in hidden else str(numbers[code])) for code, label in offered]
