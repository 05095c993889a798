"""Somebody on record who may be the person described, as a page shows them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from lantern.people.matching import Match


@dataclass(frozen=True)
class OtherPerson:
    """Somebody recorded at the same address now."""

    reference: str
    name: str
    age: str


@dataclass(frozen=True)
class Candidate:
    """Somebody on record who may be the person described.

    ``match`` is None for a free-text search, which lists rather than weighs. ``reasons_for`` and ``reasons_against``
    are sentences for the screen, the heaviest first. ``address`` is never a protected one.
    """

    person_id: uuid.UUID
    reference: str
    name: str
    is_child: bool
    life: str
    age: str
    born: str
    sex: str
    other_names: tuple[str, ...]
    address: str
    address_protected: bool
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    match: Match | None = None
    household: tuple[OtherPerson, ...] = ()
    contacts: int = 0
    contacts_last_year: int = 0
    open_now: int = 0
    said_not_same: str = ""
    """Who said that this is not the person beside whose record candidates are listed; empty when nobody did."""
    read_as_one: Mapping[uuid.UUID, str] = field(default_factory=dict)
    """The records that are read as one person with this one, and their references. The counts are of them all."""

    @property
    def strength(self) -> float:
        """From 0 to 1 on a scale that does not depend on the other candidates."""
        return self.match.strength if self.match else 0.0

    @property
    def band(self) -> str:
        """certain, probable or possible; empty when nothing was weighed."""
        return self.match.band.value if self.match else ""

    @property
    def band_words(self) -> str:
        """The band as a heading for people who must decide."""
        return _BAND_WORDS.get(self.band, "")

    @property
    def band_colour(self) -> str:
        return {"certain": "green", "probable": "turquoise", "possible": "yellow"}.get(self.band, "grey")

    @property
    def facts_shown(self) -> list[dict[str, str]]:
        """The facts that tell this person from others, for a dense line."""
        address = "Protected" if self.address_protected else self.address
        contacts = f"{self.contacts} ({self.contacts_last_year} in 12 months)" if self.contacts else "None"
        pairs = (
            ("Reference", self.reference),
            ("Age" if self.is_child else "Adult", ", ".join(part for part in (self.age, self.born) if part)),
            ("Sex", {"M": "Male", "F": "Female"}.get(self.sex, "")),
            ("Also known as", ", ".join(self.other_names)),
            ("Read as one with", ", ".join(sorted(self.read_as_one.values()))),
            ("Address", address),
            ("Earlier contacts", contacts),
            ("Open now", str(self.open_now) if self.open_now else ""),
        )
        return [{"name": name, "value": value} for name, value in pairs if value]

    @property
    def settles(self) -> str:
        """What to ask to be surer, in words."""
        return ", ".join(fact.value for fact in self.match.would_settle[:3]) if self.match else ""

    @property
    def reasons(self) -> list[str]:
        """Every reason in one list, to keep with a decision: "for" as it is, "against" marked so."""
        return [text[:200] for text in (*self.reasons_for, *(f"Against: {text}" for text in self.reasons_against))]


_BAND_WORDS = {"certain": "Almost certain", "probable": "Probable", "possible": "Possible"}
