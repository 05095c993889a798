"""How sure a machine must be before it may say that two descriptions are of one person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lantern.law.declared import LAW_FOLDER, DeclarationError, read_toml


@dataclass(frozen=True, slots=True)
class MachineLinks:
    """The share of a machine's sayings that may be wrong at most, how sure a sample must make of it, and whose rule it
    is.
    """

    most_wrong: float
    sure: float
    force: str
    confidence: str
    note: str


@cache
def machine_links() -> MachineLinks:
    """The standard in force. Raises DeclarationError when it can not be one."""
    told = read_toml(LAW_FOLDER / "linking.toml").get("machine", {})
    found = MachineLinks(
        float(told.get("most_wrong", 0)),
        float(told.get("sure", 0)),
        str(told.get("force", "")),
        str(told.get("confidence", "")),
        str(told.get("note", "")),
    )
    if not (0 < found.most_wrong < 0.5 < found.sure < 1):
        raise DeclarationError(
            "linking.toml, machine: most_wrong is a share below one half, and sure a share between one half and one."
        )
    return found
