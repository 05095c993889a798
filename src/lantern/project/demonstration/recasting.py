"""The same family with other people in it: who they are to each other stays, and all that tells them apart changes."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from lantern.project.demonstration.families import (
    CODES,
    Alias,
    Child,
    Family,
    Household,
    Maker,
    Person,
    ethnicity_of,
    upn,
)
from lantern.project.demonstration.names import COMMUNITIES, SHORT_FORMS, Community, for_sex
from lantern.project.demonstration.places import address

_OLDER = 40
"""Days by which a family is older than the one it follows, at the most."""
_GROWN_UP = 6574  # days


def recast(families: Iterable[Family], seed: int, *, on: date, first: int, years: int = 2) -> Iterator[Family]:
    """For each family another of the same shape: as many people of the same sex, ties, pressures and schools, of other
    names, communities, homes and numbers, born some weeks earlier where nothing told of them hangs on it.

    ``first`` is the number of children of the authority made before, as for ``build_population``, ``years`` how far
    back stories about them go.
    """
    maker = None
    for number, family in enumerate(families):
        if maker is None:
            rng = random.Random(f"recast {seed} {family.authority} {first}")
            maker = _Recaster(rng, family.authority, on, first)
            maker.told_from = on.toordinal() - round(365.25 * years) - 1
        yield maker.follow(family, first + number)


class _Recaster(Maker):
    told_from: int
    """The first day of the stories."""

    def follow(self, family: Family, number: int) -> Family:
        random = self.random
        code = self.among(CODES)
        community, ethnicity = COMMUNITIES[code], ethnicity_of(code, random())
        older = timedelta(days=self._older(family))
        surnames = _Surnames(self, COMMUNITIES[family.community], community)
        adults = tuple(self._recast_adult(adult, community, ethnicity, surnames, older) for adult in family.adults)
        children: list[Child] = []
        for child in family.children:
            taken = {other.first_names for other in children}
            children.append(self._recast_child(child, taken, community, ethnicity, surnames, older))
        households = tuple(
            Household(
                address(self.authority, random(), random()),
                home.members,
                home.since - older,
                home.until and home.until - older,
                home.protected,
            )
            for home in family.households
        )
        return family._replace(
            number=number, community=code, adults=adults, children=tuple(children), households=households
        )

    def _older(self, family: Family) -> int:
        """By how many days: none where a birth or a coming of age lies within the stories."""
        births = [child.born_on.toordinal() if child.born_on else self.today for child in family.children]
        if max(births) >= self.told_from or min(births) - _OLDER + _GROWN_UP <= self.today:
            return 0
        return int(self.random() * (_OLDER + 1))

    def _recast_adult(
        self, adult: Person, community: Community, ethnicity: str, surnames: "_Surnames", older: timedelta
    ) -> Person:
        random = self.random
        first = self.among(community.women if adult.sex == "F" else community.men)
        last = surnames.instead_of(adult.last_name, adult.sex)
        return Person(
            adult.key,
            adult.sex,
            first,
            last,
            adult.born_on - older - timedelta(days=int(random() * 200)),
            ethnicity,
            community.language if random() < 0.5 else "English",
            f"07700 900{int(random() * 1000):03d}" if adult.phone else "",
            self._recast_aliases(adult, first, last, surnames, 0.4, older),
        )

    def _recast_child(
        self,
        child: Child,
        taken: set[str],
        community: Community,
        ethnicity: str,
        surnames: "_Surnames",
        older: timedelta,
    ) -> Child:
        last = surnames.instead_of(child.last_name, child.sex)
        if child.born_on is None:
            return child._replace(last_name=last)
        names = community.boys if child.sex == "M" else community.girls
        first = self.among(names)
        while first in taken:
            first = self.among(names)
        self.serial += 1
        born = child.born_on - older
        return child._replace(
            first_names=first,
            last_name=last,
            born_on=born,
            ethnicity="NOBT" if child.ethnicity == "NOBT" else ethnicity,
            nhs_number=self._nhs_number() if child.nhs_number else "",
            upn=upn(self.authority, self.serial, born.year + 4) if child.upn else "",
            former_upn=upn(841, self.serial, born.year + 5) if child.former_upn else "",
            aliases=self._recast_aliases(child, first, last, surnames, 0.35, older),
        )

    def _recast_aliases(
        self, one: Person | Child, first: str, last: str, surnames: "_Surnames", share: float, older: timedelta
    ) -> tuple[Alias, ...]:
        short = SHORT_FORMS.get(first) if self.random() < share else None
        known_as = (Alias("known_as", short, last, None),) if short else ()
        return known_as + tuple(
            Alias(alias.kind, first, surnames.instead_of(alias.last_name, one.sex), alias.until and alias.until - older)
            for alias in one.aliases
            if alias.kind == "former"
        )


class _Surnames:
    """One new surname for each that a family had, in the form for each sex."""

    def __init__(self, maker: Maker, before: Community, now: Community) -> None:
        self.maker, self.before, self.now = maker, before, now
        self.given: dict[str, str] = {}

    def instead_of(self, surname: str, sex: str) -> str:
        root = surname[:-1] + "i" if self.before.surname_by_sex and surname.endswith("ska") else surname
        given = self.given.get(root)
        while given is None:
            drawn = self.maker.among(self.now.surnames)
            if drawn not in self.given.values():
                given = self.given[root] = drawn
        return for_sex(given, sex, self.now)
