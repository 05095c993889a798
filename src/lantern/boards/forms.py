"""The words of each question about bodies, seats and actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.boards.models import BodyKind, Commitment, Holding
from lantern.boards.queries import Owner
from lantern.boards.rules import how_often
from lantern.interface.forms import (
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    WholeNumberField,
)

_MONTHS = (1, 2, 3, 4, 6, 12)


class BodyForm(Form):
    """Setting up a body."""

    name = TextField(_("What is it called?"), required=_("Enter its name"), max_length=160)
    kind = SelectField(_("What kind of body is it?"), BodyKind, required=_("Choose what kind it is"))
    purpose = LongTextField(_("What is it for?"), required=_("Say what it is for"), rows=3)
    accountable_to = SelectField(_("To which body does it answer?"), [], empty_label=_("To none"))
    months = SelectField(_("How often does it meet?"), [], empty_label=_("Not at fixed times"))
    may_decide = LongTextField(
        _("What may it decide by itself?"), hint=_("With the limits: what goes to another body instead."), rows=2
    )
    ends_on = DatePartsField(
        _("On which day does it end?"),
        thing=_("The day it ends"),
        hint=_("For a task and finish group. Leave it empty for a body that stays."),
        not_before_today=True,
    )

    def __init__(self, *args: Any, others: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("accountable_to", list(others))
        self.offer("months", [(str(each), how_often(each)) for each in _MONTHS])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("kind") == BodyKind.TASK_AND_FINISH and not said.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Enter the day on which the task and finish group ends"))
        return said


class FrequencyForm(Form):
    """How often a body meets from a day on."""

    months = SelectField(_("How often does it meet?"), [], required=_("Choose how often"))
    since = DatePartsField(_("From which day?"), thing=_("The day"), required=_("Enter the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("months", [(str(each), how_often(each)) for each in _MONTHS])


class SeatForm(Form):
    """A new seat."""

    name = TextField(
        _("What is the seat called?"),
        required=_("Enter what the seat is called"),
        hint=_("By the office, not by the person: “Director of children’s services”."),
    )
    agency = SelectField(_("Of which agency?"), [], empty_label=_("Of none: independent"))
    commitment = RadioField(
        _("What does it promise?"),
        [
            Choice(Commitment.EVERY, Commitment.EVERY.label),
            Choice(Commitment.TIMES_A_YEAR, Commitment.TIMES_A_YEAR.label, reveals=["times_a_year"]),
            Choice(Commitment.SPECIFIC_ITEMS, Commitment.SPECIFIC_ITEMS.label),
        ],
        required=_("Choose what the seat promises"),
        hint=_("Its attendance is held against this, and against nothing else."),
    )
    times_a_year = WholeNumberField(
        _("How many meetings a year?"), required=_("Enter how many meetings a year"), min_value=1, max_value=24, width=3
    )
    shared_between = TextField(
        _("Is it shared between organisations?"),
        hint=_("Name them. One of them comes, and that is enough."),
        max_length=300,
    )
    chairs = TickField(_("Whoever holds it chairs the body"))

    def __init__(self, *args: Any, agencies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", list(agencies))


class HoldingForm(Form):
    """Who holds a seat, or stands in."""

    part = RadioField(_("As what?"), Holding.Part, required=_("Choose as what"))
    name = TextField(_("Who?"), required=_("Enter their name"), max_length=160)
    post = SelectField(
        _("In which post do they sign in here?"),
        [],
        empty_label=_("In none"),
        hint=_("They find their actions and papers when they sign in."),
    )
    since = DatePartsField(_("From which day?"), thing=_("The first day"), required=_("Enter the first day"))
    until = DatePartsField(_("Until which day?"), thing=_("The last day"), hint=_("Leave it empty where it is open."))
    delegation = LongTextField(
        _("What is delegated to them, with which limits?"),
        hint=_("The lead representative stays accountable for what a delegate decides."),
        rows=2,
    )

    def __init__(self, *args: Any, posts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("post", list(posts))


class EndForm(Form):
    """The last day of somebody who holds a seat."""

    until = DatePartsField(_("What is their last day?"), thing=_("The last day"), required=_("Enter the last day"))


class WhenForm(Form):
    """A real date, or an event that is named: never a month, never "to be agreed"."""

    when = RadioField(
        _("By when?"),
        [
            Choice("date", _("By a day"), reveals=["by_when"]),
            Choice("event", _("By an event"), reveals=["by_event"]),
        ],
        required=_("Choose a day or an event"),
    )
    by_when = DatePartsField(_("By which day?"), thing=_("The day"), required=_("Enter the day, month and year"))
    by_event = TextField(
        _("By which event?"),
        required=_("Name the event"),
        hint=_("Something that anybody can see has happened: “the next meeting of the Executive”."),
    )

    @property
    def promised(self) -> dict[str, Any]:
        """The date or the event, as an action takes it."""
        said = self.cleaned_data
        if said["when"] == "date":
            day: dt.date = said["by_when"]
            return {"by_when": day}
        return {"by_event": said["by_event"]}


def _offer_owners(form: Form, owners: Sequence[Owner]) -> None:
    form.offer("owner", [(each.code, each.name) for each in owners])


class ActionForm(WhenForm):
    """Writing down an action."""

    what = LongTextField(
        _("What is to be done?"),
        required=_("Say what is to be done"),
        rows=2,
        hint=_("So that anybody can see later whether it is."),
    )
    owner = SelectField(
        _("Who does it?"),
        [],
        required=_("Choose the seat or post that does it"),
        empty_label=_("Choose one"),
        hint=_("One seat or one post. When somebody leaves, whoever comes after them has it."),
    )
    source = TextField(
        _("Where does it come from?"), hint=_("For example: Executive, 12 October, item 4."), max_length=300
    )

    def __init__(self, *args: Any, owners: Sequence[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_owners(self, owners)
        self.order_fields(("what", "owner", "when", "by_when", "by_event", "source"))


class ProgressForm(Form):
    """How far it is."""

    words = LongTextField(
        _("How far is it?"), required=_("Say how far it is"), rows=4,
        hint=_("What is different now, and how anybody can see it. Where it comes from a plan, it is told there too."),
    )  # fmt: skip


class DoneForm(Form):
    """It is done."""

    evidence = LongTextField(
        _("How can anybody see that it is done?"),
        required=_("Say how anybody can see that it is done"),
        hint=_("What there is now, where it can be found, what changed. Somebody else will look."),
        rows=4,
    )


class LateDoneForm(DoneForm):
    """It is done, after its day."""

    late_reason = LongTextField(_("Why was it late?"), required=_("Say why it was late"), rows=2)


class CheckForm(Form):
    """Somebody else has looked."""

    note = LongTextField(_("What did you look at?"), required=_("Say what you looked at"), rows=3)


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = LongTextField(_("Why?"), required=_("Say why"), rows=3)


class CarryForm(WhenForm):
    """Carrying an action over."""

    reason = LongTextField(_("Why is it carried over?"), required=_("Say why it is carried over"), rows=3)


class ReopenForm(ReasonForm):
    """Opening a finished action again."""

    by_when = DatePartsField(
        _("By which day is it done now?"),
        thing=_("The day"),
        required=_("Enter the day"),
        not_before_today=True,
    )


class MoveForm(ReasonForm):
    """Another owner."""

    owner = SelectField(_("Who does it now?"), [], required=_("Choose who does it"), empty_label=_("Choose one"))

    def __init__(self, *args: Any, owners: Sequence[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_owners(self, owners)
        self.order_fields(("owner", "reason"))
