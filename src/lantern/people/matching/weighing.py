"""All evidence together: its sum, held within the limits that common sense sets."""

import math

from lantern.people.matching.description import (
    Description,
    has_address,
    has_exact_birth,
    has_given_name,
    has_surname,
    letters_and_digits,
)
from lantern.people.matching.evidence import Band, Fact, Match, Reason
from lantern.people.matching.facts_compared import (
    address_evidence,
    birth_evidence,
    identifier_evidence,
    mother_evidence,
    nhs_evidence,
    phone_evidence,
    sex_evidence,
    upn_evidence,
)
from lantern.people.matching.names_compared import OTHER_GIVEN, UNSURE_GIVEN, Named, SurnameShare, name_pairs

POPULATION = 50_000
"""How many people a description might be about, before anything is known: the children of a borough. Source:
practice.
"""

_FLOORS = {Band.CERTAIN: 0.99, Band.PROBABLE: 0.80, Band.POSSIBLE: 0.10, Band.UNLIKELY: 0.0}

# The highest strength that still falls in the band below.
_PROBABLE_AT_MOST = 0.989
_POSSIBLE_AT_MOST = 0.789


def score(description: Description, candidate: Description, *, surname_share: SurnameShare | None = None) -> Match:
    """How strongly the two seem to be one person, with the reasons for and against. The same whichever way round they
    are given.

    Common sense limits what the sum of weights may claim, unless a personal number (NHS number, UPN, a shared
    reference) agrees:

    - another given name: never above *possible*, as twins and brothers and sisters share everything else;
    - no given name, a short or similar one, no full date of birth, the other sex or another surname: never above
      *probable*.

    With an agreeing number, another given name is held at *probable*.
    """
    shared_number = False
    reasons: list[Reason] = []
    for found in (
        nhs_evidence(description, candidate),
        upn_evidence(description, candidate),
        identifier_evidence(description, candidate),
    ):
        if found is not None:
            reasons.append(found)
            shared_number = shared_number or found.weight >= 10
    birth = birth_evidence(description.birth, candidate.birth)
    sex = sex_evidence(description.sex, candidate.sex)
    others = (
        birth,
        sex,
        address_evidence(description, candidate),
        phone_evidence(description, candidate),
        mother_evidence(description, candidate),
    )
    reasons += [reason for reason in others if reason is not None]

    best: Match | None = None
    best_total = 0.0
    for named in name_pairs(description, candidate, surname_share):
        limit, why = _limit(named, birth, sex, description, candidate, shared_number=shared_number)
        all_reasons = [*reasons, *named.reasons]
        total = sum(reason.weight for reason in all_reasons)
        strength = _probability(total)
        limited = strength > limit
        strength = min(strength, limit)
        if best is None or (strength, total) > (best.strength, best_total):
            best_total = total
            ordered = sorted(all_reasons, key=lambda reason: (-abs(reason.weight), reason.fact, reason.text))
            best = Match(
                strength=strength,
                band=next(band for band, floor in _FLOORS.items() if strength >= floor),
                agreements=tuple(reason for reason in ordered if reason.weight > 0),
                disagreements=tuple(reason for reason in ordered if reason.weight < 0),
                limited_by=why if limited else "",
                would_settle=_would_settle(description, candidate),
            )
    if best is None:  # pragma: no cover - name_pairs always gives at least one
        raise AssertionError("there is always one way to compare names")
    return best


def _limit(
    named: Named,
    birth: Reason | None,
    sex: Reason | None,
    ours: Description,
    theirs: Description,
    *,
    shared_number: bool,
) -> tuple[float, str]:
    """The highest strength that common sense allows, and the sentence that says why."""
    if named.given in OTHER_GIVEN:
        if shared_number:
            return _PROBABLE_AT_MOST, "The given names are not the same."
        return _POSSIBLE_AT_MOST, "The given names are not the same: this may be a twin, a brother or a sister."
    if shared_number:
        return 1.0, ""
    if named.given is None and birth is None:
        return _POSSIBLE_AT_MOST, "Neither a given name nor a date of birth can be compared."
    for holds, why in (
        (named.given is None, "There is no given name to compare."),
        (named.given in UNSURE_GIVEN, "The given names are alike but not the same."),
        (
            birth is None or not (has_exact_birth(ours) and has_exact_birth(theirs)),
            "There is no full date of birth to compare.",
        ),
        (
            birth is not None and birth.weight < 12 and not _new_year(ours, theirs),
            "The dates of birth are not the same.",
        ),
        (sex is not None and sex.weight < 0, "A different sex is recorded."),
        (named.surname is None or named.surname in OTHER_GIVEN, "There is no surname that agrees."),
    ):
        if holds:
            return _PROBABLE_AT_MOST, why
    return 1.0, ""


def _would_settle(ours: Description, theirs: Description) -> tuple[Fact, ...]:
    missing = []
    if not (letters_and_digits(ours.nhs_number) and letters_and_digits(theirs.nhs_number)):
        missing.append(Fact.NHS_NUMBER)
    if not (has_exact_birth(ours) and has_exact_birth(theirs)):
        missing.append(Fact.BIRTH)
    for fact, known in ((Fact.GIVEN_NAME, has_given_name), (Fact.SURNAME, has_surname), (Fact.ADDRESS, has_address)):
        if not (known(ours) and known(theirs)):
            missing.append(fact)
    return tuple(missing)


def _probability(weight: float) -> float:
    odds = weight - math.log2(POPULATION)
    return 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, odds))))


def _new_year(ours: Description, theirs: Description) -> bool:
    """Whether both were born on 1 January of one year: the same day, though it weighs less."""
    return ours.birth is not None and ours.birth == theirs.birth
