"""Where else a matter is told: on the page of the record that it comes from, with its days of silence."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone
from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.boards import links
from lantern.law.timescales import london_date
from lantern.learning import following
from lantern.oversight import queries
from lantern.oversight.permissions import KEEP_OVERSIGHT, SEE_OVERSIGHT
from lantern.oversight.views.common import COLOURS, STATES
from lantern.spine.models import Episode


def part(record: Episode, by: ActingPerson) -> Markup:
    """What was put to somebody because of this record. One statement."""
    if not by.may(SEE_OVERSIGHT):
        return Markup("")
    facts = {
        "matters": queries.matters_about(record.pk),
        "record": record,
        "today": london_date(timezone.now()),
        "colours": COLOURS,
        "matter_states": STATES["matter"],
        "may_escalate": bool(by.may(KEEP_OVERSIGHT)),
    }
    return Markup(render_to_string("oversight/matters_of_record.jinja", facts))  # noqa: S704 - ours, and it escapes


def show() -> None:
    """Offer it to the pages of actions, decisions and recommendations. Called once, when this room is set up."""
    links.shows(part)
    following.shows(part)
