"""What several forms ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import CheckboxesField, Form, LongTextField, TextField
from lantern.partnership.models import Agency, Authority


class NumberField(TextField):
    """A number as people write it, with or without a decimal point: ``to_python`` gives a Decimal or None."""

    plain_messages = {**TextField.plain_messages, "number": _("Enter a number, like 62 or 7.5")}

    def __init__(self, label: Any = None, *, most: int = 9_999_999, **kwargs: Any) -> None:
        super().__init__(label, **{"max_length": 20, "inputmode": "decimal", "width": 5, **kwargs})
        self.most = most

    def clean(self, value: Any) -> Any:
        """The number, or None where nothing was entered."""
        text = super().clean(value).replace(",", "").replace("£", "").replace("%", "").strip()
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValidationError(self.error_messages["number"], code="number") from None
        if not number.is_finite() or number < 0 or number > self.most:
            raise ValidationError(self.error_messages["number"], code="number")
        return number.quantize(Decimal("0.01"))


class WhyForm(Form):
    """A step that asks only why."""

    why = LongTextField(_("Why?"), required=_("Enter why"), rows=4)

    def __init__(self, *given: Any, label: Any = None, hint: Any = None, **named: Any) -> None:
        super().__init__(*given, **named)
        if label:
            self.fields["why"].label = label
        if hint:
            self.fields["why"].help_text = hint


class NothingAsked(Form):
    """A step that asks nothing."""


class WithThemes(Form):
    """A form that also says which themes its record carries."""

    themes = CheckboxesField(_("Which themes does it carry?"), small=True)

    def offer_themes(self, themes: Iterable[Any]) -> None:
        """Offer these, or ask nothing where there are none."""
        found = [(str(each.pk), each.name) for each in themes]
        if found:
            self.offer("themes", found)
        else:
            del self.fields["themes"]


def partnerships(keepers: Sequence[Authority]) -> list[tuple[str, str]]:
    """The partnerships of a reader, for a form that begins something."""
    return [(str(each.pk), each.name) for each in keepers]


def named(agencies: Iterable[Agency]) -> list[tuple[str, str]]:
    """Agencies for a list."""
    return [(str(each.pk), each.name) for each in agencies]
