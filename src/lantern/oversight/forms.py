"""The words of each question of this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import DatePartsField, Form, LongTextField, RadioField, SelectField, TextField
from lantern.oversight.models import Agreement, Matter, ScrutinyLine
from lantern.oversight.rules import BAD, LIKELY

type Offered = Iterable[tuple[str, str]]

_LIKELY = [(str(number), f"{number}. {word}") for number, word in LIKELY.items()]
_BAD = [(str(number), f"{number}. {word}") for number, word in BAD.items()]


def _likely(label: Any) -> SelectField:
    return SelectField(label, _LIKELY, required=_("Choose how likely it is"), empty_label=_("Choose one"))


def _bad(label: Any) -> SelectField:
    return SelectField(label, _BAD, required=_("Choose how bad it would be"), empty_label=_("Choose one"))


class _Scored(Form):
    """A form with numbers from 1 to 5."""

    NUMBERS = ("first_likelihood", "first_impact", "likelihood", "impact")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name in self.NUMBERS:
            if said.get(name):
                said[name] = int(said[name])
        return said


class RiskForm(_Scored):
    """Writing down a risk."""

    title = TextField(_("What is the risk?"), required=_("Say what the risk is"), max_length=200)
    cause = LongTextField(_("Why could it happen?"), required=_("Say why it could happen"), rows=2)
    effect = LongTextField(
        _("What would it mean for children?"), required=_("Say what it would mean for children"), rows=2
    )
    first_likelihood = _likely(_("How likely is it if nothing is done?"))
    first_impact = _bad(_("How bad would it be if nothing is done?"))
    controls = LongTextField(_("What is done about it?"), required=_("Say what is done about it"), rows=2)
    likelihood = _likely(_("How likely is it with what is done?"))
    impact = _bad(_("How bad would it be with what is done?"))
    owner_seat = SelectField(
        _("Which seat owns it?"), [], required=_("Choose the seat that owns it"), empty_label=_("Choose one"),
        hint=_("It looks again at the risk, and it is offered for the agenda of its body when it gets worse."),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner_seat", list(seats))


class LookForm(_Scored):
    """Looking at a risk again."""

    likelihood = _likely(_("How likely is it now?"))
    impact = _bad(_("How bad would it be now?"))
    controls = LongTextField(_("What is done about it now?"), required=_("Say what is done about it"), rows=2)
    why = LongTextField(_("What changed, or what did you look at?"), required=_("Say what you looked at"), rows=2)


class GiveForm(Form):
    """Another owner."""

    owner_seat = SelectField(
        _("Which seat owns it now?"), [], required=_("Choose the seat that owns it"), empty_label=_("Choose one")
    )
    reason = LongTextField(_("Why?"), required=_("Say why"), rows=2)

    def __init__(self, *args: Any, seats: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner_seat", list(seats))


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = LongTextField(_("Why?"), required=_("Say why"), rows=3)


class ChaseForm(Form):
    """Asking again."""

    reason = LongTextField(_("What did you write or say to them?"), required=_("Say how you chased it"), rows=3)


class _About(Form):
    """What something comes from."""

    about = TextField(
        _("Which record is it about?"), max_length=20,
        hint=_("Its reference, such as RC-ABCD-1234, or empty. What you write then stands on its page too."),
    )  # fmt: skip


class ChallengeForm(_About):
    """Challenging a seat."""

    to_seat = SelectField(
        _("Whom do you challenge?"), [], required=_("Choose the seat that you challenge"), empty_label=_("Choose one")
    )
    title = TextField(_("What is the challenge about?"), required=_("Say what it is about"), max_length=200)
    words = LongTextField(
        _("What do you want to know or see changed?"), required=_("Say what you want to know or see changed"), rows=4,
        hint=_("About the work, not the person. Say what you saw, and what would answer you."),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to_seat", list(seats))
        self.order_fields(("to_seat", "title", "words", "about"))


class SentForm(_About):
    """Something sent to, or received from, somebody outside."""

    sort = RadioField(
        _("What is it?"),
        [each for each in Matter.Sort.choices if each[0] != "challenge"],
        required=_("Choose what it is"),
    )
    other = TextField(
        _("To whom, or from whom?"), required=_("Say to whom, or from whom"), max_length=200,
        hint=_("The ministry, national body or group, by its office."),
    )  # fmt: skip
    title = TextField(_("What is it about?"), required=_("Say what it is about"), max_length=200)
    words = LongTextField(_("What does it say, and what is asked?"), required=_("Say what is asked"), rows=5)
    sent_on = DatePartsField(
        _("On which day was it sent, or did it come?"), thing=_("The day"), required=_("Enter the day"),
        not_after_today=True, hint=_("The days of silence count from here."),
    )  # fmt: skip
    body = SelectField(_("Which body of ours sends it, or received it?"), [], empty_label=_("None in particular"))

    def __init__(self, *args: Any, bodies: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("body", list(bodies))
        self.order_fields(("sort", "other", "title", "words", "sent_on", "body", "about"))


class AnswerForm(Form):
    """An answer."""

    text = LongTextField(_("What is the answer?"), required=_("Write the answer"), rows=5)
    answered_by = TextField(_("Who answered?"), required=_("Say who answered"), max_length=160)
    on = DatePartsField(_("On which day?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)


class LateAnswerForm(AnswerForm):
    """An answer past its day."""

    late_reason = LongTextField(_("Why is it late, as far as you know?"), required=_("Say why it is late"), rows=2)


class SettleForm(Form):
    """What came of it."""

    became = RadioField(_("What came of it?"), Matter.Became, required=_("Choose what came of it"))
    changed = LongTextField(_("What is different now, or why is nothing?"), required=_("Say what is different"), rows=3)


class ScrutinyForm(Form):
    """A line of the scrutiny plan."""

    title = TextField(_("What is looked at?"), required=_("Say what is looked at"), max_length=200)
    why = LongTextField(_("Why this?"), required=_("Say why"), rows=2)
    how = RadioField(_("How?"), ScrutinyLine.How, required=_("Choose how"))
    due_on = DatePartsField(
        _("By when is it reported?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True
    )


class PostponeForm(Form):
    """A later day."""

    due_on = DatePartsField(
        _("By when is it reported instead?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True
    )
    reason = LongTextField(_("Why?"), required=_("Say why"), rows=2)


class FoundForm(Form):
    """What scrutiny found."""

    found = LongTextField(
        _("What did you find?"),
        required=_("Say what you found"),
        rows=6,
        hint=_("What is good as well as what is not."),
    )
    evidence = LongTextField(
        _("What does it rest on?"), required=_("Say what it rests on"), rows=2,
        hint=_("How many files, whom you spoke with, which meeting. No names of children or families."),
    )  # fmt: skip


class LateFoundForm(FoundForm):
    """The same, past its day."""

    late_reason = LongTextField(_("Why is it late?"), required=_("Say why it is late"), rows=2)


class RenewForm(Form):
    """The next edition of an agreement."""

    promised = LongTextField(
        _("What does the agency give?"), required=_("Say what the agency gives"), rows=4,
        hint=_("Time, people, money, data; for what purpose."),
    )  # fmt: skip
    signed_on = DatePartsField(
        _("When was it signed?"), thing=_("The day"), hint=_("Leave it empty while nobody has signed it.")
    )
    renew_by = DatePartsField(_("Until when does it hold?"), thing=_("The last day"), required=_("Enter the last day"))


class AgreementForm(RenewForm):
    """An agreement."""

    sort = RadioField(_("What kind of agreement is it?"), Agreement.Sort, required=_("Choose what kind"))
    agency = SelectField(_("With which agency?"), [], required=_("Choose the agency"), empty_label=_("Choose one"))
    title = TextField(_("What is it called?"), required=_("Enter what it is called"), max_length=200)
    kept_at = TextField(_("Where is the signed paper?"), max_length=300)

    def __init__(self, *args: Any, agencies: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", list(agencies))
        self.order_fields(("sort", "agency", "title", "promised", "signed_on", "renew_by", "kept_at"))


class GivenForm(Form):
    """What was given of what was promised."""

    given = LongTextField(_("What did the agency give of what it promised?"), required=_("Say what it gave"), rows=4)


class PublishForm(Form):
    """Published arrangements."""

    title = TextField(_("What is this edition called?"), required=_("Enter what it is called"), max_length=200)
    published_on = DatePartsField(
        _("When was it published?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    in_force_on = DatePartsField(
        _("From which day does it hold?"), thing=_("The day"), required=_("Enter the day"),
        hint=_("It is looked at again within 12 months of this day."),
    )  # fmt: skip
    read_at = TextField(_("Where does anybody read it?"), required=_("Enter where it is read"), max_length=300)


class SendForm(Form):
    """Sent to the Secretary of State."""

    sent_on = DatePartsField(
        _("When was it sent?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    sent_how = TextField(_("How?"), required=_("Say how it was sent"), max_length=200)


class ReviewForm(Form):
    """The review of the arrangements."""

    found = LongTextField(
        _("What did the review find?"), required=_("Say what it found"), rows=5,
        hint=_("What stays, what changes, and who agreed."),
    )  # fmt: skip
    on = DatePartsField(_("When was it agreed?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)
