"""Themes, lines of enquiry, sets and recommendations that tests begin with. All invented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.cast import LONDON, Cast, a_key, in_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.learning import actions, themes
from lantern.learning.actions.friends import add_friend
from lantern.learning.models import LearningSet, LineOfEnquiry, Recommendation, Theme
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency, Partnership, Post

MONDAY = dt.datetime(2026, 9, 7, 10, 0, tzinfo=LONDON)
"""An ordinary working day."""


def keeper() -> int:
    return partnership.keeper_of(Partnership.objects.get(code="hartlepool-stockton").pk).pk


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def press(record: Any, by: ActingPerson, at: dt.datetime = MONDAY) -> dict[str, Any]:
    return {"by": by, "at": at, "version": fresh(record).version, "key": a_key()}


def fresh[R: Any](record: R) -> R:
    return type(record)._default_manager.get(pk=record.pk)


def a_theme(cast: Cast, name: str = "Families wait after a referral", at: dt.datetime = MONDAY) -> Theme:
    with acting(cast.partnership_manager):
        return themes.add(keeper=keeper(), name=name, by=cast.partnership_manager, at=at, key=a_key())


def a_line(cast: Cast, *, commissioned: bool = True, at: dt.datetime = MONDAY) -> LineOfEnquiry:
    """A line of enquiry that a social worker proposed."""
    with acting(cast.social_worker):
        line = actions.propose(
            keeper=keeper(),
            question="Why do families wait after we have referred them?",
            origin="practitioner",
            origin_says="Three families told me the same.",
            by=cast.social_worker,
            at=at,
            key=a_key(),
        )
    if commissioned:
        by = cast.partnership_manager
        with acting(by):
            values = {"hypothesis": "Nobody asks.", "scope": "Early help, a year.", "owner_name": "Engine Room"}
            actions.edit_line(line, values=values, **press(line, by, at))
            actions.commission(line, why="Told nine times in a year.", **press(line, by, at))
    return line


def front_line(number: int = 0) -> Post:
    """A post of an agency whose holder works with families."""
    roles = ("agency_responder", "social_worker", "early_help_worker")
    post = Post.objects.filter(role=roles[number], team__agency__partnerships__code="hartlepool-stockton")
    return post.select_related("team__agency").order_by("code")[0]


def a_member(number: int = 0) -> tuple[Post, ActingPerson]:
    """A post with its holder."""
    from tests.pages import hold_post

    post = front_line(number)
    actor = in_post(post.code, ("Kim Ashby", "Wren Adeyemi", "Fay Linton")[number])
    hold_post(actor)
    return Post.objects.select_related("team__agency", "holder").get(pk=post.pk), actor


def a_friend(cast: Cast, *, not_with: tuple[int, ...] = (), name: str = "Noor Vance") -> Any:
    with acting(cast.partnership_manager):
        return add_friend(
            keeper=keeper(),
            name=name,
            brings="Twenty years of early help in another region.",
            independence="Worked for no agency of this partnership.",
            not_with=list(not_with),
            user_id=cast.critical_friend.user_id,
            day_rate=45_000,
            days_a_year=12,
            by=cast.partnership_manager,
            at=MONDAY,
        )


def a_set(cast: Cast, *, ready: bool = True) -> LearningSet:
    """A set with two members of two agencies and a critical friend."""
    by = cast.partnership_manager
    line = a_line(cast)
    with acting(by):
        found = actions.commission_set(
            line=fresh(line), title="Waiting for help", brief="Walk the way of five families.", method="Together.",
            report_by=dt.date(2026, 12, 1), by=by, at=MONDAY, key=a_key(),
        )  # fmt: skip
    if ready:
        friend = a_friend(cast)
        with acting(by):
            for number in (0, 1):
                actions.add_member(fresh(found), post=a_member(number)[0], **press(found, by))
            actions.appoint_friend(
                fresh(found), friend=friend, days=Decimal(3), conflict="Never worked here.", **press(found, by)
            )
    return fresh(found)


def a_recommendation(cast: Cast, *, state: str = "made", measured: bool = True, **facts: Any) -> Recommendation:
    """A recommendation of an inspection, walked to a state."""
    by, police = cast.partnership_manager, cast.police_lead
    values: dict[str, Any] = {
        "text": "Providers tell the hub on the day when a family was first seen.",
        "origin": "inspection",
        "origin_says": "Inspection of March 2023",
        "lead_agency_id": cast.police_lead.agency_id,
        "changes": ["procedure", "practice"],
        "reach": "single",
    }
    with acting(by):
        found = actions.recommend(keeper=keeper(), **values | facts, by=by, at=MONDAY, key=a_key())
        if measured:
            a_measure(found, by)
    if state == "made":
        return fresh(found)
    with acting(police):
        actions.answer(fresh(found), how="accepted", why="We agree.", **press(found, police))
        if state == "accepted":
            return fresh(found)
        actions.mark_done(
            fresh(found), since=dt.date(2026, 3, 1), evidence="Form 12, version 3.", **press(found, police)
        )
    if state == "done":
        return fresh(found)
    with acting(cast.scrutineer):
        actions.check(fresh(found), note="I saw ten forms.", **press(found, cast.scrutineer))
    return fresh(found)


def a_measure(found: Recommendation, by: ActingPerson, **facts: Any) -> Any:
    values: dict[str, Any] = {
        "kind": "indicator",
        "code": "wait_for_help",
        "name": "Wait for early help",
        "unit": "days",
        "good": "down",
        "baseline": Decimal(31),
        "read_on": dt.date(2026, 12, 7),
    }
    return actions.measure(fresh(found), **values | facts, **press(found, by))
