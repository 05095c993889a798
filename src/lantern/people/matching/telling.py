"""What was weighed, as sentences for a screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lantern.people.matching import compared
from lantern.people.matching.compared import PlacesCompared
from lantern.people.matching.evidence import Fact, Reason
from lantern.people.matching.sides import Called, Place, Side, birth_of_side
from lantern.people.names import Likeness

if TYPE_CHECKING:
    from lantern.people.matching.model import Bits
    from lantern.people.matching.weighing import Names

_GIVEN_TEXTS = {
    Likeness.SAME: "Same given name: {ours}",
    Likeness.SPELLING: "Given name is another spelling: {ours} / {theirs}",
    Likeness.NICKNAME: "Given name may be a short form: {ours} / {theirs}",
    Likeness.SOUND: "Given name sounds the same: {ours} / {theirs}",
    Likeness.TYPING: "Given name differs by a slip of typing: {ours} / {theirs}",
    Likeness.PART: "Given names share a part: {ours} / {theirs}",
    Likeness.INITIAL: "Given name has the same first letter: {ours} / {theirs}",
    Likeness.RESEMBLES: "Given name is alike but not the same: {ours} / {theirs}",
    Likeness.DIFFERENT: "Different given name: {ours} / {theirs}",
}

_SURNAME_TEXTS = {
    Likeness.SAME: "Same surname: {ours}",
    Likeness.SPELLING: "Surname is another spelling: {ours} / {theirs}",
    Likeness.SOUND: "Surname sounds the same: {ours} / {theirs}",
    Likeness.TYPING: "Surname differs by a slip of typing: {ours} / {theirs}",
    Likeness.NICKNAME: "Surname may be a short form: {ours} / {theirs}",
    Likeness.PART: "Surnames share a part: {ours} / {theirs}",
    Likeness.INITIAL: "Surname has the same first letter: {ours} / {theirs}",
    Likeness.RESEMBLES: "Surname is alike but not the same: {ours} / {theirs}",
    Likeness.DIFFERENT: "Different surname: {ours} / {theirs}",
}

_FURTHER_TEXTS = {
    "same": "Another given name agrees, too: {ours} / {theirs}",
    "initial": "Another given name has the same first letter: {ours} / {theirs}",
    "different": "Other given names differ: {ours} / {theirs}",
}

_BIRTH_TEXTS = {
    "same": "Born on the same day: {one}",
    "first_of_january": "Born on the same day: {one}",
    "swapped": "Day and month of birth swapped: {both}",
    "year_out": "Same birthday, one year apart: {both}",
    "placeholder": "Same year of birth, and 1 January may stand for an unknown day: {both}",
    "one_digit": "Dates of birth differ by one digit: {both}",
    "same_month": "Born in the same month: {both}",
    "same_day_and_year": "Same day and year of birth, another month: {both}",
    "same_day_and_month": "Same birthday, another year: {both}",
    "within_a_year": "Different date of birth: {both}",
    "within_three_years": "Different date of birth: {both}",
    "far_apart": "Different date of birth: {both}",
    "fits": "Date of birth fits: {both}",
    "nearly_fits": "Date of birth nearly fits: {both}",
    "does_not_fit": "Date of birth does not fit: {both}",
    "far_from_fitting": "Date of birth does not fit: {both}",
    "same_week": "Expected in the same week: {both}",
    "four_weeks": "Expected within four weeks of each other: {both}",
    "ten_weeks": "Different expected date: {both}",
    "another_time": "Different expected date: {both}",
    "born_when_expected": "Born about when a child was expected: {both}",
    "born_within_four_months": "Born within four months of when a child was expected: {both}",
    "born_another_time": "Not born when a child was expected: {both}",
}

_PLACE_TEXTS = {
    "same_house": "Same address: {house} {postcode}{former}",
    "same_postcode": "Same postcode: {postcode}{former}",
    "postcode_another_house": "Same postcode, another house: {postcode}{former}",
    "same_house_near_postcode": "Same house, postcode one letter apart: {postcode} / {other}{former}",
    "near_postcode": "Postcode one letter apart: {postcode} / {other}{former}",
    "house_and_street": "Same house and street: {house} {street}{former}",
    "same_street": "Same street: {street}{former}",
    "same_town": "Different postcode: {postcode} / {other}",
    "different": "Different postcode: {postcode} / {other}",
}


class Telling:
    """Says the evidence of one comparison."""

    def __init__(self, ours: Side, theirs: Side, levels: Mapping[str, Mapping[str, Bits]]) -> None:
        self.ours, self.theirs, self.levels = ours, theirs, levels

    def reasons(
        self, names: Names, birth: tuple[str, str, float] | None, places: PlacesCompared | None
    ) -> list[Reason]:
        """Every piece of evidence with its weight against a stranger."""
        found = [*self._numbers(), *self._names(names)]
        if birth is not None:
            found.append(self._birth(birth))
        if self.ours.sex and self.theirs.sex:
            same = self.ours.sex == self.theirs.sex
            text = "Same sex recorded" if same else "Different sex recorded"
            found.append(Reason(Fact.SEX, text, self.levels["sex"]["same" if same else "different"].stranger))
        if places is not None:
            found.append(self._place(places))
        if not set(self.ours.telephones).isdisjoint(self.theirs.telephones):
            found.append(Reason(Fact.PHONE, "Same telephone number", self.levels["telephone"]["same"].stranger))
        found += self._mother()
        return found

    def _numbers(self) -> Iterator[Reason]:
        table, ours, theirs = self.levels["number"], self.ours, self.theirs
        if ours.nhs and theirs.nhs:
            level = compared.nhs_numbers(ours.nhs, theirs.nhs)
            text = {
                "same": "Same NHS number",
                "one_slip": "NHS numbers differ by one slip of typing",
                "can_not_be_right": "Different NHS number, and one of the two can not be right",
            }.get(level, "Different NHS number")
            yield Reason(Fact.NHS_NUMBER, text, table[level].stranger)
        if ours.upns and theirs.upns:
            level = compared.upns(ours.upns, theirs.upns)
            text = {"same": "Same UPN", "one_slip": "UPNs differ by one slip of typing"}.get(level, "Different UPN")
            yield Reason(Fact.UPN, text, table[level].stranger)
        if (found := compared.references(ours.references, theirs.references)) is not None:
            level, scheme = found
            text = f"Same {scheme} reference" if level == "same" else "Different reference in the same agency"
            yield Reason(Fact.IDENTIFIER, text, table[level].stranger)

    def _names(self, names: Names) -> Iterator[Reason]:
        mine = self.ours.names[names.ours] if self.ours.names else None
        other = self.theirs.names[names.theirs] if self.theirs.names else None
        if mine is None or other is None:
            return
        notes = [
            note
            for note, holds in (
                ("as another name", names.ours or names.theirs),
                ("given name and surname swapped", names.swapped),
            )
            if holds
        ]
        note = f" ({'; '.join(notes)})" if notes else ""
        first, last = (mine.given, mine.surname) if not names.swapped else (mine.surname, mine.given)
        if names.given is not None:
            text = _GIVEN_TEXTS[names.given].format(ours=first, theirs=other.given)
            yield Reason(Fact.GIVEN_NAME, text + note, names.given_bits.stranger)
        if names.further is not None:
            text = _FURTHER_TEXTS[names.further].format(ours=first, theirs=other.given)
            yield Reason(Fact.GIVEN_NAME, text, names.further_bits.stranger)
        if names.surname is not None:
            text = _SURNAME_TEXTS[names.surname].format(ours=last, theirs=other.surname)
            yield Reason(Fact.SURNAME, text + note, names.surname_bits.stranger)

    def _birth(self, birth: tuple[str, str, float]) -> Reason:
        mine, other = birth_of_side(self.ours), birth_of_side(self.theirs)
        weight = (
            max(0.5, -math.log2(birth[2]) + self.levels["span"]["fits"].stranger)
            if birth[2]
            else self.levels[birth[0]][birth[1]].stranger
        )
        return Reason(Fact.BIRTH, _BIRTH_TEXTS[birth[1]].format(one=mine, both=f"{mine} / {other}"), weight)

    def _place(self, places: PlacesCompared) -> Reason:
        mine, other = self.ours.places[places.ours], self.theirs.places[places.theirs]
        text = _PLACE_TEXTS[places.level]
        if places.level == "different" and not (mine.postcode and other.postcode):
            text = "Different street: {street} / {other_street}"
        former = " (an earlier address)" if places.ours or places.theirs else ""
        said = text.format(
            house=mine.house.title() or other.house.title(),
            street=_road(mine),
            other_street=_road(other),
            postcode=mine.written,
            other=other.written,
            former=former,
        )
        return Reason(Fact.ADDRESS, " ".join(said.split()), self.levels["address"][places.level].stranger)

    def _mother(self) -> Iterator[Reason]:
        mine, other = self.ours.mother, self.theirs.mother
        if mine is None or other is None or (level := compared.mothers(mine, other)) is None:
            return
        text = {
            "agrees": "Mother's name agrees",
            "in_part": "Mother's name agrees in part",
            "differs": "Mother's name differs",
        }
        yield Reason(
            Fact.MOTHER, f"{text[level]}: {_full(mine)} / {_full(other)}", self.levels["mother"][level].stranger
        )


def _road(place: Place) -> str:
    return place.street.title()


def _full(name: Called) -> str:
    return f"{name.given} {name.surname}".strip()
