"""Values as PostgreSQL tells them in JSON, made into what they are: for statements that answer with a whole page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from lantern.people.models import Person

_PERSON_COLUMNS = {field.attname for field in Person._meta.concrete_fields}


def person_from(told: Mapping[str, Any]) -> Person:
    """A person of the database from all columns of their row."""
    facts = {name: value for name, value in told.items() if name in _PERSON_COLUMNS}
    person = Person(**{**facts, "id": uuid.UUID(told["id"])})
    for name in ("born_on", "expected_on", "died_on"):
        setattr(person, name, day_from(told[name]))
    person._state.adding, person._state.db = False, "default"
    return person


def day_from(text: str | None) -> dt.date | None:
    """A day, or None for null."""
    return dt.date.fromisoformat(text) if text else None


def moment_from(text: str | None) -> Any:
    """A moment with its zone, or None for null."""
    return dt.datetime.fromisoformat(text) if text else None
