"""Where an area keeps its Easy Read document and its film in sign language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from lantern.frontdoor.models import ReadingAid
from lantern.interface.forms import Form, TextField, TickField

_SECURE = URLValidator(schemes=["https"])


class AddressField(TextField):
    """The address of a page elsewhere, by https."""

    def clean(self, value: Any) -> str:
        address = str(super().clean(value) or "")
        if address:
            try:
                _SECURE(address)
            except ValidationError:
                raise ValidationError("Enter a whole address that begins https://") from None
        return address


class ReadingAidsForm(Form):
    """Both, for one area. An empty address takes one away."""

    easy_read = AddressField(
        "Address of the Easy Read document",
        max_length=400,
        hint="A PDF or page made with and for people with learning disabilities. Leave empty to show none.",
        autocomplete="off",
    )
    sign_language = AddressField(
        "Address of the film in British Sign Language",
        max_length=400,
        hint="A film of what stands on the first public page. Leave empty to show none.",
        autocomplete="off",
    )
    subtitles = TickField("The film has subtitles")
    transcript = AddressField(
        "Address of the film's words as text",
        max_length=400,
        hint="Subtitles or the words as text are needed, so that everybody can follow the film.",
        autocomplete="off",
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("sign_language") and not said.get("subtitles") and not said.get("transcript"):
            self.add_error("transcript", "Tick that the film has subtitles, or enter where its words stand as text")
        return said

    def wanted(self) -> dict[str, dict[str, Any]]:
        """What is to be kept, by its kind; an empty address for one that is to go."""
        said = self.cleaned_data
        return {
            ReadingAid.Kind.EASY_READ: {"url": said.get("easy_read") or "", "subtitles": False, "transcript_url": ""},
            ReadingAid.Kind.SIGN_LANGUAGE: {
                "url": said.get("sign_language") or "",
                "subtitles": bool(said.get("subtitles")),
                "transcript_url": said.get("transcript") or "",
            },
        }
