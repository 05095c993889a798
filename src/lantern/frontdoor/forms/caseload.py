"""How much somebody can carry, who covers them, and how work is weighed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lantern.frontdoor.caseload import Load
from lantern.interface.forms import (
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    WholeNumberField,
)
from lantern.law.workload import Weight, all_weights

TEAM = "team"
"""The answer that puts work back for the team."""
STAYS = "stays"
"""The answer that leaves it where it is."""


class MoveForm(Form):
    """One answer for everything that somebody holds; each contact may have its own."""

    everything = SelectField("Who has it from now on?", empty_label="Choose one")
    named = SelectField("Who does the actions that name them?", empty_label=None)
    reason = LongTextField(
        "Why does it move?",
        required="Say why it moves",
        rows=2,
        hint="Stands in the history of each record. Do not write why somebody is away.",
    )

    def __init__(
        self, *args: Any, loads: Sequence[Load], leaving: int, today: dt.date, queue: bool = True, **kwargs: Any
    ) -> None:
        """``queue``: whether anything of it can wait in a queue of the team."""
        super().__init__(*args, **kwargs)
        self.people = {str(each.worker_id): each for each in loads if each.worker_id != leaving and not each.has_left}
        workers = [(pk, f"{each.name}: {each.in_words(today)}") for pk, each in self.people.items()]
        to_team = [(TEAM, "The team: contacts wait in the queue, and nobody holds them")] if queue else []
        self.offer("everything", [*to_team, *workers])
        self.offer("named", [("", "As chosen above"), *self._everybody()])
        self.of_queue = [("", "As chosen above"), (TEAM, "The team"), *self._everybody()]
        self.of_others = [("", "As chosen above"), *self._everybody()]

    def _everybody(self) -> list[tuple[str, str]]:
        return [*((pk, each.name) for pk, each in self.people.items()), (STAYS, "It stays where it is")]

    def follows(self) -> str:
        """Who does the actions that name them; nothing where they stay."""
        own = str(self.cleaned_data.get("named") or "") or str(self.cleaned_data.get("everything") or "")
        return own if own in self.people else ""

    def goes_to(self, reference: str) -> str:
        """The answer for one piece of work: its own, or the one for everything; nothing when neither was given."""
        own = str(self.data.get(f"to-{reference}", ""))
        known = {value for value, _ in self.of_queue if value}
        if own in known:
            return own
        return str(self.cleaned_data.get("everything") or "") if hasattr(self, "cleaned_data") else ""


class TermsForm(Form):
    """How much of a week somebody works."""

    half_days = SelectField(
        "How much of a week do they work?",
        [(str(half), f"{half / 2:g} {'day' if half == 2 else 'days'}") for half in range(1, 15)],
        required="Choose how much they work",
        empty_label=None,
    )
    newly_qualified = RadioField(
        "Are they newly qualified?",
        [Choice("yes", "Yes", hint="They can hold a share of a full load."), Choice("no", "No")],
        required="Say whether they are newly qualified",
        inline=True,
    )


class AwayForm(Form):
    """When somebody is away, and who covers them."""

    covered_by = SelectField("Who covers?", required="Choose who covers", empty_label="Choose one")
    from_day = DatePartsField("From which day?", thing="The first day", required="Enter the first day")
    until_day = DatePartsField(
        "Until which day, that day included?", thing="The last day", hint="Leave it empty while nobody knows."
    )

    def __init__(self, *args: Any, loads: Sequence[Load], worker_id: int, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        others = [each for each in loads if each.worker_id != worker_id and not each.has_left]
        self.offer("covered_by", [(str(each.worker_id), f"{each.name}: {each.in_words(today)}") for each in others])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        first, last = said.get("from_day"), said.get("until_day")
        if first and last and last < first:
            self.add_error("until_day", "The last day must not be before the first")
        elif last and last < self.today:
            self.add_error("until_day", "The last day must be today or later")
        return said


class WeightsForm(Form):
    """How much each kind of work counts in an area."""

    why = LongTextField("Why do the figures change?", required="Say why the figures change", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {"points": "points", "points_a_week": "points", "per_cent": "per cent"}
        for id, weight in all_weights().items():
            self.fields[id] = WholeNumberField(
                weight.title,
                required=f"Enter a number: {weight.title[0].lower()}{weight.title[1:]}",
                min_value=weight.least,
                max_value=weight.most,
                width=3,
                suffix=units[weight.unit],
                hint=_hint(weight),
            )
        self.order_fields([*all_weights(), "why"])

    @property
    def figures(self) -> dict[str, int]:
        return {id: self.cleaned_data[id] for id in all_weights()}


def _hint(weight: Weight) -> str:
    unit = "per cent" if weight.unit == "per_cent" else "points"
    return f"{weight.note} {weight.amount} {unit} unless your area says otherwise.".strip()
