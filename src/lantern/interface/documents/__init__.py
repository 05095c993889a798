"""Documents that leave the house: one model, written as HTML, PDF, Word or (tables of figures) Excel."""

from lantern.interface.documents.excel import Column, Sheet, excel, neutralise
from lantern.interface.documents.model import (
    Block,
    Bullets,
    Document,
    Entry,
    Figure,
    Heading,
    KeyFacts,
    Notice,
    PageBreak,
    Paragraph,
    Quotation,
    Signature,
    Table,
    Timeline,
)
from lantern.interface.documents.pdf import pdf, png
from lantern.interface.documents.web import html
from lantern.interface.documents.word import word

__all__ = [
    "Block",
    "Bullets",
    "Column",
    "Document",
    "Entry",
    "Figure",
    "Heading",
    "KeyFacts",
    "Notice",
    "PageBreak",
    "Paragraph",
    "Quotation",
    "Sheet",
    "Signature",
    "Table",
    "Timeline",
    "excel",
    "html",
    "neutralise",
    "pdf",
    "png",
    "word",
]
