"""The pages of bodies and actions, each as its user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.boards.models import Action, Body, Holding, Seat
from lantern.boards.tests.world import an_action, held_by, seat

pytestmark = pytest.mark.django_db


def _at(action: Action, move: str = "") -> str:
    if move:
        return reverse("move_board_action", args=[action.reference, move])
    return reverse("board_action", args=[action.reference])


def test_a_task_and_finish_group_is_set_up_with_a_seat_and_somebody_in_it(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    client = as_person(cast.partnership_officer)
    typed: dict[str, Any] = {
        "name": "Exploitation pathway", "kind": "task_and_finish", "purpose": "One referral form.",
        "accountable_to": "engine-room", "months": "1", "act": str(a_key()),
    }  # fmt: skip
    wrong = client.post(reverse("new_body"), typed)
    assert wrong.status_code == 422
    assert "the day on which the task and finish group ends" in wrong.content.decode()
    assert "One referral form." in wrong.content.decode(), "nothing typed is lost"
    ends = {"ends_on-day": "30", "ends_on-month": "4", "ends_on-year": "2031"}
    assert client.post(reverse("new_body"), typed | ends).status_code == 302
    body = Body.objects.get(name="Exploitation pathway")
    told = {"name": "Head of service", "commitment": "times_a_year", "act": str(a_key())}
    wrong = client.post(reverse("new_seat", args=[body.code]), told)
    assert "Enter how many meetings a year" in wrong.content.decode()
    assert client.post(reverse("new_seat", args=[body.code]), told | {"times_a_year": "2"}).status_code == 302
    made = Seat.objects.get(body=body)
    who = {"part": "holder", "name": "Rae Lund", "since-day": "5", "since-month": "1", "since-year": "2026"}
    assert client.post(reverse("seat", args=[made.pk]), who | {"act": str(a_key())}).status_code == 302
    with acting(cast.partnership_officer):
        held = Holding.objects.get(seat=made)
    last = {"until-day": "6", "until-month": "1", "until-year": "2027", "act": str(a_key())}
    assert client.post(reverse("end_holding", args=[held.pk]), last).status_code == 302
    often = {"months": "2", "since-day": "1", "since-month": "3", "since-year": "2027", "act": str(a_key())}
    assert client.post(reverse("change_frequency", args=[body.code]), often).status_code == 302
    page = client.get(reverse("body", args=[body.code])).content.decode()
    assert "2 meetings a year" in page
    assert "Rae Lund" in page
    assert "Exploitation pathway" in client.get(reverse("bodies")).content.decode()
    assert as_person(cast.director).post(reverse("new_body"), typed).status_code == 403


def test_an_action_goes_through_the_browser_from_promise_to_check(cast: Cast, as_person: Callable[..., Client]) -> None:
    keeper, owner = as_person(cast.partnership_officer), as_person(cast.director)
    with acting(cast.partnership_manager):
        held_by("executive-stockton", cast.director, by=cast.partnership_manager)
    typed: dict[str, Any] = {"what": "Tell schools.", "owner": f"seat:{seat().pk}", "when": "date", "act": str(a_key())}
    month_only = {"by_when-month": "4", "by_when-year": "2031"}
    wrong = keeper.post(reverse("new_board_action"), typed | month_only)
    assert wrong.status_code == 422
    assert "Tell schools." in wrong.content.decode()
    day = {"by_when-day": "14"}
    assert keeper.post(reverse("new_board_action"), typed | month_only | day).status_code == 302
    with acting(cast.partnership_officer):
        action = Action.objects.get()
    assert "Tell schools." in owner.get(reverse("board_actions")).content.decode(), "the owner finds it as theirs"
    assert "Only its owner" in keeper.get(_at(action, "do")).content.decode()
    done = {"evidence": "", "version": "1", "act": str(a_key())}
    assert owner.post(_at(action, "do"), done).status_code == 422
    assert owner.post(_at(action, "do"), done | {"evidence": "The letter of 3 April."}).status_code == 302
    assert "You said yourself" in owner.get(_at(action, "check")).content.decode()
    stale = {"note": "Read the letter.", "version": "1", "act": str(a_key())}
    answer = keeper.post(_at(action, "check"), stale)
    assert answer.status_code == 409
    assert "Read the letter." in answer.content.decode()
    assert keeper.post(_at(action, "check"), stale | {"version": "2"}).status_code == 302
    page = owner.get(_at(action)).content.decode()
    assert "The letter of 3 April." in page
    assert "Done and checked" in page


def test_pages_are_read_with_few_statements_and_by_whoever_has_to_do_with_it(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    client = as_person(cast.partnership_manager)
    with acting(cast.partnership_manager):
        held_by("executive-stockton", cast.director, by=cast.partnership_manager)
        held_by("adults-board-children", cast.director, by=cast.partnership_manager)
        actions = [an_action(cast) for _ in range(4)]
    where = [reverse("bodies"), reverse("body", args=["executive-partnership"]), reverse("board_actions")]
    where.append(reverse("outside_seats"))
    for address in [*where, reverse("board_actions") + "?list=open", _at(actions[0]), _at(actions[0], "carry_over")]:
        client.get(address)
        with counted_queries() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 6, (address, len(statements))
        assert as_person(cast.officer).get(address).status_code == 403
    assert as_person(cast.elsewhere).get(_at(actions[0])).status_code == 403
    assert cast.director.name in client.get(reverse("outside_seats")).content.decode(), "who is appointed outside"
