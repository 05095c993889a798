"""What the acts of this room share."""

from __future__ import annotations

from typing import Any

from django.db import models


def write(record: models.Model, **columns: Any) -> None:
    """Write columns of the record's own table. Only inside the transaction of a move that was made."""
    type(record)._default_manager.filter(pk=record.pk).update(**columns)
    for name, value in columns.items():
        setattr(record, name, value)


def of_episode(record: Any) -> dict[str, Any]:
    """The columns that every part of a record has."""
    return {"episode_id": record.pk, "authority_id": record.authority_id}


def next_number(parts: Any) -> int:
    """The number of the next of these parts. One statement."""
    return int(parts.aggregate(most=models.Max("number"))["most"] or 0) + 1
