"""Many people at browsers: connections over loopback that ask, wait for the whole answer, and ask again."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Answers:
    """How long each answer took, in milliseconds, and what went wrong."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        ranked = sorted(self.milliseconds)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else float("nan")

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0


type Request = Callable[[int], tuple[bytes, int]]
"""What the person with this number sends next, and the status that is right."""


def get(path: str, cookies: list[str]) -> Request:
    """Everybody asks for one page, each signed in by their own cookie."""
    made = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: keep-alive\r\n\r\n".encode()
        for cookie in cookies
    ]
    return lambda person: (made[person % len(made)], 200)


def ask(port: int, request: Request, *, people: int, each: int, pause: float = 0.0, seed: int = 1) -> Answers:
    """So many people ask, each so often. With a ``pause`` each thinks about that many seconds between questions."""
    answers = Answers()

    async def everybody() -> None:
        began = time.perf_counter()
        await asyncio.gather(*(_person(port, request, number, each, pause, answers, seed) for number in range(people)))
        answers.seconds = time.perf_counter() - began

    asyncio.run(everybody())
    return answers


async def _person(
    port: int, request: Request, number: int, each: int, pause: float, answers: Answers, seed: int
) -> None:
    chance = random.Random(seed * 1000 + number)
    reader = writer = None
    if pause:
        await asyncio.sleep(chance.uniform(0, pause))
    for _ in range(each):
        if pause:
            await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)
        raw, right = request(number)
        began = time.perf_counter()
        for attempt in (1, 2):
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                assert reader is not None
                writer.write(raw)
                status, closes = await _answer(reader)
                break
            except (OSError, asyncio.IncompleteReadError):
                # A connection that the server had closed while it was idle is opened again, as browsers do.
                if writer is not None:
                    writer.close()
                writer = None
                if attempt == 2:
                    status, closes = 0, True
        answers.milliseconds.append((time.perf_counter() - began) * 1000)
        if status != right:
            answers.wrong.append(f"answered {status}, not {right}")
        if closes and writer is not None:
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read one whole answer; its status, and whether the connection ends with it."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if b"\r\ncontent-length:" in head:
        length = int(head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in head:
        while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    return status, b"connection: close" in head
