"""Rows of several tables in one statement: each table as one JSON value, and back into models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models


def read(statement: str, facts: Mapping[str, Any]) -> list[list[Any]]:
    """The one row of a statement whose every column is a JSON list, empty where it holds nothing. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [json.loads(each) if isinstance(each, str) else each or [] for each in cursor.fetchone() or ()]


def rows[M: models.Model](model: type[M], told: Iterable[dict[str, Any]]) -> list[M]:
    """Models from rows that ``to_jsonb`` wrote."""
    fields = [(field.attname, str(field.column), field) for field in model._meta.concrete_fields]
    return [model(**{name: _value(field, row[column]) for name, column, field in fields}) for row in told]


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)
