"""Action learning sets: the words of each question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    WholeNumberField,
)
from lantern.learning.forms.common import NumberField, named, partnerships
from lantern.learning.models import Contribution, Finding
from lantern.partnership.models import Agency, Authority


class SetForm(Form):
    """What a set is to find out, and how."""

    title = TextField(_("What is it called?"), required=_("Enter what it is called"))
    brief = LongTextField(_("What is it to find out?"), rows=4)
    method = LongTextField(
        _("How does it work?"),
        rows=3,
        hint=_("Walking through a family’s way together, observing each other, audits …"),
    )
    report_by = DatePartsField(_("When does it report?"), thing=_("The day"))


class MemberForm(Form):
    """Somebody from the front line."""

    agency = SelectField(_("Of which agency?"), required=_("Choose the agency"))
    post = SelectField(_("Who?"), required=_("Choose who"), hint=_("Whoever has a sign-in can write from a telephone."))
    leads = TickField(_("They lead the set"))

    def __init__(self, *given: Any, posts: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        del self.fields["agency"]
        self.offer("post", list(posts))


class FriendForm(Form):
    """Somebody independent in the pool."""

    keeper = RadioField(_("In the pool of which partnership?"), required=_("Choose the partnership"))
    name = TextField(_("Name"), required=_("Enter the name"), max_length=160)
    brings = LongTextField(_("What do they bring?"), required=_("Enter what they bring"), rows=3)
    independence = LongTextField(
        _("Where did they work in the last five years, and from whom are they independent?"),
        required=_("Enter where they worked"), rows=3,
    )  # fmt: skip
    not_with = CheckboxesField(_("With which agencies can they not work as a friend?"), small=True)
    post = SelectField(_("Their sign-in"), empty_label=_("None"))
    day_rate = NumberField(_("What does a day cost?"), prefix="£")
    days_a_year = WholeNumberField(_("How many days a year?"), min_value=0, max_value=366)

    def __init__(
        self,
        *given: Any,
        agencies: Sequence[Agency],
        posts: Sequence[tuple[str, str]],
        keepers: Sequence[Authority] = (),
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.offer("not_with", named(agencies))
        self.offer("post", list(posts))
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]


class AppointForm(Form):
    """A critical friend for one set."""

    friend = RadioField(_("Who?"), required=_("Choose who"))
    days = NumberField(_("For how many days?"), required=_("Enter how many days"), most=366)
    conflict = LongTextField(
        _("Are they independent of this set? What did you look at?"), required=_("Enter what you looked at"), rows=3
    )

    def __init__(self, *given: Any, friends: Sequence[Choice], **more: Any) -> None:
        super().__init__(*given, **more)
        self.offer("friend", list(friends))


class SessionForm(Form):
    """A meeting of the set."""

    held_on = DatePartsField(_("When?"), thing=_("The day"), required=_("Enter when it was"), not_after_today=True)
    about = TextField(_("What was it about?"), required=_("Enter what it was about"))
    how = TextField(_("Where, or how?"))
    hours = NumberField(_("How many hours?"), required=_("Enter how many hours"), most=24)
    friend_there = TickField(_("The critical friend was there"))
    said = LongTextField(_("What was said and agreed?"), rows=5)


class ContributeForm(Form):
    """What somebody saw or thinks, written in minutes on a telephone."""

    kind = RadioField(_("What is it?"), required=_("Choose what it is"))
    text = LongTextField(
        _("Write it as you would say it"), required=_("Write something"), rows=6,
        hint=_("Name no child, family or worker. Everybody in the set sees it."),
    )  # fmt: skip
    hours = NumberField(_("How many hours did you spend on the set since the last time?"), most=99)

    def __init__(self, *given: Any, challenges: bool = False, **more: Any) -> None:
        super().__init__(*given, **more)
        kinds = [Contribution.Kind.CHALLENGE] if challenges else [
            Contribution.Kind.OBSERVATION, Contribution.Kind.REFLECTION, Contribution.Kind.GOOD,
        ]  # fmt: skip
        self.offer("kind", [(kind.value, kind.label) for kind in kinds])
        if challenges:
            self.fields["kind"].initial = Contribution.Kind.CHALLENGE


class FindingForm(Form):
    """What the set found."""

    kind = RadioField(_("What kind of finding?"), Finding.Kind, required=_("Choose the kind"))
    text = LongTextField(_("What was found?"), required=_("Enter what was found"), rows=4)
    rests_on = LongTextField(
        _("What does it rest on?"), required=_("Enter what it rests on"), rows=3,
        hint=_("Who saw it, how often, in which sessions; what speaks against it"),
    )  # fmt: skip


class ReportForm(Form):
    """The end of a set."""

    summary = LongTextField(_("What was learned, in one paragraph?"), required=_("Enter what was learned"), rows=6)
    spent = NumberField(_("How many days did the critical friend work?"), required=_("Enter how many days"), most=366)
    cost = NumberField(_("What did it cost besides?"), prefix="£", hint=_("Rooms, travel, cover"))
