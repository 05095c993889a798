"""Values as PostgreSQL tells them in JSON, made into what they are: for statements that answer with a whole page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from lantern.people.models import Person

_PERSON_COLUMNS = [field.attname for field in Person._meta.concrete_fields]
_MADE: dict[str, Callable[[str], Any]] = {
    "id": uuid.UUID,
    **dict.fromkeys(("born_on", "expected_on", "died_on"), dt.date.fromisoformat),
}


def person_from(told: Mapping[str, Any]) -> Person:
    """A person of the database from all columns of their row."""
    facts = [_MADE[name](told[name]) if name in _MADE and told[name] else told[name] for name in _PERSON_COLUMNS]
    return Person.from_db("default", _PERSON_COLUMNS, facts)


def day_from(text: str | None) -> dt.date | None:
    """A day, or None for null."""
    return dt.date.fromisoformat(text) if text else None


def moment_from(text: str | None) -> Any:
    """A moment with its zone, or None for null."""
    return dt.datetime.fromisoformat(text) if text else None
