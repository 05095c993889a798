"""How a person's facts are worded on pages: the identity strip, the family, the counts at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lantern.interface.display import full_date
from lantern.law.codes import code_set
from lantern.law.identifiers import parse_nhs_number
from lantern.law.timescales import window_in_words
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority
from lantern.people import family
from lantern.people.events import PEOPLE_EVENTS
from lantern.people.finding import RECENT
from lantern.people.keys import birth_of
from lantern.people.models import Identifier, LifeState, PersonName, Relationship, Sex, age_in_words
from lantern.people.queries import Record, Tie
from lantern.spine.kinds import all_kinds
from lantern.spine.lifecycle import LIFECYCLES

PROTECTED = "Protected address"


@dataclass(frozen=True)
class Identity:
    """Who somebody is, for the strip at the head of the page."""

    facts: list[dict[str, str]]
    tags: list[dict[str, str]]
    note: str


def identity(record: Record, *, on: dt.date) -> Identity:
    """Name, age and what must not be missed. A protected address is named as one and never shown."""
    person = record.person
    birth = birth_of(
        life=person.life, born_on=person.born_on, known_to=person.birth_known_to, expected_on=person.expected_on
    )
    called = [
        f"{each['first_names']} {each['last_name']}".strip()
        for each in record.names
        if each["kind"] == PersonName.Kind.KNOWN_AS
    ]
    address = record.address
    pairs = [
        ("Age", age_in_words(person, on) if birth or person.is_unborn else "Not known"),
        ("Expected" if person.is_unborn else "Born", str(birth).removeprefix("expected ") if birth else ""),
        ("Died", full_date(person.died_on) if person.died_on else ""),
        ("Sex", Sex(person.sex).label),
        ("Known as", ", ".join(called)),
        ("Address", (PROTECTED if address["protected"] else address["line"]) if address else "Not known"),
        (
            "NHS number",
            next((shown_number(one) for one in record.identifiers if one["kind"] == Identifier.Kind.NHS), ""),
        ),
        ("First language", person.language),
        ("Authority", record.authority),
    ]
    tags = [
        ("Unborn", "purple", person.is_unborn),
        ("Died", "grey", person.life == LifeState.DIED),
        ("Adult", "grey", not person.is_child),
        ("Restricted", "red", person.restricted),
        (PROTECTED, "orange", any(one["protected"] and one["until_date"] is None for one in record.addresses)),
    ]
    return Identity(
        facts=[{"name": name, "value": value} for name, value in pairs if value],
        tags=[{"text": text, "colour": colour} for text, colour, shown in tags if shown],
        note=f"Needs: {person.needs}" if person.needs else "",
    )


def shown_number(number: dict[str, Any]) -> str:
    """A number as people read it aloud."""
    if number["kind"] == Identifier.Kind.NHS:
        found = parse_nhs_number(number["value"])
        return found.display if found.ok else number["value"]
    return number["value"]


@dataclass(frozen=True)
class Relative:
    """Somebody who matters to the person, in words."""

    name: str
    reference: str
    relation: str
    age: str
    parental_responsibility: str
    lives_with: str
    contact_allowed: str
    period: str
    risk_note: str
    tie: str
    ended: bool


def relatives(record: Record, *, on: dt.date) -> list[Relative]:
    """Everybody tied to the person or in their household now, the household first, those of the past last."""
    labels = code_set("relationship")
    own = [tie for tie in record.ties if tie.person == record.person.pk and tie.relative in record.family]
    at_home = {
        other
        for members in record.households.values()
        if record.person.pk in members
        for other in members
        if other != record.person.pk
    }
    found = []
    for tie in own:
        relative = record.family[tie.relative]
        lives = (
            "Yes"
            if tie.relative in at_home and tie.lives_with == "unknown"
            else Relationship.Known(tie.lives_with).label
        )
        found.append(
            Relative(
                name=relative.name,
                reference=relative.reference,
                relation=labels.label(tie.kind),
                age=age_in_words(relative, on),
                parental_responsibility=Relationship.Known(tie.parental_responsibility).label,
                lives_with=lives,
                contact_allowed=Relationship.Known(tie.contact_allowed).label,
                period=_period(tie),
                risk_note=tie.risk_note,
                tie=str(tie.id),
                ended=tie.until_date is not None,
            )
        )
    tied = {tie.relative for tie in own}
    for other in sorted(at_home - tied, key=str):
        if other in record.family:
            relative = record.family[other]
            found.append(
                Relative(
                    relative.name,
                    relative.reference,
                    "Lives in the household",
                    age_in_words(relative, on),
                    "Not known",
                    "Yes",
                    "Not known",
                    "",
                    "",
                    "",
                    False,
                )
            )
    return sorted(found, key=lambda one: (one.ended, one.lives_with != "Yes", one.name))


def _period(tie: Tie) -> str:
    if tie.until_date:
        return f"until {full_date(tie.until_date)}"
    return f"since {full_date(tie.from_date)}" if tie.from_date else ""


def network(record: Record, *, on: dt.date) -> tuple[Markup, list[str]] | None:
    """The family drawn, and the same as sentences. None when there is nobody to draw."""
    found = family.network_of(record, on=on)
    return (family.drawing(found), family.sentences(found)) if found else None


def at_a_glance(record: Record, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Counts by kind of work: how many in the last 12 months (or what the window is then), and how many ever."""
    window = window_in_words(RECENT, now)
    cards = []
    for kind, (ever, lately) in sorted(record.counts.items(), key=lambda each: (each[0] != "contact", each[0])):
        lifecycle = LIFECYCLES.get(kind)
        noun = lifecycle.noun if lifecycle else kind
        words = noun if lately == 1 else f"{noun}s"
        cards.append(
            {
                "number": lately,
                "label": f"{words} in {window}",
                "note": f"{ever} ever",
                "tone": "amber" if kind == "contact" and lately > 1 else "",
            }
        )
    waiting = sum(1 for one in record.open if one.kind == "handoff")
    cards.append({"number": waiting, "label": "open handoff" if waiting == 1 else "open handoffs", "tone": ""})
    return cards


def authorities() -> list[Authority]:
    """Every authority, for a form that must say whose record it is. Remembered in the process."""
    return partnership.authorities()


_THEMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "contacts": ("Contacts and decisions", ("contact_", "advice_", "child_decided", "urgent_", "referrer_")),
    "checks": ("What agencies were asked", ("agencies_", "check_")),
    "handoffs": ("Handoffs", ("handoff_", "handover_")),
    "person": ("Who they are and where they live", ("person_",)),
}
"""Themes of a chronology: what the kinds of event that belong to each begin with."""

THEMES = [*((code, label) for code, (label, _) in _THEMES.items()), ("other", "Everything else")]


def kinds_of(theme: str) -> list[str]:
    """The kinds of event of a theme, among those that rooms have declared."""
    found: dict[str, list[str]] = {}
    for code in all_kinds():
        named = next((name for name, (_, starts) in _THEMES.items() if code.startswith(starts)), "")
        own = any(code == kind.code for kind in PEOPLE_EVENTS)
        found.setdefault(named or ("person" if own else "other"), []).append(code)
    return found.get(theme, [])
