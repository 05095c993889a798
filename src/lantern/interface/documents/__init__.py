"""Documents that leave the house: one model, written as HTML, PDF, Word or (tables of figures) Excel."""

from lantern.interface.documents.excel import Column, Sheet, excel, neutralise
from lantern.interface.documents.model import (
    Block,
    Box,
    Bullets,
    Contents,
    Document,
    Entry,
    Figure,
    Heading,
    KeyFacts,
    Letter,
    Notice,
    PageBreak,
    Paragraph,
    Passage,
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
    "Box",
    "Bullets",
    "Column",
    "Contents",
    "Document",
    "Entry",
    "Figure",
    "Heading",
    "KeyFacts",
    "Letter",
    "Notice",
    "PageBreak",
    "Paragraph",
    "Passage",
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
