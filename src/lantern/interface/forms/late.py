"""A form of an act that has a time limit: when the time ran out, it asks why."""

from __future__ import annotations

from typing import Any

from lantern.interface.forms.fields import LongTextField
from lantern.interface.forms.form import Form


def late_field() -> LongTextField:
    """Asked only when the clock has run out. Lateness is told plainly and always has a reason."""
    return LongTextField(
        "Why is this late?",
        required="Say why this is late",
        rows=2,
        hint="Kept with the clock. What you do is not undone by being late.",
    )


class LateForm(Form):
    """A form of an act that has a clock: when it ran out, it asks why."""

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["late_reason"] = late_field()

    @property
    def why_late(self) -> str:
        return self.cleaned_data.get("late_reason") or ""
