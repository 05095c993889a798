"""Early help: begun once, led by one team, agreed by a manager, told to nobody without consent.

The 2023 inspection found families waiting after they were referred out, and no way to tell whether early help worked
(ILACS, paragraphs 1 and 42).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.cast import LONDON, Cast, a_key
from tests.cast import cast as cast

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import actions, rules
from lantern.earlyhelp.actions.consenting import consents_of
from lantern.earlyhelp.models import Assessment, Consent, EarlyHelp, HelpSession, Measuring, Shared
from lantern.earlyhelp.tests import world
from lantern.earlyhelp.tests.world import AT
from lantern.spine import handoffs
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event, Handoff, Involvement

pytestmark = pytest.mark.django_db


def due(help_: EarlyHelp, timescale: str) -> dt.datetime:
    return Clock.objects.get(episode_id=help_.pk, timescale=timescale).due_at.astimezone(LONDON)


# ---- beginning -------------------------------------------------------------------------------------------------------


def test_a_worker_begins_early_help_for_a_family_and_its_clocks_run(cast: Cast) -> None:
    """Begun Tuesday 17 November 2026. Both standards are local: 5 working days to the first contact, which is Tuesday
    24 November; 45 to the assessment, which across Christmas and the New Year is Friday 22 January 2027.
    """
    worker = world.worker()
    help_ = world.begun(worker)
    with acting(worker):
        assert help_.family == "Jayden Smith"
        assert Involvement.objects.filter(episode_id=help_.pk).count() == 2
        assert due(help_, "eh-first-contact").date() == dt.date(2026, 11, 24)
        assert due(help_, "eh-assessment").date() == dt.date(2027, 1, 22)
        assert help_.next_due == "eh-first-contact"


def test_the_button_pressed_twice_begins_it_once(cast: Cast) -> None:
    worker, key = world.worker(), a_key()
    with acting(worker):
        family = world.a_family(worker)
        actions.open_for(family, need="school", why="", by=worker, at=AT, key=key)
        with pytest.raises(AlreadyDone):
            actions.open_for(family, need="school", why="", by=worker, at=AT, key=key)
        assert EarlyHelp.objects.count() == 1


def test_a_provider_begins_what_it_accepted_and_the_clock_counts_from_the_acceptance(cast: Cast) -> None:
    """Accepted on Tuesday 17 November, begun on Thursday: the family has waited since Tuesday."""
    provider = world.provider()
    handoff = world.accepted(cast, provider)
    with acting(provider):
        made = actions.take_up(handoff, need="routines", why="", by=provider, at=AT + dt.timedelta(days=2))
        help_ = EarlyHelp.objects.get(pk=made.episode.pk)
        assert due(help_, "eh-first-contact").date() == dt.date(2026, 11, 24)
        assert help_.partner_agency_id == provider.agency_id
        assert Involvement.objects.count() == 0, "an agency sees what was disclosed, not the authority's records"
        with pytest.raises(AlreadyDone):
            actions.take_up(handoff, need="school", why="", by=provider, at=AT)
    with acting(cast.manager):
        assert Involvement.objects.filter(episode_id=help_.pk, part="child").count() == 1
        assert Event.objects.filter(kind="early_help_taken_up", subjects__isnull=False).exists()


def test_a_handoff_that_is_not_accepted_begins_nothing(cast: Cast) -> None:
    provider = world.provider()
    handoff = world.offered(cast)
    with acting(provider), pytest.raises(MoveRefused, match="accepted"):
        actions.take_up(handoff, need="routines", why="", by=provider, at=AT)


def test_another_authority_and_an_agency_that_does_not_lead_find_nothing(cast: Cast) -> None:
    help_ = world.begun(world.worker())
    for somebody in (cast.elsewhere, cast.police, world.provider()):
        with acting(somebody):
            assert not EarlyHelp.objects.filter(pk=help_.pk).exists()
            assert not Consent.objects.exists()


# ---- the family is met, assessed, and the assessment agreed ----------------------------------------------------------


def test_the_first_contact_stops_its_clock_and_is_told_to_the_team_that_asked(cast: Cast) -> None:
    """EH2: a referral ends when help starts. Written once, it stands with the handoff too."""
    provider = world.provider()
    handoff = world.accepted(cast, provider)
    later = AT + dt.timedelta(days=3)
    with acting(provider):
        made = actions.take_up(handoff, need="routines", why="", by=provider, at=AT + dt.timedelta(days=1))
        help_ = world.again(made.episode)
        actions.record_first_contact(help_, when=later, by=provider, version=help_.version)
        assert Clock.objects.get(episode_id=help_.pk, timescale="eh-first-contact").stopped_at == later
        assert Handoff.objects.get(pk=handoff.pk).state == handoffs.SEEN
        with pytest.raises(MoveRefused, match="already"):
            actions.record_first_contact(help_, when=later, by=provider, version=help_.version)


def test_an_assessment_without_a_childs_words_is_not_submitted(cast: Cast) -> None:
    worker = world.worker()
    help_ = world.begun(worker)
    with acting(worker):
        actions.write_assessment(help_, words=world.WORDS, voices=[], by=worker, at=AT, version=help_.version)
        with pytest.raises(MoveRefused, match="what a child said"):
            actions.submit(help_, by=worker, at=AT, version=help_.version)


def test_a_manager_agrees_and_nobody_agrees_their_own(cast: Cast) -> None:
    boss = world.manager()
    help_ = world.begun(boss)
    with acting(boss):
        actions.write_assessment(
            help_, words=world.WORDS, voices=world.voices(help_), by=boss, at=AT, version=help_.version
        )
        actions.record_first_contact(help_, when=AT, by=boss, version=help_.version)
        actions.submit(help_, by=boss, at=AT, version=help_.version)
        found = world.again(help_)
        with pytest.raises(MoveRefused, match="somebody else"):
            actions.agree(found, words="Fine.", by=boss, at=AT, version=found.version)


def test_sent_back_the_clock_runs_on_and_agreed_it_stops(cast: Cast) -> None:
    worker, boss = world.worker(), world.manager()
    help_ = world.begun(worker)
    with acting(worker):
        actions.write_assessment(
            help_, words=world.WORDS, voices=world.voices(help_), by=worker, at=AT, version=help_.version
        )
        with pytest.raises(MoveRefused, match="when you first spoke"):
            actions.submit(help_, by=worker, at=AT, version=help_.version)
        actions.record_first_contact(help_, when=AT, by=worker, version=help_.version)
        actions.submit(help_, by=worker, at=AT, version=help_.version)
    with acting(boss):
        found = world.again(help_)
        actions.send_back(found, words="What does Gran say?", by=boss, at=AT, version=found.version)
        assert Clock.objects.get(episode_id=help_.pk, timescale="eh-assessment").stopped_at is None
    with acting(worker):
        found = world.again(help_)
        actions.submit(found, by=worker, at=AT, version=found.version)
    with acting(boss):
        found = world.again(help_)
        actions.agree(found, words="Now it is whole.", by=boss, at=AT, version=found.version)
        assert Clock.objects.get(episode_id=help_.pk, timescale="eh-assessment").stopped_at == AT
        assert Assessment.objects.get(pk=help_.pk).manager_words == "Now it is whole."
        assert world.again(help_).state == "helping"


def test_of_two_who_write_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    worker, other = world.worker(), world.other_worker()
    help_ = world.begun(worker)
    with acting(worker):
        mine, theirs = world.again(help_), world.again(help_)
        actions.write_assessment(mine, words={"needs": "A bedtime."}, voices=[], by=worker, at=AT, version=mine.version)
    with acting(other), pytest.raises(StaleRecord):
        actions.write_assessment(
            theirs, words={"needs": "A clock."}, voices=[], by=other, at=AT, version=theirs.version
        )
    with acting(worker):
        assert Assessment.objects.get(pk=help_.pk).needs == "A bedtime."


# ---- consent ---------------------------------------------------------------------------------------------------------


def shared_assessment(help_: EarlyHelp, by: ActingPerson) -> None:
    found = world.again(help_)
    actions.share(
        found,
        agency=world.agency("riverbank-families"),
        what="assessment",
        title="Early help assessment",
        body=[{"heading": "Strengths", "text": "Gran."}],
        by=by,
        at=AT,
        version=found.version,
    )


def test_nothing_is_shared_before_everybody_it_tells_of_agreed(cast: Cast) -> None:
    worker = world.worker()
    help_ = world.assessed(world.begun(worker), worker)
    with acting(worker), pytest.raises(MoveRefused, match="Jayden Smith, Carla Smith"):
        shared_assessment(help_, worker)
    world.consent(help_, world.agency("riverbank-families"), worker, about=[2])
    with acting(worker), pytest.raises(MoveRefused, match="for Jayden Smith"):
        shared_assessment(help_, worker)
    world.consent(help_, world.agency("riverbank-families"), worker, about=[1], sharing=["plan"])
    with acting(worker), pytest.raises(MoveRefused, match="the early help assessment for Jayden Smith"):
        shared_assessment(help_, worker)
    with acting(worker):
        assert not Shared.objects.exists()


def test_an_agency_reads_what_the_family_agreed_to_and_nothing_after_it_is_withdrawn(cast: Cast) -> None:
    worker, provider = world.worker(), world.provider()
    riverbank = world.agency("riverbank-families")
    help_ = world.assessed(world.begun(worker), worker)
    world.consent(help_, riverbank, worker)
    with acting(worker):
        shared_assessment(help_, worker)
    with acting(provider):
        assert [each.what for each in Shared.objects.all()] == ["assessment"]
        assert not EarlyHelp.objects.exists(), "a copy, not the record"
    with acting(worker):
        found = world.again(help_)
        actions.withdraw_consent(
            found, agency=riverbank, given_by="mother", how="telephone", by=worker, at=AT, version=found.version
        )
        with pytest.raises(MoveRefused, match="can not be told"):
            shared_assessment(help_, worker)
    with acting(provider):
        assert sorted(each.what for each in Shared.objects.all()) == ["assessment", "ended"]
    with acting(cast.police):
        assert not Shared.objects.exists()


def test_a_refusal_is_kept_like_a_yes_and_the_newest_answer_holds(cast: Cast) -> None:
    worker = world.worker()
    riverbank = world.agency("riverbank-families")
    help_ = world.begun(worker)
    world.consent(help_, riverbank, worker)
    world.consent(help_, riverbank, worker, about=[1], given=False)
    with acting(worker):
        holds = rules.standing(consents_of(help_))
        assert holds[riverbank.pk, 1]["answer"] == "refused"
        assert holds[riverbank.pk, 2]["answer"] == "given"
        assert Consent.objects.count() == 3
        assert Event.objects.filter(kind="early_help_consent_refused").exists()


# ---- who leads -------------------------------------------------------------------------------------------------------


def lead_offered(help_: EarlyHelp, by: ActingPerson) -> Handoff:
    from lantern.partnership.models import Team

    found = world.again(help_)
    return actions.offer_lead(
        found,
        to_team=Team.objects.select_related("agency").get(code="riverbank-team"),
        need_to_know="She trusts Bea.",
        by=by,
        at=AT,
        version=found.version,
    )


def test_the_lead_changes_only_when_the_new_one_accepts(cast: Cast) -> None:
    """EH7: any agency can lead; a change of lead needs the handover accepted."""
    worker, provider = world.worker(), world.provider()
    help_ = world.begun(worker)
    with acting(worker):
        offer = lead_offered(help_, worker)
        with pytest.raises(MoveRefused, match="asked to take the lead already"):
            lead_offered(help_, worker)
    with acting(provider):
        assert not EarlyHelp.objects.exists()
        handoff = Handoff.objects.select_related("from_team", "to_team").get(pk=offer.pk)
        with pytest.raises(MoveRefused, match="Accept the lead first"):
            actions.take_lead(handoff, by=provider, at=AT)
        handoffs.accept(handoff, by=provider, at=AT, version=handoff.version)
    with acting(worker):
        assert world.again(help_).owner_team_id == worker.team_id, "until they take it"
    with acting(provider):
        actions.take_lead(handoff, by=provider, at=AT)
        found = world.again(help_)
        assert (found.owner_team_id, found.worker_id, found.lead_name) == (
            provider.team_id,
            provider.user_id,
            "Bea Fox",
        )
        actions.record_first_contact(found, when=AT, by=provider, version=found.version)
        assert Clock.objects.get(episode_id=help_.pk, timescale="eh-first-contact").stopped_at == AT
        assert Handoff.objects.get(pk=offer.pk).state == handoffs.FINISHED
    with acting(worker):
        found = world.again(help_)
        with pytest.raises(MoveRefused, match="Another team leads"):
            actions.write_assessment(found, words={}, voices=[], by=worker, at=AT, version=found.version)
        assert found.partner_agency_id == provider.agency_id, "the authority goes on seeing it"


# ---- the work --------------------------------------------------------------------------------------------------------


def a_session(help_: EarlyHelp, by: ActingPerson, outcome: str, *, at: dt.datetime = AT) -> None:
    found = world.again(help_)
    actions.record_session(
        found,
        agency=world.agency("riverbank-families"),
        on=at.date(),
        kind="home",
        outcome=outcome,
        by=by,
        at=at,
        version=found.version,
    )


def session_rows(help_: EarlyHelp) -> list[dict[str, object]]:
    found = HelpSession.objects.filter(episode_id=help_.pk).order_by("-recorded_at")
    return [dict(each) for each in found.values("outcome", "recorded_at")]


def test_sessions_that_keep_being_missed_are_one_prompt_and_what_we_cancelled_does_not_count(cast: Cast) -> None:
    """EH8: a pattern across agencies, raised once, no score."""
    worker = world.worker()
    help_ = world.begun(worker)
    with acting(worker):
        for minute, outcome in enumerate(("missed", "cancelled_us", "attended", "cancelled_family")):
            a_session(help_, worker, outcome, at=AT + dt.timedelta(minutes=minute))
        assert rules.missed_pattern(session_rows(help_)) is None
        a_session(help_, worker, "missed", at=AT + dt.timedelta(minutes=9))
        assert rules.missed_pattern(session_rows(help_)) == rules.Missed(3, 4)
        assert rules.attendance(session_rows(help_)) == rules.Attended(4, 1)
        found = world.again(help_)
        actions.answer_missed(
            found,
            option="asked_why",
            words="The bus stopped.",
            by=worker,
            at=AT + dt.timedelta(hours=1),
            version=found.version,
        )
        assert world.again(help_).missed_option == "asked_why"


def test_scores_outside_nought_to_ten_are_refused_and_the_familys_own_measure_is_said_once(cast: Cast) -> None:
    worker = world.worker()
    help_ = world.begun(worker)
    with acting(worker):
        common: dict[str, Any] = {
            "stage": "start",
            "who": "child",
            "name": "Jayden",
            "on": AT.date(),
            "by": worker,
            "at": AT,
        }
        with pytest.raises(MoveRefused):
            actions.measure(help_, scores={"safe": 11}, version=help_.version, **common)
        help_ = world.again(help_)
        actions.measure(
            help_, scores={"safe": 4, "own": 2}, own_measure="No shouting at tea", version=help_.version, **common
        )
        help_ = world.again(help_)
        actions.measure(help_, scores={"safe": 6}, own_measure="Something else", version=help_.version, **common)
        assert world.again(help_).own_measure == "No shouting at tea"
        assert Measuring.objects.count() == 2


def test_it_does_not_end_while_the_front_door_has_not_answered(cast: Cast) -> None:
    worker = world.worker()
    help_ = world.begun(worker)
    with acting(worker):
        offer = actions.step_up(
            help_,
            said=None,
            words="He was hit.",
            cannot_wait="He is afraid to go home.",
            by=worker,
            at=AT,
            version=help_.version,
        )
        assert offer.to_team.kind == "hub"
        found = world.again(help_)
        said: dict[str, Any] = {
            "ending": "stepped_up",
            "outcome": "worse",
            "words": "The hub.",
            "family_says": "Help us.",
        }
        with pytest.raises(MoveRefused, match="Not answered yet"):
            actions.end(found, by=worker, at=AT, version=found.version, **said)
    with acting(cast.manager):
        handoff = Handoff.objects.select_related("from_team", "to_team").get(pk=offer.pk)
        handoffs.accept(handoff, by=cast.manager, at=AT, version=handoff.version)
    with acting(worker):
        found = world.again(help_)
        actions.end(found, by=worker, at=AT, version=found.version, **said)
        assert not Clock.objects.filter(episode_id=help_.pk, stopped_at__isnull=True).exists()


def test_the_end_is_told_to_the_team_that_asked(cast: Cast) -> None:
    provider = world.provider()
    handoff = world.accepted(cast, provider)
    with acting(provider):
        made = actions.take_up(handoff, need="routines", why="", by=provider, at=AT)
        help_ = world.again(made.episode)
    world.through_the_gate(help_, provider)
    with acting(provider):
        actions.end(
            help_,
            ending="done",
            outcome="better",
            words="School goes on with breakfast club.",
            family_says="It is calmer.",
            by=provider,
            at=AT,
            version=help_.version,
        )
    with acting(cast.manager):
        found = Handoff.objects.get(pk=handoff.pk)
        assert found.state == handoffs.FINISHED
        assert "breakfast club" in found.outcome
