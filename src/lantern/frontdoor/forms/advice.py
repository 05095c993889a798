"""The one-minute consultation: a professional asks for advice, and the child may stay unnamed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.frontdoor.actions import Reported
from lantern.frontdoor.forms.caller import CallerForm
from lantern.frontdoor.forms.code_lists import reason_choices
from lantern.frontdoor.forms.reported import birth_facts
from lantern.interface.display import london_date
from lantern.interface.forms import (
    CheckboxesField,
    DatePartsField,
    LongTextField,
    TextField,
)


class AdviceForm(CallerForm):
    """A professional asks for advice: a minute's work. The child may stay unnamed."""

    asked = LongTextField("What did they ask?", required="Write what they asked about", rows=4)
    advice = LongTextField("What did you advise?", required="Write what you advised", rows=4)
    reasons = CheckboxesField("What was it about?")
    first_names = TextField(
        "Child's first names",
        max_length=100,
        autocomplete="off",
        width=20,
        hint="Leave empty when the child is not named",
    )
    last_name = TextField("Child's last name", max_length=100, autocomplete="off", width=20)
    born = DatePartsField("Child's date of birth", thing="Date of birth", partial=True, not_after_today=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reasons", reason_choices())

    def people(self, on: dt.datetime) -> list[Reported]:
        """The child, if anybody was named."""
        said = self.cleaned_data
        if not (said.get("first_names") or said.get("last_name") or said.get("born")):
            return []
        facts = {"first_names": said.get("first_names") or "", "last_name": said.get("last_name") or ""}
        return [Reported("child", {**facts, **birth_facts(said.get("born"), None, london_date(on))})]
