"""Who tells what the partnership learns in the demonstration, and how: each act by somebody in a post, at its time."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, partnerships_of
from lantern.law.timescales import LONDON, add_months, london_date
from lantern.learning import actions, themes
from lantern.learning.actions.friends import add_friend
from lantern.learning.models import Theme, YearPriority
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency, Authority, Post


@dataclass(frozen=True)
class People:
    manager: ActingPerson
    officer: ActingPerson
    scrutineer: ActingPerson
    friend: ActingPerson
    members: dict[int, tuple[Post, ActingPerson]]
    """By agency: somebody of the front line."""


def _acting_in(post: Post) -> ActingPerson:
    assert post.holder is not None
    team = post.team
    return ActingPerson(
        user_id=post.holder.pk,
        name=post.holder.display_name,
        role=post.role,
        post_id=post.pk,
        post_title=post.title,
        team_id=team.pk,
        team_kind=team.kind,
        team_name=team.name,
        agency_id=team.agency_id,
        agency_name=team.agency.name,
        covers=tuple(team.covers),
        partnerships=partnerships_of(post.role, team.agency_id),
    )


class Telling:
    """One partnership's learning, told in the order in which it happened."""

    def __init__(self, keeper: Authority, now: dt.datetime) -> None:
        self.keeper, self.now = keeper, now
        self.people = self._people()
        self.themes: list[Theme] = []

    def _people(self) -> People:
        posts = Post.objects.filter(holder__isnull=False).select_related("team__agency", "holder").order_by("code")
        unit = partnership.business_team(self.keeper.pk).pk
        own = {post.role: post for post in posts.filter(team_id=unit).order_by("-code")}
        members: dict[int, tuple[Post, ActingPerson]] = {}
        roles = ("social_worker", "early_help_worker", "agency_responder", "provider_worker")
        for post in posts.filter(role__in=roles):
            if self.keeper.pk in partnership.keepers_for(post.team.agency_id):
                members.setdefault(post.team.agency_id, (post, _acting_in(post)))
        by_role = {role: _acting_in(post) for role, post in own.items()}
        return People(
            by_role["partnership_manager"],
            by_role["partnership_officer"],
            by_role["independent_scrutineer"],
            by_role["critical_friend"],
            members,
        )

    @property
    def leads(self) -> list[int]:
        """Agencies that can lead: the statutory partners first, then those of the members."""
        partners = Agency.objects.filter(statutory=True, until_date__isnull=True).order_by("-code")
        ours = [each.pk for each in partners if self.keeper.pk in partnership.keepers_for(each.pk)]
        return [*ours, *(each for each in self.people.members if each not in ours)]

    def ago(self, months: int, day: int = 9, hour: int = 10) -> dt.datetime:
        """A moment so many months before today."""
        month = add_months(london_date(self.now).replace(day=1), -months)
        moment = dt.datetime.combine(month.replace(day=day), dt.time(hour), tzinfo=LONDON)
        return min(moment, self.now)

    def press(self, record: Any, by: ActingPerson, at: dt.datetime) -> dict[str, Any]:
        version = type(record)._default_manager.values_list("version", flat=True).get(pk=record.pk)
        return {"by": by, "at": at, "version": version, "key": uuid.uuid4()}

    def fresh[R: Any](self, record: R) -> R:
        return type(record)._default_manager.get(pk=record.pk)

    def _line(self, question: str, theme: int, months: int, *, who: ActingPerson, origin: str, says: str) -> Any:
        at = self.ago(months)
        with acting(who):
            number = self.themes[theme].priority_id
            priority = YearPriority.objects.filter(pk=number).first() if number else None
            line = actions.propose(
                keeper=self.keeper.pk,
                question=question,
                origin=origin,
                origin_says=says,
                priority=priority,
                by=who,
                at=at,
            )
            themes.carry(self.themes[theme], episode=line, by=who, at=at)
        return line

    def _commission(self, line: Any, hypothesis: str, scope: str, at: dt.datetime) -> None:
        by = self.people.manager
        with acting(by):
            values = {"hypothesis": hypothesis, "scope": scope, "owner_name": "Chair of the Engine Room"}
            actions.edit_line(self.fresh(line), values=values, **self.press(line, by, at))
            actions.commission(
                self.fresh(line),
                why="Told from four kinds of evidence in a year, and nobody could say how long families wait.",
                **self.press(line, by, at),
            )

    def _friend(self, name: str, brings: str, independence: str, days: int, **more: Any) -> Any:
        by = self.people.manager
        with acting(by):
            return add_friend(
                keeper=self.keeper.pk,
                name=name,
                brings=brings,
                independence=independence,
                days_a_year=days,
                by=by,
                at=self.ago(12),
                **more,
            )

    def _set(self, line: Any, title: str, brief: str, friend: Any, at: dt.datetime, size: int) -> Any:
        by = self.people.manager
        with acting(by):
            found = actions.commission_set(
                line=self.fresh(line),
                title=title,
                brief=brief,
                method="Walking the way of five families together.",
                report_by=add_months(london_date(at), 4),
                by=by,
                at=at,
            )
            for number, (post, _actor) in enumerate(list(self.people.members.values())[:size]):
                actions.add_member(self.fresh(found), post=post, leads=number == 0, **self.press(found, by, at))
            actions.appoint_friend(
                self.fresh(found),
                friend=friend,
                days=Decimal(3),
                conflict="Has never worked for a member’s agency.",
                **self.press(found, by, at),
            )
            actions.start(self.fresh(found), **self.press(found, by, at))
        return found

    def _write(self, found: Any, months: int, *told: tuple[int, str, str]) -> None:
        actors = [actor for _post, actor in self.people.members.values()]
        for day, (who, kind, text) in enumerate(told, 10):
            at = self.ago(months, day)
            by = self.people.friend if kind == "challenge" else actors[who]
            with acting(by):
                actions.contribute(self.fresh(found), kind=kind, text=text, hours=Decimal("1.5"), by=by, at=at)

    def _meet(self, found: Any, months: int, about: str, *, friend_there: bool = True) -> None:
        by, at = self.people.officer, self.ago(months, 16)
        with acting(by):
            actions.hold_session(
                self.fresh(found),
                held_on=london_date(at),
                about=about,
                hours=Decimal("2.5"),
                how="At the hub",
                friend_there=friend_there,
                **self.press(found, by, at),
            )

    def _find(self, found: Any, kind: str, text: str, rests_on: str, at: dt.datetime) -> Any:
        by = self.people.manager
        with acting(by):
            return actions.find(self.fresh(found), kind=kind, text=text, rests_on=rests_on, **self.press(found, by, at))

    def _recommend(self, text: str, theme: int, at: dt.datetime, **facts: Any) -> Any:
        by = self.people.manager
        with acting(by):
            return actions.recommend(
                keeper=self.keeper.pk, text=text, themes=[self.themes[theme]], by=by, at=at, **facts
            )

    def _measure(self, found: Any, at: dt.datetime, months: int, **facts: Any) -> None:
        by = self.people.manager
        with acting(by):
            actions.measure(
                self.fresh(found), read_on=add_months(london_date(at), months), **facts, **self.press(found, by, at)
            )

    def _through(
        self,
        found: Any,
        *,
        accepted: dt.datetime,
        since: dt.datetime | None = None,
        evidence: str = "",
        checked: dt.datetime | None = None,
        how: str = "accepted",
        why: str = "We agree.",
    ) -> None:
        officer, scrutineer = self.people.officer, self.people.scrutineer
        with acting(officer):
            actions.answer(
                self.fresh(found),
                how=how,
                why=why,
                by_when=add_months(london_date(accepted), 3),
                **self.press(found, officer, accepted),
            )
            if since:
                actions.mark_done(
                    self.fresh(found), since=london_date(since), evidence=evidence, **self.press(found, officer, since)
                )
        if checked:
            with acting(scrutineer):
                actions.check(
                    self.fresh(found),
                    note="I read the document and asked four workers: three knew it.",
                    **self.press(found, scrutineer, checked),
                )
