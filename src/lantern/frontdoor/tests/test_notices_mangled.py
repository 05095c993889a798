"""Files of police notices, mangled at random: whatever arrives, every row is taken, repeated or refused in plain words.

``LANTERN_FUZZ`` (2,000) says how many files, ``LANTERN_FUZZ_SEED`` repeats a run; a failing file is named by number.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable
from pathlib import Path

from lantern.frontdoor.importing import contact_from
from lantern.frontdoor.models import Referrer, ReportedPerson
from lantern.frontdoor.notices import NoticeFileError, read_notices, write_refused

FILES = next(parent for parent in Path(__file__).resolve().parents if (parent / "pyproject.toml").exists())
SAMPLES = [path.read_bytes() for path in sorted((FILES / "tests" / "files").glob("police-*.csv"))]
TODAY = dt.date(2026, 11, 17)
SO_MANY = int(os.environ.get("LANTERN_FUZZ", "2000"))

_PIECES = [
    b'"', b'""', b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf",
    b"sep=;\n",
    b"=1+1", b"31/02/2026", b"99/99/9999", b"0001-01-01", b"9999-12-31", b"1e309", b"-0", b"NaN", b"\xe2\x80\xae",
    b"\xf0\x9f\x91\xb6", "٣٠/١١/٢٠٢٦".encode(), b"a" * 5000, b"yes", b"unborn", b"EDD", b"DOB", b"Surname",
]  # fmt: skip


def _cut(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) + 1)
    del content[start : start + chance.choice([1, 1, 2, 8, 64, 400])]


def _insert(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content) + 1)
    content[place:place] = chance.choice(_PIECES)


def _flip(content: bytearray, chance: random.Random) -> None:
    if content:
        content[chance.randrange(len(content))] = chance.randrange(256)


def _copy(content: bytearray, chance: random.Random) -> None:
    start, place = chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)
    content[place:place] = content[start : start + chance.choice([1, 10, 200])]


def _swap_lines(content: bytearray, chance: random.Random) -> None:
    lines = bytes(content).split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    content[:] = b"\n".join(lines)


def _encode_otherwise(content: bytearray, chance: random.Random) -> None:
    text = bytes(content).decode("utf-8", errors="replace")
    content[:] = text.encode(
        chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-8-sig"]), "replace"
    )


_WAYS: list[Callable[[bytearray, random.Random], None]] = [
    _cut, _cut, _insert, _insert, _insert, _flip, _flip, _copy, _swap_lines, _encode_otherwise,
]  # fmt: skip


def mangled(number: int, seed: int) -> bytes:
    """The file of this number: a good one after one to eight accidents."""
    chance = random.Random(f"{seed}:{number}")
    content = bytearray(chance.choice(SAMPLES))
    for _ in range(chance.randint(1, 8)):
        chance.choice(_WAYS)(content, chance)
    return bytes(content)


def faults(content: bytes) -> list[str]:
    """What is wrong with how a file was read; nothing when every row is accounted for and fits the record."""
    try:
        batch = read_notices(content, received_on=TODAY)
    except NoticeFileError as refusal:
        said = str(refusal)
        return [] if said.endswith((".", "?", "”")) and "Traceback" not in said else [f"not plain words: {said!r}"]
    found = []
    placed = {row for notice in batch.notices for row in notice.row_numbers}
    placed |= {each.row_number for each in batch.duplicates} | {each.row_number for each in batch.refused}
    if len(placed) != batch.rows_read:
        found.append(f"{batch.rows_read} rows read, {len(placed)} taken, repeated or refused")
    for notice in batch.notices:
        made = contact_from(notice)
        found += _too_long(Referrer, made.referrer)
        for person in made.people:
            found += _too_long(ReportedPerson, person.facts)
    if batch.refused:
        write_refused(batch)
    return found


def _too_long(model: type[Referrer] | type[ReportedPerson], values: dict[str, object]) -> list[str]:
    wrong = []
    for name, value in values.items():
        if isinstance(value, str):
            limit = getattr(model._meta.get_field(name), "max_length", None)
            if limit is not None and len(value) > limit:
                wrong.append(f"{model.__name__}.{name} does not hold {len(value)} signs")
            if "\x00" in value:
                wrong.append(f"{model.__name__}.{name} holds a sign that PostgreSQL refuses")
    return wrong


def test_no_mangled_file_is_read_in_part_or_ends_in_an_error() -> None:
    seed = int(os.environ.get("LANTERN_FUZZ_SEED", random.randrange(1_000_000)))
    print(f"LANTERN_FUZZ_SEED={seed} LANTERN_FUZZ={SO_MANY}")
    for number in range(SO_MANY):
        content = mangled(number, seed)
        try:
            found = faults(content)
        except Exception as problem:
            raise AssertionError(f"file {number} of seed {seed}: {type(problem).__name__}: {problem}") from problem
        assert found == [], f"file {number} of seed {seed}: {found}"


def test_control_the_mangling_reaches_good_rows_refused_rows_and_refused_files() -> None:
    """The control: were every file refused at its door, the test above would say nothing."""
    taken = refused_rows = refused_files = 0
    for number in range(200):
        try:
            batch = read_notices(mangled(number, 1), received_on=TODAY)
        except NoticeFileError:
            refused_files += 1
        else:
            taken += bool(batch.notices)
            refused_rows += bool(batch.refused)
    assert min(taken, refused_rows, refused_files) > 5, (taken, refused_rows, refused_files)
