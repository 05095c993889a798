"""Questions of the front door: everything its staff pages read.

Each says how many SQL statements it makes; row-level security stands below.
"""

from lantern.frontdoor.queries.answers import (
    FEWEST,
    Written,
    disagreement_for,
    disagreements,
    written_by_agency,
)
from lantern.frontdoor.queries.caseload import COVERED_BY_ME, Beside, Held, held_besides, held_by, loads_of
from lantern.frontdoor.queries.contact import (
    PastEvent,
    checks_of,
    contact_for,
    contact_in_view,
    events_of,
    files_of,
    handoffs_of,
    late_for,
    open_contact_for,
    person_for,
)
from lantern.frontdoor.queries.demand import contacts_behind, demand_of, history_of
from lantern.frontdoor.queries.known import Earlier, History, KnownChild, SameWorry, history_for, same_worries
from lantern.frontdoor.queries.oversight import (
    Waiting,
    awaiting_sign_off,
    handovers_from,
    handovers_to,
    lateness_by_agency,
    workers_of,
)
from lantern.frontdoor.queries.routing import Replay, replay, routing_history
from lantern.frontdoor.queries.shift import (
    COUNTED_TO,
    PAGE,
    VIEWS,
    QueueChild,
    QueueFilter,
    QueueRow,
    Shift,
    queue,
    queue_counts,
    shift_of,
)
from lantern.frontdoor.queries.shift_log import SHOWN, LogLine, shift_log

__all__ = [
    "COUNTED_TO",
    "FEWEST",
    "COVERED_BY_ME",
    "PAGE",
    "SHOWN",
    "VIEWS",
    "Beside",
    "Earlier",
    "Held",
    "History",
    "KnownChild",
    "LogLine",
    "PastEvent",
    "QueueChild",
    "QueueFilter",
    "QueueRow",
    "Replay",
    "SameWorry",
    "Shift",
    "Waiting",
    "Written",
    "awaiting_sign_off",
    "checks_of",
    "disagreement_for",
    "disagreements",
    "written_by_agency",
    "contact_for",
    "contact_in_view",
    "contacts_behind",
    "demand_of",
    "events_of",
    "files_of",
    "handoffs_of",
    "handovers_from",
    "handovers_to",
    "held_besides",
    "held_by",
    "history_for",
    "history_of",
    "late_for",
    "lateness_by_agency",
    "loads_of",
    "open_contact_for",
    "person_for",
    "queue",
    "queue_counts",
    "replay",
    "routing_history",
    "same_worries",
    "shift_log",
    "shift_of",
    "workers_of",
]
