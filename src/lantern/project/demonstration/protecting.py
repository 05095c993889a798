"""Protection in the demonstration: strategy discussions, section 47 enquiries, conferences and assessments of the last
weeks, and what the inspection of 2023 found visibly among them. Minutes that were never sent, a discussion without the
police, a child seen late, a conference after its day, assessments that wait, a manager who asks and one who did not.
Written by the real actions, so that they stand in the ledger like any other.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.law.working_days import england_and_wales
from lantern.meetings import actions as meetings
from lantern.meetings.actions import Asked, ForChild
from lantern.meetings.models import Agreed, Invitation, Meeting, Seat
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, TeamKind
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post
from lantern.protection.actions import assessments, enquiries
from lantern.protection.models import Assessment, Challenge, Enquiry
from lantern.protection.states import at_the_gate
from lantern.spine.models import Episode
from lantern.waiting import gate

DISCUSSIONS, ASSESSMENTS = 9, 16
"""How many of each an authority has here."""

_CONTACTS = """
select e.id, e.opened_at, (select array_agg(i.person_id order by i.person_id) from spine_involvement i
    join people_person p on p.id = i.person_id
    where i.episode_id = e.id and i.part = 'child' and p.life = 'born')
from spine_episode e join frontdoor_contact c on c.episode_ptr_id = e.id
where e.kind = 'contact' and e.authority_id = %(authority)s and not e.restricted
  and e.opened_at between %(since)s and %(until)s
  and exists (select 1 from frontdoor_childdecision d where d.contact_id = e.id and d.current
              and d.outcome = 'strategy_discussion')
order by e.opened_at desc limit 200
"""
_HANDOFFS = """
select e.id, h.accepted_at, array_agg(i.person_id order by i.person_id)
from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id
join spine_involvement i on i.episode_id = e.id and i.part = 'child'
join people_person p on p.id = i.person_id and p.life = 'born'
where e.kind = 'handoff' and e.authority_id = %(authority)s and not e.restricted and h.purpose = 'assessment'
  and h.accepted_at between %(since)s and %(until)s
group by e.id, h.accepted_at order by h.accepted_at desc limit 200
"""

_TOLD = (
    "Called to the home three times since the summer, twice at night. Nobody was charged. An adult son with a warning "
    "for violence has moved back in.",
    "Seen in the walk-in centre on Sunday with a burn on the left hand. The story was told in two ways. The health "
    "visitor has not been let in since August.",
    "Came to school in the same clothes all week and hid food. Said that there is shouting and that the baby cries.",
)
_HARM = ("physical", "neglect", "emotional", "physical", "neglect", "sexual")
_WHY = (
    "The injury does not fit the story, the story has changed, and there are earlier calls. Harm is likely to go on.",
    "Three agencies tell the same: hungry, tired, alone with the baby. Nothing that was tried has held.",
    "The child says it and shows it, and the adult who frightens them has moved back in.",
)
_SAID = ("“I put the telly up when they start.”", "“He only does it when Mam’s at work.”", "“I like it at my nan’s.”")
_FOUND = (
    "The doctor says that the mark is older than was told and has the form of a belt. The child says who did it. The "
    "mother believes the child and has changed the lock.",
    "The house was clean and warm. The mark is from the fall that the school saw. The worry about the shouting stands.",
    "Neither the examination nor what the children say bears it out. The family wants help with sleep and gets it.",
)
_OUTLINE = (
    "Nobody who has hurt the child lives in the house. The mother rings the worker before she opens the door. The "
    "school sees the child at nine each day. The core group says by Christmas what has changed."
)

_HISTORY = (
    "Four contacts in two years, each about the same: the children alone in the evening. Help was offered twice and "
    "ended when nobody opened the door. It held once, for five months, when the grandmother was there."
)
_CAPACITY = (
    "The mother kept every appointment with the midwife and stopped drinking then; she says what made the difference. "
    "The father has not tried, and says there is nothing to change. Without him in the house she can do it, with help."
)
_IMPACT = (
    "Mornings are the worst: nobody wakes them, the eldest dresses the youngest, and they come to school hungry and "
    "late. The eldest has stopped having friends home. If nothing changes she will go on being the parent."
)
_VIEWS = (
    "“I want Mam to get up.”",
    "Mother: “I know it’s not good enough. I don’t want him back.” Father did not come.",
)
_ANALYSIS = (
    "The history, the mornings and what the children say tell one story, and the months with the grandmother show that "
    "it can be otherwise. What we do not know is whether the father stays away."
)
_POOR = "Concerns noted. Mother to engage with services. Monitor."
_ASKED = (
    "What did she change when she had help before, and what stopped it? The recommendation does not follow from it yet."
)
_ANSWERED = (
    "She stopped drinking for five months while her mother lived with her, and began again when he came back. I have"
    " written it into what she can change, and the plan now begins with the grandmother."
)

_CHANGED = gate.Answers(
    what_changed="The grandmother has moved in, and the children are at school on time.",
    evidence="The register, and what the children say.",
    family_says="“We can do this now.”",
    met="yes",
    met_words="At home, together.",
    if_not="The school rings the hub the same day.",
)


class _House:
    """Who does what in one authority."""

    def __init__(self, authority: int) -> None:
        self.authority = authority
        self.hub = self._posts(TeamKind.HUB, "hub_social_worker")
        self.night = self._posts(TeamKind.EMERGENCY_DUTY, "edt_social_worker")
        self.workers = self._posts(TeamKind.ASSESSMENT, "social_worker")
        self.managers = self._posts(TeamKind.ASSESSMENT, "team_manager")
        self.chairs = self._posts(TeamKind.REVIEW, "reviewing_officer")
        self.desks = {
            meetings.AGENCY_SITS_AS.get(team.agency.kind, "other"): team
            for team in partnership.teams_covering(authority, TeamKind.AGENCY_DESK)
        }
        self.is_whole = bool(self.hub and self.night and self.workers and len(self.managers) > 1 and self.chairs)

    def _posts(self, kind: TeamKind, role: str) -> list[ActingPerson]:
        posts = (
            Post.objects.filter(
                team__kind=kind, role=role, holder__isnull=False, team__covers__contains=[self.authority]
            )
            .select_related("team__agency", "holder")
            .order_by("code")
        )
        return [in_post(post, self.authority) for post in posts]

    def table(self, by: ActingPerson) -> list[Asked]:
        """Who is asked: social care, and the desks of the police, of health and of the schools, as far as there are."""
        parts = ("police", "health", "education", "probation")
        return [Asked(by.name, "social_care", by.post_title)] + [
            Asked.desk(self.desks[part]) for part in parts if part in self.desks
        ]

    def of_desk(self, part: str) -> ActingPerson | None:
        """Somebody at an agency's desk, who sees what was put to the agency and nothing else."""
        team = self.desks.get(part)
        posts = (
            Post.objects.filter(team=team, role="agency_responder", holder__isnull=False)
            if team
            else Post.objects.none()
        )
        post = posts.select_related("team__agency", "holder").order_by("code").first()
        return replace(in_post(post, self.authority), authorities=()) if post else None


def give_protection(authorities: Sequence[int], *, at: dt.datetime) -> int:
    """Write it for these authorities. Returns how many discussions and assessments there are."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        written = 0
        for authority in authorities:
            house = _House(authority)
            if not house.is_whole:
                continue
            met: set[uuid.UUID] = set()
            window: dict[str, Any] = {
                "authority": authority,
                "since": at - dt.timedelta(days=75),
                "until": at - dt.timedelta(hours=30),
            }
            cursor.execute(_CONTACTS, window)
            for contact, opened_at, children in _fresh(cursor.fetchall(), met, DISCUSSIONS):
                _discussion(house, contact, children, opened_at + dt.timedelta(hours=5), written, at)
                written += 1
            cursor.execute(_HANDOFFS, window | {"since": at - dt.timedelta(days=100)})
            for handoff, accepted_at, children in _fresh(cursor.fetchall(), met, ASSESSMENTS):
                _assessment(house, handoff, children, accepted_at + dt.timedelta(hours=20), written, at)
                written += 1
        cursor.execute("set role lantern_owner")
    return written


def _fresh(rows: list[Any], met: set[uuid.UUID], most: int) -> list[tuple[uuid.UUID, dt.datetime, list[uuid.UUID]]]:
    """Rows spread over the time, each about children who were not met before."""
    found: list[tuple[uuid.UUID, dt.datetime, list[uuid.UUID]]] = []
    for row in rows[:: max(1, len(rows) // (most * 2))]:
        children = [each for each in row[2] or () if each not in met][:3]
        if children and len(children) == len(set(row[2][:3])) and len(found) < most:
            met.update(row[2])
            found.append((row[0], row[1], children))
    return found


# ---- A strategy discussion and what follows -------------------------------------------------------------------------


def _discussion(
    house: _House, contact: uuid.UUID, children: list[uuid.UUID], when: dt.datetime, number: int, now: dt.datetime
) -> None:
    day = partnership.in_office_hours(house.authority, when)
    by = (house.hub if day else house.night)[number % 2]
    with acting(by):
        people = list(Person.objects.filter(pk__in=children).order_by("born_on"))
        meeting: Meeting = meetings.call(
            "strategy_discussion",
            children=people,
            starts_at=when,
            purpose="What was told at the front door makes it likely that the child suffers significant harm.",
            how_to_join="Telephone 01632 960700, code 4471.",
            place="By telephone",
            asked=house.table(by),
            because_of=Episode.objects.get(pk=contact),
            by=by,
            at=when - dt.timedelta(hours=2),
        ).episode
        meetings.begin(meeting, by=by, at=when, version=meeting.version)
        missing = "police" if number % 9 == 3 else ""
        _roll(meeting, by, when, missing)
        _words(meeting, by, when)
        outcomes = ["section_47_joint" if number % 3 else "section_47_single"] + ["no_section_47"] * 2
        if number % 9 == 8:
            outcomes = ["more_information"] * 3
        decisions = [
            ForChild(child.pk, outcome, _WHY[number % 3], _details(outcome, number, when))
            for child, outcome in zip(people, outcomes, strict=False)
        ]
        why = "The police control room could not free anybody before the morning, and the child could not wait."
        meetings.decide(
            meeting,
            decisions=decisions,
            not_quorate_why=why if missing or "education" not in house.desks else "",
            by=by,
            at=when + dt.timedelta(minutes=40),
            version=meeting.version,
        )
        ended = when + dt.timedelta(minutes=50)
        meetings.end(meeting, by=by, at=ended, version=meeting.version)
        if number % 9 not in (1, 4):  # two whose minutes nobody has sent
            meetings.send_minutes(meeting, by=by, at=ended + dt.timedelta(hours=3), version=meeting.version)
        enquiry = Enquiry.objects.filter(because_of_id=meeting.pk).first()
    if enquiry is not None:
        _enquiry(house, enquiry, people, when, number, now)


def _details(outcome: str, number: int, when: dt.datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"category": _HARM[number % len(_HARM)], "medical": "arranged" if number % 2 else "later"}
    if outcome == "no_section_47":
        told |= {"instead": "Seen with their brother or sister, and part of the assessment.", "medical": "not_needed"}
    if outcome == "more_information":
        told |= {"meet_again": (when + dt.timedelta(days=2)).date().isoformat()}
    return told


def _roll(meeting: Meeting, by: ActingPerson, when: dt.datetime, missing: str) -> None:
    seats = Seat.objects.filter(episode_id=meeting.pk)
    found = {seat.pk: ("", "apologies" if seat.sits_as == missing else "joined") for seat in seats}
    meetings.take_roll(meeting, found=found, by=by, at=when)


def _words(meeting: Meeting, by: ActingPerson, when: dt.datetime) -> None:
    for place, part in enumerate(("police", "health", "education")):
        seat = Seat.objects.filter(episode_id=meeting.pk, sits_as=part).first()
        if seat is not None and seat.is_there:
            said_at = when + dt.timedelta(minutes=6 * place + 4)
            meetings.say(meeting, part="information", text=_TOLD[place], seat=seat, by=by, at=said_at)
    due = when + dt.timedelta(hours=20)
    for what, owner in (("See the child alone at school", "Social worker"), ("Send the record of the calls", "Police")):
        meetings.agree(meeting, what=what, owner_name=owner, due_at=due, by=by, at=when + dt.timedelta(minutes=45))
    done = Agreed.objects.filter(episode_id=meeting.pk).order_by("pk").first()
    if done is not None:
        meetings.mark_done(done, outcome="Seen with the teacher next door.", by=by, at=due - dt.timedelta(hours=3))


def _enquiry(
    house: _House, enquiry: Enquiry, people: list[Person], began: dt.datetime, number: int, now: dt.datetime
) -> None:
    worker, boss = house.workers[number % len(house.workers)], house.managers[number % 2]
    child = next(each for each in people if enquiry.involvements.filter(person_id=each.pk).exists())
    seen_at = began + dt.timedelta(hours=40 if number % 9 == 5 else 7)
    concluded = began + dt.timedelta(days=5 + number % 4)
    with acting(worker):
        enquiries.take(enquiry, by=worker, at=began + dt.timedelta(hours=2), version=enquiry.version)
        if number % 9 != 7:  # one that nobody has seen
            enquiries.see(
                enquiry, person_id=child.pk, seen_at=seen_at, place="School", alone=number % 4 != 2,
                not_alone_why="" if number % 4 != 2 else "The child would not let go of the teacher.",
                words=_SAID[number % 3], noticed="Pale and quiet, and talked while drawing.",
                late_reason="Nobody opened the door; the school was closed." if number % 9 == 5 else "",
                by=worker, at=min(seen_at + dt.timedelta(hours=1), now), version=enquiry.version,
            )  # fmt: skip
        if concluded > now or number % 9 == 7:
            return
        outcome = ("at_risk", "at_risk", "not_at_risk", "at_risk", "not_found")[number % 5]
        enquiries.conclude(
            enquiry, outcome=outcome, found=_FOUND[0 if outcome == "at_risk" else 1 if outcome == "not_at_risk" else 2],
            what_next="The person who frightens the child lives elsewhere until the conference. The worker comes daily."
            if outcome == "at_risk" else "The assessment goes on with the family.",
            found_category="" if outcome == "not_found" else enquiry.category,
            by=worker, at=concluded, version=enquiry.version,
        )  # fmt: skip
    agreed = concluded + dt.timedelta(days=1)
    if agreed > now or number % 9 == 6:  # one that waits for a manager
        return
    with acting(boss):
        enquiry = Enquiry.objects.get(pk=enquiry.pk)
        enquiries.agree(enquiry, note="Read with what the school told.", by=boss, at=agreed, version=enquiry.version)
    if outcome == "at_risk":
        _conference(house, enquiry, child, began, agreed, number, now)


def _conference(
    house: _House,
    enquiry: Enquiry,
    child: Person,
    began: dt.datetime,
    called: dt.datetime,
    number: int,
    now: dt.datetime,
) -> None:
    chair = house.chairs[number % len(house.chairs)]
    days = 19 if number % 9 == 2 else 11 + number % 4  # one after its day
    held_on = england_and_wales().add(began.astimezone(partnership.LONDON).date(), days)
    held = dt.datetime.combine(held_on, dt.time(10), tzinfo=partnership.LONDON)
    with acting(chair):
        meeting: Meeting = meetings.call(
            "initial_conference",
            children=[child],
            starts_at=held,
            purpose="The enquiry found that the child is likely to suffer significant harm.",
            place="Conference room 2, or by video",
            asked=[*house.table(chair), Asked("The child’s mother", "family", "Mother")],
            because_of=Episode.objects.get(pk=enquiry.pk),
            by=chair,
            at=called,
        ).episode
    for part, reports in (("police", True), ("health", number % 2 == 0), ("education", held < now)):
        _reports(house, meeting, part, called, now, reports=reports)
    if held > now:
        return
    with acting(chair):
        meeting = Meeting.objects.get(pk=meeting.pk)
        meetings.begin(meeting, by=chair, at=held, version=meeting.version)
        _roll(meeting, chair, held, "")
        mother = Seat.objects.get(episode_id=meeting.pk, sits_as="family")
        meetings.say(meeting, part="view", text=_VIEWS[1], seat=mother, by=chair, at=held + dt.timedelta(minutes=30))
        details = {
            "category": enquiry.found_category, "outline": _OUTLINE, "child_view": _SAID[number % 3],
            "contingency": "If he comes back into the house: legal advice the same day.",
        }  # fmt: skip
        if number % 3 == 1:
            details["dissent"] = "The school thinks that the grandmother’s house should be named in the plan."
        decision = ForChild(child.pk, "child_protection_plan", _WHY[0], details)
        ended = held + dt.timedelta(hours=1, minutes=40)
        meetings.decide(meeting, decisions=[decision], by=chair, at=ended, version=meeting.version)
        meetings.end(meeting, by=chair, at=ended, version=meeting.version)


def _reports(
    house: _House, meeting: Meeting, part: str, called: dt.datetime, now: dt.datetime, *, reports: bool
) -> None:
    by = house.of_desk(part)
    if by is None:
        return
    with acting(by):
        found = Invitation.objects.filter(because_of_id=meeting.pk, partner_agency_id=by.agency_id).first()
        if found is None:
            return
        at = min(called + dt.timedelta(days=1), now)
        meetings.answer_invitation(found, coming="yes", name=by.name, by=by, at=at, version=found.version)
        if reports:
            text = {
                "What do you know about the child and the family?": _TOLD[
                    ("police", "health", "education").index(part)
                ],
                "What are you worried about?": "That it happens again before anybody hears of it.",
                "What do you think should happen?": "A plan that says who looks in, and when.",
            }
            meetings.send_report(
                found, report=text, by=by, at=min(at + dt.timedelta(days=2), now), version=found.version
            )


# ---- An assessment --------------------------------------------------------------------------------------------------


def _assessment(
    house: _House, handoff: uuid.UUID, children: list[uuid.UUID], began: dt.datetime, number: int, now: dt.datetime
) -> None:
    worker, boss = house.workers[number % len(house.workers)], house.managers[number % 2]
    poor = number % 8 == 5
    with acting(worker):
        people = list(Person.objects.filter(pk__in=children).order_by("born_on"))
        source = Episode.objects.select_related("because_of").get(pk=handoff)
        first = source.because_of
        referred = first.opened_at if first else source.opened_at
        found: Assessment = assessments.start(
            people, why="How the mornings and evenings are for these children, and who keeps them safe.",
            referred_at=referred, because_of=source, by=worker, at=min(began, now),
        ).episode  # fmt: skip
        press: dict[str, Any] = {"by": worker}
        for place, child in enumerate(people):
            when = began + dt.timedelta(days=3 + place + (9 if number % 8 == 2 else 0))
            if when > now or number % 8 == 6:  # one whose children nobody has seen
                continue
            assessments.see(
                found, person_id=child.pk, seen_at=when, place="Home", alone=place == 0,
                not_alone_why="" if place == 0 else "Too young to be left alone.",
                words=_SAID[(number + place) % 3] if place == 0 else "", at=when, version=found.version,
                late_reason="Two visits to a closed door." if number % 8 == 2 else "", **press,
            )  # fmt: skip
        texts = {
            "history": _HISTORY, "capacity": _POOR if poor else _CAPACITY, "impact": _POOR if poor else _IMPACT,
            "child_views": _VIEWS[0], "parent_views": _VIEWS[1], "analysis": _POOR if poor else _ANALYSIS,
        }  # fmt: skip
        written = began + dt.timedelta(days=12)
        for part, text in list(texts.items())[: 6 if number % 8 != 3 else 2]:
            if written < now:
                assessments.write(found, part=part, text=text, at=written, version=found.version, **press)
        ready = began + dt.timedelta(days=30 + number % 9)
        if ready > now or number % 8 in (3, 6):  # still being written, some beyond their day
            return
        outcome = ("child_in_need", "early_help", "close", "child_in_need")[number % 4]
        assessments.write(
            found, part="recommendation", text=_POOR if poor else _OUTLINE, outcome=outcome, at=ready,
            version=found.version, **press,
        )  # fmt: skip
        found = Assessment.objects.get(pk=found.pk)
        assessments.submit(found, at=ready, version=found.version, not_seen_why="", **press)
    if number % 8 == 1:  # one that waits for a manager
        return
    if number % 4 == 0:
        _challenged(found, worker, boss, ready, now)
    agreed = ready + dt.timedelta(days=60 if number % 8 == 7 else 4)
    if agreed >= now:
        return
    answered = None
    with acting(worker):
        found = Assessment.objects.select_related("because_of").get(pk=found.pk)
        ends = at_the_gate(found)
        if ends is not None and not poor:
            answered = gate.answer(ends[0], way=ends[1], said=_CHANGED, by=worker, at=agreed)
    with acting(boss):
        found = Assessment.objects.select_related("because_of").get(pk=found.pk)
        if answered is not None:
            gate.agree(answered, words="Rang the school and asked the grandmother.", by=boss, at=agreed)
        elif ends is not None:  # gone past with a poor reason, which a second look will find
            why = "No capacity to answer this before the transfer."
            gate.override(ends[0], way=ends[1], reason=why, by=boss, at=agreed)
        if found.state == "submitted":
            late = "The worker left and the assessment waited." if number % 8 == 7 else ""
            assessments.authorise(
                found, note="Agreed." if poor else "Follows from what was seen.", late_reason=late, by=boss, at=agreed,
                version=found.version,
            )  # fmt: skip


def _challenged(
    found: Assessment, worker: ActingPerson, boss: ActingPerson, ready: dt.datetime, now: dt.datetime
) -> None:
    with acting(boss):
        found = Assessment.objects.get(pk=found.pk)
        asked_at = min(ready + dt.timedelta(days=1), now)
        assessments.challenge(found, question=_ASKED, by=boss, at=asked_at, version=found.version)
    answered = ready + dt.timedelta(days=2)
    if answered > now:
        return
    with acting(worker):
        found = Assessment.objects.get(pk=found.pk)
        asked = Challenge.objects.get(episode_id=found.pk)
        press: dict[str, Any] = {"by": worker, "at": answered}
        assessments.answer(found, asked.pk, text=_ANSWERED, version=found.version, **press)
        assessments.share(
            found, on=answered.date(), how="in_person", whom="Mother", comment="“That is fair.”",
            version=found.version, **press,
        )  # fmt: skip
        found = Assessment.objects.get(pk=found.pk)
        assessments.submit(found, version=found.version, **press)
