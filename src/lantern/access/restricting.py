"""Who may see a restricted record: restrictions, grants, and opening in an emergency.

Two kinds of restriction: *only these may see* and *these may not*. The strictest wins. Row-level security enforces
them; this module keeps what it reads (grants, restrictions, the mark on the rows) true, in one transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantern.access import looks
from lantern.access.context import opened_to
from lantern.access.models import Grant, Look, Restriction, RestrictionMember, User
from lantern.access.people_acting import ActingPerson
from lantern.access.permissions import BREAK_GLASS, GRANT_ACCESS, RESTRICT_RECORD
from lantern.access.rows import grants_of, our_models
from lantern.interface.display import date_and_time, full_date
from lantern.law import timescales as law
from lantern.spine import acts, ledger
from lantern.spine.actors import refused
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Episode, Notice

LAPSES = "break-glass"
"""The local standard in law/ that says how long an emergency opening lasts."""


@dataclass(frozen=True)
class Subject:
    """A person's record as far as this room needs it: it stands below the room that knows people."""

    pk: uuid.UUID
    authority_id: int


def subject(reference: str) -> Subject | None:
    """The record with this reference, if the reader may see it."""
    found = (
        apps.get_model("people.Person").objects.filter(reference=reference).values_list("pk", "authority_id").first()
    )
    return Subject(*found) if found else None


@transaction.atomic
def restrict(
    record: Subject,
    *,
    kind: Restriction.Kind,
    users: Sequence[User],
    reason: str,
    whom_to_ask: str,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    says_it_exists: bool = False,
) -> Restriction:
    """Limit who may see a record. *Only these*: the record, its past and all episodes about it are hidden from
    everybody else at once. ``says_it_exists`` lets somebody who knows exactly whom they look for learn that there is
    a record, and whom to ask (``ask_about``).

    Raises MoveRefused, or AlreadyDone when this key was used before.
    """
    acts.require(by.may(RESTRICT_RECORD, record))
    if not users:
        raise MoveRefused(refused(_("Name at least one person."), next_step=_("Choose from the list.")))
    acts.claim(key, move="access.restrict", by=by)
    with opened_to(record.pk):
        placed = Restriction.objects.create(
            person_id=record.pk,
            authority_id=record.authority_id,
            kind=kind,
            reason=reason,
            whom_to_ask=whom_to_ask,
            says_it_exists=says_it_exists and kind == Restriction.Kind.ONLY_THESE,
            placed_by_id=_somebody(by),
            placed_at=at,
        )
        RestrictionMember.objects.bulk_create(
            RestrictionMember(restriction=placed, user=user, authority_id=record.authority_id, person_id=record.pk)
            for user in users
        )
        _record(
            "record_restricted",
            record,
            by=by,
            at=at,
            payload={"kind": placed.get_kind_display().lower(), "people": len(users)},
        )
    if kind == Restriction.Kind.ONLY_THESE:
        hold_alike(read_as_one(record.pk), restricted=True)
    return placed


_TOLD = "told_whom_to_ask"
"""Instead of a page in the log of looks: somebody searched, and was told that there is a record."""
_ONCE_IN = dt.timedelta(hours=1)


def ask_about(
    *, named: str, born: dt.date | None, numbers: Sequence[str], by: ActingPerson, at: dt.datetime
) -> list[str]:
    """Whom to ask about somebody whose record this reader may not open. Empty unless whoever limited the record said
    that it may be known to exist, and the reader knows a birthday with a first and a last name, or a number.

    That they were told is written into the record's log of looks, once an hour. One statement, three when told.
    """
    exact = [each for each in numbers if each]
    if not exact and (born is None or len(named.split()) < 2):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select person, authority, ask from access.ask_about(%s, %s, %s)", [named, born, exact])
        found = cursor.fetchall()
    if found:
        people = [person for person, _authority, _ask in found]
        told = Look.objects.filter(user_id=by.user_id or 0, page=_TOLD, person_id__in=people, at__gt=at - _ONCE_IN)
        known = set(told.values_list("person_id", flat=True))
        if new := {person: authority for person, authority, _ask in found if person not in known}:
            looks.note(
                list(new.items()), by=by, why=Look.Why.SEARCH, page=_TOLD,
                reason=_("Looked for them exactly, and was told that there is a record and whom to ask."),
            )  # fmt: skip
    return list(dict.fromkeys(ask for _person, _authority, ask in found))


@transaction.atomic
def lift(restriction: Restriction, *, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """End a restriction. The record opens again only when no other *only these* restriction stands."""
    record = Subject(restriction.person_id, restriction.authority_id)
    acts.require(by.may(RESTRICT_RECORD, record))
    acts.claim(key, move="access.lift", by=by)
    with opened_to(record.pk):
        ended = Restriction.objects.filter(pk=restriction.pk, ended_at__isnull=True).update(ended_at=at)
        if not ended:
            raise MoveRefused(refused(_("This restriction has already ended.")))
        _record("restriction_lifted", record, by=by, at=at, payload={"kind": restriction.get_kind_display().lower()})
    together = read_as_one(record.pk)
    if restriction.kind == Restriction.Kind.ONLY_THESE and not stands_restricted(together):
        hold_alike(together, restricted=False)


@transaction.atomic
def grant(
    record: Subject,
    *,
    to: User,
    post: str,
    until: dt.datetime,
    reason: str,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Grant:
    """Let one person see one restricted record for a time. ``post`` is the title they hold, for the record's history.

    A grant never opens what somebody is excluded from. Raises MoveRefused for oneself: nobody lets themselves in.
    """
    acts.require(by.may(GRANT_ACCESS, record))
    if to.pk == by.user_id:
        raise MoveRefused(
            refused(
                _("Nobody gives access to themselves."), next_step=_("Ask another manager, or open it in an emergency.")
            )
        )
    acts.claim(key, move="access.grant", by=by)
    with opened_to(record.pk):
        given = Grant.objects.create(
            user=to,
            person_id=record.pk,
            authority_id=record.authority_id,
            reason=reason,
            given_by_id=_somebody(by),
            given_at=at,
            until=until,
        )
        _record("access_granted", record, by=by, at=at, payload={"post": post, "until": full_date(until)})
    return given


@transaction.atomic
def withdraw(given: Grant, *, post: str, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """End a grant before its time. It takes effect at that person's next request."""
    record = Subject(given.person_id, given.authority_id)
    acts.require(by.may(GRANT_ACCESS, record))
    acts.claim(key, move="access.withdraw", by=by)
    with opened_to(record.pk):
        if not Grant.objects.filter(pk=given.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
            raise MoveRefused(refused(_("This access has already ended.")))
        _record("access_withdrawn", record, by=by, at=at, payload={"post": post})


@transaction.atomic
def break_glass(
    reference: str, *, reason: str, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> list[Grant]:
    """Open a restricted record in an emergency: at once, for one sentence of reason, for a few hours.

    ``reference`` is the record's, or that of an episode about it. The teams that work with the child are told, and the
    reviewer sees it. Raises MoveRefused when there is nothing of that reference to open: also for somebody excluded,
    in the same words.
    """
    acts.require(by.may(BREAK_GLASS))
    if not reason.strip():
        raise MoveRefused(refused(_("Say in one sentence why it can not wait.")))
    with connection.cursor() as cursor:
        cursor.execute("select person, authority from access.restricted_record(%s)", [reference.strip().upper()])
        found = [Subject(person, authority) for person, authority in cursor.fetchall()]
    if not found:
        raise MoveRefused(
            refused(
                _("There is no restricted record of that reference for your post to open."),
                next_step=_("Check the reference."),
            )
        )
    acts.claim(key, move="access.break_glass", by=by)
    until = law.due_at(law.timescale(LAPSES), at) or at
    opened = []
    for record in found:
        with opened_to(record.pk):
            opened.append(
                Grant.objects.create(
                    user_id=_somebody(by),
                    person_id=record.pk,
                    authority_id=record.authority_id,
                    break_glass=True,
                    reason=reason,
                    given_by_id=_somebody(by),
                    given_at=at,
                    until=until,
                )
            )
            Look(
                user_id=by.user_id,
                post_id=by.post_id,
                authority_id=record.authority_id,
                person_id=record.pk,
                why=Look.Why.BREAK_GLASS,
                reason=reason,
                page="break_glass",
            ).save(force_insert=True)
            event = _record(
                "record_opened_in_emergency",
                record,
                by=by,
                at=at,
                payload={"post": by.post_title, "until": date_and_time(until)},
                note=reason,
            )
            _tell_those_who_work_with(record, at=event.happened_at)
    return opened


def _somebody(by: ActingPerson) -> int:
    """Who did it: limits and access are a person's doing, never the system's."""
    if by.user_id is None:
        raise MoveRefused(refused(_("Only a person decides who may see a record.")))
    return by.user_id


def _tell_those_who_work_with(record: Subject, *, at: dt.datetime) -> None:
    """The team of every open episode about the person hears that somebody came in. The notice says only that something
    waits.
    """
    working = Episode.objects.filter(involvements__person_id=record.pk, closed_at__isnull=True)
    Notice.objects.bulk_create(
        (
            Notice(
                team_id=episode.owner_team_id,
                authority_id=episode.authority_id,
                episode_id=episode.pk,
                kind="record_opened_in_emergency",
                created_at=at,
                restricted=True,
            )
            for episode in working
        ),
        ignore_conflicts=True,
    )


def _record(
    kind: str, record: Subject, *, by: ActingPerson, at: dt.datetime, payload: dict[str, Any], note: str = ""
) -> Any:
    return ledger.record(
        kind, by=by, at=at, authority_id=record.authority_id, about=[record.pk], payload=payload, note=note
    )


# ---- the mark on the rows -----------------------------------------------------------------------


def read_as_one(person: uuid.UUID) -> list[uuid.UUID]:
    """The records that are read as one with this one, itself among them, whether or not the reader may see them."""
    with connection.cursor() as cursor:
        cursor.execute("select access.read_as_one(%s)", [person])
        return sorted(cursor.fetchone()[0] or [person])


def stands_restricted(people: Sequence[uuid.UUID]) -> bool:
    """Whether any of these records is open only to some in its own right, not for being read with another."""
    return Restriction.objects.filter(
        person_id__in=people, kind=Restriction.Kind.ONLY_THESE, ended_at__isnull=True
    ).exists()


def hold_alike(people: Sequence[uuid.UUID], *, restricted: bool) -> int:
    """Mark, or unmark, all records that are read as one: the strictest of them holds for each. Returns how many rows
    changed.
    """
    with opened_to(*people):
        return sum(mark(each, restricted=restricted) for each in people)


def mark(person: uuid.UUID, *, restricted: bool) -> int:
    """Mark, or unmark, every row about a person and about the episodes they are part of. Returns how many rows changed.

    Rows that are never changed (events) follow their person and episode by row rule. An episode, and a row about two
    people, stays marked while anybody in it is restricted: the strictest wins. Runs inside ``opened_to(person)``.
    """
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_person set restricted = %s where id = %s and restricted <> %s",
            [restricted, person, restricted],
        )
        changed += cursor.rowcount
        cursor.execute("select episode_id from spine_involvement where person_id = %s", [person])
        episodes = [row[0] for row in cursor.fetchall()]
        if not restricted:
            cursor.execute(
                "select distinct i.episode_id from spine_involvement i join people_person p on p.id = i.person_id"
                " where i.episode_id = any(%s) and p.restricted",
                [episodes],
            )
            still = {row[0] for row in cursor.fetchall()}
            episodes = [each for each in episodes if each not in still]
        cursor.execute(
            "update spine_episode set restricted = %s where id = any(%s) and restricted <> %s",
            [restricted, episodes, restricted],
        )
        changed += cursor.rowcount
        for table, by_person, by_episode, still_held in _marked_tables():
            conditions = [
                c
                for c, has in (("person_id = %(person)s", by_person), ("episode_id = any(%(episodes)s)", by_episode))
                if has
            ]
            where = f"({' or '.join(conditions)})" + ("" if restricted else still_held)
            cursor.execute(
                f"update {table} set restricted = %(to)s where restricted <> %(to)s and {where}",  # noqa: S608 - our own table names
                {"to": restricted, "person": person, "episodes": episodes},
            )
            changed += cursor.rowcount
    return changed


def _marked_tables() -> list[tuple[str, bool, bool, str]]:
    """Every table whose rows carry the mark and may change: whether they name a person, whether they name an episode,
    and the condition that nobody else and no episode that a row is about is restricted.
    """
    person, episode = apps.get_model("people.Person"), apps.get_model("spine.Episode")
    found = []
    for model in our_models():
        columns = {field.column for field in model._meta.local_fields}
        table = model._meta.db_table
        if (
            "restricted" not in columns
            or "UPDATE" not in grants_of(model)
            or table in {"people_person", "spine_episode", "access_grant"}
            or not columns & {"person_id", "episode_id"}
        ):
            continue
        still_held = ""
        for field in model._meta.local_fields:
            about = field.related_model
            if not isinstance(about, type) or field.primary_key:
                continue
            if issubclass(about, person) and field.column != "person_id" or issubclass(about, episode):
                held = "people_person" if issubclass(about, person) else "spine_episode"
                own = f"{table}.{field.column}"
                still_held += f" and not exists (select 1 from {held} o where o.id = {own} and o.restricted)"  # noqa: S608 - our own table names
        found.append((table, "person_id" in columns, "episode_id" in columns, still_held))
    return found
