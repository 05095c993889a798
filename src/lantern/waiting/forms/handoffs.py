"""Answering a handoff: taking a child on, declining with a reason, saying when help began and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantern.interface.display import LONDON
from lantern.interface.forms import (
    DatePartsField,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TimeOfDayField,
)
from lantern.law.codes import code_set
from lantern.law.timescales import london_date
from lantern.partnership.models import Team
from lantern.spine.models import Priority
from lantern.waiting import choosing


class AcceptForm(LateForm):
    """Taking responsibility. Asks why only when the answer is late."""


class DeclineForm(LateForm):
    code = RadioField(_("Why can your team not take this on?"), required=_("Choose why your team can not take this on"))
    reason = LongTextField(
        _("Say more"),
        required=_("Say why your team can not take this on"),
        rows=4,
        hint=_("The team that asked sees it at once, and has the child on its list again. Say who could help instead."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", code_set("handoff_decline").choices(london_date(timezone.now())))


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


class LookAgainForm(LateForm):
    """A look at a child who waits."""

    found = RadioField(_("What did you find?"), required=_("Choose what you found"))
    note = LongTextField(
        _("Whom did you ask, and what did they say?"),
        required=_("Write whom you asked and what they said"),
        rows=3,
        hint=_("A call to the parent, the school or whoever sees the child is enough."),
    )
    priority = RadioField(
        _("How urgent is it now?"),
        [(str(each.value), each.label) for each in Priority],
        required=_("Choose red, amber or green"),
        inline=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("found", code_set("waiting_look").choices(london_date(timezone.now())))


class OfferInsteadForm(Form):
    """After a team declined: who takes it on instead."""

    to_team = SelectField(_("Which team?"), required=_("Choose a team"), empty_label=_("Choose one"))
    need_to_know = LongTextField(_("What must they know?"), required=_("Write what they must know"), rows=4)

    def __init__(self, *args: Any, teams: Sequence[Team], authority_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority_id = authority_id
        self.offer("to_team", choosing.receivers(teams, authority_id))

    @property
    def chosen(self) -> choosing.Chosen:
        """Which team, and which of its services."""
        return choosing.chosen(self.cleaned_data["to_team"], self.authority_id)
