"""The answers of a list, with what each one reveals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Words = str | _StrPromise
"""Words for people: a text, or one translated when it is shown."""
type Choices = Iterable[Any]
"""Pairs of code and label, `Choice` objects, or a TextChoices class."""


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


def split_choices(choices: Choices) -> tuple[list[Any], dict[str, Choice]]:
    """Pairs as Django wants them, and beside them what it has no place for, by code."""
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
