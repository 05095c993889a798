"""Makes and fills the benches' database, as the migrating role: ``python -m bench.loading CONTACTS CHILDREN``.
Prints JSON."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the settings
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from lantern.partnership.loading import load_areas  # noqa: E402
from lantern.project.cli.progress import Progress  # noqa: E402
from lantern.project.demonstration import load as demonstration  # noqa: E402
from lantern.project.migrating import migrate  # noqa: E402

AUTHORITIES = (805, 806, 807, 808)
EVENTS = 2_000

_CHILD_WITH_MUCH_HISTORY = """
select s.person_id from spine_eventsubject s join people_person p on p.id = s.person_id
join spine_involvement i on i.person_id = s.person_id
join spine_episode e on e.id = i.episode_id and e.kind = 'contact' and e.closed_at is null and e.owner_team_id in (
    select id from partnership_team where kind = 'hub')
where s.authority_id = 808 and p.is_child and p.born_on is not null and not p.restricted
group by 1 order by count(*) desc, 1 limit 1
"""

# Their own history, told again and again further back: the same kinds, facts and lengths as a real long one.
_TELL_AGAIN = """
with mine as (
    select e.*, row_number() over (order by e.happened_at desc, e.id) as place, count(*) over () as many
    from spine_eventsubject s join spine_event e on e.id = s.event_id where s.person_id = %(person)s
), again as (
    select gen_random_uuid() as fresh, mine.*, happened_at - make_interval(hours => (7 * round)::int) as at
    from mine, generate_series(1, (%(wanted)s / (select max(many) from mine))::int + 1) as round
    order by round, place limit greatest(0, %(wanted)s - (select max(many) from mine))
), told as (
    insert into spine_event (id, kind, happened_at, recorded_at, authority_id, partner_agency_id, actor_id, post_id,
                             actor_name, episode_id, episode_version, payload, significance, restricted)
    select fresh, kind, at, at, authority_id, partner_agency_id, actor_id, post_id, actor_name, episode_id,
           episode_version, payload, significance, restricted from again
    returning id, kind, happened_at, authority_id, restricted
)
insert into spine_eventsubject (event_id, person_id, authority_id, happened_at, kind, restricted)
select id, %(person)s, authority_id, happened_at, kind, restricted from told
"""


def a_long_history() -> tuple[str, int]:
    """Give one child with an open contact 2,000 events; their reference and how many they have."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(_CHILD_WITH_MUCH_HISTORY)
        (person,) = cursor.fetchone()
        cursor.execute(_TELL_AGAIN, {"person": person, "wanted": EVENTS})
        cursor.execute("select count(*) from spine_eventsubject where person_id = %s", [person])
        (events,) = cursor.fetchone()
        cursor.execute("select reference from people_person where id = %s", [person])
        (reference,) = cursor.fetchone()
        cursor.execute("set role lantern_owner")
    return reference, events


def main() -> None:
    contacts, children = int(sys.argv[1]), int(sys.argv[2])
    migrate()
    load_areas(settings.BASE_DIR / "areas")
    copied = [0.0]

    def note(done: int, of: int) -> None:
        progress.at(done, of)
        copied[0] = time.monotonic() - began

    began = time.monotonic()
    with Progress("Loading", contacts, unit="contacts") as progress:
        counts = demonstration.load(
            authorities=AUTHORITIES, children=children, contacts=contacts, until=timezone.now(), report=note
        )
    seconds = time.monotonic() - began
    began = time.monotonic()
    with Progress("Counting figures", 0, unit="days") as counting:
        demonstration.count_figures(AUTHORITIES, at=timezone.now(), report=counting.at)
    figures_seconds = time.monotonic() - began
    child, events = a_long_history()
    rows = {
        "contacts_loaded": counts["frontdoor_contact"],
        "events": counts["spine_event"],
        "people": counts["people_person"],
        "rows": sum(counts.values()),
    }
    print(
        json.dumps(
            rows
            | {"load_seconds": seconds, "copy_seconds": copied[0], "figures_seconds": figures_seconds}
            | {"child": child, "child_events": events}
        )
    )


if __name__ == "__main__":
    main()
