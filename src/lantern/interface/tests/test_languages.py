"""Catalogues of translations: read, compiled, complete (FD3, AO4)."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from django.conf import settings

from lantern.interface import languages
from lantern.interface.languages import CATALOGUES, CatalogueWrong, compile_all, compiled, read


def test_a_catalogue_is_compiled_as_gettext_reads_it() -> None:
    told = {"": "Content-Type: text/plain; charset=UTF-8\n", "Yes": "Tak", "A child": "Żółć “x”", "Left out": ""}
    found = gettext.GNUTranslations(io.BytesIO(compiled(told)))
    assert found.gettext("Yes") == "Tak"
    assert found.gettext("A child") == "Żółć “x”"
    assert found.gettext("Left out") == "Left out", "what is not translated stays as it is"


def test_long_messages_over_several_lines_and_signs_are_read(tmp_path: Path) -> None:
    file = tmp_path / "xx.po"
    file.write_text('# said\nmsgid ""\nmsgstr ""\n"X-Checked: yes\\n"\n\nmsgid "One "\n"two"\nmsgstr "A \\"b\\""\n')
    assert read(file) == {"": "X-Checked: yes\n", "One two": 'A "b"'}


def test_a_slip_of_the_pen_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "xx.po"
    file.write_text('msgid "One"\nmsgstr "Two\n')
    with pytest.raises(CatalogueWrong, match="xx.po, line 2: a quotation mark is missing"):
        read(file)


def test_it_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    source, into = tmp_path / "from", tmp_path / "into"
    source.mkdir()
    (source / "xx.po").write_text('msgid "Yes"\nmsgstr "A"\n')
    assert compile_all(into, catalogues=source) == ["xx"]
    made = into / "xx" / "LC_MESSAGES" / "django.mo"
    before = made.stat().st_mtime_ns
    compile_all(into, catalogues=source)
    assert made.stat().st_mtime_ns == before
    assert [each.name for each in made.parent.iterdir()] == ["django.mo"]


def test_every_language_offered_has_its_catalogue() -> None:
    offered = {code for code, _ in settings.LANGUAGES} - {"en-gb"}
    assert {file.stem for file in CATALOGUES.glob("*.po")} == offered


def test_a_language_that_nobody_has_checked_says_so() -> None:
    assert not languages.checked("pl")
    assert languages.checked("en-gb")
