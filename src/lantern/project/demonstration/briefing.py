"""Briefings in the demonstration: one that reached almost everybody, one that hardly anybody of one agency has read
although they were reminded, good practice that is celebrated, and one that is being written. All by the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import clockwork, holding
from lantern.dissemination import actions
from lantern.dissemination.models import Briefing
from lantern.learning.audiences import Holder
from lantern.learning.models import LearningSet, Recommendation
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.project.demonstration.learning_telling import Telling
from lantern.project.demonstration.seeing import seeing_rows

_PLANS = {
    "about": "learning",
    "title": "Safety plans: who checks, how and when",
    "why": "In March 2023 inspectors read plans that said what should happen and not who looks whether it does. "
    "Our own audit found the same in four plans of five.",
    "found": "“Family to keep him away” is no plan. Nobody can check it; nobody did. Where a plan named a person, a "
    "way and a day, somebody had looked within a week.",
    "works_well": "One early help team reads the plan aloud to the family and asks each of them: how will we know?",
    "differently": "Name one person who checks, not a team.\nWrite how they check, and the first day.\n"
    "Tell the family the same, in the same words.",
    "where_to": "The procedure on safety plans, section 4. Your team manager.",
    "question": "A safety plan says “grandmother supervises contact”. What is missing?",
    "right_answer": "Who checks that she does, how, and when for the first time",
    "wrong_answers": ["Nothing, a name is enough", "The grandmother’s signature"],
    "roles": [
        "social_worker",
        "team_manager",
        "early_help_worker",
        "early_help_manager",
        "agency_lead",
        "agency_responder",
    ],
}
_ADVICE = {
    "about": "change",
    "title": "Ring the hub before you write",
    "why": "One contact in five could have been a telephone call, and families heard of a referral for nothing.",
    "found": "Agencies read the levels of need differently. Where somebody rang first, the contact was complete.",
    "differently": "Ring for advice when you are not sure. You get a name, an answer and a written note of it.\n"
    "Say to the family that you ring.",
    "where_to": "The hub’s number stands at the foot of every page.",
}
_GOOD = {
    "about": "good",
    "title": "Seen on the day: how one team opens its door",
    "why": "Families who were rung while the referrer sat with them were seen in four days; others waited three weeks.",
    "found": "It takes ten minutes of the referrer, and saves eleven days of waiting.",
    "works_well": "The early help workers of the north team rang while the parent was in the room. They thought it up "
    "themselves.",
    "differently": "Ring together with the family, at the time of the offer.",
}
_WRITING = {
    "about": "learning",
    "title": "Fathers, also those who live elsewhere",
    "why": "Half of the plans do not name him.",
    "found": "Nobody had asked the child about him.",
    "differently": "Ask every child who is important to them, and write down who was not asked.",
}


def give_briefings(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """The briefings of every partnership that has one of these authorities."""
    of = {partnership.authority(each).partnership_id for each in authorities}
    with seeing_rows():
        for keeper in partnership.keepers().values():
            if keeper.partnership_id in of:
                _Story(keeper, at).tell()


class _Story(Telling):
    """What was told, the oldest first."""

    def tell(self) -> None:
        with acting(self.people.manager):
            because = Recommendation.objects.filter(
                authority_id=self.keeper.pk, text__startswith="Every safety"
            ).first()
            known = LearningSet.objects.filter(authority_id=self.keeper.pk).order_by("opened_at").first()
        self._sent(_GOOD, self.now - dt.timedelta(days=170), because_of=known, of_each=1, remind=True)
        plans = self._sent(_PLANS, self.now - dt.timedelta(days=75), because_of=because, of_each=2, remind=True)
        self._second_edition(plans)
        self._sent(_ADVICE, self.now - dt.timedelta(days=6), of_each=6, remind=False)
        by = self.people.officer
        with acting(by):
            actions.begin(keeper=self.keeper.pk, words=_WRITING, by=by, at=self.now - dt.timedelta(days=2))

    def _sent(
        self, words: dict[str, Any], at: dt.datetime, *, of_each: int, remind: bool, because_of: Any = None
    ) -> Briefing:
        by = self.people.officer
        with acting(by):
            found = actions.begin(keeper=self.keeper.pk, words=words, because_of=because_of, by=by, at=at)
            actions.send(self.fresh(found), **self.press(found, by, at))
            readers = actions.briefings.meant(found)
        self._read(found, readers[::of_each][:24], at + dt.timedelta(days=2))
        if remind:
            self._reminded(found)
        return found

    def _read(self, found: Briefing, readers: list[Holder], at: dt.datetime) -> None:
        posts = Post.objects.select_related("team__agency", "holder").filter(
            holder_id__in=[each.user_id for each in readers]
        )
        once = {(each.holder_id, each.team_id): each for each in posts}
        seen: set[int] = set()
        for each in readers:
            if each.user_id in seen:
                continue
            seen.add(each.user_id)
            who = holding(once[each.user_id, each.team_id])
            with acting(who):
                actions.read(found, by=who, at=min(at, self.now))

    def _reminded(self, found: Briefing) -> None:
        by = clockwork(self.keeper.pk)
        with acting(by):
            now = self.fresh(found)
            if now.next_due_at and now.next_due_at < self.now:
                actions.remind(now, by=by, at=now.next_due_at, version=now.version)

    def _second_edition(self, found: Briefing) -> None:
        by, at = self.people.officer, self.now - dt.timedelta(days=35)
        with acting(by):
            actions.take_up(self.fresh(found), **self.press(found, by, at))
            words = {"where_to": "The procedure on safety plans, section 4, which was changed. Your team manager."}
            actions.write_words(self.fresh(found), words=words, **self.press(found, by, at))
            actions.send(
                self.fresh(found), changed="Section 4 of the procedure says the same now.", **self.press(found, by, at)
            )
            readers = actions.briefings.meant(self.fresh(found))
        self._read(found, readers[:20], at + dt.timedelta(days=3))
        self._reminded(found)
