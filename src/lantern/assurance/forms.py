"""The words of each question about an audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.assurance.standards import Grade, Met, Source
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    WholeNumberField,
)
from lantern.partnership.models import Team

PART_DRAFT = "audit_part"
"""Under which an auditor's part saves itself."""


class BeginForm(Form):
    """Beginning a round: what is asked, how the cases are drawn, who answers."""

    title = TextField(_("What is it called?"), required=_("Give it a name"), max_length=160)
    question = LongTextField(
        _("What do you want to know?"),
        required=_("Say what you want to know"),
        rows=3,
        hint=_("Every auditor reads this."),
    )
    source = RadioField(_("From which cases?"), Source.choices, required=_("Choose from which cases"))
    since = DatePartsField(_("From which day?"), thing=_("The first day"), required=_("Enter the first day"))
    until = DatePartsField(
        _("Until which day?"), thing=_("The last day"), required=_("Enter the last day"), not_after_today=True
    )
    wanted = WholeNumberField(
        _("How many cases?"), required=_("Enter how many cases"), min_value=1, max_value=30, width=2
    )
    seed = TextField(
        _("The seed of the draw"),
        required=_("Enter a seed"),
        max_length=40,
        width=20,
        hint=_("The same seed draws the same cases again. It is kept with the round, so that nobody can choose cases."),
    )
    teams = CheckboxesField(
        _("Who answers?"),
        required=_("Choose at least one"),
        small=True,
        hint=_("Each sees its own part of each case and nothing else. One alone makes it a single-agency audit."),
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("teams", [Choice(str(team.pk), team.agency.name, hint=team.name) for team in teams])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day is before the first"))
        return said


class PartForm(LateForm):
    """One agency's part: each standard, a grade, what worked and what did not."""

    grade = RadioField(
        _("How good was your agency’s practice in this case?"), Grade.choices, required=_("Choose a grade")
    )
    strengths = LongTextField(_("What worked well?"), required=_("Say what worked well"), rows=3)
    gaps = LongTextField(
        _("What was missing, and what stood in the way?"),
        required=_("Say what was missing, or “Nothing”"),
        rows=3,
    )

    def __init__(self, *args: Any, standards: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standards = list(standards)
        names = []
        for each in self.standards:
            met, words = f"met_{each['code']}", f"words_{each['code']}"
            self.fields[met] = RadioField(
                each["asks"],
                Met.choices,
                required=_("Choose whether it is met"),
                hint=each["text"],
                inline=True,
                small=True,
            )
            self.fields[words] = LongTextField(_("How can that be seen?"), rows=2)
            names += [met, words]
        self.order_fields([*names, "grade", "strengths", "gaps", "late_reason"])

    @property
    def answers(self) -> list[dict[str, str]]:
        said = self.cleaned_data
        return [
            {"code": each["code"], "met": said[f"met_{each['code']}"], "words": said.get(f"words_{each['code']}") or ""}
            for each in self.standards
        ]


class ModerateForm(Form):
    """The grade that holds."""

    grade = RadioField(_("Which grade holds?"), Grade.choices, required=_("Choose a grade"))
    strengths = LongTextField(_("What worked well?"), required=_("Say what worked well"), rows=3)
    gaps = LongTextField(_("What was missing?"), required=_("Say what was missing, or “Nothing”"), rows=3)


class WordsForm(Form):
    """Something in words."""

    words = LongTextField(_("What were they told?"), required=_("Write what they were told"), rows=4)


class LearnedForm(Form):
    """Finishing."""

    learned = LongTextField(
        _("What did this round teach?"),
        required=_("Say what it taught"),
        rows=6,
        hint=_("Without names: the partnership reads it."),
    )


class GapForm(Form):
    """A gap becomes an action."""

    what = LongTextField(
        _("What is to be done?"), required=_("Say what is to be done"), rows=3, hint=_("Without the child’s name.")
    )
    owner = SelectField(_("Who answers for it?"), required=_("Choose who answers for it"), empty_label=_("Choose one"))
    by_when = DatePartsField(_("By which day?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True)

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", list(owners))
