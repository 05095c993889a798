"""Files sent with an episode: stored by content hash outside the web root, known by what is in them, only ever served
as a download.
"""

from __future__ import annotations

import datetime as dt
import email.parser
import hashlib
import io
import os
import re
import unicodedata
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from lantern.spine.actors import Actor
from lantern.spine.models import Attachment, Episode

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""

_UNPACKED = 100 * 1024 * 1024
_PARTS = 5000


class FileRefused(ValueError):
    """This file is not taken. The text says why, and what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    ending: str
    content_type: str
    words: str


KINDS = {
    kind.ending: kind
    for kind in (
        Kind("pdf", "application/pdf", "PDF"),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"),
        Kind("png", "image/png", "picture (PNG)"),
        Kind("jpg", "image/jpeg", "picture (JPEG)"),
        Kind("txt", "text/plain", "plain text"),
        Kind("eml", "message/rfc822", "saved e-mail"),
    )
}
_SAME_ENDING = {"jpeg": "jpg", "text": "txt"}
TAKEN = "PDF, Word (.docx), Excel (.xlsx), pictures (.png, .jpg), plain text (.txt) and saved e-mails (.eml)"


def store(episode: Episode, *, name: str, content: IO[bytes], by: Actor, at: dt.datetime) -> Attachment:
    """Keep a file with an episode. Raises FileRefused with words for the person who sent it; nothing is kept then.

    The same content is stored once, however often and under whatever names it is sent.
    """
    raw = content.read(LARGEST + 1)
    kind = recognise(raw, name)
    digest = hashlib.sha256(raw).hexdigest()
    _write(digest, raw)
    attachment = Attachment(
        episode_id=episode.pk,
        authority_id=episode.authority_id,
        restricted=episode.restricted,
        sha256=digest,
        name=clean_name(name, kind),
        content_type=kind.content_type,
        size=len(raw),
        added_at=at,
        added_by_id=by.user_id,
    )
    attachment.save(force_insert=True)
    return attachment


def visible(pk: uuid.UUID) -> Attachment | None:
    """The attachment, if the reader may see the episode it hangs on."""
    return Attachment.objects.select_related("episode").filter(pk=pk).first()


def opened(attachment: Attachment) -> IO[bytes]:
    """The stored bytes. Raises FileNotFoundError when the store has lost them (a restored database without its
    files).
    """
    return _place(attachment.sha256).open("rb")


def recognise(raw: bytes, name: str) -> Kind:
    """What a file is, by its content; its name must agree. Raises FileRefused."""
    if not raw:
        raise FileRefused("The file is empty. Choose it again.")
    if len(raw) > LARGEST:
        raise FileRefused(f"The file is larger than {LARGEST // (1024 * 1024)} MB. Send a smaller one, or in parts.")
    found = _by_content(raw)
    ending = name.rpartition(".")[2].strip().lower()
    claimed = _SAME_ENDING.get(ending, ending)
    if found is None or claimed not in KINDS:
        raise FileRefused(f"This kind of file is not taken. Send one of these: {TAKEN}.")
    # Plain text and a saved e-mail look alike from outside: what is named .txt may hold the headers of an e-mail.
    if claimed != found and not (claimed == "txt" and found == "eml"):
        raise FileRefused(
            f"The name says {KINDS[claimed].words}, but the file is a {KINDS[found].words}. Save it again and choose "
            "that."
        )
    return KINDS[claimed]


def _by_content(raw: bytes) -> str | None:
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if raw.startswith(b"PK\x03\x04"):
        return _office(raw)
    if not _is_text(raw):
        return None
    return "eml" if _has_mail_headers(raw) else "txt"


def _office(raw: bytes) -> str | None:
    """Which office document a zip is. Macros are refused, and so is anything that unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise FileRefused(
                    "The file unpacks to far more than a document should. Save it again as PDF and send that."
                )
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused("The file holds macros. Save it without them and send that.")
            if "[Content_Types].xml" not in names:
                return None
            return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    except zipfile.BadZipFile:
        return None


def _is_text(raw: bytes) -> bool:
    if any(byte < 9 or 13 < byte < 32 and byte != 27 for byte in raw[:65536]):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _has_mail_headers(raw: bytes) -> bool:
    headers = email.parser.BytesHeaderParser().parsebytes(raw[:65536])
    return "from" in headers and any(name in headers for name in ("date", "received", "message-id"))


def clean_name(name: str, kind: Kind) -> str:
    """A file name that is safe to show and to save under: no path, no hidden or turning characters, one honest
    ending.
    """
    last = re.split(r"[\\/]", name)[-1]
    visible_only = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    stem = re.sub(r'[<>:"|?*;]+', "-", visible_only).rpartition(".")[0].strip(" .-")
    return f"{stem[:120] or 'file'}.{kind.ending}"


def _place(digest: str) -> Path:
    root: Any = settings.ATTACHMENTS
    return Path(root) / digest[:2] / digest[2:4] / digest


def _write(digest: str, raw: bytes) -> None:
    """Whole or not at all: written beside its place, forced to disk, then moved there."""
    place = _place(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f".{digest}.{uuid.uuid4().hex}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)


__all__ = ["KINDS", "LARGEST", "TAKEN", "FileRefused", "Kind", "clean_name", "opened", "recognise", "store", "visible"]
