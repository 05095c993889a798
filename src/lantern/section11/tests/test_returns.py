"""Section 11 returns: asked, carried forward, answered, sent, challenged, settled, followed through (row AA2)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import Cast, a_key

from lantern.access.context import acting
from lantern.boards.models import Action
from lantern.boards.tests.world import executive, seat
from lantern.law import timescales as law
from lantern.section11 import actions, due, papers, queries
from lantern.section11.models import Evidence, PanelQuestion, Section11Return, StandardAnswer
from lantern.section11.standards import STANDARDS
from lantern.section11.tests.world import DUE, FIRST, OPENED, SENT, a_round, answer_all, return_of, sent
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

pytestmark = pytest.mark.django_db


def test_every_standard_says_where_it_comes_from() -> None:
    for each in STANDARDS:
        assert {one.resolve().id for one in each.cites} == {"ca2004", "wt2023"}
        assert "Children Act 2004, s. 11" in each.stored()["why"]


def test_the_panel_has_its_answer_in_ten_working_days_across_christmas() -> None:
    """Asked on Monday 14 December 2026: three bank holidays lie between."""
    found = law.due_at(law.timescale("section-11-reply"), dt.datetime(2026, 12, 14, 12, tzinfo=dt.UTC))
    assert found is not None
    assert found.date() == dt.date(2026, 12, 30)


def test_a_return_is_due_at_the_end_of_the_day_that_was_chosen_and_late_ones_reach_the_executive(cast: Cast) -> None:
    """Row AA2: late agencies by clock. Due on Friday 30 October 2026, after the clocks went back."""
    found = a_round(cast, cast.police_lead, cast.director)
    with acting(cast.partnership_manager) as by:
        one = return_of(cast.police_lead, found)
        assert one.next_due_at is not None
        assert law.london_date(one.next_due_at) == DUE
        on_the_day = dt.datetime(2026, 10, 30, 23, 0, tzinfo=dt.UTC)
        assert queries.matrix(found, now=on_the_day).late == []
        assert due.due(executive(), on_the_day) == []
        after = on_the_day + dt.timedelta(hours=2)
        assert len(queries.matrix(found, now=after).late) == 2
        assert "Cleveland Police" in due.due(executive(), after)[0].why
        assert queries.rounds(by=by, now=after)[0].late == 2


def test_an_agency_answers_its_own_return_and_sees_no_other_before_it_is_sent(cast: Cast) -> None:
    found = a_round(cast, cast.police_lead, cast.director)
    with acting(cast.police_lead) as by:
        own = return_of(by, found)
        other = return_of(cast.director, found)
        assert [each.agency_id for each in queries.mine(by=by)] == [by.agency_id]
        with pytest.raises(MoveRefused, match="Only the agency itself"):
            actions.write_answer(other, FIRST, grade="met", words="x", by=by, at=SENT, version=1)
        with pytest.raises(MoveRefused, match="A senior lead"):
            actions.send(own, matters_most="x", agreed_within="x", by=by, at=SENT, version=own.version)
    answer_all(cast.director, found, grades={FIRST: "no"})
    with acting(cast.partnership_manager):
        assert not any(cell.holds for row in queries.matrix(found, now=SENT).rows for cell in row.cells)


def test_two_colleagues_write_different_standards_at_once_and_one_of_two_wins_the_same(cast: Cast) -> None:
    found = a_round(cast, cast.director)
    with acting(cast.director) as by:
        one, same = return_of(by, found), return_of(by, found)
        actions.write_answer(one, "listening", grade="met", words="First.", by=by, at=SENT, version=1)
        actions.write_answer(same, "sharing", grade="part", words="Second.", by=by, at=SENT, version=1)
        with pytest.raises(StaleRecord) as stale:
            actions.write_answer(same, "listening", grade="no", words="Third.", by=by, at=SENT, version=1)
        assert (stale.value.episode.version, len(stale.value.since)) == (2, 1)
        assert StandardAnswer.objects.get(episode=one, code="listening").words == "First."
        key = a_key()
        actions.add_evidence(one, "sharing", title="Audit", lies="S:", marking="official", by=by, at=SENT, key=key)
        with pytest.raises(AlreadyDone):
            actions.add_evidence(one, "sharing", title="Audit", lies="S:", marking="official", by=by, at=SENT, key=key)
        piece = Evidence.objects.get(episode=one)
        assert actions.withdraw_evidence(one, piece.pk, by=by, at=SENT) is not None
        assert actions.withdraw_evidence(one, piece.pk, by=by, at=SENT) is None


def test_the_panel_asks_agrees_another_grade_with_its_reason_and_a_gap_becomes_an_action(cast: Cast) -> None:
    """Peer challenge: nobody of the agency itself sits on its own return."""
    found = a_round(cast, cast.police_lead, cast.director)
    one = sent(cast.director, found)
    with acting(cast.director) as own, pytest.raises(MoveRefused, match="your own agency"):
        actions.challenge(one, FIRST, question="Why?", by=own, at=SENT)
    with acting(cast.scrutineer) as by:
        actions.challenge(one, FIRST, question="Who stands in for the lead?", by=by, at=SENT)
        with pytest.raises(MoveRefused, match="not answered yet"):
            actions.hold(one, FIRST, grade="part", because="Nobody does.", by=by, at=SENT, version=2)
    with acting(cast.director) as own:
        asked = PanelQuestion.objects.get(episode=one)
        actions.reply(one, asked.pk, answer="Nobody yet.", by=own, at=SENT)
        with pytest.raises(MoveRefused, match="Nobody yet"):
            actions.reply(one, asked.pk, answer="Somebody.", by=own, at=SENT)
        assert return_of(own, found).next_due_at is None, "no question is open"
    with acting(cast.scrutineer) as by:
        with pytest.raises(MoveRefused, match="why another grade"):
            actions.hold(one, FIRST, grade="part", by=by, at=SENT, version=2)
        actions.hold(one, FIRST, grade="part", because="Nobody stands in.", by=by, at=SENT, version=2)
        actions.own_gap(one, FIRST, what="Name a deputy.", owner={"owner_seat": seat()}, by_when=dt.date(2027, 1, 15),
                        by=by, at=SENT)  # fmt: skip
        fresh = return_of(cast.director, found)
        actions.settle(fresh, says="Honest.", by=by, at=SENT, version=fresh.version)
        action = Action.objects.get(because_of_id=one.pk)
        assert action.source.startswith("Section 11, Stockton")
        matrix = queries.matrix(found, now=SENT)
        assert (matrix.moved, matrix.weakest, matrix.settled) == (1, (STANDARDS[0].title, 1), 1)
        assert set(StandardAnswer.objects.filter(episode=one).values_list("held", flat=True)) == {"part", "met"}


def test_the_next_round_carries_forward_what_held_and_asks_what_has_changed(cast: Cast) -> None:
    found = a_round(cast, cast.director)
    with acting(cast.director) as own:
        actions.add_evidence(return_of(own, found), FIRST, title="Minutes", lies="S:", marking="sensitive",
                             consent="MAPPA chair", by=own, at=SENT)  # fmt: skip
    one = sent(cast.director, found)
    with acting(cast.scrutineer) as by:
        actions.hold(one, FIRST, grade="part", because="Thin.", by=by, at=SENT, version=2)
        fresh = return_of(cast.director, found)
        actions.settle(fresh, says="Good.", by=by, at=SENT, version=fresh.version)
    with acting(cast.partnership_manager) as by:
        fresh_round = type(found).objects.get(pk=found.pk)
        actions.finish(fresh_round, learned="Leads stand alone.", by=by, at=SENT, version=fresh_round.version)
    again = a_round(cast, cast.director, title="2027", at=OPENED + dt.timedelta(days=365), due=dt.date(2027, 10, 29))
    with acting(cast.director) as own:
        new = return_of(own, again)
        line, every = queries.line_for(new, FIRST)
        assert (line.said["grade"], line.said["words"], line.done) == ("part", "Files were read.", False)
        assert line.said["because_before"] == "Thin."
        assert [each["carried"] for each in line.said["evidence"]] == [True]
        assert len(every) == len(STANDARDS)
        with pytest.raises(MoveRefused, match="what changed"):
            actions.write_answer(new, FIRST, grade="met", words="x", by=own, at=SENT, version=1)
        made = papers.paper(new, every, by=own, at=SENT)
        assert made.marking == "Official-Sensitive"


def test_a_round_ends_when_nothing_waits_with_the_panel_and_counts_who_never_sent(cast: Cast) -> None:
    found = a_round(cast, cast.police_lead, cast.director)
    sent(cast.director, found)
    with acting(cast.partnership_manager) as by:
        fresh = type(found).objects.get(pk=found.pk)
        with pytest.raises(MoveRefused, match="still with the panel"):
            actions.finish(fresh, learned="x", by=by, at=SENT, version=fresh.version)
        one = return_of(cast.director, found)
        actions.settle(one, says="Good.", by=by, at=SENT, version=one.version)
        actions.finish(fresh, learned="x", by=by, at=SENT, version=fresh.version)
        states = set(Section11Return.objects.filter(round=found).values_list("agency__code", "state"))
        assert ("cleveland-police", "ended") in states
    with acting(cast.elsewhere):
        assert not Section11Return.objects.exists()


def test_the_next_full_return_is_due_two_years_after_the_last_and_then_reaches_the_executive(cast: Cast) -> None:
    """No law sets a cycle: 24 months are a local standard. Sent on Tuesday 20 October 2026."""
    found = a_round(cast, cast.police_lead)
    one = sent(cast.police_lead, found)
    with acting(cast.partnership_manager) as by:
        assert queries.due_again(found.authority_id) == [], "as long as a round asks for it"
        actions.settle(one, says="Thank you.", by=by, at=SENT, version=one.version)
        again = queries.due_again(found.authority_id)
        assert [(each.last_on, law.london_date(each.due_at)) for each in again] == [
            (dt.date(2026, 10, 20), dt.date(2028, 10, 20)),
        ]
        before, after = again[0].due_at - dt.timedelta(hours=1), again[0].due_at + dt.timedelta(hours=1)
        assert due.due(executive(), before) == []
        assert [each.title for each in due.due(executive(), after)] == ["Full section 11 returns are due again"]
