"""Telling PostgreSQL who is acting: a signed context, set once for each transaction.

Row-level security reads it. It is signed because a plain setting is no secret: injected SQL could simply set another
authority. The signature covers the backend's process id and an expiry, so that a context copied from elsewhere is
refused.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql
from psycopg.pq import TransactionStatus

from lantern.access.patience import ImpatientConnection
from lantern.access.people_acting import ActingPerson

_LIFETIME = 900  # seconds: longer than any request or import batch may hold a transaction


class ContextAlreadySet(Exception):
    """A second person's context was asked for inside one transaction: what the first may see must never leak into the
    second.
    """


def _pid() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def signature(message: str, key: bytes) -> str:
    """sha256(key + sha256(key + message)): the nested form, so that no length extension can forge another context."""
    inner = hashlib.sha256(key + message.encode()).digest()
    return hashlib.sha256(key + inner).hexdigest()


def message_for(actor: ActingPerson, *, pid: int, expires: int) -> str:
    """What is signed: who, in which post and agency, for which authorities, with which records opened or closed to
    them.
    """

    def listed(values: object) -> str:
        return ",".join(str(value) for value in values)  # type: ignore[attr-defined]

    return "|".join(
        (
            str(actor.user_id or ""),
            str(actor.post_id or ""),
            str(actor.agency_id or ""),
            str(actor.team_id or ""),
            listed((*actor.authorities, *actor.partnerships)),
            listed(actor.granted),
            # What is closed to them: people; and authorities whose records are elsewhere, but for what is kept here.
            listed(actor.denied) + (f";{listed(actor.elsewhere)}" if actor.elsewhere else ""),
            actor.visitor,
            "time" if actor.keeps_time else "",
            str(pid),
            str(expires),
        )
    )


def signed_context(actor: ActingPerson) -> str:
    message = message_for(actor, pid=_pid(), expires=int(time.time()) + _LIFETIME)
    return f"{message}|{signature(message, settings.CONTEXT_KEY)}"


@contextmanager
def acting(actor: ActingPerson) -> Iterator[ActingPerson]:
    """A transaction in which the database knows this actor: one round trip, forgotten at commit.

    Raises ContextAlreadySet inside another actor's transaction. Tests that play several people inside one outer
    transaction allow nesting with ``CONTEXT_MAY_NEST``, which puts the former context back afterwards.
    """
    before = getattr(connection, "lantern_actor", None)
    nested = connection.in_atomic_block and before is not None
    if nested and before != actor and not settings.CONTEXT_MAY_NEST:
        raise ContextAlreadySet("Another person's transaction is still open.")
    with transaction.atomic():
        _begin_with(signed_context(actor))
        connection.lantern_actor = actor  # type: ignore[attr-defined]
        try:
            yield actor
        finally:
            connection.lantern_actor = before  # type: ignore[attr-defined]
            if nested and before is not None and not connection.needs_rollback:
                _set(signed_context(before))


@contextmanager
def sending_to(authority_id: int) -> Iterator[ActingPerson]:
    """For one act of sending, inside a page's transaction: the same person, writing for one more authority; afterwards
    as before.

    Whoever sends a worry chooses the authority, and need not work for it. While this lasts the database would show
    them that authority's rows, so only an action that brings something in runs inside, and nothing is read for a page.
    Raises ContextAlreadySet when nobody acts.
    """
    before = _who_acts()
    sender = before if authority_id in before.authorities else replace(before, authorities=(authority_id,))
    with _meanwhile(sender):
        yield sender


@contextmanager
def opened_to(*people: uuid.UUID) -> Iterator[ActingPerson]:
    """For one act on who may see records, inside a page's transaction: the same person, granted those records;
    afterwards as before.

    Whoever restricts a record, or lifts a restriction, need not see it before or after. Somebody excluded from it
    stays excluded. Raises ContextAlreadySet when nobody acts.
    """
    before = _who_acts()
    actor = replace(before, granted=(*before.granted, *people))
    with _meanwhile(actor):
        yield actor


def _who_acts() -> ActingPerson:
    actor: ActingPerson | None = getattr(connection, "lantern_actor", None)
    if actor is None or not connection.in_atomic_block:
        raise ContextAlreadySet("Nobody is acting.")
    # A request's actor is found lazily; a copy of it is the person themselves.
    return copy(actor)


@contextmanager
def _meanwhile(actor: ActingPerson) -> Iterator[None]:
    before: ActingPerson = connection.lantern_actor  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            _set(signed_context(actor))
            connection.lantern_actor = actor  # type: ignore[attr-defined]
            yield
            # Put back by hand only when all went well: a roll-back to the savepoint restores the former context by
            # itself.
            _set(signed_context(before))
    finally:
        connection.lantern_actor = before  # type: ignore[attr-defined]


def _begin_with(value: str) -> None:
    """Set the context; where nothing was said to the server yet, in the same breath as the transaction begins."""
    door = connection.connection
    if not isinstance(door, ImpatientConnection) or door.info.transaction_status != TransactionStatus.IDLE:
        _set(value)
        return
    with connection.wrap_database_errors:
        door.begin(sql.SQL("select set_config('lantern.context', {}, true)").format(value))


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lantern.context', %s, true)", [value])
