"""Languages of the pages for everybody: catalogues of translations, compiled when the product is set up.

``languages/<code>.po`` beside this file holds one language. Adding one is adding a file and its name to
``settings.LANGUAGES``. A catalogue says in its header whether a translator has checked it (``X-Checked: yes``); until
then its pages say so.
"""

from __future__ import annotations

import ast
import os
import re
import struct
import tempfile
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).with_name("languages")
_HEADER = ""


class CatalogueWrong(ValueError):
    """A catalogue can not be read. Says where."""


def read(catalogue: Path) -> dict[str, str]:
    """Message -> translation, as a catalogue says; its header under the empty message. Raises CatalogueWrong."""
    found: dict[str, str] = {}
    message, said, into = "", "", ""
    for number, line in enumerate([*catalogue.read_text(encoding="utf-8").splitlines(), ""], 1):
        text = line.strip()
        if text.startswith("#"):
            continue
        keyword, _, rest = text.partition(" ")
        if keyword in ("msgid", "msgstr"):
            into, text = keyword, rest
            if keyword == "msgid":
                message, said = "", ""
        if text.startswith('"'):
            try:
                part = str(ast.literal_eval(text))
            except (SyntaxError, ValueError):
                raise CatalogueWrong(f"{catalogue.name}, line {number}: a quotation mark is missing.") from None
            message, said = (message + part, said) if into == "msgid" else (message, said + part)
        elif text:
            raise CatalogueWrong(f"{catalogue.name}, line {number}: this is no msgid and no msgstr.")
        if into == "msgstr":
            found[message] = said
    return found


def compiled(messages: dict[str, str]) -> bytes:
    """The catalogue as ``gettext`` reads it (GNU .mo): tables of lengths and places, then the texts."""
    pairs = sorted((message.encode(), said.encode()) for message, said in messages.items() if said)
    texts, places = b"", []
    for message, said in pairs:
        places.append((len(message), len(texts), len(said), len(texts) + len(message) + 1))
        texts += message + b"\0" + said + b"\0"
    start, count = 28, len(pairs)
    first = start + 16 * count
    table = [each for size, at, _, _ in places for each in (size, first + at)]
    table += [each for _, _, size, at in places for each in (size, first + at)]
    return struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, 0) + struct.pack(
        f"<{4 * count}I", *table
    ) + texts  # fmt: skip


def compile_all(into: Path, *, catalogues: Path = CATALOGUES) -> list[str]:
    """Compile what is newer than what was compiled; the codes of the languages that are ready then."""
    ready = []
    for source in sorted(catalogues.glob("*.po")):
        target = into / source.stem / "LC_MESSAGES" / "django.mo"
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
                file.write(compiled(read(source)))
            os.chmod(file.name, 0o644)
            os.replace(file.name, target)  # whole or not at all: other processes may be starting too
        ready.append(source.stem)
    return ready


@cache
def checked(code: str) -> bool:
    """Whether a translator has checked this language. English needs none."""
    catalogue = CATALOGUES / f"{code}.po"
    return not catalogue.exists() or bool(re.search(r"^X-Checked: yes", read(catalogue)[_HEADER], re.MULTILINE))
