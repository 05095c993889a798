"""Progress on anything that takes longer than two seconds.

On a terminal a bar that redraws itself; in a file or a pipe a plain line every few seconds. Always on standard error,
so that a command's answer on standard output stays clean.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Self, TextIO

SILENT_FOR = 2.0  # seconds: quick work shows nothing
REDRAW_EVERY = 0.1  # seconds, on a terminal
LINE_EVERY = 5.0  # seconds, elsewhere
WIDTH = 30  # characters of bar


class Progress:
    """How far a piece of work has come.

    `total` is the number of steps when it is known. A context manager; call `advance` or `at` as work is done.
    """

    def __init__(self, label: str, total: int | None = None, *, unit: str = "", stream: TextIO | None = None) -> None:
        self.label, self.total, self.unit = label, total, unit
        self.stream = stream or sys.stderr
        self.done = 0
        self._began = time.monotonic()
        self._shown_at = self._began + SILENT_FOR
        self._shown = False
        self._on_terminal = self.stream.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._shown or kind is None and self.seconds > SILENT_FOR:
            self._write(self._line() + (", stopped" if kind else f", {self.seconds:.1f} s"), last=True)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done."""
        self.at(self.done + steps)

    def at(self, done: int, total: int | None = None) -> None:
        """So many steps are done in all (and there are so many, when that has changed)."""
        self.done = done
        if total is not None:
            self.total = total
        self._show_when_due()

    def say(self, words: str) -> None:
        """What is being done now, in a few words."""
        if words != self.label:
            self.label = words
            if self._shown and not self._on_terminal:
                self._shown_at = 0.0
        self._show_when_due()

    def _show_when_due(self) -> None:
        now = time.monotonic()
        if now >= self._shown_at:
            self._shown_at = now + (REDRAW_EVERY if self._on_terminal else LINE_EVERY)
            self._write(self._line())

    def _line(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if not self.total:
            return f"{self.label}: {self.done:,}{unit}" if self.done else self.label
        share = min(1.0, self.done / self.total)
        words = f"{self.done:,} of {self.total:,}{unit}, {share:.0%}"
        if not self._on_terminal:
            return f"{self.label}: {words}"
        full = round(share * WIDTH)
        return f"{self.label} [{'#' * full}{'.' * (WIDTH - full)}] {words}"

    def _write(self, line: str, *, last: bool = False) -> None:
        self._shown = True
        if self._on_terminal:
            self.stream.write(f"\r{line}\x1b[K" + ("\n" if last else ""))
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()


def track[T](steps: Iterable[T], label: str, total: int | None = None, *, unit: str = "") -> Iterator[T]:
    """Go through `steps`, showing how far it has come."""
    if total is None and isinstance(steps, Sized):
        total = len(steps)
    with Progress(label, total, unit=unit) as progress:
        for step in steps:
            yield step
            progress.advance()
