"""Lines of enquiry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import Form, LongTextField, RadioField, SelectField, TextField
from lantern.learning.forms.common import WithThemes, partnerships
from lantern.learning.models import LineOfEnquiry
from lantern.partnership.models import Authority


class ProposeForm(WithThemes):
    """A question that should be looked into."""

    keeper = RadioField(_("To which partnership?"), required=_("Choose the partnership"))
    question = TextField(
        _("What do you want to know?"), required=_("Enter the question"), max_length=300,
        hint=_("One question: “Why do families wait after we have referred them to a provider?”"),
    )  # fmt: skip
    origin = SelectField(_("Where does it come from?"), LineOfEnquiry.Origin, required=_("Choose where it comes from"))
    origin_says = LongTextField(
        _("What did you see that made you ask?"), required=_("Enter what made you ask"), rows=3,
        hint=_("Name no child, family or worker."),
    )  # fmt: skip
    hypothesis = LongTextField(_("What do you suppose is behind it?"), rows=3, hint=_("You can leave this to others."))

    def __init__(self, *given: Any, themes: Iterable[Any], keepers: Sequence[Authority] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.order_fields([*(name for name in self.fields if name != "themes"), "themes"])
        self.offer_themes(themes)
        if len(keepers) > 1:
            self.offer("keeper", partnerships(keepers))
            self.fields["keeper"].initial = str(keepers[0].pk)
        else:
            del self.fields["keeper"]


class LineForm(Form):
    """A question written out."""

    question = TextField(_("What do we want to know?"), required=_("Enter the question"), max_length=300)
    hypothesis = LongTextField(_("What do we suppose is behind it?"), rows=3)
    scope = LongTextField(
        _("How far does it reach?"),
        rows=3,
        hint=_("Which children, which agencies, which months; and what is left out"),
    )
    owner_name = TextField(_("Who owns it?"), max_length=200, hint=_("A post and its agency"))
    priority = SelectField(_("Under which priority of the year?"), empty_label=_("None"))

    def __init__(self, *given: Any, priorities: Iterable[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        self.offer("priority", [(str(each.pk), each.title) for each in priorities])
