"""Pages of a list that grows without end: which rows are read, and the addresses of the pages before and after."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, QueryDict

SIZE = 50
"""Rows of a page."""
_LAST = 10_000
"""Nobody turns so many pages; a longer number is a mistyped address."""


@dataclass
class Page:
    """One page of a list. Whoever reads it asks for ``limit`` rows from ``offset`` on, one more than is shown, and
    gives them to ``cut``, which notes whether there are more.
    """

    number: int
    size: int = SIZE
    name: str = "page"
    """How the address calls it: two lists on one page have two names."""
    asked: QueryDict | None = None
    more: bool = False

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def limit(self) -> int:
        return self.size + 1

    def cut[T](self, rows: list[T]) -> list[T]:
        """The rows of this page. Raises Http404 for a page after the last."""
        if not rows and self.number > 1:
            raise Http404
        self.more = len(rows) > self.size
        return rows[: self.size]

    def of[M: Model](self, found: QuerySet[M]) -> list[M]:
        """The rows of this page of an ordered query. One statement."""
        return self.cut(list(found[self.offset : self.offset + self.limit]))

    def part_of[T](self, rows: list[T]) -> list[T]:
        """The rows of this page of a list that was read as a whole. No statement."""
        return self.cut(rows[self.offset : self.offset + self.limit])

    @property
    def previous(self) -> str:
        """The address of the page before; empty on the first."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after; empty on the last."""
        return self._address(self.number + 1) if self.more else ""

    def _address(self, number: int) -> str:
        kept = self.asked.copy() if self.asked is not None else QueryDict(mutable=True)
        kept.pop(self.name, None)
        if number > 1:
            kept[self.name] = str(number)
        return f"?{kept.urlencode()}"


def page_of(request: HttpRequest, *, size: int = SIZE, name: str = "page") -> Page:
    """The page that an address asks for, the first without one. Raises Http404 for what is no number of a page."""
    told = request.GET.get(name, "1")
    if not (told.isascii() and told.isdecimal() and 1 <= int(told[:9]) <= _LAST):
        raise Http404
    return Page(int(told), size, name, request.GET)
