"""The words of the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    WholeNumberField,
)
from lantern.learning.forms.common import NumberField, WithThemes, named, partnerships
from lantern.learning.indicators import all_indicators
from lantern.learning.models import ImpactTest, Recommendation
from lantern.partnership.models import Agency, Authority


class RecommendationForm(WithThemes):
    """A recommendation, where it comes from, and who is to act."""

    keeper = RadioField(_("Of which partnership?"), required=_("Choose the partnership"))
    text = LongTextField(
        _("What should change?"), required=_("Enter what should change"), rows=4,
        hint=_("Something one can later say of: it was done, or it was not. Name no child, family or worker."),
    )  # fmt: skip
    rests_on = LongTextField(_("What does it rest on?"), rows=3)
    origin = SelectField(_("Where does it come from?"), Recommendation.Origin, required=_("Choose where it comes from"))
    origin_says = TextField(_("Which one?"), max_length=300, hint=_("Name and date of the report or meeting"))
    changes = CheckboxesField(
        _("What changes?"), Recommendation.Change, required=_("Choose what changes"), inline=True, small=True
    )
    lead = SelectField(_("Which agency leads?"), required=_("Choose the agency that leads"))
    reach = RadioField(
        _("Who acts?"),
        [
            Choice("single", _("This agency alone")),
            Choice("multi", _("Several agencies together"), reveals=["others"]),
        ],
        required=_("Choose who acts"),
    )
    others = CheckboxesField(_("Which others?"), required=_("Choose the other agencies"), small=True)
    by_when = DatePartsField(_("By when?"), thing=_("The day"), hint=_("Can be left to whoever answers it"))

    def __init__(
        self,
        *given: Any,
        agencies: Sequence[Agency],
        themes: Iterable[Any],
        keepers: Sequence[Authority] = (),
        origin_known: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.order_fields([*(name for name in self.fields if name != "themes"), "themes"])
        self.offer("lead", named(agencies))
        self.offer("others", named(agencies))
        self.offer_themes(themes)
        if origin_known:
            del self.fields["origin"], self.fields["origin_says"]
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]


class AnswerForm(Form):
    """Accepted, in part, or declined."""

    how = RadioField(
        _("What is the answer?"),
        [
            Choice("accepted", _("Accepted"), reveals=["by_when"]),
            Choice("in_part", _("Accepted in part"), hint=_("Say below what of it, and why not the rest")),
            Choice("declined", _("Declined"), hint=_("Say below why")),
        ],
        required=_("Choose the answer"),
    )
    by_when = DatePartsField(_("By when is it done?"), thing=_("The day"), not_before_today=True)
    why = LongTextField(_("Reasons"), required=_("Enter the reasons"), rows=4)


class DoneForm(Form):
    """Done, since when and how one can see it."""

    since = DatePartsField(
        _("Since when is practice different?"), thing=_("The day"), required=_("Enter since when"),
        not_after_today=True,
        hint=_("The chart marks this day."),
    )  # fmt: skip
    evidence = LongTextField(
        _("How can anybody see that it is done?"), required=_("Enter how one can see it"), rows=5,
        hint=_("A document and its date, a form, an audit, what workers say. Somebody else looks at it."),
    )  # fmt: skip


class CheckForm(Form):
    """Somebody else looks at the evidence."""

    holds = RadioField(
        _("Does the evidence show that it is done?"),
        [Choice("yes", _("Yes")), Choice("no", _("No, it goes back"))],
        required=_("Choose whether it is done"),
    )
    note = LongTextField(
        _("What did you look at, and what did you see?"), required=_("Enter what you looked at"), rows=4
    )


class MeasureForm(Form):
    """What should move."""

    code = RadioField(_("What should move?"), required=_("Choose what should move"), small=True)
    kind = RadioField(
        _("What is it?"),
        [("audit", ImpactTest.Kind.AUDIT.label), ("feedback", ImpactTest.Kind.FEEDBACK.label)],
        required=_("Choose what it is"),
    )
    name = TextField(_("What is measured?"), required=_("Enter what is measured"))
    unit = TextField(_("In what?"), max_length=20, width=10, hint=_("% or points, for example"))
    good = RadioField(_("Which is better?"), ImpactTest.Good, inline=True, required=_("Choose which is better"))
    baseline = NumberField(_("How is it now?"), hint=_("Leave it empty if nobody knows yet"))
    baseline_says = TextField(
        _("Over what was that read?"), max_length=300, hint=_("So many cases, so many answers, when")
    )
    hoped = NumberField(_("What do you hope for?"))
    read_on = DatePartsField(
        _("When will it be read?"), thing=_("The day"), required=_("Enter when it will be read"), not_before_today=True,
        hint=_("Long enough for practice to change, soon enough to still do something about it"),
    )  # fmt: skip

    _TYPED = ("kind", "name", "unit", "good", "baseline", "baseline_says")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        counted = [Choice(each.code, each.label, hint=each.about) for each in all_indicators()]
        typed = Choice("typed", _("Something that people read: an audit score, or what is said"), reveals=self._TYPED)
        self.offer("code", [*counted, typed])


class ReadingForm(Form):
    """A later reading."""

    read_on = DatePartsField(
        _("When was it read?"), thing=_("The day"), required=_("Enter when it was read"), not_after_today=True
    )
    value = NumberField(_("What was it?"), required=_("Enter the number"))
    out_of = WholeNumberField(_("Over how many cases or answers?"), min_value=1)
    note = LongTextField(_("What should one know about it?"), rows=3)


class VerdictForm(Form):
    """Did it move?"""

    verdict = RadioField(
        _("Did it move?"),
        [
            Choice("moved", _("It moved")),
            Choice("not_moved", _("It did not move")),
            Choice("too_early", _("Too early to tell"), reveals=["read_next"]),
            Choice("worse", _("It got worse"), hint=_("The recommendation is opened again")),
        ],
        required=_("Choose whether it moved"),
    )
    read_next = DatePartsField(
        _("When is it read again?"),
        thing=_("The day"),
        required=_("Enter when it is read again"),
        not_before_today=True,
    )
    why = LongTextField(
        _("Why do you think so?"), required=_("Enter why you think so"), rows=4,
        hint=_("What else changed at the same time? What do people say?"),
    )  # fmt: skip


class RegisterFilter(Form):
    """Which recommendations are shown."""

    shows = SelectField(
        _("Show"),
        [
            ("made", _("Waiting for an answer")),
            ("worked", _("Being done")),
            ("done", _("To be checked")),
            ("checked", _("Impact to be read")),
            ("closed", _("Closed")),
            ("declined", _("Declined")),
            ("reopened", _("Opened again")),
            ("unmeasured", _("Without a measure")),
            ("all", _("All")),
        ],
        empty_label=_("All that are open"),
    )
    origin = SelectField(_("Comes from"), Recommendation.Origin, empty_label=_("Anywhere"))
    agency = SelectField(_("Agency"), empty_label=_("Every agency"))

    def __init__(self, *given: Any, agencies: Sequence[Agency], **more: Any) -> None:
        super().__init__(*given, **more)
        self.offer("agency", named(agencies))


def today_parts(field: str) -> dict[str, Any]:
    """Today as a starting value."""
    return {field: timezone.localdate()}
