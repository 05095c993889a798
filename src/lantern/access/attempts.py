"""Trying an act from a form page: done, done before, or refused in a way that loses nothing of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from lantern.access.pages import Told, told_since
from lantern.spine.actors import Answer
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, OpenMove, StaleRecord
from lantern.spine.models import Episode


@dataclass(frozen=True)
class Clash:
    """Why an act was not carried out, for a banner above the form that is drawn again with everything typed."""

    told: tuple[Told, ...] = ()
    answer: Answer | None = None
    version: int | None = None
    """The version the record has now: what the form sends next time."""
    still_open: bool = True
    """Whether the same may be sent again; if not, ``episode`` and ``moves`` tell what may be done instead."""
    episode: Episode | None = None
    moves: tuple[OpenMove, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """What became of an act. ``result`` is what the action gave back, or None when an earlier press already did it."""

    result: Any = None
    clash: Clash | None = None

    @property
    def done(self) -> bool:
        return self.clash is None


def attempt(act: Callable[[], Any]) -> Attempt:
    """Carry out an act. Pressing twice counts as done; a stale page or a refusal comes back as a clash."""
    try:
        return Attempt(act())
    except AlreadyDone:
        return Attempt()
    except StaleRecord as stale:
        return Attempt(
            clash=Clash(
                tuple(told_since(stale)),
                version=stale.episode.version,
                still_open=stale.still_open,
                episode=stale.episode,
                moves=stale.moves,
            )
        )
    except MoveRefused as refusal:
        return Attempt(clash=Clash(answer=refusal.answer))


def posted_version(request: HttpRequest) -> int:
    """The version of the record that the page showed. A form without one is as stale as can be."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
