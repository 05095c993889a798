"""A record that somebody may not open: nobody learns that it exists, unless whoever limited it allowed that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Look, Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.people import actions
from lantern.people.models import Person

pytestmark = pytest.mark.django_db

type SignIn = Callable[..., Client]

TOLD = {"first_names": "Zoë Ann", "last_name": "O'Brien", "born-day": "4", "born-month": "5", "born-year": "2018"}
THERE_IS = "There is a record that you may not open."


def a_limited_child(cast: Cast, *, says: bool, kind: str = "only_these", whom: ActingPerson | None = None) -> Person:
    with acting(cast.manager):
        child = actions.record_person(
            authority_id=STOCKTON, is_child=True, first_names="Zoe", last_name="O’Brien", born_on=dt.date(2018, 5, 4),
            birth_known_to="day", sex="F", identifiers={"nhs": "9434765919"}, by=cast.manager, at=TUESDAY_NOON,
        )  # fmt: skip
        _limit(child, cast, says=says, kind=kind, whom=whom)
    return child


def _limit(
    child: Person, cast: Cast, *, says: bool, kind: str = "only_these", whom: ActingPerson | None = None
) -> None:
    restricting.restrict(
        restricting.Subject(child.pk, STOCKTON), kind=Restriction.Kind(kind),
        users=list(User.objects.filter(pk=(whom or cast.manager).user_id)), reason="A colleague's family.",
        whom_to_ask="Service manager, 01642 960100.", says_it_exists=says, by=cast.manager, at=TUESDAY_NOON,
    )  # fmt: skip


def looks_for(client: Client, **said: str) -> str:
    return client.post(reverse("find_child"), TOLD | said).content.decode()


def test_nothing_is_said_of_a_limited_record_unless_it_was_allowed(cast: Cast, as_person: SignIn) -> None:
    """UK GDPR article 5(1)(f): that a record exists is itself told to nobody who need not know it."""
    a_limited_child(cast, says=False)
    shown = looks_for(as_person(cast.officer))
    assert THERE_IS not in shown
    assert "Nobody on record fits" in shown


def test_who_knows_exactly_whom_they_look_for_is_told_whom_to_ask_and_nothing_else(
    cast: Cast, as_person: SignIn
) -> None:
    """Written down once an hour, in the record's own log of looks."""
    child = a_limited_child(cast, says=True)
    client = as_person(cast.officer)
    with counted_queries() as statements:
        shown = looks_for(client)
    assert len(statements) <= 7
    assert THERE_IS in shown
    assert "Ask: Service manager, 01642 960100." in shown
    assert child.reference not in shown
    line = client.post(reverse("find_child"), {"q": "obrien zoe 4/5/2018"}).content.decode()
    assert THERE_IS in line
    assert THERE_IS in client.post(reverse("find_child"), {"q": "943 476 5919"}).content.decode()
    fragment = client.post(
        reverse("child_candidates"), {f"child-0-{name}": value for name, value in TOLD.items()}
    ).content.decode()
    assert THERE_IS in fragment
    with acting(cast.manager):
        written = Look.objects.get(person_id=child.pk, user_id=cast.officer.user_id)
    assert "was told that there is a record" in written.reason
    assert client.get(reverse("child", args=[child.reference])).status_code == 404


@pytest.mark.parametrize(
    "less", [{"born-day": ""}, {"last_name": ""}, {"first_names": ""}, {"first_names": "Zora"}, {"born-year": "2017"}]
)
def test_half_of_what_must_be_known_is_told_nothing(cast: Cast, as_person: SignIn, less: dict[str, str]) -> None:
    a_limited_child(cast, says=True)
    assert THERE_IS not in looks_for(as_person(cast.officer), **less)


def test_another_authority_and_whoever_may_open_it_are_told_nothing(cast: Cast, as_person: SignIn) -> None:
    a_limited_child(cast, says=True)
    assert THERE_IS not in looks_for(as_person(cast.elsewhere))
    assert THERE_IS not in looks_for(as_person(cast.manager))


def test_of_two_limits_the_strictest_wins(cast: Cast, as_person: SignIn) -> None:
    child = a_limited_child(cast, says=True)
    with acting(cast.manager):
        _limit(child, cast, says=False)
    assert THERE_IS not in looks_for(as_person(cast.officer))


def test_whom_the_record_is_closed_to_by_name_is_told_nothing(cast: Cast, as_person: SignIn) -> None:
    as_person(cast.officer)
    child = a_limited_child(cast, says=True)
    with acting(cast.manager):
        _limit(child, cast, says=True, kind="not_these", whom=cast.officer)
    assert THERE_IS not in looks_for(as_person(cast.officer))


def test_the_form_offers_both_and_says_nothing_unless_chosen(cast: Cast, as_person: SignIn) -> None:
    with acting(cast.manager):
        child = actions.record_person(
            authority_id=STOCKTON, is_child=True, first_names="Zoe", last_name="Oak", by=cast.manager, at=TUESDAY_NOON
        )
    client = as_person(cast.manager)
    address = reverse("restrict_person", args=[child.reference])
    assert "it looks as if there were no record" in client.get(address).content.decode()
    typed = {
        "kind": "only_these", "people": [str(cast.manager.user_id)], "reason": "A colleague's family.",
        "whom_to_ask": "The service manager", "says_it_exists": "yes",
    }  # fmt: skip
    assert client.post(address, typed | {"act": str(a_key())})["Location"] == reverse("restricted_records")
    assert (
        "Is told that there is a record, and whom to ask" in client.get(reverse("restricted_records")).content.decode()
    )
    with acting(cast.manager):
        assert Restriction.objects.get(person_id=child.pk).says_it_exists
