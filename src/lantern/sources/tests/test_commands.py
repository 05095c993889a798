"""`lantern link`: the same from the command line, and the clockwork that compares what a page has sent."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest
from tests.cast import TUESDAY_NOON, Cast

from lantern.access.context import acting
from lantern.sources import commands, engines, running
from lantern.sources.models import Pair, Run, Source
from lantern.sources.tests.lists import JAYDEN, MAISIE, SYSTEM, a_list, jayden

pytestmark = pytest.mark.django_db


def linked(path: Path, **changes: Any) -> int:
    told = {"source": str(path), "code": "police", "authority": "808", "title": "", "check": False, "column": None}
    return commands.link(argparse.Namespace(**(told | {"engine": "own", "learn": False} | changes)))


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(a_list(JAYDEN, "N/9,,,01/02/2015,M,,,").replace(b"Surname", b"Col X"))
    return path


def test_a_list_is_checked_put_right_and_compared(cast: Cast, listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing personal is printed but the rows of a check, and nothing is stored by it."""
    jayden(cast.officer)
    assert linked(listed, check=True) == commands.SOME_ROWS_REFUSED
    told = capsys.readouterr()
    assert "Col X: left out" in told.out and "row 3: There is no name." in told.err
    with acting(SYSTEM):
        assert Source.objects.count() == 0
    assert linked(listed, column=["Col X=last_name"]) == commands.SOME_ROWS_REFUSED
    told = capsys.readouterr()
    assert "2 rows compared" in told.out and "Nothing was linked by machine" in told.out
    assert "Thistlewood" not in told.out + told.err
    with acting(SYSTEM):
        assert Pair.objects.count() == 1
        assert Run.objects.get().mapping["col x"] == "last_name"


def test_what_can_not_be_done_is_said_in_words(
    cast: Cast, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for changes, code, words in (
        ({"authority": None}, commands.USAGE, "Say which area"),
        ({"code": "!!"}, commands.USAGE, "Say whose list it is"),
        ({"column": ["Forename(s)="]}, commands.USAGE, "No column says the name"),
        ({"engine": "spark"}, commands.FAILED, "No Spark is set up"),
    ):
        assert linked(listed, **changes) == code
        assert words in capsys.readouterr().err
    assert linked(tmp_path / "none.csv") == commands.FAILED
    monkeypatch.setattr(engines.splink_engine, "find_spec", lambda _: None)
    assert linked(listed, engine="splink") == commands.FAILED
    assert "make link-environment" in capsys.readouterr().err


def test_the_clockwork_compares_what_was_sent_and_tells_what_it_could_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that can not be compared is not tried again every minute, and its page says so without quoting a row."""
    with acting(cast.manager):
        source = running.source_for("police", authority_id=808, by=cast.manager)
        run = running.send(a_list(JAYDEN, MAISIE), source, by=cast.manager, at=TUESDAY_NOON)
        running.start(run, by=cast.manager, at=TUESDAY_NOON)

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("Jayden Thistlewood")

    with monkeypatch.context() as patched:
        patched.setattr(engines, "compare", broken)
        assert commands.compare_waiting() == 0
    with acting(cast.manager):
        failed = Run.objects.get()
        assert (failed.state, failed.problem) == (Run.State.FAILED, "It stopped: ValueError.")
        running.start(failed, by=cast.manager, at=TUESDAY_NOON)
    assert commands.compare_waiting() == 1
    assert commands.compare_waiting() == 0
    with acting(cast.manager):
        assert Run.objects.get().state == Run.State.DONE
