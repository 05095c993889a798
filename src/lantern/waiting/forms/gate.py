"""The questions before work with a child is ended or handed down."""

from __future__ import annotations

from lantern.interface.forms import Form, LongTextField, RadioField
from lantern.waiting.gate import Answers
from lantern.waiting.models import GateAnswers


class GateForm(Form):
    """What changed, how it is known, and what happens if it does not hold."""

    what_changed = LongTextField(
        "What has changed for the child?",
        required="Write what has changed for the child",
        rows=3,
        hint="Against the worry that began this work. Not what was offered or attended.",
    )
    evidence = LongTextField(
        "How do you know?",
        required="Write how you know",
        rows=3,
        hint="What was seen, by whom, when; what the child says.",
    )
    family_says = LongTextField(
        "What does the family say about it?",
        required="Write what the family says",
        rows=3,
        hint="Each parent, and the child, in their words.",
    )
    met = RadioField(
        "Have they met whoever helps them next?",
        GateAnswers.Met.choices,
        required="Say whether they have met whoever helps them next",
        inline=True,
    )
    met_words = LongTextField("When and with whom?", rows=1, hint="Leave it empty if nobody helps next.")
    if_not = LongTextField(
        "What happens if they do not engage, or it happens again?",
        required="Write what happens if they do not engage",
        rows=2,
        hint="Who notices, by when, and what they do.",
    )

    def answers(self) -> Answers:
        """What was answered."""
        said = self.cleaned_data
        return Answers(**{name: said.get(name) or "" for name in Answers.__dataclass_fields__})


class OverrideForm(Form):
    """Why it can not wait for the questions."""

    reason = LongTextField(
        "Why can it not wait?",
        required="Say why it can not wait",
        rows=2,
        hint="It goes through at once. Somebody who did not do it looks at it again.",
    )


class AgreeForm(Form):
    """A manager's test."""

    words = LongTextField(
        "What did you test, and why do you agree?",
        required="Write what you tested and why you agree",
        rows=3,
        hint="What you read or asked besides these answers. If you do not agree, talk with whoever answered:"
        " nothing moves until you do.",
    )


class GateLookForm(Form):
    """A second look at what went through."""

    found = RadioField("What did you find?", GateAnswers.Found.choices, required="Choose what you found")
    words = LongTextField("Why?", required="Write why", rows=3)
