"""Risks, what was put to somebody, scrutiny and agreements: what may be done by whom, and which clock runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.cast import TUESDAY_NOON, Cast, a_key

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Seat
from lantern.boards.tests.world import an_action, executive, held_by, seat
from lantern.governance import due
from lantern.law.timescales import london_date
from lantern.oversight import queries
from lantern.oversight.actions import agreements, matters, risks, scrutiny
from lantern.oversight.models import Agreement, Arrangements, Edition, Matter, Risk, RiskLook, ScrutinyLine
from lantern.partnership.models import Agency
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Notice

pytestmark = pytest.mark.django_db

LATER = TUESDAY_NOON + dt.timedelta(days=30)
TODAY = london_date(TUESDAY_NOON)


def a_risk(by: ActingPerson, **said: Any) -> Risk:
    """Owned by the council's seat in the Executive, at 12 of 25. Within ``acting``."""
    told: dict[str, Any] = {
        "title": "Families wait unseen", "cause": "Two lists.", "effect": "A child is not seen.",
        "controls": "One list.", "first_likelihood": 5, "first_impact": 4, "likelihood": 3, "impact": 4,
    }  # fmt: skip
    keeper = by.partnerships[0]
    return risks.raise_risk(keeper=keeper, said=told | said, owner_seat=seat(), by=by, at=TUESDAY_NOON)


def a_matter(by: ActingPerson, *, to: Seat | None = None, **said: Any) -> Matter:
    """An escalation to a ministry, or a challenge of a seat, put on Tuesday. Within ``acting``."""
    told: dict[str, Any] = {
        "keeper": by.partnerships[0], "title": "Children whom nobody sees", "words": "Who sees them?",
        "sent_on": TODAY, "by": by, "at": TUESDAY_NOON,
    }  # fmt: skip
    told |= {"sort": "challenge", "to_seat": to} if to else {"sort": "escalation", "other": "A ministry"}
    return matters.put(**(told | said))


def test_a_risk_is_looked_at_every_three_months_and_offered_for_the_agenda_when_it_got_worse(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        risk = a_risk(by)
        assert risk.next_due_at is not None
        assert london_date(risk.next_due_at) == dt.date(2027, 2, 17), "three months after 17 November 2026"
        said: dict[str, Any] = {"controls": "One list.", "why": "Nine weeks now.", "by": by, "at": LATER}
        risks.look(risk, likelihood=5, impact=4, version=1, key=a_key(), **said)
        assert (risk.score, risk.last_score, risk.worse) == (20, 12, True)
        assert london_date(risk.next_due_at) == dt.date(2027, 3, 17), "and again from the day of the look"
        offered = {each.title: each.because_of for each in due.offered(executive(), LATER)}
        assert offered["Risk got worse: Families wait unseen"] == risk.pk
        assert [each.score for each in queries.looks_at(risk)] == [12, 20]
        with pytest.raises(StaleRecord):
            risks.look(risk, likelihood=1, impact=1, version=1, **said)
        risks.look(risk, likelihood=2, impact=4, version=2, **said)
        assert not [each for each in due.offered(executive(), LATER) if each.title.startswith("Risk")]
        with pytest.raises(MoveRefused, match="Say why"):
            risks.close(risk, reason=" ", by=by, at=LATER, version=3)
        risks.close(risk, reason="Nobody waits.", by=by, at=LATER, version=3)
        assert (risk.state, risk.next_due_at) == ("closed", None)
    with acting(cast.director), pytest.raises(MoveRefused):
        a_risk(cast.director)


def test_whoever_holds_the_owners_seat_looks_and_nobody_else(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        risk = a_risk(by)
        said: dict[str, Any] = {"likelihood": 1, "impact": 1, "controls": "One list.", "why": "Read.", "at": LATER}
    with acting(cast.director), pytest.raises(MoveRefused, match="Another seat owns this risk"):
        risks.look(risk, by=cast.director, version=1, **said)
    with acting(by):
        held_by("executive-stockton", cast.director, by=by)
    with acting(cast.director):
        risks.look(risk, by=cast.director, version=1, **said)
        assert RiskLook.objects.count() == 2


def test_silence_is_counted_from_the_first_day_and_stays_when_it_is_given_up(cast: Cast) -> None:
    """Document 004, adults board item 6: escalations to which nobody ever replied."""
    by = cast.partnership_officer
    with acting(by):
        matter = a_matter(by)
        assert matter.next_due_at is not None
        assert london_date(matter.next_due_at) == dt.date(2026, 12, 15), "20 working days after 17 November 2026"
        matters.chase(matter, reason="Wrote again.", by=by, at=LATER, version=1)
        assert (matter.chased, matter.silence(LATER.date())) == (1, 30), "chasing does not begin the count anew"
        told = {each.title: each.why for each in due.offered(executive(), LATER)}
        assert told["No answer: Children whom nobody sees"] == "A ministry, 30 days of silence"
        matters.give_up(matter, reason="Nobody is there.", by=by, at=LATER, version=2)
        assert (matter.state, matter.silence(dt.date(2030, 1, 1))) == ("silent", 30), "the count stops"
        answer: dict[str, Any] = {"text": "We are sorry.", "answered_by": "A minister", "by": by, "at": LATER}
        matters.answer(matter, on=dt.date(2026, 12, 17), version=3, key=(key := a_key()), **answer)
        assert (matter.state, matter.silence(LATER.date()), matter.closed_at) == ("answered", None, None)
        with pytest.raises(AlreadyDone):
            matters.answer(matter, on=dt.date(2026, 12, 17), version=3, key=key, **answer)
        matters.press(matter, reason="That is no answer.", by=by, at=LATER, version=4)
        assert (matter.silent_since, matter.answer, matter.next_due) == (LATER.date(), "", "matter-answer")
        with pytest.raises(MoveRefused, match="put to one"):
            a_matter(by, other=" ")
        with pytest.raises(MoveRefused, match="still to come"):
            a_matter(by, sent_on=LATER.date())


def test_a_challenge_is_answered_by_its_seat_and_settled_by_somebody_else(cast: Cast) -> None:
    by, owner, chair = cast.partnership_officer, cast.director, cast.scrutineer
    with acting(by):
        held_by("executive-stockton", owner, by=by)
    with acting(chair):
        matter = a_matter(chair, to=seat())
        assert matter.next_due_at is not None
        assert london_date(matter.next_due_at) == dt.date(2026, 12, 8), "15 working days after 17 November 2026"
        with pytest.raises(MoveRefused, match="manager or officer sends"):
            a_matter(chair)
    with acting(by):
        assert Notice.objects.filter(kind="matter_put_to_you").exists(), "whoever holds the seat is told"
    with acting(owner):
        said: dict[str, Any] = {"by": owner, "at": TUESDAY_NOON}
        answer = {"text": "We do, from May.", "answered_by": owner.name, "on": TODAY}
        matters.answer(matter, version=1, **answer, **said)
        with pytest.raises(MoveRefused, match="answered this yourself"):
            matters.settle(matter, became="changed", changed="All of it.", version=2, **said)
    with acting(chair):
        matters.settle(matter, became="nothing", changed="May has gone.", by=chair, at=LATER, version=2)
        assert (matter.state, matter.became) == ("settled", "nothing")


def test_what_came_to_us_waits_for_our_answer(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        matter = a_matter(by, sort="report_in", other="A group across Tees", body=executive())
        with pytest.raises(MoveRefused, match="our own answer"):
            matters.chase(matter, reason="Wrote.", by=by, at=LATER, version=1)
        said: dict[str, Any] = {"by": by, "at": LATER}
        matters.answer(matter, text="We see it too.", answered_by=by.name, on=LATER.date(), version=1, **said)
        matters.settle(matter, became="changed", changed="A common script.", version=2, **said)


def test_scrutiny_is_planned_moved_with_its_first_day_kept_and_reported(cast: Cast) -> None:
    by = cast.scrutineer
    with acting(by):
        told: dict[str, Any] = {"title": "Words of children", "why": "Audits.", "how": "files", "due_on": TODAY}
        line = scrutiny.plan(keeper=by.partnerships[0], said=told, by=by, at=TUESDAY_NOON)
        press: dict[str, Any] = {"by": by, "at": LATER}
        scrutiny.postpone(line, due_on=dt.date(2027, 1, 29), reason="Files came late.", version=1, **press)
        line = ScrutinyLine.objects.get()
        assert line.next_due_at is not None
        assert (line.first_due_on, london_date(line.next_due_at)) == (TODAY, dt.date(2027, 1, 29))
        scrutiny.report(line, found="In 21 of 30.", evidence="30 files.", version=2, **press)
        challenge = a_matter(by, to=seat(), because_of=line)
        assert queries.matters_about(line.pk) == [challenge]
    with acting(cast.director), pytest.raises(MoveRefused):
        scrutiny.plan(keeper=by.partnerships[0], said=told, by=cast.director, at=TUESDAY_NOON)


def test_an_agreement_is_renewed_edition_by_edition_and_one_that_ran_out_is_offered(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        agency = Agency.objects.get(code="cleveland-police")
        told: dict[str, Any] = {"sort": "memorandum", "title": "Memorandum", "promised": "A lead.", "renew_by": TODAY}
        held = agreements.record(keeper=by.partnerships[0], agency=agency, said=told, by=by, at=TUESDAY_NOON)
        assert agency not in queries.without_agreement(by=by)
        assert "Agreements that ran out: 1" in {each.title for each in due.offered(executive(), LATER)}
        press: dict[str, Any] = {"by": by, "at": LATER}
        agreements.renew(held, promised="A lead and a deputy.", renew_by=dt.date(2028, 11, 17), version=1, **press)
        held = Agreement.objects.get()
        assert held.next_due_at is not None
        assert (held.edition, london_date(held.next_due_at)) == (2, dt.date(2028, 11, 17))
        assert Edition.objects.get().promised == "A lead."
        agreements.give(held, given="A lead.", version=2, **press)
        agreements.end(held, reason="Merged.", version=3, **press)
        assert agency in queries.without_agreement(by=by)


def test_published_arrangements_are_looked_at_again_within_twelve_months(cast: Cast) -> None:
    """Business case, 2018: a review within 12 months of the start. Sent to the Secretary of State once."""
    by = cast.partnership_officer
    with acting(by):
        said: dict[str, Any] = {
            "title": "First edition", "published_on": dt.date(2026, 4, 1), "in_force_on": dt.date(2026, 4, 1),
            "read_at": "The public page",
        }  # fmt: skip
        first = agreements.publish(keeper=by.partnerships[0], said=said, by=by, at=TUESDAY_NOON)
        assert first.next_due_at is not None
        assert london_date(first.next_due_at) == dt.date(2027, 4, 1)
        press: dict[str, Any] = {"by": by, "at": LATER}
        agreements.send(first, sent_on=TODAY, sent_how="By e-mail", version=1, **press)
        with pytest.raises(MoveRefused, match="sent already"):
            agreements.send(first, sent_on=TODAY, sent_how="By e-mail", version=2, **press)
        agreements.review(first, found="Two seats change.", on=dt.date(2026, 12, 1), version=2, **press)
        first = Arrangements.objects.get()
        assert first.next_due_at is not None
        assert london_date(first.next_due_at) == dt.date(2027, 12, 1)
        agreements.publish(keeper=by.partnerships[0], said=said | {"title": "Second"}, by=by, at=LATER)
        assert [(each.title, each.state) for each in queries.arrangements(by=by)] == [
            ("Second", "published"), ("First edition", "replaced"),
        ]  # fmt: skip


def test_another_partnership_finds_nothing(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        risk, matter = a_risk(by), a_matter(by, because_of=an_action(cast, by=cast.partnership_manager))
        assert Matter.objects.get(pk=matter.pk).because_of_id
    with acting(cast.elsewhere):
        assert not Risk.objects.filter(pk=risk.pk).exists()
        assert not Matter.objects.exists()
        assert not RiskLook.objects.exists()
