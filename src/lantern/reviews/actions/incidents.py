"""A serious incident: recorded, decided, its rapid review written, decided and sent, and the Panel's answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.reviews.models import AgencyRequest, Incident, NamedReader
from lantern.reviews.permissions import DECIDE_INCIDENT
from lantern.reviews.rules import Decided, Duty, PanelSays, duty
from lantern.reviews.states import ASKED, INCIDENT, REQUEST, TOLD
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor, somebody
from lantern.spine.lifecycle import Made

CHILD = "child"


@dataclass(frozen=True)
class Facts:
    """What is known: the answers by which the duty is judged."""

    known_at: dt.datetime
    happened_on: dt.date | None
    harm: str
    abuse: str
    where: str
    what_happened: str
    why_suspected: str = ""
    looked_after: bool = False
    care_leaver: bool = False


@dataclass(frozen=True)
class Reader:
    """Somebody who is named: the user and how they are known."""

    user_id: int
    name: str
    post_title: str = ""


def duty_of(incident: Incident) -> Duty:
    """What the duty says of what is recorded now."""
    return duty(
        incident.harm,
        incident.abuse,
        incident.where,
        looked_after=incident.looked_after,
        care_leaver=incident.care_leaver,
    )


@transaction.atomic
def record(
    facts: Facts,
    *,
    children: Sequence[Person],
    by: Actor,
    at: dt.datetime,
    readers: Iterable[Reader] = (),
    key: uuid.UUID | None = None,
) -> Made:
    """Record that a child died or was seriously harmed. Its clock runs from when the authority became aware. Whoever
    records it may open it, and those they name; nobody else.
    """
    first = children[0]
    incident = Incident(
        authority_id=first.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        restricted=any(each.restricted for each in children),
        **asdict(facts),
    )
    named = {each.user_id: each for each in (*readers, Reader(somebody(by), by.name, getattr(by, "post_title", "")))}

    def names() -> None:
        _name(incident, named.values(), by=by, at=at)

    made = INCIDENT.begin(
        "record",
        incident,
        by=by,
        at=facts.known_at,
        about=[(each.pk, CHILD) for each in dict.fromkeys(children)],
        key=key,
        beside=names,
    )
    return made


def _name(incident: Incident, readers: Iterable[Reader], *, by: Actor, at: dt.datetime) -> None:
    NamedReader.objects.bulk_create(
        NamedReader(
            authority_id=incident.authority_id,
            restricted=incident.restricted,
            episode_id=incident.pk,
            user_id=each.user_id,
            name=each.name[:120],
            post_title=each.post_title[:120],
            named_by_name=by.name[:120],
            named_at=at,
        )
        for each in readers
    )


@transaction.atomic
def name_readers(
    incident: Incident, *, readers: Sequence[Reader], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> None:
    """Let more people open it. Naming somebody twice changes nothing."""
    acts.require(by.may(DECIDE_INCIDENT, incident))
    acts.claim(key, move="reviews.name_readers", by=by)
    there = set(
        NamedReader.objects.filter(episode_id=incident.pk, ended_at__isnull=True).values_list("user_id", flat=True)
    )
    fresh = [each for each in readers if each.user_id not in there]
    _name(incident, fresh, by=by, at=at)
    for _each in fresh:
        ledger.record(
            "incident_reader_named", by=by, at=at, authority_id=incident.authority_id, episode=incident, about=None
        )


@transaction.atomic
def end_reader(
    incident: Incident, *, reader: uuid.UUID, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> bool:
    """From now on somebody may not open it. The last one named stays: nobody could open it again. Tells whether
    anything changed.
    """
    acts.require(by.may(DECIDE_INCIDENT, incident))
    acts.claim(key, move="reviews.end_reader", by=by)
    others = NamedReader.objects.filter(episode_id=incident.pk, ended_at__isnull=True).exclude(pk=reader)
    if not others.exists():
        return False
    ended = NamedReader.objects.filter(pk=reader, episode_id=incident.pk, ended_at__isnull=True).update(ended_at=at)
    if ended:
        ledger.record(
            "incident_reader_ended", by=by, at=at, authority_id=incident.authority_id, episode=incident, about=None
        )
    return bool(ended)


def _change(incident: Incident, **values: Any) -> None:
    """The incident's own columns. After the move: the door has made sure that nobody else was quicker."""
    Incident.objects.filter(pk=incident.pk).update(**values)
    for name, value in values.items():
        setattr(incident, name, value)


@transaction.atomic
def change_facts(
    incident: Incident, facts: Facts, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Change what is known while nothing is decided. When the authority became aware stays: it started the clock."""
    made = INCIDENT.make("change_facts", incident, by=by, at=at, version=version, key=key)
    said = asdict(facts)
    del said["known_at"]
    _change(incident, **said)
    return made


@transaction.atomic
def notify(
    incident: Incident,
    *,
    reasons: str,
    panel_reference: str,
    desks: Sequence[Any],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Notify the Panel, and tell the partners at the same time: each agency's desk sees what was notified. The fifteen
    days of the rapid review count from here.
    """
    says = duty_of(incident)
    made = INCIDENT.make(
        "notify",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reasons": reasons},
        late_reason=late_reason,
        note=reasons,
        about=None,
    )
    decided = {"notify": "yes", "rule_said": says.force, "decision_reasons": reasons}
    _change(
        incident,
        **decided,
        decided_by_name=by.name[:120],
        decided_at=at,
        notified_at=at,
        panel_reference=panel_reference,
    )
    if desks:
        tell_partners(incident, desks=desks, by=by, at=at, version=incident.version, late_reason=late_reason)
    return made


@transaction.atomic
def not_notify(
    incident: Incident, *, reasons: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Do not notify, with reasons. Refused while what is recorded says that it must be."""
    says = duty_of(incident)
    made = INCIDENT.make(
        "not_notify",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reasons": reasons, "force": says.force},
        note=reasons,
        about=None,
    )
    decided = {"notify": "no", "rule_said": says.force, "decision_reasons": reasons}
    _change(incident, **decided, decided_by_name=by.name[:120], decided_at=at)
    return made


@transaction.atomic
def take_up_again(
    incident: Incident, *, reasons: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """More is known: decide again. Five working days from now."""
    made = INCIDENT.make(
        "take_up_again",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"closed_at": None},
        facts={"reasons": reasons},
        note=reasons,
        about=None,
    )
    return made


@transaction.atomic
def tell_partners(
    incident: Incident,
    *,
    desks: Sequence[Any],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Tell agencies what happened: each desk gets its own copy, frozen. One that was told is not told twice."""
    made = INCIDENT.make(
        "tell_partners",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agencies": ", ".join(sorted({desk.agency.name for desk in desks}))},
        late_reason=late_reason,
    )
    from lantern.reviews.actions.requests import tell

    tell(incident, desks, by=by, at=at)
    return made


@transaction.atomic
def write_review(
    incident: Incident,
    *,
    immediate_action: str,
    learning: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """What was done at once to keep children safe, and what can be learned already."""
    made = INCIDENT.make("write_review", incident, by=by, at=at, version=version, key=key)
    _change(incident, immediate_action=immediate_action, learning=learning)
    return made


@transaction.atomic
def decide_review(
    incident: Incident,
    *,
    decision: str,
    reasons: str,
    agreed: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """What the safeguarding partners decide, why, and who agreed for each of them (partner -> name)."""
    made = INCIDENT.make(
        "decide_review",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reasons": reasons},
        payload={"decision": str(Decided(decision).label)},
        note=reasons,
    )
    names = [
        {"partner": partner, "name": name, "at": at.isoformat()} for partner, name in agreed.items() if name.strip()
    ]
    _change(incident, review_decision=decision, review_reasons=reasons, agreed_by=names)
    return made


@transaction.atomic
def send(
    incident: Incident,
    *,
    missing_why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Send the rapid review to the Panel. Agencies that gave nothing are named, with why it goes without them; a local
    review that was decided begins, and its six months with it.
    """
    waiting = list(
        AgencyRequest.objects.filter(incident_id=incident.pk, state__in=(TOLD, ASKED)).select_related(
            "asked_team__agency"
        )
    )
    missing = sorted(each.asked_team.agency.name for each in waiting if each.state == ASKED)
    made = INCIDENT.make(
        "send",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"missing": missing, "why": missing_why},
        late_reason=late_reason,
    )
    _change(incident, sent_at=at, missing_returns_why=missing_why)
    for each in waiting:
        payload = {"agency": each.asked_team.agency.name}
        REQUEST.make("end", each, by=by, at=at, version=each.version, payload=payload)
    return made


@transaction.atomic
def panel_replied(
    incident: Incident,
    *,
    says: str,
    words: str,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """What the Panel answered. Where it agrees the work is done; otherwise the decision is open again."""
    move = "panel_agrees" if says == PanelSays.AGREES else "panel_asks"
    made = INCIDENT.make(
        move,
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"says": str(PanelSays(says).label)},
        note=words,
    )
    _change(incident, panel_says=says, panel_reply=words, panel_replied_on=on)
    return made
