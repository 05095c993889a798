"""Serious incidents in the demonstration: one to be decided, one notified late whose agencies are late too, one whose
answer the Panel owes, a practice review with a trial in its way, and one that was not notified and why. Written by
the real actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, partnerships_of
from lantern.law.working_days import england_and_wales
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, TeamKind
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post
from lantern.reviews import queries
from lantern.reviews.actions import incidents, pool, practice, requests
from lantern.reviews.models import AgencyRequest, Incident, PracticeReview
from lantern.reviews.plan import STEPS

_CHILDREN = """
select i.person_id from spine_involvement i join people_person p on p.id = i.person_id
where i.kind = 'contact' and i.authority_id = %(authority)s and p.is_child and p.life = 'born' and not p.restricted
  and p.born_on is not null and i.part = 'child'
group by i.person_id having count(*) between 2 and 6 order by md5(i.person_id::text) limit 5
"""
_POOL = (
    ("Hari Lowe", "Neglect, long histories, reviews with several areas. Twelve reviews written.", "None", 40, 55_000),
    (
        "Petra Vane",
        "Exploitation and missing children; a former detective.",
        "Worked for Cleveland Police until 2019: not for a review in which they have a part.",
        25,
        60_000,
    ),
    (
        "Sol Achebe",
        "Health, mental health of parents, infants.",
        "Sits on a health trust's board in Durham.",
        15,
        52_000,
    ),
)
_STORIES: tuple[dict[str, str], ...] = (
    {
        "harm": "serious",
        "abuse": "suspected",
        "what": "Brought to hospital with a broken arm and older bruises. The parents' accounts do not agree.",
        "why": "For: the paediatrician says that the fall as told can not do this. Against: nothing known before.",
    },
    {
        "harm": "serious",
        "abuse": "known",
        "what": "Found at home after two days without food. The mother had been taken ill and nobody looked in.",
        "why": "For: the school had rung three times. The call-backs were not made.",
    },
    {
        "harm": "serious",
        "abuse": "suspected",
        "what": "Taken to hospital after swallowing a grandparent's tablets, for the second time in a year.",
        "why": "For: the first time ended in advice about a locked cupboard, and nobody went to see it.",
    },
    {
        "harm": "died",
        "abuse": "suspected",
        "what": "Died at home in the night. The bed was shared; alcohol had been drunk.",
        "why": "For: the history of neglect. Against: the cause of death is not known yet.",
    },
    {
        "harm": "serious",
        "abuse": "no",
        "what": "Hurt in a road accident on the way to school with a class mate's parent.",
        "why": "Neither the police nor the family sees anything but an accident.",
    },
)
_GIVEN = {
    0: "Called to the address four times in two years; two of the calls went to the hub, two did not.",
    1: "The officer who went the last time rang the school herself and wrote down what the child said.",
    2: "The calls were not read together. Each officer saw one.",
    3: "All calls of two years to this address were read. Two brothers were seen the same day.",
}
_LEARNED = (
    "Three agencies each held a part, and nobody put the parts beside each other. What the school rang about twice was "
    "taken as two small things. The second call was not read as the second."
)
_QUESTIONS = """Who held which part?
When could the parts have been put beside each other?
What stood in the way?"""
_WHY = "A review would show how calls to an address are read together, which the rapid review could only point at."


def give_reviews(authorities: Sequence[int], *, at: dt.datetime) -> int:
    """Write them for these authorities. Returns how many incidents there are."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        written = 0
        for authority in authorities:
            cursor.execute(_CHILDREN, {"authority": authority})
            children = [row[0] for row in cursor.fetchall()]
            stage = _Stage(authority)
            if len(children) == len(_STORIES) and stage.is_whole:
                _tell(stage, children, at)
                written += len(children)
        cursor.execute("set role lantern_owner")
    return written


class _Stage:
    """Who does what in one authority."""

    def __init__(self, authority: int) -> None:
        self.authority = authority
        of = partnership.authority(authority).partnership_id
        self.keeper = partnership.keeper_of(of).pk
        posts = Post.objects.filter(holder__isnull=False).select_related("team__agency", "holder").order_by("code")
        here = posts.filter(team__covers__contains=[authority])
        self.bosses = [self._as(post) for post in here.filter(role="service_manager")]
        self.recorders = [self._as(post) for post in here.filter(role="team_manager", team__kind=TeamKind.ASSESSMENT)]
        self.units = [self._as(post) for post in here.filter(role="partnership_manager")]
        self.members = [self._as(post) for post in posts.filter(role="partnership_member")]
        self.desks = [
            team for team in partnership.teams_covering(authority, TeamKind.AGENCY_DESK) if team.agency.statutory
        ]
        self.others = [
            team for team in partnership.teams_covering(authority, TeamKind.AGENCY_DESK) if not team.agency.statutory
        ][:3]
        self.answerers = {
            post.team_id: replace(self._as(post), authorities=())
            for post in posts.filter(team__in=[*self.desks, *self.others], role="agency_lead")
        }
        self.is_whole = bool(self.bosses and self.recorders and self.units and self.members and self.desks)

    def _as(self, post: Post) -> ActingPerson:
        return replace(in_post(post, self.authority), partnerships=partnerships_of(post.role, post.team.agency_id))


def _tell(stage: _Stage, children: list[Any], at: dt.datetime) -> None:
    boss = stage.bosses[0]
    waits, late, sent, reviewed, left = children
    _known(stage, waits, 0, at - dt.timedelta(days=2))
    begun = _notified(stage, _known(stage, late, 1, _before(at, 17)), _after(_before(at, 17), 7), late=True)
    _ask(stage, begun, _after(begun.known_at, 8), at, answered=1)
    done = _notified(stage, _known(stage, sent, 2, _before(at, 30)), _after(_before(at, 30), 3))
    _ask(stage, done, _after(done.known_at, 5), at, answered=9)
    _send(stage, done, _after(done.known_at, 16), decision="none")
    first = _notified(stage, _known(stage, reviewed, 3, _before(at, 120)), _after(_before(at, 120), 4))
    _ask(stage, first, _after(first.known_at, 6), at, answered=9)
    _send(stage, first, _after(first.known_at, 17), decision="local")
    with acting(boss):
        incidents.panel_replied(
            first, says="agrees", words="The Panel agrees that a local review adds to what is known.",
            on=_after(first.known_at, 30).date(), by=boss, at=_after(first.known_at, 30), version=first.version,
        )  # fmt: skip
    _review(stage, first, _after(first.known_at, 18), at)
    last = _known(stage, left, 4, _before(at, 40))
    with acting(boss):
        incidents.not_notify(
            last, reasons="An accident on the road: the police looked into it and have no doubt. Nothing in the record "
            "speaks for abuse or neglect.", by=boss, at=_after(last.known_at, 2), version=last.version,
        )  # fmt: skip


def _before(at: dt.datetime, days: int) -> dt.datetime:
    """So many working days earlier, in office hours."""
    day = england_and_wales().add(at.astimezone(partnership.LONDON).date(), -days)
    return dt.datetime.combine(day, dt.time(10, 40), partnership.LONDON)


def _after(moment: dt.datetime, days: int) -> dt.datetime:
    day = england_and_wales().add(moment.astimezone(partnership.LONDON).date(), days)
    return dt.datetime.combine(day, dt.time(15, 20), partnership.LONDON)


def _known(stage: _Stage, child: Any, number: int, at: dt.datetime) -> Incident:
    story, by, boss = _STORIES[number], stage.recorders[number % len(stage.recorders)], stage.bosses[0]
    facts = incidents.Facts(
        known_at=at,
        happened_on=at.date() - dt.timedelta(days=1),
        harm=story["harm"],
        abuse=story["abuse"],
        where="here",
        what_happened=story["what"],
        why_suspected=story["why"],
    )
    with acting(by):
        person = Person.objects.get(pk=child)
        readers = [incidents.Reader(boss.user_id or 0, boss.name, boss.post_title)]
        made = incidents.record(facts, children=[person], readers=readers, by=by, at=at)
    with acting(boss):
        return Incident.objects.get(pk=made.episode.pk)


def _notified(stage: _Stage, incident: Incident, at: dt.datetime, *, late: bool = False) -> Incident:
    boss = stage.bosses[0]
    with acting(boss):
        incidents.notify(
            incident,
            reasons="Serious harm, and what is known speaks for abuse or neglect.",
            panel_reference="",
            desks=stage.desks,
            late_reason="Nobody was sure whose decision it was, and it waited for a meeting." if late else "",
            by=boss,
            at=at,
            version=incident.version,
        )
    return incident


def _ask(stage: _Stage, incident: Incident, at: dt.datetime, now: dt.datetime, *, answered: int) -> None:
    boss = stage.bosses[0]
    with acting(boss):
        desks = [*stage.desks, *stage.others]
        requests.ask(incident, desks=desks, also="", by=boss, at=at, version=incident.version)
    for place, team in enumerate(desks):
        by = stage.answerers.get(team.pk)
        if by is None or place >= answered:
            continue
        with acting(by):
            mine = (
                AgencyRequest.objects.select_related("asked_team__agency")
                .filter(incident_id=incident.pk, partner_agency_id=by.agency_id, state="asked")
                .first()
            )
            if mine is None:
                continue
            answers = dict(zip(requests.QUESTIONS, _GIVEN.values(), strict=True))
            year = str(at.year - 1)
            lines = [
                {"on": f"{year}-03", "what": "First call to the address; advice given."},
                {"on": f"{at.year}-02-14", "what": "Second call. The child was seen, in pyjamas at noon."},
            ]
            requests.give(
                mine, known="yes", answers=answers, lines=lines[: 1 + place % 2], by=by,
                at=min(now, at + dt.timedelta(days=3 + place % 3)), version=mine.version,
            )  # fmt: skip


def _send(stage: _Stage, incident: Incident, at: dt.datetime, *, decision: str) -> None:
    boss = stage.bosses[0]
    press: dict[str, Any] = {"by": boss, "at": at}
    with acting(boss):
        done = "Two other children of the household were seen the same day and are safe."
        incidents.write_review(incident, immediate_action=done, learning=_LEARNED, version=incident.version, **press)
        agreed = {
            "authority": "Director of children's services",
            "police": "Detective superintendent, public protection",
            "health": "Chief nurse of the integrated care board",
        }
        why = _WHY if decision == "local" else "What can be learned is in the rapid review; a review would repeat it."
        incidents.decide_review(
            incident, decision=decision, reasons=why, agreed=agreed, version=incident.version, **press
        )
        waiting = "The agency holds nothing and said so by telephone."
        incidents.send(incident, missing_why=waiting, version=incident.version, **press)


def _review(stage: _Stage, incident: Incident, began: dt.datetime, now: dt.datetime) -> None:
    boss, unit = stage.bosses[0], stage.units[0]
    with acting(unit):
        there = {each.name: each for each in queries.pool(by=unit)}
        for name, skills, ties, days, rate in _POOL:
            if name not in there:
                there[name] = pool.add_reviewer(
                    keeper=stage.keeper, name=name, skills=skills, ties=ties, free_from=None, days_a_year=days,
                    day_rate=rate, by=unit, at=began,
                )  # fmt: skip
    with acting(boss):
        review: PracticeReview = practice.hold(incident, title="Rowan", by=boss, at=began).episode
        due = (8, 12, 25, 45, 70, 90, 100, 110)
        steps = [(step, _after(began, day).date()) for step, day in zip(STEPS, due, strict=True)]
        practice.set_terms(
            review, terms="How calls to one address are read together, and by whom.",
            questions=_QUESTIONS,
            looks_from=began.date().replace(year=began.year - 2), looks_until=incident.known_at.date(),
            lead_name="The partnership", family_lead_name="The family liaison officer", steps=steps, by=boss,
            at=_after(began, 6), version=review.version,
        )  # fmt: skip
        pool.put_forward(
            review, reviewer=there["Hari Lowe"], days=22, by=boss, at=_after(began, 7), version=review.version,
            terms="A young child died at home. Several agencies had been called to the address.",
            conflicts="Asked of all agencies: has not worked for any of them, and knows nobody in the case.",
        )  # fmt: skip
        fresh = PracticeReview.objects.get(pk=review.pk)
        put = queries.appointment_of(fresh)
    if put is not None:
        member = next(each for each in stage.members if stage.keeper in each.partnerships)
        with acting(member):
            words = "Approved by the Executive, with the days as put."
            pool.decide(put, approve=True, words=words, by=member, at=_after(began, 12), version=put.version)
    press: dict[str, Any] = {"by": boss}
    with acting(boss):
        practice.start(fresh, reviewer="Hari Lowe", at=_after(began, 14), version=fresh.version, **press)
        for step in queries.parts_of(fresh).steps[:3]:
            practice.step_done(fresh, step, on=step.due_on, note="", at=_after(began, 26), **press)
        practice.speak_with_family(
            fresh, on=_after(began, 11).date(), who="The grandmother", about="told", at=_after(began, 11),
            words="I rang three times. I want somebody to write down that I rang three times.", **press,
        )  # fmt: skip
        practice.link_strand(
            fresh, kind="criminal", place="Cleveland Police and the Crown Prosecution Service", their_reference="",
            lead="Senior investigating officer", shares_chronology=False, at=_after(began, 20), **press,
        )  # fmt: skip
        practice.link_strand(
            fresh, kind="safeguarding_adults_review", place="Teeswide adults board", their_reference="TSAB 26/4",
            lead="Board manager", shares_chronology=True, at=_after(began, 22), **press,
        )  # fmt: skip
        late = "The trial may not be put at risk: practitioners are not heard before it ends. The learning about calls "
        late += "to an address is already being used."
        practice.explain_delay(fresh, reasons=late, at=min(now, _after(began, 60)), version=fresh.version, **press)
