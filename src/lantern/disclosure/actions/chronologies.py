"""A chronology for a court or for the family: put together, worded, read by somebody else, released and kept."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lantern.disclosure import gathering, papers, places
from lantern.disclosure.actions.withholding import ways_to_mention
from lantern.disclosure.models import Chronology, ChronologyLine
from lantern.disclosure.passages import mentions
from lantern.disclosure.states import CHRONOLOGY
from lantern.frontdoor.models import Check
from lantern.interface import documents
from lantern.interface.display import LONDON
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine import ledger
from lantern.spine.actors import Actor, refused
from lantern.spine.ledger import Entry
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.sealing import seal, unseal

SUBJECT = "subject"
MOST_LINES = 2_000
"""More entries than a person can choose from: narrow the period."""
NOTABLE = 2
"""From how much on an entry goes to a court unless it is taken out: notable and key ones."""

_NOT_PART_OF_A_LIFE = ("access_request", "disclosure_view", "chronology")
"""Episodes of answering and telling: they are not what happened to the child."""

Audience = Chronology.Audience


@dataclass(frozen=True)
class Unfit:
    """Why a line can not go out as it is worded."""

    number: int
    why: str


class NotFitToShare(Exception):
    """Something stands in the lines that must not go out. ``lines`` says where and what."""

    def __init__(self, lines: Sequence[Unfit]) -> None:
        super().__init__("Something in these lines must not go out.")
        self.lines = tuple(lines)


@transaction.atomic
def compile_chronology(
    people: Sequence[Person],
    *,
    audience: str,
    recipient: str,
    purpose: str,
    by: Actor,
    at: dt.datetime,
    since: dt.date | None = None,
    until: dt.date | None = None,
    only_significant: bool = True,
    named: Sequence[str] = (),
    key: uuid.UUID | None = None,
) -> Made:
    """Put a chronology together from what is recorded about the child (and records read as one with theirs).

    For a court what is notable is chosen to begin with, or everything; for the family nothing is, until somebody
    chooses it. Raises MoveRefused, or AlreadyDone when this key was used before.
    """
    subjects = [each.pk for each in people]
    entries = _entries(subjects, since, until)
    if not entries:
        raise MoveRefused(refused("Nothing is recorded in this time.", next_step="Choose another time."))
    if len(entries) > MOST_LINES:
        raise MoveRefused(
            refused("More happened in this time than one account can hold.", next_step="Narrow the time.")
        )
    chronology = Chronology(
        authority_id=people[0].authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        restricted=any(each.restricted for each in people),
        audience=audience,
        recipient=recipient,
        purpose=purpose,
        since=since,
        until=until,
        only_significant=only_significant,
        named=list(named),
        compiled_by_id=by.user_id,
        compiled_by_name=by.name[:120],
    )
    return CHRONOLOGY.begin(
        "compile",
        chronology,
        by=by,
        at=at,
        about=[(each, SUBJECT) for each in subjects],
        key=key,
        payload=_said(chronology),
        beside=lambda: _write_lines(chronology, people, entries),
    )


def _said(chronology: Chronology) -> dict[str, Any]:
    return {"audience": Audience(chronology.audience).label.lower()}


def _entries(subjects: Sequence[uuid.UUID], since: dt.date | None, until: dt.date | None) -> list[Entry]:
    """What happened in the time, oldest first."""
    begin = dt.datetime.combine(since, dt.time(), tzinfo=LONDON) if since else None
    end = dt.datetime.combine(until, dt.time.max, tzinfo=LONDON) if until else None
    found = ledger.chronology(subjects, limit=MOST_LINES + 1, since=begin)
    return [
        each
        for each in reversed(found)
        if each.episode_kind not in _NOT_PART_OF_A_LIFE and (end is None or each.happened_at <= end)
    ]


def _write_lines(chronology: Chronology, people: Sequence[Person], entries: Sequence[Entry]) -> None:
    hidden = places.patterns_of([each.pk for each in people])
    asked = {each.episode_id for each in entries if each.episode_id and each.episode_kind == "check"}
    checks = {each.pk: each for each in Check.objects.filter(pk__in=asked).select_related("asked_team__agency")}
    ChronologyLine.objects.bulk_create(
        _line(chronology, number, each, checks.get(each.episode_id) if each.episode_id else None, people[0], hidden)
        for number, each in enumerate(entries, 1)
    )


def _line(
    chronology: Chronology, number: int, entry: Entry, check: Check | None, child: Person, hidden: list[Any]
) -> ChronologyLine:
    corrected = f"Corrected since: {entry.corrected_by}" if entry.corrected_by else ""
    found = "\n\n".join(part for part in (entry.sentence, entry.note, corrected) if part)
    words = places.without(found, hidden)
    impact = places.without(f"{entry.impact.text} ({entry.impact.by})", hidden) if entry.impact else ""
    closed = _closed(chronology, check)
    for_court = chronology.audience == Audience.COURT
    if closed:
        words, impact = closed, ""
    elif not for_court:
        words, impact = _in_first_names(words, child), ""
    chosen = not chronology.only_significant or entry.significance >= NOTABLE or entry.impact is not None
    return ChronologyLine(
        chronology=chronology,
        episode_id=chronology.pk,
        authority_id=chronology.authority_id,
        restricted=chronology.restricted,
        number=number,
        event_id=entry.event_id,
        happened_at=entry.happened_at,
        significance=entry.significance,
        found=found,
        source=", ".join(part for part in (entry.actor, entry.agency, entry.episode_reference) if part)[:300],
        handling=check.get_handling_display() if check and check.handling else "",
        closed=closed,
        shown=for_court and chosen,
        words=words,
        impact=impact,
    )


def _closed(chronology: Chronology, check: Check | None) -> str:
    """What stands in the place of an agency's answer that the agency lets go no further."""
    if check is None or not check.answered_at:
        return ""
    agency = check.asked_team.agency.name
    if chronology.audience == Audience.COURT:
        kept = check.handling == Check.Handling.PROFESSIONALS_ONLY
        return f"{agency} gave information for professionals only. Ask {agency}." if kept else ""
    return "" if check.may_tell_family else f"{agency} has not said that the family may be told. Ask {agency}."


def _in_first_names(text: str, child: Person) -> str:
    first = child.name.split()[0] if child.name else ""
    return text.replace(child.name, first) if first else text


def _write(chronology: Chronology, **columns: Any) -> None:
    Chronology.objects.filter(pk=chronology.pk).update(**columns)
    for name, value in columns.items():
        setattr(chronology, name, value)


def _edited(chronology: Chronology, lines: int, press: dict[str, Any]) -> None:
    CHRONOLOGY.make("edit", chronology, payload={"lines": lines}, about=(), **press)
    editor = press["by"].user_id
    if editor is not None and editor not in chronology.editors:
        _write(chronology, editors=[*chronology.editors, editor])


@transaction.atomic
def choose(chronology: Chronology, numbers: Collection[int], **press: Any) -> int:
    """Say which lines go in; all others stay out. How many changed. ``press`` is by, at, version and key.

    For the family a line that whoever gave it has not cleared can not be chosen: MoveRefused says whom to ask.
    """
    lines = list(chronology.lines.all())
    if chronology.audience == Audience.FAMILY:
        for each in lines:
            if each.closed and each.number in numbers:
                raise MoveRefused(refused(f"Line {each.number} can not go in.", next_step=each.closed))
    changed = [each for each in lines if each.shown != (each.number in numbers) and each.words]
    for each in changed:
        each.shown = not each.shown
    _edited(chronology, len(changed), press)
    ChronologyLine.objects.bulk_update(changed, ["shown"])
    return len(changed)


@transaction.atomic
def reword(chronology: Chronology, number: int, *, shown: bool, words: str, impact: str, **press: Any) -> None:
    """Word one line as it goes out. What the entry said stays beside it. ``press`` is by, at, version and key."""
    line = chronology.lines.filter(number=number).first()
    if line is None or line.closed:
        raise MoveRefused(refused("This line can not be worded.", next_step=line.closed if line else ""))
    _edited(chronology, 1, press)
    line.shown, line.words, line.impact = shown, words.strip(), impact.strip()
    line.save(update_fields=["shown", "words", "impact"])


def unfit_lines(chronology: Chronology) -> list[Unfit]:
    """Lines that can not go out as they are worded: somebody who contacted us in confidence, an address that is
    protected or another person's, and for the family anybody who is not meant to be named.
    """
    subjects = subjects_of(chronology)
    lines = list(chronology.lines.filter(shown=True).order_by("number"))
    ours, others = gathering.people_of(chronology, subjects)
    known = [pair for each in ours for pair in each.names]
    hidden = places.patterns_of(subjects)
    family = chronology.audience == Audience.FAMILY
    kept_out = [each for each in others if each.sealed or (family and each.key not in chronology.named)]
    ways = [(each, ways_to_mention(each, known)) for each in kept_out]
    found = []
    for line in lines:
        text = f"{line.words}\n{line.impact}"
        for each, called in ways:
            if any(mention.sure for mention in mentions(text, called)):
                found.append(Unfit(line.number, "It names somebody who contacted us in confidence." if each.sealed
                                   else f"It names {each.label}, who is not to be named in it."))  # fmt: skip
        if places.stands_in(text, hidden):
            found.append(Unfit(line.number, "It holds an address that must not go out."))
    return found


def subjects_of(chronology: Chronology) -> list[uuid.UUID]:
    """Whom it is about. One statement."""
    return list(chronology.involvements.filter(part=SUBJECT).values_list("person_id", flat=True))


@transaction.atomic
def submit_chronology(chronology: Chronology, **press: Any) -> Made:
    """Send it to somebody else to read. Raises MoveRefused, NotFitToShare."""
    if unfit := unfit_lines(chronology):
        raise NotFitToShare(unfit)
    made = CHRONOLOGY.make("submit", chronology, payload=_said(chronology), about=(), **press)
    _write(chronology, submitted_by_id=press["by"].user_id, approved_by_id=None, approved_at=None)
    return made


@transaction.atomic
def send_back_chronology(chronology: Chronology, *, why: str, **press: Any) -> Made:
    """Send it back for another look."""
    made = CHRONOLOGY.make("send_back", chronology, note=why, about=(), **press)
    _write(chronology, approved_by_id=None, approved_at=None, approval_note=why)
    return made


@transaction.atomic
def approve_chronology(chronology: Chronology, *, note: str, **press: Any) -> Made:
    """Approve it. Never by somebody who put it together."""
    made = CHRONOLOGY.make("approve", chronology, payload=_said(chronology), about=(), **press)
    _write(chronology, approved_by_id=press["by"].user_id, approved_at=press["at"], approval_note=note)
    return made


@transaction.atomic
def release_chronology(chronology: Chronology, **press: Any) -> bytes:
    """Make the document, keep it to the byte with its SHA-256, and give it back. Once: later it is shown again.

    Raises NotFitToShare where something became known since it was approved, such as an address that is protected now.
    """
    if unfit := unfit_lines(chronology):
        raise NotFitToShare(unfit)
    lines = list(chronology.lines.filter(shown=True).order_by("happened_at", "number"))
    by, at = press["by"], press["at"]
    made = documents.pdf(papers.account(chronology, lines, subjects_of(chronology), by=by, at=at))
    mark = hashlib.sha256(made).hexdigest()
    CHRONOLOGY.make(
        "release", chronology, payload={**_said(chronology), "lines": len(lines), "mark": mark}, about=None, **press
    )
    _write(
        chronology,
        sha256=mark,
        released_at=at,
        released_by_name=by.name[:120],
        sealed_content=seal(base64.b64encode(made).decode(), place=_place(chronology)),
    )
    return made


def discard_chronology(chronology: Chronology, *, why: str, **press: Any) -> Made:
    """Put it away without releasing it."""
    return CHRONOLOGY.make("discard", chronology, note=why, about=(), **press)


def _place(chronology: Chronology) -> str:
    return f"disclosure_chronology.sealed_content:{chronology.pk}"


class CopyAltered(Exception):
    """What is kept is not what was released: its SHA-256 is another."""


def released_copy(chronology: Chronology) -> bytes:
    """The document exactly as it was released. Raises SealBroken or CopyAltered when it was altered."""
    kept = base64.b64decode(unseal(bytes(chronology.sealed_content or b""), place=_place(chronology)))
    if hashlib.sha256(kept).hexdigest() != chronology.sha256:
        raise CopyAltered
    return kept
