"""Where invented families live, learn and are registered: real wards, invented streets, schools and postcodes.

Postcodes use the districts TS90 to TS99, which are not in use, so no letter can reach anybody. Wards are named from
memory and kept for their sound; the list is not an official one.
"""

from functools import cache
from typing import NamedTuple

WARDS = {
    805: "Burn Valley;De Bruce;Fens and Greatham;Foggy Furze;Hart;Headland and Harbour;Manor House;"
    "Rossmere;Rural West;Seaton;"
    "Throston;Victoria",
    806: "Acklam;Ayresome;Berwick Hills and Pallister;Brambles and Thorntree;Central;Coulby Newham;"
    "Hemlington;Kader;Ladgate;"
    "Linthorpe;Longlands and Beechwood;Marton East;Marton West;Newport;North Ormesby;Nunthorpe;Park;Park End and "
    "Beckfield;"
    "Stainton and Thornton;Trimdon",
    807: "Belmont;Brotton;Coatham;Dormanstown;Eston;Grangetown;Guisborough;Hutton;Kirkleatham;"
    "Lockwood;Loftus;Longbeck;Newcomen;"
    "Normanby;Ormesby;Saltburn;Skelton East;Skelton West;South Bank;St Germain's;Teesville;West "
    "Dyke;Wheatlands;Zetland",
    808: "Billingham Central;Billingham East;Billingham North;Billingham South;"
    "Billingham West and Wolviston;Bishopsgarth and Elm "
    "Tree;Eaglescliffe East;Eaglescliffe West;Fairfield;Grangefield;Hardwick and Salters Lane;Hartburn;Ingleby "
    "Barwick North;"
    "Ingleby Barwick South;Mandale and Victoria;Newtown;Northern Parishes;Norton Central;Norton North;Norton "
    "South;Ropner;Roseworth;"
    "Southern Villages;Stainsby Hill;Stockton Town Centre;Village;Yarm",
}
TOWNS = {805: "Hartlepool", 806: "Middlesbrough", 807: "Redcar", 808: "Stockton-on-Tees"}
DISTRICTS = {805: ("TS90", "TS91"), 806: ("TS92", "TS93"), 807: ("TS94", "TS95"), 808: ("TS96", "TS97", "TS98", "TS99")}
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_HEADS = _words(
    "Samphire Kittiwake Cinderpath Ironstone Lapwing Keelboat Saltmarsh Turnstone Bolckhow Gantry Limpet "
    "Marram Alumwell Ferryhouse Sandling Glassworks Coble Dunlin Jetworks Ropewalk Lanternside Breakwater "
    "Pansy Blastfurnace Curlewfield Anchorage Windlass Teasel Puddler Whinstone Harrierfield Sluice Chandler "
    "Oystercatcher Bessemerfield Potash Tidepool Slipway Heronsgate Magnesia Cockle Steelmill Foxglove "
    "Larkhill Millrace Brinefield Pierhead Skerry Wagonway Thrift Barnacle Bargeman Pennyman-Field Shoreline "
    "Redpoll Gorsefield Stackyard Tallow Wherry Sealholme"
)
_ENDS = _words("Road Street Avenue Close Lane Drive Way Crescent Gardens Court Grove Place Terrace Walk Garth Wynd")
_SCHOOLS = _words(
    "Samphire Lapwing Keelboat Turnstone Marram Sandling Coble Dunlin Heronsgate Thrift Gorsefield Larkhill "
    "Millrace Pierhead Skerry Foxglove Teasel Whinstone Redpoll Shoreline Ropewalk Wherry Sealholme Kittiwake"
)
_PRIMARY = ("Primary School", "Church Primary School", "Primary Academy", "Community Primary School")
_SECONDARY = ("Academy", "High School", "Secondary School")


class Address(NamedTuple):
    """An invented address."""

    house: str
    street: str
    town: str
    postcode: str
    ward: str
    authority: int


class Organisation(NamedTuple):
    """An invented organisation that a demonstration may add to the agencies of an area. `phase` is for schools."""

    code: str
    name: str
    type: str
    authority: int
    phase: str
    email_domain: str


class Street(NamedTuple):
    """A street of one authority: name, town, postcode, ward."""

    name: str
    town: str
    postcode: str
    ward: str


def require_authority(authority: int) -> None:
    """Refuses an authority without wards here, in words."""
    if authority not in WARDS:
        known = ", ".join(str(code) for code in WARDS)
        raise ValueError(f"The demonstration knows no wards for authority {authority}. Choose one of {known}.")


@cache
def streets(authority: int) -> tuple[Street, ...]:
    """The streets of an authority, always the same ones."""
    require_authority(authority)
    wards = WARDS[authority].split(";")
    districts = DISTRICTS[authority]
    found = []
    for number in range(len(_HEADS) * len(_ENDS)):
        place = (number * 367 + authority * 31) % (len(_HEADS) * len(_ENDS))  # 367 is prime to the count: each once
        name = f"{_HEADS[place % len(_HEADS)]} {_ENDS[place // len(_HEADS)]}"
        letters = _INWARD[number % 20] + _INWARD[(number // 20) % 20]
        postcode = f"{districts[number % len(districts)]} {1 + (number // 400) % 9}{letters}"
        found.append(Street(name, TOWNS[authority], postcode, wards[number % len(wards)]))
    return tuple(found)


def address(authority: int, place: float, house: float) -> Address:
    """The address for two random numbers between 0 and 1: which street, and which house."""
    listed = streets(authority)
    street = listed[int(place * len(listed))]
    number = 1 + int(house * 90)
    door = f"Flat {1 + number % 6}, {number}" if house > 0.93 else str(number)
    return Address(door, street.name, street.town, street.postcode, street.ward, authority)


@cache
def schools(authority: int) -> tuple[Organisation, ...]:
    """Invented nurseries, primary and secondary schools and a college."""
    require_authority(authority)
    found = []
    for place, head in enumerate(_SCHOOLS):
        word = head if authority % 2 else _SCHOOLS[(place + 7) % len(_SCHOOLS)]
        found.append(("primary", "school", f"{word} {_PRIMARY[(place + authority) % 4]}"))
    for place in range(8):
        word = _SCHOOLS[(place * 3 + authority) % len(_SCHOOLS)]
        found.append(("secondary", "school", f"{word} {_SECONDARY[place % 3]}"))
        found.append(("nursery", "nursery", f"Little {_SCHOOLS[(place * 5 + authority) % len(_SCHOOLS)]}s Nursery"))
    found.append(("college", "college", f"{TOWNS[authority].split('-')[0]} Quays College"))
    return tuple(
        Organisation(
            f"{kind}-{authority}-{place:02d}",
            name,
            kind,
            authority,
            phase,
            f"{kind}{place:02d}.schools{authority}.example",
        )
        for place, (phase, kind, name) in enumerate(found, start=1)
    )


@cache
def schools_by_phase(authority: int) -> dict[str, tuple[Organisation, ...]]:
    """The same, by phase: nursery, primary, secondary, college."""
    phases: dict[str, tuple[Organisation, ...]] = {}
    for school in schools(authority):
        phases[school.phase] = (*phases.get(school.phase, ()), school)
    return phases


@cache
def practices(authority: int) -> tuple[Organisation, ...]:
    """Invented general practices."""
    require_authority(authority)
    return tuple(
        Organisation(
            f"practice-{authority}-{place:02d}",
            f"{_HEADS[(place * 7 + authority) % len(_HEADS)]} Surgery",
            "general_practice",
            authority,
            "",
            f"practice{place:02d}.gp{authority}.example",
        )
        for place in range(1, 11)
    )


def invented_organisations(authority: int) -> tuple[Organisation, ...]:
    """Every invented school, nursery, college and practice: a loader adds them to the agencies first."""
    return (*schools(authority), *practices(authority))
