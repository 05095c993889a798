"""A partnership keeps records of its own, about no child: whoever has to do with it sees them, nobody else."""

from __future__ import annotations

import pytest
from tests.cast import TUESDAY_NOON, Cast

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.partnership import queries
from lantern.partnership.models import Authority, Partnership
from lantern.spine.identity import new_reference
from lantern.spine.models import Episode

pytestmark = pytest.mark.django_db


def _keeper(code: str = "hartlepool-stockton") -> Authority:
    return queries.keeper_of(Partnership.objects.get(code=code).pk)


def _record(by: ActingPerson) -> Episode:
    keeper = _keeper()
    with acting(by):
        return Episode.objects.create(
            kind="minutes",
            reference=new_reference("M"),
            authority=keeper,
            state="open",
            owner_team=queries.business_team(keeper.pk),
            opened_at=TUESDAY_NOON,
        )


def _sees(actor: ActingPerson, record: Episode) -> bool:
    with acting(actor):
        return Episode.objects.filter(pk=record.pk).exists()


def test_each_partnership_keeps_its_own_records_and_is_no_council(cast: Cast):
    names = {each.partnership.code: each for each in queries.keepers().values()}
    assert set(names) == {"hartlepool-stockton", "south-tees"}
    assert not {each.pk for each in names.values()} & {each.pk for each in queries.authorities()}
    assert queries.business_team(_keeper("south-tees").pk).code == "south-tees-partnership-unit"


def test_whoever_has_to_do_with_the_partnership_sees_its_records(cast: Cast):
    record = _record(cast.partnership_manager)
    assert _sees(cast.director, record)
    assert _sees(cast.chief_constable, record)
    assert _sees(cast.police_lead, record)
    assert cast.director.may("see_partnership", record)


def test_the_neighbouring_partnership_does_not(cast: Cast):
    record = _record(cast.partnership_manager)
    assert cast.elsewhere.partnerships == (_keeper("south-tees").pk,)
    assert not _sees(cast.elsewhere, record)
    assert not cast.elsewhere.may("see_partnership", record)


def test_an_agency_of_both_partnerships_belongs_to_both(cast: Cast):
    assert set(cast.chief_constable.partnerships) == {_keeper().pk, _keeper("south-tees").pk}


def test_nobody_of_the_partnership_sees_a_councils_records_for_it(cast: Cast):
    """The partnership manager runs the partnership and works no case."""
    assert cast.partnership_manager.authorities == ()
    assert not cast.partnership_manager.may("see_partnership", Episode(authority_id=808))
