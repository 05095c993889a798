"""One engine for every cohort: who belongs, how often seen and reviewed, how it ends, what the return says (PR9)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import LONDON, Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.cohorts import actions, queries
from lantern.cohorts.definitions import cohort, cohorts
from lantern.cohorts.models import Belonging, Sighting
from lantern.law.clock_events import started_by
from lantern.law.timescales import london_date
from lantern.plans.tests.world import manager, worker
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 10, 0, tzinfo=LONDON)


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def joined(by: ActingPerson, code: str, *, since: dt.datetime) -> Belonging:
    """A child of a cohort, known since then. Within ``acting``."""
    one = cohort(code)
    answers = {each.code: "It is known." for each in one.facts}
    found: Belonging = actions.join(a_child(name="Mia Example"), one, answers=answers, by=by, at=since).episode
    return found


def seen(found: Belonging, by: ActingPerson, when: dt.datetime, kind: str = "alone") -> Sighting:
    return actions.record_look(
        found, kind=kind, seen_at=when, words="", found="Well.", by=by, at=when, version=found.version
    )


def due(found: Belonging) -> dict[str, dt.date]:
    running = Clock.objects.filter(episode_id=found.pk, stopped_at__isnull=True)
    return {each.timescale: london_date(each.due_at) for each in running}


def test_a_privately_fostered_child_is_visited_within_seven_working_days_and_every_six_then_twelve_weeks(
    cast: Cast,
) -> None:
    """SI 2005/1533 regulations 4, 7 and 8. Told on Friday 18 December 2026: Christmas Day, Boxing Day's substitute and
    New Year's Day are no working days.
    """
    by = worker()
    with acting(by):
        found = joined(by, "private_fostering", since=at(2026, 12, 18))
        told = due(found)
        assert told["pf-first-visit"] == dt.date(2026, 12, 31)
        assert told["pf-visit-y1"] == dt.date(2027, 1, 29)
        seen(found, by, at(2026, 12, 30))
        assert due(found) == {"pf-visit-y1": dt.date(2027, 2, 10), "cohort-review": dt.date(2027, 6, 18)}
        seen(found, by, at(2027, 2, 12), kind="not_seen")
        assert due(found)["pf-visit-y1"] == dt.date(2027, 2, 10), "a child who was not seen is as overdue as before"
        seen(found, by, at(2026, 12, 22))
        assert due(found)["pf-visit-y1"] == dt.date(2027, 2, 10), "one that is written down later starts nothing"
        seen(found, by, at(2027, 12, 20))
        assert due(found)["pf-visit-later"] == dt.date(2028, 3, 13)
        assert "pf-visit-y1" not in due(found)
        seen(found, by, at(2028, 3, 10))
        assert due(found)["pf-visit-later"] == dt.date(2028, 6, 2)


@pytest.mark.parametrize(
    ("code", "timescale", "first", "second"),
    [
        ("homeless", "homeless-look", dt.date(2026, 12, 25), dt.date(2027, 1, 1)),
        ("missing_education", "cme-look", dt.date(2027, 1, 6), dt.date(2027, 1, 12)),
        ("home_education", "ehe-look", dt.date(2027, 12, 17), dt.date(2027, 12, 24)),
        ("disabled", "disabled-visit", dt.date(2027, 3, 18), dt.date(2027, 3, 25)),
    ],
)
def test_each_cohort_is_seen_by_its_own_rule(
    cast: Cast, code: str, timescale: str, first: dt.date, second: dt.date
) -> None:
    """Local standards, from Friday 18 December 2026 and from Friday 25 December, when the child was seen. A time
    in months that ends on a Saturday ends on the working day before.
    """
    by = worker()
    with acting(by):
        found = joined(by, code, since=at(2026, 12, 18))
        assert due(found) == {timescale: first, "cohort-review": dt.date(2027, 6, 18)}
        seen(found, by, at(2026, 12, 25))
        assert due(found)[timescale] == second
    assert set(cohort(code).visits) | set(cohort(code).reviews) == set(started_by("cohort_joined", {"cohort": code}))


def test_a_child_is_on_a_list_once_and_a_press_counts_once(cast: Cast) -> None:
    by, one, key = worker(), cohort("home_education"), a_key()
    answers = {each.code: "It is known." for each in one.facts}
    with acting(by):
        child = a_child(name="Mia Example")
        press: dict[str, Any] = {"answers": answers, "by": by, "at": at(2026, 9, 7)}
        found: Belonging = actions.join(child, one, key=key, **press).episode
        with pytest.raises(AlreadyDone):
            actions.join(child, one, key=key, **press)
        with pytest.raises(MoveRefused, match="on this list already"):
            actions.join(child, one, key=a_key(), **press)
        with pytest.raises(MoveRefused, match="Not answered yet"):
            actions.join(child, cohort("disabled"), **press)
        before = found.version
        actions.leave(
            found, ended="on_roll", words="Seen in class.", on=dt.date(2026, 9, 8), by=by, at=at(2026, 9, 8),
            version=before,
        )  # fmt: skip
        with pytest.raises((StaleRecord, MoveRefused)):
            actions.leave(
                Belonging.objects.get(pk=found.pk), ended="age", words="Too old.", on=dt.date(2026, 9, 8), by=by,
                at=at(2026, 9, 8), version=before,
            )  # fmt: skip
        assert due(found) == {}
        assert actions.join(child, one, key=a_key(), **press | {"at": at(2026, 9, 9)}).episode.pk != found.pk
        sentences = Event.objects.filter(kind="cohort_left").values_list("payload__how", flat=True)
        assert list(sentences) == ["on the roll of a school"]


def test_a_manager_reviews_and_a_worker_does_not(cast: Cast) -> None:
    by, boss = worker(), manager()
    with acting(by):
        found = joined(by, "disabled", since=at(2026, 9, 7))
        with pytest.raises(MoveRefused):
            actions.review(found, decision="goes_on", why="Well.", by=by, at=at(2026, 9, 8), version=found.version)
    with acting(boss):
        found = Belonging.objects.get(pk=found.pk)
        actions.review(found, decision="goes_on", why="Well.", by=boss, at=at(2026, 10, 1), version=found.version)
        assert due(found)["cohort-review"] == dt.date(2027, 4, 1)


def test_the_return_counts_the_year_and_another_council_sees_nothing(cast: Cast) -> None:
    """1 April 2026 to 31 March 2027: one child there before, one who came and left; two visits due, one in time."""
    by = worker()
    with acting(by):
        before = joined(by, "disabled", since=at(2026, 2, 2))
        seen(before, by, at(2026, 4, 20))  # due 2 May, in time; the next is due on 20 July and came late
        seen(before, by, at(2026, 8, 3))
        came = joined(by, "disabled", since=at(2026, 7, 1))
        actions.leave(
            came, ended="moved", words="Told the other area.", on=dt.date(2026, 7, 20), by=by, at=at(2026, 7, 20),
            version=came.version,
        )  # fmt: skip
        year = queries.year_of("disabled", 2026, by=by, now=at(2026, 9, 1))
    assert (year.there, year.joined, year.left, year.at_end) == (1, 1, 1, 1)
    assert (year.due, year.in_time, year.not_yet) == (2, 1, 0)
    with acting(cast.elsewhere):
        assert not Belonging.objects.exists() and not Sighting.objects.exists()
        assert queries.counts(by=cast.elsewhere, now=at(2026, 9, 1))["disabled"].children == 0


def test_a_worker_puts_a_child_on_a_list_sees_them_and_takes_them_off_in_the_browser(
    cast: Cast, as_person: Callable
) -> None:
    by = worker()
    with acting(by):
        child = a_child(name="Mia Example")
    client, today = as_person(by), timezone.localdate()
    assert "No child is on this list" in plain(client.get(reverse("cohort_children", args=["private_fostering"])))
    client.post(reverse("child", args=[child.reference]), {"reason": "The school told us of the carer."})
    page = plain(client.get(reverse("child_cohorts", args=[child.reference])))
    assert all(each.label in page for each in cohorts().values())
    here = reverse("join_cohort", args=[child.reference, "private_fostering"])
    day = {"-day": today.day, "-month": today.month, "-year": today.year}
    typed: dict[str, Any] = {"act": str(a_key()), "carer": "Mother’s friend."}
    typed |= {f"since{part}": value for part, value in day.items()}
    wrong = client.post(here, typed)
    assert wrong.status_code == 422
    assert "Answer this question" in plain(wrong) and "Mother’s friend." in wrong.content.decode()
    typed |= {"began": "June to March.", "parents": "Abroad.", "told_by": "School."}
    address = client.post(here, typed)["Location"]
    assert client.post(here, typed).status_code == 302, "twice is once"
    with counted_queries() as asked:
        page = plain(client.get(address))
    assert len(asked) <= 6, asked
    assert "Not seen since it is known" in page and "Mother’s friend." in page
    step = f"{address}seen/"
    look: dict[str, Any] = {"act": str(a_key()), "version": 1, "kind": "alone", "words": "I miss Mum."}
    look |= {f"on{part}": value for part, value in day.items()}
    assert "Say what you found" in plain(client.post(step, look))
    assert client.post(step, look | {"found": "A room of her own."}).status_code == 302
    stale = client.post(step, look | {"act": str(a_key()), "found": "Typed on an old page."})
    assert stale.status_code == 409 and "Typed on an old page." in stale.content.decode()
    assert "I miss Mum." in plain(client.get(address))
    listed = reverse("cohort_children", args=["private_fostering"])
    for each in (reverse("cohorts"), listed):
        with counted_queries() as asked:
            assert client.get(each).status_code == 200
        assert len(asked) <= 6, asked
    file = client.get(f"{reverse('cohort_return', args=['private_fostering'])}?year={queries.year_now(today)}")
    assert "Came to it,1" in file.content.decode() and "Mia" not in file.content.decode()
    left = {"act": str(a_key()), "version": 2, "ended": "home", "words": "Seen at her mother’s."}
    left |= {f"on{part}": value for part, value in day.items()}
    assert client.post(f"{address}leave/", left).status_code == 302
    assert "went back to a parent" in plain(client.get(address))
    assert client.post(f"{address}review/", {"act": str(a_key()), "version": 3}).status_code in (403, 409, 422)
    assert as_person(cast.police).get(address).status_code == 403
