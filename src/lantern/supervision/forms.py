"""The words of each question of supervision."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantern.interface.forms import DatePartsField, Form, LongTextField, SelectField, TextField
from lantern.supervision.actions import ToDo
from lantern.supervision.prompts import prompts

DECISIONS = 3


class HoldForm(Form):
    """One child talked through: the questions come from data, and up to three decisions say who does what by when."""

    worker = SelectField(gettext_lazy("With whom?"), required=gettext_lazy("Choose with whom you talked"))

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("worker", workers)
        for each in prompts():
            self.fields[f"said_{each.code}"] = LongTextField(
                each.ask, hint=each.hint or None, rows=3, required=_("Answer this question") if each.required else ""
            )
        for number in range(1, DECISIONS + 1):
            self.fields[f"what_{number}"] = LongTextField(
                _("Decision %(number)s: what is done?") % {"number": number}, rows=2
            )
            self.fields[f"who_{number}"] = TextField(_("Who does it?"))
            self.fields[f"by_{number}"] = DatePartsField(_("By when?"), thing=_("The day"), not_before_today=True)
        self.fields["nothing_decided_why"] = LongTextField(
            _("If nothing is decided: why?"), rows=2, hint=_("Leave it empty when something is.")
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for number in range(1, DECISIONS + 1):
            what, who, day = (said.get(f"{name}_{number}") for name in ("what", "who", "by"))
            if what and not who:
                self.add_error(f"who_{number}", _("Say who does it"))
            if what and not day and f"by_{number}" not in self.errors:
                self.add_error(f"by_{number}", _("Enter the day by which it is done"))
            if (who or day) and not what:
                self.add_error(f"what_{number}", _("Say what is done"))
        if not any(said.get(f"what_{number}") for number in range(1, DECISIONS + 1)) and not said.get(
            "nothing_decided_why"
        ):
            self.add_error("nothing_decided_why", _("Say what is decided above, or why nothing is"))
        return said

    def answers(self) -> list[tuple[str, str]]:
        """Each question as it is worded now, with what was answered."""
        return [(each.ask, self.cleaned_data.get(f"said_{each.code}") or "") for each in prompts()]

    def decided(self) -> list[ToDo]:
        said = self.cleaned_data
        return [
            ToDo(said[f"what_{number}"], said[f"who_{number}"], said[f"by_{number}"])
            for number in range(1, DECISIONS + 1)
            if said.get(f"what_{number}")
        ]


class DoneForm(Form):
    """What came of a decision."""

    came_of_it = LongTextField(
        gettext_lazy("What came of it?"), required=gettext_lazy("Say what came of it"), rows=3,
        hint=gettext_lazy("What was done, and what it changed for the child."),
    )  # fmt: skip


class NoteForm(Form):
    """A private note."""

    text = LongTextField(
        gettext_lazy("Your note"), required=gettext_lazy("Write the note"), rows=4, autosave=False,
        hint=gettext_lazy("About the worker: how they are, what they need. Nothing about a child."),
    )  # fmt: skip
