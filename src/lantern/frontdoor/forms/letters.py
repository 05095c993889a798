"""What goes into a letter."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import Form, LongTextField, TextField

MOST_LINES = 6
"""Lines of an address that the window of an envelope shows, after the name."""


class LetterForm(Form):
    to_name = TextField(
        _("Who is it to?"),
        max_length=80,
        width=20,
        required=_("Enter whom the letter is to"),
        hint=_("As it stands on the envelope, and after “Dear”"),
    )
    to_address = LongTextField(
        _("Their address"),
        rows=4,
        max_length=400,
        required=_("Enter the address"),
        hint=_("One line each. Check first that nobody must be kept from knowing it."),
    )
    words = LongTextField(_("The letter"), rows=14, required=_("Write the letter"))

    def clean_to_address(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["to_address"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            self.add_error("to_address", _("Use six lines or fewer, so that the envelope shows them all"))
        return "\n".join(lines)

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        left = re.search(r"\[[^\]\n]*\]", words)
        if left:
            self.add_error("words", _("Fill in %(what)s, or take it out") % {"what": left.group()})
        return words

    @property
    def lines(self) -> list[str]:
        """The name and the lines of the address."""
        said: dict[str, Any] = self.cleaned_data
        return [said["to_name"], *said["to_address"].splitlines()]
