"""Reading the declarations of this room: TOML that is checked once, and errors that name the file and the entry.

Everything this room knows lies in TOML so that a change of guidance is one line. A typing slip in such a line must
stop the program with a message a person can act on, never turn into a clock nobody notices is wrong.
"""

import datetime
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

LAW_FOLDER = Path(__file__).resolve().parent

CONFIDENCES = ("sure", "memory", "check")
"""How far a declared figure may be trusted: read in its source; from memory; to be looked up before use."""


class DeclarationError(ValueError):
    """A declaration of this room cannot be used. The message names the file, the entry and what is wrong with it."""


class UnknownEntryError(LookupError):
    """Something was asked for by a name that no declaration has."""


def read_toml(path: Path) -> dict[str, Any]:
    """The content of one declaration file.

    Raises `DeclarationError` naming the file when it is missing, is not UTF-8 or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeclarationError(f"{path.name}: this file is missing.") from None
    except UnicodeDecodeError as error:
        raise DeclarationError(f"{path.name}: this file is not UTF-8 text ({error.reason}).") from error
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{path.name}: this file is not valid TOML. {error}") from error


def toml_files(folder: Path) -> list[Path]:
    """The declaration files of a folder, in order of name."""
    return sorted(folder.glob("*.toml"))


def similar(name: str, known: Collection[str]) -> str:
    """A sentence that offers the names closest to a mistyped one, or nothing."""
    import difflib

    close = difflib.get_close_matches(name, known, n=3)
    return f" Did you mean {' or '.join(close)}?" if close else ""


class Entry:
    """One table of a declaration file, read key by key.

    Every key must be asked for: `finish` refuses what nobody asked for, so that `form = 2020-04-01` for `from`
    is an error and not a rule without a date.
    """

    def __init__(self, table: object, where: str) -> None:
        if not isinstance(table, dict):
            raise DeclarationError(f"{where}: expected a table of keys and values, found {table!r}.")
        self._table: dict[str, Any] = table
        self._asked: set[str] = set()
        self.where = where

    def wrong(self, complaint: str) -> DeclarationError:
        """The error to raise about this entry."""
        return DeclarationError(f"{self.where}: {complaint}")

    def has(self, key: str) -> bool:
        """Whether the entry carries the key."""
        return key in self._table

    def _value(self, key: str, kind: type | tuple[type, ...], called: str) -> Any:
        self._asked.add(key)
        if key not in self._table:
            raise self.wrong(f"'{key}' is missing.")
        value = self._table[key]
        # In Python a truth value is also a whole number, and a moment is also a date: both are slips here.
        is_slip = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime.datetime)
        if not isinstance(value, kind) or is_slip:
            raise self.wrong(f"'{key}' must be {called}, found {value!r}.")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; must be filled unless a default is given."""
        if default is not None and key not in self._table:
            self._asked.add(key)
            return default
        value: str = self._value(key, str, "text")
        if default is None and not value.strip():
            raise self.wrong(f"'{key}' is empty.")
        return value.strip()

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """A text out of a short list."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.wrong(f"'{key}' is '{value}'; it must be one of {', '.join(allowed)}.")
        return value

    def whole_number(self, key: str) -> int:
        """A whole number, 0 or more."""
        value: int = self._value(key, int, "a whole number")
        if value < 0:
            raise self.wrong(f"'{key}' is {value}; it cannot be less than 0.")
        return value

    def yes_or_no(self, key: str) -> bool:
        """A truth value, false when the key is absent."""
        if key not in self._table:
            return False
        value: bool = self._value(key, bool, "true or false")
        return value

    def date(self, key: str) -> datetime.date | None:
        """A day, or None when the key is absent."""
        self._asked.add(key)
        if key not in self._table:
            return None
        value: datetime.date = self._value(key, datetime.date, "a date such as 2026-04-01")
        return value

    def hour(self, key: str) -> datetime.time | None:
        """A time of day, or None when the key is absent."""
        self._asked.add(key)
        if key not in self._table:
            return None
        value: datetime.time = self._value(key, datetime.time, "a time such as 09:00:00")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when the key is absent."""
        self._asked.add(key)
        values = self._value(key, list, "a list") if key in self._table else []
        if not all(isinstance(value, str) and value for value in values):
            raise self.wrong(f"'{key}' must be a list of texts, found {values!r}.")
        return tuple(values)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of [text, text] pairs, empty when the key is absent."""
        self._asked.add(key)
        values = self._value(key, list, "a list of pairs") if key in self._table else []
        for value in values:
            if not (isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)):
                raise self.wrong(f"'{key}' must hold pairs of texts, found {value!r}.")
        return tuple((first, second) for first, second in values)

    def entries(self, key: str, called: str) -> Iterator["Entry"]:
        """The tables of a list of tables; `called` is the word for one of them in an error."""
        for number, table in enumerate(self._value(key, list, "a list of tables"), start=1):
            yield Entry(table, f"{self.where}, {called} {number}")

    def entry(self, key: str) -> "Entry | None":
        """The table under a key, or None when it is absent."""
        self._asked.add(key)
        return Entry(self._table[key], f"{self.where}, {key}") if key in self._table else None

    def rest(self) -> dict[str, str]:
        """Every key not asked for yet, which must be text."""
        return {key: self.text(key) for key in sorted(set(self._table) - self._asked)}

    def period(self, first: str, last: str) -> tuple[datetime.date | None, datetime.date | None]:
        """Two dates of which the first may not be after the last."""
        since, until = self.date(first), self.date(last)
        if since and until and since > until:
            raise self.wrong(f"'{first}' ({since}) is after '{last}' ({until}).")
        return since, until

    def finish(self) -> None:
        """Refuse keys that nobody asked for."""
        unknown = sorted(set(self._table) - self._asked)
        if unknown:
            raise self.wrong(
                f"'{unknown[0]}' is not a key that belongs here.{similar(unknown[0], sorted(self._asked))}"
            )
