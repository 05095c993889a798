"""Meetings: who may call one, what an agency is told of it, several people minuting at once, deciding, the minutes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import docx
import pikepdf
import pytest
from tests.cast import TUESDAY_NOON, Cast, a_child, a_key

from lantern.access.context import acting
from lantern.interface import documents
from lantern.law.quorums import PARTS, all_quorums, quorum
from lantern.meetings import actions, kinds, minutes, queries
from lantern.meetings.actions import Asked, ForChild, LineReplaced
from lantern.meetings.kinds import MeetingKind, Outcome
from lantern.meetings.models import Agreed, Decided, Invitation, Meeting, Said, Seat
from lantern.meetings.tests.world import IN_AN_HOUR, a_meeting, desk, everybody_there
from lantern.people.models import Address
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Episode, Event, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def deciding(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """A kind of meeting that decides, with a quorum; what followed from its decisions is listed."""
    followed: list[tuple[str, int]] = []
    kind = MeetingKind(
        code="tried",
        label="Tried meeting",
        called="a tried meeting",
        outcomes=(Outcome("enquire", "Enquire"), Outcome("stop", "Stop")),
        quorum_id="strategy-discussion",
        hold_by="strategy-discussion",
        minutes_by="strategy-record",
        reports_by="icpc-reports",
        reports_variant="initial",
        follows=lambda *, meeting, decided, by, at: followed.append((meeting.reference, len(decided))),
    )
    monkeypatch.setitem(kinds._KINDS, "tried", kind)
    return followed


# ---- Who must be there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        (["social_care", "police", "health", "education"], []),
        (["social_care", "police", "education"], ["health"]),
        (["social_care", "police", "health"], [quorum("strategy-discussion").needs[3].says]),
        ([], [need.says for need in quorum("strategy-discussion").needs]),
    ],
)  # fmt: skip
def test_a_strategy_discussion_needs_social_care_police_health_and_who_knows_the_child(
    there: list[str], missing: list[str]
) -> None:
    """Working Together, chapter 3: children's social care, the police, health and other bodies as fits."""
    assert quorum("strategy-discussion").missing(there) == missing


def test_one_agency_does_not_fill_two_seats_of_a_conference() -> None:
    assert quorum("child-protection-conference").missing(["social_care", "health"]) == [
        "a second agency that knows the child or the family"
    ]
    assert quorum("child-protection-conference").missing(["social_care", "health", "education"]) == []


def test_every_part_a_quorum_names_can_sit_at_the_table() -> None:
    assert {part for each in all_quorums() for need in each.needs for part in need.any} <= set(PARTS)


# ---- Calling --------------------------------------------------------------------------------------------------------


def test_a_called_meeting_is_an_episode_of_each_child_with_a_seat_for_everybody(cast: Cast) -> None:
    with acting(cast.social_worker):
        children = [a_child(), a_child(name="Ellie Smith")]
        meeting = a_meeting(cast, children=children)
        assert set(meeting.involvements.values_list("person_id", flat=True)) == {each.pk for each in children}
        assert list(Seat.objects.filter(episode=meeting).values_list("number", "sits_as")) == [
            (1, "social_care"),
            (2, "police"),
        ]
        told = Event.objects.get(episode=meeting, kind="meeting_called")
        assert told.payload == {"kind": "Meeting of professionals"}
        assert told.subjects.count() == 2


def test_whoever_holds_no_such_post_is_refused_with_the_reason(cast: Cast) -> None:
    with acting(cast.officer):
        with pytest.raises(MoveRefused, match="may not do this"):
            a_meeting(cast, by=cast.officer)
        assert not Meeting.objects.exists()


def test_calling_twice_by_one_press_is_calling_once(cast: Cast) -> None:
    key = a_key()
    with acting(cast.social_worker):
        child = a_child()
        a_meeting(cast, children=[child], key=key)
        with pytest.raises(AlreadyDone):
            a_meeting(cast, children=[child], key=key)
        assert Meeting.objects.count() == 1


def test_an_agency_sees_what_it_was_told_and_nothing_of_the_meeting_itself(cast: Cast) -> None:
    """What is told is frozen (decision 5): a later address does not reach it, and other seats are not shown."""
    with acting(cast.social_worker):
        child = a_child()
        child.addresses.create(authority_id=child.authority_id, house="4", street="Elm Row", postcode="TS18 1AA")
        a_meeting(cast, children=[child])
        child.addresses.update(street="Oak Row")
    with acting(cast.police):
        found = queries.invitation_for(Invitation.objects.get().reference, by=cast.police)
        assert [(each["name"], each["address"]) for each in found.subjects] == [("Jayden Smith", "4 Elm Row, TS18 1AA")]
        assert not Meeting.objects.exists()
        assert not Seat.objects.exists()
        assert [notice.kind for notice in Notice.objects.all()] == ["invitation_waiting"]
    with acting(cast.health):
        assert not Invitation.objects.exists()
    with acting(cast.elsewhere):
        assert not Meeting.objects.exists()
        assert not Invitation.objects.exists()


def test_a_protected_address_leaves_with_no_invitation(cast: Cast) -> None:
    with acting(cast.social_worker):
        child = a_child()
        Address(person=child, authority_id=child.authority_id, house="9", street="Hidden Way", protected=True).save(
            force_insert=True
        )
        a_meeting(cast, children=[child])
        assert Invitation.objects.get().subjects[0]["address"] == ""


def test_calling_it_off_needs_a_reason_and_tells_who_was_asked(cast: Cast) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast)
        with pytest.raises(MoveRefused, match="Say why"):
            actions.call_off(meeting, reason="", by=cast.social_worker, at=IN_AN_HOUR, version=1)
        actions.call_off(meeting, reason="The child is in hospital.", by=cast.social_worker, at=IN_AN_HOUR, version=1)
        assert Invitation.objects.get().state == "withdrawn"


def test_moving_it_moves_the_invitation_and_when_the_report_is_due(cast: Cast, deciding: list) -> None:
    """Reports are due three working days before an initial conference (local); 28 December 2026 is a bank holiday."""
    with acting(cast.social_worker):
        meeting = a_meeting(cast, kind="tried")
        invitation = Invitation.objects.get()
        assert invitation.next_due_at == dt.datetime(2026, 11, 12, 23, 59, 59, 999999, tzinfo=dt.UTC)
        later = dt.datetime(2026, 12, 30, 10, 0, tzinfo=dt.UTC)
        actions.move(
            meeting,
            starts_at=later,
            place="Town hall",
            how_to_join="",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=meeting.version,
        )
        invitation = Invitation.objects.get()
        assert (invitation.starts_at, invitation.place) == (later, "Town hall")
        assert invitation.next_due_at == dt.datetime(2026, 12, 23, 23, 59, 59, 999999, tzinfo=dt.UTC)


# ---- While it runs --------------------------------------------------------------------------------------------------


def test_two_people_minute_at_once_and_every_line_stays(cast: Cast) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
        seat = Seat.objects.get(episode=meeting, sits_as="police")
        actions.say(
            meeting, part="information", text="Called out twice.", seat=seat, by=cast.social_worker, at=IN_AN_HOUR
        )
    with acting(cast.manager):
        actions.say(
            meeting, part="information", text="An injunction stands.", seat=seat, by=cast.manager, at=IN_AN_HOUR
        )
        assert [line.text for line in queries.table_of(meeting).said] == ["Called out twice.", "An injunction stands."]


def test_of_two_who_word_one_line_anew_the_first_stands_and_both_texts_are_kept(cast: Cast) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
        line = actions.say(meeting, part="view", text="He said hes scared", by=cast.social_worker, at=IN_AN_HOUR)
        actions.say(meeting, part="view", text="“I am scared.”", replaces=line, by=cast.social_worker, at=IN_AN_HOUR)
    with acting(cast.manager):
        with pytest.raises(LineReplaced) as other:
            actions.say(meeting, part="view", text="He is frightened.", replaces=line, by=cast.manager, at=IN_AN_HOUR)
        assert other.value.theirs.text == "“I am scared.”"
        assert [each.text for each in queries.table_of(meeting).said] == ["“I am scared.”"]
        assert Said.objects.filter(episode=meeting).count() == 2, "the first wording stays"


def test_a_line_twice_by_one_press_is_one_line(cast: Cast) -> None:
    key = a_key()
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
        actions.say(meeting, part="view", text="Once.", by=cast.social_worker, at=IN_AN_HOUR, key=key)
        with pytest.raises(AlreadyDone):
            actions.say(meeting, part="view", text="Once.", by=cast.social_worker, at=IN_AN_HOUR, key=key)


def test_nothing_is_written_before_it_begins_nor_by_whoever_may_not(cast: Cast) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast)
        with pytest.raises(MoveRefused, match="nothing can be written"):
            actions.say(meeting, part="view", text="Too early.", by=cast.social_worker, at=IN_AN_HOUR)
        actions.begin(meeting, by=cast.social_worker, at=IN_AN_HOUR, version=meeting.version)
    with acting(cast.officer), pytest.raises(MoveRefused, match="may not do this"):
        actions.say(meeting, part="view", text="Not mine.", by=cast.officer, at=IN_AN_HOUR)


def test_what_somebody_else_said_about_who_is_there_stands_and_is_told(cast: Cast) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
        seat = Seat.objects.get(episode=meeting, sits_as="police")
        assert actions.take_roll(meeting, found={seat.pk: ("", "here")}, by=cast.social_worker, at=IN_AN_HOUR) == []
        clash = actions.take_roll(meeting, found={seat.pk: ("", "absent")}, by=cast.social_worker, at=IN_AN_HOUR)
        assert [each.attendance for each in clash] == ["here"]


def test_an_action_is_done_once_and_says_what_came_of_it(cast: Cast) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
        agreed = actions.agree(
            meeting,
            what="See the child at school",
            owner_name="Sam Okafor",
            due_at=IN_AN_HOUR + dt.timedelta(hours=3),
            by=cast.social_worker,
            at=IN_AN_HOUR,
        )
        assert [each.what for each in queries.to_do(by=cast.social_worker)] == ["See the child at school"]
        assert actions.mark_done(agreed, outcome="Seen alone.", by=cast.social_worker, at=IN_AN_HOUR)
        assert not actions.mark_done(agreed, outcome="Again.", by=cast.manager, at=IN_AN_HOUR)
        assert Agreed.objects.get().outcome == "Seen alone."
        assert queries.to_do(by=cast.social_worker) == []


# ---- Deciding -------------------------------------------------------------------------------------------------------


def _decide(meeting: Meeting, cast: Cast, why: str = "", **outcomes: str) -> None:
    children = queries.table_of(meeting).children
    actions.decide(
        meeting,
        decisions=[
            ForChild(child.pk, outcomes.get(child.name.split()[0].lower(), "enquire"), "Because of the bruise.")
            for child in children
        ],
        not_quorate_why=why,
        by=cast.social_worker,
        at=IN_AN_HOUR,
        version=meeting.version,
    )


def test_it_decides_without_the_police_only_with_the_reason_which_stands_in_the_minutes(
    cast: Cast, deciding: list
) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, kind="tried", begun=True)
        with pytest.raises(MoveRefused, match="Not there: children's social care, the police, health"):
            _decide(meeting, cast)
        assert not Decided.objects.exists()
        _decide(meeting, cast, why="Nobody answers at night; the child is in danger.")
        assert deciding == [(meeting.reference, 1)]
        told = minutes.parts(meeting, queries.table_of(meeting))
        assert any(what == "notice" and "Nobody answers at night" in text for what, text in told)


def test_each_child_has_a_decision_of_their_own(cast: Cast, deciding: list) -> None:
    with acting(cast.social_worker):
        children = [a_child(), a_child(name="Ellie Smith")]
        meeting = a_meeting(cast, kind="tried", begun=True, children=children)
        one = [ForChild(children[0].pk, "enquire", "Because.")]
        press: dict[str, Any] = {
            "by": cast.social_worker,
            "at": IN_AN_HOUR,
            "version": meeting.version,
            "not_quorate_why": "Night.",
        }
        with pytest.raises(MoveRefused, match="Each child needs a decision"):
            actions.decide(meeting, decisions=one, **press)
        _decide(meeting, cast, why="Night.", jayden="enquire", ellie="stop")
        found = {each.person_id: each.outcome for each in Decided.objects.filter(current=True)}
        assert found == {children[0].pk: "enquire", children[1].pk: "stop"}


def test_a_stale_page_is_told_and_the_first_decision_stands(cast: Cast, deciding: list) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, kind="tried", begun=True)
        before = Meeting.objects.get(pk=meeting.pk)
        _decide(meeting, cast, why="Night.")
        with pytest.raises(StaleRecord) as stale:
            _decide(before, cast, why="Night.", jayden="stop")
        assert [event.kind for event in stale.value.since] == ["meeting_decided"]
        assert [each.outcome for each in Decided.objects.all()] == ["enquire"]


def test_it_does_not_end_before_it_has_decided(cast: Cast, deciding: list) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, kind="tried", begun=True)
        with pytest.raises(MoveRefused, match="Nothing is decided"):
            actions.end(meeting, by=cast.social_worker, at=IN_AN_HOUR, version=meeting.version)


def test_the_clock_to_hold_it_stops_when_it_begins_and_that_of_the_minutes_runs_from_its_end(
    cast: Cast, deciding: list
) -> None:
    """Held within 24 hours of the call (local); the record shared within one working day: Tuesday to Wednesday."""
    with acting(cast.social_worker):
        meeting = a_meeting(cast, kind="tried", begun=True)
        hold = Clock.objects.get(episode=meeting, timescale="strategy-discussion")
        assert hold.due_at == TUESDAY_NOON + dt.timedelta(hours=24)
        assert hold.stopped_at == IN_AN_HOUR
        _decide(meeting, cast, why="Night.")
        actions.end(meeting, by=cast.social_worker, at=IN_AN_HOUR, version=meeting.version)
        record = Clock.objects.get(episode=meeting, timescale="strategy-record")
        assert record.due_at == dt.datetime(2026, 11, 18, 23, 59, 59, 999999, tzinfo=dt.UTC)
        assert Episode.objects.get(pk=meeting.pk).next_due == "strategy-record"


# ---- The minutes ----------------------------------------------------------------------------------------------------


def test_the_minutes_go_to_the_agency_as_they_are_and_stay_so(cast: Cast, deciding: list) -> None:
    with acting(cast.police):
        pass
    with acting(cast.social_worker):
        meeting = a_meeting(cast, kind="tried", begun=True)
        everybody_there(meeting, cast.social_worker)
        mother = Asked("Ann Smith", "family", "Mother")
        actions.invite(meeting, asked=[mother], by=cast.social_worker, at=IN_AN_HOUR, version=meeting.version)
        said: dict[str, Any] = {"by": cast.social_worker, "at": IN_AN_HOUR}
        seat = Seat.objects.get(name="Ann Smith")
        actions.say(meeting, part="view", text="I want help.", seat=seat, **said)
        _decide(meeting, cast, why="No health worker on call.")
        actions.end(meeting, version=meeting.version, **said)
        actions.send_minutes(meeting, version=meeting.version, **said)
        assert Meeting.objects.get(pk=meeting.pk).closed_at is not None
        made = minutes.document(meeting, queries.table_of(meeting), by=cast.social_worker, at=IN_AN_HOUR)
    with pikepdf.open(io.BytesIO(documents.pdf(made))) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert "Smith" not in str(pdf.docinfo)
    assert "I want help." in "\n".join(each.text for each in docx.Document(io.BytesIO(documents.word(made))).paragraphs)
    with acting(cast.police):
        found = queries.invitation_for(Invitation.objects.get().reference, by=cast.police)
        assert found.state == "minuted"
        text = str(found.minutes["parts"])
        assert "I want help." in text
        assert "Enquire" in text
        assert documents.pdf(minutes.copy_for(found, by=cast.police, at=IN_AN_HOUR)).startswith(b"%PDF")


def test_an_agency_answers_and_reports_once_and_nobody_else_does_it_for_it(cast: Cast, deciding: list) -> None:
    with acting(cast.social_worker):
        a_meeting(cast, kind="tried")
    with acting(cast.police):
        found = queries.invitation_for(Invitation.objects.get().reference, by=cast.police)
        press: dict[str, Any] = {"by": cast.police, "at": IN_AN_HOUR}
        actions.answer_invitation(found, coming="yes", name="PC Jo Marsh", version=1, **press)
        actions.send_report(
            found, report={"What do you know?": "Two call-outs."}, version=found.version, late_reason="Leave.", **press
        )
        with pytest.raises(MoveRefused, match="report sent"):
            actions.send_report(found, report={"x": "y"}, version=found.version, **press)
    with acting(cast.social_worker):
        sent = next(iter(queries.table_of(Meeting.objects.get()).sent.values()))
        assert (sent.coming_name, sent.report) == ("PC Jo Marsh", {"What do you know?": "Two call-outs."})
        clock = Clock.objects.get(timescale="icpc-reports")
        assert (clock.stopped_at, clock.late_reason) == (IN_AN_HOUR, "Leave.")
        with pytest.raises(MoveRefused):
            actions.answer_invitation(
                Invitation.objects.get(), coming="no", by=cast.social_worker, at=IN_AN_HOUR, version=3
            )


def test_a_restricted_childs_meeting_is_closed_to_whoever_may_not_see_the_child(cast: Cast) -> None:
    with acting(cast.social_worker):
        child = a_child()
    manager = replace(cast.manager, granted=(child.pk,))
    with acting(manager):
        child.restricted = True
        meeting = a_meeting(cast, children=[child], by=manager, begun=True)
        actions.say(meeting, part="view", text="Hidden.", by=manager, at=IN_AN_HOUR)
        assert Said.objects.count() == 1
    with acting(cast.other_manager):
        assert not Meeting.objects.exists()
        assert not Said.objects.exists()
        assert not Seat.objects.exists()
    assert desk(cast.police).sits_as == "police"
