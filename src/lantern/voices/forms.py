"""The words of each question to those who make forms and read what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import CheckboxesField, Choice, Form, LateForm, LongTextField, RadioField, TextField
from lantern.learning.models import Theme
from lantern.voices.library import LIBRARY, Audience


class NewForm(Form):
    """A new form."""

    title = TextField(
        _("What is it called?"),
        required=_("Give it a name"),
        max_length=120,
        hint=_("People see it: “How was early help?”"),
    )
    service = TextField(_("Which service is it about?"), required=_("Say which service"), max_length=160)
    audience = RadioField(_("For whom is it?"), Audience.choices, required=_("Choose for whom it is"))
    questions = CheckboxesField(
        _("What do you ask?"),
        required=_("Choose at least one question"),
        small=True,
        hint=_("One question stands on each page. Four are enough. Children are asked in simpler words."),
    )
    own_question = TextField(
        _("A question of your own (optional)"),
        max_length=200,
        hint=_("It is answered in words, and is shown in the language in which you write it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("questions", [Choice(each.code, str(each.adult)) for each in LIBRARY])


class ReadForm(LateForm):
    """Reading."""

    says = LongTextField(
        _("What does it say?"),
        required=_("Say what it says"),
        rows=3,
        hint=_("In a sentence, without names or what somebody could be known by. The partnership reads this."),
    )
    themes = CheckboxesField(_("Which themes does it carry? (optional)"), small=True)

    def __init__(self, *args: Any, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if themes:
            self.offer("themes", [Choice(str(each.pk), each.name) for each in themes])
        else:
            del self.fields["themes"]


class HubForm(Form):
    """Telling the hub."""

    words = LongTextField(
        _("What did you tell the hub, and whom did you speak to?"),
        required=_("Write what the hub was told, or why there was nothing to tell it"),
        rows=4,
    )


class YouSaidForm(Form):
    """You said, we did."""

    said = LongTextField(_("You said"), required=_("Write what people said"), rows=3, hint=_("Without names."))
    did = LongTextField(
        _("We did"),
        required=_("Write what was done"),
        rows=3,
        hint=_("What is different now. If nothing could be done, say why."),
    )
