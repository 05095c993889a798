"""The words of each question about a plan, and the checks one page can make. Saving what is written asks for nothing:
what is missing is said beside it, and stands in the way of agreeing only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    TimeOfDayField,
)
from lantern.plans.kinds import all_kinds, plan_kind
from lantern.plans.models import Plan, PlanItem, PlanReview, Visit


class BeginForm(Form):
    """Which kind of plan, for which children, and since when."""

    kind = RadioField(_("What kind of plan?"), required=_("Choose the kind of plan"))
    children = CheckboxesField(
        _("For which children?"),
        required=_("Choose at least one child"),
        hint=_("Each child gets a plan of their own; an action can be carried from one to another."),
    )
    began_on = DatePartsField(
        _("Since when does it run?"),
        thing=_("The day"),
        required=_("Enter since when it runs"),
        hint=_("The day of the conference, or on which the assessment was agreed. Visits and reviews count from it."),
        not_after_today=True,
    )
    aim = LongTextField(_("What will be better for them?"), rows=3, hint=_("You can write this later."))

    def __init__(self, *given: Any, kinds: Sequence[str], children: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("kind", [(code, plan_kind(code).label) for code in kinds])
        self.offer("children", list(children))


class HeadForm(Form):
    aim = LongTextField(
        _("What will be better for this child?"), rows=4, hint=_("In one or two sentences that the child could follow.")
    )
    contingency = LongTextField(
        _("What happens if it does not get better?"),
        rows=4,
        hint=_("Who does what, and by when. Say it as you would tell the family."),
    )


class ItemForm(Form):
    """One action. Nothing in it is required to save it."""

    need = LongTextField(_("What does the child need?"), rows=3)
    action = LongTextField(_("What is done about it?"), rows=3, hint=_("Something that somebody could see happening"))
    owner_kind = RadioField(_("Who does it?"), PlanItem.Owner, inline=True)
    owner = TextField(
        _("Their name"),
        max_length=160,
        hint=_("One person, or one team of an agency. A worker whose name stands here has it on their page of plans"),
        width=20,
    )
    due_on = DatePartsField(_("By when?"), thing=_("The day"), hint=_("A day, not “ongoing”"))
    measure = LongTextField(
        _("What will be different for the child, and how shall we know?"),
        rows=3,
        hint=_("Something that can be counted, seen or heard"),
    )
    baseline = LongTextField(_("How is it now?"), rows=2, hint=_("The next review compares with this."))


class RiskForm(Form):
    worry = LongTextField(_("What could go wrong?"), rows=3)
    contingency = LongTextField(_("What happens then?"), rows=3, hint=_("Who does what, at once"))
    over = TickField(_("This is no risk any more"))


class AskForm(Form):
    """What somebody in the family is asked to do. Nothing in it is required to save it."""

    who = TextField(_("Who is asked?"), max_length=160, width=20)
    what = LongTextField(
        _("What are they asked to do?"), rows=3, hint=_("Would you be able to do this in their place, every day?")
    )
    checked_by = TextField(_("Who checks it?"), max_length=160, width=20)
    checked_how = LongTextField(_("How do they check it?"), rows=2)
    check_on = DatePartsField(_("When is it checked next?"), thing=_("The day"))
    over = TickField(_("This is not asked any more"))


class CheckAskForm(Form):
    """What a check of an ask found."""

    held = RadioField(
        _("Did it hold?"),
        [
            Choice("yes", _("Yes, it held")),
            Choice(
                "no",
                _("No, it did not hold"),
                hint=_("A manager is asked at once whether the child is safe enough without more"),
            ),
        ],
        required=_("Choose whether it held"),
    )
    on = DatePartsField(
        _("When was it checked?"), thing=_("The day"), required=_("Enter when it was checked"), not_after_today=True
    )
    note = LongTextField(_("What was found?"), required=_("Enter what was found"), rows=3)
    check_on = DatePartsField(_("When is it checked next?"), thing=_("The day"), not_before_today=True)


class ThresholdForm(Form):
    answer = RadioField(_("Is this child safe enough without more?"), Plan.Answer, required=_("Choose an answer"))
    note = LongTextField(_("Why?"), required=_("Enter why"), rows=4)


class CarryForm(Form):
    to = RadioField(_("To whose plan?"), required=_("Choose a plan"))

    def __init__(self, *given: Any, plans: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("to", list(plans))
        if len(plans) == 1:
            self.fields["to"].initial = plans[0][0]


class NothingAsked(Form):
    """A step that asks nothing."""


class SendBackForm(Form):
    why = LongTextField(_("What is to be better?"), required=_("Enter what is to be better"), rows=4)


class AgreeForm(Form):
    note = LongTextField(
        _("What did you look at?"), required=_("Enter what you looked at"), rows=3,
        hint=_("Would this plan make a difference for this child? Could the family say what is in it?"),
    )  # fmt: skip


class MarkForm(Form):
    """How far an action is."""

    state = RadioField(_("How far is it?"), PlanItem.State, required=_("Choose how far it is"))
    on = DatePartsField(_("Since when?"), thing=_("The day"), required=_("Enter since when"), not_after_today=True)


class EndForm(Form):
    outcome = RadioField(_("Why does it end?"), Plan.Outcome, required=_("Choose why it ends"))
    note = LongTextField(
        _("What changed for the child, and how do we know?"), required=_("Enter what changed for the child"), rows=5,
    )  # fmt: skip


class GiveForm(Form):
    worker = SelectField(_("Who works with the child?"), required=_("Choose a worker"))

    def __init__(self, *given: Any, workers: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("worker", list(workers))


class ForChildForm(Form):
    words = LongTextField(
        _("The plan in the child’s words"), required=_("Enter the words for the child"), rows=14,
        hint=_("Short sentences: what will happen, who does it, whom they can tell. Nothing that would frighten them."),
    )  # fmt: skip


class CoreGroupForm(Form):
    held_on = DatePartsField(
        _("When did it meet?"), thing=_("The day"), required=_("Enter when it met"), not_after_today=True
    )
    who_came = LongTextField(
        _("Who came?"), required=_("Enter who came"), rows=4, hint=_("One on each line, with their agency")
    )
    said = LongTextField(_("What was agreed?"), rows=5)


class VisitForm(Form):
    """A visit, or one that was tried: short enough for a telephone at the kerb."""

    visited_on = DatePartsField(
        _("When?"), thing=_("The day"), required=_("Enter when you were there"), not_after_today=True
    )
    visited_time = TimeOfDayField(_("At what time?"), required=_("Enter at what time"), hint=_("For example, 4:15pm"))
    where = RadioField(_("Where?"), [(code, str(label).capitalize()) for code, label in Visit.Where.choices],
                       required=_("Choose where"))  # fmt: skip
    seen = RadioField(
        _("Was the child seen?"),
        [
            Choice("alone", _("Yes, and alone")),
            Choice("yes", _("Yes, but not alone"), reveals=["why_not_alone"]),
            Choice("no", _("No"), reveals=["why_not_seen"]),
        ],
        required=_("Choose whether the child was seen"),
    )
    why_not_alone = TextField(_("Why not alone?"), required=_("Enter why the child was not seen alone"), max_length=500)
    why_not_seen = RadioField(
        _("Why not?"), [(code, str(label)[0].upper() + str(label)[1:]) for code, label in Visit.WhyNot.choices],
        required=_("Choose why the child was not seen"),
    )  # fmt: skip
    bedroom = RadioField(_("Did you see where the child sleeps?"), Visit.Bedroom)
    child_words = LongTextField(
        _("What did the child say, in their own words?"),
        rows=4,
        hint=_("Exactly as they said it. It is kept as you write it."),
    )
    noticed = LongTextField(
        _("What did you notice?"), rows=4, hint=_("The child, the home, how people are with each other")
    )
    others_seen = TextField(_("Who else was there?"), max_length=300)
    next_on = DatePartsField(_("When do you visit next?"), thing=_("The day"), not_before_today=True)
    late_reason = LongTextField(
        _("Why is this visit late?"), rows=2, hint=_("Leave it empty if you were there in time and write it down late.")
    )

    def __init__(self, *given: Any, child: str = "", due: dt.datetime | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        if first := child.partition(" ")[0]:
            self.fields["seen"].label = _("Did you see %(child)s?") % {"child": first}
            self.fields["child_words"].label = _("What did %(child)s say, in their own words?") % {"child": first}
        self.due = due
        if due is None:
            del self.fields["late_reason"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        day, time = said.get("visited_on"), said.get("visited_time")
        if day and time:
            moment = dt.datetime.combine(day, time, tzinfo=timezone.get_current_timezone())
            if moment > timezone.now():
                self.add_error("visited_time", _("The time must be in the past"))
            said["visited_at"] = moment
            late = self.due is not None and moment > self.due and said.get("seen") in ("alone", "yes")
            if late and not (said.get("late_reason") or "").strip():
                self.add_error("late_reason", _("Enter why it is late"))
        return said


class ReviewForm(Form):
    """What a review decided. How far each action is, is asked in a form of its own for each."""

    held_on = DatePartsField(
        _("When was it held?"), thing=_("The day"), required=_("Enter when it was held"), not_after_today=True
    )
    who_came = LongTextField(_("Who took part?"), rows=3, hint=_("One on each line"))
    child_view = LongTextField(
        _("What does the child say?"), rows=3, hint=_("In their own words, and how they told us")
    )
    family_view = LongTextField(_("What do the parents say?"), rows=3)
    decision = RadioField(_("What is decided?"), PlanReview.Decision, required=_("Choose what is decided"))
    reasons = LongTextField(
        _("Why?"), required=_("Enter why"), rows=4, hint=_("What is different for the child, and what is not")
    )


class ItemAtReview(Form):
    """How one action has come on since the last time."""

    now = LongTextField(_("How is it now?"), rows=2)
    state = RadioField(_("How far is it?"), PlanItem.State, inline=True, small=True)


class DriftFilter(Form):
    """Which plans are shown."""

    kind = SelectField(_("Kind of plan"), empty_label=_("Every kind"))
    why = SelectField(_("Why it is here"), empty_label=_("Every reason"))
    team = SelectField(_("Team"), empty_label=_("Every team"))

    def __init__(
        self, *given: Any, reasons: Sequence[tuple[str, str]], teams: Sequence[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.offer("kind", [(kind.code, kind.label) for kind in all_kinds()])
        self.offer("why", list(reasons))
        self.offer("team", list(teams))
