"""The words of each question about inspections and improvement plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.boards.queries import Owner
from lantern.improvement.models import Finding, Inspection, Told
from lantern.improvement.rules import LACKS
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    FileField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    WholeNumberField,
)


class _OfPartnership(Form):
    keeper = SelectField(_("Partnership"), required=_("Choose the partnership"))

    def __init__(self, *args: Any, keepers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("keeper", keepers)
        if len(keepers) == 1:
            del self.fields["keeper"]


class PlanForm(_OfPartnership):
    """A plan, with or without a file to read it from."""

    title = TextField(_("What is the plan called?"), required=_("Enter what the plan is called"))
    body = TextField(_("Which board oversees it?"))
    inspection = SelectField(_("Which inspection does it answer?"), empty_label=_("None on record"))
    file = FileField(
        _("Word or Markdown file with the plan’s tables"),
        endings=[".docx", ".md", ".txt"],
        max_bytes=5_000_000,
        hint=_("Leave it empty to write the actions here."),
    )

    def __init__(self, *args: Any, inspections: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("inspection", list(inspections))


class ActionForm(Form):
    """One action."""

    area = TextField(_("Area"))
    outcome = LongTextField(_("Outcome"), rows=2)
    objective = LongTextField(_("Objective"), rows=2)
    action = LongTextField(_("Action"), required=_("Enter what is done"), rows=3)
    success = LongTextField(_("How will anybody know that it worked?"), rows=2)
    no_success_because = TextField(_("If nobody can say yet: why not?"))
    lead = TextField(_("Who leads?"), hint=_("A post, not a name: director of children’s services."))
    no_lead_because = TextField(_("If nobody leads yet: why not?"))
    due_on = DatePartsField(_("By when is it done?"), thing=_("The day"))
    review_on = DatePartsField(
        _("If it goes on and on: when is it looked at next?"), thing=_("The day of the next look")
    )
    no_date_because = TextField(_("If there is no day yet: why not?"))
    timescale = TextField(_("Timescale as it was written"), max_length=120)
    links = TextField(_("Linked strategies and plans"), max_length=400)
    answers = CheckboxesField(_("Which findings does it answer?"), small=True)

    def __init__(self, *args: Any, findings: Sequence[Finding] = (), running: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.running = running
        if findings:
            self.offer("answers", [(str(each.number), f"¶{each.number}: {each.words}") for each in findings])
        else:
            del self.fields["answers"]

    def clean(self) -> dict[str, Any]:
        """In a plan that runs, a blank is refused unless it is explained. One that is being written may be saved."""
        said = super().clean() or self.cleaned_data
        if not self.running:
            return said
        for blank, because, what in (
            (not said.get("lead"), "no_lead_because", "lead"),
            (not said.get("due_on") and not said.get("review_on"), "no_date_because", "when"),
            (not said.get("success"), "no_success_because", "success"),
        ):
            if blank and not said.get(because) and because not in self.errors:
                self.add_error(because, _("Say %(what)s, or why that is not known") % {"what": LACKS[what]})
        return said


class TellForm(Form):
    """How far an action is."""

    what = RadioField(_("What do you record?"), required=_("Choose what you record"), small=True)
    rag = RadioField(_("Which rating?"), Told.Rag, required=_("Choose the rating"), inline=True)
    words = LongTextField(
        _("What shows it?"),
        rows=4,
        required=_("Enter the evidence, or the reason"),
        hint=_("What was seen, counted or read, and where it can be looked up. No names of children or officers."),
    )
    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "what",
            [Choice(code, Told.What(code).label, reveals=["rag"] if code == "override" else []) for code in offered],
        )
        if "override" not in offered:
            del self.fields["rag"]


class CloseForm(Form):
    """Why a plan ends."""

    note = LongTextField(_("What became of it?"), rows=4, required=_("Enter what became of the plan"))


class InspectionForm(_OfPartnership):
    """An inspection: three days that papers mix up."""

    framework = RadioField(
        _("What kind of inspection?"), Inspection.Framework, required=_("Choose the kind"), small=True
    )
    title = TextField(_("What was inspected?"), required=_("Enter what was inspected"))
    notice_on = DatePartsField(_("When was it announced?"), thing=_("The day of the notice"))
    fieldwork_from = DatePartsField(_("First day of fieldwork"), thing=_("The first day"))
    fieldwork_to = DatePartsField(_("Last day of fieldwork"), thing=_("The last day"))
    about_dates = LongTextField(_("Do papers give different days? Which of them holds?"), rows=2)
    self_evaluation = LongTextField(_("What did the service say of itself before?"), rows=3)

    def clean(self) -> dict[str, Any]:
        """Fieldwork ends after it began."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("fieldwork_from"), said.get("fieldwork_to")
        if first and last and last < first:
            self.add_error("fieldwork_to", _("The last day of fieldwork is before its first"))
        return said


class ReportForm(Form):
    """That the report came."""

    on = DatePartsField(
        _("When did the report come?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    grade = TextField(_("Overall judgement"), max_length=80)


class StatementForm(Form):
    """That the statement of action was sent."""

    on = DatePartsField(_("When was it sent?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)
    late_reason = TextField(_("If it was late: why?"))


class FindingForm(Form):
    """One finding."""

    number = WholeNumberField(
        _("Paragraph of the report"), required=_("Enter the paragraph"), min_value=1, max_value=500
    )
    kind = RadioField(_("What is it?"), Finding.Kind, required=_("Choose what it is"), inline=True)
    words = LongTextField(_("What was found?"), rows=3, required=_("Enter what was found, in your own words"))
    strand = TextField(_("Part of the report"), max_length=160)
    priority = WholeNumberField(
        _("Its number in “What needs to improve”, if it stands there"), min_value=1, max_value=99
    )


class OwnerForm(Form):
    """Who owns an action in the action log."""

    owner = SelectField(_("Whose is it?"), [], required=_("Choose whose it is"), empty_label=_("Choose one"),
                        hint=_("A seat of a body, or a post of the business unit."))  # fmt: skip

    def __init__(self, *args: Any, owners: Iterable[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", [(each.code, each.name) for each in owners])
