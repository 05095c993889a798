"""The words of each question of protection."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.display import LONDON, full_date
from lantern.interface.forms import (
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TimeOfDayField,
)
from lantern.meetings.models import Meeting
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.people.models import Person
from lantern.plans.models import PlanItem
from lantern.protection.actions import planning
from lantern.protection.models import Assessment, Category, Enquiry

SINGLE, JOINT, NONE, MORE = "section_47_single", "section_47_joint", "no_section_47", "more_information"
PLAN, IN_NEED, NO_PLAN = "child_protection_plan", "child_in_need_plan", "no_plan"
GOES_ON, STEP_DOWN, ENDS = "goes_on", "step_down", "ends"

MEDICAL = [
    ("arranged", _("Yes, it is arranged")),
    ("later", _("To be decided once the child is seen")),
    ("not_needed", _("No")),
]


class StrategyForm(Form):
    """What a strategy discussion decides about one child."""

    outcome = RadioField(
        _("What is decided?"),
        [
            Choice(SINGLE, _("Begin a section 47 enquiry, by social care alone")),
            Choice(JOINT, _("Begin a section 47 enquiry, jointly with the police")),
            Choice(NONE, _("No section 47 enquiry"), reveals=["instead"]),
            Choice(MORE, _("Find out more first, and meet again"), reveals=["meet_again"]),
        ],
        required=_("Choose what is decided"),
    )
    instead = LongTextField(_("What happens instead?"), required=_("Say what happens instead"), rows=2)
    meet_again = DatePartsField(
        _("By when do you meet again?"),
        thing=_("The day"),
        required=_("Enter the day by which you meet again"),
        not_before_today=True,
    )
    reasons = LongTextField(
        _("Why?"),
        required=_("Give the reasons"),
        rows=4,
        hint=_("What makes significant harm likely or not: what was told, by whom, and what speaks against it."),
    )
    category = RadioField(
        _("Which harm is suspected?"), Category, required=_("Choose which harm is suspected"), inline=True, small=True
    )
    medical = RadioField(_("Is a medical needed?"), MEDICAL, required=_("Say whether a medical is needed"), small=True)
    medical_note = TextField(_("Which medical, where and when; or why none?"))
    team = SelectField(
        _("Which team enquires?"),
        empty_label=_("The assessment team"),
        hint=_("It has the enquiry on its list at once."),
    )

    def __init__(self, *args: Any, meeting: Meeting, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (TeamKind.ASSESSMENT, TeamKind.EMERGENCY_DUTY, TeamKind.HUB)
        teams = partnership.teams_covering(meeting.authority_id, *kinds)
        self.offer("team", [(str(team.pk), team.name) for team in teams])


class ConferenceForm(Form):
    """What an initial conference decides about one child."""

    outcome = RadioField(
        _("What is decided?"),
        [
            Choice(PLAN, _("A child protection plan"), hint=_("The child is likely to suffer significant harm."),
                   reveals=["category", "lead_name", "outline", "contingency"]),
            Choice(IN_NEED, _("No child protection plan; a child in need plan")),
            Choice(NO_PLAN, _("No plan")),
        ],
        required=_("Choose what is decided"),
    )  # fmt: skip
    category = RadioField(
        _("Under which category?"), Category, required=_("Choose a category"), inline=True, small=True
    )
    lead_name = TextField(_("Who is the lead social worker?"), required=_("Enter the lead social worker"))
    outline = LongTextField(
        _("Outline of the plan"),
        required=_("Write the outline of the plan"),
        rows=5,
        hint=_("What must change, who does what first, and by when. The core group makes the plan of it."),
    )
    contingency = LongTextField(
        _("What happens if it does not work?"), required=_("Say what happens if the plan does not work"), rows=2
    )
    reasons = LongTextField(_("Why?"), required=_("Give the reasons"), rows=4)
    child_view = LongTextField(_("What does the child say?"), rows=2, hint=_("Their own words, in quotation marks."))
    parent_view = LongTextField(_("What do the parents say?"), rows=2)
    dissent = LongTextField(_("Who does not agree, and why?"), rows=2, hint=_("Leave it empty if everybody agrees."))

    def __init__(self, *args: Any, meeting: Meeting, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def _by_whom(each: PlanItem) -> str:
    day = full_date(each.due_on) if each.due_on else _("no day")
    return f"{each.owner or _('nobody yet')}, {day}"


class ReviewConferenceForm(Form):
    """What a review conference decides about one child, and how far each action of the plan is: it is the plan's
    review as well.
    """

    outcome = RadioField(
        _("What is decided?"),
        [
            Choice(GOES_ON, _("The child protection plan goes on"), reveals=["category"]),
            Choice(STEP_DOWN, _("The plan ends; a child in need plan")),
            Choice(ENDS, _("The plan ends; no plan")),
        ],
        required=_("Choose what is decided"),
    )
    category = RadioField(
        _("Under which category?"), Category, required=_("Choose a category"), inline=True, small=True
    )
    reasons = LongTextField(
        _("Why?"),
        required=_("Give the reasons"),
        rows=4,
        hint=_("What changed for the child, and how you know. Meetings that were held are no change."),
    )
    child_view = LongTextField(_("What does the child say?"), rows=2, hint=_("Their own words, in quotation marks."))
    parent_view = LongTextField(_("What do the parents say?"), rows=2)
    dissent = LongTextField(_("Who does not agree, and why?"), rows=2, hint=_("Leave it empty if everybody agrees."))

    def __init__(self, *args: Any, meeting: Meeting, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in planning.actions_of(person):
            self.fields[f"{planning.STATE}{each.number}"] = RadioField(
                each.action or _("Action %(number)s") % {"number": each.number},
                PlanItem.State,
                required=_("Say how far it is: %(what)s") % {"what": each.action},
                hint=_by_whom(each),
                inline=True,
                small=True,
            )
            self.fields[f"{planning.NOW}{each.number}"] = LongTextField(
                _("How is it now, for the child?"), rows=1, hint=each.measure
            )
        first = [name for name in self.fields if name.startswith((planning.STATE, planning.NOW))]
        self.order_fields([*first, *(name for name in self.fields if name not in first)])


class SeenForm(Form):
    """A child was seen."""

    child = RadioField(_("Who was seen?"), required=_("Choose who was seen"), small=True)
    seen_on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)
    seen_at = TimeOfDayField(_("At what time?"), required=_("Enter the time, like 2:30pm"))
    place = TextField(_("Where?"), required=_("Enter where"), hint=_("For example: at home, at school."))
    alone = RadioField(
        _("Was the child seen alone?"),
        [Choice("yes", _("Yes")), Choice("no", _("No"), reveals=["not_alone_why"])],
        required=_("Say whether the child was seen alone"),
        inline=False,
    )
    not_alone_why = LongTextField(_("Why not?"), required=_("Say why the child was not seen alone"), rows=2)
    words = LongTextField(
        _("What did the child say?"), rows=4, hint=_("In their own words, as they said it. Kept exactly.")
    )
    noticed = LongTextField(
        _("What did you notice?"), rows=3, hint=_("How the child looked and was, the room, who was there.")
    )

    def __init__(
        self, *args: Any, children: list[tuple[str, str]], now: dt.datetime, late: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.offer("child", children)
        if len(children) == 1:
            del self.fields["child"]
        self.only = children[0][0] if len(children) == 1 else ""
        if late:
            self.fields["late_reason"] = LongTextField(
                _("Why was the child seen late?"), required=_("Say why the child was seen late"), rows=2
            )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("seen_on") and said.get("seen_at"):
            said["moment"] = dt.datetime.combine(said["seen_on"], said["seen_at"], tzinfo=LONDON)
            if said["moment"] > self.now:
                self.add_error("seen_at", _("The time must be in the past"))
        return said

    def facts(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        said = self.cleaned_data
        return {
            "seen_at": said["moment"],
            "place": said["place"],
            "alone": said["alone"] == "yes",
            "not_alone_why": said.get("not_alone_why") or "",
            "words": said.get("words") or "",
            "noticed": said.get("noticed") or "",
            "late_reason": said.get("late_reason") or "",
        }

    @property
    def who(self) -> str:
        """The reference of the child that was seen."""
        return self.only or str(self.cleaned_data["child"])


class ConcludeForm(Form):
    """What an enquiry found."""

    outcome = RadioField(
        _("What did the enquiry find?"),
        [
            Choice(Enquiry.Outcome.AT_RISK, Enquiry.Outcome.AT_RISK.label, hint=_("A conference is held."),
                   reveals=["risk_category"]),
            Choice(Enquiry.Outcome.NOT_AT_RISK, Enquiry.Outcome.NOT_AT_RISK.label, reveals=["found_category"]),
            Choice(Enquiry.Outcome.NOT_FOUND, Enquiry.Outcome.NOT_FOUND.label),
        ],
        required=_("Choose what the enquiry found"),
    )  # fmt: skip
    risk_category = RadioField(
        _("Which harm is likely?"), Category, required=_("Choose which harm is likely"), inline=True, small=True
    )
    found_category = RadioField(
        _("Which harm was it?"), Category, required=_("Choose which harm it was"), inline=True, small=True
    )
    found = LongTextField(
        _("What was found, and how do you know?"), required=_("Write what was found"), rows=6,
        hint=_("What was seen and told, by whom; what speaks for and against; what it means for this child."),
    )  # fmt: skip
    what_next = LongTextField(
        _("What happens next?"), required=_("Say what happens next"), rows=3,
        hint=_("Who does what to keep the child safe until then, and by when."),
    )  # fmt: skip
    not_seen_why = LongTextField(
        _("Why has the child not been seen?"), required=_("Say why the child has not been seen"), rows=2
    )

    def __init__(self, *args: Any, is_seen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_seen:
            del self.fields["not_seen_why"]

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "outcome": said["outcome"],
            "found": said["found"],
            "what_next": said["what_next"],
            "found_category": said.get("risk_category") or said.get("found_category") or "",
            "not_seen_why": said.get("not_seen_why") or "",
        }


class NoteForm(Form):
    """A manager agrees."""

    note = LongTextField(_("What did you look at, and why do you agree?"), required=_("Say why you agree"), rows=3)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["late_reason"] = LongTextField(
                _("Why is this late?"), required=_("Say why this is late"), rows=2, hint=_("Kept with the clock.")
            )


class ReasonForm(Form):
    """Sending back, or no conference."""

    reason = LongTextField(_("Why?"), required=_("Say why"), rows=4)


# ---- Assessment -----------------------------------------------------------------------------------------------------


class StartForm(Form):
    """Beginning an assessment."""

    why = LongTextField(
        _("What is to be found out?"),
        required=_("Say what is to be found out"),
        rows=3,
        hint=_("The worry that came, and the questions that this assessment answers."),
    )
    referred_on = DatePartsField(
        _("When did the referral come?"),
        thing=_("The day"),
        required=_("Enter the day of the referral"),
        not_after_today=True,
        hint=_("The time for the assessment counts from this day."),
    )


class PartForm(Form):
    """One part of an assessment."""

    text = LongTextField(_("What do you write?"), rows=14)


class OutcomeForm(Form):
    """What is recommended."""

    outcome = RadioField(_("What should come of it?"), Assessment.Outcome, required=_("Choose what should come of it"))
    text = LongTextField(
        _("What do you recommend, and why?"),
        required=_("Write what you recommend"),
        rows=8,
        hint=_("What must change for the child, who does what first, and what happens if it does not work."),
    )


class NotSeenForm(Form):
    """Sending an assessment on although a child was not seen."""

    not_seen_why = LongTextField(_("Why was a child not seen?"), required=_("Say why a child was not seen"), rows=2)


class QuestionForm(Form):
    """A manager's challenge."""

    reason = LongTextField(
        _("What do you ask?"),
        required=_("Write what you ask"),
        rows=4,
        hint=_("What is missing or does not follow. The author answers it, and both stay with the assessment."),
    )


class AnswerForm(Form):
    """The author's answer to a challenge."""

    text = LongTextField(_("What do you answer?"), required=_("Write your answer"), rows=4)


SHARED_HOW = [
    ("in_person", _("In person")),
    ("video", _("By video")),
    ("letter", _("By letter")),
    ("not", _("Not shared: it would not be safe")),
]


class ShareForm(Form):
    """Sharing it with the family."""

    shared_on = DatePartsField(
        _("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    how = RadioField(_("How?"), SHARED_HOW, required=_("Choose how"), small=True)
    whom = TextField(_("With whom?"), required=_("Enter with whom"))
    comment = LongTextField(_("What did they say to it?"), rows=4, hint=_("In their own words."))


class CheckpointForm(Form):
    """A manager's look half way."""

    note = LongTextField(
        _("How far is it, and what must happen?"),
        required=_("Say how far it is and what must happen"),
        rows=4,
        hint=_("Finish now, or why it needs longer. What is still to be found out, and who is to be seen."),
    )
