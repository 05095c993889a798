"""Section 11 in the demonstration: last year's round, finished, and this year's, in which the panel asks, two agencies
are late and one has changed nothing. Written by the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, holding
from lantern.boards import queries as boards
from lantern.partnership.models import Post, Team
from lantern.project.demonstration.partnership_posts import holder
from lantern.section11 import actions
from lantern.section11.models import PanelQuestion, Section11Return, Section11Round, StandardAnswer
from lantern.section11.standards import STANDARDS
from lantern.section11.views.rounds import teams_that_answer

_GRADES = (
    ("met", "met", "part", "met", "part", "met", "met", "no", "met"),
    ("strong", "met", "met", "part", "met", "met", "strong", "part", "part"),
    ("met", "strong", "part", "met", "no", "part", "met", "part", "met"),
    ("met", "met", "met", "met", "met", "met", "met", "met", "met"),
    ("part", "met", "no", "met", "met", "strong", "met", "part", "part"),
)
_WORDS = {
    "leadership": "Our lead reports to the board each quarter. Twice this year a report led to a decision.",
    "accountability": "The chart was redrawn in spring. Two contracts with providers still do not name who answers.",
    "listening": "We ask every child at the end. We have not yet changed a service because of what they said.",
    "speaking-up": "Eleven concerns were raised, eight escalated to another agency. All had an answer.",
    "sharing": "Requests of the front door are answered in time in seven of ten cases; the rest wait for one person.",
    "practitioner": "One practitioner, three days a week. Nobody stands in when she is away.",
    "recruitment": "Fifty files were read. Two volunteers had begun before their check was back.",
    "supervision": "Supervision is recorded in six of ten files. What was decided is not always followed up.",
    "culture": "Families who do not speak English reach us least. An interpreter can now be booked the same day.",
}
_CHANGED = (
    "A deputy was named in March, and has stood in twice.",
    "Nothing",
    "The share rose from half to six in ten; the panel’s question of last year led to a monthly check.",
)
_EVIDENCE = (
    ("Audit of 20 supervision records", "Quality team’s folder, audits, this year", "official", ""),
    ("Children’s survey, results by question", "Published on our pages", "open", ""),
    ("Minutes of the multi-agency public protection panel, one item", "Held by the lead officer", "sensitive",
     "The chair of the panel, by letter"),
)  # fmt: skip
_ASKED = (
    ("supervision", "Six of ten is where you were when inspectors came in 2023. What will be different by summer, and "
     "who looks?", "A manager now reads five files of each team every month; the first three months are in."),
    ("sharing", "Who answers the front door when that one person is away?", ""),
)  # fmt: skip
_LEARNED = (
    "Every agency can show a policy; few can show that it changed what a child meets. Supervision is the weakest "
    "standard in three of five, as the inspectors found. Next year we ask for the effect first."
)


def give_section_11(keeper: int, *, at: dt.datetime) -> None:
    """Tell it for one partnership."""
    manager = holder("partnership_manager", keeper)
    panel = holder("independent_scrutineer", keeper)
    with acting(manager):
        teams = teams_that_answer(keeper)[:8]
    who = {team.pk: _who_answers(team) for team in teams}
    today = at.date()
    last = _open(keeper, manager, teams[:-1], at - dt.timedelta(days=400), at - dt.timedelta(days=350), today.year - 1)
    for number, team in enumerate(teams[:-1]):
        one = _answers(who[team.pk], last, number, at - dt.timedelta(days=352))
        if number == 0:
            _challenge(one, panel, who[team.pk], at - dt.timedelta(days=340), most=1)
        _settle(one, panel, at - dt.timedelta(days=320))
    with acting(manager):
        fresh = Section11Round.objects.get(pk=last.pk)
        actions.finish(fresh, learned=_LEARNED, by=manager, at=at - dt.timedelta(days=300), version=fresh.version)
    running = _open(keeper, manager, teams, at - dt.timedelta(days=50), at - dt.timedelta(days=8), today.year)
    for number, team in enumerate(teams[:-2]):
        one = _answers(who[team.pk], running, number + 1, at - dt.timedelta(days=12))
        if number == 0:
            _challenge(one, panel, who[team.pk], at - dt.timedelta(days=6), most=2)
        elif number == 1:
            _holds_another(one, panel, keeper, at - dt.timedelta(days=5))
        elif number == 2:
            _settle(one, panel, at - dt.timedelta(days=4))


def _who_answers(team: Team) -> ActingPerson:
    roles = ("agency_lead", "partnership_member", "service_manager")
    posts = Post.objects.select_related("team__agency", "holder").filter(
        team=team, role__in=roles, holder__isnull=False
    )
    return holding(posts.order_by("code")[0])


def _open(
    keeper: int, by: ActingPerson, teams: list[Team], at: dt.datetime, due: dt.datetime, year: int
) -> Section11Round:
    with acting(by):
        made = actions.open_round(
            keeper=keeper, title=f"Section 11 returns {year}", variant="full", due_on=due.date(), teams=teams,
            panel_on=due.date() + dt.timedelta(days=28), by=by, at=at,
        )  # fmt: skip
    found: Section11Round = made.episode
    return found


def _fresh(one: Section11Return) -> Section11Return:
    return Section11Return.objects.select_related("agency", "round").get(pk=one.pk)


def _answers(by: ActingPerson, found: Section11Round, number: int, at: dt.datetime) -> Section11Return:
    grades = _GRADES[number % len(_GRADES)]
    with acting(by):
        one = Section11Return.objects.select_related("agency", "round").get(round=found, agency_id=by.agency_id or 0)
        for place, answer in enumerate(StandardAnswer.objects.filter(episode=one)):
            said: dict[str, Any] = {"grade": grades[place], "words": _WORDS[answer.code]}
            if one.previous_id:
                said["changed"] = _CHANGED[(place + number) % len(_CHANGED)]
            actions.write_answer(one, answer.code, **said, by=by, at=at, version=answer.version)
        if not one.previous_id:
            for place, (title, lies, marking, consent) in enumerate(_EVIDENCE):
                code = STANDARDS[(7, 2, 4)[place]].code
                actions.add_evidence(one, code, title=title, lies=lies, marking=marking, consent=consent, by=by, at=at)
        one = _fresh(one)
        actions.send(
            one, matters_most="We are proud of how staff speak up. What worries us is supervision that is not "
            "followed up.", agreed_within="Chief officer", by=by, at=at, version=one.version,
        )  # fmt: skip
        return _fresh(one)


def _challenge(one: Section11Return, panel: ActingPerson, own: ActingPerson, at: dt.datetime, *, most: int) -> None:
    for code, question, answer in _ASKED[:most]:
        with acting(panel):
            actions.challenge(one, code, question=question, by=panel, at=at)
        if answer:
            with acting(own):
                asked = PanelQuestion.objects.get(episode=one, code=code)
                actions.reply(one, asked.pk, answer=answer, by=own, at=at + dt.timedelta(days=3))


def _holds_another(one: Section11Return, panel: ActingPerson, keeper: int, at: dt.datetime) -> None:
    with acting(panel):
        version = StandardAnswer.objects.get(episode=one, code="practitioner").version
        actions.hold(
            one, "practitioner", grade="no", because="Nobody stands in, so for two days a week there is nobody to ask.",
            by=panel, at=at, version=version,
        )  # fmt: skip
        owner = next((each for each in boards.owners(keeper) if each.code.startswith("seat:")), None)
        if owner is not None:
            actions.own_gap(
                one, "practitioner", what="Name a practitioner who stands in, and tell the front door.",
                owner=boards.owner_named(owner.code), by_when=at.date() + dt.timedelta(days=60), by=panel, at=at,
            )  # fmt: skip


def _settle(one: Section11Return, panel: ActingPerson, at: dt.datetime) -> None:
    with acting(panel):
        one = _fresh(one)
        actions.settle(
            one, says="An honest return. Next year show us what changed for a child.", by=panel, at=at,
            version=one.version,
        )  # fmt: skip
