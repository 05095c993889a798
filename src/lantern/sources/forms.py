"""Sending a list, and saying what its columns mean."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.notices import MAX_BYTES
from lantern.interface.forms import Choice, FileField, Form, RadioField, TextField
from lantern.partnership import queries as partnership

USUAL = {"police": _("Police"), "health": _("Health"), "school": _("Schools"), "early-help": _("Early help provider")}
"""Sources that nearly every partnership has. Any other is named by whoever sends its first list."""

_ANOTHER = "another"


class SendForm(Form):
    """A list, whose it is, and for which area."""

    authority = RadioField(
        _("Which area is the list for?"), required=_("Choose the area that the list is for"), inline=True
    )
    source = RadioField(_("Whose list is it?"), required=_("Choose whose list it is"))
    title = TextField(
        _("What do you call them?"), max_length=40, required=_("Enter what you call them"), width=20,
        hint=_("For example: Hospital A and E"),
    )  # fmt: skip
    file = FileField(
        _("The list"),
        required=_("Choose a file"),
        endings=[".csv", ".txt", ".tsv"],
        max_bytes=MAX_BYTES,
        hint=_("A table saved as CSV. Nothing is compared before you have seen how it reads."),
    )

    def __init__(self, *given: Any, by: ActingPerson, known: dict[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        areas = [(str(each.pk), each.short_name) for each in partnership.authorities() if each.pk in by.authorities]
        self.offer("authority", areas)
        if len(areas) == 1:
            self.fields["authority"].initial = areas[0][0]
        self.titles = {**{code: str(title) for code, title in USUAL.items()}, **known}
        self.offer(
            "source",
            [*self.titles.items(), Choice(_ANOTHER, str(_("Somebody else")), reveals=["title"])],
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("source") == _ANOTHER and cleaned.get("title"):
            code = slugify(cleaned["title"])[:40]
            if not code:
                self.add_error("title", str(_("Enter a name with letters in it")))
            cleaned["source"] = code
            self.titles.setdefault(code, cleaned["title"])
        return cleaned
