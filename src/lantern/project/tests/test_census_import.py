"""A children in need census brought in: its children become known with their history, twice is once, and nothing is
guessed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.cast import MIDDLESBROUGH, STOCKTON, TUESDAY_NOON, Cast
from tests.invented_census import write_sample

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.people.models import Identifier, Person
from lantern.project.imports.census import bring_in
from lantern.project.imports.cin_census import CinFileError
from lantern.spine import ledger
from lantern.spine.models import EventSubject

pytestmark = pytest.mark.django_db


@pytest.fixture
def census(tmp_path: Path) -> Path:
    path = tmp_path / "census.xml"
    write_sample(path, 12, 2026, 3)
    return path


def test_its_children_are_known_with_their_history(cast: Cast, census: Path) -> None:
    result = bring_in(census, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON)
    assert (result.children, result.already_known, result.skipped) == (12, 0, [])
    with acting(cast.officer):
        children = Person.objects.filter(identifiers__kind=Identifier.Kind.CENSUS)
        assert children.count() == 12
        told = ledger.chronology([child.pk for child in children], limit=500)
        assert {entry.kind.code for entry in told} >= {"census_referral"}
        assert all(entry.happened_at < TUESDAY_NOON for entry in told if entry.kind.code.startswith("census_"))


def test_the_same_file_twice_adds_nothing(cast: Cast, census: Path) -> None:
    for _ in range(2):
        result = bring_in(census, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON)
    assert (result.already_known, result.events) == (12, 0)
    with acting(cast.officer):
        assert Person.objects.filter(identifiers__kind=Identifier.Kind.CENSUS).count() == 12


def test_checking_keeps_nothing(cast: Cast, census: Path) -> None:
    result = bring_in(census, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON, check=True)
    assert result.children == 12
    with acting(cast.officer):
        assert not EventSubject.objects.filter(kind__startswith="census_").exists()


def test_another_authority_finds_none_of_them(cast: Cast, census: Path) -> None:
    bring_in(census, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON)
    with acting(cast.elsewhere):
        assert MIDDLESBROUGH in cast.elsewhere.authorities
        assert not Identifier.objects.filter(kind=Identifier.Kind.CENSUS).exists()


def test_a_file_that_is_no_census_keeps_nothing_and_says_so(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "letter.xml"
    path.write_text("<letter>Dear all</letter>")
    with pytest.raises(CinFileError):
        bring_in(path, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON)


def test_history_stands_at_the_day_it_happened(cast: Cast, census: Path) -> None:
    bring_in(census, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON)
    with acting(cast.officer):
        days = EventSubject.objects.filter(kind="census_referral").values_list("happened_at", flat=True)
        assert all(day.date() < dt.date(2026, 4, 1) for day in days)
