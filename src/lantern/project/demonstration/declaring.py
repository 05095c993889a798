"""The register of interests in the demonstration: one that the next agenda touches, one that nobody looked at for a
year, some with nothing to declare, and seats that said nothing yet. By the real actions.
"""

from __future__ import annotations

import datetime as dt

from lantern.access.context import acting
from lantern.boards.models import Holding
from lantern.governance.actions import interests
from lantern.law.timescales import add_months
from lantern.project.demonstration.partnership_posts import holder

_DECLARED: tuple[tuple[str, str, str, tuple[str, ...], int], ...] = (
    ("executive-stockton", "registerable", "Trustee of Harbour House, which the council pays for early help.",
     ("Harbour House", "early help"), 5),
    ("executive-police", "other", "A close relative works for the service that runs return interviews.",
     ("return interviews",), 15),
    ("executive-chair", "none", "", (), 10),
    ("engine-room-hartlepool", "none", "", (), 14),
)  # fmt: skip
"""Seat, kind, what it is, the words that touch it, and how many months ago."""


def give_interests(keeper: int, *, at: dt.datetime) -> None:
    """What the holders of some seats declared."""
    by = holder("partnership_officer", keeper)
    with acting(by):
        for code, sort, what, words, months in _DECLARED:
            seat = Holding.objects.filter(seat__code=code, authority_id=keeper, part=Holding.Part.HOLDER).first()
            if seat is not None:
                told = dt.datetime.combine(add_months(at.date(), -months), at.timetz())
                interests.register(
                    seat, sort=sort, what=what, touched_by=words, since=told.date(), by=by, at=told
                )  # fmt: skip
