"""Did it help? What is told, with what chance allows, and when it is too early to tell.

The 2023 inspection: no system to evaluate effectiveness or the difference made (ILACS, paragraphs 1 and 42).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_contact, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import actions, exporting, figures, queries
from lantern.earlyhelp.figures import Child, Help
from lantern.earlyhelp.tests import world
from lantern.earlyhelp.tests.world import AT
from lantern.interface.shares import apart, mean_of, wilson

NOW = dt.datetime(2026, 11, 17, 12, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=500)


def a_help(
    team: int = 1,
    *,
    ended: dt.datetime | None = LONG_AGO,
    back_after: int | None = None,
    before: int = 0,
    **more: object,
) -> Help:
    back = ended + dt.timedelta(days=back_after) if ended and back_after is not None else None
    facts: dict[str, object] = {
        "team_id": team,
        "need": "school",
        "asked_at": LONG_AGO - dt.timedelta(days=90),
        "met_at": LONG_AGO - dt.timedelta(days=80),
        "ended_at": ended,
        "offered": 4,
        "attended": 3,
        "changes": {"safe": 2.0},
        "children": (Child(7, before, back),),
    } | more
    return Help(**facts)  # type: ignore[arg-type]


def by_team(each: Help) -> str:
    return str(each.team_id)


def test_of_fewer_than_twenty_it_is_too_early_to_tell() -> None:
    line = figures.whole_of([a_help() for _ in range(19)], now=NOW)
    assert line.year is not None and line.year.share is None
    assert line.year.children == 19
    assert line.change is None
    told = figures.whole_of([a_help() for _ in range(20)], now=NOW)
    assert told.year is not None and told.year.share == wilson(0, 20)
    assert told.change is not None and (told.change.number, told.change.mean) == (20, 2.0)


def test_only_children_whose_whole_window_is_over_are_counted() -> None:
    """Ended seven months ago: half a year can be told, a year can not."""
    recent = [a_help(ended=NOW - dt.timedelta(days=215)) for _ in range(25)]
    line = figures.whole_of(recent, now=NOW)
    assert line.half_year is not None and line.half_year.share is not None
    assert line.year is not None and (line.year.children, line.year.share) == (0, None)


def test_back_counts_within_the_window_only() -> None:
    """Ended 5 July 2025; back on 20 August within six months, on 1 February 2026 within twelve, a year and more later
    in neither.
    """
    helps = [a_help(back_after=days) for days in (46, 211, 380) for _ in range(10)]
    line = figures.whole_of(helps, now=NOW)
    assert line.half_year is not None and line.half_year.back == 10
    assert line.year is not None and line.year.back == 20


def test_a_team_is_held_against_children_with_the_same_start_and_not_against_all() -> None:
    """Team 1 takes children who were at the door often, team 2 mostly those who were not. Like for like they do the
    same, and are not called different.
    """
    often = [a_help(1, before=3, back_after=30 if number % 2 else None) for number in range(40)]
    same = [a_help(2, before=3, back_after=30 if number % 2 else None) for number in range(40)]
    seldom = [a_help(2, before=0) for _ in range(200)]
    one, two = sorted(figures.lines_of([*often, *same, *seldom], by_team, now=NOW), key=lambda line: line.key)
    assert one.year is not None and one.year.share is not None and one.year.share.of_100 == 50
    assert one.year.like == 50
    assert one.year.apart is not None and not one.year.apart.beyond_chance
    assert two.year is not None and two.year.compared == 40, "nobody elsewhere began without a contact"


def test_a_difference_beyond_chance_is_said() -> None:
    good = [a_help(1, back_after=30 if number % 10 == 0 else None) for number in range(100)]
    bad = [a_help(2, back_after=30 if number % 2 else None) for number in range(100)]
    one, two = sorted(figures.lines_of([*good, *bad], by_team, now=NOW), key=lambda line: line.key)
    assert one.year is not None and one.year.apart is not None and one.year.apart.high < 0
    assert two.year is not None and two.year.apart is not None and two.year.apart.low > 0


def test_newcombes_interval_and_students_agree_with_worked_examples() -> None:
    """Newcombe 1998, table II, 56/70 against 48/80: 0.2000, from 0.0524 to 0.3339 (method 10). Student: 1 to 6 has
    mean 3.5 and half a width of 2.571 × 1.871 / √6.
    """
    told = apart(56 / 70, 70, 48 / 80, 80)
    assert (told.points, told.low, told.high) == (20, 5, 34)
    mean = mean_of([1, 2, 3, 4, 5, 6])
    assert mean.mean == 3.5
    assert mean.high - mean.mean == pytest.approx(2.571 * 1.8708 / 6**0.5, abs=0.01)


def test_a_change_is_the_latest_less_the_first_over_all_who_scored_twice() -> None:
    told = [
        {"who": "child", "on": "2026-01-05", "scores": {"safe": 3, "own": 1}},
        {"who": "parent", "on": "2026-01-05", "scores": {"safe": 6}},
        {"who": "child", "on": "2026-03-02", "scores": {"safe": 9}},
        {"who": "parent", "on": "2026-03-02", "scores": {"safe": 6, "well": 4}},
    ]
    assert figures.changes_of(told) == {"safe": 3.0}


@pytest.mark.django_db
def test_what_the_pages_wrote_is_what_is_counted(cast: Cast) -> None:
    worker, boss = world.worker(), world.manager()
    began = AT - dt.timedelta(days=60)
    help_ = world.assessed(world.begun(worker, at=began), worker, at=began + dt.timedelta(days=4))
    with acting(worker):
        for stage, score, day in (("start", 3, 5), ("end", 8, 50)):
            found = world.again(help_)
            at = began + dt.timedelta(days=day)
            actions.measure(
                found, stage=stage, who="child", name="Jayden", scores={"safe": score}, on=at.date(), by=worker, at=at,
                version=found.version,
            )  # fmt: skip
        for outcome in ("attended", "missed", "cancelled_us"):
            found = world.again(help_)
            actions.record_session(
                found, agency=world.agency("riverbank-families"), on=AT.date(), kind="home", outcome=outcome, by=worker,
                at=AT, version=found.version,
            )  # fmt: skip
    with acting(boss):
        (told,) = queries.helps_between(began - dt.timedelta(days=1), AT, by=boss)
    assert (told.waited, told.offered, told.attended, told.changes) == (4, 2, 1, {"safe": 5.0})
    assert told.children == (Child(8, 0, None),)
    with acting(cast.elsewhere):
        assert queries.helps_between(began, AT, by=cast.elsewhere) == []


@pytest.mark.django_db
def test_the_page_says_too_early_in_few_statements_and_is_for_managers(
    cast: Cast, as_person: Callable[[ActingPerson], Client]
) -> None:
    world.begun(world.worker())
    address = reverse("did_early_help_help")
    client = as_person(world.manager())
    client.get(address)
    for way in ("", "?by=need", "?by=need&months=12&line=routines"):
        with counted_queries() as statements:
            answer = client.get(address + way)
        assert answer.status_code == 200
        assert "Too early to tell" in answer.content.decode()
        assert len(statements) <= 4, statements
    assert as_person(world.worker()).get(address).status_code == 403


@pytest.mark.django_db
def test_the_file_has_the_national_fields_and_in_its_other_shape_what_they_lack(
    cast: Cast, as_person: Callable[[ActingPerson], Client]
) -> None:
    """EH9: sent, accepted, first seen and outcome stand beside the fields of the standard dataset. No child's name."""
    provider = world.provider()
    handoff = world.accepted(cast, provider, at=timezone.now())
    with acting(provider):
        made = actions.take_up(handoff, need="routines", why="", by=provider, at=timezone.now())
    client = as_person(world.manager())
    page = client.get(reverse("did_early_help_help")).content.decode()
    assert "/early-help/did-it-help/national.csv" in page
    files = {}
    for shape in ("national", "whole"):
        with counted_queries() as asked:
            answer = client.get(reverse("early_help_file", args=[shape]))
        assert len(asked) <= 6
        files[shape] = [line.split(",") for line in answer.content.decode().splitlines()]
    assert files["national"][0] == list(exporting.NATIONAL)
    assert files["whole"][0] == [*exporting.NATIONAL, *exporting.LACKING]
    told = dict(zip(files["whole"][0], files["whole"][1], strict=True))
    today = timezone.localdate().isoformat()
    assert (told["earl_episode_id"], told["earl_episode_organisation"]) == (
        made.episode.reference,
        provider.agency_name,
    )
    assert (told["sent_date"], told["accepted_date"], told["first_seen_date"]) == (today, today, "")
    assert made.episode.family not in answer.content.decode()
    assert client.get(reverse("early_help_file", args=["other"])).status_code == 404
    assert as_person(world.worker()).get(reverse("early_help_file", args=["whole"])).status_code == 403


@pytest.mark.django_db
def test_a_contact_after_the_end_brings_a_child_back(cast: Cast) -> None:
    from lantern.frontdoor import actions as frontdoor
    from lantern.frontdoor.models import ReportedPerson

    worker = world.worker()
    with acting(worker):
        family = world.a_family(worker)
    help_ = world.begun(worker, family=family)
    with acting(worker):
        actions.end(
            help_, ending="moved", outcome="better", words="School.", family_says="Good.", by=worker, at=AT,
            version=help_.version,
        )  # fmt: skip
    later = AT + dt.timedelta(days=40)
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=later)
        frontdoor.identify(
            contact.reported.get(), person=family[0][0], match=ReportedPerson.Match.LINKED, by=cast.officer, at=later
        )
    boss = world.manager()
    with acting(boss):
        (told,) = queries.helps_between(AT - dt.timedelta(days=1), later, by=boss)
    assert told.children[0].back_at == later
