"""What nobody answers, and whom nobody sees, is heard of further and further up; each step once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from tests.cast import LONDON, STOCKTON, Cast, in_post
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.frontdoor import reminders
from lantern.partnership.models import Post
from lantern.spine import handoffs
from lantern.spine.models import Handoff, Notice
from lantern.waiting import ladder
from lantern.waiting.tests.world import offered

pytestmark = pytest.mark.django_db


def on(day: str, time: str = "12:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day} {time}").replace(tzinfo=LONDON)


def told(handoff: Handoff, cast: Cast) -> Counter[str]:
    with acting(cast.manager):
        return Counter(Notice.objects.filter(episode_id=handoff.pk).values_list("kind", flat=True))


def a_service_manager(cast: Cast) -> Post:
    post = Post.objects.filter(role="service_manager", team__covers__contains=[STOCKTON]).order_by("code")[0]
    hold_post(in_post(post.code, "Greta Lund"))
    return post


def test_an_offer_of_christmas_eve_is_raised_step_by_step_over_the_bank_holidays(cast: Cast) -> None:
    """Offered on Thursday 24 December 2026. Friday is Christmas Day, Monday its neighbour: one working day ends on
    Tuesday 29th. Managers hear a working day later, the service manager after three, with New Year's Day between.
    """
    post = a_service_manager(cast)
    handoff = offered(cast, at=on("2026-12-24", "10:00"))
    expected = {
        "2026-12-29": set(),
        "2026-12-30": {"handoff_late"},
        "2026-12-31": {"handoff_late", "handoff_raised"},
        "2027-01-04": {"handoff_late", "handoff_raised"},
        "2027-01-05": {"handoff_late", "handoff_raised", "handoff_raised_high"},
    }
    for day, kinds in expected.items():
        for _again in range(2):
            reminders.tick(on(day))
        assert set(told(handoff, cast)) - {"handoff_waiting"} == kinds, day
    counted = told(handoff, cast)
    assert (counted["handoff_raised"], counted["handoff_raised_high"]) == (2, 1), "both teams, then one service manager"
    with acting(cast.manager):
        high = Notice.objects.get(episode_id=handoff.pk, kind="handoff_raised_high")
    assert high.team_id == post.team_id


def test_a_family_that_was_accepted_and_not_seen_is_raised_and_told_to_nobody_after_it_was(cast: Cast) -> None:
    """Accepted on Monday 2 November 2026: five working days end on Monday 9th. Told on Tuesday; managers after three
    working days more, the service manager after ten.
    """
    a_service_manager(cast)
    handoff = offered(cast, at=on("2026-11-02", "09:00"))
    with acting(cast.provider):
        found = Handoff.objects.get(pk=handoff.pk)
        handoffs.accept(found, by=cast.provider, at=on("2026-11-02", "10:00"), version=1)
    reminders.tick(on("2026-11-09"))
    assert set(told(handoff, cast)) == {"handoff_waiting"}
    reminders.tick(on("2026-11-10"))
    assert told(handoff, cast)["first_seen_late"] == 2
    reminders.tick(on("2026-11-12"))
    assert "first_seen_raised" not in told(handoff, cast)
    reminders.tick(on("2026-11-13"))
    assert told(handoff, cast)["first_seen_raised"] == 2
    reminders.tick(on("2026-11-24"))
    assert told(handoff, cast)["first_seen_raised_high"] == 1
    with acting(cast.provider):
        said = [words for words, _at in ladder.raised(handoff.pk)]
        assert said[0] == "A family was accepted and has not been seen in time"
        handoffs.first_seen(found, by=cast.provider, at=on("2026-11-24", "13:00"), version=2)
    with acting(cast.provider):
        standing = Notice.objects.filter(
            episode_id=handoff.pk, dealt_with_at__isnull=True, team_id=cast.provider.team_id
        )
        assert list(standing) == [], "doing what was asked for clears it"


def test_restricted_work_is_raised_like_any_other(cast: Cast) -> None:
    """ADR 8: nobody waits unseen because few may see them."""
    from lantern.access import restricting
    from lantern.access.models import Restriction, User
    from lantern.people.models import Person

    handoff = offered(cast, at=on("2026-11-02", "09:00"))
    with acting(cast.manager):
        child = Person.objects.get(involvements__episode_id=handoff.pk)
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.social_worker.user_id)],
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=on("2026-11-02", "10:00"),
        )
    reminders.tick(on("2026-11-06"))
    with acting(clockwork(STOCKTON, keeps_time=True)):
        kinds = set(Notice.objects.filter(episode_id=handoff.pk).values_list("kind", flat=True))
    assert {"handoff_late", "handoff_raised"} <= kinds
