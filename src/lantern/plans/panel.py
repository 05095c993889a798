"""What a child's page says of their plans: which, what is due next, and when the child was last seen."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone
from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.people.queries import Record
from lantern.plans import queries
from lantern.plans.states import PLAN
from lantern.plans.views.common import COLOURS


def drawn(record: Record, by: ActingPerson) -> Markup:
    """The standing plans of a person; nothing, and no statement, where the record tells of none. One statement."""
    if not any(one.kind == PLAN.kind for one in record.open):
        return Markup("")
    facts = {
        "rows": queries.plans_of(record.people, by=by),
        "states": PLAN.states,
        "colours": COLOURS,
        "now_at": timezone.now(),
    }
    return Markup(render_to_string("plans/child_panel.jinja", facts))  # noqa: S704 - a template of ours, which escapes
