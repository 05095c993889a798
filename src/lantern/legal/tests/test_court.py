"""In court: days with real dates, what came of each, and how long the court may let it run."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import LONDON, Cast, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.legal import actions, court, papers, queries
from lantern.legal.models import Extension, Hearing, LegalPlanning
from lantern.legal.tests.test_legal import due, end_of
from lantern.legal.tests.test_legal_pages import days, plain, sent
from lantern.legal.tests.world import a_meeting, fresh, in_pre_proceedings, manager, press, worker
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Clock

pytestmark = pytest.mark.django_db
APPLIED = dt.datetime(2027, 1, 11, 9, 0, tzinfo=LONDON)


@pytest.fixture
def in_court(cast: Cast) -> LegalPlanning:
    """Decided on in December 2026, applied for on Monday 11 January 2027."""
    planning, boss, by = in_pre_proceedings(), manager(), worker()
    with acting(boss):
        a_meeting(boss, [planning.child], dt.datetime(2027, 1, 6, 11, 0, tzinfo=LONDON), ["issue"])
    with acting(by):
        actions.issue(
            fresh(planning), on=APPLIED.date(), court="Family court at Teesside", court_number="TS01",
            meeting_offered="yes", meeting_offered_why="", **press(planning, by, APPLIED),
        )  # fmt: skip
        return fresh(planning)


def listed(planning: LegalPlanning, kind: str, on: dt.date) -> None:
    by = worker()
    court.list_hearing(fresh(planning), kind=kind, on=on, place="10am", **press(planning, by, APPLIED))


def test_the_case_is_managed_by_working_day_eighteen_counting_the_day_of_issue(in_court: LegalPlanning) -> None:
    """Practice Direction 12A: not before working day 12 and not after day 18, the day of issue being day 1. Issued on
    Monday 11 January 2027, day 18 is Wednesday 3 February. Held on Tuesday 2 February, the clock stops that day.
    """
    by = worker()
    with acting(by):
        assert due(in_court)["cmh"] == end_of(2027, 2, 3)
        listed(in_court, "case_management", dt.date(2027, 2, 2))
        later = dt.datetime(2027, 2, 5, 9, 0, tzinfo=LONDON)
        court.note_hearing(
            fresh(in_court), 1, state="held", said="A psychologist is asked.", next_steps="File by 1 March.",
            **press(in_court, by, later),
        )  # fmt: skip
        stopped = Clock.objects.get(episode=in_court, timescale="cmh").stopped_at
        assert stopped is not None and stopped.astimezone(LONDON).date() == dt.date(2027, 2, 2)


def test_one_extension_reaches_eight_weeks_beyond_the_end(in_court: LegalPlanning) -> None:
    """Children Act 1989, s. 32: 26 weeks from Monday 11 January 2027 end on Monday 12 July; one extension adds up to 8
    weeks, to Monday 6 September; a second one counts from there, to Monday 1 November.
    """
    by, at = worker(), dt.datetime(2027, 7, 1, 9, 0, tzinfo=LONDON)

    def longer(until: dt.date) -> None:
        court.extend(
            fresh(in_court), granted_on=at.date(), until=until, why="The grandmother is assessed.",
            **press(in_court, by, at),
        )  # fmt: skip

    with acting(by):
        assert due(in_court)["care-proceedings"] == end_of(2027, 7, 12)
        with pytest.raises(MoveRefused, match="6 September 2027 at most"):
            longer(dt.date(2027, 9, 7))
        with pytest.raises(MoveRefused, match="until then already"):
            longer(dt.date(2027, 7, 12))
        longer(dt.date(2027, 9, 6))
        assert due(in_court)["care-proceedings"] == end_of(2027, 9, 6)
        with pytest.raises(MoveRefused, match="1 November 2027 at most"):
            longer(dt.date(2027, 11, 2))
        longer(dt.date(2027, 11, 1))
        assert Extension.objects.count() == 2


def test_a_hearing_is_answered_once_and_one_that_is_put_off_says_why(in_court: LegalPlanning) -> None:
    by = worker()
    with acting(by):
        listed(in_court, "final", dt.date(2027, 6, 1))
        told: dict[str, Any] = {"said": "", "next_steps": ""}
        with pytest.raises(MoveRefused, match="Say why"):
            court.note_hearing(fresh(in_court), 1, state="put_off", **told, **press(in_court, by, APPLIED))
        told["said"] = "The expert is ill."
        court.note_hearing(fresh(in_court), 1, state="put_off", **told, **press(in_court, by, APPLIED))
        with pytest.raises(MoveRefused, match="meanwhile"):
            court.note_hearing(fresh(in_court), 1, state="held", **told, **press(in_court, by, APPLIED))
        history = papers.history(fresh(in_court), queries.beside(fresh(in_court)), by=by, at=APPLIED)
        assert "The expert is ill." in str(history)


def test_a_worker_lists_a_hearing_says_what_came_of_it_and_that_the_court_gave_longer(
    in_court: LegalPlanning, as_person: Any
) -> None:
    client = as_person(worker())
    here = reverse("legal_planning", args=[in_court.reference])

    def there(move: str) -> str:
        return reverse("move_legal", args=[in_court.reference, move])

    assert "No hearing is listed" in plain(client.get(here))
    slip = client.post(there("list_hearing"), sent(in_court, place="10am, court 3"))
    assert slip.status_code == 422 and "Choose which hearing" in plain(slip)
    assert "10am, court 3" in slip.content.decode()
    form = sent(in_court, kind="final", place="10am, court 3", **days("on", dt.date(2027, 6, 1)))
    assert client.post(there("list_hearing"), form).status_code == 302
    assert client.post(there("list_hearing"), form).status_code in (302, 409), "a second press lists nothing more"
    with counted_queries() as asked:
        assert "Final hearing" in plain(client.get(here))
    assert len(asked) <= 6
    note = reverse("note_hearing", args=[in_court.reference, 1])
    assert "Say whether it was held" in plain(client.post(note, sent(in_court, said="The order is made.")))
    done = sent(in_court, state="held", said="A further day is needed.", next_steps="Tell Mia on Friday.")
    assert client.post(note, done).status_code == 302
    assert "Tell Mia on Friday." in plain(client.get(here))
    longer = sent(in_court, why="One more day is needed.", **days("granted_on", dt.date(2026, 11, 2)))
    far = client.post(there("extend_court"), longer | days("until", dt.date(2028, 1, 3)))
    assert far.status_code == 409 and "at most" in plain(far) and "One more day" in far.content.decode()
    longer["act"] = sent(in_court)["act"]
    assert client.post(there("extend_court"), longer | days("until", dt.date(2027, 8, 30))).status_code == 302
    assert "30 August 2027" in plain(client.get(here))
    with acting(worker()):
        assert Hearing.objects.count() == 1
    assert as_person(manager()).get(reverse("legal")).status_code == 200
