"""The elements of a census file, child by child, out of a file that may come from anywhere.

No document type, entity or outside reference is accepted, sizes and depths are limited, and no more than a piece of the
file is in memory.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from lantern.project.imports.cin_census.children import CinFileError
from lantern.project.imports.cin_census.elements import MAX_TEXT, Element, id_of
from lantern.project.imports.cin_census.problems import CinProblems

MAX_BYTES = 200 * 1024 * 1024
"""The sizes are limits of the machine, many times over what a council sends."""

MAX_DEPTH = 16
MAX_ATTRIBUTES = 20
MAX_TOKEN = 1024 * 1024
"""Bytes of one tag or comment."""

MAX_ELEMENTS = 5_000
"""Elements of one child."""

_CHUNK = 64 * 1024


class CensusStream(Iterator[Element]):
    """The Child elements of a file. `header_read` is called once, with the Header element or None, before the first.

    Raises CinFileError when the file can not be read, or no further.
    """

    def __init__(self, path: Path, problems: CinProblems, header_read: Callable[[Element | None], None]) -> None:
        self._problems = problems
        self._header_read = header_read
        self._bytes_read = 0
        if path.stat().st_size > MAX_BYTES:
            raise CinFileError("too_big", f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        self._ready: deque[Element] = deque()
        self._stack: list[Element] = []
        self._depth = 0
        self._elements = 0
        self._overfull = False
        self._header: Element | None = None
        self._in_children = False
        self._saw_child = False
        self._file = path.open("rb")
        self._finished = False

    @property
    def line(self) -> int:
        """The line of the file that is being read."""
        return self._parser.CurrentLineNumber

    def close(self) -> None:
        """Close the file; there are no more elements after that."""
        self._finished = True
        self._ready.clear()
        self._file.close()

    def __next__(self) -> Element:
        while not self._ready:
            if self._finished:
                raise StopIteration
            self._feed()
        return self._ready.popleft()

    def begin(self) -> None:
        """Read up to the first child. Raises CinFileError when this is no census."""
        opening = self._file.read(8)
        self._file.seek(0)
        for mark, kind in ((b"PK\x03\x04", "a zip archive or an Excel workbook"), (b"%PDF", "a PDF document")):
            if opening.startswith(mark):
                message = f"This is {kind}, not a census file. Unpack or export the XML and choose that."
                raise CinFileError("not_xml", message)
        if not opening.strip():
            raise CinFileError("not_xml", "The file is empty.")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # Everything that could read another file, ask a network or grow in memory begins with one of these.
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.UnparsedEntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse_outside
        parser.SkippedEntityHandler = self._refuse
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser = parser
        while not self._in_children and not self._finished:
            self._feed()
        if not self._in_children:
            raise self.not_census("There is no Children element in it.")

    def _feed(self) -> None:
        """Give the parser the next piece of the file."""
        chunk = self._file.read(_CHUNK)
        self._bytes_read += len(chunk)
        if self._bytes_read > MAX_BYTES:
            raise CinFileError("too_big", f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise self._broken(error) from None
        except (LookupError, UnicodeError, ValueError) as error:
            if isinstance(error, CinFileError):
                raise
            message = "The file names an encoding of text that cannot be read. Save it as UTF-8."
            raise CinFileError("encoding", message) from None
        if self._bytes_read - max(0, self._parser.CurrentByteIndex) > MAX_TOKEN + 2 * _CHUNK:
            raise CinFileError("too_long", "A single tag of the file is longer than any census needs.", self.line)
        if not chunk:
            self._finished = True
            self._file.close()
            if not self._saw_child and self._in_children:
                raise CinFileError("no_children", "The census file holds no child.")

    def _broken(self, error: expat.ExpatError) -> CinFileError:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
            return self._forbidden()
        if not self._in_children and self._depth == 0:
            return self.not_census("It is not XML.")
        return CinFileError(
            "broken",
            f"The file breaks off or is not well-formed XML at line {error.lineno}. "
            "Nothing below that line can be read: export it again.",
            error.lineno,
        )

    def not_census(self, why: str) -> CinFileError:
        """The refusal of a file that is something else."""
        return CinFileError(
            "not_census",
            f"This is not a children in need census file. {why} Choose the XML file made for the census.",
            self.line,
        )

    def _forbidden(self) -> CinFileError:
        return CinFileError(
            "forbidden",
            f"Line {self.line} has a document type or an entity, which no census file needs and which can do harm. "
            "The file was not read.",
            self.line,
        )

    def _refuse(self, *_: object) -> None:
        raise self._forbidden()

    def _refuse_outside(self, *_: object) -> int:
        raise self._forbidden()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._depth += 1
        line = self.line
        if len(attributes) > MAX_ATTRIBUTES:
            raise CinFileError("attributes", f"Line {line} has more than {MAX_ATTRIBUTES} attributes in one tag.", line)
        if self._depth > MAX_DEPTH:
            raise CinFileError("depth", f"At line {line} elements lie more than {MAX_DEPTH} deep in each other.", line)
        if self._stack:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                self._overfull = True
            element = Element(name, line)
            if not self._overfull:
                self._stack[-1].children.append(element)
            self._stack.append(element)
        elif self._depth == 1 and name != "Message":
            raise self.not_census(f"It begins with “{name[:40]}” instead of “Message”.")
        elif self._depth == 2 and name == "Header" and not self._in_children:
            self._stack = [Element(name, line)]
        elif self._depth == 2 and name == "Children":
            self._open_children()
        elif self._depth == 3 and name == "Child" and self._in_children:
            self._saw_child = True
            self._elements, self._overfull = 0, False
            self._stack = [Element(name, line)]
        elif self._depth > 1:
            self._problems.unknown(name, line)

    def _characters(self, text: str) -> None:
        if self._stack:
            element = self._stack[-1]
            if len(element.text) <= MAX_TEXT:
                element.text += text[: MAX_TEXT + 1 - len(element.text)]

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if not self._stack:
            return
        element = self._stack.pop()
        if self._stack:
            return
        if element.name == "Header":
            self._header = element
        elif self._overfull:
            self._problems.skip(
                element.line, id_of(element), "Child", f"The child has more than {MAX_ELEMENTS:,} elements."
            )
        else:
            self._ready.append(element)

    def _open_children(self) -> None:
        if not self._in_children:
            self._in_children = True
            self._header_read(self._header)
