"""The words of each question about money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.display import pounds
from lantern.interface.forms import (
    Choice,
    DatePartsField,
    FileField,
    Form,
    LongTextField,
    MoneyField,
    RadioField,
    SelectField,
    TextField,
    WholeNumberField,
)
from lantern.money.actions.entries import OF
from lantern.money.models import BudgetLine, Entry

_QUIET = "money-cell"


class BeginForm(Form):
    """A new year."""

    keeper = SelectField(_("Partnership"), required=_("Choose the partnership"))
    year = WholeNumberField(
        _("In which year does it begin?"),
        required=_("Enter the year in which it begins"),
        hint=_("2026 is the year from 1 April 2026 to 31 March 2027."),
        min_value=2000,
        max_value=2100,
    )
    brought_forward = MoneyField(
        _("Brought forward from the year before"),
        negative=True,
        hint=_("Leave it empty to take what the year before carried forward."),
    )
    basis = LongTextField(
        _("How the figures came about"), rows=2, hint=_("For example: standstill, agreed with the partners in June.")
    )

    def __init__(self, *args: Any, keepers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("keeper", keepers)
        if len(keepers) == 1:
            del self.fields["keeper"]


class HeadForm(Form):
    """What stands above and below the lines."""

    brought_forward = MoneyField(_("Brought forward from the year before"), negative=True)
    basis = LongTextField(_("How the figures came about"), rows=2)


class LineForm(Form):
    """One line in the grid."""

    label = TextField(_("Line"), width="govuk-!-width-full", group_classes=_QUIET)
    amount = MoneyField(_("Amount"), negative=False, width=10, group_classes=_QUIET)


class NewLineForm(LineForm):
    """A line that is added."""

    kind = SelectField(_("Kind"), BudgetLine.Kind, group_classes=_QUIET)
    heading = TextField(_("Heading"), width="govuk-!-width-full", group_classes=_QUIET)

    def clean(self) -> dict[str, Any]:
        """An amount needs words; a wrong amount keeps its own message."""
        said = super().clean() or self.cleaned_data
        if said.get("amount") is not None and not said.get("label"):
            self.add_error("label", _("Enter what the amount is for"))
        if said.get("label") and not said.get("kind"):
            self.add_error("kind", _("Choose what kind of line it is"))
        return said


class EntryForm(Form):
    """What became of a line."""

    what = RadioField(_("What happened?"), required=_("Choose what happened"), inline=False, small=True)
    amount = MoneyField(_("Amount"), required=_("Enter the amount"))
    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)
    settles = SelectField(_("Which order does it pay for?"), empty_label=_("None: nothing was ordered before"))
    is_for = SelectField(_("What was it spent on?"), Entry.For, empty_label=_("None of these"))
    about_words = TextField(
        _("Which one?"),
        hint=_("The review, set or course by its name, so that its cost can be added up. No names of people."),
    )
    words = TextField(
        _("Reference or note"),
        hint=_("Invoice number, minute, what was given in kind. No names of people."),
        max_length=400,
    )

    def __init__(self, *args: Any, line: BudgetLine, orders: Sequence[Entry] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("what", [Choice(code, Entry.What(code).label) for code in OF[line.kind]])
        if orders:
            self.offer(
                "settles",
                [(str(each.pk), f"{each.on:%d/%m/%Y}: {pounds(each.amount)} {each.words}") for each in orders],
            )
        else:
            del self.fields["settles"]
        if line.kind != "spending":
            del self.fields["is_for"], self.fields["about_words"]

    def clean(self) -> dict[str, Any]:
        """What was declined needs no amount; everything else needs one above nought."""
        said = super().clean() or self.cleaned_data
        if said.get("what") == Entry.What.DECLINED:
            self.errors.pop("amount", None)
            said["amount"] = 0
        elif said.get("amount") == 0 and "amount" not in self.errors:
            self.add_error("amount", _("Enter an amount above nought"))
        if said.get("about_words") and not said.get("is_for"):
            self.add_error("is_for", _("Choose what it was spent on"))
        return said


class TakeBackForm(Form):
    """Why an entry was wrong."""

    words = TextField(_("Why is it wrong?"), required=_("Enter why it is wrong"), max_length=400)


class VirementForm(Form):
    """Money from one line to another."""

    from_line = SelectField(_("From"), required=_("Choose the line it comes from"))
    to_line = SelectField(_("To"), required=_("Choose the line it goes to"))
    amount = MoneyField(_("Amount"), required=_("Enter the amount"), nought=False)
    reason = LongTextField(_("Why?"), required=_("Enter why the money is needed there, and not where it is"), rows=3)

    def __init__(self, *args: Any, lines: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(lines)
        self.offer("from_line", choices)
        self.offer("to_line", choices)

    def clean(self) -> dict[str, Any]:
        """Two different lines."""
        said = super().clean() or self.cleaned_data
        if said.get("from_line") and said.get("from_line") == said.get("to_line"):
            self.add_error("to_line", _("Choose another line than the one it comes from"))
        return said


class DecideForm(Form):
    """Authorise or refuse."""

    decision = RadioField(
        _("What do you decide?"),
        [Choice("authorise", _("Authorise it")), Choice("refuse", _("Refuse it"))],
        required=_("Choose what you decide"),
    )
    authority = TextField(_("Under whose authority?"), hint=_("The decision of the Executive by date and item."))
    why = LongTextField(_("Why?"), rows=2, required=_("Enter why"))


class AgreeForm(Form):
    """That the partners agreed."""

    body = TextField(
        _("Who agreed it, and where is that written?"),
        required=_("Enter which body agreed it"),
        hint=_("For example: Executive Partnership, item 6 of the minutes."),
    )
    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)


class CloseForm(Form):
    """That a year is over."""

    note = LongTextField(_("What should be known about this year’s money?"), rows=3)


class FileForm(Form):
    """A file of lines."""

    file = FileField(
        _("Spreadsheet or CSV file"),
        required=_("Choose a file"),
        endings=[".csv", ".xlsx"],
        max_bytes=2_000_000,
        hint=_("Columns for the line, its amount and, if there are any, heading and income or spending."),
    )


def line_forms(data: Mapping[str, Any] | None, lines: Sequence[BudgetLine]) -> dict[int, LineForm]:
    """A form for each line that stands."""
    return {
        each.number: LineForm(data, prefix=f"line-{each.number}", initial={"label": each.label, "amount": each.amount})
        for each in lines
    }


def new_forms(data: Mapping[str, Any] | None, *, number: int) -> list[NewLineForm]:
    """Forms for lines that are added."""
    return [NewLineForm(data, prefix=f"new-{index}", initial={"kind": "spending"}) for index in range(number)]
