"""The ledger: what it refuses, how it is corrected, and that a chronology is one statement however long the history."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_child, counted_queries

from lantern.access.context import acting
from lantern.spine import ledger
from lantern.spine.kinds import EventKind, event_kind, register
from lantern.spine.models import Event, EventSubject

pytestmark = pytest.mark.django_db


def test_an_event_that_no_room_declared_is_refused(cast: Cast) -> None:
    with acting(cast.officer), pytest.raises(LookupError, match="declares the event kind"):
        ledger.record("made_up", by=cast.officer, at=TUESDAY_NOON, authority_id=STOCKTON)


def test_a_payload_can_not_smuggle_in_what_its_kind_does_not_declare(cast: Cast) -> None:
    """Free text never enters the ledger: erasure could not reach it there."""
    with acting(cast.officer), pytest.raises(ValueError, match="does not declare"):
        ledger.record(
            "contact_taken", by=cast.officer, at=TUESDAY_NOON, authority_id=STOCKTON, payload={"what_mum_said": "…"}
        )


def test_two_rooms_can_not_claim_one_code() -> None:
    with pytest.raises(Exception, match="declared twice"):
        register(EventKind("contact_taken", "Something else."))


def test_a_sentence_says_not_recorded_where_a_fact_is_missing() -> None:
    assert event_kind("contact_screened").tell({}) == "Screened as not recorded."


def test_a_correction_stands_beside_what_it_corrects(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_child()
        wrong = ledger.record(
            "contact_screened",
            by=cast.officer,
            at=TUESDAY_NOON,
            authority_id=STOCKTON,
            about=[child.pk],
            payload={"priority": "green"},
        )
        ledger.correct(wrong, by=cast.officer, at=TUESDAY_NOON, what="priority", note="It was amber.")
        told = {entry.event_id: entry for entry in ledger.chronology([child.pk])}
        assert told[wrong.pk].corrected_by == "It was amber."
        assert told[wrong.pk].payload == {"priority": "green"}, "what was said at the time stays as it was"


def _two_thousand_events(cast: Cast, person: uuid.UUID) -> None:
    start = dt.datetime(2020, 1, 1, 9, tzinfo=dt.UTC)
    events = [
        Event(
            kind="contact_taken",
            happened_at=start + dt.timedelta(days=number),
            authority_id=STOCKTON,
            actor_id=cast.officer.user_id,
            post_id=cast.officer.post_id,
            payload={"worker": "Ola Bright"},
            significance=3 if number % 10 == 0 else 1,
        )
        for number in range(2000)
    ]
    Event.objects.bulk_create(events)
    EventSubject.objects.bulk_create(
        EventSubject(
            event=event, person_id=person, authority_id=STOCKTON, happened_at=event.happened_at, kind=event.kind
        )
        for event in events
    )
    with connection.cursor() as cursor:  # else the server may have counted these tables before anything stood in them
        cursor.execute("select tests_analyze()")


def test_a_chronology_of_2000_events_is_one_statement_a_page_and_loses_none(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_child()
        _two_thousand_events(cast, child.pk)
        seen: list[uuid.UUID] = []
        after = ""
        while True:
            with counted_queries() as statements:
                page = ledger.chronology([child.pk], limit=300, after=after)
            assert len(statements) == 1
            if not page:
                break
            seen += [entry.event_id for entry in page]
            after = page[-1].cursor
        assert len(seen) == len(set(seen)) == 2000
        moments = [entry.happened_at for entry in ledger.chronology([child.pk], limit=50)]
        assert moments == sorted(moments, reverse=True)


def test_a_chronology_reads_the_child_s_own_index_range(cast: Cast) -> None:
    """Under row-level security, as the web role: no table is scanned."""
    with acting(cast.officer):
        child = a_child()
        _two_thousand_events(cast, child.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                "explain " + ledger.chronology_sql(several=False),
                {
                    "person": str(child.pk),
                    "before_at": None,
                    "before_id": None,
                    "since": None,
                    "kinds": None,
                    "beside": [],
                    "limit": 50,
                },
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "event_subject_chronology" in plan
    assert "Seq Scan on spine_event e" not in plan


def test_a_chronology_can_be_narrowed_to_key_events(cast: Cast) -> None:
    with acting(cast.officer):
        child = a_child()
        _two_thousand_events(cast, child.pk)
        assert len(ledger.chronology([child.pk], limit=500, significance=3)) == 200
