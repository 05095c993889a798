"""How common names are here: counted among a partnership's own people, so that sharing a name weighs what it should."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from lantern.people.matching import Model, shipped
from lantern.people.names import given_names, surname_parts, surname_whole

HOLDERS = 5
"""A name that fewer people bear is left out: the file must not tell who is on record."""

PEOPLE = 2_000
"""Fewer people than these say too little about how common a name is."""


class TooFewPeople(Exception):
    """There are not enough people on record to count names among."""


@cache
def model() -> Model:
    """The weights this installation uses: the shipped ones, with its own shares of names where they were counted."""
    path = Path(settings.FINDING_NAMES)
    if not path.is_file():
        return shipped()
    with path.open(newline="", encoding="utf-8") as file:
        rows = [(half, name, float(share)) for half, name, share in csv.reader(file)]
    return shipped().with_shares(rows)


def counted() -> str:
    """The share of each name among those whom the reader may see, as the text of a file. Raises TooFewPeople."""
    given, surnames = Counter[str](), Counter[str]()
    people = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select n.first_names, n.last_name from people_personname n join people_person p on p.id = n.person_id"
            " where n.kind = 'legal' and n.until_date is null"
        )
        while rows := cursor.fetchmany(10_000):
            for first_names, last_name in rows:
                people += 1
                given.update(given_names(first_names)[:1])
                surnames.update(sorted({surname_whole(last_name), *surname_parts(last_name)} - {""}))
    if people < PEOPLE:
        raise TooFewPeople(f"Names are counted among {PEOPLE:,} people or more; there are {people:,} on record.")
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    for half, counts in (("given", given), ("surname", surnames)):
        for name, number in counts.most_common():
            if number >= HOLDERS:
                written.writerow((half, name, f"{number / people:.7f}"))
    return text.getvalue()
