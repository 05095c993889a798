"""What docs/coverage.md says is shown by a test is shown by a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOLD = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")


def test_every_test_it_names_exists() -> None:
    files = [
        *ROOT.glob("src/lantern/*/tests/test_*.py"),
        *ROOT.glob("tests/*/test_*.py"),
        *ROOT.glob("tests/test_*.py"),
    ]
    known = {file.name for file in files}
    for file in files:
        known |= set(re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8")))
    named = set(re.findall(r"`(?:\w+/)*(test_\w+(?:\.py)?)`", TOLD))
    assert len(named) > 50
    assert named - known == set()


def test_every_row_says_what_serves_it_and_what_is_missing() -> None:
    rows = re.findall(r"^\| \*\*([A-Z]{2}\d+)\*\*.*\|$", TOLD, re.MULTILINE)
    wanted = [
        f"{area}{number}"
        for area, last in (("FD", 14), ("ID", 8), ("IS", 7), ("AO", 4))
        for number in range(1, last + 1)
    ]
    whole = {area[:2] for area in wanted}
    assert [row for row in rows if row[:2] in whole] == wanted
    # Rows of what is being built: no row stands twice, and none that the list of features does not know.
    building = [row for row in rows if row[:2] not in whole]
    assert len(set(building)) == len(building)
    assert {row[:2] for row in building} <= {"EH", "PR", "LI", "AA", "CR", "GM", "FN", "TR"}
    assert all(line.count(" | ") == 3 for line in TOLD.splitlines() if line.startswith("| **"))
