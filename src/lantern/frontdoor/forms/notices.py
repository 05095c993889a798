"""Bringing in a file of police notifications."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.notices import MAX_BYTES
from lantern.interface.forms import FileField, Form, RadioField
from lantern.partnership import queries as partnership


class UploadForm(Form):
    """A file, and for which authority it is."""

    authority = RadioField(
        _("Which area is the file for?"), required=_("Choose the area that the file is for"), inline=True
    )
    file = FileField(
        _("File of notifications"),
        required=_("Choose a file"),
        endings=[".csv", ".txt", ".tsv"],
        max_bytes=MAX_BYTES,
        hint=_("A table saved as CSV, as the force sends it. Nothing comes in before you have seen what is in it."),
    )

    def __init__(self, *given: Any, by: ActingPerson, **named: Any) -> None:
        super().__init__(*given, **named)
        areas = [(str(each.pk), each.short_name) for each in partnership.authorities() if each.pk in by.authorities]
        self.offer("authority", areas)
        if len(areas) == 1:
            self.fields["authority"].initial = areas[0][0]

    def clean_authority(self) -> int:
        return int(self.cleaned_data["authority"])
