"""The one register: a recommendation from birth to proof."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from lantern.boards.actions import log_action
from lantern.boards.models import Action
from lantern.learning import themes as library
from lantern.learning.actions.common import write
from lantern.learning.models import Finding, Recommendation, Theme
from lantern.learning.states import RECOMMENDATION
from lantern.learning.states.recommendations import ACCEPTED, DECLINED, IN_PART
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Episode


@transaction.atomic
def recommend(
    *,
    keeper: int,
    text: str,
    origin: str,
    lead_agency_id: int,
    changes: Sequence[str],
    by: Actor,
    at: dt.datetime,
    reach: str = Recommendation.Reach.MULTI,
    others: Sequence[int] = (),
    because_of: Episode | None = None,
    origin_says: str = "",
    finding: Finding | None = None,
    rests_on: str = "",
    by_when: dt.date | None = None,
    themes: Iterable[Theme] = (),
    key: uuid.UUID | None = None,
) -> Recommendation:
    """Put a recommendation into the register: of a set, an audit, a review, an inspection, a board.

    ``because_of`` is the record it comes from, ``origin_says`` the same in words. ``others`` are the numbers of
    agencies that must act beside the one that leads. It holds no name and no detail of a family. The agency that leads
    answers within the time of ``recommendation-answer``. What should move is said with ``actions.measure``.
    """
    found = Recommendation(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        because_of_id=because_of.pk if because_of else None,
        text=text.strip(),
        rests_on=rests_on.strip(),
        origin=origin,
        origin_says=origin_says.strip()[:300],
        finding=finding,
        reach=reach,
        changes=list(changes),
        lead_agency_id=lead_agency_id,
        others=[each for each in others if each != lead_agency_id],
        by_when=by_when,
    )
    RECOMMENDATION.begin("recommend", found, by=by, at=at, key=key, payload={"origin": found.get_origin_display()})
    library.carry_all(themes, episode=found, by=by, at=at)
    return found


@transaction.atomic
def edit_recommendation(found: Recommendation, *, values: dict[str, Any], **press: Any) -> Made:
    """Change its words before it is answered."""
    made = RECOMMENDATION.make("edit", found, **press)
    write(found, **values)
    return made


_ANSWERS = {ACCEPTED: "accept", IN_PART: "accept_in_part", DECLINED: "decline"}


@transaction.atomic
def answer(found: Recommendation, *, how: str, why: str, by_when: dt.date | None = None, **press: Any) -> Made:
    """Accept it, accept it in part, or decline it. ``why`` says what is and is not accepted, or why it is declined."""
    agency = press["by"].agency_name if hasattr(press["by"], "agency_name") else ""
    made = RECOMMENDATION.make(_ANSWERS[how], found, payload={"agency": agency}, note=why, **press)
    write(
        found,
        answered_at=press["at"],
        answered_by_name=press["by"].name[:120],
        answer_why=why.strip(),
        by_when=by_when or found.by_when,
    )
    return made


@transaction.atomic
def add_action(found: Recommendation, *, promise: dict[str, Any], **press: Any) -> Action:
    """Write down in the one action log what somebody does because of it. ``promise`` is what ``boards`` asks of an
    action: what, its owner, and a date or an event.
    """
    RECOMMENDATION.make("act", found, **press)
    return log_action(
        keeper=found.authority_id,
        because_of=found,
        source=f"Recommendation {found.reference}",
        by=press["by"],
        at=press["at"],
        **promise,
    )


@transaction.atomic
def mark_done(found: Recommendation, *, since: dt.date, evidence: str, **press: Any) -> Made:
    """Say that practice is different since a day, and how anybody can see it. Somebody else looks."""
    made = RECOMMENDATION.make("done", found, payload={"since": since.isoformat()}, **press)
    write(
        found,
        done_on=since,
        done_by_id=press["by"].user_id,
        done_by_name=press["by"].name[:120],
        evidence=evidence.strip(),
        checked_by=None,
        checked_by_name="",
        checked_note="",
    )
    return made


@transaction.atomic
def send_back(found: Recommendation, *, note: str, **press: Any) -> Made:
    """The evidence does not show it: it goes back to whoever is to act."""
    made = RECOMMENDATION.make("send_back", found, note=note, **press)
    write(found, checked_note=note.strip())
    return made


@transaction.atomic
def check(found: Recommendation, *, note: str, **press: Any) -> Made:
    """Somebody else looked at the evidence, and it is done. It closes when its impact was read."""
    made = RECOMMENDATION.make("check", found, note=note, **press)
    write(
        found,
        checked_by_id=press["by"].user_id,
        checked_by_name=press["by"].name[:120],
        checked_note=note.strip(),
    )
    return made


@transaction.atomic
def close(found: Recommendation, *, note: str = "", **press: Any) -> Made:
    """It is done, and what it changed is known."""
    return RECOMMENDATION.make("close", found, note=note, **press)


@transaction.atomic
def reopen(found: Recommendation, *, why: str, **press: Any) -> Made:
    """The figure worsened, or what was done did not last: it is worked on again."""
    made = RECOMMENDATION.make("reopen", found, changes={"closed_at": None}, note=why, **press)
    write(
        found,
        reopened=found.reopened + 1,
        reopened_why=why.strip(),
        done_by=None,
        done_by_name="",
        checked_by=None,
        checked_by_name="",
        checked_note="",
    )
    return made
