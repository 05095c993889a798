"""Pages of money: what they show, what they cost, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.money import actions
from lantern.money.models import Budget, Entry
from lantern.money.tests.world import agreed_budget, first_budget, fresh, line, press

pytestmark = pytest.mark.django_db


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(name: str, budget: Budget, **more: Any) -> str:
    return reverse(name, kwargs={"reference": budget.reference, **more})


def grid(budget: Budget, **typed: str) -> dict[str, Any]:
    found = {f"line-{each.number}-label": each.label for each in budget.lines.all()}
    found |= {
        f"line-{each.number}-amount": "" if each.amount is None else str(each.amount // 100)
        for each in budget.lines.all()
    }
    return {
        **found, "act": str(a_key()), "version": str(fresh(budget).version), "new_total": "1",
        "brought_forward": "56,477", "basis": "Standstill.", "new-0-kind": "spending", **typed,
    }  # fmt: skip


def test_the_budget_shows_its_balance_first_and_its_blanks_by_name(cast: Cast, as_person: Callable) -> None:
    budget = agreed_budget(cast)
    for reader in (cast.director, cast.partnership_manager, cast.scrutineer):
        client = as_person(reader)
        client.get(at("budget", budget))
        with counted_queries() as statements:
            page = client.get(at("budget", budget))
        said = plain(page)
        assert "Balance £42,707" in said
        assert "£318,957 in, of which £56,477 brought forward; £276,250 out." in said
        assert "4 contributions are blank" in said
        assert len(statements) <= 6, statements
        with counted_queries() as statements:
            client.get(at("what_money_did", budget))
        assert len(statements) <= 6, statements
    assert as_person(cast.elsewhere).get(at("budget", budget)).status_code in (403, 404)
    listed = plain(as_person(cast.director).get(reverse("money")))
    assert "4 contributions without a figure" in listed
    assert "£42,707" in listed


def test_a_line_that_is_no_number_is_told_beside_its_box_and_everything_is_kept(
    cast: Cast, as_person: Callable
) -> None:
    by = cast.partnership_officer
    with acting(by):
        budget = first_budget(by)
        number = line(budget, "CAFCASS").number
        typed = grid(
            budget, **{f"line-{number}-amount": "about 5k", "new-0-label": "A new line", "new-0-amount": "1,250"}
        )
    client = as_person(by)
    answer = client.post(at("budget_lines", budget), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“about 5k” is no amount. Enter pounds, like 31,372 or 31,372.50." in plain(answer)
    assert f'href="#id_line-{number}-amount"' in page, "the summary leads to the box"
    assert 'value="about 5k"' in page
    assert 'value="A new line"' in page
    assert 'value="73459"' in page
    saved = client.post(at("budget_lines", budget), typed | {f"line-{number}-amount": "5,000"})
    assert saved.status_code == 302
    assert line(budget, "CAFCASS").amount == 500000
    assert line(budget, "A new line").amount == 125000


def test_of_two_people_writing_lines_one_wins_and_both_figures_are_shown(cast: Cast, as_person: Callable) -> None:
    with acting(cast.partnership_officer) as by:
        budget = first_budget(by)
        number = line(budget, "CAFCASS").number
        stale = grid(budget, **{f"line-{number}-amount": "7,000"})
    with acting(cast.partnership_manager) as other:
        said = [actions.LineSaid(number, "CAFCASS", 400000)]
        actions.write_lines(fresh(budget), said, brought_forward=5647700, **press(budget, other))
    answer = as_person(by).post(at("budget_lines", budget), stale)
    assert answer.status_code == 409
    said = plain(answer)
    assert "Nothing you typed is lost" in said
    assert "£4,000 (you typed 7,000)" in said
    assert 'value="7,000"' in answer.content.decode()
    assert line(budget, "CAFCASS").amount == 400000


def test_a_file_is_looked_over_before_anything_is_saved(cast: Cast, as_person: Callable) -> None:
    with acting(cast.partnership_officer) as by:
        budget = actions.begin(keeper_id=by.partnerships[0], year=2026, by=by, at=TUESDAY_NOON)
    client = as_person(by)
    file = SimpleUploadedFile("b.csv", b"Line,Type,Amount\nPolice,Income,31372\nRooms,Spending,lots\nTotal,,9\n")
    answer = client.post(at("budget_file", budget), {"file": file})
    assert answer.status_code == 422
    said = plain(answer)
    assert "2 lines were read" in said
    assert "“lots” is no amount" in said
    assert "Left out, because they add others up: Total" in said
    assert not budget.lines.exists()
    wrong = client.post(at("budget_file", budget), {"file": SimpleUploadedFile("b.csv", b"Dear all\n")})
    assert "There is no budget in this file" in plain(wrong)


def test_spending_is_recorded_on_its_line_once_and_taken_back_with_a_reason(cast: Cast, as_person: Callable) -> None:
    budget = agreed_budget(cast)
    rooms = line(budget, "Room hire")
    client = as_person(cast.partnership_officer)
    where = at("budget_line", budget, number=rooms.number)
    facts = {
        "act": str(a_key()), "what": "spent", "amount": "250", "on-day": "3", "on-month": "6", "on-year": "2026",
        "is_for": "training", "about_words": "Course on neglect", "words": "Invoice 17", "version": "1",
    }  # fmt: skip
    bad = client.post(where, facts | {"amount": "loads"})
    assert bad.status_code == 422
    assert "“loads” is no amount" in plain(bad)
    assert 'value="Invoice 17"' in bad.content.decode()
    for _ in range(2):
        assert client.post(where, facts).status_code == 302
    with acting(cast.partnership_officer):
        entry = Entry.objects.get(line=rooms)
    assert "Course on neglect" in plain(client.get(at("what_money_did", budget)))
    back = at("take_back_entry", budget, pk=entry.pk)
    assert client.post(back, {"act": str(a_key()), "words": "Wrong line"}).status_code == 302
    assert "Was taken back, does not count" in plain(client.get(where))
    reader = as_person(cast.director)
    assert "Record more" not in plain(reader.get(where))


def test_moving_money_is_proposed_by_one_and_decided_by_another(cast: Cast, as_person: Callable) -> None:
    budget = agreed_budget(cast)
    client = as_person(cast.partnership_manager)
    numbers = [str(line(budget, name).number) for name in ("Travel and transport", "Room hire")]
    facts = {
        "act": str(a_key()), "version": str(budget.version), "from_line": numbers[0], "to_line": numbers[1],
        "amount": "500", "reason": "More meetings in person.",
    }  # fmt: skip
    assert "Choose another line" in plain(client.post(at("propose_virement", budget), facts | {"to_line": numbers[0]}))
    assert client.post(at("propose_virement", budget), facts).status_code == 302
    mine = client.get(at("budget", budget))
    assert "Waits to be authorised" in plain(mine)
    assert at("decide_virement", budget, number=1) not in mine.content.decode(), "not one's own"
    decider = as_person(cast.director)
    decide = at("decide_virement", budget, number=1)
    assert decide in decider.get(at("budget", budget)).content.decode()
    said = {"act": str(a_key()), "version": str(fresh(budget).version), "decision": "authorise", "why": "Agreed."}
    assert decider.post(decide, said).status_code == 302
    assert "Officers’ own limit of £5,000" in plain(decider.get(at("budget", budget)))


def test_a_year_is_begun_written_agreed_and_put_on_paper(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.partnership_manager)
    empty = plain(client.get(reverse("money")))
    assert "No budget yet" in empty
    begun = client.post(reverse("begin_budget"), {"act": str(a_key()), "year": "2026", "brought_forward": ""})
    assert begun.status_code == 302
    with acting(cast.partnership_manager):
        budget = Budget.objects.get()
    step = at("move_budget", budget, move="agree")
    agree = {
        "act": str(a_key()), "version": "1", "body": "Executive, item 2", "on-day": "2", "on-month": "4",
        "on-year": "2026",
    }  # fmt: skip
    early = client.post(step, agree)
    assert early.status_code == 409
    assert "No line has an amount yet" in plain(early)
    lines = {
        "act": str(a_key()), "version": "1", "new_total": "1", "brought_forward": "0", "new-0-label": "Rooms",
        "new-0-amount": "3,000", "new-0-kind": "spending",
    }  # fmt: skip
    assert client.post(at("budget_lines", budget), lines).status_code == 302
    assert client.post(step, agree | {"version": "2", "act": str(a_key())}).status_code == 302
    for code, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfSide")):
        paper = client.get(at("budget_paper", budget, code=code))
        assert paper.content.startswith(begins)
    closing = client.get(at("move_budget", budget, move="close"))
    assert "is carried forward" in plain(closing)
