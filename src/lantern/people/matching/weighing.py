"""All evidence together: a weight in bits, a probability, and the limits that common sense sets.

Whoever shares a surname, a house and a birthday may be a twin. So three answers are weighed against each other, not
two: one person, one family, strangers. What brothers and sisters share speaks for the family as loudly as for one
person, and only what tells them apart decides between those two.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lantern.people.matching import compared
from lantern.people.matching.compared import AGREEING, PlacesCompared
from lantern.people.matching.description import Description
from lantern.people.matching.evidence import Band, Fact, Match
from lantern.people.matching.model import Bits, Model, shipped
from lantern.people.matching.sides import Called, Side, side_of
from lantern.people.matching.telling import Telling
from lantern.people.names import Likeness, compare_given_names, compare_surname_parts

_FLOORS = {Band.CERTAIN: 0.99, Band.PROBABLE: 0.80, Band.POSSIBLE: 0.03, Band.UNLIKELY: 0.0}

# What is left of a strength that common sense limits: below the floor of the band above.
_PROBABLE_AT_MOST, _POSSIBLE_AT_MOST = 0.989, 0.789

_TWIN_AT_LEAST = 0.10
"""A child born on the same day at the same address is always shown: people must see that there are twins."""

OTHER_NAME, SWAPPED = 0.7, 2.5
"""What is taken off, in bits, where a name agrees with a former or other name, or with the halves changed over."""

NOT_THE_SAME_NAME = (Likeness.RESEMBLES, Likeness.DIFFERENT)


class Names(NamedTuple):
    """How a name of one compares with a name of the other."""

    given: Likeness | None
    surname: Likeness | None
    further: str | None
    given_bits: Bits
    surname_bits: Bits
    further_bits: Bits
    ours: int
    theirs: int
    swapped: bool


class Weighed(NamedTuple):
    """What one candidate weighs. ``odds`` are bits for one person against everybody else, before any limit; they set
    the order of candidates.
    """

    odds: float
    strength: float
    weight: float
    names: Names
    birth: tuple[str, str, float] | None
    places: PlacesCompared | None
    shared_number: bool
    limited_by: str


_NONE = Bits(0.0, 0.0)


def weigh(ours: Side, theirs: Side, model: Model | None = None, people: float = 0.0) -> Weighed:
    """How strongly two sides seem to be one person. ``people`` is how many are on record, where that is known: the more
    there are, the more of them agree by chance.
    """
    model = model or shipped()
    levels = model.levels
    numbers, shared_number = numbers_compared(ours, theirs, levels)
    stranger, family = numbers
    birth = None
    if ours.born is not None and theirs.born is not None:
        birth = compared.births(ours.born, theirs.born)
        bits = birth_bits(birth, model)
        stranger += bits.stranger
        family += bits.family
    sex = 0
    if ours.sex and theirs.sex:
        sex = 1 if ours.sex == theirs.sex else -1
        bits = levels["sex"]["same" if sex > 0 else "different"]
        stranger += bits.stranger
        family += bits.family
    places = compared.places(ours.places, theirs.places) if ours.places and theirs.places else None
    if places is not None:
        bits = levels["address"][places.level]
        stranger += bits.stranger
        family += bits.family
    if ours.telephones and not set(ours.telephones).isdisjoint(theirs.telephones):
        bits = levels["telephone"]["same"]
        stranger += bits.stranger
        family += bits.family
    if ours.mother is not None and theirs.mother is not None:
        mother = compared.mothers(ours.mother, theirs.mother)
        if mother is not None:
            bits = levels["mother"][mother]
            stranger += bits.stranger
            family += bits.family
    prior_stranger, prior_family = priors(model, people)
    best: Weighed | None = None
    for names in name_pairs(ours.names, theirs.names, model):
        against_strangers = stranger + names.given_bits[0] + names.surname_bits[0] + names.further_bits[0]
        against_family = family + names.given_bits[1] + names.surname_bits[1] + names.further_bits[1]
        odds = both(against_strangers + prior_stranger, against_family + prior_family)
        if best is None or odds > best.odds:
            best = Weighed(odds, 0.0, against_strangers, names, birth, places, shared_number, "")
    if best is None:  # pragma: no cover - there is always one way to compare names
        raise AssertionError("there is always one way to compare names")
    limit, why = _limit(best, sex, ours, theirs)
    chance = 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, best.odds))))
    strength = chance * limit
    if (
        best.names.given in NOT_THE_SAME_NAME
        and birth is not None
        and birth[1] in ("same", "first_of_january")
        and places is not None
        and places.level == "same_house"
    ):
        strength = max(strength, _TWIN_AT_LEAST)
    limited = chance > limit or (limit == _POSSIBLE_AT_MOST and strength >= _TWIN_AT_LEAST)
    return best._replace(strength=strength, limited_by=why if limited else "")


def score(
    description: Description, candidate: Description, *, model: Model | None = None, people: float = 0.0
) -> Match:
    """How strongly the two seem to be one person, with the reasons for and against. The same whichever way round they
    are given.

    Common sense limits what the sum of weights may claim, unless a personal number (NHS number, UPN, a shared
    reference) agrees:

    - another given name: never above *possible*, as twins and brothers and sisters share everything else;
    - no given name, or one that is not quite the same; no full date of birth, or another; the other sex or another
      surname; nothing but name and birthday to go by: never above *probable*.

    With an agreeing number, another given name is held at *probable*.
    """
    ours, theirs = side_of(description), side_of(candidate)
    return explained(weigh(ours, theirs, model, people), ours, theirs, model)


def explained(weighed: Weighed, ours: Side, theirs: Side, model: Model | None = None) -> Match:
    """What was weighed, as sentences for and against."""
    reasons = Telling(ours, theirs, (model or shipped()).levels).reasons(weighed.names, weighed.birth, weighed.places)
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.fact, reason.text))
    return Match(
        strength=weighed.strength,
        band=band_of(weighed.strength),
        agreements=tuple(reason for reason in ordered if reason.weight > 0),
        disagreements=tuple(reason for reason in ordered if reason.weight < 0),
        limited_by=weighed.limited_by,
        would_settle=_would_settle(ours, theirs),
        weight=weighed.weight,
        odds=weighed.odds,
    )


def band_of(strength: float) -> Band:
    return next(band for band, floor in _FLOORS.items() if strength >= floor)


def both(first: float, second: float) -> float:
    """Odds against two alternatives at once, in bits, from the odds against each."""
    low, high = (first, second) if first < second else (second, first)
    return low if high - low > 40 else low - math.log2(1.0 + math.exp2(low - high))


def numbers_compared(ours: Side, theirs: Side, levels: object) -> tuple[tuple[float, float], bool]:
    table = levels["number"]  # type: ignore[index]
    stranger = family = 0.0
    shared = False
    if ours.nhs and theirs.nhs:
        level = compared.nhs_numbers(ours.nhs, theirs.nhs)
        shared = level == "same"
        stranger, family = table[level]
    if ours.upns and theirs.upns:
        level = compared.upns(ours.upns, theirs.upns)
        shared = shared or level == "same"
        stranger += table[level][0]
        family += table[level][1]
    if ours.references and theirs.references:
        found = compared.references(ours.references, theirs.references)
        if found is not None:
            shared = shared or found[0] == "same"
            stranger += table[found[0]][0]
            family += table[found[0]][1]
    return (stranger, family), shared


NAMELESS = Called("", "", (), ())


def priors(model: Model, people: float) -> tuple[float, float]:
    """What is known before anything is compared, in bits: against strangers and against the family."""
    return math.log2(model.known / max(model.people, people)), math.log2(model.known / model.family)


def birth_bits(birth: tuple[str, str, float], model: Model) -> Bits:
    """What two births tell, compared by `compared.births`."""
    if birth[2]:
        told = -math.log2(birth[2]) + model.levels["span"]["fits"].stranger
        return Bits(max(0.5, told), max(0.25, told / 4))
    return model.levels[birth[0]][birth[1]]


def name_pairs(
    ours: tuple[Called, ...], theirs: tuple[Called, ...], model: Model, other_name: bool = False
) -> list[Names]:
    """Each way in which a name of one may be a name of the other; the best of them counts. ``other_name`` says that
    they are not the first names of both.
    """
    found = []
    for number, first in enumerate(ours or (NAMELESS,)):
        for other_number, second in enumerate(theirs or (NAMELESS,)):
            off = OTHER_NAME if number or other_number or other_name else 0.0
            straight = names_compared(first.given_names, first.parts, second.given_names, second.parts, model, off)
            found.append(Names(*straight, number, other_number, False))
            if (
                (straight[0] is None or straight[0] in NOT_THE_SAME_NAME)
                and first.given_names
                and first.parts
                and second.given_names
                and second.parts
            ):
                # Turned on either side, so that the answer is the same whichever way round the two are given.
                turned = max(
                    names_compared(
                        first.parts, first.given_names, second.given_names, second.parts, model, off + SWAPPED
                    ),
                    names_compared(
                        first.given_names, first.parts, second.parts, second.given_names, model, off + SWAPPED
                    ),
                    key=lambda one: one[3][0] + one[4][0],
                )
                if turned[0] in AGREEING and turned[1] in AGREEING:
                    found.append(Names(*turned, number, other_number, True))
    return found


def names_compared(
    given: tuple[str, ...],
    parts: tuple[str, ...],
    other_given: tuple[str, ...],
    other_parts: tuple[str, ...],
    model: Model,
    off: float,
) -> tuple[Likeness | None, Likeness | None, str | None, Bits, Bits, Bits]:
    levels = model.levels
    given_likeness = compare_given_names(given, other_given)
    given_bits = surname_bits = further_bits = _NONE
    further = None
    if given_likeness is not None:
        if given_likeness in AGREEING:
            bits = levels["given"][given_likeness]
            if given_likeness is Likeness.PART:
                rarity = min(model.given_bits(one) for one in (*given, *other_given))
            else:
                rarity = min(model.given_bits(given[0]), model.given_bits(other_given[0]))
            given_bits = Bits(max(0.5, bits.stranger + rarity - off), max(0.5, bits.family - off))
            if len(given) > 1 and len(other_given) > 1 and given_likeness is not Likeness.PART:
                further = compared.other_given(given, other_given)
                if further is not None:
                    further_bits = levels["other_given"][further]
        else:
            given_bits = levels["given_other"][given_likeness]
    surname = compare_surname_parts(parts, other_parts)
    if surname is not None:
        if surname in AGREEING:
            bits = levels["surname"][surname]
            if surname is Likeness.PART:
                rarity = min(model.surname_bits(one) for one in (*parts, *other_parts))
            else:
                rarity = min(model.surname_bits("".join(parts)), model.surname_bits("".join(other_parts)))
            surname_bits = Bits(max(0.5, bits.stranger + rarity - off), bits.family)
        else:
            surname_bits = levels["surname_other"][surname]
    return given_likeness, surname, further, given_bits, surname_bits, further_bits


def _limit(weighed: Weighed, sex: int, ours: Side, theirs: Side) -> tuple[float, str]:
    """The highest strength that common sense allows, and the sentence that says why."""
    names, birth, places = weighed.names, weighed.birth, weighed.places
    if names.given in NOT_THE_SAME_NAME:
        if weighed.shared_number:
            return _PROBABLE_AT_MOST, "The given names are not the same."
        return _POSSIBLE_AT_MOST, "The given names are not the same: this may be a twin, a brother or a sister."
    if weighed.shared_number:
        return 1.0, ""
    if names.given is None and birth is None:
        return _POSSIBLE_AT_MOST, "Neither a given name nor a date of birth can be compared."
    if names.given is None:
        return _PROBABLE_AT_MOST, "There is no given name to compare."
    if names.given is not Likeness.SAME or names.further == "different":
        return _PROBABLE_AT_MOST, "The given names are alike but not the same."
    if birth is None or birth[0] != "birth":
        return _PROBABLE_AT_MOST, "There is no full date of birth to compare."
    if birth[1] not in ("same", "first_of_january"):
        return _PROBABLE_AT_MOST, "The dates of birth are not the same."
    if sex < 0:
        return _PROBABLE_AT_MOST, "A different sex is recorded."
    if names.surname not in AGREEING:
        return _PROBABLE_AT_MOST, "There is no surname that agrees."
    if not (
        (places is not None and _same_place(places, ours, theirs))
        or not set(ours.telephones).isdisjoint(theirs.telephones)
        or (ours.mother and theirs.mother and compared.mothers(ours.mother, theirs.mother) == "agrees")
    ):
        return _PROBABLE_AT_MOST, "Two children may share a name and a birthday, and nothing else agrees."
    return 1.0, ""


_SAME_PLACE = frozenset({"same_house", "same_house_near_postcode", "house_and_street", "same_postcode"})


def _same_place(places: PlacesCompared, ours: Side, theirs: Side) -> bool:
    """Whether an address agrees so that two of one name and birthday are hardly two. Another house of the postcode does
    not, nor the same house of a street in another town: children of one name and birthday may live so.
    """
    if places.level not in _SAME_PLACE:
        return False
    mine, other = ours.places[places.ours].postcode, theirs.places[places.theirs].postcode
    return places.level != "house_and_street" or not (mine and other) or mine[:-3] == other[:-3]


def _would_settle(ours: Side, theirs: Side) -> tuple[Fact, ...]:
    missing = []
    if not (ours.nhs and theirs.nhs):
        missing.append(Fact.NHS_NUMBER)
    if not (_has_day(ours) and _has_day(theirs)):
        missing.append(Fact.BIRTH)
    for fact, known in ((Fact.GIVEN_NAME, _has_given), (Fact.SURNAME, _has_surname), (Fact.ADDRESS, _has_place)):
        if not (known(ours) and known(theirs)):
            missing.append(fact)
    return tuple(missing)


def _has_day(side: Side) -> bool:
    return side.born is not None and side.born.earliest == side.born.latest and not side.born.expected


def _has_given(side: Side) -> bool:
    return any(name.given_names for name in side.names)


def _has_surname(side: Side) -> bool:
    return any(name.parts for name in side.names)


def _has_place(side: Side) -> bool:
    return any(place.postcode or place.street for place in side.places)
