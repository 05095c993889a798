"""Rows go from process to process in memory that is filled again and again, and nothing of it is left behind."""

from __future__ import annotations

import multiprocessing
from multiprocessing.shared_memory import SharedMemory

import pytest

from lantern.project.demonstration.parcels import Batch, Receiver, Sender


def _batch(said: bytes, contacts: int = 1) -> Batch:
    return [("person", ("id", "name"), said, 2), ("event", ("id",), said[::-1], 3)], contacts


def test_a_batch_arrives_as_it_was_sent_and_its_memory_is_filled_again() -> None:
    emptied = multiprocessing.SimpleQueue()
    sender, receiver = Sender(0, emptied), Receiver([emptied])
    first, second = sender.packed(_batch(b"first")), sender.packed(_batch(b"second"))
    assert first.memory != second.memory  # nobody took the first yet
    assert receiver.opened(first) == _batch(b"first")
    third = sender.packed(_batch(b"3rd", 7))
    assert third.memory == first.memory
    assert receiver.opened(second) == _batch(b"second")
    assert receiver.opened(third) == _batch(b"3rd", 7)
    much = sender.packed(_batch(b"much more" * 1_000))
    assert much.memory not in {first.memory, second.memory}
    receiver.dropped(much)
    receiver.close()
    for parcel in (first, second, much):
        with pytest.raises(FileNotFoundError):
            SharedMemory(parcel.memory)
