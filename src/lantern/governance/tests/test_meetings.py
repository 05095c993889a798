"""A board year in small: agenda, meeting, minutes by two people, approval; decisions and when they may be called in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.cast import LONDON, TUESDAY_NOON, Cast, a_key

from lantern.access.context import acting
from lantern.boards import actions as boards
from lantern.boards import queries as board_queries
from lantern.boards.models import Body
from lantern.boards.tests.world import an_action, executive, seat
from lantern.governance import due, minutes, queries
from lantern.governance.actions import deciding, meetings, minuting
from lantern.governance.models import AgendaItem, Attendance, BoardMeeting, MinuteLine
from lantern.governance.tests.world import TENTH, a_board_meeting, an_item, everybody_there
from lantern.interface import documents
from lantern.interface.paging import Page
from lantern.spine import clocks
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Notice

pytestmark = pytest.mark.django_db

AFTER = TENTH + dt.timedelta(hours=2)


def test_an_agenda_is_made_from_the_backlog_and_from_what_is_due(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, items=0)
        assert meeting.next_due == "board-papers"
        assert meetings.papers_due_on(meeting) == dt.date(2026, 12, 3), "five working days before 10 December 2026"
        with pytest.raises(MoveRefused, match="Nothing is on the agenda"):
            meetings.send_agenda(meeting, by=by, at=TUESDAY_NOON, version=meeting.version)
        body = executive()
        waits = meetings.add_item(body, title="Budget", purpose="decide", by=by, at=TUESDAY_NOON)
        assert [each.title for each in queries.backlog(body, by=by)] == ["Budget"]
        assert meetings.take_up(waits, meeting, by=by, at=TUESDAY_NOON)
        assert not meetings.take_up(waits, meeting, by=by, at=TUESDAY_NOON), "the first stands"
        an_action(cast, by=cast.partnership_manager, body=body)
        told = {each.title for each in due.offered(body, TENTH)}
        assert told == {"Actions past their date: 1", "How this body is chaired"}
        meetings.send_agenda(meeting, by=by, at=TUESDAY_NOON, version=meeting.version)
        assert meeting.next_due_at is None
        meetings.call_off(meeting, reason="Snow.", by=by, at=TUESDAY_NOON, version=meeting.version)
        assert [each.title for each in queries.backlog(body, by=by)] == ["Budget"], "it waits again"


def test_of_two_decisions_called_alike_each_is_looked_at_again(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting, body = a_board_meeting(cast, items=0), executive()
        said: dict[str, Any] = {
            "title": "Money",
            "resolution": "Agreed.",
            "reasons": "It is owed.",
            "look_again_on": TENTH.date(),
        }
        one, other = (deciding.decide(body, said=said, by=by, at=TUESDAY_NOON) for _ in range(2))
        origins = {each.because_of for each in due.offered(body, TENTH) if each.title == "Look again: Money"}
        assert origins == {one.pk, other.pk}
        meetings.add_item(
            body, meeting=meeting, title="Look again: Money", because_of=one, purpose="discuss", by=by, at=TUESDAY_NOON
        )
        assert [each.because_of for each in due.offered(body, TENTH) if "Money" in each.title] == [other.pk]


def test_a_meeting_ends_when_every_seat_is_accounted_for_and_its_chair_approves(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, begun=True)
        with pytest.raises(MoveRefused, match="Nobody has said whether"):
            meetings.end(meeting, by=by, at=AFTER, version=meeting.version)
        everybody_there(meeting, by, police="unbriefed", health="apology")
        meetings.end(meeting, by=by, at=AFTER, version=meeting.version)
        assert Body.objects.get(pk=meeting.body_id).last_met_on == TENTH.date()
        assert meeting.next_due_at == clocks.due_at(
            "board-minutes", started_at=AFTER, authority_id=meeting.authority_id
        )
        assert meeting.next_due_at == dt.datetime(2026, 12, 24, 23, 59, 59, 999999, tzinfo=LONDON), "ten working days"
        teams = set(Notice.objects.filter(kind="board_minutes_to_approve").values_list("team_id", flat=True))
        assert cast.scrutineer.team_id in teams
        with pytest.raises(MoveRefused, match="The chair of the meeting approves"):
            meetings.approve(meeting, by=by, at=AFTER, version=meeting.version)
    with acting(cast.director), pytest.raises(MoveRefused, match="The chair of the meeting approves"):
        meetings.approve(meeting, by=cast.director, at=AFTER, version=meeting.version)
    with acting(cast.scrutineer):
        meetings.approve(meeting, by=cast.scrutineer, at=AFTER, version=meeting.version)
    with acting(by):
        item = AgendaItem.objects.filter(episode=meeting).first()
        assert item is not None
        with pytest.raises(MoveRefused, match="Nothing can be written"):
            minuting.minute(item, meeting, text="Late.", by=by, at=AFTER)
        matrix = queries.matrix(meeting.body, year=2026, by=by, now=AFTER)
        verdicts = {each.seat.code: (each.held.says, each.printed) for each in matrix.rows}
        assert verdicts["executive-police"] == ("0 of 1", 100), "somebody came, who was not briefed"
        assert verdicts["executive-stockton"] == ("1 of 1", 100)


def test_two_people_minuting_never_overwrite_each_other(cast: Cast) -> None:
    one, other = cast.partnership_officer, cast.partnership_manager
    with acting(one):
        meeting = a_board_meeting(cast, begun=True)
        item = AgendaItem.objects.filter(episode=meeting).order_by("number")[0]
        line = minuting.minute(item, meeting, text="They said yes", by=one, at=TENTH)
        better = minuting.minute(item, meeting, text="All four partners agreed.", replaces=line, by=one, at=TENTH)
    with acting(other):
        with pytest.raises(minuting.LineReplaced) as clash:
            minuting.minute(item, meeting, text="Three agreed.", replaces=line, by=other, at=TENTH)
        assert clash.value.theirs == better
        shown = [each.text for each in queries.table_of(meeting, by=other).items[0].lines]
        assert shown == ["All four partners agreed."]
        assert MinuteLine.objects.count() == 2, "what was written stays"


def test_two_who_take_the_roll_at_once_are_told(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, begun=True)
        police = seat("executive-police")
        minuting.take_roll(meeting, found={police.pk: ("", "apology", "", "")}, by=by, at=TENTH)
        clashes = minuting.take_roll(meeting, found={police.pk: ("", "full", "", "")}, by=by, at=TENTH)
        assert clashes == ["Cleveland Police"]
        assert Attendance.objects.get(seat=police).came == "apology"


def test_what_is_confidential_is_read_by_members_only_and_left_out_of_what_is_published(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, items=1, begun=True)
        item = an_item(meeting, by=by, title="A review of one family", confidential_why="It names a family.")
        minuting.minute(item, meeting, text="The family was told.", by=by, at=TENTH)
        said: dict[str, Any] = {"title": "Reviewer", "resolution": "Appoint her.", "reasons": "Independent."}
        made = deciding.decide(meeting.body, said=said, meeting=meeting, item=item, by=by, at=TENTH)
        with pytest.raises(MoveRefused, match="confidential"):
            deciding.publish(made, by=by, at=AFTER, version=made.version)
        table = queries.table_of(meeting, by=by)
        whole = minutes.document(meeting, table, [], by=by, at=AFTER)
        public = minutes.document(meeting, table, [], by=by, at=AFTER, public=True)
        assert "The family was told." in str(documents.html(whole))
        told = str(documents.html(public))
        assert "The family was told." not in told
        assert "A review of one family" not in told
        assert minutes.REMOVED in told
        assert documents.pdf(public).startswith(b"%PDF")
    analyst = cast.critical_friend
    with acting(analyst):
        assert [each.hidden for each in queries.table_of(meeting, by=analyst).items] == [False, True]
        assert queries.decisions(by=analyst, page=Page(1)) == []


def test_a_decision_may_be_called_in_until_its_time_is_over(cast: Cast) -> None:
    """Document 000: decided on Thursday 13 December 2018, published on the 17th, called in by midnight on the 21st."""
    by = cast.partnership_officer
    made_at = dt.datetime(2018, 12, 13, 17, 0, tzinfo=LONDON)
    with acting(by):
        said: dict[str, Any] = {
            "title": "Safeguarding Children Partnership Arrangements",
            "resolution": "The business case is agreed. A further report follows the publication.",
            "reasons": "To keep to the Children and Social Work Act 2017.",
            "may_be_called_in": True,
        }
        with pytest.raises(MoveRefused, match="what and why"):
            deciding.decide(executive(), said=said | {"reasons": " "}, by=by, at=made_at)
        key = a_key()
        decision = deciding.decide(executive(), said=said, by=by, at=made_at, key=key)
        with pytest.raises(AlreadyDone):
            deciding.decide(executive(), said=said, by=by, at=made_at, key=key)
        assert decision.next_due == "call-in"
        assert decision.next_due_at == dt.datetime(2018, 12, 21, 23, 59, 59, 999999, tzinfo=LONDON)
        published = dt.datetime(2018, 12, 17, 9, 0, tzinfo=LONDON)
        deciding.publish(decision, by=by, at=published, version=decision.version)
        with pytest.raises(MoveRefused, match="can still be called in"):
            deciding.settle(decision, by=by, at=published, version=decision.version)
        late = dt.datetime(2018, 12, 22, 9, 0, tzinfo=LONDON)
        with pytest.raises(MoveRefused, match="is over"):
            deciding.call_in(decision, reason="Cost.", by=by, at=late, version=decision.version)
        with pytest.raises(StaleRecord):
            deciding.settle(decision, by=by, at=late, version=1)
        deciding.settle(decision, by=by, at=late, version=decision.version)
        assert (decision.state, decision.next_due_at) == ("final", None)


def test_an_action_of_a_meeting_is_chased_and_checked_on_the_one_log(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, begun=True)
        action = boards.log_action(
            keeper=meeting.authority_id,
            what="Bring the figures.",
            owner_seat=seat("executive-stockton"),
            by_when=dt.date(2027, 1, 15),
            because_of=meeting,
            body=meeting.body,
            source="Executive Partnership, 10 December 2026, item 1",
            by=by,
            at=TENTH,
        )
        lines = board_queries.actions_because_of([meeting.pk], by=by, now=AFTER)
        assert [each.reference for each in lines] == [action.reference]
        drawn = minutes.document(meeting, queries.table_of(meeting, by=by), lines, by=by, at=AFTER)
        assert "Bring the figures." in str(documents.html(drawn))


def test_interests_are_asked_for_and_a_wrong_post_or_partnership_is_refused(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, begun=True)
        minuting.declare_interest(
            meeting,
            name="Dana Frost",
            kind="pecuniary",
            what="Her husband works there.",
            handled="left",
            by=by,
            at=TENTH,
        )
        assert BoardMeeting.objects.get(pk=meeting.pk).interests_asked_at == TENTH
    with acting(cast.director), pytest.raises(MoveRefused, match="may not do this"):
        minuting.interests_asked(meeting, by=cast.director, at=TENTH)
    with acting(cast.elsewhere):
        assert not BoardMeeting.objects.filter(pk=meeting.pk).exists()


def test_the_forward_plan_tells_what_is_to_come_over_every_body_by_day(cast: Cast) -> None:
    """Document 003, forward plan: meetings, items with a day, decisions to be looked at again; what is past stays."""
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, items=0)
        said: dict[str, Any] = {"title": "Yearly report", "purpose": "note", "by": by, "at": TUESDAY_NOON}
        meetings.add_item(meeting.body, planned_for=dt.date(2027, 3, 1), **said)
        meetings.add_item(meeting.body, **said | {"title": "Some time"})
        told: dict[str, Any] = {
            "title": "Chair",
            "resolution": "Go on.",
            "reasons": "It works.",
            "look_again_on": dt.date(2026, 11, 2),
        }
        deciding.decide(meeting.body, said=told, by=by, at=TUESDAY_NOON)
        found = queries.forward_plan(by=by, today=TUESDAY_NOON.date())
        assert [(each.on, each.sort) for each in found] == [
            (dt.date(2026, 11, 2), "decision"), (dt.date(2026, 12, 10), "meeting"), (dt.date(2027, 3, 1), "item"),
        ]  # fmt: skip
