"""Statements written out in SQL stay short enough for the driver to remember how to read them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH

import lantern

SELDOM_ASKED = {
    "lantern.frontdoor.figures.keeping._COUNT": "counts days in the background",
    "lantern.frontdoor.queries.demand._DEMAND": "a page of figures, opened a few times a day",
}
"""Statements that may be longer, because a thirtieth of a millisecond is nothing to what they do."""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement that stands in a module by name."""
    for found in pkgutil.walk_packages(lantern.__path__, "lantern."):
        if not re.search(r"\.(tests|migrations|demonstration|wsgi)\b|__main__", found.name):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, str) and re.match(r"\s*(select|with|insert into|update|delete from)\s", value):
                    yield f"{found.name}.{name}", value


def test_statements_of_pages_are_short_enough_for_the_driver_to_remember() -> None:
    """Before it sends a statement the driver finds its parameters and turns them into PostgreSQL's. It remembers the
    result only for statements up to this length, and does the work again for a longer one each time that it is sent.
    """
    found = dict(statements())
    assert {"lantern.people.queries._RECORD", "lantern.people.around._AROUND"} <= set(found)
    longer = {name for name, statement in found.items() if len(statement.encode()) > MAX_CACHED_STATEMENT_LENGTH}
    assert longer == set(SELDOM_ASKED)
