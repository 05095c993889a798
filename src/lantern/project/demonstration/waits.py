"""Waits in the demonstration, as the inspection of 2023 found them: families accepted and not seen for weeks, some with
a new contact meanwhile; a service that takes on nobody; help that ended on thin answers. Written by the real
actions, so that they stand in the ledger like any other.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import rules
from lantern.frontdoor.models import ChildDecision
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, Service, TeamKind
from lantern.project.demonstration.second_looks import in_post
from lantern.spine import handoffs
from lantern.spine.models import Handoff
from lantern.waiting import actions, gate
from lantern.waiting.gate import Answers

DAYS = (19, 23, 26, 31, 34, 38, 45, 52, 59, 73)
"""How long ago each family that nobody has seen was offered to a provider."""

_NAMED = """
update spine_handoff h set
    service_id = (select s.id from partnership_service s where s.team_id = h.to_team_id
                  order by md5(h.episode_ptr_id::text || s.code) limit 1)
from spine_episode e where e.id = h.episode_ptr_id and e.kind = 'handoff' and e.authority_id = any(%(authorities)s)
  and e.opened_at > %(since)s and h.to_team_id in (
    select team_id from partnership_service group by team_id having count(*) > 1)
"""
"""A team with one service is asked for that one without a word."""
_DECLINED = """
update spine_handoff h set decline_code = case
    when decline_reason like 'No capacity%%' then 'no_places'
    when decline_reason like '%%outside our area%%' then 'not_eligible'
    when decline_reason like 'Needs are above%%' then 'needs_more' else 'other' end
from spine_episode e where e.id = h.episode_ptr_id and e.kind = 'handoff' and e.authority_id = any(%(authorities)s)
  and e.opened_at > %(since)s and e.state = 'declined'
"""

# Children decided for early help some time ago, those who came again afterwards first.
_FOR_EARLY_HELP = """
select d.id from frontdoor_childdecision d
where d.authority_id = %(authority)s and d.current and not d.restricted and d.outcome = 'early_help'
  and d.person_id is not null and d.decided_at between %(first)s and %(last)s
order by not exists (select 1 from spine_eventsubject s where s.person_id = d.person_id
                     and s.kind = 'contact_received' and s.happened_at > %(last)s + interval '5 days'), md5(d.id::text)
limit %(most)s
"""
_ENDED = """
select e.id from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id
join partnership_team t on t.id = h.to_team_id
where e.authority_id = %(authority)s and e.kind = 'handoff' and e.state = 'finished' and t.kind = 'assessment'
  and not e.restricted and e.closed_at between %(since)s and %(now)s
order by not exists (select 1 from spine_involvement i join spine_eventsubject s on s.person_id = i.person_id
                     where i.episode_id = e.id and s.kind = 'contact_received' and s.happened_at > e.closed_at),
         md5(e.id::text)
limit 18
"""

_THIN = Answers(
    "Things have improved.", "Mum says so.", "They are happy for us to close.", "no", "", "They can ring us."
)
_SOUND = (
    Answers(
        "The children sleep in their own beds; nobody has been out at night since June.",
        "Four visits without notice, the youngest asleep by eight each time; his teacher says that he no longer falls"
        " asleep in class.",
        "Mum: “I know what to do when he rings.” The eldest: “It is quiet now.”",
        "yes",
        "At home with the family worker on the last visit.",
        "School rings the family worker if he is absent two days running; she visits that week and tells the hub if"
        " nobody opens.",
    ),
    Answers(
        "Dad has not drunk for four months and is alone with the children again on Saturdays.",
        "Letter from his key worker; grandmother, who is there on Saturdays; the children's drawings of them.",
        "Dad is afraid of Christmas. The children want the Saturdays to stay.",
        "planned",
        "The family worker visits with us next Tuesday.",
        "Grandmother takes the children and rings the family worker; the family meets again within the week.",
    ),
)
_PAST = (
    "The family moved away this morning; the other authority has confirmed that it has them.",
    "The manager is on leave until Monday and the school holidays begin tomorrow.",
    "The place at the service is offered today and would go to somebody else.",
)
_PAUSED = "Two of four practitioners have left. We take families on again when the new ones have begun."
_ASKED = "Rang Mum: she manages, the tablets help. School sees them every day and is worried about mornings."


def give_waits(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Write it for these authorities. Returns how many families wait that nobody has seen."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        lately: dict[str, Any] = {"authorities": list(authorities), "since": at - dt.timedelta(days=200)}
        cursor.execute(_NAMED, lately)
        cursor.execute(_DECLINED, lately)
        given = sum(_of(authority, at) for authority in authorities)
        cursor.execute("set role lantern_owner")
    return given


def _of(authority: int, at: dt.datetime) -> int:
    hub = _first(authority, TeamKind.HUB, "hub_social_worker")
    provider = _first(authority, TeamKind.PROVIDER, "provider_worker")
    if hub is None or provider is None:
        return 0
    with acting(provider):
        for place, service in enumerate(Service.objects.filter(team_id=provider.team_id or 0).order_by("code")):
            if place:
                _say(service, provider, at - dt.timedelta(days=12), paused=True, reason=_PAUSED)
            else:
                _say(service, provider, at - dt.timedelta(days=90), paused=False, reason="One practitioner more.")
    waiting = sum(_unseen(authority, days, place, hub, provider, at) for place, days in enumerate(DAYS))
    _gates(authority, at)
    return waiting


def _first(authority: int, kind: str, role: str) -> ActingPerson | None:
    posts = Post.objects.filter(
        team__kind=kind, team__covers__contains=[authority], role=role, holder__isnull=False
    ).select_related("team__agency", "holder")
    # Of providers the one that gives most.
    given = {each.pk: len(partnership.services_of(each.team_id, authority)) for each in posts}
    post = min(posts, key=lambda each: (-given[each.pk], each.code), default=None)
    if post is None:
        return None
    found = in_post(post, authority)
    return found if kind != TeamKind.PROVIDER else ActingPerson(**{**found.__dict__, "authorities": ()})


def _say(service: Service, by: ActingPerson, at: dt.datetime, *, paused: bool, reason: str) -> None:
    actions.set_service(
        service, places=service.places, paused=paused, back_on=None, reason=reason, seen=0, by=by, at=at
    )


def _unseen(authority: int, days: int, place: int, hub: ActingPerson, provider: ActingPerson, at: dt.datetime) -> int:
    """A family that a provider took on some weeks ago and has not seen."""
    offered = at - dt.timedelta(days=days, hours=place % 5)
    asked: dict[str, Any] = {"authority": authority, "first": offered - dt.timedelta(days=4), "last": offered}
    with acting(hub):
        with connection.cursor() as cursor:
            cursor.execute(_FOR_EARLY_HELP, asked | {"most": 1})
            row = cursor.fetchone()
        decision = row and ChildDecision.objects.select_related("contact").filter(pk=row[0]).first()
        if not decision:
            return 0
        contact, team = decision.contact, partnership.teams()[provider.team_id or 0]
        given = partnership.services_of(team.pk, authority)
        made = handoffs.offer(
            to_team=team,
            from_team=partnership.hub_of(authority),
            because_of=contact,
            purpose="early_help",
            about=[(decision.person_id, "child")] if decision.person_id else [],
            subjects=rules.disclosed_subjects(contact, only=decision.reported_id, on=london_date(offered)),
            need_to_know=decision.rationale,
            by=hub,
            at=offered,
            service_id=given[place % len(given)].pk if given else None,
        )
    handoff: Handoff = made.episode
    with acting(provider):
        handoffs.accept(handoff, by=provider, at=offered + dt.timedelta(days=2), version=1)
    if place % 4 == 1:
        with acting(hub):
            looked = at - dt.timedelta(days=3 if place % 8 == 1 else 20)
            label = "Nothing has changed, and it is right to wait"
            handoffs.look_again(handoff, found=label, note=_ASKED, by=hub, at=max(looked, offered), version=2)
    return 1


def _gates(authority: int, at: dt.datetime) -> None:
    """What was answered when social work ended: thin where the child came again, sound elsewhere, and gone past."""
    posts = Post.objects.filter(
        team__kind=TeamKind.ASSESSMENT, team__covers__contains=[authority], holder__isnull=False
    ).select_related("team__agency", "holder")
    people = {
        role: [in_post(each, authority) for each in posts if each.role == role]
        for role in ("social_worker", "team_manager")
    }
    workers, managers = people["social_worker"], people["team_manager"]
    looker = _first(authority, TeamKind.HUB, "hub_manager")
    if not workers or not managers or looker is None:
        return
    sound, past, turn = itertools.cycle(_SOUND), itertools.cycle(_PAST), itertools.cycle(workers)
    with acting(looker), connection.cursor() as cursor:
        cursor.execute(_ENDED, {"authority": authority, "since": at - dt.timedelta(days=330), "now": at})
        ended = [row[0] for row in cursor.fetchall()]
    for place, pk in enumerate(ended):
        worker = next(turn)
        with acting(worker):
            handoff = Handoff.objects.get(pk=pk)
            when = (handoff.closed_at or at) - dt.timedelta(days=2)
            if place % 6 == 5:
                made = gate.override(handoff, way=gate.CLOSURE, reason=next(past), by=worker, at=when)
            else:
                said = _THIN if place < 4 else next(sound)
                made = gate.answer(handoff, way=gate.CLOSURE, said=said, by=worker, at=when)
        if not made.overridden:
            with acting(managers[0]):
                words = "Agreed." if place < 4 else "Read the visits, rang the school. The children were asked alone."
                gate.agree(made, words=words, by=managers[0], at=when + dt.timedelta(days=1))
        elif place == 5:
            with acting(looker):
                words = "The other authority had confirmed; there was nothing to wait for."
                gate.look(made, found="right", words=words, by=looker, at=min(when + dt.timedelta(days=9), at))
