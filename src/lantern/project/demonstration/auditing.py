"""Audits in the demonstration: a finished round whose auditors graded apart, its gap an action, and one in which two
agencies are late. Written by the real actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, partnerships_of
from lantern.assurance import actions, queries
from lantern.assurance.drawing import Rule, draw
from lantern.assurance.models import AuditCase, AuditPart, AuditRound
from lantern.boards import queries as boards
from lantern.law.working_days import england_and_wales
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, TeamKind
from lantern.project.demonstration.audit_year import give_audit_year
from lantern.project.demonstration.second_looks import in_post

_STRENGTHS = (
    "The worker saw the child alone twice and wrote down what he said in his own words.",
    "The school was rung the same day and knew what to look for.",
    "The manager asked what would happen if the family did not engage, and it was written down.",
)
_GAPS = (
    "The history of three earlier contacts was not read together; each was treated as the first.",
    "It ended when the service had no place, not when it was better for the child.",
    "Nobody told the health visitor that the work had ended.",
)
_MET = {"good": "yes", "improve": "part", "inadequate": "no"}
_GRADES = (
    ("good", "improve", "improve", "good"),
    ("improve", "improve", "inadequate", "improve"),
    ("improve", "good", "good", "good"),
    ("inadequate", "inadequate", "improve", "inadequate"),
    ("good", "good", "good", "improve"),
)
_HELD = ("improve", "improve", "good", "inadequate", "good")
_LEARNED = (
    "Agencies agree about the good and the bad and differ in between: what is “good” where no child was seen? Work "
    "ended when a place ended. In three of five cases the history was there and nobody had read it as one."
)


def give_audits(authorities: Sequence[int], *, at: dt.datetime) -> int:
    """Write them for these authorities. Returns how many rounds there are."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        written = sum(_tell(authority, at) for authority in authorities)
        cursor.execute("set role lantern_owner")
    return written


def _as(post: Post, authority: int) -> ActingPerson:
    return replace(in_post(post, authority), partnerships=partnerships_of(post.role, post.team.agency_id))


def _tell(authority: int, at: dt.datetime) -> int:
    posts = Post.objects.filter(holder__isnull=False).select_related("team__agency", "holder").order_by("code")
    boss = posts.filter(role="service_manager", team__covers__contains=[authority]).first()
    inside = list(partnership.teams_covering(authority, TeamKind.ASSESSMENT))[:1]
    desks = partnership.teams_covering(authority, TeamKind.AGENCY_DESK)
    teams = [*inside, *sorted(desks, key=lambda team: (not team.agency.statutory, team.code))[:3]]
    auditors: dict[int, ActingPerson] = {}
    for post in posts.filter(team__in=teams, role__in=("agency_lead", "team_manager")):
        who = _as(post, authority)
        auditors.setdefault(post.team_id, who if post.team.holds_cases else replace(who, authorities=()))
    if boss is None or len(auditors) < len(teams):
        return 0
    by = _as(boss, authority)
    today = at.astimezone(partnership.LONDON).date()
    finished = _rule(authority, today - dt.timedelta(days=400), today - dt.timedelta(days=70), f"{today.year}-autumn")
    running = _rule(authority, today - dt.timedelta(days=160), today - dt.timedelta(days=20), f"{today.year}-winter")
    with acting(by):
        if not draw(finished).cases or not draw(running).cases:
            return 0
    first = _round(by, finished, "Does help end when it is better?", teams, _before(at, 60))
    _answers(first, teams, auditors, _before(at, 52), most=len(teams))
    _moderate(first, by, _before(at, 40), _before(at, 30))
    second = _round(by, running, "Is the history read before we decide?", teams, _before(at, 22))
    _answers(second, teams, auditors, _before(at, 12), most=2)
    give_audit_year(by, first, area=authority, at=at)
    return 2


def _rule(authority: int, since: dt.date, until: dt.date, seed: str) -> Rule:
    return Rule(authority, "decisions", since, until, 5, seed)


def _before(at: dt.datetime, days: int) -> dt.datetime:
    day = england_and_wales().add(at.astimezone(partnership.LONDON).date(), -days)
    return dt.datetime.combine(day, dt.time(11, 10), partnership.LONDON)


def _round(by: ActingPerson, rule: Rule, title: str, teams: list[Any], at: dt.datetime) -> AuditRound:
    question = "Read your own record as if you were new to it. What would the child say was different?"
    with acting(by):
        standards = queries.standards_in_use(by.partnerships[0])
        found: AuditRound = actions.begin(
            rule, title=title, question=question, teams=teams, standards=standards, by=by, at=at
        ).episode
    return found


def _answers(
    found: AuditRound, teams: list[Any], auditors: dict[int, ActingPerson], at: dt.datetime, *, most: int
) -> None:
    for place, team in enumerate(teams[:most]):
        by = auditors[team.pk]
        with acting(by):
            for part in AuditPart.objects.select_related("asked_team__agency").filter(
                because_of_id=found.pk, asked_team=team
            ):
                number = part.case_number - 1
                grade = _GRADES[number % 5][place]
                answers = [
                    {
                        "code": each["code"],
                        "met": "none"
                        if (turn + place) % 6 == 5
                        else "yes"
                        if (turn + number) % 4 == 0
                        else _MET[grade],
                        "words": "",
                    }
                    for turn, each in enumerate(part.standards)
                ]
                actions.answer(
                    part, answers=answers, grade=grade, strengths=_STRENGTHS[(number + place) % 3],
                    gaps=_GAPS[(number + place) % 3], by=by, at=at, version=part.version,
                )  # fmt: skip


def _met(one: int, other: int, grade: str) -> str:
    return "none" if not one % 5 else "yes" if other % 4 == 0 else _MET[grade]


def _moderate(found: AuditRound, by: ActingPerson, at: dt.datetime, ended: dt.datetime) -> None:
    with acting(by):
        found = AuditRound.objects.get(pk=found.pk)
        for number, case in enumerate(AuditCase.objects.filter(episode_id=found.pk).order_by("number")):
            words: dict[str, Any] = {"strengths": _STRENGTHS[number % 3], "gaps": _GAPS[number % 3]}
            actions.moderate(found, case, grade=_HELD[number % 5], **words, by=by, at=at, version=found.version)
            if number < 3:
                fresh = AuditCase.objects.get(pk=case.pk)
                told = f"What worked: {words['strengths']} What to do differently: {words['gaps']}"
                people = [
                    actions.Told(each.to, each.user_id, each.name, each.team, told)
                    for each in queries.addressees(fresh, but=by.user_id)
                ]
                actions.feed_back(
                    found, fresh, told=people, otherwise="" if people else "The team’s manager passed it on.", by=by,
                    at=at, version=found.version,
                )  # fmt: skip
        actions.finish(found, learned=_LEARNED, by=by, at=ended, version=found.version)
        keeper = partnership.keeper_of(partnership.authority(found.authority_id).partnership_id).pk
        owner = next((each for each in boards.owners(keeper) if each.code.startswith("seat:")), None)
        if owner is not None:
            actions.own_gap(
                found, what="Agree with providers that help ends by what changed for the child, not by places.",
                owner=boards.owner_named(owner.code), by_when=ended.date() + dt.timedelta(days=45), by=by, at=ended,
                version=found.version,
            )  # fmt: skip
