"""Drafts that nobody comes back to do not stay for ever, and none that somebody works on is ever taken."""

from __future__ import annotations

import argparse
import datetime as dt

import pytest
from django.utils import timezone
from tests.cast import STOCKTON, Cast

from lantern.access.context import acting
from lantern.access.people_acting import clockwork, public_visitor
from lantern.frontdoor import commands
from lantern.spine import drafts
from lantern.spine.models import Draft

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def forget() -> int:
    with acting(clockwork(keeps_time=True)):
        return drafts.purge()


def test_an_untouched_draft_goes_when_its_time_is_over_and_not_before(cast: Cast) -> None:
    """Local standard draft-kept: 28 days, and not before their end."""
    now = timezone.now()
    visitor = public_visitor("a visitor's hash")
    with acting(cast.officer):
        drafts.save("telephone", {"note": ["old"]}, by=cast.officer, at=now - 30 * DAY, record="1")
        drafts.save("telephone", {"note": ["nearly"]}, by=cast.officer, at=now - 27 * DAY, record="2")
    with acting(visitor):
        drafts.save("report", {"steps": {}}, by=visitor, at=now - 30 * DAY)
    assert forget() == 2
    assert forget() == 0
    with acting(cast.officer):
        assert drafts.find("telephone", by=cast.officer, record="1") is None
        assert drafts.find("telephone", by=cast.officer, record="2") is not None
    with acting(visitor):
        assert drafts.find("report", by=visitor) is None


def test_a_draft_that_is_typed_in_again_begins_its_time_anew(cast: Cast) -> None:
    now = timezone.now()
    with acting(cast.officer):
        first = drafts.save("telephone", {"note": ["a"]}, by=cast.officer, at=now - 40 * DAY)
        drafts.save("telephone", {"note": ["ab"]}, by=cast.officer, at=now, version=first.version)
    assert forget() == 0


def test_whoever_saves_after_it_was_taken_loses_nothing(cast: Cast) -> None:
    now = timezone.now()
    with acting(cast.officer):
        held = drafts.save("telephone", {"note": ["a"]}, by=cast.officer, at=now - 40 * DAY)
    assert forget() == 1
    with acting(cast.officer):
        drafts.save("telephone", {"note": ["ab"]}, by=cast.officer, at=now, version=held.version)
        found = drafts.find("telephone", by=cast.officer)
        assert found is not None
        assert found.values == {"note": ["ab"]}


def test_only_who_keeps_time_takes_drafts_and_reads_none(cast: Cast) -> None:
    with acting(cast.officer):
        drafts.save("telephone", {"note": ["a"]}, by=cast.officer, at=timezone.now() - 40 * DAY)
    for somebody in (cast.officer, cast.manager, clockwork(STOCKTON)):
        with acting(somebody):
            assert drafts.purge() == 0
    with acting(clockwork(STOCKTON, keeps_time=True)):
        assert not Draft.objects.exists()
        assert drafts.purge() == 1


def test_the_command_takes_them_and_says_how_many(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with acting(cast.officer):
        drafts.save("telephone", {"note": ["a"]}, by=cast.officer, at=timezone.now() - 40 * DAY)
    assert commands.tick(argparse.Namespace()) == 0
    assert "1 old drafts removed" in capsys.readouterr().out
