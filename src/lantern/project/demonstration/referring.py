"""Who is worried: their trade, how they come to the front door, and what is known of them."""

import random
from collections.abc import Sequence

from lantern.project.demonstration import shape
from lantern.project.demonstration.calendar import Calendar
from lantern.project.demonstration.chances import Chances
from lantern.project.demonstration.doors import EMAIL_DOMAINS
from lantern.project.demonstration.families import Family
from lantern.project.demonstration.names import STAFF_FIRST_NAMES, STAFF_SURNAMES
from lantern.project.demonstration.stories import Post, Referrer

PUBLIC = frozenset({"1A", "1B", "1C", "1D", "9", "10"})
_VOICES = {
    "6": "police",
    "2A": "school",
    "2B": "school",
    "3A": "health",
    "3B": "health",
    "3C": "health",
    "3D": "health",
    "3E": "hospital",
    "3F": "hospital",
}

_DESK_OF = {
    "2A": "education_service",
    "2B": "education_service",
    "3A": "health_visiting",
    "3B": "health_visiting",
    "3C": "health_visiting",
    "3D": "hospital",
    "3E": "hospital",
    "3F": "mental_health",
    "4": "housing",
    "7": "probation",
}
"""Which kind of agency a source belongs to where no school or practice is known."""

_ROLES = {
    "6": ("Police constable", "Police sergeant", "Safeguarding officer"),
    "2A": ("Designated safeguarding lead", "Head of year", "Deputy designated safeguarding lead"),
    "2B": ("Education welfare officer", "Attendance officer"),
    "3A": ("GP", "Practice nurse"),
    "3B": ("Health visitor", "Community nursery nurse"),
    "3C": ("School nurse",),
    "3D": ("Midwife", "Community midwife"),
    "3E": ("Emergency department nurse", "Emergency department doctor"),
    "3F": ("Mental health practitioner", "Paramedic", "Crisis worker"),
    "4": ("Housing officer", "Tenancy support worker"),
    "5A": ("Adults' social worker", "Social worker"),
    "5B": ("Youth justice worker", "Leisure centre manager"),
    "5C": ("Social worker of another council",),
    "5D": ("Early help worker", "Family practitioner"),
    "7": ("Probation officer", "Family court adviser"),
    "8": ("Nursery manager", "Youth worker", "Refuge worker", "Food bank coordinator"),
    "1A": ("Grandmother", "Aunt", "Father", "Uncle", "Mother"),
    "1B": ("Neighbour", "Friend of the family"),
    "1C": ("The child",),
    "1D": ("Member of the public",),
    "9": ("",),
    "10": ("",),
}


class Referring(Chances):
    """Draws referrers."""

    def __init__(self, families: Sequence[Family], rng: random.Random, calendar: Calendar) -> None:
        super().__init__(families, rng, calendar)
        desks = {desk.type: desk.agency for desk in self.door.desks}
        self.agency_of = {source: desks[kind] for source, kind in _DESK_OF.items()}
        self.agency_of |= dict.fromkeys(("5A", "5B", "5D"), self.door.council) | {"5C": "darlington-borough-council"}

    def _who_would_know(self, source: str, age: int) -> str:
        """A source that can know a child of that age: no school before four, no health visitor after."""
        if source in ("2A", "2B", "3C", "1C") and age < 4 + 6 * (source == "1C"):
            return "1A" if source == "1C" else "3D" if age < 0 else "3B"
        return "2A" if source in ("3B", "3D") and age > 5 else source

    def _voice(self, source: str, channel: str) -> str:
        if source in PUBLIC:
            return "child" if source == "1C" else "form" if channel == "public_form" else "caller"
        return _VOICES.get(source, "service")

    def _channel(self, source: str) -> str:
        draw = self.random()
        if source == "6":
            return "police_notice" if draw < 0.85 else "telephone"
        if source in PUBLIC:
            return "telephone" if draw < 0.5 else "public_form" if draw < 0.95 else "in_person"
        if draw < shape.CONSULTATIONS * 1.5:
            return "consultation"
        return "professional_form" if draw < 0.72 else "telephone" if draw < 0.94 else "email"

    def _taken_by(self, channel: str, open_now: bool) -> Post | None:
        """Who typed it, where somebody did: forms and police batches come by themselves."""
        if channel in ("public_form", "professional_form", "police_notice"):
            return None
        if not open_now:
            return Post(self.door.emergency, "edt_social_worker", 1 + int(self.random() * 6))
        return Post(
            self.door.hub,
            "hub_social_worker" if channel == "consultation" else "hub_officer",
            1 + int(self.random() * 6),
        )

    def _referrer(self, source: str, channel: str, family: Family, child: int) -> Referrer:
        random = self.random
        role = self.among(_ROLES[source])
        professional = source not in PUBLIC
        if source in ("9", "10"):
            return Referrer(source, "", "", "", "", "", "", "", "none", source == "9", False, True)
        if not professional:
            first, last = STAFF_FIRST_NAMES[int(random() * 1024)], STAFF_SURNAMES[int(random() * 1024)]
            name = (
                f"{first} {family.children[child].last_name}"
                if source == "1A" and random() < 0.6
                else f"{first} {last}"
            )
            if source == "1C":
                name = f"{family.children[child].first_names} {family.children[child].last_name}"
            phone = f"07700 900{int(random() * 1000):03d}" if channel == "telephone" or random() < 0.5 else ""
            answer = "phone" if phone else "letter"
            return Referrer(
                source, "", "", name, "", role, phone, "", answer, False, False, source != "1C" and random() < 0.8
            )
        first, last = STAFF_FIRST_NAMES[int(random() * 1024)], STAFF_SURNAMES[int(random() * 1024)]
        agency, organisation, domain = self._works_for(source, family, child)
        phone = f"01632 960{200 + int(random() * 800):03d}"
        return Referrer(
            source,
            agency,
            organisation,
            f"{first} {last}",
            role,
            "",
            phone,
            f"{first}.{last}@{domain}".lower(),
            "online" if random() < 0.5 else "email",
            False,
            True,
            random() < 0.35,
        )

    def _works_for(self, source: str, family: Family, child: int) -> tuple[str, str, str]:
        """Agency code, name of the organisation, and e-mail domain, for a professional."""
        if source == "6":
            return "cleveland-police", "Cleveland Police", "cleveland-police.example"
        school = family.children[child].school
        if school is not None and (source == "2A" or (source == "8" and school.phase == "nursery")):
            return school.code, school.name, school.email_domain
        if source == "3A":
            practice = family.children[child].practice
            return practice.code, practice.name, practice.email_domain
        agency = self.agency_of.get(source, "")
        return (
            agency,
            "" if agency else "Harbour Lane Community Project",
            EMAIL_DOMAINS.get(agency, "harbour-lane.example"),
        )
