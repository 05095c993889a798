"""Closing here what went: nothing is removed, and nothing of it is read in the ordinary way any more.

Whoever worked for the leaving authority from here covers it no longer, so row-level security shows them none of its
rows; what both keep stays readable, what stays is worked on, and a page that is not found says where records went.
"""

from __future__ import annotations

from typing import Any

from lantern.custody.archive import Archive
from lantern.custody.catalogue import Catalogue
from lantern.custody.exporting import Report, compare
from lantern.custody.models import SeparationRun


def close(cursor: Any, catalogue: Catalogue, run: SeparationRun, archive: Archive, report: Report) -> dict[str, int]:
    """Close what went, inside the caller's locked transaction. Compares everything with the export once more first.

    Raises ChangedMeanwhile, and then nothing is closed. Returns how many records stay open here.
    """
    compare(cursor, catalogue, run, archive, report)
    report("Closing")
    kept = {}
    for name, column in (("sort_person", "person_id"), ("sort_episode", "episode_id")):
        cursor.execute(
            f"insert into custody_kept (id, authority_id, {column}, rule, lead_id, for_authorities, run_reference)"
            " select uuidv7(), authority_id, id, case side when 's' then 'stays' else 'joint' end,"
            " case side when 's' then lead else coalesce(lead, authority_id) end,"
            f" case when readers = '{{}}' then %s::smallint[] else readers end, %s from {name}"
            " where leaves and side <> 'g'",
            [[run.authority_id], run.reference],
        )
        kept[column] = int(cursor.rowcount)
    for code in run.leaving:
        cursor.execute(
            "insert into custody_departure (authority_id, since, going_to, ask, kept_for, run_reference)"
            " select %s, %s, %s, %s, (select coalesce(array_agg(distinct r), '{}') from custody_kept k,"
            " unnest(k.for_authorities) r where k.authority_id = %s), %s",
            [code, run.leaves_on, run.going_to, run.ask, code, run.reference],
        )
    uncover(cursor)
    return kept


def uncover(cursor: Any) -> int:
    """Take authorities whose records are elsewhere out of what teams here cover. Run again after areas are loaded."""
    cursor.execute(
        "update partnership_team t set covers = (select coalesce(array_agg(c order by c), '{}') from unnest(t.covers) c"
        " where not c in (select authority_id from custody_departure)) where exists (select 1 from custody_departure d"
        " where d.authority_id = any (t.covers))"
    )
    return int(cursor.rowcount)
