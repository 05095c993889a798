"""Lines as COPY reads them, and the texts they are made of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.db import models

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text(value: str) -> str:
    """A text as COPY reads it."""
    # Most texts hold nothing to escape, and finding that out is ten times quicker than escaping.
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def flag(value: object) -> str:
    return "t" if value else "f"


def day(value: dt.date | None) -> str:
    return NULL if value is None else value.isoformat()


def array(values: Iterable[str]) -> str:
    """An array of plain codes as COPY reads it."""
    return "{" + ",".join(values) + "}"


def quoted_array(values: Iterable[str]) -> str:
    """An array of any texts as COPY reads it."""
    return (
        "{"
        + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values).translate(_ESCAPES)
        + "}"
    )


def document(value: Any) -> str:
    """A JSON document as COPY reads it."""
    return text(json.dumps(value))


class Moments(dict[dt.datetime | None, str]):
    """Moments as COPY reads them. Each is written many times over, and looking one up costs a tenth of writing it."""

    def __init__(self) -> None:
        super().__init__({None: NULL})

    def __missing__(self, at: dt.datetime) -> str:
        made = self[at] = at.isoformat()
        return made


class Table:
    """Lines for one table, in the order of the columns given."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.model = model
        self.name = model._meta.db_table
        known = [str(column.column) for column in model._meta.local_concrete_fields]
        missing = set(known) ^ set(columns)
        if missing:
            raise ValueError(f"{self.name}: the loader and the model disagree about {sorted(missing)}")
        self.columns = columns
        self.lines: list[str] = []

    def add(self, *values: str) -> None:
        self.lines.append("\t".join(values))
