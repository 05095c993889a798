"""The base of every form, and the check that none of them speaks in default messages."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, Self, cast

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.utils import ErrorDict

from lantern.interface.forms.choices import Choices, Words

DEFAULT_REQUIRED_MESSAGE = forms.Field.default_error_messages["required"]


class Form(forms.Form):
    """A form whose fields may be revealed by the answer to another.

    A field named in a choice's `reveals` is asked, and required, only when that choice is made. What was typed in it
    otherwise is kept on the page but left out of `cleaned_data` (its value there is None).
    """

    use_required_attribute = False
    _errors: ErrorDict | None

    def unjudged(self) -> Self:
        """The same form, shown without complaints: what stands in it was kept or changed, and not sent."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        return self

    def offer(self, name: str, choices: Choices) -> None:
        """Set the answers of a field that are known only for this page. Raises KeyError for a field the form does not
        have, and AttributeError for one that is not answered from a list.
        """
        self.fields[name].replace_choices(choices)  # type: ignore[attr-defined]

    @functools.cached_property
    def revealers(self) -> dict[str, list[tuple[str, str | None]]]:
        """For each revealed field: the fields and values that reveal it. None stands for a ticked box.

        Raises LookupError when a field is revealed that the form does not have, or by two answers: it would be drawn
        twice under one id, and what was typed in the first would be lost to the second.
        """
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
        twice = sorted(name for name, ways in found.items() if len(ways) > 1)
        if twice:
            raise LookupError(
                f"{type(self).__name__} reveals {', '.join(twice)} by more than one answer. "
                "Ask it outside the list, or give each answer a field of its own."
            )
        return found

    def is_asked(self, name: str) -> bool:
        """Whether the answers given so far ask for this field."""
        revealers = self.revealers.get(name)
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
        revealed = self.revealers
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


def fields_with_default_messages(form_class: Any) -> list[str]:
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
