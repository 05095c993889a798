"""Names as people write and hear them: made comparable, taken apart, and told alike or different.

Nothing here decides who somebody is. These are the small comparisons from which `matching` weighs evidence. Names are
stored as they were typed; the forms made here are only for comparing and are never shown as anyone's name.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import permutations
from pathlib import Path

import jellyfish
from rapidfuzz.distance import OSA, JaroWinkler

# Letters that Unicode does not take apart into a plain letter and an accent.
_LATIN = "ł:l ø:o đ:d ð:d þ:th ß:ss æ:ae œ:oe ı:i ħ:h ŋ:n ə:a"
# Ukrainian and Russian, so that a name read from a passport meets the same name spelled by ear.
_CYRILLIC = (
    "а:a б:b в:v г:h ґ:g д:d е:e є:ie ж:zh з:z и:y і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u "
    "ф:f х:kh ц:ts ч:ch ш:sh щ:shch ь: ъ: ы:y э:e ю:iu я:ia"
)
_LETTERS = str.maketrans(dict(pair.split(":") for pair in [*_LATIN.split(), *_CYRILLIC.split()]))
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´′]")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_BRACKETED = re.compile(r"[(\[{\"“][^)\]}\"”]*[)\]}\"”]")
_HYPHENS = re.compile(r"\s*[-‐‑‒–—]\s*")
# "Mac" opens a Scottish or Irish name only before at least four more letters: Mackie, Macey and Machin are their own
# names.
_MAC = re.compile(r"^mac(?=[^h]\w{3,})")
_SEPARATE_PREFIX = re.compile(r"\b((?:mc |mac |o )+)(?=\w{3,})")


class Likeness(StrEnum):
    """How alike two names are, most alike first."""

    SAME = "same"
    SPELLING = "spelling"
    """The same name from another script or tradition, or another accepted spelling."""
    NICKNAME = "nickname"
    SOUND = "sound"
    """Written differently and said the same."""
    TYPING = "typing"
    """A slip of the keyboard apart, the first letter being the same."""
    PART = "part"
    """One of several parts is the same: half of a double-barrelled surname, a middle name used as the first."""
    INITIAL = "initial"
    RESEMBLES = "resembles"
    """Alike to the eye or ear, as the names of brothers and sisters often are; not the same name."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class _Lists:
    placeholders: frozenset[str]
    titles: frozenset[str]
    before_the_calling_name: frozenset[str]
    particles: frozenset[str]
    courtesy_surnames: frozenset[str]
    told_apart: dict[str, frozenset[str]]
    groups: dict[str, frozenset[tuple[str, int]]]
    members: tuple[frozenset[str], ...]


@cache
def _lists() -> _Lists:
    """The word lists of names.toml, read once."""
    with Path(__file__).with_name("names.toml").open("rb") as file:
        content = tomllib.load(file)
    groups: dict[str, set[tuple[str, int]]] = {}
    members: list[frozenset[str]] = []
    for group in content["group"]:
        for line in group["names"]:
            names = frozenset(normalise(name).replace(" ", "") for name in line.split())
            for name in names:
                groups.setdefault(name, set()).add((group["kind"], len(members)))
            members.append(names)
    apart: dict[str, set[str]] = {}
    for line in content["told_apart"]:
        for one, other in permutations(line.split(), 2):
            apart.setdefault(one, set()).add(other)
    return _Lists(
        placeholders=frozenset(content["placeholders"].split()),
        titles=frozenset(content["titles"].split()),
        before_the_calling_name=frozenset(content["before_the_calling_name"].split()),
        particles=frozenset(content["particles"].split()),
        courtesy_surnames=frozenset(content["courtesy_surnames"].split()),
        told_apart={name: frozenset(others) for name, others in apart.items()},
        groups={name: frozenset(numbers) for name, numbers in groups.items()},
        members=tuple(members),
    )


@lru_cache(maxsize=65_536)
def normalise(text: str) -> str:
    """A name reduced to what survives every keyboard: lower case, no accents, apostrophes or punctuation, single
    spaces.

    Hyphens become spaces; "O'Brien", "O’Brien" and "O Brien" become "obrien"; "Mac Donald" and "McDonald" become
    "mcdonald". Letters outside the Latin alphabet are kept, except Cyrillic, which is spelled out. Digits go: they are
    never part of a name.
    """
    # Twice, because taking a letter apart may give a capital, and lowering a capital an accent.
    plain = text
    for _ in range(2):
        plain = unicodedata.normalize("NFKC", plain).casefold().translate(_LETTERS)
        plain = "".join(mark for mark in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(mark))
    plain = _NOT_LETTERS.sub(" ", _APOSTROPHES.sub("", plain)).strip()
    plain = _SEPARATE_PREFIX.sub(lambda found: found[1].replace(" ", ""), plain)
    return " ".join(_MAC.sub("mc", word) for word in plain.split())


@lru_cache(maxsize=65_536)
def surname_parts(surname: str) -> tuple[str, ...]:
    """The parts of a surname that could each stand alone, in order: "Khan-O'Neill" gives ("khan", "oneill").

    Particles such as "al", "van" and "de" are left out, unless nothing else would be left, because agencies differ
    over them.
    """
    words = tuple(word for word in normalise(surname).split() if word not in _lists().titles)
    told = tuple(word for word in words if word not in _lists().particles)
    return told or words


@lru_cache(maxsize=65_536)
def surname_whole(surname: str) -> str:
    """The surname as one word without particles, so that "Al-Hassan", "El Hassan" and "Hassan" are the same."""
    return "".join(surname_parts(surname))


@lru_cache(maxsize=65_536)
def given_names(text: str) -> tuple[str, ...]:
    """The given names in order of use, the name a child is called by first; () where there is no name yet.

    A hyphenated name is one name ("Lily-Mae" gives ("lilymae",)). Titles and what stands in brackets are left out. A
    name that is usually followed by the calling name ("Muhammad Ali") goes last, because brothers may share it. Words
    such as "baby" or "unborn" are no names.
    """
    lists = _lists()
    joined = _HYPHENS.sub("", _BRACKETED.sub(" ", text))
    words = [word for word in normalise(joined).split() if word not in lists.titles]
    if not words:
        return ()
    if words[0] in lists.placeholders and all(word in lists.placeholders or len(word) == 1 for word in words):
        return ()  # "Unborn", "Baby girl", "Twin A"
    if words[0] in lists.placeholders and "of" in words:  # "Baby of Smith": the mother's name, not the child's
        return ()
    words = [word for word in words if word not in lists.placeholders or len(words) == 1]
    calling = [word for word in words if word not in lists.before_the_calling_name]
    honoured = [word for word in words if word in lists.before_the_calling_name]
    return tuple(calling + honoured)


@lru_cache(maxsize=65_536)
def known_as(text: str) -> tuple[str, ...]:
    """Names given in brackets or quotation marks: 'Elizabeth (Betsy)' gives ("betsy",)."""
    return tuple(name for found in _BRACKETED.findall(text) for name in given_names(found[1:-1]))


@lru_cache(maxsize=65_536)
def phonetic(name: str) -> str:
    """How a single normalised name sounds to an English ear, as a short code (Metaphone); the name itself in other
    alphabets.

    Codes are for comparing with each other only. They may change when the library changes, so stored keys carry a
    version (`matching.KEY_VERSION`).
    """
    if not name.isascii():
        return name
    # Metaphone reads "ph", "gh" and the like but keeps two habits apart that ears do not.
    heard = re.sub(r"^(aa|ae|ai|ay|ei|ey)", "a", name)
    heard = re.sub(r"^(ee|ie|y(?=[bcdfgklmnpqrstvxz]))", "i", heard)
    heard = re.sub(r"^(ou|oo)", "u", heard)
    heard = re.sub(r"^x(?=[aeiou])", "h", heard)  # Somali spelling: Xasan is Hassan
    heard = re.sub(r"^thom", "tom", heard).replace("mps", "ms")
    heard = heard.replace("q", "k").replace("sz", "sh").replace("kh", "k").replace("v", "f").replace("z", "s")
    code = jellyfish.metaphone(heard).replace(" ", "")
    # The first vowel is heard, but which vowel is not: Aiden, Eiden.
    return re.sub(r"^[AEIOU]", "A", code) or name.upper()


@lru_cache(maxsize=65_536)
def variants(name: str) -> frozenset[str]:
    """Every other normalised name the lists hold to be a short form or another spelling of this one. The name itself
    is left out.
    """
    lists = _lists()
    return frozenset(other for _, number in lists.groups.get(name, ()) for other in lists.members[number]) - {name}


def related(first: str, second: str) -> Likeness | None:
    """SPELLING or NICKNAME when the lists put two normalised names together, else None. Spelling wins over nickname."""
    groups = _lists().groups
    ours = groups.get(first)
    if not ours:
        return None
    theirs = groups.get(second)
    if not theirs:
        return None
    shared = ours & theirs
    if not shared:
        return None
    return Likeness.SPELLING if any(kind == "spelling" for kind, _ in shared) else Likeness.NICKNAME


LEAST_ALIKE = 0.78
"""The likeness below which two names that no list puts together are not the same name, however they sound."""


def similarity(first: str, second: str) -> float:
    """Jaro-Winkler likeness of two normalised names, from 0.0 to 1.0. The same in both directions."""
    return float(JaroWinkler.similarity(*sorted((first, second))))


def _one_slip(first: str, second: str) -> bool:
    """Whether one typing slip (a letter added, missed, changed, or two swapped; two slips in a long name) leads from
    one to the other.
    """
    shorter = min(len(first), len(second))
    allowed = 2 if shorter >= 8 else 1
    return shorter >= 3 and OSA.distance(first, second, score_cutoff=allowed) <= allowed


@lru_cache(maxsize=131_072)
def compare_words(first: str, second: str) -> Likeness:
    """How alike two single normalised names are.

    A difference in the first letter is taken seriously: Jayden and Hayden are two names, as twins' names often rhyme.
    """
    if first == second:
        return Likeness.SAME
    if (kin := related(first, second)) is not None:
        return kin
    if second in _lists().told_apart.get(first, ()):
        return Likeness.RESEMBLES
    if len(first) == 1 or len(second) == 1:
        return Likeness.INITIAL if first[0] == second[0] else Likeness.DIFFERENT
    alike = similarity(first, second)
    if alike < 0.6:
        return Likeness.DIFFERENT
    same_sound = phonetic(first) == phonetic(second)
    same_start = first[0] == second[0] or (same_sound and {first[0], second[0]} <= set("aeiouy"))
    if same_sound and alike >= LEAST_ALIKE and (same_start or alike >= 0.85 or _one_slip(first, second)):
        return Likeness.SOUND
    if same_start and alike >= 0.84 and _one_slip(first, second):
        return Likeness.TYPING
    if alike >= 0.84 or same_sound:
        return Likeness.RESEMBLES
    return Likeness.DIFFERENT


_ORDER = tuple(Likeness)


@lru_cache(maxsize=65_536)
def compare_given(first: str, second: str) -> Likeness | None:
    """How alike two people's given names are, or None when either has none yet: no name is no evidence.

    >>> compare_given("Elizabeth Anne", "Betsy")
    <Likeness.NICKNAME: 'nickname'>
    """
    return compare_given_names(given_names(first), given_names(second))


@lru_cache(maxsize=131_072)
def compare_given_names(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness | None:
    """As `compare_given`, of names that `given_names` has taken apart."""
    if not ours or not theirs:
        return None
    if len(ours) == len(theirs) == 1:
        return compare_words(ours[0], theirs[0])
    lists = _lists()
    honoured_ours = ours[0] in lists.before_the_calling_name
    honoured_theirs = theirs[0] in lists.before_the_calling_name
    if honoured_ours != honoured_theirs:
        # "Muhammad" beside "Muhammad Ali": part of the name, silent about the part that would tell brothers apart.
        alone, other = (ours, theirs) if honoured_ours else (theirs, ours)
        shared = any(compare_words(alone[0], name) in (Likeness.SAME, Likeness.SPELLING) for name in other)
        return Likeness.PART if shared else Likeness.DIFFERENT
    best = compare_words(ours[0], theirs[0])
    if best is Likeness.SAME:
        return best
    whole = compare_words("".join(ours), "".join(theirs))  # "Mary Ann" and "Maryann"
    if whole in (Likeness.SAME, Likeness.SOUND) and _ORDER.index(whole) < _ORDER.index(best):
        best = whole
    if _ORDER.index(best) > _ORDER.index(Likeness.PART):
        sure = (Likeness.SAME, Likeness.SPELLING)
        crossed = [compare_words(ours[0], other) for other in theirs[1:] if other not in lists.before_the_calling_name]
        crossed += [compare_words(other, theirs[0]) for other in ours[1:] if other not in lists.before_the_calling_name]
        if any(likeness in sure for likeness in crossed):
            return Likeness.PART
    return best


@lru_cache(maxsize=65_536)
def compare_surnames(first: str, second: str) -> Likeness | None:
    """How alike two surnames are, or None when either is missing.

    One shared part of a double-barrelled surname counts as PART. Courtesy names such as Begum or Kaur, which a whole
    community shares, never make two longer surnames alike.
    """
    return compare_surname_parts(surname_parts(first), surname_parts(second))


@lru_cache(maxsize=131_072)
def compare_surname_parts(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness | None:
    """As `compare_surnames`, of surnames that `surname_parts` has taken apart."""
    if not ours or not theirs:
        return None
    placeholders = _lists().placeholders
    if len(ours) == len(theirs) == 1:
        first, second = ours[0], theirs[0]
        return None if first in placeholders or second in placeholders else compare_words(first, second)
    if all(part in placeholders for part in ours) or all(part in placeholders for part in theirs):
        return None
    whole = compare_words("".join(ours), "".join(theirs))
    if sorted(ours) == sorted(theirs):  # the halves the other way round
        return Likeness.SAME
    if _ORDER.index(whole) <= _ORDER.index(Likeness.TYPING):
        return whole
    courtesy = _lists().courtesy_surnames
    if len(ours) > 1 or len(theirs) > 1:
        telling = (Likeness.SAME, Likeness.SPELLING, Likeness.SOUND)
        for part in ours:
            for other in theirs:
                if part in courtesy and other in courtesy:
                    continue
                if len(part) > 1 and len(other) > 1 and compare_words(part, other) in telling:
                    return Likeness.PART
    return whole
