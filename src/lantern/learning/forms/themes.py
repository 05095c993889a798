"""Themes, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from lantern.learning.forms.common import partnerships
from lantern.learning.models import Carried, Theme
from lantern.partnership.models import Authority


class ThemeForm(Form):
    """A theme of the library."""

    keeper = RadioField(_("For which partnership?"), required=_("Choose the partnership"))
    name = TextField(_("What is it called?"), required=_("Enter what it is called"), max_length=120)
    about = LongTextField(
        _("What belongs to it, and what does not?"), rows=3, hint=_("So that two people mean the same by it")
    )
    priority = SelectField(_("Is it part of a priority of the year?"), empty_label=_("No"))

    def __init__(self, *given: Any, keepers: Sequence[Authority], priorities: Iterable[Any] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("priority", [(str(each.pk), each.title) for each in priorities])
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]


class TellForm(Form):
    """Something that others should hear."""

    theme = RadioField(_("Which theme is it about?"), required=_("Choose the theme"), small=True)
    evidence = RadioField(
        _("How do you know?"),
        [
            Choice(
                Carried.Evidence.SAID,
                _("I saw or heard it, or people tell us"),
                hint=_("Soft intelligence and feedback"),
            ),
            Choice(Carried.Evidence.FIGURES, _("Figures show it")),
            Choice(Carried.Evidence.AUDIT, _("An audit found it"), hint=_("Of one agency or of several")),
            Choice(Carried.Evidence.LOCAL_REVIEW, _("A local review found it")),
            Choice(Carried.Evidence.NATIONAL_REVIEW, _("A national review found it")),
        ],
        required=_("Choose how you know"),
    )
    text = LongTextField(
        _("What should others hear?"),
        required=_("Enter what others should hear"),
        rows=5,
        hint=_("Name no child, family or worker: what is it about how we work?"),
    )
    source = TextField(_("Where does it stand?"), hint=_("A report, a page, a date. Leave it empty if nowhere."))
    weight = RadioField(_("How sure is it?"), Carried.Weight, inline=True, required=_("Choose how sure it is"))
    on = DatePartsField(_("When was it?"), thing=_("The day"), required=_("Enter when it was"), not_after_today=True)

    def __init__(self, *given: Any, themes: Iterable[Theme], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("theme", [(str(each.pk), each.name) for each in themes])


class CarryForm(Form):
    """A record carries a theme."""

    theme = RadioField(_("Which theme?"), required=_("Choose the theme"), small=True)
    evidence = RadioField(
        _("Which kind of evidence is this record?"), Carried.Evidence, required=_("Choose the kind of evidence")
    )
    text = LongTextField(
        _("What does it show?"), rows=3, hint=_("In a sentence, without a name. The record keeps its own walls.")
    )

    def __init__(self, *given: Any, themes: Iterable[Theme], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("theme", [(str(each.pk), each.name) for each in themes])
