"""Find the child now: who on record may be the person described, with the evidence for and against each.

Stored keys are probed by equality, which an index serves under row-level security; the weighing is ``matching.score``.
Two SQL statements, however many people are described: one fetches and one tells about the few that are shown.
Row-level security decides what is found, so a hidden record is neither listed nor counted.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from lantern.interface.partial_dates import ApproximateAge
from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people import matching, names
from lantern.people.keys import birth_of
from lantern.people.matching import Band, Birth, Description, Match
from lantern.people.models import LifeState, Person, age_in_words
from lantern.spine.actors import Actor

CONTACT = "contact"
"""The kind of episode by which the front door records a worry. This room counts them and knows no more of them."""

_WEIGHED_AT_MOST = 200
"""How many of the people with the most telling keys in common are weighed."""

_TELLING = {
    "nhs": 60,
    "upn": 54,
    "id": 54,
    "gd": 14,
    "ph": 8,
    "tt": 10,
    "sg": 9,
    "pi": 5,
    "sm": 6,
    "tel": 8,
    "d": 9,
    "sy": 5,
    "t": 3,
    "so": 1,
}
"""How much a key in common says before anything is weighed: only to choose whom to weigh. Source: practice."""


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


# ---- Saying who is looked for ---------------------------------------------------------------------------------------


def describe(
    *,
    first_names: str = "",
    last_name: str = "",
    also_known_as: str = "",
    born_on: dt.date | None = None,
    birth_known_to: str = Person.BirthKnownTo.DAY,
    unborn: bool = False,
    expected_on: dt.date | None = None,
    age: ApproximateAge | None = None,
    on: dt.date | None = None,
    sex: str = "",
    house: str = "",
    street: str = "",
    postcode: str = "",
    nhs_number: str = "",
    upn: str = "",
    phone: str = "",
    mother_first_names: str = "",
    mother_last_name: str = "",
) -> Description:
    """A description from what a form or a contact says. ``age`` counts on the day ``on``; leave out the unknown."""
    called = [matching.Name(first_names, last_name)] if first_names.strip() or last_name.strip() else []
    if also_known_as.strip():
        given, _, family = also_known_as.strip().rpartition(" ")
        called.append(matching.Name(given or family, family if given else last_name))
    birth = birth_of(
        life=LifeState.EXPECTED if unborn else LifeState.BORN,
        born_on=born_on,
        known_to=birth_known_to,
        expected_on=expected_on,
    )
    if birth is None and age is not None and not unborn:
        birth = Birth(*age.born_between(on or timezone.localdate()))
    return Description(
        names=tuple(called),
        birth=birth,
        sex=sex if sex in ("M", "F") else "",
        addresses=(matching.Address(house, street, postcode),) if house or street or postcode else (),
        nhs_number=_number(nhs_number, parse_nhs_number),
        upn=_number(upn, parse_upn),
        phones=(phone,) if phone.strip() else (),
        mother=matching.Name(mother_first_names, mother_last_name) if mother_first_names or mother_last_name else None,
    )


def _number(typed: str, parse: Any) -> str:
    """A number as it is stored. One that can not be right is still compared: a slip of typing is evidence, too."""
    found = parse(typed)
    return found.value if found.ok else typed.strip()


def described(fields: Mapping[str, str], *, on: dt.date) -> Description:
    """A description from half-filled form fields, whatever a form puts before their names (``child-0-first_names``).

    Understands first_names, last_name, also_known_as, born or born_on in parts (``-day`` or ``_day``), age or
    age_words, unborn, expected or expected_on in parts, sex, house, street, postcode, nhs_number, upn, phone. Whatever
    can not be read is left out.
    """
    told: dict[str, str] = {}
    for name, value in fields.items():
        found = _FIELD.search(name)
        if found and value.strip():
            told.setdefault(found[1] if not found[2] else f"{found[1].removesuffix('_on')}_{found[2]}", value.strip())
    born, known_to = _day_in_parts(told, "born")
    expected, _ = _day_in_parts(told, "expected")
    unborn = told.get("unborn", "").lower() in ("on", "true", "yes", "1", "unborn") or (
        expected is not None and born is None
    )
    try:
        age = ApproximateAge.from_words(told.get("age") or told.get("age_words") or "")
    except ValueError:
        age = None
    texts = (
        "first_names",
        "last_name",
        "also_known_as",
        "sex",
        "house",
        "street",
        "postcode",
        "nhs_number",
        "upn",
        "phone",
    )
    return describe(
        born_on=None if unborn else born,
        birth_known_to=known_to,
        unborn=unborn,
        expected_on=expected,
        age=age,
        on=on,
        **{name: told.get(name, "") for name in texts},
    )


_FIELD = re.compile(
    r"(?:^|-)(first_names|last_name|also_known_as|known_as|born_on|born|expected_on|expected|age_words|age|unborn|sex|house|street|postcode"
    r"|nhs_number|upn|phone)(?:[-_](day|month|year))?$"
)


def _day_in_parts(told: Mapping[str, str], name: str) -> tuple[dt.date | None, str]:
    numbers = [told.get(f"{name}_{part}", "") for part in ("year", "month", "day")]
    year, month, day = (int(text) if text.isdecimal() and len(text) <= 4 else 0 for text in numbers)
    known_to = Person.BirthKnownTo.DAY if day else Person.BirthKnownTo.MONTH if month else Person.BirthKnownTo.YEAR
    if not year or (day and not month):
        return None, Person.BirthKnownTo.UNKNOWN
    try:
        return dt.date(year if year > 99 else 2000 + year, month or 1, day or 1), known_to
    except ValueError:
        return None, Person.BirthKnownTo.UNKNOWN


# ---- Finding by a description ---------------------------------------------------------------------------------------


def candidates(
    description: Description, *, by: Actor, limit: int = 10, on: dt.date | None = None, beside: Person | None = None
) -> list[Candidate]:
    """Who on record may be this person, the strongest first. Two SQL statements; none for a description that says
    nothing.

    ``beside`` is a record whose doubles are sought: it is left out, and those said not to be the same are marked.
    """
    return candidates_for([description], by=by, limit=limit, on=on, beside=beside)[0]


def candidates_for(
    descriptions: Sequence[Description],
    *,
    by: Actor,
    limit: int = 10,
    on: dt.date | None = None,
    beside: Person | None = None,
) -> list[list[Candidate]]:
    """Candidates for several descriptions at once (the children of one contact): still two SQL statements."""
    asked = [
        (which, key, _TELLING[key.partition(":")[0]])
        for which, each in enumerate(descriptions)
        for key in _keys_of(each)
    ]
    rows = _fetch(asked, by=by)
    weighed: list[list[tuple[Match, Any]]] = [[] for _ in descriptions]
    for row in rows:
        if beside is not None and row["id"] == beside.pk:
            continue
        for which in row["which"]:
            weighed[which].append((matching.score(descriptions[which], _description_in(row)), row))
    shown: list[list[tuple[Match, Any]]] = [matching.strongest(each)[:limit] for each in weighed]
    told = _about({row["id"] for each in shown for _, row in each}, beside=beside)
    today = on or timezone.localdate()
    return [[_candidate(row, match, told[row["id"]], today) for match, row in each] for each in shown]


def _keys_of(description: Description) -> list[str]:
    found = matching.query_keys(description)
    kinds = {key.partition(":")[0] for key in found}
    if kinds & {"gd", "sg", "tt", "sy", "nhs", "upn"}:
        # A whole name by itself brings everybody called Smith: only when there is nothing better.
        found = [key for key in found if key.partition(":")[0] not in ("t", "so")]
    return found


_FETCH = """
with asked as materialized (
    select * from unnest(%(which)s::int[], %(keys)s::text[], %(weights)s::int[]) as a(which, key, weight)
), hits as (
    select a.which, s.person_id, sum(a.weight) as weight
    from asked a join people_searchkey s on s.authority_id = any(%(authorities)s::smallint[]) and s.key = a.key
    group by a.which, s.person_id
    union all
    select 0, a.person_id, 12 from people_address a
    where %(postcode)s::text <> '' and a.authority_id = any(%(authorities)s::smallint[])
      and a.postcode = %(postcode)s and not a.protected
    union all
    select 0, p.id, 100 from people_person p where p.reference = %(reference)s
    union all
    select 0, i.person_id, 100
    from spine_episode e join spine_involvement i on i.episode_id = e.id where e.reference = %(reference)s
), merged as (
    select which, person_id, sum(weight) as weight from hits group by which, person_id
), ranked as (
    select which, person_id, weight,
        row_number() over (partition by which order by weight desc, person_id desc) as place
    from merged
), chosen as (
    select person_id, array_agg(which) as which, max(weight) as weight
    from ranked where place <= %(most)s group by person_id
)
select p.id, c.which, p.reference, p.name, p.is_child, p.life, p.born_on, p.birth_known_to, p.expected_on, p.sex,
    (select json_agg(json_build_array(n.kind, n.first_names, n.last_name)
                     order by n.until_date is not null, n.kind <> 'legal', n.id)
     from people_personname n where n.person_id = p.id) as names,
    (select json_agg(json_build_array(a.house, a.street, a.town, a.postcode, a.until_date is null, a.protected)
                     order by a.until_date is not null, a.id desc)
     from people_address a where a.person_id = p.id) as addresses,
    (select json_agg(json_build_array(i.kind, i.value, i.issuer))
     from people_identifier i where i.person_id = p.id) as numbers,
    (select json_build_array(n.first_names, n.last_name)
     from people_relationship r
     join people_personname n on n.person_id = r.relative_id and n.kind = 'legal' and n.until_date is null
     where r.person_id = p.id and r.kind = 'mother' and r.until_date is null limit 1) as mother
from chosen c join people_person p on p.id = c.person_id
order by c.weight desc, p.id desc
"""


def _fetch(
    asked: Sequence[tuple[int, str, int]],
    *,
    by: Actor,
    postcode: str = "",
    reference: str = "",
    most: int = _WEIGHED_AT_MOST,
) -> list[dict[str, Any]]:
    if not (asked or postcode or reference):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _FETCH,
            {
                "which": [which for which, _, _ in asked],
                "keys": [key for _, key, _ in asked],
                "weights": [weight for _, _, weight in asked],
                "authorities": list(by.authorities),
                "postcode": postcode,
                "reference": reference,
                "most": most,
            },
        )
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, map(_plain, row), strict=True)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    # Django registers its own loader, so that json arrives as text.
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" and value[-1:] in "]}" else value


def _description_in(row: Mapping[str, Any]) -> Description:
    """The matching's view of a fetched row. Built once for each row and kept in it, as a row may answer several
    descriptions.
    """
    if "description" in row:
        return row["description"]
    numbers = row["numbers"] or []
    mother = row["mother"]
    found = Description(
        names=tuple(matching.Name(first, last) for _, first, last in row["names"] or []),
        birth=birth_of(
            life=row["life"], born_on=row["born_on"], known_to=row["birth_known_to"], expected_on=row["expected_on"]
        ),
        sex=row["sex"],
        addresses=tuple(
            matching.Address(house, street, postcode)
            for house, street, _, postcode, _, protected in row["addresses"] or []
            if not protected
        ),
        nhs_number=next((value for kind, value, _ in numbers if kind == "nhs"), ""),
        upn=next((value for kind, value, _ in numbers if kind == "upn"), ""),
        former_upns=tuple(value for kind, value, _ in numbers if kind == "former_upn"),
        identifiers=tuple(
            (issuer or kind, value) for kind, value, issuer in numbers if kind not in ("nhs", "upn", "former_upn")
        ),
        mother=matching.Name(*mother) if mother else None,
    )
    row["description"] = found  # type: ignore[index]
    return found


_ABOUT = """
select p.id,
    (select json_agg(distinct jsonb_build_object('reference', o.reference, 'name', o.name, 'life', o.life,
                                                 'born_on', o.born_on, 'known_to', o.birth_known_to))
     from people_address a
     join people_address b on b.authority_id = a.authority_id and b.postcode = a.postcode and b.house = a.house
       and b.person_id <> a.person_id
     join people_person o on o.id = b.person_id
     where a.person_id = p.id and a.until_date is null and not a.protected and a.postcode <> '' and a.house <> ''
       and b.until_date is null and not b.protected) as household,
    (select json_build_array(count(*) filter (where e.kind = %(contact)s),
                             count(*) filter (where e.kind = %(contact)s and e.opened_at > now() - interval '1 year'),
                             count(*) filter (where e.closed_at is null))
     from spine_involvement i join spine_episode e on e.id = i.episode_id where i.person_id = p.id) as counts,
    coalesce((select n.said_by_name from people_notthesame n
              where n.person_id = %(beside)s and n.other_id = p.id limit 1), '') as not_same
from people_person p where p.id = any(%(people)s)
"""


def _about(people: Iterable[uuid.UUID], *, beside: Person | None = None) -> dict[uuid.UUID, dict[str, Any]]:
    listed = list(people)
    if not listed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, {"people": listed, "contact": CONTACT, "beside": beside.pk if beside else None})
        return {
            row[0]: {"household": _plain(row[1]) or [], "counts": _plain(row[2]), "not_same": row[3]}
            for row in cursor.fetchall()
        }


def _candidate(
    row: Mapping[str, Any],
    match: Match | None,
    told: Mapping[str, Any],
    today: dt.date,
    reasons: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Candidate:
    if match is not None:
        reasons = ([reason.text for reason in match.agreements], [reason.text for reason in match.disagreements])
        if match.limited_by:
            reasons[1].append(match.limited_by)
    current = next((each for each in row["addresses"] or [] if each[4]), None)
    shown = ""
    if current and not current[5]:
        shown = ", ".join(part for part in (f"{current[0]} {current[1]}".strip(), current[2], current[3]) if part)
    own = row["name"]
    others = [f"{first} {last}".strip() for _, first, last in row["names"] or []]
    contacts, last_year, open_now = told["counts"]
    return Candidate(
        person_id=row["id"],
        reference=row["reference"],
        name=own,
        is_child=row["is_child"],
        life=row["life"],
        age=_age(row["life"], row["born_on"], row["birth_known_to"], today),
        born=_born(row),
        sex=row["sex"],
        other_names=tuple(dict.fromkeys(name for name in others if name != own)),
        address=shown,
        address_protected=bool(current and current[5]),
        reasons_for=tuple(reasons[0]),
        reasons_against=tuple(reasons[1]),
        match=match,
        household=tuple(
            OtherPerson(
                each["reference"],
                each["name"],
                _age(
                    each["life"],
                    dt.date.fromisoformat(each["born_on"]) if each["born_on"] else None,
                    each["known_to"],
                    today,
                ),
            )
            for each in told["household"][:12]
        ),
        contacts=contacts,
        contacts_last_year=last_year,
        open_now=open_now,
        said_not_same=told["not_same"],
    )


def _age(life: str, born_on: dt.date | None, known_to: str, today: dt.date) -> str:
    return age_in_words(Person(life=life, born_on=born_on, birth_known_to=known_to), today)


def _born(row: Mapping[str, Any]) -> str:
    birth = birth_of(
        life=row["life"], born_on=row["born_on"], known_to=row["birth_known_to"], expected_on=row["expected_on"]
    )
    if birth is None:
        return ""
    text = str(birth)
    return text if birth.expected else f"born {text}"


# ---- The search box -------------------------------------------------------------------------------------------------

_REFERENCE = re.compile(r"^[A-Za-z]{1,3}-[0-9A-Za-z]{7}$")
_FULL_DATE = re.compile(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")
_POSTCODE = re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2})\b")


@dataclass(frozen=True)
class _Asked:
    words: tuple[str, ...] = ()
    reference: str = ""
    nhs_number: str = ""
    upn: str = ""
    postcode: str = ""
    birth: Birth | None = None

    @property
    def is_exact(self) -> bool:
        """Whether it names one record by a number."""
        return bool(self.reference or self.nhs_number or self.upn)


def read_search(text: str) -> _Asked:
    """What a line in the search box asks for: a reference, a number, a postcode, a date or a year, and words that may
    be names or places.
    """
    left = " ".join(text.split())[:200]
    if _REFERENCE.match(left):
        return _Asked(reference=left.upper())
    if (nhs := parse_nhs_number(left)).ok:
        return _Asked(nhs_number=nhs.value)
    if (upn := parse_upn(left)).ok:
        return _Asked(upn=upn.value)
    postcode, birth = "", None
    if (found := _POSTCODE.search(left)) and (parsed := parse_postcode(found[1])).ok:
        postcode, left = parsed.value, left.replace(found[0], " ")
    if found := _FULL_DATE.search(left):
        day = _date_of(found)
        birth, left = (Birth.on(day) if day else None), left.replace(found[0], " ")
    elif found := _YEAR.search(left):
        birth, left = Birth.in_year(int(found[1])), left.replace(found[0], " ")
    return _Asked(
        words=tuple(dict.fromkeys(word for word in names.normalise(left).split() if len(word) > 1))[:6],
        postcode=postcode,
        birth=birth,
    )


def _date_of(found: re.Match[str]) -> dt.date | None:
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return dt.date(whole, int(month), int(day))
    except ValueError:
        return None


def search(text: str, *, by: Actor, on: dt.date | None = None, limit: int = 25) -> list[Candidate]:
    """Whoever a line of free text may mean: "smith 2019 norton", "jaydn", a reference, an NHS number, a UPN, a
    postcode.

    Two SQL statements. The order is by how many of the words fit and how well; each result says which did and which
    did not.
    """
    asked = read_search(text)
    rows = _fetch(
        _search_keys(asked), by=by, postcode=asked.postcode, reference=asked.reference, most=2 * _WEIGHED_AT_MOST
    )
    fitting = []
    for row in rows:
        points, good, bad = _fit(asked, row)
        if points > 0:
            fitting.append((points, row, good, bad))
    fitting.sort(key=lambda each: (-each[0], each[1]["name"]))
    told = _about([row["id"] for _, row, _, _ in fitting[:limit]])
    today = on or timezone.localdate()
    return [_candidate(row, None, told[row["id"]], today, (good, bad)) for _, row, good, bad in fitting[:limit]]


def _search_keys(asked: _Asked) -> list[tuple[int, str, int]]:
    """Keys for each word as a name, for each pair as given name and surname, and for the birth date with each."""
    if asked.nhs_number:
        return [(0, f"nhs:{asked.nhs_number}", 60)]
    if asked.upn:
        return [(0, f"upn:{asked.upn}", 54)]
    found: dict[str, int] = {}
    for word in asked.words:
        heard = names.phonetic(word)
        found[f"t:{word}"] = _TELLING["t"]
        found[f"so:{heard}"] = _TELLING["so"]
        for other in names.variants(word):
            found[f"t:{other}"] = _TELLING["t"] - 1
        if asked.birth:
            described = Description(names=(matching.Name(word, word),), birth=asked.birth)
            keys = matching.query_keys(described)
            found |= {
                key: _TELLING[key.partition(":")[0]] for key in keys if key.partition(":")[0] in ("gd", "sy", "sm", "d")
            }
    for first in asked.words:
        for last in asked.words:
            if first != last:
                keys = matching.query_keys(Description(names=(matching.Name(first, last),)))
                found |= {key: _TELLING[key.partition(":")[0]] for key in keys if key.partition(":")[0] in ("tt", "sg")}
    if asked.birth and not asked.words:
        found |= {key: 9 for key in matching.query_keys(Description(birth=asked.birth)) if key.startswith("d:")}
    return [(0, key, weight) for key, weight in found.items()]


_WORD_POINTS = {
    names.Likeness.SAME: 3.0,
    names.Likeness.SPELLING: 2.5,
    names.Likeness.NICKNAME: 2.5,
    names.Likeness.SOUND: 2.0,
    names.Likeness.TYPING: 1.5,
}


def _fit(asked: _Asked, row: Mapping[str, Any]) -> tuple[float, list[str], list[str]]:
    """How well a record fits a search: points, what fits, what does not."""
    if asked.reference:
        return 10.0, ["Reference"], []
    if asked.nhs_number or asked.upn:
        return 10.0, ["NHS number" if asked.nhs_number else "Unique pupil number"], []
    points, good, bad = 0.0, [], []
    called = dict.fromkeys(
        part
        for _, first, last in row["names"] or []
        for part in (*names.given_names(first), *names.surname_parts(last))
    )
    places = [each for each in row["addresses"] or [] if not each[5]]
    in_places = {word for each in places for part in each[1:3] for word in names.normalise(part).split()}
    for word in asked.words:
        likeness = {name: names.compare_words(word, name) for name in called}
        best = max(likeness, key=lambda name: _WORD_POINTS.get(likeness[name], 0.0), default="")
        worth = _WORD_POINTS.get(likeness[best], 0.0) if best else 0.0
        if worth < 2.0 and word in in_places:
            points += 2.0
            good.append(f"Lives or lived in {word.title()}")
        elif worth:
            points += worth
            good.append(
                f"Name: {best.title()}" if likeness[best] is names.Likeness.SAME else f"“{word}” is like {best.title()}"
            )
        else:
            points -= 2.5
            bad.append(f"“{word}” is neither a name nor a place on this record")
    if asked.postcode:
        lives = any(each[3] == asked.postcode for each in places)
        points += 4.0 if lives else -2.0
        (good if lives else bad).append(
            f"Postcode {asked.postcode}" if lives else f"Another postcode than {asked.postcode}"
        )
    if asked.birth:
        theirs = birth_of(
            life=row["life"], born_on=row["born_on"], known_to=row["birth_known_to"], expected_on=row["expected_on"]
        )
        match = matching.score(Description(birth=asked.birth), Description(birth=theirs))
        for reason in match.agreements:
            points += 4.0 if reason.weight > 8 else 2.5
            good.append(reason.text)
        for reason in match.disagreements:
            points -= 3.0
            bad.append(reason.text)
    return points, good, bad


__all__ = [
    "Band",
    "Candidate",
    "Description",
    "OtherPerson",
    "candidates",
    "candidates_for",
    "describe",
    "described",
    "read_search",
    "search",
]
