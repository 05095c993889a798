"""Needs, courses and their dates: the words of each question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    CheckboxesField,
    DatePartsField,
    Form,
    LongTextField,
    MoneyField,
    RadioField,
    SelectField,
    TextField,
    TimeOfDayField,
    WholeNumberField,
)
from lantern.law.timescales import LONDON
from lantern.learning.forms.common import NumberField, named, partnerships
from lantern.learning.models import Theme
from lantern.partnership.models import Agency, Authority
from lantern.training.models import TrainingNeed

_TOLD_BY = (
    TrainingNeed.Origin.PRACTITIONER,
    TrainingNeed.Origin.AGENCY,
    TrainingNeed.Origin.THEME,
    TrainingNeed.Origin.LAW,
)


class _ForWhom(Form):
    """Which agencies and which roles something is for."""

    agencies = CheckboxesField(
        _("Which agencies is it for?"), small=True, hint=_("Leave all of them empty where it is for every agency.")
    )
    roles = CheckboxesField(
        _("Which roles is it for?"), small=True, hint=_("Leave all of them empty where it is for everybody.")
    )

    def offer_whom(self, agencies: Sequence[Agency], roles: Sequence[tuple[str, str]]) -> None:
        self.offer("agencies", named(agencies))
        self.offer("roles", list(roles))


class NeedForm(_ForWhom):
    """What people need to be able to do."""

    keeper = RadioField(_("Which partnership?"), required=_("Choose the partnership"))
    what = TextField(
        _("What do people need to be able to do?"), required=_("Enter what people need to be able to do"),
        max_length=300, hint=_("For example: ask the hub for advice before a child is worried about twice."),
    )  # fmt: skip
    because = SelectField(
        _("Which recommendation or line of enquiry shows it?"), empty_label=_("None of them"),
    )  # fmt: skip
    origin = RadioField(
        _("If none of them: who or what does?"),
        [(each.value, each.label) for each in _TOLD_BY],
    )
    theme = SelectField(_("Which theme does it belong to?"), empty_label=_("None"))
    rests_on = LongTextField(
        _("How do you know?"), rows=3, hint=_("What was seen or said. No name, and nothing about one family.")
    )
    field_order = ("keeper", "what", "because", "origin", "theme", "rests_on", "agencies", "roles")

    def __init__(
        self,
        *given: Any,
        because: Sequence[tuple[str, str]],
        themes: Sequence[Theme],
        agencies: Sequence[Agency],
        roles: Sequence[tuple[str, str]],
        keepers: Sequence[Authority],
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.offer("because", list(because))
        self.offer("theme", [(str(each.pk), each.name) for each in themes])
        self.offer_whom(agencies, roles)
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("because") and not said.get("origin"):
            self.add_error("origin", _now("Choose who or what shows it"))
        if said.get("origin") == TrainingNeed.Origin.THEME and not said.get("because") and not said.get("theme"):
            self.add_error("theme", _now("Choose the theme"))
        return said


class CourseForm(_ForWhom):
    """What is taught."""

    title = TextField(_("What is it called?"), required=_("Enter what it is called"), max_length=200)
    aims = LongTextField(_("What can people do afterwards?"), required=_("Enter what people can do afterwards"), rows=4)
    taught_by = TextField(_("Who teaches it?"), max_length=200)
    hours = NumberField(_("How many hours is it?"), required=_("Enter how many hours"), most=80)
    lasts_months = WholeNumberField(
        _("After how many months is it due again?"), min_value=1, max_value=120,
        hint=_("Leave it empty where once is enough."),
    )  # fmt: skip
    cost = MoneyField(_("What does it cost to have it made?"))
    measure = RadioField(
        _("Which measure of the recommendation should it move?"),
        hint=_("What people say after three months then stands there as a reading."),
    )
    field_order = ("title", "aims", "taught_by", "hours", "lasts_months", "cost", "measure", "agencies", "roles")

    def __init__(
        self,
        *given: Any,
        agencies: Sequence[Agency],
        roles: Sequence[tuple[str, str]],
        measures: Sequence[tuple[str, str]] = (),
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.offer_whom(agencies, roles)
        if measures:
            self.offer("measure", [*measures, ("", _now("None of them"))])
        else:
            del self.fields["measure"]

    @property
    def told(self) -> dict[str, Any]:
        """What was said, as the actions take it; without the measure."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "aims": said["aims"],
            "taught_by": said["taught_by"],
            "hours": said["hours"],
            "lasts_months": said["lasts_months"],
            "cost": said["cost"] or 0,
            "agencies": [int(each) for each in said["agencies"] or []],
            "roles": list(said["roles"] or []),
        }


class EventForm(Form):
    """When, where and for how many."""

    day = DatePartsField(_("Which day?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True)
    begins = TimeOfDayField(_("From when?"), required=_("Enter when it begins"), hint=_("For example 9:30am"))
    ends = TimeOfDayField(_("Until when?"), required=_("Enter when it ends"))
    place = TextField(_("Where?"), required=_("Enter where it is"), max_length=200)
    places = WholeNumberField(
        _("How many places?"), required=_("Enter how many places there are"), min_value=1, max_value=2000
    )
    for_each = WholeNumberField(
        _("At most how many for one agency?"), min_value=1, max_value=2000,
        hint=_("So that one agency does not take them all. Leave it empty where it does not matter."),
    )  # fmt: skip
    shares_until = DatePartsField(
        _("Until when are places kept free for the others?"), thing=_("The day"),
        hint=_("From the next day on, whoever waits may have any place that is free."),
    )  # fmt: skip
    cost = MoneyField(_("What does this date cost?"), hint=_("The trainer, the room."))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("begins") and said.get("ends") and said["ends"] <= said["begins"]:
            self.add_error("ends", _now("It must end after it begins"))
        if said.get("shares_until") and said.get("day") and said["shares_until"] > said["day"]:
            self.add_error("shares_until", _now("This must be before the day itself"))
        if said.get("shares_until") and not said.get("for_each") and "for_each" not in self.errors:
            self.add_error("for_each", _now("Enter at most how many one agency may have, or leave both empty"))
        return said

    @property
    def told(self) -> dict[str, Any]:
        """What was said, as the actions take it."""
        said = self.cleaned_data
        return {
            "starts_at": dt.datetime.combine(said["day"], said["begins"], tzinfo=LONDON),
            "ends_at": dt.datetime.combine(said["day"], said["ends"], tzinfo=LONDON),
            "place": said["place"],
            "places": said["places"],
            "for_each": said["for_each"],
            "shares_until": said["shares_until"],
            "cost": said["cost"] or 0,
        }
