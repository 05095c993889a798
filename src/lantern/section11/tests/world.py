"""A round of section 11 returns to test with: the police and Stockton's council are asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import LONDON, Cast

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.learning.tests.world import keeper
from lantern.partnership.models import Team
from lantern.section11 import actions
from lantern.section11.models import Section11Return, Section11Round, StandardAnswer
from lantern.section11.standards import STANDARDS

OPENED = dt.datetime(2026, 9, 7, 10, 0, tzinfo=LONDON)
DUE = dt.date(2026, 10, 30)
SENT = dt.datetime(2026, 10, 20, 15, 0, tzinfo=LONDON)


def a_round(cast: Cast, *people: ActingPerson, title: str = "Section 11 returns 2026", at: dt.datetime = OPENED,
            due: dt.date = DUE) -> Section11Round:  # fmt: skip
    """Opened by the partnership manager, for the agencies of these people."""
    by = cast.partnership_manager
    with acting(by):
        teams = list(Team.objects.select_related("agency").filter(pk__in=[each.team_id for each in people]))
        made = actions.open_round(keeper=keeper(), title=title, variant="full", due_on=due, teams=teams, by=by, at=at)
    found: Section11Round = made.episode
    return found


def return_of(who: ActingPerson, found: Section11Round) -> Section11Return:
    """Their agency's return, as it is now. Within ``acting``."""
    return Section11Return.objects.select_related("agency", "round", "previous").get(
        round=found, agency_id=who.agency_id
    )


def answer_all(
    who: ActingPerson, found: Section11Round, *, grades: dict[str, str] | None = None, at: dt.datetime = SENT,
    **said: Any,
) -> Section11Return:  # fmt: skip
    """Every standard answered by them."""
    with acting(who):
        one = return_of(who, found)
        for answer in StandardAnswer.objects.filter(episode=one):
            told: dict[str, Any] = {
                "grade": (grades or {}).get(answer.code, "met"),
                "words": "Files were read.",
                "changed": "Nothing" if one.previous_id else "",
            }
            actions.write_answer(one, answer.code, **(told | said), by=who, at=at, version=answer.version)
        return return_of(who, found)


def sent(who: ActingPerson, found: Section11Round, *, at: dt.datetime = SENT, **said: Any) -> Section11Return:
    """Their agency's return, answered and with the panel."""
    one = answer_all(who, found, at=at, **said)
    with acting(who):
        actions.send(one, matters_most="Supervision.", agreed_within="Chief officer", by=who, at=at,
                     version=one.version)  # fmt: skip
        return return_of(who, found)


FIRST = STANDARDS[0].code
