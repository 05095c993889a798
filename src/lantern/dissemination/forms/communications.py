"""The communication strategy and its messages: the words of each question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.boards.queries import Owner
from lantern.dissemination.models import Audience, Channel
from lantern.interface.forms import DatePartsField, Form, LongTextField, SelectField, TextField, WholeNumberField


class _Strategy(Form):
    """What the strategy says."""

    aims = LongTextField(
        _("What should people know, feel and do because of it?"), required=_("Write what it is for"), rows=5
    )
    manner = LongTextField(
        _("How does the partnership speak?"), rows=4,
        hint=_("Languages, formats, who is asked before something is sent, what is never sent."),
    )  # fmt: skip
    proof = LongTextField(_("By what will you know that it works?"), required=_("Write by what you will know"), rows=4)


class StrategyForm(_Strategy):
    """The strategy that was agreed."""

    agreed_on = DatePartsField(
        _("When was it agreed?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )


class ReviewStrategyForm(_Strategy):
    """Looking at it again."""

    on = DatePartsField(
        _("When was it looked at?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    result = LongTextField(
        _("What was found?"), required=_("Write what was found"), rows=4,
        hint=_("Whom it reached and whom not, what came of the messages, what is to change."),
    )  # fmt: skip
    field_order = ("on", "result", "aims", "manner", "proof")


class MessageForm(Form):
    """Something that is said to an audience."""

    audience = SelectField(
        _("Whom is it for?"), Audience.choices, required=_("Choose whom it is for"), empty_label=_("Choose one")
    )
    whom = TextField(_("Which of them, if not all?"), max_length=200)
    words = LongTextField(
        _("What is the message?"), required=_("Write the message"), rows=4,
        hint=_("In the words they will hear. Nothing by which a family could be known."),
    )  # fmt: skip
    channel = SelectField(
        _("By which way?"), Channel.choices, required=_("Choose the way"), empty_label=_("Choose one")
    )
    about = SelectField(
        _("What does it tell of?"), empty_label=_("Nothing that is on record here"),
        hint=_("A briefing shows beside the message how many have read it."),
    )  # fmt: skip
    owner = SelectField(_("Who tells it?"), [], required=_("Choose who tells it"), empty_label=_("Choose one"))
    planned_on = DatePartsField(_("By which day?"), thing=_("The day"), required=_("Enter the day"))

    def __init__(
        self, *given: Any, owners: Iterable[Owner], about: Sequence[tuple[str, str]] = (), **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.offer("owner", [(each.code, each.name) for each in owners])
        if about:
            self.offer("about", list(about))
        else:
            del self.fields["about"]


class ToldForm(Form):
    """It was told."""

    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)
    how = LongTextField(
        _("What was done in the end?"), required=_("Write what was done"), rows=3,
        hint=_("Where, how often, by whom; what was different from the plan."),
    )  # fmt: skip


class CameForm(Form):
    """What came of it."""

    came = LongTextField(
        _("What came of it?"), required=_("Write what came of it, or that nothing is known"), rows=4,
        hint=_("What people said or did. “Nobody asked” is an answer too."),
    )  # fmt: skip
    reached = WholeNumberField(_("How many did it reach?"), hint=_("Leave it empty if nobody counted."))
