"""The commands about places and figures: a postcode file is tried without being stored, and every day is counted."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import pytest
from tests.cast import STOCKTON, Cast, a_contact

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.frontdoor.models import CountedDay
from lantern.partnership.models import PostcodeWard
from lantern.project import commands
from lantern.project.cli import build_parser
from lantern.project.cli.errors import CommandError, Exit

pytestmark = pytest.mark.django_db


def parsed(*words: str) -> argparse.Namespace:
    return build_parser().parse_args(list(words))


def test_a_postcode_file_is_tried_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Good rows would come in, refused rows are told with what to put right, and nothing is stored."""
    file = tmp_path / "wards.csv"
    file.write_text("postcode,ward\nTS18 1AA,Yarm\nTS18 1AB,Yram\nTS18 1AD,Yram\n")
    arguments = parsed("import", "wards", str(file), "--check", "--since", "2027-05-06")
    assert arguments.since == dt.date(2027, 5, 6)
    assert commands.import_wards(arguments) == Exit.SOME_ROWS_REFUSED
    said = capsys.readouterr().out
    assert "3 rows read: 1 postcodes of our wards, 0 of elsewhere." in said
    assert "Refused: row 2 and 1 more: No area file lists the ward “Yram”. Is it Yarm?" in said
    assert not PostcodeWard.objects.exists()


def test_a_file_that_is_no_postcode_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("name,town\nx,y\n")
    with pytest.raises(CommandError, match="needs a column of postcodes"):
        commands.import_wards(parsed("import", "wards", str(file)))
    with pytest.raises(CommandError, match="There is no file"):
        commands.import_wards(parsed("import", "wards", str(tmp_path / "missing.csv")))


def test_every_finished_day_is_counted_afresh(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    from django.utils import timezone

    with acting(cast.officer):
        a_contact(cast.officer, at=timezone.now() - dt.timedelta(days=4))
    for _ in range(2):
        assert commands.rebuild_figures(parsed("figures", "rebuild", "--authority", "808")) == Exit.OK
    assert "4 days counted." in capsys.readouterr().out
    with acting(clockwork(STOCKTON)):
        assert CountedDay.objects.count() == 4
