"""Form fields that draw themselves in GOV.UK markup, and say in plain words what is wrong.

A page writes `{{ form.reason.as_field_group() }}`; label, hint, width and messages live on the field. There are no
default "required" messages: a field is required by giving it the message to show (`required="Enter the reason"`).

    class ReasonForm(Form):
        reason = LongTextField("Why is this being closed?", required="Enter the reason", rows=4)
        outcome = RadioField("Outcome", [Choice("told", "They were told", reveals=["told_on"]), ("not", "Not told")],
                             required="Choose an outcome")
        told_on = DatePartsField("When were they told?", required="Enter the day they were told", not_after_today=True)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.template.backends.utils import csrf_input_lazy
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy as _
from jinja2 import FileSystemLoader, Template
from markupsafe import Markup

from lantern.interface.display import MONTHS, london_date, time_of_day
from lantern.interface.environment import environment
from lantern.interface.partial_dates import ApproximateAge, PartialDate

type Words = str | Promise
type Choices = Iterable[Any]

DEFAULT_REQUIRED_MESSAGE = forms.Field.default_error_messages["required"]

_OLDEST_YEAR = 1850
_NEWEST_YEAR = 2199


# ---- Drawing ---------------------------------------------------------------------------------------------------------


class Renderer(DjangoTemplates):
    """Draws forms with our Jinja templates in `interface/forms/`, and everything else with Django's own.

    Set `FORM_RENDERER = "lantern.interface.forms.Renderer"`. Forms of other packages are drawn by it too.
    """

    @cached_property
    def _templates(self) -> Any:
        folder = __file__.rsplit("/", 1)[0] + "/jinja2"
        return environment(loader=FileSystemLoader(folder), auto_reload=False)

    def get_template(self, template_name: str) -> Any:
        """Our template of that name if there is one, else Django's."""
        ours = {"django/forms/field.html": "field", "django/forms/div.html": "div"}.get(template_name)
        if ours is not None:
            return _RequestFreeTemplate(self._templates.get_template(f"interface/forms/{ours}.jinja"))
        return super().get_template(template_name)


class _RequestFreeTemplate:
    """A Jinja template with the render signature that Django's form renderers expect."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def render(self, context: Mapping[str, Any], request: Any = None) -> str:
        if request is not None:
            context = {**context, "csrf_input": csrf_input_lazy(request)}
        return self._template.render(context)


@dataclass(frozen=True)
class Control:
    """What a field template needs: which macro draws the field, and with what."""

    kind: str
    options: dict[str, Any]
    html: SafeString = SafeString("")


class BoundField(DjangoBoundField):
    """A field with its data. Knows its ids, its messages and where an error link must lead."""

    @property
    def hint(self) -> Words:
        """The text under the label."""
        return cast(Words, self.help_text)

    @property
    def summary_target(self) -> str:
        """The id of the first control, so that an error link works for radios, tick boxes and dates."""
        if isinstance(self.field.widget, DatePartsWidget):
            parts = self.parts_in_error or ("day",)
            return f"{self.auto_id}-{parts[0]}"
        return self.auto_id

    @property
    def parts_in_error(self) -> tuple[str, ...]:
        """Which boxes of a date are wrong. All of them when the message names none."""
        errors = self.form.errors.as_data().get(self.name, []) if self.form.is_bound else []
        if not errors:
            return ()
        params = errors[0].params or {}
        return tuple(params.get("parts", ("day", "month", "year")))

    @property
    def error_text(self) -> Markup | None:
        """The messages as shown beside the field."""
        if not self.errors:
            return None
        return Markup("<br>").join(str(message) for message in self.errors)

    @property
    def aria_describedby(self) -> str | None:  # type: ignore[override]
        """Ids of the hint, the count and the error, in the order they are read out."""
        ids = []
        if isinstance(self.field.widget, LongTextWidget) and (self.field.widget.max_words or self.field.widget.counted):
            ids.append(f"{self.auto_id}-info")
        if self.help_text:
            ids.append(f"{self.auto_id}-hint")
        if self.errors:
            ids.append(f"{self.auto_id}-error")
        return " ".join(ids) or None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes without `required`, with the classes of the design system."""
        widget = widget or self.field.widget
        built = cast(dict[str, Any], super().build_widget_attrs(attrs, widget))
        built.pop("required", None)
        css = _WIDGET_CLASSES.get(_kind(widget))
        if css and "class" not in widget.attrs:
            built["class"] = f"{css} {css}--error" if self.errors else css
        return built

    @property
    def control(self) -> Control:
        """The facts that the field template draws from."""
        widget = self.field.widget
        kind = _kind(widget)
        if kind == "other" or widget.is_hidden:
            return Control("other", {}, self.as_widget())
        shown = getattr(self.field, "shown", Shown())
        options: dict[str, Any] = {
            "name": self.html_name,
            "id": self.auto_id,
            "error": self.error_text,
            "hint_text": self.help_text or None,
            "page_heading": shown.page_heading,
            "group_classes": shown.group_classes,
        }
        extra = {key: value for key, value in widget.attrs.items() if key not in _OWN_ATTRIBUTES}
        if self.errors:
            extra["aria-invalid"] = "true"
        if not shown.autosave:
            extra["data-autosave"] = "off"
        size = shown.label_size or ("l" if shown.page_heading else "")
        if kind in {"text", "textarea", "select", "file"}:
            options |= {"label_text": self.label, "label_size": size, "attributes": extra, "disabled": self.field.disabled}
        else:
            options |= {"legend": self.label, "legend_size": size or "s"}
        if kind == "date":
            del options["name"]
        return Control(kind, options | getattr(self, f"_{kind}_options")(widget, shown))

    def _text_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        value = widget.format_value(self.value())
        if widget.input_type == "password":
            value = None
        return {
            "type": widget.input_type if widget.input_type in _INPUT_TYPES else "text",
            "value": value,
            "classes": f"govuk-input--width-{shown.width}" if isinstance(shown.width, int) else shown.width,
            "prefix": shown.prefix,
            "suffix": shown.suffix,
            "autocomplete": widget.attrs.get("autocomplete"),
            "inputmode": widget.attrs.get("inputmode"),
            "autocapitalize": widget.attrs.get("autocapitalize"),
            "spellcheck": shown.spellcheck,
        }

    def _textarea_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        value = self.value()
        return {
            "value": "" if value is None else value,
            "rows": widget.attrs.get("rows", 5),
            "max_characters": widget.max_length if getattr(widget, "counted", False) else None,
            "max_words": getattr(widget, "max_words", None),
            "spellcheck": shown.spellcheck,
        }

    def _select_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        return {"items": list(_select_items(widget.choices)), "value": self.value()}

    def _radios_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        return {
            "items": self._choice_items(),
            "value": self.value(),
            "inline": shown.inline,
            "small": shown.small,
        }

    def _checkboxes_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        if isinstance(widget, forms.CheckboxInput):
            item = {"value": "on", "text": self.label, "checked": bool(self.value())}
            if self.field.disabled:
                item["disabled"] = True
            reveals = self._reveal(shown.reveals)
            if reveals:
                item["conditional"] = reveals
            return {"items": [item], "legend": shown.legend, "small": shown.small}
        values = self.value()
        return {"items": self._choice_items(), "values": list(values or []), "small": shown.small}

    def _file_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        return {"multiple": bool(getattr(widget, "allow_multiple_selected", False)) and "multiple" in widget.attrs}

    def _date_options(self, widget: Any, shown: Shown) -> dict[str, Any]:
        values = widget.decompress(self.value())
        wrong = self.parts_in_error
        labels = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
        items = [
            {
                "name": f"{self.html_name}-{part}",
                "id": f"{self.auto_id}-{part}",
                "label": labels[part],
                "value": values[part],
                "width": 4 if part == "year" else 2,
                "error": part in wrong,
                "autocomplete": f"bday-{part}" if shown.birthday else None,
                "attributes": {"aria-invalid": "true" if part in wrong else None},
            }
            for part in ("day", "month", "year")
        ]
        return {"items": items}

    def _choice_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        details: Mapping[str, Choice] = getattr(self.field, "details", {})
        for value, text in cast(Any, self.field).choices:
            if isinstance(text, list | tuple):
                items += [{"value": inner, "text": label} for inner, label in text]
                continue
            choice = details.get(str(value))
            item: dict[str, Any] = {"value": value, "text": text}
            if choice is not None:
                if choice.divider_before:
                    items.append({"divider": choice.divider_before})
                item |= {"hint": choice.hint, "exclusive": choice.exclusive}
                item["conditional"] = self._reveal(choice.reveals)
            if self.field.disabled:
                item["disabled"] = True
            items.append(item)
        return items

    def _reveal(self, names: Iterable[str]) -> Markup | None:
        groups = [Markup(self.form[name].as_field_group()) for name in names]  # noqa: S704 - drawn by our own templates
        return Markup("\n").join(groups) if groups else None


# Every form of the site, ours or a package's, gets bound fields that know GOV.UK's rules.
Renderer.bound_field_class = BoundField

_INPUT_TYPES = {"text", "email", "tel", "password", "url", "number", "search"}
_OWN_ATTRIBUTES = {"rows", "cols", "autocomplete", "inputmode", "autocapitalize", "spellcheck", "aria-describedby", "required"}
_WIDGET_CLASSES = {"text": "govuk-input", "textarea": "govuk-textarea", "select": "govuk-select", "file": "govuk-file-upload"}


def _kind(widget: forms.Widget) -> str:
    match widget:
        case DatePartsWidget():
            return "date"
        case forms.CheckboxSelectMultiple() | forms.CheckboxInput():
            return "checkboxes"
        case forms.RadioSelect():
            return "radios"
        case forms.Select():
            return "select"
        case forms.Textarea():
            return "textarea"
        case forms.FileInput():
            return "file"
        case forms.HiddenInput() | forms.MultiWidget():
            return "other"
        case Input():
            return "text"
    return "other"


def _select_items(choices: Choices) -> Iterator[dict[str, Any]]:
    for value, text in choices:
        if isinstance(text, list | tuple):
            yield {"group": value, "choices": list(_select_items(text))}
        else:
            yield {"value": "" if value is None else value, "text": text}


# ---- Choices ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One answer of a list of radios or tick boxes."""

    value: str
    label: Words
    hint: Words | None = None
    reveals: Sequence[str] = ()
    """Names of fields of the same form that are asked only when this is chosen."""
    divider_before: Words | None = None
    """A word such as "or" drawn above this answer."""
    exclusive: bool = False
    """Choosing this tick box clears the others ("None of these")."""


def _split_choices(choices: Choices) -> tuple[list[Any], dict[str, Choice]]:
    source = choices.choices if hasattr(choices, "choices") else choices
    pairs: list[Any] = []
    details: dict[str, Choice] = {}
    for choice in source:
        if isinstance(choice, Choice):
            pairs.append((choice.value, choice.label))
            details[choice.value] = choice
        else:
            pairs.append(tuple(choice))
    return pairs, details


# ---- Fields ----------------------------------------------------------------------------------------------------------


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


class _Field(forms.Field):
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


class TextField(_Field, forms.CharField):
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
    plain_messages = {**TextField.plain_messages, "max_words": _("Use %(limit)d words or fewer. You have used %(used)d.")}

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


class EmailField(_Field, forms.EmailField):
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


class WholeNumberField(_Field, forms.IntegerField):
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
        return cast("int | None", super().to_python(re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", value) if isinstance(value, str) else value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No min, max or step attributes."""
        return {}


class RadioField(_Field, forms.ChoiceField):
    """One answer from a short list, all of it visible. Choices are pairs, `Choice` objects or a TextChoices class."""

    widget = forms.RadioSelect
    plain_messages = {"invalid_choice": _("Choose one of the answers in the list")}

    def __init__(self, label: Words | None = None, choices: Choices = (), **kwargs: Any) -> None:
        pairs, self.details = _split_choices(choices)
        super().__init__(label, choices=pairs, **kwargs)

    def replace_choices(self, choices: Choices) -> None:
        """Sets the answers when they are known only for this page."""
        self.choices, self.details = _split_choices(choices)


class YesNoField(RadioField):
    """Yes or no, and "not known" when `unknown` gives its label. The value is True, False or None."""

    NOT_KNOWN = "not_known"

    def __init__(
        self, label: Words | None = None, *, unknown: Words | None = None, reveals_on_yes: Sequence[str] = (), **kwargs: Any
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


class SelectField(_Field, forms.ChoiceField):
    """One answer from a long list. An empty first line is added unless `empty_label` is None."""

    plain_messages = {"invalid_choice": _("Choose one of the answers in the list")}

    def __init__(
        self, label: Words | None = None, choices: Choices = (), *, empty_label: Words | None = "", **kwargs: Any
    ) -> None:
        pairs, self.details = _split_choices(choices)
        self.empty_label = empty_label
        super().__init__(label, choices=self._with_empty(pairs), **kwargs)

    def _with_empty(self, pairs: list[Any]) -> list[Any]:
        return pairs if self.empty_label is None else [("", self.empty_label or _("Choose one")), *pairs]

    def replace_choices(self, choices: Choices) -> None:
        """Sets the answers when they are known only for this page."""
        pairs, self.details = _split_choices(choices)
        self.choices = self._with_empty(pairs)


class CheckboxesField(_Field, forms.MultipleChoiceField):
    """Any number of answers from a list."""

    widget = forms.CheckboxSelectMultiple
    plain_messages = {
        "invalid_choice": _("Choose only answers from the list"),
        "invalid_list": _("Choose only answers from the list"),
    }

    def __init__(self, label: Words | None = None, choices: Choices = (), **kwargs: Any) -> None:
        pairs, self.details = _split_choices(choices)
        super().__init__(label, choices=pairs, **kwargs)

    def replace_choices(self, choices: Choices) -> None:
        """Sets the answers when they are known only for this page."""
        self.choices, self.details = _split_choices(choices)

    def validate(self, value: Any) -> None:
        """Also refuses an exclusive answer together with another."""
        super().validate(value)
        alone = [self.details[item] for item in value if item in self.details and self.details[item].exclusive]
        if alone and len(value) > 1:
            raise ValidationError(
                gettext("Choose either “%(label)s” or the other answers") % {"label": alone[0].label}, code="exclusive"
            )


class TickField(_Field, forms.BooleanField):
    """A single tick box. `reveals` names fields asked only when it is ticked; `legend` draws a question above it."""


class HiddenField(_Field, forms.CharField):
    """A value carried along unseen. Never trust it: check it against the record."""

    widget = forms.HiddenInput


class FileField(_Field, forms.FileField):
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


# ---- Dates, times and ages -------------------------------------------------------------------------------------------


class DatePartsWidget(forms.Widget):
    """Reads three boxes named <name>-day, <name>-month and <name>-year."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """What was typed in each box, spaces removed."""
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in ("day", "month", "year")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no box was sent at all."""
        return all(f"{name}-{part}" not in data for part in ("day", "month", "year"))

    def decompress(self, value: Any) -> dict[str, str]:
        """A date, a partial date, or what was typed, as three texts."""
        if isinstance(value, Mapping):
            return {part: str(value.get(part) or "") for part in ("day", "month", "year")}
        if isinstance(value, datetime):
            value = london_date(value)
        if value is None or value == "":
            return {"day": "", "month": "", "year": ""}
        if isinstance(value, str):
            value = PartialDate.from_iso(value)
        return {part: "" if getattr(value, part) is None else str(getattr(value, part)) for part in ("day", "month", "year")}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draws only the boxes; `as_field_group` draws the whole question."""
        control = Markup('<input class="govuk-input govuk-input--width-{}" name="{}-{}" type="text" inputmode="numeric" value="{}">')
        parts = self.decompress(value).items()
        return mark_safe(Markup("").join(control.format(4 if part == "year" else 2, name, part, text) for part, text in parts))  # noqa: S308


class DatePartsField(_Field):
    """A date in three boxes. Messages name the part that is missing.

    With `partial=True` the day, or the day and month, may be left empty and the value is a `PartialDate`; otherwise it
    is a `datetime.date`. Month names and two-digit years after 2000 are understood. `thing` begins the messages
    ("Date of birth must include a month"); it defaults to the label when that is a phrase and not a question.
    """

    widget = DatePartsWidget

    def __init__(
        self,
        label: Words | None = None,
        *,
        thing: Words | None = None,
        partial: bool = False,
        not_after_today: bool = False,
        not_before_today: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        question = label is None or str(label).endswith("?")
        self.thing: Words = thing or (_("The date") if question else cast(Words, label))
        self.partial, self.not_after_today, self.not_before_today = partial, not_after_today, not_before_today
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> date | PartialDate | None:
        """The date, or None when it is optional and every box is empty."""
        typed: Mapping[str, str] = value if isinstance(value, Mapping) else DatePartsWidget().decompress(value)
        if not any(typed.values()):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = self._read(typed)
        self._check_range(found)
        return found if self.partial else found.earliest

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares what stands in the boxes."""
        return DatePartsWidget().decompress(initial) != DatePartsWidget().decompress(data)

    def _read(self, typed: Mapping[str, str]) -> PartialDate:
        missing = [part for part in ("day", "month", "year") if not typed[part]]
        if self.partial and missing in (["day"], ["day", "month"]):
            missing = []
        if missing:
            words = {"day": gettext("a day"), "month": gettext("a month"), "year": gettext("a year")}
            listed = gettext(" and ").join(words[part] for part in missing)
            raise self._wrong(gettext("%(thing)s must include %(parts)s") % {"thing": self.thing, "parts": listed}, missing)
        numbers: dict[str, int | None] = {}
        for part in ("day", "month", "year"):
            numbers[part] = _part_as_number(part, typed[part]) if typed[part] else None
            if typed[part] and numbers[part] is None:
                raise self._wrong(gettext("%(thing)s must be a real date") % {"thing": self.thing}, [part])
        year = cast(int, numbers["year"])
        if not _OLDEST_YEAR <= year <= _NEWEST_YEAR:
            raise self._wrong(gettext("The year must include 4 numbers, like 2026"), ["year"])
        try:
            return PartialDate(year, numbers["month"], numbers["day"])
        except ValueError:
            wrong = ["month"] if numbers["month"] and not 1 <= numbers["month"] <= 12 else ["day"]
            raise self._wrong(gettext("%(thing)s must be a real date") % {"thing": self.thing}, wrong) from None

    def _check_range(self, found: PartialDate) -> None:
        today = london_date(datetime.now(UTC))
        everything = ["day", "month", "year"]
        if self.not_after_today and found.earliest > today:
            raise self._wrong(gettext("%(thing)s must be today or in the past") % {"thing": self.thing}, everything)
        if self.not_before_today and found.latest < today:
            raise self._wrong(gettext("%(thing)s must be today or in the future") % {"thing": self.thing}, everything)
        if self.earliest and found.latest < self.earliest:
            words = {"thing": self.thing, "date": PartialDate.of(self.earliest)}
            raise self._wrong(gettext("%(thing)s must be %(date)s or later") % words, everything)
        if self.latest and found.earliest > self.latest:
            words = {"thing": self.thing, "date": PartialDate.of(self.latest)}
            raise self._wrong(gettext("%(thing)s must be %(date)s or earlier") % words, everything)

    def _wrong(self, message: str, parts: Sequence[str]) -> ValidationError:
        # Params would be interpolated into the message, so a literal percent sign is doubled.
        return ValidationError(message.replace("%", "%%"), code="invalid", params={"parts": tuple(parts)})


def _part_as_number(part: str, text: str) -> int | None:
    if part == "month" and not text.isdecimal():
        wanted = text.lower().rstrip(".")
        names = [name.lower() for name in MONTHS]
        matches = [index for index, name in enumerate(names, 1) if len(wanted) >= 3 and name.startswith(wanted)]
        return matches[0] if len(matches) == 1 else None
    if not (text.isascii() and text.isdecimal()) or len(text) > 4:
        return None
    number = int(text)
    if part == "year" and len(text) == 2:
        current = london_date(datetime.now(UTC)).year % 100
        return 2000 + number if number <= current + 1 else number
    return number


class TimeOfDayField(_Field):
    """A time of day typed as people do: 9:14am, 9.14, 0914, 21:05, midday. The value is a `datetime.time`."""

    widget = forms.TextInput
    plain_messages = {"invalid": _("Enter a time, like 9:14am or 14:30")}

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"width": 5, "autocomplete": "off", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """A time as it is written on pages."""
        return time_of_day(value) if isinstance(value, time | datetime) else value

    def clean(self, value: Any) -> time | None:
        """The time, or None when optional and empty."""
        typed = str(value or "").strip().lower().replace(" ", "")
        if not typed:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        named = {"midnight": time(0), "midday": time(12), "noon": time(12)}
        if typed in named:
            return named[typed]
        match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?(am|pm|a\.m\.|p\.m\.)?", typed)
        if match is None or (match[2] is None and match[3] is None):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            hour = hour % 12 + (12 if match[3].startswith("p") else 0)
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(hour, minute)


class ApproximateAgeField(_Field):
    """An age that somebody estimated: "about 7", "18 months". The value is an `ApproximateAge`."""

    widget = forms.TextInput
    plain_messages = {
        "invalid": _("Enter an age in years or months, like 7 or 18 months"),
        "too_old": _("Enter an age of 120 years or less"),
    }

    def __init__(self, label: Words | None = None, **kwargs: Any) -> None:
        super().__init__(label, **{"width": 10, "autocomplete": "off", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """An age as it is written on pages."""
        return str(value) if isinstance(value, ApproximateAge) else value

    def clean(self, value: Any) -> ApproximateAge | None:
        """The age, or None when optional and empty."""
        typed = str(value or "").strip()
        if not typed:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            found = ApproximateAge.from_words(typed)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found.years > 120:
            raise ValidationError(self.error_messages["too_old"], code="too_old")
        return found


# ---- The form --------------------------------------------------------------------------------------------------------


class Form(forms.Form):
    """A form whose fields may be revealed by the answer to another.

    A field named in a choice's `reveals` is asked, and required, only when that choice is made. What was typed in it
    otherwise is kept on the page but left out of `cleaned_data` (its value there is None).
    """

    use_required_attribute = False

    def revealers(self) -> dict[str, list[tuple[str, str | None]]]:
        """For each revealed field: the fields and values that reveal it. None stands for a ticked box."""
        found: dict[str, list[tuple[str, str | None]]] = {}
        for name, field in self.fields.items():
            for choice in getattr(field, "details", {}).values():
                for revealed in choice.reveals:
                    found.setdefault(revealed, []).append((name, choice.value))
            for revealed in getattr(getattr(field, "shown", None), "reveals", ()):
                found.setdefault(revealed, []).append((name, None))
        unknown = found.keys() - self.fields.keys()
        if unknown:
            raise LookupError(f"{type(self).__name__} reveals fields it does not have: {', '.join(sorted(unknown))}.")
        return found

    def is_asked(self, name: str) -> bool:
        """Whether the answers given so far ask for this field."""
        revealers = self.revealers().get(name)
        return revealers is None or any(
            self.is_asked(other) and self._is_chosen(other, value) for other, value in revealers
        )

    def _is_chosen(self, name: str, value: str | None) -> bool:
        given = self[name].data
        if value is None:
            return bool(given)
        return value in given if isinstance(given, list | tuple) else str(given) == value

    def top_fields(self) -> list[DjangoBoundField]:
        """The visible fields that no other field reveals, in order: what a page loops over."""
        revealed = self.revealers()
        return [self[name] for name in self.fields if name not in revealed and not self[name].is_hidden]

    def _clean_fields(self) -> None:
        asked = {name: self.is_asked(name) for name in self.fields}
        every_field = self.fields
        self.fields = {name: field for name, field in every_field.items() if asked[name]}
        try:
            super()._clean_fields()  # type: ignore[misc]
        finally:
            self.fields = every_field
        self.cleaned_data.update({name: None for name, is_asked in asked.items() if not is_asked})

    def require_one_of(self, names: Sequence[str], message: Words) -> None:
        """For use in `clean`: an error on the first of these fields when none of them was answered."""
        if any(name in self.errors for name in names):
            return
        if not any(self.cleaned_data.get(name) not in (None, "", [], False) for name in names):
            self.add_error(names[0], cast(str, message))


def fields_with_default_messages(form_class: type[forms.BaseForm]) -> list[str]:
    """Names of required fields of a form that would say only "This field is required."."""
    names = []
    for name, field in form_class.base_fields.items():
        if field.required and field.error_messages.get("required") == DEFAULT_REQUIRED_MESSAGE:
            names.append(name)
    return names


def all_form_classes(root: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Every form class that has been imported, for the test that walks them."""
    for subclass in root.__subclasses__():
        yield subclass
        yield from all_form_classes(subclass)
