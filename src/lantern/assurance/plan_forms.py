"""The words of each question about the year's plan, the practice standards and the quarterly report."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.assurance.models import PlannedAudit
from lantern.assurance.standards import Grade, Source, Standard
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

PLAN_DRAFT = "plan_audit"
"""Under which a planned audit saves itself."""

type Offered = Iterable[tuple[str, str]]


class PlanForm(Form):
    """Planning an audit."""

    title = TextField(_("What is it called?"), required=_("Give it a name"), max_length=160)
    question = LongTextField(
        _("What do you want to know?"), required=_("Say what you want to know"), rows=3,
        hint=_("Every auditor reads this."),
    )  # fmt: skip
    area = RadioField(_("Of whose children are the cases?"), required=_("Choose of whose children"), inline=True)
    agencies = CheckboxesField(
        _("Who answers?"), required=_("Choose at least one agency"), small=True,
        hint=_("One alone makes it a single-agency audit."),
    )  # fmt: skip
    how = RadioField(_("How is it done?"), required=_("Choose how it is done"))
    source = SelectField(
        _("From which cases?"), Source.choices, required=_("Choose from which cases"), empty_label=_("Choose one")
    )
    wanted = WholeNumberField(
        _("How many cases?"), required=_("Enter how many cases"), min_value=1, max_value=30, width=2
    )
    standards = CheckboxesField(
        _("Which practice standards are looked at?"), required=_("Choose at least one standard"), small=True
    )
    body = SelectField(_("Which body asks for it?"), [], empty_label=_("The Executive"))
    due_on = DatePartsField(
        _("By which day is it done?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True
    )

    def __init__(
        self,
        *args: Any,
        areas: Offered,
        agencies: Offered,
        answer: Mapping[str, Container[str]],
        bodies: Offered,
        standards: Sequence[Standard],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answer, self.named = answer, dict(agencies)
        self.offer("area", [Choice(key, name) for key, name in areas])
        self.offer("agencies", [Choice(key, name) for key, name in self.named.items()])
        self.offer("body", list(bodies))
        self.offer("standards", [Choice(each.code, each.text) for each in standards])
        self.offer(
            "how",
            [
                Choice(code, label, reveals=["source", "wanted"] if code == PlannedAudit.How.DRAWN else [])
                for code, label in PlannedAudit.How.choices
            ],
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("how") == PlannedAudit.How.OWN and len(said.get("agencies") or []) > 1:
            self.add_error("how", _("Several agencies audit together by drawn cases; plan one line for each otherwise"))
        able = self.answer.get(said.get("area") or "", ())
        without = [self.named[each] for each in said.get("agencies") or [] if said.get("area") and each not in able]
        if without and said.get("how") == PlannedAudit.How.DRAWN:
            told = _("Nobody answers for these children at: %(names)s") % {"names": ", ".join(without)}
            self.add_error("agencies", told)
        return said


class MoveDayForm(Form):
    """Another day."""

    due_on = DatePartsField(
        _("By which day is it done now?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True
    )
    reason = LongTextField(_("Why?"), required=_("Say why"), rows=2)


class ReasonForm(Form):
    """Why."""

    reason = LongTextField(_("Why?"), required=_("Say why"), rows=2)


class TellForm(LateForm):
    """What an agency's own audit found."""

    found = LongTextField(
        _("What did it find?"), required=_("Say what it found"), rows=6,
        hint=_("What worked, what did not, and what you do about it. Without the name of a child or a worker."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for grade in Grade:
            self.fields[grade.value] = WholeNumberField(
                _("How many cases: %(grade)s?") % {"grade": str(grade.label).lower()},
                required=_("Enter how many, or 0"), min_value=0, max_value=999, width=3,
            )  # fmt: skip
        self.order_fields(["found", *(grade.value for grade in Grade), "late_reason"])

    @property
    def tally(self) -> dict[str, int]:
        return {grade.value: int(self.cleaned_data.get(grade.value) or 0) for grade in Grade}


class StandardForm(Form):
    """The words of a standard."""

    text = TextField(
        _("What is good practice?"), required=_("Say what good practice is"), max_length=300,
        hint=_("One sentence that anybody can hold a record against."),
    )  # fmt: skip
    asks = TextField(
        _("What is an auditor asked?"), required=_("Write the question"), max_length=300,
        hint=_("It stands above the four answers: met, in part, not met, does not apply."),
    )  # fmt: skip


class ChangeStandardForm(StandardForm):
    """Other words, and why."""

    reason = LongTextField(_("Why are the words changed?"), required=_("Say why"), rows=2)


class ReportForm(Form):
    """Giving the partnership the report."""

    says = LongTextField(
        _("What should the partnership know first?"), required=_("Say what it should know first"), rows=5,
        hint=_("What the figures mean, what worries you, and what you ask for. Without names."),
    )  # fmt: skip
