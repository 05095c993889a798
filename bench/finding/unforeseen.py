"""Errors that the keys and the weights were not made for: what clerks, ears, telephones, scanners, forms and other
systems do to a description. Kept apart from ``errors``, so that a figure on these says how the engine meets what
nobody listed. Nothing in ``lantern.people`` is fitted to a line here.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace

from bench.finding.errors import (
    Spoil,
    as_told,
    changed,
    of_birth,
    of_given,
    of_home,
    of_surname,
)
from lantern.people.matching import Address, Birth, Description, Name

_ACROSS = ("qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm", "ikol", "pol")
_SCANNED = "rn:m m:rn cl:d d:cl ii:u vv:w l:i i:l h:b b:h c:e e:c n:u u:n t:f f:t g:q a:o o:a s:5 o:0 nn:m ri:n"
_HEARD_AT_A_DISTANCE = "m:n n:m b:p p:b d:t t:d f:s s:f v:b th:f f:th k:t g:k l:r r:l sh:s j:ch ch:sh d:b p:t z:v"
_DICTATED = (
    "tion:shun ough:uff eigh:ay augh:or ysz:ish rz:zh ci:chee ia:eea ae:ee oi:oy ui:wee ao:ow iu:yew ei:ee aoi:ee "
    "dh:th bh:w mh:w gh:y ll:thl dd:th ff:v w:oo xi:shee qi:chee zh:jh x:ks eau:oh ois:wah sch:sk cz:tch szcz:sh "
    "ł:w ch:h j:y y:j ce:che ge:je ş:sh ț:ts ă:uh ou:oo kh:h q:g dj:j aa:ah uu:oo ee:i"
)


def _one_of(pairs: str, word: str, rnd: random.Random, *, first_letter_too: bool = True) -> str | None:
    low = word.lower()
    listed = pairs.split()
    for pair in rnd.sample(listed, len(listed)):
        was, now = pair.split(":")
        places = [at for at in range(0 if first_letter_too else 1, len(low)) if low.startswith(was, at)]
        if places:
            at = rnd.choice(places)
            return (low[:at] + now + low[at + len(was) :]).title()
    return None


def _neighbouring_row(word: str, rnd: random.Random) -> str | None:
    at = rnd.randrange(len(word))
    column = next((each for each in _ACROSS if word[at].lower() in each), "")
    others = [one for one in column if one != word[at].lower()]
    return word[:at] + rnd.choice(others) + word[at + 1 :] if others and len(word) > 2 else None


def _vowels_dropped(word: str, _: random.Random) -> str | None:
    short = word[0] + re.sub(r"[aeiou]", "", word[1:])
    return short if len(short) > 2 else None


def _vowel_lost(word: str, rnd: random.Random) -> str | None:
    places = [at for at, letter in enumerate(word.lower()) if letter in "aeiou" and at]
    if not places or len(word) < 4:
        return None
    at = rnd.choice(places)
    return word[:at] + word[at + 1 :]


def _two_vowels_changed(word: str, rnd: random.Random) -> str | None:
    places = [at for at, letter in enumerate(word) if letter in "aeiouAEIOU"]
    if len(places) < 2:
        return None
    signs = list(word)
    for at in rnd.sample(places, 2):
        signs[at] = rnd.choice("aeiou")
    return "".join(signs).title()


def _pet_form(word: str, rnd: random.Random) -> str | None:
    stem = re.match(r"[^aeiou]*[aeiou]+[^aeiou]", word, re.I)
    if not stem or len(word) < 5:
        return None
    return stem.group(0) + rnd.choice(("ie", "y", "o", "z", "zy", "a", "ee", ""))


def _last_part(word: str, rnd: random.Random) -> str | None:
    return word[rnd.randrange(2, len(word) - 3) :].title() if len(word) > 6 else None


def _syllable_lost(word: str, rnd: random.Random) -> str | None:
    at = rnd.randrange(2, max(3, len(word) - 2))
    return word[:at] + word[at + 2 :] if len(word) > 6 else None


def _syllable_added(word: str, rnd: random.Random) -> str | None:
    return word + rnd.choice("a ah e i o y en er son ina ka us ie".split())


def _turned_letters(word: str, rnd: random.Random) -> str | None:
    if len(word) < 5:
        return None
    at = rnd.randrange(0, len(word) - 2)
    return (word[:at] + word[at + 2] + word[at + 1] + word[at] + word[at + 3 :]).title()


def _first_letter_lost(word: str, _: random.Random) -> str | None:
    return word[1:].title() if len(word) > 4 else None


def _first_letter_wrong(word: str, rnd: random.Random) -> str | None:
    return rnd.choice("ABCDEFGHJKLMNPRSTVWYZ") + word[1:]


def _cut_at(length: int) -> object:
    return lambda word, rnd: word[:length] if len(word) > length else None


def _gendered(word: str, rnd: random.Random) -> str | None:
    for was, now in (
        ("ska", "ski"), ("ski", "ska"), ("ova", "ov"), ("ov", "ova"), ("eva", "ev"), ("ienė", "as"), ("as", "iene"),
        ("cka", "cki"), ("cki", "cka"), ("a", ""),
    ):  # fmt: skip
        if word.endswith(was) and len(word) > 5:
            return word.removesuffix(was) + now
    return None


def _particle(word: str, rnd: random.Random) -> str | None:
    if " " in word or "-" in word:
        return re.sub(r"^(al|el|abd|abu)[- ]?", "", word, flags=re.I).title() or None
    return f"{rnd.choice(('Al-', 'El ', 'De ', 'Van ', 'O’', 'Mac', 'Abdul ', 'Ibn '))}{word}"


def _with_suffix(word: str, rnd: random.Random) -> str | None:
    return f"{word} {rnd.choice(('Jnr', 'Jr', 'Junior', '(foster)', '(formerly unknown)', 'II', '2'))}"


def _given_in_other_order(told: Description, _: Description, rnd: random.Random) -> Description | None:
    if not told.names[0].given.split() or not told.names[0].surname:
        return None
    words = told.names[0].given.split()
    return (
        changed(told, names=(Name(" ".join([*words[1:], words[0]]), told.names[0].surname),))
        if len(words) > 1
        else None
    )


def _second_name_invented(told: Description, other: Description, rnd: random.Random) -> Description | None:
    if not told.names[0].given.split() or not told.names[0].surname:
        return None
    first = told.names[0].given.split()[0]
    return changed(told, names=(Name(f"{first} {other.names[0].given.split()[0]}", told.names[0].surname),))


def _surname_first(told: Description, _: Description, rnd: random.Random) -> Description | None:
    if not told.names[0].given.split() or not told.names[0].surname:
        return None
    name = told.names[0]
    if rnd.random() < 0.5:
        return changed(told, names=(Name(f"{name.surname.upper()}, {name.given}", ""),))
    return changed(told, names=(Name("", f"{name.surname} {name.given}"),))


def _surname_among_given(told: Description, _: Description, rnd: random.Random) -> Description | None:
    if not told.names[0].given.split() or not told.names[0].surname:
        return None
    name = told.names[0]
    parts = re.split(r"[- ]", name.surname)
    if len(parts) > 1:
        return changed(told, names=(Name(f"{name.given} {parts[0]}", " ".join(parts[1:])),))
    return changed(
        told, names=(Name(name.given.split()[0], f"{' '.join(name.given.split()[1:])} {name.surname}".strip()),)
    )


def _as_a_baby(told: Description, _: Description, rnd: random.Random) -> Description | None:
    return changed(
        told, names=(Name(rnd.choice(("Baby", "Baby girl", "Unknown", "Infant", "?")), told.names[0].surname),)
    )


def _step_surname_and_own(told: Description, other: Description, rnd: random.Random) -> Description | None:
    mine, another = told.names[0].surname, other.names[0].surname
    return changed(told, names=(Name(told.names[0].given, f"{another}-{mine}"),))


def _digits_turned(day: dt.date, rnd: random.Random) -> dt.date | None:
    signs = list(f"{day:%d%m%Y}")
    at = rnd.randrange(7)
    signs[at], signs[at + 1] = signs[at + 1], signs[at]
    year = int("".join(signs[4:]))
    return dt.date(year, int("".join(signs[2:4])), int("".join(signs[:2]))) if 1995 <= year <= 2035 else None


def _misheard_number(day: dt.date, rnd: random.Random) -> dt.date | None:
    """Thirteenth and thirtieth, fourteenth and fortieth: as a telephone gives them."""
    heard = {13: 30, 30: 13, 14: 4, 4: 14, 15: 5, 5: 15, 16: 6, 6: 16, 17: 7, 7: 17, 18: 8, 8: 18, 19: 9, 9: 19}
    return day.replace(day=heard[day.day]) if day.day in heard else None


def _day_and_year(day: dt.date, rnd: random.Random) -> dt.date | None:
    return dt.date(day.year + rnd.choice((-1, 1)), day.month, rnd.randrange(1, 29))


def _day_and_month(day: dt.date, rnd: random.Random) -> dt.date | None:
    return dt.date(day.year, (day.month + rnd.choice((-2, 0))) % 12 + 1, rnd.randrange(1, 29))


def _swapped_and_year(day: dt.date, rnd: random.Random) -> dt.date | None:
    return dt.date(day.year + rnd.choice((-1, 1)), day.day, day.month)


def _american_month_guess(day: dt.date, rnd: random.Random) -> dt.date | Birth | None:
    return Birth.in_month(day.year, day.day) if day.day <= 12 else Birth.in_year(day.year)


def _years_out(day: dt.date, rnd: random.Random) -> dt.date | None:
    return day.replace(year=day.year + rnd.choice((-3, -2, 2, 3)))


def _another_age(day: dt.date, rnd: random.Random) -> Birth | None:
    on = dt.date(2026, 11, 1)
    age = max(0, (on - day).days // 365 + rnd.choice((-2, -1, 0, 1, 2)))
    return Birth.aged(age, on, within=1)


def _birth_of_a_sibling(told: Description, other: Description, rnd: random.Random) -> Description | None:
    return changed(told, birth=other.birth) if other.birth is not None else None


_LOOKS_LIKE = ("O0", "0O", "1I", "I1", "5S", "S5", "B8", "8B", "2Z", "G6")


def _postcode_scanned(home: Address, rnd: random.Random) -> Address | None:
    for was, now in rnd.sample(_LOOKS_LIKE, len(_LOOKS_LIKE)):
        if was in home.postcode:
            return replace(home, postcode=home.postcode.replace(was, now, 1))
    return None


def _postcode_turned(home: Address, rnd: random.Random) -> Address | None:
    code = home.postcode.replace(" ", "")
    if len(code) < 5:
        return None
    at = rnd.randrange(len(code) - 1)
    turned = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    return replace(home, postcode=turned) if turned != code else None


def _half_postcode(home: Address, rnd: random.Random) -> Address | None:
    return replace(home, postcode=home.postcode.split()[0]) if " " in home.postcode else None


def _house_in_street(home: Address, rnd: random.Random) -> Address | None:
    return Address("", f"{home.house} {home.street}", home.postcode)


def _flat(home: Address, rnd: random.Random) -> Address | None:
    house = home.house
    written = (f"Flat {rnd.randrange(1, 9)}, {house}", f"{house}{rnd.choice('ABC')}", f"No. {house}")
    return replace(home, house=rnd.choice(written))


def _street_kind(home: Address, rnd: random.Random) -> Address | None:
    words = home.street.split()
    if len(words) < 2:
        return None
    kind = rnd.choice(("Road", "Street", "Close", "Avenue"))
    return replace(home, postcode="", street=" ".join([*words[:-1], kind]))


def _neighbouring_house(home: Address, rnd: random.Random) -> Address | None:
    if not home.house.isdigit():
        return None
    return replace(home, house=str(max(1, int(home.house) + rnd.choice((-2, -1, 1, 2, 10)))))


UNFORESEEN: dict[str, Spoil] = {
    "given name: the key in the next row": of_given(_neighbouring_row),
    "given name: scanned": of_given(lambda word, rnd: _one_of(_SCANNED, word, rnd)),
    "given name: heard over a bad line": of_given(lambda word, rnd: _one_of(_HEARD_AT_A_DISTANCE, word, rnd)),
    "given name: written as it is said": of_given(lambda word, rnd: _one_of(_DICTATED, word, rnd)),
    "given name: no vowels": of_given(_vowels_dropped),
    "given name: a vowel lost": of_given(_vowel_lost),
    "given name: two vowels wrong": of_given(_two_vowels_changed),
    "given name: a pet form in no list": of_given(_pet_form),
    "given name: the end of it": of_given(_last_part),
    "given name: a syllable lost": of_given(_syllable_lost),
    "given name: a syllable added": of_given(_syllable_added),
    "given name: letters turned about": of_given(_turned_letters),
    "given name: first letter lost": of_given(_first_letter_lost),
    "given name: first letter wrong": of_given(_first_letter_wrong),
    "given name: cut at six letters": of_given(_cut_at(6)),  # type: ignore[arg-type]
    "given name: with Junior": of_given(_with_suffix),
    "given names: in another order": _given_in_other_order,
    "given names: one too many": _second_name_invented,
    "surname: the key in the next row": of_surname(_neighbouring_row),
    "surname: scanned": of_surname(lambda word, rnd: _one_of(_SCANNED, word, rnd)),
    "surname: heard over a bad line": of_surname(lambda word, rnd: _one_of(_HEARD_AT_A_DISTANCE, word, rnd)),
    "surname: written as it is said": of_surname(lambda word, rnd: _one_of(_DICTATED, word, rnd)),
    "surname: a vowel lost": of_surname(_vowel_lost),
    "surname: two vowels wrong": of_surname(_two_vowels_changed),
    "surname: a syllable lost": of_surname(_syllable_lost),
    "surname: a syllable added": of_surname(_syllable_added),
    "surname: letters turned about": of_surname(_turned_letters),
    "surname: first letter lost": of_surname(_first_letter_lost),
    "surname: first letter wrong": of_surname(_first_letter_wrong),
    "surname: cut at six letters": of_surname(_cut_at(6)),  # type: ignore[arg-type]
    "surname: of the other sex": of_surname(_gendered),
    "surname: a particle more or less": of_surname(_particle),
    "surname: before a stepfather's": _step_surname_and_own,
    "names: surname first in one box": _surname_first,
    "names: a part in the wrong box": _surname_among_given,
    "names: a baby": _as_a_baby,
    "birth: digits turned": of_birth(_digits_turned),
    "birth: thirteenth for thirtieth": of_birth(_misheard_number),
    "birth: day and year wrong": of_birth(_day_and_year),
    "birth: day and month wrong": of_birth(_day_and_month),
    "birth: swapped and a year out": of_birth(_swapped_and_year),
    "birth: two or three years out": of_birth(_years_out),
    "birth: month guessed from the day": of_birth(_american_month_guess),
    "birth: an age guessed": of_birth(_another_age),
    "birth: another child's": _birth_of_a_sibling,
    "postcode: scanned": of_home(_postcode_scanned),
    "postcode: letters turned": of_home(_postcode_turned),
    "postcode: first half": of_home(_half_postcode),
    "house: in the street's box": of_home(_house_in_street),
    "house: a flat": of_home(_flat),
    "house: next door": of_home(_neighbouring_house),
    "street: another kind of road": of_home(_street_kind),
}
"""Every kind by name."""

_NAMES = [kind for kind in UNFORESEEN if kind.startswith(("given", "surname", "names"))]
_BIRTHS = [kind for kind in UNFORESEEN if kind.startswith("birth")]
_HOMES = [kind for kind in UNFORESEEN if kind.startswith(("postcode", "house", "street"))]


def one_unforeseen(kind: str, known: Description, other: Description, rnd: random.Random) -> Description | None:
    """A description with one such error and no personal number; None where it can not be made."""
    told = replace(as_told(known, rnd), nhs_number="", upn="")
    if kind.startswith("given names"):
        told = replace(told, names=known.names)
    made = UNFORESEEN[kind](told, other, rnd)
    return replace(made, names=made.names[:1]) if made is not None else None


def unforeseen(known: Description, other: Description, rnd: random.Random) -> Description:
    """A description as they mostly come, its errors being these: as often as in ``errors.ordinary``."""
    told = as_told(known, rnd)
    for kinds, share in ((_NAMES, 0.35), (_BIRTHS, 0.12), (_HOMES, 0.3)):
        if rnd.random() < share:
            told = UNFORESEEN[rnd.choice(kinds)](told, other, rnd) or told
    if rnd.random() < 0.15:
        told = replace(told, addresses=other.addresses[:1])
    return replace(told, names=told.names[:1])


def badly_unforeseen(known: Description, other: Description, rnd: random.Random) -> Description:
    """Several fields wrong in such ways, and no personal number."""
    told = replace(as_told(known, rnd), nhs_number="", upn="")
    wanted = [rnd.choice(_NAMES), rnd.choice(_BIRTHS), rnd.choice(_HOMES)]
    if rnd.random() < 0.3:
        wanted.append(rnd.choice(_NAMES))
    for kind in rnd.sample(wanted, rnd.choice((2, 3, len(wanted)))):
        told = UNFORESEEN[kind](told, other, rnd) or told
    if rnd.random() < 0.3:
        told = replace(told, addresses=other.addresses[:1])
    return replace(told, names=told.names[:1])
