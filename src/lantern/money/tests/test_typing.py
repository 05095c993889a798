"""Forms of money save themselves while they are typed, and nothing that somebody typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import Cast

from lantern.access.context import acting
from lantern.money import actions
from lantern.money.models import Entry
from lantern.money.tests.test_pages import at, grid, plain
from lantern.money.tests.world import agreed_budget, first_budget, fresh, line, press

pytestmark = pytest.mark.django_db


def kept(client: Any, page: Any, typed: dict[str, Any]) -> Any:
    """The form saves itself, as the page would send it: where, on which record, from which version."""
    text = page.content.decode()
    address = re.search(r'data-autosave-url="([^"]+)"', text)
    record = re.search(r'name="record" value="([^"]+)"', text)
    version = re.search(r'name="draft_version" value="([^"]+)"', text)
    assert address
    assert record
    assert version
    return client.post(address[1], typed | {"record": record[1], "draft_version": version[1]})


def test_a_budget_that_was_typed_and_not_sent_stands_in_the_grid_again_and_a_file_is_read_in_beneath_it(
    cast: Cast, as_person: Callable
) -> None:
    by = cast.partnership_officer
    with acting(by):
        budget = first_budget(by)
        typed = grid(budget, **{"new-0-label": "Half a line", "new-0-amount": "about 5k"})
    client, where = as_person(by), at("budget_lines", budget)
    assert kept(client, client.get(where), typed).status_code == 200
    again = client.get(where)
    assert again.status_code == 200, "kept, not sent: nothing is judged"
    assert 'value="about 5k"' in again.content.decode()
    assert "is no amount" not in plain(again)
    assert "and did not send it" in plain(again)
    file = SimpleUploadedFile("b.csv", b"Line,Type,Amount\nRooms,Spending,900\nFood,Spending,100\n")
    read = client.post(at("budget_file", budget), {"file": file}).content.decode()
    assert all(f'value="{label}"' in read for label in ("Half a line", "Rooms", "Food"))
    sent = typed | {"new-0-amount": "5,000"}
    assert client.post(where, sent).status_code == 302
    assert line(budget, "Half a line").amount == 500000
    assert "and did not send it" not in plain(client.get(where)), "sent, and kept no longer"


def test_a_line_that_somebody_added_meanwhile_is_not_taken_away_by_whoever_never_saw_it(
    cast: Cast, as_person: Callable
) -> None:
    with acting(cast.partnership_officer) as by:
        budget = first_budget(by)
        cafcass = line(budget, "CAFCASS").number
        stale = grid(budget, **{f"line-{cafcass}-label": "Family court advisers"})
    with acting(cast.partnership_manager) as other:
        every = [actions.LineSaid(each.number, each.label, each.amount) for each in budget.lines.all()]
        new = actions.LineSaid(None, "Interpreters", 120000, "spending", "spending", "")
        actions.write_lines(fresh(budget), [*every, new], brought_forward=5647700, **press(budget, other))
    client = as_person(by)
    clash = client.post(at("budget_lines", budget), stale)
    assert clash.status_code == 409
    added = line(budget, "Interpreters").number
    page = clash.content.decode()
    assert _fields(page)[f"line-{added}-label"] == "Interpreters"
    assert "you typed Family court advisers" in plain(clash)
    assert client.post(at("budget_lines", budget), stale | _fields(page)).status_code == 302
    assert line(budget, "Interpreters").amount == 120000
    assert line(budget, "Family court advisers").number == cafcass


def _fields(page: str) -> dict[str, str]:
    """What stands in the boxes of the grid, and which version they were drawn from."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (name[1].startswith("line-") or name[1] in ("version", "act")):
            found[name[1]] = value[1] if value else ""
    return found


def test_what_is_told_of_a_line_is_kept_while_it_is_typed(cast: Cast, as_person: Callable) -> None:
    budget = agreed_budget(cast)
    number = line(budget, "CAFCASS").number
    client, where = as_person(cast.partnership_officer), at("budget_line", budget, number=number)
    typed = {"what": "asked", "amount": "5", "words": "Letter of 3 March"}
    assert kept(client, client.get(where), typed).status_code == 200
    assert 'value="Letter of 3 March"' in client.get(where).content.decode()
    assert not Entry.objects.filter(episode_id=budget.pk).exists()
    assert "data-autosave-url" in client.get(reverse("begin_budget")).content.decode()
