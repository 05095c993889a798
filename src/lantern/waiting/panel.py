"""What a child's page, and a new contact about the child, say of the last time that help ended or was handed down."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import timezone
from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.people.queries import Record
from lantern.waiting import gate, registry


def drawn(record: Record, by: ActingPerson) -> Markup:
    """For a child's page; nothing, and no statement, where the record tells of no work that goes through the gate.
    One statement.
    """
    if not by.authorities or not any(registry.page_of(kind) for kind in record.counts):
        return Markup("")
    return beside(record.people, at=timezone.now())


def beside(people: Iterable[uuid.UUID], *, at: dt.datetime) -> Markup:
    """What was answered about these people as far back as a new contact counts as coming again. One statement."""
    rows = gate.of_people(people, at=at)
    if not rows:
        return Markup("")
    return Markup(render_to_string("waiting/gate_panel.jinja", {"rows": rows}))  # noqa: S704 - ours, and it escapes
