"""What the pages of this room read. Each question is a stated small number of SQL statements."""

from lantern.waiting.queries.handoffs import (
    TeamHandoffs,
    finished_handoffs,
    followed_by,
    handoff_for,
    in_words,
    team_handoffs,
)
from lantern.waiting.queries.services import (
    Given,
    Looked,
    fitting,
    service_today,
    services_today,
    versions_of,
)
from lantern.waiting.queries.waits import Child, Group, Waits, first_of_all, waiting_for, waiting_in, waits, waits_by

__all__ = [
    "Child",
    "Given",
    "Group",
    "Looked",
    "TeamHandoffs",
    "Waits",
    "first_of_all",
    "finished_handoffs",
    "fitting",
    "followed_by",
    "handoff_for",
    "in_words",
    "service_today",
    "services_today",
    "team_handoffs",
    "versions_of",
    "waiting_for",
    "waits",
    "waiting_in",
    "waits_by",
]
