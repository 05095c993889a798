"""Whatever an agency's system writes is read, or refused row by row in words that say what to put right."""

from __future__ import annotations

import datetime as dt

import pytest

from lantern.sources import mapping
from lantern.sources.mapping import ListRefused

TODAY = dt.date(2026, 11, 22)

POLICE = (
    "\ufeffNominal Ref,Forename(s),Surname,DOB,Sex,Address,Post Code,Warning marker\r\n"
    'N/100,Jayden,Thistlewood,04/05/2018,M,"14 Mill Lane, Stockton",ts201ab,\r\n'
    "\r\n"
    'N/101,Maisie,Quillfeather,12/11/2016,F,"3 Elm\r\nRow",TS18 2CD,Y\r\n'
    "N/103,,,01/02/2015,M,,,\r\n"
    "N/104,Wrong,Dateson,31/02/2015,M,,,\r\n"
    "N/100,Again,Thistlewood,04/05/2018,M,,,\r\n"
)


def read(text: str | bytes, **changes: str) -> tuple[dict[str, str], mapping.Reading]:
    table = mapping.read_table(text.encode() if isinstance(text, str) else text)
    made = mapping.changed_by(mapping.propose(table), changes)
    return made, mapping.read_rows(table, made, on=TODAY, source="police")


def test_headings_are_understood_and_what_is_not_about_who_it_is_is_left_out() -> None:
    made, _ = read(POLICE)
    assert made == {
        "nominal ref": "number", "forename s": "first_names", "surname": "last_name", "dob": "born", "sex": "sex",
        "address": "address", "post code": "postcode", "warning marker": "",
    }  # fmt: skip


def test_rows_are_read_and_wrong_ones_told_by_the_number_a_spreadsheet_shows() -> None:
    _, reading = read(POLICE)
    assert [(each.row_number, each.number, each.said["last_name"]) for each in reading.entries] == [
        (2, "N/100", "Thistlewood"),
        (4, "N/101", "Quillfeather"),
    ]
    assert reading.entries[0].said["postcode"] == "TS20 1AB"
    assert reading.entries[0].said["address"] == "14 Mill Lane"
    assert reading.entries[1].said["address"] == "3 Elm Row"
    told = dict(reading.refused)
    assert told[5] == "There is no name."
    assert told[6].startswith("Date of birth: There is no such day as 31/2/2015.")
    assert told[7] == "The same person stands in row 2 already."


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_and_separator_is_read(separator: str, encoding: str) -> None:
    rows = [["Pupil name", "Date of Birth", "UPN"], ["Zoë O'Neill", "2015-03-09", ""]]
    text = "\n".join(separator.join(row) for row in rows)
    made, reading = read(text.encode(encoding))
    assert made["pupil name"] == "full_name"
    assert reading.entries[0].said == {"first_names": "Zoë", "last_name": "O'Neill", "born": "9 March 2015"}


def test_columns_without_known_headings_are_told_by_what_they_hold() -> None:
    text = "col_a;col_b;col_c;col_d\n" + "\n".join(
        f"Child{number};Example;0{number}/05/2018;TS20 {number}AB" for number in range(1, 9)
    )
    made, _ = read(text)
    assert (made["col c"], made["col d"]) == ("born", "postcode")
    assert mapping.what_is_wrong(made) == (
        "No column says the name. Choose the column with the name, or those with first names and last name."
    )


def test_what_somebody_settled_is_proposed_next_time() -> None:
    table = mapping.read_table(b"Ref,Name,When\n1,Jane Doe,04/05/2018\n2,Joe Doe,05/05/2018\n")
    assert mapping.propose(table)["when"] == "born"
    assert mapping.propose(table, {"when": ""})["when"] == ""


def test_a_fact_is_taken_from_one_column_and_a_column_that_is_not_there_is_told() -> None:
    made, _ = read(POLICE, **{"Warning marker": "number"})
    assert (made["warning marker"], made["nominal ref"]) == ("number", "")
    with pytest.raises(ListRefused, match="no column “Colour”. It has: nominal ref"):
        read(POLICE, Colour="sex")
    with pytest.raises(ListRefused, match="No column can say “shoe”"):
        read(POLICE, Sex="shoe")


def test_the_hashes_tell_a_changed_row_and_nobody_s_name() -> None:
    _, reading = read(POLICE)
    _, again = read(POLICE.replace("14 Mill Lane", "15 Mill Lane"))
    assert reading.entries[0].who == again.entries[0].who
    assert reading.entries[0].says != again.entries[0].says
    assert reading.entries[1].says == again.entries[1].says


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04....", "This is an Excel workbook"),
        (b"just words", "No table was found"),
        (b"Name,DOB\n", "headings and no rows"),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(ListRefused, match=words):
        mapping.read_table(content)
