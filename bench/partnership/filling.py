"""Ten years of forty bodies in a database that holds the demonstration: ``python -m bench.partnership.filling``, as the
superuser. Prints JSON.

The demonstration tells about one year of one partnership by the rooms' own actions. That year is told again for more
bodies and for nine years before; then single kinds of record are told again until there are as many as a partnership
has after ten years. What is more than a year old is finished, as it would be.
"""

from __future__ import annotations

import json
import sys

import psycopg

from bench.partnership.again import ROOMS, Again

BODIES, YEARS, ACTIONS, RECOMMENDATIONS = 40, 10, 5_000, 2_000

_ENDED = {
    "board_action": "checked", "board_decision": "final", "board_meeting": "approved", "recommendation": "closed",
    "line_of_enquiry": "answered", "learning_set": "reported", "priority": "ended", "improvement_plan": "closed",
    "inspection": "finished", "budget": "closed", "partnership_risk": "closed", "matter": "settled",
    "scrutiny_line": "reported", "agreement": "ended", "arrangements": "replaced", "training_need": "commissioned",
    "course": "ended", "training_event": "said", "section_11_round": "finished", "section_11_return": "settled",
    "feedback": "read", "audit_round": "finished", "audit_part": "answered", "serious_incident": "answered",
    "incident_request": "returned", "practice_review": "published", "reviewer_appointment": "approved",
    "yearly_report": "published",
}  # fmt: skip
"""How each kind of record ends when all goes well. A briefing stays sent."""

_KINDS = tuple(_ENDED) + ("briefing",)

_EVERY_YEAR = tuple(kind for kind in _KINDS if kind not in ("budget", "board_meeting", "board_decision"))

_ENOUGH = {
    "feedback": 5_000, "training_event": 600, "briefing": 120, "partnership_risk": 120, "matter": 300,
    "scrutiny_line": 120, "line_of_enquiry": 150, "learning_set": 60, "audit_round": 60,
}  # fmt: skip
"""How many there are of other kinds after ten years, where the demonstration's year told ten times gives fewer."""

_ROOM_OF = {
    "feedback": "voices", "training_event": "training", "briefing": "dissemination", "partnership_risk": "oversight",
    "matter": "oversight", "scrutiny_line": "oversight", "line_of_enquiry": "learning", "learning_set": "learning",
    "audit_round": "assurance", "recommendation": "learning", "board_action": "boards",
}  # fmt: skip


def _more_bodies(again: Again) -> None:
    """As many bodies as there should be: those that met, with what they decided and promised, under other names."""
    cursor = again.connection.cursor()
    met = "select id from boards_body where id in (select body_id from governance_boardmeeting)"
    cursor.execute(f"select (select count(*) from boards_body), (select count(*) from ({met}) m)")
    have, meeting = cursor.fetchone() or (0, 1)
    again.tell(
        met,
        earlier=["0"] * ((BODIES - have) // meeting),
        after=("board_decision", "board_action"),
        rooms=("boards", "governance"),
    )
    cursor.execute(
        "update boards_body set name = name || ' ' || n from (select id as made, row_number() over (order by code) as n"
        " from boards_body where code ~ '-[0-9a-f]+$' and not outside) o where made = id and code not in"
        " (select code from boards_body where name in (select name from boards_body group by 1 having count(*) = 1))"
    )


def _more_years(again: Again) -> None:
    """The year again for each of the nine before; boards met at other times of the year, too."""
    kinds = "', '".join(_EVERY_YEAR)
    years = [f"{back} years" for back in range(1, YEARS)]
    boards = ("board_decision", "board_action")
    again.tell(
        f"select id from spine_episode where kind in ('{kinds}')"
        " and not (kind = 'board_action' and because_of_id in (select episode_ptr_id from governance_boardmeeting))",
        earlier=years,
    )
    again.tell("select id from learning_monthlyfigure", earlier=years)
    meetings = "select episode_ptr_id from governance_boardmeeting"
    again.tell(meetings, earlier=years, after=boards)
    again.tell(meetings, earlier=["75 days"], after=boards)
    budgets = "select episode_ptr_id from money_budget"
    again.tell(budgets, earlier=[f"{back} years" for back in range(2, YEARS, 2)])


def _more_of(again: Again, kind: str, wanted: int) -> None:
    """Tell records of one kind again, a few days earlier each time, until there are at least as many as wanted."""
    cursor = again.connection.cursor()
    (have,) = cursor.execute("select count(*) from spine_episode where kind = %s", [kind]).fetchone() or (0,)
    if have >= wanted:
        return
    rounds, rest = divmod(wanted - have, have)
    rooms = (_ROOM_OF[kind],)
    every = f"select id from spine_episode where kind = '{kind}'"
    if rounds:
        again.tell(every, earlier=[f"{11 * (number + 1)} days" for number in range(rounds)], rooms=rooms)
    if rest:
        again.tell(f"{every} order by md5(id::text) limit {rest}", earlier=["5 days"], rooms=rooms)


_FINISH = """
update spine_episode e set state = %(state)s, next_due_at = null, next_due = '',
    closed_at = opened_at + make_interval(days => 20 + ('x' || left(md5(id::text), 2))::bit(8)::int)
where kind = %(kind)s and closed_at is null and opened_at < now() - interval '1 year'
"""
_ACTED = """
update boards_action a set done_at = e.closed_at - interval '9 days', done_by_name = 'Kim Ashby',
  evidence = 'It stands in the papers of the next meeting.', checked_at = e.closed_at, checked_by_name = 'Isla Grant'
from spine_episode e where e.id = a.episode_ptr_id and e.state = 'checked' and a.done_at is null
"""
_APPROVED = """
update governance_boardmeeting m set approved_at = e.closed_at, approved_by_name = 'Isla Grant',
  began_at = m.starts_at, ended_at = m.starts_at + interval '2 hours'
from spine_episode e where e.id = m.episode_ptr_id and e.state = 'approved' and m.approved_at is null
"""
_STOP = """
update spine_clock c set stopped_at = c.due_at, stopped_by_id = c.started_by_id
from spine_episode e where e.id = c.episode_id and e.closed_at is not null and c.stopped_at is null
"""
_SPREAD = """
update spine_episode e set because_of_id = r.id from
  (select id, row_number() over (order by md5(id::text)) as n from spine_episode where kind = 'recommendation') r,
  (select id, row_number() over (order by md5(id::text)) as n from spine_episode where kind = 'board_action'
    and because_of_id is null) a
where a.id = e.id and r.n = a.n
"""
"""Actions that came of no meeting came of recommendations."""


def _finish_the_past(cursor: psycopg.Cursor) -> None:
    for kind, state in _ENDED.items():
        cursor.execute(_FINISH, {"kind": kind, "state": state})
    for statement in (_ACTED, _APPROVED, _STOP, _SPREAD):
        cursor.execute(statement)


def loose_ends(again: Again) -> list[str]:
    """Links among the tables that point at nothing: there must be none."""
    found = []
    for name, table in again.tables.items():
        for column, to in table.links.items():
            key = again.tables[to].key[0]
            (many,) = again.connection.execute(
                f"select count(*) from {name} t where t.{column} is not null"
                f" and not exists (select 1 from {to} o where o.{key} = t.{column})"
            ).fetchone() or (0,)
            found += [f"{name}.{column}: {many}"] if many else []
    return found


def fill(dsn: str) -> dict[str, int]:
    """Fill it, in one transaction. Returns how many records of each kind, and rows of each table, there are."""
    with psycopg.connect(dsn) as connection:
        connection.execute("set session_replication_role = replica")
        again = Again(connection)
        _more_bodies(again)
        _more_years(again)
        for kind, wanted in {**_ENOUGH, "recommendation": RECOMMENDATIONS, "board_action": ACTIONS}.items():
            _more_of(again, kind, wanted)
        with connection.cursor() as cursor:
            _finish_the_past(cursor)
        if loose := loose_ends(again):
            raise SystemExit("Told again with loose ends: " + "; ".join(loose))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        by_kind = "select kind, count(*) from spine_episode where kind = any(%s) group by 1"
        kinds = connection.execute(by_kind, [list(_KINDS)])
        counted = {str(kind): int(many) for kind, many in kinds}
        for name in again.tables:
            if name.split("_")[0] in ROOMS:
                (counted[name],) = connection.execute(f"select count(*) from {name}").fetchone() or (0,)
    return counted


if __name__ == "__main__":
    print(json.dumps(fill(sys.argv[1])))
