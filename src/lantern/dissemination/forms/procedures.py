"""A procedure and its clauses: the words of each question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    CheckboxesField,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from lantern.learning.forms.common import named, partnerships
from lantern.partnership.models import Agency, Authority


class ProcedureForm(Form):
    """A procedure, whose full text is kept here or elsewhere."""

    keeper = RadioField(_("Of which partnership?"), required=_("Choose the partnership"))
    title = TextField(_("What is it called?"), required=_("Enter what it is called"), max_length=200)
    about = LongTextField(_("When is it used?"), required=_("Enter when it is used"), rows=3,
                          hint=_("In a sentence or two, for somebody who looks for the right one."))  # fmt: skip
    kept_by_says = TextField(
        _("Who keeps its text?"), required=_("Enter who keeps its text"), max_length=200,
        hint=_("The partnership, one agency, or a group across several partnerships."),
    )  # fmt: skip
    read_at = TextField(_("Where is its full text read?"), max_length=300, hint=_("An address, or the name of a file."))
    reviewed_on = DatePartsField(
        _("When was it last looked at as a whole?"), thing=_("The day"), required=_("Enter the day"),
        not_after_today=True, hint=_("Its next look is counted from this day."),
    )  # fmt: skip
    agencies = CheckboxesField(
        _("In which agencies must people know it?"), small=True, hint=_("Leave all of them empty for every agency.")
    )
    roles = CheckboxesField(
        _("Which roles must know it?"), small=True, hint=_("Leave all of them empty for everybody.")
    )

    def __init__(
        self,
        *given: Any,
        agencies: Sequence[Agency],
        roles: Sequence[tuple[str, str]],
        keepers: Sequence[Authority] = (),
        begins: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.offer("agencies", named(agencies))
        self.offer("roles", list(roles))
        if not begins:
            del self.fields["reviewed_on"]
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]

    @property
    def said(self) -> dict[str, Any]:
        """What was said, as the actions take it."""
        said = self.cleaned_data
        plain = [name for name in ("title", "about", "kept_by_says", "read_at", "reviewed_on") if name in said]
        return {name: said[name] for name in plain} | {
            "agencies": [int(each) for each in said["agencies"] or []],
            "roles": list(said["roles"] or []),
        }


class _Because(Form):
    """What follows from a recommendation."""

    because = SelectField(_("Which recommendation changed it?"), empty_label=_("None that is on record here"))
    why = TextField(_("Why else?"), max_length=300, hint=_("A new law, a mistake in the text. Leave it empty if the "
                                                           "recommendation says it."))  # fmt: skip
    in_force_on = DatePartsField(
        _("From which day does it hold?"), thing=_("The day"), required=_("Enter the day from which it holds")
    )

    def __init__(self, *given: Any, because: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        if because:
            self.offer("because", list(because))
        else:
            del self.fields["because"]


class ClauseForm(_Because):
    """A clause as it reads from now on."""

    number = TextField(
        _("Which clause?"), required=_("Enter the number of the clause, like 4.2"), max_length=20, width=5,
        hint=_("As the text numbers it, like 4.2. A number that stands already is worded anew."),
    )  # fmt: skip
    heading = TextField(_("What is it about?"), required=_("Enter what the clause is about"), max_length=200)
    text = LongTextField(_("What does it say from now on?"), required=_("Enter what the clause says"), rows=8)
    field_order = ("number", "heading", "text", "because", "why", "in_force_on")


class DropForm(_Because):
    """A clause that holds no longer."""

    field_order = ("because", "why", "in_force_on")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["why"].required = True
        self.fields["why"].label = _("Why does it hold no longer?")
        self.fields["why"].help_text = ""
        self.fields["why"].error_messages["required"] = _("Say why it holds no longer")
        self.fields["in_force_on"].label = _("From which day does it hold no longer?")


class ReviewForm(Form):
    """Looking at something again as a whole."""

    on = DatePartsField(
        _("When was it looked at?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True
    )
    result = LongTextField(
        _("What was found?"), required=_("Write what was found"), rows=4,
        hint=_("Whether it is followed, what is out of date, what is to change."),
    )  # fmt: skip
