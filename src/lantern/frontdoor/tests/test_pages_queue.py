"""The queue: the nearest clock first, its tabs, filters and pages, and how often the database is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from tests.cast import Cast, a_contact, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions, queries
from lantern.frontdoor.models import ReportedPerson
from lantern.frontdoor.tests.staff_pages import at, in_state, new_contact, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.spine.models import Episode

pytestmark = pytest.mark.django_db


def test_the_queue_shows_the_nearest_clock_first_and_says_it_in_words(cast: Cast, as_person: Any) -> None:
    now = at()
    with acting(cast.officer):
        early = a_contact(cast.officer, at=now - dt.timedelta(hours=5), what_happened="Early")
        late = a_contact(cast.officer, at=now)
    page = text(as_person(cast.officer).get(reverse("queue")))
    assert page.index(early.reference) < page.index(late.reference)
    assert "hours late" in page


def test_the_queue_asks_the_database_four_times(cast: Cast, as_person: Any) -> None:
    for _ in range(3):
        new_contact(cast, children=2)
    client = as_person(cast.officer)
    client.get(reverse("queue"))
    with counted_queries() as asked:
        assert client.get(reverse("queue")).status_code == 200
    assert len(asked) <= 4, asked


def _years_of_finished_work(authority: int, team: int) -> None:
    """Two thousand contacts long finished. With its own statistics, because what an earlier test had PostgreSQL count
    outlives that test's transaction.
    """
    long_ago = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
    Episode.objects.bulk_create(
        Episode(
            kind="contact",
            reference=f"C-OLD-{number}",
            authority_id=authority,
            owner_team_id=team,
            state="finished",
            opened_at=long_ago + dt.timedelta(hours=number),
            closed_at=long_ago + dt.timedelta(hours=number + 1),
        )
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("select tests_analyze()")


def test_the_queue_walks_the_index_of_open_work(cast: Cast) -> None:
    """At a million contacts the shift page must not read the closed ones:

    no sequential scan of episodes, whatever the filter.
    """
    contact = new_contact(cast)
    with acting(cast.officer):
        _years_of_finished_work(contact.authority_id, contact.owner_team_id)
        for asked in (queries.QueueFilter(), queries.QueueFilter(view="overdue", priority="1", channel="telephone")):
            with counted_queries() as statements:
                queries.queue(cast.officer, asked, now=at())
                queries.queue_counts(cast.officer, now=at())
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute("explain " + statement.replace("%", "%%"))
                    plan = "\n".join(row[0] for row in cursor.fetchall())
                    assert "episode_open_by_team" in plan or "episode_open_by_due" in plan, plan
                    assert "Seq Scan on spine_episode" not in plan, plan


def test_the_filters_stand_in_the_address_and_hold_no_names(cast: Cast, as_person: Any) -> None:
    red, green = new_contact(cast, immediate_danger=True), new_contact(cast)
    client = as_person(cast.officer)
    page = text(client.get(reverse("queue") + "?priority=1"))
    assert red.reference in page
    assert green.reference not in page
    assert client.get(reverse("queue") + "?priority=9&state=nonsense&after=x&authority=abc&channel=").status_code == 200


@pytest.mark.parametrize("view", list(queries.VIEWS))
def test_every_tab_of_the_queue_opens(cast: Cast, as_person: Any, view: str) -> None:
    new_contact(cast)
    assert as_person(cast.officer).get(reverse("queue") + f"?view={view}").status_code == 200


def test_the_queue_pages_by_key_and_loses_no_row(cast: Cast, as_person: Any) -> None:
    made = {new_contact(cast, channel="telephone").reference for _ in range(queries.PAGE + 3)}
    with acting(cast.officer):
        rows, after = queries.queue(cast.officer, queries.QueueFilter(), now=at())
        more, end = queries.queue(cast.officer, queries.QueueFilter(after=after), now=at())
    seen = [row.reference for row in (*rows, *more)]
    assert len(rows) == queries.PAGE
    assert end == ""
    assert set(seen) == made
    assert len(seen) == len(made)


def test_the_queue_counts_repeats_at_the_door(cast: Cast, as_person: Any) -> None:
    """Cumulative risk was missed in the inspected authority: a family that comes again is marked on the list."""
    first = in_state(cast, "screened")
    with acting(cast.social_worker):
        child = first.reported.get().person
        second = a_contact(cast.social_worker, at=at())
        actions.identify(
            second.reported.get(), person=child, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
        )
    assert "2nd contact in 12 months" in text(as_person(cast.officer).get(reverse("queue")))


def test_the_live_list_answers_unchanged_with_304(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    first = client.get(reverse("queue_live"))
    assert first.status_code == 200
    assert "<html" not in text(first)
    again = client.get(reverse("queue_live"), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_the_queue_of_another_authority_shows_nothing_of_ours(cast: Cast, as_person: Any) -> None:
    ours = new_contact(cast)
    assert ours.reference not in text(as_person(cast.elsewhere).get(reverse("queue")))


def test_somebody_without_the_queue_is_told_whose_it_is(cast: Cast, as_person: Any) -> None:
    assert as_person(cast.police).get(reverse("queue")).status_code == 403
