"""The register, and what people say of a training: the words of each question."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import Form, LongTextField, RadioField
from lantern.training.models import Booking

SURE = [("1", _("1, not at all")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5, very"))]


class RegisterForm(Form):
    """Who is there, one line for each who booked."""

    def __init__(self, *given: Any, there: Sequence[Booking], **more: Any) -> None:
        super().__init__(*given, **more)
        self.there = there
        for each in there:
            waits = each.standing == Booking.Standing.WAITING
            self.fields[self.name_of(each)] = RadioField(
                each.name,
                Booking.Came.choices,
                hint=f"{each.agency_name}, {_now('on the waiting list')}" if waits else each.agency_name,
                required="" if waits else _now("Say whether %(name)s came") % {"name": each.name},
                initial=each.came,
                inline=True,
                small=True,
            )

    @staticmethod
    def name_of(booking: Booking) -> str:
        return f"came_{booking.pk.hex}"

    @property
    def came(self) -> dict[uuid.UUID, str]:
        return {each.pk: self.cleaned_data.get(self.name_of(each)) or "" for each in self.there}


class WorthForm(Form):
    """What the day was worth."""

    before = RadioField(
        _("How sure were you before that you can do this?"), SURE, required=_("Choose how sure you were"), inline=True
    )
    after = RadioField(
        _("How sure are you now?"), SURE, required=_("Choose how sure you are now"), inline=True
    )  # fmt: skip
    takes_away = LongTextField(
        _("What will you do differently?"), required=_("Enter what you will do differently, or that it is nothing"),
        rows=3, hint=_("No name, and nothing about one family."),
    )  # fmt: skip


class UsedForm(Form):
    """What changed after three months."""

    uses = RadioField(
        _("Do you work differently because of it?"), Booking.Uses.choices, required=_("Choose one answer")
    )
    changed = LongTextField(
        _("What do you do differently?"), rows=3, hint=_("No name, and nothing about one family.")
    )  # fmt: skip
    hinders = LongTextField(_("What hinders you?"), rows=3)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("uses") in (Booking.Uses.YES, Booking.Uses.SOME) and not said.get("changed"):
            self.add_error("changed", _now("Say what you do differently"))
        if said.get("uses") == Booking.Uses.NO and not said.get("hinders"):
            self.add_error("hinders", _now("Say what hinders you"))
        return said
