"""What happens to a description on its way: typing, hearing, forms, memory, and other people's habits.

Broad on purpose: no weight or key was fitted to this list, and whoever adds a kind of error adds a line to ``KINDS``.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import replace

from lantern.people.matching import Address, Birth, Description, Name
from lantern.people.names import normalise, variants

Spoil = Callable[[Description, Description, random.Random], Description | None]
"""Spoils a description; None where there is nothing of the kind to spoil. The second is somebody else, who lends what
is mixed up.
"""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_HEARD = (
    "ph:f f:ph ck:k c:k k:c ie:y y:ie y:i i:y ea:ee ee:i ai:ay ay:ey ou:u oo:u au:or ur:er ar:a s:z z:s th:t t:th v:w "
    "w:v j:y gh:g dh:d kh:k sh:s sz:sh cz:ch ch:sh x:ks x:h dd:d ll:l nn:n mm:m tt:t ss:s aa:a iy:i ei:ai e:i o:a u:o "
    "q:k bh:b aw:ao zh:j ts:s mh:v ae:e oe:e h: mp:m gn:n wr:r kn:n"
).split()


def changed(description: Description, **parts: object) -> Description:
    return replace(description, **parts)  # type: ignore[arg-type]


def of_given(change: Callable[[str, random.Random], str | None]) -> Spoil:
    def spoil(told: Description, _: Description, rnd: random.Random) -> Description | None:
        if not told.names or not told.names[0].given.strip():
            return None
        first, *rest = told.names[0].given.split()
        new = change(first, rnd)
        if not new or new == first:
            return None
        return changed(told, names=(Name(" ".join([new, *rest]), told.names[0].surname),))

    return spoil


def of_surname(change: Callable[[str, random.Random], str | None]) -> Spoil:
    def spoil(told: Description, _: Description, rnd: random.Random) -> Description | None:
        new = change(told.names[0].surname, rnd) if told.names and told.names[0].surname.strip() else None
        if not new or new == told.names[0].surname:
            return None
        return changed(told, names=(Name(told.names[0].given, new),))

    return spoil


def of_birth(change: Callable[[dt.date, random.Random], dt.date | Birth | None]) -> Spoil:
    def spoil(told: Description, _: Description, rnd: random.Random) -> Description | None:
        if told.birth is None or not told.birth.is_exact:
            return None
        try:
            new = change(told.birth.earliest, rnd)
        except ValueError:
            return None
        if new is None or new == told.birth.earliest:
            return None
        return changed(told, birth=new if isinstance(new, Birth) else Birth.on(new))

    return spoil


def of_home(change: Callable[[Address, random.Random], Address | None]) -> Spoil:
    def spoil(told: Description, _: Description, rnd: random.Random) -> Description | None:
        if not told.addresses or not told.addresses[0].postcode or (new := change(told.addresses[0], rnd)) is None:
            return None
        return changed(told, addresses=(new,))

    return spoil


def slip(word: str, rnd: random.Random) -> str | None:
    """One slip of the fingers, the first letter included."""
    if len(word) < 3:
        return None
    place = rnd.randrange(len(word))
    kind = rnd.randrange(4)
    if kind == 0:
        row = next((row for row in _ROWS if word[place].lower() in row), "aeiou")
        near = row[max(0, row.find(word[place].lower()) - 1) :][:3]
        return word[:place] + rnd.choice(near) + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + rnd.choice("aeinrstl") + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def two_slips(word: str, rnd: random.Random) -> str | None:
    first = slip(word, rnd)
    return slip(first, rnd) if first and len(word) > 5 else None


def misheard(word: str, rnd: random.Random) -> str | None:
    low = word.lower()
    for pair in rnd.sample(_HEARD, len(_HEARD)):
        was, now = pair.split(":")
        if (place := low.find(was)) >= 0 and (place or now):
            return (low[:place] + now + low[place + len(was) :]).title()
    return None


def _variant(word: str, rnd: random.Random) -> str | None:
    others = sorted(variants(normalise(word).replace(" ", "")))
    return rnd.choice(others).title() if others else None


def _transliterated(word: str, rnd: random.Random) -> str | None:
    """Vowels as another alphabet leaves them."""
    low = word.lower()
    vowels = [place for place, letter in enumerate(low) if letter in "aeiou" and place]
    if not vowels:
        return None
    place = rnd.choice(vowels)
    now = {"a": "e ah aa", "e": "i ai a", "i": "ee y e", "o": "u ou", "u": "o oo ou"}[low[place]]
    return (low[:place] + rnd.choice(now.split()) + low[place + 1 :]).title()


def _cut(word: str, rnd: random.Random) -> str | None:
    return word[: rnd.randrange(3, len(word))] if len(word) > 4 else None


def _spaced(word: str, rnd: random.Random) -> str | None:
    return f"{word[:3]} {word[3:]}" if len(word) > 6 else None


def _doubled(word: str, rnd: random.Random) -> str | None:
    place = rnd.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def _accented(word: str, rnd: random.Random) -> str | None:
    return word.translate(str.maketrans("aeioucszln", "áéíóúćśżłń"))


def _with_title(word: str, rnd: random.Random) -> str | None:
    return f"{rnd.choice(('Master', 'Miss', 'Mstr.'))} {word}"


def _familiar(word: str, rnd: random.Random) -> str | None:
    return f"{word[:3]}y ({word})" if len(word) > 4 else None


def _second_name(told: Description, _: Description, rnd: random.Random) -> Description | None:
    words = told.names[0].given.split()
    return changed(told, names=(Name(words[1], told.names[0].surname),)) if len(words) > 1 else None


def _names_run_together(told: Description, _: Description, rnd: random.Random) -> Description | None:
    words = told.names[0].given.split()
    return changed(told, names=(Name("".join(words), told.names[0].surname),)) if len(words) > 1 else None


def _swapped(told: Description, _: Description, rnd: random.Random) -> Description | None:
    name = told.names[0]
    return changed(told, names=(Name(name.surname, name.given.split()[0]),))


def _all_in_one_box(told: Description, _: Description, rnd: random.Random) -> Description | None:
    name = told.names[0]
    return changed(told, names=(Name(f"{name.given} {name.surname}", ""),))


def _new_surname(told: Description, other: Description, rnd: random.Random) -> Description | None:
    return changed(told, names=(Name(told.names[0].given, other.names[0].surname),))


def _former_surname(told: Description, _: Description, rnd: random.Random) -> Description | None:
    return changed(told, names=told.names[1:]) if len(told.names) > 1 else None


def _joined_surname(told: Description, other: Description, rnd: random.Random) -> Description | None:
    mine, another = told.names[0].surname, other.names[0].surname
    return changed(told, names=(Name(told.names[0].given, rnd.choice((f"{mine}-{another}", f"{another} {mine}"))),))


def _half_surname(word: str, rnd: random.Random) -> str | None:
    halves = re.split(r"[- ]", word)
    return rnd.choice(halves) if len(halves) > 1 else None


def _digit(day: dt.date, rnd: random.Random) -> dt.date | None:
    signs = list(f"{day:%d%m%Y}")
    place = rnd.randrange(8)
    signs[place] = rnd.choice("0123456789")
    year = int("".join(signs[4:]))
    return dt.date(year, int("".join(signs[2:4])), int("".join(signs[:2]))) if 2000 <= year <= 2030 else None


def _postcode_slip(home: Address, rnd: random.Random) -> Address | None:
    code = home.postcode
    place = rnd.randrange(len(code))
    if code[place] == " ":
        return None
    new = rnd.choice("0123456789" if code[place].isdigit() else "ABDEFGHJLNPQRSTUWXYZ")
    return replace(home, postcode=code[:place] + new + code[place + 1 :])


def _nhs_slip(told: Description, _: Description, rnd: random.Random) -> Description | None:
    if not told.nhs_number:
        return None
    place = rnd.randrange(10)
    number = told.nhs_number
    if place < 9 and rnd.random() < 0.4:
        new = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    else:
        new = number[:place] + rnd.choice("0123456789") + number[place + 1 :]
    return changed(told, nhs_number=new) if new != number else None


KINDS: dict[str, Spoil] = {
    "nothing": lambda told, other, rnd: told,
    "given name: slip of typing": of_given(slip),
    "given name: two slips": of_given(two_slips),
    "given name: misheard": of_given(misheard),
    "given name: vowels of another alphabet": of_given(_transliterated),
    "given name: listed variant": of_given(_variant),
    "given name: first letter": of_given(lambda word, rnd: word[0]),
    "given name: cut off": of_given(_cut),
    "given name: letter doubled": of_given(_doubled),
    "given name: with a title": of_given(_with_title),
    "given name: in brackets": of_given(_familiar),
    "given name: accents": of_given(_accented),
    "given name: the second one used": _second_name,
    "given names: run together": _names_run_together,
    "surname: slip of typing": of_surname(slip),
    "surname: two slips": of_surname(two_slips),
    "surname: misheard": of_surname(misheard),
    "surname: vowels of another alphabet": of_surname(_transliterated),
    "surname: changed": _new_surname,
    "surname: former": _former_surname,
    "surname: doubled": _joined_surname,
    "surname: half": of_surname(_half_surname),
    "surname: a space in it": of_surname(_spaced),
    "surname: missing": of_surname(lambda word, rnd: " "),
    "names: swapped": _swapped,
    "names: in one box": _all_in_one_box,
    "birth: day and month swapped": of_birth(lambda day, rnd: dt.date(day.year, day.day, day.month)),
    "birth: a digit": of_birth(_digit),
    "birth: a year out": of_birth(lambda day, rnd: day.replace(year=day.year + rnd.choice((-1, 1)))),
    "birth: some days out": of_birth(
        lambda day, rnd: day + dt.timedelta(days=rnd.choice((-9, -5, -2, -1, 1, 2, 5, 9)))
    ),
    "birth: another month": of_birth(lambda day, rnd: day.replace(month=rnd.randrange(1, 13))),
    "birth: year only": of_birth(lambda day, rnd: Birth.in_year(day.year)),
    "birth: month only": of_birth(lambda day, rnd: Birth.in_month(day.year, day.month)),
    "birth: about an age": of_birth(
        lambda day, rnd: Birth.aged((dt.date(2026, 11, 1) - day).days // 365, dt.date(2026, 11, 1), within=1)
    ),
    "birth: 1 January for the year": of_birth(lambda day, rnd: dt.date(day.year, 1, 1)),
    "birth: missing": lambda told, other, rnd: changed(told, birth=None),
    "address: moved": lambda told, other, rnd: changed(told, addresses=other.addresses[:1]),
    "address: missing": lambda told, other, rnd: changed(told, addresses=()),
    "address: the former one": lambda told, other, rnd: (
        changed(told, addresses=told.addresses[1:]) if len(told.addresses) > 1 else None
    ),
    "postcode: missing": of_home(lambda home, rnd: replace(home, postcode="")),
    "postcode: slip": of_home(_postcode_slip),
    "house: missing": of_home(lambda home, rnd: replace(home, house="")),
    "house: another": of_home(lambda home, rnd: replace(home, house=str(rnd.randrange(1, 200)))),
    "street: misspelt, no postcode": of_home(
        lambda home, rnd: replace(home, postcode="", street=slip(home.street, rnd) or "")
    ),
    "sex: wrong": lambda told, other, rnd: changed(told, sex={"M": "F", "F": "M"}.get(told.sex, "")),
    "NHS number: a digit": _nhs_slip,
}
"""Every kind of error by name."""

_NAMES = [kind for kind in KINDS if kind.startswith(("given", "surname", "names"))]
_BIRTHS = [kind for kind in KINDS if kind.startswith("birth")]
_HOMES = [kind for kind in KINDS if kind.startswith(("address", "postcode", "house", "street"))]


def as_told(known: Description, rnd: random.Random) -> Description:
    """What somebody who knows the child would say with nothing wrong: the present name, one address, sometimes a
    number.
    """
    name = known.names[0]
    given = name.given if rnd.random() < 0.4 else name.given.split()[0]
    return replace(
        known,
        names=(Name(given, name.surname), *known.names[1:]),
        nhs_number=known.nhs_number if rnd.random() < 0.2 else "",
        upn=known.upn if rnd.random() < 0.1 else "",
    )


def spoiled(kind: str, known: Description, other: Description, rnd: random.Random) -> Description | None:
    """A description with one error of this kind and no personal number to settle it; None where it can not be made."""
    told = replace(as_told(known, rnd), nhs_number="", upn="")
    if kind.startswith("NHS"):
        told = replace(told, nhs_number=known.nhs_number)
    if kind.startswith(("given names", "given name: the second")):
        told = replace(told, names=known.names)
    made = KINDS[kind](told, other, rnd)
    return replace(made, names=made.names[:1]) if made is not None else None


def badly_spoiled(known: Description, other: Description, rnd: random.Random) -> Description:
    """A description with something wrong in names, birth and address at once, and no personal number."""
    told = replace(as_told(known, rnd), nhs_number="", upn="")
    wanted = [rnd.choice(_NAMES), rnd.choice(_BIRTHS), rnd.choice(_HOMES)]
    if rnd.random() < 0.4:
        wanted.append(rnd.choice(_NAMES))
    for kind in rnd.sample(wanted, rnd.choice((2, 3, len(wanted)))):
        told = KINDS[kind](told, other, rnd) or told
    return replace(told, names=told.names[:1])


def ordinary(known: Description, other: Description, rnd: random.Random) -> Description:
    """A description as they mostly come: about half with something wrong, some with a number."""
    told = as_told(known, rnd)
    for kinds, share in ((_NAMES, 0.35), (_BIRTHS, 0.12), (_HOMES, 0.4)):
        if rnd.random() < share:
            told = KINDS[rnd.choice(kinds)](told, other, rnd) or told
    return replace(told, names=told.names[:1])
