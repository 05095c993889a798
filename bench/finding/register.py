# ruff: noqa: E501 - parts of names in rows as wide as they are
"""An invented register: families of ten naming communities, with twins, half-siblings, movers and changed surnames."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lantern.law.identifiers import nhs_check_digit, upn_check_letter
from lantern.people.matching import Address, Birth, Description, Name
from lantern.project.demonstration.names import COMMUNITIES, Community, for_sex

FIRST_BIRTHDAY, LAST_BIRTHDAY = dt.date(2008, 9, 1), dt.date(2026, 8, 31)
_DAYS = (LAST_BIRTHDAY - FIRST_BIRTHDAY).days

# Parts of surnames and of given names, by community, for the rarer names that no list of common ones holds.
_PARTS = {
    "white_british": ("ash bar car den ed fair green har hol kin lang mar nor oak pen red shel thorn wal whit", "ley ton ford worth man well ham by stock field", "al bry cal dar el fen jar kel lor mel ro ty", "an en ia lee lyn mond na ra son win"),
    "irish": ("bra cal mac-don dri gui ger mul con gal raf", "nnan lum nagh scoll re ald gan ly gher ty", "ao cia don ea fia ni ois ro sao ti", "ife ran nan mon dhbh amh ise ibh irse arnan"),
    "pakistani": ("chau shar ahm huss rahm mal qur mir sidd bash", "dhry if ad ain an ik eshi za iqui ir", "az fai ham im ju kha ma na sha za", "an eel id jad maal na nab rah sal yan"),
    "bangladeshi": ("chow hoss rah is mi ud ali sar kha tal", "dhury ain man lam ah din kar toon ukder nam", "ab fa ja ka mah mo na ra sha ta", "bir hima kir lil mud nir seda shed zia yeb"),
    "indian": ("pat gup raj mehr sand dhil gre cho venk subra", "el ta an otra hu lon wal pra ata manian", "an ar di ish ka ma ne pra ro vi", "anya av esh hira jot kash nit preet tika yan"),
    "black_african": ("ade olu chi oko men owu ama nwa bo ogun", "yemi wole nedu nkwo sah su koh chukwu ateng leye", "ayo chi ebe ife kwa ngo olu tem uche yaa", "bayo dera koye ma me seun tobi topa nna zi"),
    "arabic": ("al-has al-sa el-mas abd-al kha mah ib ham sul haj", "san yed ri rahman lil moud rahim dan tani jar", "ah az fa ha ja kha la mu na ya", "iza lid med mina ran rif sef sir sin zid"),
    "kurdish_iranian": ("kar hos mohamm ahm rah jaf rost nou mor sharif", "imi seini adi adi imi ari ami ri adi i", "ar ba dil ka na par ra sha si zan", "an dar eh in jan man van wan yan yar"),
    "polish": ("kowal wisniew zielin szyman lewandow dabrow kamin wojciech krawcz nowakow", "ski czyk owicz ewski iak ek skowski ka cki ynski", "ale bar bo dom ig ka li ma wi zo", "ksy tosz gdan inik or jetan liana rzena ktor fia"),
    "romanian": ("pop ion dumit gheor stan mun con rad ar vasil", "escu eanu ru ghe ciu teanu stantin ulescu dei iu", "al an cri da flo io la mi ro si", "exa drei stina riana rin nut risa haela xana mona"),
    "chinese": ("zh ch x l w h y g j t", "ang en u i ong uang ao iu ia eng", "xiao yu zi jia hao mei li wen tian rui", "xin han wei lin ming chen tong yan hua qi"),
    "somali": ("abdi war has mo far du xus cab gu ja", "rahman same san hamud ah ale seen di led ma", "abdi cab fa ha il ma nas ra sa xa", "qadir di dumo lima yas hamed teexo ho hra wo"),
}  # fmt: skip

_SOMALI = Community(
    "somali", "BAFR", "Somali",
    tuple("Abdirahman Maxamed Cabdi Yusuf Ayanle Guled Liban Mahad Zakariye Xasan Bilal Cali".split()),
    tuple("Faadumo Hodan Ayaan Sahra Ifrah Khadra Nasteexo Hibaaq Maryan Sagal Ubax Deeqa".split()),
    (), (),
    tuple("Mohamed Warsame Abdi Farah Jama Hersi Duale Cabdullahi Xuseen Aden Elmi Samatar Nuur Guuleed".split()),
)  # fmt: skip
_COMMUNITIES = (*COMMUNITIES.values(), _SOMALI)


@dataclass(frozen=True, slots=True)
class Child:
    """Somebody on the register, and what only the register's maker knows: the community and the family."""

    number: int
    family: int
    community: str
    description: Description


def register(people: int, seed: int) -> Iterator[Child]:
    """Families until there are so many children. The same seed gives the same ones."""
    rnd = random.Random(seed)
    towns = _Towns(max(2, people // 8_000))
    communities = _COMMUNITIES
    number = family = 0
    while number < people:
        family += 1
        # Two fifths of all families have English names; the rest are spread evenly, so that each community is measured.
        community = communities[0] if rnd.random() < 0.4 else rnd.choice(communities)
        surname = rnd.choice(community.surnames)
        if rnd.random() < 0.45:
            surname = _rarer(community.code, rnd, 0)
        if rnd.random() < 0.03:
            surname = f"{surname}-{rnd.choice(communities[0].surnames)}"
        home = towns.address(rnd)
        before = towns.address(rnd) if rnd.random() < 0.25 else None
        size = rnd.choices((1, 2, 3, 4, 5), (42, 37, 13, 5, 3))[0]
        twins = rnd.random() < 0.015
        born = FIRST_BIRTHDAY + dt.timedelta(days=rnd.randrange(_DAYS))
        called: set[str] = set()
        for place in range(size):
            if number >= people:
                return
            if place and not (twins and place == 1):
                born = FIRST_BIRTHDAY + dt.timedelta(days=rnd.randrange(_DAYS))
            sex = "M" if rnd.random() < 0.512 else "F"
            names = community.boys if sex == "M" else community.girls
            first = next((one for _ in range(20) if (one := rnd.choice(names)) not in called), rnd.choice(names))
            if rnd.random() < 0.4:
                first = _rarer(community.code, rnd, 2)
            called.add(first)
            given = f"{first} {rnd.choice(names)}" if rnd.random() < 0.5 else first
            own = surname if rnd.random() > 0.06 else rnd.choice(community.surnames)
            own = for_sex(own, sex, community)
            others = (Name(given, rnd.choice(community.surnames)),) if rnd.random() < 0.05 else ()
            age = (LAST_BIRTHDAY - born).days
            number += 1
            yield Child(number, family, community.code, Description(
                names=(Name(given, own), *others),
                birth=Birth.on(born),
                sex=sex if rnd.random() < 0.99 else "",
                addresses=(home, before) if before else (home,),
                nhs_number=nhs_number(number) if rnd.random() < 0.88 else "",
                upn=unique_pupil_number(number) if age > 4 * 365 and rnd.random() < 0.8 else "",
            ))  # fmt: skip


def lookalikes(children: list[Child], wanted: int, seed: int) -> Iterator[tuple[Description, Child]]:
    """Children who are not on the register beside the child on it who is most like them: the twin, a brother or sister,
    another child of the same name and birthday.
    """
    rnd = random.Random(seed)
    communities = {each.code: each for each in _COMMUNITIES}
    towns = _Towns(50)
    called: dict[int, set[str]] = {}
    for child in children:
        called.setdefault(child.family, set()).update(child.description.names[0].given.split())
    for _ in range(wanted):
        child = rnd.choice(children)
        community, known = communities[child.community], child.description
        # Nobody of the family is called so: otherwise the look-alike may be a brother or sister who is on the register.
        other = next(
            one
            for _ in range(200)
            if (one := rnd.choice(rnd.choice((community.boys, community.girls)))) not in called[child.family]
        )
        number = nhs_number(rnd.randrange(10**8, 2 * 10**8)) if rnd.random() < 0.4 else ""
        known = replace(known, nhs_number=number, upn="")
        kind = rnd.random()
        if kind < 0.4:
            yield (
                replace(known, names=(Name(other, known.names[0].surname),), addresses=known.addresses[:1]),
                child,
            )
        elif kind < 0.6:
            born = FIRST_BIRTHDAY + dt.timedelta(days=rnd.randrange(_DAYS))
            name = Name(other, known.names[0].surname)
            yield replace(known, names=(name,), birth=Birth.on(born), addresses=known.addresses[:1]), child
        else:
            elsewhere = (towns.address(rnd),) if rnd.random() < 0.7 else ()
            yield replace(known, names=known.names[:1], addresses=elsewhere), child


class _Towns:
    """Postcodes, and the street that each belongs to."""

    _AREAS = "AL B BA BD BN BS CB CF CH CV DA DE DH DL DN E EN EX GL GU HD HG HU IP KT L LA LE LN LS LU M ME NE NG NR".split()
    _INWARD = "ABDEFGHJLNPQRSTUWXYZ"
    _HEADS = (
        "High Station Church London Victoria Park Mill Queens Kings Albert Manor Grange York Windsor Spring Green "
        "North South East West Chapel Bridge Meadow Richmond George Stanley Derby Lincoln Durham Elm Oak Ash Beech"
    ).split()
    _KINDS = "Road Street Avenue Close Lane Drive Way Crescent Gardens Court Grove Place Terrace Walk".split()

    def __init__(self, towns: int) -> None:
        self.towns = towns

    def address(self, rnd: random.Random) -> Address:
        town, unit = rnd.randrange(self.towns), rnd.randrange(1_000)
        outward = f"{self._AREAS[town % len(self._AREAS)]}{town // len(self._AREAS) + 1}"
        inward = f"{unit % 10}{self._INWARD[unit // 10 % 20]}{self._INWARD[(unit * 7 + town) % 20]}"
        street = (
            f"{self._HEADS[(unit * 31 + town) % len(self._HEADS)]} {self._KINDS[(unit * 17 + town) % len(self._KINDS)]}"
        )
        return Address(str(1 + int(rnd.expovariate(0.03))), street, f"{outward} {inward}")


def _rarer(code: str, rnd: random.Random, half: int) -> str:
    """A name that a list of common ones does not hold, made of the parts of such names."""
    heads, tails = _PARTS[code][half : half + 2]
    return (rnd.choice(heads.split()) + rnd.choice(tails.split())).title()


def nhs_number(number: int) -> str:
    """A number that passes the check, different for each person."""
    base = 400_000_000 + number * 3
    for nine in range(base, base + 3):
        if (check := nhs_check_digit(str(nine))) is not None:
            return f"{nine}{check}"
    raise AssertionError("of three numbers in a row one has a check digit")


def unique_pupil_number(number: int) -> str:
    twelve = f"{201 + number % 700:03d}{number:09d}"
    return upn_check_letter(twelve) + twelve
