"""PDF by Typst, tagged to PDF/UA-1 so that a screen reader can read it. Text arrives as data, never as Typst source."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from lantern.interface import display
from lantern.interface.charts import standalone
from lantern.interface.documents import model

_TEMPLATE = Path(__file__).with_name("document.typ")
_FONTS = str(Path(font_source_sans_pro.__file__).parent / "files")
_compile: Any = typst.compile  # its own types ask the source and the font folders to be of one type


def pdf(document: model.Document) -> bytes:
    """The document as PDF/UA-1. Typst refuses what could not be read aloud; that error is left to surface."""
    return _compiled(json.dumps(_facts(document)), document.made_at.timestamp())


def png(svg: str, alt: str, *, dots_per_inch: int = 192) -> bytes:
    """A drawing as a picture, for Word."""
    source = (
        b"#set page(width: auto, height: auto, margin: 0pt)\n"
        b'#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)'
    )
    picture = _compile(
        source,
        format="png",
        ppi=dots_per_inch,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"svg": standalone(svg), "alt": alt},
    )
    return picture if isinstance(picture, bytes) else picture[0]


def _compiled(facts: str, timestamp: float) -> bytes:
    made = _compile(
        _source(),
        format="pdf",
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"document": facts},
        timestamp=int(timestamp),
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave pages instead of one file.")
    return made


@cache
def _source() -> bytes:
    return _TEMPLATE.read_bytes()


def _facts(document: model.Document) -> dict[str, Any]:
    made = display.london(document.made_at)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "reference": document.reference,
        "recipient": document.recipient,
        "marking": document.marking,
        "owner": document.owner,
        "made": f"{display.date_and_time(document.made_at)} by {document.made_by}",
        "date": [made.year, made.month, made.day],
        "language": document.language.split("-", 1)[0],
        "region": (document.language.split("-", 1) + ["GB"])[1],
        "watermark": document.watermark,
        "large": document.large,
        "letter": {"head": list(document.letter.head), "to": list(document.letter.to), "day": display.full_date(made)}
        if document.letter
        else None,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: model.Block) -> dict[str, Any]:
    match block:
        case model.Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case model.Paragraph(text, strong):
            return {"kind": "paragraph", "text": text, "strong": strong}
        case model.Bullets(items, ordered):
            return {"kind": "bullets", "items": list(items), "ordered": ordered}
        case model.Table(caption, head, rows, numeric):
            return {
                "kind": "table",
                "caption": caption,
                "head": list(head),
                "rows": [list(row) for row in rows],
                "numeric": list(numeric),
            }
        case model.KeyFacts(facts):
            return {"kind": "facts", "facts": [list(fact) for fact in facts]}
        case model.Timeline(entries):
            return {"kind": "timeline", "entries": [_entry(entry) for entry in entries]}
        case model.Quotation(text, by):
            return {"kind": "quotation", "text": text, "by": by}
        case model.Notice(text):
            return {"kind": "notice", "text": text}
        case model.Figure(svg, alt, caption):
            return {"kind": "figure", "svg": standalone(svg), "alt": alt, "caption": caption}
        case model.Signature(name, role):
            return {"kind": "signature", "name": name, "role": role}
        case model.Passage(title, parts, note):
            return {"kind": "passage", "title": title, "note": note, "parts": [_part(part) for part in parts]}
        case model.Contents(title):
            return {"kind": "contents", "title": title}
        case model.PageBreak():
            return {"kind": "page-break"}


def _part(part: str | model.Box) -> dict[str, str]:
    return {"box": part.label} if isinstance(part, model.Box) else {"text": part}


def _entry(entry: model.Entry) -> dict[str, str]:
    return {"at": entry_moment(entry), "title": entry.title, "by": entry_source(entry), "text": entry.text}


def entry_moment(entry: model.Entry) -> str:
    """When it happened, in words: with the time of day when that is known."""
    return display.date_and_time(entry.at) if isinstance(entry.at, datetime) else display.full_date(entry.at)


def entry_source(entry: model.Entry) -> str:
    """Who wrote it down, and when."""
    parts = [entry.by] if entry.by else []
    if entry.recorded_at is not None:
        parts.append(f"recorded {display.date_and_time(entry.recorded_at)}")
    return ", ".join(parts)
