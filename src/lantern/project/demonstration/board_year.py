"""A year of the partnership's boards in the demonstration: who holds which seat, the Executive and the Engine Room with
agendas, minutes, decisions and what was promised. What the papers of 2023 show stands visibly among it: a seat that
comes unbriefed, one that sends apologies, an action carried over twice, one that nobody did, and minutes that wait
for their chair. Written by the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.boards import actions as boards
from lantern.boards.models import Action, Body, Seat
from lantern.governance.actions import deciding, meetings, minuting
from lantern.governance.models import AgendaItem, BoardMeeting
from lantern.governance.queries import table_of
from lantern.interface.display import LONDON
from lantern.law.timescales import add_months
from lantern.law.working_days import england_and_wales
from lantern.partnership.models import Post
from lantern.project.demonstration.partnership_posts import holder

_SEATS = {
    "executive-chair": ("Isla Grant", "independent_scrutineer", ""),
    "executive-hartlepool": ("", "hartlepool-leadership", "Kim Ashby"),
    "executive-stockton": ("", "stockton-leadership", "Lewis Marr"),
    "executive-health": ("", "nenc-icb-leadership", ""),
    "executive-police": ("", "cleveland-police-leadership", "Toni Reed"),
    "engine-room-hartlepool": ("Kim Ashby", "", ""),
    "engine-room-stockton": ("Lewis Marr", "", "Jo Tanner"),
    "engine-room-health": ("Priya Nolan", "", ""),
    "engine-room-police": ("Toni Reed", "", "Ash Dunne"),
    "engine-room-development": ("", "partnership_manager", ""),
    "engine-room-mental-health": ("Sol Avery", "", ""),
    "adults-board-children": ("", "stockton-leadership", "Kim Ashby"),
    "good-and-beyond-director": ("", "stockton-leadership", ""),
}
"""Seat: who holds it, or in which team or role; and a deputy."""

_ITEMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "executive-partnership": (
        ("Exception report of the Engine Room", "assure", "Two lines of enquiry are late because the same three people "
         "were asked for both. The Executive wants to see who is asked before a set is commissioned."),
        ("Waits for early help", "discuss", "Families wait nine weeks in the east and three in the west. "
         "Nobody could say why; the figures by ward were not in the paper."),
        ("Improvement plan: what changed for children", "assure", "Most actions are marked as done. For four of them "
         "nobody outside the service has looked."),
        ("Budget", "decide", "The forecast is within the budget, but for reviews, where a second begins."),
    ),
    "engine-room": (
        ("Themes from the last audits", "discuss", "The child's own words are missing in a third of the files, mostly "
         "where two services work with a family."),
        ("Line of enquiry: children who go missing twice", "decide", "The question is narrowed to return interviews "
         "that were offered and not taken up."),
        ("Training: who has not come", "assure", "Places are full and a quarter stays empty on the day."),
    ),
}  # fmt: skip

_PROMISES: tuple[tuple[str, str, int, str, str], ...] = (
    ("executive-stockton", "Bring waits for early help by ward and by month.", 3, "checked",
     "The table was sent to members on the day before and stands in the papers."),
    ("executive-police", "Say who answers checks on exploitation at weekends.", 4, "carried", ""),
    ("executive-health", "Agree with the trust who comes to strategy discussions at night.", 2, "late", ""),
    ("executive-hartlepool", "Look at four closed actions of the improvement plan with somebody from outside.", 5,
     "done", "A head teacher and a health visitor read twelve files; their note is with the papers."),
    ("engine-room-stockton", "Show on the assessment page where the child's words are missing.", 6, "open", ""),
    ("engine-room-police", "Send the list of return interviews that were declined.", 1, "late", ""),
    ("engine-room-health", "Ask the 0-19 service why a quarter of training places stay empty.", 8, "event", ""),
)  # fmt: skip
"""Seat, what it promised, weeks until it is due from its meeting, what became of it, and the evidence."""

_CAME = {
    "executive-police": ("full", "unbriefed", "deputy", "unbriefed"),
    "executive-health": ("apology", "apology", "full", "absent"),
    "executive-stockton": ("full", "full", "part", "full"),
    "engine-room-education": ("not_required",) * 4,
    "engine-room-mental-health": ("absent", "full", "not_required", "absent"),
    "engine-room-police": ("deputy", "full", "full", "absent"),
}


class _Year:
    """One keeper's year up to a moment."""

    def __init__(self, keeper: int, at: dt.datetime) -> None:
        self.keeper, self.at = keeper, at
        self.manager, self.officer = holder("partnership_manager", keeper), holder("partnership_officer", keeper)
        self.chair = holder("independent_scrutineer", keeper)

    def seat_everybody(self) -> None:
        since = add_months(self.at.date(), -20)
        for code, (name, where, deputy) in _SEATS.items():
            seat = Seat.objects.filter(code=code, authority_id=self.keeper).first()
            if seat is None:
                continue
            post = self._post(where)
            who = name or (post.holder.display_name if post and post.holder else "")
            if not who:
                continue
            said: dict[str, Any] = {"since": since, "by": self.manager, "at": self.at}
            boards.appoint(seat, part="holder", name=who, post=post, **said)
            if deputy:
                boards.appoint(seat, part="deputy", name=deputy, **said)

    def _post(self, where: str) -> Post | None:
        if not where:
            return None
        if where in ("independent_scrutineer", "partnership_manager"):
            return Post.objects.filter(role=where, team__kind="business_unit", holder__isnull=False).first()
        return Post.objects.filter(team__code=where, holder__isnull=False).select_related("holder").first()

    def hold(self, code: str, starts_at: dt.datetime, number: int) -> BoardMeeting | None:
        """A meeting of the past, whole: agenda, roll, minutes, decision. Within ``acting`` as the officer."""
        body = Body.objects.filter(code=code, authority_id=self.keeper).first()
        if body is None:
            return None
        by, before = self.officer, starts_at - dt.timedelta(days=15)
        rota = Seat.objects.filter(body=body).order_by("number")[number % 4] if body.chaired == "rota" else None
        meeting = meetings.plan(body, starts_at=starts_at, place="Civic Centre", chair_seat=rota, by=by, at=before)
        items = [
            meetings.add_item(body, meeting=meeting, title=title, purpose=purpose, by=by, at=before)
            for title, purpose, _said in _ITEMS[code]
        ]
        meetings.send_agenda(meeting, by=by, at=before, version=meeting.version)
        meetings.begin(meeting, by=by, at=starts_at, version=meeting.version)
        minuting.interests_asked(meeting, by=by, at=starts_at)
        self._roll(meeting, number)
        for minutes_in, (item, (_title, _purpose, said)) in enumerate(zip(items, _ITEMS[code], strict=True), 1):
            minuting.minute(item, meeting, text=said, by=by, at=starts_at + dt.timedelta(minutes=15 * minutes_in))
        if number == 1 and code == "executive-partnership":
            self._review_of_a_family(meeting)
        self._decide(meeting, items[-1 if code == "executive-partnership" else 1], number)
        over = starts_at + dt.timedelta(hours=2)
        meetings.end(meeting, by=by, at=over, version=meeting.version)
        return meeting

    def approve(self, meeting: BoardMeeting | None) -> None:
        """Whoever chaired it approves; for a chair without a sign-in, the officer says so."""
        if meeting is None or meeting.ended_at is None:
            return
        seat = meeting.chair_seat
        signs_in = seat is not None and seat.code == "executive-chair"
        approver = self.chair if signs_in else self.officer
        with acting(approver):
            if not signs_in and seat is not None and seat.holdings.filter(post__isnull=False).exists():
                return
            at = meeting.ended_at + dt.timedelta(days=9)
            meetings.approve(meeting, by=approver, at=at, version=meeting.version)

    def _roll(self, meeting: BoardMeeting, number: int) -> None:
        found = {}
        for each in table_of(meeting, by=self.officer).seats:
            came = _CAME.get(each.seat.code, ("full",) * 4)[number % 4]
            who = each.deputy if came in ("deputy", "unbriefed") and each.deputy else each.holder
            note = "Left after item 2" if came == "part" else ""
            found[each.seat.pk] = ("", came, who, note)
        minuting.take_roll(meeting, found=found, by=self.officer, at=meeting.starts_at)
        if number == 2:
            who, note = "Head teacher of a primary school", "For item 2"
            minuting.guest(meeting, name=who, note=note, part=True, by=self.officer, at=meeting.starts_at)

    def _review_of_a_family(self, meeting: BoardMeeting) -> None:
        why = "It is about one family."
        said: dict[str, Any] = {"title": "Who writes the local review", "purpose": "decide", "confidential_why": why}
        item = meetings.add_item(meeting.body, meeting=meeting, by=self.officer, at=meeting.starts_at, **said)
        at = meeting.starts_at + dt.timedelta(minutes=90)
        minuting.declare_interest(
            meeting, item=item, name="Kim Ashby", kind="other", what="Worked with one of the two reviewers until 2024.",
            handled="left", by=self.officer, at=at,
        )  # fmt: skip
        minuting.minute(item, meeting, text="Two reviewers were considered.", by=self.officer, at=at)

    def _decide(self, meeting: BoardMeeting, item: AgendaItem, number: int) -> None:
        executive = meeting.body.code == "executive-partnership"
        if not executive and number % 2:
            return
        said: dict[str, Any] = (
            {
                "title": "Money for reviews in this year",
                "resolution": "Move nine thousand pounds from training events to reviews.",
                "reasons": "A second local review begins before the year ends, and two courses were not booked.",
                "alternatives": "To ask the partners for more in the middle of the year.",
                "may_be_called_in": number == 3,
                "look_again_on": add_months(meeting.starts_at.date(), 6),
            }
            if executive
            else {
                "title": "Line of enquiry on return interviews",
                "resolution": "Commission an action learning set of six front-line workers.",
                "reasons": "The same gap stands in three audits and in what children told.",
                "alternatives": "To wait for the yearly figures.",
            }
        )
        at = meeting.starts_at + dt.timedelta(minutes=100)
        made = deciding.decide(meeting.body, said=said, meeting=meeting, item=item, by=self.officer, at=at)
        if number < 3:
            deciding.publish(made, by=self.officer, at=at + dt.timedelta(days=4), version=made.version)

    def promise(self, found: dict[str, BoardMeeting]) -> None:
        """What was promised at the last meetings, and what became of it."""
        for code, what, weeks, became, evidence in _PROMISES:
            meeting = found.get("executive-partnership" if code.startswith("executive") else "engine-room")
            if meeting is None:
                continue
            with acting(self.officer):
                action = self._promised(code, what, weeks, became, meeting)
            owner = next((each for each in self._members() if each.post_id in action.owner_posts), None)
            recently = self.at - dt.timedelta(days=4)
            if evidence and owner is not None:
                with acting(owner):
                    boards.mark_done(action, evidence=evidence, by=owner, at=recently, version=action.version)
                if became == "checked":
                    note = "Read the table, and asked for the month before."
                    with acting(self.officer):
                        at = recently + dt.timedelta(days=1)
                        boards.check(action, note=note, by=self.officer, at=at, version=action.version)

    def _promised(self, code: str, what: str, weeks: int, became: str, meeting: BoardMeeting) -> Action:
        seat = Seat.objects.get(code=code, authority_id=self.keeper)
        day = meeting.starts_at.astimezone(LONDON)
        ahead = {"late": -weeks, "carried": -6}.get(became, weeks)
        when: dict[str, Any] = {"by_when": (self.at + dt.timedelta(weeks=ahead)).date()}
        if became == "event":
            when = {"by_event": "The next meeting of the Engine Room"}
        action = boards.log_action(
            keeper=self.keeper, what=what, owner_seat=seat, because_of=meeting, body=meeting.body,
            source=f"{meeting.body.name}, {day:%-d %B %Y}, item 2", by=self.officer, at=meeting.starts_at, **when,
        )  # fmt: skip
        if became == "carried":
            for back, to, why in ((7, -2, "The duty rota was not agreed."), (3, 3, "The new rota begins in spring.")):
                at = self.at - dt.timedelta(weeks=back)
                day_now = (self.at + dt.timedelta(weeks=to)).date()
                boards.carry_over(action, reason=why, by_when=day_now, by=self.officer, at=at, version=action.version)
        action.owner_posts  # noqa: B018 - read while somebody acts, and remembered
        return action

    def _members(self) -> list[ActingPerson]:
        teams = Post.objects.filter(role="partnership_member", holder__isnull=False).count()
        return [holder("partnership_member", self.keeper, number) for number in range(teams)]


def give_board_year(keeper_id: int, *, at: dt.datetime) -> None:
    """The year up to now, and the meetings to come."""
    year = _Year(keeper_id, at)
    last: dict[str, BoardMeeting] = {}
    with acting(year.manager):
        year.seat_everybody()
    for number, back in enumerate((11, 8, 5, 2)):
        with acting(year.officer):
            meeting = year.hold("executive-partnership", _morning(at, back), number)
        if number < 3:
            year.approve(meeting)
        last |= {"executive-partnership": meeting} if meeting else {}
    for number, back in enumerate((9, 7, 5, 3)):
        with acting(year.officer):
            meeting = year.hold("engine-room", _morning(at, back, hour=14), number)
        year.approve(meeting)
        last |= {"engine-room": meeting} if meeting else {}
    year.promise(last)
    with acting(year.officer):
        for code, held in last.items():
            body = held.body
            to_come = meetings.plan(body, starts_at=_morning(at, -1), place="Civic Centre", by=year.officer, at=at)
            said: dict[str, Any] = {"purpose": "assure", "by": year.officer, "at": at}
            meetings.add_item(body, meeting=to_come, title=_ITEMS[code][1][0], needs_paper=True, **said)
            later = add_months(at.date(), 4)
            meetings.add_item(body, title="Yearly report: first draft", planned_for=later, **said)


def _morning(at: dt.datetime, months_back: int, *, hour: int = 10) -> dt.datetime:
    """A working day so many months ago, or to come."""
    day = england_and_wales().on_or_after(add_months(at.date(), -months_back))
    return dt.datetime.combine(day, dt.time(hour), tzinfo=LONDON)
