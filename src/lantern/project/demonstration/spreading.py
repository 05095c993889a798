"""What is written down and what is said, in the demonstration: procedures of which one clause was changed by learning
and told, one was changed and nobody was told, one was not looked at for two years; and the communication strategy, with
messages that reached people, one that was never told, and an audience to which nothing is said. By the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import holding
from lantern.boards import queries as boards
from lantern.dissemination import actions
from lantern.dissemination.actions import communications, procedures
from lantern.dissemination.models import Briefing, Procedure, Strategy
from lantern.law.timescales import add_months, london_date
from lantern.learning.models import Recommendation
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.project.demonstration.learning_telling import Telling
from lantern.project.demonstration.seeing import seeing_rows
from lantern.spine.models import Episode

_ROLES = ["social_worker", "team_manager", "early_help_worker", "early_help_manager"]

_AIMS = """Whoever works with children knows what was learned and what they do differently.
Families know whom they can ring before it gets worse, and hear what became of what they told us.
Children are spoken to in words they would use."""
_MANNER = """Plain words, one page, no names. Large print and the languages of the area for families.
A group of young people reads what is meant for children before it is sent."""
_PROOF = """Briefings are read and the questions answered right.
What families and practitioners say without being asked.
The audit score of the theme, half a year later."""

type _Line = tuple[str, str, str, str, int, str, int | None, str]

_MESSAGES: tuple[_Line, ...] = (
    ("practitioners", "", "briefing", "A safety plan names one person who checks, how they check, and the first day.",
     -2, "Sent with a question; read aloud in two early help teams.", None,
     "Four workers rang to ask what counts as checking. The next edition says so."),
    ("education", "Designated leads of primary schools", "event", "Ring the hub before you write. You get a name, an "
     "answer and a note of it.", -5, "Twenty minutes at the autumn forum, with the hub manager.", 64,
     "The share of contacts from schools that came with a call before rose in the month after."),
    ("families", "", "letter", "You can ring the hub yourself. It is not only for workers.", -1,
     "A poster in surgeries and libraries of both towns.", None, ""),
    ("leaders", "Elected members", "event", "What the inspection of 2023 found, what is done, and what is not.", -3,
     "An evening before the council’s meeting.", 22, "Two members asked to see a hub morning, and came."),
)  # fmt: skip
"""Audience, whom, channel, words, told so many months ago, how, how many it reached, what came of it."""


def give_procedures(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """The procedures and the strategy of every partnership that has one of these authorities."""
    of = {partnership.authority(each).partnership_id for each in authorities}
    with seeing_rows():
        for keeper in partnership.keepers().values():
            if keeper.partnership_id in of:
                _Story(keeper, at).tell()


class _Story(Telling):
    """What was written down and said, the oldest first."""

    def tell(self) -> None:
        self._safety_plans()
        self._stepping_down()
        self._procedure(
            "Children who go missing", "Whenever a child is missing from home or care.", "Tees Procedures", 26
        )
        self._strategy()

    def _because(self, begins: str) -> Recommendation | None:
        here = Recommendation.objects.filter(authority_id=self.keeper.pk, text__startswith=begins)
        return here.exclude(state__in=("made", "declined")).first()

    def _procedure(self, title: str, about: str, kept: str, months: int, roles: list[str] | None = None) -> Procedure:
        by, at = self.people.officer, self.ago(months)
        said = {"title": title, "about": about, "kept_by_says": kept, "reviewed_on": london_date(at),
                "roles": roles or [], "read_at": "The Tees procedures on the web"}  # fmt: skip
        with acting(by):
            return procedures.register(keeper=self.keeper.pk, said=said, by=by, at=at)

    def _word(
        self, found: Procedure, number: str, heading: str, text: str, months: int, *, why: str = "",
        because: Episode | None = None,
    ) -> None:  # fmt: skip
        by, at = self.people.officer, self.ago(months, 16)
        with acting(by):
            procedures.word(
                self.fresh(found), number=number, heading=heading, text=text, in_force_on=london_date(at), why=why,
                because_of=because, **self.press(found, by, at),
            )  # fmt: skip

    def _safety_plans(self) -> None:
        found = self._procedure(
            "Safety plans", "Whenever a child is not safe tonight and stays where they are.", "Tees Procedures", 9,
            _ROLES,
        )  # fmt: skip
        self._word(found, "4.1", "What a plan says", "What will happen, who does it, and until when.", 9)
        self._word(found, "4.2", "Who checks", "The team around the child checks that the plan is kept.", 9)
        text = "One named person checks. The plan says how they check and the first day. The family has it in writing."
        self._word(found, "4.2", "Who checks", text, 3, because=self._because("Every safety"))
        self._told(found, text)

    def _stepping_down(self) -> None:
        found = self._procedure(
            "Stepping down to early help", "When a child no longer needs a social worker and the family still wants "
            "help.", "The partnership", 8, _ROLES,
        )  # fmt: skip
        self._word(found, "2.1", "The offer", "The social worker writes to the provider.", 8)
        self._word(found, "2.3", "Until somebody has seen the family", "Whoever refers keeps the family until the "
                   "provider has seen them, and both dates are recorded.", 1,
                   because=self._because("Whoever refers"))  # fmt: skip

    def _told(self, found: Procedure, text: str) -> None:
        by, at = self.people.officer, self.now - dt.timedelta(days=40)
        words: dict[str, Any] = {
            "about": Briefing.Kind.CHANGE,
            "title": "What changes: who checks a safety plan",
            "why": "Inspectors and our own audit read plans that nobody could check.",
            "found": "Where one person was named, somebody had looked within a week.",
            "differently": text,
            "where_to": "The procedure on safety plans, clause 4.2.",
            "roles": _ROLES,
        }
        with acting(by):
            one = actions.begin(keeper=self.keeper.pk, words=words, because_of=found, by=by, at=at)
            actions.send(self.fresh(one), **self.press(one, by, at))
            readers = actions.briefings.meant(one)
        seen: set[int] = set()
        posts = Post.objects.select_related("team__agency", "holder")
        for post in posts.filter(holder_id__in=[each.user_id for each in readers]).order_by("code")[:9]:
            if post.holder_id is None or post.holder_id in seen or post.role not in _ROLES:
                continue
            seen.add(post.holder_id)
            who = holding(post)
            with acting(who):
                actions.read(one, by=who, at=at + dt.timedelta(days=2))

    def _strategy(self) -> None:
        by, at = self.people.manager, self.ago(13)
        with acting(by):
            said = {"aims": _AIMS, "manner": _MANNER, "proof": _PROOF, "agreed_on": london_date(at)}
            found = communications.agree(keeper=self.keeper.pk, said=said, by=by, at=at)
            again = self.ago(7)
            communications.review(
                self.fresh(found), on=london_date(again), result="Children were written about and never written to.",
                words={"aims": _AIMS, "manner": _MANNER, "proof": _PROOF}, **self.press(found, by, again),
            )  # fmt: skip
        for line in _MESSAGES:
            self._message(found, line)
        self._planned(found, "families", "website", "What became of what you told us this year.", -1)
        self._planned(found, "voluntary", "event", "How to become part of a team around the family.", 1)
        self._planned(found, "public", "press", "What the yearly report says, in one page.", 2)

    def _owned(self, audience: str, whom: str, channel: str, words: str, day: dt.date) -> dict[str, Any]:
        owner: dict[str, Any] = boards.owner_named(boards.owners(self.keeper.pk)[-1].code)
        return {"audience": audience, "whom": whom, "channel": channel, "words": words, "planned_on": day} | owner

    def _message(self, found: Strategy, line: _Line) -> None:
        audience, whom, channel, words, months, how, reached, came = line
        by, began, told = self.people.officer, self.ago(-months + 1), self.ago(-months, 20)
        about = None
        with acting(by):
            if channel == "briefing":
                about = Briefing.objects.filter(authority_id=self.keeper.pk, title__startswith="Safety plans").first()
            said = self._owned(audience, whom, channel, words, london_date(told))
            one = communications.plan(found, said=said, because_of=about, by=by, at=began)
            communications.tell(self.fresh(one), on=london_date(told), how=how, **self.press(one, by, told))
            if came:
                communications.find(self.fresh(one), came=came, reached=reached, **self.press(one, by, self.now))

    def _planned(self, found: Strategy, audience: str, channel: str, words: str, months: int) -> None:
        by, at = self.people.officer, self.ago(3)
        day = add_months(london_date(self.now), months)
        with acting(by):
            communications.plan(
                found, said=self._owned(audience, "", channel, words, day), by=by, at=at
            )  # fmt: skip
