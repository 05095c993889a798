"""An agency's answer to a question of the hub: what it holds, that it holds nothing, or why it can not share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.frontdoor.forms.screening import LateForm
from lantern.frontdoor.models import Check
from lantern.interface.forms import Choice, LongTextField, RadioField, TextField, YesNoField

DRAFT = "check_answer"


class AnswerForm(LateForm):
    """The three answers. What an agency says stays marked as its own."""

    answer = RadioField(
        _("What is your answer?"),
        [
            Choice(
                Check.Answer.RELEVANT,
                _("We hold information that matters"),
                reveals=["answer_text", "answer_source", "handling", "may_tell_family"],
            ),
            Choice(
                Check.Answer.NOTHING_HELD,
                _("We hold nothing"),
                hint=_("You looked, and there is no record of these people."),
            ),
            Choice(
                Check.Answer.CANNOT_SHARE, _("We hold information and can not share it"), reveals=["cannot_share_why"]
            ),
        ],
        required=_("Choose an answer"),
    )
    answer_text = LongTextField(
        _("What do you hold?"),
        required=_("Write what you hold"),
        rows=8,
        hint=_("Only what answers the question: relevant, necessary and proportionate. Dates, facts, then your view."),
    )
    answer_source = TextField(
        _("Where is it from?"),
        max_length=200,
        required=_("Say where it is from"),
        hint=_("For example, the name of your system, or a colleague's role."),
    )
    handling = RadioField(
        _("How must it be handled?"),
        Check.Handling,
        required=_("Choose how it must be handled"),
        initial=Check.Handling.OFFICIAL_SENSITIVE,
        small=True,
    )
    may_tell_family = YesNoField(
        _("May the family be told what you said?"), required=_("Choose whether the family may be told")
    )
    cannot_share_why = LongTextField(
        _("Why can you not share it?"),
        required=_("Say why you can not share it"),
        rows=4,
        hint=_("And who could decide otherwise."),
    )

    def facts(self) -> dict[str, Any]:
        """What ``actions.answer_check`` takes."""
        said = self.cleaned_data
        return {
            "answer": Check.Answer(said["answer"]),
            "text": said.get("answer_text") or "",
            "source": said.get("answer_source") or "",
            "handling": said.get("handling") or "",
            "may_tell_family": said.get("may_tell_family"),
            "cannot_share_why": said.get("cannot_share_why") or "",
            "late_reason": said.get("late_reason") or "",
        }


class NothingHeldForm(LateForm):
    """One press: nothing is held. Asks why only when the answer is late."""
