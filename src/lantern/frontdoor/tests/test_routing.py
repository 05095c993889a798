"""Which team a contact goes to: rules in order, tried on what came, put live, and told on the contact (FD12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.cast import SATURDAY_NIGHT, STOCKTON, TUESDAY_NOON, Cast, a_child, a_contact, counted_queries, in_post
from tests.cast import cast as cast
from tests.pages import as_person as as_person
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions, queries, routing
from lantern.frontdoor.models import Contact, RoutingRules
from lantern.frontdoor.tests.staff_pages import text
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db

DESK = "childrens-hub-exploitation"


@pytest.fixture
def desk_worker(cast: Cast) -> ActingPerson:
    worker = in_post(f"{DESK}-hub-social-worker-1", "Ebony Hart")
    hold_post(worker)
    return worker


def a_rule(name: str = "Exploitation", team: str = DESK, **when: Any) -> routing.Rule:
    asked = routing.When(**(when or {"reasons": ("criminal_exploitation", "missing")}))
    return routing.Rule(name, asked, team, "The desk knows them.", "Mina Patel", TUESDAY_NOON.isoformat(), "amber")


def settle(cast: Cast, *rules: routing.Rule, live: bool = True) -> None:
    with acting(cast.manager):
        seen = routing.versions(STOCKTON).number
        actions.write_rules(STOCKTON, rules, why="We tried it.", seen=seen, by=cast.manager, at=TUESDAY_NOON)
        if live:
            actions.put_live(STOCKTON, why="It works.", seen=seen + 1, by=cast.manager, at=TUESDAY_NOON)


def arrives(cast: Cast, at: dt.datetime = TUESDAY_NOON, **contact: Any) -> Contact:
    with acting(cast.officer):
        return a_contact(cast.officer, at=at, **contact)


def told(cast: Cast, contact: Contact) -> list[str]:
    with acting(cast.manager):
        kinds = ["contact_routed", "contact_not_routed"]
        return [
            routing_event.kind + ": " + str(routing_event.payload)
            for routing_event in Event.objects.filter(episode_id=contact.pk, kind__in=kinds)
        ]


def test_the_first_rule_that_fits_decides_and_the_contact_says_which(cast: Cast, desk_worker: ActingPerson) -> None:
    settle(cast, a_rule("Never", reasons=("trafficking",)), a_rule(), a_rule("Late", "childrens-hub"))
    contact = arrives(cast, reasons=["missing", "neglect"])
    assert contact.owner_team_id == desk_worker.team_id
    (line,) = told(cast, contact)
    assert line.startswith("contact_routed") and "rule 2, “Exploitation”" in line and "'hint': 'amber'" in line


def test_what_no_rule_fits_goes_to_the_team_on_duty_without_a_word(cast: Cast, desk_worker: ActingPerson) -> None:
    settle(cast, a_rule())
    day, night = arrives(cast, reasons=["neglect"]), arrives(cast, SATURDAY_NIGHT, reasons=["neglect"])
    assert day.owner_team_id == cast.officer.team_id
    assert night.owner_team_id == cast.night_worker.team_id
    assert told(cast, day) == told(cast, night) == []


def test_a_team_that_is_closed_never_receives_and_it_is_said(cast: Cast, desk_worker: ActingPerson) -> None:
    settle(cast, a_rule())
    contact = arrives(cast, SATURDAY_NIGHT, reasons=["missing"])
    assert contact.owner_team_id == cast.night_worker.team_id
    (line,) = told(cast, contact)
    assert line.startswith("contact_not_routed") and "is closed at this hour" in line


def test_a_team_in_which_nobody_works_never_receives_and_it_is_said(cast: Cast) -> None:
    settle(cast, a_rule())
    contact = arrives(cast, reasons=["missing"])
    assert contact.owner_team_id == cast.officer.team_id
    assert "has nobody who works there" in told(cast, contact)[0]


def test_rules_that_are_not_live_decide_nothing(cast: Cast, desk_worker: ActingPerson) -> None:
    settle(cast, a_rule(), live=False)
    assert arrives(cast, reasons=["missing"]).owner_team_id == cast.officer.team_id


@pytest.mark.parametrize(
    ("when", "known", "fits"),
    [
        ({"reasons": ("missing",)}, {"reasons": ("neglect", "missing")}, True),
        ({"reasons": ("missing",), "sources": ("2A",)}, {"reasons": ("missing",), "source": "1A"}, False),
        ({"channels": ("telephone",)}, {"channel": "telephone"}, True),
        ({"urgencies": ("red",)}, {"urgency": "none"}, False),
        ({"urgencies": ("none",)}, {"urgency": "none"}, True),
        ({"districts": ("TS1",)}, {"postcodes": ("TS18 1AA",)}, False),
        ({"districts": ("TS18",)}, {"postcodes": ("TS18 1AA",)}, True),
        ({"wards": ("7",), "districts": ("TS18",)}, {"wards": ("7",)}, True),
        ({"age_from": 14, "age_to": 17}, {"ages": (3, 15)}, True),
        ({"age_from": 14, "age_to": 17}, {"ages": (3, 13, 18)}, False),
        ({"age_to": 0, "unborn": True}, {"unborn": True}, True),
        ({"age_from": 14}, {"ages": ()}, False),
        ({"again": "yes"}, {"again": True}, True),
        ({"again": "no"}, {"again": None}, False),
        ({"hours": "closed"}, {}, False),
        ({}, {"reasons": ("missing",)}, False),
    ],
)
def test_each_condition_means_what_it_says(when: dict[str, Any], known: dict[str, Any], fits: bool) -> None:
    """What is not known fits neither yes nor no; a rule that asks for nothing fits nothing."""
    asked = routing.When(**when)
    assert routing.fits(asked, routing.Known(STOCKTON, TUESDAY_NOON, **known), hub_open=True) is fits
    stored = a_rule(**when).stored()
    assert routing.Rule.read(stored).when == asked or not when
    assert all(routing.in_words(asked)) and bool(routing.in_words(asked)) == bool(when)


def test_a_child_who_was_here_before_is_known_only_where_the_child_is(cast: Cast, desk_worker: ActingPerson) -> None:
    settle(cast, a_rule("Again", again="yes"))
    with acting(cast.officer):
        child = a_child()
        teams = []
        for days in (9, 2):
            contact = actions.receive(
                authority_id=STOCKTON,
                contact={"channel": "telephone", "what_happened": "Again.", "reasons": ["neglect"]},
                referrer={"source": "2A", "name": "Head"},
                people=[actions.Reported("child", {"first_names": "Jayden"}, person_id=child.pk)],
                by=cast.officer,
                at=TUESDAY_NOON - dt.timedelta(days=days - 2),
            )
            teams.append(contact.owner_team_id)
    assert teams == [cast.officer.team_id, desk_worker.team_id]


def test_two_who_change_the_rules_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    settle(cast, a_rule(), live=False)
    with acting(cast.other_manager), pytest.raises(MoveRefused, match="Mina Patel has changed this"):
        actions.write_rules(STOCKTON, [], why="Out.", seen=0, by=cast.other_manager, at=TUESDAY_NOON)
    with acting(cast.manager):
        actions.write_rules(STOCKTON, [a_rule()], why="Twice.", seen=0, by=cast.manager, at=TUESDAY_NOON)
        assert RoutingRules._default_manager.count() == 1, "the same press of the button, twice"


def test_no_version_is_ever_changed_or_removed(cast: Cast) -> None:
    settle(cast, a_rule())
    for statement in ("update frontdoor_routingrules set why = ''", "delete from frontdoor_routingrules"):
        with acting(cast.manager), pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute(statement)


def test_rules_of_another_authority_are_neither_seen_nor_written(cast: Cast) -> None:
    settle(cast, a_rule())
    with acting(cast.elsewhere):
        assert routing.versions(STOCKTON).newest is None
    with acting(cast.officer), pytest.raises(MoveRefused):
        actions.write_rules(STOCKTON, [], why="No.", seen=1, by=cast.officer, at=TUESDAY_NOON)


def test_the_trial_says_how_many_would_have_gone_where(cast: Cast, desk_worker: ActingPerson) -> None:
    now = timezone.now()
    at = next(
        moment
        for hours in range(1, 24 * 14)
        if partnership.in_office_hours(STOCKTON, moment := now - dt.timedelta(hours=hours))
    )
    for reasons in (["missing"], ["missing"], ["neglect"]):
        arrives(cast, at, reasons=reasons)
    arrives(cast, now - dt.timedelta(weeks=5), reasons=["missing"])
    settle(cast, a_rule(), live=False)
    with acting(cast.manager):
        versions = routing.versions(STOCKTON)
        with counted_queries() as asked:
            tried = queries.replay(STOCKTON, versions, now=now)
    assert len(asked) == 2
    assert (len(tried.placed), tried.moved, tried.otherwise) == (3, 2, 1)
    assert {each.team.code: (each.now, each.then) for each in tried.teams}[DESK] == (0, 2)
    assert (
        len(tried.behind(rule="1")) == len(tried.behind(team=DESK, when="then")) == len(tried.behind(moved=True)) == 2
    )
    assert tried.behind(team=DESK, when="now") == []


def test_a_manager_writes_tries_and_puts_a_rule_live_on_the_pages(
    cast: Cast, desk_worker: ActingPerson, as_person: Any
) -> None:
    client, area = as_person(cast.manager), [STOCKTON]
    assert "There are no rules" in text(client.get(reverse("routing_rules", args=area)))
    written = {
        "version": 0,
        "name": "Missing",
        "reasons": ["missing"],
        "team": DESK,
        "hint": "red",
        "why": "They know.",
    }
    incomplete = client.post(reverse("new_routing_rule", args=area), {**written, "reasons": [], "why": ""})
    assert incomplete.status_code == 422
    assert "Say why" in text(incomplete) and 'value="Missing"' in text(incomplete)
    bad = client.post(reverse("new_routing_rule", args=area), {**written, "districts": "TS18 1AA"})
    assert "is not the first half of a postcode" in text(bad)
    assert client.post(reverse("new_routing_rule", args=area), written).status_code == 302
    page = text(client.get(reverse("routing_rules", args=area)))
    assert "Not live yet" in page and "about missing" in page.lower()
    stale = client.post(reverse("new_routing_rule", args=area), {**written, "name": "Other"})
    assert stale.status_code == 409 and 'value="Other"' in text(stale)
    trial = reverse("try_routing", args=area)
    assert client.post(trial, {"version": 1, "why": ""}).status_code == 422
    assert client.post(trial, {"version": 1, "why": "Tried."}).status_code == 302
    assert arrives(cast, reasons=["missing"]).owner_team_id == desk_worker.team_id
    history = text(client.get(reverse("routing_history", args=area)))
    assert "Put live" in history and "Tried." in history
    out = client.post(reverse("routing_rule", args=[STOCKTON, 1]), {"version": 2, "remove": "1", "removed_why": "No."})
    assert out.status_code == 302
    assert as_person(cast.officer).get(reverse("routing")).status_code == 403


def test_the_routing_pages_keep_their_budget(cast: Cast, desk_worker: ActingPerson, as_person: Any) -> None:
    arrives(cast, reasons=["missing"])
    settle(cast, a_rule(), a_rule("Two"), live=False)
    client = as_person(cast.manager)
    for route in ("routing_rules", "new_routing_rule", "try_routing", "routing_contacts", "routing_history"):
        client.get(reverse(route, args=[STOCKTON]))
        with counted_queries() as asked:
            assert client.get(reverse(route, args=[STOCKTON])).status_code == 200
        assert len(asked) <= 6, route
    assert client.post(reverse("order_routing", args=[STOCKTON, 2]), {"version": 1}).status_code == 302
