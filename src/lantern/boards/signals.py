"""What a body could talk about, as other rooms know it: registered once, asked for while an agenda is made."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Signal:
    """Something for an agenda: in words, why now, and the record it comes from."""

    title: str
    why: str
    purpose: str = "discuss"
    because_of: uuid.UUID | None = None


type Asked = Callable[[Any, dt.datetime], list[Signal]]
"""Given the body and the time: what is due. A stated small number of statements."""

_ASKED: list[Asked] = []


def declare(asked: Asked) -> None:
    """A room says what it knows to be due. Called once, when the room is set up."""
    if asked not in _ASKED:
        _ASKED.append(asked)


def due_for(body: Any, now: dt.datetime) -> list[Signal]:
    """Everything that rooms say is due for this body."""
    return [signal for asked in _ASKED for signal in asked(body, now)]
