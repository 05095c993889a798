"""The register of procedures: which recommendation changed which clause from when; LI7, document 001, 3.4 (1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import LONDON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.boards.models import Body
from lantern.dissemination.actions import procedures as actions
from lantern.dissemination.due import due
from lantern.dissemination.models import Briefing, Procedure, Wording
from lantern.dissemination.tests.test_briefings import MONDAY, MOST, of, plain, sent
from lantern.law.timescales import london_date
from lantern.learning.models import Recommendation
from lantern.learning.tests.world import a_recommendation, fresh, keeper, press
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {
    "title": "Safety plans",
    "about": "Whenever a child is not safe tonight.",
    "kept_by_says": "Tees Procedures",
    "reviewed_on": dt.date(2026, 9, 7),
}
FROM = dt.date(2026, 9, 14)


def a_procedure(cast: Cast, *, at: dt.datetime = MONDAY, **said: Any) -> Procedure:
    by = cast.partnership_officer
    with acting(by):
        return actions.register(keeper=keeper(), said=SAID | said, by=by, at=at, key=a_key())


def an_accepted(cast: Cast) -> Recommendation:
    """A recommendation that should change a procedure and was accepted."""
    return a_recommendation(cast, state="accepted", measured=False)


def test_a_clause_says_which_recommendation_changed_it_and_stays_as_it_was(cast: Cast) -> None:
    found, because = a_procedure(cast), an_accepted(cast)
    by = cast.partnership_officer
    clause = {"number": "4.2", "heading": "Who checks", "in_force_on": FROM}
    with acting(by):
        actions.word(fresh(found), text="Somebody checks.", why="First edition", **clause, **press(found, by))
        pressed = press(found, by)
        actions.word(fresh(found), text="One named person checks.", because_of=because, **clause, **pressed)
        with pytest.raises(AlreadyDone):
            actions.word(fresh(found), text="One named person checks.", because_of=because, **clause, **pressed)
        with pytest.raises(StaleRecord):
            actions.word(fresh(found), text="Another.", **clause, **pressed | {"key": a_key()})
        with pytest.raises(MoveRefused, match="says already"):
            actions.word(fresh(found), text="One named person checks.", **clause, **press(found, by))
        wordings = list(Wording.objects.order_by("version").values_list("version", "text", "because_of_id"))
        actions.drop(fresh(found), number="4.2", why="Moved to 5.", in_force_on=FROM, **press(found, by))
        last = actions.wording_of(found, "4.2")
    assert last is not None
    assert last.dropped
    assert wordings == [(1, "Somebody checks.", None), (2, "One named person checks.", because.pk)]
    with acting(cast.police), pytest.raises(MoveRefused):
        actions.withdraw(fresh(found), why="No.", **press(found, cast.police))
    with acting(clockwork(keeper() + 999)):
        assert not Procedure.objects.exists()


def test_a_procedure_is_looked_at_again_a_year_after_it_was_last_looked_at(cast: Cast) -> None:
    """Worked example: last looked at on 7 September 2025, due on 7 September 2026; looked at on the 10th, due a year
    later. The engine room's agenda offers it while it is late.
    """
    found = a_procedure(cast, reviewed_on=dt.date(2025, 9, 7))
    late = dt.datetime(2026, 9, 9, 10, 0, tzinfo=LONDON)
    by = cast.partnership_officer
    with acting(by):
        assert london_date(fresh(found).next_due_at) == dt.date(2026, 9, 7)
        room = Body.objects.get(authority_id=keeper(), kind="engine_room")
        assert [each.title for each in due(room, late)] == ["Procedures to look at again: 1"]
        day = dt.date(2026, 9, 10)
        actions.review(fresh(found), on=day, result="Followed.", **press(found, by, late))
        assert london_date(fresh(found).next_due_at) == dt.date(2027, 9, 10)
        assert due(room, late) == []


def test_from_a_recommendation_to_the_clause_and_the_briefing_that_tells_of_it(cast: Cast, as_person: Callable) -> None:
    """The whole job in the browser; everything typed is kept."""
    because = an_accepted(cast)
    officer, police = as_person(cast.partnership_officer), as_person(cast.police)
    page = officer.get(of(because, "recommendation"))
    assert "no clause says so yet" in plain(page)
    register = f"{reverse('procedures')}?because={because.reference}"
    assert "No procedure is on the register" in plain(officer.get(register))
    new = f"{reverse('new_procedure')}?because={because.reference}"
    day = {"reviewed_on-day": "7", "reviewed_on-month": "9", "reviewed_on-year": "2026"}
    said = sent(**SAID | day, agencies=[str(cast.police.agency_id)])
    wrong = officer.post(new, {**said, "title": ""})
    assert wrong.status_code == 422
    assert "Whenever a child is not safe tonight." in wrong.content.decode()
    step = officer.post(new, said)
    with acting(cast.partnership_officer):
        found = Procedure.objects.get()
    assert step.headers["Location"] == f"{of(found, 'word_clause')}?because={because.reference}"
    form = officer.get(step.headers["Location"]).content.decode()
    assert f'value="{because.reference}" selected' in form
    holds = {"in_force_on-day": "14", "in_force_on-month": "9", "in_force_on-year": "2026"}
    clause = {"number": "4.2", "heading": "Who checks", "text": "One named person checks.", **holds}
    done = officer.post(of(found, "word_clause"), sent(found.version, because=because.reference, **clause))
    assert done.status_code == 302
    stale = officer.post(of(found, "word_clause"), sent(found.version, **clause | {"text": "Two people check."}))
    assert stale.status_code == 409
    assert "Two people check." in stale.content.decode()
    assert "Safety plans, clause 4.2" in plain(officer.get(of(because, "recommendation")))
    assert "Nobody has been told since it changed" in plain(officer.get(of(found, "procedure")))
    told = officer.get(f"{reverse('new_briefing')}?because={found.reference}").content.decode()
    assert "One named person checks." in told
    assert f'value="{cast.police.agency_id}" checked' in told
    assert police.get(of(found, "procedure")).status_code == 200
    assert police.get(of(found, "word_clause")).status_code == 403
    assert not Briefing.objects.exists()


def test_pages_cost_few_statements(cast: Cast, as_person: Callable) -> None:
    found, because = a_procedure(cast), an_accepted(cast)
    by = cast.partnership_officer
    with acting(by):
        said = {"heading": "Who checks", "text": "One.", "in_force_on": FROM, "because_of": because}
        for number in ("4.2", "4.10", "3"):
            actions.word(fresh(found), number=number, **said, **press(found, by))
    client = as_person(by)
    client.get(reverse("procedures"))
    cost = {}
    paths = [reverse("procedures"), of(found, "procedure"), f"{of(found, 'word_clause')}?number=4.2"]
    for path in (*paths, of(because, "recommendation")):
        with counted_queries() as statements:
            page = client.get(path)
        assert page.status_code == 200, path
        cost[path] = len(statements)
    assert {path: number for path, number in cost.items() if number > MOST} == {}
    text = plain(client.get(of(found, "procedure")))
    assert text.index("3 Who checks") < text.index("4.2 Who checks") < text.index("4.10 Who checks")
