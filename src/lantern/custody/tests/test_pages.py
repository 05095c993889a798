"""The pages of a separation: who sees a run, chooses rules, and approves; and that no child's name is on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import HARTLEPOOL, STOCKTON, Cast, a_child, counted_queries, in_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.custody import actions
from lantern.custody.keeping import keeper
from lantern.custody.models import Arrival, SeparationRun
from lantern.partnership.models import Authority

type SignedIn = Callable[[ActingPerson], Client]


def numbers(**questions: int) -> dict[str, Any]:
    return {
        "kinds": {"children": {"g": 2100, "b": 3, "s": 4000}},
        "posts": {"only_leaving": 12, "both": 30},
        "restricted": 4,
        "tables": {},
        "left_behind": {"access_look": 2},
        "rows": {"g": 120000, "b": 90, "s": 300000},
        "families": [
            {"key": "P-1111111", "people": ["P-1111111", "P-2222222"], "authorities": [805, 808], "why": ["same_home"]}
        ],
        "questions": {"families": 1, "open_contacts": 2} | questions,
        "clocks": {"open_contacts": 5},
    }


@pytest.fixture
def dpos(cast: Cast) -> tuple[ActingPerson, ActingPerson]:
    return (
        in_post("hartlepool-governance-data-protection-officer-1", "Hal Dpo"),
        in_post("stockton-governance-data-protection-officer-1", "Stella Dpo"),
    )


@pytest.fixture
def run(cast: Cast) -> SeparationRun:
    by = keeper([HARTLEPOOL, STOCKTON])
    with acting(by):
        run = actions.plan(
            leaving=[Authority.objects.get(pk=HARTLEPOOL)],
            leaves_on=dt.date(2026, 12, 1),
            going_to="Hartlepool's own hub",
            ask="Ring 01632 960120.",
            by=by,
            at=timezone.now(),
        )
        actions.counted(run, preview=numbers(), by=by, at=timezone.now())
    return run


def test_a_run_is_shown_with_its_numbers_to_both_councils_in_few_statements(
    run: SeparationRun, dpos: tuple[ActingPerson, ActingPerson], as_person: SignedIn
) -> None:
    for by in dpos:
        client = as_person(by)
        assert run.reference in client.get("/separation/").text
        with counted_queries() as statements:
            page = client.get(f"/separation/{run.reference}/").text
        assert len(statements) <= 6
        assert "2,100" in page and "Families known to both (1)" in page and "Nobody can approve yet" in page
        assert "access_look 2" in page


def test_who_has_no_part_in_it_finds_nothing(run: SeparationRun, cast: Cast, as_person: SignedIn) -> None:
    assert as_person(cast.officer).get(f"/separation/{run.reference}/").status_code == 403
    other = in_post("middlesbrough-governance-data-protection-officer-1", "Somebody Else")
    assert as_person(other).get(f"/separation/{run.reference}/").status_code == 404


def test_rules_are_chosen_then_two_people_approve(
    run: SeparationRun, dpos: tuple[ActingPerson, ActingPerson], as_person: SignedIn
) -> None:
    """Each council is the controller of its own children's records: UK GDPR art. 4(7), art. 26."""
    hartlepool, stockton = (as_person(by) for by in dpos)
    at = f"/separation/{run.reference}"
    assert "Choose what happens" in hartlepool.post(f"{at}/rules/families/", {}).text
    assert "Choose who leads" in hartlepool.post(f"{at}/rules/families/", {"rule": "joint"}).text
    assert hartlepool.post(f"{at}/rules/families/", {"rule": "joint", "lead": "805"}).status_code == 302
    refused = hartlepool.post(f"{at}/approve/", {})
    assert refused.status_code == 409 and "Contacts not finished" in refused.text
    assert stockton.post(f"{at}/rules/open_contacts/", {"rule": "goes"}).status_code == 302
    assert stockton.post(f"{at}/rules/family:P-1111111/", {"rule": "stays"}).status_code == 302
    assert "Approve for my council" in hartlepool.get(f"{at}/").text
    assert hartlepool.post(f"{at}/approve/", {}).status_code == 302
    again = hartlepool.post(f"{at}/approve/", {})
    assert again.status_code == 409 and "approved this already" in again.text
    assert stockton.post(f"{at}/approve/", {}).status_code == 302
    page = stockton.get(f"{at}/").text
    assert "lantern separate export" in page and "Approved for Hartlepool Borough Council" in page
    assert stockton.post(f"{at}/reopen/", {"reason": ""}).status_code == 200
    assert stockton.post(f"{at}/reopen/", {"reason": "A family was missing."}).status_code == 302
    with acting(dpos[1]):
        again_open = SeparationRun.objects.get(pk=run.pk)
    assert again_open.state == "planning" and again_open.first_approved_by_id is None


def test_a_stale_page_is_told(run: SeparationRun, dpos: tuple[ActingPerson, ActingPerson], as_person: SignedIn) -> None:
    client = as_person(dpos[0])
    at = f"/separation/{run.reference}/rules/open_contacts/"
    assert client.post(at, {"rule": "goes", "version": "1"}).status_code == 409


def test_a_proof_lists_every_table(
    run: SeparationRun, dpos: tuple[ActingPerson, ActingPerson], as_person: SignedIn
) -> None:
    client = as_person(dpos[0])
    assert client.get(f"/separation/{run.reference}/proof/").status_code == 404
    proof = {
        "rows": 120090,
        "tables": {"people_person": {"went": 2100, "shared": 3, "stayed": 4000, "sha256": "ab" * 32}},
        "manifest_sha256": "cd" * 32,
        "received_at": "2026-12-01T20:00:00+00:00",
        "files": 17,
    }
    with acting(dpos[1]):
        SeparationRun.objects.filter(pk=run.pk).update(proof=proof)
    page = client.get(f"/separation/{run.reference}/proof/").text
    assert "people person" in page and "2,100" in page and "abababababababab" in page


def test_who_may_be_the_same_is_shown_only_to_who_sees_both(cast: Cast, as_person: SignedIn) -> None:
    assert not Arrival.objects.exists()
    with acting(cast.officer):
        one, other = a_child(name="Dan Kirk"), a_child(name="Dan Kirk")
    dpo = in_post("stockton-governance-data-protection-officer-1", "Stella Dpo")
    from lantern.custody import queries

    arrival = Arrival(alike=[{"came": one.reference, "known": other.reference, "agree": ["number"]}])
    with acting(dpo):
        assert [pair.came for pair in queries.may_be_the_same(arrival)] == [one.reference]
    with acting(cast.elsewhere):
        assert queries.may_be_the_same(arrival) == []
