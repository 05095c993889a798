"""The known-to index: which agencies know somebody, and whom to call. Pointers only, lent by agencies that choose to.

An agency takes part area by area, on its lead's word. A feed replaces what the agency fed before; switched off, all of
it is gone, and is counted to prove it. Nobody browses the index: a hub looks from an open contact, for the people that
were identified on it, and each pointer that is shown is written down where the agency reads it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from lantern.disclosure.models import KnownToAnswer, KnownToFeed, KnownToLook, KnownToPointer
from lantern.disclosure.permissions import FEED_KNOWN_TO, LOOK_KNOWN_TO, SWITCH_KNOWN_TO
from lantern.frontdoor.models import Contact
from lantern.frontdoor.states import STILL_WITH_US
from lantern.law.identifiers import parse_nhs_number, parse_postcode
from lantern.people import keys, matching
from lantern.people.models import Person
from lantern.people.names import normalise
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused

MAX_BYTES, MAX_ROWS = 10_000_000, 50_000
SHOWN = 200
"""Looks of a list."""

_COLUMNS = {
    "first names": "first_names",
    "first name": "first_names",
    "given names": "first_names",
    "last name": "last_name",
    "surname": "last_name",
    "date of birth": "born_on",
    "nhs number": "nhs_number",
    "postcode": "postcode",
    "service": "service",
    "last contact": "last_contact_on",
    "call": "call",
}
_NEEDED = ("first_names", "last_name", "born_on", "service", "last_contact_on", "call")
_LONGEST = {"first_names": 100, "last_name": 100, "service": 120, "call": 160}
HEADINGS = "First names, Last name, Date of birth, NHS number, Postcode, Service, Last contact, Call"
"""What a file may hold. A column besides these is refused: the index holds nothing else."""


class FeedRefused(Exception):
    """The file as a whole is not taken, with words for the person who sent it. What was fed before stays."""


@dataclass(frozen=True)
class Row:
    """One pointer as it was fed."""

    first_names: str
    last_name: str
    born_on: dt.date
    service: str
    last_contact_on: dt.date
    call: str
    nhs_number: str = ""
    postcode: str = ""

    @property
    def fingerprint(self) -> str:
        said = f"{normalise(self.first_names)}|{normalise(self.last_name)}|{self.born_on}|{self.nhs_number}"
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass
class Read:
    """What a file held: good rows, and what is wrong with the others, by the number a spreadsheet shows."""

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read(content: bytes) -> Read:
    """Read a file of pointers. Raises FeedRefused when it is not one, or holds more than pointers."""
    if len(content) > MAX_BYTES:
        raise FeedRefused("The file is larger than 10 MB. Send it in parts for each area.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise FeedRefused("This is no table saved as CSV. Save it as “CSV UTF-8” and send it again.")
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [" ".join(cell.lower().split()) for cell in next(lines)]
    except (StopIteration, csv.Error):
        raise FeedRefused("The file is empty.") from None
    unknown = [cell for cell in head if cell and cell not in _COLUMNS]
    if unknown:
        raise FeedRefused(
            f"The file has a column “{unknown[0][:40]}”. Only pointers are taken: {HEADINGS}. Take the column out."
        )
    places = {_COLUMNS[cell]: place for place, cell in enumerate(head) if cell}
    missing = [heading for heading, name in _COLUMNS.items() if name in _NEEDED and name not in places]
    if missing:
        raise FeedRefused(f"The file has no column “{missing[0].capitalize()}”. It needs: {HEADINGS}.")
    found = Read()
    try:
        for number, line in enumerate(lines, 2):
            if not any(cell.strip() for cell in line):
                continue
            if number > MAX_ROWS + 1:
                raise FeedRefused(f"The file has more than {MAX_ROWS:,} rows.")
            cells = {name: line[place].strip() if place < len(line) else "" for name, place in places.items()}
            try:
                found.rows.append(_row(cells))
            except ValueError as problem:
                found.problems.append((number, str(problem)))
    except csv.Error:
        raise FeedRefused("The file breaks off in the middle of a cell. Save it again as CSV.") from None
    return found


def _row(cells: Mapping[str, str]) -> Row:
    for name in _NEEDED:
        if not cells.get(name):
            heading = next(heading for heading, column in _COLUMNS.items() if column == name)
            raise ValueError(f"“{heading.capitalize()}” is empty.")
    for name, most in _LONGEST.items():
        if len(cells[name]) > most:
            raise ValueError(f"“{cells[name][:20]}…” is too long: at most {most} characters.")
        if cells[name][:1] in "=+@" or cells[name].startswith("-"):
            raise ValueError("A cell holds a formula.")
    nhs, postcode = cells.get("nhs_number", ""), cells.get("postcode", "")
    if nhs:
        parsed = parse_nhs_number(nhs)
        if not parsed.ok:
            raise ValueError(parsed.reason)
        nhs = parsed.value
    if postcode:
        place = parse_postcode(postcode)
        if not place.ok:
            raise ValueError(place.reason)
        postcode = place.value
    return Row(
        first_names=cells["first_names"],
        last_name=cells["last_name"],
        born_on=_day(cells["born_on"], "Date of birth"),
        service=cells["service"],
        last_contact_on=_day(cells["last_contact_on"], "Last contact"),
        call=cells["call"],
        nhs_number=nhs,
        postcode=postcode,
    )


def _day(text: str, heading: str) -> dt.date:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise ValueError(f"“{heading}” is no date like 09/03/2015.")


# ---- The agency's side ----------------------------------------------------------------------------------------------


def _own(by: Actor) -> int:
    if by.agency_id is None:
        raise MoveRefused(refused("Only an agency lends pointers."))
    return by.agency_id


@transaction.atomic
def switch(authority_id: int, *, on: bool, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> KnownToFeed:
    """The agency's lead lets it take part in an area's index, or ends that: then everything it lent is removed."""
    acts.require(by.may(SWITCH_KNOWN_TO))
    acts.claim(key, move="disclosure.switch_known_to", by=by)
    found, _made = KnownToFeed.objects.get_or_create(
        authority_id=authority_id,
        partner_agency_id=_own(by),
        defaults={"switched_at": at, "switched_by_name": by.name[:120]},
    )
    found.is_on, found.switched_at, found.switched_by_name = on, at, by.name[:120]
    if not on:
        found.removed = _remove(found)
        KnownToAnswer.objects.filter(authority_id=authority_id, partner_agency_id=found.partner_agency_id).delete()
        found.rows = found.refused = 0
        found.fed_at = None
    found.save()
    return found


def _remove(feed: KnownToFeed) -> int:
    return KnownToPointer.objects.filter(feed_id=feed.pk).delete()[0]


@transaction.atomic
def feed(
    content: bytes, *, authority_id: int, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> tuple[KnownToFeed, Read]:
    """Replace what the agency lent to an area's index by what this file holds. Good rows are taken, others told.

    Raises FeedRefused when the file is not taken at all; MoveRefused when the agency takes no part.
    """
    acts.require(by.may(FEED_KNOWN_TO))
    found = (
        KnownToFeed.objects.select_for_update()
        .filter(authority_id=authority_id, partner_agency_id=_own(by), is_on=True)
        .first()
    )
    if found is None:
        raise MoveRefused(
            refused("Your agency takes no part in this index.", owner="the agency's lead", next_step="Ask them first.")
        )
    told = read(content)
    if not told.rows:
        raise FeedRefused("No row of the file could be taken. What you fed before stays.")
    acts.claim(key, move="disclosure.feed_known_to", by=by)
    _remove(found)
    KnownToPointer.objects.bulk_create(
        (
            KnownToPointer(
                feed=found,
                authority_id=authority_id,
                partner_agency_id=found.partner_agency_id,
                fingerprint=row.fingerprint,
                first_names=row.first_names,
                last_name=row.last_name,
                born_on=row.born_on,
                postcode=row.postcode,
                nhs_number=row.nhs_number,
                service=row.service,
                last_contact_on=row.last_contact_on,
                call=row.call,
            )
            for row in told.rows
        ),
        batch_size=2_000,
    )
    found.fed_at, found.rows, found.refused = at, len(told.rows), len(told.problems)
    found.save(update_fields=["fed_at", "rows", "refused"])
    return found, told


@dataclass(frozen=True)
class Part:
    """An agency's part in one area's index, as its page shows it. ``held`` is counted, not remembered."""

    authority_id: int
    feed: KnownToFeed | None
    held: int


def parts_of(*, by: Actor, covers: Iterable[int]) -> list[Part]:
    """The agency's part in each area it covers, with how many pointers are held now. Two statements."""
    feeds = {each.authority_id: each for each in KnownToFeed.objects.filter(partner_agency_id=by.agency_id)}
    held: dict[int, int] = {}
    for authority in KnownToPointer.objects.filter(partner_agency_id=by.agency_id).values_list(
        "authority_id", flat=True
    ):
        held[authority] = held.get(authority, 0) + 1
    return [Part(area, feeds.get(area), held.get(area, 0)) for area in covers]


def looks_at(*, by: Actor) -> list[dict[str, Any]]:
    """Who of which hub saw what the agency lent, newest first; whose pointer it was only while it is still lent. Two
    statements.
    """
    looks: list[Any] = list(
        KnownToLook.objects.filter(partner_agency_id=by.agency_id)
        .order_by("-at")
        .values("at", "by_name", "team_name", "authority_id", "shown", "fingerprint")[:SHOWN]
    )
    named = {
        each["fingerprint"]: each
        for each in KnownToPointer.objects.filter(
            partner_agency_id=by.agency_id, fingerprint__in={each["fingerprint"] for each in looks}
        ).values("fingerprint", "first_names", "last_name", "service")
    }
    for each in looks:
        pointer = named.get(each["fingerprint"])
        each["whose"] = f"{pointer['first_names']} {pointer['last_name']}" if pointer else ""
        each["service"] = pointer["service"] if pointer else ""
        each["words"] = KnownToLook.Shown(each["shown"]).label
    return looks


# ---- The hub's side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """A pointer that means a person of the contact, or may mean one."""

    person: Person
    pointer: KnownToPointer
    agency: str
    certain: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """What a look showed: who is known to whom, and what must be compared first."""

    known: list[Hit]
    to_compare: list[Hit]

    @property
    def agencies(self) -> int:
        return len({hit.pointer.partner_agency_id for hit in self.known})


def _may_look(contact: Contact, by: Actor) -> None:
    acts.require(by.may(LOOK_KNOWN_TO, contact))
    if contact.state not in STILL_WITH_US:
        raise MoveRefused(refused("This contact is finished, so there is no reason to look now."))


@transaction.atomic
def look(contact: Contact, *, by: Actor, at: dt.datetime, team_name: str = "") -> Seen:
    """Which agencies know the people who were identified on this contact. Each pointer that is shown is written down.

    Raises MoveRefused for a contact that is no longer worked on.
    """
    _may_look(contact, by)
    people = list(Person.objects.filter(reports__contact_id=contact.pk).distinct().order_by("sort_name"))
    if not people:
        raise MoveRefused(
            refused("Nobody is identified on this contact yet.", next_step="Settle who it is about first.")
        )
    seen = Seen([], [])
    for person in people:
        for hit in _hits(person):
            (seen.known if hit.certain else seen.to_compare).append(hit)
    KnownToLook.objects.bulk_create(
        KnownToLook(
            authority_id=contact.authority_id,
            partner_agency_id=hit.pointer.partner_agency_id,
            contact=contact.pk,
            contact_reference=contact.reference,
            fingerprint=hit.pointer.fingerprint,
            shown=KnownToLook.Shown.KNOWN if hit.certain else KnownToLook.Shown.COMPARED,
            user_id=by.user_id,
            by_name=by.name[:120],
            team_name=team_name[:160],
            at=at,
        )
        for hit in (*seen.known, *seen.to_compare)
    )
    ledger.record(
        "known_to_looked",
        by=by,
        at=at,
        authority_id=contact.authority_id,
        episode=contact,
        payload={"known": str(seen.agencies) if seen.agencies else "none"},
    )
    return seen


def _hits(person: Person) -> list[Hit]:
    """Pointers that may mean a person: fetched by equality of birth, number or place, then weighed as find-the-child
    weighs. Three statements.
    """
    ours = keys.description_of(person)
    wanted = Q()
    if ours.birth is not None and ours.birth.is_exact:
        wanted |= Q(born_on=ours.birth.earliest)
    if ours.nhs_number:
        wanted |= Q(nhs_number=ours.nhs_number)
    postcodes = {each.postcode for each in ours.addresses if each.postcode}
    if postcodes:
        wanted |= Q(postcode__in=postcodes)
    if not wanted:
        return []
    pointers = KnownToPointer.objects.filter(wanted, authority_id=person.authority_id, feed__is_on=True)
    answers = {
        (each.partner_agency_id, each.fingerprint): each.same
        for each in KnownToAnswer.objects.filter(person_id=person.pk)
    }
    found = []
    for pointer in pointers.select_related("partner_agency").order_by("partner_agency__name", "-last_contact_on"):
        said = answers.get((pointer.partner_agency_id, pointer.fingerprint))
        match = matching.score(_described(pointer), ours)
        if said is False or (said is None and match.band is matching.Band.UNLIKELY):
            continue
        found.append(
            Hit(
                person,
                pointer,
                pointer.partner_agency.name,
                bool(said) or match.band is matching.Band.CERTAIN,
                tuple(reason.text for reason in (*match.agreements, *match.disagreements)),
            )
        )
    return found


def _described(pointer: KnownToPointer) -> matching.Description:
    return matching.Description(
        names=(matching.Name(pointer.first_names, pointer.last_name),),
        birth=matching.Birth.on(pointer.born_on),
        addresses=(matching.Address("", "", pointer.postcode),) if pointer.postcode else (),
        nhs_number=pointer.nhs_number,
    )


@transaction.atomic
def answer(
    contact: Contact, *, pointer: uuid.UUID, person: str, same: bool, by: Actor, at: dt.datetime
) -> KnownToAnswer:
    """Somebody compared a pointer with a person of the contact, and says whether it means them. It holds for later
    feeds too. Raises MoveRefused when either is not there any more.
    """
    _may_look(contact, by)
    found = KnownToPointer.objects.filter(pk=pointer, authority_id=contact.authority_id).first()
    meant = Person.objects.filter(reference=person, reports__contact_id=contact.pk).first()
    if found is None or meant is None:
        raise MoveRefused(refused("This pointer is not there any more.", next_step="Look again."))
    said, _made = KnownToAnswer.objects.update_or_create(
        person=meant,
        partner_agency_id=found.partner_agency_id,
        fingerprint=found.fingerprint,
        defaults={
            "authority_id": contact.authority_id,
            "restricted": meant.restricted,
            "same": same,
            "by_name": by.name[:120],
            "at": at,
        },
    )
    return said


def looked_before(contact: Contact) -> list[dict[str, Any]]:
    """Who looked for this contact before, and when. One statement."""
    found: Iterable[Any] = (
        KnownToLook.objects.filter(contact=contact.pk).order_by("-at").values("at", "by_name", "team_name")[:SHOWN]
    )
    return list({(each["at"], each["by_name"]): each for each in found}.values())
