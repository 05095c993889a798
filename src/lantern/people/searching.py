"""The search box of every page: one line of free text, read for what it may mean, and everything it finds in groups.

Children and adults come from ``finding``, which weighs names, dates and places; references and addresses are looked up
as they are. Row-level security decides what is found, so that nothing hidden is listed or counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lantern.interface.display import MONTHS
from lantern.interface.partial_dates import ApproximateAge, PartialDate
from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people import finding, names
from lantern.people.finding import Candidate
from lantern.people.models import LifeState, Person, age_in_words
from lantern.spine.actors import Actor

LONGEST = 200
"""More than this of a line is not read."""

_OLDEST = 120

PEOPLE_AT_MOST = 50
"""More people than this at one address are not listed: say a house."""

_TAIL = r"([0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{7})\b"
# With its hyphen a reference is nothing else, though the tail of one in seventy looks like a postcode. Without, a digit
# tells it from a word, and it gives way to a postcode.
_REFERENCE = re.compile(rf"\b([A-Za-z]{{1,3}})-{_TAIL}")
_LOOSE_REFERENCE = re.compile(rf"\b([A-Za-z]{{1,3}})[ ]?(?=[0-9A-Za-z]*\d){_TAIL}")
_NHS = re.compile(r"(?<![\d])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_UPN = re.compile(r"\b[A-Za-z]\d{11}[0-9A-Za-z]\b")
_POSTCODE = re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?)\s*(\d[A-Za-z]{2})\b")
_HALF_POSTCODE = re.compile(r"\b([A-Za-z]{1,2}\d{1,2}[A-Za-z]?)\b")
_MONTH = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_NAMED = "|".join(rf"{name[:3]}(?:{name[3:]}|\.)?" if len(name) > 3 else name for name in MONTHS).lower()
_DATES = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4}|\d{2})\b"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+(?P<named>{_NAMED})\s*,?\s*(?P<year>\d{{4}}|\d{{2}})\b", re.I
    ),
    re.compile(rf"\b(?P<named>{_NAMED})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<named>{_NAMED})\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(r"\b(?P<month>0?[1-9]|1[0-2])[/-](?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:19|20)\d\d)\b"),
)
_YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")
_AGE = re.compile(
    r"\b(?:aged?|about|around|approx\.?)\s+(?P<said>\d{1,3})\b(?:\s*(?:years?|yrs?|y)\b)?(?:\s*old\b)?"
    r"|\b(?P<years>\d{1,3})\s*(?:years?|yrs?|yo|y/o)\b(?:\s*old\b)?"
    r"|\b(?P<months>\d{1,2})\s*(?:months?|mths?)\b(?:\s*old\b)?",
    re.I,
)
_SHORT_STREET = {
    "rd": "road",
    "st": "street",
    "ave": "avenue",
    "av": "avenue",
    "ln": "lane",
    "cl": "close",
    "dr": "drive",
    "cres": "crescent",
    "gdns": "gardens",
    "ct": "court",
    "pl": "place",
    "tce": "terrace",
    "terr": "terrace",
    "sq": "square",
    "gr": "grove",
}
_STREET_ENDS = frozenset(
    {*_SHORT_STREET, *_SHORT_STREET.values(), "way", "walk", "green", "row", "view", "rise", "mews", "hill", "park"}
)
_HOUSE = re.compile(r"^(?:\d{1,4}[a-z]?|\d{1,4}-\d{1,4})$", re.I)
_SAY_NOTHING = frozenset(
    {
        "born",
        "dob",
        "b",
        "aged",
        "age",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "the",
        "of",
        "at",
        "in",
        "and",
        "from",
        "about",
    }
    | {"lives", "living", "with", "child", "called", "named", "known", "as", "aka", "nhs", "no", "number", "upn", "ref"}
)
"""Words of a sentence about somebody that are nobody's name."""

_GIRL, _BOY = frozenset({"girl", "female", "daughter"}), frozenset({"boy", "male", "son"})


@dataclass(frozen=True)
class Asked:
    """What a line may mean. ``birth`` and ``age`` say when somebody was born, ``streets`` where they may live."""

    words: tuple[str, ...] = ()
    reference: str = ""
    nhs_number: str = ""
    upn: str = ""
    postcode: str = ""
    half_postcode: str = ""
    house: str = ""
    streets: tuple[str, ...] = ()
    birth: PartialDate | None = None
    age: ApproximateAge | None = None
    unborn: bool = False
    sex: str = ""
    not_understood: tuple[str, ...] = ()
    """What looked like something and can not be it, in words."""

    @property
    def is_place(self) -> bool:
        return bool(self.streets or self.postcode)

    @property
    def understood(self) -> list[str]:
        """What the line was read as, in words, so that whoever typed it can see what was looked for."""
        return [
            *([_("reference %(value)s") % {"value": self.reference}] if self.reference else []),
            *([_("NHS number %(value)s") % {"value": self.nhs_number}] if self.nhs_number else []),
            *([_("UPN %(value)s") % {"value": self.upn}] if self.upn else []),
            *([_("names or places: %(value)s") % {"value": ", ".join(self.words)}] if self.words else []),
            *([_("born %(value)s") % {"value": self.birth}] if self.birth else []),
            *([_("aged %(value)s") % {"value": self.age}] if self.age else []),
            *([_("not born yet")] if self.unborn else []),
            *([{"F": _("a girl"), "M": _("a boy")}[self.sex]] if self.sex else []),
            *(
                [_("postcode %(value)s") % {"value": self.postcode or self.half_postcode}]
                if self.postcode or self.half_postcode
                else []
            ),
            *([f"{self.house} {self.streets[-1]}".strip().title()] if self.streets else []),
        ]


def read(text: str, *, on: dt.date) -> Asked:
    """What one line of free text may mean: names in any order, dates and ages however they are written, numbers, a
    postcode or part of one, a street, a reference.
    """
    left = " ".join(text.split())[:LONGEST]
    asked = Asked()
    if found := _REFERENCE.search(left):
        asked, left = replace(asked, reference=f"{found[1]}-{found[2]}".upper()), _without(left, found)
    if found := _NHS.search(left):
        number = parse_nhs_number(found[0])
        problem = _("%(value)s is not an NHS number: one digit is wrong.") % {"value": found[0]}
        asked = replace(asked, nhs_number=number.value) if number.ok else replace(asked, not_understood=(problem,))
        left = _without(left, found)
    if found := _UPN.search(left):
        upn = parse_upn(found[0])
        problem = _("%(value)s is not a unique pupil number: one character is wrong.") % {"value": found[0]}
        known = (*asked.not_understood, problem)
        asked = replace(asked, upn=upn.value) if upn.ok else replace(asked, not_understood=known)
        left = _without(left, found)
    left, asked = _read_birth(left, asked, on)
    if (found := _POSTCODE.search(left)) and (whole := parse_postcode(found[0])).ok:
        asked, left = replace(asked, postcode=whole.value), _without(left, found)
    elif found := _HALF_POSTCODE.search(left):
        asked, left = replace(asked, half_postcode=found[1].upper()), _without(left, found)
    if not asked.reference and (found := _LOOSE_REFERENCE.search(left)):
        asked, left = replace(asked, reference=f"{found[1]}-{found[2]}".upper()), _without(left, found)
    return _read_words(left, asked)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _read_birth(left: str, asked: Asked, on: dt.date) -> tuple[str, Asked]:
    for pattern in _DATES:
        for written in pattern.finditer(left):
            if (day := _date_in(written, on)) is not None:
                return _without(left, written), replace(asked, birth=day)
    if found := _AGE.search(left):
        years = found["said"] or found["years"]
        age = ApproximateAge.from_words(f"{years} years" if years else f"{found['months']} months")
        if age.years < _OLDEST:
            return _without(left, found), replace(asked, age=age)
    if found := _YEAR.search(left):
        return _without(left, found), replace(asked, birth=PartialDate(int(found[1])))
    return left, asked


def _date_in(found: re.Match[str], on: dt.date) -> PartialDate | None:
    told = found.groupdict()
    month = _MONTH[told["named"][:3].lower()] if told.get("named") else int(told["month"])
    year = int(told["year"])
    if len(told["year"]) == 2:
        year += 2000 if 2000 + year <= on.year + 1 else 1900
    try:
        return PartialDate(year, month, int(told["day"]) if told.get("day") else None)
    except ValueError:
        return None


def _read_words(left: str, asked: Asked) -> Asked:
    words = [
        word
        for part in left.replace(",", " ").split()
        for word in ([part.lower()] if _HOUSE.match(part) else names.normalise(part).split())
    ]
    folded = [_SHORT_STREET.get(word, word) for word in words]
    streets: list[str] = []
    house = ""
    for place, word in enumerate(words):
        if word in _STREET_ENDS and place and not _HOUSE.match(words[place - 1]):
            begins = max((at for at in range(max(0, place - 3), place) if _HOUSE.match(words[at])), default=None)
            house = words[begins] if begins is not None else ""
            first = place - 3 if begins is None else begins + 1
            streets = [" ".join(folded[at : place + 1]) for at in range(max(0, first), place)]
            if begins is not None:
                # What stands between a house and a street's last word is the street; without a house it may be a name.
                words = [*words[:begins], *words[place + 1 :]]
            break
    sex = "F" if set(words) & _GIRL else "M" if set(words) & _BOY else ""
    unborn = "unborn" in words
    said = [
        word
        for word in words
        if len(word) > 1 and word not in _SAY_NOTHING | _GIRL | _BOY | {"unborn"} and not word.isdecimal()
    ]
    return replace(
        asked, words=tuple(dict.fromkeys(said))[:6], streets=tuple(streets), house=house, sex=sex, unborn=unborn
    )


# ---- Looking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoundWork:
    """A piece of work with the reference that was asked for."""

    kind: str
    reference: str
    state: str
    team: str


@dataclass(frozen=True)
class FoundHere:
    """Somebody who lives or lived at an address that was asked for."""

    reference: str
    name: str
    age: str
    place: str
    period: str
    now: bool


@dataclass
class Everything:
    """What a line found, in groups."""

    asked: Asked
    children: list[Candidate] = field(default_factory=list)
    adults: list[Candidate] = field(default_factory=list)
    work: list[FoundWork] = field(default_factory=list)
    here: list[FoundHere] = field(default_factory=list)
    cut_short: bool = False

    def __bool__(self) -> bool:
        return bool(self.children or self.adults or self.work or self.here)

    @property
    def only_person(self) -> str:
        """The reference of the one person that a number names, when nothing else was found."""
        exact = self.asked.nhs_number or self.asked.upn or self.asked.reference.startswith("P-")
        people = self.children + self.adults
        return people[0].reference if exact and len(people) == 1 and not self.work else ""


def everywhere(text: str, *, by: Actor, on: dt.date) -> Everything:
    """Children, adults, work and addresses that a line of free text may mean. At most four SQL statements."""
    asked = read(text, on=on)
    found = Everything(asked)
    people = _people(asked, by=by, on=on)
    found.children = [each for each in people if each.is_child]
    found.adults = [each for each in people if not each.is_child]
    if asked.reference:
        found.work = _work(asked.reference)
    elif asked.is_place:
        found.here, found.cut_short = _here(asked, by=by, on=on)
        listed = {each.reference for each in found.here}
        if not asked.words:
            # Whoever the address brings is listed under it, with since when.
            found.children = [each for each in found.children if each.reference not in listed]
            found.adults = [each for each in found.adults if each.reference not in listed]
    return found


def _people(asked: Asked, *, by: Actor, on: dt.date) -> list[Candidate]:
    for number in (asked.reference, asked.nhs_number, asked.upn):
        if number:
            return finding.search(number, by=by, on=on)
    if asked.age or asked.unborn or asked.sex:
        return _described(asked, by=by, on=on)
    birth = asked.birth
    told = [*asked.words, asked.half_postcode, asked.postcode]
    if birth and birth.is_full:
        told.append(birth.earliest.strftime("%d/%m/%Y"))
    elif birth:
        told.append(str(birth.year))
    line = " ".join(part for part in told if part)
    found = finding.search(line, by=by, on=on) if line else []
    if birth and birth.month and not birth.is_full:
        # Asked for a month: those of that month first.
        month = f"{MONTHS[birth.month - 1]} {birth.year}"
        found.sort(key=lambda each: month not in each.born)
    return found


def _described(asked: Asked, *, by: Actor, on: dt.date) -> list[Candidate]:
    """Names in any order, with an age, a sex or a birth still to come."""
    orders = [(first, last) for first in asked.words for last in asked.words if first != last]
    if len(asked.words) == 1:
        orders = [(asked.words[0], ""), ("", asked.words[0])]
    birth = asked.birth
    descriptions = [
        finding.describe(
            first_names=first,
            last_name=last,
            born_on=birth.earliest if birth else None,
            birth_known_to=_known_to(birth),
            age=asked.age,
            unborn=asked.unborn,
            on=on,
            sex=asked.sex,
            house=asked.house,
            street=asked.streets[-1] if asked.streets else "",
            postcode=asked.postcode,
        )
        for first, last in orders[:6] or [("", "")]
    ]
    best: dict[Any, Candidate] = {}
    for each in (one for found in finding.candidates_for(descriptions, by=by, limit=20, on=on) for one in found):
        if each.person_id not in best or best[each.person_id].strength < each.strength:
            best[each.person_id] = each
    found = sorted(best.values(), key=lambda each: (-each.strength, each.name))[:25]
    if asked.unborn:
        found.sort(key=lambda each: each.life != LifeState.EXPECTED)
    return found


def _known_to(birth: PartialDate | None) -> str:
    known = Person.BirthKnownTo
    if birth is None:
        return known.UNKNOWN
    return known.DAY if birth.day else known.MONTH if birth.month else known.YEAR


_WORK = """
select e.kind, e.reference, e.state, t.name from spine_episode e join partnership_team t on t.id = e.owner_team_id
where e.reference = %s
"""


def _work(reference: str) -> list[FoundWork]:
    with connection.cursor() as cursor:
        cursor.execute(_WORK, [reference])
        return [FoundWork(*row) for row in cursor.fetchall()]


_HERE = """
with places as (
    select * from people_address a where %(postcode)s <> '' and a.authority_id = any(%(authorities)s::smallint[])
      and a.postcode = %(postcode)s and (%(house)s = '' or lower(a.house) = %(house)s)
    union
    select * from people_address a where a.authority_id = any(%(authorities)s::smallint[])
      and a.street = any(%(streets)s::text[]) and (%(house)s = '' or lower(a.house) = %(house)s)
)
select p.reference, p.name, p.life, p.born_on, p.birth_known_to, p.is_child,
    concat_ws(', ', nullif(trim(a.house || ' ' || a.street), ''), nullif(a.town, ''), nullif(a.postcode, '')),
    a.from_date, a.until_date
from places a join people_person p on p.id = a.person_id
where not a.protected and not exists (
    select 1 from people_linkedrecord m join people_linkedrecord o on o.cluster = m.cluster
    join people_address b on b.person_id = o.person_id
    where m.person_id = a.person_id and a.until_date is null and b.protected and b.until_date is null)
order by a.until_date is not null, a.postcode, a.house, p.is_child desc, p.sort_name
limit %(most)s
"""


def _here(asked: Asked, *, by: Actor, on: dt.date) -> tuple[list[FoundHere], bool]:
    """Who lives or lived at an address. Never one that is protected, on any record of the person."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HERE,
            {
                "postcode": asked.postcode,
                "house": asked.house.lower(),
                "streets": _as_written(asked.streets),
                "authorities": list(by.authorities),
                "most": PEOPLE_AT_MOST + 1,
            },
        )
        rows = cursor.fetchall()
    found = [
        FoundHere(
            reference=reference,
            name=name,
            age=age_in_words(Person(life=life, born_on=born_on, birth_known_to=known_to), on)
            if is_child
            else _("adult"),
            place=place,
            period=_period(since, until),
            now=until is None,
        )
        for reference, name, life, born_on, known_to, is_child, place, since, until in rows[:PEOPLE_AT_MOST]
    ]
    return found, len(rows) > PEOPLE_AT_MOST


def _as_written(streets: Sequence[str]) -> list[str]:
    """A street as records may write it: an index finds only what is equal."""
    found = []
    for street in streets:
        name, _space, last = street.rpartition(" ")
        endings = [last, *(short for short, long in _SHORT_STREET.items() if long == last)]
        for written in (f"{name} {ending}".strip() for ending in endings):
            found += [written.title(), written, written.upper(), written.capitalize()]
    return list(dict.fromkeys(found))


def _period(since: dt.date | None, until: dt.date | None) -> str:
    if until:
        return _("until %(year)s") % {"year": until.year}
    return _("since %(year)s") % {"year": since.year} if since else ""
