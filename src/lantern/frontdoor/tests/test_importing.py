"""Police notices come in whole, once, and nothing they say is dropped."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import pytest
from tests.cast import LONDON, MIDDLESBROUGH, STOCKTON, TUESDAY_NOON, Cast

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.frontdoor import commands, importing, notices
from lantern.frontdoor.models import Contact, NoticeBatch, NoticeReceipt

pytestmark = pytest.mark.django_db

HEADINGS = (
    "Incident reference,Incident date,Date reported,What happened,"
    "Child given names,Child surname,Child date of birth,Unborn,Child address"
)
ROW = (
    'R-1,14/11/2026,14/11/2026,"Shouting.\nA child at the window.",'
    'Mia,Brown,05/07/2012,,"12 Larch Road, Norton, TS20 1AA"'
)


def file(*rows: str, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join([HEADINGS, *rows]) + "\r\n").encode(encoding)


def bring_in(content: bytes, *, at: dt.datetime = TUESDAY_NOON, authority: int = STOCKTON) -> list[Contact]:
    by = clockwork(authority)
    with acting(by):
        batch = importing.take_in(content, authority_id=authority, by=by, at=at)
        importing.import_some(batch, by=by, at=at, at_most=100)
        return list(Contact.objects.order_by("opened_at"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_however_the_file_is_encoded_the_same_contact_comes_in(cast: Cast, encoding: str) -> None:
    (contact,) = bring_in(file(ROW.replace("Mia", "Zoë"), encoding=encoding))
    with acting(cast.officer):
        assert contact.what_happened.startswith("Shouting.\nA child at the window.")
        assert "Police reference: R-1" in contact.what_happened
        child = contact.reported.get(part="child")
        assert (child.first_names, child.born_on, child.birth_known_to) == ("Zoë", dt.date(2012, 7, 5), "day")
        assert (child.house, child.street, child.town, child.postcode) == ("12", "Larch Road", "Norton", "TS20 1AA")


def test_an_unborn_child_and_blank_rows(cast: Cast) -> None:
    (contact,) = bring_in(file("", "R-2,14/11/2026,,Argument.,,Brown,,yes,", ",,,,,,,,"))
    with acting(cast.officer):
        child = contact.reported.get()
        assert (child.unborn, child.born_on) == (True, None)
        assert "unborn_child" in contact.reasons


def test_nothing_comes_in_twice(cast: Cast) -> None:
    """The same file, the same notice in another file, and the same row twice: one contact."""
    bring_in(file(ROW, ROW))
    bring_in(file(ROW, ROW))
    assert len(bring_in(file(ROW, "R-3,15/11/2026,,Another.,Al,Green,2015,,"))) == 2


def test_a_notice_that_says_other_things_now_is_told_and_not_taken_for_new(cast: Cast) -> None:
    bring_in(file(ROW))
    by = clockwork(STOCKTON)
    with acting(by):
        batch = importing.take_in(
            file(ROW.replace("Shouting", "A fight")), authority_id=STOCKTON, by=by, at=TUESDAY_NOON
        )
        found = importing.sort(batch)
        assert [notice.reference for notice in found.changed] == ["R-1"]
        assert (found.new, found.repeated) == ((), ())
        importing.import_some(batch, by=by, at=TUESDAY_NOON, at_most=10)
        assert batch.sealed_content is not None  # somebody has still to read what changed


def test_broken_off_half_way_it_goes_on_where_it_stopped(cast: Cast) -> None:
    rows = [f"R-{number},14/11/2026,,Words {number}.,Kim,Brown,2015,," for number in range(5)]
    by = clockwork(STOCKTON)
    with acting(by):
        batch = importing.take_in(file(*rows), authority_id=STOCKTON, by=by, at=TUESDAY_NOON)
        assert importing.import_some(batch, by=by, at=TUESDAY_NOON, at_most=2) == 3
        assert batch.imported_at is None
        assert importing.import_some(batch, by=by, at=TUESDAY_NOON, at_most=2) == 1
        assert importing.import_some(batch, by=by, at=TUESDAY_NOON, at_most=2) == 0
        assert (batch.imported, NoticeReceipt.objects.count(), Contact.objects.count()) == (5, 5, 5)
        assert NoticeBatch.objects.get().sealed_content is None


def test_the_clock_starts_when_the_force_reported_it(cast: Cast) -> None:
    """Counting rule 6: sent on three days late, it is three days old; and the team on duty now holds it."""
    (contact,) = bring_in(file(ROW))
    assert contact.received_at == dt.datetime(2026, 11, 14, 12, 0, tzinfo=LONDON)
    assert contact.owner_team.kind == "hub"
    with acting(cast.officer):
        assert {clock.started_at for clock in contact.clocks.all()} == {contact.received_at}


def test_what_has_no_box_stands_in_the_text(cast: Cast) -> None:
    long = "x" * 150
    (contact,) = bring_in(file(f"R-9,14/11/2026,,Words.,{long},Brown,05/07/2012,,"))
    assert long in contact.what_happened


def test_another_authority_has_its_own_notices(cast: Cast) -> None:
    bring_in(file(ROW))
    assert len(bring_in(file(ROW), authority=MIDDLESBROUGH)) == 1


def test_a_sealed_file_opens_only_in_its_own_place(cast: Cast) -> None:
    by = clockwork(STOCKTON)
    with acting(by):
        batch = importing.take_in(file(ROW), authority_id=STOCKTON, by=by, at=TUESDAY_NOON)
        assert b"Brown" not in bytes(batch.sealed_content)


# ---- From the command line -----------------------------------------------------------------------------------------


def run(path: Path, **changed: object) -> int:
    asked = {"file": str(path), "check": False, "refused": None, "authority": "808", "by": None, **changed}
    return commands.import_contacts(argparse.Namespace(**asked))


def test_the_command_brings_in_and_says_what_it_refused(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notices.csv"
    path.write_bytes(file(ROW, "R-7,99/99/2026,,Words.,Al,Green,,,"))
    assert run(path) == 4
    told = capsys.readouterr()
    assert "1 contacts came in" in told.out
    assert "row 4" in told.err or "row 3" in told.err
    assert "Brown" not in told.out + told.err
    refused = tmp_path / "notices-refused.csv"
    assert refused.stat().st_mode & 0o077 == 0
    assert b"Green" in refused.read_bytes()
    with acting(cast.officer):
        assert Contact.objects.count() == 1
    assert run(path) == 4
    with acting(cast.officer):
        assert Contact.objects.count() == 1


def test_the_command_only_looks_when_asked_to(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "notices.csv"
    path.write_bytes(file(ROW))
    assert run(path, check=True) == 0
    with acting(cast.officer):
        assert not NoticeBatch.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code", "said"), [({"authority": "999"}, 2, "--authority"), ({"by": "nobody"}, 2, "no post nobody")]
)
def test_the_command_says_what_it_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], code: int, said: str
) -> None:
    path = tmp_path / "notices.csv"
    path.write_bytes(file(ROW))
    assert run(path, **changed) == code
    assert said in capsys.readouterr().err


def test_a_missing_or_unreadable_file_fails_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.csv") == 1
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert run(empty) == 1
    assert "can not be read" in capsys.readouterr().err


def test_a_notice_as_a_contact_keeps_every_person() -> None:
    read = notices.read_notices(
        Path(__file__).resolve().parents[4] / "tests" / "files" / "police-notices.csv",
        received_on=dt.date(2026, 11, 20),
    )
    for notice in read.notices:
        made = importing.contact_from(notice)
        assert len(made.people) == len(notice.children) + len(notice.adults)
        assert made.contact["what_happened"]
