"""The words of each question about a section 11 return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from lantern.partnership.models import Team
from lantern.section11.standards import Grade, Marking, Variant

ANSWER_DRAFT = "section_11_answer"
"""Under which an answer saves itself."""
CHALLENGE_DRAFT = "section_11_question"


class OpenForm(Form):
    """Opening a round."""

    title = TextField(_("What is it called?"), required=_("Give it a name"), max_length=160)
    variant = RadioField(_("How much is asked?"), Variant.choices, required=_("Choose how much is asked"))
    due_on = DatePartsField(
        _("By which day do agencies send it?"),
        thing=_("The day"),
        required=_("Enter the day"),
        not_before_today=True,
    )
    panel_on = DatePartsField(
        _("When does the panel sit? (optional)"), thing=_("The day of the panel"), not_before_today=True
    )
    teams = CheckboxesField(
        _("Who is asked?"),
        required=_("Choose at least one agency"),
        small=True,
        hint=_("What an agency said last time is carried forward, and it says what has changed."),
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("teams", [Choice(str(team.pk), team.agency.name, hint=team.name) for team in teams])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("due_on") and said.get("panel_on") and said["panel_on"] < said["due_on"]:
            self.add_error("panel_on", _("The panel sits before the returns are due"))
        return said


class AnswerForm(Form):
    """One standard."""

    grade = RadioField(_("How far is it met?"), Grade.choices, required=_("Choose how far it is met"))
    words = LongTextField(
        _("How can that be seen?"),
        required=_("Say how it can be seen"),
        rows=6,
        hint=_("Without the name of a child or a member of staff."),
    )
    changed = LongTextField(
        _("What has changed since the last return?"),
        required=_("Say what has changed, or “Nothing”"),
        rows=3,
    )
    equivalent = TextField(
        _("Is the same answered in another audit or inspection? (optional)"),
        max_length=300,
        hint=_("Its name, and where in it. Nobody has to write the same twice."),
    )

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["changed"]


class EvidenceForm(Form):
    """A piece of evidence."""

    title = TextField(
        _("What is it?"), required=_("Say what it is"), max_length=200, hint=_("Without a name: “Audit of 20 files”.")
    )
    lies = TextField(
        _("Where does it lie?"),
        required=_("Say where it lies"),
        max_length=300,
        hint=_("A link or a place in your agency’s own files. The paper itself stays there."),
    )
    marking = RadioField(_("How may it be handled?"), required=_("Choose how it may be handled"))
    consent = TextField(
        _("Who agreed that it is shared with the panel?"),
        required=_("Say who agreed that it is shared"),
        max_length=300,
        hint=_("Whoever the paper belongs to, by role, and when. Minutes of another meeting need its agreement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "marking",
            [
                Choice(code, label, reveals=["consent"] if code == "sensitive" else [])
                for code, label in Marking.choices
            ],
        )


class SendForm(LateForm):
    """Sending the return."""

    matters_most = LongTextField(
        _("What should the panel know first?"),
        required=_("Say what the panel should know first"),
        rows=4,
        hint=_("What you are proud of, and what worries you most."),
    )
    agreed_within = TextField(
        _("Who in your agency agreed this return?"),
        required=_("Say who agreed it"),
        max_length=160,
        hint=_("The role, such as “Chief nurse”."),
    )


class QuestionForm(Form):
    """A question of the panel."""

    question = LongTextField(_("What do you want to know?"), required=_("Write the question"), rows=4)


class ReplyForm(LateForm):
    """The agency's answer."""

    answer = LongTextField(_("Your answer"), required=_("Write the answer"), rows=6)


class HoldForm(Form):
    """The grade that holds."""

    grade = RadioField(_("Which grade holds?"), Grade.choices, required=_("Choose the grade that holds"))
    because = LongTextField(
        _("Why?"), rows=3, hint=_("Needed when another grade holds than the agency gave. The agency reads it.")
    )

    def __init__(self, *args: Any, given: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("grade") and said["grade"] != self.given and not said.get("because"):
            self.add_error("because", _("Say why another grade holds than the agency gave"))
        return said


class SettleForm(Form):
    """The panel is done."""

    says = LongTextField(_("What does the panel say to the agency?"), required=_("Write what the panel says"), rows=4)


class FinishForm(Form):
    """Finishing a round."""

    learned = LongTextField(
        _("What did this round teach?"),
        required=_("Say what it taught"),
        rows=6,
        hint=_("Across the agencies, without names. The partnership reads it."),
    )


class GapForm(Form):
    """A gap becomes an action."""

    what = LongTextField(_("What is to be done?"), required=_("Say what is to be done"), rows=3)
    owner = SelectField(_("Who answers for it?"), required=_("Choose who answers for it"), empty_label=_("Choose one"))
    by_when = DatePartsField(_("By which day?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True)

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", list(owners))
