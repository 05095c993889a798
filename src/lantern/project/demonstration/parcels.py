"""Rows on their way from the process that makes them to the one that writes them, in memory that both see. Through a
pipe a million contacts, twelve gigabytes, would be copied piece by piece on both sides.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory

type Batch = tuple[list[tuple[str, tuple[str, ...], bytes, int]], int]
"""For some tables: name, columns, rows in binary and how many; and how many contacts all this is."""


@dataclass(frozen=True)
class Parcel:
    """Where a batch lies: the memory's name, and for each table its name, columns, length in bytes and rows."""

    memory: str
    tables: list[tuple[str, tuple[str, ...], int, int]]
    contacts: int


def packed(batch: Batch) -> Parcel:
    """Put a batch where another process finds it. Whoever takes the parcel opens it, or drops it."""
    tables, contacts = batch
    memory = SharedMemory(create=True, size=max(1, sum(len(rows) for _, _, rows, _ in tables)))
    at, space = 0, memoryview(memory.buf or b"")
    for _, _, rows, _ in tables:
        space[at : at + len(rows)] = rows
        at += len(rows)
    space.release()
    memory.close()
    listed = [(name, columns, len(rows), count) for name, columns, rows, count in tables]
    return Parcel(memory.name, listed, contacts)


def opened(parcel: Parcel) -> Batch:
    """The batch in a parcel, which is gone afterwards."""
    memory = SharedMemory(parcel.memory)
    at, tables, space = 0, [], memoryview(memory.buf or b"")
    for name, columns, length, count in parcel.tables:
        tables.append((name, columns, bytes(space[at : at + length]), count))
        at += length
    space.release()
    memory.close()
    memory.unlink()
    return tables, parcel.contacts


def dropped(parcel: Parcel) -> None:
    """Free a parcel that nobody will open."""
    with suppress(FileNotFoundError):
        memory = SharedMemory(parcel.memory)
        memory.close()
        memory.unlink()
