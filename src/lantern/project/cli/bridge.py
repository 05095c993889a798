"""A way to a server of your own for programs that speak no TLS.

The wheel's ``pg_dump`` and ``psql`` are built without it, and a server on a network lets nobody in without it. They
connect to a socket in a private folder; what they say goes on to the server through TLS as the address asks for
(``sslmode``, ``sslrootcert``, ``sslcert``, ``sslkey``, with libpq's meanings). Passwords are proved end to end.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import struct
import tempfile
import threading
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""How a client of PostgreSQL asks for TLS; "S" or "N" is the answer. PostgreSQL 18 documentation, section 54.7."""

_PORT = 5432
_ONLY_FOR_LIBPQ = ("ssl", "gss", "channel_binding", "hostaddr", "require_auth")


@contextlib.contextmanager
def without_tls(address: str) -> Iterator[str]:
    """The address as a program without TLS can use it: unchanged for a local socket or ``sslmode=disable``."""
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    host = parts.get("host", "")
    if not host or host.startswith("/") or parts.get("sslmode") == "disable":
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="lantern-bridge-") as folder:
        kept = {name: value for name, value in parts.items() if not name.startswith(_ONLY_FOR_LIBPQ)}
        socket = Path(folder) / f".s.PGSQL.{_PORT}"
        with listening(asyncio.start_unix_server(_Bridge(parts).carry, socket)):
            yield make_conninfo("", **{**kept, "host": folder, "port": str(_PORT)})


@contextlib.contextmanager
def listening(starting: Coroutine[Any, Any, asyncio.Server]) -> Iterator[None]:
    """Run a server of asyncio in a thread of its own for as long as this lasts."""
    loop = asyncio.new_event_loop()

    async def close(server: asyncio.Server) -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    worker = threading.Thread(target=loop.run_forever, daemon=True)
    worker.start()
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        worker.join(10)
        loop.close()


_AT_WORK: set[object] = set()


@contextlib.contextmanager
def remembered() -> Iterator[None]:
    """Hold on to the task that carries a connection: asyncio itself forgets one whose other end has gone."""
    task = asyncio.current_task()
    _AT_WORK.add(task)
    try:
        yield
    finally:
        _AT_WORK.discard(task)


class _Bridge:
    def __init__(self, parts: Mapping[str, str]) -> None:
        hosts, ports = parts["host"].split(","), (parts.get("port") or str(_PORT)).split(",")
        self._servers = [(host, int(ports[min(place, len(ports) - 1)])) for place, host in enumerate(hosts)]
        self._address = parts.get("hostaddr", "")
        self._must = parts.get("sslmode", "prefer") not in {"prefer", "allow"}
        self._tls = tls_as_asked(parts)

    async def carry(self, program: asyncio.StreamReader, to_program: asyncio.StreamWriter) -> None:
        """Connect one program to the server, and pass on whatever either says."""
        with remembered(), contextlib.suppress(OSError, asyncio.IncompleteReadError):
            server, to_server = await self._reach()
            upwards = asyncio.create_task(_pass_on(program, to_server))
            await _pass_on(server, to_program)
            upwards.cancel()
            to_server.close()
        to_program.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        problem: OSError = ConnectionError("no server named")
        for host, port in self._servers:
            try:
                reader, writer = await asyncio.open_connection(self._address or host, port)
                writer.write(SSL_REQUEST)
                if await reader.readexactly(1) == b"S":
                    await writer.start_tls(self._tls, server_hostname=host)
                elif self._must:
                    raise ConnectionError("the server does not speak TLS")
            except OSError as found:
                problem = found
            else:
                return reader, writer
        raise problem


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(256 * 1024):
            writer.write(chunk)
            await writer.drain()


def tls_as_asked(parts: Mapping[str, Any]) -> ssl.SSLContext:
    """TLS with the checks that libpq would make for these connection parameters."""
    mode, root = parts.get("sslmode", "prefer"), parts.get("sslrootcert", "")
    own = Path.home() / ".postgresql" / "root.crt"
    if not root and own.is_file():
        root = str(own)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = mode == "verify-full" or root == "system"
    # libpq checks the certificate under "require" as well, when it is given a root to check it against.
    checks = mode in {"verify-ca", "verify-full"} or root == "system" or (mode == "require" and bool(root))
    context.verify_mode = ssl.CERT_REQUIRED if checks else ssl.CERT_NONE
    if root == "system":
        context.load_default_certs()
    elif checks and root:
        context.load_verify_locations(root)
    if parts.get("sslcert"):
        context.load_cert_chain(parts["sslcert"], parts.get("sslkey") or None)
    return context
