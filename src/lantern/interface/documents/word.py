"""A document that people must edit, as Word: real heading styles, repeated table headings, language and title set."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any, cast

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from lantern.interface.documents import model
from lantern.interface.documents.pdf import entry_moment, entry_source, png

_BRAND = RGBColor(0x17, 0x3F, 0x5A)
_QUIET = RGBColor(0x48, 0x49, 0x49)


def word(document: model.Document) -> bytes:
    """The document as .docx. The file is built afresh: no comments, revisions or author other than the owner."""
    file = docx.Document()
    _styles(file, document.language, large=document.large)
    core = file.core_properties
    core.title, core.author, core.last_modified_by, core.comments = document.title, document.owner, document.owner, ""
    core.language = document.language
    core.created = core.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
    _header(file, document)
    file.add_paragraph(document.title, style="Title")
    if document.subtitle:
        file.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        _block(file, block)
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def _styles(file: WordDocument, language: str, *, large: bool) -> None:
    normal = cast(Any, file.styles["Normal"])
    normal.font.name, normal.font.size = "Arial", Pt(16 if large else 11)
    run = normal.element.get_or_add_rPr()
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    run.append(mark)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
        style = cast(Any, file.styles[name])
        style.font.name, style.font.color.rgb = "Arial", _BRAND
        fonts = style.element.rPr.rFonts
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)


def _header(file: WordDocument, document: model.Document) -> None:
    section = file.sections[0]
    first = section.header.paragraphs[0]
    first.paragraph_format.tab_stops.add_tab_stop(Cm(17), cast(Any, 2))
    first.add_run(document.marking).bold = True
    first.add_run(f"\t{document.reference}\nFor {document.recipient}\tPage ")
    _page_field(first, "PAGE")
    first.add_run(" of ")
    _page_field(first, "NUMPAGES")
    section.footer.paragraphs[0].add_run(document.owner).font.color.rgb = _QUIET


def _page_field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _block(file: WordDocument, block: model.Block) -> None:
    match block:
        case model.Heading(text, level):
            file.add_heading(text, level)
        case model.Paragraph(text, strong):
            for part in _parts(text):
                file.add_paragraph().add_run(part).bold = strong or None
        case model.Bullets(items, ordered):
            for item in items:
                file.add_paragraph(item, style="List Number" if ordered else "List Bullet")
        case model.Table():
            _table(file, block)
        case model.KeyFacts(facts):
            for name, value in facts:
                paragraph = file.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.add_run(f"{name}: ").bold = True
                paragraph.add_run(value)
        case model.Timeline(entries):
            for entry in entries:
                head = file.add_paragraph()
                head.paragraph_format.keep_with_next = True
                head.paragraph_format.space_after = Pt(0)
                head.add_run(f"{entry_moment(entry)}: ").font.color.rgb = _QUIET
                head.add_run(entry.title).bold = True
                if source := entry_source(entry):
                    head.add_run(f" ({source})").font.color.rgb = _QUIET
                for part in _parts(entry.text):
                    file.add_paragraph(part)
        case model.Quotation(text, by):
            file.add_paragraph(f"“{text}”{' — ' + by if by else ''}", style="Quote")
        case model.Notice(text):
            file.add_paragraph(text, style="Intense Quote")
        case model.Figure(svg, alt, caption):
            file.add_picture(io.BytesIO(png(svg, alt)), width=Cm(17))
            picture = cast(Any, file.inline_shapes[-1])._inline.docPr
            picture.set("descr", alt)
            if caption:
                file.add_paragraph(caption, style="Caption")
        case model.Signature(name, role):
            file.add_paragraph(f"\nSigned {'.' * 50}  Date {'.' * 25}\n{name}{', ' + role if role else ''}")
        case model.Passage(title, parts, note):
            file.add_paragraph().add_run(title).bold = True
            if note:
                file.add_paragraph().add_run(note).font.color.rgb = _QUIET
            paragraph = file.add_paragraph()
            for piece in parts:
                paragraph.add_run(f"[{piece.label}]" if isinstance(piece, model.Box) else piece)
        case model.Contents(title):
            file.add_heading(title, 1)
            _page_field(file.add_paragraph(), 'TOC \\o "1-1" \\h')
        case model.PageBreak():
            file.add_page_break()


def _table(file: WordDocument, block: model.Table) -> None:
    file.add_paragraph(block.caption, style="Caption")
    table = file.add_table(rows=1, cols=len(block.head), style="Table Grid")
    heading = cast(Any, table.rows[0])
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    heading._tr.get_or_add_trPr().append(repeat)
    for cell, text in zip(heading.cells, block.head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for values in block.rows:
        cells = table.add_row().cells
        for index, value in enumerate(values):
            cells[index].text = value
            if index in block.numeric:
                cells[index].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
