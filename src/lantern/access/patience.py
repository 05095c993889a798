"""Connections that give up on a database which has stopped answering.

The server's own limits (statement_timeout and the like) are kept by the server: one that hangs keeps none. Whoever
sends a form must be answered within 15 seconds all the same, so this side watches the clock as well.
"""

from __future__ import annotations

import select
import time
from collections.abc import Generator
from typing import Any

import psycopg
from psycopg import generators, sql
from psycopg.pq import ExecStatus
from psycopg_pool import ConnectionPool

PATIENCE = 11.0
"""Seconds: a little longer than the web role's statement_timeout, which speaks first while the server lives."""
PATIENCE_WITH_A_CHECK = 2.0
"""Seconds to wait for a connection of the pool to say that it is alive."""


UNDOUBTED_FOR = 15.0
"""Seconds after its last answer in which a connection is taken for alive without being asked: a busy service would ask
before every page. One that the server closed is known by its socket; one that hangs is given up after ``PATIENCE``."""


_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection on which no answer is waited for longer than ``patience`` seconds."""

    patience = PATIENCE
    answered_at = 0.0
    """When the server last answered on it, in seconds of the monotonic clock."""

    def wait(self, gen: Generator[Any, Any, Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server's answer. Raises OperationalError, and closes the connection, when it does not come."""
        answer = super().wait(self._watched(gen), interval, timeout)
        self.answered_at = time.monotonic()
        return answer

    def begin(self, statement: sql.Composed) -> None:
        """Begin a transaction with this statement, in one trip where the driver makes two. Raises as ``execute``."""
        with self.lock:
            self.wait(self._begun((sql.SQL("begin; ") + statement).as_bytes(self)))

    def _begun(self, command: bytes) -> Generator[Any, Any, None]:
        self.pgconn.send_query(command)
        for result in (yield from generators.execute(self.pgconn)):
            if result.status not in _DONE:
                raise psycopg.errors.error_from_result(result, encoding=self.info.encoding)

    def _watched(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        until = time.monotonic() + self.patience
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not ready and time.monotonic() > until:
                    gen.close()
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the database does not answer")
                state = gen.send(ready)
        except StopIteration as end:
            return end.value


def check(connection: ImpatientConnection) -> None:
    """Raises OperationalError when a connection of the pool is not alive; one that hangs is not."""
    if time.monotonic() - connection.answered_at < UNDOUBTED_FOR and not _something_to_read(connection):
        return
    connection.patience = PATIENCE_WITH_A_CHECK
    try:
        ConnectionPool.check_connection(connection)
    finally:
        connection.patience = PATIENCE


def _something_to_read(connection: ImpatientConnection) -> bool:
    """Whether the server said something unasked: mostly that it is going."""
    try:
        readable, _, _ = select.select([connection.fileno()], [], [], 0)
    except (OSError, ValueError, psycopg.Error):
        return True
    return bool(readable)
