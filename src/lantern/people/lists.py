"""A whole register from a file, and a file of descriptions answered with candidates: for agencies' lists and for
measuring.
"""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.db import connection, transaction

from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people import keys, matching
from lantern.people.actions.writing import shown_names
from lantern.people.finding.probing import Judged, look_for
from lantern.spine.actors import Actor
from lantern.spine.identity import new_id, new_reference

COLUMNS = (
    "first_names", "last_name", "date_of_birth", "sex", "house", "street", "postcode", "nhs_number", "upn",
)  # fmt: skip
"""What a list says of each person, beside ``person_id`` (a register) or ``query_id`` (descriptions)."""

ANSWERED = ("query_id", "rank", "person_id", "score", "weight", "reasons")
"""The columns of a file of candidates."""

_AT_A_TIME = 10_000


class ListError(Exception):
    """A list that can not be read at all, in words for whoever sent it."""


class Refused(NamedTuple):
    """A row that was left out, as it came, and why."""

    line: int
    row: dict[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list: their number there, and what the list says of them."""

    number: str
    first_names: str
    last_name: str
    birth: matching.Birth | None
    sex: str
    house: str
    street: str
    postcode: str
    nhs_number: str
    upn: str

    @property
    def description(self) -> matching.Description:
        named = self.first_names or self.last_name
        return matching.Description(
            names=(matching.Name(self.first_names, self.last_name),) if named else (),
            birth=self.birth,
            sex=self.sex,
            addresses=(matching.Address(self.house, self.street, self.postcode),)
            if self.house or self.street or self.postcode
            else (),
            nhs_number=self.nhs_number,
            upn=self.upn,
        )


def read_list(file: Iterable[str], number: str, refuse: Callable[[Refused], None]) -> Iterator[Listed]:
    """The people of a list. Raises ListError when the number's column or all others are missing; a row without a
    number, with a date that is none or with nothing in it is refused.
    """
    rows = csv.DictReader(file)
    named = {(name or "").strip().lower() for name in rows.fieldnames or ()}
    if number not in named:
        raise ListError(f"The file has no column {number}. It needs {number} and any of: {', '.join(COLUMNS)}.")
    if not named & set(COLUMNS):
        raise ListError(f"The file says nothing about anybody. It needs any of these columns: {', '.join(COLUMNS)}.")
    try:
        for row in rows:
            told = {(name or "").strip().lower(): str(value or "").strip() for name, value in row.items()}
            try:
                yield _listed(told, number)
            except ValueError as problem:
                refuse(Refused(rows.line_num, {name: told.get(name, "") for name in (number, *COLUMNS)}, str(problem)))
    except csv.Error as problem:
        raise ListError(f"Line {rows.line_num} is no line of a CSV file: {problem}.") from None
    except UnicodeDecodeError:
        raise ListError("The file is not written in UTF-8. Save it as “CSV UTF-8” and try again.") from None


def _listed(told: Mapping[str, str], number: str) -> Listed:
    if not told[number]:
        raise ValueError(f"There is no {number}.")
    if not any(told.get(name) for name in COLUMNS):
        raise ValueError("Nothing is said about this person.")
    for name, most in _LONGEST.items():
        if len(told.get(name, "")) > most:
            raise ValueError(f"{name} is longer than {most} characters.")
    sex = told.get("sex", "").upper()[:1]
    return Listed(
        number=told[number],
        first_names=told.get("first_names", ""),
        last_name=told.get("last_name", ""),
        birth=_birth(told.get("date_of_birth", "")),
        sex=sex if sex in ("M", "F") else "",
        house=told.get("house", ""),
        street=told.get("street", ""),
        postcode=_kept(told.get("postcode", ""), parse_postcode)[:8],
        nhs_number=_kept(told.get("nhs_number", ""), parse_nhs_number),
        upn=_kept(told.get("upn", ""), parse_upn),
    )


_LONGEST = {"first_names": 100, "last_name": 95, "house": 60, "street": 120, "nhs_number": 40, "upn": 40}


def _kept(typed: str, parse: Any) -> str:
    """A number as it is stored. One that can not be right is kept as it came: a slip of typing is evidence, too."""
    if not typed:
        return ""
    found = parse(typed)
    return str(found.value) if found.ok else typed.upper()


def _birth(text: str) -> matching.Birth | None:
    """2018-05-04, 04/05/2018, 2018-05 or 2018. Raises ValueError for anything else."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d"):
        try:
            return matching.Birth.on(dt.datetime.strptime(text[:10], form).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    year, _, month = text.partition("-")
    if year.isdecimal() and len(year) == 4 and 1900 <= int(year) <= 2100:
        if not month:
            return matching.Birth.in_year(int(year))
        if month.isdecimal() and 1 <= int(month) <= 12:
            return matching.Birth.in_month(int(year), int(month))
    raise ValueError(f"“{text}” is no date: write 2018-05-04, 04/05/2018, 2018-05 or 2018.")


# ---- a register ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Loaded:
    """How many people came in, and how many were on record under their number already."""

    people: int = 0
    known: int = 0


def load(
    people: Iterable[Listed],
    *,
    authority_id: int,
    source: str,
    at: dt.datetime,
    report: Callable[[int], None] = lambda _: None,
) -> Loaded:
    """Write people with their names, addresses, numbers, search keys and facts; each ten thousand in one transaction.
    Somebody whose number ``source`` has given already is left as they are, so that a broken load goes on when it is
    repeated. Runs as the migrating role: COPY does not work under row-level security.
    """
    done = Loaded()
    for batch in _batches(people, _AT_A_TIME):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local synchronous_commit = off")
            cursor.execute("reset role")
            cursor.execute(
                "select value from people_identifier where authority_id = %s and kind = 'agency' and issuer = %s"
                " and value = any(%s)",
                [authority_id, source, [one.number for one in batch]],
            )
            known = {row[0] for row in cursor.fetchall()}
            fresh = list({one.number: one for one in batch if one.number not in known}.values())
            _copy(cursor, _rows(fresh, _references(cursor, len(fresh)), authority_id, source, at))
            cursor.execute("set role lantern_owner")
        done.people += len(fresh)
        done.known += len(batch) - len(fresh)
        report(done.people + done.known)
    return done


_TABLES = {
    "people_person": "id, reference, authority_id, is_child, life, name, sort_name, born_on, birth_known_to, sex,"
    " gender, ethnicity, disabilities, language, needs, restricted, recorded_at, version",
    "people_personname": "id, person_id, authority_id, restricted, kind, first_names, last_name",
    "people_address": "id, person_id, authority_id, restricted, house, street, town, postcode, uprn, protected, source",
    "people_identifier": "id, person_id, authority_id, restricted, kind, value, issuer, verified",
    "people_searchfacts": "person_id, authority_id, restricted, made_by, facts",
    "people_searchkey": "key, authority_id, restricted, person_id",
}


def _references(cursor: Any, wanted: int) -> list[str]:
    """New references that nobody bears. They are random: of a million, some two dozen would meet one that is taken."""
    made: set[str] = set()
    while len(made) < wanted:
        made |= {new_reference("P") for _ in range(wanted - len(made))}
        cursor.execute("select reference from people_person where reference = any(%s)", [list(made)])
        made -= {row[0] for row in cursor.fetchall()}
    return list(made)


def _rows(
    people: Sequence[Listed], references: Sequence[str], authority: int, source: str, at: dt.datetime
) -> dict[str, list[tuple[Any, ...]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
    for one, reference in zip(people, references, strict=True):
        person = new_id()
        name, sort_name = shown_names(one.first_names, one.last_name, unborn=False)
        born, known_to = _stored_birth(one.birth)
        child = one.birth is None or (at.date() - one.birth.latest).days < 18 * 365.25
        rows["people_person"].append(
            (
                person,
                reference,
                authority,
                child,
                "born",
                name,
                sort_name,
                born,
                known_to,
                one.sex or "U",
                "",
                "",
                [],
                "",
                "",
                False,
                at,
                1,
            )  # fmt: skip
        )
        if one.first_names or one.last_name:
            rows["people_personname"].append(
                (new_id(), person, authority, False, "legal", one.first_names, one.last_name)
            )
        if one.house or one.street or one.postcode:
            rows["people_address"].append(
                (new_id(), person, authority, False, one.house, one.street, "", one.postcode, "", False, source)
            )
        for kind, value, issuer in (
            ("nhs", one.nhs_number, ""),
            ("upn", one.upn, ""),
            ("agency", one.number, source),
        ):
            if value:
                rows["people_identifier"].append((new_id(), person, authority, False, kind, value, issuer, False))
        found, facts = keys.stored(replace(one.description, identifiers=((source, one.number),)))
        rows["people_searchfacts"].append((person, authority, False, matching.KEY_VERSION, facts))
        rows["people_searchkey"] += [(key, authority, False, person) for key in found]
    # In the order of the index, so that ten thousand people touch each of its pages once.
    rows["people_searchkey"].sort(key=lambda row: row[0])
    return rows


def _stored_birth(birth: matching.Birth | None) -> tuple[dt.date | None, str]:
    if birth is None:
        return None, "unknown"
    if birth.is_exact:
        return birth.earliest, "day"
    return birth.earliest, "month" if birth.earliest.month == birth.latest.month else "year"


def _copy(cursor: Any, rows: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    for table, columns in _TABLES.items():
        with cursor.cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
            for row in rows[table]:
                copy.write_row(row)


# ---- descriptions ----------------------------------------------------------------------------------------------------


def answer(
    asked: Iterable[Listed],
    to: IO[str],
    *,
    by: Actor,
    acting: Callable[[Any], Any],
    source: str,
    top: int = 5,
    report: Callable[[int], None] = lambda _: None,
) -> int:
    """Write candidates for each description, the strongest first; whoever speaks for nobody is left out. A person is
    named by the number that ``source`` gave them, otherwise by reference. Returns how many were asked.
    """
    written = csv.writer(to)
    written.writerow(ANSWERED)
    done = 0
    for batch in _batches(asked, 200):
        with acting(by):
            found = [(one, _likely(one.description, by, top)) for one in batch]
            numbers = _numbers({judged.person for _, likely in found for judged in likely}, source)
        for one, likely in found:
            side = matching.side_of(one.description)
            for rank, judged in enumerate(likely, 1):
                match = matching.explained(judged.weighed, side, judged.side, judged.model)
                reasons = [
                    *(reason.text for reason in match.agreements),
                    *(f"Against: {reason.text}" for reason in match.disagreements),
                    *([f"Limited: {match.limited_by}"] if match.limited_by else []),
                ]
                written.writerow(
                    (
                        one.number,
                        rank,
                        numbers.get(judged.person, str(judged.person)),
                        f"{match.strength:.6f}",
                        f"{match.weight:.3f}",
                        "; ".join(reasons),
                    )
                )
        done += len(batch)
        report(done)
    return done


def _likely(description: matching.Description, by: Actor, top: int) -> list[Judged]:
    [judged] = look_for([description], by=by)
    return judged[:top]


def _numbers(people: set[uuid.UUID], source: str) -> dict[uuid.UUID, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, coalesce((select i.value from people_identifier i where i.person_id = p.id"
            " and i.kind = 'agency' and i.issuer = %s limit 1), p.reference) from people_person p where p.id = any(%s)",
            [source, list(people)],
        )
        return dict(cursor.fetchall())


def _batches[T](items: Iterable[T], size: int) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def write_refused(path: Path, refused: Sequence[Refused], number: str) -> None:
    """The rows that were left out, with why, in a file that can be mended and sent again."""
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.DictWriter(file, (number, *COLUMNS, "why"))
        written.writeheader()
        for each in refused:
            written.writerow({**each.row, "why": f"Line {each.line}: {each.why}"})
