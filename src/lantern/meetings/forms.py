"""The words of each question about a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.display import LONDON
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TimeOfDayField,
)
from lantern.law.quorums import PARTS
from lantern.meetings.models import Invitation, Said, Seat
from lantern.partnership.models import Team

NOTE_DRAFT, REPORT_DRAFT = "meeting_note", "meeting_report"
"""Drafts under which what is typed saves itself."""


class WhenForm(Form):
    """When and where."""

    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day of the meeting"))
    at = TimeOfDayField(_("At what time?"), required=_("Enter the time, like 2:30pm"))
    place = TextField(_("Where?"), hint=_("A room, or “by telephone”. Leave it empty if everybody dials in."))
    how_to_join = LongTextField(
        _("How does somebody join who is not in the room?"),
        rows=2,
        hint=_("The number to ring, or the link. Everybody who is asked sees it."),
    )

    @property
    def starts_at(self) -> dt.datetime:
        said = self.cleaned_data
        return dt.datetime.combine(said["on"], said["at"], tzinfo=LONDON)


class AskForm(Form):
    """Who is asked: desks of agencies, people of the family, and others by name."""

    desks = CheckboxesField(
        _("Which agencies are asked?"),
        hint=_("Each sees when and where, why, and who it is about. Nothing else of the record."),
        small=True,
    )
    teams = CheckboxesField(_("Which of our own teams are asked?"), small=True)
    family = CheckboxesField(_("Who of the family is asked?"), small=True)
    other_name = TextField(_("Somebody else"), hint=_("Their name. You can ask more people later."))
    other_role = TextField(_("What are they to the child?"), hint=_("For example: class teacher, uncle, interpreter."))
    other_sits_as = SelectField(_("As what do they come?"), list(PARTS.items()), empty_label=_("Choose one"))

    def __init__(
        self,
        *args: Any,
        desks: Sequence[Team],
        teams: Sequence[Team],
        family: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("desks", [Choice(str(team.pk), team.agency.name, hint=team.name) for team in desks]),
            ("teams", [(str(team.pk), team.name) for team in teams]),
            ("family", list(family)),
        ):
            if choices:
                self.offer(name, choices)
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("other_name") and not said.get("other_sits_as"):
            self.add_error("other_sits_as", _("Choose as what they come"))
        return said


class CallForm(WhenForm, AskForm):
    """Calling a meeting."""

    kind = RadioField(_("What kind of meeting?"), required=_("Choose what kind of meeting"))
    children = CheckboxesField(_("About which children?"), required=_("Choose at least one child"), small=True)
    purpose = LongTextField(
        _("Why do you meet?"),
        required=_("Say why you meet"),
        rows=4,
        hint=_("Everybody who is asked reads this. Say what happened and what must be settled, and nothing more."),
    )
    chair = TextField(_("Who chairs it?"), hint=_("Leave it empty if you do."))

    order = ("kind", "children", "purpose", "on", "at", "place", "how_to_join", "chair", "desks", "teams", "family")

    def __init__(
        self, *args: Any, kinds: Iterable[tuple[str, str]], children: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", list(kinds))
        self.offer("children", list(children))
        self.order_fields(self.order)


class ReasonForm(Form):
    """Calling a meeting off."""

    reason = LongTextField(_("Why is it called off?"), required=_("Say why it is called off"), rows=3)


class SayForm(Form):
    """One line of what is told, by whom."""

    seat = SelectField(_("Who says it?"), empty_label=_("Nobody in particular"))
    part = RadioField(_("What is it?"), Said.Part.choices, required=_("Choose what it is"), inline=True, small=True)
    text = LongTextField(
        _("What they say"),
        required=_("Write what was said"),
        rows=4,
        hint=_("Facts as they were told. A child’s or a parent’s own words in quotation marks."),
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("seat", [(str(seat.pk), f"{seat.name}{', ' + seat.role if seat.role else ''}") for seat in seats])


class RewordForm(Form):
    """Wording a line anew."""

    text = LongTextField(_("How should it read?"), required=_("Write how it should read"), rows=6)


class ActionForm(Form):
    """Who does what by when."""

    what = LongTextField(_("What is to be done?"), required=_("Say what is to be done"), rows=2)
    owner = TextField(_("Who does it?"), required=_("Say who does it"), hint=_("A name, not only an agency."))
    on = DatePartsField(_("By which day?"), thing=_("The day"), required=_("Enter the day by which it is done"))
    at = TimeOfDayField(_("By what time?"), hint=_("Only where the time matters."))

    @property
    def due_at(self) -> dt.datetime:
        said = self.cleaned_data
        return dt.datetime.combine(said["on"], said.get("at") or dt.time(23, 59), tzinfo=LONDON)


class DoneForm(Form):
    """An action is done."""

    outcome = LongTextField(_("What came of it?"), required=_("Say what came of it"), rows=3)


class DecideForm(Form):
    """The decision about one child, where a kind of meeting has no form of its own."""

    outcome = RadioField(_("What is decided?"), required=_("Choose what is decided"))
    reasons = LongTextField(_("Why?"), required=_("Give the reasons"), rows=4)

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str, str]] = (), **kwargs: Any) -> None:
        kwargs.pop("meeting", None)
        kwargs.pop("person", None)
        super().__init__(*args, **kwargs)
        self.offer("outcome", [Choice(code, label, hint=hint) for code, label, hint in outcomes])


class QuorumForm(Form):
    """Asked only where somebody who must be there is not."""

    not_quorate_why = LongTextField(
        _("Why do you go on without them?"),
        required=_("Say why you go on without them"),
        rows=3,
        hint=_("For example: the child is in danger now, and they can not be reached before the morning."),
    )


class LateMinutesForm(Form):
    """Sending minutes late."""

    late_reason = LongTextField(_("Why are the minutes late?"), required=_("Say why the minutes are late"), rows=2)


# ---- What an invited agency is asked --------------------------------------------------------------------------------

REPORT_ASKS = {
    "known": (
        _("What do you know about the child and the family?"),
        _("What you have seen and done, with dates. Facts first; say when something is your opinion."),
    ),
    "works": (_("What works well for the child?"), _("People and things that keep them safe.")),
    "worries": (_("What are you worried about?"), _("What could happen to the child, and how likely you think it is.")),
    "child": (_("What does the child say?"), _("In their own words, where you have them.")),
    "view": (_("What do you think should happen?"), ""),
}


class ComingForm(Form):
    """Whether the agency comes."""

    coming = RadioField(
        _("Does somebody of yours come?"),
        [
            Choice("yes", _("Yes"), reveals=["yes_name"]),
            Choice("deputy", _("Somebody else comes for us"), reveals=["deputy_name"]),
            Choice("no", _("We can not come"), reveals=["no_why"]),
        ],
        required=_("Say whether somebody comes"),
    )
    yes_name = TextField(_("Who comes?"), required=_("Enter who comes"))
    deputy_name = TextField(_("Who comes instead?"), required=_("Enter who comes instead"))
    no_why = LongTextField(_("Why not, and who can be asked instead?"), required=_("Say why nobody comes"), rows=2)

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "coming": said["coming"],
            "name": said.get("yes_name") or said.get("deputy_name") or "",
            "note": said.get("no_why") or "",
        }

    @staticmethod
    def of(invitation: Invitation) -> dict[str, str]:
        """What the agency said before, to begin with."""
        return {
            "coming": invitation.coming,
            "yes_name": invitation.coming_name if invitation.coming == "yes" else "",
            "deputy_name": invitation.coming_name if invitation.coming == "deputy" else "",
            "no_why": invitation.coming_note,
        }


class ReportForm(Form):
    """An agency's report for a meeting."""

    known = LongTextField(
        REPORT_ASKS["known"][0], required=_("Write what you know"), rows=6, hint=REPORT_ASKS["known"][1]
    )
    works = LongTextField(REPORT_ASKS["works"][0], rows=3, hint=REPORT_ASKS["works"][1])
    worries = LongTextField(
        REPORT_ASKS["worries"][0],
        required=_("Write what you are worried about, or that you are not"),
        rows=4,
        hint=REPORT_ASKS["worries"][1],
    )
    child = LongTextField(REPORT_ASKS["child"][0], rows=3, hint=REPORT_ASKS["child"][1])
    view = LongTextField(REPORT_ASKS["view"][0], required=_("Say what you think should happen"), rows=3)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["late_reason"] = LongTextField(
                _("Why is this late?"),
                required=_("Say why this is late"),
                rows=2,
                hint=_("Kept with the clock. What you send is not undone by being late."),
            )

    @property
    def report(self) -> dict[str, str]:
        """Question -> answer, as it is kept."""
        return {
            str(REPORT_ASKS[name][0]): text for name, text in self.cleaned_data.items() if name in REPORT_ASKS and text
        }


class OutlineForm(Form):
    """The outline plan went out."""

    how = LongTextField(
        _("To whom did it go, and how?"),
        required=_("Say to whom it went and how"),
        rows=2,
        hint=_("Parents, the child where old enough, the core group. By hand, by secure e-mail."),
    )

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["late_reason"] = LongTextField(
                _("Why is this late?"), required=_("Say why this is late"), rows=2, hint=_("Kept with the clock.")
            )
