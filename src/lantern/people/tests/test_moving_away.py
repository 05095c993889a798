"""A child with open work who moves to another authority: its front door is told, and until it takes the child on the
telling stands on somebody's list.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import TUESDAY_NOON, Cast, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.partnership import queries as partnership
from lantern.people import actions
from lantern.people.actions import UnsoundFact
from lantern.people.models import Person
from lantern.people.tests.test_pages import a_known_child, a_person, change, opened, page_of
from lantern.spine import handoffs
from lantern.spine.models import Episode, Handoff

pytestmark = pytest.mark.django_db

type SignIn = Callable[[ActingPerson], Client]

KNOW = "We assess since October. The aunt has taken them in. Ring Ola Bright on 01632 960120."
HOME = {"house": "2", "street": "High Street", "postcode": "DL1 1AA"}


def work_of(child: Person) -> str:
    return Episode.objects.get(involvements__person=child, kind="contact").reference


def darlington() -> int:
    return next(team.pk for team in partnership.other_front_doors(808) if "Darlington" in team.agency.name)


def test_the_front_door_of_the_new_authority_is_told_with_the_move(cast: Cast, as_person: SignIn) -> None:
    client, child = as_person(cast.officer), a_known_child(cast)
    opened(client, child)
    page = client.get(page_of("child_move", child)).content.decode()
    assert "Do they live in another authority&#39;s area now?" in page
    with acting(cast.officer):
        work, version = work_of(child), Person.objects.get(pk=child.pk).version
    told = {"away": "yes", "front_door": darlington(), "because_of": work, "need_to_know": KNOW}
    for _ in range(2):  # a second press of the same button tells nobody twice
        change(client, "child_move", child, version, **HOME, **told)
    with acting(cast.officer):
        (handoff,) = Handoff.objects.filter(purpose="moved_away")
        assert (handoff.to_team_id, handoff.state, handoff.need_to_know) == (darlington(), handoffs.OFFERED, KNOW)
        assert handoff.subjects[0]["name"] == child.name
        assert handoff.subjects[0]["address"].startswith("2 High Street")
        assert handoffs.unanswered(Episode.objects.get(reference=work)) == [handoff]
    assert "Moved away" in client.get("/handoffs/").content.decode()
    with counted_queries() as statements:
        client.get(page_of("child_move", child))
    assert len(statements) <= 6


def test_a_secret_address_is_not_told(cast: Cast) -> None:
    child = a_known_child(cast)
    with acting(cast.officer):
        actions.move_house(child, from_date=None, by=cast.officer, at=TUESDAY_NOON, protected=True, **HOME)
        handoff = actions.tell_other_authority(
            child,
            to_team=darlington(),
            because_of=work_of(child),
            need_to_know=KNOW,
            by=cast.officer,
            at=TUESDAY_NOON,
        )
    assert handoff.subjects[0]["address"] == ""


def test_what_is_missing_is_said_and_the_move_is_not_half_saved(cast: Cast, as_person: SignIn) -> None:
    client, child = as_person(cast.officer), a_known_child(cast)
    opened(client, child)
    answer = change(client, "child_move", child, 1, **HOME, away="yes", front_door="", need_to_know="")
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "Choose the front door of the authority they live in now" in page
    assert "Say what they must know" in page
    assert "High Street" in page, "nothing typed is lost"
    with acting(cast.officer):
        assert not child.addresses.filter(street="High Street").exists()
        with pytest.raises(UnsoundFact, match="no longer open"):
            actions.tell_other_authority(
                child,
                to_team=darlington(),
                because_of="C-AAAA-AAAA",
                need_to_know=KNOW,
                by=cast.officer,
                at=TUESDAY_NOON,
            )


def test_nothing_is_asked_where_nothing_is_open(cast: Cast, as_person: SignIn) -> None:
    client, child = as_person(cast.officer), a_person(cast)
    opened(client, child)
    assert "another authority" not in client.get(page_of("child_move", child)).content.decode()
