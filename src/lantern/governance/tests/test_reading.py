"""Reading minutes from a file: what they say, and what is doubtful in them."""

from __future__ import annotations

import argparse
import io
from collections import Counter
from pathlib import Path

import docx
import pytest
from tests.cast import Cast

from lantern.access.context import acting
from lantern.governance.commands import import_minutes
from lantern.governance.models import MinutesFile
from lantern.governance.reading import Minutes, NoMinutes, read

FILE = Path(__file__).resolve().parents[4] / "tests" / "files" / "adults-board-minutes.md"


@pytest.fixture(scope="module")
def minutes() -> Minutes:
    return read(FILE.read_bytes(), FILE.name)


def test_who_was_there_and_what_was_on_the_agenda(minutes: Minutes) -> None:
    """The adults board's minutes of 7 March 2023: 30 present, two of them for a part, 19 apologies, 8 absent."""
    assert minutes.held_on == "2023-03-07"
    assert Counter(each.came for each in minutes.people) == {"here": 28, "part": 2, "apology": 19, "absent": 8}
    assert not any("*" in each.name or "(Part)" in each.name for each in minutes.people)
    assert [each.number for each in minutes.items] == list(range(1, 10))
    assert minutes.items[4].title == "Performance in the third quarter"
    assert minutes.items[4].text == "Concerns rose in two areas. Four indicators were met."


def test_what_is_doubtful_is_asked(minutes: Minutes) -> None:
    """GM4: initials as owners, "All", "TBA", a month without a day, owners who were not in the room."""
    assert len(minutes.actions) == 15
    asked = {number: " ".join(each.questions) for number, each in enumerate(minutes.actions, 1)}
    assert [number for number, told in asked.items() if "initials" in told] == [4, 5, 6, 7, 8, 9, 11, 12, 13, 15]
    assert [number for number, told in asked.items() if "not in the room" in told] == [11, 12]
    assert "are the initials of" in asked[4], "of one who came and one who did not"
    assert [number for number, told in asked.items() if "are several" in told] == [3, 6, 7]
    assert [number for number, told in asked.items() if "is a group" in told] == [1, 2, 3, 7, 10]
    assert [number for number, told in asked.items() if "is nobody" in told] == [14]
    assert [number for number, told in asked.items() if "is no date" in told] == [9]
    assert [number for number, told in asked.items() if "is a month" in told] == [15]
    assert all(asked.values()), "not one action of these minutes had a single named owner"
    assert [each.by_when for each in minutes.actions][:2] == ["2023-05-17", "2023-05-17"]
    assert [each.item for each in minutes.actions] == [3] * 5 + [4] * 2 + [5] * 3 + [6] * 2 + [8] + [9] * 2


def test_the_same_minutes_in_word_say_the_same(minutes: Minutes) -> None:
    made = docx.Document()
    made.add_paragraph("Meeting Date: Tuesday 7th March 2023")
    made.add_paragraph("Attendees")
    table = made.add_table(rows=0, cols=3)
    for told in (("Name", "Role", "Representing"), ("Dale Birch", "Independent Chair", "Adults board")):
        for cell, text in zip(table.add_row().cells, told, strict=True):
            cell.text = text
    item = made.add_table(rows=1, cols=3)
    for cell, text in zip(item.rows[0].cells, ("Agenda Item 1", "Budget", "Presenter: Chair"), strict=True):
        cell.text = text
    made.add_paragraph("It was agreed.")
    points = made.add_table(rows=0, cols=3)
    for told in (("Action Points", "Action Owner", "Deadline"), ("1. Write to the partners", "DB", "April 2023")):
        for cell, text in zip(points.add_row().cells, told, strict=True):
            cell.text = text
    file = io.BytesIO()
    made.save(file)
    found = read(file.getvalue(), "minutes.docx")
    assert (found.held_on, found.people[0].name, found.items[0].text) == ("2023-03-07", "Dale Birch", "It was agreed.")
    assert (found.actions[0].what, len(found.actions[0].questions)) == ("Write to the partners", 2)


@pytest.mark.django_db
def test_the_command_keeps_a_file_once_and_prints_no_name(
    cast: Cast, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def bring_in(file: Path, body: str = "teeswide-adults-board", *, check: bool = False) -> int:
        return import_minutes(argparse.Namespace(file=str(file), body=body, check=check))

    assert bring_in(FILE, "no-such-body") == 2
    letter = tmp_path / "letter.md"
    letter.write_text("Dear all.")
    assert bring_in(letter) == 1
    assert "No minutes were found" in capsys.readouterr().err
    assert bring_in(FILE, check=True) == 0
    assert bring_in(FILE) == bring_in(FILE) == 0
    told = capsys.readouterr().out
    assert "57 people, 9 agenda items and 15 action points were read; 15 of the action points are doubtful." in told
    assert "This very file is here already." in told
    assert not any(each.name in told for each in read(FILE.read_bytes(), FILE.name).people)
    with acting(cast.partnership_officer):
        assert MinutesFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"A letter about nothing.\n\nYours faithfully", "letter.md", "No minutes were found"),
        (b"", "empty.md", "No minutes were found"),
        (b"PK\x03\x04 not a real file", "minutes.docx", "no Word file that can be opened"),
        (b"\x00\x01\x02\x03", "minutes.md", "no text file"),
    ],
)
def test_a_file_that_is_no_minutes_gets_a_clear_message(content: bytes, name: str, told: str) -> None:
    with pytest.raises(NoMinutes, match=told):
        read(content, name)
