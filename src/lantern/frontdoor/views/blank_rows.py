"""Empty rows of the telephone form. They are the same for everybody and on every page, so each is drawn once.

Drawing them anew cost half of the page: thirty fields for the rows that scripts copy, and as many for the first, still
empty, child and adult.
"""

from __future__ import annotations

import functools
from typing import Any

from django.template.loader import render_to_string
from markupsafe import Markup

from lantern.frontdoor.forms.reported import AdultRow, ChildRow
from lantern.frontdoor.forms.rows import Rows
from lantern.interface.spoken import read_in

_FORMS = {"children": ChildRow, "adults": AdultRow}
_PLACE = "__index__"


@functools.cache
def _drawn(kind: str, language: str | None) -> str:
    row: Any = Rows(_FORMS[kind], kind).blank
    return render_to_string("frontdoor/staff/blank_row.jinja", {"row": row, "kind": kind}).strip()


def blank_row(kind: str) -> Markup:
    """The row that scripts copy: ``__index__`` stands for its number. ``kind`` is "children" or "adults"."""
    return Markup(_drawn(kind, read_in()))  # noqa: S704 - drawn by our own template from a form nobody filled in


def empty_row(kind: str, place: int) -> Markup:
    """A row in which nothing stands yet, at this place (from 0)."""
    text = _drawn(kind, read_in()).replace(f">{_PLACE}<", f">{place + 1}<").replace(_PLACE, str(place))
    return Markup(text)  # noqa: S704 - as above
