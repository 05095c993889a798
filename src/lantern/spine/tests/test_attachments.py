"""Files are known by what is in them, stored once, and only ever served as a download (reliability suite 10.8)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from tests.cast import TUESDAY_NOON, Cast, a_contact

from lantern.access.context import acting
from lantern.spine import attachments
from lantern.spine.attachments import KINDS, FileRefused, clean_name, recognise

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
MAIL = b"From: head@school.example\r\nDate: Tue, 17 Nov 2026 12:00:00 +0000\r\nSubject: Worry\r\n\r\nHello\r\n"


def office(main: str, *more: str, size: int = 10) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", main, *more):
            archive.writestr(name, b"x" * size)
    return packed.getvalue()


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with override_settings(ATTACHMENTS=tmp_path / "kept"):
        yield tmp_path / "kept"


@pytest.mark.parametrize(
    ("raw", "name", "ending"),
    [
        (PDF, "report.pdf", "pdf"),
        (PNG, "Photo.PNG", "png"),
        (JPG, "photo.jpeg", "jpg"),
        (office("word/document.xml"), "letter.docx", "docx"),
        (office("xl/workbook.xml"), "list.xlsx", "xlsx"),
        (b"plain words, caf\xe9", "note.txt", "txt"),
        ("plain words, café".encode(), "note.txt", "txt"),
        (MAIL, "saved.eml", "eml"),
        (MAIL, "saved.txt", "txt"),
    ],
)
def test_what_is_taken(raw: bytes, name: str, ending: str) -> None:
    assert recognise(raw, name) == KINDS[ending]


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (b"", "a.pdf", "empty"),
        (PDF + b"\x00" * attachments.LARGEST, "a.pdf", "larger than 10 MB"),
        (b"MZ\x90\x00\x03", "a.pdf", "not taken"),
        (b"MZ\x90\x00\x03", "setup.exe", "not taken"),
        (PNG, "a.pdf", "The name says PDF"),
        (PDF, "a.html", "not taken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg", "not taken"),
        (b"<svg onload=alert(1)>", "a.png", "The name says picture"),
        (office("word/document.xml", "word/vbaProject.bin"), "a.docx", "macros"),
        (office("xl/workbook.xml", size=attachments._UNPACKED), "a.xlsx", "unpacks to far more"),
        (office("META-INF/MANIFEST.MF"), "a.docx", "not taken"),
        (b"PK\x03\x04 broken", "a.docx", "not taken"),
        (office("word/document.xml"), "a.xlsx", "The name says Excel"),
    ],
)
def test_what_is_refused_and_why(raw: bytes, name: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        recognise(raw, name)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Letter.pdf", "Letter.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie- x.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("\x00\x07.pdf", "file.pdf"),
        ("..pdf", "file.pdf"),
        ('"; rm -rf *.pdf', "rm -rf.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("Zoë’s letter.pdf", "Zoë’s letter.pdf"),
    ],
)
def test_names_are_made_safe(sent: str, kept: str) -> None:
    assert clean_name(sent, KINDS["pdf"]) == kept


@pytest.mark.django_db
def test_the_same_content_is_stored_once_and_only_for_its_owner(cast: Cast, store: Path) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        one = attachments.store(contact, name="one.pdf", content=io.BytesIO(PDF), by=cast.officer, at=TUESDAY_NOON)
        two = attachments.store(contact, name="two.pdf", content=io.BytesIO(PDF), by=cast.officer, at=TUESDAY_NOON)
        assert one.sha256 == two.sha256
        assert attachments.opened(one).read() == PDF
    files = [path for path in store.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert "pdf" not in files[0].name


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing(cast: Cast, store: Path) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        with pytest.raises(FileRefused):
            attachments.store(
                contact, name="a.pdf", content=io.BytesIO(b"MZ\x90\x00"), by=cast.officer, at=TUESDAY_NOON
            )
        assert not contact.attachments.exists()
    assert not store.exists()


@pytest.mark.django_db
def test_a_file_is_served_as_a_download_in_a_sandbox(cast: Cast, as_person: Any) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        kept = attachments.store(
            contact, name="Zoë.txt", content=io.BytesIO(b"<script>alert(1)</script>"), by=cast.officer, at=TUESDAY_NOON
        )
    answer = as_person(cast.officer).get(f"/attachments/{kept.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert as_person(cast.elsewhere).get(f"/attachments/{kept.pk}/").status_code == 404
    Path(settings.ATTACHMENTS, kept.sha256[:2], kept.sha256[2:4], kept.sha256).unlink()
    assert as_person(cast.officer).get(f"/attachments/{kept.pk}/").status_code == 404
