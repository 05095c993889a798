"""A census file from its header to its last child."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from lantern.project.imports.cin_census.child_reader import ChildReader
from lantern.project.imports.cin_census.children import CinChild, CinFileError, CinHeader, CinProblem, CinSummary
from lantern.project.imports.cin_census.elements import ChildError, Element, date_of, first, text_at, value_of
from lantern.project.imports.cin_census.problems import CinProblems
from lantern.project.imports.cin_census.stream import CensusStream

FIRST_YEAR, LAST_YEAR = 2017, 2027
"""The years of census (as in the header) whose form is known here."""


class CinReading(Iterator[CinChild]):
    """A census file being read: an iterator of children that also gives the `header` and, as it goes, the `problems`.

    Raises CinFileError while iterating when the file breaks off or turns bad further down: whoever stores children
    does so in one transaction, or calls `check_cin` first. Use it in a `with` block, or read it to its end, so that
    the file is closed.
    """

    def __init__(self, path: Path) -> None:
        self.children_read = 0
        self._told = CinProblems()
        self._reader = ChildReader(self._told)
        self._header: CinHeader | None = None
        self._stream = CensusStream(path, self._told, self._begin)
        try:
            self._stream.begin()
        except BaseException:
            self.close()
            raise

    @property
    def problems(self) -> list[CinProblem]:
        """What was found wrong so far, in the order of the file."""
        return self._told.found

    @property
    def children_skipped(self) -> int:
        """How many children could not be read so far."""
        return self._told.children_skipped

    @property
    def header(self) -> CinHeader:
        """Year, authority and software of the census."""
        if self._header is None:  # pragma: no cover - _begin sets it or raises
            raise AssertionError("the header is read when the file is opened")
        return self._header

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; there are no more children after that."""
        self._stream.close()

    def __next__(self) -> CinChild:
        try:
            for element in self._stream:
                child = self._reader.read(element)
                if child is not None:
                    self.children_read += 1
                    return child
        except BaseException:
            self.close()
            raise
        raise StopIteration

    def _begin(self, header: Element | None) -> None:
        self._header = read_header(header or Element("Header", 0), self._told)
        collection = text_at(header, "CollectionDetails", "Collection") if header else ""
        if collection and collection.upper() != "CIN":
            raise self._stream.not_census(f"It is for the collection “{collection[:20]}”.")
        year = self._header.year
        if year is None:
            self._told.note(0, "", "Year", "The header does not say the year of the census.", "100")
        elif not FIRST_YEAR <= year <= LAST_YEAR:
            raise CinFileError(
                "year",
                f"The file is of the census year {year}. Files of {FIRST_YEAR} to {LAST_YEAR} can be read.",
                self._stream.line,
            )


def read_cin(path: Path) -> CinReading:
    """Open a census file: an iterator of its children with `header` and `problems`. Raises CinFileError when it is
    none.
    """
    return CinReading(path)


def check_cin(path: Path) -> CinSummary:
    """Read a whole file without keeping its children: its header, how many children it holds, and every problem."""
    with read_cin(path) as reading:
        episodes = sum(len(child.episodes) for child in reading)
        return CinSummary(
            reading.header, reading.children_read, episodes, reading.children_skipped, tuple(reading.problems)
        )


def read_header(element: Element, problems: CinProblems) -> CinHeader:
    """Where and when a census comes from, as far as its header says so."""
    details, source = first(element, "CollectionDetails"), first(element, "Source")
    year = re.match(r"\d{4}", value_of(details, "Year"))
    reference: date | None = None
    made_at: datetime | None = None
    try:
        reference = date_of(details, "ReferenceDate")
    except ChildError as error:
        problems.note(error.line, "", "ReferenceDate", str(error), "100")
    if moment := value_of(source, "DateTime"):
        try:
            made_at = datetime.fromisoformat(moment)
        except ValueError:
            problems.note(source.line, "", "DateTime", "The moment at which the file was made could not be read.")
    return CinHeader(
        year=int(year[0]) if year else reference.year if reference else None,
        reference_date=reference,
        authority_code=value_of(source, "LEA"),
        software=value_of(source, "SoftwareCode"),
        release=value_of(source, "Release"),
        serial_number=value_of(source, "SerialNo"),
        made_at=made_at,
    )
