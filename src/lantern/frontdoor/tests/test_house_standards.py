"""House standards of the front door are read where they are declared, and a council's own goes before them."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact

from lantern.access.context import acting
from lantern.frontdoor import actions, queries
from lantern.frontdoor.models import Contact, SentContact
from lantern.law.timescales import LocalStandards
from lantern.partnership import queries as partnership

pytestmark = pytest.mark.django_db


def two_contacts(cast: Cast, *, days_apart: int) -> tuple[Contact, Contact]:
    """Two open contacts about a child of one name and birth date, the earlier first."""
    with acting(cast.officer):
        earlier = a_contact(cast.officer, at=TUESDAY_NOON - dt.timedelta(days=days_apart))
        later = a_contact(cast.officer, at=TUESDAY_NOON)
        return earlier, later


@pytest.mark.parametrize(("days_apart", "shown"), [(0, True), (14, True), (15, False)])
def test_an_open_contact_of_the_last_fortnight_may_be_the_same_worry(cast: Cast, days_apart: int, shown: bool) -> None:
    """Local standard same-worry-window: fourteen days back."""
    earlier, later = two_contacts(cast, days_apart=days_apart)
    with acting(cast.officer):
        assert [each.reference for each in queries.same_worries(later)] == ([earlier.reference] if shown else [])


def test_a_council_may_look_less_far_back_for_the_same_worry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _, later = two_contacts(cast, days_apart=8)
    own = LocalStandards.from_plain({"same-worry-window": {"default": {"amount": 7, "unit": "days"}}})
    monkeypatch.setattr(partnership, "local_standards", {STOCKTON: own}.__getitem__)
    with acting(cast.officer):
        assert queries.same_worries(later) == []


def test_a_referrer_who_asks_again_is_heard_again_the_next_day(cast: Cast) -> None:
    """Local standard referrer-ask-again: not before twenty-four hours."""
    with acting(cast.officer):
        contact = a_contact(cast.officer, channel="professional_form")
        sent = SentContact.objects.get(episode_id=contact.pk)
        for hours, told in ((0, 1), (23, 1), (24, 2)):
            actions.chase(sent, by=cast.officer, at=TUESDAY_NOON + dt.timedelta(hours=hours))
            assert contact.events.filter(kind="referrer_chased").count() == told
