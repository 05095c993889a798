"""What a separation would do, counted and not done: numbers and references, nobody's name."""

from __future__ import annotations

from typing import Any

from lantern.custody import families
from lantern.custody.catalogue import Catalogue
from lantern.custody.models import SeparationRun
from lantern.custody.sorting import IN_FLIGHT, Sorting

KINDS = ("children", "adults", "pieces of work", "events", "files")
"""What is counted in words, in the order people ask."""


def sorting_for(cursor: Any, catalogue: Catalogue, run: SeparationRun) -> Sorting:
    """The sides of every row under the rules chosen so far."""
    shared = families.shared_families(cursor, catalogue, run.leaving)
    return Sorting(cursor, catalogue, leaving=run.leaving, rules=run.rules, families=shared)


def preview(cursor: Any, catalogue: Catalogue, run: SeparationRun) -> dict[str, Any]:
    """How many of everything go, stay and are kept by both; families known to both; work in flight."""
    shared = families.shared_families(cursor, catalogue, run.leaving)
    sorting = Sorting(cursor, catalogue, leaving=run.leaving, rules=run.rules, families=shared)
    counts = sorting.count()
    left = list(run.leaving)

    def sides(statement: str) -> dict[str, int]:
        cursor.execute(f"select side, count(*) from ({statement}) s group by side")
        return {side: int(count) for side, count in cursor.fetchall()}

    def number(statement: str) -> int:
        cursor.execute(statement, {"left": left} if "%(left)s" in statement else None)
        return int(cursor.fetchone()[0])

    def whose(kind: str) -> str:
        return f"select o.side from sort_person o join people_person p on p.id = o.id where {kind}"

    cursor.execute(
        f"select f.question, count(*), count(*) filter (where f.timed) from ({IN_FLIGHT}) f group by f.question",
        {"left": left},
    )
    in_flight = {code: (int(count), int(timed)) for code, count, timed in cursor.fetchall()}
    drafts = number(
        "select count(*) from spine_draft d where d.record <> '' and (d.record in"
        " (select e.reference from spine_episode e where e.authority_id = any (%(left)s))"
        " or d.record in (select e.id::text from spine_episode e where e.authority_id = any (%(left)s))"
        " or d.record in (select p.reference from people_person p where p.authority_id = any (%(left)s))"
        " or d.record in (select p.id::text from people_person p where p.authority_id = any (%(left)s)))"
    )
    police = number(
        "select count(*) from frontdoor_noticebatch where authority_id = any (%(left)s) and sealed_content is not null"
    )
    return {
        "kinds": {
            "children": sides(whose("p.is_child")),
            "adults": sides(whose("not p.is_child")),
            "pieces of work": counts.tables["spine_episode"],
            "events": counts.tables["spine_event"],
            "files": counts.tables["spine_attachment"],
        },
        "posts": {
            "only_leaving": number(
                "select count(*) from partnership_post p join partnership_team t on t.id = p.team_id"
                " where cardinality(t.covers) > 0 and t.covers::int[] <@ %(left)s::int[]"
            ),
            "both": number(
                "select count(*) from partnership_post p join partnership_team t on t.id = p.team_id"
                " where t.covers::int[] && %(left)s::int[] and not t.covers::int[] <@ %(left)s::int[]"
            ),
        },
        "restricted": number("select count(*) from people_person where restricted and authority_id = any (%(left)s)"),
        "tables": counts.tables,
        "left_behind": counts.left_behind,
        "rows": {"g": counts.total("g"), "s": counts.total("s"), "b": counts.total("b")},
        "families": [
            {
                "key": family.key,
                "people": [person.reference for person in family.people],
                "leaving": sum(person.authority in left for person in family.people),
                "authorities": sorted(family.authorities()),
                "why": list(family.why),
            }
            for family in shared
        ],
        "questions": {
            "families": len(shared),
            **{
                code: in_flight.get(code, (0, 0))[0]
                for code in ("open_contacts", "unanswered_checks", "waiting_handoffs", "other_open_work")
            },
            "drafts": drafts,
            "police_files": police,
        },
        "clocks": {code: timed for code, (_, timed) in in_flight.items()},
    }
