"""Invented families: who belongs to them, parental responsibility, homes now and before, and numbers.

`build_population` streams families in a fixed order from a seed: the same seed gives the same people on every machine.
Nothing here reads a clock or a database. Families are drawn so that the awkward cases of real life are there to be
met: twins, half siblings, unborn children, fathers elsewhere, grandparents who bring children up, changed surnames,
pet names, house moves, addresses that must be kept secret.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from lantern.law.identifiers import nhs_check_digit, upn_check_letter
from lantern.project.demonstration import shape
from lantern.project.demonstration.names import COMMUNITIES, SHORT_FORMS, Community, for_sex, spread
from lantern.project.demonstration.places import (
    WARDS,
    Address,
    Organisation,
    address,
    practices,
    require_authority,
    schools_by_phase,
)

REFERENCE_DATE = date(2026, 11, 20)
"""The day on which the population stands unless another is given."""

_DAY = timedelta(days=1)
_NHS_BLOCK = 249_000
"""Numbers from 999 000 000 on that each authority may use: 996 000 of the 1 000 000 beginnings of the test range."""


class Alias(NamedTuple):
    """Another name: `known_as`, `former` or `alias` (also recorded as)."""

    kind: str
    first_names: str
    last_name: str
    until: date | None


class Person(NamedTuple):
    """An adult. `key` is unique in the family."""

    key: str
    sex: str
    first_names: str
    last_name: str
    born_on: date
    ethnicity: str
    language: str
    phone: str
    aliases: tuple[Alias, ...]


class Child(NamedTuple):
    """A child, or an unborn one (`expected_on` given, `born_on` None, no first name, sex U)."""

    key: str
    sex: str
    first_names: str
    last_name: str
    born_on: date | None
    expected_on: date | None
    ethnicity: str
    nhs_number: str
    upn: str
    former_upn: str
    disabilities: tuple[str, ...]
    school: Organisation | None
    practice: Organisation
    aliases: tuple[Alias, ...]
    is_twin: bool

    def age_on(self, day: date) -> int:
        """Whole years on a day; -1 before birth."""
        if self.born_on is None or day < self.born_on:
            return -1
        before = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before


class Relationship(NamedTuple):
    """`relative` is the `kind` of `person`: her mother, his half-sibling. Known things are `yes`, `no` or `unknown`.

    Parental responsibility stands on its own and never follows from the word father (Children Act 1989 ss. 2-4).
    """

    person: str
    relative: str
    kind: str
    parental_responsibility: str
    lives_with: str
    contact_allowed: str


class Household(NamedTuple):
    """Who lived at an address and when. `until` None means still. A protected address must not be disclosed."""

    address: Address
    members: tuple[str, ...]
    since: date
    until: date | None
    protected: bool


class Family(NamedTuple):
    """A family and what weighs on it. `pressures` are contact reasons; `known` is how often it is met."""

    authority: int
    number: int
    community: str
    adults: tuple[Person, ...]
    children: tuple[Child, ...]
    relationships: tuple[Relationship, ...]
    households: tuple[Household, ...]
    pressures: tuple[str, ...]
    known: int

    @property
    def home(self) -> Address:
        """Where the children live now."""
        return self.households[0].address

    def person(self, key: str) -> Person | Child:
        """The adult or child with a key. Raises KeyError when the family has none."""
        people: list[Person | Child] = [*self.adults, *self.children]
        return {one.key: one for one in people}[key]


def ethnicity_of(code: str, draw: float) -> str:
    """The ethnicity code of a family of a naming community, for a random number between 0 and 1."""
    among = _ETHNICITIES.get(code) or (COMMUNITIES[code].ethnicity,)
    return among[int(draw * len(among))]


def nhs_number(serial: int) -> str:
    """The valid NHS number nearest to a serial number in the range 999, which is kept for tests."""
    while True:
        nine = f"999{serial % 1_000_000:06d}"
        digit = nhs_check_digit(nine)
        if digit is not None:
            return f"{nine}{digit}"
        serial += 1


def upn(authority: int, serial: int, year: int) -> str:
    """A valid unique pupil number of a school number (9000 on) that no school has."""
    last = f"{authority:03d}{9000 + serial // 1000 % 1000:04d}{year % 100:02d}{serial % 1000:03d}"
    return upn_check_letter(last) + last


_SHAPES = spread(
    {"both": 0.585, "mother": 0.235, "step": 0.105, "father": 0.03, "grandparent": 0.015, "separated": 0.03}
)
_SIZES = spread({1: 0.40, 2: 0.37, 3: 0.15, 4: 0.055, 5: 0.02, 6: 0.005})
CODES = spread(shape.COMMUNITIES)
_REASONS = spread(shape.REASONS)
_DISABILITIES = spread(
    {"AUT": 4, "LD": 3, "BEH": 2, "COMM": 2, "MOB": 1, "PC": 0.7, "HEAR": 0.6, "VIS": 0.5, "CON": 0.4, "INC": 0.3}
)
_TOGETHER = {
    "domestic_abuse": ("parent_alcohol", "parental_conflict", "emotional_abuse", "parent_mental_health"),
    "neglect": ("parent_drugs", "money_and_food", "absent_from_school", "parent_mental_health"),
    "parent_mental_health": ("emotional_abuse", "young_carer", "child_mental_health"),
    "parent_drugs": ("neglect", "domestic_abuse", "parent_in_prison"),
    "parent_alcohol": ("domestic_abuse", "neglect", "physical_abuse"),
    "missing": ("criminal_exploitation", "sexual_exploitation", "child_behaviour"),
    "criminal_exploitation": ("missing", "serious_violence", "absent_from_school"),
    "child_mental_health": ("child_self_harm", "absent_from_school", "online_harm"),
}
"""Pressures that come together in one family: invented, so that repeats of one family read as one story."""

_ETHNICITIES = {
    "white_british": ("WBRI",) * 14 + ("MWBC", "MWAS"),
    "arabic": ("OOTH",) * 3 + ("WOTH", "AOTH"),
    "kurdish_iranian": ("OOTH",) * 3 + ("AOTH",),
}


def build_population(
    seed: int, children: int = 45_000, authority: int = 808, *, on: date = REFERENCE_DATE, first: int = 0
) -> Iterator[Family]:
    """Families with as many children as asked for (siblings of the last one may come on top), as they stand `on` a day.

    `first` is the number of children made before for this authority, so that a second call gives other NHS numbers and
    UPNs. An authority has numbers for about 220,000 children; those after have none. Raises ValueError for an
    authority without places here.
    """
    require_authority(authority)
    rng = random.Random(f"families {seed} {authority} {first}")
    maker = Maker(rng, authority, on, first)
    made, number = 0, 0
    while made < children:
        family = maker.family(first + number)
        number += 1
        made += len(family.children)
        yield family


class Maker:
    """Draws one family after the other for one authority. ``first`` children of it were made before."""

    def __init__(self, rng: random.Random, authority: int, on: date, first: int) -> None:
        self.random = rng.random
        self.authority = authority
        self.on = on
        self.today = on.toordinal()
        self.serial = first
        self.block = list(WARDS).index(authority) * _NHS_BLOCK
        self.nhs_at = first * 10 // 9
        self.phases = schools_by_phase(authority)
        self.practices = practices(authority)

    def among[T](self, table: tuple[T, ...]) -> T:
        return table[int(self.random() * len(table))]

    def family(self, number: int) -> Family:
        random = self.random
        code = self.among(CODES)
        community = COMMUNITIES[code]
        form = self.among(_SHAPES)
        size = self.among(_SIZES)
        ethnicity = ethnicity_of(code, random()) if code in _ETHNICITIES else community.ethnicity
        fathers_name = self.among(community.surnames)
        mothers_name = fathers_name if form == "both" and random() < 0.72 else self.among(community.surnames)
        births = self._births(size)
        oldest = min(births)
        practice = self.among(self.practices)

        adults: list[Person] = []
        mother_age = 17 + int(random() * 12 + random() * 8)
        mother = self._adult(
            "a1", "F", mothers_name, oldest - mother_age * 365 - int(random() * 365), community, ethnicity
        )
        if mothers_name == fathers_name and random() < 0.6:
            maiden = for_sex(self.among(community.surnames), "F", community)
            mother = mother._replace(
                aliases=(*mother.aliases, Alias("former", mother.first_names, maiden, self._day(oldest - 400)))
            )
        father = self._adult(
            "a2", "M", fathers_name, mother.born_on.toordinal() - int(random() * 2200 - 500), community, ethnicity
        )
        adults.append(mother)
        if form != "mother" or random() < 0.7:
            adults.append(father)
        partner = None
        if form == "step":
            partner = self._adult(
                "a3", "M", self.among(community.surnames), father.born_on.toordinal() + 900, community, ethnicity
            )
            adults.append(partner)
        elder = None
        if form == "grandparent" or random() < 0.06:
            born = mother.born_on.toordinal() - 8000 - int(random() * 3000)
            elder = self._adult("a4", "F", mothers_name, born, community, ethnicity)
            adults.append(elder)

        children = self._children(births, form, community, ethnicity, mother, fathers_name, partner, practice)
        relationships = self._relationships(form, children, adults, partner, elder)
        households = self._households(form, children, adults, partner, elder, oldest)
        pressures, known = self._pressures()
        return Family(
            self.authority, number, code, tuple(adults), children, relationships, households, pressures, known
        )

    def _day(self, ordinal: int) -> date:
        return date.fromordinal(min(ordinal, self.today))

    def _births(self, size: int) -> list[int]:
        """Days of birth, oldest last born apart by a year and more; a day after today is the expected one."""
        youngest = self.today + 200 - int(self.random() * (17 * 365 + 200))
        births = [youngest]
        while len(births) < size:
            if self.random() < shape.TWINS:
                births.append(births[-1])
                continue
            earlier = births[-1] - 330 - int(self.random() * 1300)
            if earlier < self.today - 18 * 365:
                break
            births.append(earlier)
        if len(births) == 1 and self.random() < shape.TWINS:
            births.append(births[0])
        return births

    def _adult(self, key: str, sex: str, surname: str, born: int, community: Community, ethnicity: str) -> Person:
        random = self.random
        first = self.among(community.women if sex == "F" else community.men)
        last = for_sex(surname, sex, community)
        born = min(born, self.today - 16 * 365)
        aliases = (
            (Alias("known_as", SHORT_FORMS[first], last, None),) if first in SHORT_FORMS and random() < 0.4 else ()
        )
        phone = f"07700 900{int(random() * 1000):03d}" if random() < 0.75 else ""
        language = community.language if random() < 0.5 else "English"
        return Person(key, sex, first, last, date.fromordinal(born), ethnicity, language, phone, aliases)

    def _children(
        self,
        births: list[int],
        form: str,
        community: Community,
        ethnicity: str,
        mother: Person,
        fathers_name: str,
        partner: Person | None,
        practice: Organisation,
    ) -> tuple[Child, ...]:
        random, today = self.random, self.today
        children = []
        own = mother.last_name if form in ("mother", "grandparent") and random() < 0.5 else fathers_name
        for place, born in enumerate(sorted(births), start=1):
            sex = "M" if random() < 0.512 else "F"
            of_partner = partner is not None and place == len(births) and len(births) > 1 and random() < 0.6
            surname = for_sex(partner.last_name if partner and of_partner else own, sex, community)
            twin = births.count(born) > 1
            key = f"c{place}"
            if born > today:
                children.append(
                    Child(
                        key,
                        "U",
                        "",
                        surname,
                        None,
                        date.fromordinal(born),
                        "NOBT",
                        "",
                        "",
                        "",
                        (),
                        None,
                        practice,
                        (),
                        twin,
                    )
                )
                continue
            first = self.among(community.boys if sex == "M" else community.girls)
            while any(first == other.first_names for other in children):
                first = self.among(community.boys if sex == "M" else community.girls)
            aliases: tuple[Alias, ...] = ()
            if first in SHORT_FORMS and random() < 0.35:
                aliases += (Alias("known_as", SHORT_FORMS[first], surname, None),)
            if random() < 0.055:
                former = for_sex(self.among(community.surnames), sex, community)
                aliases += (Alias("former", first, former, self._day(born + int(random() * (today - born)))),)
            self.serial += 1
            age = (today - born) / 365.25
            numbered = random() < 0.93
            pupil = (
                upn(self.authority, self.serial, date.fromordinal(born).year + 4)
                if age > 4.2 and random() < 0.96
                else ""
            )
            former_upn = upn(841, self.serial, date.fromordinal(born).year + 5) if pupil and random() < 0.02 else ""
            disabilities = (self.among(_DISABILITIES),) if random() < 0.055 else ()
            children.append(
                Child(
                    key,
                    sex,
                    first,
                    surname,
                    date.fromordinal(born),
                    None,
                    ethnicity if random() > 0.03 else "NOBT",
                    self._nhs_number() if numbered else "",
                    pupil,
                    former_upn,
                    disabilities,
                    self._school(age, place),
                    practice,
                    aliases,
                    twin,
                )
            )
        return tuple(children)

    def _nhs_number(self) -> str:
        """The next number of this authority's block, or none when the block is used up."""
        while self.nhs_at < _NHS_BLOCK:
            nine = f"999{self.block + self.nhs_at:06d}"
            self.nhs_at += 1
            digit = nhs_check_digit(nine)
            if digit is not None:
                return f"{nine}{digit}"
        return ""

    def _school(self, age: float, place: int) -> Organisation | None:
        if age < 2 or (age < 4 and self.random() < 0.35) or self.random() < 0.012:
            return None
        phase = "nursery" if age < 4.3 else "primary" if age < 11.2 else "secondary" if age < 16.2 else "college"
        return self.among(self.phases[phase])

    def _relationships(
        self, form: str, children: tuple[Child, ...], adults: list[Person], partner: Person | None, elder: Person | None
    ) -> tuple[Relationship, ...]:
        random = self.random
        here = {person.key for person in adults}
        mother_home = "no" if form in ("father", "grandparent") else "yes"
        father_home = "yes" if form in ("both", "father") else "no"
        registered = "yes" if form == "both" or random() < 0.75 else "unknown" if random() < 0.6 else "no"
        father_contact = "yes" if father_home == "yes" or random() < 0.55 else "unknown" if random() < 0.6 else "no"
        found = []
        for place, child in enumerate(children):
            of_partner = partner is not None and child.last_name == partner.last_name and len(children) > 1
            found.append(Relationship(child.key, "a1", "mother", "yes", mother_home, "yes"))
            if of_partner:
                found.append(Relationship(child.key, "a3", "father", "yes", "yes", "yes"))
            elif "a2" in here:
                found.append(Relationship(child.key, "a2", "father", registered, father_home, father_contact))
            if partner is not None and not of_partner:
                found.append(Relationship(child.key, "a3", "partner_of_parent", "no", "yes", "yes"))
            if elder is not None:
                raising = form == "grandparent"
                kind = "special_guardian" if raising and random() < 0.6 else "grandparent"
                responsible = "yes" if kind == "special_guardian" else "no"
                found.append(Relationship(child.key, "a4", kind, responsible, "yes" if raising else "no", "yes"))
            for other in children[:place]:
                half = partner is not None and (other.last_name == partner.last_name) != of_partner
                kind = "half_sibling" if half else "full_sibling"
                found.append(Relationship(child.key, other.key, kind, "no", "yes", "yes"))
        if "a2" in here:
            together = "yes" if form == "both" else "no"
            kind = "partner" if form == "both" else "former_partner"
            found.append(Relationship("a1", "a2", kind, "no", together, "yes" if form == "both" else "unknown"))
        if partner is not None:
            found.append(Relationship("a1", "a3", "partner", "no", "yes", "yes"))
        return tuple(found)

    def _households(
        self,
        form: str,
        children: tuple[Child, ...],
        adults: list[Person],
        partner: Person | None,
        elder: Person | None,
        oldest: int,
    ) -> tuple[Household, ...]:
        """The children's home first, then earlier homes, then homes of those who live apart."""
        random, authority = self.random, self.authority
        keys = tuple(child.key for child in children if child.born_on)
        here = {person.key for person in adults}
        with_children = {
            "both": ("a1", "a2"),
            "mother": ("a1",),
            "step": ("a1", "a3"),
            "father": ("a2",),
            "grandparent": ("a4",),
        }
        carers = tuple(key for key in with_children.get(form, ("a1",)) if key in here)
        protected = form in ("mother", "separated") and random() < 0.03
        since = min(oldest, self.today) - 500
        moves = 0 if random() < 0.55 else 1 + int(random() * random() * 4)
        days = sorted(since + int(random() * (self.today - since)) for _ in range(moves))
        homes = []
        start = since
        for day in (*days, 0):
            home = address(authority, random(), random())
            homes.append((home, start, day - 1 if day else 0))
            start = day
        households = []
        for place, (home, first, last) in enumerate(reversed(homes)):
            until = date.fromordinal(max(last, first)) if last else None
            living = carers + tuple(
                child.key for child in children if child.born_on and (not last or child.born_on.toordinal() <= last)
            )
            if place and form == "separated" and "a2" in here:
                living = ("a2", *living)
            households.append(
                Household(
                    home, living if place else carers + keys, date.fromordinal(first), until, protected and not place
                )
            )
        for person in adults:
            if person.key not in carers:
                apart = address(authority, random(), random())
                households.append(Household(apart, (person.key,), date.fromordinal(since), None, False))
        return tuple(households)

    def _pressures(self) -> tuple[tuple[str, ...], int]:
        """What weighs on the family, and how often the door hears of it: most never, a few again and again."""
        draw = self.random()
        if draw > shape.KNOWN:
            return ((), 0)
        main = self.among(_REASONS)
        related = _TOGETHER.get(main, ())
        pressures = (main, self.among(related)) if related and self.random() < 0.55 else (main,)
        if draw > shape.KNOWN * shape.REPEATED:
            return (pressures, 1)
        return (pressures, 2 + int(1.6 / (self.random() + 0.12)))
