"""The communication strategy as a living plan: document 001, section 5.2.3, "Establish and implement"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import LONDON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.boards import queries as boards
from lantern.boards.models import Body
from lantern.dissemination.actions import communications as actions
from lantern.dissemination.due import due
from lantern.dissemination.models import Message, Strategy, StrategyEdition
from lantern.dissemination.tests.test_briefings import ASKS, MONDAY, MOST, a_briefing, of, plain, sent
from lantern.law.timescales import london_date
from lantern.learning.tests.world import fresh, keeper, press
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Episode

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {
    "aims": "Everybody knows whom to ring.",
    "manner": "Plain words.",
    "proof": "Fewer contacts that tell nothing.",
    "agreed_on": dt.date(2026, 9, 7),
}


def a_strategy(cast: Cast) -> Strategy:
    by = cast.partnership_officer
    with acting(by):
        return actions.agree(keeper=keeper(), said=SAID, by=by, at=MONDAY, key=a_key())


def a_message(
    found: Strategy, by: ActingPerson, *, planned_on: dt.date = dt.date(2026, 9, 30), because_of: Episode | None = None
) -> Message:
    with acting(by):
        owner: dict[str, Any] = boards.owner_named(boards.owners(keeper())[0].code)
        said: dict[str, Any] = {
            "audience": "families", "whom": "", "words": "Ring first.", "channel": "letter", "planned_on": planned_on,
        }  # fmt: skip
        return actions.plan(found, said=said | owner, because_of=because_of, by=by, at=MONDAY, key=a_key())


def test_the_strategy_is_looked_at_every_half_year_and_its_editions_stay(cast: Cast) -> None:
    """Worked example: agreed on 7 September 2026, looked at again by Friday 5 March 2027, as the 7th is a Sunday
    (local standard); a second strategy of the same partnership is refused.
    """
    found = a_strategy(cast)
    by = cast.partnership_officer
    with acting(by):
        assert london_date(fresh(found).next_due_at) == dt.date(2027, 3, 5)
        words = {name: SAID[name] for name in ("aims", "manner", "proof")}
        day = dt.date(2026, 10, 1)
        actions.review(fresh(found), on=day, result="It holds.", words=words, **press(found, by))
        assert (fresh(found).edition, StrategyEdition.objects.count()) == (1, 0)
        new = words | {"aims": "Everybody rings."}
        actions.review(fresh(found), on=day, result="Too weak.", words=new, **press(found, by))
        assert (fresh(found).edition, fresh(found).aims) == (2, "Everybody rings.")
        assert StrategyEdition.objects.get().aims == SAID["aims"]
        assert london_date(fresh(found).next_due_at) == dt.date(2027, 4, 1)
        with pytest.raises(MoveRefused, match="already"):
            actions.agree(keeper=keeper(), said=SAID, by=by, at=MONDAY, key=a_key())
        actions.end(fresh(found), why="The partnership changes.", **press(found, by))
        assert actions.agree(keeper=keeper(), said=SAID, by=by, at=MONDAY, key=a_key()).pk != found.pk


def test_a_message_is_due_on_its_day_and_what_came_of_it_a_month_later(cast: Cast) -> None:
    """Worked example: planned for 30 September 2026, late on 1 October; told on 5 October, its result by 5 November."""
    by = cast.partnership_officer
    found = a_message(a_strategy(cast), by)
    with acting(by):
        room = Body.objects.get(authority_id=keeper(), kind="engine_room")
        late = dt.datetime(2026, 10, 1, 9, 0, tzinfo=LONDON)
        assert london_date(fresh(found).next_due_at) == dt.date(2026, 9, 30)
        assert [each.purpose for each in due(room, late)] == ["discuss"]
        said = {name: getattr(found, name) for name in ("audience", "whom", "words", "channel")}
        owner = {"owner_seat_id": found.owner_seat_id, "owner_post_id": found.owner_post_id}
        actions.change(fresh(found), said=said | owner | {"planned_on": dt.date(2026, 10, 6)}, **press(found, by))
        assert due(room, late) == []
        assert fresh(found).first_planned_on == dt.date(2026, 9, 30)
        told = dt.datetime(2026, 10, 5, 9, 0, tzinfo=LONDON)
        actions.tell(fresh(found), on=dt.date(2026, 10, 5), how="Two letters.", **press(found, by, told))
        assert london_date(fresh(found).next_due_at) == dt.date(2026, 11, 5)
        actions.find(fresh(found), came="Nobody asked.", reached=40, **press(found, by, told))
    assert fresh(found).state == "known"


def test_the_plan_from_the_strategy_to_what_came_of_a_message(cast: Cast, as_person: Callable) -> None:
    """The whole job in the browser; the plan says to whom nothing is said."""
    officer, police = as_person(cast.partnership_officer), as_person(cast.police)
    assert "No strategy is written down" in plain(officer.get(reverse("communications")))
    day = {"agreed_on-day": "7", "agreed_on-month": "9", "agreed_on-year": "2026"}
    wrong = officer.post(reverse("new_strategy"), sent(aims="Everybody rings.", **day))
    assert wrong.status_code == 422
    assert "Everybody rings." in wrong.content.decode()
    assert officer.post(reverse("new_strategy"), sent(**{**SAID, **day})).status_code == 302
    with acting(cast.partnership_officer):
        found, owner = Strategy.objects.get(), boards.owners(keeper())[0].code
    assert "children and young people" in plain(officer.get(reverse("communications")))
    when = {"planned_on-day": "1", "planned_on-month": "3", "planned_on-year": "2027"}
    said = sent(audience="families", words="Ring first.", channel="letter", owner=owner, **when)
    assert officer.post(of(found, "new_message"), said).status_code == 302
    assert officer.post(of(found, "new_message"), said).status_code == 302
    with acting(cast.partnership_officer):
        one = Message.objects.get()
    step = {"reference": one.reference}
    told = {"on-day": "1", "on-month": "9", "on-year": "2026", "how": "A letter to 40 families."}
    path = reverse("move_message", kwargs=step | {"move": "told"})
    assert officer.post(path, sent(one.version, **told)).status_code == 302
    stale = officer.post(path, sent(one.version, **told))
    assert stale.status_code == 409
    assert "A letter to 40 families." in stale.content.decode()
    path = reverse("move_message", kwargs=step | {"move": "came"})
    came = sent(fresh(one).version, came="Six families rang.", reached="40")
    assert officer.post(path, came).status_code == 302
    page = plain(police.get(reverse("communications")))
    assert "Six families rang." in page
    assert police.get(path).status_code == 403


def test_pages_cost_few_statements(cast: Cast, as_person: Callable) -> None:
    found = a_strategy(cast)
    one = a_message(found, cast.partnership_officer, because_of=a_briefing(cast, **ASKS))
    client = as_person(cast.partnership_officer)
    client.get(reverse("communications"))
    cost = {}
    for path in (reverse("communications"), of(one, "message"), of(found, "new_message"), of(found, "review_strategy")):
        with counted_queries() as statements:
            assert client.get(path).status_code == 200, path
        cost[path] = len(statements)
    assert {path: number for path, number in cost.items() if number > MOST} == {}
    assert "have read the briefing" in plain(client.get(reverse("communications")))
