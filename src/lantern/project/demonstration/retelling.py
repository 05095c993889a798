"""A story told once and told again of other families: the same steps by the same rules, other people, words and hours.

Putting a story into rows costs far more than copying them, and past some thousands a reader meets the same kinds of
story anyway. So a story is written once with gaps where an id, a moment, a reference or a name stands, and each
retelling fills the gaps with its own. The gaps are marked with bytes that no row has, and nothing here knows a rule:
what the rows say, and in which order, is what ``contact_rows`` wrote.

A retelling happens some minutes later than the story: only so many that nothing it did falls on another day, out of
the hours it was done in, or after the end. So what fell due by the day falls due at the same moment, and what fell due
by the hour moves along.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from random import Random

from django.db import models

from lantern.project.demonstration.calendar import CLOSES, LONDON, OPENS
from lantern.project.demonstration.contact_rows import Telling
from lantern.project.demonstration.contacts import Teller
from lantern.project.demonstration.copying import Moments, Table, day
from lantern.project.demonstration.families import Child, Family, Person
from lantern.project.demonstration.family_rows import Known
from lantern.project.demonstration.names import MISSPELLINGS
from lantern.project.demonstration.numbering import Ids
from lantern.project.demonstration.rows import Cast, Rows
from lantern.project.demonstration.stories import ContactStory

_EDGES = (OPENS - 30, OPENS, CLOSES, 1440)
"""Minutes of the London day that no act may be moved across: the night hands over, the hub opens, shuts, the day
ends."""
_LATEST = 180  # minutes by which a retelling is later at the most
_WORDLESS = frozenset({"spine_episode", "spine_involvement", "spine_event", "spine_eventsubject", "spine_clock"})
"""Tables in which no word of a story stands: nine tenths of all rows."""
_UTF8 = (models.CharField, models.TextField, models.JSONField)

# The gaps: what they are of, and which. No text in UTF-8 holds how they begin, and no moment, day or number of ours.
_OPEN = b"\xfe\xfe"
_ID, _SOMEBODY, _MOMENT, _REFERENCE, _FIELD = (_OPEN + kind for kind in (b"i", b"s", b"m", b"r", b"f"))
_GAP = re.compile(rb"(\xfe\xfe(?:[is].{13}|[mrf].{5}))", re.DOTALL)
_BIRTHDAY, _NULL = b"\xfe", 0xFFFFFFFF
# Inside a text a gap is one character that Unicode leaves to private use.
_WORD = re.compile(rb"(\xee[\x80-\xbf]{2})")
_PEOPLE, _HOME = 0xE000, 0xE400
_FIRST, _LAST, _MISHEARD, _TOLD, _PHONE, _EACH = range(6)
_ADULTS = 16
"""The place of the first adult among a family's people; children stand before."""


def _gap(place: int, what: int) -> str:
    return chr(_PEOPLE + place * _EACH + what)


def with_gaps(family: Family) -> Family:
    """The family without its names, numbers and address: what a story says of them is filled in by each retelling."""
    home, *others = family.households
    house, street, town, postcode = (chr(_HOME + place) for place in range(4))
    address = home.address._replace(house=house, street=street, town=town, postcode=postcode)
    return family._replace(
        children=tuple(
            child._replace(first_names=_gap(place, _FIRST) if child.first_names else "", last_name=_gap(place, _LAST))
            for place, child in enumerate(family.children)
        ),
        adults=tuple(
            adult._replace(
                first_names=_gap(place, _FIRST),
                last_name=_gap(place, _LAST),
                phone=_gap(place, _PHONE) if adult.phone else "",
            )
            for place, adult in enumerate(family.adults, _ADULTS)
        ),
        households=(home._replace(address=address), *others),
    )


def _members(family: Family) -> list[tuple[int, Person | Child]]:
    """A family's people with their places."""
    return [*enumerate(family.children), *enumerate(family.adults, _ADULTS)]


class TellerWithGaps(Teller):
    """Tells of families without names."""

    def _told_name(self, first_names: str) -> str:
        misheard = self.random() < 0.12
        return chr(ord(first_names) + _MISHEARD) if misheard and first_names else first_names


class Played:
    """A family that a story is told of again, as its gaps are filled: ids, words and days of birth by their places."""

    def __init__(self, family: Family, known: dict[str, Known]) -> None:
        members = _members(family)
        self.ids = {place: known[one.key].id[4:] for place, one in members}
        self.born = {place: day(one.born_on) for place, one in members}
        home = family.households[0].address
        said = {
            chr(_HOME + place): part for place, part in enumerate((home.house, home.street, home.town, home.postcode))
        }
        for place, one in members:
            said[_gap(place, _FIRST)] = one.first_names
            said[_gap(place, _LAST)] = one.last_name
            said[_gap(place, _MISHEARD)] = MISSPELLINGS.get(one.first_names, one.first_names)
            said[_gap(place, _TOLD)] = known[one.key].told
            if isinstance(one, Person):
                said[_gap(place, _PHONE)] = one.phone
        self.words = {gap.encode(): word.encode() for gap, word in said.items()}
        self.fields = {gap: len(word).to_bytes(4) + word for gap, word in self.words.items()}


class Retelling:
    """A neighbourhood in which stories are told again: its families in the order of those they were first told of."""

    def __init__(self, rows: Rows, families: list[Family], rng: Random) -> None:
        self.rows, self.families, self.random = rows, families, rng.random
        self.played: dict[int, Played] = {}

    def tell(self, script: Script, place: int) -> None:
        """A story once more, of the family in the place of the one it was told of."""
        played = self.played.get(place)
        if played is None:
            family = self.families[place]
            known = self.rows.known[(family.authority, family.number)]
            played = self.played[place] = Played(family, known)
        script.tell(self.rows, played, int(self.random() * (script.latest + 1)))


class _MomentsWithGaps(Moments):
    """A gap for each moment, numbered in the order in which they are first met."""

    def __missing__(self, at: dt.datetime) -> bytes:
        made = self[at] = b"\0\0\0\x08" + _MOMENT + (len(self) - 1).to_bytes(5)
        return made


class _IdsWithGaps(Ids):
    """A gap for each id, with the number of its moment and, at the end, its own."""

    def __init__(self) -> None:
        super().__init__(0)
        self.references = 0

    def __missing__(self, at: dt.datetime) -> bytes:
        made = self[at] = b"\0\0\0\x10" + _ID + len(self).to_bytes(7)
        return made

    def reference_field(self, prefix: str) -> bytes:
        self.references += 1
        return _REFERENCE + prefix.encode() + self.references.to_bytes(4)


class Rehearsal(Rows):
    """Puts stories of families without names into rows with gaps, one at a time."""

    def __init__(self, cast: Cast, now: dt.datetime, families: Sequence[Family]) -> None:
        super().__init__(cast, 0, now)
        self.by_the_day: set[dt.datetime] = set()
        """When something falls due by the day: these moments stay. The others move."""
        self.by_the_hour: set[dt.datetime] = set()
        for family in families:
            self.known[(family.authority, family.number)] = {
                one.key: Known(b"\0\0\0\x10" + _SOMEBODY + place.to_bytes(13), _gap(place, _TOLD))
                for place, one in _members(family)
            }

    def due_at(self, authority: int, clock: str, variant: str, started: dt.datetime) -> dt.datetime:
        due = super().due_at(authority, clock, variant, started)
        counted_in_days = isinstance(self._due[(authority, clock, variant)], dict)
        (self.by_the_day if counted_in_days else self.by_the_hour).add(due)
        return due

    def script(self, story: ContactStory) -> Script:
        """The story's rows with gaps, and what fills them."""
        self.moments, self.ids, self.by_the_day, self.by_the_hour = _MomentsWithGaps(), _IdsWithGaps(), set(), set()
        Telling(self, story).write()
        made = Script(self, story)
        for table in self.to.all:
            table.rows = []
        return made


class Script:
    """One story with gaps, and how each table's rows are put together from what fills them."""

    def __init__(self, rows: Rehearsal, story: ContactStory) -> None:
        self._children = story.children
        self._fields: dict[bytes, bytes] = {}
        """What stands in a field with words to fill in -> the field's gap."""
        split = []
        for place, table in enumerate(rows.to.all):
            if table.rows:
                texts = _columns_with_words(table)
                written = [self._open(table, texts, row, each) for each, row in enumerate(table.rows)] if texts else ()
                split.append((place, _GAP.split(b"".join(written or table.rows)), len(table.rows)))
        met = {gap for _, parts, _ in split for gap in parts[1::2]}

        ids = sorted((gap for gap in met if gap[:3] == _ID), key=itemgetter(slice(10, 16)))
        self.ids = [int.from_bytes(gap[3:10]) for gap in ids]
        """Which of ``heads`` each id begins with."""
        self.heads = [int(at.timestamp() * 1000) for at in rows.ids]
        """Milliseconds."""

        moments = [(at, gap[4:]) for at, gap in rows.moments.items() if at is not None and gap[4:] in met]
        moving = [(at, gap) for at, gap in moments if at not in rows.by_the_day]
        staying = [(at, gap) for at, gap in moments if at in rows.by_the_day]
        plain = Moments()
        self.moving = [int.from_bytes(plain[at][4:]) for at, _ in moving]
        """Its moments in microseconds, as PostgreSQL counts them."""
        self.staying = [plain[at][4:] for at, _ in staying]
        self.latest = min(
            _minutes_left([at for at, _ in moving], rows.now),
            _before_due([*rows.ids, *rows.by_the_hour], rows.by_the_day),
        )

        somebody = sorted(gap for gap in met if gap[:3] == _SOMEBODY)
        self.people = [gap[15] for gap in somebody]
        references = sorted(gap for gap in met if gap[:3] == _REFERENCE)
        self.references = [gap[3:4].decode() for gap in references]
        self.births: list[int] = []
        self.fields: list[tuple[list[bytes], list[bytes]]] = []
        self.words: list[bytes] = []
        born, called, said = [], [], []
        for held, gap in self._fields.items():
            if held[:1] == _BIRTHDAY:
                born.append(gap)
                self.births.append(held[1])
            elif len(held) == 3:
                called.append(gap)
                self.words.append(held)
            else:
                said.append(gap)
                parts = _WORD.split(held)
                self.fields.append((parts, parts[1::2]))

        gaps = (*ids, *(gap for _, gap in (*moving, *staying)), *somebody, *references, *born, *called, *said)
        order = {gap: number for number, gap in enumerate(gaps)}
        self.tables = [
            (place, parts, _chosen([order[gap] for gap in parts[1::2]]), (b"",) * (many - 1))
            for place, parts, many in split
        ]
        """For each table: its place, rows cut at the gaps, what chooses what fills them; and nothing for each row after
        the first, since they are written as one.
        """

    def _open(self, table: Table, texts: Sequence[bool], row: bytes, number: int) -> bytes:
        """A row with one gap for each field that says something of the family."""
        if b"\xee" not in row:
            return row
        born = table.columns.index("born_on") if "born_on" in table.columns else -1
        place, done, made = 2, 0, []
        for column, is_text in enumerate(texts):
            after = place + 4
            length = int.from_bytes(row[place:after])
            if length == _NULL:
                place = after
                continue
            after += length
            if is_text or column == born:
                told = row[place + 4 : after] if is_text else _BIRTHDAY + bytes([self._children[number]])
                if not is_text or b"\xee" in told:
                    gap = self._fields.get(told)
                    if gap is None:
                        gap = self._fields[told] = _FIELD + len(self._fields).to_bytes(5)
                    made += [row[done:place], gap]
                    done = after
            place = after
        made.append(row[done:])
        return b"".join(made)

    def tell(self, rows: Rows, played: Played, later: int) -> None:
        """The story once more, of this family and so many minutes later, among these rows."""
        ids, milliseconds, microseconds = rows.ids, later * 60_000, later * 60_000_000
        heads = [(head + milliseconds).to_bytes(6) + ids.versions for head in self.heads]
        first = ids.count + 1
        ids.count += len(self.ids)
        filled = [heads[head] + number.to_bytes(6) for number, head in enumerate(self.ids, first)]
        filled += [(moment + microseconds).to_bytes(8) for moment in self.moving]
        filled += self.staying
        filled += [played.ids[place] for place in self.people]
        filled += [ids.reference_field(prefix) for prefix in self.references]
        filled += [played.born[child] for child in self.births]
        filled += [played.fields[word] for word in self.words]
        words = played.words
        for parts, gaps in self.fields:
            parts[1::2] = [words[gap] for gap in gaps]
            said = b"".join(parts)
            filled.append(len(said).to_bytes(4) + said)
        tables = rows.to.all
        for place, parts, chosen, more in self.tables:
            parts[1::2] = chosen(filled)
            tables[place].rows += (b"".join(parts), *more)


def _chosen(numbers: list[int]) -> Callable[[list[bytes]], Sequence[bytes]]:
    if len(numbers) == 1:
        return lambda filled: [filled[numbers[0]]]
    return itemgetter(*numbers)


@cache
def _words_of(model: type[models.Model]) -> frozenset[str]:
    """The columns of a table that hold text."""
    fields = model._meta.local_concrete_fields
    return frozenset(field.column for field in fields if isinstance(field, _UTF8) and field.column)


def _columns_with_words(table: Table) -> list[bool]:
    """For each column of a table that says something of families in words, whether it is text; nothing for others."""
    if table.name in _WORDLESS:
        return []
    texts = _words_of(table.model)
    return [column in texts for column in table.columns]


def _before_due(moving: list[dt.datetime], staying: set[dt.datetime]) -> int:
    """By how many minutes moments may be later so that none comes after one that stays and was not before it. None
    where two of them are the same.
    """
    left = [(at - moment).total_seconds() for moment in moving for at in staying if moment <= at]
    return int(min(left, default=_LATEST * 60)) // 60


def _minutes_left(moments: list[dt.datetime], now: dt.datetime) -> int:
    """By how many minutes all this may be later and still lie within the same hours of the same days."""
    left = _LATEST
    for at in moments:
        if at <= now:
            left = min(left, int((now - at).total_seconds()) // 60)
        local = at.astimezone(LONDON)
        minute = local.hour * 60 + local.minute
        left = min(left, next(edge for edge in _EDGES if edge > minute) - minute - 1)
    return left
