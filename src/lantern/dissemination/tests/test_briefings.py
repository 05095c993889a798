"""Seven-minute briefings with proof: row LI7, business case sections 3.4 (1) and 5.2.3."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import LONDON, Cast, a_key, counted_queries
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.dissemination import actions, keeping
from lantern.dissemination.models import Briefing, BriefingEdition, BriefingRead
from lantern.dissemination.queries.briefings import coverage, editions
from lantern.law.timescales import london_date
from lantern.learning.tests.world import a_recommendation, fresh, keeper, press
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Notice

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 9, 7, 10, 0, tzinfo=LONDON)
MOST = 6
"""Statements of a page, the two fixed ones among them."""
WORDS: dict[str, Any] = {
    "about": "learning",
    "title": "Safety plans",
    "why": "Nobody looked.",
    "found": "Four of five name nobody.",
    "differently": "Name one person who checks.",
}
ASKS: dict[str, Any] = {
    "question": "What is missing?",
    "right_answer": "Who checks, and when",
    "wrong_answers": ["Nothing"],
}


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(version: int = 0, **fields: Any) -> dict[str, Any]:
    return {"act": str(a_key()), "version": str(version), **fields}


def of(record: Any, name: str) -> str:
    return reverse(name, kwargs={"reference": record.reference})


def a_briefing(cast: Cast, *, is_sent: bool = True, at: dt.datetime = MONDAY, **words: Any) -> Briefing:
    by = cast.partnership_officer
    hold_post(cast.police)
    hold_post(cast.health)
    with acting(by):
        found = actions.begin(keeper=keeper(), words=WORDS | words, by=by, at=at, key=a_key())
        if is_sent:
            actions.send(fresh(found), **press(found, by, at))
    return fresh(found)


def who_read(found: Briefing) -> set[int]:
    """Who of those meant has read the edition that stands."""
    now = fresh(found)
    return coverage(now, editions(now).readers).whole.read


def test_what_was_sent_stays_and_a_new_edition_is_read_anew(cast: Cast) -> None:
    found = a_briefing(cast)
    by = cast.partnership_officer
    with acting(cast.police):
        pressed = a_key()
        actions.read(found, by=cast.police, at=MONDAY, key=pressed)
        with pytest.raises((AlreadyDone, MoveRefused)):
            actions.read(found, by=cast.police, at=MONDAY, key=pressed)
        with pytest.raises(MoveRefused, match="said so already"):
            actions.read(found, by=cast.police, at=MONDAY, key=a_key())
    with acting(by):
        assert cast.police.user_id in who_read(found)
        stale = press(found, by)
        actions.take_up(fresh(found), **press(found, by))
        with pytest.raises(StaleRecord):
            actions.withdraw(fresh(found), why="Old.", **stale)
        actions.write_words(fresh(found), words={"title": "Safety plans, again"}, **press(found, by))
        actions.send(fresh(found), changed="Shorter.", **press(found, by))
        editions = dict(BriefingEdition.objects.values_list("number", "title"))
        assert cast.police.user_id not in who_read(found)
        assert BriefingRead.objects.filter(edition=1).count() == 1
    assert editions == {1: "Safety plans", 2: "Safety plans, again"}


def test_teams_in_which_somebody_has_not_read_it_are_reminded_after_ten_working_days(cast: Cast) -> None:
    """Worked example: sent on Monday 7 September 2026, reminded after Monday 21 September 2026."""
    found = a_briefing(cast, agencies=[cast.police.agency_id, cast.health.agency_id], roles=[cast.police.role])
    assert london_date(found.next_due_at or MONDAY) == dt.date(2026, 9, 21)
    with acting(cast.police):
        actions.read(found, by=cast.police, at=MONDAY, key=a_key())
    assert keeping.keep(dt.datetime(2026, 9, 21, 9, 0, tzinfo=LONDON)) == 0
    assert keeping.keep(dt.datetime(2026, 9, 22, 9, 0, tzinfo=LONDON)) == 1
    assert keeping.keep(dt.datetime(2026, 9, 23, 9, 0, tzinfo=LONDON)) == 0
    with acting(clockwork(keeper())):
        told = set(Notice.objects.filter(kind="briefing_not_read").values_list("team_id", flat=True))
        missing = {each.team_id for each in actions.briefings.unread(fresh(found))}
    assert told == missing
    assert cast.health.team_id in told


def test_nobody_sends_what_nobody_would_read_and_only_who_may_writes(cast: Cast) -> None:
    found = a_briefing(cast, is_sent=False, roles=["lado"], agencies=[cast.police.agency_id])
    by = cast.partnership_officer
    with acting(by), pytest.raises(MoveRefused, match="Nobody in post is meant"):
        actions.send(fresh(found), **press(found, by))
    with acting(cast.police), pytest.raises(MoveRefused):
        actions.withdraw(fresh(found), why="No.", **press(found, cast.police))
    with acting(clockwork(keeper() + 999)):
        assert not Briefing.objects.exists()


def test_a_briefing_is_written_sent_and_read_with_one_question(cast: Cast, as_person: Callable) -> None:
    """LI7: read and understood; everything typed is kept."""
    because = a_recommendation(cast)
    officer, police = as_person(cast.partnership_officer), as_person(cast.police)
    assert "No briefing has been sent" in plain(officer.get(reverse("briefings")))
    typed = WORDS | {"question": "What is missing?", "because": because.reference}
    wrong = officer.post(reverse("new_briefing"), sent(**typed))
    assert wrong.status_code == 422
    assert "Enter the right answer" in plain(wrong)
    assert "Four of five name nobody." in wrong.content.decode()
    said = sent(**typed, right_answer="Who checks, and when", wrong_answers="Nothing\n\nA signature")
    assert officer.post(reverse("new_briefing"), said).status_code == 302
    assert officer.post(reverse("new_briefing"), said).status_code == 302
    with acting(cast.partnership_officer):
        found = Briefing.objects.get()
    assert found.wrong_answers == ["Nothing", "A signature"]
    assert police.get(of(found, "briefing")).status_code == 404
    assert police.get(of(found, "send_briefing")).status_code == 403
    assert "people" in plain(officer.get(of(found, "send_briefing")))
    assert officer.post(of(found, "send_briefing"), sent(found.version)).status_code == 302
    assert "Read it: seven minutes" in plain(police.get(reverse("briefings")))
    page = police.post(of(found, "briefing"), sent(answer="0"))
    assert page.status_code == 422
    assert "That is not what the briefing says" in plain(page)
    assert police.post(of(found, "briefing"), sent(answer="2")).status_code == 302
    assert "You have read everything that is meant for you" in plain(police.get(reverse("briefings")))
    paper = police.get(of(found, "briefing_paper"))
    assert paper.content.startswith(b"%PDF")


def test_pages_cost_few_statements(cast: Cast, as_person: Callable) -> None:
    found = a_briefing(cast, **ASKS)
    a_briefing(cast, is_sent=False)
    with acting(cast.police):
        actions.read(found, by=cast.police, at=MONDAY, key=a_key())
    client = as_person(cast.partnership_officer)
    client.get(reverse("briefings"))
    cost = {}
    for path in (reverse("briefings"), of(found, "briefing"), of(found, "send_briefing"), reverse("new_briefing")):
        with counted_queries() as statements:
            assert client.get(path).status_code == 200, path
        cost[path] = len(statements)
    assert {path: number for path, number in cost.items() if number > MOST} == {}
