"""The words of each question about an audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.assurance.queries.feedback import Addressee
from lantern.assurance.standards import Grade, Met, Source, Standard
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
    WholeNumberField,
)
from lantern.partnership.models import Team

PART_DRAFT = "audit_part"
"""Under which an auditor's part saves itself."""


class BeginForm(Form):
    """Beginning a round: what is asked, how the cases are drawn, who answers."""

    title = TextField(_("What is it called?"), required=_("Give it a name"), max_length=160)
    question = LongTextField(
        _("What do you want to know?"),
        required=_("Say what you want to know"),
        rows=3,
        hint=_("Every auditor reads this."),
    )
    standards = CheckboxesField(
        _("Which practice standards are auditors asked about?"),
        required=_("Choose at least one standard"),
        small=True,
        hint=_("Fewer is better: each is a question to every auditor about every case."),
    )
    source = RadioField(_("From which cases?"), Source.choices, required=_("Choose from which cases"))
    since = DatePartsField(_("From which day?"), thing=_("The first day"), required=_("Enter the first day"))
    until = DatePartsField(
        _("Until which day?"), thing=_("The last day"), required=_("Enter the last day"), not_after_today=True
    )
    wanted = WholeNumberField(
        _("How many cases?"), required=_("Enter how many cases"), min_value=1, max_value=30, width=2
    )
    seed = TextField(
        _("The seed of the draw"),
        required=_("Enter a seed"),
        max_length=40,
        width=20,
        hint=_("The same seed draws the same cases again. It is kept with the round, so that nobody can choose cases."),
    )
    teams = CheckboxesField(
        _("Who answers?"),
        required=_("Choose at least one"),
        small=True,
        hint=_("Each sees its own part of each case and nothing else. One alone makes it a single-agency audit."),
    )

    def __init__(self, *args: Any, teams: Sequence[Team], standards: Sequence[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("teams", [Choice(str(team.pk), team.agency.name, hint=team.name) for team in teams])
        self.offer("standards", [Choice(each.code, each.text, hint=each.asks) for each in standards])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day is before the first"))
        return said


class PartForm(LateForm):
    """One agency's part: each standard, a grade, what worked and what did not."""

    grade = RadioField(
        _("How good was your agency’s practice in this case?"), Grade.choices, required=_("Choose a grade")
    )
    strengths = LongTextField(_("What worked well?"), required=_("Say what worked well"), rows=3)
    gaps = LongTextField(
        _("What was missing, and what stood in the way?"),
        required=_("Say what was missing, or “Nothing”"),
        rows=3,
    )

    def __init__(self, *args: Any, standards: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standards = list(standards)
        names = []
        for each in self.standards:
            met, words = f"met_{each['code']}", f"words_{each['code']}"
            self.fields[met] = RadioField(
                each["asks"],
                Met.choices,
                required=_("Choose whether it is met"),
                hint=each["text"],
                inline=True,
                small=True,
            )
            self.fields[words] = LongTextField(_("How can that be seen?"), rows=2)
            names += [met, words]
        self.order_fields([*names, "grade", "strengths", "gaps", "late_reason"])

    @property
    def answers(self) -> list[dict[str, str]]:
        said = self.cleaned_data
        return [
            {"code": each["code"], "met": said[f"met_{each['code']}"], "words": said.get(f"words_{each['code']}") or ""}
            for each in self.standards
        ]


class ModerateForm(Form):
    """The grade that holds."""

    grade = RadioField(_("Which grade holds?"), Grade.choices, required=_("Choose a grade"))
    strengths = LongTextField(_("What worked well?"), required=_("Say what worked well"), rows=3)
    gaps = LongTextField(_("What was missing?"), required=_("Say what was missing, or “Nothing”"), rows=3)


class FeedbackForm(Form):
    """What the worker and the referrer are told, each in words of their own."""

    worker = LongTextField(
        _("To the worker"), required=_("Write what the worker is told"), rows=5,
        hint=_("Start with what they did well. They alone read it, and may answer."),
    )  # fmt: skip
    referrer = LongTextField(
        _("To whoever was worried at first (optional)"), rows=4,
        hint=_("What came of their worry, and what would have helped. They alone read it."),
    )  # fmt: skip
    otherwise = LongTextField(
        _("Was anybody told in another way?"), rows=2,
        hint=_("For example: “The school was rung on Tuesday.” Everybody who reads the round reads this."),
    )  # fmt: skip

    def __init__(self, *args: Any, told: Sequence[Addressee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_part = {each.to: each for each in told}
        for part in ("worker", "referrer"):
            if part not in by_part:
                del self.fields[part]
                continue
            each = by_part[part]
            self.fields[part].label = f"{self.fields[part].label}: {each.name}, {each.team.agency.name}"
        if "worker" not in by_part and "referrer" not in by_part:
            self.fields["otherwise"] = LongTextField(
                _("How were they told?"), required=_("Say how they were told"), rows=3,
                hint=_("Nobody who worked with this child has an account here today."),
            )  # fmt: skip


class ReadForm(Form):
    """Having read what one was told."""

    reply = LongTextField(
        _("Do you want to say something back? (optional)"), rows=3, hint=_("Only whoever wrote to you reads it.")
    )


class LearnedForm(Form):
    """Finishing."""

    learned = LongTextField(
        _("What did this round teach?"),
        required=_("Say what it taught"),
        rows=6,
        hint=_("Without names: the partnership reads it."),
    )


class GapForm(Form):
    """A gap becomes an action."""

    what = LongTextField(
        _("What is to be done?"), required=_("Say what is to be done"), rows=3, hint=_("Without the child’s name.")
    )
    owner = SelectField(_("Who answers for it?"), required=_("Choose who answers for it"), empty_label=_("Choose one"))
    by_when = DatePartsField(_("By which day?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True)

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", list(owners))
