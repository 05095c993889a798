"""People of the demonstration who wait for a word from the hub: neighbours who asked to be rung back at an hour that is
safe, and professionals who read what was decided and do not agree. Done by the real actions.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from lantern.access.context import acting, sending_to
from lantern.access.people_acting import ActingPerson, public_visitor
from lantern.frontdoor import actions, ringing_back
from lantern.frontdoor.models import Contact, Disagreement, Outcome, ReportedPerson, SentContact
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, TeamKind
from lantern.people.actions import record_person
from lantern.project.demonstration.second_looks import in_post, managers_of
from lantern.spine.models import Priority

_NEIGHBOURS = (
    ("Robin", 2019, "Shouting through the wall most nights, and a child crying afterwards.", "safe", 0),
    ("Skye", 2021, "She is in the yard alone in the dark. Nobody comes when she knocks.", "safe", 0),
    ("Kian", 2016, "He asked me for food again. His mum told him to say nothing.", "any", 1),
)  # fmt: skip
"""Child, year of birth, what was told, when they may be rung, and how often they were not reached."""

_DISAGREE = (
    (
        "Leila", "Told the school nurse that her uncle comes into her room at night, then said it was a dream.",
        "A child who takes it back is not a child who is safe. Please read what the school wrote in May.", "", "",
    ),
    (
        "Tomasz", "Third time this month without a coat or lunch. Falls asleep by ten.",
        "Three contacts in a month were each answered alone. Together they are neglect.",
        "changed", "You were right that they add up. A social worker will assess from Monday.",
    ),
    (
        "Amber", "Her mother missed four appointments for the baby's weight.",
        "The weight has fallen two lines since. Advice to the mother does not weigh the baby.",
        "kept", "The health visitor weighs her each week now. We decide again after the second weight.",
    ),
)  # fmt: skip
"""Child, what was told, why they do not agree, what came of it and the answer; without one it still waits."""


def give_answers_due(authorities: tuple[int, ...], *, at: dt.datetime) -> None:
    """Write both for each authority. A few dozen actions."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        for authority in authorities:
            for number, neighbour in enumerate(_NEIGHBOURS):
                _neighbour(authority, number, neighbour, at)
            sender = _sender(authority)
            for told in _DISAGREE:
                if sender is not None:
                    _disagrees(authority, sender, told, at)
        cursor.execute("set role lantern_owner")


def _sender(authority: int) -> ActingPerson | None:
    post = (
        Post.objects.filter(role="professional_referrer", team__covers__contains=[authority], holder__isnull=False)
        .select_related("team__agency", "holder")
        .order_by("-title", "code")
        .first()
    )
    return in_post(post, authority) if post else None


def _child(first: str, year: int, last: str) -> actions.Reported:
    facts = {"first_names": first, "last_name": last, "born_on": dt.date(year, 7, 1), "birth_known_to": "year"}
    return actions.Reported("child", facts)


def _neighbour(authority: int, number: int, told: tuple[str, int, str, str, int], at: dt.datetime) -> None:
    first, year, what, when, tries = told
    arrived = at - dt.timedelta(minutes=50 + 35 * number)
    slots = ringing_back.slots(authority, at)
    code = ringing_back.ANY if when == "any" or not slots else slots[min(number, len(slots) - 1)].code
    with acting(public_visitor(f"demonstration-{authority}-{number}", authority_id=authority)) as visitor:
        contact = actions.receive(
            authority_id=authority,
            contact={"channel": "public_form", "what_happened": what, "reasons": ["neglect"]},
            referrer={"source": "1B", "name": "", "phone": f"01632 9608{number:02}", "answer_by": "phone"},
            people=[_child(first, year, "Example")],
            by=visitor,
            at=arrived,
            ring=ringing_back.wish(code, authority, at),
        )
    officer = in_post(_post_of(contact.owner_team_id), authority)
    for _ in range(tries):
        again = ringing_back.wish(ringing_back.ANY, authority, at)
        if again is not None:
            with acting(officer):
                mine = Contact.objects.select_related("referrer").get(pk=contact.pk)
                actions.rung_and_not_reached(mine, again=again, by=officer, at=at, version=mine.version)


def _post_of(team: int) -> Post:
    found = Post.objects.filter(team_id=team, holder__isnull=False).select_related("team__agency", "holder")
    return found.order_by("code")[0]


def _disagrees(authority: int, sender: ActingPerson, told: tuple[str, str, str, str, str], at: dt.datetime) -> None:
    first, what, why, found, answer = told
    last, sent_at = "Exampleson", at - dt.timedelta(days=6 if found else 3)
    with acting(sender), sending_to(authority):
        contact = actions.receive(
            authority_id=authority,
            contact={"channel": "professional_form", "what_happened": what, "reasons": ["neglect"]},
            referrer={
                "source": "3A", "name": sender.name, "email": "nurse@workers.example", "answer_by": "online",
                "professional": True, "agency_id": sender.agency_id,
            },
            people=[_child(first, 2017, last)],
            by=sender,
            at=sent_at,
        )  # fmt: skip
    worker, manager = _who_decide(authority)
    _decided(contact, worker, manager, at=sent_at + dt.timedelta(hours=5))
    with acting(sender), sending_to(authority):
        receipt = SentContact.objects.get(episode_id=contact.pk)
        raised = actions.disagree(receipt, words=why, by=sender, at=sent_at + dt.timedelta(days=2))
    if found:
        with acting(manager):
            mine = Disagreement.objects.get(pk=raised.pk)
            actions.answer_disagreement(
                mine,
                found=found,
                answer=answer,
                by=manager,
                at=sent_at + dt.timedelta(days=2, hours=6),
                version=mine.version,
            )


def _who_decide(authority: int) -> tuple[ActingPerson, ActingPerson]:
    hub = partnership.teams_covering(authority, TeamKind.HUB)[0]
    workers = Post.objects.filter(team=hub, role="hub_social_worker", holder__isnull=False)
    worker = workers.select_related("team__agency", "holder").order_by("code")[0]
    return in_post(worker, authority), in_post(managers_of(authority)[0], authority)


def _decided(contact: Contact, worker: ActingPerson, manager: ActingPerson, *, at: dt.datetime) -> None:
    """Advice, decided by one and signed off by another, and the sender told."""
    with acting(worker):
        child = contact.reported.get()
        person = record_person(
            authority_id=contact.authority_id,
            first_names=child.first_names,
            last_name=child.last_name,
            born_on=child.born_on,
            birth_known_to=child.birth_known_to,
            is_child=True,
            by=worker,
            at=at,
        )
        actions.identify(child, person=person, match=ReportedPerson.Match.CREATED, by=worker, at=at)
        mine = Contact.objects.get(pk=contact.pk)
        actions.screen(mine, priority=Priority.GREEN, note="Not known before.", by=worker, at=at, version=mine.version)
        decision = actions.DecisionForChild(
            reported_id=child.pk,
            outcome=Outcome.ADVICE,
            level=2,
            rationale="What is told fits level 2. The school and the health visitor already help.",
            consent="yes",
            evidence=["reported"],
        )
        actions.decide(mine, decisions=[decision], by=worker, at=at, version=mine.version)
    with acting(manager):
        mine = Contact.objects.get(pk=contact.pk)
        actions.sign_off(mine, note="Read what was sent.", by=manager, at=at, version=mine.version)
    with acting(worker):
        mine = Contact.objects.get(pk=contact.pk)
        if mine.state == "passing_on":
            words = "We gave advice to you and to the family. Ring us if anything changes."
            actions.tell_referrer(mine, how="online", words=words, by=worker, at=at, version=mine.version)
