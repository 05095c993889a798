"""The words of this room's questions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.custody.questions import JOINT, RULES, Question
from lantern.interface.forms import Choice, Form, LongTextField, RadioField


class RuleForm(Form):
    """The rule of one question; who leads, where both keep it."""

    rule = RadioField(_("What happens to them?"), [], required=_("Choose what happens to them"))
    lead = RadioField(
        _("Who leads?"),
        [],
        hint=_("The lead answers for what both keep: corrections, requests for access, and telling the other side."),
        required=_("Choose who leads"),
    )

    def __init__(self, question: Question, leads: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        rules = [Choice(code, RULES[code], reveals=["lead"] if code == JOINT else []) for code in question.rules]
        self.offer("rule", rules)
        if JOINT in question.rules:
            self.offer("lead", leads)
        else:
            del self.fields["lead"]


class ReasonForm(Form):
    """Why a run is opened again, or given up."""

    reason = LongTextField(_("Why?"), required=_("Say why"), rows=3)
