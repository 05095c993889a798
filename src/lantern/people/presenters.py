"""How a person's facts are worded on pages: the identity strip, the family, the counts at a glance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lantern.interface import ecomap
from lantern.interface.display import full_date
from lantern.interface.environment import url
from lantern.law.codes import code_set
from lantern.law.identifiers import parse_nhs_number
from lantern.law.timescales import window_in_words, window_opened
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority
from lantern.people import family
from lantern.people.around import Around
from lantern.people.events import PEOPLE_EVENTS
from lantern.people.finding import RECENT
from lantern.people.keys import birth_of
from lantern.people.matching import Birth
from lantern.people.models import Identifier, LifeState, Link, Person, PersonName, Relationship, Sex, age_in_words
from lantern.people.queries import Record, Tie
from lantern.spine.kinds import all_kinds, event_kind
from lantern.spine.ledger import Entry
from lantern.spine.lifecycle import LIFECYCLES
from lantern.spine.models import Event

PROTECTED = "Protected address"
_IN_WORDS = ("no", "one", "two", "three", "four", "five")


def numbers_in_words(number: int) -> str:
    """A small number as a word."""
    return _IN_WORDS[number] if number < len(_IN_WORDS) else str(number)


@dataclass(frozen=True)
class Identity:
    """Who somebody is, for the strip at the head of the page."""

    facts: list[dict[str, str]]
    tags: list[dict[str, str]]
    note: str


def identity(record: Record, *, on: dt.date) -> Identity:
    """Name, age and what must not be missed. A protected address is named as one and never shown."""
    person = record.person
    birth = _birth(person)
    called = [
        f"{each['first_names']} {each['last_name']}".strip()
        for each in record.names
        if each["kind"] == PersonName.Kind.KNOWN_AS
    ]
    address = record.address
    numbers = [one for one in record.identifiers if one["kind"] == Identifier.Kind.NHS]
    several = len(numbers) > 1
    pairs = [
        ("Age", age_in_words(person, on) if birth or person.is_unborn else "Not known"),
        (
            "Expected" if person.is_unborn else "Born",
            as_each_says(record, lambda each: str(_birth(each) or "").removeprefix("expected ")),
        ),
        ("Died", as_each_says(record, lambda each: full_date(each.died_on) if each.died_on else "")),
        ("Sex", as_each_says(record, lambda each: Sex(each.sex).label, unknown=Sex.UNKNOWN.label)),
        ("Known as", ", ".join(called)),
        ("Address", (PROTECTED if address["protected"] else address["line"]) if address else "Not known"),
        (
            "NHS number",
            "; ".join(_marked(shown_number(one), record.marks(one["on"]) if several else "") for one in numbers),
        ),
        ("First language", as_each_says(record, lambda each: each.language)),
        ("Authority", record.authority),
        ("Read as one with", ", ".join(each.reference for each in record.together[1:])),
    ]
    tags = [
        (f"Read as one: {numbers_in_words(len(record.together))} records", "blue", record.is_linked),
        ("Unborn", "purple", person.is_unborn),
        ("Died", "grey", person.life == LifeState.DIED),
        ("Adult", "grey", not person.is_child),
        ("Restricted", "red", person.restricted),
        (PROTECTED, "orange", any(one["protected"] and one["until_date"] is None for one in record.addresses)),
    ]
    return Identity(
        facts=[{"name": name, "value": value} for name, value in pairs if value],
        tags=[{"text": text, "colour": colour} for text, colour, shown in tags if shown],
        note=f"Needs: {needs}" if (needs := as_each_says(record, lambda each: each.needs)) else "",
    )


def _birth(person: Person) -> Birth | None:
    return birth_of(
        life=person.life, born_on=person.born_on, known_to=person.birth_known_to, expected_on=person.expected_on
    )


def as_each_says(record: Record, fact: Callable[[Person], str], *, unknown: str = "") -> str:
    """A fact of the person. Where records that are read as one say different things, each with its reference."""
    said: dict[str, list[str]] = {}
    for each in record.together:
        if (value := fact(each)) and value != unknown:
            said.setdefault(value, []).append(each.reference)
    if len(said) > 1:
        return "; ".join(_marked(value, ", ".join(on)) for value, on in said.items())
    return next(iter(said), fact(record.person))


def _marked(value: str, mark: str) -> str:
    return f"{value} ({mark})" if mark else value


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
    on: str = ""
    """The record it stands on, where records read as one do not all say it."""


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
                tie=str(tie.id) if record.person.pk in tie.on else "",
                ended=tie.until_date is not None,
                on=record.marks(tie.on),
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


@dataclass(frozen=True)
class Compared:
    """One kind of fact on two records, side by side."""

    name: str
    one: str
    other: str

    @property
    def verdict(self) -> str:
        if not (self.one and self.other):
            return "On one record only"
        return "The same" if self.one.casefold() == self.other.casefold() else "Different"


def side_by_side(one: Record, other: Record, *, on: dt.date) -> list[Compared]:
    """The facts of two records beside each other. A protected address is named as one and never shown."""
    rows = [
        Compared(name, _fact(one, tell), _fact(other, tell))
        for name, tell in (
            ("Names", lambda record: _listed(f"{each['first_names']} {each['last_name']}" for each in record.names)),
            ("Born", lambda record: str(_birth(record.person) or "")),
            ("Age", lambda record: age_in_words(record.person, on) if _birth(record.person) else ""),
            ("Sex", lambda record: "" if record.person.sex == Sex.UNKNOWN else Sex(record.person.sex).label),
            (
                "Address",
                lambda record: _listed(PROTECTED if each["protected"] else each["line"] for each in record.addresses),
            ),
            ("Numbers", lambda record: _listed(shown_number(each) for each in record.identifiers)),
            (
                "Family",
                lambda record: _listed(f"{each.name} ({each.relation.lower()})" for each in relatives(record, on=on)),
            ),
            ("Language", lambda record: record.person.language),
            ("Open now", lambda record: _listed(f"{each.kind} {each.reference}" for each in record.open)),
            ("Authority", lambda record: record.authority),
        )
    ]
    return [row for row in rows if row.one or row.other]


def _fact(record: Record, tell: Callable[[Record], str]) -> str:
    return tell(record).strip()


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


@dataclass(frozen=True)
class Written:
    """Something that was recorded while two records were read as one, and on which of them it stands."""

    at: dt.datetime
    who: str
    sentence: str
    on: str


def written(events: Iterable[Event], link: Link) -> list[Written]:
    """What was recorded meanwhile, for somebody to read through."""
    records = {link.person_id: link.person.reference, link.other_id: link.other.reference}
    return [
        Written(
            each.recorded_at,
            each.actor_name or "Lantern",
            event_kind(each.kind).tell(each.payload),
            ", ".join(sorted(records[told.person_id] for told in each.subjects.all() if told.person_id in records)),
        )
        for each in events
    ]


def _period(tie: Tie) -> str:
    if tie.until_date:
        return f"until {full_date(tie.until_date)}"
    return f"since {full_date(tie.from_date)}" if tie.from_date else ""


def network(record: Record, *, on: dt.date) -> tuple[Markup, list[str]] | None:
    """The family drawn, and the same as sentences. None when there is nobody to draw."""
    found = family.network_of(record, on=on)
    return (family.drawing(found), family.sentences(found)) if found else None


@dataclass(frozen=True)
class Stayed:
    """Somebody in a household for a time, in words."""

    name: str
    reference: str
    period: str
    now: bool


def households(record: Record, around: Around) -> list[list[Stayed]]:
    """The households the person lived in, the present one first, with everybody who lived there and when."""
    people = around.people | record.family
    found: dict[Any, list[Stayed]] = {}
    for stay in around.stays:
        if stay.person in people:
            who = people[stay.person]
            period = " ".join(
                part
                for part in (
                    f"from {full_date(stay.from_date)}" if stay.from_date else "",
                    f"until {full_date(stay.until_date)}" if stay.until_date else "",
                )
                if part
            )
            lived = Stayed(who.name, who.reference, period or "now", stay.until_date is None)
            found.setdefault(stay.household, []).append(lived)
    own = record.person.reference
    lives_here = {key: any(each.now and each.reference == own for each in members) for key, members in found.items()}
    return [
        sorted(found[key], key=lambda each: (not each.now, each.name))
        for key in sorted(found, key=lambda each: (not lives_here[each], str(each)))
    ]


_INVOLVED_AT_MOST = 20


def involved(record: Record, around: Around, *, now: dt.datetime) -> list[ecomap.Around]:
    """The agencies around the person for an ecomap: those at work now have a strong line, those of the last twelve
    months an ordinary one, earlier ones a weak one.
    """
    lately = window_opened(RECENT, now)
    return [
        ecomap.Around(
            lines=[
                each.agency if not each.team or each.team == each.agency else f"{each.team}, {each.agency}",
                ", ".join(f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in each.work),
                f"until {full_date(each.ended.date())}"
                if each.ended and not each.open
                else f"now, since {full_date(each.began.date())}",
                *([", ".join(each.workers)] if each.workers else []),
            ],
            tie="strong" if each.open else "ordinary" if each.ended and each.ended >= lately else "weak",
        )
        for each in around.agencies[:_INVOLVED_AT_MOST]
    ]


def known_otherwise(record: Record, around: Around) -> list[dict[str, Any]]:
    """People at home who are known for work that is not about this person, as far as the reader may see it."""
    people = around.people | record.family
    return [
        {
            "name": people[each.person].name,
            "reference": people[each.person].reference,
            "open": each.open,
            "ever": each.ever,
        }
        for each in around.known_otherwise
        if each.person in people
    ]


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


def counted_by_theme(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """How many entries there are of each theme, in the order of the themes, as counts for a page."""
    theme_of = {code: theme for theme, _label in THEMES for code in kinds_of(theme)}
    found = Counter(theme_of.get(each.kind.code, "other") for each in entries)
    return [{"number": found[theme], "label": label} for theme, label in THEMES if found[theme]]


def address_of(record: Record) -> str:
    """The address of a record's page."""
    return url("child", reference=record.person.reference)


def agencies() -> list[tuple[str, str]]:
    """Agencies that have a team here, for a form: number and name. Remembered in the process."""
    named = {str(team.agency_id): team.agency.name for team in partnership.teams().values()}
    return sorted(named.items(), key=lambda each: each[1])


WEIGHTS = {1: "routine", 2: "notable", 3: "a key event"}
"""How much an entry of a chronology matters, in words."""


def kinds_of(theme: str) -> list[str]:
    """The kinds of event of a theme, among those that rooms have declared."""
    found: dict[str, list[str]] = {}
    for code in all_kinds():
        named = next((name for name, (_, starts) in _THEMES.items() if code.startswith(starts)), "")
        own = any(code == kind.code for kind in PEOPLE_EVENTS)
        found.setdefault(named or ("person" if own else "other"), []).append(code)
    return found.get(theme, [])
