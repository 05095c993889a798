"""An export that anybody can read: one JSON Lines file for each table, a manifest of counts and hashes, and the files.

A directory stands under its name only when it is whole: it is written beside its place and moved there last.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "lantern-separation/1"
MANIFEST = "manifest.json"
RECEIPT = "receipt.json"

README = """This directory holds the records of {whom}, exported from a Lantern on {day}.

It is as confidential as the records themselves. Keep it on an encrypted disk and destroy it when it was received.

manifest.json        what is here: for each table the columns, the number of rows and the SHA-256 of its file
tables/*.jsonl       one line for each row, in JSON, in the order of its key; times are in UTC
directory/*.jsonl    agencies, teams, posts, threshold documents and the names of workers that rows refer to
joint.jsonl          records that both sides keep, with who leads
attachments/         files that were sent with a contact, each named by the SHA-256 of what is in it

References to people, contacts and events are their ids. References to teams, posts and agencies are their codes,
to workers their sign-in names. No passwords are here, and nobody can sign in with anything that is here.

To check it without Lantern: the SHA-256 of each file must be the one the manifest names (sha256sum does it).
To bring it into another Lantern: lantern separate receive DIRECTORY
"""


class ArchiveBroken(Exception):
    """An export is not whole, or not as it was written. The text says what is wrong with which file."""


@dataclass(frozen=True)
class Written:
    """One file: its rows and the SHA-256 of its bytes."""

    file: str
    rows: int
    sha256: str

    def plain(self) -> dict[str, Any]:
        return {"file": self.file, "rows": self.rows, "sha256": self.sha256}


class Writer:
    """Writes an export beside its place. Nothing stands under the final name until ``finish``."""

    def __init__(self, target: Path) -> None:
        if target.exists():
            raise ArchiveBroken(f"{target} exists already, and an export is never written over another.")
        self.target = target
        self.folder = target.with_name(f".{target.name}.unfinished")
        # Left over from one that was interrupted: it was never whole.
        shutil.rmtree(self.folder, ignore_errors=True)
        for inner in ("tables", "directory", "attachments"):
            (self.folder / inner).mkdir(mode=0o700, parents=True)
        self.folder.chmod(0o700)

    def lines(self, name: str, lines: Iterator[str]) -> Written:
        """Write one file of lines."""
        digest, rows = hashlib.sha256(), 0
        with self._open(name) as file:
            for line in lines:
                raw = line.encode() + b"\n"
                digest.update(raw)
                file.write(raw)
                rows += 1
            file.flush()
            os.fsync(file.fileno())
        return Written(name, rows, digest.hexdigest())

    def copy(self, source: Path, digest: str) -> None:
        """Put a stored file in, and see that it is what its name says."""
        try:
            raw = source.read_bytes()
        except FileNotFoundError:
            raise ArchiveBroken(
                f"The stored file {digest[:12]}… is missing. Restore the files from a backup first."
            ) from None
        if hashlib.sha256(raw).hexdigest() != digest:
            raise ArchiveBroken(
                f"The stored file {digest[:12]}… is not what was stored. Restore it from a backup first."
            )
        with self._open(f"attachments/{digest}") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())

    def text(self, name: str, text: str) -> str:
        """Write a file of text; its SHA-256."""
        with self._open(name) as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        return hashlib.sha256(text.encode()).hexdigest()

    def finish(self) -> None:
        """Move the whole into its place."""
        self.folder.rename(self.target)
        descriptor = os.open(self.target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def give_up(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _open(self, name: str) -> Any:
        return os.fdopen(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@dataclass(frozen=True)
class Archive:
    """An export that was read and agrees with its manifest."""

    folder: Path
    manifest: dict[str, Any]
    sha256: str

    def lines(self, file: str) -> Iterator[str]:
        with (self.folder / file).open(encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n")

    def records(self, file: str) -> Iterator[dict[str, Any]]:
        for line in self.lines(file):
            yield json.loads(line)


def opened(folder: Path) -> Archive:
    """Read an export and check every file against the manifest. Raises ArchiveBroken."""
    place = folder / MANIFEST
    if not place.is_file():
        raise ArchiveBroken(f"{folder} is no export: it has no {MANIFEST}. An interrupted export never gets one.")
    raw = place.read_bytes()
    try:
        manifest = json.loads(raw)
    except ValueError:
        raise ArchiveBroken(f"{place} can not be read as JSON.") from None
    if manifest.get("format") != FORMAT:
        raise ArchiveBroken(f"{place} is of the format {manifest.get('format')!r}; this Lantern reads {FORMAT!r}.")
    files = [*manifest["tables"].values(), *manifest["directory"].values(), manifest["joint"]]
    for each in files:
        _check(folder, each)
    for digest in manifest["attachments"]:
        file = folder / "attachments" / digest
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise ArchiveBroken(f"The file {digest[:12]}… is missing from the export, or was changed.")
    return Archive(folder, manifest, hashlib.sha256(raw).hexdigest())


def _check(folder: Path, described: dict[str, Any]) -> None:
    digest, rows = hashlib.sha256(), 0
    try:
        with (folder / described["file"]).open("rb") as file:
            for line in file:
                digest.update(line)
                rows += 1
    except FileNotFoundError:
        raise ArchiveBroken(f"{described['file']} is missing from the export.") from None
    if rows != described["rows"] or digest.hexdigest() != described["sha256"]:
        raise ArchiveBroken(
            f"{described['file']} is not as it was written: {rows:,} rows of {described['rows']:,}, or other words in"
            " them."
        )
