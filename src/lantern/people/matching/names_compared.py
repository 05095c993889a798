"""What two names tell, for and against: the likeness of each half, and how rare the surname is."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lantern.people.matching.description import Description, Name, all_names, own_given_names
from lantern.people.matching.evidence import Fact, Reason
from lantern.people.names import (
    Likeness,
    compare_given,
    compare_surnames,
    surname_whole,
)

SurnameShare = Callable[[str], float | None]
"""Given a whole normalised surname, the share (0 to 1) of people who have it, or None when not known."""

_ORDINARY_SHARE = 0.001  # of people with a given surname, where nothing better is known

_RAREST_SHARE, _COMMONEST_SHARE = 0.000_1, 0.02

_GIVEN_WEIGHTS = {
    Likeness.SAME: 7.7,
    Likeness.SPELLING: 6.5,
    Likeness.NICKNAME: 6.0,
    Likeness.SOUND: 5.5,
    Likeness.TYPING: 5.0,
    Likeness.PART: 4.5,
    Likeness.INITIAL: 2.5,
    Likeness.RESEMBLES: -1.5,
    Likeness.DIFFERENT: -5.0,
}

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

# How much of the weight of the same surname each likeness earns; what is below zero is a weight of its own.
_SURNAME_SHARES = {
    Likeness.SAME: 1.0,
    Likeness.SPELLING: 0.85,
    Likeness.SOUND: 0.75,
    Likeness.TYPING: 0.70,
    Likeness.NICKNAME: 0.60,
    Likeness.PART: 0.65,
    Likeness.INITIAL: 0.15,
}

_SURNAME_AGAINST = {Likeness.RESEMBLES: -1.0, Likeness.DIFFERENT: -3.3}

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

# Given names near enough that people, not rules, must tell whether they are one person's.
UNSURE_GIVEN = (Likeness.NICKNAME, Likeness.SOUND, Likeness.TYPING, Likeness.PART, Likeness.INITIAL)

OTHER_GIVEN = (Likeness.RESEMBLES, Likeness.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Named:
    """How a name of one compares with a name of the other."""

    given: Likeness | None
    surname: Likeness | None
    reasons: tuple[Reason, ...]


def name_pairs(ours: Description, theirs: Description, surname_share: SurnameShare | None) -> Iterator[Named]:
    """Each way in which a name of one may be a name of the other; the best of them counts."""
    pairs = [
        (first, second, first_place + second_place)
        for first_place, first in enumerate(all_names(ours) or [Name()])
        for second_place, second in enumerate(all_names(theirs) or [Name()])
    ]
    for first, second, place in pairs:
        yield _names_compared(first, second, surname_share, other_name=place > 0)
        if first.given and first.surname and second.given and second.surname:
            # Turned on either side, so that the answer is the same whichever way round the two are given.
            turned = ((Name(first.surname, first.given), second), (first, Name(second.surname, second.given)))
            for mine, other in turned:
                likenesses = (compare_given(mine.given, other.given), compare_surnames(mine.surname, other.surname))
                if not any(likeness is None or likeness in OTHER_GIVEN for likeness in likenesses):
                    yield _names_compared(mine, other, surname_share, other_name=place > 0, swapped=True)


def _names_compared(
    first: Name, second: Name, surname_share: SurnameShare | None, *, other_name: bool, swapped: bool = False
) -> Named:
    reasons = []
    ours_given, theirs_given = " ".join(own_given_names(first)), " ".join(own_given_names(second))
    given = compare_given(first.given, second.given) if ours_given and theirs_given else None
    surname = compare_surnames(first.surname, second.surname)
    # Another name than the present one is a little weaker, so that the present name is preferred as the reason.
    discount = 0.9 if other_name else 1.0
    if swapped:
        discount *= 0.85
    notes = [
        note for note, holds in (("as another name", other_name), ("given name and surname swapped", swapped)) if holds
    ]
    note = f" ({'; '.join(notes)})" if notes else ""
    if given is not None:
        weight = _GIVEN_WEIGHTS[given]
        text = _GIVEN_TEXTS[given].format(ours=first.given.strip(), theirs=second.given.strip())
        reasons.append(Reason(Fact.GIVEN_NAME, text + note, weight * discount if weight > 0 else weight))
    if surname is not None:
        full = _surname_weight(first.surname, second.surname, surname_share)
        share = _SURNAME_SHARES.get(surname)
        weight = full * share * discount if share is not None else _SURNAME_AGAINST[surname]
        text = _SURNAME_TEXTS[surname].format(ours=first.surname.strip(), theirs=second.surname.strip())
        reasons.append(Reason(Fact.SURNAME, text + note, weight))
    return Named(given, surname, tuple(reasons))


def _surname_weight(first: str, second: str, surname_share: SurnameShare | None) -> float:
    """The weight of sharing a surname: the rarer, the heavier. Of two surnames that are alike, the commoner is
    taken.
    """
    shares = [_ORDINARY_SHARE]
    if surname_share is not None:
        known = [share for name in (first, second) if (share := surname_share(surname_whole(name))) is not None]
        shares = known or shares
    share = min(max(*shares, _RAREST_SHARE), _COMMONEST_SHARE)
    return math.log2(0.9 / share)
