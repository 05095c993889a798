"""What stands before a real installation and its database, as small as it can be: the ends of TLS."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lantern.project.cli.bridge import SSL_REQUEST, listening, remembered
from tests.production.certificates import Certificate

_HEAD_AT_MOST = 64 * 1024
_OF_OURS = (b"x-forwarded-", b"connection:", b"forwarded:")


class _Proxy:
    """For pages: TLS on one port, plain HTTP to another. What a browser claims of its own address is dropped."""

    def __init__(self, certificate: Certificate, port: int, behind: int) -> None:
        self.port, self.behind = port, behind
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate.certificate, certificate.key)

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_server(self._answer, "127.0.0.1", self.port, ssl=self._tls, limit=_HEAD_AT_MOST)

    async def _answer(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        with remembered(), suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            head = await browser.readuntil(b"\r\n\r\n")
            request, *headers = head.rstrip(b"\r\n").split(b"\r\n")
            kept = [header for header in headers if not header.lower().startswith(_OF_OURS)]
            kept += [b"X-Forwarded-Proto: https", b"X-Forwarded-For: 127.0.0.1", b"Connection: close"]
            product, to_product = await asyncio.open_connection("127.0.0.1", self.behind)
            to_product.write(b"\r\n".join([request, *kept]) + b"\r\n\r\n")
            upwards = asyncio.create_task(_pass_on(browser, to_product))
            await _pass_on(product, to_browser)
            upwards.cancel()
            to_product.close()
        to_browser.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()


class _DatabaseDoor:
    """For PostgreSQL: nobody comes in without TLS, which the embedded wheel's server is built without."""

    def __init__(self, certificate: Certificate, port: int, behind: int) -> None:
        self.port, self.behind = port, behind
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate.certificate, certificate.key)

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_server(self._let_in, "127.0.0.1", self.port)

    async def _let_in(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with remembered(), suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            if await client.readexactly(8) == SSL_REQUEST:
                to_client.write(b"S")
                await to_client.start_tls(self._tls)
                server, to_server = await asyncio.open_connection("127.0.0.1", self.behind)
                upwards = asyncio.create_task(_pass_on(client, to_server))
                await _pass_on(server, to_client)
                upwards.cancel()
                to_server.close()
        to_client.close()


@contextmanager
def tls_for_database(certificate: Certificate, port: int, behind: int) -> Iterator[None]:
    """Let clients of PostgreSQL in at ``port`` by TLS alone; ``behind`` listens where only this machine reaches."""
    with listening(_DatabaseDoor(certificate, port, behind).serve()):
        yield


@contextmanager
def tls_in_front(certificate: Certificate, port: int, behind: int) -> Iterator[None]:
    """Serve ``https://localhost:port`` from what answers at ``http://127.0.0.1:behind``."""
    with listening(_Proxy(certificate, port, behind).serve()):
        yield
