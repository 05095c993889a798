"""Whether what is written still agrees with itself: checked after a crash, a restore or an import, and by ``lantern
verify``.
"""

from __future__ import annotations

from django.db import connection

INVARIANTS: dict[str, str] = {
    "episodes without an event": "select count(*) from spine_episode p where not exists (select 1 from spine_event e where e.episode_id = p.id)",
    "closed episodes with a running clock": (
        "select count(*) from spine_clock c join spine_episode p on p.id = c.episode_id where c.stopped_at is null "
        "and p.closed_at is not null"
    ),
    "open episodes that forget their nearest clock": (
        "select count(*) from spine_episode p where p.closed_at is null and p.next_due_at is distinct from"
        " (select min(c.due_at) from spine_clock c where c.episode_id = p.id and c.stopped_at is null)"
    ),
    "finished contacts without a decision": (
        "select count(*) from frontdoor_contact k join spine_episode p on p.id = k.episode_ptr_id"
        " where p.state = 'finished' and (k.decided_at is null or k.signed_off_at is null)"
    ),
    "finished contacts with an unanswered handoff": (
        "select count(*) from spine_episode h join spine_episode p on p.id = h.because_of_id"
        " where h.kind = 'handoff' and h.state = 'offered' and p.state = 'finished'"
    ),
    "episodes whose version is behind their events": (
        "select count(*) from spine_episode p join (select episode_id, max(episode_version) as latest from "
        "spine_event group by 1) e"
        " on e.episode_id = p.id where p.version < e.latest"
    ),
    "event subjects at another time than their event": (
        "select count(*) from spine_eventsubject s join spine_event e on e.id = s.event_id where s.happened_at <> "
        "e.happened_at"
    ),
    "people of an episode who stand under another kind or another opening than it has": (
        "select count(*) from spine_involvement i join spine_episode e on e.id = i.episode_id"
        " where i.kind <> e.kind or i.opened_at <> e.opened_at"
    ),
}
"""What must be zero in any database, whatever happened to it: after a crash, a restore or an import."""


def disagreements() -> dict[str, int]:
    """How many rows break each invariant; an empty dict when everything agrees. Needs a role that sees every row."""
    found = {}
    with connection.cursor() as cursor:
        for what, statement in INVARIANTS.items():
            cursor.execute(statement)
            (count,) = cursor.fetchone()
            if count:
                found[what] = count
    return found
