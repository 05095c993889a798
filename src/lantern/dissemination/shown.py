"""What this room shows on the page of a recommendation: the clauses of procedures that it changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.dissemination.permissions import READ_BRIEFINGS, WRITE_BRIEFINGS
from lantern.learning.models import Recommendation

READS = """(select json_agg(json_build_object('number', w.number, 'heading', w.heading, 'version', w.version,
        'dropped', w.dropped, 'in_force_on', w.in_force_on, 'reference', e.reference, 'state', e.state,
        'title', p.title) order by w.in_force_on desc, w.number)
    from dissemination_wording w join spine_episode e on e.id = w.episode_id
    join dissemination_procedure p on p.episode_ptr_id = e.id where w.because_of_id = %(id)s)"""
"""The clauses that a recommendation changed, the latest first."""


def part(record: Recommendation, by: ActingPerson, told: list[Any]) -> Markup:
    """Which clauses a recommendation changed, and the way to write it down."""
    if not by.may(READ_BRIEFINGS):
        return Markup("")
    facts = {
        "clauses": [each | {"in_force_on": dt.date.fromisoformat(each["in_force_on"])} for each in told],
        "record": record,
        "meant": "procedure" in record.changes and record.state not in ("made", "declined"),
        "writes": bool(by.may(WRITE_BRIEFINGS)) and record.state not in ("made", "declined"),
    }
    return Markup(render_to_string("dissemination/clauses_of_record.jinja", facts))  # noqa: S704 - ours, and it escapes
