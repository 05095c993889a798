"""The words of each question about a meeting of a body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.boards.forms import ActionForm
from lantern.governance.models import AgendaItem, Interest, StandingInterest
from lantern.interface.display import LONDON
from lantern.interface.forms import (
    DatePartsField,
    FileField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    TimeOfDayField,
)

MINUTE_DRAFT = "board_minute"
"""The draft under which a line saves itself while it is typed."""

type Offered = Iterable[tuple[str, str]]


class PlanForm(Form):
    """Planning a meeting."""

    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day of the meeting"))
    at = TimeOfDayField(_("At what time?"), required=_("Enter the time, like 2:30pm"))
    place = TextField(_("Where?"))
    how_to_join = LongTextField(_("How does somebody join who is not in the room?"), rows=2)
    chair_seat = SelectField(
        _("Whose seat chairs it?"), [], empty_label=_("Nobody yet"), hint=_("Where the partners chair in turn.")
    )

    def __init__(self, *args: Any, seats: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("chair_seat", list(seats))

    @property
    def starts_at(self) -> dt.datetime:
        said = self.cleaned_data
        return dt.datetime.combine(said["on"], said["at"], tzinfo=LONDON)


class ItemForm(Form):
    """Something for an agenda."""

    title = TextField(_("What is it about?"), required=_("Say what it is about"), max_length=300)
    purpose = RadioField(_("What is the body to do with it?"), AgendaItem.Purpose, required=_("Choose what for"))
    presenter = TextField(_("Who presents it?"), max_length=160)
    needs_paper = TickField(_("A paper is needed"))
    confidential = TickField(_("It is confidential"), reveals=["confidential_why"])
    confidential_why = TextField(_("Why is it confidential?"), required=_("Say why it is confidential"), max_length=300)


class BacklogForm(ItemForm):
    """Something for a later agenda."""

    planned_for = DatePartsField(
        _("Not before which day?"), thing=_("The day"), hint=_("Leave it empty for the next meeting.")
    )


class PaperForm(Form):
    """The paper of an item."""

    paper = LongTextField(
        _("The paper"), required=_("Write the paper, or where it is read"), rows=12,
        hint=_("Its words, or the address where members read it."),
    )  # fmt: skip


class MinuteForm(Form):
    """What was said under an item."""

    item = SelectField(_("Under which item?"), [], required=_("Choose the item"))
    text = LongTextField(_("What is minuted?"), required=_("Write what is minuted"), rows=4)

    def __init__(self, *args: Any, items: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("item", list(items))


class RewordForm(Form):
    """A better wording."""

    text = LongTextField(_("How should it read?"), required=_("Write how it should read"), rows=5)


class GuestForm(Form):
    """Somebody without a seat."""

    name = TextField(_("Who?"), required=_("Enter their name"), max_length=160)
    note = TextField(_("As what, or for which items?"), max_length=300)
    part = TickField(_("For a part of the meeting only"))


class InterestForm(Form):
    """An interest that somebody declares."""

    name = TextField(_("Who declares it?"), required=_("Enter who declares it"), max_length=160)
    item = SelectField(_("In which item?"), [], empty_label=_("In none in particular"))
    kind = RadioField(_("What kind of interest?"), Interest.Kind, required=_("Choose what kind"))
    what = LongTextField(_("What is the interest?"), required=_("Say what the interest is"), rows=2)
    handled = RadioField(_("What was done?"), Interest.Handled, required=_("Choose what was done"))

    def __init__(self, *args: Any, items: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("item", list(items))


class StandingForm(Form):
    """An interest for the register, or that there is nothing to declare."""

    sort = RadioField(_("What is there to declare?"), StandingInterest.Kind, required=_("Choose what there is"))
    what = LongTextField(
        _("What is the interest?"), rows=3,
        hint=_("Work, contracts, land, shares, a body that you belong to, somebody close to you."),
    )  # fmt: skip
    touched_by = LongTextField(
        _("By which words would an agenda show that it is touched?"), rows=3,
        hint=_("One on each line, such as the name of an organisation. The meeting is told when an item holds one."),
    )  # fmt: skip
    since = DatePartsField(
        _("Since when?"), thing=_("The day"), required=_("Enter since when"), not_after_today=True,
        hint=_("Where there is nothing to declare, today."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        nothing = said.get("sort") == StandingInterest.Kind.NONE
        if said.get("sort") and not nothing and not said.get("what"):
            self.add_error("what", _("Say what the interest is"))
        if nothing and said.get("what"):
            self.add_error("what", _("Leave this empty where there is nothing to declare, or choose what kind it is"))
        lines = [line.strip() for line in (said.get("touched_by") or "").splitlines()]
        if any(len(line) > 80 for line in lines):
            self.add_error("touched_by", _("Each line must be 80 characters or fewer"))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        told = self.cleaned_data
        words = [line.strip() for line in told["touched_by"].splitlines() if line.strip()]
        return {"sort": told["sort"], "what": told["what"], "since": told["since"], "touched_by": words}


class EndedForm(Form):
    """An interest that has ended."""

    on = DatePartsField(
        _("On which day did it end?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )


class DecisionForm(Form):
    """A decision with everything that a decision record has."""

    item = SelectField(_("Under which item?"), [], empty_label=_("Under none"))
    title = TextField(_("What is it about?"), required=_("Say what it is about"), max_length=300)
    resolution = LongTextField(_("What was decided?"), required=_("Say what was decided"), rows=3)
    reasons = LongTextField(_("Why?"), required=_("Give the reasons"), rows=3)
    alternatives = LongTextField(_("What else was considered and rejected?"), rows=2)
    conflicts = LongTextField(_("Conflicts of interest that were declared"), rows=1)
    dispensations = LongTextField(_("Dispensations"), rows=1)
    may_be_called_in = TickField(_("It may be called in"), hint=_("It is final only when the time for that is over."))
    look_again_on = DatePartsField(
        _("When does the body look at it again?"), thing=_("The day"), hint=_("It then stands on the forward plan.")
    )

    def __init__(self, *args: Any, items: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("item", list(items))


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = LongTextField(_("Why?"), required=_("Say why"), rows=3)


class LateForm(Form):
    """Why something is late."""

    late_reason = LongTextField(_("Why is it late?"), required=_("Say why it is late"), rows=2)


class MinutesFileForm(Form):
    """A file of minutes."""

    file = FileField(
        _("Which file?"),
        required=_("Choose a file"),
        endings=[".docx", ".md", ".txt"],
        hint=_("Word (.docx) or Markdown (.md). Nothing is made of it until you have checked what was read."),
    )


class HeldForm(Form):
    """When the meeting was, of which the minutes are."""

    on = DatePartsField(
        _("On which day was it held?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    at = TimeOfDayField(_("At what time?"), required=_("Enter the time, like 9:30am"))

    @property
    def starts_at(self) -> dt.datetime:
        said = self.cleaned_data
        return dt.datetime.combine(said["on"], said["at"], tzinfo=LONDON)


class TakenForm(ActionForm):
    """An action point of a file: who does it and by when, or that it is left out."""

    leave_out = TickField(_("Leave it out: it is no action, or it is done"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("leave_out"):
            self.errors.clear()
        return said
