"""A briefing: the words of each question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lantern.dissemination.models import Briefing, BriefingEdition
from lantern.interface.forms import CheckboxesField, Form, LongTextField, RadioField, SelectField, TextField
from lantern.learning.forms.common import named, partnerships
from lantern.partnership.models import Agency, Authority


class BriefingForm(Form):
    """Seven minutes: why, what was found, what works, what you do differently, whom to ask; one question if wanted."""

    keeper = RadioField(_("Of which partnership?"), required=_("Choose the partnership"))
    about = RadioField(_("What is it?"), Briefing.Kind.choices, required=_("Choose what it is"), inline=True)
    title = TextField(_("What is it called?"), required=_("Enter what it is called"), max_length=200)
    because = SelectField(_("What does it tell of?"), empty_label=_("Nothing that is on record here"))
    why = LongTextField(
        _("Why does it matter?"), required=_("Enter why it matters"), rows=4, max_words=150, count=True,
        hint=_("What happened, in a few sentences. Nobody can be recognised by it."),
    )  # fmt: skip
    found = LongTextField(_("What was found?"), required=_("Enter what was found"), rows=5, max_words=200, count=True)
    works_well = LongTextField(_("What works well?"), rows=3, max_words=150, count=True,
                               hint=_("Good practice to celebrate, and who does it."))  # fmt: skip
    differently = LongTextField(
        _("What do I do differently from now on?"), required=_("Enter what people do differently"), rows=5,
        max_words=200, count=True,
    )  # fmt: skip
    where_to = LongTextField(_("Whom can I ask, where can I read more?"), rows=2)
    question = TextField(
        _("One question that shows it was understood"), max_length=300, hint=_("Leave it empty to ask none.")
    )
    right_answer = TextField(_("The right answer"), max_length=300)
    wrong_answers = LongTextField(_("Answers that are wrong, one on each line"), rows=3)
    agencies = CheckboxesField(
        _("Which agencies is it for?"), small=True, hint=_("Leave all of them empty where it is for every agency.")
    )
    roles = CheckboxesField(
        _("Which roles is it for?"), small=True, hint=_("Leave all of them empty where it is for everybody.")
    )

    def __init__(
        self,
        *given: Any,
        agencies: Sequence[Agency],
        roles: Sequence[tuple[str, str]],
        because: Sequence[tuple[str, str]] = (),
        keepers: Sequence[Authority] = (),
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.offer("agencies", named(agencies))
        self.offer("roles", list(roles))
        if because:
            self.offer("because", list(because))
        else:
            del self.fields["because"]
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("question") and not said.get("right_answer"):
            self.add_error("right_answer", _now("Enter the right answer"))
        if said.get("question") and not said.get("wrong_answers"):
            self.add_error("wrong_answers", _now("Enter at least one answer that is wrong"))
        if not said.get("question") and (said.get("right_answer") or said.get("wrong_answers")):
            self.add_error("question", _now("Enter the question, or leave the answers empty"))
        return said

    @property
    def words(self) -> dict[str, Any]:
        """What was said, as the actions take it."""
        said = self.cleaned_data
        plain = ("about", "title", "why", "found", "works_well", "differently", "where_to", "question", "right_answer")
        return {name: said[name] for name in plain} | {
            "wrong_answers": [line.strip()[:300] for line in said["wrong_answers"].splitlines() if line.strip()],
            "agencies": [int(each) for each in said["agencies"] or []],
            "roles": list(said["roles"] or []),
        }


class SendForm(Form):
    """Sending it."""

    changed = TextField(
        _("What is new in this edition?"), max_length=300, hint=_("For those who have read the one before.")
    )

    def __init__(self, *given: Any, first: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if first:
            del self.fields["changed"]


class ReadForm(Form):
    """Read and understood: one press, and one question where there is one."""

    answer = RadioField("", required=_("Choose the answer"))

    def __init__(self, *given: Any, edition: BriefingEdition, **more: Any) -> None:
        super().__init__(*given, **more)
        self.edition = edition
        if not edition.question:
            del self.fields["answer"]
            return
        self.fields["answer"].label = edition.question
        answers = sorted({edition.right_answer, *edition.wrong_answers})
        self.offer("answer", [(str(number), each) for number, each in enumerate(answers)])
        self._right = str(answers.index(edition.right_answer))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.edition.question and said.get("answer") and said["answer"] != self._right:
            self.add_error("answer", _now("That is not what the briefing says. Read it once more."))
        return said
