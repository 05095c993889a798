"""A police list in the demonstration: sent a few days ago, compared, some rows answered and some still waiting. Made by
the real actions from people who are there, so that the pages of lists have something to show.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post, managers_of
from lantern.sources import queries, running
from lantern.sources.models import Pair

_KNOWN, _ANSWERED = 24, 14
_STRANGERS = (
    ("Orla", "Finchingbrook"), ("Bartosz", "Zielonka-Marsh"), ("Imran", "Qadeer-Holt"), ("Sky", "Underhay"),
    ("Teddy", "Marchbank"), ("Nia", "Llanfoist"),
)  # fmt: skip


def give_lists(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Compare a police list for each authority, and answer half of what it asks. Returns how many rows there were."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        rows = sum(_give_list(authority, at) for authority in authorities)
        cursor.execute("set role lantern_owner")
    return rows


def _give_list(authority_id: int, at: dt.datetime) -> int:
    by, sent, chance = clockwork(authority_id), at - dt.timedelta(days=3), random.Random(authority_id)
    with acting(by):
        content = _content(authority_id, chance)
        source = running.source_for("police", authority_id=authority_id, by=by)
        run = running.send(content, source, by=by, at=sent)
        running.start(run, by=by, at=sent, engine="own")
    run = running.compare(run, by=by, at=sent, acting=acting)
    posts = managers_of(authority_id)
    if not posts:
        return run.rows
    manager = in_post(posts[0], authority_id)
    with acting(manager):
        for number in range(_ANSWERED):
            pair = queries.next_pair(run)
            if pair is None:
                break
            same = pair.strength > 0.5
            when = at - dt.timedelta(days=2, minutes=3 * (_ANSWERED - number))
            running.answer(pair, Pair.State.SAME if same else Pair.State.OTHER, by=manager, at=when)
    return run.rows


def _content(authority_id: int, chance: random.Random) -> bytes:
    """Children on record as the police may have heard of them, and some whom nobody here knows."""
    found = (
        Person.objects.filter(authority_id=authority_id, is_child=True, restricted=False, born_on__isnull=False)
        .exclude(birth_known_to__in=("unknown", "about"))
        .prefetch_related("names", "addresses")
        .order_by("reference")[:_KNOWN]
    )
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(["Nominal ref", "Forename", "Surname", "DOB", "Sex", "Address", "Postcode"])
    for number, person in enumerate(found):
        name, home = person.names.all()[:1], person.addresses.all()[:1]
        if not name or person.born_on is None:
            continue
        place = home[0] if home and not home[0].protected and chance.random() < 0.8 else None
        first = name[0].first_names
        if chance.random() < 0.25 and len(first) > 4:
            first = first[:2] + first[3:]  # a letter that was not heard
        written.writerow(
            [
                f"N/{40_000 + number * 37}",
                first,
                name[0].last_name,
                f"{person.born_on:%d/%m/%Y}",
                person.sex,
                f"{place.house} {place.street}" if place else "",
                place.postcode if place else "",
            ]  # fmt: skip
        )
    for number, (first, last) in enumerate(_STRANGERS):
        written.writerow([f"N/{90_000 + number}", first, last, f"{3 + number:02d}/02/201{number}", "U", "", ""])
    return text.getvalue().encode("utf-8-sig")
