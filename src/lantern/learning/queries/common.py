"""What several pages read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.access.people_acting import ActingPerson
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency, Authority
from lantern.spine.kinds import event_kind

SHOWN = 200
"""Rows of one list."""


def rows(statement: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of one statement by their columns' names; JSON as Python. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        columns = [(column.name, column.type_code in _JSON) for column in cursor.description]
        return [
            {
                name: json.loads(value) if is_json and isinstance(value, str) else value
                for (name, is_json), value in zip(columns, row, strict=True)
            }
            for row in cursor.fetchall()
        ]


_JSON = (114, 3802)
"""The numbers by which PostgreSQL calls ``json`` and ``jsonb``."""


@dataclass(frozen=True)
class Happened:
    """One line of a record's history."""

    sentence: str
    who: str
    at: dt.datetime
    note: str


HISTORY = """(select coalesce(json_agg(json_build_array(v.kind, v.payload, v.actor_name, v.happened_at,
        coalesce(w.text, '')) order by v.recorded_at desc), '[]')
     from spine_event v left join spine_eventnote w on w.event_id = v.id where v.episode_id = %(id)s)"""
"""A record's history, the newest first, as JSON."""

THEMES = """(select coalesce(json_agg(json_build_object('id', h.id, 'name', h.name) order by h.name), '[]')
     from learning_theme h where exists
       (select 1 from learning_carried c where c.theme_id = h.id and c.found_in_id = %(id)s))"""
"""The themes that a record carries."""


def history(told: Sequence[Any]) -> list[Happened]:
    """History as ``HISTORY`` gives it, in sentences."""
    return [
        Happened(event_kind(kind).tell(payload), who, dt.datetime.fromisoformat(at), note)
        for kind, payload, who, at, note in told
    ]


def keepers_of(by: ActingPerson) -> list[Authority]:
    """The partnerships that the reader has to do with, that of the reader's own authorities first. No statement: they
    are remembered.
    """
    own = {each.partnership_id for each in partnership.every_authority().values() if each.pk in by.covers}
    found = [each for key, each in partnership.keepers().items() if key in by.partnerships]
    return sorted(found, key=lambda keeper: (keeper.partnership_id not in own, keeper.name))


def agencies_of(*keepers: int) -> list[Agency]:
    """The agencies of these partnerships that have somebody in the product, by name. No statement of its own."""
    found = {
        team.agency.pk: team.agency
        for team in partnership.teams().values()
        if set(partnership.keepers_for(team.agency_id)) & set(keepers)
    }
    return sorted(found.values(), key=lambda agency: agency.name)


def agency_names(*numbers: int) -> dict[int, str]:
    """What these agencies are called. No statement of its own."""
    wanted = set(numbers)
    return {team.agency_id: team.agency.name for team in partnership.teams().values() if team.agency_id in wanted}
