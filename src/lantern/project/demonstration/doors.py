"""The invented front doors: which teams stand behind each, by the codes of the area files."""

from typing import NamedTuple


class Desk(NamedTuple):
    """A team that answers checks, and the agency it belongs to, by the codes of the area files."""

    team: str
    agency: str
    type: str


class Door(NamedTuple):
    """The teams of one authority by the codes of its area file."""

    hub: str
    emergency: str
    assessment: str
    early_help: str
    provider: str
    lado: str
    council: str
    desks: tuple[Desk, ...]


def _door(hub: str, name: str, council: str, provider: str, nurses: tuple[str, str], hospital: tuple[str, str]) -> Door:
    desks = (
        Desk("police-hub-desk", "cleveland-police", "police"),
        Desk(f"{name}-education-desk", f"{name}-education", "education_service"),
        Desk(nurses[0], nurses[1], "health_visiting"),
        Desk("tewv-hub-desk", "tees-esk-wear-valleys", "mental_health"),
        Desk(hospital[0], hospital[1], "hospital"),
        Desk(f"{name}-housing-desk", f"{name}-housing", "housing"),
        Desk("probation-desk", "probation-service", "probation"),
    )
    return Door(
        hub, "tees-emergency-duty", f"{name}-assessment", f"{name}-early-help", provider, f"{name}-lado", council, desks
    )


_NORTH = (
    ("zero-to-nineteen-desk", "harrogate-district-nhs"),
    ("north-tees-hospital-desk", "north-tees-hartlepool-nhs"),
)
_SOUTH = (
    ("south-tees-zero-to-nineteen-desk", "south-tees-zero-to-nineteen"),
    ("south-tees-hospital-desk", "south-tees-hospitals"),
)
DOORS = {
    805: _door("childrens-hub", "hartlepool", "hartlepool-borough-council", "harbour-lights-team", *_NORTH),
    806: _door("middlesbrough-front-door", "middlesbrough", "middlesbrough-council", "transporter-team", *_SOUTH),
    807: _door(
        "redcar-cleveland-front-door", "redcar-cleveland", "redcar-cleveland-borough-council", "coastline-team", *_SOUTH
    ),
    808: _door("childrens-hub", "stockton", "stockton-on-tees-borough-council", "riverbank-team", *_NORTH),
}
ELSEWHERE = "darlington-front-door"

EMAIL_DOMAINS = {
    "cleveland-police": "cleveland-police.example",
    "tees-esk-wear-valleys": "tewv.example",
    "probation-service": "probation.example",
    "harrogate-district-nhs": "harrogate-district.example",
    "north-tees-hartlepool-nhs": "north-tees.example",
    "south-tees-hospitals": "south-tees-hospitals.example",
    "south-tees-zero-to-nineteen": "zero-to-nineteen.south-tees.example",
    "hartlepool-borough-council": "hartlepool.example",
    "stockton-on-tees-borough-council": "stockton.example",
    "middlesbrough-council": "middlesbrough.example",
    "redcar-cleveland-borough-council": "redcar-cleveland.example",
    "darlington-borough-council": "darlington.example",
    **{
        f"{name}-{part}": f"{part}.{name}.example"
        for name in ("hartlepool", "stockton", "middlesbrough", "redcar-cleveland")
        for part in ("education", "housing")
    },
}
"""The e-mail domains by which the area files recognise those who write."""
