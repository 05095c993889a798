"""Reads the description of a partnership and its places (`areas/*.toml`), and says plainly what is wrong with one.

One file describes one local safeguarding children partnership: its authorities, its safeguarding partners and relevant
agencies with their successors, teams and posts, hubs, commissioned services, local standards, school terms and the
published threshold documents. `docs/areas.md` documents every key. Nothing here touches a database: the loader of this
room turns an `Area` into rows.

All problems of a file are collected before anything is refused, and each names the file, the line and what to do,
because the person who edits these files is a partnership manager and not a programmer.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from lantern.law.codes import code_set
from lantern.law.timescales import DEFAULT, UNITS, LocalStandardError, LocalStandards

STANDINGS = ("statutory_partner", "relevant_agency", "hub_partner", "other")
"""How an agency stands to the partnership: Children Act 2004 s. 16E partner, listed relevant agency, or neither."""

TEAM_KINDS = (
    "hub",
    "emergency_duty",
    "assessment",
    "early_help",
    "provider",
    "lado",
    "review",
    "agency_desk",
    "front_door_elsewhere",
    "business_unit",
    "governance",
)

ROLES = (
    "hub_officer",
    "hub_social_worker",
    "hub_manager",
    "edt_social_worker",
    "edt_manager",
    "team_manager",
    "social_worker",
    "early_help_worker",
    "early_help_manager",
    "provider_worker",
    "agency_responder",
    "lado",
    "reviewing_officer",
    "partnership_manager",
    "analyst",
    "data_protection_officer",
    "service_manager",
    "system_administrator",
    "professional_referrer",
)

BODY_TYPES = (
    "clinical_commissioning_group",
    "nhs_body",
    "public_health",
    "adoption_agency",
    "adults_board",
    "police_commissioner",
    "residents",
)
"""Types of bodies that sit in a partnership but bring no contacts, beside the agency types of the law's code set."""

VARIANTS = ("", "red", "amber", "green")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LEVELS = (1, 2, 3, 4)

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_CLAUSE = re.compile(r"[1-4]\.[1-9][0-9]?\Z")
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+\Z")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\Z")
_PHONE = re.compile(r"0[0-9]{9,10}\Z")
_ONS = re.compile(r"E0[0-9]{7}\Z")


@dataclass(frozen=True, slots=True)
class AreaProblem:
    """One thing that is wrong in an area file: where, what, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


class AreaErrors(ValueError):
    """An area file cannot be used. `problems` lists everything that was found, in the order of the lines."""

    def __init__(self, problems: Iterable[AreaProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{count} in the area files:\n" + "\n".join(str(problem) for problem in self.problems))


# The description itself ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Partnership:
    """A local safeguarding children partnership. `lead_authority` is the DfE code of the council that leads it."""

    code: str
    name: str
    short_name: str
    vision: str
    started_on: date
    published_on: date | None
    lead_authority: int
    lead_means: str
    brand_colour: str
    note: str


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When a front door is staffed, in London time. `days` are ISO weekdays, Monday is 1."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Authority:
    """A council with its DfE and ONS codes (domain codes section 6.1), the agency it is, and when its door is open."""

    code: int
    ons_code: str
    name: str
    short_name: str
    agency: str
    telephone: str
    emergency_telephone: str
    email: str
    out_of_hours_team: str
    office_hours: tuple[OfficeHours, ...]

    def hours_on(self, day: date) -> OfficeHours | None:
        """The office hours of a weekday, or None when the door is shut. Bank holidays are the calendar's affair."""
        return next((hours for hours in self.office_hours if day.isoweekday() in hours.days), None)


@dataclass(frozen=True, slots=True)
class Agency:
    """A safeguarding partner, relevant agency or other body. `until` is its last day; `successor` follows it.

    `is_sector` marks an entry which stands for many organisations ("Colleges, schools and early years settings").
    """

    code: str
    name: str
    type: str
    standing: str
    is_sector: bool
    part_of: str
    authorities: tuple[int, ...]
    since: date | None
    until: date | None
    successor: str
    answers_checks: bool
    email_domains: tuple[str, ...]
    named_in: tuple[str, ...]
    note: str

    def is_current(self, day: date) -> bool:
        """Whether the agency exists on a day: both ends count."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class TeamPost:
    """So many posts of one role in a team."""

    title: str
    role: str
    count: int


@dataclass(frozen=True, slots=True)
class Team:
    """A team that can be handed work. `shared` teams stand in the files of several partnerships under one code."""

    code: str
    name: str
    kind: str
    agency: str
    authorities: tuple[int, ...]
    telephone: str
    answers_checks: bool
    takes_handoffs: bool
    shared: bool
    posts: tuple[TeamPost, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CommissionedService:
    """Help bought from a provider: who gives it, through which team, for whom, and how many places it has at once."""

    code: str
    name: str
    provider: str
    team: str
    authorities: tuple[int, ...]
    levels: tuple[int, ...]
    places: int
    offers: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Hub:
    """A front door: the team that runs it, the host council, its partners, and the teams that answer its checks."""

    code: str
    name: str
    host: str
    team: str
    authorities: tuple[int, ...]
    since: date
    until: date | None
    partners: tuple[str, ...]
    asks: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LocalStandard:
    """A local value for a timescale of `law/` whose source leaves room. No authorities means all of the partnership."""

    timescale: str
    variant: str
    amount: int
    unit: str
    authorities: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """A half term with its first and last day for pupils and staff (training days are inside it)."""

    school_year: str
    name: str
    starts_on: date
    ends_on: date
    authorities: tuple[int, ...]
    named_in: str


@dataclass(frozen=True, slots=True)
class ThresholdClause:
    """One descriptor of a level, cited by decisions under its stable id, such as `3.2`."""

    id: str
    domain: str
    text: str


@dataclass(frozen=True, slots=True)
class ThresholdLevel:
    """A level of need (1 universal to 4 statutory) with its descriptors."""

    level: int
    name: str
    summary: str
    clauses: tuple[ThresholdClause, ...]


@dataclass(frozen=True, slots=True)
class ThresholdVersion:
    """A version of a threshold document. `wording` is `published`, or `demonstration` when the words are ours."""

    version: str
    wording: str
    in_force_from: date
    in_force_until: date | None
    domains: tuple[tuple[str, str], ...]
    levels: tuple[ThresholdLevel, ...]

    def clause(self, clause_id: str) -> ThresholdClause:
        """The descriptor under an id. Raises KeyError when this version has none."""
        for level in self.levels:
            for clause in level.clauses:
                if clause.id == clause_id:
                    return clause
        raise KeyError(f"Version {self.version} of the threshold document has no clause {clause_id}.")


@dataclass(frozen=True, slots=True)
class ThresholdDocument:
    """The threshold document the safeguarding partners publish (Working Together 2023, chapters 2 and 3)."""

    code: str
    title: str
    authorities: tuple[int, ...]
    versions: tuple[ThresholdVersion, ...]

    def version_on(self, day: date) -> ThresholdVersion | None:
        """The version in force on a day, if any."""
        for version in self.versions:
            if version.in_force_from <= day and (version.in_force_until is None or day <= version.in_force_until):
                return version
        return None


@dataclass(frozen=True, slots=True)
class Priority:
    """A thematic priority of the partnership and the agency that leads it."""

    code: str
    title: str
    lead: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """A body of the partnership: executive, engine room, working group, Teeswide group."""

    code: str
    name: str
    kind: str
    meets: str
    note: str


@dataclass(frozen=True, slots=True)
class Area:
    """Everything one area file says."""

    file: str
    partnership: Partnership
    authorities: tuple[Authority, ...]
    agencies: tuple[Agency, ...]
    teams: tuple[Team, ...]
    services: tuple[CommissionedService, ...]
    hubs: tuple[Hub, ...]
    local_standards: tuple[LocalStandard, ...]
    terms: tuple[SchoolTerm, ...]
    threshold_documents: tuple[ThresholdDocument, ...]
    priorities: tuple[Priority, ...]
    groups: tuple[Group, ...]

    def authority(self, code: int) -> Authority:
        """The authority with a DfE code. Raises KeyError when this partnership has none."""
        return {authority.code: authority for authority in self.authorities}[code]

    def agency(self, code: str) -> Agency:
        """The agency with a code. Raises KeyError when this partnership has none."""
        return {agency.code: agency for agency in self.agencies}[code]

    def team(self, code: str) -> Team:
        """The team with a code. Raises KeyError when this partnership has none."""
        return {team.code: team for team in self.teams}[code]

    def hub_for(self, authority: int, day: date) -> Hub | None:
        """The front door that serves an authority on a day."""
        for hub in self.hubs:
            if authority in hub.authorities and hub.since <= day and (hub.until is None or day <= hub.until):
                return hub
        return None

    def threshold_document_for(self, authority: int) -> ThresholdDocument | None:
        """The threshold document an authority's decisions cite."""
        return next((document for document in self.threshold_documents if authority in document.authorities), None)

    def statutory_partners(self, day: date) -> tuple[Agency, ...]:
        """The safeguarding partners on a day: a clinical commissioning group then, an integrated care board now."""
        return tuple(a for a in self.agencies if a.standing == "statutory_partner" and a.is_current(day))

    def standards_for(self, authority: int) -> dict[str, dict[str, dict[str, int | str]]]:
        """Local values of one authority, `{timescale: {variant or "default": {"amount": 4, "unit": "clock_hours"}}}`.

        A value for named authorities wins over one for the whole partnership. `LocalStandards.from_plain` takes it.
        """
        values: dict[str, dict[str, dict[str, int | str]]] = {}
        for standard in sorted(self.local_standards, key=lambda standard: bool(standard.authorities)):
            if not standard.authorities or authority in standard.authorities:
                variants = values.setdefault(standard.timescale, {})
                variants[standard.variant or DEFAULT] = {"amount": standard.amount, "unit": standard.unit}
        return values


# Which line of the file a value stands on ------------------------------------------------------------------------

Place = tuple[str | int, ...]


class _Lines:
    """Finds the line of every table, key and list element in a TOML text that is already known to be well formed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {(): 1}
        self.counts: dict[Place, int] = {}
        self._line, self._counted = 1, 0
        prefix: Place = ()
        while self._skip_blank():
            if self.text.startswith("[[", self.at):
                self.at += 2
                prefix = self._array_table(self._key())
                self.at += 2
            elif self.text[self.at] == "[":
                self.at += 1
                prefix = self._table(self._key())
                self.at += 1
            else:
                self._pair(prefix)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def _mark(self, place: Place) -> None:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        self.lines.setdefault(place, self._line)

    def _skip_blank(self) -> bool:
        """Moves over spaces, line ends and comments. False at the end of the text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character in " \t\r\n":
                self.at += 1
            else:
                return True
        return False

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip_blank()
            if self.text[self.at] in "\"'":
                quote = self.text[self.at]
                end = self.text.index(quote, self.at + 1)
                parts.append(self.text[self.at + 1 : end])
                self.at = end + 1
            else:
                start = self.at
                while self.text[self.at].isalnum() or self.text[self.at] in "-_":
                    self.at += 1
                parts.append(self.text[start : self.at])
            self._skip_blank()
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _within(self, parts: Sequence[str]) -> Place:
        place: Place = ()
        for part in parts:
            place += (part,)
            if place in self.counts:
                place += (self.counts[place] - 1,)
        return place

    def _table(self, parts: Sequence[str]) -> Place:
        place = (*self._within(parts[:-1]), parts[-1])
        self._mark(place)
        return place

    def _array_table(self, parts: Sequence[str]) -> Place:
        array = (*self._within(parts[:-1]), parts[-1])
        index = self.counts.get(array, 0)
        self.counts[array] = index + 1
        self._mark(array)
        self._mark((*array, index))
        return (*array, index)

    def _pair(self, prefix: Place) -> None:
        start = self.at
        place = (*prefix, *self._key())
        resume, self.at = self.at, start
        self._mark(place)
        self.at = resume + 1  # the equals sign
        self._value(place)

    def _value(self, place: Place) -> None:
        self._skip_blank()
        opening = self.text[self.at]
        if opening in "\"'":
            self._string(opening)
        elif opening == "[":
            self._collection(place, "]")
        elif opening == "{":
            self._collection(place, "}")
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\n#":
                self.at += 1

    def _string(self, quote: str) -> None:
        closing = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(closing)
        while not self.text.startswith(closing, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(closing)
        while len(closing) == 3 and self.text.startswith(quote, self.at):
            self.at += 1

    def _collection(self, place: Place, closing: str) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip_blank()
            if self.text[self.at] == closing:
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                index += 1
            elif closing == "}":
                self._pair(place)
            else:
                self._mark((*place, index))
                self._value((*place, index))


# Reading with care -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """One file while it is read: its lines, the problems so far, the codes it declares and those it refers to."""

    file: str
    lines: _Lines
    problems: list[AreaProblem] = field(default_factory=list)
    declared: dict[str, dict[str | int, Place]] = field(default_factory=dict)
    references: list[tuple[str, str | int, Place]] = field(default_factory=list)

    def problem(self, place: Place, message: str) -> None:
        self.problems.append(AreaProblem(self.file, self.lines.line(place), message))

    def declare(self, kind: str, code: str | int, place: Place) -> None:
        """Note a code and complain about a second one of the same kind."""
        known = self.declared.setdefault(kind, {})
        if code in known:
            first = self.lines.line(known[code])
            self.problem(place, f"The {kind} code {code!r} is used twice; line {first} has it already. Choose another.")
        elif code:
            known[code] = place

    def check_references(self) -> None:
        for kind, code, place in self.references:
            known = self.declared.get(kind, {})
            if code not in known:
                self.problem(place, f"There is no {kind} {code!r}.{_suggest(code, known)} Add it or correct the code.")


def _suggest(word: object, known: Iterable[object]) -> str:
    if isinstance(word, int):
        return f" Known are: {', '.join(str(one) for one in known)}." if known else ""
    close = difflib.get_close_matches(str(word), [str(one) for one in known], n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


class _Table:
    """A table of the file. Each question names a key; `done` reports the keys nobody asked for."""

    def __init__(self, reading: _Reading, raw: Mapping[str, Any], place: Place) -> None:
        self.reading = reading
        self.raw = raw
        self.place = place
        self.asked: set[str] = set()

    def _at(self, key: str) -> Place:
        return (*self.place, key) if key in self.raw else self.place

    def problem(self, key: str, message: str) -> None:
        self.reading.problem(self._at(key), message)

    def _take(self, key: str, kind: type | tuple[type, ...], words: str, *, required: bool) -> Any:
        self.asked.add(key)
        if key not in self.raw:
            if required:
                name = f"[{'.'.join(str(part) for part in self.place if isinstance(part, str))}]"
                self.problem(key, f"{name} needs a line {key} = …, {words}.")
            return None
        value = self.raw[key]
        wrong_bool = isinstance(value, bool) and kind is not bool
        if not isinstance(value, kind) or wrong_bool:
            self.problem(key, f"{key} must be {words}, not {value!r}.")
            return None
        return value

    def text(self, key: str, *, required: bool = True) -> str:
        value = self._take(key, str, 'a text in quotation marks, "like this"', required=required)
        if value is not None and not value.strip() and required:
            self.problem(key, f"{key} is empty. Write the text between the quotation marks.")
        return " ".join(value.split()) if value else ""

    def matching(self, key: str, pattern: re.Pattern[str], words: str, *, required: bool = True) -> str:
        value = self.text(key, required=required)
        if value and not pattern.match(value):
            self.problem(key, f"{key} = {value!r} is not {words}.")
        return value

    def code(self, key: str, *, declares: str = "", refers_to: str = "", required: bool = True) -> str:
        value = self.matching(
            key, _CODE, "a code: small letters, digits and hyphens, such as early-help", required=required
        )
        if value and declares:
            self.reading.declare(declares, value, self._at(key))
        if value and refers_to:
            self.reading.references.append((refers_to, value, self._at(key)))
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, required=default is None)
        if not value:
            return default or ""
        if value not in choices:
            listed = ", ".join(one for one in choices if one)
            self.problem(key, f"{key} = {value!r} is not known.{_suggest(value, choices)} Choose one of: {listed}.")
        return value

    def whole(self, key: str, *, required: bool = True, least: int = 0, most: int = 100_000) -> int:
        value = self._take(key, int, "a whole number", required=required)
        if value is not None and not least <= value <= most:
            self.problem(key, f"{key} = {value} must lie between {least} and {most}.")
        return value or 0

    def truth(self, key: str, default: bool = False) -> bool:
        value = self._take(key, bool, "true or false without quotation marks", required=False)
        return default if value is None else bool(value)

    def day(self, key: str) -> date:
        """A date that must be there; until the errors are told, the first of all days stands in for a missing one."""
        return self.day_or_none(key, required=True) or date.min

    def day_or_none(self, key: str, *, required: bool = False) -> date | None:
        words = "a date without quotation marks, such as 2019-04-10"
        value = self._take(key, date, words, required=required)
        if isinstance(value, date) and not 1900 <= value.year <= 2100:
            self.problem(key, f"{key} = {value} cannot be right: the year must lie between 1900 and 2100.")
        return value

    def phone(self, key: str, *, required: bool = True) -> str:
        value = self.text(key, required=required)
        if value and not _PHONE.match(value.replace(" ", "")):
            self.problem(key, f"{key} = {value!r} is not a UK telephone number: write 0 and nine or ten more digits.")
        return value

    def hour(self, key: str) -> time:
        value = self.text(key)
        match = _HOUR.match(value)
        if value and not match:
            self.problem(key, f"{key} = {value!r} is not a time of day: write it like 08:30, from 00:00 to 23:59.")
        return time(int(match[1]), int(match[2])) if match else time.min

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        return tuple(self._list(key, str, "texts in quotation marks", required=required))

    def choices(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        values = self.texts(key, required=True)
        for index, value in enumerate(values):
            if value not in choices:
                message = f"{value!r} is not known.{_suggest(value, choices)} Choose from: {', '.join(choices)}."
                self.reading.problem((*self.place, key, index), message)
        return values

    def codes(self, key: str, refers_to: str, *, required: bool = False) -> tuple[str, ...]:
        values = self.texts(key, required=required)
        for index, value in enumerate(values):
            self.reading.references.append((refers_to, value, (*self.place, key, index)))
        return values

    def authorities(self, *, required: bool = True, also: Iterable[int] = ()) -> tuple[int, ...]:
        """A list of DfE codes. `also` are codes of neighbours that a shared team may serve."""
        values = tuple(self._list("authorities", int, "DfE codes such as 808", required=required))
        for index, value in enumerate(values):
            if value not in also:
                self.reading.references.append(("authority", value, (*self.place, "authorities", index)))
        return values

    def neighbours(self) -> tuple[int, ...]:
        """DfE codes of councils outside the partnership that a shared team serves as well."""
        return tuple(self._list("neighbours", int, "DfE codes such as 808", required=False))

    def wholes(self, key: str, allowed: Sequence[int]) -> tuple[int, ...]:
        values = tuple(self._list(key, int, "whole numbers", required=True))
        for index, value in enumerate(values):
            if value not in allowed:
                listed = ", ".join(str(one) for one in allowed)
                self.reading.problem((*self.place, key, index), f"{value} is not allowed: choose from {listed}.")
        return values

    def _list(self, key: str, kind: type, words: str, *, required: bool) -> list[Any]:
        value = self._take(key, list, f"a list of {words} in square brackets", required=required)
        if value is None:
            return []
        if required and not value:
            self.problem(key, f"{key} is an empty list. Name at least one.")
        good = []
        seen: set[Any] = set()
        for index, one in enumerate(value):
            place = (*self.place, key, index)
            if not isinstance(one, kind) or isinstance(one, bool):
                self.reading.problem(place, f"{key} holds {one!r}, but must be a list of {words}.")
            elif one in seen:
                self.reading.problem(place, f"{one!r} stands twice in {key}. Take one out.")
            else:
                seen.add(one)
                good.append(one)
        return good

    def tables(self, key: str, *, required: bool = False) -> "list[_Table]":
        value = self._take(key, list, f"one or more [[{key}]] tables", required=required)
        found = []
        for index, one in enumerate(value or ()):
            place = (*self.place, key, index)
            if isinstance(one, dict):
                found.append(_Table(self.reading, one, place))
            else:
                self.reading.problem(place, f"{key} must hold tables: start each with a line [[{key}]].")
        return found

    def table(self, key: str) -> "_Table":
        value = self._take(key, dict, f"a table that starts with a line [{key}]", required=True)
        return _Table(self.reading, value or {}, (*self.place, key))

    def spell(self, start: str, end: str) -> tuple[date | None, date | None]:
        """A first and last day, the last not before the first."""
        first, last = self.day_or_none(start), self.day_or_none(end)
        if first and last and last < first:
            self.problem(end, f"{end} ({last}) is before {start} ({first}). Correct one of the two.")
        return first, last

    def done(self) -> None:
        for key in self.raw:
            if key not in self.asked:
                near = _suggest(key, self.asked)
                message = f"{key!r} is not a key of this table.{near} docs/areas.md lists the keys."
                self.reading.problem((*self.place, key), message)


# The tables of the file ------------------------------------------------------------------------------------------


def _partnership(table: _Table) -> Partnership:
    described = Partnership(
        code=table.code("code"),
        name=table.text("name"),
        short_name=table.text("short_name"),
        vision=table.text("vision"),
        started_on=table.day("started_on"),
        published_on=table.day_or_none("published_on"),
        lead_authority=table.whole("lead_authority", least=100, most=999),
        lead_means=table.choice("lead_means", ("host", "lead_authority")),
        brand_colour=table.matching("brand_colour", _COLOUR, "a colour: write # and six digits, such as #1d5f6e"),
        note=table.text("note", required=False),
    )
    if described.lead_authority:
        table.reading.references.append(("authority", described.lead_authority, (*table.place, "lead_authority")))
    table.done()
    return described


def _office_hours(table: _Table) -> OfficeHours:
    days = table.choices("days", DAYS)
    opens, closes = table.hour("opens"), table.hour("closes")
    if "opens" in table.raw and "closes" in table.raw and closes <= opens:
        table.problem("closes", f"closes ({closes:%H:%M}) must be later than opens ({opens:%H:%M}).")
    table.done()
    return OfficeHours(tuple(DAYS.index(day) + 1 for day in days if day in DAYS), opens, closes)


def _authority(table: _Table) -> Authority:
    code = table.whole("code", least=100, most=999)
    table.reading.declare("authority", code, (*table.place, "code"))
    hours = tuple(_office_hours(one) for one in table.tables("office_hours", required=True))
    taken: set[int] = set()
    for index, spell in enumerate(hours):
        if taken & set(spell.days):
            table.reading.problem(
                (*table.place, "office_hours", index), "A weekday has two sets of office hours. Take one out."
            )
        taken |= set(spell.days)
    described = Authority(
        code=code,
        ons_code=table.matching("ons_code", _ONS, "an ONS code, such as E06000004"),
        name=table.text("name"),
        short_name=table.text("short_name"),
        agency=table.code("agency", refers_to="agency"),
        telephone=table.phone("telephone"),
        emergency_telephone=table.phone("emergency_telephone"),
        email=table.text("email"),
        out_of_hours_team=table.code("out_of_hours_team", refers_to="team"),
        office_hours=hours,
    )
    table.done()
    return described


def _agency(table: _Table, types: Sequence[str]) -> Agency:
    since, until = table.spell("since", "until")
    domains = table.texts("email_domains")
    for index, domain in enumerate(domains):
        if not _DOMAIN.match(domain):
            message = f"{domain!r} is not an e-mail domain: write the part after the @ in small letters."
            table.reading.problem((*table.place, "email_domains", index), message)
        else:
            table.reading.declare("e-mail domain", domain, (*table.place, "email_domains", index))
    described = Agency(
        code=table.code("code", declares="agency"),
        name=table.text("name"),
        type=table.choice("type", types),
        standing=table.choice("standing", STANDINGS),
        is_sector=table.truth("is_sector"),
        part_of=table.code("part_of", refers_to="agency", required=False),
        authorities=table.authorities(required=False),
        since=since,
        until=until,
        successor=table.code("successor", refers_to="agency", required=False),
        answers_checks=table.truth("answers_checks"),
        email_domains=domains,
        named_in=table.texts("named_in"),
        note=table.text("note", required=False),
    )
    if described.successor and until is None:
        table.problem("successor", "An agency with a successor needs until = …, its last day.")
    table.done()
    return described


def _check_successors(reading: _Reading, agencies: Sequence[Agency]) -> None:
    known = {agency.code: agency for agency in agencies}
    for index, agency in enumerate(agencies):
        follower = known.get(agency.successor)
        if follower and follower.since and agency.until and follower.since != agency.until + timedelta(days=1):
            reading.problem(
                ("agency", index, "successor"),
                f"{agency.code} ends on {agency.until}, but its successor {follower.code} begins on {follower.since}. "
                "The successor must begin on the next day.",
            )


def _team(table: _Table, neighbours: Sequence[int]) -> Team:
    posts = []
    for one in table.tables("post", required=True):
        posts.append(TeamPost(one.text("title"), one.choice("role", ROLES), one.whole("count", least=1, most=500)))
        one.done()
    shared = table.truth("shared")
    kind = table.choice("kind", TEAM_KINDS)
    described = Team(
        code=table.code("code", declares="team"),
        name=table.text("name"),
        kind=kind,
        agency=table.code("agency", refers_to="agency"),
        authorities=table.authorities(also=neighbours if shared or kind == "front_door_elsewhere" else ()),
        telephone=table.phone("telephone", required=False),
        answers_checks=table.truth("answers_checks"),
        takes_handoffs=table.truth("takes_handoffs"),
        shared=shared,
        posts=tuple(posts),
        note=table.text("note", required=False),
    )
    table.done()
    return described


def _service(table: _Table) -> CommissionedService:
    since, until = table.spell("since", "until")
    described = CommissionedService(
        code=table.code("code", declares="commissioned service"),
        name=table.text("name"),
        provider=table.code("provider", refers_to="agency"),
        team=table.code("team", refers_to="team"),
        authorities=table.authorities(),
        levels=table.wholes("levels", LEVELS),
        places=table.whole("places", least=1, most=10_000),
        offers=table.text("offers"),
        since=since,
        until=until,
    )
    table.done()
    return described


def _hub(table: _Table) -> Hub:
    since, until = table.spell("since", "until")
    if "since" not in table.raw:
        table.day("since")
    described = Hub(
        code=table.code("code", declares="hub"),
        name=table.text("name"),
        host=table.code("host", refers_to="agency"),
        team=table.code("team", refers_to="team"),
        authorities=table.authorities(),
        since=since or date.min,
        until=until,
        partners=table.codes("partners", "agency", required=True),
        asks=table.codes("asks", "team"),
        note=table.text("note", required=False),
    )
    table.done()
    return described


def _check_hubs(reading: _Reading, hubs: Sequence[Hub], teams: Sequence[Team]) -> None:
    """No authority has two front doors on one day, and only a team that answers checks is asked."""
    by_code = {team.code: team for team in teams}
    for index, hub in enumerate(hubs):
        for place, code in enumerate(hub.asks):
            if code in by_code and not by_code[code].answers_checks:
                message = (
                    f"Team {code!r} does not answer checks. Write answers_checks = true there or take it out here."
                )
                reading.problem(("hub", index, "asks", place), message)
        for other in hubs[:index]:
            both = set(hub.authorities) & set(other.authorities)
            if both and hub.since <= (other.until or date.max) and other.since <= (hub.until or date.max):
                listed = ", ".join(str(code) for code in sorted(both))
                message = f"Hubs {other.code!r} and {hub.code!r} both serve {listed} on the same day. End one of them."
                reading.problem(("hub", index), message)


def _standard(table: _Table) -> LocalStandard:
    described = LocalStandard(
        timescale=table.code("timescale"),
        variant=table.choice("variant", VARIANTS, default=""),
        amount=table.whole("amount", least=1, most=1000),
        unit=table.choice("unit", UNITS),
        authorities=table.authorities(required=False),
        note=table.text("note", required=False),
    )
    if described.timescale and described.unit in UNITS and described.amount:
        limit = {"amount": described.amount, "unit": described.unit}
        try:
            LocalStandards.from_plain(
                {described.timescale: {described.variant or DEFAULT: limit}}, "The local standard"
            )
        except LocalStandardError as error:
            table.problem("timescale", str(error))
    for authority in described.authorities or (0,):
        key = f"{described.timescale} {described.variant} {authority or 'all'}"
        table.reading.declare("local standard", key, table.place)
    table.done()
    return described


def _term(table: _Table) -> SchoolTerm:
    starts_on, ends_on = table.spell("starts_on", "ends_on")
    for key in ("starts_on", "ends_on"):
        if key not in table.raw:
            table.day(key)
    described = SchoolTerm(
        school_year=table.matching("school_year", re.compile(r"20\d\d-\d\d\Z"), "a school year, such as 2024-25"),
        name=table.text("name"),
        starts_on=starts_on or date.min,
        ends_on=ends_on or date.min,
        authorities=table.authorities(),
        named_in=table.text("named_in", required=False),
    )
    table.done()
    return described


def _threshold_document(table: _Table) -> ThresholdDocument:
    versions = tuple(_threshold_version(one) for one in table.tables("version", required=True))
    for index, version in enumerate(versions):
        for other in versions[:index]:
            if version.in_force_from <= (other.in_force_until or date.max):
                message = (
                    f"Version {version.version} begins before version {other.version} has ended. Put the versions in "
                    "order and give each but the newest its in_force_until."
                )
                table.reading.problem((*table.place, "version", index), message)
                break
    described = ThresholdDocument(
        code=table.code("code", declares="threshold document"),
        title=table.text("title"),
        authorities=table.authorities(),
        versions=versions,
    )
    table.done()
    return described


def _threshold_version(table: _Table) -> ThresholdVersion:
    first, last = table.spell("in_force_from", "in_force_until")
    if first is None and "in_force_from" not in table.raw:
        table.day("in_force_from")
    domains = []
    for one in table.tables("domains", required=True):
        domains.append((one.matching("code", re.compile(r"[a-z_]+\Z"), "a code of small letters"), one.text("name")))
        one.done()
    names = [code for code, _ in domains]
    levels = []
    seen: dict[str, Place] = {}
    for one in table.tables("level", required=True):
        level = one.whole("level", least=1, most=4)
        clauses = []
        for clause in one.tables("clauses", required=True):
            clause_id = clause.matching("id", _CLAUSE, "a clause number such as 3.2")
            if clause_id in seen:
                first_line = table.reading.lines.line(seen[clause_id])
                clause.problem("id", f"Clause {clause_id} is written twice; line {first_line} has it already.")
            elif clause_id and not clause_id.startswith(f"{level}."):
                clause.problem("id", f"Clause {clause_id} stands under level {level}: its number must begin {level}.")
            seen.setdefault(clause_id, (*clause.place, "id"))
            clauses.append(ThresholdClause(clause_id, clause.choice("domain", names), clause.text("text")))
            clause.done()
        levels.append(ThresholdLevel(level, one.text("name"), one.text("summary"), tuple(clauses)))
        one.done()
    if [level.level for level in levels] != list(LEVELS):
        table.reading.problem(
            (*table.place, "level"), "A version needs the four levels 1, 2, 3 and 4, once each and in this order."
        )
    described = ThresholdVersion(
        version=table.text("version"),
        wording=table.choice("wording", ("published", "demonstration")),
        in_force_from=first or date.min,
        in_force_until=last,
        domains=tuple(domains),
        levels=tuple(levels),
    )
    table.done()
    return described


def _priority(table: _Table) -> Priority:
    since, until = table.spell("since", "until")
    if "since" not in table.raw:
        table.day("since")
    described = Priority(
        code=table.code("code", declares="priority"),
        title=table.text("title"),
        lead=table.code("lead", refers_to="agency"),
        since=since or date.min,
        until=until,
    )
    table.done()
    return described


def _group(table: _Table) -> Group:
    described = Group(
        code=table.code("code", declares="group"),
        name=table.text("name"),
        kind=table.choice(
            "kind", ("executive", "engine_room", "working_group", "teeswide_group", "hub_board", "board")
        ),
        meets=table.text("meets", required=False),
        note=table.text("note", required=False),
    )
    table.done()
    return described


# Reading files ---------------------------------------------------------------------------------------------------


def agency_types() -> tuple[str, ...]:
    """The types an agency may have: those of the law's code set, and the bodies that never bring a contact."""
    return (*code_set("agency_type").known, *BODY_TYPES)


def read_area(path: Path | str) -> Area:
    """Read and check one area file.

    Raises `AreaErrors` with every problem found, each with its line; OSError when the file cannot be opened.
    """
    path = Path(path)
    file = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8 text. Save it again with the encoding UTF-8."
        before = path.read_bytes()[: error.start].count(b"\n")
        raise AreaErrors([AreaProblem(file, before + 1, message)]) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        what = re.sub(r"\s*\(at .*\)", "", str(error))
        message = f"The line cannot be read as TOML: {what}. Look for a missing quotation mark, bracket or equals sign."
        raise AreaErrors([AreaProblem(file, line, message)]) from None
    reading = _Reading(file, _Lines(text))
    area = _area(_Table(reading, raw, ()))
    if reading.problems:
        raise AreaErrors(reading.problems)
    return area


def _area(top: _Table) -> Area:
    """All tables of a file, with the references between them checked."""
    reading = top.reading
    written = top.whole("format", least=1, most=99)
    if written > 1:
        top.problem("format", f"This version of Lantern reads format 1, not {written}.")
    neighbours, types = top.neighbours(), agency_types()
    partnership = _partnership(top.table("partnership"))
    authorities = tuple(_authority(one) for one in top.tables("authority", required=True))
    agencies = tuple(_agency(one, types) for one in top.tables("agency", required=True))
    teams = tuple(_team(one, neighbours) for one in top.tables("team", required=True))
    hubs = tuple(_hub(one) for one in top.tables("hub", required=True))
    area = Area(
        file=reading.file,
        partnership=partnership,
        authorities=authorities,
        agencies=agencies,
        teams=teams,
        services=tuple(_service(one) for one in top.tables("commissioned_service")),
        hubs=hubs,
        local_standards=tuple(_standard(one) for one in top.tables("local_standard")),
        terms=tuple(_term(one) for one in top.tables("term")),
        threshold_documents=tuple(_threshold_document(one) for one in top.tables("threshold_document", required=True)),
        priorities=tuple(_priority(one) for one in top.tables("priority")),
        groups=tuple(_group(one) for one in top.tables("group")),
    )
    top.done()
    _check_successors(reading, agencies)
    _check_hubs(reading, hubs, teams)
    reading.check_references()
    covered = {code for document in area.threshold_documents for code in document.authorities}
    for index, authority in enumerate(authorities):
        if authority.code and authority.code not in covered:
            message = f"No threshold document covers authority {authority.code}. Add its code to one."
            reading.problem(("authority", index, "code"), message)
    return area


def read_areas(folder: Path | str) -> tuple[Area, ...]:
    """Every area file of a folder, by file name, checked one by one and against each other.

    Agencies and teams that stand in several files must agree on what they are, and no authority may belong to two
    partnerships. Raises `AreaErrors` with the problems of all files.
    """
    problems: list[AreaProblem] = []
    areas: list[Area] = []
    paths = sorted(Path(folder).glob("*.toml"))
    if not paths:
        raise AreaErrors([AreaProblem(str(Path(folder).name), 1, "The folder holds no area file (*.toml). Add one.")])
    for path in paths:
        try:
            areas.append(read_area(path))
        except AreaErrors as errors:
            problems.extend(errors.problems)
    problems.extend(_disagreements(areas, {area.file: path for area, path in zip(areas, paths, strict=False)}))
    if problems:
        raise AreaErrors(problems)
    return tuple(areas)


def _disagreements(areas: Sequence[Area], paths: Mapping[str, Path]) -> list[AreaProblem]:
    found: list[AreaProblem] = []
    seen: dict[tuple[str, str | int], tuple[str, object]] = {}

    def compare(area: Area, kind: str, index: int, code: str | int, described: object, advice: str) -> None:
        first = seen.setdefault((kind, code), (area.file, described))
        if first[0] != area.file and first[1] != described:
            lines = _Lines(paths[area.file].read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
            message = f"The {kind} {code!r} is described differently in {first[0]}. {advice}"
            found.append(AreaProblem(area.file, lines.line((kind, index)), message))

    for area in areas:
        for index, authority in enumerate(area.authorities):
            advice = "An authority belongs to one partnership: take it out of one file."
            compare(area, "authority", index, authority.code, area.file, advice)
        for index, agency in enumerate(area.agencies):
            facts = (agency.name, agency.type, agency.since, agency.until, agency.email_domains)
            advice = "Give both the same name, type, dates and e-mail domains, or choose another code."
            compare(area, "agency", index, agency.code, facts, advice)
        for index, team in enumerate(area.teams):
            shown = (team.name, team.kind, team.agency, team.authorities, team.posts) if team.shared else area.file
            advice = "A shared team must read the same in both files and say shared = true; else choose another code."
            compare(area, "team", index, team.code, shown, advice)
    return found
