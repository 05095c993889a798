"""Documents are generated or tested: a stale diagram is a red build."""

from __future__ import annotations

import argparse
import re

import pytest
from django.conf import settings

from lantern.project import documents
from lantern.project.cli import build_parser
from lantern.spine.lifecycle import LIFECYCLES

ROOT = settings.BASE_DIR


def test_the_generated_places_are_up_to_date() -> None:
    """Run ``make docs`` when this fails."""
    assert documents.generate(check=True) == []


def test_every_lifecycle_is_drawn_in_some_rooms_readme() -> None:
    text = "".join(file.read_text() for file in documents.ROOMS.glob("*/README.md"))
    for kind in LIFECYCLES:
        assert f"<!-- made:states {kind} -->" in text
        assert f"<!-- made:moves {kind} -->" in text


def test_every_room_says_what_it_is_for() -> None:
    rooms = [path.parent for path in documents.ROOMS.glob("*/__init__.py") if path.parent.name != "project"]
    assert [room.name for room in rooms if not (room / "README.md").exists()] == []


def test_a_stale_place_is_found_and_written_afresh(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the check is not blind."""
    room = tmp_path / "room"  # type: ignore[operator]
    room.mkdir()
    (room / "README.md").write_text("# room\n\n<!-- made:states check -->\nold\n<!-- made:end -->\nafter\n")
    monkeypatch.setattr(documents, "ROOMS", tmp_path)
    assert documents.generate(check=True) == ["room/README.md"]
    assert documents.generate() == ["room/README.md"]
    written = (room / "README.md").read_text()
    assert "stateDiagram-v2" in written
    assert "old" not in written
    assert written.endswith("after\n")
    assert documents.generate(check=True) == []


def test_an_unknown_mark_is_an_error() -> None:
    with pytest.raises(LookupError, match="Nothing makes"):
        documents.made("weather", "")
    with pytest.raises(LookupError, match="no lifecycle"):
        documents.made("states", "weather")


def decisions() -> list[str]:
    return sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))


def test_decision_numbers_are_unique_and_without_gaps() -> None:
    numbers = [name[:4] for name in decisions() if re.match(r"\d{4}-", name)]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_every_decision_has_a_status_and_says_what_was_decided() -> None:
    for name in decisions():
        text = (ROOT / "docs" / "decisions" / name).read_text().lower()
        assert "status" in text, name
        assert "decision" in text or "decided" in text, name


def _commands(parser: argparse.ArgumentParser, so_far: tuple[str, ...] = ()) -> set[str]:
    found = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                found.add(" ".join((*so_far, name)))
                found |= _commands(below, (*so_far, name))
    return found


def _documents() -> list[str]:
    return [path.read_text() for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))]


def test_every_command_a_document_names_exists() -> None:
    known = _commands(build_parser())
    named = {words for text in _documents() for words in re.findall(r"`lantern ([a-z]+(?: [a-z]+)?)", text)}
    named |= {
        words
        for text in _documents()
        for words in re.findall(r"^\s*\$? ?lantern ([a-z]+(?: [a-z]+)?)", text, re.MULTILINE)
    }
    missing = {words for words in named if words not in known and words.split()[0] not in known}
    assert missing == set()


def test_every_make_target_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for text in _documents() for target in re.findall(r"`make ([a-z-]+)", text)}
    assert named <= targets


def test_every_file_a_readme_table_names_exists() -> None:
    for readme in documents.ROOMS.glob("*/README.md"):
        for line in readme.read_text().splitlines():
            if not line.startswith("| `"):
                continue
            for name in re.findall(r"`([a-z_/]+\.(?:py|toml))`", line.split("|")[1]):
                assert (readme.parent / name).exists(), f"{readme.parent.name}: {name}"
