"""Documents are read back from the files that would be sent."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import openpyxl
import pikepdf
import pytest

from lantern.interface import charts
from lantern.interface.documents import (
    Bullets,
    Column,
    Document,
    Entry,
    Figure,
    Heading,
    KeyFacts,
    Notice,
    PageBreak,
    Paragraph,
    Quotation,
    Sheet,
    Signature,
    Table,
    Timeline,
    excel,
    html,
    neutralise,
    pdf,
    png,
    word,
)

NOW = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
DRAWING = charts.line_chart("Waits", "Fell from 9 to 4", ["Jan", "Feb"], [charts.Series("North", [9, 4])])
DOCUMENT = Document(
    "Chronology",
    "R-1024",
    "Noor Example",
    "Official sensitive",
    NOW,
    "Sam Example",
    "Example Partnership",
    [
        Heading("Summary"),
        Paragraph("Typed *stars*, #commands[] and $sums$ stay as typed.\nA second line\n\nA second paragraph"),
        Bullets(["one", "two"]),
        Bullets(["first"], ordered=True),
        KeyFacts([("Name", "Ava Sample")]),
        Table("Visits", ["When", "Number"], [["March", "2"]], numeric=[1]),
        Timeline([Entry(NOW, "A visit", "Sam Example", NOW, "All were in"), Entry(date(2026, 1, 2), "A letter")]),
        Quotation("I do not like it", "Ava"),
        Notice("Do not post"),
        Figure(DRAWING, "Waits fell from 9 to 4", "Waits"),
        Signature("Sam Example", "Team manager"),
        PageBreak(),
        Heading("More", 2),
    ],
)


@pytest.fixture(scope="module")
def file() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf(DOCUMENT)))


def test_a_pdf_is_tagged_titled_and_in_english(file: pikepdf.Pdf) -> None:
    """PDF/UA-1: a screen reader can read it. Only the owner is named in the metadata."""
    assert str(file.Root.Lang) == "en-GB"
    assert file.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in file.Root
    with file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Chronology"
        assert metadata["dc:creator"] == ["Example Partnership"]
    assert file.Root.ViewerPreferences.DisplayDocTitle


def test_a_pdf_has_an_outline_and_its_pages(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        assert [str(item.title) for item in outline.root][:1] == ["Summary"]
    assert len(file.pages) >= 2


def test_the_picture_of_a_pdf_carries_its_text(file: pikepdf.Pdf) -> None:
    alternatives = [str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert "Waits fell from 9 to 4" in alternatives


def test_a_figure_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="what it shows"):
        Figure(DRAWING, " ")


def test_a_table_with_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 of the table 'T' has 1 cells for 2 headings"):
        Table("T", ["A", "B"], [["x"]])


def test_the_same_document_on_a_page() -> None:
    page = html(DOCUMENT)
    for words in ("#commands[] and $sums$", "2 July 2026 at 12:30am", "recorded", "<svg", "I do not like it"):
        assert words in page
    assert page.count("<h1") == 1


def test_word_has_real_headings_repeated_table_heads_and_no_stray_author() -> None:
    made = docx.Document(io.BytesIO(word(DOCUMENT)))
    styles = [paragraph.style.name for paragraph in made.paragraphs if paragraph.style]
    assert styles[0] == "Title"
    assert {"Heading 1", "Heading 2", "List Bullet", "List Number", "Quote"} <= set(styles)
    assert "w:tblHeader" in made.tables[0]._tbl.xml
    assert (made.core_properties.author, made.core_properties.language) == ("Example Partnership", "en-GB")
    assert 'descr="Waits fell from 9 to 4"' in made.element.xml
    header = made.sections[0].header.paragraphs[0]
    assert "Noor Example" in header.text
    assert "R-1024" in header.text
    assert "NUMPAGES" in header._p.xml


def test_a_chart_becomes_a_picture() -> None:
    assert png(DRAWING, "Waits").startswith(b"\x89PNG")


def test_a_workbook_opens_on_its_headings_and_explains_its_columns() -> None:
    book = workbook([["North", 3, date(2026, 3, 1), NOW, None, True]])
    page = book["Figures"]
    assert [cell.value for cell in page[1]] == ["Area", "Count", "Day", "Moment", "Gap", "Whether"]
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[2]] == [
        "North",
        3,
        datetime(2026, 3, 1),
        datetime(2026, 7, 2, 0, 30),
        None,
        "Yes",
    ]
    about = [[cell.value for cell in row] for row in book["About these figures"].iter_rows()]
    assert ["Figures", "Count", "How many"] in about


@pytest.mark.parametrize("typed", ["=1+1", "+44 1632", "-x", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_a_cell_is_never_a_formula(typed: str) -> None:
    """Export cells starting with = + - @ tab or CR are neutralised (reliability.md 10.8)."""
    cell = workbook([[typed, 1, None, None, None, None]])["Figures"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert neutralise(typed) == "'" + typed


def test_a_workbook_hides_nothing() -> None:
    """Hidden worksheets and cached data have leaked whole databases; the file holds the named columns only."""
    raw = excel("T", [Sheet("S", [Column("A", "a")], [["x"]])], owner="Example Partnership", made_at=NOW)
    names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    assert not [name for name in names if "comment" in name or "pivot" in name or "external" in name]
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert all(page.sheet_state == "visible" for page in book)
    assert book.properties.creator == "Example Partnership"


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 2 of the sheet 'S' has 2 values for 1 columns"):
        excel("T", [Sheet("S", [Column("A", "a")], [["x"], ["x", "y"]])], owner="O", made_at=NOW)


def workbook(rows: list[list[object]]) -> openpyxl.Workbook:
    columns = [Column(name, f"Explains {name}") for name in ("Area", "Count", "Day", "Moment", "Gap", "Whether")]
    columns[1] = Column("Count", "How many")
    raw = excel(
        "Figures of the year",
        [Sheet("Figures", columns, rows)],
        owner="Example Partnership",
        notes=["A note"],
        made_at=NOW,
    )
    return openpyxl.load_workbook(io.BytesIO(raw))
