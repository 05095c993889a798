"""The words of each question about a yearly report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import DatePartsField, Form, LongTextField, SelectField


class BeginForm(Form):
    """Which partnership, which period."""

    keeper = SelectField(_("Partnership"), required=_("Choose the partnership"))
    first = DatePartsField(_("First day of the period"), thing=_("The first day"), required=_("Enter the first day"))
    last = DatePartsField(_("Last day of the period"), thing=_("The last day"), required=_("Enter the last day"))

    def __init__(self, *args: Any, keepers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("keeper", keepers)
        if len(keepers) == 1:
            del self.fields["keeper"]

    def clean(self) -> dict[str, Any]:
        """A period ends after it began."""
        said = super().clean() or self.cleaned_data
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("The last day is before the first"))
        return said


class SectionForm(Form):
    """What is written in a section."""

    text = LongTextField(
        _("What do you write?"), rows=12, hint=_("No names of children or officers. An empty line parts paragraphs.")
    )
