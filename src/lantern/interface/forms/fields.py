"""Fields of text, numbers, choices and files. Each says in its own words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms.choices import Choice, Choices, Words, split_choices


@dataclass(frozen=True)
class Shown:
    """How a field looks. None of this changes what it accepts."""

    width: int | str = ""
    """Characters wide (2, 3, 4, 5, 10, 20, 30) or a class such as govuk-!-width-two-thirds."""
    label_size: str = ""
    page_heading: bool = False
    prefix: Words | None = None
    suffix: Words | None = None
    spellcheck: bool | None = None
    autosave: bool = True
    inline: bool = False
    small: bool = False
    birthday: bool = False
    legend: Words | None = None
    group_classes: str = ""
    reveals: Sequence[str] = ()


class PlainField(forms.Field):
    """What all our fields share: a label first, their own required message, and looks."""

    plain_messages: ClassVar[dict[str, Words]] = {}
    attribute_names: ClassVar[tuple[str, ...]] = ("autocomplete", "inputmode", "autocapitalize")

    def __init__(
        self,
        label: Words | None = None,
        *,
        required: Words | bool = False,
        hint: Words = "",
        messages: Mapping[str, Words] | None = None,
        **kwargs: Any,
    ) -> None:
        if required is True:
            raise TypeError(f'Give the message to show when "{label}" is left empty: required="Enter …".')
        looks = {name: kwargs.pop(name) for name in Shown.__dataclass_fields__ if name in kwargs}
        attributes = {name: kwargs.pop(name) for name in self.attribute_names if name in kwargs}
        error_messages: dict[str, Any] = {**self.plain_messages, **(messages or {})}
        if required:
            error_messages["required"] = required
        super().__init__(label=label, required=bool(required), help_text=hint, error_messages=error_messages, **kwargs)
        self.shown = Shown(**looks)
        self.widget.attrs.update({name: value for name, value in attributes.items() if value is not None})


class TextField(PlainField, forms.CharField):
    """One line of text. NUL characters are dropped, because the database refuses them and nobody types them."""

    plain_messages = {
        "max_length": _("Use %(limit_value)d characters or fewer"),
        "min_length": _("Use %(limit_value)d characters or more"),
    }

    def __init__(self, label: Words | None = None, *, max_length: int | None = 200, **kwargs: Any) -> None:
        super().__init__(label, max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text without NUL characters and outer spaces."""
        return cast(str, super().to_python(value.replace("\x00", "") if isinstance(value, str) else value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength attribute: it cuts off pasted text without a word."""
        return {}


class LongTextWidget(forms.Textarea):
    """A text area that knows its limits, for the count beneath it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.max_length: int | None = None
        self.max_words: int | None = None
        self.counted = False


class LongTextField(TextField):
    """Several lines of text. `count=True` shows how much of max_length is left; `max_words` counts words instead."""

    widget = LongTextWidget
    plain_messages = {
        **TextField.plain_messages,
        "max_words": _("Use %(limit)d words or fewer. You have used %(used)d."),
    }

    def __init__(
        self,
        label: Words | None = None,
        *,
        rows: int = 5,
        max_length: int | None = 20_000,
        count: bool = False,
        max_words: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, max_length=max_length, **kwargs)
        widget = cast(LongTextWidget, self.widget)
        widget.attrs["rows"] = rows
        widget.max_length, widget.max_words, widget.counted = max_length, max_words, count
        self.max_words = max_words

    def validate(self, value: str) -> None:
        """Also counts words."""
        super().validate(value)
        used = len(value.split())
        if self.max_words is not None and used > self.max_words:
            raise ValidationError(
                self.error_messages["max_words"], code="max_words", params={"limit": self.max_words, "used": used}
            )


class EmailField(PlainField, forms.EmailField):
    """An e-mail address."""

    plain_messages = {
        "invalid": _("Enter an email address in the correct format, like name@example.com"),
        "max_length": _("Use %(limit_value)d characters or fewer"),
    }

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"spellcheck": False, "autocomplete": "email", **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength attribute."""
        return {}


class PhoneField(TextField):
    """A telephone number as people write it, extension included. Only what cannot be dialled is refused."""

    widget = forms.TextInput(attrs={"type": "tel"})
    plain_messages = {
        **TextField.plain_messages,
        "invalid": _("Enter a telephone number, like 01632 960 001 or 07700 900 982"),
    }

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"max_length": 40, "autocomplete": "tel", "width": 20, **kwargs})
        self.widget.input_type = "tel"

    def validate(self, value: str) -> None:
        """Between 3 and 15 digits (101 is a number, too), with an optional extension."""
        super().validate(value)
        if not value:
            return
        main, *_extension = re.split(r"(?i)\b(?:ext(?:ension)?|x)\.?\s*(?=\d)", value)
        digits = re.sub(r"[\s().+\-/]", "", main)
        if not re.fullmatch(r"[0-9]{3,15}", digits):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class WholeNumberField(PlainField, forms.IntegerField):
    """A whole number, typed in a text box (number boxes change when scrolled)."""

    widget = forms.TextInput
    plain_messages = {
        "invalid": _("Enter a whole number, like 3"),
        "min_value": _("Enter a number that is %(limit_value)d or more"),
        "max_value": _("Enter a number that is %(limit_value)d or less"),
    }

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "numeric", "width": 5, **kwargs})

    def to_python(self, value: Any) -> int | None:
        """Accepts thousands separators."""
        return super().to_python(re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No min, max or step attributes."""
        return {}


class RadioField(PlainField, forms.ChoiceField):
    """One answer from a short list, all of it visible. Choices are pairs, `Choice` objects or a TextChoices class."""

    widget = forms.RadioSelect
    plain_messages = {"invalid_choice": _("Choose one of the answers in the list")}

    def __init__(self, label: Words | None = None, choices: Choices = (), **kwargs: Any) -> None:
        pairs, self.details = split_choices(choices)
        super().__init__(label, choices=pairs, **kwargs)

    def replace_choices(self, choices: Choices) -> None:
        """Sets the answers when they are known only for this page."""
        self.choices, self.details = split_choices(choices)


class YesNoField(RadioField):
    """Yes or no, and "not known" when `unknown` gives its label. The value is True, False or None."""

    NOT_KNOWN = "not_known"

    def __init__(
        self,
        label: Words | None = None,
        *,
        unknown: Words | None = None,
        reveals_on_yes: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        choices = [Choice("yes", _("Yes"), reveals=reveals_on_yes), Choice("no", _("No"))]
        if unknown is not None:
            choices.append(Choice(self.NOT_KNOWN, unknown))
        super().__init__(label, choices, **{"inline": not reveals_on_yes, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """True and False as the answers they stand for."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def clean(self, value: Any) -> bool | None:
        """True, False, or None for not known and for an optional question left empty."""
        return {"yes": True, "no": False}.get(super().clean(value))


class SelectField(PlainField, forms.ChoiceField):
    """One answer from a long list. An empty first line is added unless `empty_label` is None."""

    plain_messages = {"invalid_choice": _("Choose one of the answers in the list")}

    def __init__(
        self, label: Words | None = None, choices: Choices = (), *, empty_label: Words | None = "", **kwargs: Any
    ) -> None:
        pairs, self.details = split_choices(choices)
        self.empty_label = empty_label
        super().__init__(label, choices=self._with_empty(pairs), **kwargs)

    def _with_empty(self, pairs: list[Any]) -> list[Any]:
        return pairs if self.empty_label is None else [("", self.empty_label or _("Choose one")), *pairs]

    def replace_choices(self, choices: Choices) -> None:
        """Sets the answers when they are known only for this page."""
        pairs, self.details = split_choices(choices)
        self.choices = self._with_empty(pairs)


class CheckboxesField(PlainField, forms.MultipleChoiceField):
    """Any number of answers from a list."""

    widget = forms.CheckboxSelectMultiple
    plain_messages = {
        "invalid_choice": _("Choose only answers from the list"),
        "invalid_list": _("Choose only answers from the list"),
    }

    def __init__(self, label: Words | None = None, choices: Choices = (), **kwargs: Any) -> None:
        pairs, self.details = split_choices(choices)
        super().__init__(label, choices=pairs, **kwargs)

    def replace_choices(self, choices: Choices) -> None:
        """Sets the answers when they are known only for this page."""
        self.choices, self.details = split_choices(choices)

    def validate(self, value: Any) -> None:
        """Also refuses an exclusive answer together with another."""
        super().validate(value)
        alone = [self.details[item] for item in value if item in self.details and self.details[item].exclusive]
        if alone and len(value) > 1:
            raise ValidationError(
                gettext("Choose either “%(label)s” or the other answers") % {"label": alone[0].label}, code="exclusive"
            )


class TickField(PlainField, forms.BooleanField):
    """A single tick box. `reveals` names fields asked only when it is ticked; `legend` draws a question above it."""


class HiddenField(PlainField, forms.CharField):
    """A value carried along unseen. Never trust it: check it against the record."""

    widget = forms.HiddenInput


class FileField(PlainField, forms.FileField):
    """A file, with a limit on size in bytes and the endings that are allowed."""

    widget = forms.FileInput
    plain_messages = {
        "invalid": _("Choose the file again. It did not arrive."),
        "missing": _("Choose the file again. It did not arrive."),
        "empty": _("The file is empty"),
        "too_big": _("The file must be smaller than %(limit)d MB"),
        "ending": _("The file must be one of these: %(endings)s"),
    }

    def __init__(
        self,
        label: Words | None = None,
        *,
        max_bytes: int = 25_000_000,
        endings: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **{"autosave": False, **kwargs})
        self.max_bytes, self.endings = max_bytes, tuple(ending.lower() for ending in endings)
        if endings:
            self.widget.attrs["accept"] = ",".join(self.endings)

    def validate(self, value: Any) -> None:
        """Checks size and ending; what is inside must be checked by whoever reads it."""
        super().validate(value)
        if not value:
            return
        if value.size > self.max_bytes:
            raise ValidationError(
                self.error_messages["too_big"], code="too_big", params={"limit": self.max_bytes // 1_000_000}
            )
        if self.endings and not value.name.lower().endswith(self.endings):
            raise ValidationError(
                self.error_messages["ending"], code="ending", params={"endings": ", ".join(self.endings)}
            )
