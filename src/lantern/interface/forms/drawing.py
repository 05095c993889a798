"""How fields become GOV.UK markup: the renderer, and bound fields that know their ids and messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.template.backends.utils import csrf_input_lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from jinja2 import FileSystemLoader, Template
from markupsafe import Markup

from lantern.interface.environment import environment
from lantern.interface.forms.choices import Choice, Choices, Words
from lantern.interface.forms.dates import DatePartsWidget
from lantern.interface.forms.fields import LongTextWidget, Shown


class Renderer(DjangoTemplates):
    """Draws forms with our Jinja templates in `interface/forms/`, and everything else with Django's own.

    Set `FORM_RENDERER = "lantern.interface.forms.Renderer"`. Forms of other packages are drawn by it too.
    """

    @cached_property
    def _templates(self) -> Any:
        folder = Path(__file__).resolve().parent.parent / "jinja2"
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
        return self.help_text

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
    def aria_describedby(self) -> str | None:
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
            options |= {
                "label_text": self.label,
                "label_size": size,
                "attributes": extra,
                "disabled": self.field.disabled,
            }
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
            drawn = {"items": [item], "legend": shown.legend, "small": shown.small}
            if self.help_text and not shown.legend:
                # Without a question above, the hint belongs to the box: it stands under its words.
                item["hint"] = self.help_text
                drawn["hint_text"] = None
            return drawn
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
_OWN_ATTRIBUTES = {
    "rows",
    "cols",
    "autocomplete",
    "inputmode",
    "autocapitalize",
    "spellcheck",
    "aria-describedby",
    "required",
}
_WIDGET_CLASSES = {
    "text": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
}


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
