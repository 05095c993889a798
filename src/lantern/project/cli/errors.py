"""How a command ends: its exit codes, and the error that is told in plain English."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every `lantern` command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DATABASE_UNREACHABLE = 3
    SOME_ROWS_REFUSED = 4


class CommandError(Exception):
    """A command cannot do what was asked. The text says what happened and what to do next."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code
