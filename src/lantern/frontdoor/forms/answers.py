"""An agency's answer to a question of the hub: what it holds, that it holds nothing, or why it can not share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.frontdoor.models import Check
from lantern.interface.forms import (
    Choice,
    DatePartsField,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    TextField,
    YesNoField,
)

DRAFT = "check_answer"


class AnswerForm(LateForm):
    """The three answers. What an agency says stays marked as its own."""

    answer = RadioField(
        _("What is your answer?"),
        [
            Choice(
                Check.Answer.RELEVANT,
                _("We hold information that matters"),
                reveals=["answer_text", "answer_source", "handling", "may_tell_family", "onward", "open_until"],
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
    onward = RadioField(
        _("How far may it go?"),
        Check.Onward,
        initial=Check.Onward.ASK,
        required=_("Choose how far it may go"),
        hint=_("It stays yours. The hub may always say that its decision rests on it."),
        small=True,
    )
    open_until = DatePartsField(
        _("Until when may they read it?"),
        thing=_("The date"),
        not_before_today=True,
        hint=_(
            "Leave it empty for no end. After this day your words are closed, and whoever needs them asks you. You are "
            "told before, and can change it."
        ),
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
            "onward": said.get("onward") or "",
            "open_until": said.get("open_until"),
            "cannot_share_why": said.get("cannot_share_why") or "",
            "late_reason": said.get("late_reason") or "",
        }


class NothingHeldForm(LateForm):
    """One press: nothing is held. Asks why only when the answer is late."""


class TermForm(Form):
    """Until when what was told may be read, and how far it may go: said anew by whoever told it."""

    onward = RadioField(_("How far may it go?"), Check.Onward, required=_("Choose how far it may go"), small=True)
    ends = RadioField(
        _("Until when may they read it?"),
        [
            Choice("never", _("Without an end")),
            Choice("day", _("Until a day"), reveals=["open_until"]),
            Choice("now", _("No longer: close it now"), hint=_("The hub sees that you answered, and asks you.")),
        ],
        required=_("Choose until when they may read it"),
    )
    open_until = DatePartsField(
        _("Which day?"), thing=_("The date"), required=_("Enter the last day on which they may read it"),
        not_before_today=True,
    )  # fmt: skip

    def until(self, today: dt.date) -> dt.date | None:
        """The last day on which it may be read: yesterday where it closes now, none where it never closes."""
        match self.cleaned_data["ends"]:
            case "day":
                day: dt.date = self.cleaned_data["open_until"]
                return day
            case "now":
                return today - dt.timedelta(days=1)
        return None
