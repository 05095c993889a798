"""Screening: how urgent it is, what is different this time, and whether it is one worry sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lantern.frontdoor.forms.code_lists import reason_choices
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from lantern.spine.models import Priority

PRIORITIES = [
    Choice(str(Priority.RED.value), "Red", hint="A child may be in danger. Act now."),
    Choice(str(Priority.AMBER.value), "Amber", hint="A child is likely to be harmed if nothing happens soon."),
    Choice(str(Priority.GREEN.value), "Green", hint="Help is needed; the child is safe today."),
]


class ScreenForm(LateForm):
    """The first look. ``again`` is the window within which the child was at the door before, "12 months"; empty when
    not. ``foreseen`` is what was to happen if it happened again, by the child's name.
    """

    priority = RadioField("How urgent is it?", PRIORITIES, required="Choose red, amber or green")
    contingency_met = RadioField(
        "When it was last closed, somebody said what should happen if it happened again. Has it come to pass?",
        [("yes", "Yes"), ("no", "No"), ("not_known", "Not known yet")],
        required="Say whether what was foreseen has come to pass",
        inline=True,
    )
    why_different = LongTextField(
        "What is different this time?",
        rows=3,
        hint="The family was here before. Say what is new, worse or repeated, and what was tried.",
    )
    note = LongTextField(
        "What did you look at, and what do you make of it?", required="Write what you looked at", rows=4
    )
    reasons = CheckboxesField("What is it about?")

    def __init__(self, *args: Any, again: str = "", foreseen: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reasons", reason_choices())
        if again:
            field = self.fields["why_different"]
            field.required = True
            field.error_messages["required"] = (
                f"Say what is different this time: there were contacts in the last {again}"
            )
        else:
            del self.fields["why_different"]
        if foreseen:
            self.fields["contingency_met"].help_text = " ".join(
                f"{name}: “{words}”" if len(foreseen) > 1 else f"“{words}”" for name, words in foreseen
            )
        else:
            del self.fields["contingency_met"]


class PriorityForm(Form):
    """Judging the urgency again."""

    priority = RadioField("How urgent is it now?", PRIORITIES, required="Choose red, amber or green")
    reason = LongTextField("Why has it changed?", required="Say why the priority changes", rows=3)


class JoinForm(Form):
    """The same worry, sent twice."""

    other = TextField(
        "Reference of the other contact",
        required="Enter the other contact's reference",
        width=10,
        autocomplete="off",
        spellcheck=False,
    )
    reason = LongTextField("How do you know that it is the same worry?", required="Say how you know", rows=2)


class AssignForm(Form):
    """Who works on it from now on."""

    worker = RadioField(
        "Who takes this on?",
        required="Choose somebody",
        hint="Whoever has most room stands first. Points say how much each kind of work counts.",
    )

    def __init__(self, *args: Any, workers: list[tuple[int, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("worker", [Choice(str(pk), name, hint=load[:1].upper() + load[1:]) for pk, name, load in workers])


class CorrectForm(Form):
    """An event that was recorded wrongly. Nothing is rubbed out: the correction stands beside it."""

    what = SelectField(
        "What was wrong?",
        [
            ("recorded on the wrong contact", "It belongs to another contact"),
            ("recorded twice", "It was recorded twice"),
            ("wrong time", "The time was wrong"),
            ("wrong fact", "What it says is not so"),
        ],
        required="Choose what was wrong",
        empty_label="Choose one",
    )
    note = LongTextField("What is right?", required="Write what is right", rows=3)
