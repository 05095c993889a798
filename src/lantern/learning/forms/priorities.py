"""Priorities of the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import DatePartsField, Form, LongTextField, RadioField, SelectField, TextField
from lantern.learning.forms.common import named, partnerships
from lantern.learning.states import PRIORITY
from lantern.learning.states.priorities import STAGES
from lantern.partnership.models import Agency, Authority


class PriorityForm(Form):
    """A priority and the partner who leads it."""

    keeper = RadioField(_("Of which partnership?"), required=_("Choose the partnership"))
    title = TextField(_("What is the priority?"), required=_("Enter what the priority is"))
    lead = SelectField(_("Which partner leads it?"), required=_("Choose who leads it"))
    scope = LongTextField(_("What is in it, and what is not?"), rows=4)
    since = DatePartsField(_("From when?"), thing=_("The first day"), required=_("Enter from when"))
    until = DatePartsField(_("Until when?"), thing=_("The last day"))

    def __init__(self, *given: Any, agencies: Sequence[Agency], keepers: Sequence[Authority] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.offer("lead", named(agencies))
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day must be after the first"))
        return said


class StageForm(Form):
    """Which stage is next, and what was done in this one."""

    stage = RadioField(_("Which stage is it in now?"), required=_("Choose the stage"))
    note = LongTextField(
        _("What was done in the stage before?"), required=_("Enter what was done"), rows=4,
    )  # fmt: skip

    def __init__(self, *given: Any, now: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.offer("stage", [(stage, PRIORITY.states[stage]) for stage in STAGES if stage != now])


class EndPriorityForm(Form):
    outcome = LongTextField(
        _("What came of it?"), required=_("Enter what came of it"), rows=5,
        hint=_("What is different for children and families, and how do we know?"),
    )  # fmt: skip
