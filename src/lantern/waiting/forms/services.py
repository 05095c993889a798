"""Looking for a service, and what a service says of itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TickField,
    WholeNumberField,
)
from lantern.law.codes import code_set
from lantern.law.timescales import london_date
from lantern.partnership.models import Authority


class LookForm(Form):
    """What kind of help, for whom."""

    need = SelectField(_("What is the worry?"), empty_label=_("Anything"))
    age = WholeNumberField(_("Age of the child"), min_value=0, max_value=17, width=2)
    area = SelectField(_("Where do they live?"), empty_label=_("Anywhere"))
    free = TickField(_("Only with a free place"))

    def __init__(self, *args: Any, authorities: list[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("need", code_set("contact_reason").choices(london_date(timezone.now())))
        self.offer("area", [(str(each.pk), each.short_name) for each in authorities])


class ServiceForm(Form):
    """How many places there are from now on, and whether new families are taken on."""

    places = WholeNumberField(
        _("How many families can you help at once?"),
        required=_("Enter how many places there are"),
        min_value=0,
        max_value=999,
        width=3,
    )
    taking = RadioField(
        _("Do you take on new families?"),
        [("yes", _("Yes")), ("no", _("No, not for now"))],
        required=_("Say whether you take on new families"),
    )
    back_on = DatePartsField(
        _("From when do you take families on again?"),
        thing=_("The date"),
        hint=_("Leave it empty if you do not know yet."),
    )
    reason = LongTextField(
        _("Why does it change?"),
        required=_("Say why it changes"),
        rows=2,
        hint=_("Everybody who may choose your service reads this. Name no family and no colleague."),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("taking") == "no" and said.get("back_on") and said["back_on"] <= self.today:
            self.add_error("back_on", _("The date must be in the future"))
        return said
