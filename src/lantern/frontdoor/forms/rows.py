"""Repeated parts of a form: several children, several adults.

Works with or without scripts, and keeps everything typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from lantern.interface.forms import Form

AT_MOST = 20
"""Rows of one kind: more than any family, few enough to draw."""


class Rows[F: Form]:
    """Forms of one kind under ``prefix-0``, ``prefix-1``, …, read from whatever rows were posted; gaps are closed.

    A row in which nothing was typed is no row: it is drawn, never judged, never stored.
    """

    def __init__(
        self,
        form_class: type[F],
        prefix: str,
        data: QueryDict | None = None,
        *,
        minimum: int = 1,
        initial: Iterable[Mapping[str, Any]] = (),
        judge: bool = True,
        drop: int | None = None,
        more: int = 0,
    ) -> None:
        self.form_class, self.prefix = form_class, prefix
        if data is None:
            starts = [*initial] or [{} for _ in range(minimum)]
            self.forms = [
                form_class(prefix=f"{prefix}-{index}", initial=dict(start))
                for index, start in enumerate(starts[:AT_MOST])
            ]
            return
        found = sorted({int(number) for name in data if (number := _number_in(name, prefix)) is not None})[:AT_MOST]
        kept = [number for number in found if number != drop]
        renumbered = _renumbered(data, prefix, kept)
        count = min(max(len(kept) + more, minimum), AT_MOST)
        self.forms = [form_class(renumbered, prefix=f"{prefix}-{index}") for index in range(count)]
        if not judge:
            for form in self.forms:
                form.unjudged()

    @property
    def blank(self) -> F:
        """The row that scripts copy: its number is ``__index__``."""
        return self.form_class(prefix=f"{self.prefix}-__index__")

    @property
    def filled(self) -> list[F]:
        """The rows in which something was typed."""
        return [form for form in self.forms if _says_something(form)]

    @property
    def shown(self) -> list[F]:
        """For the error summary: only rows that are judged."""
        return self.filled if self.forms and self.forms[0].is_bound else []

    def is_valid(self) -> bool:
        for form in self.forms:
            if not _says_something(form):
                form.unjudged()
        sound = [form.is_valid() for form in self.filled]  # every row is judged, so that all problems show
        return all(sound)


def _number_in(name: str, prefix: str) -> int | None:
    found = re.match(rf"{re.escape(prefix)}-(\d{{1,3}})-", name)
    return int(found[1]) if found else None


def _renumbered(data: QueryDict, prefix: str, kept: list[int]) -> QueryDict:
    places = {number: place for place, number in enumerate(kept)}
    renumbered = QueryDict(mutable=True)
    for name, values in data.lists():
        number = _number_in(name, prefix)
        if number in places:
            rest = name[len(f"{prefix}-{number}-") :]
            renumbered.setlist(f"{prefix}-{places[number]}-{rest}", values)
    return renumbered


def _says_something(form: Form) -> bool:
    quiet: frozenset[str] = getattr(form, "says_nothing", frozenset())
    start = f"{form.prefix}-"
    return any(
        value.strip() and name.startswith(start) and name[len(start) :] not in quiet
        for name, values in (form.data.lists() if isinstance(form.data, QueryDict) else ())
        for value in values
    )
