"""Rows on their way from the process that makes them to the one that writes them, in memory that both see. Through a
pipe a million contacts, twelve gigabytes, would be copied piece by piece on both sides.

Whoever makes rows keeps a few pieces of memory and fills them again and again: a fresh piece for each batch costs the
machine more, in pages it must clear first, than copying the rows does.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Any

type Batch = tuple[list[tuple[str, tuple[str, ...], bytes, int]], int]
"""For some tables: name, columns, rows in binary and how many; and how many contacts all this is."""

_ROOM = 1.25
"""A piece of memory is made larger than its first batch, so that the next ones fit as well."""


@dataclass(frozen=True)
class Parcel:
    """Where a batch lies: whose it is, the memory's name, and for each table its name, columns, length in bytes and
    rows.
    """

    sender: int
    memory: str
    tables: list[tuple[str, tuple[str, ...], int, int]]
    contacts: int


class Sender:
    """The memory of one process that makes batches. ``emptied`` tells it by name which pieces it may fill again."""

    def __init__(self, number: int, emptied: Any) -> None:
        self.number, self.emptied = number, emptied
        self.filled: dict[str, SharedMemory] = {}
        self.free: list[SharedMemory] = []

    def packed(self, batch: Batch) -> Parcel:
        """Put a batch where the other process finds it."""
        tables, contacts = batch
        memory = self._memory(sum(len(rows) for _, _, rows, _ in tables))
        at, space = 0, memory.buf
        assert space is not None
        for _, _, rows, _ in tables:
            space[at : at + len(rows)] = rows
            at += len(rows)
        self.filled[memory.name] = memory
        return Parcel(
            self.number,
            memory.name,
            [(name, columns, len(rows), count) for name, columns, rows, count in tables],
            contacts,
        )

    def _memory(self, size: int) -> SharedMemory:
        while not self.emptied.empty():
            self.free.append(self.filled.pop(self.emptied.get()))
        for memory in self.free:
            if memory.size >= size:
                self.free.remove(memory)
                return memory
        return SharedMemory(create=True, size=max(1, int(size * _ROOM)))


class Receiver:
    """The other side: opens parcels, and gives each piece of memory back to its sender."""

    def __init__(self, emptied: list[Any]) -> None:
        self.emptied = emptied
        self.known: dict[str, SharedMemory] = {}

    def opened(self, parcel: Parcel) -> Batch:
        """The batch in a parcel, which is its sender's again afterwards."""
        memory = self.known.get(parcel.memory)
        if memory is None:
            memory = self.known[parcel.memory] = SharedMemory(parcel.memory)
        at, tables, space = 0, [], memory.buf
        assert space is not None
        for name, columns, length, count in parcel.tables:
            tables.append((name, columns, bytes(space[at : at + length]), count))
            at += length
        self.emptied[parcel.sender].put(parcel.memory)
        return tables, parcel.contacts

    def dropped(self, parcel: Parcel) -> None:
        """Take note of a parcel that nobody will open."""
        if parcel.memory not in self.known:
            with suppress(FileNotFoundError):
                self.known[parcel.memory] = SharedMemory(parcel.memory)

    def close(self) -> None:
        """Free all the memory that came. Its senders have ended."""
        for memory in self.known.values():
            memory.close()
            with suppress(FileNotFoundError):
                memory.unlink()
