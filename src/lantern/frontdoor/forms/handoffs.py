"""Answering a handoff: taking a child on, declining with a reason, saying when help began and how it ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.frontdoor.forms.screening import LateForm
from lantern.interface.display import LONDON
from lantern.interface.forms import DatePartsField, LongTextField, TimeOfDayField


class AcceptForm(LateForm):
    """Taking responsibility. Asks why only when the answer is late."""


class DeclineForm(LateForm):
    reason = LongTextField(
        _("Why can your team not take this on?"),
        required=_("Say why your team can not take this on"),
        rows=4,
        hint=_("The team that asked sees it at once, and has the child on its list again. Say who could help instead."),
    )


class FirstSeenForm(LateForm):
    seen_on = DatePartsField(
        _("When did you first see or speak with the child or family?"),
        thing=_("The date"),
        required=_("Enter the day you first saw the child or family"),
        not_after_today=True,
    )
    seen_at = TimeOfDayField(
        _("At what time?"), required=_("Enter the time, like 2:30pm"), hint=_("About is good enough.")
    )
    note = LongTextField(
        _("How was it?"),
        rows=3,
        hint=_("Who was seen, and whether the child was seen alone. You can leave this empty."),
    )

    def __init__(
        self, *given: Any, accepted_at: dt.datetime | None = None, now: dt.datetime | None = None, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.accepted_at, self.now = accepted_at, now

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("seen_on") and said.get("seen_at"):
            moment = dt.datetime.combine(said["seen_on"], said["seen_at"], tzinfo=LONDON)
            said["moment"] = moment
            if self.now and moment > self.now:
                self.add_error("seen_at", _("The time must be in the past"))
            elif self.accepted_at and moment.date() < self.accepted_at.astimezone(LONDON).date():
                self.add_error("seen_on", _("The date must be on or after the day your team accepted"))
        return said


class FinishForm(LateForm):
    outcome = LongTextField(
        _("What came of it?"),
        required=_("Say what came of it"),
        rows=5,
        hint=_(
            "What has changed for the child, what help goes on, who looks out for them. The team that asked reads it."
        ),
    )


class WithdrawForm(LateForm):
    reason = LongTextField(_("Why do you take this back?"), required=_("Say why you take this back"), rows=3)
