"""What every page of this room is drawn with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lantern.access.act_pages import Asked
from lantern.interface.environment import url
from lantern.section11.models import Section11Return
from lantern.section11.queries import Line
from lantern.section11.standards import LEVEL, MARKS, SHORT, Grade, Variant
from lantern.section11.states import RETURN, ROUND

COLOURS = {"open": "yellow", "finished": "green"}
RETURN_COLOURS = {"asked": "yellow", "sent": "blue", "settled": "green", "ended": "red"}


def words() -> dict[str, Any]:
    """Labels that pages share."""
    return {
        "now": timezone.now(),
        "states": ROUND.states,
        "colours": COLOURS,
        "return_states": RETURN.states,
        "return_colours": RETURN_COLOURS,
        "grades": dict(Grade.choices),
        "short": SHORT,
        "levels": LEVEL,
        "markings": MARKS,
        "variants": dict(Variant.choices),
    }


def asked(found: Section11Return, heading: str, button: str, *, line: Line | None = None, **more: Any) -> Asked:
    """A page on which something is done with a return, beside what the return says."""
    if line is not None:
        more.setdefault("beside", "section11/beside_standard.jinja")
        more["words"] = words() | {"line": line, "found": found} | dict(more.get("words", {}))
    return Asked(
        heading=heading,
        button=button,
        caption=f"{found.agency.name}, {found.round.title}",
        title=f"{heading}: {found.reference}",
        back=url("section_11_return", reference=found.reference),
        back_text="The return",
        **more,
    )
