"""Event kinds: what rooms declare about the events they record, and the sentence each contributes to a chronology."""

import functools
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class EventKind:
    """One kind of event.

    ``sentence`` is a format string over the payload's fields; ``payload`` names every field with what it holds, so
    that nobody can put
    free text or a name into the ledger unseen. ``significance`` orders a chronology: 1 routine, 2 notable, 3 key event.
    """

    code: str
    sentence: str
    payload: dict[str, str] = field(default_factory=dict)
    significance: int = 1
    heading: str = ""
    beside: bool = False
    """Said about an earlier event, and shown beside it instead of on a line of its own."""
    words: str = ""
    """SQL that reads the words somebody wrote about such an event in the room's own record, where they are not the
    event's note: one text or none for the subject ``s`` and the event ``e``. The chronology reads them there.
    """

    def tell(self, payload: dict[str, Any]) -> str:
        """The sentence with this event's facts in it. A field the event lacks reads "not recorded"."""
        return self.sentence.format(**{name: payload.get(name) or "not recorded" for name in self.fields})

    @functools.cached_property
    def fields(self) -> list[str]:
        return [name for _, name, _, _ in Formatter().parse(self.sentence) if name]


_KINDS: dict[str, EventKind] = {}


def register(*kinds: EventKind) -> None:
    """Declare event kinds. A code, once stored, is for ever: two rooms can not claim one."""
    for kind in kinds:
        if kind.code in _KINDS and _KINDS[kind.code] != kind:
            raise ImproperlyConfigured(f"Event kind {kind.code} is declared twice.")
        unknown = set(kind.fields) - set(kind.payload)
        if unknown:
            raise ImproperlyConfigured(
                f"Event kind {kind.code} tells of {sorted(unknown)}, which its payload does not hold."
            )
        _KINDS[kind.code] = kind
    told_beside.cache_clear()
    words_elsewhere.cache_clear()


def event_kind(code: str) -> EventKind:
    """The kind with this code. Unknown codes are an error: the ledger holds nothing undeclared."""
    try:
        return _KINDS[code]
    except KeyError:
        raise LookupError(f"No room declares the event kind {code}.") from None


@functools.cache
def told_beside() -> list[str]:
    """The kinds whose events are shown beside the event they are about."""
    return sorted(kind.code for kind in _KINDS.values() if kind.beside)


@functools.cache
def words_elsewhere() -> dict[str, str]:
    """For each kind whose words stand in a room's own record: the SQL that reads them there."""
    return {kind.code: kind.words for kind in _KINDS.values() if kind.words}


def all_kinds() -> dict[str, EventKind]:
    return dict(_KINDS)


register(
    EventKind(
        "event_corrected", "Corrected: {what}.", {"what": "what was wrong, as a short code or label"}, significance=2
    ),
)
