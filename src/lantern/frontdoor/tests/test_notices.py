"""Police notices are read as they come: good rows are kept, bad ones told, nothing is counted twice and nothing is
lost.
"""

import contextlib
import csv
import io
import time as clock
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lantern.frontdoor import notices
from lantern.frontdoor.notices import NoticeFileError, Severity, read_notices, write_refused
from lantern.people.matching import Birth

HERE = Path(__file__).resolve()
FILES = next(parent for parent in HERE.parents if (parent / "pyproject.toml").exists())
SAMPLE = FILES / "tests" / "files" / "police-notices.csv"
WITH_ERRORS = FILES / "tests" / "files" / "police-notices-with-errors.csv"
TODAY = date(2026, 11, 20)
HEADINGS = "Incident reference,Incident date,What happened,Child given names,Child surname,Child date of birth"
ROW = "R1,03/11/2026,Seen alone at night,Mia,Brown,05/07/2012"


def read(*lines: str, encoding: str = "utf-8", end: str = "\n"):
    return read_notices((end.join(lines) + end).encode(encoding), received_on=TODAY)


def only_child(*lines: str, **more):
    batch = read(*lines, **more)
    assert not batch.refused, batch.refused
    (notice,) = batch.notices
    (child,) = notice.children
    return child


def reasons(batch) -> list[str]:
    return [reason for row in batch.refused for reason in row.reasons]


# --- The sample -----------------------------------------------------------------------------------


def test_the_sample_file_reads_without_a_problem():
    batch = read_notices(SAMPLE, received_on=TODAY)
    assert batch.problems == ()
    assert batch.duplicates == ()
    assert [notice.reference for notice in batch.notices] == ["TEST-26-000101", "TEST-26-000117", "TEST-26-000121"]
    family, alone, unborn = batch.notices
    assert [child.given_names for child in family.children] == ["Jayden", "Mia"]
    assert family.row_numbers == (2, 3)
    assert family.occurred_on == date(2026, 11, 16)
    assert family.occurred_at == time(22, 15)
    assert family.summary.startswith(
        'Neighbours reported shouting at 22:10.\nMother had a cut lip and said he had "lost it"'
    )
    assert family.childs_words == "I put my pillow over my ears."
    assert [(adult.role, adult.surname) for adult in family.adults] == [("mother", "Thompson"), ("suspect", "Marsh")]
    assert alone.children[0].birth == Birth(date(2010, 11, 18), date(2013, 11, 17))
    assert unborn.children[0].unborn
    assert unborn.children[0].birth == Birth.expected_on(date(2027, 2, 10))


def test_every_column_of_the_sample_is_understood_and_documented():
    batch = read_notices(SAMPLE, received_on=TODAY)
    assert "" not in batch.columns.values()
    page = (FILES / "docs" / "import-contacts.md").read_text(encoding="utf-8")
    assert notices.columns_table() in page, "docs/import-contacts.md does not show the columns as they are now"


def test_bad_rows_are_told_with_the_row_a_spreadsheet_shows_and_good_rows_are_kept():
    batch = read_notices(WITH_ERRORS, received_on=TODAY)
    assert (batch.delimiter, batch.heading_row) == (";", 3)
    assert [(row.row_number, row.reasons) for row in batch.refused] == [
        (4, ("DOB: There is no such day as 31/2/2011. Write the day first, for example 09/03/2015.",)),
        (8, ("Forename: The cell holds a formula. Put in the value itself (in Excel: copy, then paste as values).",)),
        (9, ("Date of Incident: There is no month 13. Write the day first, for example 09/03/2015.",)),
        (
            11,
            (
                "The row has 8 cells but there are 7 headings. "
                "Perhaps a text with the separator in it is not in quotation marks.",
            ),
        ),
        (12, ("A quotation mark in this row is never closed, or a cell is longer than 50,000 characters.",)),
    ]
    assert [notice.reference for notice in batch.notices] == ["TEST-26-000202", "TEST-26-000205", "TEST-26-000208"]
    assert [(one.row_number, one.first_row_number) for one in batch.duplicates] == [(7, 5)]
    assert batch.notices[1].children[0].birth == Birth.in_year(2014)
    assert batch.notices[1].summary == 'Said "no" when asked to get in the car'


def test_line_numbers_are_those_of_a_text_editor_where_a_cell_has_several_lines():
    batch = read(
        HEADINGS, 'R1,03/11/2026,"one\ntwo\nthree",Mia,Brown,05/07/2012', "", "R2,03/11/2026,x,Zoe,Reed,31/02/2012"
    )
    (problem,) = batch.problems
    assert (problem.row_number, problem.line_number) == (4, 6)
    assert problem.raw == "31/02/2012"


# --- Encodings and separators ---------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends_are_found(encoding, separator, end):
    lines = [
        HEADINGS.replace(",", separator),
        ROW.replace("Mia", "Zoë").replace("Brown", "O’Brien").replace(",", separator),
    ]
    child = only_child(*lines, encoding=encoding, end=end)
    assert (child.given_names, child.surname) == ("Zoë", "O’Brien")


def test_a_utf_8_file_with_a_spoiled_letter_is_still_read_as_utf_8():
    content = (
        f"{HEADINGS}\n{ROW.replace('Mia', 'Zoë Renée Siân')}\n".encode()
        + b"R2,03/11/2026,caf\xe9,Mia,Reed,05/07/2012\n"
    )
    batch = read_notices(content, received_on=TODAY)
    assert batch.encoding == "utf-8"
    assert batch.notices[0].children[0].given_names == "Zoë Renée Siân"
    assert batch.problems[0].severity is Severity.NOTED


def test_empty_characters_and_characters_that_turn_the_text_round_are_left_out_and_said():
    batch = read(HEADINGS, ROW.replace("Mia", "M\x00i\u202ea"))
    assert batch.notices[0].children[0].given_names == "Mia"
    assert [problem.severity for problem in batch.problems] == [Severity.NOTED, Severity.NOTED]


# --- Headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading", ["DOB", "D.O.B.", "Date of Birth", "Child DOB", "child_dob", "ChildDOB", "dob of child", "Subject DOB"]
)
def test_a_date_of_birth_goes_by_many_headings(heading):
    assert only_child(f"Ref,Summary,Forename,{heading}", "1,Seen alone,Mia,05/07/2012").birth == Birth.on(
        date(2012, 7, 5)
    )


@pytest.mark.parametrize(
    "headings",
    [
        "Ref,Summary,Child 1 Forename,Child 1 Surname,Child 1 DOB,Child 2 Forename,Child 2 Surname,Child 2 DOB",
        "Ref,Summary,child1_forename,child1_surname,child1_dob,child2_forename,child2_surname,child2_dob",
        "Ref,Summary,Forename 1,Surname 1,DOB 1,Forename 2,Surname 2,DOB 2",
        "Ref,Summary,1st Child Forename,1st Child Surname,1st Child DOB,2nd Child Forename,"
        "2nd Child Surname,2nd Child DOB",
        "Ref,Summary,Forename,Surname,DOB,Forename,Surname,DOB",
        "Ref,Summary,C1 Forename,C1 Surname,C1 DOB,C2 Forename,C2 Surname,C2 DOB",
    ],
)
def test_several_children_may_stand_in_one_row(headings):
    batch = read(headings, "R1,Seen,Mia,Brown,05/07/2012,Zain,Brown,06/08/2014", "R2,Seen,Ola,Nowak,05/07/2012,,,")
    assert [[child.given_names for child in notice.children] for notice in batch.notices] == [["Mia", "Zain"], ["Ola"]]


def test_a_title_above_the_headings_and_headings_repeated_below_are_passed_over():
    batch = read("Weekly report,,,,,", "Produced 12/11/2026,,,,,", "", HEADINGS, ROW, HEADINGS, ROW.replace("R1", "R2"))
    assert len(batch.notices) == 2
    assert batch.refused == ()
    assert "repeated" in batch.problems[0].message


def test_columns_that_are_not_understood_are_kept():
    batch = read(f"{HEADINGS},Dog at address", f"{ROW},Yes and it bites")
    assert batch.notices[0].other == (("Dog at address", "Yes and it bites"),)
    assert batch.columns["Dog at address"] == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"PK\x03\x04rest of a workbook", "not_csv"),
        (b"%PDF-1.7", "not_csv"),
        (b"hello\nworld\n", "no_heading"),
        (b"R1,03/11/2026,Mia,Brown\n", "no_heading"),
        (b"Incident reference,Incident date,What happened\nR1,03/11/2026,x\n", "no_child_column"),
        (b"Forename,Surname,DOB\nMia,Brown,05/07/2012\n", "no_incident_column"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(content, code):
    with pytest.raises(NoticeFileError) as refusal:
        read_notices(content, received_on=TODAY)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_sizes_are_limited(tmp_path, monkeypatch):
    with pytest.raises(NoticeFileError, match="more than 20,000 rows"):
        read(HEADINGS, *(f"R{number},,x,Mia,Brown," for number in range(notices.MAX_ROWS + 1)))
    monkeypatch.setattr("lantern.frontdoor.notices.table.MAX_BYTES", 100)
    big = tmp_path / "big.csv"
    big.write_text(HEADINGS * 2)
    for source in (big, big.read_bytes()):
        with pytest.raises(NoticeFileError) as refusal:
            read_notices(source, received_on=TODAY)
        assert refusal.value.code == "too_big"


# --- Cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("05/07/2012", Birth.on(date(2012, 7, 5))),
        ("5.7.12", Birth.on(date(2012, 7, 5))),
        ("05-07-2012 00:00:00", Birth.on(date(2012, 7, 5))),
        ("2012-07-05", Birth.on(date(2012, 7, 5))),
        ("2012-07-05T00:00:00Z", Birth.on(date(2012, 7, 5))),
        ("5 July 2012", Birth.on(date(2012, 7, 5))),
        ("Thursday, 5th July 2012", Birth.on(date(2012, 7, 5))),
        ("05-Jul-12", Birth.on(date(2012, 7, 5))),
        ("20120705", Birth.on(date(2012, 7, 5))),
        ("05072012", Birth.on(date(2012, 7, 5))),
        ("41095", Birth.on(date(2012, 7, 5))),
        ("41095.0", Birth.on(date(2012, 7, 5))),
        ('="05/07/2012"', Birth.on(date(2012, 7, 5))),
        ("07/2012", Birth.in_month(2012, 7)),
        ("July 2012", Birth.in_month(2012, 7)),
        ("2012", Birth.in_year(2012)),
        ("circa 2012", Birth(date(2011, 1, 1), date(2013, 12, 31))),
        ("29/02/2012", Birth.on(date(2012, 2, 29))),
        ("01/01/99", Birth.on(date(1999, 1, 1))),
        ("7 years", Birth.aged(7, TODAY)),
        ("N/K", None),
        ("Not known", None),
        ("-", None),
        ("", None),
    ],
)
def test_a_date_of_birth_is_read_as_people_write_it(written, birth):
    quoted = '"' + written.replace('"', '""') + '"'
    assert only_child("Ref,Summary,Forename,DOB", f"1,Seen alone,Mia,{quoted}").birth == birth


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("31/02/2012", "no such day"),
        ("29/02/2011", "no such day"),
        ("07/25/2012", "no month 25"),
        ("00/00/0000", "no such day"),
        ("05/07/1812", "cannot be right"),
        ("05/07/2027", "in the future"),
        ("05/07/2712", "cannot be right"),
        ("sometime", "could not be read as a date"),
        ("13/2012", "could not be read as a date"),
        ("99999", "cannot be right"),
    ],
)
def test_a_date_that_cannot_be_refuses_its_row(written, said):
    batch = read("Ref,Summary,Forename,DOB", f"1,Seen alone,Mia,{written}", "2,Seen alone,Zoe,05/07/2012")
    (refused,) = batch.refused
    assert refused.row_number == 2
    assert said in refused.reasons[0]
    assert len(batch.notices) == 1


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("03/11/2026 22:15", date(2026, 11, 3), time(22, 15)),
        ("03/11/2026 22:15:59", date(2026, 11, 3), time(22, 15)),
        ("03/11/26 at 10.15pm", date(2026, 11, 3), time(22, 15)),
        ("2026-11-03T22:15:00", date(2026, 11, 3), time(22, 15)),
        ("2026-11-03T22:15:00+00:00", date(2026, 11, 3), time(22, 15)),
        ("46329.927083", date(2026, 11, 3), time(22, 15)),
        ("03/11/2026 2215hrs", date(2026, 11, 3), time(22, 15)),
        ("03/11/2026", date(2026, 11, 3), None),
    ],
)
def test_the_day_and_time_of_an_incident_are_read_together(written, on, at):
    batch = read("Ref,Occurred,Forename", f"1,{written},Mia")
    assert (batch.notices[0].occurred_on, batch.notices[0].occurred_at) == (on, at)


@pytest.mark.parametrize(
    ("age", "earliest", "latest"),
    [
        ("7", date(2018, 11, 4), date(2019, 11, 3)),
        ("7-8", date(2017, 11, 4), date(2019, 11, 3)),
        ("about 7", date(2017, 11, 4), date(2020, 11, 3)),
        ("7 yrs", date(2018, 11, 4), date(2019, 11, 3)),
    ],
)
def test_an_age_is_counted_from_the_day_of_the_incident(age, earliest, latest):
    assert only_child("Ref,Occurred,Forename,Age", f"1,03/11/2026,Mia,{age}").birth == Birth(earliest, latest)


@pytest.mark.parametrize("age", ["8 months", "6 weeks", "3 days"])
def test_a_baby_may_have_an_age_in_months_weeks_or_days(age):
    birth = only_child("Ref,Occurred,Forename,Age", f"1,03/11/2026,Mia,{age}").birth
    assert birth.earliest < birth.latest <= date(2026, 11, 3)
    assert birth.latest - birth.earliest < timedelta(days=40)


@pytest.mark.parametrize(
    "row",
    [
        "1,x,Unborn,Farah,,,10/02/2027",
        "1,x,unborn baby,Farah,,,10.02.27",
        "1,x,,Farah,10/02/2027,Y,",
        "1,x,,Farah,EDD 10/02/2027,,",
        "1,x,,Farah,Unborn (10/02/2027),,",
        "1,x,Unborn,Farah,10/02/2027,,",
    ],
)
def test_a_child_not_yet_born_is_read_with_the_day_it_is_expected(row):
    child = only_child("Ref,Summary,Forename,Surname,DOB,Unborn,EDD", row)
    assert child.unborn
    assert child.birth == Birth.expected_on(date(2027, 2, 10))


def test_an_unborn_child_without_a_date_is_kept():
    child = only_child("Ref,Summary,Forename,Surname,DOB", "1,x,Unborn,Farah,unborn")
    assert child.unborn
    assert child.birth is None


@pytest.mark.parametrize(
    ("whole", "given_names", "surname"),
    [
        ("BROWN, Mia Rose", "Mia Rose", "BROWN"),
        ("Mia Rose Brown", "Mia Rose", "Brown"),
        ("Mia BROWN", "Mia", "BROWN"),
        ("Anna van der Berg", "Anna", "van der Berg"),
        ("Mia", "Mia", ""),
    ],
)
def test_a_whole_name_is_taken_apart(whole, given_names, surname):
    child = only_child("Ref,Summary,Child name,DOB", f'1,x,"{whole}",05/07/2012')
    assert (child.given_names, child.surname) == (given_names, surname)


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd(1)"])
def test_a_formula_is_not_taken_for_a_name(cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    batch = read("Ref,Summary,Forename,Surname", f"1,x,{quoted},Brown")
    assert batch.notices == ()
    assert "holds a formula" in reasons(batch)[0]


def test_running_text_may_begin_like_a_formula_and_is_kept():
    batch = read("Ref,Summary,Forename", '1,"- told mother\n- told school",Mia')
    assert batch.notices[0].summary == "- told mother\n- told school"


def test_a_cell_that_is_too_long_refuses_its_row():
    batch = read(HEADINGS, ROW.replace("Mia", "M" * 501), ROW.replace("Seen", "S" * 50_001), ROW.replace("R1", "R3"))
    assert [row.row_number for row in batch.refused] == [2, 3]
    assert "more than 500 characters" in reasons(batch)[0]
    assert len(batch.problems[0].raw) == 200


def test_a_quotation_mark_never_closed_spoils_one_row_only():
    batch = read(
        HEADINGS,
        ROW.replace("Seen", '"Seen'),
        'R2,03/11/2026,"x",Zoe,Reed,05/07/2012',
        "R3,03/11/2026,x,Ola,Reed,05/07/2012",
    )
    assert [row.row_number for row in batch.refused] == [2]
    assert [notice.reference for notice in batch.notices] == ["R2", "R3"]


def test_a_short_row_reads_as_if_the_rest_were_blank():
    assert only_child(HEADINGS, "R1,03/11/2026,x,Mia").surname == ""


def test_a_worry_without_a_named_child_is_kept_and_said():
    batch = read(HEADINGS, "R1,03/11/2026,Children heard crying at number 12,,,")
    assert batch.notices[0].children == ()
    assert batch.problems[0].severity is Severity.NOTED


def test_a_row_that_says_nothing_of_a_child_or_an_event_is_refused():
    batch = read(HEADINGS, "R1,03/11/2026,,,,")
    assert "neither who the child is nor what happened" in reasons(batch)[0]


# --- Once and only once ---------------------------------------------------------------------------


def test_rows_of_one_incident_are_one_notice_with_all_its_children():
    batch = read(
        HEADINGS,
        ROW,
        ROW.replace("Mia", "Zain").replace("2012", "2014"),
        ROW.replace("R1", "r1 ").replace("Mia", "Ola"),
    )
    (notice,) = batch.notices
    assert [child.given_names for child in notice.children] == ["Mia", "Zain", "Ola"]
    assert notice.row_numbers == (2, 3, 4)
    assert batch.duplicates == ()


def test_a_repeated_row_is_counted_once_and_said():
    batch = read(HEADINGS, ROW, ROW, ROW.replace("Seen", "SEEN "), ROW.replace("R1,", ","), ROW.replace("R1,", ","))
    assert len(batch.notices) == 2
    assert [(one.row_number, one.first_row_number) for one in batch.duplicates] == [(3, 2), (4, 2), (6, 5)]


def test_contradictions_within_one_incident_are_kept_and_said():
    batch = read(f"{HEADINGS},Risk", f"{ROW},High", f"{ROW.replace('Mia', 'Zoe').replace('03/11', '04/11')},Medium")
    (notice,) = batch.notices
    assert notice.risk == "High"
    assert notice.occurred_on == date(2026, 11, 3)
    assert ("Risk (row 3)", "Medium") in notice.other
    assert ("Incident date (row 3)", "04/11/2026") in notice.other
    assert {problem.severity for problem in batch.problems} == {Severity.NOTED}


def test_two_accounts_of_one_incident_are_both_kept():
    batch = read(HEADINGS, ROW, ROW.replace("Seen alone", "Later found").replace("Mia", "Zoe"))
    assert batch.notices[0].summary == "Seen alone at night\n\nLater found at night"


def test_a_refused_row_is_named_on_the_notice_of_its_incident():
    batch = read(HEADINGS, ROW, ROW.replace("Mia", "Zain").replace("05/07", "35/07"))
    assert batch.notices[0].refused_rows == (3,)


def test_a_notice_keeps_its_identity_in_any_file():
    one = read(HEADINGS, ROW).notices[0]
    other = read(
        "Child date of birth;Surname;Forename;Narrative;Date of incident;PPN Ref",
        "2012-07-05;BROWN;mia;seen  alone at night;2026-11-03;r1",
        encoding="utf-16",
    ).notices[0]
    changed = read(HEADINGS, ROW.replace("alone", "alone and cold")).notices[0]
    assert one.identity == other.identity == changed.identity
    assert one.fingerprint == other.fingerprint != changed.fingerprint
    assert one.children[0].fingerprint == other.children[0].fingerprint


def test_rows_without_a_reference_are_known_by_what_they_say():
    bare = ROW.replace("R1,", ",")
    one, other = read(HEADINGS, bare).notices[0], read(HEADINGS, bare.replace("Mia", "Zoe")).notices[0]
    assert one.identity == read(HEADINGS, "", bare).notices[0].identity
    assert one.identity != other.identity


# --- Sending back ---------------------------------------------------------------------------------


def test_refused_rows_go_back_with_their_reasons_and_can_be_mended_and_sent_again():
    batch = read(f"{HEADINGS},=danger", ROW.replace("05/07", "35/07") + ",+x", "R2,03/11/2026,=1+1,=1+1,Brown,,@y")
    back = write_refused(batch)
    rows = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))
    assert rows[0][:3] == ["What is wrong", "Row in the file", "Incident reference"]
    assert rows[1][1] == "2"
    assert "no such day as 35/7/2012" in rows[1][0]
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    mended = read_notices(back.replace(b"35/07", b"05/07"), received_on=TODAY)
    assert [notice.reference for notice in mended.notices] == ["R1"]
    assert "What is wrong" not in mended.columns
    assert mended.notices[0].other == (("'=danger", "+x"),)


# --- Rough handling -------------------------------------------------------------------------------

SEEDS = [
    SAMPLE.read_bytes(),
    WITH_ERRORS.read_bytes(),
    f"{HEADINGS}\n{ROW}\n".encode("utf-16"),
    f"{HEADINGS}\r{ROW}".encode("cp1252"),
]
CHUNKS = st.sampled_from(
    [
        *(
            b'" "" , ; \t \n \r\n \x00 \xff \xfe\xff =1 @x( 31/02/2015 99999 0000 \xc2 DOB unborn EDD 7-3yrs'.split(
                b" "
            )
        ),
        *(b"'= 2026-11-03T \xe2\x80\xae 0/0/00 1e9".split(b" ")),
        b"9" * 400,
    ]
)


@st.composite
def spoiled_files(draw):
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(content)))
        match draw(st.integers(0, 3)):
            case 0:
                content[place:place] = draw(CHUNKS)
            case 1:
                del content[place : place + draw(st.integers(1, 60))]
            case 2:
                content[place : place + 1] = bytes([draw(st.integers(0, 255))])
            case _:
                content[place:place] = content[place : place + draw(st.integers(1, 300))]
    return bytes(content)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(spoiled_files())
@example(b"sep=")
@example(b"sep=,\n")
@example(b'"')
def test_no_spoiled_file_ends_in_anything_but_a_batch_or_a_plain_refusal(content):
    """A partial import must be impossible: every row read is in a notice, among the repeats or among the refused."""
    try:
        batch = read_notices(content, received_on=TODAY)
    except NoticeFileError:
        return
    placed = {number for notice in batch.notices for number in notice.row_numbers}
    placed |= {duplicate.row_number for duplicate in batch.duplicates} | {row.row_number for row in batch.refused}
    assert len(placed) == batch.rows_read
    write_refused(batch)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_cell_ends_in_anything_but_a_value_or_a_plain_refusal(cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    batch = read(f"{HEADINGS},Age,Sex,Child name,EDD,Incident time", ",".join([quoted] * 11), "R1,,x,Mia,,,,,,,")
    assert batch.rows_read in (1, 2), "a row of blank cells is no row"


@pytest.mark.parametrize(
    "content",
    [
        HEADINGS.encode() + b"\n" + b"x" * 12_000_000,
        HEADINGS.encode() + b"\n" + b"," * 12_000_000,
        HEADINGS.encode() + b"\n" + b",,,,,\n" * 1_000_000 + ROW.encode(),
        HEADINGS.encode() + b"\n" + b'"' * 3_000_000,
        HEADINGS.encode() + b"\n" + b'","\n' * 300_000,
        HEADINGS.encode() + b"\n" + b'"x""\n' * 300_000,
        b"\n" * 20_000_000,
        HEADINGS.encode() + b"\n" + "\n".join(ROW.replace("R1", f"R{n}") for n in range(19_000)).encode(),
    ],
    ids=[
        "one long line",
        "all separators",
        "a million blank rows",
        "all quotes",
        "split quotes",
        "open quotes",
        "newlines",
        "full",
    ],
)
def test_a_hostile_file_is_dealt_with_in_five_seconds(content):
    began = clock.process_time()
    with contextlib.suppress(NoticeFileError):
        read_notices(content, received_on=TODAY)
    assert clock.process_time() - began < 5
