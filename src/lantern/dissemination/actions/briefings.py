"""A briefing from its first word to the last reader."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from lantern.access.people_acting import ActingPerson
from lantern.dissemination.models import Briefing, BriefingEdition, BriefingRead
from lantern.dissemination.models.briefings import WORDS
from lantern.dissemination.permissions import READ_BRIEFINGS
from lantern.dissemination.states import BRIEFING
from lantern.dissemination.states.briefings import NOT_READ, TO_READ
from lantern.learning import audiences
from lantern.learning.actions.common import write
from lantern.learning.audiences import Holder
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Episode, Notice


@transaction.atomic
def begin(
    *,
    keeper: int,
    words: dict[str, Any],
    by: Actor,
    at: dt.datetime,
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> Briefing:
    """Begin a briefing. ``words`` are its parts, what it is about and for whom."""
    found = Briefing(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        because_of_id=because_of.pk if because_of else None,
        **words,
    )
    BRIEFING.begin("begin", found, by=by, at=at, key=key)
    return found


@transaction.atomic
def write_words(found: Briefing, *, words: dict[str, Any], **press: Any) -> Made:
    """Change its words before it is sent."""
    made = BRIEFING.make("write", found, **press)
    write(found, **words)
    return made


def meant(found: Briefing) -> list[Holder]:
    """Everybody for whom it is meant. One statement."""
    everybody = audiences.people(found.authority_id, may=READ_BRIEFINGS)
    return audiences.of(everybody, agencies=found.agencies, roles=found.roles)


@transaction.atomic
def send(found: Briefing, *, changed: str = "", **press: Any) -> BriefingEdition:
    """Send an edition to everybody for whom it is meant: their teams are told. It stays as it was sent."""
    readers = meant(found)
    if not readers:
        raise MoveRefused(
            refused("Nobody in post is meant, so nobody would read it.", next_step="Change for whom it is.")
        )
    number = found.edition + 1
    people = len({each.user_id for each in readers})
    BRIEFING.make("send", found, payload={"edition": number, "people": people}, **press)
    write(found, edition=number)
    edition = BriefingEdition(
        authority_id=found.authority_id,
        episode_id=found.pk,
        number=number,
        changed=changed.strip(),
        sent_at=press["at"],
        sent_by_name=press["by"].name[:120],
        **{name: getattr(found, name) for name in WORDS},
    )
    edition.save(force_insert=True)
    _tell(found, TO_READ, (each.team_id for each in readers), at=press["at"])
    return edition


def _tell(found: Briefing, kind: str, teams: Iterable[int], *, at: dt.datetime) -> None:
    Notice.objects.bulk_create(
        [
            Notice(team_id=team, authority_id=found.authority_id, episode_id=found.pk, kind=kind, created_at=at)
            for team in sorted(set(teams))
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def read(
    found: Briefing, *, by: ActingPerson, at: dt.datetime, tries: int = 1, key: uuid.UUID | None = None
) -> BriefingRead:
    """Say that one has read and understood the edition that stands."""
    now = Briefing.objects.select_for_update().get(pk=found.pk)  # many read at once: one after the other
    if BriefingRead.objects.filter(episode_id=now.pk, edition=now.edition, user_id=somebody(by)).exists():
        raise MoveRefused(refused("You have said so already.", next_step="Nothing more is asked of you."))
    BRIEFING.make("read", now, by=by, at=at, version=now.version, key=key, payload={"agency": by.agency_name})
    done = BriefingRead(
        authority_id=now.authority_id, episode_id=now.pk, edition=now.edition, user_id=somebody(by), tries=tries, at=at
    )
    done.save(force_insert=True)
    found.version = now.version
    return done


def unread(found: Briefing) -> list[Holder]:
    """Those meant who have not read the edition that stands. Two statements."""
    done = set(
        BriefingRead.objects.filter(episode_id=found.pk, edition=found.edition).values_list("user_id", flat=True)
    )
    return [each for each in meant(found) if each.user_id not in done]


@transaction.atomic
def remind(found: Briefing, **press: Any) -> Made:
    """Tell the teams in which somebody has not read it."""
    missing = unread(found)
    made = BRIEFING.make("remind", found, payload={"unread": len({each.user_id for each in missing})}, **press)
    _tell(found, NOT_READ, (each.team_id for each in missing), at=press["at"])
    return made


@transaction.atomic
def take_up(found: Briefing, **press: Any) -> Made:
    """Write a new edition. Who has read the one before is asked again when it is sent."""
    return BRIEFING.make("take_up", found, **press)


@transaction.atomic
def withdraw(found: Briefing, *, why: str, **press: Any) -> Made:
    """It holds no longer."""
    return BRIEFING.make("withdraw", found, note=why, **press)
