"""The words of each question on the way to court."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    TextField,
    TickField,
)
from lantern.legal.models import Change, Hearing, LegalPlanning, Turn
from lantern.legal.states import ASKED, LETTER, PRE, READY, TO_ISSUE
from lantern.meetings.kinds import Outcome
from lantern.meetings.models import Meeting
from lantern.people.models import Person

PRE_PROCEEDINGS, ISSUE, GO_ON, EXTEND, STEP_DOWN = "pre_proceedings", "issue", "go_on", "extend", "step_down"
OUTCOMES = (
    Outcome(PRE_PROCEEDINGS, "Begin pre-proceedings: a letter goes to the parents"),
    Outcome(ISSUE, "Apply to the court for a care or supervision order"),
    Outcome(GO_ON, "No pre-proceedings: work goes on under the plan"),
    Outcome(EXTEND, "Pre-proceedings go on for longer"),
    Outcome(STEP_DOWN, "Pre-proceedings end: enough has changed"),
)
_OPEN_TO = {
    ASKED: (PRE_PROCEEDINGS, ISSUE, GO_ON),
    LETTER: (ISSUE, STEP_DOWN),
    READY: (ISSUE, STEP_DOWN),
    PRE: (EXTEND, ISSUE, STEP_DOWN),
    TO_ISSUE: (STEP_DOWN,),
}


_WAYS = [Choice(each.code, each.label, reveals=["until"] if each.code == EXTEND else []) for each in OUTCOMES]


class PlanningForm(Form):
    """What a legal planning meeting decides about one child."""

    outcome = RadioField(
        _("What is decided?"),
        _WAYS,
        required=_("Choose what is decided"),
    )
    until = DatePartsField(
        _("Until when?"), thing=_("The day"), required=_("Enter the day until which pre-proceedings go on"),
        not_before_today=True, hint=_("A day by which you can know whether enough has changed."),
    )  # fmt: skip
    reasons = LongTextField(
        _("Why?"), required=_("Give the reasons"), rows=5,
        hint=_("The harm and how you know; what was tried; what the lawyer says about the threshold."),
    )  # fmt: skip
    against = LongTextField(_("What speaks against it?"), rows=2)
    together = LongTextField(
        _("Should brothers and sisters live together, and who has assessed it?"), rows=2,
        hint=_("Leave it empty if the child has none."),
    )  # fmt: skip
    late_reason = TextField(_("If this is decided late: why?"))

    def __init__(self, *args: Any, meeting: Meeting, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planning = LegalPlanning.objects.filter(child_id=person.pk, closed_at__isnull=True).only("state").first()
        allowed = _OPEN_TO.get(planning.state if planning else ASKED, ())
        self.offer("outcome", [each for each in _WAYS if each.value in allowed])


class AskForm(Form):
    """Ask for a legal planning meeting."""

    children = CheckboxesField(_("Which children?"), required=_("Choose at least one child"), small=True)
    why = LongTextField(
        _("Why must a lawyer and a manager look at this now?"), required=_("Say why"), rows=4,
        hint=_("The harm, and what has not changed."),
    )  # fmt: skip
    tried = LongTextField(
        _("What was tried, and what came of it?"), required=_("Say what was tried"), rows=4,
        hint=_("Which help, from when to when, and what the family did with it."),
    )  # fmt: skip

    def __init__(self, *args: Any, children: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("children", children)


class HeadForm(Form):
    """The letter, around the list of what must change. It can be saved with anything missing."""

    to = LongTextField(_("To whom?"), rows=2, hint=_("One name a line: everybody with parental responsibility."))
    worries = LongTextField(
        _("What are you worried about?"), rows=5,
        hint=_("What happened and when, in words the parents use. Not what kind of harm it is called."),
    )  # fmt: skip
    helped = LongTextField(_("What was done to help?"), rows=4, hint=_("Which help, and when."))
    what_next = LongTextField(
        _("What happens if nothing changes?"), rows=3, hint=_("Say it plainly: we will ask the court to decide.")
    )
    meeting = LongTextField(
        _("When and where do you meet the parents?"), rows=2, hint=_("The day, the time, the place, and who is there.")
    )


class ChangeForm(Form):
    """One thing that must change. It can be saved with anything missing; a letter can not be sent so."""

    what = LongTextField(
        _("What exactly must change?"), rows=3,
        hint=_("Something one can see. “Mia is at school by 9am every day”, not “engage with school”."),
    )  # fmt: skip
    by_when = DatePartsField(_("By when?"), thing=_("The day"))
    checked_by = TextField(_("Who checks it?"))
    checked_how = LongTextField(
        _("How do they check it?"), rows=2, hint=_("What they look at or ask, how often, and whom else.")
    )
    help_offered = LongTextField(_("What help is there to do it?"), rows=2)
    dropped = TickField(_("Leave this out of the letter"), autosave=False)


class SendForm(Form):
    """Agree and send the letter."""

    how = TextField(
        _("How does it reach the parents?"), required=_("Say how it reaches them"),
        hint=_("For example: given by hand and read out on a visit."),
    )  # fmt: skip
    also = CheckboxesField(
        _("Does the same letter go out for brothers and sisters?"), small=True,
        hint=_("They are on the same way. Each has clocks of their own."),
    )  # fmt: skip

    def __init__(self, *args: Any, siblings: list[tuple[str, str]], late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if siblings:
            self.offer("also", siblings)
        else:
            del self.fields["also"]
        _ask_why_late(self, late)


def _ask_why_late(form: Form, late: bool) -> None:
    if late:
        form.fields["late_reason"] = LongTextField(_("Why is it late?"), required=_("Say why it is late"), rows=2)


class CheckForm(Form):
    """Whether something has changed."""

    found = RadioField(
        _("Has it changed?"),
        [(each.value, each.label) for each in Change.Found if each != Change.Found.OPEN],
        required=_("Choose whether it has changed"),
    )
    noted = LongTextField(_("How do you know?"), required=_("Say how you know"), rows=3)
    noted_on = DatePartsField(
        _("On which day was it checked?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )


class DelayForm(Form):
    """Why it waits."""

    turn = RadioField(_("Whose turn is it?"), Turn, required=_("Choose whose turn it is"), small=True)
    why = LongTextField(
        _("Why does it wait?"), required=_("Say why it waits"), rows=3,
        hint=_("What is missing, who was asked for it, and when."),
    )  # fmt: skip
    until = DatePartsField(
        _("Until when, as far as you know?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True
    )


class IssueForm(Form):
    """The application was made."""

    on = DatePartsField(
        _("On which day was it sent to the court?"), thing=_("The day"), required=_("Enter the day"),
        not_after_today=True,
    )  # fmt: skip
    court = TextField(_("Which court?"), required=_("Enter the court"))
    court_number = TextField(_("The court’s number, if it is known"), max_length=40)
    meeting_offered = RadioField(
        _("Was the family offered a meeting of their own, to make a plan for the child?"),
        [
            Choice("yes", LegalPlanning.Offered.YES.label),
            Choice("refused", LegalPlanning.Offered.REFUSED.label),
            Choice("no", LegalPlanning.Offered.NO.label, reveals=["meeting_offered_why"]),
        ],
        required=_("Say whether a family meeting was offered"),
        hint=_("Family group decision-making."),
    )
    meeting_offered_why = LongTextField(_("Why not?"), required=_("Say why no family meeting was offered"), rows=2)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_why_late(self, late)


class ConcludeForm(Form):
    """Proceedings ended."""

    ended_as = RadioField(
        _("How did they end?"),
        [
            (each.value, each.label)
            for each in LegalPlanning.EndedAs
            if each not in (LegalPlanning.EndedAs.GO_ON, LegalPlanning.EndedAs.STEP_DOWN)
        ],
        required=_("Choose how they ended"),
    )
    why = LongTextField(_("What did the court say?"), required=_("Say what the court said"), rows=4)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_why_late(self, late)


class ReasonForm(Form):
    """Send the letter back."""

    reason = LongTextField(_("What is unclear or missing?"), required=_("Say what is unclear or missing"), rows=3)


class HearingForm(Form):
    """A day that the court has fixed."""

    kind = RadioField(_("Which hearing?"), Hearing.Kind, required=_("Choose which hearing"), small=True)
    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"))
    place = TextField(_("At what time and where?"), max_length=160, hint=_("For example: 10am, court 3 at Teesside."))


class HearingNoteForm(Form):
    """What came of a day in court."""

    state = RadioField(
        _("Was it held?"),
        [(Hearing.State.HELD.value, _("Yes")), (Hearing.State.PUT_OFF.value, _("No, it was put off"))],
        required=_("Say whether it was held"),
        inline=True,
    )
    said = LongTextField(
        _("What did the court direct, or why was it put off?"), required=_("Write what the court said"), rows=4
    )
    next_steps = LongTextField(
        _("What does the council do now?"), rows=3, hint=_("Who files what, by which day; when the child is told.")
    )

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_why_late(self, late)


class ExtensionForm(Form):
    """The court gave longer."""

    granted_on = DatePartsField(
        _("On which day did the court decide it?"), thing=_("The day"), required=_("Enter the day"),
        not_after_today=True,
    )  # fmt: skip
    until = DatePartsField(_("Until when?"), thing=_("The last day"), required=_("Enter the last day"))
    why = LongTextField(
        _("Why did the court say it is necessary?"), required=_("Write why the court said it is necessary"), rows=3,
        hint=_("What it means for the child to wait, in the court’s words. Not: work was late."),
    )  # fmt: skip
