"""A child is found by a worker on the telephone however the name, the birthday or the address came through."""

from __future__ import annotations

from tests.browser import accessibility_findings
from tests.journeys.people import MANAGER, OFFICER, unique
from tests.journeys.test_lists import records

# A day on which no other child of the tests was born: namesakes would come before a child who is asked for half wrong.
_BIRTH = {"born-day": "7", "born-month": "5", "born-year": "2018"}
_HOME = {"house": "14", "street": "Mill Lane", "postcode": "TS20 1AB"}


def test_one_child_under_every_spelling(hub_worker):
    """Issue 3: typing and hearing errors, short forms, hyphenated, doubled, swapped and changed surnames, a middle name
    used as the first, transliteration, day and month swapped, a digit wrong, the year alone, an approximate age, an old
    or mistyped postcode, a twin, an NHS number with a digit wrong.
    """
    last = unique("Okonedo")
    worker = hub_worker(OFFICER)
    known = records(worker, "Mohammed Jayden", last, "7", "14")
    twin = records(worker, "Elizabeth", last, "7", "14")
    half, year = f"{last}-Smith", {"born-year": "2018"}
    heard = last.replace("ck", "k").replace("kon", "con")
    asked: list[tuple[str, dict[str, str]]] = [
        (known, {"first_names": "Mohammed Jayden", "last_name": last, **_BIRTH}),
        (known, {"first_names": "Muhamad", "last_name": last, **_BIRTH}),
        (known, {"first_names": "Jaydn", "last_name": last, **_BIRTH}),
        (known, {"first_names": "Jaden", "last_name": heard, **_BIRTH}),
        (known, {"first_names": last, "last_name": "Jayden", **_BIRTH}),
        (known, {"first_names": "J", "last_name": last, **_BIRTH}),
        (known, {"first_names": "Jayden", "last_name": half, **_BIRTH}),
        (known, {"first_names": "Jayden", "last_name": f"{last} Brown", **year}),
        (known, {"first_names": "Jayden", "last_name": "Fitzwilliam", **_BIRTH, **_HOME}),
        (known, {"first_names": "Jayden", "last_name": last, "born-day": "5", "born-month": "7", "born-year": "2018"}),
        (known, {"first_names": "Jayden", "last_name": last, "born-day": "17", "born-month": "5", "born-year": "2018"}),
        (known, {"first_names": "Jayden", "last_name": last, "age": "about 8"}),
        (known, {"first_names": "Jayden", "last_name": last[:-1], "postcode": "TS20 1AD", "house": "14"}),
        (twin, {"first_names": "Lizzie", "last_name": last, **_BIRTH}),
        (twin, {"first_names": "Elisabeth", "last_name": last.lower(), **year, "postcode": "TS201AB"}),
        (twin, {"first_names": "Betsy", **_BIRTH, **_HOME}),
    ]
    missed, fields = [], sorted({name for _, told in asked for name in told})
    worker.goes("/children/find/")
    for reference, told in asked:
        worker.fills({name: told.get(name, "") for name in fields})
        worker.clicks(worker.page.get_by_role("button", name="Find", exact=True))
        if not worker.page.locator(f'main a[href*="{reference}"]').count():
            missed.append(told)
    assert missed == []


def test_whoever_asks_how_sure_it_is_is_told(hub_worker):
    """Issue 3: the weights are shown to whoever asks, in words that a worker reads."""
    manager = hub_worker(MANAGER)
    manager.goes("/children/find/")
    manager.clicks(manager.page.get_by_role("link", name="What each agreement tells"))
    manager.sees_heading("How sure find-a-child is")
    manager.sees("What no weight overrides", "it may be a twin", "Nothing was learned yet")
    assert accessibility_findings(manager.page, "how-sure") == []
