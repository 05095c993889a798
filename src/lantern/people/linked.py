"""Two records of one person: what agrees and what does not, which links stand, and what was written meanwhile.

Records that are linked are read as one person and stay two records (decision 11). Nobody but a person links.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lantern.interface.display import full_date
from lantern.law.codes import code_set
from lantern.people import keys, matching, names
from lantern.people.finding import weights
from lantern.people.models import Identifier, Link, LinkedRecord, NotTheSame, Person, Relationship, Sex
from lantern.spine.models import Episode, Event

LINK_EVENTS = ("records_linked", "records_parted")


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against two records being of one person, in words. ``doubts`` are what must never be
    overlooked: twins, brothers and sisters, two people in one contact.
    """

    agreed: tuple[str, ...]
    disagreed: tuple[str, ...]
    doubts: tuple[str, ...]
    band: str = ""

    @property
    def settles(self) -> bool:
        """Whether nothing stands against it."""
        return not self.disagreed and not self.doubts


def compare(person: Person, other: Person) -> Evidence:
    """What agrees between two records and what does not, as the matching weighs it, and the doubts."""
    match = matching.score(keys.description_of(person), keys.description_of(other), model=weights.model())
    return Evidence(
        agreed=tuple(reason.text[:300] for reason in match.agreements),
        disagreed=tuple(reason.text[:300] for reason in match.disagreements),
        doubts=tuple(text[:400] for text in _doubts(person, other)),
        band=match.band.value,
    )


def _doubts(person: Person, other: Person) -> list[str]:
    return [
        *_twins(person, other),
        *_said_to_be_two(person, other),
        *_relatives(person, other),
        *_numbers_of_their_own(person, other),
        *_in_one_episode(person, other),
    ]


def _twins(person: Person, other: Person) -> list[str]:
    """Twins share everything but the given name, and triplets do too."""
    found = []
    known = Person.BirthKnownTo.DAY
    same_day = bool(person.born_on) and person.born_on == other.born_on
    certain = person.birth_known_to == known and other.birth_known_to == known
    if same_day and certain:
        ours, theirs = (_given_names(each) for each in (person, other))
        if ours and theirs and not any(_one_name(mine, yours) for mine in ours for yours in theirs):
            found.append(
                _("Born on the same day with different first names: they may be twins. Twins are never one record.")
            )
        if {person.sex, other.sex} == {Sex.MALE, Sex.FEMALE}:
            found.append(_("Born on the same day, and one is recorded as a boy and one as a girl: they may be twins."))
    if person.is_unborn and other.is_unborn:
        found.append(_("Both are not born yet: they may be twins. Ask the midwife how many babies are expected."))
    if person.is_unborn != other.is_unborn:
        found.append(_("One is born and the other is not: they may be brothers or sisters."))
    return found


_ONE_NAME = frozenset({names.Likeness.SAME, names.Likeness.SPELLING, names.Likeness.NICKNAME})
"""Names that only sound or look alike (Jayden, Hayden) are given to twins too."""


def _one_name(mine: str, yours: str) -> bool:
    return names.compare_words(mine, yours) in _ONE_NAME


def _given_names(person: Person) -> set[str]:
    return {part for each in person.names.all() for part in names.given_names(each.first_names)}


def _said_to_be_two(person: Person, other: Person) -> list[str]:
    said = NotTheSame.objects.filter(person=person, other=other).first()
    if said is None:
        return []
    words = {"who": said.said_by_name, "when": full_date(said.said_at.date()), "why": said.because}
    return [_("%(who)s said on %(when)s that these are two people: “%(why)s”") % words]


def _relatives(person: Person, other: Person) -> list[str]:
    labels = code_set("relationship")
    kinds = Relationship.objects.filter(person=person, relative=other).values_list("kind", flat=True)
    return [
        _("They are recorded as relatives of each other: %(kind)s.") % {"kind": labels.label(kind).lower()}
        for kind in dict.fromkeys(kinds)
    ]


def _numbers_of_their_own(person: Person, other: Person) -> list[str]:
    """A person has one NHS number."""
    held = {
        each.pk: set(each.identifiers.filter(kind=Identifier.Kind.NHS).values_list("value", flat=True))
        for each in (person, other)
    }
    if held[person.pk] and held[other.pk] and not held[person.pk] & held[other.pk]:
        return [_("Each has an NHS number of their own, and nobody has two.")]
    return []


def _in_one_episode(person: Person, other: Person) -> list[str]:
    both = (
        Episode.objects.filter(involvements__person=person)
        .filter(involvements__person=other)
        .values_list("kind", "reference")
        .first()
    )
    if both is None:
        return []
    return [_("%(what)s is about both, as two people.") % {"what": f"{both[0].capitalize()} {both[1]}"}]


# ---- Which links there are ------------------------------------------------------------------------------------------


def links_of(people: list[uuid.UUID]) -> QuerySet[Link]:
    """Links of these records that the reader may see, also those that were parted: the standing ones first."""
    return (
        Link.objects.filter(Q(person__in=people) | Q(other__in=people))
        .select_related("person", "other")
        .order_by("parted_at", "-linked_at")
    )


def together(person: Person) -> list[Person]:
    """The records that are read as one with this one, itself among them, as far as the reader may see them."""
    mine = LinkedRecord.objects.filter(person=person).values("cluster")
    others = Person.objects.filter(read_as_one__cluster__in=mine).exclude(pk=person.pk)
    return [person, *others.order_by("recorded_at")]


def written_meanwhile(link: Link) -> list[Event]:
    """What was recorded on either record while both were read as one, oldest first, each with the record it stands
    on. It stays there when they are parted; a person reads it and moves what belongs elsewhere.
    """
    found = (
        Event.objects.filter(subjects__person__in=(link.person_id, link.other_id), recorded_at__gte=link.recorded_at)
        .exclude(kind__in=LINK_EVENTS)
        .prefetch_related("subjects__person")
        .order_by("recorded_at", "pk")
        .distinct()
    )
    return list(found.filter(recorded_at__lt=link.changed_at) if link.parted_at else found)


def decided_alone(link: Link, user_id: int | None) -> bool:
    """Whether the same person linked the records who would now part them, and others have built on it since."""
    return user_id == link.linked_by_id and bool(written_meanwhile(link))
