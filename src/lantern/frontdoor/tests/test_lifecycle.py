"""A contact and a handoff, from the door to the database: what is written together, who may, and what two people at
once see.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.cast import MIDDLESBROUGH, SATURDAY_NIGHT, TUESDAY_NOON, Cast, a_contact, a_key, decisions_for, walk

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, Outcome
from lantern.frontdoor.rules import UnsoundDecision
from lantern.spine import handoffs, ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event, Handoff, Priority

pytestmark = pytest.mark.django_db


def test_a_contact_is_received_with_its_event_and_its_clocks(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        assert contact.state == "received"
        assert Event.objects.get(episode=contact).kind == "contact_received"
        running = set(
            Clock.objects.filter(episode=contact, stopped_at__isnull=True).values_list("timescale", flat=True)
        )
        assert running == {"contact-screening", "contact-decision"}
        assert contact.next_due_at is not None


def test_clocks_start_when_the_worry_arrived_not_when_it_was_keyed(cast: Cast) -> None:
    """Counting rule 6: a clock starts at the event, not at the keying."""
    friday, monday = dt.datetime(2026, 5, 22, 16, 0, tzinfo=dt.UTC), dt.datetime(2026, 5, 26, 9, 0, tzinfo=dt.UTC)
    with acting(cast.officer):
        contact = actions.receive(
            authority_id=808,
            contact={"channel": "email", "what_happened": "A letter."},
            referrer={"source": "10"},
            people=[],
            by=cast.officer,
            at=monday,
            received_at=friday,
        )
        assert Clock.objects.get(episode=contact, timescale="contact-decision").started_at == friday


def test_the_whole_way_to_a_finished_contact(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    contact = walk(contact, "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
    handoff = Handoff.objects.none()
    with acting(cast.social_worker):
        with pytest.raises(MoveRefused, match="has not answered yet"):
            actions.finish(contact, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
        handoff = Handoff.objects.get(because_of_id=contact.pk)
    with acting(cast.assessment_manager):
        handoffs.accept(handoff, by=cast.assessment_manager, at=TUESDAY_NOON, version=handoff.version)
    with acting(cast.social_worker):
        actions.tell_referrer(
            contact, how="phone", words="Thank you.", by=cast.social_worker, at=TUESDAY_NOON, version=contact.version
        )
        actions.finish(contact, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
        contact = Contact.objects.get(pk=contact.pk)
        assert contact.state == "finished"
        assert contact.closed_at == TUESDAY_NOON
        assert not Clock.objects.filter(episode=contact, stopped_at__isnull=True).exists()
        child = contact.reported.get().person_id
        told = [entry.kind.code for entry in ledger.chronology([child])]
        assert {"contact_received", "child_decided", "handoff_offered", "handoff_accepted", "contact_finished"} <= set(
            told
        )


def test_nobody_signs_off_their_own_decision(cast: Cast) -> None:
    with acting(cast.manager):
        contact = a_contact(cast.manager)
        walk(contact, "screened", cast=cast)
        contact = Contact.objects.get(pk=contact.pk)
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.NO_FURTHER_ACTION),
            by=cast.manager,
            at=TUESDAY_NOON,
            version=contact.version,
        )
        with pytest.raises(MoveRefused, match="somebody else must sign it off"):
            actions.sign_off(contact, note="Fine.", by=cast.manager, at=TUESDAY_NOON, version=contact.version)


def test_the_database_itself_refuses_a_self_signed_decision(cast: Cast) -> None:
    with acting(cast.manager):
        contact = walk(a_contact(cast.manager), "awaiting_sign_off", cast=cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=contact.pk).update(
                signed_off_by=contact.decided_by_id, signed_off_at=TUESDAY_NOON
            )


def test_a_decision_without_reasons_is_refused_field_by_field(cast: Cast) -> None:
    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker), "screened", cast=cast)
        bad = decisions_for(contact, Outcome.NO_FURTHER_ACTION)
        bad[0].rationale, bad[0].evidence, bad[0].reason = " ", [], ""
        with pytest.raises(UnsoundDecision) as refused:
            actions.decide(contact, decisions=bad, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
        assert {name for _, name in refused.value.problems} == {"rationale", "evidence", "reason"}


def test_of_two_people_acting_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    """Promise P3: nobody overwrites another unseen."""
    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker), "screened", cast=cast)
        seen = contact.version
        actions.reprioritise(
            contact, priority=Priority.RED, reason="Worse.", by=cast.social_worker, at=TUESDAY_NOON, version=seen
        )
        with pytest.raises(StaleRecord) as stale:
            actions.reprioritise(
                Contact.objects.get(pk=contact.pk),
                priority=Priority.GREEN,
                reason="Better.",
                by=cast.manager,
                at=TUESDAY_NOON,
                version=seen,
            )
        assert [event.kind for event in stale.value.since] == ["contact_reprioritised"]
        assert Contact.objects.get(pk=contact.pk).priority == Priority.RED


def test_the_same_press_twice_stores_once(cast: Cast) -> None:
    key = a_key()
    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker), "screened", cast=cast)
        actions.take(contact, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version, key=key)
        with pytest.raises(AlreadyDone) as done:
            actions.take(
                Contact.objects.get(pk=contact.pk),
                by=cast.social_worker,
                at=TUESDAY_NOON,
                version=contact.version,
                key=key,
            )
        assert done.value.episode_id == contact.pk
        assert Event.objects.filter(episode=contact, kind="contact_taken").count() == 1


def test_a_refused_act_leaves_nothing_behind(cast: Cast) -> None:
    """Promise P2: stored together or not at all."""
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        before = Event.objects.count()
        with pytest.raises(MoveRefused):
            actions.screen(
                contact, priority=Priority.RED, note="", by=cast.officer, at=TUESDAY_NOON, version=1, key=a_key()
            )
        assert Event.objects.count() == before
        assert Contact.objects.get(pk=contact.pk).version == 1


def test_the_ledger_refuses_change(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        for change in ("update spine_event set kind = 'x'", "delete from spine_event", "truncate spine_event"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
        assert Event.objects.filter(episode=contact).count() == 1


def test_another_authority_finds_nothing(cast: Cast) -> None:
    """Promise P4, with the queries' own scope switched off: row-level security alone must hide it."""
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    with acting(cast.elsewhere):
        assert MIDDLESBROUGH in cast.elsewhere.authorities
        assert not Contact.objects.filter(pk=contact.pk).exists()
        assert not Event.objects.filter(episode_id=contact.pk).exists()
        assert not Clock.objects.filter(episode_id=contact.pk).exists()


def test_an_agency_sees_its_own_question_and_nothing_else(cast: Cast) -> None:
    from lantern.frontdoor.models import Check
    from lantern.partnership.models import Team

    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker), "screened", cast=cast)
        desks = list(Team.objects.filter(pk__in=[cast.police.team_id, cast.health.team_id]).select_related("agency"))
        asked = actions.ask_agencies(
            contact,
            desks=desks,
            question="What do you know?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=contact.version,
        )
        assert len(asked) == 2
    with acting(cast.police):
        mine = list(Check.objects.all())
        assert [check.partner_agency_id for check in mine] == [cast.police.agency_id]
        assert not Contact.objects.exists()
        actions.answer_check(
            mine[0], answer=Check.Answer.NOTHING_HELD, by=cast.police, at=TUESDAY_NOON, version=mine[0].version
        )
    with acting(cast.social_worker):
        assert Check.objects.get(pk=mine[0].pk).state == "answered"
        child = contact.reported.get().person_id
        told = [entry.kind.code for entry in ledger.chronology([child])]
        assert "check_answered" in told, "what an agency did stands in the child's history, though it sees no child"


def test_out_of_hours_the_duty_team_has_it_until_the_day_team_takes_it(cast: Cast) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
        assert contact.out_of_hours
        assert contact.owner_team_id == cast.night_worker.team_id
        handoff = actions.hand_over(
            contact, note="Calm now.", by=cast.night_worker, at=SATURDAY_NIGHT, version=contact.version
        )
        assert Contact.objects.get(pk=contact.pk).owner_team_id == cast.night_worker.team_id
    with acting(cast.officer):
        contact = actions.take_over(handoff, by=cast.officer, at=TUESDAY_NOON, version=handoff.version)
        assert contact.owner_team_id == cast.officer.team_id
